"""Two organizations made one: side by side, what would be moved, what was, and the way back."""

from collections.abc import Mapping, Sequence
from typing import Any

from messages import inputs, partners
from messages.blocks import Block, Element, actions, button, channel, confirm, context, option, section
from messages.duplicates import SHOW_MERGED
from messages.limits import cut
from messages.merge_counts import conflict_lines, counted
from messages.organizations import kind_names
from messages.reminders import why
from messages.stages import stage_name
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.merge import KEPT_FOR, LISTS, Merge, Preview, Side, Source
from storage.partners import Stage
from storage.reminder import Reminder

KEEP, BACK, APART = "merges.keep", "merges.back", "merges.take_apart"
FORM, PREVIEW, DONE, RECENT = "merges.form", "merges.preview", "merges.done", "merges.recent"
TAKE = "take_"

_FIELDS = {**partners.FIELD_NAMES, "stage": N_("Stage"), "email": N_("Email"), "description": N_("Description")}


def form(
    words: Words, preview: Preview, names: Mapping[str, str], choices: Mapping[str, Source], *, meta: Mapping[str, Any]
) -> View:
    """Both side by side, which one to keep, and whose value each field that differs takes."""
    kept, gone = preview.kept, preview.gone
    sides = sorted((kept, gone), key=lambda side: side.organization.id)
    keep = [option(side.organization.name, str(side.organization.id), _what(words, side)) for side in sides]
    blocks: list[Block] = [
        section(fields=[_side(words, side, names) for side in (kept, gone)], block_id="sides"),
        inputs.field(
            "keep",
            words.text("Which one stays"),
            {**inputs.radio(keep, str(kept.organization.id)), "action_id": KEEP},
            hint=words.text("Everything of the other goes over to it; the other’s name still finds it."),
            dispatch=True,
        ),
    ]
    for field in preview.to_choose():
        blocks.append(_choice(words, preview, field, names, choices.get(field) or preview.usual(field)))
    if preview.kept.partner and preview.gone.partner:
        blocks.append(
            context(words.rich("One partnership stays. The stages that the other went through stay in its history."))
        )
    return modal(
        FORM,
        words.text("Merge two into one"),
        blocks,
        submit=words.text("Preview"),
        close=words.text("Cancel"),
        meta=meta,
    )


def preview_view(
    words: Words, preview: Preview, names: Mapping[str, str], choices: Mapping[str, Source], *, meta: Mapping[str, Any]
) -> View:
    """What would come of it, before anything is done."""
    kept, gone = preview.kept, preview.gone
    facts = {"gone": gone.organization.name, "kept": kept.organization.name}
    blocks: list[Block] = [section(words.rich("*{gone}* goes into *{kept}*. Nothing is done yet.", **facts))]
    moved = counted(words, gone.counts)
    listed = words.listed(moved) if moved else words.text("nothing but its name")
    blocks.append(section(words.rich("*Goes over:* {listed}.", listed=listed)))
    taken = [_taken(words, preview, field, names, choices) for field in preview.differing()]
    if taken:
        blocks.append(section(Rich("\n").join([words.rich("*It will say:*"), *taken])))
    notes = [*conflict_lines(words, preview), *_notes(words, preview, names)]
    if notes:
        blocks.append(
            section(Rich("\n").join([words.rich("*Both have:*"), *(Rich("• {}").format(note) for note in notes)]))
        )
    days = KEPT_FOR.days
    blocks.append(context(words.rich("For {days} days the two can be taken apart again, as they were.", days=days)))
    blocks.append(actions(button(words.text("Back"), BACK), block_id="back"))
    return modal(
        PREVIEW,
        words.text("Merge two into one"),
        blocks,
        submit=words.text("Merge"),
        close=words.text("Cancel"),
        meta=meta,
    )


