"""Law and platforms: what the document cites, names and claims, held against the law pack on the day.

Room: analysis. Every fact of law comes from the pack, with the entry as the finding's source; here is only how a text is looked through.
Next door: `belisha.library.lawpack` knows what is in force; `touches` asks the other way about: what cites this entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from belisha.language.conditions import Among, leaves
from belisha.language.meaning import Norm, meaning_of
from belisha.library.lawpack import Clock, Entry, Platform, ids_cited

from .dates import in_words, on_or_in
from .findings import Finding
from .looked import Looked, counted, listed
from .passages import Passage

TEXT = ("prose", "item", "note", "statement", "says", "sentence", "heading", "title")
CITING = ("refers to", "read with")
# Words by which a text says itself that a law is not in force.
_NOT_YET = re.compile(r"\bannounced\b|\bnot (?:yet )?in force\b|\bdraft\b|\bconsult|\bpropos|\bwill become\b|\bBill\b")


def check(looked: Looked) -> Iterator[Finding]:
    yield from _citations(looked)
    yield from _notes(looked)
    yield from _platforms(looked)
    yield from _routes(looked)
    yield from _ages(looked)
    yield from _claims(looked)
    yield from _clocks(looked)
    yield from _equality(looked)
    yield from _copies(looked)


# ---- citations -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Citing:
    """Where an entry (or a platform) is cited: the first place, and the clauses of all."""

    passage: Passage
    start: int
    length: int
    ids: list[str]


def _gather(
    looked: Looked, kinds: tuple[str, ...], find: Callable[[Passage], Iterator[tuple[str, int, int]]]
) -> dict[str, _Citing]:
    found: dict[str, _Citing] = {}
    for passage in looked.of(*kinds):
        if passage.kind == "front" and passage.key not in CITING:
            continue
        for id, start, end in find(passage):
            found.setdefault(id, _Citing(passage, start, end - start, [])).ids.extend(passage.ids)
    return found


def _citations(looked: Looked) -> Iterator[Finding]:
    def cited(passage: Passage) -> Iterator[tuple[str, int, int]]:
        for each in looked.pack.citations(passage.text):
            entry = looked.pack.get(each.id)
            assert entry is not None
            if entry.status not in ("announced", "draft") or not _NOT_YET.search(passage.text):
                yield each.id, each.start, each.end

    for id, citing in _gather(looked, (*TEXT, "front"), cited).items():
        entry = looked.pack.get(id)
        assert entry is not None
        where = citing.passage.at(citing.start)
        if entry.superseded(looked.as_of):
            instead = looked.pack.instead_of(id, looked.as_of)
            message = f"{entry.title} was replaced{_until(entry)}"
            mend = f"cite {instead.title}, and look at what changed" if instead else ""
            yield looked.find(
                "superseded-reference", message, where, citing.ids, mend=mend, source=id, length=citing.length
            )
        elif not entry.in_force(looked.as_of):
            yield looked.find(
                "draft-reference",
                f"{entry.title} {_standing(entry)}",
                where,
                citing.ids,
                source=id,
                length=citing.length,
            )
        elif entry.in_part:
            message = f"{entry.title} is in force in part: {entry.in_part}"
            yield looked.find("partly-repealed", message, where, citing.ids, source=id, length=citing.length)


def _until(entry: Entry) -> str:
    if not entry.ends:
        return ""
    sure = "" if entry.verified != "no" else ", as far as we know"
    return f"; it counted until {in_words(entry.ends)}{sure}"


def _standing(entry: Entry) -> str:
    if entry.status == "announced":
        return "is announced and not in force" + (f" (expected: {entry.expected})" if entry.expected else "")
    if entry.status == "draft":
        return "is a draft, or was not verified"
    return (
        f"was not in force on the day; it counts from {in_words(entry.begins)}" if entry.begins else "is not in force"
    )


def _notes(looked: Looked) -> Iterator[Finding]:
    """The entries that notes and paragraphs cite by id: `law: …`. A rule that rests on one stands or falls with it."""
    for passage in looked.of("note", "prose", "item", "says"):
        for each in ids_cited(passage.text):
            entry, where = looked.pack.get(each.id), passage.at(each.start)
            if entry is None:
                near = looked.vocabulary.suggest(each.id, [one.id for one in looked.pack.entries], 1)
                mend = f"did you mean `{near[0]}`?" if near else ""
                yield looked.find(
                    "unknown-law", f"the law pack has no `{each.id}`", where, passage.ids, mend, length=len(each.id)
                )
            elif entry.superseded(looked.as_of):
                message = f"a clause rests on {entry.title}, which was replaced{_until(entry)}"
                yield looked.find(
                    "superseded-reference", message, where, passage.ids, source=entry.id, length=len(each.id)
                )
            elif not entry.in_force(looked.as_of):
                message = f"a clause rests on {entry.title}, which {_standing(entry)}"
                yield looked.find("draft-reference", message, where, passage.ids, source=entry.id, length=len(each.id))


# ---- platforms -------------------------------------------------------------------------------------------------


def _platforms(looked: Looked) -> Iterator[Finding]:
    def named(passage: Passage) -> Iterator[tuple[str, int, int]]:
        return ((each.id, each.start, each.end) for each in looked.pack.platforms_named(passage.text))

    for id, citing in _gather(looked, (*TEXT, "front"), named).items():
        platform = looked.pack.platform(id)
        assert platform is not None
        if platform.over(looked.as_of):
            yield looked.find(
                "dead-platform", _over(platform, citing.passage.text[citing.start : citing.start + citing.length]), citing.passage.at(citing.start), citing.ids, source=id, length=citing.length
            )  # fmt: skip


def _over(platform: Platform, said: str) -> str:
    since = f" {on_or_in(platform.since)}" if platform.since else ""
    name = platform.name if said.lower() == platform.name.lower() else f"{said} ({platform.name})"
    sure = " (as far as we know; not verified)" if platform.verified == "no" else ""
    if platform.status == "renamed":
        return f"{name} was renamed {platform.now}{since}{sure}"
    return f"{name} ended{since}{sure}"


def _routes(looked: Looked) -> Iterator[Finding]:
    for route in looked.pack.routes:
        found = [passage for passage in looked.of(*TEXT) if route.says.lower() in passage.text.lower()]
        if found:
            at = found[0].at(found[0].text.lower().index(route.says.lower()))
            ids = [id for passage in found for id in passage.ids]
            doubt = "leads nowhere" if route.status == "dead" else "may lead nowhere any more (not verified)"
            yield looked.find(
                "dead-route", f"`{route.says}` {doubt}", at, ids, mend=route.instead, source=route.id, length=len(route.says)
            )  # fmt: skip


_AGE_WORDS = re.compile(r"\bage[ds]?\b|\byears?\b|\bold(?:er)?\b|\bunder\b|\bover\b|\bminimum\b|\d\+")
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
# Not a day, a date, a time, an ordinal, or part of a longer number.
_NUMBER = re.compile(rf"(?<![\d.:/-])(1[0-9]|[89])(?![\d/:]|[.-]\d|(?:st|nd|rd|th)\b| {_MONTH})")
_STOP = re.compile(r"[.;](?:\s|$)|\n")


def _ages(looked: Looked) -> Iterator[Finding]:
    for passage in looked.of(*TEXT):
        start = 0
        for end in [*(met.end() for met in _STOP.finditer(passage.text)), len(passage.text)]:
            sentence, begun = passage.text[start:end], start
            start = end
            if not _AGE_WORDS.search(sentence):
                continue
            for id, said, offset in _ages_in(looked, sentence):
                platform = looked.pack.platform(id)
                age = platform.age(looked.as_of) if platform else None
                if platform is None or age is None or age.minimum == said:
                    continue
                since = f" since {in_words(age.begins)}" if age.begins else ""
                message = f"{platform.name} is said to be from {said}; the register has {age.minimum}{since}"
                yield looked.find("platform-age", message, passage.at(begun + offset), passage.ids, source=id, length=2)


def _ages_in(looked: Looked, sentence: str) -> Iterator[tuple[str, int, int]]:
    """Platforms with the age that the sentence gives them: the number after a list of them, or before it."""
    tokens: list[tuple[int, str, str]] = [
        (each.start, "platform", each.id) for each in looked.pack.platforms_named(sentence)
    ]
    tokens += [(met.start(), "number", met[1]) for met in _NUMBER.finditer(sentence)]
    tokens.sort()
    if not tokens:
        return
    backwards = tokens[0][1] == "number"
    waiting: list[str] = []
    number: tuple[int, int] | None = None
    for offset, kind, value in tokens:
        if kind == "platform" and backwards and number:
            yield value, number[0], number[1]
        elif kind == "platform":
            waiting.append(value)
        elif backwards:
            number = (int(value), offset)
        else:
            yield from ((id, int(value), offset) for id in waiting)
            waiting = []


# ---- claims ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim of law that is not so. all: what a passage must hold; never: what makes it something else; of: the entry that says how it is."""

    all: tuple[re.Pattern[str], ...]
    never: re.Pattern[str]
    of: str
    message: str
    mend: str = ""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_CLAIMS = (
    _Claim(
        (
            _words(r"\b(?:parents?|carers?|famil(?:y|ies)|relatives?|visitors?|audience)\b[^.]{0,90}\b(?:photograph|film|record|video|pictures?|photos?|images?)|\b(?:photograph|film|record|video|pictures?|photos?|images?)\w*\b[^.]{0,60}\bby (?:parents?|carers?|famil)"),
            _words(r"\bGDPR\b|\bdata protection\b|\bprivacy law"),
            _words(r"\bbecause\b|\bdue to\b|\bowing to\b|\bunder\b|\bin line with\b|\bcompl(?:y|iance)\b|\bdoes not allow\b|\bprohibit|\bforbid|\bbreach|\bagainst\b|\billegal|\bnot (?:permitted|allowed)\b|\brequires?\b"),
        ),
        _words(r"\bnot? (?:because of )?data protection|\bnot? (?:because of )?(?:the )?GDPR|\bown (?:rule|policy)|\bhousehold\b|\bon (?:the|our) (?:school'?s? )?(?:website|account)|\b(?:we|the school) (?:take|publish|use|post)"),
        "ico-parents-photos",
        "parents' own photographs are no matter of data protection law",
    ),
    _Claim(
        (
            _words(r"\b(?:under|below|younger than)(?: the age of)? (?:13|thirteen)\b"),
            _words(r"\billegal\b|\bagainst the law\b|\bunlawful\b|\bbreak(?:s|ing)? the law\b|\bcriminal offence\b|\blegal age\b"),
        ),
        _words(r"\bnot (?:illegal|against the law|unlawful)\b|\bno law\b"),
        "minimum-ages-are-terms",
        "a platform's minimum age is its own term, and no law",
        "say that the platform's terms ask for it",
    ),
    _Claim(
        (
            _words(r"\b(?:under|below|younger than)(?: the age of)? (?:16|sixteen)\b"),
            _words(r"\bsocial (?:media|network)"),
            _words(r"\billegal\b|\bagainst the law\b|\bunlawful\b|\bbanned\b|\bbreak(?:s|ing)? the law\b|\bthe law (?:bans|forbids|does not allow|requires)"),
        ),
        _words(r"\bannounced\b|\bnot (?:yet )?in force\b|\bproposed\b|\bwill\b|\bexpected\b|\bnot (?:illegal|against the law|unlawful)\b"),
        "under-16-social-media",
        "the restriction for those under 16 is announced, and not in force",
        "say that it was announced, or wait for it",
    ),
    _Claim(
        (_words(r"\bfair use\b"),),
        _words(r"\bfair use (?:policy|agreement)\b|\bno fair use\b"),
        "copyright-1988",
        "\"fair use\" is the law of the United States; here a quotation is fair dealing",
        "write `fair dealing`, or say how much may be quoted",
    ),
)  # fmt: skip


