"""What holds of agreements whatever people do: a signed version never changes, and no word is lost."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.actions import Side
from storage.agreement import AgreementState, VersionsNeverChange
from storage.agreement_changes import changes
from storage.agreement_parts import ASKS, AgreementKind, Asked, Part
from storage.errors import IsSigned, NothingNew, NotInThisState, PartChanged, Refused
from storage.store import Store
from tests.agreeing import approved, begun, meet, partner, signed, signing, written
from tests.house import AMELIE, SAM, House
from tests.scoped import past

STEPS = ("write", "save", "send", "approve", "refuse", "sign_us", "sign_them", "amend", "give_up", "restore")
PROSE = [(part, field.name) for part, asks in ASKS.items() for field in asks.fields if field.asked is Asked.text]


async def test_the_life_of_an_agreement(house_anywhere: House) -> None:
    house = house_anywhere
    await meet(house)
    async with house.store() as store:
        agreement = await written(store, term={"starts_on": "2026-12-01", "ends_on": "2027-11-30"})
        version = await store.approvals.send(agreement, [AMELIE, SAM])
        assert (version.number, agreement.state) == (1, AgreementState.in_review)
        await store.approvals.answer(agreement, 1, approved=True)
        assert agreement.state is AgreementState.in_review
    async with house.store(SAM) as store:
        agreement = await store.approvals.hold(agreement.id)
        await store.approvals.answer(agreement, 1, approved=False, part=Part.purpose, comment="Say for whom.")
        assert agreement.state is AgreementState.drafting
        await store.approvals.answer(agreement, 1, approved=True)
        assert agreement.state is AgreementState.approved
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        await store.approvals.sign(agreement, signing(Side.us))
        assert agreement.state is AgreementState.approved
        await store.approvals.sign(agreement, signing(Side.them))
        assert agreement.state is AgreementState.signed
        with pytest.raises(IsSigned):
            await store.agreements.keep_part(agreement, Part.purpose, {"why": "Else"}, seen=1)
        moves = [(move.state_to, move.by, move.by_itself) for move in await store.agreements.moves(agreement)]
    assert moves == [
        (AgreementState.signed, AMELIE, True),
        (AgreementState.approved, SAM, True),
        (AgreementState.drafting, SAM, True),
        (AgreementState.in_review, AMELIE, False),
        (AgreementState.drafting, AMELIE, False),
    ]


async def test_two_write_the_same_part(house_anywhere: House) -> None:
    house = house_anywhere
    async with house.store() as store:
        agreement = await begun(store)
        await store.agreements.keep_part(agreement, Part.purpose, {"why": "First"}, seen=0)
    async with house.store(SAM) as store:
        agreement = await store.agreements.get(agreement.id)
        with pytest.raises(PartChanged) as refusal:
            await store.agreements.keep_part(agreement, Part.purpose, {"why": "Second"}, seen=0)
        at = refusal.value.facts.pop("at")
        assert refusal.value.facts == {"theirs": {"why": "First"}, "revision": 1, "by": AMELIE}
        assert abs(at - house.time()) < timedelta(minutes=1)
        await store.agreements.keep_part(agreement, Part.purpose, {"why": "First"}, seen=0)
        kept = await store.agreements.keep_part(agreement, Part.purpose, {"why": "First\n\nSecond"}, seen=1)
    assert kept is not None
    assert (kept.revision, kept.saying) == (2, {"why": "First\n\nSecond"})


async def test_a_version_never_changes_whoever_tries(house_anywhere: House) -> None:
    house = house_anywhere
    async with house.store() as store:
        agreement = await written(store)
        version = await store.agreements.save_version(agreement, why="The first round")
    with pytest.raises(VersionsNeverChange):
        async with house.store() as store:
            (await store.agreements.version(agreement.id, version.number)).content = {}
    with pytest.raises(DBAPIError, match="a version never changes"):
        async with house.store() as store:
            await store.session.execute(past(text("UPDATE agreement_versions SET why = 'another'")))
    async with house.store() as store:
        with pytest.raises(NothingNew):
            await store.agreements.save_version(await store.agreements.for_change(agreement.id))
        assert (await store.agreements.version(agreement.id, 1)).why == "The first round"


async def test_restoring_keeps_what_was_being_written(house_anywhere: House) -> None:
    async with house_anywhere.store() as store:
        agreement = await written(store)
        await store.agreements.save_version(agreement)
        await store.agreements.keep_part(agreement, Part.purpose, {"why": "Not saved yet"}, seen=1)
        restored = await store.agreements.restore(agreement, 1, why="Better as it was")
        versions = await store.agreements.versions(agreement)
    assert [(one.number, one.restores) for one in versions] == [(3, 1), (2, None), (1, None)]
    assert versions[1].content["purpose"] == {"why": "Not saved yet"}
    assert changes(restored.content, versions[2].content) == []


async def test_an_amendment_names_what_it_amends(house_anywhere: House) -> None:
    house = house_anywhere
    async with house.store() as store:
        agreement = await signed(store)
        assert agreement.state is AgreementState.in_force
        await store.agreements.amend(agreement)
        with pytest.raises(NotInThisState):
            await store.agreements.amend(agreement)
        with pytest.raises(NothingNew):
            await store.approvals.send(agreement, [AMELIE])
        parts = await store.agreements.parts(agreement)
        seen = parts[Part.purpose].revision
        await store.agreements.keep_part(agreement, Part.purpose, {"why": "Sixty newcomers, not forty."}, seen=seen)
        assert (agreement.state, agreement.amending) == (AgreementState.in_force, AgreementState.drafting)
        await approved(store, agreement)
        for side in (Side.us, Side.them):
            await store.approvals.sign(agreement, signing(side))
        versions = await store.agreements.versions(agreement)
    assert [(one.number, one.amends) for one in versions] == [(2, 1), (1, None)]
    assert (agreement.state, agreement.amending, agreement.signed_number) == (AgreementState.in_force, None, 2)


async def _step(store: Store, agreement_id: int, step: str, field: tuple[Part, str], words: str, number: int) -> None:
    shelf, part = store.agreements, field[0]
    agreement = await shelf.for_change(agreement_id)
    match step:
        case "write":
            known = (await shelf.parts(agreement)).get(part)
            saying = (known.saying if known else {}) | {field[1]: words}
            await shelf.keep_part(agreement, part, saying, seen=known.revision if known else 0)
        case "save":
            await shelf.save_version(agreement, why=words)
        case "send":
            await store.approvals.send(agreement, [AMELIE])
        case "approve" | "refuse":
            last = await shelf.last_version(agreement)
            wanted = step == "approve"
            await store.approvals.answer(agreement, last.number if last else 0, approved=wanted, comment="Why?")
        case "sign_us" | "sign_them":
            await store.approvals.sign(agreement, signing(Side.us if step == "sign_us" else Side.them))
        case "amend":
            await shelf.amend(agreement)
        case "give_up":
            await shelf.give_up_amendment(agreement)
        case "restore":
            await shelf.restore(agreement, number)


async def _texts(store: Store, agreement_id: int) -> set[tuple[str, str, str]]:
    """Every text that a version, or what is being written, holds."""
    agreement = await store.agreements.get(agreement_id)
    contents = [version.content for version in await store.agreements.versions(agreement)]
    contents.append(await store.agreements.content(agreement))
    return {
        (part, field, str(value))
        for content in contents
        for part, saying in content.items()
        for field, value in saying.items()
    }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(STEPS),
            st.sampled_from(PROSE),
            st.text("abcdé \n", min_size=1, max_size=12),
            st.integers(1, 4),
        ),
        max_size=20,
    )
)
async def test_no_signed_version_changes_and_no_word_is_lost(
    house: House, steps: list[tuple[str, tuple[Part, str], str, int]]
) -> None:
    async with house.store() as store:
        agreement_id = (await begun(store, await partner(store), kind=AgreementKind.informal)).id
    kept: dict[int, Any] = {}
    for step, field, words, number in steps:
        async with house.store() as store:
            said = await _texts(store, agreement_id)
        try:
            async with house.store() as store:
                await _step(store, agreement_id, step, field, words, number)
        except Refused:
            pass
        async with house.store() as store:
            assert step == "write" or said <= await _texts(store, agreement_id)
            agreement = await store.agreements.get(agreement_id)
            versions = {one.number: deepcopy(one.content) for one in await store.agreements.versions(agreement)}
            assert {number: versions[number] for number in kept} == kept
            assert agreement.signed_number is None or agreement.signed_number in versions
            kept = versions
