"""Row-level security guards the indexes of names and words too, which functions search within one workspace

Revision: 0025
Follows: 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
INDEXES = "organization_words partner_names".split()
# Row-level security lets no index answer LIKE or @@ (neither is leakproof). So the index is read by a function of the
# owner, whom it does not bind here, and the function says whose rows are read.
FUNCTIONS = {
    "partners_named(piece text, most integer)": (
        "SELECT partner_id FROM partner_names WHERE name_key LIKE piece AND workspace_id = {here} LIMIT most"
    ),
    # Ordered by an expression, so that the index of words is read and not that of ids.
    "organizations_saying(sought tsquery, most integer)": (
        "SELECT organization_id FROM organization_words WHERE words @@ sought AND workspace_id = {here} "
        "ORDER BY organization_id + 0 LIMIT most"
    ),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("ALTER TABLE organization_words ADD COLUMN workspace_id bigint")
    op.execute("ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE organization_words SET workspace_id = o.workspace_id FROM organizations o WHERE o.id = organization_id"
    )
    op.execute("ALTER TABLE organizations FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE organization_words ALTER COLUMN workspace_id SET NOT NULL")
    for table in INDEXES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for function, found in FUNCTIONS.items():
        # What somebody else puts into another schema, or makes for a while, is not meant by these names.
        op.execute(
            f"CREATE FUNCTION {function} RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path = {schema}, pg_temp AS $$ {found.format(here=HERE)} $$"
        )
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    for table in INDEXES:
        op.execute(f"DROP POLICY within_workspace ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE organization_words DROP COLUMN workspace_id")
