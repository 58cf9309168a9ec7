"""What may the connector do? A role of its own, over TCP, with a password and only the rights of its contract."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from pytest_connectors.contract import Contract, Table
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.systems.postgres.introspection import Connection
from pytest_connectors.systems.postgres.literals import quoted, text_literal

_ITERATIONS = 4096

FINGERPRINT = """
SELECT md5(concat_ws('|',
  (SELECT string_agg(concat_ws(',', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin,
     rolconnlimit, rolvaliduntil), ';' ORDER BY rolname) FROM pg_roles),
  (SELECT string_agg(concat_ws(',', roleid, member, admin_option), ';' ORDER BY roleid, member) FROM pg_auth_members),
  (SELECT string_agg(concat_ws(',', setdatabase, setrole, setconfig), ';' ORDER BY setdatabase, setrole)
     FROM pg_db_role_setting),
  (SELECT string_agg(concat_ws(',', datname, datdba, datallowconn, datconnlimit, datacl), ';' ORDER BY datname)
     FROM pg_database){passwords}))
"""
PASSWORDS = ",\n  (SELECT string_agg(concat_ws(',', rolname, rolpassword), ';' ORDER BY rolname) FROM pg_authid)"


@dataclass(frozen=True)
class Role:
    """The role that connectors log in as, with its password and the one that replaces it."""

    name: str
    password: str
    verifier: str
    rotated: str

    @classmethod
    def new(cls, name: str) -> Role:
        """A role with fresh passwords; the server sees only their verifiers."""
        password = secrets.token_urlsafe(12)
        return cls(name, password, scram_verifier(password), scram_verifier(secrets.token_urlsafe(12)))

    def create(self, connection: Connection, dbname: str, *, logged: bool) -> None:
        """Make the role, and let the server log what it asks where the server is ours."""
        rights = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT LOGIN"
        connection.execute(f"CREATE ROLE {quoted(self.name)} {rights} PASSWORD {text_literal(self.verifier)}".encode())
        connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {quoted(dbname)} TO {quoted(self.name)}".encode())
        connection.execute(self._settings(logged=logged).encode())

    def as_made(self, *, logged: bool) -> str:
        """SQL that makes the role what it was when it was made."""
        return f"{self.with_password(self.verifier)} {self._settings(logged=logged)}"

    def _settings(self, *, logged: bool) -> str:
        reset = f"ALTER ROLE {quoted(self.name)} RESET ALL;"
        return f"{reset} ALTER ROLE {quoted(self.name)} SET log_statement = 'all';" if logged else reset

    def stored_as_md5(self) -> str:
        """SQL that stores the role's own password as servers before PostgreSQL 14 did."""
        digest = hashlib.md5(f"{self.password}{self.name}".encode(), usedforsecurity=False).hexdigest()
        return self.with_password(f"md5{digest}")

    def without_create(self) -> str:
        """SQL that leaves CREATE in schema public to its owner; an error where the role had no such right."""
        role = text_literal(self.name)
        none = f"{self.name} had no right to CREATE in schema public before"
        return f"""DO $revoke$ BEGIN IF NOT has_schema_privilege({role}, 'public', 'CREATE') THEN
  RAISE EXCEPTION {text_literal(none)}; END IF; END $revoke$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC, {quoted(self.name)};"""

    def with_password(self, verifier: str) -> str:
        """SQL that lets the role log in with the password of this verifier."""
        return f"ALTER ROLE {quoted(self.name)} LOGIN PASSWORD {text_literal(verifier)};"


def scram_verifier(password: str) -> str:
    """What PostgreSQL stores of a password under scram-sha-256 (RFC 5803), so that it never sees the password."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    stored, server = hashlib.sha256(client).digest(), hmac.digest(salted, b"Server Key", "sha256")
    parts = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return "SCRAM-SHA-256${}:{}${}:{}".format(_ITERATIONS, *parts)


def grants(contract: Contract, schemas: Sequence[TableSchema], role: str) -> str:
    """SQL that gives the role what the contract needs on its tables, and no more."""
    declared: dict[str, Table] = {table.name: table for table in contract.tables}
    parts = []
    for schema in schemas:
        table = declared[schema.name]
        parts.append(_grants(table, schema, role, table in contract.reads, table in contract.writes))
    return "\n".join(parts)


def _grants(table: Table, schema: TableSchema, role: str, reads: bool, writes: bool) -> str:  # noqa: FBT001 - two facts
    name, to = quoted(schema.schema, schema.table), quoted(role)
    rights = [*(("SELECT",) if reads else ()), *(("INSERT", "UPDATE", "DELETE") if writes else ()), *table.grants]
    on_table = [right for right in dict.fromkeys(rights) if right not in ("CREATE", "OWNER")]
    parts = [f"GRANT USAGE ON SCHEMA {quoted(schema.schema)} TO {to};"]
    if on_table:
        parts.append(f"GRANT {', '.join(on_table)} ON {name} TO {to};")
    if "CREATE" in rights or "OWNER" in rights:
        parts.append(f"GRANT CREATE ON SCHEMA {quoted(schema.schema)} TO {to};")
    if "OWNER" in rights:
        parts.append(f"ALTER TABLE {name} OWNER TO {to};")
    if writes:
        parts.append(_sequence_grants(name, to))
    return "\n".join(parts)


def _sequence_grants(table: str, to: str) -> str:
    return f"""DO $grant$ DECLARE s record; BEGIN FOR s IN
  SELECT DISTINCT d.refobjid::regclass AS name FROM pg_attrdef a
  JOIN pg_depend d ON d.objid = a.oid AND d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
  JOIN pg_class c ON c.oid = d.refobjid AND c.relkind = 'S' WHERE a.adrelid = {text_literal(table)}::regclass
LOOP EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO {to.replace("%", "%%")}', s.name); END LOOP; END $grant$;"""
