"""The settings of the workspace, and a person's own."""

from datetime import time

from handlers.channels import postable
from handlers.desk import Desk, as_it_is
from handlers.routes import Answer, Routes
from messages import settings, zones
from storage.days import needed_hour
from storage.members import Right, Role
from storage.settings import Settings
from storage.store import Store

routes = Routes()
ASKED_OF_SLACK = 20


@routes.command("settings", about=settings.ABOUT, aliases=("paramètres", "parametres", "réglages"))
async def opened(desk: Desk) -> Answer:
    """An owner sees the workspace's settings, everybody else their own."""
    return await show(desk)


@routes.click(settings.OPEN)
async def show(desk: Desk) -> Answer:
    if not desk.person.may(Right.administer):
        return await show_own(desk)
    async with desk.store(read_only=True) as store:
        kept = await store.settings.get()
        roles = await _roles(store)
    meta = {"subject": "settings", **as_it_is(_facts(kept, roles))}
    await desk.open(settings.workspace(desk.words, kept, roles, meta=meta))
    return None


@routes.click(settings.OPEN_OWN)
async def show_own(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        kept = await store.settings.get()
    await desk.open(settings.own(desk.words, desk.person, kept))
    return None


@routes.options(settings.ZONE_FIND, right=Right.edit)
async def zone(desk: Desk) -> list[dict[str, object]]:
    """Time zones by city, for every form that asks for one."""
    return zones.find(desk.typed)


@routes.submit(settings.FORM, right=Right.administer)
async def save(desk: Desk) -> Answer:
    values = desk.values
    roles = {Role(name): values[name] for name in (settings.OWNER, settings.COORDINATOR, settings.VIEWER)}
    start, end = _hours(desk)
    if channel_id := values[settings.CHANNEL]:
        await postable(desk.client, channel_id, field=settings.CHANNEL)
    await desk.met([user_id for given in roles.values() for user_id in given], most=ASKED_OF_SLACK)
    async with desk.saving() as store:
        kept = await store.settings.get(hold=True)
        desk.must_be_as_it_was(_facts(kept, await _roles(store)))
        before = _when_and_where(kept)
        after = await store.settings.save(
            time_zone=values[settings.ZONE],
            language=values[settings.LANGUAGE],
            province=values[settings.PROVINCE],
            default_channel=channel_id,
            quiet_from=start,
            quiet_until=end,
            channel_budget=int(values[settings.CHANNEL_BUDGET]),
            person_budget=int(values[settings.PERSON_BUDGET]),
            readiness_yearly=bool(values.get(settings.READINESS)),
        )
        await store.members.give_roles(roles)
        await store.nudges.plan_all()
        await store.silences.plan_all()
        await store.week_digests.plan_all()
        await store.readiness.plan()
        await store.sessions.extend_all()
        if _when_and_where(after) != before:
            await store.terms.replan()
            await store.check_ins.extend_all()
            await store.health.extend_all()
    desk.people.forget(desk.workspace.id)
    return None


@routes.submit(settings.OWN)
async def save_own(desk: Desk) -> Answer:
    language, mine = desk.values[settings.LANGUAGE], desk.values[settings.QUIET] == settings.MY_OWN
    start, end = _hours(desk) if mine else (None, None)
    budget = desk.values[settings.BUDGET]
    async with desk.saving() as store:
        await store.members.choose(
            desk.person.user_id,
            language=None if language == settings.AS_SLACK else language,
            quiet_from=start,
            quiet_until=end,
            budget=None if budget == settings.AS_WORKSPACE else int(budget),
        )
        await store.week_digests.choose(desk.person.user_id, wanted=bool(desk.values.get(settings.DIGEST)))
        if settings.READINESS in desk.values:
            await store.readiness.choose(desk.person.user_id, wanted=bool(desk.values[settings.READINESS]))
    desk.people.forget(desk.workspace.id)
    return None


async def _roles(store: Store) -> dict[Role, list[str]]:
    return {role: await store.members.holding(role) for role in (Role.owner, Role.coordinator, Role.viewer)}


def _facts(kept: Settings, roles: dict[Role, list[str]]) -> tuple[object, ...]:
    """What the form of the workspace shows."""
    budgets = kept.channel_budget, kept.person_budget
    return _when_and_where(kept), kept.language, budgets, kept.readiness_yearly, roles


def _when_and_where(kept: Settings) -> tuple[object, ...]:
    """What decides when and where something is announced."""
    return kept.time_zone, kept.quiet_from, kept.quiet_until, kept.default_channel, kept.province


def _hours(desk: Desk) -> tuple[time, time]:
    start, end = (needed_hour(desk.values[name], field=name) for name in (settings.QUIET_FROM, settings.QUIET_UNTIL))
    return start, end
