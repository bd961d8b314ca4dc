"""Names are found by trigram, and PostgreSQL itself keeps workspaces apart

Revision: 0002
Follows: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"

# What SQLite's planner should believe before anybody has run ANALYZE: that one workspace may hold nearly every row,
# so that an index led by it is no better than a look-up by id (rows in all, then rows a prefix: sqlite_stat1).
CROWDED = {
    ("partners", "ix_partners_by_name"): "1000000 1000000 900000 2 1",
    ("partners", "ix_partners_by_stage"): "1000000 1000000 900000 100000 2 1",
    ("partners", "ix_partners_by_owner"): "1000000 1000000 900000 10000 2 1",
    ("organizations", "ix_organizations_workspace_id_name_key"): "1000000 1000000 2 1",
    ("organization_kinds", "ix_organization_kinds_by_name"): "1000000 1000000 100000 2 1",
}
# A number, not a text: the planner then knows how many rows a workspace has, and an index can answer.
HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
SCOPED = (
    "actions audit cadences contacts drafts goals meetings members organization_kinds organizations partner_people "
    "partners reminders requirements sessions settings stage_moves submissions ways"
).split()


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE organization_names USING fts5("
            "name_key, content='organizations', content_rowid='id', tokenize='trigram', detail='full')"
        )
        op.execute("INSERT INTO organization_names (organization_names) VALUES ('rebuild')")
        op.execute(
            "CREATE TRIGGER organization_names_added AFTER INSERT ON organizations BEGIN "
            "INSERT INTO organization_names (rowid, name_key) VALUES (new.id, new.name_key); END"
        )
        op.execute(
            "CREATE TRIGGER organization_names_removed AFTER DELETE ON organizations BEGIN "
            "INSERT INTO organization_names (organization_names, rowid, name_key) "
            "VALUES ('delete', old.id, old.name_key); END"
        )
        op.execute(
            "CREATE TRIGGER organization_names_changed AFTER UPDATE OF name_key ON organizations BEGIN "
            "INSERT INTO organization_names (organization_names, rowid, name_key) "
            "VALUES ('delete', old.id, old.name_key); "
            "INSERT INTO organization_names (rowid, name_key) VALUES (new.id, new.name_key); END"
        )
        op.execute("ANALYZE sqlite_schema")
        for (table, index), crowd in CROWDED.items():
            op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{index}', '{crowd}')")
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    # Row-level security lets no index answer LIKE (it is not leakproof), so the keys have a table of their own,
    # as on SQLite; what is found there is only ever read through the tables that are secured.
    op.execute(
        "CREATE TABLE organization_names (organization_id bigint PRIMARY KEY REFERENCES organizations ON DELETE CASCADE, "
        'workspace_id bigint NOT NULL, name_key text COLLATE "C" NOT NULL)'
    )
    op.execute("INSERT INTO organization_names SELECT id, workspace_id, name_key FROM organizations")
    op.execute("CREATE INDEX organization_names_pieces ON organization_names USING gin (workspace_id, name_key gin_trgm_ops)")
    op.execute(
        "CREATE FUNCTION keep_organization_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO organization_names VALUES (new.id, new.workspace_id, new.name_key) "
        "ON CONFLICT (organization_id) DO UPDATE SET name_key = excluded.name_key; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER organization_names_kept AFTER INSERT OR UPDATE OF name_key ON organizations "
        "FOR EACH ROW EXECUTE FUNCTION keep_organization_name()"
    )
    for table in SCOPED:
        clock = "current_setting('liaison.workspace', true) = 'clock' OR " if table == "reminders" else ""
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY within_workspace ON {table} USING "
            f"({clock}workspace_id = {HERE})"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1")
        for trigger in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER organization_names_{trigger}")
        op.execute("DROP TABLE organization_names")
        return
    for table in SCOPED:
        op.execute(f"DROP POLICY within_workspace ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP TRIGGER organization_names_kept ON organizations")
    op.execute("DROP FUNCTION keep_organization_name()")
    op.execute("DROP TABLE organization_names")
