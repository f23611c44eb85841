"""belisha law: what the law pack holds, and which policies and clauses each entry touches.

Room: cli. Text for people, JSON for other programs.
Next door: `belisha.library.lawpack` holds the pack, `belisha.analysis.touches` finds what an entry touches.
"""

from __future__ import annotations

import difflib
import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from belisha import library
from belisha.analysis.looked import counted
from belisha.analysis.touches import Change, Touch, changes, touched
from belisha.language import Policy
from belisha.library.lawpack import STATUSES, Entry, LawPack, LawPackError, Platform, law_pack, read_pack_at

from .main import NO, CannotRead
from .policies import as_day, local_option, open_policy, pack_with

_WIDTH = 100
form_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people, or for other programs.",
)  # fmt: skip


@click.group(
    epilog="""\b
Examples:
  belisha law list --on 2026-11-28
  belisha law show kcsie-2025
  belisha law touches kcsie-2022
  belisha law touches vine my-policy.md
  belisha law changes old-pack/ my-policy.md"""
)
def command() -> None:
    """The law pack: what is in force, announced or superseded, with its sources, and what each entry touches."""


# ---- list, show ------------------------------------------------------------------------------------------------


def _counts(entry: Entry, day: date) -> str:
    return "in force" if entry.in_force(day) else "not on that day" if entry.status == "in force" else entry.status


def _as_json(entry: Entry | Platform, day: date) -> dict[str, Any]:
    made = {key: value for key, value in asdict(entry).items() if value not in ("", (), None)}
    if isinstance(entry, Entry):
        made["counts"] = entry.in_force(day)
    else:
        age = entry.age(day)
        made["minimum age"] = age.minimum if age else None
    return made


@command.command(name="list")
@click.option("--on", "day", callback=as_day, metavar="DAY", help="Say what counts on that day. Today, where left out.")
@click.option("--status", type=click.Choice(STATUSES), help="Only what has that status.")
@click.option("--platforms", is_flag=True, help="The platforms that policies name, instead of the entries.")
@local_option
@form_option
def list_(day: date | None, status: str | None, platforms: bool, local: str | None, form: str) -> None:
    """Every entry, with its status, its dates and how far it was verified."""
    pack, day = pack_with(local), day or date.today()
    chosen: list[Entry | Platform] = (
        [*pack.platforms] if platforms else [each for each in pack.entries if status in (None, each.status)]
    )
    if form == "json":
        click.echo(json.dumps([_as_json(each, day) for each in chosen], ensure_ascii=False, indent=2))
        return
    for each in chosen:
        click.echo(_line(each, day, pack))
    if not platforms:
        absent = ", ".join(each.jurisdiction for each in pack.absent)
        click.echo(f"\n{pack.jurisdiction}; checked on {pack.checked}. Not held: {absent}. This is no legal advice.")


def _line(each: Entry | Platform, day: date, pack: LawPack) -> str:
    if isinstance(each, Platform):
        age = each.age(day)
        what = f"{each.status}{f', now {each.now}' if each.now else ''}{f', since {each.since}' if each.since else ''}"
        return f"{each.id:<28}{what:<38}{f'from {age.minimum}' if age else 'age not known':<16}{_verified(each)}"
    dates = (
        f"{each.begins or '?'} to {each.ends or 'now'}" if each.status in ("in force", "superseded") else each.expected
    )
    clock = f"  [{each.clock.words}{', local' if each.id in pack.local else ''}]" if each.clock else ""
    return f"{each.id:<28}{_counts(each, day):<16}{dates:<26}{_verified(each):<12}{each.title}{clock}"


def _verified(each: Entry | Platform) -> str:
    return "unverified" if each.verified == "no" else each.verified


def _entry(pack: LawPack, id: str) -> Entry | Platform:
    found = pack.get(id) or pack.platform(id)
    if found is None:
        known = [each.id for each in (*pack.entries, *pack.platforms)]
        near = difflib.get_close_matches(id, known, n=1, cutoff=0.5)
        mend = f"Did you mean `{near[0]}`? " if near else ""
        raise CannotRead(f"The law pack has no `{id[:60]}`. {mend}`belisha law list` shows all.")
    return found


