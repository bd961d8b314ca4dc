"""Recording a review: the form from wherever it is opened, and what it says kept in one transaction."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from handlers import reviews as told_of
from handlers.desk import Desk
from handlers.review_window import from_window, shown_anew
from handlers.routes import Answer, Routes
from messages import review_form, reviews
from messages.challenges import YES
from messages.forms import Values
from messages.goals import MET
from messages.meeting_values import rows_in
from messages.review_form import goal_field, learned_field, row
from messages.surfaces import View
from storage import stages
from storage.challenges import ChallengeKind, Raising, Severity, names_in
from storage.days import checked_day, instant, needed_day
from storage.drafts import Draft
from storage.errors import Archived, InTheFuture, Missing, NotFound
from storage.first_review import working
from storage.goals import Goal, GoalState
from storage.members import Right
from storage.partners import Partner
from storage.reviews import Review, Reviewed
from storage.sessions import Session
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]
NOON = time(12)
HALF_A_YEAR = relativedelta(months=6)
CARRIED = ("partner", "session", "review", "reviews", "seen", "subject")


@routes.click(reviews.RECORD, right=Right.edit)
async def record(desk: Desk) -> Answer:
    """A button for one partner ("7"), or for one planned review of theirs ("7:3")."""
    partner_id, _, session_id = desk.value.partition(":")
    meta: Meta = {"partner": int(partner_id), **from_window(desk)}
    await desk.open(await opened(desk, meta | ({"session": int(session_id)} if session_id else {})))
    return None


@routes.click(reviews.COMPLETE, right=Right.edit)
async def complete(desk: Desk) -> Answer:
    """Something is added to a review, or corrected in it."""
    async with desk.store(read_only=True) as store:
        one = await store.reviews.get(int(desk.value))
    await desk.open(await opened(desk, {"partner": one.partner_id, "review": one.id, **from_window(desk)}))
    return None


@routes.click(review_form.ADD, right=Right.edit)
async def another_challenge(desk: Desk) -> Answer:
    """The open form with one row more; what it says is kept as a draft."""
    await desk.keep_draft()
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(desk.meta["partner"])
        view = await _form(desk, store, partner, desk.values, desk.meta, more=1)
    await desk.update(view)
    return None


@routes.click(review_form.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported, and asks anew."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    meta = {name: desk.meta[name] for name in CARRIED if name in desk.meta}
    await desk.update(await opened(desk, meta | {"afresh": desk.meta.get("afresh", 0) + 1}))
    return None


@routes.submit(review_form.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Everything in one transaction: the review, its challenges and goals, the stage, and what is said about it."""
    values, meta = desk.values, desk.meta
    raised = [said for index in range(rows_in(values, "challenge")) if (said := _challenge(values, index))]
    for user_id in {*(said.owner_id for said in raised), *(values.get(review_form.MEMBERS) or ())} - {None}:
        await desk.people.recognise(desk.client, workspace=desk.workspace, user_id=user_id)
    async with desk.saving() as store:
        partner = await store.partners.for_change(meta["partner"])
        if partner.archived:
            raise Archived
        one = await _kept(desk, store, partner, values)
        await _settle_goals(store, one, values)
        await _close(store, one, values)
        for said in raised:
            await store.challenges.begin(partner, said, review_id=one.id)
        if "review" not in meta:
            await told_of.announce(store, one, partner)
    await told_of.refresh(desk, one)
    await shown_anew(desk, partner.id)
    return None


async def opened(desk: Desk, meta: Meta) -> View:
    """The form, with what this person had begun to report the last time."""
    async with desk.store(read_only=True) as store:
        partner = await store.partners.going_on(meta["partner"])
        known = await store.reviews.get(meta["review"]) if "review" in meta else None
        session = await store.sessions.get(meta["session"]) if "session" in meta else None
        meta["subject"] = known.subject if known else session.subject if session else f"partner:{partner.id}"
        if known:
            meta["seen"] = known.edited_at.isoformat() if known.edited_at else None
        values = await _first(desk, store, known, session)
        draft = await store.drafts.find(user_id=desk.person.user_id, form=review_form.FORM, subject=meta["subject"])
        return await _form(desk, store, partner, values | (draft.values if draft else {}), meta, draft=draft)


async def _form(
    desk: Desk,
    store: Store,
    partner: Partner,
    values: Values,
    meta: Meta,
    *,
    draft: Draft | None = None,
    more: int = 0,
) -> View:
    carried = await store.challenges.open_of(partner.id)
    coming = [
        one.starts_at.astimezone(cadence.zone).date()
        for one, cadence in await store.reviews.planned(partner.id)
        if one.starts_at > store.now and one.id != meta.get("session") and one.opened_at is None
    ]
    settings = await store.settings.get()
    today = store.now.astimezone(settings.zone).date()
    known = review_form.Known(
        partner=partner.name,
        goals=await _open_goals(store, partner.id),
        carried=carried,
        contacts=await store.contacts.of(partner),
        names=await store.members.names(sorted(names_in(carried))),
        planned_on=coming[0] if coming else None,
        half_a_year_on=working(today + HALF_A_YEAR, settings.province),
    )
    return review_form.form(
        desk.words,
        known,
        values,
        meta=meta,
        now=desk.now,
        saved_at=draft.saved_at if draft else None,
        rows=min(rows_in(values, "challenge") + more, review_form.MOST_ROWS),
    )


