"""Courtesy: budgets, what is put off, messages that several reminders share

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
SCOPED = ("bundles",)
ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    # Added and dropped in place: SQLite's batch mode would rebuild the tables, and what refers to them would go.
    op.add_column('settings', sa.Column('channel_budget', sa.Integer(), nullable=False, server_default='10'))
    op.add_column('settings', sa.Column('person_budget', sa.Integer(), nullable=False, server_default='5'))
    op.add_column('members', sa.Column('budget', sa.Integer(), nullable=True))
    op.add_column('reminders', sa.Column('prompted', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('reminders', sa.Column('snoozed', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('reminders', sa.Column('bundle_id', ID, nullable=True))
    op.create_index('ix_reminders_recipient', 'reminders', ['workspace_id', 'recipient', 'sending_at'], unique=False)
    op.create_table('bundles',
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('ts', sa.Text(), nullable=True),
    sa.Column('parts', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('workspace_id', ID, nullable=False),
    sa.Column('id', ID, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_bundles_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bundles'))
    )
    op.create_index('ix_bundles_made_at', 'bundles', ['workspace_id', 'made_at'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    for table in SCOPED:
        op.drop_table(table)
    op.drop_index('ix_reminders_recipient', 'reminders')
    for column in ('bundle_id', 'snoozed', 'prompted'):
        op.drop_column('reminders', column)
    op.drop_column('members', 'budget')
    for column in ('person_budget', 'channel_budget'):
        op.drop_column('settings', column)
