"""The forms of a round: one's own answers, those of somebody of the other side, and how often is asked."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from messages import inputs
from messages.blocks import Block, Element, actions, button, confirm, context, divider, option, section
from messages.health_names import SCALE, STATEMENTS
from messages.surfaces import View, modal
from messages.words import N_, Words
from storage.contacts import Contact
from storage.health import COMMENT_LIMIT, OPEN_DAYS, POSITION_LIMIT, RHYTHMS, HealthSheet, Rhythm
from storage.health_answers import Answers, Giver
from storage.health_rules import Care, HealthSide, Statement

ANSWERING, ENTERING, PACING = "health.answering", "health.entering", "health.pacing"
AFRESH, TAKE_BACK = "health.afresh", "health.take_back"
CONTACT, POSITION, CONSENT, COMMENT, MONTHS, DAYS = "contact", "position", "consent", "comment", "months", "days"
YES, BLANK, NOBODY = "yes", "0", "nobody"
_EVERY: dict[int, str] = {
    0: N_("Never by itself"),
    1: N_("Every month"),
    3: N_("Every three months"),
    6: N_("Every six months"),
    12: N_("Every year"),
}


def field_of(statement: str) -> str:
    return f"says_{statement}"


def first_values(sheet: HealthSheet | None) -> dict[str, Any]:
    """The form's values as the answers are kept."""
    if sheet is None:
        return {}
    values: dict[str, Any] = {field_of(name): str(given) for name, given in sheet.scores.items()}
    return values | {COMMENT: sheet.comment, CONSENT: [YES] if sheet.consent else []}


def answers(values: Mapping[str, Any]) -> Answers:
    """What a form says."""
    scores = {
        name: int(values[field_of(name)])
        for name in (*Statement, *Care)
        if values.get(field_of(name)) not in (None, BLANK)
    }
    return Answers(
        {name.value: given for name, given in scores.items()},
        comment=values.get(COMMENT) or "",
        consent=bool(values.get(CONSENT)),
    )


def giver(values: Mapping[str, Any]) -> Giver:
    """Of whom the form speaks: a contact goes before a position."""
    contact = values.get(CONTACT)
    if contact and contact != NOBODY:
        return Giver(contact_id=int(contact))
    return Giver(position=values.get(POSITION) or "")


def answer_form(
    words: Words,
    partner: str,
    values: Mapping[str, Any],
    *,
    side: HealthSide,
    known: bool,
    careful: bool,
    meta: Mapping[str, Any],
    lead: Sequence[Block] = (),
    name: str = "",
    contacts: Collection[Contact] | None = None,
) -> View:
    """The eight statements, and three more where `careful`. For the other side it also asks whose answers they are
    (`contacts`), unless that is settled (`name`). `known`: there are answers, which may be taken back."""
    again = meta.get("again", 0)
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=partner)), *lead]
    if name:
        blocks.append(section(words.rich("Answers of {name}", name=name)))
    if contacts is not None:
        blocks += _who(words, values, contacts)
    blocks.append(context(words.rich("Leave blank what cannot be said. Five of the eight are enough.")))
    blocks += [_statement(words, one, values) for one in Statement]
    if careful:
        lead_in = words.rich(
            "*With an Indigenous organization*\nOnly where it fits, and as those concerned see fit; blanks are fine. "
            "These three stand by themselves and enter no mean."
        )
        blocks += [divider(), section(lead_in), *(_statement(words, one, values) for one in Care)]
    blocks += _about_names(words, values, side=side)
    inputs.start_over(blocks, again)
    if known:
        blocks.append(actions(_take_back(words, str(meta["who"]), str(meta["round"])), block_id="deeds"))
    return modal(
        ANSWERING if side is HealthSide.us else ENTERING,
        words.text("How is it going?") if side is HealthSide.us else words.text("Answers of their side"),
        blocks,
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def pace_form(words: Words, partner: str, rhythm: Rhythm, *, meta: Mapping[str, Any]) -> View:
    """How often both sides are asked, and for how long."""
    months = [option(words.text(_EVERY[one]), str(one)) for one in RHYTHMS]
    lengths = [option(words.plural("{n} week", "{n} weeks", one // 7), str(one)) for one in OPEN_DAYS]
    return modal(
        PACING,
        words.text("How often is asked"),
        [
            section(words.rich("*{partner}*", partner=partner)),
            inputs.field(
                MONTHS,
                words.text("How often"),
                inputs.select(months, str(rhythm.months)),
                hint=words.text("Counted from the last round. A round can be started by hand at any time."),
            ),
            inputs.field(DAYS, words.text("Open for"), inputs.select(lengths, str(rhythm.days))),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def _statement(words: Words, one: str, values: Mapping[str, Any]) -> Block:
    scale = [option(words.text(label), str(given)) for given, label in SCALE.items()]
    scale.append(option(words.text("Cannot say"), BLANK))
    chosen = inputs.select(scale, values.get(field_of(one)), placeholder=words.text("Leave blank, or choose"))
    return inputs.field(field_of(one), words.text(STATEMENTS[one]), chosen, optional=True, dispatch=True)


def _who(words: Words, values: Mapping[str, Any], contacts: Collection[Contact]) -> list[Block]:
    people: list[Element] = [option(one.name, str(one.id)) for one in list(contacts)[:99]]
    blocks = []
    if people:
        people.append(option(words.text("Somebody else: their position"), NOBODY))
        chosen = inputs.select(people, values.get(CONTACT))
        blocks.append(
            inputs.field(CONTACT, words.text("Whose answers are these?"), chosen, optional=True, dispatch=True)
        )
    position = inputs.text(values.get(POSITION), limit=POSITION_LIMIT, while_typing=True)
    hint = words.text("For example “Intake lead”, when it is not one of their contacts.")
    blocks.append(
        inputs.field(POSITION, words.text("Their position"), position, hint=hint, optional=True, dispatch=True)
    )
    return blocks


def _about_names(words: Words, values: Mapping[str, Any], *, side: HealthSide) -> list[Block]:
    """The comment, and what becomes of names: said where it is agreed to."""
    comment = inputs.text(values.get(COMMENT), lines=True, limit=COMMENT_LIMIT, while_typing=True)
    small = words.text(
        "Shown word for word when the round is closed. Your words may tell who you are; no client names."
    )
    if side is HealthSide.us:
        agreed = words.text("My answers may be shown with my name")
        label = words.text("If fewer than three of our side answer enough")
    else:
        agreed = words.text("They agree: shown with their name or position")
        label = words.text("If fewer than three of their side answer enough")
    hint = words.text(
        "Without this they are then neither shown nor kept. From three on nobody is named, and who answered what is "
        "not kept."
    )
    boxes = inputs.checkboxes([option(agreed, YES)], values.get(CONSENT) or ())
    return [
        inputs.field(COMMENT, words.text("Comment"), comment, hint=small, optional=True, dispatch=True),
        inputs.field(CONSENT, label, boxes, hint=hint, optional=True, dispatch=True),
    ]


def _take_back(words: Words, who: str, round_id: str) -> Element:
    sure = confirm(
        words.text("Take these answers back?"),
        words.text("They are removed, the comment too. As long as the round is open, others can be given."),
        words.text("Take them back"),
        words.text("Keep them"),
        danger=True,
    )
    return button(words.text("Take these answers back"), TAKE_BACK, f"{round_id}:{who}", style="danger", ask=sure)
