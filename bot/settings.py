"""Everything that is set from outside: environment or `.env`, read here and nowhere else (design, section 9)."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.vault import Vault

SLACK_API = "https://slack.com/api/"
INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"


class NotReady(Exception):
    """What is set is not enough to serve Slack. Each class says in its docstring what to set."""


class NoToken(NotReady):
    """Set SLACK_BOT_TOKEN for one workspace, or SLACK_CLIENT_ID and what belongs to it for many."""


class NoProof(NotReady):
    """Set SLACK_SIGNING_SECRET, so that requests can be proved to be Slack's, or SLACK_APP_TOKEN for Socket Mode."""


class Settings(BaseSettings):
    """The settings of one process; a blank one counts as not set.

    Raises `ValidationError` naming what is wrong, never with the value, which may be a secret.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    bot_token: SecretStr | None = Field(
        default=None, alias="SLACK_BOT_TOKEN", description="Bot token of a single workspace"
    )
    signing_secret: SecretStr | None = Field(
        default=None, alias="SLACK_SIGNING_SECRET", description="Proves that a request over HTTP is Slack's"
    )
    app_token: SecretStr | None = Field(
        default=None, alias="SLACK_APP_TOKEN", description="App-level token; when given, Socket Mode is used"
    )
    client_id: str | None = Field(
        default=None, alias="SLACK_CLIENT_ID", description="Given: many workspaces, each installs by OAuth"
    )
    client_secret: SecretStr | None = Field(
        default=None, alias="SLACK_CLIENT_SECRET", description="Belongs to the client id; needed with OAuth"
    )
    api_url: str = Field(default=SLACK_API, alias="SLACK_API_URL", description="Base URL of Slack's Web API")
    database_url: str = Field(
        default="sqlite:///liaison.db",
        alias="LIAISON_DATABASE_URL",
        pattern=r"^(sqlite|postgresql)(\+\w+)?://",
        description="`sqlite:///…` or `postgresql://…`",
    )
    migration_url: str | None = Field(
        default=None,
        alias="LIAISON_MIGRATION_URL",
        pattern=r"^postgresql(\+\w+)?://",
        description="The same PostgreSQL database as the role that owns the tables; `liaison migrate` alone uses it",
    )
    host: str = Field(default="127.0.0.1", alias="LIAISON_HOST", description="Address to listen on")
    port: int = Field(default=8080, alias="LIAISON_PORT", ge=0, le=65535, description="Port to listen on")
    admin_port: int | None = Field(
        default=None,
        alias="LIAISON_ADMIN_PORT",
        ge=0,
        le=65535,
        description="Port of their own for `/metrics` and `/readyz`, on the same address",
    )
    public_url: str | None = Field(
        default=None,
        alias="LIAISON_PUBLIC_URL",
        description="Base of the address that Slack and calendars reach; for HTTP, OAuth and calendar links",
    )
    secret_keys: SecretStr | None = Field(
        default=None,
        alias="LIAISON_SECRET_KEYS",
        description="Comma-separated Fernet keys, newest first; needed with OAuth",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", alias="LIAISON_LOG_LEVEL", description="What is logged"
    )
    log_format: Literal["console", "json"] = Field(
        default="console", alias="LIAISON_LOG_FORMAT", description="`json` in production"
    )
    clock_interval: float = Field(
        default=5.0, alias="LIAISON_CLOCK_INTERVAL", gt=0, description="Seconds between two looks of the clock"
    )

    @model_validator(mode="after")
    def _base_url_ends_with_slash(self) -> "Settings":
        self.api_url = self.api_url.rstrip("/") + "/"
        return self

    @property
    def over_socket(self) -> bool:
        """Whether Slack is reached by Socket Mode instead of HTTP."""
        return self.app_token is not None

    @property
    def proving_secret(self) -> str | None:
        """What proves that a request over HTTP is Slack's; None in Socket Mode, where none comes so."""
        given = self.signing_secret.get_secret_value().strip() if self.signing_secret else ""
        return given if given and not self.over_socket else None

    @field_validator("secret_keys")
    @classmethod
    def _keys_are_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        try:
            _vault(keys)
        except ValueError:
            how = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
            raise PydanticCustomError("keys", "Each key is what `{how}` prints", {"how": how}) from None
        return keys

    @model_validator(mode="after")
    def _one_workspace_or_oauth(self) -> "Settings":
        if not self.by_oauth:
            return self
        if self.bot_token:
            raise PydanticCustomError(
                "oauth", "Set SLACK_BOT_TOKEN for one workspace or SLACK_CLIENT_ID for many, not both"
            )
        needed = {
            "SLACK_CLIENT_SECRET": self.client_secret,
            "LIAISON_SECRET_KEYS": self.secret_keys,
            "LIAISON_PUBLIC_URL": self.public_url,
        }
        if missing := [name for name, given in needed.items() if not given]:
            raise PydanticCustomError(
                "oauth", "With SLACK_CLIENT_ID, {missing} must be set too", {"missing": ", ".join(missing)}
            )
        return self

    @property
    def by_oauth(self) -> bool:
        """Whether workspaces install by OAuth instead of there being one with its token."""
        return self.client_id is not None

    @property
    def install_url(self) -> str | None:
        """Where a workspace installs Liaison; None without OAuth."""
        return f"{self.public_base}{INSTALL}" if self.by_oauth else None

    @property
    def redirect_url(self) -> str | None:
        """Where Slack sends people back to after they agreed; None without OAuth."""
        return f"{self.public_base}{REDIRECT}" if self.by_oauth else None

    @property
    def public_base(self) -> str | None:
        """Where others reach Liaison, without a slash at its end; None where that is not set."""
        return self.public_url.rstrip("/") if self.public_url else None

    @property
    def vault(self) -> Vault | None:
        """What encrypts tokens at rest; None without keys."""
        return _vault(self.secret_keys)

    def check_ready(self) -> None:
        """Raises `NotReady` unless Slack can be served with this: a token or OAuth, and proof of who asks."""
        if not (self.bot_token or self.by_oauth):
            raise NoToken
        if not (self.proving_secret or self.over_socket):
            raise NoProof


def _vault(keys: SecretStr | None) -> Vault | None:
    return Vault([key.strip() for key in keys.get_secret_value().split(",")]) if keys else None
