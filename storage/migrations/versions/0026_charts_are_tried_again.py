"""When Slack was last asked to draw a chart: a workspace that it did not draw in is tried again

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("settings", sa.Column("charts_tried_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("settings", "charts_tried_at")
