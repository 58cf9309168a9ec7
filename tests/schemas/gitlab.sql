-- Describes part of GitLab's schema: namespaces, projects, issues, events.
-- Odd: CHECKs on char_length with names made of hashes, num_nonnulls over foreign keys, a circle of two tables broken
-- by a nullable key, unique indexes on lower(), partial ones, bytea digests, a table partitioned by list.
CREATE TABLE namespaces (
    id bigserial PRIMARY KEY,
    name character varying NOT NULL,
    path character varying NOT NULL,
    type character varying DEFAULT 'User'::character varying NOT NULL,
    parent_id bigint REFERENCES namespaces ON DELETE CASCADE,
    traversal_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    created_at timestamp without time zone,
    CONSTRAINT check_2eae3bdf93 CHECK (char_length(path) <= 255)
);
CREATE TABLE users (
    id bigserial PRIMARY KEY,
    email character varying DEFAULT ''::character varying NOT NULL,
    username character varying,
    state character varying,
    projects_limit integer NOT NULL,
    static_object_token_encrypted text,
    user_type smallint DEFAULT 0,
    CONSTRAINT check_0dd5948e38 CHECK (user_type IS NOT NULL),
    CONSTRAINT check_7bde697e8e CHECK (char_length(static_object_token_encrypted) <= 255)
);
CREATE UNIQUE INDEX index_users_on_lower_email ON users (lower((email)::text));
CREATE UNIQUE INDEX index_users_on_username ON users (username) WHERE state = 'active';
CREATE TABLE projects (
    id bigserial PRIMARY KEY,
    name character varying,
    namespace_id bigint NOT NULL REFERENCES namespaces ON DELETE RESTRICT,
    creator_id bigint REFERENCES users ON DELETE SET NULL,
    latest_issue_id bigint,
    visibility_level integer DEFAULT 0 NOT NULL,
    archived boolean DEFAULT false NOT NULL
);
CREATE TABLE issues (
    id bigserial PRIMARY KEY,
    title character varying,
    author_id bigint REFERENCES users ON DELETE SET NULL,
    project_id bigint NOT NULL REFERENCES projects ON DELETE CASCADE,
    due_date date,
    iid integer NOT NULL,
    weight integer,
    lock_version integer DEFAULT 0,
    state_id smallint DEFAULT 1 NOT NULL,
    moved_to_id bigint REFERENCES issues ON DELETE SET NULL,
    CONSTRAINT check_fba63f706d CHECK (lock_version IS NOT NULL),
    CONSTRAINT check_state CHECK (state_id = ANY (ARRAY[1, 2]))
);
CREATE UNIQUE INDEX index_issues_on_project_id_and_iid ON issues (project_id, iid);
ALTER TABLE projects ADD CONSTRAINT fk_latest_issue FOREIGN KEY (latest_issue_id) REFERENCES issues ON DELETE SET NULL;
CREATE TABLE events (
    id bigserial PRIMARY KEY,
    project_id bigint REFERENCES projects ON DELETE CASCADE,
    group_id bigint REFERENCES namespaces ON DELETE CASCADE,
    author_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    action smallint NOT NULL,
    fingerprint bytea,
    CONSTRAINT events_parent CHECK (num_nonnulls(group_id, project_id) = 1),
    CONSTRAINT check_97e06e05ad CHECK (octet_length(fingerprint) <= 128)
);
CREATE TABLE ci_builds (
    id bigint NOT NULL,
    partition_id bigint NOT NULL,
    project_id bigint NOT NULL REFERENCES projects ON DELETE CASCADE,
    status character varying,
    options jsonb,
    PRIMARY KEY (id, partition_id)
) PARTITION BY LIST (partition_id);
CREATE TABLE ci_builds_100 PARTITION OF ci_builds FOR VALUES IN ('100');
CREATE TABLE ci_builds_101 PARTITION OF ci_builds FOR VALUES IN ('101', '102');
