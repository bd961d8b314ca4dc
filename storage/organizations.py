"""Organizations: who they are, typed by a person or imported; a partner or not yet."""

import re
import unicodedata
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.shelf import Shelf

NAME_LIMIT = 200


class Kind(StrEnum):
    """Kinds of organization: the first four are the standard's (25.2 K1), the rest ours (field, section 2)."""

    community = "community"
    government = "government"
    education = "education"
    faith = "faith"
    employer = "employer"
    indigenous = "indigenous"
    health = "health"
    settlement = "settlement"
    disability = "disability"
    union = "union"
    funder = "funder"


_LEGAL_FORMS = frozenset(
    [
        "inc",
        "incorporated",
        "incorporee",
        "ltd",
        "ltee",
        "limited",
        "limitee",
        "corp",
        "corporation",
        "co",
        "cie",
        "llc",
        "llp",
        "sec",
        "senc",
        "osbl",
        "obnl",
        "npo",
    ]
)


def name_key(name: str) -> str:
    """A name as it is compared: no accents, case, punctuation, nor legal form ("Inc.", « ltée »)."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"\w+", bare.replace("'", " ").replace("\u2019", " "))
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words) or name.strip().casefold()


class Organization(Scoped, Base):
    """Who they are. `name_key` is what look-ups compare; the trigram index is built on it."""

    __tablename__ = "organizations"
    __table_args__ = (Index("ix_organizations_workspace_id_name_key", "workspace_id", "name_key", "id"),)

    name: Mapped[str]
    name_key: Mapped[str]
    website: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    serves: Mapped[str] = mapped_column(default="")


class OrganizationKind(Scoped, Base):
    """One kind of one organization; an organization may have several."""

    __tablename__ = "organization_kinds"
    __table_args__ = (UniqueConstraint("organization_id", "kind"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(choice(Kind))


class Organizations(Shelf):
    """The shelf of organizations."""
