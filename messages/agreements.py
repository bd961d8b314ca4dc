"""Agreements: how one begins, and how it is seen as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from messages import inputs
from messages.agreement_pages import gap_texts, progress
from messages.agreement_parts import KINDS, NO_LEGAL_ADVICE, kind_name, part_name
from messages.agreement_states import state_name
from messages.blocks import Block, Element, actions, button, context, divider, option, section
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.agreement import BEING_WRITTEN, STANDING, Agreement, AgreementMove, AgreementState
from storage.agreement_parts import NEEDED, AgreementKind, Content, Part, said
from storage.agreement_quality import Gap, gaps, standing
from storage.organizations import NAME_LIMIT
from storage.partners import Partner

AGREE, OPEN, NEW = "agreements.agree", "agreements.open", "agreements.new"
PART, CLAUSE, DESCRIBE = "agreements.part", "agreements.clause", "agreements.describe"
PICK, BEGIN, DESCRIBING, VIEW = "agreements.pick", "agreements.begin", "agreements.describing", "agreements.view"
PARTNER = "agreements.partner"
ABOUT = N_("Write an agreement with a partner, part by part, and have it reviewed and signed")
USAGE = N_("[name]")
KIND, TITLE, LANGUAGE = "kind", "title", "language"
TITLES: dict[AgreementKind, str] = {
    AgreementKind.informal: N_("Understanding with {partner}"),
    AgreementKind.letter: N_("Letter of agreement with {partner}"),
    AgreementKind.memorandum: N_("Memorandum of understanding with {partner}"),
    AgreementKind.contract: N_("Contract with {partner}"),
    AgreementKind.funding: N_("Funding sub-agreement with {partner}"),
}
MARKS = {True: "✓", False: "○"}


@dataclass(frozen=True)
class Facts:
    """What the view of an agreement is made of. `wanted` is what reviewers asked to change, by part (None: the whole);
    `blocks` are what other features say of it: who reviews, who has signed, what was decided; `buttons` are what can be
    done with it now, `doors` the ways to read it."""

    agreement: Agreement
    partner: str
    content: Content
    may_edit: bool
    names: Mapping[str, str]
    last_move: AgreementMove | None = None
    number: int | None = None
    unsaved: bool = False
    wanted: Mapping[Part | None, Sequence[Rich]] = field(default_factory=dict)
    blocks: Sequence[Block] = ()
    buttons: Sequence[Element] = ()
    doors: Sequence[Element] = ()


def pick(words: Words) -> View:
    """Which partner, where the command did not say."""
    partner = inputs.external(PARTNER, placeholder=words.text("Type a part of the name"))
    return modal(
        PICK,
        words.text("Agreement"),
        [inputs.field(PARTNER, words.text("With which partner?"), partner)],
        submit=words.text("Continue"),
        close=words.text("Cancel"),
    )


def begin(words: Words, partner: Partner, *, language: str, quebec: bool, meta: Mapping[str, object]) -> View:
    """The form that begins an agreement."""
    title = words.text(TITLES[AgreementKind.memorandum], partner=partner.name)
    return _describing(words, BEGIN, AgreementKind.memorandum, title, language, quebec=quebec, meta=meta)


def describe(words: Words, agreement: Agreement, *, quebec: bool, meta: Mapping[str, object]) -> View:
    """The form for its kind, title and language."""
    return _describing(words, DESCRIBING, agreement.kind, agreement.title, agreement.language, quebec=quebec, meta=meta)


def _describing(
    words: Words, form: str, kind: AgreementKind, title: str, language: str, *, quebec: bool, meta: Mapping[str, object]
) -> View:
    kinds = [option(words.text(name), one.value, _needs(words, one)) for one, name in KINDS.items()]
    law = words.text("In Quebec a French version must exist.") if quebec else None
    return modal(
        form,
        words.text("Agreement"),
        [
            inputs.field(KIND, words.text("What kind of agreement?"), inputs.radio(kinds, kind.value)),
            inputs.field(TITLE, words.text("Title"), inputs.text(title[:NAME_LIMIT], limit=NAME_LIMIT)),
            inputs.field(
                LANGUAGE,
                words.text("Language of the document"),
                inputs.radio([option("English", "en"), option("Français", "fr")], language),
                hint=law,
            ),
            context(words.rich("{advice}", advice=words.text(NO_LEGAL_ADVICE))),
        ],
        submit=words.text("Continue") if form == BEGIN else words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def _needs(words: Words, kind: AgreementKind) -> str:
    needed = len(NEEDED[kind])
    return words.plural("{n} part needed, the others if you wish", "{n} parts needed, the others if you wish", needed)


def lead(words: Words, agreement: Agreement, partner: str) -> Rich:
    """One line that names an agreement."""
    kind = kind_name(words, agreement.kind)
    return words.rich("*{title}*, {partner} ({kind})", title=agreement.title, partner=partner, kind=kind)


def choose(words: Words, partner: str, agreements: Sequence[Agreement], partner_id: int) -> View:
    """The agreements with one partner, and a way to begin another."""
    blocks: list[Block] = [section(words.rich("Agreements with *{partner}*", partner=partner))]
    for one in agreements[:20]:
        text = words.rich(
            "*{title}*\n{kind} · {state}",
            title=one.title,
            kind=kind_name(words, one.kind),
            state=state_name(words, one.state),
        )
        blocks.append(section(text, accessory=button(words.text("Open"), OPEN, str(one.id))))
    blocks.append(actions(button(words.text("Begin another"), NEW, str(partner_id))))
    return modal(VIEW, words.text("Agreements"), blocks, close=words.text("Close"))


def overview(words: Words, facts: Facts) -> View:
    """An agreement as a whole: where it stands, its parts with what they lack, and what can be done next."""
    agreement = facts.agreement
    blocks: list[Block] = [section(lead(words, agreement, facts.partner)), context(_where(words, facts))]
    writing = agreement.writing is not None
    if writing:
        done, needed = len(standing(facts.content, agreement.kind)), len(NEEDED[agreement.kind])
        blocks.append(section(words.rich("*{progress}*", progress=progress(words, done, needed))))
    blocks += facts.blocks
    if facts.buttons:
        blocks.append(actions(*facts.buttons, block_id="next"))
    if facts.doors:
        blocks.append(actions(*facts.doors, block_id="doors"))
    blocks.append(divider())
    if None in facts.wanted:
        blocks.append(section(Rich("\n".join([words.rich("*Changes were asked for*"), *facts.wanted[None]]))))
    may_write = facts.may_edit and writing
    shown = [part for part in Part if part in NEEDED[agreement.kind] or said(facts.content.get(part))]
    for part in shown:
        blocks.append(_part(words, facts, part, may_write=may_write))
    if may_write:
        rest = [option(part_name(words, part), part.value) for part in Part if part not in shown]
        if rest:
            more = inputs.select(rest, placeholder=words.text("Add a part or a clause"), action=CLAUSE)
            blocks.append(actions(more, block_id="clauses"))
    blocks.append(context(words.rich("{advice}", advice=words.text(NO_LEGAL_ADVICE))))
    meta = {"agreement": agreement.id}
    return modal(VIEW, words.text("Agreement"), blocks, close=words.text("Close"), meta=meta)


def _where(words: Words, facts: Facts) -> Rich:
    agreement, move = facts.agreement, facts.last_move
    parts: list[str] = [words.rich("{state}", state=state_name(words, agreement.state))]
    if agreement.amending is not None:
        parts.append(words.rich("amendment: {state}", state=state_name(words, agreement.amending).lower()))
    if move is not None:
        who = facts.names.get(move.by, move.by)
        day = words.full_date(move.at.astimezone(words.zone).date())
        by_itself = words.rich("since {day}", day=day)
        parts.append(by_itself if move.by == "clock" else words.rich("since {day}, {name}", day=day, name=who))
    if facts.number:
        parts.append(words.rich("version {n}", n=facts.number))
    if facts.unsaved:
        parts.append(words.rich("with changes no version holds yet"))
    if agreement.starts_on and agreement.state not in BEING_WRITTEN:
        parts.append(_dates(words, agreement))
    return Rich(" · ".join(parts))


def _dates(words: Words, agreement: Agreement) -> Rich:
    start = words.full_date(agreement.starts_on) if agreement.starts_on else ""
    if agreement.ends_on is None:
        return words.rich("from {start} on, without an end", start=start)
    return words.rich("from {start} to {end}", start=start, end=words.full_date(agreement.ends_on))


def _part(words: Words, facts: Facts, part: Part, *, may_write: bool) -> Block:
    lacking = gaps(facts.content, part)
    stands = not lacking
    state = words.text("there") if stands else " · ".join(gap_texts(words, lacking))
    lines: list[str] = [
        words.rich("{mark} *{part}*: {state}", mark=MARKS[stands], part=part_name(words, part), state=state)
    ]
    lines += facts.wanted.get(part, ())
    label = words.text("Write") if Gap.nothing in lacking else words.text("Change")
    value = f"{facts.agreement.id}:{part.value}"
    accessory = button(label, PART, value, label=_for(words, label, part)) if may_write else None
    return section(Rich("\n".join(lines)), accessory=accessory)


def _for(words: Words, label: str, part: Part) -> str:
    return words.text("{label}: {part}", label=label, part=part_name(words, part))


def may_be_amended(agreement: Agreement) -> bool:
    """Whether a new round of writing can begin on it."""
    return agreement.state in STANDING and agreement.amending is None and agreement.decision is None


def is_over(agreement: Agreement) -> bool:
    return agreement.state in (AgreementState.ended, AgreementState.superseded, AgreementState.expired)
