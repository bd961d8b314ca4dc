"""The conversation in which a person is reached directly, so that Slack is asked for it once

Revision: 0027
Follows: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("members", sa.Column("dm_channel_id", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("members", "dm_channel_id")
