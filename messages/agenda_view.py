"""The agenda of a session before it is announced, for whoever prepares it."""

from zoneinfo import ZoneInfo

from messages import sessions
from messages.agendas import IN_FULL, points
from messages.blocks import Block, actions, button, context, section
from messages.meetings import MEET
from messages.occasions import title
from messages.surfaces import View, modal
from messages.words import Rich, Words
from storage.agendas import Agenda, Occasion
from storage.sessions import SessionState

VIEW = "agendas.view"


def preparation(words: Words, agenda: Agenda, *, may: bool) -> View:
    """What is worth talking about, as things stand, and what can be done with the session."""
    local = Words(words.language, ZoneInfo(agenda.cadence.time_zone))
    session, partner = agenda.session, str(agenda.partner.id)
    if session.state is not SessionState.planned:
        return settled(local, agenda, may=may)
    blocks: list[Block] = [section(Rich("*{}*").format(title(local, agenda)))]
    if agenda.holiday:
        blocks.append(context(words.rich("This day is a public holiday: {holiday}.", holiday=agenda.holiday)))
    blocks += points(local, agenda, IN_FULL, may=False)[0]
    if may:
        row = [
            button(words.text("Record the meeting"), MEET, f"{partner}:{session.id}", style="primary"),
            button(words.text("Reschedule"), sessions.RESCHEDULE, str(session.id)),
            button(words.text("Skip this one"), sessions.SKIP, str(session.id)),
            button(words.text("Change the plan"), sessions.PLAN, partner),
        ]
        blocks.append(actions(*row, block_id="session"))
    blocks.append(context(words.rich("Made from today’s facts, like the message about this session in the channel.")))
    return modal(VIEW, words.text("Agenda"), blocks, close=words.text("Close"))


def settled(words: Words, agenda: Occasion, *, may: bool) -> View:
    """A session that is not to come any more: held, skipped or taken back."""
    match agenda.session.state:
        case SessionState.skipped:
            lead = words.rich("Skipped: {title}", title=title(words, agenda))
        case SessionState.held:
            lead = words.rich("Recorded: {title}", title=title(words, agenda))
        case _:
            lead = words.rich("No longer planned: {title}", title=title(words, agenda))
    blocks: list[Block] = [section(lead)]
    if may and agenda.session.state is SessionState.skipped:
        blocks.append(actions(button(words.text("Undo"), sessions.UNSKIP, str(agenda.session.id)), block_id="session"))
    return modal(VIEW, words.text("Agenda"), blocks, close=words.text("Close"))
