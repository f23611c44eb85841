"""Kept: readings as JSON and back, for whoever keeps them or hands them to another process.

Room: importing. It goes by the fields of the dataclasses, so a field that is added to one of them needs nothing here.
"""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from .reading import Reading


def as_json(reading: Reading) -> dict[str, Any]:
    """A reading as JSON can hold it."""
    return asdict(reading)


def from_json(made: dict[str, Any]) -> Reading:
    """The reading that `as_json` made this of."""
    reading: Reading = _made(Reading, made)
    return reading


def _made(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _made(hints[name], value[name]) for name in hints if name in value})
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], each) for each in value)
    if get_origin(kind) is UnionType:
        return None if value is None else _made(get_args(kind)[0], value)
    return value


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
