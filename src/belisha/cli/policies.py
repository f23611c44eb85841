"""Policies by name or file, as every verb takes them.

Room: cli. A name of the library or a path in, a `Policy` out; or an error that says what to write instead.
Next door: `belisha.library` holds the policies that come with Belisha.
"""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

import click

from belisha import library
from belisha.language import LanguageError, Policy, read_policy_file
from belisha.library.lawpack import LawPack, LawPackError, law_pack

from .main import CannotRead

MOST_SHOWN = 20


def named_or_file(given: str) -> Path | None:
    """The file that is meant, or None where a policy of the library is. Raises CannotRead where there is neither."""
    if given in library.NAMES:
        return None
    path = Path(given)
    try:
        folder, there = path.is_dir(), path.exists()
    except (OSError, ValueError):
        folder = there = False
    if folder:
        raise CannotRead(f"`{given}` is a folder. Name the policy document in it, such as `{path / 'policy.md'}`.")
    if not there:
        raise CannotRead(_not_there(given, path))
    return path


def _not_there(given: str, path: Path) -> str:
    shown = given if len(given) <= 120 else given[:120] + "…"
    near = difflib.get_close_matches(given.lower(), library.NAMES, n=1, cutoff=0.5)
    if not near and path.suffix and path.parent.is_dir():
        near = difflib.get_close_matches(path.name, [each.name for each in path.parent.glob("*.md")], n=1)
        near = [str(path.parent / each) for each in near]
    mend = f"Did you mean `{near[0]}`? " if near else ""
    return (
        f"There is no policy and no file `{shown}`. {mend}\n"
        f"Give a file, or the name of a policy that comes with Belisha: {', '.join(library.NAMES)}."
    )


def open_policy(given: str) -> Policy:
    """The policy of that name, or in that file. Raises CannotRead, with the document's faults where it has any."""
    path = named_or_file(given)
    try:
        return library.policy(given) if path is None else read_policy_file(path)
    except FileNotFoundError:
        raise CannotRead(f"The policy `{given}` does not come with this version of Belisha yet.") from None
    except LanguageError as error:
        faults = [fault for fault in error.faults if not fault.warning]
        more = (
            f"\n\n… and {len(faults) - MOST_SHOWN} more; `belisha check {given}` shows all."
            if len(faults) > MOST_SHOWN
            else ""
        )
        shown = "\n\n".join(str(fault) for fault in faults[:MOST_SHOWN])
        raise CannotRead(f"`{given}` cannot be read as a policy.\n\n{shown}{more}") from None


def as_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"`{value[:60]}` is no day; write it as 2026-11-20.") from None


def _as_layers(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(each.strip() for each in value.split(",") if each.strip()))
    for each in names:
        if each == "trust":
            raise click.BadParameter("a trust's own layer comes with a later version; only `law` is known.")
        if each != "law":
            raise click.BadParameter(f"there is no layer `{each[:60]}`; only `law` is known.")
    return names


policy_option = click.option(
    "--policy", "given", required=True, metavar="NAME|FILE",
    help=f"A file, or the name of a policy that comes with Belisha: {', '.join(library.NAMES)}.",
)  # fmt: skip
as_of_option = click.option(
    "--as-of",
    callback=as_day,
    metavar="DAY",
    default=None,
    help="The day that is decided for, as 2026-11-20. Today, where left out.",
)
local_option = click.option(
    "--local",
    metavar="FILE",
    default=None,
    help="A school's own times for the clocks of the law pack, such as `lado-one-working-day: {amount: 24, unit: hours}`.",
)
layers_option = click.option(
    "--layers", callback=_as_layers, metavar="LAYERS", default="",
    help="What stands above the policy and is to be shown beside its answer: law. "
    "(What the law suspends is always suspended.)",
)  # fmt: skip


def pack_with(local: str | None) -> LawPack:
    """The law pack, with a school's own times where a file gives them. Raises CannotRead."""
    pack = law_pack()
    if local is None:
        return pack
    try:
        return pack.with_local(Path(local).read_text(encoding="utf-8"), Path(local).name)
    except (OSError, ValueError) as error:
        raise CannotRead(
            f"`{local}` cannot be read ({getattr(error, 'strerror', None) or 'it is no text in UTF-8'})."
        ) from None
    except LawPackError as error:
        raise CannotRead(f"`{local}` cannot be read as times of a school's own.\n\n{error}") from None


def layers_of(names: tuple[str, ...]) -> tuple[Policy, ...]:
    """The layers by name."""
    return tuple(library.law() for name in names if name == "law")


__all__ = [
    "as_day", "as_of_option", "layers_of", "layers_option", "local_option", "named_or_file", "open_policy", "pack_with", "policy_option",
]  # fmt: skip
