"""Alembic's entry: runs the migrations on the connection that `storage.schema` hands over."""

from typing import Any, Literal

from alembic import context

from storage import store  # maps every noun
from storage.base import UtcDateTime


def _plain_types(kind: str, column_type: Any, _autogen: Any) -> str | Literal[False]:
    """Migrations name plain SQLAlchemy types, so that they never change with our own."""
    if kind == "type" and isinstance(column_type, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=store.Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_plain_types,
)
context.run_migrations()
