"""Agreements: what is written, its versions that never change, reviews and signatures

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
# In the order they are dropped in: what refers to others comes first.
SCOPED = (
    "agreement_moves agreement_parts agreement_reviews agreement_signatures agreement_versions reports_due agreements document_templates portfolio_shares"
).split()


def upgrade() -> None:
    # Added and dropped in place: SQLite's batch mode would rebuild the table, and sessions would go with the old one.
    op.add_column('cadences', sa.Column('purpose', sa.Enum('introduction', 'exploration', 'planning', 'review', 'other', name='purpose', native_enum=False, length=32), nullable=False, server_default='planning'))
    op.create_table('agreements',
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('follows_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('informal', 'letter', 'memorandum', 'contract', 'funding', name='agreementkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('drafting', 'in_review', 'approved', 'signed', 'in_force', 'expiring', 'expired', 'ended', 'superseded', name='agreementstate', native_enum=False, length=32), nullable=False),
    sa.Column('amending', sa.Enum('drafting', 'in_review', 'approved', 'signed', 'in_force', 'expiring', 'expired', 'ended', 'superseded', name='agreementstate', native_enum=False, length=32), nullable=True),
    sa.Column('signed_number', sa.Integer(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('notices', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('review_cadence_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decision', sa.Enum('renew', 'renegotiate', 'close', name='decision', native_enum=False, length=32), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('ended_why', sa.Text(), nullable=False),
    sa.Column('ended_lessons', sa.Text(), nullable=False),
    sa.Column('ended_stays', sa.Text(), nullable=False),
    sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('turns_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['review_cadence_id'], ['cadences.id'], name=op.f('fk_agreements_review_cadence_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['follows_id'], ['agreements.id'], name=op.f('fk_agreements_follows_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_agreements_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_agreements_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreements'))
    )
    op.create_index('ix_agreements_by_state', 'agreements', ['workspace_id', 'state', 'ends_on', 'id'], unique=False)
    op.create_index('ix_agreements_partner_id', 'agreements', ['partner_id', 'id'], unique=False)
    op.create_index('ix_agreements_turns_at', 'agreements', ['workspace_id', 'turns_at'], unique=False)
    op.create_table('agreement_moves',
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state_from', sa.Enum('drafting', 'in_review', 'approved', 'signed', 'in_force', 'expiring', 'expired', 'ended', 'superseded', name='agreementstate', native_enum=False, length=32), nullable=True),
    sa.Column('state_to', sa.Enum('drafting', 'in_review', 'approved', 'signed', 'in_force', 'expiring', 'expired', 'ended', 'superseded', name='agreementstate', native_enum=False, length=32), nullable=True),
    sa.Column('amendment', sa.Boolean(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('by_itself', sa.Boolean(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_agreement_moves_agreement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_agreement_moves_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_moves'))
    )
    op.create_index('ix_agreement_moves_agreement_id', 'agreement_moves', ['agreement_id', 'id'], unique=False)
    op.create_table('agreement_parts',
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('part', sa.Enum('purpose', 'governance', 'goals', 'services', 'funding', 'communications', 'indicators', 'reporting', 'roles', 'parties', 'definitions', 'term', 'review', 'amendment', 'ending', 'confidentiality', 'disputes', 'liability', 'property', 'binding', 'stewardship', 'equity', name='part', native_enum=False, length=32), nullable=False),
    sa.Column('saying', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_agreement_parts_agreement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_agreement_parts_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_parts')),
    sa.UniqueConstraint('agreement_id', 'part', name=op.f('uq_agreement_parts_agreement_id_part'))
    )
    op.create_table('agreement_reviews',
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Enum('waiting', 'approved', 'changes', 'withdrawn', name='verdict', native_enum=False, length=32), nullable=False),
    sa.Column('part', sa.Enum('purpose', 'governance', 'goals', 'services', 'funding', 'communications', 'indicators', 'reporting', 'roles', 'parties', 'definitions', 'term', 'review', 'amendment', 'ending', 'confidentiality', 'disputes', 'liability', 'property', 'binding', 'stewardship', 'equity', name='part', native_enum=False, length=32), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_agreement_reviews_agreement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_agreement_reviews_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_reviews')),
    sa.UniqueConstraint('agreement_id', 'number', 'user_id', name=op.f('uq_agreement_reviews_agreement_id_number_user_id'))
    )
    op.create_index('ix_agreement_reviews_user_id', 'agreement_reviews', ['workspace_id', 'user_id', 'verdict'], unique=False)
    op.create_table('agreement_signatures',
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('side', sa.Enum('us', 'them', 'joint', name='side', native_enum=False, length=32), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('user_id', sa.Text(), nullable=True),
    sa.Column('file_id', sa.Text(), nullable=True),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_agreement_signatures_agreement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_agreement_signatures_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_signatures')),
    sa.UniqueConstraint('agreement_id', 'number', 'side', name=op.f('uq_agreement_signatures_agreement_id_number_side'))
    )
    op.create_table('agreement_versions',
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('informal', 'letter', 'memorandum', 'contract', 'funding', name='agreementkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('amends', sa.Integer(), nullable=True),
    sa.Column('restores', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_agreement_versions_agreement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_agreement_versions_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_versions')),
    sa.UniqueConstraint('agreement_id', 'number', name=op.f('uq_agreement_versions_agreement_id_number'))
    )
    op.create_table('reports_due',
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('reader', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'sent', 'withdrawn', name='reportstate', native_enum=False, length=32), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.Text(), nullable=True),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreements.id'], name=op.f('fk_reports_due_agreement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_reports_due_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reports_due')),
    sa.UniqueConstraint('agreement_id', 'what', 'reader', 'due_on', name=op.f('uq_reports_due_agreement_id_what_reader_due_on'))
    )
    op.create_index('ix_reports_due_agreement_id', 'reports_due', ['agreement_id', 'due_on'], unique=False)
    op.create_table('document_templates',
    sa.Column('kind', sa.Enum('informal', 'letter', 'memorandum', 'contract', 'funding', name='agreementkind', native_enum=False, length=32), nullable=True),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_document_templates_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_templates'))
    )
    op.create_index('ix_document_templates_by_kind', 'document_templates', ['workspace_id', 'kind', 'language'], unique=False)
    op.create_table('portfolio_shares',
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('with_id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_portfolio_shares_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portfolio_shares')),
    sa.UniqueConstraint('workspace_id', 'user_id', 'with_id', name=op.f('uq_portfolio_shares_workspace_id_user_id_with_id'))
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER agreement_versions_never_change BEFORE UPDATE ON agreement_versions BEGIN "
            "SELECT RAISE(ABORT, 'a version never changes'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a version never changes'; END $$"
    )
    op.execute(
        "CREATE TRIGGER agreement_versions_never_change BEFORE UPDATE ON agreement_versions "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    for table in SCOPED:
        op.drop_table(table)
    op.drop_column('cadences', 'purpose')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change()")
