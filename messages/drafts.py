"""What a form says when it offers back what had been reported in it before."""

from datetime import datetime

from messages.blocks import Block, actions, button, confirm, context, section
from messages.words import Words


def offered_back(
    words: Words, saved_at: datetime, *, now: datetime, afresh: str, overtaken: bool = False
) -> list[Block]:
    """The first lines of a form that continues; `afresh` is the action id of the button that forgets what it holds.
    `overtaken`: somebody changed since what it began from."""
    same_day = saved_at.astimezone(words.zone).date() == now.astimezone(words.zone).date()
    when = words.hour(saved_at) if same_day else words.when(saved_at)
    sure = confirm(
        words.text("Start afresh"),
        words.text("What you have filled in so far will be lost."),
        words.text("Start afresh"),
        words.text("Keep it"),
    )
    since = words.rich(
        "*Somebody changed this in the meantime.* What you see is yours, and saving puts it in the place of theirs; to"
        " see theirs, start afresh."
    )
    return [
        *([section(since, block_id="overtaken")] if overtaken else []),
        context(words.rich("Continuing where you left off, {when}.", when=when)),
        actions(button(words.text("Start afresh"), afresh, ask=sure), block_id="draft"),
    ]
