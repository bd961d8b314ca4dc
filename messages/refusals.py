"""Slack's permanent refusals, and what each means to the person who can do something about it."""

from messages.words import N_
from storage.reminder import CUT_OFF

GONE = N_("{place} is gone, or is private and Liaison is not in it. Invite Liaison there, or choose another channel.")
ARCHIVED = N_("{place} is archived. Unarchive it in Slack, or choose another channel.")
OUTSIDE = N_("Liaison is not in {place}. Invite it there with /invite, or choose another channel.")
RESTRICTED = N_("Posting in {place} is restricted. Its managers can let Liaison post there, or choose another channel.")
UNREACHABLE = N_("{place} cannot be reached in Slack any more. Somebody else may need to know.")
NO_MESSAGES = N_("Direct messages from Liaison are switched off in this workspace. Its admins can switch them on.")
NO_SCOPE = N_("Liaison lacks a permission for {place}. An admin can install it again to grant it.")
MALFORMED = N_("Slack did not accept the message as Liaison wrote it ({reason}). Whoever runs Liaison should know.")

REFUSALS: dict[str, str] = {
    "channel_not_found": GONE,
    "is_archived": ARCHIVED,
    "not_in_channel": OUTSIDE,
    "restricted_action": RESTRICTED,
    "restricted_action_read_only_channel": RESTRICTED,
    "restricted_action_thread_only_channel": RESTRICTED,
    "restricted_action_non_threadable_channel": RESTRICTED,
    "no_permission": RESTRICTED,
    "user_not_found": UNREACHABLE,
    "user_not_visible": UNREACHABLE,
    "user_disabled": UNREACHABLE,
    "cannot_dm_bot": UNREACHABLE,
    "messages_tab_disabled": NO_MESSAGES,
    "access_denied": RESTRICTED,
    "team_access_not_granted": NO_SCOPE,
    "missing_scope": NO_SCOPE,
    "not_allowed_token_type": MALFORMED,
    "invalid_arguments": MALFORMED,
    "invalid_blocks": MALFORMED,
    "invalid_blocks_format": MALFORMED,
    "msg_blocks_too_long": MALFORMED,
    "msg_too_long": MALFORMED,
    "no_text": MALFORMED,
    "metadata_too_large": MALFORMED,
    "invalid_metadata_format": MALFORMED,
    "invalid_metadata_schema": MALFORMED,
    "metadata_must_be_sent_from_app": MALFORMED,
}
"""By Slack's own word (chat.postMessage, conversations.open, conversations.info)."""

EXHAUSTED = N_("Slack turned it down again and again ({reason}), so Liaison stopped trying.")
UNMADE = N_("Liaison could not write the message. Whoever runs Liaison finds the cause in its log, under {reason}.")

CUT_SHORT = N_(
    "Three times, Liaison was cut off while it worked on the message, so it stopped trying. Whoever runs Liaison finds"
    " the cause in its log."
)


ABOUT_THE_MESSAGE = frozenset(word for word, said in REFUSALS.items() if said is MALFORMED) - {"not_allowed_token_type"}
"""The refusals of one message for what it is, wherever it goes."""


def meaning(reason: str) -> str:
    """The catalog sentence for a reason why something was not delivered; it may name `place` and `reason`."""
    if reason.startswith("fault "):
        return UNMADE
    if reason == CUT_OFF:
        return CUT_SHORT
    return REFUSALS.get(reason, EXHAUSTED)
