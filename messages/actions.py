"""Action items: the list, the nudge, and the small forms that move or hand on one of them.

A control's value says where it stands ("7 mine@2026-11-20.7"), so that what it sits in can be built anew.
"""

from collections.abc import Sequence
from datetime import date

from messages import inputs
from messages.blocks import Block, Element, actions, button, context, divider, option, overflow, section
from messages.limits import cut
from messages.room import coming_up, how_many, more
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.actions import ONE_DAY, Action, ActionState, Cursor, Side, Who
from storage.contacts import Contact

MORE = "actions.more"
DONE = "actions.done"
REOPEN = "actions.reopen"
DATE = "actions.date"
GIVE = "actions.give"
OF, OWN = "actions.of", "actions.own"
PAGE = "actions.page"
LIST = "actions.list"

DUE = "due"
ASSIGNEE = "assignee"
CONTACT = "contact"

ABOUT = N_("Action items that are open: yours, everybody’s, or those with one partner")
USAGE = N_("[mine | NAME]")
MINE_WORDS = frozenset({"mine", "me", "my", "moi", "mien", "miens", "mienne", "miennes", "mes"})
ALL, MINE, ALONE, HOME = "all", "mine", "alone", "home"
DUE_PLACE, IDS_PLACE = "due:", "ids:"
SHOWN = 12
LONGEST_PLACE = 50  # an option's value holds 75 characters, the verb and the id go before


def spot(action: Action, place: str) -> str:
    """What a control carries: which action, and the place it is shown in."""
    return f"{action.id} {place}"


def page_of(place: str, after: Cursor) -> str:
    """The place of the page after `after`."""
    return f"{place.partition('@')[0]}@{after.due_on or ''}.{after.id}"


def cursor_of(place: str) -> Cursor | None:
    """Where the page of a place begins, None for the first one."""
    _, _, rest = place.partition("@")
    if not rest:
        return None
    day, _, action_id = rest.partition(".")
    return Cursor(date.fromisoformat(day) if day else None, int(action_id))


def due(words: Words, action: Action, today: date) -> str:
    """When it is due, in words; plain text."""
    if action.due_on is None:
        return words.text("no date")
    day = words.day(action.due_on, year=action.due_on.year != today.year)
    if action.due_on < today:
        return words.text("overdue since {day}", day=day)
    if action.due_on == today:
        return words.text("due today, {day}", day=day)
    if action.due_on == today + ONE_DAY:
        return words.text("due tomorrow, {day}", day=day)
    return words.text("due {day}", day=day)


def holder(words: Words, action: Action, who: Who) -> str:
    """Who promised it, in words; plain text."""
    if action.assignee_id is not None:
        name = who.names.get(action.assignee_id, action.assignee_id)
        if action.assignee_id in who.gone:
            name = words.text("{name} (has left)", name=name)
        return words.text("{name} and the partner", name=name) if action.side is Side.joint else name
    contact = who.contacts.get(action.contact_id) if action.contact_id is not None else None
    if action.side is Side.joint:
        return words.text("both sides")
    if action.side is Side.them:
        return words.text("{name}, of the partner", name=contact) if contact else words.text("the partner")
    return contact or words.text("nobody yet")


def about(words: Words, action: Action) -> str:
    """What it is about, in words; plain text."""
    if action.partner is not None:
        return action.partner.name
    if action.opportunity is not None:
        return words.text("for “{outcome}”", outcome=cut(action.opportunity.outcome, 120))
    return words.text("our own organization")


def line(words: Words, action: Action, who: Who, today: date, *, partner: bool = True) -> Rich:
    """One action in mrkdwn: what, with which partner, who, when; or by whom it was done."""
    facts = [about(words, action)] if partner else []
    if action.state is ActionState.done:
        name = who.names.get(action.settled_by or "", "")
        facts.append(words.text("done by {name}", name=name) if name else words.text("done"))
    elif action.state is ActionState.dropped:
        facts.append(words.text("taken back"))
    else:
        facts += [holder(words, action, who), due(words, action, today)]
    return words.rich("*{what}*\n{facts}", what=action.what, facts=" · ".join(facts))


