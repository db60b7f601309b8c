"""Turns the JSON of a file into frozen dataclasses and names the key that is wrong.

Keys are camelCase in the files, as TypeScript writes them, and snake_case here. Every field must be there, so a
misspelt key is always found; keys that nobody reads here belong to other readers of the same file.
"""

import json
from dataclasses import fields, is_dataclass
from importlib.resources.abc import Traversable
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from clickstream_spark.errors import PlatformError

T = TypeVar("T")


class _MisfitError(Exception):
    """A value that does not fit, with the path of its key."""


def read_file(kind: type[T], file: Traversable, *, code: str, next: str) -> T:  # noqa: A002 - as in PlatformError
    """Reads a JSON file as `kind`.

    Raises:
        PlatformError: `code`, with the key and what was found there, when the file is missing or does not fit.
    """
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise PlatformError(code, str(error), where=str(file), next=next, exit_code=2) from error
    return read_text(kind, text, where=str(file), code=code, next=next)


def read_text(kind: type[T], text: str, *, where: str, code: str, next: str) -> T:  # noqa: A002 - as in PlatformError
    """Reads JSON as `kind`; `where` says to a person what was read.

    Raises:
        PlatformError: `code`, with the key and what was found there, when it does not fit.
    """
    try:
        return _convert(kind, json.loads(text), "")  # type: ignore[no-any-return]
    except (ValueError, _MisfitError) as error:
        raise PlatformError(code, str(error), where=where, next=next, exit_code=2) from error


def _convert(kind: Any, value: Any, path: str) -> Any:
    if is_dataclass(kind):
        return _dataclass(kind, _expect(value, dict, path), path)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        items = _expect(value, list, path)
        return tuple(_convert(arguments[0], item, f"{path}[{index}]") for index, item in enumerate(items))
    if origin is dict:
        members = _expect(value, dict, path)
        return {key: _convert(arguments[1], item, _join(path, key)) for key, item in members.items()}
    if origin is UnionType:
        return None if value is None else _convert(arguments[0], value, path)
    if origin is Literal:
        if value not in arguments:
            raise _MisfitError(f"{path} is {json.dumps(value)}, allowed: {', '.join(arguments)}")
        return value
    return _expect(value, kind, path)


def _dataclass(kind: Any, members: dict[str, Any], path: str) -> Any:
    hints = get_type_hints(kind)
    values = {}
    for field in fields(kind):
        key = _camel_case(field.name)
        if key not in members:
            raise _MisfitError(f"{_join(path, key)} is not there")
        values[field.name] = _convert(hints[field.name], members[key], _join(path, key))
    return kind(**values)


def _expect(value: Any, kind: type, path: str) -> Any:
    # In Python a bool is an int; in our files it is not.
    if type(value) is kind:
        return value
    raise _MisfitError(f"{path or 'the file'} is {json.dumps(value)[:80]}, expected {kind.__name__}")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