@command.command()
@click.argument("entry_id", metavar="ID")
@click.option("--on", "day", callback=as_day, metavar="DAY", help="Say whether it counts on that day.")
@local_option
@form_option
def show(entry_id: str, day: date | None, local: str | None, form: str) -> None:
    """One entry, or one platform, with everything that is known of it."""
    pack, day = pack_with(local), day or date.today()
    entry = _entry(pack, entry_id)
    if form == "json":
        click.echo(json.dumps(_as_json(entry, day), ensure_ascii=False, indent=2))
        return
    rows: list[tuple[str, str]] = []
    if isinstance(entry, Entry):
        rows += [("", entry.text), ("status", f"{_counts(entry, day)} ({entry.jurisdiction})")]
        rows += (
            [("in force", f"{entry.begins or 'not known'} to {entry.ends or 'now'}")]
            if entry.begins or entry.ends
            else []
        )
        rows += [("expected", entry.expected), ("in part", entry.in_part)]
        rows += (
            [("time", f"{entry.clock.words}, from: {entry.clock.starts} ({entry.clock.kind})")] if entry.clock else []
        )
        rows += [("replaced by", each.id) for each in pack.successors(entry.id)]
        rows += [("verified", f"{_verified(entry)}, checked on {entry.checked}")]
    else:
        age = entry.age(day)
        rows += [("status", f"{entry.status} {f'(now {entry.now})' if entry.now else ''} {entry.since}".strip())]
        rows += [("minimum age", str(age.minimum) if age else "not known"), ("may change", entry.may_change)]
        rows += [("verified", _verified(entry))]
    rows += [("source", entry.source), ("note", entry.note)]
    click.echo(click.style(entry.title if isinstance(entry, Entry) else entry.name, bold=True))
    for key, value in rows:
        if value:
            click.echo(textwrap.fill(value, _WIDTH, initial_indent=f"  {key + ':':<13}" if key else "  ", subsequent_indent=" " * (15 if key else 2), break_on_hyphens=False, break_long_words=False))  # fmt: skip


# ---- touches, changes ------------------------------------------------------------------------------------------


def _policies(given: Sequence[str]) -> list[Policy]:
    """Those that come with Belisha, the law layer, and the files that are given."""
    own = [library.policy(name) for name in library.NAMES]
    return [library.law(), *own, *(open_policy(each) for each in given if each not in library.NAMES)]


def _shown(touch: Touch) -> str:
    ids = ", ".join(each.id for each in touch.clauses)
    text = touch.where.text.strip()
    text = text if len(text) <= 100 else text[:99].rstrip() + "…"
    return f"  {touch.policy}.md:{touch.where.line}  {touch.how}{f'  ({ids})' if ids else ''}\n      {text}"


@command.command(name="touches")
@click.argument("entry_id", metavar="ID")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--as-of", "day", callback=as_day, metavar="DAY", help="The day that is asked about. Today, where left out."
)
@form_option
def touches_(entry_id: str, files: tuple[str, ...], day: date | None, form: str) -> None:
    """Which policies and clauses cite an entry (or name a platform) or rest on it: those of Belisha, and the files given."""
    pack = law_pack()
    _entry(pack, entry_id)
    all_of_them = touched(_policies(files), pack=pack, as_of=day or date.today(), law=library.law())
    found = all_of_them.get(entry_id, ())
    if form == "json":
        said = {"id": entry_id, "touches": [each.as_json() for each in found]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for touch in found:
        click.echo(_shown(touch))
    policies = {touch.policy for touch in found}
    said = f"{counted(len(found), 'place')} in {counted(len(policies), 'document')}" if found else "nothing"
    click.echo(f"{entry_id} touches {said}.")


def _pack_at(given: str) -> LawPack:
    try:
        return read_pack_at(Path(given))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise CannotRead(
            f"There is no law pack at `{given[:120]}` ({why}). Give a folder that holds england.yaml."
        ) from None
    except LawPackError as error:
        raise CannotRead(f"`{given}` cannot be read as a law pack.\n\n{error}") from None


@command.command(name="changes")
@click.argument("old", metavar="OLD")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--to", "new", metavar="NEW", help="The other pack. The one that comes with Belisha, where left out.")
@click.option(
    "--as-of", "day", callback=as_day, metavar="DAY", help="The day that is asked about. Today, where left out."
)
@form_option
def changes_(old: str, files: tuple[str, ...], new: str | None, day: date | None, form: str) -> None:
    """What changed between two law packs (a folder or a file each), and which policies and clauses each change touches.

    Status 1 where a change touches a policy.
    """
    before, after = _pack_at(old), _pack_at(new) if new else law_pack()
    day, policies = day or date.today(), _policies(files)
    found: list[tuple[Change, tuple[Touch, ...]]] = []
    was, now = (touched(policies, pack=pack, as_of=day, law=library.law()) for pack in (before, after))
    for change in changes(before, after):
        found.append((change, (was if change.what == "removed" else now).get(change.id, ())))
    if form == "json":
        said = [{"id": c.id, "title": c.title, "what": c.what, "keys": list(c.keys), "touches": [t.as_json() for t in ts]} for c, ts in found]  # fmt: skip
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for change, by_it in found:
            keys = f" ({', '.join(change.keys)})" if change.keys else ""
            click.echo(f"{change.id}: {change.what}{keys}. {change.title}")
            for touch in by_it:
                click.echo(_shown(touch))
        click.echo(f"{counted(len(found), 'change')}." if found else "Nothing changed.")
    raise click.exceptions.Exit(NO if any(by_it for _, by_it in found) else 0)
