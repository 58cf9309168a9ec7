-- Describes part of Chinook (a digital media shop) in its PostgreSQL form.
-- Odd: employees that report to employees, a playlist's tracks as a table of keys only, keys without a sequence.
CREATE TABLE artist (artist_id int NOT NULL PRIMARY KEY, name varchar(120));
CREATE TABLE album (
    album_id int NOT NULL PRIMARY KEY,
    title varchar(160) NOT NULL,
    artist_id int NOT NULL REFERENCES artist
);
CREATE TABLE employee (
    employee_id int NOT NULL PRIMARY KEY,
    last_name varchar(20) NOT NULL,
    first_name varchar(20) NOT NULL,
    title varchar(30),
    reports_to int REFERENCES employee,
    birth_date timestamp,
    hire_date timestamp,
    country varchar(40),
    postal_code varchar(10),
    email varchar(60)
);
CREATE TABLE customer (
    customer_id int NOT NULL PRIMARY KEY,
    first_name varchar(40) NOT NULL,
    last_name varchar(20) NOT NULL,
    country varchar(40),
    email varchar(60) NOT NULL,
    support_rep_id int REFERENCES employee
);
CREATE TABLE genre (genre_id int NOT NULL PRIMARY KEY, name varchar(120));
CREATE TABLE media_type (media_type_id int NOT NULL PRIMARY KEY, name varchar(120));
CREATE TABLE track (
    track_id int NOT NULL PRIMARY KEY,
    name varchar(200) NOT NULL,
    album_id int REFERENCES album,
    media_type_id int NOT NULL REFERENCES media_type,
    genre_id int REFERENCES genre,
    composer varchar(220),
    milliseconds int NOT NULL,
    bytes int,
    unit_price numeric(10,2) NOT NULL
);
CREATE TABLE playlist (playlist_id int NOT NULL PRIMARY KEY, name varchar(120));
CREATE TABLE playlist_track (
    playlist_id int NOT NULL REFERENCES playlist,
    track_id int NOT NULL REFERENCES track,
    CONSTRAINT playlist_track_pkey PRIMARY KEY (playlist_id, track_id)
);
CREATE TABLE invoice (
    invoice_id int NOT NULL PRIMARY KEY,
    customer_id int NOT NULL REFERENCES customer,
    invoice_date timestamp NOT NULL,
    billing_country varchar(40),
    total numeric(10,2) NOT NULL
);
CREATE TABLE invoice_line (
    invoice_line_id int NOT NULL PRIMARY KEY,
    invoice_id int NOT NULL REFERENCES invoice,
    track_id int NOT NULL REFERENCES track,
    unit_price numeric(10,2) NOT NULL,
    quantity int NOT NULL
);