async def _first(desk: Desk, store: Store, known: Review | None, session: Session | None) -> Values:
    """What the form is filled with at first: the review as it stands, or the planned one, or today."""
    zone = (await store.settings.get()).zone
    if known is None:
        at = min(session.starts_at, store.now) if session else store.now
        day = at.astimezone(zone).date().isoformat()
        return {review_form.DAY: day, review_form.MEMBERS: [desk.person.user_id]}
    meeting = await store.meetings.get(known.meeting_id)
    return {
        review_form.DAY: known.held_at.astimezone(zone).date().isoformat(),
        review_form.MEMBERS: meeting.members,
        review_form.CONTACTS: [str(contact_id) for contact_id in meeting.contact_ids],
        review_form.PROGRESS: known.progress,
        review_form.DECISIONS: known.decisions,
        review_form.PLAN: known.plan_changes,
        review_form.NOTES: known.notes,
        review_form.NEXT: known.next_on.isoformat() if known.next_on else None,
        **{goal_field(goal_id): note for goal_id, note in known.goal_notes.items()},
    }


async def _kept(desk: Desk, store: Store, partner: Partner, values: Values) -> Review:
    """The review recorded, with the stages its meeting moves through by itself; or completed."""
    meta, zone = desk.meta, (await store.settings.get()).zone
    day = needed_day(values.get(review_form.DAY), field=review_form.DAY)
    if day > store.now.astimezone(zone).date():
        raise InTheFuture(field=review_form.DAY)
    known = await store.reviews.get(meta["review"]) if "review" in meta else None
    session = await store.sessions.get(meta["session"]) if "session" in meta else None
    goals = {str(goal.id) for goal in await store.goals.of(partner.id)}
    notes = {goal: values[goal_field(goal)] or "" for goal in goals if goal_field(goal) in values}
    said = Reviewed(
        held_at=_moment(day, zone, store.now, known.held_at if known else session.starts_at if session else None),
        progress=values.get(review_form.PROGRESS) or "",
        goal_notes={**(known.goal_notes if known else {}), **notes},
        decisions=values.get(review_form.DECISIONS) or "",
        plan_changes=values.get(review_form.PLAN) or "",
        notes=values.get(review_form.NOTES) or "",
        next_on=checked_day(values.get(review_form.NEXT), field=review_form.NEXT),
        members=list(values.get(review_form.MEMBERS) or []),
        contact_ids=[int(one) for one in values.get(review_form.CONTACTS) or []],
    )
    if known is None:
        one = await store.reviews.record(partner, said, session_id=meta.get("session"))
        count = await store.meetings.count(partner.id)
        for stage in stages.after_meeting(partner.stage, interested=False, meetings=count):
            await store.partners.move(partner, stage, by_itself=True)
        return one
    if known.partner_id != partner.id:
        raise NotFound
    await store.reviews.edit(known, partner, said, seen=datetime.fromisoformat(meta["seen"]) if meta["seen"] else None)
    return known


def _moment(day: date, zone: ZoneInfo, now: datetime, known: datetime | None) -> datetime:
    """When it was (UTC): at the hour that is known of that day, else now, or noon of an earlier day."""
    if known is not None and known <= now and known.astimezone(zone).date() == day:
        return known
    if day == now.astimezone(zone).date():
        return now
    return instant(day, NOON, zone)


async def _settle_goals(store: Store, one: Review, values: Values) -> None:
    met = set(values.get(MET) or ())
    for goal in await _open_goals(store, one.partner_id):
        if str(goal.id) in met:
            await store.goals.settle(goal, GoalState.met, meeting_id=one.meeting_id)


async def _close(store: Store, one: Review, values: Values) -> None:
    """Closes what was carried over and is over, with what was learned from it."""
    over = set(values.get(review_form.CLOSED) or ())
    for challenge in await store.challenges.open_of(one.partner_id):
        field = learned_field(challenge.id)
        learned = values.get(field) or ""
        if learned or str(challenge.id) in over:
            await store.challenges.close(challenge, learned, review_id=one.id, field=field)


async def _open_goals(store: Store, partner_id: int) -> list[Goal]:
    return [goal for goal in await store.goals.of(partner_id) if goal.state is GoalState.open]


def _challenge(values: Values, index: int) -> Raising | None:
    field = row(index)
    said = raising(values, field)
    if not said.what and (said.next_step or said.owner_id or said.internal):
        raise Missing(field=field)
    return said if said.what else None


def raising(values: Values, field: str) -> Raising:
    """What a form says of one challenge; a kind or a severity that is left blank is the most usual one."""
    kind, severity = values.get(f"{field}_kind"), values.get(f"{field}_severity")
    return Raising(
        what=values.get(field) or "",
        kind=ChallengeKind(kind) if kind else ChallengeKind.other,
        severity=Severity(severity) if severity else Severity.serious,
        owner_id=values.get(f"{field}_owner"),
        next_step=values.get(f"{field}_next") or "",
        internal=YES in (values.get(f"{field}_internal") or ()),
        field=field,
    )
