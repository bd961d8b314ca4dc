"""Organizations: who they are, typed by a person or imported; a partner or not yet."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from storage.base import Base, BigId, Key, Scoped, choice
from storage.errors import NotAnAddress, NotFound
from storage.imported import Imported
from storage.shelf import Shelf
from storage.texts import checked

NAME_LIMIT = 200
SHORT_LIMIT = 300


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


_ADDRESS = re.compile(r"https?://[^\s/?#<>|@]+\.[^\s/?#<>|@.]{2,}(?:[/?#][^\s<>|]*)?", re.IGNORECASE)
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
    spelt = name.casefold().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(c for c in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(c))
    words = re.findall(r"\w+", bare.replace("'", " ").replace("\u2019", " "))
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words) or name.strip().casefold()


def one_line(text: str) -> str:
    return " ".join(text.split())


def web_address(typed: str) -> str:
    """The address of a website, with its scheme. Raises `NotAnAddress` for what cannot be one."""
    if not typed:
        return ""
    address = typed if "://" in typed else f"https://{typed}"
    if not _ADDRESS.fullmatch(address):
        raise NotAnAddress(field="website")
    return address


class Organization(Imported, Scoped, Base):
    """Who they are. `name_key` is what look-ups compare, `name_back` the same from its end, so that names are found in
    order from either side. One that nobody has a partnership with is a prospect. One that was put into another
    (`merged_into_id`) is in no look-up any more; its name still leads to that other."""

    __tablename__ = "organizations"
    __table_args__ = (
        Index("ix_organizations_workspace_id_name_key", "workspace_id", "name_key", "id"),
        Index("ix_organizations_by_ending", "workspace_id", "name_back", "id"),
        Index("ix_organizations_external_id", "source_id", "external_id", unique=True),
        Index(
            "ix_organizations_merged",
            "workspace_id",
            "name_key",
            "id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    name_back: Mapped[str] = mapped_column(Key)
    website: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    serves: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    alternate_names: Mapped[list[str]] = mapped_column(default=list)
    email: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[int | None] = mapped_column(BigId)

    @validates("name_key")
    def _reverse(self, _name: str, key: str) -> str:
        self.name_back = key[::-1]
        return key


class Identifier(Imported, Scoped, Base):
    """A number that an organization is registered under. A Canadian business number has the scheme `CA-CRA_ACR` and
    nine digits (field, section 12); `kind` is the standard's `identifier_type`."""

    __tablename__ = "identifiers"
    __table_args__ = (
        Index("ix_identifiers_external_id", "source_id", "external_id", unique=True),
        Index("ix_identifiers_organization_id", "organization_id", "id"),
        Index("ix_identifiers_number", "workspace_id", "number"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    scheme: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    number: Mapped[str]


class OrganizationKind(Scoped, Base):
    """One kind of one organization, which may have several; `name_key` repeats its, so that lists page by one index."""

    __tablename__ = "organization_kinds"
    __table_args__ = (
        UniqueConstraint("organization_id", "kind"),
        Index("ix_organization_kinds_by_name", "workspace_id", "kind", "name_key", "organization_id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    name_key: Mapped[str] = mapped_column(Key)


class Organizations(Shelf):
    """The shelf of organizations."""

    async def create(
        self,
        *,
        name: str,
        kinds: Iterable[Kind] = (),
        website: str = "",
        region: str = "",
        languages: Iterable[str] = (),
        serves: str = "",
    ) -> Organization:
        """Puts a new organization on the shelf. `languages` are language codes ("en", "iu").

        Raises what `texts.checked` raises, with the field named as the parameter.
        """
        organization = self.store.add(Organization())
        self._describe(organization, name=name, website=website, region=region, languages=languages, serves=serves)
        await self.session.flush()
        await self.classify(organization, kinds)
        return organization

    async def change(
        self,
        organization: Organization,
        *,
        name: str,
        kinds: Iterable[Kind],
        website: str,
        region: str,
        languages: Iterable[str],
        serves: str,
    ) -> None:
        """Says anew who they are."""
        organization.touched = True
        self._describe(organization, name=name, website=website, region=region, languages=languages, serves=serves)
        await self.classify(organization, kinds)

    async def get(self, organization_id: int) -> Organization:
        """One organization, partner or prospect, whoever may see the partner. Raises `NotFound`."""
        found = select(Organization).where(Organization.id == organization_id)
        one = (await self.session.scalars(found)).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def identifiers(self, organization_id: int) -> list[Identifier]:
        found = select(Identifier).where(Identifier.organization_id == organization_id).order_by(Identifier.id)
        return list(await self.session.scalars(found))

    async def kinds(self, organization_id: int) -> list[Kind]:
        """The kinds of one organization, in the order of the standard."""
        found = select(OrganizationKind.kind).where(OrganizationKind.organization_id == organization_id)
        known = set(await self.session.scalars(found))
        return [kind for kind in Kind if kind in known]

    async def classify(self, organization: Organization, kinds: Iterable[Kind]) -> None:
        """Replaces its kinds, under its present name."""
        mine = OrganizationKind.organization_id == organization.id
        await self.session.execute(delete(OrganizationKind).where(mine))
        for kind in dict.fromkeys(kinds):
            self.store.add(OrganizationKind(organization_id=organization.id, kind=kind, name_key=organization.name_key))
        await self.session.flush()

    def _describe(
        self, organization: Organization, *, name: str, website: str, region: str, languages: Iterable[str], serves: str
    ) -> None:
        organization.name = one_line(checked(name, field="name", limit=NAME_LIMIT, required=True))
        organization.name_key = name_key(organization.name)
        organization.website = web_address(checked(website, field="website", limit=SHORT_LIMIT))
        organization.region = one_line(checked(region, field="region", limit=SHORT_LIMIT))
        organization.languages = list(dict.fromkeys(languages))
        organization.serves = checked(serves, field="serves")
