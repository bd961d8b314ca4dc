"""Everything that is set from outside: environment or `.env`, read here and nowhere else (design, section 9)."""

from typing import Literal

from cryptography.fernet import Fernet, MultiFernet
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK_API = "https://slack.com/api/"


class Settings(BaseSettings):
    """The settings of one process. Raises `ValidationError` naming each setting that is wrong or missing."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True)

    bot_token: SecretStr | None = Field(
        default=None, alias="SLACK_BOT_TOKEN", description="Bot token of a single workspace"
    )
    signing_secret: SecretStr | None = Field(
        default=None, alias="SLACK_SIGNING_SECRET", description="Proves that a request over HTTP is Slack's"
    )
    app_token: SecretStr | None = Field(
        default=None, alias="SLACK_APP_TOKEN", description="App-level token; when given, Socket Mode is used"
    )
    api_url: str = Field(default=SLACK_API, alias="SLACK_API_URL", description="Base URL of Slack's Web API")
    database_url: str = Field(
        default="sqlite:///liaison.db", alias="LIAISON_DATABASE_URL", description="`sqlite:///…` or `postgresql://…`"
    )
    host: str = Field(default="127.0.0.1", alias="LIAISON_HOST", description="Address to listen on")
    port: int = Field(default=8080, alias="LIAISON_PORT", ge=0, le=65535, description="Port to listen on")
    public_url: str | None = Field(
        default=None,
        alias="LIAISON_PUBLIC_URL",
        description="Base of the address that Slack reaches; for the HTTP manifest",
    )
    secret_keys: SecretStr | None = Field(
        default=None, alias="LIAISON_SECRET_KEYS", description="Comma-separated Fernet keys, newest first"
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
    def vault(self) -> MultiFernet | None:
        """What encrypts tokens at rest; None without keys."""
        if self.secret_keys is None:
            return None
        return MultiFernet([Fernet(key.strip()) for key in self.secret_keys.get_secret_value().split(",")])
