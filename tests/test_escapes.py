"""What people type stays text: in the code by rule, in calendars and cards by their own grammar."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console

from bot.exchange import import_file
from bot.settings import Settings
from messages.agreement_prose import SHOWN, readable
from messages.blocks import section
from messages.limits import cut
from messages.quoting import unescaped
from messages.vcard_out import vcards
from messages.words import Rich, escape
from storage.contacts import Card
from storage.engine import open_engine
from storage.store import Database
from tests.escapes import HOSTILE, faults, in_mrkdwn
from tests.house import AMELIE, THURSDAY, House
from tests.importing import workspace
from tests.planned import NAME, partner_in, planned_in
from tests.reading import cells, content_lines
from tests.test_calendar import get, link_of

ROOT = Path(__file__).parent.parent
MADE = {
    ("messages/words.py", "escape"): "escapes",
    ("messages/words.py", "join"): "escapes what it joins",
    ("messages/words.py", "format"): "escapes what it is filled with",
    ("messages/words.py", "lines"): "no entity and no control sequence of ours has a line end in it",
    ("messages/words.py", "rich"): "a sentence of ours, filled with what is escaped",
    ("messages/limits.py", "cut"): "the beginning of what was mrkdwn, no entity torn",
    ("messages/cadences.py", "capital"): "the same with a capital",
    ("messages/agreement_prose.py", "readable"): "the pieces of what was escaped, no entity torn",
    ("messages/bundles.py", "_said"): "the text of a message that was mrkdwn when it was put aside",
}
"""Where something becomes mrkdwn that is no constant, and why it may."""


@cache
def nodes() -> list[tuple[str, str, ast.AST]]:
    """Every call and constant where mrkdwn is made, with its file and function."""
    texts = {path: path.read_text() for room in ("bot", "handlers", "messages") for path in (ROOT / room).glob("*.py")}
    found: list[tuple[str, str, ast.AST]] = []
    for path, text in sorted(texts.items()):
        if re.search("rich|mrkdwn|plural|type\\(.*\\)\\(", text, re.IGNORECASE):
            _gather(ast.parse(text), path.relative_to(ROOT).as_posix(), "", found)
    return found


def _gather(tree: ast.AST, path: str, function: str, found: list[tuple[str, str, ast.AST]]) -> None:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.Call, ast.Constant)):
            found.append((path, function, node))
        inner = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else function
        _gather(node, path, inner, found)


def called(node: ast.AST) -> str:
    """What a call calls: "Rich", "rich"; "its own type" for what is made of the type of something else."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
        case ast.Call(func=ast.Call(func=ast.Name(id="type"))):
            return "its own type"
    return ""


def makes_mrkdwn(node: ast.AST) -> bool:
    """Whether something is said to be mrkdwn already that is not written there in so many words."""
    match called(node), node:
        case "cast", ast.Call(args=[kind, *_]):
            return "Rich" in ast.unparse(kind)
        case "Rich" | "its own type", ast.Call(args=[what, *_]):
            return not isinstance(what, ast.Constant)
    return False


def test_nothing_is_taken_for_mrkdwn_but_what_is_written_in_the_code() -> None:
    assert {(path, function) for path, function, node in nodes() if makes_mrkdwn(node)} == set(MADE)


def test_no_sentence_is_put_together_before_it_is_filled() -> None:
    """A sentence is a constant, or one of a table: what it is filled with is escaped, what it is made of is not."""
    said = [
        (path, function, node.args[0])
        for path, function, node in nodes()
        if isinstance(node, ast.Call) and called(node) in ("rich", "Rich", "plural") and node.args
    ]
    assert len(said) > 1000
    made = {ast.JoinedStr, ast.BinOp}
    assert [(path, function) for path, function, said in said if made & set(map(type, ast.walk(said)))] == []


def test_what_is_mrkdwn_is_filled_into_mrkdwn_alone() -> None:
    """A mention or a link in a plain sentence would be escaped when that is shown."""
    sentences = [(path, node) for path, _, node in nodes() if called(node) in ("text", "plural")]
    assert len(sentences) > 1000
    filled = [
        (path, called(part))
        for path, node in sentences
        if isinstance(node, ast.Call)
        for fact in node.keywords
        for part in ast.walk(fact.value)
        if called(part) in gives_mrkdwn(path) or of_a_module(part) in rich()
    ]
    assert filled == []


@cache
def gives_mrkdwn(path: str) -> set[str]:
    """What is called to make mrkdwn in a file: what says so of itself where it comes from, or wherever it is found."""
    said: dict[str, set[str]] = defaultdict(set)
    for _, name, given in given_by():
        said[name].add(given)
    imported = re.findall(r"^from (messages\.\w+) import (\([^)]*\)|.*)", (ROOT / path).read_text(), re.MULTILINE)
    named = [
        (f"{module.replace('.', '/')}.py", name) for module, names in imported for name in re.findall(r"\w+", names)
    ]
    here = {name for file, name in rich() if file == path or (file, name) in named}
    return here | {name for name, kinds in said.items() if kinds == {"Rich"}} | {"rich", "escape", "Rich"}


