"""Reads Python sources (a JSON object, texts by path, on stdin) and prints their facts, in the shape of facts.ts."""

import ast
import json
import sys
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Reader(ast.NodeVisitor):
    """Collects the facts of one module."""

    def __init__(self) -> None:
        self.facts: dict[str, list[dict[str, Any]]] = {
            "uses": [],
            "strings": [],
            "imports": [],
            "functions": [],
            "swallowed": [],
        }
        self.names: dict[str, str] = {}
        self.loops = 0

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            local = alias.asname or alias.name.split(".")[0]
            self.names[local] = alias.name if alias.asname else local
            self._add("imports", node, module=alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        self._add("imports", node, module=module)
        for alias in node.names:
            full = module + ("" if module.endswith(".") else ".") + alias.name
            self.names[alias.asname or alias.name] = full
            self._add("imports", node, module=full)

    def visit_Call(self, node: ast.Call) -> None:
        args = len(node.args) + len(node.keywords)
        self._add("uses", node, name=self._name(node.func), args=args, polled=self.loops > 0)
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self.loops += 1
        self.generic_visit(node)
        self.loops -= 1

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._add("strings", node, text=node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring is prose, not data
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        caught = ast.unparse(node.type) if node.type else ""
        is_broad = not caught or "Exception" in caught.replace("(", " ").replace(",", " ").split()
        reraises = any(isinstance(child, ast.Raise) for child in ast.walk(node))
        is_empty = all(isinstance(statement, ast.Pass) for statement in node.body)
        if is_empty or ((is_broad or "BaseException" in caught) and not reraises):
            self._add("swallowed", node, text=f"except {caught}".strip())
        self.generic_visit(node)

    def _function(self, node: Function) -> None:
        doc = node.body[0] if ast.get_docstring(node) is not None else None
        doc_lines = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
        length = (node.end_lineno or 0) - node.lineno + 1 - doc_lines
        self._add("functions", node, name=node.name, length=length)
        for decorator in node.decorator_list:
            if not isinstance(decorator, ast.Call):
                self._add("uses", decorator, name=self._name(decorator), polled=False)
        self.generic_visit(node)

    def _name(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return f"{self._name(node.value)}.{node.attr}"
        return ""

    def _add(self, kind: str, node: ast.AST, **fact: object) -> None:
        self.facts[kind].append({"line": getattr(node, "lineno", 0), **fact})


def read(path: str, text: str) -> dict[str, list[dict[str, Any]]]:
    """Facts of one source; a syntax error stops everything, with its file and line."""
    reader = Reader()
    reader.visit(ast.parse(text, filename=path))
    return reader.facts


if __name__ == "__main__":
    sources = json.load(sys.stdin)
    json.dump({path: read(path, text) for path, text in sources.items()}, sys.stdout)
