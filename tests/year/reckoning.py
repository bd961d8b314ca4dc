"""What was said in a simulated year, held against what was promised."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from storage.check_in_asking import LATE
from storage.check_ins import DUE
from storage.kpi import CheckIn
from storage.nudges import DUE as NUDGE
from storage.reminder import Reminder, ReminderState
from storage.reports_due import REPORT, ReportDue
from storage.sessions import Session
from storage.silences import QUIET
from storage.terms import ENDING, OVER
from tests.year.promises import Reader, due, is_holiday
from tests.year.slack import Post
from tests.year.world import TORONTO, World

HOUR = timedelta(hours=1)
Key = tuple[object, ...]
BUDGET = {True: 5, False: 10}
URGENT = frozenset({"sessions.upcoming", "terms.ending"})
PROMISED = frozenset({"sessions.upcoming", "terms.ending", "terms.over", DUE, LATE, NUDGE, QUIET, REPORT})


class Reckoning:
    """Reads the rows of the outbox for what each message was about, and nothing else of Liaison's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.readers = {one.where: one for one in world.readers}
        self.said: dict[Key, list[Post]] = {}
        self.kinds: Counter[str] = Counter()

    async def read(self) -> None:
        async with self.world.store() as store:
            rows = {row.id: row for row in await store.session.scalars(select(Reminder))}
            sessions = {row.id: row for row in await store.session.scalars(select(Session))}
            check_ins = {row.id: row for row in await store.session.scalars(select(CheckIn))}
            reports = {row.id: row for row in await store.session.scalars(select(ReportDue))}
        self.rows = rows
        for post in self.world.slack.posts:
            for row_id in post.ids:
                row = rows[row_id]
                self.kinds[row.kind] += 1
                key = _key(row, sessions, check_ins, reports)
                if key is not None:
                    self.said.setdefault(key, []).append(post)

    def faults(self) -> list[str]:
        """Everything that is not as it should be, in words; nothing for a year without fault."""
        expected = due(self.world.promised, self.world.ends)
        return [*self._promises(expected), *self._politeness(), *self._budgets(), *self._doubles()]

    def _promises(self, expected: Mapping[Key, datetime]) -> list[str]:
        found = []
        readers = {promise.key: promise.reader for promise in self.world.promised}
        mine = {promise.key[:2] for promise in self.world.promised}
        for key, at in expected.items():
            posts = self.said.get(key, [])
            if len(posts) != 1:
                found.append(f"{key} promised at {at}: said {[str(post.at) for post in posts]}")
            elif posts[0].where != readers[key].where:
                found.append(f"{key}: said to {posts[0].where}")
            elif not self._in_time(readers[key], at, posts[0].at):
                found.append(f"{key} promised at {at}: said at {posts[0].at}")
        found += [f"{key}: said, not promised" for key in self.said if key[:2] in mine and key not in expected]
        return found

    def _in_time(self, reader: Reader, at: datetime, said: datetime) -> bool:
        """To the minute in a channel; to a person within the hour, or when the day before was full."""
        if not reader.person:
            return at <= said <= at + timedelta(minutes=1)
        day_before = sum(
            post.where == reader.where and post.at.astimezone(reader.zone).date() == at.astimezone(reader.zone).date()
            for post in self.world.slack.posts
        )
        return at - HOUR < said <= at + timedelta(minutes=1) or (day_before >= BUDGET[True] and said > at)

    def _politeness(self) -> list[str]:
        found = []
        for post in self._unprompted():
            reader = self._reader(post)
            day = post.at.astimezone(reader.zone).date()
            urgent = any(self.rows[one].kind in URGENT for one in post.ids)
            if reader.is_quiet(post.at) or (reader.person and is_holiday(day) and not urgent):
                found.append(f"{post.where}: out of hours at {post.at}")
            if "reminders.why" not in post.blocks or (reader.person and "snoozing.later" not in post.blocks):
                found.append(f"{post.where}: does not say why at {post.at}")
        return found

    def _budgets(self) -> list[str]:
        days = Counter((post.where, post.at.astimezone(self._reader(post).zone).date()) for post in self._unprompted())
        return [
            f"{where} heard {number} times on {day}"
            for (where, day), number in days.items()
            if number > BUDGET[where.startswith("U")]
        ]

    def _doubles(self) -> list[str]:
        times = Counter(one for post in self.world.slack.posts for one in post.ids)
        twice = [f"row {one} said {number} times" for one, number in times.items() if number > 1]
        states = Counter(row.state.value for row in self.rows.values() if row.due_at < self.world.ends - HOUR)
        odd = {"undeliverable", "uncertain", "claimed", "sending", "left"} & states.keys()
        left = [
            row.id
            for row in self.rows.values()
            if row.state is ReminderState.planned and row.due_at < self.world.begins
        ]
        return [*twice, *(f"{states[state]} rows {state}" for state in odd), *(f"row {one} never said" for one in left)]

    def _unprompted(self) -> list[Post]:
        return [post for post in self.world.slack.posts if not self.rows[post.ids[0]].prompted]

    def _reader(self, post: Post) -> Reader:
        return self.readers.get(post.where) or Reader(post.where, TORONTO)


def _key(
    row: Reminder, sessions: Mapping[int, Session], check_ins: Mapping[int, CheckIn], reports: Mapping[int, ReportDue]
) -> Key | None:
    """What a row was about, in the words of the promises."""
    number = row.subject.partition(":")[2]
    match row.kind:
        case "sessions.upcoming":
            session = sessions[int(number)]
            return ("session", session.cadence_id, session.occurrence.isoformat())
        case kind if kind in (DUE, LATE):
            check_in = check_ins[int(number)]
            about = (check_in.partner_id, check_in.period.isoformat())
            return ("check-in", *about) if kind == DUE else ("late", *about, row.ahead)
        case kind if kind == NUDGE:
            return ("nudge", row.recipient, row.occurrence)
        case kind if kind == QUIET:
            return ("quiet", int(number), row.occurrence)
        case kind if kind == ENDING:
            return ("ending", int(number), row.ahead)
        case kind if kind == OVER:
            return ("over", int(number))
        case kind if kind == REPORT:
            report = reports[int(number)]
            return ("report", report.agreement_id, report.due_on.isoformat(), row.ahead)
    return None
