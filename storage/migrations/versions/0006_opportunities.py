"""Opportunities, and the partners found for them

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
# In the order they are dropped in: what refers to others comes first.
SCOPED = "opportunity_partners opportunities".split()
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table('opportunities',
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('whom', sa.Text(), nullable=False),
    sa.Column('gap', sa.Text(), nullable=False),
    sa.Column('reasons', JSON, nullable=False),
    sa.Column('assets', JSON, nullable=False),
    sa.Column('services', sa.Text(), nullable=False),
    sa.Column('languages', JSON, nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('success', sa.Text(), nullable=False),
    sa.Column('urgency', sa.Enum('high', 'normal', 'low', name='urgency', native_enum=False, length=32), nullable=False),
    sa.Column('state', sa.Enum('open', 'exploring', 'matched', 'achieved', 'dropped', name='opportunitystate', native_enum=False, length=32), nullable=False),
    sa.Column('owner_id', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_opportunities_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunities'))
    )
    op.create_index('ix_opportunities_by_state', 'opportunities', ['workspace_id', 'state', 'id'], unique=False)
    op.create_table('opportunity_partners',
    sa.Column('opportunity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunities.id'], name=op.f('fk_opportunity_partners_opportunity_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_opportunity_partners_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_opportunity_partners_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunity_partners')),
    sa.UniqueConstraint('opportunity_id', 'partner_id', name=op.f('uq_opportunity_partners_opportunity_id_partner_id'))
    )
    op.create_index('ix_opportunity_partners_partner_id', 'opportunity_partners', ['partner_id'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    for table in SCOPED:
        op.drop_table(table)