def _claims(looked: Looked) -> Iterator[Finding]:
    for claim in _CLAIMS:
        entry = looked.pack.get(claim.of)
        if entry is None or (claim.of == "under-16-social-media" and entry.in_force(looked.as_of)):
            continue
        found = [
            passage
            for passage in looked.of("prose", "item", "note", "statement", "says", "sentence")
            if all(pattern.search(passage.text) for pattern in claim.all) and not claim.never.search(passage.text)
        ]
        if found:
            at = found[0].at(claim.all[0].search(found[0].text).start())  # type: ignore[union-attr]
            ids = [id for passage in found for id in passage.ids]
            yield looked.find("statutory-claim", claim.message, at, ids, claim.mend, source=claim.of)


# ---- clocks ----------------------------------------------------------------------------------------------------

_HOURS = {"hours": 1, "working days": 24, "school days": 24, "days": 24, "months": 24 * 30}
_WITHIN = re.compile(r"(\d+) (hour|working day|school day|day)s?")


def hours_of(within: str) -> float | None:
    """A deadline's words in hours, a day as 24: 0 for at once; None where they give no time."""
    if within == "immediately":
        return 0
    met = _WITHIN.search(within)
    return int(met[1]) * _HOURS[met[2] + "s"] if met else None


def _clocks(looked: Looked) -> Iterator[Finding]:
    for entry in looked.pack.entries:
        if entry.clock is None or not entry.clock.do or not entry.in_force(looked.as_of):
            continue
        missing: list[str] = []
        allowed = entry.clock.amount * _HOURS[entry.clock.unit]
        for norm in looked.meant.norms:
            if not is_the_duty(norm, entry.clock):
                continue
            assert norm.duty is not None
            given, id = hours_of(norm.duty.within), norm.clause.id
            if given is None:
                missing.append(id)
            elif given > allowed:
                leaves = norm.duty.within.removeprefix("within ")
                message = f"{id} leaves {leaves}; the law pack has {entry.clock.words} ({entry.title})"
                yield looked.about("deadline-differs", message, [id], source=entry.id)
        if missing:
            message = f"{listed(missing)} {'gives' if len(missing) == 1 else 'give'} no time for a duty that has one: {entry.clock.words} ({entry.title})"
            yield looked.about("deadline-missing", message, missing, source=entry.id)


