"""A person's portfolio: what they have developed, how far towards five, and with how broad a range of partners."""

from collections.abc import Mapping, Sequence

from messages import agreement_parts, inputs
from messages.agreement_states import state_name
from messages.agreements import OPEN
from messages.blocks import Block, actions, button, context, divider, option, section
from messages.files import on_its_way
from messages.organizations import KIND_NAMES
from messages.portfolio_paper import Naming
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.organizations import NAME_LIMIT
from storage.portfolio import PROFICIENT, STANDARD_KINDS, Developed, spread

SHARE, READERS_FORM, LOOK = "portfolio.share", "portfolio.readers", "portfolio.look"
SUMMARY, SUMMARY_FORM, SENT = "portfolio.summary", "portfolio.making", "portfolio.sent"
VIEW = "portfolio.view"
READERS = "readers"
NAME, POSITION, ORGANIZATION, LANGUAGE, NAMING = "name", "position", "organization", "language", "naming"
NAMINGS = {
    Naming.open: N_("By name, but for confidential ones"),
    Naming.nobody: N_("None by name: by their kinds only"),
    Naming.every: N_("Every one by name"),
}
ABOUT = N_("The agreements you have developed, towards the five the standard names")
MOST = 30


def portfolio(
    words: Words,
    developed: Sequence[Developed],
    *,
    whose: str | None,
    readers: Sequence[str],
    others: Mapping[str, str],
) -> View:
    """The portfolio as a modal. `whose`: a colleague's name, None for the reader's own; `readers`: the names of those
    who see it; `others`: user ids and names of those who show theirs to the reader."""
    signed = [one for one in developed if one.signed]
    lead = section(
        words.rich("*{name}’s portfolio*", name=whose) if whose else words.rich("*Your portfolio*"),
    )
    blocks: list[Block] = [lead, section(progress(words, signed))]
    if signed:
        blocks.append(section(_range(words, signed)))
    blocks += _listed(words, words.rich("*Signed*"), signed)
    blocks += _listed(words, words.rich("*On the way*"), [one for one in developed if not one.signed])
    if not developed:
        empty = words.text("Nothing yet. An agreement you begin with `/partner agree` appears here by itself.")
        blocks.append(section(empty))
    blocks += _doors(words, whose, readers, others)
    return modal(VIEW, words.text("Portfolio"), blocks, close=words.text("Close"))


def progress(words: Words, signed: Sequence[Developed]) -> Rich:
    """How far it is to the five."""
    done = words.plural("{n} signed agreement", "{n} signed agreements", len(signed))
    if len(signed) >= PROFICIENT:
        return words.rich("{done}: the standard names at least {five}.", done=done, five=PROFICIENT)
    return words.rich("{done} of the {five} that the standard names.", done=done, five=PROFICIENT)


def _range(words: Words, signed: Sequence[Developed]) -> Rich:
    counts = spread(signed)
    there = [f"{words.text(KIND_NAMES[kind])} {words.number(count)}" for kind, count in counts.items() if count]
    lines: list[str] = [words.rich("With: {kinds}", kinds=" · ".join(there))] if there else []
    missing = [words.text(KIND_NAMES[kind]).lower() for kind in STANDARD_KINDS if not counts[kind]]
    if missing:
        lines.append(words.rich("Of the standard’s four types, none yet: {kinds}", kinds=words.listed(missing)))
    return Rich("\n").join(lines)


def _listed(words: Words, lead: Rich, developed: Sequence[Developed]) -> list[Block]:
    if not developed:
        return []
    blocks = [divider(), section(lead)]
    for one in developed[:MOST]:
        open_it = button(words.text("Open"), OPEN, str(one.agreement_id))
        blocks.append(section(line(words, one), accessory=open_it))
    if len(developed) > MOST:
        left = words.plural("and {n} more", "and {n} more", len(developed) - MOST)
        blocks.append(context(words.rich("{left}", left=left)))
    return blocks


