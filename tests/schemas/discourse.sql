-- Describes part of Discourse's schema.
-- Odd: hstore, inet, partial unique indexes, integer[] and double precision scores, a CHECK that ties a column to a text.
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE users (
    id serial PRIMARY KEY,
    username character varying(60) NOT NULL,
    username_lower character varying(60) NOT NULL,
    trust_level integer NOT NULL,
    ip_address inet,
    registration_ip_address inet,
    suspended_at timestamp without time zone,
    suspended_till timestamp without time zone,
    date_of_birth date
);
CREATE UNIQUE INDEX index_users_on_username ON users (username);
CREATE UNIQUE INDEX index_users_on_username_lower ON users (username_lower);
CREATE TABLE categories (
    id serial PRIMARY KEY,
    name character varying(50) NOT NULL,
    color character varying(6) DEFAULT '0088CC'::character varying NOT NULL,
    parent_category_id integer REFERENCES categories,
    user_id integer NOT NULL REFERENCES users,
    auto_close_hours double precision
);
CREATE UNIQUE INDEX unique_index_categories_on_name
    ON categories (COALESCE(parent_category_id, '-1'::integer), name);
CREATE TABLE topics (
    id serial PRIMARY KEY,
    title character varying NOT NULL,
    category_id integer REFERENCES categories,
    user_id integer REFERENCES users,
    archetype character varying DEFAULT 'regular'::character varying NOT NULL,
    score double precision,
    percent_rank double precision DEFAULT 1.0 NOT NULL,
    CONSTRAINT has_category_id CHECK (((category_id IS NOT NULL) OR ((archetype)::text <> 'regular'::text))),
    CONSTRAINT pm_has_no_category CHECK (((category_id IS NULL) OR ((archetype)::text <> 'private_message'::text)))
);
CREATE TABLE posts (
    id serial PRIMARY KEY,
    user_id integer REFERENCES users,
    topic_id integer NOT NULL REFERENCES topics,
    post_number integer NOT NULL,
    raw text NOT NULL,
    reply_to_post_number integer,
    reads integer DEFAULT 0 NOT NULL,
    image_upload_ids integer[] DEFAULT '{}'::integer[] NOT NULL,
    raw_email text
);
CREATE UNIQUE INDEX index_posts_on_topic_id_and_post_number ON posts (topic_id, post_number);
CREATE TABLE plugin_store_rows (id serial PRIMARY KEY, plugin_name varchar NOT NULL, key varchar NOT NULL, settings hstore);
CREATE TABLE post_search_data (post_id integer PRIMARY KEY REFERENCES posts, search_data tsvector, locale text, version integer DEFAULT 0);
CREATE TABLE screened_ip_addresses (id serial PRIMARY KEY, ip_address inet NOT NULL UNIQUE, action_type integer NOT NULL, match_count integer DEFAULT 0 NOT NULL);
