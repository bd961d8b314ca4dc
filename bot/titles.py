"""Which sentences of the code are a form's title or one of its two buttons (Slack: 24 characters each)."""

import ast
from collections.abc import Iterator

LONGEST_TITLE = 24


def titles(code: str) -> list[str]:
    """The sentences that reach `modal(callback, title, …, submit=…, close=…)`, directly or by a name."""
    return sorted({sentence for function in _functions(ast.parse(code)) for sentence in _in(function)})


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _in(function: ast.FunctionDef) -> Iterator[str]:
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "modal":
            parts = [
                *call.args[1:2],
                *(word.value for word in call.keywords if word.arg in ("title", "submit", "close")),
            ]
            for part in parts:
                yield from _sentences(part, function)


def _sentences(part: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """The sentences a value may be: of `words.text("…")` in it, or of what its name was given in this function."""
    for node in ast.walk(part):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "text" and node.args:
            for leaf in ast.walk(node.args[0]):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                    yield leaf.value
        elif isinstance(node, ast.Name):
            for given in ast.walk(function):
                if isinstance(given, ast.Assign) and any(getattr(to, "id", "") == node.id for to in given.targets):
                    yield from _sentences(given.value, function)
