"""Reads Python sources (JSON, texts by path, on stdin) and prints their facts in the shape of facts.ts."""

import ast
import json
import sys
from collections.abc import Iterator
from typing import Any

Fact = dict[str, Any]
Parents = dict[ast.AST, ast.AST]
Names = dict[str, str]


def facts_of(path: str, text: str) -> dict[str, list[Fact]]:
    """Facts of one source; a syntax error stops everything, with its file and line."""
    tree = ast.parse(text, filename=path)
    nodes = list(ast.walk(tree))
    parents = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
    names = {local: full for node in nodes for local, full in _imported_names(node)}
    return {
        "uses": [fact for node in nodes for fact in _use(node, names, parents)],
        "strings": [fact for node in nodes for fact in _string(node, parents)],
        "imports": [fact for node in nodes for fact in _imports(node)],
        "functions": [fact for node in nodes for fact in _function(node)],
        "swallowed": [fact for node in nodes for fact in _swallowed(node)],
    }


def _imported_names(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What a local name stands for: ``clock`` is ``datetime.datetime``."""
    match node:
        case ast.Import():
            for alias in node.names:
                top = alias.name.split(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (top, top)
        case ast.ImportFrom():
            for alias in node.names:
                yield alias.asname or alias.name, _member(node, alias.name)


def _imports(node: ast.AST) -> Iterator[Fact]:
    match node:
        case ast.Import():
            yield from ({"module": alias.name, "line": node.lineno} for alias in node.names)
        case ast.ImportFrom():
            modules = [_module(node), *(_member(node, alias.name) for alias in node.names)]
            yield from ({"module": module, "line": node.lineno} for module in modules)


def _module(node: ast.ImportFrom) -> str:
    return "." * node.level + (node.module or "")


def _member(node: ast.ImportFrom, name: str) -> str:
    module = _module(node)
    return module + name if module.endswith(".") else f"{module}.{name}"


def _use(node: ast.AST, names: Names, parents: Parents) -> Iterator[Fact]:
    match node:
        case ast.Call():
            args = len(node.args) + len(node.keywords)
            polled = _is_polled(node, parents)
            yield {"name": _name(node.func, names), "line": node.lineno, "args": args, "polled": polled}
        case ast.Attribute() | ast.Name() if not _is_part(node, parents):
            if isinstance(node, ast.Attribute) or node.id in names:
                yield {"name": _name(node, names), "line": node.lineno, "polled": False}


def _is_part(node: ast.expr, parents: Parents) -> bool:
    """Told already by the whole: the callee of a call, a piece of a dotted name."""
    parent = parents[node]
    return isinstance(parent, ast.Attribute) or (isinstance(parent, ast.Call) and parent.func is node)


def _name(node: ast.expr, names: Names) -> str:
    match node:
        case ast.Name():
            return names.get(node.id, node.id)
        case ast.Attribute():
            return f"{_name(node.value, names)}.{node.attr}"
    return ""


def _is_polled(node: ast.AST, parents: Parents) -> bool:
    parent = parents.get(node)
    return parent is not None and (isinstance(parent, ast.While) or _is_polled(parent, parents))


def _string(node: ast.AST, parents: Parents) -> Iterator[Fact]:
    """A string that stands alone is a docstring: prose, not data."""
    match node:
        case ast.Constant(value=str(text)) if not isinstance(parents[node], ast.Expr):
            yield {"text": text, "line": node.lineno}


def _function(node: ast.AST) -> Iterator[Fact]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            doc = node.body[0] if ast.get_docstring(node) is not None else None
            length = _lines(node) - (_lines(doc) if doc else 0)
            yield {"name": node.name, "line": node.lineno, "length": length}


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _swallowed(node: ast.AST) -> Iterator[Fact]:
    match node:
        case ast.ExceptHandler():
            caught = [name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)] if node.type else []
            is_broad = not caught or {"Exception", "BaseException"} & set(caught)
            raises = any(isinstance(child, ast.Raise) for child in ast.walk(node))
            is_empty = all(isinstance(statement, ast.Pass) for statement in node.body)
            if is_empty or (is_broad and not raises):
                yield {"text": f"except {', '.join(caught)}".strip(), "line": node.lineno}


if __name__ == "__main__":
    sources = json.load(sys.stdin)
    json.dump({path: facts_of(path, text) for path, text in sources.items()}, sys.stdout)
