"""Whether a person gets their week on Mondays

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

COLUMNS = ("week_digest", "week_digest_offered")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("members", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("members", column)
