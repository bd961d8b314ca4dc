"""Names of organizations are found in order from their end too; the trigram index of them all, which nothing asks, goes

Revision: 0021
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CROWD = "1000000 1000000 2 1"
BATCH = 1000


def _fill() -> None:
    """SQLite cannot turn a text round by itself."""
    bind, last = op.get_bind(), 0
    read = sa.text("SELECT id, name_key FROM organizations WHERE id > :last ORDER BY id LIMIT :most")
    while rows := bind.execute(read, {"last": last, "most": BATCH}).all():
        given = [{"id": one, "back": key[::-1]} for one, key in rows]
        bind.execute(sa.text("UPDATE organizations SET name_back = :back WHERE id = :id"), given)
        last = rows[-1][0]


def upgrade() -> None:
    op.add_column("organizations", sa.Column("name_back", KEY, nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER organization_names_{trigger}")
        op.execute("DROP TABLE organization_names")
        _fill()
        op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('organizations', 'ix_organizations_by_ending', '{CROWD}')")
    else:
        op.execute("DROP TRIGGER organization_names_kept ON organizations")
        op.execute("DROP FUNCTION keep_organization_name()")
        op.execute("DROP TABLE organization_names")
        op.execute("ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY")
        op.execute("UPDATE organizations SET name_back = reverse(name_key)")
        op.execute("ALTER TABLE organizations FORCE ROW LEVEL SECURITY")
    op.create_index("ix_organizations_by_ending", "organizations", ["workspace_id", "name_back", "id"])


def downgrade() -> None:
    op.drop_index("ix_organizations_by_ending", "organizations")
    op.drop_column("organizations", "name_back")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1 WHERE idx = 'ix_organizations_by_ending'")
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
        return
    op.execute("ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE TABLE organization_names (organization_id bigint PRIMARY KEY REFERENCES organizations ON DELETE CASCADE, "
        'workspace_id bigint NOT NULL, name_key text COLLATE "C" NOT NULL)'
    )
    op.execute("INSERT INTO organization_names SELECT id, workspace_id, name_key FROM organizations")
    op.execute("ALTER TABLE organizations FORCE ROW LEVEL SECURITY")
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
