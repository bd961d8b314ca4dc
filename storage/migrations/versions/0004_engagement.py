"""Engagement: indicators and their values, touchpoints, reviews, feeds

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
# In the order they are dropped in: what refers to others comes first.
SCOPED = (
    "feeds"
).split()

REVISED = ("cadences", "sessions")


def upgrade() -> None:
    # Added and dropped in place: SQLite's batch mode would rebuild the tables, and what refers to them would go.
    for table in REVISED:
        op.add_column(table, sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
        op.add_column(table, sa.Column('revised_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('feeds',
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_feeds_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_feeds_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feeds')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_feeds_token_hash'))
    )
    op.create_index('ix_feeds_user_id', 'feeds', ['workspace_id', 'user_id'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")
    # Whoever brings a link is of no workspace yet: they see the one feed whose hash they name, and nothing else.
    op.execute("CREATE POLICY by_its_link ON feeds FOR SELECT USING (token_hash = current_setting('liaison.feed', true))")


def downgrade() -> None:
    for table in SCOPED:
        op.drop_table(table)
    for table in REVISED:
        op.drop_column(table, 'revised_at')
        op.drop_column(table, 'revision')