def done(words: Words, merge: Merge) -> View:
    """After it was done."""
    text = words.rich("*{gone}* is part of *{kept}* now.", gone=merge.gone_name, kept=merge.kept_name)
    row = []
    if merge.partner_id:
        row.append(button(words.text("Open"), partners.SHOW, str(merge.partner_id)))
    row.append(_apart(words, merge))
    return modal(
        DONE,
        words.text("Merged"),
        [section(text), context(_until(words, merge)), actions(*row, block_id="merged")],
        close=words.text("Close"),
    )


def apart(words: Words, merge: Merge, lost: int) -> View:
    """After the two were taken apart."""
    title = words.text("Taken apart")
    return modal(DONE, title, [section(_apart_again(words, merge, lost))], close=words.text("Close"))


def apart_in_place(words: Words, merge: Merge, lost: int, by: str) -> Message:
    """The same in the place of the message that told of the merge."""
    said = words.rich("{name} took them apart.", name=by)
    text = Rich("{} {}").format(said, _apart_again(words, merge, lost))
    return message(text, [section(text)])


def recent(words: Words, found: Sequence[Merge], names: Mapping[str, str], after: int | None) -> View:
    """Those that can still be taken apart."""
    blocks: list[Block] = []
    for one in found:
        text = words.rich(
            "*{gone}* → *{kept}*\n{name}, {day}",
            gone=one.gone_name,
            kept=one.kept_name,
            name=names.get(one.by, one.by),
            day=words.full_date(one.at.astimezone(words.zone).date()),
        )
        blocks.append(section(text, accessory=_apart(words, one), block_id=f"merge:{one.id}"))
    if not found:
        blocks.append(section(words.rich("Nothing was merged in the last 30 days.")))
    if after is not None:
        blocks.append(actions(button(words.text("Next"), SHOW_MERGED, str(after)), block_id="turn"))
    return modal(RECENT, words.text("Merged lately"), blocks, close=words.text("Close"))


def notice(words: Words, merge: Merge, by: str, *, reminder: Reminder) -> Message:
    """To the partner's channel: another one is part of it now."""
    text = words.rich("{name} merged *{gone}* into *{kept}*.", name=by, gone=merge.gone_name, kept=merge.kept_name)
    row = actions(_apart(words, merge), block_id="merged")
    small = context(_until(words, merge))
    return message(text, [section(text), small, row, *why(words, _because(words, reminder), reminder.id)])


def undone_notice(words: Words, merge: Merge, by: str, *, reminder: Reminder) -> Message:
    """To the partner's channel: they are two again."""
    text = words.rich(
        "{name} took *{gone}* and *{kept}* apart again.", name=by, gone=merge.gone_name, kept=merge.kept_name
    )
    return message(text, [section(text), *why(words, _because(words, reminder), reminder.id)])


def redacted(words: Words) -> Message:
    """The same where people of another organization read along."""
    text = words.rich("Two entries for one organization were put in order. The details are for our own team.")
    return message(text, [section(text)])


def _because(words: Words, reminder: Reminder) -> Rich:
    if reminder.to_person:
        return words.rich("sent to you because you look after this partner")
    place = channel(reminder.recipient)
    return words.rich("posted because {channel} is where this partner is spoken of", channel=place)


def _apart(words: Words, merge: Merge) -> Element:
    ask = confirm(
        words.text("Take them apart?"),
        words.text("What was moved goes back. What was added since stays with {kept}.", kept=cut(merge.kept_name, 100)),
        words.text("Take apart"),
        words.text("Cancel"),
    )
    label = words.text("Take apart")
    return button(label, APART, str(merge.id), ask=ask, label=words.labelled(label, merge.gone_name))


def _apart_again(words: Words, merge: Merge, lost: int) -> Rich:
    text = words.rich("*{gone}* and *{kept}* are two again, as they were.", gone=merge.gone_name, kept=merge.kept_name)
    more = [words.rich("What was added since stays with {kept}.", kept=merge.kept_name)]
    if lost:
        said = words.plural(
            "{n} entry that was moved has been deleted since, and is not back.",
            "{n} entries that were moved have been deleted since, and are not back.",
            lost,
        )
        more.append(words.rich("{said}", said=said))
    return Rich(" ").join([text, *more])


