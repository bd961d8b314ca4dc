"""Two people send the same form at the same moment: who comes second waits, and then puts nothing over the first's."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time

import pytest

from storage.store import Store
from tests.house import SAM, House
from tests.test_old_forms import EDITED, SAM_SAYS, enter, furnished_for_two
from tests.test_races import meanwhile


async def agreement(store: Store) -> None:
    one = await store.agreements.to_write(1, hold=True)
    await store.agreements.describe(one, kind=one.kind, title=SAM_SAYS, language=one.language)


async def indicator(store: Store) -> None:
    one = await store.kpis.for_change(1)
    await store.kpis.change(one, replace(one.description, source=SAM_SAYS))


async def line_of_the_process(store: Store) -> None:
    partner = await store.partners.for_change(1)
    one = await store.communication.get(1)
    await store.communication.change(partner, one, replace(one.terms, note=SAM_SAYS))


async def touchpoint(store: Store) -> None:
    partner, one = await store.touchpoints.for_log(1), await store.touchpoints.get(1)
    said = {name: getattr(one, name) for name in ("at", "how", "by", "contact_id")}
    await store.touchpoints.change(partner, one, **said, note=SAM_SAYS)


async def sessions(store: Store) -> None:
    one = await store.sessions.cadence(1)
    await store.sessions.change(one, replace(one.plan, at=time(14, 5)))


async def settings(store: Store) -> None:
    now = await store.settings.get()
    await store.settings.save(
        time_zone=now.time_zone,
        language=now.language,
        province=now.province,
        default_channel=now.default_channel,
        quiet_from=time(19, 5),
        quiet_until=now.quiet_until,
    )


SAM_DOES: dict[str, Callable[[Store], Awaitable[None]]] = {
    "agreements.describing": agreement,
    "kpi_forms.form": indicator,
    "communication.form": line_of_the_process,
    "touchpoints.form": touchpoint,
    "sessions.form": sessions,
    "settings.workspace": settings,
}
"""By callback id, what Sam's form does when it is sent."""


@pytest.mark.parametrize("form", sorted(SAM_DOES))
async def test_who_comes_second_waits_and_is_told(house_anywhere: House, form: str) -> None:
    house = house_anywhere
    opens, field, _, hers = EDITED[form]
    amelie, _ = await furnished_for_two(house)
    await opens(house, amelie)
    await enter(amelie, field, hers)
    async with house.store(SAM) as store:
        await SAM_DOES[form](store)
        second = await meanwhile(house.database, amelie.submit())
    assert "in the meantime" in str(await second)
    assert house.playground.refused == []
