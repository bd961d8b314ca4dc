"""Who looks after Liaison in a workspace: owning it, asking for another role, the end of somebody's access."""

from collections.abc import Mapping

from messages import settings
from messages.blocks import Block, actions, button, section
from messages.reminders import why
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.members import Role

ASK = "members.ask"
TAKE = "members.take"
WINDOW = "members.window"

ROLES = {
    Role.coordinator: N_("coordinator"),
    Role.member: N_("member"),
    Role.viewer: N_("viewer"),
}
"""What others than owners are called."""


def offer(words: Words) -> list[Block]:
    """On the Home tab of an admin, where nobody has taken Liaison on yet."""
    text = words.rich(
        "*Nobody has been named to look after Liaison here.* You own it only because you are an admin of this Slack"
        " workspace. Take it on, and you stay an owner whatever changes in Slack; or name somebody else in the"
        " settings."
    )
    take = button(words.text("I will look after it"), TAKE)
    return [section(text), actions(take, button(words.text("Name somebody else"), settings.OPEN))]


def ask(words: Words, owners: Mapping[str, str]) -> list[Block]:
    """Below a refusal: a button to ask the first of the owners (names by user id); nothing where there is none."""
    return [
        actions(button(words.text("Ask {name}", name=name), ASK, user_id)) for user_id, name in list(owners.items())[:1]
    ]


def was_asked(words: Words, name: str) -> Message:
    """To who asked for another role."""
    sentence = N_("Your request goes to {name} in a direct message, as soon as they have no quiet hours.")
    return message(words.rich(sentence, name=name))


def window(words: Words, answer: Message) -> View:
    """The same in the window that the refusal stood in."""
    return modal(WINDOW, words.text("Asked"), [section(answer["text"])], close=words.text("Close"))


def asked(words: Words, name: str, role: Role, reminder_id: int) -> Message:
    """To an owner: somebody asks for another role than the one they have."""
    text = words.rich(
        "*{name}* asks for another role in Liaison. Their role now: {role}. You can change it in the settings, or"
        " leave it as it is.",
        name=name,
        role=words.text(ROLES[role]),
    )
    because = words.rich("You get this because you own Liaison here and were asked.")
    return message(
        Rich("{}\n{}").format(text, because),
        [section(text), actions(button(words.text("Settings"), settings.OPEN)), *why(words, because, reminder_id)],
    )


def ended(words: Words, name: str, reminder_id: int) -> Message:
    """To an owner: Slack says that somebody who could use Liaison is not a member of this workspace."""
    text = words.rich(
        "*{name}* can no longer use Liaison: Slack says they are a guest, or of another organization. What they wrote"
        " is still here. What they were to do stays in their name until somebody gives it to a colleague:"
        " `/partner actions` shows it.",
        name=name,
    )
    because = words.rich("You get this because you own Liaison here.")
    return message(Rich("{}\n{}").format(text, because), [section(text), *why(words, because, reminder_id)])
