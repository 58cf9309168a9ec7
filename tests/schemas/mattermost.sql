-- Describes part of Mattermost's schema.
-- Odd: ids of 26 letters, moments as milliseconds in bigint, enums for kinds of channels, jsonb, no foreign keys.
CREATE TYPE channel_type AS ENUM ('P', 'G', 'O', 'D');
CREATE TYPE team_type AS ENUM ('I', 'O');
CREATE TABLE teams (
    id varchar(26) PRIMARY KEY,
    createat bigint,
    deleteat bigint,
    displayname varchar(64),
    name varchar(64) UNIQUE,
    email varchar(128),
    type team_type,
    allowopeninvite boolean
);
CREATE TABLE channels (
    id varchar(26) PRIMARY KEY,
    createat bigint,
    teamid varchar(26),
    type channel_type,
    name varchar(64),
    shared boolean,
    totalmsgcount bigint,
    UNIQUE (name, teamid)
);
CREATE TABLE users (
    id varchar(26) PRIMARY KEY,
    username varchar(64) UNIQUE,
    authdata varchar(128) UNIQUE,
    email varchar(128) UNIQUE,
    roles varchar(256),
    props jsonb,
    notifyprops jsonb,
    timezone jsonb
);
CREATE TABLE posts (
    id varchar(26) PRIMARY KEY,
    createat bigint,
    userid varchar(26),
    channelid varchar(26),
    rootid varchar(26),
    message varchar(65535),
    props jsonb,
    fileids varchar(300),
    hasreactions boolean
);
CREATE INDEX idx_posts_message_txt ON posts USING gin (to_tsvector('english', message));
CREATE TABLE reactions (
    userid varchar(26) NOT NULL,
    postid varchar(26) NOT NULL,
    emojiname varchar(64) NOT NULL,
    createat bigint,
    PRIMARY KEY (postid, userid, emojiname)
);
CREATE TABLE preferences (
    userid varchar(26) NOT NULL,
    category varchar(32) NOT NULL,
    name varchar(32) NOT NULL,
    value text,
    PRIMARY KEY (userid, category, name)
);
