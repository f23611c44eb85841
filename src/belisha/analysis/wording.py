"""Words: rules under words that say the opposite, words without a measure, and what the document's own notes admit.

Room: analysis. A policy that restates a printed one keeps the print's defects in its notes ("Printed …, read as …"); a reader should see them.
Next door: what a sentence means is settled in `language`; here only its words and those around it are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from belisha.language import sentences as s
from belisha.language.meaning import VERDICT_OF

from .findings import Finding, Quoted
from .looked import Looked, counted, listed
from .passages import Passage

NOTES = ("note", "prose", "item")


def check(looked: Looked) -> Iterator[Finding]:
    yield from _polarity(looked)
    yield from _admitted(looked)
    yield from _left_open(looked)
    yield from _vague(looked)


# ---- polarity --------------------------------------------------------------------------------------------------

_LEADS = (
    ("must not", re.compile(r"\b(?:must|shall|may|can) (?:not|never)\b|\bmustn't\b|\bcannot\b|\bforbidden\b|\bprohibited\b|\bnot allowed\b|\bdo not\b|\bdon't\b", re.I)),
    ("should not", re.compile(r"\bshould (?:not|never)\b|\bshouldn't\b|\badvised against\b|\bavoid\b", re.I)),
    ("must", re.compile(r"\bmust\b|\bshall\b|\brequired to\b|\bhave to\b", re.I)),
    ("should", re.compile(r"\bshould\b|\badvised to\b|\bencouraged to\b|\basked to\b|\bgood practice\b|\badvice\b|\btips?\b", re.I)),
    ("may", re.compile(r"\bmay\b(?! be an? )|\bcan\b|\bare (?:free|allowed|permitted|welcome) to\b|\ballowed\b|\bpermitted\b", re.I)),
)  # fmt: skip
_STARTS = (
    ("must not", re.compile(r"(?:you |staff |pupils |they |we )?(?:must|may|can|shall) (?:not|never)\b|(?:you |they |we )?(?:cannot|mustn't)\b|never\b|do not\b|don't\b|under no circumstances\b", re.I)),
    ("should not", re.compile(r"(?:you |staff |pupils |they |we )?should (?:not|never)\b|avoid\b", re.I)),
    ("must", re.compile(r"(?:you |staff |pupils |they |we )?(?:must|shall)\b", re.I)),
    ("may", re.compile(r"(?:you |staff |pupils |they |we )?(?:may|can|are (?:free|allowed) to)\b", re.I)),
)  # fmt: skip
# What stands beneath, by what leads in: the opposite, or another strength. A plain verb fits any lead-in.
_SLIPS = {
    "must not": {"may": "a leave", "must": "a command", "should not": "advice"},
    "should not": {"may": "a leave", "must": "a command", "must not": "a prohibition"},
    "must": {"must not": "a prohibition", "should not": "advice against something"},
    "should": {"must not": "a prohibition", "must": "a command"},
    "may": {"must not": "a prohibition", "should not": "advice against something", "must": "a command"},
}
_RULES = {"prohibited": "must not", "advised against": "should not", "permitted": "may"}
_PRINTED_SO = re.compile(
    r"[\"“'‘](?:should(?: not)?|must(?: not)?|never|prohibited)[\"”'’]|\bbare verb\b|\bmust in a list of shoulds\b",
    re.I,
)
_PRINT = re.compile(r"\bprint(?:ed)?\b|\bstands?\b|\bheadings?\b|\bread\b|\blist\b|\bfit\b|\bsays\b", re.I)


_LONGEST_LEAD = 1_000


def leads(text: str) -> str:
    """The strength of the words that lead in to a list: of the last clause that has one. "" where none has."""
    text, last, found = text[-_LONGEST_LEAD:], -1, ""
    taken: list[tuple[int, int]] = []
    for name, pattern in _LEADS:
        for met in pattern.finditer(text):
            # "must not" is no "must".
            if any(start <= met.start() < end for start, end in taken):
                continue
            taken.append(met.span())
            if met.start() > last:
                last, found = met.start(), name
    return found


def starts(text: str) -> str:
    return next((name for name, pattern in _STARTS if pattern.match(text)), "")


def _polarity(looked: Looked) -> Iterator[Finding]:
    lists: dict[str, list[tuple[Passage, str]]] = {}
    for passage in looked.of("item"):
        lead = (
            leads(_last_sentence(passage.lead_in)) if passage.lead_in.rstrip().endswith(":") else leads(passage.section)
        )
        slip = _SLIPS.get(lead, {}).get(starts(passage.text))
        if slip:
            lists.setdefault(f"{lead}\n{passage.lead_in or passage.section}", []).append((passage, slip))
    for under, found in lists.items():
        first, slip = found[0]
        message = f"{slip} stands under “{under.partition(chr(10))[0]}”: “{_short(first.text)}”"
        message += f", and {len(found) - 1} more in the list" if len(found) > 1 else ""
        yield looked.find("polarity", message, first.at(), [id for passage, _ in found for id in passage.ids])
    yield from _rules_beneath(looked)
    said: set[str] = set()
    for passage in sorted(looked.of(*NOTES, "front"), key=lambda each: each.kind == "front"):
        if passage.kind == "front" and passage.key != "notes":
            continue
        met = _PRINTED_SO.search(passage.text)
        ids = passage.ids or tuple(_ids_in(looked, passage.text))
        # What stands above the document often says once more what a note says at the clause.
        if met and _PRINT.search(passage.text) and not (passage.kind == "front" and ids and said.issuperset(ids)):
            said.update(ids)
            message = f"the document's own words admit that strength and meaning part (“{_short(passage.text)}”)"
            yield looked.find("polarity", message, passage.at(met.start()), ids, length=len(met[0]))


def _rules_beneath(looked: Looked) -> Iterator[Finding]:
    """Rules in a block under a heading, or after a paragraph that ends with a colon, that say the opposite."""
    trees = {clause.id: clause.tree for clause in looked.policy.clauses}
    found: dict[str, list[tuple[str, str]]] = {}
    for passage in looked.of("sentence"):
        tree = trees.get(passage.ids[0]) if passage.ids else None
        if not isinstance(tree, s.Rule) or passage.block:
            continue
        own = _RULES.get(VERDICT_OF.get(tree.modality, ""), "")
        intro = passage.lead_in if passage.lead_in.rstrip().endswith(":") else ""
        under = leads(_last_sentence(intro)) if intro else leads(passage.section)
        slip = _SLIPS.get(under, {}).get(own)
        if slip:
            found.setdefault(f"{slip} stands under “{_short(intro or passage.section)}”", []).append(
                (passage.ids[0], own)
            )
    for message, ids in found.items():
        yield looked.about("polarity", message, [id for id, _ in ids])


def _last_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text.strip())[-1]


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _ids_in(looked: Looked, text: str) -> list[str]:
    """The clauses that a note of the front matter names."""
    return [id for id in dict.fromkeys(re.findall(r"\b[A-Z]{1,6}-\d+[a-z]?(?:\.\d+)?\b", text)) if looked.has(id)]


# ---- what notes admit ------------------------------------------------------------------------------------------

_GARBLED = re.compile(
    r"\bgarbled\b|\bmisprint|\bbroken verb\b|\bno (?:main|finite) verb\b|\ba verb is missing\b|\bcypher\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\bprinted\b(?! (?:page|copy)\b)|\bread (?:as|here as|by its|from|with|otherwise)\b|\b(?:is|are) read\b|\btaken (?:at its word|literally)\b|\bread literally\b"
    r"|\bat (?:its|their) word\b|\b(?:without|no) an? actor\b|\bno actor\b|\bstrictly read\b",
    re.IGNORECASE,
)  # fmt: skip
_OPEN = re.compile(
    r"\bnot (?:said|defined|settled|named|stated|measured|mentioned|addressed|set out|laid down|given|listed|spoken of)\b|\bis undefined\b|\bundefined\b"
    r"|\b(?:has|have|is|are) no (?:measure|number|age|time limit)\b|\bno (?:number|interval|deadline|measure|dates?|sanction|time limit|limit of time|words of disclaimer|ages?|call|method|test)\b"
    r"|\bwithout an? (?:interval|measure|number|deadline)\b|\bnever measured\b|\bnobody (?:is )?named\b|\bleft open\b|\bopen\b.{0,20}\bwords\b|\bwords are open\b|\buncertain\b|\bunclear\b|\bprobably\b"
    r"|\bmay or may not\b|\bnobody named\b|\bno exceptions?\b|\bwithout an exception\b|\bis no(?:t)? exception\b",
    re.IGNORECASE,
)  # fmt: skip

_OPEN_IN_PROSE = re.compile(
    r"\b(?:is|are) (?:not|never) (?:said|measured|defined|laid down)\b|\bno list is given\b|\bno (?:\w+ )?account is named\b", re.I
)  # fmt: skip


def _admitted(looked: Looked) -> Iterator[Finding]:
    for kind, pattern, what in (
        ("garbled", _GARBLED, "the print is garbled or misprinted, and its meaning was supplied"),
        (
            "read-otherwise",
            _OTHERWISE,
            "the sentence is read otherwise than it is printed, or only as a paraphrase of the print",
        ),
        ("left-open", _OPEN, "something is not said, not measured or not named"),
    ):
        found = [
            (passage, met)
            for passage in looked.of("note")
            if passage.ids and (met := pattern.search(passage.text)) is not None
        ]
        # Prose admits less by the way than a note does: "probably" there is no admission.
        told = {"garbled": _GARBLED, "left-open": _OPEN_IN_PROSE}.get(kind)
        if told is not None:
            found += [
                (passage, met)
                for passage in looked.of("prose", "item")
                if passage.ids and (met := told.search(passage.text)) is not None
            ]
            found.sort(key=lambda each: each[0].line)
        if found:
            first, met = found[0]
            quoted = [
                Quoted(id, _around(passage.text, met), passage.line) for passage, met in found for id in passage.ids
            ]
            verb = "admits" if len(found) == 1 else "admit"
            message = f"{counted(len(found), 'passage')} {verb} that {what}"
            finding = looked.find(kind, message, first.at(met.start()), length=len(met[0]))
            yield replace(finding, clauses=tuple({each.id: each for each in reversed(quoted)}.values())[::-1])


def _around(text: str, met: re.Match[str]) -> str:
    """The sentence of a note in which something is admitted."""
    start = max((end.end() for end in re.finditer(r"[.;] ", text[: met.start()])), default=0)
    end = re.search(r"[.;](?: |$)", text[met.end() :])
    return text[start : met.end() + (end.start() + 1 if end else len(text))].strip(" ;")


# ---- left open -------------------------------------------------------------------------------------------------


def _left_open(looked: Looked) -> Iterator[Finding]:
    questions = [clause.id for clause in looked.policy.clauses if isinstance(clause.tree, s.NotSettled)]
    if questions:
        message = f"{counted(len(questions), 'question')} {'is' if len(questions) == 1 else 'are'} left open: {_some(questions)}"
        yield looked.about("left-open", message, questions)
    for clause in looked.policy.clauses:
        if isinstance(clause.tree, s.Counts) and not clause.tree.settled:
            others = [
                each.id
                for each in looked.policy.clauses
                if isinstance(each.tree, s.Counts) and each.tree.name == clause.tree.name
            ]
            used = [
                each.id for each in looked.policy.clauses if clause.tree.name in each.sentence and each.id not in others
            ]
            message = f"“{clause.tree.name}” has an unsettled middle; {_some(used)} {'rests' if len(used) == 1 else 'rest'} on it"
            yield looked.about("left-open", message if used else message.partition(";")[0], [clause.id, *others, *used])


def _some(ids: list[str], most: int = 8) -> str:
    return listed(ids) if len(ids) <= most else f"{', '.join(ids[:most])} and {len(ids) - most} more"


# ---- words without a measure -------------------------------------------------------------------------------------

_VAGUE = (
    "as soon as possible", "as soon as practicable", "at the earliest opportunity", "promptly", "in a timely manner", "in due course",
    "regularly", "periodically", "routinely", "from time to time", "again and again", "recently", "excessive", "excessively",
    "appropriate", "appropriately", "inappropriate", "inappropriately", "suitable", "unsuitable", "reasonable", "reasonably", "where necessary", "if necessary", "where possible",
    "to an extent", "to some extent", "in some way", "extreme care", "and so on", "etc",
)  # fmt: skip
_VAGUE_WORD = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(_VAGUE, key=len, reverse=True)))})(?![\w-])", re.I
)
_BINDS = re.compile(r"\b(?:must|should|shall|may|will|need|(?:is|are|has|have) to)\b", re.IGNORECASE)
# "Unsuitable picture" and "inappropriate contact" are facts of the vocabulary: a person is asked for their judgement.
_ASKED = re.compile(r"unsuitable|inappropriate", re.IGNORECASE)


def _vague(looked: Looked) -> Iterator[Finding]:
    found: dict[str, list[tuple[Passage, int]]] = {}
    for passage in looked.of("sentence", "statement", "says", "prose", "item", "key"):
        # Prose counts where it is a clause; what it tells in passing needs no measure.
        told = passage.kind in ("prose", "item") and not _BINDS.search(passage.text)
        if not passage.ids or told or (passage.kind == "key" and passage.key not in ("every", "when", "signed")):
            continue
        for met in _VAGUE_WORD.finditer(passage.text):
            word = met[0].lower()
            if not (passage.kind == "sentence" and _ASKED.fullmatch(word)):
                found.setdefault(word, []).append((passage, met.start()))
    for word, places in found.items():
        passage, offset = places[0]
        ids = list(dict.fromkeys(id for each, _ in places for id in each.ids))
        message = f"“{word}” has no measure ({_some(ids)})"
        yield looked.find("vague-word", message, passage.at(offset), ids, length=len(word))


__all__ = ["check", "leads", "starts"]
