"""Readiness in words: its points, what can be done about each, and what the answers come to (25.2 K4)."""

from collections.abc import Sequence
from datetime import date

from messages.words import N_, Rich, Words
from storage.assessment import Assessment
from storage.readiness import Looked
from storage.readiness_rules import Judged, Point, Says, Verdict, judged, valid_until

STATEMENTS: dict[Point, str] = {
    Point.mission: N_("It fits our mission"),
    Point.approval: N_("Our director approves of it"),
    Point.lead: N_("Somebody is named to lead it, with hours kept free for it"),
    Point.deputy: N_("Somebody is named to step in for them"),
    Point.decisions: N_("We know who decides what"),
    Point.means: N_("We know what it takes in money or in kind, and have it"),
    Point.privacy: N_("We are ready to share data and keep them private"),
    Point.authority: N_("We know who may sign for us"),
    Point.conflict: N_("It is in conflict with nothing else, and nothing is done twice"),
    Point.measure: N_("We have a way to measure whether it works"),
    Point.access: N_("We know which language and accessibility needs there are"),
    Point.exit: N_("We have thought through how it could end"),
    Point.their_mission: N_("It fits their mission"),
    Point.their_contact: N_("We know somebody there by name who may decide"),
    Point.capacity: N_("They have the time, people and space for it"),
    Point.their_measure: N_("They have a way to measure whether it works"),
    Point.their_access: N_("Their language and accessibility needs are known"),
}
SHORT_NAMES: dict[Point, str] = {
    Point.mission: N_("fit with our mission"),
    Point.approval: N_("the director’s approval"),
    Point.lead: N_("a lead with hours for it"),
    Point.deputy: N_("a deputy"),
    Point.decisions: N_("who decides what"),
    Point.means: N_("money or in kind"),
    Point.privacy: N_("data and privacy"),
    Point.authority: N_("who may sign"),
    Point.conflict: N_("no conflict or duplication"),
    Point.measure: N_("a way to measure"),
    Point.access: N_("language and accessibility"),
    Point.exit: N_("a way out"),
    Point.their_mission: N_("fit with their mission"),
    Point.their_contact: N_("a contact who may decide"),
    Point.capacity: N_("their capacity"),
    Point.their_measure: N_("their way to measure"),
    Point.their_access: N_("their language and accessibility needs"),
}
SUGGESTED: dict[Point, str] = {
    Point.mission: N_("Write in two sentences how it serves our mission, and check them with the team"),
    Point.approval: N_("Ask the director for a decision, with one page on why and what it takes"),
    Point.lead: N_("Name a lead, and agree on the hours a week that are kept free for it"),
    Point.deputy: N_("Name a deputy, and take them along to the next meeting"),
    Point.decisions: N_("List what the lead decides alone, and what goes to the director or the board"),
    Point.means: N_("Work out what it costs in money, hours and space, and who covers it"),
    Point.privacy: N_("Write down which data are shared, with whose consent, and who answers for privacy"),
    Point.authority: N_("Find out who may sign for us, and up to which amount"),
    Point.conflict: N_("Look for conflicts of interest and services that overlap, and note what was found"),
    Point.measure: N_("Choose one or two measures, and where their figures come from"),
    Point.access: N_("Ask which languages and accommodations are needed, and note them"),
    Point.exit: N_("Agree on how either side can end it, and what becomes of clients and data then"),
    Point.their_mission: N_("Ask them how it fits their mission"),
    Point.their_contact: N_("Ask who there may speak and decide"),
    Point.capacity: N_("Ask how much time, how many people and which space they have for it"),
    Point.their_measure: N_("Agree with them on how success is measured"),
    Point.their_access: N_("Ask which language and accessibility needs they have"),
}
ANSWERS: dict[Says, str] = {Says.yes: N_("Yes"), Says.partly: N_("Partly"), Says.no: N_("No")}
VERDICTS: dict[Verdict, str] = {
    Verdict.ready: N_("Ready"),
    Verdict.nearly: N_("Ready in part"),
    Verdict.not_ready: N_("Not ready yet"),
    Verdict.unknown: N_("Not enough is known yet"),
}


def title(words: Words, looked: Looked) -> Rich:
    """What is checked."""
    if looked.about.opportunity_id is not None:
        return words.rich("*Are we ready?*\nFor the opportunity “{outcome}”", outcome=looked.name)
    if looked.about.organization_id is not None:
        return words.rich("*{name}*\nAre they ready to be a partner?", name=looked.name)
    return words.rich("*Our own organization*\nAre we ready to partner? To be looked at once a year.")


def answer_name(words: Words, says: Says | None) -> str:
    """An answer within a sentence, in small letters."""
    return words.text(ANSWERS[says]).lower() if says else words.text("not answered")


def names(words: Words, points: Sequence[Point]) -> str:
    """ "a deputy, a way to measure and a way out"."""
    return words.listed([words.text(SHORT_NAMES[point]) for point in points])


def points_total(words: Words, found: Judged) -> str:
    return words.plural("{total} point", "{total} points", found.most, total=total(words, found))


def total(words: Words, found: Judged) -> str:
    return words.text("{score} of {most}", score=words.number(found.score), most=words.number(found.most))


def is_over(words: Words, one: Assessment, today: date) -> bool:
    """Whether a check is out of date on the reader's day."""
    return today > valid_until(one.at, words.zone)


def brief(words: Words, one: Assessment, today: date) -> Rich:
    """What a check came to, in a line of something else."""
    verdict = words.text(VERDICTS[judged(one.given, one.about.points).verdict])
    day = words.full_date(one.at.astimezone(words.zone).date())
    if is_over(words, one, today):
        return words.rich("Readiness: {verdict} ({day}, out of date)", verdict=verdict.lower(), day=day)
    return words.rich("Readiness: {verdict} ({day})", verdict=verdict.lower(), day=day)
