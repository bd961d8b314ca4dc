"""Names of partners are found apart from those of a million organizations, and from their end

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CROWD = "1000000 1000000 900000 2 1"


def upgrade() -> None:
    op.add_column("partners", sa.Column("name_back", KEY, nullable=False, server_default=""))
    op.create_index("ix_partners_by_ending", "partners", ["workspace_id", "archived", "name_back", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for partner_id, key in op.get_bind().execute(sa.text("SELECT id, name_key FROM partners")).all():
            given = {"id": partner_id, "back": key[::-1]}
            op.get_bind().execute(sa.text("UPDATE partners SET name_back = :back WHERE id = :id"), given)
        op.execute(
            "CREATE VIRTUAL TABLE partner_names USING fts5("
            "name_key, content='partners', content_rowid='id', tokenize='trigram', detail='full')"
        )
        op.execute("INSERT INTO partner_names (partner_names) VALUES ('rebuild')")
        op.execute(
            "CREATE TRIGGER partner_names_added AFTER INSERT ON partners BEGIN "
            "INSERT INTO partner_names (rowid, name_key) VALUES (new.id, new.name_key); END"
        )
        op.execute(
            "CREATE TRIGGER partner_names_removed AFTER DELETE ON partners BEGIN "
            "INSERT INTO partner_names (partner_names, rowid, name_key) VALUES ('delete', old.id, old.name_key); END"
        )
        op.execute(
            "CREATE TRIGGER partner_names_changed AFTER UPDATE OF name_key ON partners BEGIN "
            "INSERT INTO partner_names (partner_names, rowid, name_key) VALUES ('delete', old.id, old.name_key); "
            "INSERT INTO partner_names (rowid, name_key) VALUES (new.id, new.name_key); END"
        )
        op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('partners', 'ix_partners_by_ending', '{CROWD}')")
        return
    # Whoever migrates owns the tables, and row-level security binds owners too.
    op.execute("ALTER TABLE partners NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE partners SET name_back = reverse(name_key)")
    op.execute(
        "CREATE TABLE partner_names (partner_id bigint PRIMARY KEY REFERENCES partners ON DELETE CASCADE, "
        'workspace_id bigint NOT NULL, name_key text COLLATE "C" NOT NULL)'
    )
    op.execute("INSERT INTO partner_names SELECT id, workspace_id, name_key FROM partners")
    op.execute("ALTER TABLE partners FORCE ROW LEVEL SECURITY")
    op.execute("CREATE INDEX partner_names_pieces ON partner_names USING gin (workspace_id, name_key gin_trgm_ops)")
    op.execute(
        "CREATE FUNCTION keep_partner_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO partner_names VALUES (new.id, new.workspace_id, new.name_key) "
        "ON CONFLICT (partner_id) DO UPDATE SET name_key = excluded.name_key; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER partner_names_kept AFTER INSERT OR UPDATE OF name_key ON partners "
        "FOR EACH ROW EXECUTE FUNCTION keep_partner_name()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1 WHERE idx = 'ix_partners_by_ending'")
        for trigger in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER partner_names_{trigger}")
    else:
        op.execute("DROP TRIGGER partner_names_kept ON partners")
        op.execute("DROP FUNCTION keep_partner_name()")
    op.execute("DROP TABLE partner_names")
    op.drop_index("ix_partners_by_ending", "partners")
    op.drop_column("partners", "name_back")