def _until(words: Words, merge: Merge) -> Rich:
    day = words.day((merge.at + KEPT_FOR).astimezone(words.zone).date(), year=True)
    return words.rich("The two can be taken apart until {day}.", day=day)


def _what(words: Words, side: Side) -> str:
    if side.partner is None:
        return words.text("prospect")
    return words.text("partner, {stage}", stage=stage_name(words, side.partner.stage).lower())


def _side(words: Words, side: Side, names: Mapping[str, str]) -> Rich:
    one = side.organization
    told = [words.rich("*{name}*", name=cut(one.name, 150)), words.rich("{what}", what=_what(words, side))]
    lines = [", ".join(kind_names(words, side.kinds)), one.region]
    if side.partner:
        lines.append(words.text("Owner: {name}", name=names.get(side.partner.owner_id, side.partner.owner_id)))
        if side.partner.confidential:
            lines.append(words.text("Confidential"))
        if side.partner.archived:
            lines.append(words.text("archived"))
    if side.source:
        lines.append(words.text("From {source}", source=side.source))
    lines += counted(words, side.counts)
    told += [words.rich("{line}", line=cut(line, 120)) for line in lines if line]
    return cut(Rich("\n").join(told), 1900)


def _choice(words: Words, preview: Preview, field: str, names: Mapping[str, str], chosen: Source) -> Block:
    options = []
    for source, side in ((Source.kept, preview.kept), (Source.gone, preview.gone)):
        shown = _shown(words, field, side.value(field), names)
        options.append(option(shown, source.value, words.text("as with {name}", name=cut(side.organization.name, 60))))
    if field in LISTS:
        options.append(option(words.text("Both together"), Source.both.value))
    kept = preview.kept.organization.id
    return inputs.field(
        f"{TAKE}{field}@{kept}",
        words.text(_FIELDS[field]),
        inputs.radio(options, chosen.value, action=f"{TAKE}{field}"),
    )


def _taken(words: Words, preview: Preview, field: str, names: Mapping[str, str], choices: Mapping[str, Source]) -> Rich:
    source = choices.get(field) or preview.usual(field)
    mine, theirs = preview.kept.value(field), preview.gone.value(field)
    value = {Source.kept: mine, Source.gone: theirs}.get(source)
    if source is Source.both:
        value = list(dict.fromkeys([*mine, *theirs]))
    shown = channel(value) if field == "channel_id" and value else _shown(words, field, value, names, most=200)
    return words.rich("{field}: {value}", field=words.text(_FIELDS[field]), value=shown)


def _shown(words: Words, field: str, value: Any, names: Mapping[str, str], *, most: int = 70) -> str:
    if not value:
        return "–"
    if field == "stage":
        return stage_name(words, Stage(value))
    if field == "channel_id":
        return words.text("its channel")
    return cut(" ".join(partners.field_value(words, field, value, names).split()), most)


def _notes(words: Words, preview: Preview, names: Mapping[str, str]) -> list[Rich]:
    notes = []
    if preview.same_people:
        notes.append(
            words.rich("{people}: one entry stays, filled in from both", people=words.listed(list(preview.same_people)))
        )
    if preview.same_kpis:
        notes.append(words.rich("The same indicators: both go on, each with its own figures, and are not added up"))
    if preview.two_plans:
        notes.append(words.rich("Two plans of sessions: both go on; end the one you do not need"))
    if preview.gone.partner and preview.kept.partner:
        owner = names.get(preview.gone.partner.owner_id, preview.gone.partner.owner_id)
        notes.append(words.rich("Colleagues: all who are named on either are named on it, {owner} too", owner=owner))
    if preview.confidential and not (preview.gone.partner and preview.kept.partner):
        notes.append(words.rich("One is a confidential partner: for all others the prospect is out of sight, too"))
    elif preview.confidential:
        notes.append(words.rich("Confidential: it stays so, and all who are named on either see all of it"))
    return notes
