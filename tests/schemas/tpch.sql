-- Describes the tables of TPC-H, with the primary and foreign keys of the specification.
-- Odd: fixed-width characters everywhere, a key of two columns that another table's key of three refers to by two.
CREATE TABLE region (r_regionkey integer PRIMARY KEY, r_name char(25) NOT NULL, r_comment varchar(152));
CREATE TABLE nation (
    n_nationkey integer PRIMARY KEY, n_name char(25) NOT NULL,
    n_regionkey integer NOT NULL REFERENCES region, n_comment varchar(152)
);
CREATE TABLE part (
    p_partkey integer PRIMARY KEY, p_name varchar(55) NOT NULL, p_mfgr char(25) NOT NULL, p_brand char(10) NOT NULL,
    p_size integer NOT NULL, p_retailprice decimal(15,2) NOT NULL CHECK (p_retailprice >= 0)
);
CREATE TABLE supplier (
    s_suppkey integer PRIMARY KEY, s_name char(25) NOT NULL, s_nationkey integer NOT NULL REFERENCES nation,
    s_phone char(15) NOT NULL, s_acctbal decimal(15,2) NOT NULL
);
CREATE TABLE partsupp (
    ps_partkey integer NOT NULL REFERENCES part, ps_suppkey integer NOT NULL REFERENCES supplier,
    ps_availqty integer NOT NULL CHECK (ps_availqty >= 0), ps_supplycost decimal(15,2) NOT NULL CHECK (ps_supplycost >= 0),
    PRIMARY KEY (ps_partkey, ps_suppkey)
);
CREATE TABLE customer (
    c_custkey integer PRIMARY KEY, c_name varchar(25) NOT NULL, c_nationkey integer NOT NULL REFERENCES nation,
    c_acctbal decimal(15,2) NOT NULL, c_mktsegment char(10) NOT NULL
);
CREATE TABLE orders (
    o_orderkey bigint PRIMARY KEY, o_custkey integer NOT NULL REFERENCES customer, o_orderstatus char(1) NOT NULL,
    o_totalprice decimal(15,2) NOT NULL, o_orderdate date NOT NULL
);
CREATE TABLE lineitem (
    l_orderkey bigint NOT NULL REFERENCES orders, l_partkey integer NOT NULL, l_suppkey integer NOT NULL,
    l_linenumber integer NOT NULL, l_quantity decimal(15,2) NOT NULL CHECK (l_quantity >= 0),
    l_discount decimal(15,2) NOT NULL CHECK (l_discount BETWEEN 0.00 AND 1.00), l_tax decimal(15,2) NOT NULL CHECK (l_tax >= 0),
    l_returnflag char(1) NOT NULL, l_shipdate date NOT NULL, l_receiptdate date NOT NULL,
    CHECK (l_shipdate <= l_receiptdate),
    PRIMARY KEY (l_orderkey, l_linenumber),
    FOREIGN KEY (l_partkey, l_suppkey) REFERENCES partsupp (ps_partkey, ps_suppkey)
);
