"""Runs every benchmark (or those named), prints the table and writes `bench.json`."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import (
    agreements,
    briefing,
    daily,
    documents,
    duplicates,
    forms,
    importing,
    lists,
    planning,
    prospects,
    recurrence,
    routing,
    startup,
    whole,
)
from tests.bench.measure import Result

SCENES = {
    module.__name__.rsplit(".", 1)[-1]: module
    for module in (
        startup,
        routing,
        forms,
        recurrence,
        planning,
        whole,
        daily,
        agreements,
        documents,
        briefing,
        importing,
        lists,
        prospects,
        duplicates,
    )
}


async def measure(names: list[str], console: Console) -> list[Result]:
    """`names` are scenes; none means all."""
    found: list[Result] = []
    for name in names or SCENES:
        console.print(f"[dim]{name} …[/]")
        with tempfile.TemporaryDirectory() as folder:
            async for result in SCENES[name].results(f"sqlite:///{folder}/bench.db"):
                found.append(result)
                console.print(f"[dim]  {result.name}: {result.ratio} {result.raw}[/]")
    return found


def main() -> None:
    console = Console()
    found = asyncio.run(measure(sys.argv[1:], console))
    console.print(_table(found))
    Path("bench.json").write_text(json.dumps([result.to_json() for result in found], indent=2) + "\n")


def _table(found: list[Result]) -> Table:
    table = Table("what", "ratio", "goal", "")
    for result in found:
        verdict = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[result.ok]
        shown = ", ".join(f"{key} {value}" for key, value in result.raw.items()) if result.ratio is None else ""
        table.add_row(result.name, str(result.ratio or shown), str(result.goal or ""), verdict)
    return table


main()
