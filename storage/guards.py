"""What the database itself refuses: a row that refers to a row of another workspace, or goes over into another.

The guards are triggers, made from the foreign keys that the database has. Migrating takes them away, so that tables may
be made anew meanwhile, and puts them on all tables there are then: a later table has its own without being named. Of a
changed row only the references that changed are looked at: where a workspace is deleted, what a row refers to may be
gone before the row.
"""

from collections import defaultdict

from sqlalchemy import Connection, text

REFUSED = "of another workspace"
PREFIX = "within_workspace_"
MOST_SHOWN = 10
Reference = tuple[str, str]
"""A column, and the table it refers to."""


class CrossReferences(Exception):
    """Rows refer to rows of another workspace: no guard can be put. Its text says which: "actions.contact_id (7)"."""


_TABLES = {
    "sqlite": (
        "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'workspace_id' "
        "WHERE m.type = 'table' ORDER BY m.name"
    ),
    "postgresql": (
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' "
        "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname"
    ),
}
_REFERENCES = {
    "sqlite": (
        'SELECT m.name, f."from", f."table" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f '
        "WHERE m.type = 'table' ORDER BY m.name, f.id"
    ),
    "postgresql": (
        "SELECT c.relname, a.attname, t.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        "JOIN pg_class t ON t.oid = k.confrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] "
        "WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace ORDER BY c.relname, a.attname"
    ),
}
_GUARDS = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'within_workspace_*'",
    "postgresql": (
        "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
        "AND proname LIKE 'within\\_workspace\\_%'"
    ),
}


def references(connection: Connection) -> dict[str, list[Reference]]:
    """What each table of a workspace refers to in tables of a workspace."""
    dialect = connection.dialect.name
    tables = connection.scalars(text(_TABLES[dialect])).all()
    found: dict[str, list[Reference]] = {table: [] for table in tables}
    for table, column, target in connection.execute(text(_REFERENCES[dialect])):
        if table in found and target in found:
            found[table].append((column, target))
    return found


def lift(connection: Connection) -> bool:
    """Takes the guards away; whether there were any."""
    sqlite = connection.dialect.name == "sqlite"
    names = connection.scalars(text(_GUARDS[connection.dialect.name])).all()
    _run(connection, [f"DROP TRIGGER {one}" if sqlite else f"DROP FUNCTION {one}() CASCADE" for one in names])
    return bool(names)


def put(connection: Connection) -> None:
    """Puts a guard on every table of a workspace."""
    made = _for_sqlite if connection.dialect.name == "sqlite" else _for_postgresql
    _run(connection, [one for table, theirs in references(connection).items() for one in made(table, theirs)])


def look(connection: Connection) -> None:
    """Looks through the rows that were there before there were guards. Raises `CrossReferences`."""
    listed = [(table, *one) for table, theirs in references(connection).items() for one in theirs]
    if not listed:
        return
    crossing: dict[Reference, list[int]] = defaultdict(list)
    workspaces = connection.scalars(text("SELECT id FROM workspaces ORDER BY id")).all()
    scope = text("SELECT set_config('liaison.workspace', :here, true)")
    for here in workspaces if len(workspaces) > 1 else ():
        if connection.dialect.name == "postgresql":  # row-level security binds whoever migrates, too
            connection.execute(scope, {"here": str(here)})
        for table, column, target in listed:
            found = text(
                f"SELECT o.{column} FROM {table} o WHERE o.workspace_id = :here AND o.{column} IS NOT NULL "  # noqa: S608 - names out of the catalog
                f"AND NOT EXISTS (SELECT 1 FROM {target} t WHERE t.id = o.{column} AND t.workspace_id = :here) "
                f"ORDER BY o.{column} LIMIT {MOST_SHOWN}"
            )
            crossing[table, column] += connection.scalars(found, {"here": here}).all()
    if connection.dialect.name == "postgresql":
        connection.execute(scope, {"here": ""})
    named = [f"{table}.{column} ({', '.join(map(str, ids))})" for (table, column), ids in crossing.items() if ids]
    if named:
        raise CrossReferences("; ".join(named))


def _for_sqlite(table: str, theirs: list[Reference]) -> list[str]:
    stops = f"SELECT RAISE(ABORT, '{table} {REFUSED}')"
    moved = (
        f"CREATE TRIGGER {PREFIX}{table}_moved BEFORE UPDATE OF workspace_id ON {table} "
        f"WHEN new.workspace_id IS NOT old.workspace_id BEGIN {stops}; END"
    )
    if not theirs:
        return [moved]
    checks = [
        (
            f"new.{column} IS NOT old.{column} AND ",
            f"new.{column} IS NOT NULL AND NOT EXISTS "  # noqa: S608 - names out of the catalog
            f"(SELECT 1 FROM {target} WHERE id = new.{column} AND workspace_id = new.workspace_id);",
        )
        for column, target in theirs
    ]
    added = " ".join(f"{stops} WHERE {check}" for _, check in checks)
    changed = " ".join(f"{stops} WHERE {differs}{check}" for differs, check in checks)
    columns = ", ".join(column for column, _ in theirs)
    return [
        moved,
        f"CREATE TRIGGER {PREFIX}{table}_added AFTER INSERT ON {table} BEGIN {added} END",
        f"CREATE TRIGGER {PREFIX}{table}_changed AFTER UPDATE OF {columns} ON {table} BEGIN {changed} END",
    ]


def _for_postgresql(table: str, theirs: list[Reference]) -> list[str]:
    stops = f"RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = '{table} {REFUSED}'; END IF;"
    checks = " ".join(
        f"IF new.{column} IS NOT NULL AND new.{column} IS DISTINCT FROM old.{column} AND NOT EXISTS "
        f"(SELECT FROM {target} WHERE id = new.{column} AND workspace_id = new.workspace_id) THEN {stops}"
        for column, target in theirs
    )
    columns = ", ".join(["workspace_id", *(column for column, _ in theirs)])
    return [
        f"CREATE FUNCTION {PREFIX}{table}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND new.workspace_id <> old.workspace_id THEN {stops} {checks} RETURN NULL; END $guard$",
        f"CREATE TRIGGER within_workspace AFTER INSERT OR UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}{table}()",
    ]


def _run(connection: Connection, statements: list[str]) -> None:
    """On PostgreSQL in one go: the way there and back, some hundreds of times, would take longer than the work."""
    if connection.dialect.name == "postgresql":
        statements = [f"DO $do$ BEGIN {'; '.join(statements)}; END $do$"] if statements else []
    for one in statements:
        connection.exec_driver_sql(one)
