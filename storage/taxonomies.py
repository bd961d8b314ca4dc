"""Terms of taxonomies, and what they are said of (HSDS 3.x: taxonomy_term, attribute). No taxonomy is bundled."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Key, Scoped
from storage.imported import Imported
from storage.organizations import name_key
from storage.shelf import Shelf


class TaxonomyTerm(Imported, Scoped, Base):
    """One term, as its publisher names it; `name_key` is what terms of two sources are compared by, `parent_id` the
    external id of the wider term."""

    __tablename__ = "taxonomy_terms"
    __table_args__ = (
        Index("ix_taxonomy_terms_external_id", "source_id", "external_id", unique=True),
        Index("ix_taxonomy_terms_name_key", "workspace_id", "name_key", "id"),
    )

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key)
    code: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    taxonomy: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[str | None]


class TermLink(Imported, Scoped, Base):
    """A term said of an organization, or of one of its services or locations; `kind` is the standard's `link_type`."""

    __tablename__ = "term_links"
    __table_args__ = (
        Index("ix_term_links_external_id", "source_id", "external_id", unique=True),
        Index("ix_term_links_organization_id", "organization_id", "term_id"),
        Index("ix_term_links_service_id", "service_id"),
        Index("ix_term_links_location_id", "location_id"),
        Index("ix_term_links_term_id", "term_id", "organization_id"),
    )

    term_id: Mapped[int] = mapped_column(ForeignKey("taxonomy_terms.id", ondelete="CASCADE"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(default="")


class Taxonomies(Shelf):
    """The shelf of terms."""

    async def of(self, organization_ids: Collection[int]) -> dict[int, list[str]]:
        """The names of the terms said of organizations and what is theirs, by organization, each once, by name."""
        found = (
            select(TermLink.organization_id, TaxonomyTerm.name)
            .join(TaxonomyTerm, TaxonomyTerm.id == TermLink.term_id)
            .where(TermLink.organization_id.in_(organization_ids))
        )
        terms: dict[int | None, set[str]] = defaultdict(set)
        for organization_id, name in await self.session.execute(found):
            terms[organization_id].add(name)
        return {one: sorted(terms[one], key=name_key) for one in organization_ids if one in terms}
