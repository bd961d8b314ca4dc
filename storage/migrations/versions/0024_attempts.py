"""Attempts: what goes on after a restart is counted before it begins; a message, how often it was cut off

Revision: 0024
Follows: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
SCOPED = ["attempts"]


def upgrade() -> None:
    op.add_column("reminders", sa.Column("cut_off", sa.Integer(), nullable=False, server_default="0"))
    op.create_table('attempts',
    sa.Column('work', sa.Text(), nullable=False),
    sa.Column('begun', sa.Integer(), nullable=False),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_attempts_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempts')),
    sa.UniqueConstraint('workspace_id', 'work', name=op.f('uq_attempts_workspace_id_work'))
    )
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    op.drop_table("attempts")
    op.drop_column("reminders", "cut_off")