def is_the_duty(norm: Norm, clock: Clock) -> bool:
    """Whether a duty is the one that the clock is the time for."""
    if norm.duty is None or norm.duty.do != clock.do or not set(norm.duty.to) & set(clock.to):
        return False
    events = {
        str(v) for leaf in leaves(norm.when) if isinstance(leaf, Among) and leaf.fact == "event" for v in leaf.values
    }
    return not clock.event or clock.event in events


# ---- equality --------------------------------------------------------------------------------------------------

_EQUALITY = re.compile(r"\bprotected characteristic|\bequalit(?:y|ies)\b|\bimpact\b|\bassess|\bdiscriminat", re.I)
_ALL_OF_THEM = re.compile(r"\b(?:all|every|any|each|nine)(?: of the)?(?: nine)? protected characteristic", re.I)


def _equality(looked: Looked) -> Iterator[Finding]:
    entry = next((each for each in looked.pack.entries if each.characteristics), None)
    if entry is None:
        return
    finders = [
        (name, re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})s?\b", re.IGNORECASE))
        for name, words in entry.characteristics
    ]
    for passage in looked.of("prose", "item", "statement", "says"):
        if not _EQUALITY.search(passage.text) or _ALL_OF_THEM.search(passage.text):
            continue
        # "Gender reassignment" names one characteristic and "gender" another.
        rest = re.sub(r"(?i)gender (?:reassignment|identity)", "transgender", passage.text)
        named = [name for name, finder in finders if finder.search(rest)]
        if 1 < len(named) < len(finders):
            missing = [name for name, _ in finders if name not in named]
            message = f"{counted(len(named), 'protected characteristic')} of {len(finders)} are named ({listed(named)}); {listed(missing)} are left out"
            yield looked.find("equality-list", message, passage.at(), passage.ids, source=entry.id)