def of_a_module(node: ast.AST) -> tuple[str, str]:
    """The file and the name of what is called by its module: `resource_chart.lead(...)`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)):
            return f"messages/{module}.py", name
    return "", ""


@cache
def rich() -> set[tuple[str, str]]:
    return {(file, name) for file, name, given in given_by() if given == "Rich"}


@cache
def given_by() -> list[tuple[str, str, str]]:
    """Every function with its file and what it gives."""
    return [
        (file.relative_to(ROOT).as_posix(), node.name, ast.unparse(node.returns))
        for file in sorted((ROOT / "messages").glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.returns
    ]


def test_only_one_place_makes_what_slack_reads_signs_in() -> None:
    found = [node for *_, node in nodes() if isinstance(node, ast.Constant) and node.value == "mrkdwn"]
    places = {(path, function) for path, function, node in nodes() if node in found}
    assert places == {("messages/limits.py", "mrkdwn")}


def test_what_joins_mrkdwn_is_escaped() -> None:
    bold = Rich("*{}*").format(HOSTILE)
    made = Rich("\n").join([bold, HOSTILE, Rich("{name}: {n}").format(name="<b>", n=3)])
    once = "&lt;!channel&gt; *a* _b_ &amp; &lt;@U1&gt; ; , \\ "
    assert made == f"*{once}*\n{once}\n&lt;b&gt;: 3"
    assert made.lines() == [f"*{once}*", once, "&lt;b&gt;: 3"]
    assert {type(one) for one in (bold, made, *made.lines(), made.one_line())} == {Rich}
    assert list(faults(section(made.one_line()))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "mrkdwn", "text": "A & B", "verbatim": True},
        {"type": "mrkdwn", "text": "A &am…", "verbatim": True},
        {"type": "mrkdwn", "text": "<!here>", "verbatim": True},
        {"type": "mrkdwn", "text": "<@U1>", "verbatim": True},
        {"type": "mrkdwn", "text": "A &amp;amp; B", "verbatim": True},
        {"type": "mrkdwn", "text": "&lt;@U_SAM&gt;", "verbatim": True},
        {"type": "mrkdwn", "text": "A"},
        {"type": "plain_text", "text": "A &amp; B"},
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "A &lt; B"}]},
        {"ts": "1", "text": "<!channel>"},
        {"initial_comment": "A < B"},
        {"alt_txt": "A &gt; B"},
        {"errors": {"name": "A &amp; B"}},
        {"blocks": '[{"type": "section", "text": {"type": "mrkdwn", "text": "A & B", "verbatim": true}}]'},
    ],
)
def test_each_fault_is_seen(wrong: dict[str, object]) -> None:
    assert len(list(faults({"channel": "C1", "view": [wrong]}))) == 1


TYPED = f"{HOSTILE}\r\nEND:VCARD"
SAID = f"{HOSTILE}\nEND:VCARD"


def said(data: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, value in content_lines(data):
        found[name].append(value)
    return found


def test_a_card_says_what_was_typed_in_every_field() -> None:
    found = said(vcards([Card("7d1c", TYPED, TYPED, TYPED, TYPED, [TYPED, TYPED], TYPED)]))
    assert (found.pop("BEGIN"), found.pop("VERSION"), found.pop("END")) == (["VCARD"], ["4.0"], ["VCARD"])
    assert (found.pop("UID"), found.pop("KIND")) == (["urn:uuid:7d1c"], ["individual"])
    assert found.pop("N") == ["", SAID, "", "", ""]
    assert found == {name: [SAID] for name in ("FN", "ORG", "TITLE", "EMAIL", "LANG")} | {"TEL": [SAID, SAID]}


async def test_calendars_say_what_was_typed(house: House) -> None:
    """The feed of everything, and that of one partner, which bears its name."""
    partner = await partner_in(house)
    await planned_in(house, partner)
    links = [await link_of(house), await link_of(house, AMELIE, NAME)]
    async with house.store() as store:
        (await store.partners.for_change(partner.id)).organization.name = TYPED
    mine, one = [said((await get(house, link)).body) for link in links]
    for found in (mine, one):
        assert set(found["SUMMARY"]) == {f"Planning session with {SAID}"}
        assert set(found["DESCRIPTION"]) == {"Every second Tuesday. Liaison sends the agenda in Slack beforehand."}
    assert one["NAME"] == one["X-WR-CALNAME"] == [f"Liaison: {SAID}"]


@pytest.mark.parametrize("signs", ["&", "a&", "&<>", "<b> & "])
def test_no_cut_falls_within_an_entity(signs: str) -> None:
    """At any limit, wherever the signs stand."""
    for limit in range(1, 60):
        assert list(in_mrkdwn(cut(escape(signs * 60), limit))) == []
    for before in range(8):
        pieces = readable("x" * before + signs * (3 * SHOWN))
        assert len(pieces) > 3
        assert [fault for piece in pieces for fault in in_mrkdwn(piece)] == []
        assert "".join(map(unescaped, pieces)).replace(" ", "") == "x" * before + signs.replace(" ", "") * (3 * SHOWN)


async def test_a_report_of_an_import_holds_no_formulas(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url)
    await workspace(Database(engine, lambda: THURSDAY))
    await engine.dispose()
    file, report = tmp_path / "=list.csv", tmp_path / "found.csv"
    file.write_text("Organization,Colour\nRiver,red\n")
    how = {"format": None, "workspace": None, "source": None, "licence": "", "columns": {}}
    settings = Settings(_env_file=None, LIAISON_DATABASE_URL=sqlite_url)
    await import_file(settings, file, dry=True, report=report, console=Console(quiet=True), **how)
    assert any("=list" in cell for cell in cells(report.read_bytes()))
