"""A review on paper, to be shared with the partner: what is known of it, as Markdown and as DOCX.

Nothing that is for our own team is on it unless somebody ticks that; counts under five are masked (field, section 9).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from messages import inputs
from messages.blocks import Block, context, option, section
from messages.challenges import SEVERITIES
from messages.files import on_its_way
from messages.goals import goal_line
from messages.kpi_names import name_of, status_name, target_of
from messages.limits import cut
from messages.numbers import shown
from messages.paper import clean
from messages.paper_markdown import cell, escaped, row
from messages.quoting import unescaped
from messages.reviews import SHARE, Told
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.goals import GoalState
from storage.kpi_rules import FEWEST_SHOWN, is_masked
from storage.kpis import Followed

FORM = SHARE
SENT = "review_papers.sent"
LANGUAGE, KIND, INTERNAL = "language", "kind", "internal"
WORD, MARKDOWN, YES = "docx", "md", "yes"
DOCUMENTS = Path(__file__).parent / "documents"
LETTERS, MOST_TEXTS = 2800, 40

TITLE = N_("Review of our partnership")
BETWEEN = N_("{ours} and {theirs}")
PRESENT = N_("Present: {names}")
PROGRESS, GOALS, INDICATORS = N_("Progress"), N_("Shared goals"), N_("Indicators")
CHALLENGES, OVERCOME = N_("Challenges that are open"), N_("Overcome")
DECISIONS, PLAN, NEXT, NOTES = N_("Decisions"), N_("Changes to the plan"), N_("Next review"), N_("Internal notes")
GOAL_HEADS = (N_("Goal"), N_("Where it stands"))
INDICATOR_HEADS = (N_("Indicator"), N_("Last figure"), N_("Target"), N_("State"))
CHALLENGE_HEADS = (N_("Challenge"), N_("How serious"), N_("Next step"), N_("Taken on by"))
OVERCOME_HEADS = (N_("Challenge"), N_("What was learned"))
MASKED = N_("Counts under {n} are not shown, to protect people’s privacy.")


@dataclass(frozen=True)
class ReviewPaper:
    """One review as it is put on paper. `goals` are the partner's open ones and those met at it; `internal`: with what
    is for our own team."""

    told: Told
    language: Literal["en", "fr"]
    zone: ZoneInfo
    ours: str
    made_on: date
    followed: Sequence[Followed]
    internal: bool = False


def form(words: Words, told: Told, *, language: str) -> View:
    """In which language, as what file, and whether with what is for our own team."""
    languages = [option(words.text("English"), "en"), option(words.text("French"), "fr")]
    kinds = [option(words.text("Word document"), WORD), option(words.text("Markdown"), MARKDOWN)]
    internal = option(words.text("Include our internal notes and challenges"), YES)
    day = words.full_date(told.review.held_at.astimezone(words.zone).date())
    blocks: list[Block] = [
        section(words.rich("*{partner}*\nReview of {day}", partner=told.partner.name, day=day)),
        inputs.field(LANGUAGE, words.text("Language of the document"), inputs.select(languages, language)),
        inputs.field(KIND, words.text("As"), inputs.radio(kinds, WORD)),
        inputs.field(INTERNAL, words.text("For our own team"), inputs.checkboxes([internal]), optional=True),
        context(words.text("It comes to you alone. Counts under {n} are masked in it.", n=FEWEST_SHOWN)),
    ]
    return modal(
        FORM,
        words.text("Share a review"),
        blocks,
        submit=words.text("Send it to me"),
        close=words.text("Cancel"),
        meta={"subject": told.review.subject, "review": told.review.id},
    )


def sent(words: Words) -> View:
    """In place of the form, once the file is on its way."""
    blocks = [section(on_its_way(words)), section(words.text("Read it once more before you pass it on."))]
    return modal(SENT, words.text("Share a review"), blocks, close=words.text("Close"))


def as_text(words: Words, paper: ReviewPaper) -> View:
    """The text itself, to copy, where the workspace takes no files."""
    lead = words.text("This workspace takes no such file. Here is the text, to copy.")
    pieces = _pieces(markdown(paper))
    blocks = [section(lead), *(section(piece) for piece in pieces[:MOST_TEXTS])]
    return modal(SENT, words.text("The review as text"), blocks, close=words.text("Close"))


def file_name(paper: ReviewPaper, kind: str) -> str:
    """The name of its file: the partner and the day, as every system takes it."""
    words = words_of(paper)
    name = " ".join(re.sub(r"[^\w\-. ]+", " ", paper.told.partner.name).split())[:60]
    return f"{words.text('review')} {name} {_day(paper).isoformat()}.{kind}"


def comment(words: Words, paper: ReviewPaper) -> Rich:
    """What is said beside the file."""
    facts = {"partner": paper.told.partner.name, "day": words.full_date(_day(paper))}
    if paper.internal:
        return words.rich("Review with {partner}, {day}, with our internal notes: for our own team.", **facts)
    return words.rich("Review with {partner}, {day}, without internal notes: it can be shared.", **facts)


def docx(paper: ReviewPaper) -> bytes:
    """The DOCX. Takes a tenth of a second and more, and loads docxtpl at first use: call it in a thread."""
    from messages.paper_docx import About, made

    template = (DOCUMENTS / f"review.{paper.language}.docx").read_bytes()
    known = facts(paper)
    about = About(known["title"], known["kind"], known["ours"], paper.language, paper.made_on, known["status"])
    return made(template, known, about)


def markdown(paper: ReviewPaper) -> str:
    """The whole document, its blocks parted by blank lines, ending in a line end."""
    return "\n\n".join(_blocks(paper)) + "\n"


def words_of(paper: ReviewPaper) -> Words:
    return Words(paper.language, paper.zone)


def facts(paper: ReviewPaper) -> dict[str, Any]:
    """All that its template knows, in the paper's language; "" and [] where there is nothing."""
    words, told, review = words_of(paper), paper.told, paper.told.review
    day = words.full_date(_day(paper))
    ours = [told.names[user_id] for user_id in told.meeting.members]
    known = {
        "kind": words.text(TITLE),
        "title": words.text(BETWEEN, ours=paper.ours, theirs=told.partner.name),
        "ours": paper.ours,
        "theirs": told.partner.name,
        "status": words.text(NOTES) if paper.internal else "",
        "day": day,
        "made_on": words.full_date(paper.made_on),
        "present": ", ".join([*ours, *told.contacts]),
        "progress": review.progress,
        "decisions": review.decisions,
        "plan_changes": review.plan_changes,
        "next": words.full_date(review.next_on) if review.next_on else "",
        "notes": review.notes if paper.internal else "",
        "masked": "",
    }
    indicators = list(_indicators(paper))
    if any(masked for _, masked in indicators):
        known["masked"] = words.text(MASKED, n=FEWEST_SHOWN)
    return {
        **{name: clean(text) for name, text in known.items()},
        "goals": _cleaned(_goals(paper)),
        "indicators": _cleaned(cells for cells, _ in indicators),
        "challenges": _cleaned(_challenges(paper)),
        "overcome": _cleaned([one.what, one.learned] for one in told.closed if paper.internal or not one.internal),
    }


