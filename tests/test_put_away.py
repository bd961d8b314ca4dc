"""A form that was open while a colleague put the partner away: what would go on with it is refused, and stays typed
until the partner is back."""

import pytest
from sqlalchemy import select

from storage.drafts import Draft
from tests.doors import given
from tests.every_form import FORMS, furnished
from tests.house import AMELIE, SAM, House

OF_NO_PARTNER = {
    *("partners.new", "settings.workspace", "settings.own", "opportunities.form", "opportunities.moving"),
    *("resources.form", "imports.form", "imports.match", "prospects.setting", "prospects.weighing"),
    *("introductions.form", "readiness.form"),
}
STILL_DONE = {
    "partners.edit": "what is known of it may be put right",
    "contact_data.form": "what is known of its people may be put right",
    "mutes.form": "fewer messages about it",
    "sessions.skipping": "less is planned",
    "actions.date": "what is left to do is still done",
    "actions.give": "what is left to do is still done",
    "versions.saving": "what was written is kept",
    "approvals.changing": "an answer to what was asked",
    "terms.closing": "it ends",
    "roles.ending": "it ends",
    "challenges.learning": "it ends",
    "check_ins.handing": "whoever left is replaced, also for the time after",
    "opportunities.linking": "a link that was made before stays as well",
    "portfolio.readers": "of all partners",
    "portfolio.making": "of all partners",
}
STILL_GIVEN = {
    "saved_messages.form": "it asks first about which partner it is",
    "roles.naming": "from there it is ended",
    "agreement_conflict.choose": "it comes of what was sent",
}
SAID = "This partner is archived. Restore it first, then go on."


@pytest.mark.parametrize("form", [one for one in FORMS if one not in {*OF_NO_PARTNER, *STILL_DONE}])
async def test_nothing_goes_on_with_a_partner_that_was_put_away(house: House, form: str) -> None:
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS[form](house, amelie)
    async with house.store(SAM) as store:
        await store.partners.archive(await store.partners.get(1))
    typed = amelie.modal["state"]["values"]
    assert [*(await amelie.submit()).values()] == [SAID]
    assert (amelie.modal["callback_id"], amelie.modal["state"]["values"]) == (form, typed)
    async with house.store(SAM) as store:
        await store.partners.restore(await store.partners.get(1))
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert (await store.session.scalars(select(Draft))).all() == []
    assert house.playground.refused == []


@pytest.mark.parametrize("form", [one for one in FORMS if one not in {*OF_NO_PARTNER, *STILL_DONE, *STILL_GIVEN}])
async def test_no_form_that_goes_on_is_given_any_more(house: House, form: str) -> None:
    """By what was on the screen before."""
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS[form](house, amelie)
    assert await given(house, AMELIE, form)
    async with house.store(SAM) as store:
        await store.partners.archive(await store.partners.get(1))
    assert not await given(house, AMELIE, form)


@pytest.mark.parametrize("form", STILL_DONE)
async def test_what_is_left_is_still_done(house: House, form: str) -> None:
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS[form](house, amelie)
    async with house.store(SAM) as store:
        await store.partners.archive(await store.partners.get(1))
    assert await amelie.submit() == {}
    assert house.playground.refused == []
