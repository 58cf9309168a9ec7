-- Describes part of Apache Airflow's metadata database.
-- Odd: keys of three and four columns, foreign keys of several columns that share one, a unique key that is no primary
-- key and is referred to, json, interval, a CHECK with an OR of IS NULLs.
CREATE TABLE dag (
    dag_id varchar(250) NOT NULL CONSTRAINT dag_pkey PRIMARY KEY,
    is_paused boolean,
    last_parsed_time timestamptz,
    fileloc varchar(2000),
    timetable_summary text,
    max_active_tasks integer NOT NULL
);
CREATE TABLE dag_run (
    id serial CONSTRAINT dag_run_pkey PRIMARY KEY,
    dag_id varchar(250) NOT NULL REFERENCES dag ON DELETE CASCADE,
    run_id varchar(250) NOT NULL,
    logical_date timestamptz NOT NULL,
    state varchar(50),
    start_date timestamptz,
    end_date timestamptz,
    conf jsonb,
    CONSTRAINT dag_run_dag_id_run_id_key UNIQUE (dag_id, run_id),
    CONSTRAINT dag_run_dag_id_logical_date_key UNIQUE (dag_id, logical_date)
);
CREATE TABLE slot_pool (
    id serial PRIMARY KEY,
    pool varchar(256) UNIQUE,
    slots integer CHECK (slots >= -1),
    description text
);
CREATE TABLE task_instance (
    task_id varchar(250) NOT NULL,
    dag_id varchar(250) NOT NULL,
    run_id varchar(250) NOT NULL,
    map_index integer DEFAULT '-1'::integer NOT NULL,
    start_date timestamptz,
    end_date timestamptz,
    duration double precision,
    state varchar(20),
    try_number integer,
    pool varchar(256) NOT NULL,
    executor_config bytea,
    CONSTRAINT task_instance_pkey PRIMARY KEY (dag_id, task_id, run_id, map_index),
    CONSTRAINT task_instance_dag_run_fkey FOREIGN KEY (dag_id, run_id) REFERENCES dag_run (dag_id, run_id) ON DELETE CASCADE
);
CREATE TABLE task_map (
    dag_id varchar(250) NOT NULL,
    task_id varchar(250) NOT NULL,
    run_id varchar(250) NOT NULL,
    map_index integer NOT NULL,
    length integer NOT NULL,
    keys json,
    CONSTRAINT ck_task_map_task_map_length_not_negative CHECK (length >= 0),
    CONSTRAINT task_map_pkey PRIMARY KEY (dag_id, task_id, run_id, map_index),
    CONSTRAINT task_map_task_instance_fkey FOREIGN KEY (dag_id, task_id, run_id, map_index)
        REFERENCES task_instance (dag_id, task_id, run_id, map_index) ON DELETE CASCADE
);
CREATE TABLE xcom (
    dag_run_id integer NOT NULL REFERENCES dag_run ON DELETE CASCADE,
    task_id varchar(250) NOT NULL,
    map_index integer DEFAULT '-1'::integer NOT NULL,
    key varchar(512) NOT NULL,
    dag_id varchar(250) NOT NULL,
    run_id varchar(250) NOT NULL,
    value jsonb,
    "timestamp" timestamptz NOT NULL,
    CONSTRAINT xcom_pkey PRIMARY KEY (dag_run_id, task_id, map_index, key),
    CONSTRAINT xcom_task_instance_fkey FOREIGN KEY (dag_id, task_id, run_id, map_index)
        REFERENCES task_instance (dag_id, task_id, run_id, map_index) ON DELETE CASCADE
);
CREATE TABLE sla (
    dag_id varchar(250) NOT NULL REFERENCES dag,
    "window" interval,
    starts timestamptz,
    ends timestamptz,
    CHECK (starts IS NULL OR ends IS NULL OR starts < ends),
    PRIMARY KEY (dag_id)
);
