"""The private link by which a person's own calendar reads sessions, and one session as a file."""

from collections.abc import Sequence

from messages.blocks import Block, Element, actions, button, confirm, context, divider, section
from messages.calendar_file import title_of
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.calendar import Entry
from storage.feeds import Feed
from storage.partners import Partner
from storage.sessions import Session

OPEN, LINK, REVOKE, ADD = "calendar.open", "calendar.link", "calendar.revoke", "calendar.add"
VIEW = "calendar.view"
MINE = "mine"
"""In the place of a partner's id: all that is the person's."""
ABOUT = N_("Have sessions in your own calendar: a private link for Google, Outlook or Apple")
USAGE = N_("[NAME]")
MOST = 20

HOW_TO = (
    N_("*Google*, on a computer: beside “Other calendars” press *+*, “From URL”, paste the link."),
    N_("*Outlook*: Calendar, “Add calendar”, “Subscribe from web”, paste the link."),
    N_("*Apple*, on a Mac: File, “New Calendar Subscription”, paste the link."),
)


def calendar(
    words: Words,
    links: Sequence[tuple[Feed, Partner | None]],
    *,
    partner: Partner | None,
    coming: Session | None = None,
    url: str | None = None,
    reachable: bool,
) -> View:
    """The link of a person to all that is theirs, or to one `partner`, whose next session is `coming`.

    `url` is a link just made: it is shown this once. Not `reachable`: no calendar could come to Liaison.
    """
    wanted = partner.id if partner else None
    link = next((feed for feed, _ in links if feed.partner_id == wanted), None)
    blocks: list[Block] = [section(_lead(words, partner))]
    if url:
        blocks += _shown_once(words, url)
    if not reachable:
        blocks.append(section(_unreachable(words)))
    elif link is None:
        value = str(wanted or MINE)
        blocks.append(actions(button(words.text("Get my link"), LINK, value, style="primary"), block_id="link"))
    if link is not None:
        blocks.append(section(_state(words, link)))
        blocks.append(actions(*_choices(words, link, reachable=reachable), block_id="link"))
    if coming is not None:
        line = words.rich("The next session: {when}", when=words.when(coming.starts_at, zone=True))
        blocks += [divider(), section(line, accessory=add_button(words, coming), block_id="next")]
    if partner is None:
        blocks += _of_partners(words, links)
    return modal(VIEW, words.text("In my calendar"), blocks, close=words.text("Close"), meta={"partner": wanted})


def add_button(words: Words, session: Session) -> Element:
    """Sends one session as a file."""
    return button(words.text("Add to my calendar"), ADD, str(session.id))


def said_beside(words: Words, entry: Entry) -> Rich:
    """What is said beside the file of one session."""
    when = words.when(entry.starts_at, zone=True)
    return words.rich("*{title}*, {when}. Open the file to add it.", title=title_of(words, entry), when=when)


def name_of(words: Words, partner: Partner | None) -> str:
    """What a subscribed calendar is called."""
    if partner is None:
        return words.text("Liaison: my partners")
    return words.text("Liaison: {name}", name=partner.name)


def _lead(words: Words, partner: Partner | None) -> Rich:
    if partner is not None:
        return words.rich(
            "*{name}*\nAll sessions with this partner in your own calendar, kept up to date by themselves.",
            name=partner.name,
        )
    return words.rich(
        "*All my partners*\nAll sessions with the partners you look after or are named on, in your own calendar,"
        " kept up to date by themselves."
    )


def _shown_once(words: Words, url: str) -> list[Block]:
    lead = words.rich("*Your link.* Copy it now: it is shown this once.")
    small = words.rich(
        "Whoever has the link reads what you may see, so treat it like a password. Outlook and Apple look again every"
        " few hours, Google about once a day."
    )
    how_to = Rich("\n").join(words.rich(line) for line in HOW_TO)
    return [section(lead), section(words.rich("```{url}```", url=url)), section(how_to), context(small)]


def _unreachable(words: Words) -> Rich:
    return words.rich(
        "A link needs an address at which calendars reach Liaison, and none is set: whoever runs Liaison can set"
        " `LIAISON_PUBLIC_URL`. Until then, “Add to my calendar” sends you single sessions as files."
    )


def _state(words: Words, link: Feed) -> Rich:
    made = words.day(link.created_at.astimezone(words.zone).date(), year=True)
    if link.last_read_at is None:
        return words.rich("Your link was made on {day}. No calendar has read it yet.", day=made)
    read = words.when(link.last_read_at)
    return words.rich("Your link was made on {day}. A calendar last read it on {when}.", day=made, when=read)


def _choices(words: Words, link: Feed, *, reachable: bool) -> list[Element]:
    sure = confirm(
        words.text("Make a new link?"),
        words.text("The present one stops working at once, in every calendar that has it."),
        words.text("Make a new one"),
        words.text("Keep it"),
    )
    anew = button(words.text("Get a new link"), LINK, str(link.partner_id or MINE), ask=sure)
    return [*([anew] if reachable else []), _revoke(words, link)]


def _revoke(words: Words, link: Feed, name: str | None = None) -> Element:
    sure = confirm(
        words.text("Revoke this link?"),
        words.text("It stops working at once, in every calendar that has it. You can make another."),
        words.text("Revoke"),
        words.text("Keep it"),
        danger=True,
    )
    label = words.text("Revoke: {name}", name=name) if name else None
    return button(words.text("Revoke"), REVOKE, str(link.id), style="danger", ask=sure, label=label)


def _of_partners(words: Words, links: Sequence[tuple[Feed, Partner | None]]) -> list[Block]:
    """The links to single partners, so that each can be taken back from one place."""
    single = [(feed, partner) for feed, partner in links if partner is not None]
    if not single:
        return [context(words.rich("For one partner alone: `/partner calendar` with its name."))]
    blocks: list[Block] = [divider(), section(words.rich("*Links to single partners*"))]
    for feed, partner in single[:MOST]:
        line = words.rich("{name}\n{state}", name=partner.name, state=_state(words, feed))
        blocks.append(section(line, accessory=_revoke(words, feed, partner.name), block_id=f"link:{feed.id}"))
    if len(single) > MOST:
        blocks.append(context(words.plural("and {n} more", "and {n} more", len(single) - MOST)))
    return blocks
