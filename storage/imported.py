"""What every imported record carries of where it came from: provenance stays with each of them."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import BigId


class Imported:
    """`source_id` names the `Source`, which stays as long as the workspace, `external_id` the record there (a UUID in
    lower case), `import_id` the import that added it, None once another has changed it; `digest` stands for what was
    read last, so that reading the same again changes nothing. `touched`: a person has changed it here. `more` holds
    the fields of the standard that have no column of their own."""

    source_id: Mapped[int | None] = mapped_column(BigId)
    external_id: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(BigId)
    digest: Mapped[str] = mapped_column(default="")
    touched: Mapped[bool] = mapped_column(default=False)
    more: Mapped[dict[str, Any]] = mapped_column(default=dict)
