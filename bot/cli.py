"""The command line: `liaison …`, or `python -m bot …`. What a command needs is imported when it runs."""

import asyncio
import errno
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

Readable = Literal["hsds-json", "hsds-csv", "table", "vcard"]
Writable = Literal["hsds-csv", "hsds-json", "csv", "xlsx", "json"]

app = typer.Typer(
    name="liaison",
    help="Liaison: an assistant in Slack for building community partnerships and keeping them alive.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals hold tokens
)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page.")] = 3000,
    socket: Annotated[bool, typer.Option("--socket", help="Socket Mode instead of signed HTTP.")] = False,
    database: Annotated[
        Path | None, typer.Option(help="Keep the data in this file instead of starting afresh.")
    ] = None,
) -> None:
    """Try Liaison without Slack: the real bot, sample partners, and a stand-in for Slack on a local page."""
    from bot.demo import demo as run

    _run(run(port=port, over_socket=socket, database=database))


@app.command()
def serve(
    no_clock: Annotated[bool, typer.Option("--no-clock", help="Leave reminders to `liaison worker`.")] = False,
) -> None:
    """Answer Slack over HTTP or Socket Mode, and say what is due."""
    from bot.serve import serve as run

    _run(run(_settings(), clock=not no_clock))


@app.command()
def worker() -> None:
    """Only say what is due; run it beside `liaison serve --no-clock`."""
    from bot.serve import work

    _run(work(_settings()))


@app.command()
def migrate() -> None:
    """Bring the database to the shape this version needs."""
    from storage.engine import open_engine
    from storage.schema import migrate as move
    from storage.schema import role_of

    async def run() -> None:
        settings = _settings()
        theirs = open_engine(settings.database_url)
        owner = open_engine(settings.migration_url or settings.database_url)
        role = await role_of(theirs) if settings.migration_url else None
        await move(owner, role=None if role == await role_of(owner) else role)
        await theirs.dispose()
        await owner.dispose()
        typer.echo("The database is current.")

    _run(run())


@app.command()
def manifest(
    http: Annotated[
        bool | None, typer.Option("--http/--socket", help="How Slack reaches us; HTTP when LIAISON_PUBLIC_URL is set.")
    ] = None,
) -> None:
    """Print the Slack app manifest."""
    import json

    from bot.manifest import build_manifest
    from handlers import house

    settings = _settings()
    if http and not settings.public_url:
        _fail("Set LIAISON_PUBLIC_URL to the https address that leads to Liaison, or use --socket.")
    url = None if http is False else settings.public_url
    made = build_manifest(house(), public_url=url, redirect_url=settings.redirect_url)
    typer.echo(json.dumps(made, indent=2, ensure_ascii=False))


@app.command()
def commands() -> None:
    """List every /partner word with its usage and the right it needs."""
    from rich.table import Table

    from handlers import house

    table = Table("Command", "What it does", "Right", "Other words")
    for word, command in house().commands.items():
        table.add_row(
            f"/partner {word} {command.usage}".rstrip(), command.about, command.right, ", ".join(command.aliases)
        )
    _console().print(table)


@app.command()
def doctor() -> None:
    """Look at the token, scopes, database, migrations and clock, and say how to mend what is not well."""
    from bot.doctor import examine

    async def run() -> bool:
        console, well = _console(), True
        async for finding in examine(_settings()):
            console.print("[green]ok  [/]" if finding.well else "[red]bad [/]", f"{finding.name}:", finding.found)
            if not finding.well:
                console.print(f"      -> {finding.mend}", style="bold")
            well = well and finding.well
        return well

    if not _run(run()):
        raise typer.Exit(1)


