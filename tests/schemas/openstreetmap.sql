-- Describes part of OpenStreetMap: the tables of Osmosis' snapshot schema and of the website's database.
-- Odd: hstore tags, bigint arrays, keys of ids and versions, enums, coordinates as integers, box and point.
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE TYPE nwr_enum AS ENUM ('Node', 'Way', 'Relation');
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL UNIQUE, home point);
CREATE TABLE changesets (
    id bigserial PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users,
    created_at timestamp NOT NULL,
    closed_at timestamp NOT NULL,
    min_lat integer,
    max_lat integer,
    extent box,
    num_changes integer DEFAULT 0 NOT NULL,
    CHECK (closed_at >= created_at),
    CHECK (min_lat <= max_lat)
);
CREATE TABLE nodes (
    node_id bigint NOT NULL,
    latitude integer NOT NULL CHECK (latitude BETWEEN -900000000 AND 900000000),
    longitude integer NOT NULL CHECK (longitude BETWEEN -1800000000 AND 1800000000),
    changeset_id bigint NOT NULL REFERENCES changesets,
    visible boolean NOT NULL,
    "timestamp" timestamp NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    tags hstore,
    PRIMARY KEY (node_id, version)
);
CREATE TABLE ways (
    id bigint PRIMARY KEY,
    version integer NOT NULL,
    user_id integer NOT NULL REFERENCES users,
    tstamp timestamp NOT NULL,
    tags hstore,
    nodes bigint[]
);
CREATE TABLE relation_members (
    relation_id bigint NOT NULL,
    member_type nwr_enum NOT NULL,
    member_id bigint NOT NULL,
    member_role varchar NOT NULL,
    sequence_id integer DEFAULT 0 NOT NULL,
    PRIMARY KEY (relation_id, member_type, member_id, member_role, sequence_id)
);
