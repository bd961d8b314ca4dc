"""The health of one partnership: its reasons, what both sides said, and what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from messages.blocks import Block, Element, actions, button, confirm, context, divider, section
from messages.cadences import capital
from messages.health_forms import TAKE_BACK
from messages.health_names import LEVELS, NAMES, SIDES, because, in_sentence, rule, score
from messages.limits import cut
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words, escape
from storage.health import Closed, HealthRound, HealthSheet, Rhythm, RoundState
from storage.health_rules import Care, HealthSide, Level, Statement, Tally, enough, gap, level_of, tally, widest
from storage.health_signals import Signal

OPEN, VIEW = "health.open", "health.view"
ANSWER, ENTER, CORRECT = "health.answer", "health.enter", "health.correct"
START, CLOSE, PACE, HISTORY = "health.start", "health.close", "health.pace", "health.history"
ABOUT = N_(
    "How a partnership is doing: reasons, what both sides say, and how it has changed; or what needs a talk first"
)
USAGE = N_("[NAME]")
MOST_COMMENTS = 8
SHOWN_COMMENT = 500
_HEADINGS: dict[Level, str] = {
    Level.concern: N_("Concerns"),
    Level.talk: N_("To talk about"),
    Level.strength: N_("Strengths"),
}


@dataclass(frozen=True)
class Page:
    """What the view shows. `live` is the round that is planned or open, `counts` how many have answered in it, `mine`
    whether the reader has; `entered` what they wrote down for others. `sheets` are the answers of the last round that
    are shown with a name, `names` by whose they are; `may_take_back` those the reader may remove."""

    signal: Signal
    live: HealthRound | None
    counts: Mapping[HealthSide, int]
    mine: bool
    entered: Sequence[HealthSheet]
    sheets: Sequence[HealthSheet]
    names: Mapping[str, str]
    may_take_back: Sequence[str]
    rhythm: Rhythm
    kept: int
    may_answer: bool
    may_edit: bool


def view(words: Words, page: Page) -> View:
    """The reasons first, then the sides, then what comes next."""
    partner = page.signal.partner
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=partner.name)), *_reasons(words, page.signal)]
    if page.kept:
        blocks.append(actions(button(words.text("How it has changed"), HISTORY, str(partner.id)), block_id="history"))
    blocks += [divider(), section(words.rich("*What both sides say*"))]
    blocks.append(section(Rich("\n").join(both_sides(words, page.signal.rounds))))
    blocks += _named(words, page)
    blocks += _comments(words, page.signal.rounds)
    if page.signal.rounds:
        blocks.append(context(rule(words)))
    blocks += [divider(), *_round(words, page)]
    return modal(VIEW, words.text("How it is going"), blocks, close=words.text("Close"), meta={"partner": partner.id})


def both_sides(words: Words, rounds: Sequence[Closed]) -> list[Rich]:
    """What each side said in the last round, with the change since the one before, and how far they are apart."""
    if not rounds:
        return [words.rich("Nobody has been asked yet.")]
    last, before = rounds[0], rounds[1] if len(rounds) > 1 else None
    told = {side: last.tally(side) for side in HealthSide}
    lines = [_side(words, side, told[side], before.tally(side) if before else None) for side in HealthSide]
    lines += _apart(words, told[HealthSide.us], told[HealthSide.them])
    asked = last.round.asked_at or last.round.closed_at
    if asked is not None:
        lines.append(words.rich("Asked on {day}.", day=words.full_date(asked.astimezone(words.zone).date())))
    return lines


def level_word(words: Words, level: Level) -> str:
    return words.text(LEVELS[level])


def _reasons(words: Words, signal: Signal) -> list[Block]:
    if not signal.reasons:
        return [section(words.rich("There is not enough on record yet to say how it goes."))]
    changed = signal.changed
    blocks = []
    for level in Level:
        lines = []
        for one in signal.reasons:
            if one.level is not level:
                continue
            line = words.rich("• {reason}", reason=capital(because(words, one)))
            if one.topic in changed:
                was = changed[one.topic]
                mark = words.rich("was {level}", level=level_word(words, was)) if was else words.rich("new")
                line = words.rich("{line} _({mark})_", line=line, mark=mark)
            lines.append(line)
        if lines:
            heading = words.rich("*{level}*", level=words.text(_HEADINGS[level]))
            blocks.append(section(Rich("\n").join([heading, *lines])))
    if signal.before is not None:
        day = words.full_date(signal.before.day)
        blocks.append(context(words.rich("Compared with {day}. Facts are those of the last three months.", day=day)))
    else:
        blocks.append(context(words.rich("Facts are those of the last three months.")))
    return blocks


def _side(words: Words, side: HealthSide, now: Tally | None, before: Tally | None) -> Rich:
    name = words.text(SIDES[side])
    if now is None or not now.answered:
        return words.rich("*{side}*: nobody answered.", side=name)
    answered = words.plural("{n} person answered", "{n} people answered", now.answered)
    if now.mean is None:
        return words.rich("*{side}*: {answered}; not enough to say.", side=name, answered=answered)
    facts = {"side": name, "mean": score(words, now.mean), "level": level_word(words, level_of(now.mean))}
    parts: list[str] = [words.rich("*{side}*: {mean} of 5, {level}", **facts), escape(answered)]
    if now.counted < now.answered:
        parts.append(escape(words.plural("{n} of them counted", "{n} of them counted", now.counted)))
    if now.anonymous:
        parts.append(words.rich("no names"))
    if before is not None and before.mean is not None:
        parts.append(escape(_change(words, now.mean - before.mean)))
    if now.lowest is not None:
        statement, mean = now.lowest
        parts.append(words.rich("lowest: “{name}” {mean}", name=in_sentence(words, statement), mean=score(words, mean)))
    care = [f"{in_sentence(words, one)} {score(words, now.means[one])}" for one in Care if one in now.means]
    if care:
        parts.append(words.rich("by themselves: {care}", care=words.listed(care)))
    return Rich(" · ").join(parts)


def _change(words: Words, change: Decimal) -> str:
    if not change:
        return words.text("as the last time")
    amount = score(words, abs(change))
    if change > 0:
        return words.text("{amount} more than the last time", amount=amount)
    return words.text("{amount} less than the last time", amount=amount)


def _apart(words: Words, ours: Tally | None, theirs: Tally | None) -> list[Rich]:
    apart = gap(ours.mean if ours else None, theirs.mean if theirs else None)
    if ours is None or theirs is None or apart is None:
        return []
    most = widest(ours, theirs)
    if most is None:
        return [words.rich("Both sides see it alike.")]
    statement, one, other = most
    return [
        words.rich(
            "The sides are {gap} apart, most on “{statement}”: {ours} here, {theirs} there.",
            gap=score(words, apart),
            statement=in_sentence(words, statement),
            ours=score(words, one),
            theirs=score(words, other),
        )
    ]


def _named(words: Words, page: Page) -> list[Block]:
    """Answers that are shown with a name, because fewer than three answered and these people agreed."""
    blocks = []
    for sheet in page.sheets:
        name = page.names.get(sheet.who, sheet.position or sheet.who)
        given = [
            f"{words.text(NAMES[one])} {words.number(sheet.scores[one])}"
            for one in (*Statement, *Care)
            if one in sheet.scores
        ]
        mean = tally([sheet]).mean
        what = score(words, mean) if enough(sheet.scores) and mean is not None else words.text("not enough to say")
        lines: list[str] = [words.rich("*{name}*: {what}", name=name, what=what)]
        if given:
            lines.append(escape(" · ".join(given)))
        if sheet.comment:
            lines.append(words.rich("“{comment}”", comment=cut(" ".join(sheet.comment.split()), SHOWN_COMMENT)))
        back = None
        if sheet.who in page.may_take_back and page.signal.rounds:
            value = f"{page.signal.rounds[0].round.id}:{sheet.who}"
            back = button(words.text("Take back"), TAKE_BACK, value, ask=_sure(words), label=name)
        blocks.append(section(Rich("\n").join(lines), accessory=back, block_id=f"sheet:{sheet.id}"))
    if blocks:
        small = words.rich("Fewer than three of a side answered: these people agreed to be named.")
        blocks.insert(0, context(small))
    return blocks


def _comments(words: Words, rounds: Sequence[Closed]) -> list[Block]:
    """What was commented without names, in no order."""
    blocks = []
    for side in HealthSide:
        result = rounds[0].results.get(side) if rounds else None
        said = [cut(" ".join(one.split()), SHOWN_COMMENT) for one in result.comments[:MOST_COMMENTS]] if result else []
        if said:
            lines = [words.rich("“{comment}”", comment=one) for one in said]
            heading = words.rich("*{side}*, in their own words", side=words.text(SIDES[side]))
            blocks.append(section(Rich("\n").join([heading, *lines])))
    return blocks


def _round(words: Words, page: Page) -> list[Block]:
    """The round that is open or to come, and what the reader may do."""
    live, key = page.live, str(page.signal.partner.id)
    row: list[Element] = []
    blocks = []
    if live is not None and live.state is RoundState.open:
        until = words.when(live.closes_at, zone=True) if live.closes_at else ""
        ours, theirs = page.counts.get(HealthSide.us, 0), page.counts.get(HealthSide.them, 0)
        blocks.append(
            section(
                words.rich(
                    "*A round is open* until {until}. Answered so far: {ours} of our side, {theirs} of theirs. What "
                    "they say is shown when it is closed.",
                    until=until,
                    ours=ours,
                    theirs=theirs,
                )
            )
        )
        if page.may_answer:
            answer = words.text("Correct my answers") if page.mine else words.text("Answer")
            row.append(button(answer, ANSWER, str(live.id), style=None if page.mine else "primary"))
        if page.may_edit:
            row.append(button(words.text("Write down theirs"), ENTER, str(live.id)))
            row.append(button(words.text("Close the round"), CLOSE, str(live.id), ask=_sure_to_close(words)))
        for sheet in page.entered:
            said = words.rich("Written down by you: {name}", name=page.names.get(sheet.who, sheet.position))
            change = button(words.text("Correct"), CORRECT, f"{live.id}:{sheet.who}")
            blocks.append(section(said, accessory=change, block_id=f"entered:{sheet.id}"))
    else:
        blocks.append(section(_to_come(words, live, page.rhythm)))
        if page.may_edit:
            row.append(button(words.text("Ask both sides now"), START, key))
    if page.may_edit:
        row.append(button(words.text("How often"), PACE, key))
    if row:
        blocks.append(actions(*row, block_id="deeds"))
    return blocks


def _to_come(words: Words, live: HealthRound | None, rhythm: Rhythm) -> Rich:
    if live is not None:
        return words.rich("The next round: {day}.", day=words.day(live.ask_on, year=True))
    if not rhythm.months:
        return words.rich("Both sides are asked only when somebody starts a round.")
    return words.rich("Both sides are asked by themselves once the partnership is active.")


def _sure(words: Words) -> Element:
    return confirm(
        words.text("Take these answers back?"),
        words.text("They are removed, the comment too, and the mean is counted without them."),
        words.text("Take them back"),
        words.text("Keep them"),
        danger=True,
    )


def _sure_to_close(words: Words) -> Element:
    return confirm(
        words.text("Close the round now?"),
        words.text("Nobody can answer or correct any more, and what both sides say is shown."),
        words.text("Close it"),
        words.text("Keep it open"),
    )
