"""Whatever is kept, and however much of it: nothing that Liaison says or shows is larger than Slack takes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Select, select, update

from bot.playground.limits import check_message
from bot.seed import sow
from bot.seed_people import AMELIE, CHANNELS, GENERAL, MARC, PEOPLE, SAM
from handlers.members import words_of
from handlers.reminders import Delivery
from messages import limits, minutes, reviews, surfaces
from messages import reminders as told
from messages.limits import MOST_TEXT, weight, within
from messages.surfaces import Message
from messages.words import Words
from storage.actions import GIVEN, Action, Side
from storage.agreement import Agreement
from storage.announcing import UPCOMING
from storage.base import Base
from storage.challenges import Raising
from storage.check_in_asking import ASKED, LATE
from storage.check_ins import DUE as CHECK_IN_DUE
from storage.check_ins import REPORTED
from storage.errors import NotFound
from storage.health import HealthRound
from storage.health_rounds import NUDGED
from storage.kpi import CheckIn
from storage.meetings import Meeting
from storage.members import Member
from storage.nudges import DUE
from storage.partner import Partner
from storage.reminder import Reminder, ReminderState
from storage.reviews import Review
from storage.sessions import Session
from storage.store import Store
from storage.terms import ENDING, OVER, STARTED
from storage.week_digest import DIGEST
from tests.escapes import faults
from tests.house import House, living
from tests.measuring import description
from tests.scoped import past

MANY = 25
SIGNS = "Ça va & <!channel> <@U1> «mot» 🧑‍🤝‍🧑 "
"""What is longer for Slack than it looks: entities, signs of several units. Cut anywhere, it is torn or alive."""
LONGEST: dict[str, dict[str, int]] = {
    "organizations": {"name": 200, "region": 300, "serves": 1000},
    "contacts": {"name": 200, "title": 200, "source": 300, "purpose": 300},
    "members": {"name": 80},
    "actions": {"what": 300},
    "goals": {"text": 500, "measure": 300},
    "ways": {"text": 1000},
    "requirements": {"text": 1000},
    "challenges": {"what": 500, "next_step": 300, "learned": 500},
    "meetings": {"notes": 3000, "interest_note": 500},
    "reviews": {"progress": 3000, "decisions": 3000, "plan_changes": 3000, "notes": 3000},
    "kpis": {"name": 120, "source": 300},
    "kpi_values": {"why": 300},
    "check_in_comments": {"text": 1000},
    "agreements": {"title": 200, "ended_why": 1000, "ended_lessons": 1000, "ended_stays": 1000},
    "agreement_reviews": {"comment": 2000},
    "agreement_moves": {"why": 500},
    "agreement_signatures": {"name": 200, "title": 200},
    "sessions": {"why": 300},
    "stage_moves": {"why": 300},
    "arrangements": {"note": 300},
    "touchpoints": {"note": 1000},
    "reports_due": {"what": 300},
    "opportunities": {"outcome": 300, "whom": 1000, "gap": 1000, "success": 1000},
    "health_sheets": {"comment": 1000, "position": 120},
    "resources": {"what": 200, "how": 1000},
}
"""The longest text of each kind that is kept (UTF-16 units)."""
OF_WHO_LEFT = ("actions.orphaned", "challenges.orphaned", "check_ins.orphaned", "roles.vacant")
SHORT = {
    "approvals.approved",
    "installs.greeting",
    "members.access_ended",
    "members.asked",
    "merges.merged",
    "merges.undone",
    "reminders.set_aside",
    "reminders.uncertain",
    "reminders.undeliverable",
}
"""A sentence or two, whatever is kept."""


async def much(store: Store, partner: Partner) -> None:
    """As much of everything as nobody has with one partner."""
    today = await store.settings.today()
    meeting = (await store.session.scalars(select(Meeting).where(Meeting.partner_id == partner.id))).first()
    for n in range(MANY):
        await store.actions.add(
            partner_id=partner.id, what=f"{n}", side=Side.us, assignee_id=SAM, due_on=today - timedelta(days=1),
            meeting_id=meeting.id if meeting else None,
        )  # fmt: skip
        await store.goals.add(partner_id=partner.id, text=f"{n}", meeting_id=meeting.id if meeting else None)
        await store.challenges.begin(partner, Raising(f"{n}", next_step="step", owner_id=SAM))
    for n in range(20 - len(await store.kpis.of(partner.id))):
        await store.kpis.add(partner, description(code="", name=f"{n}", reporter_id=SAM))


async def stretched(store: Store) -> None:
    """Every text as long as it may be kept."""
    for table, columns in LONGEST.items():
        for column, limit in columns.items():
            found = Base.metadata.tables[table]
            long = within(SIGNS * 300, limit)
            changed = update(found).where(found.c[column].is_not(None)).values({column: long})
            await store.session.execute(past(changed))


@asynccontextmanager
async def full_house(url: str) -> AsyncIterator[House]:
    async with living(url, people=PEOPLE, channels=CHANNELS) as house:
        await sow(house.database)
        async with house.store(by=AMELIE) as store:
            partners = list(await store.session.scalars(select(Partner).where(~Partner.archived).order_by(Partner.id)))
            for partner in partners[:3]:
                await much(store, await store.partners.for_change(partner.id))
            await store.session.execute(update(Member).values(week_digest=True))
        async with house.store(by=AMELIE) as store:
            await stretched(store)
        yield house


async def planned(store: Store, kind: str, subject: str, recipient: str, **facts: Any) -> int:
    """A row of the outbox, due now, that nobody planned before; gives its id."""
    occurrence = facts.pop("occurrence", f"{store.now.isoformat()} {recipient}")
    row = {"kind": kind, "subject": subject, "recipient": recipient, "occurrence": occurrence, "facts": facts}
    return (await store.reminders.plan(due_at=store.now, **row)).id


async def spoken_of(store: Store) -> None:
    """A row of each kind for all that it can be about."""
    for noun, kinds, places in (
        (Session, (UPCOMING,), (GENERAL,)),
        (Review, (reviews.NOTICE,), (GENERAL,)),
        (CheckIn, (ASKED, LATE, REPORTED, CHECK_IN_DUE), (SAM, MARC, GENERAL)),
        (Agreement, (ENDING, STARTED, OVER), (GENERAL,)),
        (HealthRound, (NUDGED,), (SAM,)),
    ):
        for about, kind, place in product(list(await store.session.scalars(select(noun))), kinds, places):
            await planned(store, kind, about.subject, place, partner_id=about.partner_id)
    for meeting in await store.session.scalars(select(Meeting)):
        mine = [step.id for step in await store.session.scalars(select(Action).where(Action.meeting_id == meeting.id))]
        await planned(store, minutes.NOTICE, f"meeting:{meeting.id}", GENERAL, partner_id=meeting.partner_id)
        await planned(store, minutes.STEPS, f"meeting:{meeting.id}", SAM, partner_id=meeting.partner_id, actions=mine)
    newest = select(Action).where(Action.assignee_id == SAM, Action.settled_at.is_(None)).order_by(Action.id.desc())
    if action := (await store.session.scalars(newest)).first():
        await planned(store, GIVEN, f"action:{action.id}", SAM, by=AMELIE)
    for member in await store.session.scalars(select(Member)):
        monday = (await store.weeks.span(member)).monday.isoformat()
        await planned(store, DIGEST, f"week:{member.user_id}", member.user_id, occurrence=monday)
        for kind in OF_WHO_LEFT:
            await planned(store, kind, f"member:{SAM}", member.user_id)


async def every_message(house: House) -> AsyncIterator[tuple[str, Message]]:
    """What is said of each row, as it would be posted."""
    async with house.store(by=AMELIE) as store:
        await spoken_of(store)
    async with house.store(by=AMELIE) as store:
        ids = list(await store.session.scalars(select(Reminder.id)))
    for one in ids:
        async with house.store(by="clock") as store:
            reminder = await store.reminders.get(one)
            member = await store.members.by_user(reminder.recipient)
            words = words_of(member) if member else Words("fr", (await store.settings.get()).zone)
            sam = await store.members.by_user(SAM)
            assert sam is not None
            sam.left = reminder.kind in OF_WHO_LEFT
            delivery = Delivery(store=store, reminder=reminder, words=words, shared=False, missed=3)
            try:
                made = await house.liaison.routes.reminders[reminder.kind].handler(delivery)
            except NotFound:
                continue
            if made:
                yield reminder.kind, told.finished(words, made, reminder, shared=False)


async def test_no_message_is_larger_than_slack_takes(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of message, in both languages, today and later on. What is longest of all that is kept is one text of
    a person; no list is left to be cut where it happens to end."""
    cut: list[int] = []

    def levelled(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        done = limits.levelled(blocks)
        cut.extend([weight(blocks)] * (done != list(blocks)))
        return done

    monkeypatch.setattr(surfaces, "levelled", levelled)
    largest: dict[str, int] = {}
    async with full_house(sqlite_url) as house:
        for later in (timedelta(0), timedelta(days=30), timedelta(days=370)):
            await house.playground.move(later)
            async for kind, said in every_message(house):
                assert check_message(said, updating=True) == [], kind
                assert list(faults(said)) == [], kind
                assert cut == [], kind
                largest[kind] = max(largest.get(kind, 0), weight(said["blocks"]))
    assert set(house.liaison.routes.reminders) - set(largest) == SHORT
    assert max(largest.values()) <= MOST_TEXT
    assert min(largest[kind] for kind in ("sessions.upcoming", "actions.due", "challenges.orphaned")) > MOST_TEXT / 2


async def test_nothing_that_is_asked_for_is_larger_than_slack_takes(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command, alone and with the name of the partner that has most of everything, in both languages."""
    async with full_house(sqlite_url) as house:
        async with house.store(by=AMELIE) as store:
            name = (await _first(store)).name
        for user, lines in ((AMELIE, ("{word}", "{word} {name}")), (MARC, ("{word} {name}",))):
            person = house.playground.person(user)
            await person.open_home()
            for word, line in product(house.liaison.routes.commands, lines):
                for said in await person.command(f"/partner {line.format(word=word, name=name)}", channel=GENERAL):
                    assert weight(said.get("blocks", [])) <= MOST_TEXT, word
                    assert list(faults(said)) == [], word
                if person.modal:
                    assert list(faults(person.modal)) == [], word
                    await person.close(clear=True)
        assert [(one.name, one.answer) for one in house.playground.refused] == []
        assert "unexpected" not in capsys.readouterr().out


async def test_what_has_no_room_is_a_press_away(sqlite_url: str) -> None:
    """The windows of an agenda, a meeting and one's actions have all of it, and nothing of it is cut."""
    async with full_house(sqlite_url) as house:
        async with house.store(by=AMELIE) as store:
            partner = await _first(store)
            session = (await store.session.scalars(_of(Session, partner))).first()
            meeting = (await store.session.scalars(select(Meeting).where(Meeting.partner_id == partner.id))).first()
            assert session
            assert meeting
            await store.session.execute(update(Reminder).values(state=ReminderState.cancelled))
            await planned(store, UPCOMING, session.subject, GENERAL, partner_id=partner.id)
            await planned(store, minutes.NOTICE, f"meeting:{meeting.id}", GENERAL, partner_id=partner.id)
            await planned(store, DUE, "due", SAM)
        await house.settle()
        posted = house.playground.messages(GENERAL)
        agenda = next(one for one in posted if "Full agenda" in str(one))
        notice = next(one for one in posted if "Next steps" in str(one))
        amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
        assert " more'" in str(agenda["blocks"])
        await amelie.click("Full agenda", channel=GENERAL, message=agenda["ts"])
        assert str(amelie.modal).count("'block_id': 'action:") >= MANY
        assert " more'" not in str(amelie.modal)
        await amelie.close(clear=True)
        await amelie.click("Open", channel=GENERAL, message=notice["ts"])
        assert str(amelie.modal["blocks"]).count("11 nov") >= MANY
        assert "…" not in str(amelie.modal["blocks"])
        await sam.open_home(tab="messages")
        await sam.click("All my actions")
        await sam.click("Show more")
        assert "Back to the first" in str(sam.modal)
        assert house.playground.refused == []


async def _first(store: Store) -> Partner:
    """The partner that has most of everything."""
    return (await store.session.scalars(select(Partner).where(~Partner.archived).order_by(Partner.id))).all()[0]


def _of(noun: type[Session], partner: Partner) -> Select[Any]:
    return select(noun).where(noun.partner_id == partner.id).order_by(noun.id.desc())
