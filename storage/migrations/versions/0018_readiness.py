"""Checks of readiness, and actions that are about no partner

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"

HERE = "nullif(nullif(current_setting('liaison.workspace', true), ''), 'clock')::bigint"
# In the order they are dropped in: what refers to others comes first.
SCOPED = "readiness_steps assessments".split()
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _about_a_partner(required=False)
    op.add_column("settings", sa.Column("readiness_yearly", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "assessments",
        sa.Column("opportunity_id", ID, nullable=True),
        sa.Column("organization_id", ID, nullable=True),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunities.id"], name=op.f("fk_assessments_opportunity_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_assessments_organization_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_assessments_workspace_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index("ix_assessments_opportunity_id", "assessments", ["workspace_id", "opportunity_id", "id"])
    op.create_index("ix_assessments_organization_id", "assessments", ["organization_id", "id"])
    op.create_table(
        "readiness_steps",
        sa.Column("assessment_id", ID, nullable=False),
        sa.Column("action_id", ID, nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_readiness_steps_action_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_readiness_steps_assessment_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_readiness_steps_workspace_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_steps")),
        sa.UniqueConstraint("assessment_id", "point", name=op.f("uq_readiness_steps_assessment_id_point")),
    )
    op.create_index("ix_readiness_steps_action_id", "readiness_steps", ["action_id"])
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in SCOPED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_workspace ON {table} USING (workspace_id = {HERE})")


def downgrade() -> None:
    for table in SCOPED:
        op.drop_table(table)
    op.drop_column("settings", "readiness_yearly")
    _about_a_partner(required=True)


def _about_a_partner(*, required: bool) -> None:
    """Whether an action is always about a partner. Those about none do not stay where it must be."""
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(required=required)
        return
    if required:
        # Whoever migrates owns the tables, and row-level security binds owners too.
        op.execute("ALTER TABLE actions NO FORCE ROW LEVEL SECURITY")
        op.execute("DELETE FROM actions WHERE partner_id IS NULL")
        op.execute("ALTER TABLE actions FORCE ROW LEVEL SECURITY")
        op.drop_column("actions", "opportunity_id")
    else:
        op.add_column("actions", sa.Column("opportunity_id", ID, nullable=True))
        op.create_foreign_key(
            op.f("fk_actions_opportunity_id"), "actions", "opportunities", ["opportunity_id"], ["id"], ondelete="CASCADE"
        )
    op.alter_column("actions", "partner_id", nullable=not required)


def _made_anew(*, required: bool) -> None:
    """SQLite changes no column: the table is made again, and what would go with the old one is kept aside."""
    if required:
        op.execute("DELETE FROM actions WHERE partner_id IS NULL")
    op.execute("CREATE TEMPORARY TABLE kept_introductions AS SELECT * FROM introductions")
    with op.batch_alter_table("actions", recreate="always") as actions:
        if required:
            actions.drop_constraint(op.f("fk_actions_opportunity_id"), type_="foreignkey")
            actions.drop_column("opportunity_id")
        else:
            actions.add_column(sa.Column("opportunity_id", ID, nullable=True))
            actions.create_foreign_key(
                op.f("fk_actions_opportunity_id"), "opportunities", ["opportunity_id"], ["id"], ondelete="CASCADE"
            )
        actions.alter_column("partner_id", existing_type=ID, nullable=not required)
    op.execute("DELETE FROM introductions")
    op.execute("INSERT INTO introductions SELECT * FROM kept_introductions")
    op.execute("DROP TABLE kept_introductions")
