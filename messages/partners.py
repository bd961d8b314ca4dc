"""Partners: their form, their list, and what is said when one is looked for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from messages import contacts, inputs, organizations
from messages.blocks import Block, Element, actions, button, channel, context, option, section
from messages.drafts import offered_back
from messages.limits import cut
from messages.stages import stage_name
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.organizations import Kind
from storage.partners import Description, Partner, Reason

NEW = "partners.new"
EDIT = "partners.edit"
SHOW = "partners.show"
MORE = "partners.more"
CARD = "partners.card"
FIND = "partners.find"
SEARCH = "partners.search"
PAGE = "partners.page"
ARCHIVE = "partners.archive"
RESTORE = "partners.restore"
OTHER = "partners.other"
AFRESH = "partners.afresh"
CONTINUE = "partners.continue"
DUPLICATES = "duplicates.show"

NEW_ABOUT = N_("Add a partner: who they are, why to work together, whom to talk to")
EDIT_ABOUT = N_("Change what is kept about a partner, its contacts included")
SHOW_ABOUT = N_("Show a partner’s card: stage, owner, next date, open actions, goals, last meeting")
ARCHIVE_ABOUT = N_("Put a partner away; nothing is lost")
RESTORE_ABOUT = N_("Bring an archived partner back")
NEW_USAGE = N_("[name]")
USAGE = N_("NAME")

REASONS, CHANNEL, OWNER, PEOPLE, CONFIDENTIAL = "reasons", "channel", "owner", "people", "confidential"
YES = "yes"

REASON_NAMES: dict[Reason, str] = {
    Reason.duplication: N_("Eliminate duplication of effort"),
    Reason.pooling: N_("Pool resources"),
    Reason.social_issue: N_("Address a social issue"),
    Reason.social_change: N_("Create long-term social change"),
    Reason.services: N_("Deliver services"),
    Reason.outreach: N_("Increase outreach"),
}
FIELD_NAMES: dict[str, str] = {
    "name": N_("Name"),
    "kinds": N_("Kinds of organization"),
    "reasons": N_("Reasons to partner"),
    "website": N_("Website"),
    "region": N_("Region"),
    "languages": N_("Languages"),
    "serves": N_("Who they serve"),
    "channel_id": N_("Home channel"),
    "owner_id": N_("Owner"),
    "people": N_("Colleagues"),
    "confidential": N_("Confidential"),
    "contacts": N_("Contacts"),
}


def form(
    words: Words,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    rows: Sequence[str],
    now: datetime,
    saved_at: datetime | None = None,
    notes: Sequence[Block] = (),
) -> View:
    """The form for a partner, new or (`meta` holds its id) known; `rows` are of contacts, `notes` stand on top."""
    blocks: list[Block] = [*notes]
    if saved_at:
        blocks += offered_back(words, saved_at, now=now, afresh=AFRESH)
    blocks += organizations.who_they_are(words, values)
    reasons = [option(words.text(name), reason.value) for reason, name in REASON_NAMES.items()]
    why = inputs.multi_select(reasons, values.get(REASONS) or ())
    blocks.append(inputs.field(REASONS, words.text("Reasons to partner"), why, optional=True, dispatch=True))
    blocks += organizations.what_they_do(words, values)
    blocks += _ours(words, values)
    blocks += contacts.rows_part(words, values, rows)
    inputs.start_over(blocks, meta.get("afresh"))
    known = bool(meta.get("id"))
    return modal(
        EDIT if known else NEW,
        words.text("Change a partner") if known else words.text("New partner"),
        blocks,
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta={**meta, "rows": list(rows)},
    )


def duplicates(words: Words, found: Sequence[Partner]) -> list[Block]:
    """On top of the form: partners that the new one may already be."""
    blocks: list[Block] = [
        section(
            words.rich("*This may be a partner that is already here.* Nothing has been added yet."), block_id="like"
        )
    ]
    for partner in found:
        about = stage_name(words, partner.stage)
        if partner.archived:
            about = f"{about} · {words.text('archived')}"
        text = words.rich("*{name}*\n{about}", name=partner.name, about=about)
        show = button(words.text("Open the existing one"), SHOW, str(partner.id), label=partner.name)
        blocks.append(section(text, accessory=show, block_id=f"like_{partner.id}"))
    different = button(words.text("It is a different organization"), OTHER)
    twice = button(words.text("What is here twice"), DUPLICATES, str(found[0].organization_id))
    blocks.append(actions(different, twice, block_id="other"))
    return blocks


def is_different(words: Words) -> list[Block]:
    """On top of the form, once the person has said so."""
    return [section(words.rich("A different organization, then. Press Save to add it."), block_id="like")]


def unfinished(words: Words, name: str) -> list[Block]:
    """On top of a form begun with a name: another one was left unfinished."""
    text = words.rich("Your form for “{name}” is not finished yet.", name=name)
    return [section(text, accessory=button(words.text("Continue with it"), CONTINUE), block_id="unfinished")]


def changed_meanwhile(
    words: Words, *, by: str, at: datetime, theirs: Mapping[str, Any], names: Mapping[str, str]
) -> list[Block]:
    """On top of the form: somebody else saved meanwhile; `theirs` are the fields that differ, as they are kept now."""
    lead = words.rich("*{name} saved changes at {hour}, while you were editing.*", name=by, hour=words.hour(at))
    kept = [
        words.rich(
            "{field}: {value}", field=words.text(FIELD_NAMES[name]), value=field_value(words, name, value, names)
        )
        for name, value in theirs.items()
    ]
    tail = words.rich("Your text is below. Saving again puts it in the place of theirs.")
    return [section(Rich("\n").join([lead, *kept, tail]), block_id="changed")]


def field_value(words: Words, name: str, value: Any, names: Mapping[str, str]) -> str:
    """The value of one field as people read it; `names` are people's by user id."""
    match name:
        case "kinds":
            shown = words.listed(organizations.kind_names(words, [Kind(kind) for kind in value]))
        case "reasons":
            shown = words.listed([words.text(REASON_NAMES[Reason(reason)]) for reason in value])
        case "languages":
            shown = words.listed([organizations.language_in_text(words, code) for code in value])
        case "people":
            shown = words.listed([names.get(user_id, user_id) for user_id in value])
        case "contacts":
            shown = words.listed(list(value))
        case "owner_id":
            shown = names.get(value, value)
        case "confidential":
            shown = words.text("yes") if value else words.text("no")
        case "channel_id":
            return channel(value) if value else "–"
        case _:
            shown = str(value or "")
    return cut(shown, 200) or "–"


