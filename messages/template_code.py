"""What the code of a template may do: show a documented field, repeat a documented list, and leave a text out.

The syntax tree is checked against a list of what is allowed, so that nothing else ever runs: no calls, no sums, no
names that begin with "_", no assignments, no macros, no imports.
"""

from typing import Any

from jinja2 import nodes

from storage.errors import CodeNotAllowed

DEEPEST = 3
FILTERS = ("default", "join", "length", "lines", "lower", "upper")
TESTS = ("defined",)
RESERVED = ("self", "super", "caller", "varargs", "kwargs")
"""Names to which jinja2 gives a value of its own."""
TEXT = ""
LOOP: dict[str, Any] = dict.fromkeys(("index", "first", "last", "length"), TEXT)
Known = tuple[str, Any]
Scope = dict[str, Known | None]


class Code:
    """Walks one syntax tree; `fields` are the documented names it uses, `unknown` the others, each by its path."""

    def __init__(self, shape: dict[str, Any]) -> None:
        self.shape = shape
        self.fields: set[str] = set()
        self.unknown: set[str] = set()

    def read(self, tree: nodes.Template) -> None:
        """Raises `CodeNotAllowed` with the line at fault (`line`)."""
        self._all(tree.body, {}, 0)

    def _all(self, found: list[nodes.Node], scope: Scope, depth: int) -> None:
        for node in found:
            self._one(node, scope, depth)

    def _one(self, node: nodes.Node, scope: Scope, depth: int) -> None:
        match node:
            case nodes.Output():
                for shown in node.nodes:
                    if not isinstance(shown, nodes.TemplateData):
                        known = self._value(shown, scope)
                        if known is not None and not isinstance(known[1], str):
                            raise _refused(shown)
            case nodes.If() if depth < DEEPEST:
                self._value(node.test, scope)
                self._all(node.body, scope, depth + 1)
                for other in node.elif_:
                    self._value(other.test, scope)
                    self._all(other.body, scope, depth + 1)
                self._all(node.else_, scope, depth + 1)
            case nodes.For() if depth < DEEPEST and not node.recursive:
                self._loop(node, scope, depth)
            case _:
                raise _refused(node)

    def _loop(self, node: nodes.For, scope: Scope, depth: int) -> None:
        listed = self._value(node.iter, scope)
        if not isinstance(node.target, nodes.Name) or node.target.name.startswith("_"):
            raise _refused(node)
        if listed is not None and not isinstance(listed[1], list):
            raise _refused(node)
        member = None if listed is None else (f"{listed[0]}[]", listed[1][0])
        inner: Scope = {**scope, node.target.name: member, "loop": ("loop", LOOP)}
        if node.test is not None:
            self._value(node.test, inner)
        self._all(node.body, inner, depth + 1)
        self._all(node.else_, scope, depth + 1)

    def _value(self, node: nodes.Node, scope: Scope) -> Known | None:
        """What an expression stands for: its path and its shape; None for a name that is not documented."""
        match node:
            case nodes.Const() if isinstance(node.value, str | int):
                return "", TEXT
            case nodes.Name() if not node.name.startswith("_") and node.name not in RESERVED:
                return self._noted(self._named(node.name, scope))
            case nodes.Getattr() | nodes.Getitem():
                return self._noted(self._member(node, scope))
            case nodes.Filter() if node.node is not None and node.name in FILTERS:
                return self._filtered(node, node.node, scope)
            case nodes.Test() if node.name in TESTS and not node.args:
                self._value(node.node, scope)
            case nodes.Not():
                self._value(node.node, scope)
            case nodes.And() | nodes.Or():
                self._value(node.left, scope)
                self._value(node.right, scope)
            case nodes.Compare():
                self._value(node.expr, scope)
                for operand in node.ops:
                    self._value(operand.expr, scope)
            case _:
                raise _refused(node)
        return "", TEXT

    def _named(self, name: str, scope: Scope) -> Known | None:
        if name in scope:
            return scope[name]
        if name in self.shape:
            return name, self.shape[name]
        self.unknown.add(name)
        return None

    def _member(self, node: nodes.Getattr | nodes.Getitem, scope: Scope) -> Known | None:
        name = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        if isinstance(node.node, nodes.Const) or (isinstance(name, str) and name.startswith("_")):
            raise _refused(node)
        base = self._value(node.node, scope)
        if base is None:
            return None
        path, shape = base
        if isinstance(shape, list) and type(name) is int:
            return f"{path}[]", shape[0]
        if not isinstance(shape, dict) or not isinstance(name, str):
            raise _refused(node)
        if name not in shape:
            self.unknown.add(f"{path}.{name}")
            return None
        return f"{path}.{name}", shape[name]

    def _filtered(self, node: nodes.Filter, of: nodes.Node, scope: Scope) -> Known | None:
        if (
            node.kwargs
            or node.dyn_args
            or node.dyn_kwargs
            or not all(isinstance(arg, nodes.Const) for arg in node.args)
        ):
            raise _refused(node)
        base = self._value(of, scope)
        if node.name == "lines":
            return (base[0], [TEXT]) if base is not None and isinstance(base[1], str) else base
        if node.name in ("join", "length"):
            return "", TEXT
        if base is not None and not isinstance(base[1], str):
            raise _refused(node)
        return base

    def _noted(self, known: Known | None) -> Known | None:
        if known is not None and isinstance(known[1], str) and known[0] and not known[0].startswith("loop"):
            self.fields.add(known[0])
        return known


def _refused(node: nodes.Node) -> CodeNotAllowed:
    return CodeNotAllowed(
        line=node.lineno or next((one.lineno for one in node.find_all(nodes.Node) if one.lineno), None)
    )