def item(words: Words, action: Action, who: Who, today: date, place: str, *, may: bool, partner: bool = True) -> Block:
    """One action with its menu, for a list."""
    choices = menu(words, action, place) if may else None
    return section(line(words, action, who, today, partner=partner), accessory=choices, block_id=f"action:{action.id}")


def menu(words: Words, action: Action, place: str) -> Element:
    """What can be done about one action, as a menu."""
    return overflow(MORE, _choices(words, action, place))


def listing(
    words: Words,
    found: Sequence[Action],
    who: Who,
    today: date,
    *,
    place: str,
    after: Cursor | None,
    may: bool,
    partner: str | None = None,
    settled: Action | None = None,
) -> Message:
    """A page of open actions; `settled` is the one just done (or handed on), kept in sight so that it can be undone."""
    lead = _lead(words, place, partner)
    blocks: list[Block] = [section(lead)]
    if settled is not None and settled.id not in [one.id for one in found]:
        blocks += [item(words, settled, who, today, place, may=may), divider()]
    if not found:
        lead = _nothing(words, place, partner)
        blocks.append(section(lead))
    blocks += [item(words, one, who, today, place, may=may, partner=partner is None) for one in found]
    pages = []
    if cursor_of(place) is not None:
        pages.append(button(words.text("Back to the first"), f"{PAGE}.first", place.partition("@")[0]))
    if after is not None:
        pages.append(button(words.text("Show more"), PAGE, page_of(place, after)))
    if pages:
        blocks.append(actions(*pages))
    blocks.append(
        context(words.rich("`/partner actions mine` shows yours, `/partner actions NAME` those with one partner."))
    )
    lines = [line(words, one, who, today).one_line() for one in found]
    return message(Rich("\n").join([lead, *lines]), blocks)


def window(words: Words, shown: Message) -> View:
    """The same as a window, where no message can be said."""
    return modal(LIST, words.text("Actions"), shown["blocks"], close=words.text("Close"))


def nudge(words: Words, found: Sequence[Action], who: Who, today: date, *, place: str) -> Message:
    """Some of a person's actions, with buttons: the message of the day, or what was handed to them, as it is now."""
    opened = len([one for one in found if one.state is ActionState.open])
    if not opened:
        lead = words.text("All of it is done. Thank you.")
    elif place.startswith(DUE_PLACE):
        lead = words.plural("{n} action of yours is due", "{n} actions of yours are due", opened)
    else:
        lead = words.plural("{n} action of yours is open", "{n} actions of yours are open", opened)
    rows = [[section(line(words, one, who, today)), _row(words, one, place)] for one in found]
    why = words.rich("`/partner actions mine` shows all that is yours.")
    if place.startswith(DUE_PLACE):
        why = words.rich(
            "Sent because these are yours: the day before they are due and the day after, at most one message a day. "
            "`/partner settings` sets your quiet hours."
        )
    blocks = [section(lead), *as_many_as_fit(words, rows, beside=[section(lead), context(why)]), context(why)]
    return message(Rich("\n").join([lead, *(_short(words, one, today) for one in found)]), blocks)


def as_many_as_fit(words: Words, rows: Sequence[Sequence[Block]], *, beside: Sequence[Block]) -> list[Block]:
    """The first of somebody's actions, each some blocks, and a way to all of theirs when there are more."""
    shown = min(SHOWN, how_many(rows, beside=beside))
    blocks = [block for row in rows[:shown] for block in row]
    if left := len(rows) - shown:
        blocks.append(section(more(words, left), accessory=button(words.text("All my actions"), OWN)))
    return blocks


def given(words: Words, action: Action, who: Who, today: date, *, by: str, place: str) -> Message:
    """To somebody who was handed an action by a colleague."""
    lead = words.rich("{name} handed you an action", name=by)
    why = words.rich(
        "Sent once, because {name} gave you this. `/partner actions mine` shows all that is yours.", name=by
    )
    blocks = [section(lead), section(line(words, action, who, today)), _row(words, action, place), context(why)]
    return message(Rich("{}: {}").format(lead, _short(words, action, today)), blocks)


