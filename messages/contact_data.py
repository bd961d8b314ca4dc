"""Where the data of a partner's people came from, what they are kept for, and until when (field, section 13)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from messages import inputs
from messages.blocks import Block, context, option, section
from messages.contacts import MOST_ROWS
from messages.organizations import SPOKEN, language_name
from messages.surfaces import View, modal
from messages.words import Words
from storage.contacts import Contact, Reasons
from storage.organizations import SHORT_LIMIT

OPEN, AFRESH, FORM = "contact_data.open", "contact_data.afresh", "contact_data.form"
SOURCE, PURPOSE, LANGUAGE, REVIEW_ON = "source", "purpose", "language", "review_on"


def first_values(people: Sequence[Contact]) -> dict[str, Any]:
    """What is kept, as the form's values."""
    values: dict[str, Any] = {}
    for one in people:
        values |= {
            f"{SOURCE}.{one.id}": one.source,
            f"{PURPOSE}.{one.id}": one.purpose,
            f"{LANGUAGE}.{one.id}": one.language,
            f"{REVIEW_ON}.{one.id}": one.review_on.isoformat() if one.review_on else None,
        }
    return values


def said(values: Mapping[str, Any]) -> dict[int, Reasons]:
    """What the form says, by contact. Raises what `Reasons.typed` raises."""
    ids = [int(name.partition(".")[2]) for name in values if name.startswith(f"{SOURCE}.")]
    return {
        one: Reasons.typed(
            one,
            source=values.get(f"{SOURCE}.{one}") or "",
            purpose=values.get(f"{PURPOSE}.{one}") or "",
            language=values.get(f"{LANGUAGE}.{one}") or "",
            review_on=values.get(f"{REVIEW_ON}.{one}"),
        )
        for one in ids
    }


def form(
    words: Words,
    partner: str,
    people: Sequence[Contact],
    values: Mapping[str, Any],
    *,
    today: date,
    meta: Mapping[str, Any],
    notes: Sequence[Block] = (),
) -> View:
    """Four fields a person, those first whose data are to be looked at again."""
    blocks: list[Block] = [*notes, section(words.rich("*{partner}*", partner=partner))]
    blocks.append(context(words.rich("Work data only: where you have them from, what for, and when to look again.")))
    ordered = sorted(people, key=lambda one: (not one.to_review(today), one.id))
    for one in ordered[:MOST_ROWS]:
        blocks += _person(words, one, values, today)
    if len(ordered) > MOST_ROWS:
        blocks.append(context(words.rich("The first {n}. Those to be looked at again come first.", n=MOST_ROWS)))
    inputs.start_over(blocks, meta.get("again"))
    title = words.text("Data of contacts")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def _person(words: Words, one: Contact, values: Mapping[str, Any], today: date) -> list[Block]:
    collected = words.full_date(one.collected_on)
    about = words.rich("*{name}*\nKept since {day}", name=one.name, day=collected)
    if one.to_review(today) and one.review_on:
        day = words.full_date(one.review_on)
        about = words.rich(
            "*{name}*\nKept since {kept}, to be looked at again since {day}", name=one.name, kept=collected, day=day
        )
    source = inputs.text(values.get(f"{SOURCE}.{one.id}"), limit=SHORT_LIMIT, while_typing=True)
    purpose = inputs.text(values.get(f"{PURPOSE}.{one.id}"), limit=SHORT_LIMIT, while_typing=True)
    spoken = dict.fromkeys([*SPOKEN, *([one.language] if one.language else [])])
    languages = [option(language_name(words, code), code) for code in spoken]
    chosen = inputs.select(languages, values.get(f"{LANGUAGE}.{one.id}"))
    review_on = inputs.date(values.get(f"{REVIEW_ON}.{one.id}"))
    from_where = words.text("For example: business card, their website, first call.")
    what_for = words.text("For example: joint intake. Not their opinions, nothing about their life.")
    rows = (
        (SOURCE, words.text("Where from"), source, from_where),
        (PURPOSE, words.text("What for"), purpose, what_for),
        (LANGUAGE, words.text("Language to write in"), chosen, None),
        (REVIEW_ON, words.text("Look at it again on"), review_on, None),
    )
    return [
        section(about),
        *(
            inputs.field(f"{name}.{one.id}", label, element, hint=hint, optional=True, dispatch=True)
            for name, label, element, hint in rows
        ),
    ]
