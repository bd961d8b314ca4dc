"""Sowing of agreements: written in rounds, reviewed, signed, reported on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from bot.seed_days import Days
from storage.actions import Side
from storage.agreement_parts import AgreementKind, Content, Part
from storage.approvals import Signing
from storage.reports_due import report_days, reports


@dataclass(frozen=True)
class Pen:
    """What a text is written with: days counted from today, and people as an agreement names them."""

    today: date
    people: dict[str, dict[str, str]]

    def day(self, ahead: int) -> str:
        return (self.today + timedelta(days=ahead)).isoformat()

    def who(self, *people: str) -> list[dict[str, str]]:
        """Colleagues by user id, the partner's people by name."""
        return [self.people[person] for person in people]


Text = Callable[[Pen], Content]


@dataclass(frozen=True)
class Round:
    """What somebody wrote; with a reason it was saved as a version."""

    days_ago: int
    by: str
    text: Text
    why: str = ""


@dataclass(frozen=True)
class Reviewed:
    """Whom the last version was sent to; each approved it, or wanted `comment` in a part, or has not answered."""

    days_ago: int
    people: tuple[str, ...]
    approved: tuple[tuple[str, int], ...] = ()
    wanted: tuple[tuple[str, int, Part, str], ...] = ()


@dataclass(frozen=True)
class Signatory:
    """Who signed for a side; a colleague by user id too."""

    name: str
    title: str
    user: str | None = None


@dataclass(frozen=True)
class Agreed:
    """One agreement. The first round's author looks after it; `signed`: that many days ago, by ours and theirs."""

    kind: AgreementKind
    title: str
    language: str
    rounds: tuple[Round, ...]
    reviewed: Reviewed | None = None
    signed: tuple[int, Signatory, Signatory] | None = None

    @property
    def by(self) -> str:
        return self.rounds[0].by


class Agreeing(Days):
    """The agreements of one partnership."""

    async def agree(self, agreed: Agreed) -> None:
        """All that became of an agreement, day by day."""
        agreement_id = await self._write(agreed)
        if agreed.reviewed:
            await self._review(agreement_id, agreed.by, agreed.reviewed)
        if agreed.signed:
            await self._sign(agreement_id, agreed.by, *agreed.signed)

    async def _write(self, agreed: Agreed) -> int:
        agreement_id = 0
        for number, one in enumerate(agreed.rounds):
            async with self.on(one.days_ago, 10, by=one.by) as (store, partner):
                if number == 0:
                    agreement = await store.agreements.begin(
                        partner, kind=agreed.kind, title=agreed.title, language=agreed.language
                    )
                    agreement_id = agreement.id
                agreement = await store.agreements.to_write(agreement_id, hold=True)
                theirs = {one.name: f"c:{one.id}" for one in await store.contacts.of(partner)}
                people = {name: {"ref": ref, "name": name} for name, ref in theirs.items()}
                people |= {user: {"ref": f"u:{user}", "name": name} for user, name in await store.members.everybody()}
                known = await store.agreements.parts(agreement)
                for part, saying in one.text(Pen(self.today, people)).items():
                    seen = known[Part(part)].revision if Part(part) in known else 0
                    await store.agreements.keep_part(agreement, Part(part), saying, seen=seen)
                if one.why:
                    await store.agreements.save_version(agreement, why=one.why)
        return agreement_id

    async def _review(self, agreement_id: int, by: str, reviewed: Reviewed) -> None:
        async with self.past(reviewed.days_ago, 14, by=by) as store:
            agreement = await store.agreements.for_change(agreement_id)
            number = (await store.approvals.send(agreement, reviewed.people)).number
        for user, days_ago in reviewed.approved:
            async with self.past(days_ago, 15, by=user) as store:
                await store.approvals.answer(await store.approvals.hold(agreement_id), number, approved=True)
        for user, days_ago, part, comment in reviewed.wanted:
            async with self.past(days_ago, 15, by=user) as store:
                agreement = await store.approvals.hold(agreement_id)
                await store.approvals.answer(agreement, number, approved=False, part=part, comment=comment)

    async def _sign(self, agreement_id: int, by: str, days_ago: int, ours: Signatory, theirs: Signatory) -> None:
        """Both sides sign on one day; every report that it has asked for since was sent on its day."""
        async with self.past(days_ago, 16, by=by) as store:
            agreement = await store.agreements.for_change(agreement_id)
            sides = ((Side.us, ours), (Side.them, theirs))
            signed = [Signing(side, one.name, one.title, self.day(-days_ago), one.user) for side, one in sides]
            await store.approvals.sign(agreement, *signed)
            asked = reports(await store.agreements.content(agreement))
        for _, _, every, first_on in asked:
            for due_on in takewhile(lambda day: day < self.today, report_days(first_on, every, since=first_on)):
                async with self.past((self.today - due_on).days, 11, by=by) as store:
                    agreement = await store.agreements.get(agreement_id)
                    for report in await store.reports_due.of(agreement):
                        if report.due_on == due_on:
                            await store.reports_due.settle(report, sent=True)
