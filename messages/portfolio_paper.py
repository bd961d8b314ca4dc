"""A portfolio as a document that a practitioner attaches to a certification file (25.2 P4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from messages.agreement_parts import kind_name
from messages.agreement_states import state_name
from messages.organizations import KIND_NAMES, kind_names
from messages.paper import clean, plain_name
from messages.words import N_, Words
from storage.agreement_parts import EIGHT
from storage.portfolio import PROFICIENT, STANDARD_KINDS, Developed, spread

DOCUMENTS = Path(__file__).parent / "documents"
TITLE = N_("Portfolio of partnership agreements")
WITHHELD = N_("Name withheld")
LED, CONTRIBUTED = N_("Led"), N_("Contributed")


class Naming(StrEnum):
    """Which partners a summary calls by their name: every one, all that are not confidential, or nobody."""

    every = "every"
    open = "open"
    nobody = "nobody"


@dataclass(frozen=True)
class Summary:
    """What somebody has developed, as it goes into their file. `language` is the document's ("en", "fr"); `name`,
    `position` ("" for none) and `organization` are as they should stand in it."""

    name: str
    position: str
    organization: str
    language: str
    naming: Naming
    made_on: date
    developed: Sequence[Developed]


def facts(summary: Summary) -> dict[str, Any]:
    """What the template shows: plain text and lists of it."""
    words = Words(summary.language, ZoneInfo("UTC"))
    signed = [one for one in summary.developed if one.signed]
    begun = [one for one in summary.developed if not one.signed]
    withheld = len({one.partner for one in summary.developed if _is_withheld(summary, one)})
    return {
        "name": clean(summary.name),
        "position": clean(summary.position),
        "organization": clean(summary.organization),
        "made_on": words.full_date(summary.made_on),
        "progress": _progress(words, signed),
        "signed": [_row(words, summary, number, one) for number, one in enumerate(signed, 1)],
        "begun": [_row(words, summary, number, one) for number, one in enumerate(begun, len(signed) + 1)],
        "kinds": _kinds(words, signed),
        "withheld": words.plural(
            "The name of {n} partner is withheld; agreements with it are called by their kind.",
            "The names of {n} partners are withheld; agreements with them are called by their kind.",
            withheld,
        )
        if withheld
        else "",
    }


def docx(summary: Summary) -> bytes:
    """The summary as a Word document. Takes a tenth of a second and more, and loads docxtpl at first use: call it in a
    thread."""
    from messages.paper_docx import About, made

    title = Words(summary.language, ZoneInfo("UTC")).text(TITLE)
    about = About(
        title=title, subject=title, author=clean(summary.name), language=summary.language, made_on=summary.made_on
    )
    return made((DOCUMENTS / f"portfolio.{summary.language}.docx").read_bytes(), facts(summary), about)


def file_name(summary: Summary) -> str:
    return f"{plain_name(f'Portfolio {summary.name}')} {summary.made_on.isoformat()}.docx"


def _progress(words: Words, signed: Sequence[Developed]) -> str:
    """How many of the five are signed, and over how many kinds of partners."""
    if len(signed) > PROFICIENT:
        done = words.plural(
            "{n} agreement signed ({five} asked for)", "{n} agreements signed ({five} asked for)", len(signed),
            five=PROFICIENT,
        )  # fmt: skip
    else:
        done = words.plural(
            "{n} of {five} agreements signed", "{n} of {five} agreements signed", len(signed), five=PROFICIENT
        )
    kinds = sum(count > 0 for count in spread(signed).values())
    over = words.plural("over {n} kind of partner", "over {n} kinds of partners", kinds)
    return words.text("{done}, {over}.", done=done, over=over) if kinds else words.text("{done}.", done=done)


def _is_withheld(summary: Summary, one: Developed) -> bool:
    return summary.naming is Naming.nobody or (summary.naming is Naming.open and one.confidential)


def _row(words: Words, summary: Summary, number: int, one: Developed) -> dict[str, str]:
    """One agreement. Its title may name the partner, so that it is withheld along with the name."""
    kind = kind_name(words, one.kind)
    withheld = _is_withheld(summary, one)
    considered = words.text("{n} of the {eight} considerations", n=one.considered, eight=len(EIGHT))
    return {
        "number": str(number),
        "title": kind if withheld else clean(one.title),
        "kind": "" if withheld else kind,
        "considered": considered if one.signed else "",
        "partner": words.text(WITHHELD) if withheld else clean(one.partner),
        "kinds": ", ".join(kind_names(words, one.partner_kinds)),
        "role": words.text(LED if one.led else CONTRIBUTED),
        "dates": "\n".join(_dates(words, one)),
        "state": state_name(words, one.state),
    }


def _dates(words: Words, one: Developed) -> list[str]:
    """When it was begun, or signed, and from when to when it holds; no day is parted by the end of a line."""

    def day(on: date) -> str:
        return words.full_date(on).replace(" ", "\u00a0")

    if not one.signed or one.signed_on is None:
        return [words.text("Begun {day}", day=day(one.begun_on))]
    lines = [words.text("Signed {day}", day=day(one.signed_on))]
    if one.starts_on and one.ends_on:
        lines.append(words.text("{since} to {until}", since=day(one.starts_on), until=day(one.ends_on)))
    elif one.starts_on:
        lines.append(words.text("from {since} on", since=day(one.starts_on)))
    return lines


def _kinds(words: Words, signed: Sequence[Developed]) -> list[dict[str, str]]:
    """The standard's four types, and the other kinds there are, each with how many signed agreements."""
    shown = [(kind, count) for kind, count in spread(signed).items() if count or kind in STANDARD_KINDS]
    return [{"name": words.text(KIND_NAMES[kind]), "count": words.number(count)} for kind, count in shown]
