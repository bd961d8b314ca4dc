"""The mistakes that a developer makes, each as a pattern: where it could be made in a file, and what it would read."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

from storage.members import Right

JOINS = {"join", "outerjoin", "join_from"}
CANCELS = ("cancel", "withdraw", "forget", "take_back", "clear", "discard")
UNITS = {"weeks": "days", "days": "hours", "hours": "minutes", "minutes": "seconds", "seconds": "minutes"}
FEW = 3
"""Shorter lists hold no columns."""

Span = tuple[int, int]
Change = tuple[Span, str]
"""Which bytes of the file give way, and to what."""


@dataclass(frozen=True)
class Mistake:
    """One mistake in one file: the bytes from `start` to `end` give way to `text`. `lines`: the first and the last of
    the statement that it stands in; what reaches one of them reaches it."""

    pattern: str
    path: str
    lines: Span
    start: int
    end: int
    text: str

    def planted(self, source: bytes) -> bytes:
        return source[: self.start] + self.text.encode() + source[self.end :]


class Source:
    """A file, as its tree and as the bytes that the tree's places are counted in."""

    def __init__(self, root: Path, path: Path) -> None:
        self.bytes = path.read_bytes()
        self.tree = ast.parse(self.bytes)
        self.mrkdwn = gives_mrkdwn(root)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0, 0]
        for line in self.bytes.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> Span:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.lineno] + node.col_offset, self._starts[node.end_lineno] + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        start, end = self.span(node)
        return self.bytes[start:end].decode()

    def statements(self) -> Iterator[tuple[ast.AST, Span]]:
        """Each node, with the lines of the innermost statement it stands in, of which a block's own are its head."""
        waiting: list[tuple[ast.AST, Span]] = [(self.tree, (1, 1))]
        while waiting:
            node, lines = waiting.pop()
            if isinstance(node, ast.stmt):
                body = getattr(node, "body", None)
                last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
                lines = (node.lineno, max(node.lineno, last))
            yield node, lines
            waiting.extend((child, lines) for child in ast.iter_child_nodes(node) if _acts(child, node))


