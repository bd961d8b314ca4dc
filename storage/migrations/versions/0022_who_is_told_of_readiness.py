"""Whether a person is told when the yearly check of readiness is over: their own choice, not the workspace's

Revision: 0022
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("members", sa.Column("readiness_word", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("members", "readiness_word")
