"""The law pack as a page shows it: every entry with what counts, since when, how sure we are, and what it touches.

Room: web.policies. Values for the template; what they say comes from `belisha.library.lawpack` and `belisha.analysis.touches`.
Next door: `views` hands them to `templates/policies/law.html`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

from belisha import library
from belisha.analysis.dates import in_words
from belisha.analysis.touches import Touch, touched
from belisha.library.lawpack import Entry, LawPack, Platform, law_pack
from belisha.web import components as ui

VERIFIED = {
    "primary": "We read the text itself",
    "secondary": "We read somebody else's account of it",
    "no": "Not verified",
}
_SECTIONS = (
    ("in-force", "In force", "What counts today, as far as we verified it."),
    ("announced", "Announced, and not in force", "Enacted or promised. No rule rests on these before they begin."),
    ("drafts", "Drafts, and what we have not verified", "Never to be treated as law."),
    ("superseded", "Replaced", "Kept because policies still cite them."),
)
_ADDRESS = re.compile(r"https?://[^\s;()]+")
_HOW = {"cites it": "cites it", "names it": "names it", "rests on it": "rests on it", "has its time": "has a duty that it is the time for"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry. anchor: its place on the page; tags: what has to be seen at once; rows: the rest, to be folded away; words: what a search looks in."""

    anchor: str
    title: str
    text: str
    tags: tuple[Markup, ...]
    summary: str
    rows: tuple[ui.Row, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one status."""

    anchor: str
    title: str
    intro: str
    entries: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """What the page shows besides the rules of the law layer."""

    checked: str
    sections: tuple[Section, ...]
    platforms: Markup
    absent: tuple[tuple[str, str], ...]

    def having(self, wanted: str) -> Pack:
        """Only the entries that hold all of the words."""
        words = wanted.lower().split()
        kept = (
            replace(
                section, entries=tuple(each for each in section.entries if all(word in each.words for word in words))
            )
            for section in self.sections
        )
        return replace(self, sections=tuple(section for section in kept if section.entries))


@lru_cache(maxsize=4)
def pack_on(day: date) -> Pack:
    """The law pack on a day; what comes with Belisha does not change while the server runs."""
    pack = law_pack()
    policies = [library.law(), *(library.policy(name) for name in library.NAMES)]
    by = touched(policies, pack=pack, as_of=day, law=library.law())
    shown: dict[str, list[Shown]] = {anchor: [] for anchor, _, _ in _SECTIONS}
    for entry in pack.entries:
        shown[_section(entry, day)].append(_entry(entry, day, pack, by.get(entry.id, ())))
    sections = tuple(Section(anchor, title, intro, tuple(shown[anchor])) for anchor, title, intro in _SECTIONS)
    absent = tuple((each.jurisdiction, each.note) for each in pack.absent)
    return Pack(in_words(pack.checked), sections, _platforms(pack, day, by), absent)


def _section(entry: Entry, day: date) -> str:
    if entry.in_force(day):
        return "in-force"
    return {"announced": "announced", "superseded": "superseded"}.get(entry.status, "drafts")


def _entry(entry: Entry, day: date, pack: LawPack, touches: tuple[Touch, ...]) -> Shown:
    # The heading of the section says what the entry's status is.
    tags = [ui.tag("Not verified", "yellow")] if entry.verified == "no" else []
    tags += [ui.tag("In force in part", "orange")] if entry.in_part else []
    rows = [
        ("Counts", _dates(entry)),
        ("Only in part", entry.in_part),
        ("Time", _clock(entry)),
        ("Where", entry.jurisdiction),
        ("Replaced by", _links(pack, (each.id for each in pack.successors(entry.id)))),
        ("Replaces", _links(pack, entry.supersedes)),
        ("How far verified", f"{VERIFIED[entry.verified]}, {in_words(entry.checked)}"),
        ("What was and was not", entry.note),
        ("Source", _linked(entry.source)),
        ("Touches", _touches(touches)),
        ("Name in notes", f"law: {entry.id}"),
    ]
    places = f"touches {len(touches)} place{'' if len(touches) == 1 else 's'}" if touches else "touches nothing here"
    return Shown(
        f"law-{entry.id}",
        entry.title,
        entry.text,
        tuple(tags),
        f"Dates, source and what it touches ({places})",
        tuple(ui.Row(key, value) for key, value in rows if value),
        " ".join((entry.id, entry.title, entry.text, entry.note, *entry.names)).lower(),
    )


def _dates(entry: Entry) -> str:
    since = (
        f"from {in_words(entry.begins)}" if entry.begins else "" if entry.expected else "from a day that we do not know"
    )
    until = f" until {in_words(entry.ends)}" if entry.ends else ""
    if entry.status == "announced":
        return f"Not yet. Expected: {entry.expected}" if entry.expected else "Not yet. No day is known"
    said = f"{since}{until}" or f"expected: {entry.expected}"
    return f"{said[:1].upper()}{said[1:]}"


def _clock(entry: Entry) -> str:
    clock = entry.clock
    if clock is None:
        return ""
    kind = {"statutory": "by law", "guidance": "by guidance", "local": "by local procedure"}.get(
        clock.kind, "as an expectation"
    )
    more = f" {clock.and_then}" if clock.and_then else ""
    return f"{clock.words[:1].upper()}{clock.words[1:]}, {kind}. It starts when: {clock.starts}.{more}"


def _linked(text: str) -> Markup:
    """Text whose addresses can be followed."""
    made, last = Markup(), 0
    for met in _ADDRESS.finditer(text):
        made += escape(text[last : met.start()])
        made += Markup('<a class="govuk-link" href="{0}" rel="noreferrer noopener">{0}</a>').format(met[0])
        last = met.end()
    return made + escape(text[last:])


def _links(pack: LawPack, ids: Iterable[str]) -> Markup:
    found = [entry for id in ids if (entry := pack.get(id)) is not None]
    links = (Markup('<a class="govuk-link" href="#law-{}">{}</a>').format(each.id, each.title) for each in found)
    return Markup("<br>").join(links)


def _touches(touches: tuple[Touch, ...]) -> Markup:
    """The policies with the clauses, each a link to where it stands."""
    if not touches:
        return Markup()
    by_policy: dict[str, dict[str, list[Markup]]] = {}
    for touch in touches:
        how = _HOW.get(touch.how, touch.how)
        links = by_policy.setdefault(touch.policy, {}).setdefault(how, [])
        links += [link for link in (_clause(touch.policy, each.id) for each in touch.clauses) if link not in links]
    items = []
    for policy, hows in by_policy.items():
        said = (
            Markup("{} ({})").format(how, Markup(", ").join(links)) if links else escape(how)
            for how, links in hows.items()
        )
        items.append(Markup("<li>{}: {}</li>").format(_title(policy), Markup("; ").join(said)))
    return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(Markup("").join(items))


def _address(policy: str) -> str:
    return "/law/" if policy == "england" else f"/policies/{policy}/"


def _title(policy: str) -> Markup:
    if policy == "england":
        return Markup("The rules above")
    front = library.policy(policy).front
    return ui.link(_address(policy), front.school or front.policy)


def _clause(policy: str, id: str) -> Markup:
    return Markup('<a class="govuk-link" href="{}#{}">{}</a>').format(_address(policy), id.lower(), id)


def _platforms(pack: LawPack, day: date, by: dict[str, tuple[Touch, ...]]) -> Markup:
    rows = [
        [each.name, _standing(each, day), _age(each, day), _named_by(by.get(each.id, ()))]
        for each in sorted(pack.platforms, key=lambda each: (not each.over(day), each.name.lower()))
    ]
    head = ("Service", "What became of it", "Lets people in from", "Named by")
    return ui.table("Platforms that policies name", head, rows, caption_size="s")


def _standing(platform: Platform, day: date) -> str:
    sure = "" if platform.verified != "no" else " (not verified)"
    if not platform.over(day):
        return "We could not find out" if platform.status == "unknown" else f"Goes on{sure}"
    since = f", {in_words(platform.since)}" if platform.since else ""
    return f"{f'Renamed {platform.now}' if platform.status == 'renamed' else 'Ended'}{since}{sure}"


def _age(platform: Platform, day: date) -> str:
    age = platform.age(day)
    if age is None:
        return "Not known"
    return f"{age.minimum} years{f', since {in_words(age.begins)}' if age.begins else ''}"


def _named_by(touches: tuple[Touch, ...]) -> Markup:
    links = {touch.policy: ui.link(_address(touch.policy), touch.policy.replace("-", " ").title()) for touch in touches}
    return Markup("<br>").join(links.values()) if links else Markup("No policy here")


def with_links(body: str) -> Markup:
    """The rules of the law layer with links from the entries that their notes name to where these stand on the page."""

    def linked(met: re.Match[str]) -> str:
        ids = (
            f'<a class="govuk-link" href="#law-{id}">{id}</a>' if law_pack().get(id) else id
            for id in met[1].split(", ")
        )
        return f"law: {', '.join(ids)}"

    # What is replaced is an id of letters, digits and hyphens: nothing in it needs to be escaped.
    return Markup(re.sub(r"\blaw: ([a-z0-9-]+(?:, [a-z0-9-]+)*)", linked, body))


__all__ = ["Pack", "Section", "Shown", "pack_on", "with_links"]
