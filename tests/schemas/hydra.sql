-- Describes part of Ory Hydra's schema (OAuth2 clients, sessions, requests).
-- Odd: uuid keys with a network id in each, keys of two columns, a CHECK that ties columns to a state by ORs.
CREATE TABLE networks (
    id uuid NOT NULL PRIMARY KEY,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);
CREATE TABLE hydra_client (
    id varchar(255) NOT NULL,
    nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,
    client_name text NOT NULL,
    client_secret text NOT NULL,
    scope text NOT NULL,
    redirect_uris jsonb NOT NULL,
    metadata jsonb,
    access_token_lifespan bigint,
    skip_consent boolean DEFAULT false NOT NULL,
    created_at timestamp DEFAULT now() NOT NULL,
    PRIMARY KEY (id, nid)
);
CREATE TABLE hydra_oauth2_authentication_session (
    id varchar(40) NOT NULL PRIMARY KEY,
    nid uuid NOT NULL REFERENCES networks,
    authenticated_at timestamp,
    subject varchar(255) NOT NULL,
    remember boolean DEFAULT false NOT NULL,
    expires_at timestamp
);
CREATE TABLE hydra_oauth2_flow (
    login_challenge varchar(40) NOT NULL PRIMARY KEY,
    nid uuid NOT NULL REFERENCES networks,
    requested_scope jsonb DEFAULT '[]'::jsonb NOT NULL,
    client_id varchar(255) NOT NULL,
    login_session_id varchar(40) REFERENCES hydra_oauth2_authentication_session ON DELETE SET NULL,
    state smallint NOT NULL,
    login_remember boolean,
    login_error text,
    consent_challenge_id varchar(40),
    acr text DEFAULT '' NOT NULL,
    FOREIGN KEY (client_id, nid) REFERENCES hydra_client (id, nid) ON DELETE CASCADE,
    CHECK (
        state = 128
        OR (state = 1 AND consent_challenge_id IS NULL)
        OR (state = 2 AND login_remember IS NOT NULL)
        OR (state = 3 AND login_remember IS NOT NULL AND consent_challenge_id IS NOT NULL)
    )
);
CREATE UNIQUE INDEX hydra_oauth2_flow_consent_idx ON hydra_oauth2_flow (consent_challenge_id);
CREATE TABLE hydra_oauth2_access (
    signature varchar(255) NOT NULL PRIMARY KEY,
    nid uuid NOT NULL,
    request_id varchar(40) NOT NULL UNIQUE,
    client_id varchar(255) NOT NULL,
    active boolean DEFAULT true NOT NULL,
    challenge_id varchar(40) REFERENCES hydra_oauth2_flow (consent_challenge_id) ON DELETE CASCADE,
    expires_at timestamp,
    FOREIGN KEY (client_id, nid) REFERENCES hydra_client (id, nid) ON DELETE CASCADE
);
