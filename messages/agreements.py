"""Agreements: how one begins, and how it is seen as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from messages import inputs
from messages.agreement_pages import gap_texts, progress
from messages.agreement_parts import KINDS, NO_LEGAL_ADVICE, kind_name, part_name
from messages.agreement_prose import readable
from messages.agreement_states import state_name
from messages.blocks import Block, Element, actions, button, context, divider, option, section
from messages.surfaces import View, modal
from messages.words import LANGUAGES, N_, Rich, Words
from storage.agreement import BEING_WRITTEN, Agreement, AgreementMove
from storage.agreement_parts import NEEDED, AgreementKind, Content, Part, said
from storage.agreement_quality import Gap, gaps, standing
from storage.organizations import NAME_LIMIT
from storage.partners import Partner

AGREE, OPEN, NEW, ALL = "agreements.agree", "agreements.open", "agreements.new", "agreements.all"
PART, CLAUSE, DESCRIBE = "agreements.part", "agreements.clause", "agreements.describe"
PICK, BEGIN, DESCRIBING, VIEW = "agreements.pick", "agreements.begin", "agreements.describing", "agreements.view"
PARTNER, TITLED = "agreements.partner", "agreements.titled"
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
NEEDS: dict[AgreementKind, str] = {
    AgreementKind.informal: N_("4 parts: purpose, goals, services, communications"),
    AgreementKind.letter: N_("5 parts: purpose, goals, services, funding, communications"),
    AgreementKind.memorandum: N_("All 8 parts; says what both sides intend, usually without legal effect"),
    AgreementKind.contract: N_("All 8 parts; binds both sides, most often for paid work"),
    AgreementKind.funding: N_("All 8 parts; passes on a funder’s money and its conditions"),
}
MARKS = {True: "✓", False: "○"}
MOST_LISTED = 80
UNCLEAR_SHOWN = 5


@dataclass(frozen=True)
class Facts:
    """What the view of an agreement is made of. `wanted` is what reviewers asked to change, by part (None: the whole);
    `unclear` is what roles leave open; `blocks` are what other features say of it: who reviews, who has signed, what
    was decided; `buttons` are what can be done with it now, `doors` the ways to read it."""

    agreement: Agreement
    partner: str
    content: Content
    may_edit: bool
    names: Mapping[str, str]
    last_move: AgreementMove | None = None
    number: int | None = None
    unsaved: bool = False
    wanted: Mapping[Part | None, Sequence[Rich]] = field(default_factory=dict)
    unclear: Sequence[Rich] = ()
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


def title_of(words: Words, kind: AgreementKind, language: str, partner: str) -> str:
    """What an agreement is called until somebody says otherwise, in the language of the document."""
    return words.into(language).text(TITLES[kind], partner=partner)[:NAME_LIMIT]


def is_own(words: Words, title: str | None, partner: str) -> bool:
    """Whether somebody called it otherwise."""
    given = [title_of(words, kind, language, partner) for kind in AgreementKind for language in LANGUAGES]
    return bool(title) and title not in given


def describing(
    words: Words,
    form: str,
    *,
    kind: AgreementKind,
    title: str,
    language: str,
    meta: Mapping[str, Any],
) -> View:
    """The form that begins an agreement (`BEGIN`), and the one for its kind, title and language (`DESCRIBING`).

    Another kind or language brings another title, unless it is one's own; `meta` counts them (`turn`), since Slack
    keeps what stands in a field as long as its block keeps its id. It says too whether the law of Quebec applies.
    """
    kinds = [option(words.text(name), one.value, words.text(NEEDS[one])) for one, name in KINDS.items()]
    languages = [option("English", "en"), option("Français", "fr")]
    law = words.text("In Quebec a French version must exist.") if meta.get("quebec") else None
    turn = f"@{meta['turn']}" if meta.get("turn") else ""
    return modal(
        form,
        words.text("Agreement"),
        [
            inputs.field(
                KIND,
                words.text("What kind of agreement?"),
                inputs.radio(kinds, kind.value, action=TITLED),
                dispatch=True,
            ),
            inputs.field(
                LANGUAGE,
                words.text("Language of the document"),
                inputs.radio(languages, language, action=TITLED),
                hint=law,
                dispatch=True,
            ),
            inputs.field(TITLE + turn, words.text("Title of the agreement"), inputs.text(title, limit=NAME_LIMIT)),
            context(words.rich("{advice}", advice=words.text(NO_LEGAL_ADVICE))),
        ],
        submit=words.text("Continue") if form == BEGIN else words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def lead(words: Words, agreement: Agreement, partner: str) -> Rich:
    """One line that names an agreement."""
    kind = kind_name(words, agreement.kind)
    return words.rich("*{title}*, {partner} ({kind})", title=agreement.title, partner=partner, kind=kind)


def choose(words: Words, partner: Partner, agreements: Sequence[Agreement], *, may_edit: bool) -> View:
    """The agreements with one partner, newest first, and a way to begin another."""
    blocks: list[Block] = [section(words.rich("Agreements with *{partner}*", partner=partner.name))]
    if may_edit and not partner.archived:
        blocks.append(actions(button(words.text("Begin another"), NEW, str(partner.id))))
    for one in agreements[:MOST_LISTED]:
        about: list[str] = [kind_name(words, one.kind), state_name(words, one.state)]
        if one.starts_on and one.state not in BEING_WRITTEN:
            about.append(_dates(words, one))
        text = words.rich("*{title}*\n{about}", title=one.title, about=" · ".join(about))
        blocks.append(section(text, accessory=button(words.text("Open"), OPEN, str(one.id))))
    if len(agreements) > MOST_LISTED:
        older = len(agreements) - MOST_LISTED
        blocks.append(
            context(words.plural("{n} older one is not shown here.", "{n} older ones are not shown here.", older))
        )
    return modal(VIEW, words.text("Agreements"), blocks, close=words.text("Close"))


def overview(words: Words, facts: Facts, *, turn: int = 0) -> View:
    """An agreement as a whole: where it stands, its parts with what they lack, and what can be done next. `turn` is the
    page of its window that it is: a menu forgets what was chosen in it before."""
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
        lines = [words.rich("*Changes were asked for*"), *facts.wanted[None]]
        blocks += [section(text) for text in readable(Rich("\n").join(lines))]
    may_write = facts.may_edit and writing
    needed_parts = NEEDED[agreement.kind]
    shown = [part for part in Part if part in needed_parts or part in facts.wanted or said(facts.content.get(part))]
    if may_write and Part.roles not in shown:
        shown.append(Part.roles)
    for part in sorted(shown, key=list(Part).index):
        blocks += _part(words, facts, part, may_write=may_write)
    if may_write:
        rest = [option(part_name(words, part), part.value) for part in Part if part not in shown]
        if rest:
            more = inputs.select(rest, placeholder=words.text("Add another part"), action=CLAUSE)
            blocks.append(actions(more, block_id=f"clauses@{turn}"))
    blocks.append(context(words.rich("{advice}", advice=words.text(NO_LEGAL_ADVICE))))
    meta = {"agreement": agreement.id, "turn": turn}
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
    return Rich(" · ").join(parts)


def _dates(words: Words, agreement: Agreement) -> Rich:
    start = words.full_date(agreement.starts_on) if agreement.starts_on else ""
    if agreement.ends_on is None:
        return words.rich("from {start} on, without an end", start=start)
    return words.rich("from {start} to {end}", start=start, end=words.full_date(agreement.ends_on))


def _part(words: Words, facts: Facts, part: Part, *, may_write: bool) -> list[Block]:
    lacking = gaps(facts.content, part)
    needed = part in NEEDED[facts.agreement.kind]
    if lacking == [Gap.nothing] and not needed:
        state = words.text("as you wish")
    elif part is Part.roles and facts.unclear:
        state = words.plural("{n} thing is still open", "{n} things are still open", len(facts.unclear))
    else:
        state = " · ".join(gap_texts(words, lacking)) or words.text("complete")
    stands = not lacking and not (part is Part.roles and facts.unclear)
    lines: list[str] = [
        words.rich("{mark} *{part}*: {state}", mark=MARKS[stands], part=part_name(words, part), state=state)
    ]
    if part is Part.roles:
        lines += [words.rich("• {line}", line=line) for line in facts.unclear[:UNCLEAR_SHOWN]]
    lines += facts.wanted.get(part, ())
    label = words.text("Write") if Gap.nothing in lacking else words.text("Change")
    value = f"{facts.agreement.id}:{part.value}"
    accessory = button(label, PART, value, label=_for(words, label, part)) if may_write else None
    first, *more = readable(Rich("\n").join(lines))
    return [section(first, accessory=accessory), *(section(text) for text in more)]


def _for(words: Words, label: str, part: Part) -> str:
    return words.labelled(label, part_name(words, part))
