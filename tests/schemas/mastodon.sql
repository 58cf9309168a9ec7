-- Describes part of Mastodon's schema: accounts, statuses, follows.
-- Odd: timestamp ids in bigint, statuses that answer statuses, unique indexes on lower() with COALESCE, an expression
-- index, inet, text[] and cidr.
CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    username character varying DEFAULT ''::character varying NOT NULL,
    domain character varying,
    private_key text,
    note text DEFAULT ''::text NOT NULL,
    locked boolean DEFAULT false NOT NULL,
    moved_to_account_id bigint REFERENCES accounts ON DELETE SET NULL,
    also_known_as character varying[],
    fields jsonb,
    created_at timestamp(6) without time zone NOT NULL
);
CREATE UNIQUE INDEX index_accounts_on_username_and_domain_lower
    ON accounts (lower((username)::text), COALESCE(lower((domain)::text), ''::text));
CREATE TABLE statuses (
    id bigint PRIMARY KEY,
    uri character varying UNIQUE,
    text text DEFAULT ''::text NOT NULL,
    in_reply_to_id bigint REFERENCES statuses ON DELETE SET NULL,
    reblog_of_id bigint REFERENCES statuses ON DELETE CASCADE,
    visibility integer DEFAULT 0 NOT NULL,
    language character varying,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    ordered_media_attachment_ids bigint[],
    edited_at timestamp without time zone
);
CREATE TABLE follows (
    id bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    languages character varying[],
    UNIQUE (account_id, target_account_id)
);
CREATE TABLE polls (
    id bigserial PRIMARY KEY,
    account_id bigint REFERENCES accounts ON DELETE CASCADE,
    status_id bigint REFERENCES statuses ON DELETE CASCADE,
    options character varying[] DEFAULT '{}'::character varying[] NOT NULL,
    cached_tallies bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    multiple boolean DEFAULT false NOT NULL
);
CREATE TABLE ip_blocks (
    id bigserial PRIMARY KEY,
    ip inet DEFAULT '0.0.0.0'::inet NOT NULL UNIQUE,
    net cidr,
    severity integer DEFAULT 0 NOT NULL,
    expires_at timestamp(6) without time zone
);
CREATE TABLE account_stats (
    id bigserial PRIMARY KEY,
    account_id bigint NOT NULL UNIQUE REFERENCES accounts ON DELETE CASCADE,
    statuses_count bigint DEFAULT 0 NOT NULL,
    last_status_at timestamp without time zone
);
