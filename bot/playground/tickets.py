"""What Slack hands out for a short time: trigger ids (3 s, once) and response URLs (30 min, 5 uses)."""

import secrets
from dataclasses import dataclass
from time import monotonic


@dataclass(kw_only=True)
class Trigger:
    """A trigger id and where it came from; times are of the monotonic clock, in seconds."""

    id: str
    user: str
    made: float
    channel: str | None = None
    view_id: str | None = None
    used: bool = False


@dataclass(kw_only=True)
class Hook:
    """A response URL: where it answers to, and which message it may replace."""

    token: str
    user: str
    channel: str
    made: float
    message_ts: str | None = None
    ephemeral: bool = False
    command: bool = False
    uses: int = 0


class Tickets:
    """Keeps and checks them, on real time whatever the moved clock says."""

    HOOK_SECONDS = 30 * 60
    HOOK_USES = 5

    def __init__(self) -> None:
        self.trigger_seconds = 3.0
        self._triggers: dict[str, Trigger] = {}
        self._hooks: dict[str, Hook] = {}

    def trigger(self, user: str, *, channel: str | None = None, view_id: str | None = None) -> str:
        number = secrets.randbelow(10**13)
        ticket = Trigger(
            id=f"{number}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}",
            user=user,
            made=monotonic(),
            channel=channel,
            view_id=view_id,
        )
        self._triggers[ticket.id] = ticket
        return ticket.id

    def use(self, trigger_id: str) -> Trigger | str:
        """The ticket, now used up, or Slack's error."""
        ticket = self._triggers.get(trigger_id)
        if ticket is None:
            return "invalid_trigger_id"
        if ticket.used:
            return "exchanged_trigger_id"
        if monotonic() - ticket.made > self.trigger_seconds:
            return "expired_trigger_id"
        ticket.used = True
        return ticket

    def hook(
        self,
        user: str,
        channel: str,
        *,
        message_ts: str | None = None,
        ephemeral: bool = False,
        command: bool = False,
    ) -> str:
        """The token of a new response URL."""
        token = secrets.token_urlsafe(24)
        self._hooks[token] = Hook(
            token=token,
            user=user,
            channel=channel,
            made=monotonic(),
            message_ts=message_ts,
            ephemeral=ephemeral,
            command=command,
        )
        return token

    def use_hook(self, token: str) -> Hook | str:
        """The hook, one use counted, or Slack's error."""
        hook = self._hooks.get(token)
        if hook is None or monotonic() - hook.made > self.HOOK_SECONDS:
            return "expired_url"
        if hook.uses >= self.HOOK_USES:
            return "used_url"
        hook.uses += 1
        return hook
