"""What is said about installing: the pages after Slack's consent, the greeting, and where Liaison is not installed."""

from collections.abc import Sequence
from enum import StrEnum
from html import escape as html
from zoneinfo import ZoneInfo

from messages.blocks import divider, header, section
from messages.reminders import why
from messages.surfaces import Message, message
from messages.words import LANGUAGES, N_, Rich, Words

GREETING = "installs.greeting"
GUIDE = "/partner help"


class Failure(StrEnum):
    """Why an installation came to nothing: the person said no, it was not begun here and now, or Slack refused it."""

    cancelled = "cancelled"
    stale = "stale"
    refused = "refused"


WHY_NOT = {
    Failure.cancelled: N_("You did not give Liaison permission, so nothing was installed."),
    Failure.stale: N_(
        "This page belongs to an installation that was not begun in this browser within the last 10 minutes, "
        "or is finished already. Nothing was changed."
    ),
    Failure.refused: N_("Slack did not complete the installation, so nothing was kept."),
}
WHAT_NEXT = {
    Failure.cancelled: N_("If you change your mind, start again. If you may not install apps, ask an admin."),
    Failure.stale: N_("If Liaison is not in your workspace yet, start again."),
    Failure.refused: N_("Start again in a minute. If this page comes back, tell whoever runs Liaison for you."),
}


def installed(*, name: str, open_url: str, whole_org: bool) -> str:
    """The page (HTML) of a finished installation; `name` is the workspace's, `open_url` leads to Liaison in Slack."""

    def part(words: Words) -> tuple[str, Sequence[str], str]:
        next_step = (
            words.text("Next, in your organization’s settings in Slack, choose the workspaces that may use it.")
            if whole_org
            else words.text("Next, open Slack: Liaison has sent you a direct message with the first steps.")
        )
        anyone = words.text("Anyone can type {guide} in any channel.", guide=GUIDE)
        return words.text("Liaison is installed in {name}.", name=name), (next_step, anyone), words.text("Open Slack")

    return _page([(words, *part(words)) for words in _both()], url=open_url)


def failed(failure: Failure, *, again_url: str) -> str:
    """The page (HTML) of an installation that came to nothing; `again_url` begins anew."""

    def part(words: Words) -> tuple[str, Sequence[str], str]:
        sentences = words.text(WHY_NOT[failure]), words.text(WHAT_NEXT[failure])
        return words.text("Liaison was not installed."), sentences, words.text("Start again")

    return _page([(words, *part(words)) for words in _both()], url=again_url)


def not_installed(install_url: str | None) -> str:
    """To somebody (mrkdwn, both languages, for we know nobody there) whose workspace no longer has Liaison."""
    if install_url is None:
        lines = [words.rich("Liaison is not installed in this workspace any more.") for words in _both()]
    else:
        sentence = N_("Liaison is not installed in this workspace any more. An admin can install it again: {url}")
        lines = [words.rich(sentence, url=install_url) for words in _both()]
    return "\n".join(lines)


def greeting(words: Words, reminder_id: int, *, owner: bool) -> Message:
    """To whoever installed Liaison, once: what it does, and the first three steps."""
    lead = words.rich("Liaison helps you build partnerships with community organizations and keep them alive.")
    steps = [
        words.rich("*1.* `/partner new` adds your first partner, in two minutes."),
        words.rich("*2.* `/invite @Liaison` brings Liaison into the channel where you talk about them."),
        words.rich("*3.* `/partner settings` sets time zone, language, quiet hours and who may do what."),
    ]
    role = (
        words.rich("You are an owner here, as are the workspace’s admins. Everybody else can begin at once.")
        if owner
        else words.rich("Installing it again changed nobody’s role. Everybody can go on as before.")
    )
    because = words.rich("You get this because you installed Liaison; nobody else does, and it comes only once.")
    title = words.text("Welcome to Liaison")
    parts = [lead, Rich("\n").join(steps), role]
    return message(
        Rich("\n").join([words.rich(title), *parts, because]),
        [header(title), *(section(part) for part in parts), divider(), *why(words, because, reminder_id)],
    )


def _both() -> list[Words]:
    return [Words(language, ZoneInfo("UTC")) for language in LANGUAGES]


def _page(parts: Sequence[tuple[Words, str, Sequence[str], str]], *, url: str) -> str:
    articles = "".join(
        f'<article lang="{words.language}"><h1>{html(title)}</h1>'
        + "".join(f"<p>{html(sentence)}</p>" for sentence in sentences)
        + f'<p><a href="{html(url)}">{html(link)}</a></p></article>'
        for words, title, sentences, link in parts
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Liaison</title>'
        f"<style>{STYLE}</style></head><body><main>{articles}</main></body></html>"
    )


STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center}"
    "main{max-width:36rem;padding:2rem}"
    "article+article{margin-top:2rem;padding-top:2rem;border-top:1px solid #8886}"
    "h1{font-size:1.4rem}"
)
