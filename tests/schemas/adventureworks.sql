-- Describes part of AdventureWorks in its PostgreSQL port.
-- Odd: domains in another schema, a CHECK on nearly every column, dates in order or NULL, upper(), computed columns,
-- names in schemas, a key of four columns with a date.
CREATE SCHEMA humanresources;
CREATE SCHEMA production;
CREATE SCHEMA sales;
CREATE DOMAIN "Name" varchar(50) NULL;
CREATE DOMAIN "Flag" boolean NOT NULL;
CREATE DOMAIN "NameStyle" boolean NOT NULL;
CREATE DOMAIN "AccountNumber" varchar(15) CHECK (VALUE ~ '^AW[0-9]{8}$');
CREATE TABLE humanresources.department (
    departmentid serial PRIMARY KEY,
    name "Name" NOT NULL UNIQUE,
    modifieddate timestamp DEFAULT now() NOT NULL
);
CREATE TABLE humanresources.shift (
    shiftid serial PRIMARY KEY,
    name "Name" NOT NULL,
    starttime time NOT NULL,
    endtime time NOT NULL
);
CREATE TABLE humanresources.employee (
    businessentityid integer PRIMARY KEY,
    nationalidnumber varchar(15) NOT NULL,
    birthdate date NOT NULL,
    maritalstatus char(1) NOT NULL,
    gender char(1) NOT NULL,
    hiredate date NOT NULL,
    salariedflag "Flag" DEFAULT true NOT NULL,
    vacationhours smallint DEFAULT 0 NOT NULL,
    organizationnode varchar DEFAULT '/',
    CONSTRAINT ck_employee_birthdate CHECK (birthdate >= '1930-01-01' AND birthdate <= (now() - '18 years'::interval)),
    CONSTRAINT ck_employee_maritalstatus CHECK (upper((maritalstatus)::text) IN ('M', 'S')),
    CONSTRAINT ck_employee_gender CHECK (upper((gender)::text) IN ('M', 'F')),
    CONSTRAINT ck_employee_hiredate CHECK (hiredate >= '1996-07-01' AND hiredate <= (now() + '1 day'::interval)),
    CONSTRAINT ck_employee_vacationhours CHECK (vacationhours >= -40 AND vacationhours <= 240)
);
CREATE TABLE humanresources.employeedepartmenthistory (
    businessentityid integer NOT NULL REFERENCES humanresources.employee,
    departmentid integer NOT NULL REFERENCES humanresources.department,
    shiftid integer NOT NULL REFERENCES humanresources.shift,
    startdate date NOT NULL,
    enddate date,
    CONSTRAINT ck_employeedepartmenthistory_enddate CHECK (enddate >= startdate OR enddate IS NULL),
    PRIMARY KEY (businessentityid, startdate, departmentid, shiftid)
);
CREATE TABLE production.product (
    productid serial PRIMARY KEY,
    name "Name" NOT NULL,
    productnumber varchar(25) NOT NULL UNIQUE,
    makeflag "Flag" DEFAULT true NOT NULL,
    safetystocklevel smallint NOT NULL CHECK (safetystocklevel > 0),
    standardcost numeric NOT NULL CHECK (standardcost >= 0.00),
    listprice numeric NOT NULL CHECK (listprice >= 0.00),
    size varchar(5),
    weight decimal(8,2) CHECK (weight > 0.00),
    productline char(2) CHECK (upper((productline)::text) IN ('S', 'T', 'M', 'R') OR productline IS NULL),
    class char(2) CHECK (upper((class)::text) IN ('L', 'M', 'H') OR class IS NULL),
    sellstartdate timestamp NOT NULL,
    sellenddate timestamp,
    CONSTRAINT ck_product_sellenddate CHECK (sellenddate >= sellstartdate OR sellenddate IS NULL)
);
CREATE TABLE sales.customer (
    customerid serial PRIMARY KEY,
    personid integer,
    account "AccountNumber",
    rowguid uuid NOT NULL
);
CREATE TABLE sales.salesorderheader (
    salesorderid serial PRIMARY KEY,
    orderdate timestamp NOT NULL,
    duedate timestamp NOT NULL,
    shipdate timestamp,
    status smallint DEFAULT 1 NOT NULL CHECK (status >= 0 AND status <= 8),
    customerid integer NOT NULL REFERENCES sales.customer,
    subtotal numeric DEFAULT 0.00 NOT NULL CHECK (subtotal >= 0.00),
    taxamt numeric DEFAULT 0.00 NOT NULL CHECK (taxamt >= 0.00),
    totaldue numeric GENERATED ALWAYS AS (subtotal + taxamt) STORED,
    CONSTRAINT ck_salesorderheader_duedate CHECK (duedate >= orderdate),
    CONSTRAINT ck_salesorderheader_shipdate CHECK (shipdate >= orderdate OR shipdate IS NULL)
);
CREATE TABLE sales.salesorderdetail (
    salesorderid integer NOT NULL REFERENCES sales.salesorderheader,
    salesorderdetailid serial NOT NULL,
    orderqty smallint NOT NULL CHECK (orderqty > 0),
    productid integer NOT NULL REFERENCES production.product,
    unitprice numeric NOT NULL CHECK (unitprice >= 0.00),
    unitpricediscount numeric DEFAULT 0.0 NOT NULL CHECK (unitpricediscount >= 0.00),
    linetotal numeric GENERATED ALWAYS AS (unitprice * (1.0 - unitpricediscount) * orderqty) STORED,
    PRIMARY KEY (salesorderid, salesorderdetailid)
);
