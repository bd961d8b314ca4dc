"""Everybody's team is looked at again; whoever installed Liaison owns it as a role that was given

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

OF_INSTALLERS = """
    UPDATE members SET role_given = true
    WHERE role = 'owner' AND user_id = (SELECT installer_id FROM workspaces WHERE workspaces.id = members.workspace_id)
"""


def upgrade() -> None:
    op.add_column("members", sa.Column("team_known", sa.Boolean(), nullable=False, server_default=sa.false()))
    guarded = op.get_bind().dialect.name == "postgresql"
    if guarded:
        op.execute("ALTER TABLE members NO FORCE ROW LEVEL SECURITY")
    op.execute(OF_INSTALLERS)
    if guarded:
        op.execute("ALTER TABLE members FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_column("members", "team_known")