# ---- what may be a sexual image of a child -----------------------------------------------------------------------

_IMAGES = ("event.child abuse image",)
# A note that says so is enough, unless it says that the printed words do not.
_SAYS_SO = re.compile(r"^(?!.*\bprint).*(?:sexual image|indecent image|nude)", re.IGNORECASE | re.DOTALL)


def _copies(looked: Looked) -> Iterator[Finding]:
    """Duties to keep a copy that the law layer sets aside, and that do not say so themselves."""
    if looked.law is None or looked.policy.front.layer != "school":
        return
    set_aside = [
        norm for norm in meaning_of(looked.law, looked.vocabulary, looked.as_of).norms if norm.effect == "suspends"
    ]
    by = [norm.clause for norm in set_aside if "preserve evidence" in norm.suspends]
    if not by:
        return
    found = [
        norm.clause.id
        for norm in looked.meant.norms
        if norm.duty is not None
        and norm.duty.do == "preserve evidence"
        and not _SAYS_SO.search(norm.clause.note)
        and not any(leaf.fact in _IMAGES for excuse in norm.unless for leaf in leaves(excuse.when))
    ]
    if found:
        sources = [each.id for each in ids_cited(by[0].note)]
        message = f"{listed(found)} {'asks' if len(found) == 1 else 'ask'} for a copy and {'makes' if len(found) == 1 else 'make'} no exception for what may be a sexual image of a child; the law layer ({by[0].id}) sets the duty aside"
        yield looked.about("copy-of-image", message, found, source=sources[0] if sources else "")


__all__ = ["CITING", "TEXT", "check", "hours_of", "is_the_duty"]
