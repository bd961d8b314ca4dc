"""The documents: nothing that people use is left out, and what they promise is there."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app
from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.metrics import Metrics
from bot.settings import Settings
from handlers import house
from messages.paper_facts import paths
from messages.template_code import FILTERS
from storage.agreement_parts import ASKS, Part

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
USING = (ROOT / "docs/using.md").read_text()
RUNNING = (ROOT / "docs/running.md").read_text()
INSTALL = (ROOT / "docs/install.md").read_text()
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
ROUTES = house()


AGREEMENTS = (ROOT / "docs/agreements.md").read_text()


def rows(page: str, heading: str) -> dict[str, list[str]]:
    """The table below a heading: the cells of each row by its first one, code marks taken off."""
    below = f"\n{page}".partition(f"\n{heading}\n")[2].partition("\n#")[0]
    lines = [line for line in below.splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first.strip("`"): rest for first, *rest in cells}


def test_the_readme_shows_how_to_begin_in_fifteen_lines():
    top = "\n".join(README.splitlines()[:15])
    assert "make demo" in top
    assert "make test" in top
    assert "docs/playground.png" in top


def test_every_setting_is_in_the_table_with_its_default():
    table = rows(README, "## Settings")
    shown = {name: cells[0] for name, cells in table.items()}
    defaults = {field.alias: "none" if field.default is None else f"`{field.default}`" for field in settings()}
    assert shown == defaults
    assert all(meaning for _, meaning in table.values())


def settings():
    return Settings.model_fields.values()


@pytest.mark.parametrize("word", ROUTES.commands)
def test_every_command_is_documented_with_its_other_words(word):
    found = [cells for first, cells in rows(USING, "## Commands").items() if first.split()[1].strip("`") == word]
    assert len(found) == 1
    others = ROUTES.commands[word].aliases
    assert not others or any(f"`{other}`" in found[0][0] for other in others)


def test_no_command_is_documented_that_is_not_there():
    typed = {first.split()[1].strip("`") for first in rows(USING, "## Commands")}
    mentioned = {word for page in PAGES for word in re.findall(r"`/partner (\w+)", page.read_text())}
    assert typed == set(ROUTES.commands)
    assert mentioned <= set(ROUTES.commands)


def test_every_message_that_comes_unasked_is_documented():
    assert set(rows(USING, "## What Liaison says unasked")) == set(ROUTES.reminders)


def test_every_shortcut_is_documented():
    assert [shortcut.name for shortcut in ROUTES.shortcuts.values() if f"**{shortcut.name}**" not in USING] == []


def test_every_command_of_the_command_line_is_documented():
    documented = {first for first in rows(RUNNING, "# Running Liaison") if first.startswith("liaison ")}
    assert documented == {f"liaison {word}" for word in get_command(app).commands}


def test_every_metric_is_documented():
    documented = set(re.findall(r"`(liaison_\w+)`", RUNNING))
    counted = {
        f"{family.name}_total" if family.type == "counter" else family.name for family in Metrics().registry.collect()
    }
    assert documented == counted


def test_every_scope_is_documented_with_its_reason():
    table = {scope: why.removeprefix("optional: ") for scope, [why] in rows(INSTALL, "## What it asks for").items()}
    assert table == {**SCOPES, **OPTIONAL_SCOPES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_documents_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_make_targets_named_in_the_documents_exist():
    makefile = (ROOT / "Makefile").read_text()
    named = {word for page in PAGES for word in re.findall(r"`?\bmake ([a-z]+)\b(?=[`\s]*(?:#|`|$))", page.read_text())}
    assert {"demo", "test"} <= named
    assert [word for word in named if not re.search(rf"^{word}:", makefile, re.MULTILINE)] == []


def test_help_of_make_explains_every_target():
    makefile = (ROOT / "Makefile").read_text()
    named = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split()
    explained = re.findall(r"^([a-z]+):.*## \w", makefile, re.MULTILINE)
    assert set(named) - set(explained) == {"chromium"}


def table(first: str) -> list[list[str]]:
    """The table of docs/agreements.md whose first head this is: the cells of its rows."""
    lines = AGREEMENTS.partition(f"\n| {first} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines]


def names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def test_every_field_of_an_own_document_is_documented_and_no_other():
    documented = {name for first, _ in table("field") for name in names(first)}
    for first, each in table("list"):
        [listed] = names(first)
        if listed != "parts":
            documented |= {f"{listed}[].{name}" for name in names(each)}
    parts = dict((names(first)[0], names(each)) for first, each in table("list"))["parts"]
    nested = {"lines": ("[].label", "[].text"), "heads": ("[]",), "rows": ("[][]",), "total": ("[]",)}
    for name in (one for one in parts if one not in ("label", "text")):
        documented |= {f"parts[].{name}{end}" for end in nested.get(name, ("",))}
    assert {"label", "text"} < set(parts)
    for first, own, each in table("part"):
        [part] = names(first)
        documented |= {f"{part}.{name}" for name in ("number", "name", "shown", "pending", *names(own))}
        documented |= {f"{part}.rows[].{name}" for name in names(each)}
        documented |= {f"{part}.sum"} if each else set()
    assert documented == set(paths())
    assert [names(first)[0] for first, *_ in table("part")] == [part.value for part in Part if part in ASKS]


def test_every_filter_of_an_own_document_is_documented():
    [cell] = [does for first, does in table("write") if "upper" in first]
    assert set(names(cell)) | {"default"} == set(FILTERS)


def test_every_row_of_the_threat_model_names_a_test_that_is_there():
    page = (ROOT / "SECURITY.md").read_text()
    named = re.findall(r"`(tests/\w+\.py)::(test_\w+)` \|$", page, re.MULTILINE)
    assert len(named) == len([line for line in page.splitlines() if line.startswith("| ")]) - 1 > 15
    for file, test in named:
        assert re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(), re.MULTILINE), f"{file}::{test}"
