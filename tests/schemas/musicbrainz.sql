-- Describes part of MusicBrainz' schema.
-- Odd: CHECKs that tie the parts of a date together, controlled_for_whitespace, cube-free arrays, uuid keys beside serial
-- ones, regular expressions on codes, an exclusive pair of columns.
CREATE FUNCTION controlled_for_whitespace(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    $$ SELECT NOT ($1 ~ '^\s' OR $1 ~ '\s$' OR $1 ~ '\s\s') $$;
CREATE TABLE area (
    id serial PRIMARY KEY,
    gid uuid NOT NULL UNIQUE,
    name varchar NOT NULL,
    begin_date_year smallint,
    begin_date_month smallint CHECK (begin_date_month BETWEEN 1 AND 12),
    end_date_year smallint,
    edits_pending integer NOT NULL DEFAULT 0 CHECK (edits_pending >= 0)
);
CREATE TABLE iso_3166_1 (area integer NOT NULL REFERENCES area, code char(2) PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'));
CREATE TABLE artist (
    id serial PRIMARY KEY,
    gid uuid NOT NULL UNIQUE,
    name varchar NOT NULL,
    sort_name varchar NOT NULL,
    begin_date_year smallint,
    begin_date_month smallint,
    end_date_year smallint,
    type integer,
    area integer REFERENCES area,
    gender integer,
    comment varchar(255) NOT NULL DEFAULT '',
    edits_pending integer NOT NULL DEFAULT 0 CHECK (edits_pending >= 0),
    last_updated timestamp with time zone DEFAULT now(),
    ended char(1) NOT NULL DEFAULT 'f' CHECK (ended IN ('t', 'f')),
    CONSTRAINT group_type_implies_null_gender CHECK ((gender IS NULL AND type IN (2, 5, 6)) OR type NOT IN (2, 5, 6)),
    CONSTRAINT artist_end_implies_ended CHECK (
        (end_date_year IS NOT NULL AND ended = 't') OR end_date_year IS NULL
    ),
    CONSTRAINT control_for_whitespace CHECK (controlled_for_whitespace(name)),
    CONSTRAINT only_non_empty CHECK (name <> '')
);
CREATE TABLE release (
    id serial PRIMARY KEY,
    gid uuid NOT NULL UNIQUE,
    name varchar NOT NULL,
    artist integer NOT NULL REFERENCES artist,
    barcode varchar(255) CHECK (barcode ~ '^[0-9]*$'),
    quality smallint NOT NULL DEFAULT -1,
    script char(4) CHECK (script ~ '^[A-Z][a-z]{3}$')
);
CREATE TABLE recording (
    id serial PRIMARY KEY,
    gid uuid NOT NULL UNIQUE,
    name varchar NOT NULL,
    length integer CHECK (length IS NULL OR length > 0),
    video boolean NOT NULL DEFAULT false
);
CREATE TABLE isrc (
    id serial PRIMARY KEY,
    recording integer NOT NULL REFERENCES recording,
    isrc char(12) NOT NULL CHECK (isrc ~ E'^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$'),
    source smallint,
    created timestamptz DEFAULT now(),
    UNIQUE (isrc, recording)
);
CREATE TABLE cdtoc (
    id serial PRIMARY KEY,
    discid char(28) NOT NULL UNIQUE,
    track_count integer NOT NULL,
    leadout_offset integer NOT NULL,
    track_offset integer[] NOT NULL,
    degraded boolean NOT NULL DEFAULT false
);
CREATE TABLE url (id serial PRIMARY KEY, gid uuid NOT NULL UNIQUE, url text NOT NULL UNIQUE CHECK (url ~ '^https?://'));
