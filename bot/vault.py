"""Tokens at rest: encrypted with the newest key, readable with the older ones too."""

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet


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

    def read(self, sealed: bytes, *, owner: str) -> str:
        """The token in clear. Raises `UnreadableToken`, also when it was sealed for somebody else."""
        try:
            sealed_for, token = orjson.loads(self.keys.decrypt(sealed))
        except InvalidToken:
            raise UnreadableToken from None
        if sealed_for != owner:
            raise UnreadableToken
        return str(token)