@cache
def gives_mrkdwn(root: Path) -> frozenset[str]:
    """What is called to make mrkdwn, by what it says of itself wherever there is one of that name."""
    trees = [ast.parse(path.read_bytes()) for path in (root / "messages").rglob("*.py")]
    made = [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    other = {one.name for one in made if one.returns is None or ast.unparse(one.returns) != "Rich"}
    return frozenset({one.name for one in made} - other)


def _acts(node: ast.AST, parent: ast.AST) -> bool:
    """Not so: types, and what stands in an f-string, whose places Python 3.11 does not know."""
    typed = (getattr(parent, "annotation", None), getattr(parent, "returns", None), getattr(parent, "slice", None))
    return not isinstance(node, ast.JoinedStr) and not any(node is one for one in typed)


def _called(node: ast.AST, *names: str) -> tuple[ast.Call, ast.expr] | None:
    """The call of a method of one of these names, and whose method it is."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
        return node, node.func.value
    return None


def _awaited(node: ast.AST) -> ast.Call | None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Await) and isinstance(node.value.value, ast.Call):
        return node.value.value
    return None


def join_dropped(source: Source, node: ast.AST) -> Iterator[Change]:
    """Of tables, not of texts by a sign between them."""
    found = _called(node, *JOINS)
    if found and isinstance(found[1], ast.Call) and not isinstance((*found[1].args, node)[0], ast.Constant):
        yield source.span(found[0]), source.text(found[1])


def where_dropped(source: Source, node: ast.AST) -> Iterator[Change]:
    found = _called(node, "where")
    if not found:
        return
    call, of = found
    for left_out in call.args:
        left = ", ".join(source.text(one) for one in call.args if one is not left_out)
        yield source.span(call), f"{source.text(of)}.where({left})" if left else source.text(of)


def right_lowered(source: Source, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Right":
        rising = [right.name for right in Right]
        if node.attr in rising[1:]:
            yield source.span(node), f"Right.{rising[rising.index(node.attr) - 1]}"


def store_left_out(source: Source, node: ast.AST) -> Iterator[Change]:
    call = _awaited(node)
    if call and source.text(call.func).startswith(("store.", "self.store.")) and isinstance(node, ast.Expr):
        yield source.span(node), "pass"


def cancel_left_out(source: Source, node: ast.AST) -> Iterator[Change]:
    call = _awaited(node)
    named = call.func.attr if call and isinstance(call.func, ast.Attribute) else ""
    if named.startswith(CANCELS) and isinstance(node, ast.Expr):
        yield source.span(node), "pass"


def zone_dropped(source: Source, node: ast.AST) -> Iterator[Change]:
    """Into UTC nothing is lost with it: an instant is the same there."""
    found = _called(node, "astimezone")
    if found and source.text(found[0].args[0]) != "UTC":
        yield source.span(found[0]), source.text(found[1])


def neighbours_swapped(source: Source, node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    plain = (ast.Name, ast.Attribute, ast.Subscript)
    for these in (node.args, [keyword.value for keyword in node.keywords if keyword.arg]):
        for one, next_one in pairwise(these):
            if isinstance(one, plain) and isinstance(next_one, plain):
                first, second = source.span(one), source.span(next_one)
                between = source.bytes[first[1] : second[0]].decode()
                yield (first[0], second[1]), f"{source.text(next_one)}{between}{source.text(one)}"


def mrkdwn_made_plain(source: Source, node: ast.AST) -> Iterator[Change]:
    """Where no fact is mrkdwn nothing is lost with it: what is plain is escaped wherever it joins mrkdwn."""
    found = _called(node, "rich")
    if found and any(_is_mrkdwn(source, keyword.value) for keyword in found[0].keywords):
        start, _ = source.span(found[1])
        of = source.text(found[1])
        yield (start, start + len(f"{of}.rich".encode())), f"{of}.text"


def text_unescaped(source: Source, node: ast.AST) -> Iterator[Change]:
    found = _called(node, "rich")
    for keyword in found[0].keywords if found else ():
        if not _is_mrkdwn(source, keyword.value):
            yield source.span(keyword.value), f"Rich({source.text(keyword.value)})"


def _is_mrkdwn(source: Source, fact: ast.expr) -> bool:
    called = (one.func for one in ast.walk(fact) if isinstance(one, ast.Call))
    return any(getattr(one, "attr", getattr(one, "id", "")) in source.mrkdwn for one in called)


def unit_changed(source: Source, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "timedelta":
        for keyword in node.keywords:
            if keyword.arg in UNITS:
                yield source.span(keyword), f"{UNITS[keyword.arg]}={source.text(keyword.value)}"


def column_dropped(source: Source, node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.List | ast.Tuple) or not isinstance(node.ctx, ast.Load) or len(node.elts) < FEW:
        return
    for index, one in enumerate(node.elts):
        if index:
            yield (source.span(node.elts[index - 1])[1], source.span(one)[1]), ""
        else:
            yield (source.span(one)[0], source.span(node.elts[1])[0]), ""


PATTERNS: dict[str, Callable[[Source, ast.AST], Iterator[Change]]] = {
    "a join dropped": join_dropped,
    "a condition dropped": where_dropped,
    "a right lowered": right_lowered,
    "a line on the store left out": store_left_out,
    "a cancel left out": cancel_left_out,
    "a zone dropped": zone_dropped,
    "neighbours swapped": neighbours_swapped,
    "mrkdwn made plain": mrkdwn_made_plain,
    "user text unescaped": text_unescaped,
    "a unit changed": unit_changed,
    "a column dropped": column_dropped,
}


def mistakes(root: Path, path: Path) -> Iterator[Mistake]:
    """Every mistake of the catalog that could be made in a file below `root`."""
    source = Source(root, path)
    for node, lines in source.statements():
        for name, pattern in PATTERNS.items():
            for (start, end), text in pattern(source, node):
                if source.bytes[start:end].decode() != text:
                    yield Mistake(name, str(path.relative_to(root)), lines, start, end, text)
