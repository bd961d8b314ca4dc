"""Reviews and challenges

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
# In the order they are dropped in: what refers to others comes first.
SCOPED = "challenges reviews".split()


def upgrade() -> None:
    # Added and dropped in place: SQLite's batch mode would rebuild the table, and what refers to it would go.
    op.add_column('sessions', sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('reviews',
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('meeting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('progress', sa.Text(), nullable=False),
    sa.Column('goal_notes', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('decisions', sa.Text(), nullable=False),
    sa.Column('plan_changes', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('edited_by', sa.Text(), nullable=True),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_reviews_meeting_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_reviews_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_reviews_session_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_reviews_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviews')),
    sa.UniqueConstraint('meeting_id', name=op.f('uq_reviews_meeting_id')),
    sa.UniqueConstraint('session_id', name=op.f('uq_reviews_session_id'))
    )
    op.create_index('ix_reviews_partner_id', 'reviews', ['partner_id', 'held_at'], unique=False)
    op.create_table('challenges',
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('review_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('people', 'money', 'communication', 'roles', 'delivery', 'access', 'rules', 'other', name='challengekind', native_enum=False, length=32), nullable=False),
    sa.Column('severity', sa.Enum('critical', 'serious', 'minor', name='severity', native_enum=False, length=32), nullable=False),
    sa.Column('owner_id', sa.Text(), nullable=True),
    sa.Column('next_step', sa.Text(), nullable=False),
    sa.Column('internal', sa.Boolean(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('raised_by', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Text(), nullable=True),
    sa.Column('closed_review_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('learned', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['closed_review_id'], ['reviews.id'], name=op.f('fk_challenges_closed_review_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_challenges_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_challenges_review_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_challenges_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenges'))
    )
    op.create_index('ix_challenges_owner_id', 'challenges', ['workspace_id', 'owner_id'], unique=False)
    op.create_index('ix_challenges_partner_id', 'challenges', ['partner_id', 'closed_at'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    for table in SCOPED:
        op.drop_table(table)
    op.drop_column('sessions', 'opened_at')