def values_of(kept: Description) -> dict[str, Any]:
    """What the form shows of a partner as it is kept."""
    return {
        organizations.NAME: kept.name,
        organizations.KINDS: [kind.value for kind in kept.kinds],
        organizations.WEBSITE: kept.website,
        organizations.REGION: kept.region,
        organizations.LANGUAGES: list(kept.languages),
        organizations.SERVES: kept.serves,
        REASONS: [reason.value for reason in kept.reasons],
        CHANNEL: kept.channel_id,
        OWNER: kept.owner_id,
        PEOPLE: list(kept.people),
        CONFIDENTIAL: [YES] if kept.confidential else [],
    }


def added(words: Words) -> Rich:
    return words.rich("Added. What would you like to do next?")


def kept(words: Words) -> Rich:
    return words.rich("Saved.")


def choices(partners: Iterable[Partner]) -> list[Element]:
    """Partners as the options of a typeahead; the value is the partner's id."""
    return [option(partner.name, str(partner.id)) for partner in partners]


def picker(words: Words, typed: str, partners: Sequence[Partner], *, then: str) -> Message:
    """Several partners answer to what was typed: a button for each, with the action `then`."""
    lead = words.rich("Several partners answer to “{typed}”. Which one?", typed=typed)
    return _offer(words, lead, partners, then)


def none_called(words: Words, typed: str, nearest: Sequence[Partner], *, then: str) -> Message:
    """No partner answers to what was typed; the nearest names, if any, are offered."""
    if not typed:
        return message(words.rich("Which partner? Type its name after the command, or try `/partner list`."))
    if not nearest:
        return message(
            words.rich(
                "There is no partner called “{typed}”. `/partner new` adds one, `/partner list` shows all.",
                typed=typed[:200],
            )
        )
    lead = words.rich("There is no partner called “{typed}”. Did you mean one of these?", typed=typed[:200])
    return _offer(words, lead, nearest, then)


def is_archived(words: Words, partner: Partner, *, may_edit: bool) -> Message:
    """What was looked for has been put away."""
    lead = words.rich("{name} is archived.", name=partner.name)
    row = [button(words.text("Open"), SHOW, str(partner.id))]
    if may_edit:
        row.append(button(words.text("Restore"), RESTORE, str(partner.id)))
    return message(lead, [section(lead), actions(*row)])


def archived(words: Words, partner: Partner) -> Message:
    """A partner was put away, with the way back."""
    lead = words.rich("{name} is archived. Nothing is lost; reminders about it stop.", name=partner.name)
    back = button(words.text("Undo"), RESTORE, str(partner.id))
    return message(lead, [section(lead), actions(back)])


def restored(words: Words, partner: Partner) -> Rich:
    return words.rich("{name} is back.", name=partner.name)


def out_of_sight(words: Words) -> View:
    """The person saved a confidential partner that they may not see themselves."""
    text = words.rich("Saved. This partner is confidential: only its owner and the colleagues named on it see it now.")
    return modal(CARD, words.text("Partner"), [section(text)], close=words.text("Close"))


def not_in_channel(words: Words, channel: Rich) -> Rich:
    """The home channel is one where Liaison cannot write yet."""
    return words.rich(
        "Liaison is not in {channel} yet. Type `/invite @Liaison` there, so that it can post.", channel=channel
    )


def _offer(words: Words, lead: Rich, partners: Sequence[Partner], then: str) -> Message:
    blocks: list[Block] = [section(lead)]
    for partner in partners:
        text = words.rich("*{name}*\n{stage}", name=partner.name, stage=stage_name(words, partner.stage))
        blocks.append(section(text, accessory=button(words.text("Choose"), then, str(partner.id), label=partner.name)))
    names = Rich("\n").join(words.rich("• {name}", name=partner.name) for partner in partners)
    return message(Rich("{}\n{}").format(lead, names), blocks)


def _ours(words: Words, values: Mapping[str, Any]) -> list[Block]:
    secret = option(words.text("Only its owner, these colleagues and coordinators may see it"), YES)
    return [
        inputs.field(
            CHANNEL,
            words.text("Home channel"),
            inputs.channel(values.get(CHANNEL)),
            hint=words.text("Notices and reminders about this partner are posted there."),
            optional=True,
            dispatch=True,
        ),
        inputs.field(OWNER, words.text("Owner"), inputs.user(values.get(OWNER)), dispatch=True),
        inputs.field(
            PEOPLE,
            words.text("Colleagues"),
            inputs.users(values.get(PEOPLE) or ()),
            hint=words.text("They may change this partner too."),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            CONFIDENTIAL,
            words.text("Confidential"),
            inputs.checkboxes([secret], values.get(CONFIDENTIAL) or ()),
            optional=True,
            dispatch=True,
        ),
        context(words.rich("Leave blank what you do not know yet; only the name and the owner are needed.")),
    ]
