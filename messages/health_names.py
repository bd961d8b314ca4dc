"""Health in words: the statements, what a mean means, and each reason as a sentence."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from messages.communication import RHYTHMS, days
from messages.words import N_, Rich, Words, escape
from storage.agreement import AgreementState
from storage.communication import Every
from storage.health_reasons import Reason, Topic
from storage.health_rules import Care, HealthSide, Level, Statement

NAMES: dict[str, str] = {
    Statement.purpose: N_("Purpose"),
    Statement.roles: N_("Roles"),
    Statement.reliability: N_("Reliability"),
    Statement.openness: N_("Openness"),
    Statement.benefit: N_("Benefit"),
    Statement.resources: N_("Resources"),
    Statement.results: N_("Results"),
    Statement.continuity: N_("Continuity"),
    Care.history: N_("History"),
    Care.experience: N_("Lived experience"),
    Care.culture: N_("Culture"),
}
STATEMENTS: dict[str, str] = {
    Statement.purpose: N_("Both of us could say in one sentence why we do this together."),
    Statement.roles: N_("Each task has one named owner."),
    Statement.reliability: N_("They did what they said since the last time, and so did we."),
    Statement.openness: N_("We raise problems early."),
    Statement.benefit: N_("We gain more from it than it costs us."),
    Statement.resources: N_("There is enough time, money and people for what we agreed."),
    Statement.results: N_("Our measures show progress for clients."),
    Statement.continuity: N_("It would go on if one person left."),
    Care.history: N_("We know the history between our organizations and this community, and it shapes what we do."),
    Care.experience: N_("People who live what this is about decide with us, and are paid for it."),
    Care.culture: N_("Protocol, language and culture set the pace, as the community sees fit."),
}
SCALE: dict[int, str] = {
    5: N_("5 · fully true"),
    4: N_("4 · mostly true"),
    3: N_("3 · partly true"),
    2: N_("2 · hardly true"),
    1: N_("1 · not true"),
}
LEVELS: dict[Level, str] = {
    Level.concern: N_("a concern"),
    Level.talk: N_("to talk about"),
    Level.strength: N_("a strength"),
}
SIDES: dict[HealthSide, str] = {HealthSide.us: N_("Our side"), HealthSide.them: N_("Their side")}
_AGREEMENTS: dict[str | None, str] = {
    AgreementState.signed: N_("the agreement is signed"),
    AgreementState.in_force: N_("the agreement is in force"),
    AgreementState.expiring: N_("the agreement ends soon"),
    AgreementState.expired: N_("the agreement has expired"),
    AgreementState.ended: N_("the agreement has ended"),
    AgreementState.superseded: N_("the agreement was replaced"),
    None: N_("no agreement is in force"),
}


def score(words: Words, value: Decimal) -> str:
    """ "3.8", « 3,8 »: always with one place."""
    return format_decimal(value, "0.0", locale=words.locale)


def in_sentence(words: Words, statement: str) -> str:
    """The name of a statement within a sentence."""
    return words.text(NAMES[statement]).lower()


def rule(words: Words) -> Rich:
    """How a mean is read, as it is shown beside one."""
    return words.rich(
        "Each side by itself, never together. The mean of what was answered, from 1 to 5: from 4.0 a strength, from "
        "3.0 to talk about, below a concern. Fewer than five of the eight statements are not enough to say."
    )


def because(words: Words, reason: Reason) -> Rich:
    """One reason as a part of a sentence: "2 of 5 actions late"."""
    return escape(_SAID[reason.topic](words, reason.facts))


def main_reasons(words: Words, reasons: Sequence[Reason], most: int = 2) -> Rich | None:
    """The first reasons on one line, each with what it means; None when there is none."""
    said = [
        words.rich("{reason} ({level})", reason=because(words, one), level=words.text(LEVELS[one.level]))
        for one in reasons[:most]
    ]
    return Rich(" · ").join(said) if said else None


def _sessions(words: Words, facts: Mapping[str, Any]) -> str:
    return words.plural(
        "{n} session planned, {held} held",
        "{n} sessions planned, {held} held",
        facts["promised"],
        held=words.number(facts["held"]),
    )


def _fallen(words: Words, facts: Mapping[str, Any]) -> str:
    said = N_("our side says {by} less than the last time")
    if facts["side"] == HealthSide.them:
        said = N_("their side says {by} less than the last time")
    return words.text(said, by=score(words, Decimal(facts["by"])))


def _actions(words: Words, facts: Mapping[str, Any]) -> str:
    if not facts["late"]:
        return words.plural("{n} action, on time", "{n} actions, all on time", facts["due"])
    return words.text("{late} of {due} actions late", late=words.number(facts["late"]), due=words.number(facts["due"]))


def _indicators(words: Words, facts: Mapping[str, Any]) -> str:
    judged = words.number(facts["judged"])
    if facts["off"]:
        return words.text("{off} of {judged} indicators off track", off=words.number(facts["off"]), judged=judged)
    return words.text("{well} of {judged} indicators on track", well=words.number(facts["well"]), judged=judged)


def _challenges(words: Words, facts: Mapping[str, Any]) -> str:
    said = words.plural("{n} serious challenge open", "{n} serious challenges open", facts["open"])
    if not facts["critical"]:
        return said
    critical = words.plural("{n} of them critical", "{n} of them critical", facts["critical"])
    return words.text("{said}, {critical}", said=said, critical=critical)


def _roles(words: Words, facts: Mapping[str, Any]) -> str:
    works = words.number(facts["works"])
    if not facts["unclear"]:
        return words.text("somebody does and one answers for each piece of work ({works})", works=works)
    return words.text(
        "roles unclear for {unclear} of {works} pieces of work", unclear=words.number(facts["unclear"]), works=works
    )


def _contact(words: Words, facts: Mapping[str, Any]) -> str:
    if facts["weeks"] is None:
        return words.text("in contact as often as agreed")
    length = days(words, max(facts["weeks"], 1) * 7)
    if facts["every"] is None:
        return words.text("no contact for {length}, and nothing is agreed about it", length=length)
    rhythm = words.text(RHYTHMS[Every(facts["every"])])
    return words.text("no contact for {length}; {rhythm} was agreed", length=length, rhythm=rhythm)


def _agreement(words: Words, facts: Mapping[str, Any]) -> str:
    said = words.text(_AGREEMENTS.get(facts["state"], N_("the agreement is being written")))
    if facts["ends_on"] is None or facts["state"] is None:
        return said
    day = words.full_date(date.fromisoformat(facts["ends_on"]))
    return words.text("{said} ({day})", said=said, day=day)


def _ours(words: Words, facts: Mapping[str, Any]) -> str:
    mean = score(words, Decimal(facts["mean"]))
    if facts["lowest"] is None:
        return words.text("our side says {mean} of 5", mean=mean)
    lowest = in_sentence(words, facts["lowest"])
    return words.text("our side says {mean} of 5, lowest on “{statement}”", mean=mean, statement=lowest)


def _theirs(words: Words, facts: Mapping[str, Any]) -> str:
    mean = score(words, Decimal(facts["mean"]))
    if facts["lowest"] is None:
        return words.text("their side says {mean} of 5", mean=mean)
    lowest = in_sentence(words, facts["lowest"])
    return words.text("their side says {mean} of 5, lowest on “{statement}”", mean=mean, statement=lowest)


def _gap(words: Words, facts: Mapping[str, Any]) -> str:
    apart = score(words, Decimal(facts["gap"]))
    if facts["most"] is None:
        return words.text("the sides are {gap} apart", gap=apart)
    most = in_sentence(words, facts["most"])
    return words.text("the sides are {gap} apart, most on “{statement}”", gap=apart, statement=most)


_SAID: dict[Topic, Callable[[Words, Mapping[str, Any]], str]] = {
    Topic.ours: _ours,
    Topic.theirs: _theirs,
    Topic.gap: _gap,
    Topic.fallen: _fallen,
    Topic.challenges: _challenges,
    Topic.agreement: _agreement,
    Topic.sessions: _sessions,
    Topic.actions: _actions,
    Topic.contact: _contact,
    Topic.roles: _roles,
    Topic.indicators: _indicators,
}
