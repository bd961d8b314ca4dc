"""Likely duplicates: pairs of organizations with why they are likely one, and those that somebody said are not."""

from collections.abc import Mapping, Sequence
from typing import Any

from messages import partners, prospects
from messages.blocks import Block, Element, actions, button, context, divider, section
from messages.limits import cut
from messages.organizations import kind_names
from messages.stages import stage_name
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.duplicates import Candidates
from storage.match_rules import Likeness, likeness_of
from storage.organizations import Kind, Organization
from storage.partners import Partner

LIST, DENIED = "duplicates.list", "duplicates.denied"
TURN, DENY, UNDO, SHOW_DENIED, TAKE_BACK = (
    "duplicates.turn",
    "duplicates.deny",
    "duplicates.undo",
    "duplicates.show_denied",
    "duplicates.take_back",
)
MERGE, SHOW_MERGED = "merges.compare", "merges.show_recent"
SIZE = 5

ABOUT = N_("Organizations that are likely here twice: why, side by side, made one, or kept apart")
USAGE = N_("[NAME]")

_REASONS: dict[Likeness, str] = {
    Likeness.number: N_("the same registration number ({what})"),
    Likeness.name: N_("the same name, but for case, accents, legal form or small words"),
    Likeness.alike: N_("names that are nearly the same"),
    Likeness.within: N_("the words of one name are all in the other"),
    Likeness.web: N_("the same domain for website or e-mail ({what})"),
    Likeness.phone: N_("the same telephone number ({what})"),
}


def listing(
    words: Words,
    found: Sequence[Candidates],
    kinds: Mapping[int, Sequence[Kind]],
    *,
    about: Organization | None,
    after: str | None,
    meta: Mapping[str, Any],
    may_edit: bool,
    denied: Candidates | None = None,
) -> View:
    """A page of pairs, the likeliest first; `denied` is the one that was just said to be two."""
    blocks: list[Block] = []
    if denied:
        text = words.rich("*{one}* and *{other}* stay two.", one=denied.low.name, other=denied.high.name)
        undo = button(words.text("Undo"), UNDO, str(denied.pair.id))
        blocks += [section(text, accessory=undo, block_id="denied"), divider()]
    if about:
        blocks.append(section(words.rich("What *{name}* is likely here twice as:", name=about.name)))
    for one in found:
        blocks += [*_pair(words, one, kinds, may_edit=may_edit), divider()]
    if not found:
        blocks.append(section(_none(words, about, further=bool(meta.get("after")))))
    blocks.append(
        context(
            words.rich(
                "Organizations are compared by name, registration number, website and e-mail domain, and telephone, "
                "whenever one of them changes. Nothing is put together by itself."
            )
        )
    )
    row = []
    if meta.get("after"):
        row.append(button(words.text("Back to the likeliest"), f"{TURN}.first", "first"))
    if after:
        row.append(button(words.text("Next"), TURN, after))
    row.append(button(words.text("Said to be different"), SHOW_DENIED))
    row.append(button(words.text("Merged in the last 30 days"), SHOW_MERGED))
    blocks.append(actions(*row, block_id="turn"))
    return modal(LIST, words.text("Likely duplicates"), blocks, close=words.text("Close"), meta=meta)


def denied_list(words: Words, found: Sequence[Candidates], names: Mapping[str, str], after: int | None) -> View:
    """Pairs that somebody said are two."""
    blocks: list[Block] = []
    for one in found:
        at = one.pair.dismissed_at
        day = words.full_date(at.astimezone(words.zone).date()) if at else ""
        by = one.pair.dismissed_by or ""
        text = words.rich(
            "*{one}* and *{other}*\nTwo organizations, said {name} ({day})",
            one=one.low.name,
            other=one.high.name,
            name=names.get(by, by),
            day=day,
        )
        label = words.text("Propose it again")
        back = button(label, TAKE_BACK, str(one.pair.id), label=words.labelled(label, _both(words, one)))
        blocks.append(section(text, accessory=back, block_id=f"denied:{one.pair.id}"))
    if not found:
        blocks.append(section(words.rich("Of no two was it said that they are different.")))
    if after is not None:
        blocks.append(actions(button(words.text("Next"), SHOW_DENIED, str(after)), block_id="turn"))
    return modal(DENIED, words.text("Different organizations"), blocks, close=words.text("Close"))


def none_called(words: Words, typed: str) -> Message:
    return message(
        words.rich(
            "There is no organization called “{typed}”. `/partner duplicates` alone shows all likely duplicates.",
            typed=typed[:200],
        )
    )


def side(words: Words, one: Organization, partner: Partner | None, kinds: Sequence[Kind]) -> Rich:
    """One of a pair in a line: what it is here, and where."""
    if partner is None:
        what = words.text("prospect")
    else:
        what = words.text("partner, {stage}", stage=stage_name(words, partner.stage).lower())
        if partner.archived:
            what = f"{what}, {words.text('archived')}"
    parts = [what, *(name.lower() for name in kind_names(words, kinds)), cut(one.region, 80)]
    return words.rich("*{name}*\n{about}", name=one.name, about=" · ".join(part for part in parts if part))


def reasons(words: Words, pair: Candidates) -> str:
    """Why two organizations are likely one."""
    told = []
    for kept in pair.pair.reasons:
        likeness, what = likeness_of(kept)
        told.append(words.text(_REASONS[likeness], what=_shown(likeness, what)))
    return words.listed(told)


def _shown(likeness: Likeness, what: str) -> str:
    return f"{what[:3]} {what[3:6]}-{what[6:]}" if likeness is Likeness.phone else what


def _pair(words: Words, one: Candidates, kinds: Mapping[int, Sequence[Kind]], *, may_edit: bool) -> list[Block]:
    blocks: list[Block] = []
    for each in (one.low, one.high):
        partner = one.partners.get(each.id)
        text = side(words, each, partner, kinds.get(each.id, ()))
        blocks.append(section(text, accessory=_door(words, each, partner), block_id=f"side:{one.pair.id}:{each.id}"))
    blocks.append(context(words.rich("Why: {reasons}", reasons=reasons(words, one))))
    if may_edit:
        merge, deny = words.text("Compare and merge"), words.text("Not the same")
        both = _both(words, one)
        blocks.append(
            actions(
                button(merge, MERGE, f"{one.low.id}:{one.high.id}", label=words.labelled(merge, both)),
                button(deny, DENY, str(one.pair.id), label=words.labelled(deny, both)),
                block_id=f"pair:{one.pair.id}",
            )
        )
    return blocks


def _door(words: Words, one: Organization, partner: Partner | None) -> Element:
    label = words.text("Open: {title}", title=one.name)
    if partner:
        return button(words.text("Open"), partners.SHOW, str(partner.id), label=label)
    return button(words.text("Open"), prospects.OPEN, str(one.id), label=label)


def _both(words: Words, pair: Candidates) -> str:
    return words.text("{one} and {other}", one=cut(pair.low.name, 24), other=cut(pair.high.name, 24))


def _none(words: Words, about: Organization | None, *, further: bool) -> Rich:
    if further:
        return words.rich("There are no more.")
    if about:
        return words.rich("Nothing. No other organization comes near enough.")
    return words.rich("No two organizations here are likely one.")
