"""One way to put off what is said of a silence: like any other message

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.drop_column("arrangements", "snoozed_until")


def downgrade() -> None:
    op.add_column("arrangements", sa.Column("snoozed_until", sa.Date(), nullable=True))