def orphaned(words: Words, found: Sequence[Action], who: Who, today: date, *, name: str, place: str) -> Message:
    """To the owner of partners in which somebody who left has open actions."""
    lead = words.rich("{name} has left the workspace, with open actions in partnerships of yours", name=name)
    if not found:
        lead = words.rich("All that {name} left open has found somebody.", name=name)
    rows = [[item(words, one, who, today, place, may=True)] for one in found]
    why = words.rich(
        "Sent once, because you look after these partnerships. Give each action to somebody else, or mark it done."
    )
    return message(lead, [section(lead), *coming_up(words, rows, most=SHOWN), context(why)])


def alone(words: Words, action: Action, who: Who, today: date, *, place: str) -> Message:
    """One action with its buttons, in the place of the message that told of it."""
    text = line(words, action, who, today)
    return message(text.one_line(), [section(text), _row(words, action, place)])


def new_date(words: Words, action: Action, who: Who, today: date, meta: dict[str, object]) -> View:
    """The form for another day."""
    suggested = max(action.due_on or today, today).isoformat()
    return modal(
        DATE,
        words.text("New date"),
        [
            section(line(words, action, who, today)),
            inputs.field(DUE, words.text("Due on"), inputs.date(suggested)),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def give(
    words: Words, action: Action, who: Who, today: date, contacts: Sequence[Contact], meta: dict[str, object]
) -> View:
    """The form to hand it to a colleague, or to somebody of the partner."""
    blocks = [
        section(line(words, action, who, today)),
        inputs.field(ASSIGNEE, words.text("A colleague"), inputs.user(), optional=True),
    ]
    if contacts:
        people = [option(contact.name, str(contact.id)) for contact in contacts[:100]]
        hint = words.text("They get no message; it shows in lists and in the next agenda.")
        label = words.text("Or somebody of the partner")
        blocks.append(inputs.field(CONTACT, label, inputs.select(people), hint=hint, optional=True))
    title, close = words.text("Give it to"), words.text("Cancel")
    return modal(GIVE, title, blocks, submit=words.text("Save"), close=close, meta=meta)


def done_button(words: Words, action: Action, place: str) -> Element:
    """Done, or reopen once it is."""
    if action.state is ActionState.open:
        label = words.text("Done: {what}", what=action.what)
        return button(words.text("Done"), DONE, spot(action, place), label=label)
    return button(words.text("Reopen"), REOPEN, spot(action, place))


def _row(words: Words, action: Action, place: str) -> Block:
    buttons = [done_button(words, action, place)]
    if action.state is ActionState.open:
        buttons += [
            button(words.text("New date"), DATE, spot(action, place)),
            button(words.text("Give to somebody"), GIVE, spot(action, place)),
        ]
    return actions(*buttons, block_id=f"action:{action.id}")


def _choices(words: Words, action: Action, place: str) -> list[Element]:
    if len(place) > LONGEST_PLACE:
        place = MINE
    if action.state is not ActionState.open:
        return [option(words.text("Reopen"), f"reopen {spot(action, place)}")]
    return [
        option(words.text("Mark as done"), f"done {spot(action, place)}"),
        option(words.text("New date"), f"date {spot(action, place)}"),
        option(words.text("Give to somebody"), f"give {spot(action, place)}"),
    ]


def _short(words: Words, action: Action, today: date) -> Rich:
    return words.rich(
        "{what} ({partner}, {due})", what=action.what, partner=about(words, action), due=due(words, action, today)
    )


def _lead(words: Words, place: str, partner: str | None) -> Rich:
    if partner is not None:
        return words.rich("Open actions with *{partner}*", partner=partner)
    if place.startswith(MINE):
        return words.rich("Your open actions, soonest due first")
    return words.rich("All open actions, soonest due first")


def _nothing(words: Words, place: str, partner: str | None) -> Rich:
    if partner is not None:
        return words.rich(
            "Nothing is open with {partner}. Actions come from meetings: `/partner meet`.", partner=partner
        )
    if place.startswith(MINE):
        return words.rich("Nothing is open for you.")
    return words.rich("Nothing is open. Actions come from meetings: `/partner meet`.")
