"""Prospects: an index of what organizations do, weights, those set aside, first contacts

Revision: 0016
Follows: 0015
"""

import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from storage.search import PARTNER, words_of

revision = "0016"
down_revision = "0015"

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
# In the order they are dropped in: what refers to others comes first.
SCOPED = "introductions weightings asides".split()
READ = ("organizations", "organization_kinds", "partners")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
BATCH = 1000


def _fill() -> None:
    """Puts what is there already into the index: organizations that people typed, each of them a partner or not."""
    bind, last = op.get_bind(), 0
    sqlite = bind.dialect.name == "sqlite"
    kept = ":words" if sqlite else "array_to_tsvector(string_to_array(:words, ' '))"
    columns = "rowid, words" if sqlite else "organization_id, words"
    read = (
        "SELECT o.id, o.workspace_id, o.name, o.name_key, o.serves, o.region, o.languages, o.description, p.id "
        "FROM organizations o LEFT JOIN partners p ON p.organization_id = o.id WHERE o.id > :last ORDER BY o.id LIMIT :most"
    )
    while rows := bind.execute(sa.text(read), {"last": last, "most": BATCH}).all():
        between = {"since": rows[0][0], "until": rows[-1][0]}
        kinds = defaultdict(list)
        for one, kind in bind.execute(
            sa.text("SELECT organization_id, kind FROM organization_kinds WHERE organization_id BETWEEN :since AND :until"),
            between,
        ):
            kinds[one].append(kind)
        given = [
            {
                "id": one,
                "words": words_of(
                    workspace,
                    key,
                    texts=[name, serves, *kinds[one], description],
                    serves=[serves],
                    regions=[region],
                    languages=json.loads(languages) if isinstance(languages, str) else languages,
                    marks=[PARTNER] if partner else [],
                ),
            }
            for one, workspace, name, key, serves, region, languages, description, partner in rows
        ]
        bind.execute(sa.text(f"INSERT INTO organization_words ({columns}) VALUES (:id, {kept})"), given)
        last = rows[-1][0]


def _index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # What is searched for is one of these words as it stands, so neither places nor columns need to be kept.
        op.execute("CREATE VIRTUAL TABLE organization_words USING fts5(words, detail='none', tokenize='ascii')")
        op.execute(
            "CREATE TRIGGER organization_words_removed AFTER DELETE ON organizations BEGIN "
            "DELETE FROM organization_words WHERE rowid = old.id; END"
        )
        _fill()
        return
    # A table of its own, as for names: row-level security would keep the index from answering.
    op.execute(
        "CREATE TABLE organization_words (organization_id bigint PRIMARY KEY REFERENCES organizations ON DELETE CASCADE, "
        "words tsvector NOT NULL)"
    )
    for table in READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _fill()
    for table in READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute("CREATE INDEX organization_words_said ON organization_words USING gin (words)")


def upgrade() -> None:
    _index()
    op.create_table('weightings',
    sa.Column('weights', JSON, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_weightings_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weightings')),
    sa.UniqueConstraint('workspace_id', name=op.f('uq_weightings_workspace_id'))
    )
    op.create_table('asides',
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_asides_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_asides_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asides')),
    sa.UniqueConstraint('organization_id', name=op.f('uq_asides_organization_id'))
    )
    op.create_table('introductions',
    sa.Column('action_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('partner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['actions.id'], name=op.f('fk_introductions_action_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_introductions_partner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_introductions_workspace_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introductions')),
    sa.UniqueConstraint('action_id', name=op.f('uq_introductions_action_id'))
    )
    op.create_index('ix_introductions_partner_id', 'introductions', ['partner_id', 'id'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    for table in SCOPED:
        op.drop_table(table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER organization_words_removed")
    op.execute("DROP TABLE organization_words")
