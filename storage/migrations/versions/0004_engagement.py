"""Engagement: indicators and their values, touchpoints, reviews, feeds

Revision: 0004
Follows: 0003
"""

from alembic import op

revision = '0004'
down_revision = '0003'

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
# In the order they are dropped in: what refers to others comes first.
SCOPED: tuple[str, ...] = ()


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    for table in SCOPED:
        op.drop_table(table)