def _cleaned(rows: Any) -> list[list[str]]:
    return [[clean(text) for text in cells] for cells in rows]


def _goals(paper: ReviewPaper) -> Iterator[list[str]]:
    words, notes = words_of(paper), paper.told.review.goal_notes
    for goal in [*paper.told.goals, *paper.told.met]:
        said = str(notes.get(str(goal.id), ""))
        if goal.state is GoalState.met:
            said = f"{words.text('met')}. {said}" if said else words.text("met")
        yield [unescaped(goal_line(words, goal)), said]


def _indicators(paper: ReviewPaper) -> Iterator[tuple[list[str], bool]]:
    """Name, figure, target and state of each, and whether its figure is masked."""
    words = words_of(paper)
    for one in paper.followed:
        last = one.reading.last
        masked = last is not None and is_masked(one.kpi.unit, last.value, last.numerator, last.denominator)
        figure = "–" if last is None else shown(words, last.value, one.kpi.unit)
        if masked:
            figure = words.text("fewer than {n}", n=FEWEST_SHOWN)
        yield (
            [name_of(words, one.kpi), figure, target_of(words, one.kpi), status_name(words, one.reading.status)],
            masked,
        )


def _challenges(paper: ReviewPaper) -> Iterator[list[str]]:
    words, told = words_of(paper), paper.told
    for one in told.open:
        if paper.internal or not one.internal:
            name = told.names.get(one.owner_id or "", "")
            yield [one.what, words.text(SEVERITIES[one.severity]).lower(), one.next_step, name]


def _blocks(paper: ReviewPaper) -> Iterator[str]:
    known, words = facts(paper), words_of(paper)
    yield f"# {cell(known['kind'])}"
    yield f"**{cell(known['title'])}** · {cell(known['day'])}"
    if known["present"]:
        yield cell(words.text(PRESENT, names=known["present"]))
    yield from _prose(words, PROGRESS, known["progress"])
    yield from _table(words, GOALS, GOAL_HEADS, known["goals"])
    yield from _table(words, INDICATORS, INDICATOR_HEADS, known["indicators"])
    if known["masked"]:
        yield escaped(known["masked"])
    yield from _table(words, CHALLENGES, CHALLENGE_HEADS, known["challenges"])
    yield from _table(words, OVERCOME, OVERCOME_HEADS, known["overcome"])
    for name, text in ((DECISIONS, "decisions"), (PLAN, "plan_changes"), (NEXT, "next"), (NOTES, "notes")):
        yield from _prose(words, name, known[text])


def _prose(words: Words, name: str, text: str) -> Iterator[str]:
    if text:
        yield f"## {escaped(words.text(name))}"
        yield escaped(text)


def _table(words: Words, name: str, heads: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    if rows:
        yield f"## {escaped(words.text(name))}"
        lines = [row([words.text(head) for head in heads]), row(["---"] * len(heads), marks=True), *map(row, rows)]
        yield "\n".join(lines)


def _pieces(text: str) -> list[str]:
    """A long text in pieces that a block takes, parted at line ends."""
    pieces, here = [], ""
    for line in text.splitlines():
        one = cut(line, LETTERS)
        if here and len(here) + len(one) > LETTERS:
            pieces.append(here)
            here = ""
        here += f"{one}\n"
    return [*pieces, here]


def _day(paper: ReviewPaper) -> date:
    return paper.told.review.held_at.astimezone(paper.zone).date()
