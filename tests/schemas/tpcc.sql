-- Describes the tables of TPC-C.
-- Odd: keys of two to four columns that grow from table to table, two foreign keys of three columns that share two.
CREATE TABLE warehouse (w_id integer PRIMARY KEY, w_name varchar(10), w_zip char(9), w_tax decimal(4,4), w_ytd decimal(12,2));
CREATE TABLE district (
    d_w_id integer NOT NULL REFERENCES warehouse, d_id integer NOT NULL, d_name varchar(10), d_tax decimal(4,4),
    d_next_o_id integer, PRIMARY KEY (d_w_id, d_id)
);
CREATE TABLE customer (
    c_w_id integer NOT NULL, c_d_id integer NOT NULL, c_id integer NOT NULL, c_last varchar(16), c_credit char(2),
    c_since timestamp, c_discount decimal(4,4), c_balance decimal(12,2), c_data varchar(500),
    PRIMARY KEY (c_w_id, c_d_id, c_id), FOREIGN KEY (c_w_id, c_d_id) REFERENCES district (d_w_id, d_id)
);
CREATE TABLE oorder (
    o_w_id integer NOT NULL, o_d_id integer NOT NULL, o_id integer NOT NULL, o_c_id integer NOT NULL,
    o_carrier_id integer, o_ol_cnt decimal(2,0), o_all_local decimal(1,0), o_entry_d timestamp,
    PRIMARY KEY (o_w_id, o_d_id, o_id), UNIQUE (o_w_id, o_d_id, o_c_id, o_id),
    FOREIGN KEY (o_w_id, o_d_id, o_c_id) REFERENCES customer (c_w_id, c_d_id, c_id)
);
CREATE TABLE item (i_id integer PRIMARY KEY, i_name varchar(24), i_price decimal(5,2), i_data varchar(50));
CREATE TABLE stock (
    s_w_id integer NOT NULL REFERENCES warehouse, s_i_id integer NOT NULL REFERENCES item, s_quantity decimal(4,0),
    s_dist_01 char(24), PRIMARY KEY (s_w_id, s_i_id)
);
CREATE TABLE order_line (
    ol_w_id integer NOT NULL, ol_d_id integer NOT NULL, ol_o_id integer NOT NULL, ol_number integer NOT NULL,
    ol_i_id integer NOT NULL, ol_supply_w_id integer NOT NULL, ol_amount decimal(6,2),
    PRIMARY KEY (ol_w_id, ol_d_id, ol_o_id, ol_number),
    FOREIGN KEY (ol_w_id, ol_d_id, ol_o_id) REFERENCES oorder (o_w_id, o_d_id, o_id),
    FOREIGN KEY (ol_supply_w_id, ol_i_id) REFERENCES stock (s_w_id, s_i_id)
);
