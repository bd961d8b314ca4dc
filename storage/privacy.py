"""What is kept of one person: shown to them on request, and erased when they ask (field, sections 11 and 13)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, ColumnElement, LargeBinary, Table, Text, cast, delete, false, or_, select, update

from storage.about import partners_of
from storage.actions import Action
from storage.audit import Entry
from storage.base import Base
from storage.bundles import Bundle
from storage.communication import Arrangement
from storage.contacts import Contact
from storage.details import Detail
from storage.drafts import Draft
from storage.errors import NotFound
from storage.everything import plain_value
from storage.locations import Location, Phone
from storage.meetings import Meeting
from storage.merge import MergeMove
from storage.organizations import Identifier, Organization
from storage.partners import Partner, subject
from storage.positions import Holding
from storage.privacy_places import GONE, without
from storage.reminder import Reminder, ReminderState
from storage.services import Service, ServiceArea, ServiceLocation
from storage.shelf import Shelf
from storage.taxonomies import TermLink
from storage.touchpoints import Touchpoint

ERASED, HANDED_OUT = "contact:person:erased", "contact:person:handed_out"
MOST_POSTS = 2000
ROWS = 500
"""Rows that are looked through at a time."""
_SECRET = frozenset(("token_hash", "key", "view_hash", "digest", "worker"))
Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Traces:
    """Where a person may still be named after the erasure: texts that people wrote ("meeting:7"), which only people can
    put right, and messages that were posted (channel, ts)."""

    texts: list[str] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


class Privacy(Shelf):
    """Looks through every table of the workspace for one person."""

    async def of_member(self, user_id: str) -> Rows:
        """Every row that names a Slack user, by table.

        What is about a partner out of sight says only that they are named there, and when they did it: what the row
        says now is no longer for them. What they did and nobody changes stays whole.
        """
        found: list[tuple[Table, Any, set[int]]] = []
        for table in _tables():
            columns = [column for column in table.c if type(column.type) is Text and column.name not in _SECRET]
            if not columns or table.name in _LARGE:
                continue
            here = table.c.workspace_id == self.store.workspace_id
            about = partners_of(table, table)
            named = or_(*(c == user_id for c in columns), *_named_within(table, user_id))
            rows = await self.session.execute(select(table, *about).where(here, named))
            for row in rows:
                found.append((table, row, _about(table, row, len(about))))
        seen = await self._in_sight({one for _, _, ids in found for one in ids})
        listed: Rows = defaultdict(list)
        for table, row, ids in found:
            whole = ids <= seen or (table.name in _ACTS and row.by == user_id)
            shown = _shown(table, row)
            listed[str(table.name)].append(shown if whole else _act(shown, user_id))
        return dict(listed)

    async def _in_sight(self, partner_ids: set[int]) -> set[int]:
        asked, found = sorted(partner_ids), set[int]()
        for start in range(0, len(asked), ROWS):
            some = select(Partner.id).where(Partner.id.in_(asked[start : start + ROWS]))
            found.update(await self.session.scalars(some))
        return found

    async def of_contact(self, contact_id: int) -> Rows:
        """What is kept of a contact: who they are and where from, their numbers, and what refers to them."""
        contact = await self.get(contact_id)
        found: Rows = {"contacts": [_shown(Contact.__table__, contact)]}
        for noun in (Phone, Touchpoint, Action, Arrangement, Holding):
            kind: Any = noun
            rows = list(await self.session.scalars(select(kind).where(kind.contact_id == contact_id)))
            if rows:
                found[kind.__tablename__] = [_shown(kind.__table__, row) for row in rows]
        met = [one for one in await self._meetings(contact) if contact_id in one.contact_ids]
        if met:
            found["meetings"] = [_shown(Meeting.__table__, row) for row in met]
        self.store.audit.note(HANDED_OUT, f"contact:{contact_id}")
        return found

    async def get(self, contact_id: int) -> Contact:
        """A contact of any organization whose partner, if any, the person may see. Raises `NotFound`."""
        found = select(Contact).where(Contact.id == contact_id, Contact.removed == false())
        contact = (await self.session.scalars(found)).one_or_none()
        if contact is None:
            raise NotFound
        return contact

    async def people(self, typed: str, *, limit: int = 50) -> list[tuple[Contact, str]]:
        """Contacts whose name holds what was typed, with their organization; as many as a typeahead shows."""
        found = (
            select(Contact, Organization.name)
            .join(Organization, Organization.id == Contact.organization_id)
            .where(Contact.removed == false(), Contact.name.icontains(typed, autoescape=True))
        )
        return [(one, name) for one, name in await self.session.execute(found.order_by(Contact.id).limit(limit))]

    async def erase(self, contact_id: int) -> Traces:
        """Blanks who they are wherever it is data, and gives where they may still be named.

        The row itself stays, nameless, so that what was agreed and counted stays true, and so that no later import
        brings the person back.
        """
        contact = await self.get(contact_id)
        traces = await self._traces(contact)
        await self.session.execute(delete(Phone).where(Phone.contact_id == contact_id))
        details = select(Detail).where(Detail.organization_id == contact.organization_id)
        for one in await self.session.scalars(details):
            if contact.external_id and contact.external_id in one.data.values():
                await self.session.delete(one)
        await self._forget(traces.names)
        await self._forget_brought(contact.organization_id, traces.names)
        contact.name, contact.title, contact.email, contact.phone = GONE, "", "", ""
        contact.language, contact.source, contact.purpose, contact.more = "", "", "", {}
        contact.removed = contact.touched = True
        self.store.audit.note(ERASED, f"contact:{contact_id}")
        await self.session.flush()
        await self.store.search.keep([contact.organization_id])
        return traces

    async def _forget(self, names: Collection[str]) -> None:
        """Takes them out of the trail, of messages of the clock and those that several share, of forms that were left
        half filled, and of what a merge can be undone by; some rows at a time, for the trail grows with the years."""
        moves = ((MergeMove, "before"), (MergeMove, "after"))
        said = ((Reminder, "facts"), (Bundle, "parts"))
        nouns: tuple[tuple[Any, str], ...] = ((Entry, "facts"), *said, (Draft, "values"), *moves)
        for noun, name in nouns:
            last, column = 0, getattr(noun, name)
            while True:
                found = select(noun.id, column).where(noun.id > last).order_by(noun.id).limit(ROWS)
                rows = (await self.session.execute(found)).all()
                if not rows:
                    break
                last = rows[-1][0]
                for number, kept in rows:
                    clean = without(kept, names)
                    if clean != kept:
                        await self.session.execute(update(noun).where(noun.id == number).values({name: clean}))

    async def _forget_brought(self, organization_id: int, names: Collection[str]) -> None:
        """Takes them out of what imports brought of the organization, which nobody here wrote, and out of what is kept
        of the other people there."""
        services = select(Service.id).where(Service.organization_id == organization_id)
        for noun in _BROUGHT:
            of_service = noun is ServiceLocation
            theirs = noun.service_id.in_(services) if of_service else noun.organization_id == organization_id
            columns = [
                one.name for one in noun.__table__.c if isinstance(one.type, Text | JSON) and one.name not in _KEYS
            ]
            for row in await self.session.scalars(select(noun).where(theirs)):
                for name in columns if noun is not Contact else _OF_OTHERS:
                    clean = without(kept := getattr(row, name), names)
                    if clean != kept:
                        setattr(row, name, clean)

    async def _traces(self, contact: Contact) -> Traces:
        numbers = await self.session.scalars(select(Phone.number).where(Phone.contact_id == contact.id))
        known = (contact.name, contact.email, contact.phone, *numbers)
        traces = Traces(names=list(dict.fromkeys(one for one in known if len(one) > 2)))
        found = select(Partner).where(Partner.organization_id == contact.organization_id)
        partner = (await self.session.scalars(found)).one_or_none()
        if partner is not None:
            await self.store.privacy_places.unsign(partner, traces.names)
        organization_id = contact.organization_id
        traces.texts = await self.store.privacy_places.naming(organization_id, partner, traces.names)
        if partner is None:
            return traces
        sent = select(Reminder).where(Reminder.state == ReminderState.sent, Reminder.ts.is_not(None))
        rows = await self.session.scalars(sent.order_by(Reminder.id.desc()).limit(MOST_POSTS))
        near = (one for one in rows if one.partner_id == partner.id or one.subject == subject(partner))
        traces.posts = list(dict.fromkeys((str(one.channel), str(one.ts)) for one in near if one.channel))
        return traces

    async def _meetings(self, contact: Contact) -> list[Meeting]:
        partners = select(Partner.id).where(Partner.organization_id == contact.organization_id)
        return list(await self.session.scalars(select(Meeting).where(Meeting.partner_id.in_(partners))))


_BROUGHT: tuple[Any, ...] = (
    *(Detail, Location, Phone, Service, ServiceArea, ServiceLocation, TermLink),
    *(Identifier, Contact),
)
_OF_OTHERS = ("title", "source", "purpose", "more")
"""What may name somebody else where it says who a contact is; a number or an address may be that of both."""
_KEYS = frozenset(("external_id", "digest"))
_ACTS = frozenset(("audit", "stage_moves", "agreement_moves", "agreement_versions", "check_in_comments", "merges"))
"""Tables of what somebody (`by`) did or said once; nothing in them is changed afterwards."""
_WITHIN = frozenset(
    (
        ("meetings", "members"),
        ("agreement_parts", "saying"),
        ("agreement_versions", "content"),
        ("role_corrections", "saying"),
    )
)
"""Who was at a meeting, and who has which role in an agreement."""
_LARGE = frozenset(("details", "services", "locations", "service_locations", "service_areas", "phones", "term_links"))


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if "workspace_id" in table.c]


def _named_within(table: Table, user_id: str) -> Iterator[ColumnElement[bool]]:
    """Whether a column names the person within something."""
    for column in table.c:
        if (table.name, column.name) in _WITHIN:
            text = cast(column, Text)
            yield text.contains(f'"{user_id}"', autoescape=True)
            yield text.contains(f'"u:{user_id}"', autoescape=True)


def _about(table: Table, row: Any, expressions: int) -> set[int]:
    """The partners that a row which was read with `partners_of` is about."""
    ids = {one for one in row[len(row) - expressions :] if one is not None}
    if table is Reminder.__table__:
        one = Reminder(subject=row.subject, facts=row.facts).partner_id
        ids |= set() if one is None else {one}
    return ids


def _act(shown: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Of a row its number, where the person is named, and when, where it is they who did it."""
    named = {name: value for name, value in shown.items() if value == user_id}
    times = {f"{name.removesuffix('by')}at" for name in named if name.endswith("by")}
    return {name: value for name, value in shown.items() if name == "id" or name in named or name in times}


def _shown(table: Any, row: Any) -> dict[str, Any]:
    kept = (one for one in table.columns if not isinstance(one.type, LargeBinary))
    names = [str(column.name) for column in kept if column.name not in _SECRET]
    return {
        name: plain_value(getattr(row, name)) for name in names if getattr(row, name, None) not in (None, "", [], {})
    }
