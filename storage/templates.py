"""A workspace's own documents: the DOCX templates that take the place of the built-in ones."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, delete, or_, select
from sqlalchemy.orm import Mapped, defer, mapped_column

from storage.agreement_parts import AgreementKind
from storage.base import Base, Scoped, choice
from storage.errors import NotFound
from storage.shelf import Shelf
from storage.texts import checked

NAME_LIMIT = 200


class DocumentTemplate(Scoped, Base):
    """One template, checked before it was kept. `kind` None: for every kind that has none of its own. `language` is
    that of the documents it makes ("en", "fr"), `name` that of the file."""

    __tablename__ = "document_templates"
    __table_args__ = (Index("ix_document_templates_by_kind", "workspace_id", "kind", "language"),)

    kind: Mapped[AgreementKind | None] = mapped_column(choice(AgreementKind))
    language: Mapped[str]
    name: Mapped[str]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_by: Mapped[str]
    at: Mapped[datetime]


class Templates(Shelf):
    """The shelf of templates: at most one for each kind (and one for all kinds) in each language."""

    async def of(self, kind: AgreementKind, language: str) -> DocumentTemplate | None:
        """The template for a document: that of its kind before that of all kinds; None: the built-in one."""
        of_kind = or_(DocumentTemplate.kind == kind, DocumentTemplate.kind.is_(None))
        found = select(DocumentTemplate).where(of_kind, DocumentTemplate.language == language)
        order = DocumentTemplate.kind.is_(None), DocumentTemplate.id.desc()
        return (await self.session.scalars(found.order_by(*order).limit(1))).one_or_none()

    async def keep(self, *, kind: AgreementKind | None, language: str, name: str, data: bytes) -> DocumentTemplate:
        """Keeps a template in the place of the one for the same kind and language."""
        same = DocumentTemplate.kind == kind if kind else DocumentTemplate.kind.is_(None)
        await self.session.execute(delete(DocumentTemplate).where(same, DocumentTemplate.language == language))
        template = self.store.add(
            DocumentTemplate(
                kind=kind,
                language=language,
                name=checked(name[:NAME_LIMIT], field="name", required=True),
                data=data,
                uploaded_by=self.store.by,
                at=self.store.now,
            )
        )
        await self.session.flush()
        self._note("kept", template)
        return template

    async def get(self, template_id: int) -> DocumentTemplate:
        """One template with its file. Raises `NotFound`."""
        found = await self.session.scalars(select(DocumentTemplate).where(DocumentTemplate.id == template_id))
        template = found.one_or_none()
        if template is None:
            raise NotFound
        return template

    async def remove(self, template_id: int) -> DocumentTemplate:
        """Takes a template away; documents are made from the built-in one again. Raises `NotFound`."""
        template = await self.get(template_id)
        await self.session.delete(template)
        await self.session.flush()
        self._note("removed", template)
        return template

    async def all(self) -> list[DocumentTemplate]:
        """Every template without its file, those for all kinds first."""
        order = DocumentTemplate.kind.is_not(None), DocumentTemplate.kind, DocumentTemplate.language
        found = select(DocumentTemplate).options(defer(DocumentTemplate.data, raiseload=True)).order_by(*order)
        return list(await self.session.scalars(found))

    def _note(self, action: str, template: DocumentTemplate) -> None:
        subject = f"template:{template.kind.value if template.kind else 'all'}:{template.language}"
        self.store.audit.note(f"template:document:{action}", subject, name=template.name)
