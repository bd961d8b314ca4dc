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
    "touchpoints arrangements check_in_comments check_ins kpi_values kpis feeds"
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
    op.add_column('settings', sa.Column('native_charts', sa.Boolean(), nullable=True))
    op.create_table('check_ins',
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('frequency', sa.Enum('monthly', 'quarterly', 'half_yearly', 'yearly', name='kpifrequency', native_enum=False, length=32), nullable=False),
    sa.Column('period', sa.Date(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('open', 'settled', 'missed', 'withdrawn', name='checkinstate', native_enum=False, length=32), nullable=False),
    sa.Column('asked_id', sa.Text(), nullable=True),
    sa.Column('asked_by', sa.Text(), nullable=True),
    sa.Column('drawn', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_check_ins_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_check_ins_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_ins')),
    sa.UniqueConstraint('partner_id', 'frequency', 'period', name=op.f('uq_check_ins_partner_id_frequency_period'))
    )
    op.create_index('ix_check_ins_closes_at', 'check_ins', ['workspace_id', 'state', 'closes_at'], unique=False)
    op.create_table('kpis',
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('unit', sa.Enum('count', 'percent', 'hours', 'days', 'cad', 'score', name='unit', native_enum=False, length=32), nullable=False),
    sa.Column('direction', sa.Enum('up', 'down', 'keep', name='direction', native_enum=False, length=32), nullable=False),
    sa.Column('share', sa.Boolean(), nullable=False),
    sa.Column('baseline', sa.Text(), nullable=True),
    sa.Column('target', sa.Text(), nullable=True),
    sa.Column('target_on', sa.Date(), nullable=True),
    sa.Column('frequency', sa.Enum('monthly', 'quarterly', 'half_yearly', 'yearly', name='kpifrequency', native_enum=False, length=32), nullable=False),
    sa.Column('reporter_id', sa.Text(), nullable=False),
    sa.Column('channel_id', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('numerator', sa.Text(), nullable=False),
    sa.Column('denominator', sa.Text(), nullable=False),
    sa.Column('series', sa.Integer(), nullable=False),
    sa.Column('begun_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=True),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_kpis_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_kpis_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kpis'))
    )
    op.create_index('ix_kpis_partner_id', 'kpis', ['partner_id', 'id'], unique=False)
    op.create_index('ix_kpis_reporter_id', 'kpis', ['workspace_id', 'reporter_id'], unique=False)
    op.create_table('check_in_comments',
    sa.Column('check_in_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['check_in_id'], ['check_ins.id'], name=op.f('fk_check_in_comments_check_in_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_check_in_comments_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in_comments'))
    )
    op.create_index('ix_check_in_comments_check_in_id', 'check_in_comments', ['check_in_id', 'id'], unique=False)
    op.create_table('kpi_values',
    sa.Column('kpi_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('series', sa.Integer(), nullable=False),
    sa.Column('unit', sa.Enum('count', 'percent', 'hours', 'days', 'cad', 'score', name='unit', native_enum=False, length=32), nullable=False),
    sa.Column('frequency', sa.Enum('monthly', 'quarterly', 'half_yearly', 'yearly', name='kpifrequency', native_enum=False, length=32), nullable=False),
    sa.Column('period', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('given', 'not_collected', 'missed', name='valuestate', native_enum=False, length=32), nullable=False),
    sa.Column('value', sa.Text(), nullable=True),
    sa.Column('numerator', sa.Text(), nullable=True),
    sa.Column('denominator', sa.Text(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['kpi_id'], ['kpis.id'], name=op.f('fk_kpi_values_kpi_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_kpi_values_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kpi_values')),
    sa.UniqueConstraint('kpi_id', 'series', 'period', 'number', name=op.f('uq_kpi_values_kpi_id_series_period_number'))
    )
    op.create_index('ix_kpi_values_in_force', 'kpi_values', ['kpi_id', 'replaced_at', 'period'], unique=False)
    op.create_table('arrangements',
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=True),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('how', sa.Enum('phone', 'email', 'in_person', 'video', 'slack', 'other', name='how', native_enum=False, length=32), nullable=False),
    sa.Column('every', sa.Enum('weekly', 'biweekly', 'monthly', 'quarterly', name='every', native_enum=False, length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('agreed_by', sa.Text(), nullable=False),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('snoozed_until', sa.Date(), nullable=True),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_arrangements_contact_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_arrangements_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_arrangements_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrangements'))
    )
    op.create_index('ix_arrangements_member_id', 'arrangements', ['workspace_id', 'member_id'], unique=False)
    op.create_index('ix_arrangements_partner_id', 'arrangements', ['partner_id', 'id'], unique=False)
    op.create_table('touchpoints',
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('how', sa.Enum('phone', 'email', 'in_person', 'video', 'slack', 'other', name='how', native_enum=False, length=32), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('source', sa.Enum('logged', 'message', name='source', native_enum=False, length=32), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('cut', sa.Boolean(), nullable=False),
    sa.Column('key', sa.Text(), nullable=True),
    sa.Column('logged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('logged_by', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_touchpoints_contact_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_touchpoints_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_touchpoints_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_touchpoints')),
    sa.UniqueConstraint('partner_id', 'key', name=op.f('uq_touchpoints_partner_id_key'))
    )
    op.create_index('ix_touchpoints_partner_id', 'touchpoints', ['partner_id', 'at', 'id'], unique=False)
    op.create_index('ix_partners_by_channel', 'partners', ['workspace_id', 'channel_id'], unique=False)
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
    op.drop_index('ix_partners_by_channel', 'partners')
    for table in REVISED:
        op.drop_column(table, 'revised_at')
        op.drop_column(table, 'revision')
    op.drop_column('settings', 'native_charts')