@app.command()
def owner(
    who: Annotated[str, typer.Argument(metavar="EMAIL-OR-ID", help="Their email in Slack, or their Slack id.")],
    workspace: Annotated[str | None, typer.Option(help="Its Slack id or name, where there are several.")] = None,
) -> None:
    """Name somebody who owns Liaison in a workspace: who changes its settings and everybody's roles."""
    from bot.owner import name_owner

    typer.echo(f"{_run(name_owner(_settings(), who=who, workspace=workspace))} is an owner now.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="HSDS (JSON or a zip of CSVs), CSV, Excel or vCard.", exists=True)],
    format: Annotated[Readable | None, typer.Option(help="Found out by itself unless it is said.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be new or changed; keep nothing.")] = False,
    workspace: Annotated[str | None, typer.Option(help="Its Slack id or name, where there are several.")] = None,
    source: Annotated[str | None, typer.Option(help="Who publishes the data; records are known by it.")] = None,
    licence: Annotated[str, typer.Option(help="The licence that the data carry.")] = "",
    column: Annotated[list[str] | None, typer.Option(help="Of a table: name=Heading, for each field.")] = None,
    report: Annotated[Path | None, typer.Option(help="A CSV of everything that was found.")] = None,
) -> None:
    """Read organizations, services and people from a file of any size; again after a kill, it goes on."""
    from bot.exchange import import_file

    columns = dict(one.partition("=")[::2] for one in column or ())
    _run(
        import_file(
            _settings(),
            file,
            format=format,
            dry=dry_run,
            workspace=workspace,
            source=source,
            licence=licence,
            columns=columns,
            report=report,
            console=_console(),
        )
    )


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write.")],
    format: Annotated[Writable, typer.Option(help="hsds: organizations; the others: everything.")] = "hsds-csv",
    workspace: Annotated[str | None, typer.Option(help="Its Slack id or name, where there are several.")] = None,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="Indigenous organizations too, with their data steward’s word.")
    ] = False,
) -> None:
    """Write what a workspace knows into a file: organizations by the HSDS standard, or everything as tables."""
    from bot.exchange import export_file

    _run(export_file(_settings(), file, format=format, workspace=workspace, everybody=everybody, console=_console()))


def main() -> None:
    app()


def _settings() -> "Settings":
    """The settings, with logging set up as they say; what is wrong with them is said line by line."""
    from pydantic import ValidationError

    from bot.log import set_up
    from bot.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        _fail("\n".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))
    set_up(settings)
    return settings


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs to the end; what an operator can mend is said in a line, without a stack trace."""
    from slack_sdk.errors import SlackApiError
    from sqlalchemy.exc import SQLAlchemyError

    from bot.asked import NoEmails, NoSuchColumn, NoSuchPerson, NoSuchWorkspace, NotATable, Unusable
    from bot.serve import OutOfDate
    from bot.settings import NotReady
    from bot.vault import UnreadableToken
    from messages.errors import refused
    from messages.words import Words
    from storage.errors import Refused
    from storage.guards import CrossReferences

    try:
        return asyncio.run(work)
    except (NotReady, UnreadableToken, NoSuchWorkspace, NoSuchPerson, NoEmails, NotATable) as error:
        _fail(" ".join(str(type(error).__doc__).split()))
    except Refused as error:
        _fail(refused(Words("en", ZoneInfo("UTC")), error))
    except (NoSuchColumn, Unusable) as error:
        _fail(str(error))
    except CrossReferences as error:
        _fail(
            f"Nothing was changed: rows refer to rows of another workspace. {error}. "
            "docs/running.md says how to put them right."
        )
    except OutOfDate:
        _fail("The database is not at the newest version. Run `liaison migrate`.")
    except SlackApiError as error:
        _fail(f"Slack says {error.response['error']}. `liaison doctor` says more.")
    except SQLAlchemyError as error:
        _fail(f"The database cannot be used ({type(error).__name__}). `liaison doctor` says more.")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            _fail("That port is taken. Choose another with --port (demo) or LIAISON_PORT (serve).")
        _fail(f"{error.strerror or type(error).__name__}. `liaison doctor` says more.")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)
