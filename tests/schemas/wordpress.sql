-- Describes WordPress' tables as they are when run on PostgreSQL.
-- Odd: quoted names with capitals, NOT NULL DEFAULT '' nearly everywhere, no foreign keys, a key of two columns.
CREATE TABLE wp_users (
    "ID" bigserial PRIMARY KEY,
    user_login varchar(60) NOT NULL DEFAULT '',
    user_email varchar(100) NOT NULL DEFAULT '',
    user_registered timestamp(0) without time zone NOT NULL DEFAULT now(),
    user_status integer NOT NULL DEFAULT 0,
    display_name varchar(250) NOT NULL DEFAULT ''
);
CREATE TABLE wp_posts (
    "ID" bigserial PRIMARY KEY,
    post_author bigint NOT NULL DEFAULT 0,
    post_date timestamp(0) without time zone NOT NULL DEFAULT now(),
    post_content text NOT NULL,
    post_status varchar(20) NOT NULL DEFAULT 'publish',
    post_name varchar(200) NOT NULL DEFAULT '',
    post_parent bigint NOT NULL DEFAULT 0,
    guid varchar(255) NOT NULL DEFAULT '',
    menu_order integer NOT NULL DEFAULT 0
);
CREATE TABLE wp_postmeta (meta_id bigserial PRIMARY KEY, post_id bigint NOT NULL DEFAULT 0, meta_key varchar(255), meta_value text);
CREATE TABLE wp_options (
    option_id bigserial PRIMARY KEY,
    option_name varchar(191) NOT NULL DEFAULT '' UNIQUE,
    option_value text NOT NULL,
    autoload varchar(20) NOT NULL DEFAULT 'yes'
);
CREATE TABLE wp_term_relationships (
    object_id bigint NOT NULL DEFAULT 0,
    term_taxonomy_id bigint NOT NULL DEFAULT 0,
    term_order integer NOT NULL DEFAULT 0,
    PRIMARY KEY (object_id, term_taxonomy_id)
);
