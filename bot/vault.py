"""Tokens at rest: encrypted with the newest key, readable with the older ones too."""

from datetime import datetime, timedelta

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

BEGUN = b"begun"


class UnreadableToken(Exception):
    """The token of a workspace was encrypted with a key that is not among LIAISON_SECRET_KEYS."""


class Vault:
    """Seals tokens, each for one owner: what was sealed for one workspace cannot be read as another's.

    `keys` are Fernet keys, newest first. Raises `ValueError` for what is none.
    """

    def __init__(self, keys: list[str]) -> None:
        self.keys = MultiFernet([Fernet(key) for key in keys])

    def seal(self, token: str, *, owner: str) -> bytes:
        """The token encrypted with the newest key; `owner` is Slack's id of the workspace."""
        return self.keys.encrypt(orjson.dumps([owner, token]))

    def begun(self, at: datetime) -> str:
        """A word that nobody else can make, and no two are alike; it says when it was made (UTC)."""
        return self.keys.encrypt_at_time(BEGUN, int(at.timestamp())).decode()

    def is_begun(self, word: str, *, now: datetime, good_for: timedelta) -> bool:
        """Whether `begun` made it less than `good_for` ago, in whole seconds."""
        try:
            made = self.keys.decrypt_at_time(word.encode(), int(good_for.total_seconds()) - 1, int(now.timestamp()))
        except InvalidToken:
            return False
        return made == BEGUN

    def read(self, sealed: bytes, *, owner: str) -> str:
        """The token in clear. Raises `UnreadableToken`, also when it was sealed for somebody else."""
        try:
            sealed_for, token = orjson.loads(self.keys.decrypt(sealed))
        except InvalidToken:
            raise UnreadableToken from None
        if sealed_for != owner:
            raise UnreadableToken
        return str(token)