def line(words: Words, one: Developed) -> Rich:
    """One agreement in a portfolio."""
    what = words.text(agreement_parts.KINDS[one.kind])
    part = words.text("as lead") if one.led else words.text("as co-author")
    dates = dates_of(words, one)
    return words.rich(
        "*{title}*\n{partner} · {what} · {state}{dates} · {part}",
        title=one.title,
        partner=one.partner,
        what=what,
        state=state_name(words, one.state),
        dates=f" · {dates}" if dates else "",
        part=part,
    )


def dates_of(words: Words, one: Developed) -> str:
    """From when to when it holds, as far as that is known."""
    if one.starts_on is None:
        return ""
    since = words.full_date(one.starts_on)
    if one.ends_on is None:
        return words.text("since {day}", day=since)
    return words.text("from {start} to {end}", start=since, end=words.full_date(one.ends_on))


def _doors(words: Words, whose: str | None, readers: Sequence[str], others: Mapping[str, str]) -> list[Block]:
    row = []
    blocks: list[Block] = []
    if not whose:
        row += [button(words.text("Summary for my file"), SUMMARY), button(words.text("Share"), SHARE)]
    if others:
        blocks.append(
            section(
                words.rich("*Shown to you by colleagues*"),
                accessory=inputs.select(
                    [option(name, user_id) for user_id, name in others.items()][:100],
                    placeholder=words.text("Whose portfolio?"),
                    action=LOOK,
                ),
            )
        )
    if row:
        blocks.append(actions(*row))
    if not whose:
        seen = words.rich("Seen by you and {names}.", names=words.listed(list(readers))) if readers else None
        blocks.append(context(seen or words.rich("Only you see this, until you share it.")))
    return [divider(), *blocks]


def readers_form(words: Words, readers: Sequence[str]) -> View:
    """Who may read my portfolio."""
    return modal(
        READERS_FORM,
        words.text("Share my portfolio"),
        [
            inputs.field(
                READERS,
                words.text("Colleagues who may read it"),
                inputs.users(readers),
                hint=words.text("They see what they may see anyway: no confidential partner of yours. None: private."),
                optional=True,
            )
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta={"subject": "portfolio"},
    )


def summary_form(words: Words, *, name: str, organization: str) -> View:
    """How the summary speaks of the person and of partners. Nothing of it is kept."""
    languages = [option("English", "en"), option("Français", "fr")]
    namings = [option(words.text(label), naming.value) for naming, label in NAMINGS.items()]
    about = words.rich(
        "A Word document for your certification file: what you have developed, how far it is to the five, and lines for"
        " you and your supervisor to sign."
    )
    leaves = words.text("Where a name is left out, so is the agreement’s title, which may say it.")
    return modal(
        SUMMARY_FORM,
        words.text("Portfolio summary"),
        [
            section(about),
            inputs.field(
                NAME,
                words.text("Your name"),
                inputs.text(name, limit=NAME_LIMIT),
                hint=words.text("In full, as in your certification file."),
            ),
            inputs.field(POSITION, words.text("Your title"), inputs.text(limit=NAME_LIMIT), optional=True),
            inputs.field(ORGANIZATION, words.text("Your organization"), inputs.text(organization, limit=NAME_LIMIT)),
            inputs.field(LANGUAGE, words.text("Language of the document"), inputs.radio(languages, words.language)),
            inputs.field(
                NAMING, words.text("How are partners named?"), inputs.radio(namings, Naming.open), hint=leaves
            ),
        ],
        submit=words.text("Send it to me"),
        close=words.text("Cancel"),
        meta={"subject": "portfolio:summary"},
    )


def comment(words: Words) -> Rich:
    """What is said beside the summary."""
    return words.rich("The summary of your portfolio, as you asked.")


def sent(words: Words) -> View:
    """Where the summary is, in the place of the form."""
    return modal(SENT, words.text("Portfolio summary"), [section(on_its_way(words))], close=words.text("Close"))
