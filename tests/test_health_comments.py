"""Comments of a side that stays unnamed tell by nothing whose they are: not by their order either."""

import json

from sqlalchemy import select

from storage.health import HealthResult, HealthSheet
from storage.health_rules import HealthSide, Statement
from tests.house import House
from tests.test_health import started

COMMENTS = [f"Comment {letter}" for letter in "abcdefghijklmnop"]
"""That sixteen come in the order they were given in by chance takes 20 trillion rounds."""


async def test_anonymous_comments_come_in_no_order_and_without_their_sheets(house: House) -> None:
    partner_id = await started(house)
    async with house.store() as store:
        partner = await store.partners.get(partner_id)
        one = await store.health.get(1)
        for number, comment in enumerate(COMMENTS):
            sheet = HealthSheet(
                round_id=one.id, side=HealthSide.us, who=f"u:U_{number:02}", entered_by=f"U_{number:02}"
            )
            sheet.scores, sheet.comment, sheet.consent = dict.fromkeys(Statement, 4), comment, True
            store.add(sheet)
        await store.session.flush()
        await store.health.close_now(partner, one)
    async with house.store() as store:
        [result] = await store.session.scalars(select(HealthResult))
        assert sorted(result.comments) == COMMENTS
        assert result.comments not in (COMMENTS, COMMENTS[::-1])
        assert list(await store.session.scalars(select(HealthSheet))) == []
        told = json.dumps([one.facts for one in await store.audit.of(f"partner:{partner_id}")])
        assert "U_0" not in told
