"""Reference: the whole language as data: what can be said, by topic; the shapes of sentences, each with examples that are read by the tests.

Room: language. Made from the vocabulary, the grammar and `examples.md`, so that it cannot be out of date. Values, not HTML.
Keeps out: layout. `belisha words`, the page /words and docs/language.md each lay out the same values; `page` is that document.
Next door: `vocabulary` holds what is listed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .conditions import All, Among, AnyOf, Condition, Limit, Not, Term
from .documents import BLOCKS, read_policy
from .frontmatter import KEYS, REVIEW_KEYS
from .policy import Agreement, Heading, Notice, Policy, Procedure, Prose, Rules
from .vocabulary import Fact, Noun, Phrase, Vocabulary, load


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be said. said: its wordings, the first of them the one that is written; means: in words; denied: how it is denied."""

    said: tuple[str, ...]
    means: str
    denied: tuple[str, ...] = ()
    note: str = ""

    @property
    def text(self) -> str:
        """All of it in one line, for searching."""
        return " ".join((*self.said, *self.denied, self.means, self.note)).lower()


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of words. example: a sentence in which such words stand."""

    name: str
    title: str
    intro: str
    example: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of sentence or block. sentences: each can be read; block: the source of a whole block, where it is about one."""

    title: str
    intro: str
    sentences: tuple[str, ...] = ()
    block: str = ""


# ---- conditions in words ---------------------------------------------------------------------------------------


def _or(items: Iterable[str], word: str = "or") -> str:
    *front, last = [*items] or [""]
    return f"{', '.join(front)} {word} {last}" if front else last


def in_words(condition: Condition, vocabulary: Vocabulary) -> str:
    """A condition over the facts, for people who look up what a phrase means."""
    match condition:
        case All(()):
            return "anything"
        case AnyOf(()):
            return "nothing"
        case All(parts):
            return " and ".join(
                f"({in_words(part, vocabulary)})" if isinstance(part, AnyOf) else in_words(part, vocabulary)
                for part in parts
            )
        case AnyOf(parts):
            return " or ".join(
                f"({in_words(part, vocabulary)})" if isinstance(part, All) else in_words(part, vocabulary)
                for part in parts
            )
        case Not(part):
            return f"not ({in_words(part, vocabulary)})"
        case Limit(fact, number, below):
            # A phrase of the vocabulary has no number yet.
            shown = number or "n"
            return f"{fact}: {f'under {shown}' if below else f'{shown} or over'}, in {vocabulary.facts[fact].unit}"
        case Among(fact, values):
            return f"{fact}: {_among(vocabulary.facts[fact], values)}"
        case Term(name, _, _, _):
            return f'"{name}"'


def _among(fact: Fact, values: Iterable[object]) -> str:
    meant = set(values)
    if fact.type == "flag":
        return "yes" if True in meant else "no"
    if len(meant) > 1 and len(meant) == len(fact.values) - 1:
        return f"not {next(value for value in fact.values if value not in meant)}"
    return _or(value for value in fact.values if value in meant)


_PARTS = {
    "actor": "of who does it",
    "with": "of the other side",
    "author": "of the author",
    "thing": "of what is posted or sent",
    "event": "of what has come up",
}


def _meaning(phrase: Phrase, vocabulary: Vocabulary) -> str:
    readings = [(part, in_words(condition, vocabulary)) for part, condition in phrase.readings]
    if len(readings) == 1:
        return readings[0][1]
    return "; ".join(f"{_PARTS.get(part, '')}, {words}" if part in _PARTS else words for part, words in readings)


# ---- topics ----------------------------------------------------------------------------------------------------


def _phrases(*kinds: str) -> Callable[[Vocabulary], tuple[Entry, ...]]:
    def made(vocabulary: Vocabulary) -> tuple[Entry, ...]:
        return tuple(
            Entry((each.text, *each.also), _meaning(each, vocabulary), each.denied_by)
            for each in vocabulary.phrases
            if each.kind in kinds
        )

    return made


def _people(vocabulary: Vocabulary) -> tuple[Entry, ...]:
    return tuple(Entry(noun.texts, _parts_of(noun, vocabulary)) for noun in vocabulary.nouns.values()) + tuple(
        Entry((each.text, *each.also), _meaning(each, vocabulary))
        for each in vocabulary.phrases
        if each.kind == "PEOPLE"
    )


def _parts_of(noun: Noun, vocabulary: Vocabulary) -> str:
    parts = []
    if noun.actor:
        members = vocabulary.expand(noun.actor, vocabulary.groups)
        parts.append(
            "acts"
            if members == (noun.name,)
            else "acts: anybody"
            if noun.actor == ("anybody",)
            else f"acts: {_or(members)}"
        )
    for values, part in ((noun.other, "the other side"), (noun.author, "an author")):
        if values:
            parts.append(part if noun.whoever or values == (noun.name,) else f"{part}: {_or(values)}")
    parts += ["is told, asked or helped (a duty's recipient)"] * noun.recipient + ["approves"] * noun.role
    return "; ".join(parts)


def _duties(vocabulary: Vocabulary) -> tuple[Entry, ...]:
    made = []
    for do in dict.fromkeys(each.do for each in vocabulary.duty_phrases):
        said = tuple(
            " ".join(part for part in (each.head, "…" if each.slot else "", each.tail) if part)
            for each in vocabulary.duty_phrases
            if each.do == do
        )
        done = vocabulary.duty_done.get(do)
        made.append(Entry(said, f"duty: {do}", note=f"Done once {done} is true." if done else ""))
    deadlines = (
        "immediately",
        "as soon as possible",
        "within 24 hours",
        "within 2 school days",
        "within 1 working day",
        "before the act",
        "before starting",
    )
    return (*made, Entry(deadlines, "by when: any number of hours, school days or working days"))


def _consequences(vocabulary: Vocabulary) -> tuple[Entry, ...]:
    return tuple(Entry(said, f"consequence: {name}") for name, said in vocabulary.consequences.items())


def _facts(vocabulary: Vocabulary) -> tuple[Entry, ...]:
    made = []
    for fact in vocabulary.facts.values():
        kinds = {"one": "one of", "many": "any of", "flag": "yes or no", "count": f"a number of {fact.unit}"}
        notes = [fact.note] if fact.note else []
        notes += [f"Left out, it is {fact.default}."] if fact.default else []
        notes += ["A person has to judge it."] if fact.judgement else []
        where = in_words(vocabulary.makes_sense(fact.name), vocabulary)
        notes += [f"Asked where {where}."] if where != "anything" else []
        values = f" {', '.join(fact.values)}" if fact.values else ""
        made.append(Entry((fact.name,), f"{fact.ask} ({kinds[fact.type]}{values})", note=" ".join(notes)))
    return tuple(made)


_TOPICS: tuple[tuple[str, str, str, str, Callable[[Vocabulary], tuple[Entry, ...]]], ...] = (
    ("people", "People", "Nouns for people, by the part that they can play. A policy may give a group its own meaning in its front matter. Articles and the plural are understood.", "**Staff, governors and volunteers** must not befriend **a pupil**.", _people),
    ("acts", "Acts", "What people do: after `must not`, `may` and the other modalities, and in `When staff …, they must …`.", "Staff must not **befriend or message** a pupil.", _phrases("ACT")),
    ("things", "Things", "What an act is done to.", "Staff must not post **a picture of a pupil**.", _phrases("THING")),
    ("settings", "Settings", "Where, when, how and what for: after the act. Side by side they mean all of them, joined by `or` any of them; also after `it is`.", "Staff must not use social media **for personal use in working time**.", _phrases("WHERE")),
    ("predicates", "What is said of people and things", "After `who`, `that`, or a subject such as `it`, `they` or `the author`. `n` is a number.", "A parent must not post a picture of a pupil that **was taken at school**.", _phrases("PRED")),
    ("conditions", "Conditions", "Whole clauses, after `when`, `unless` and `until`.", "Staff must not post somebody else's work, unless **the owner has allowed it**.", _phrases("CLAUSE")),
    ("events", "What people find", "What somebody meets, in `When staff …, they must …`. As a condition each is said by `there is …` (see Conditions).", "When staff **find an inappropriate reference**, they should report it to the headteacher.", _phrases("EVENT")),
    ("duties", "Duties", "What `must`, `should` and `may` can oblige somebody to do; `…` is where the recipient stands, and the deadline follows.", "They must **report it to the headteacher within 1 working day**.", _duties),
    ("consequences", "Consequences", "What may or will follow.", "Breaking FR-1 is **gross misconduct**.", _consequences),
    ("facts", "Facts", "What a situation can state (`belisha decide`, the questions, the programming interface). A fact left out is unknown.", "", _facts),
)  # fmt: skip
TOPIC_NAMES = tuple(topic[0] for topic in _TOPICS)


def topics(vocabulary: Vocabulary | None = None) -> tuple[Topic, ...]:
    """All that can be said, by topic, in the vocabulary's order."""
    vocabulary = vocabulary or load()
    return tuple(Topic(name, title, intro, example, make(vocabulary)) for name, title, intro, example, make in _TOPICS)


def search(wanted: str, among: Iterable[Topic]) -> tuple[Topic, ...]:
    """The topics with the entries that hold every one of the words; topics without any are left out."""
    words = wanted.lower().split()
    found = (
        Topic(
            each.name,
            each.title,
            each.intro,
            each.example,
            tuple(entry for entry in each.entries if all(word in entry.text for word in words)),
        )
        for each in among
    )
    return tuple(topic for topic in found if topic.entries)


# ---- shapes ----------------------------------------------------------------------------------------------------


def examples_text() -> str:
    """The document of examples, as it was written."""
    return files("belisha.language").joinpath("examples.md").read_text(encoding="utf-8")


@cache
def examples() -> Policy:
    """The document of examples: a policy like any other, each heading a shape."""
    return read_policy(examples_text(), "examples")


def shapes() -> tuple[Shape, ...]:
    """The shapes of sentences and blocks, each with its examples, in the document's order."""
    made: list[Shape] = []
    blocks = iter(re.findall(r"^```(?:procedure|agreement|notice)\n.*?^```", examples_text(), re.MULTILINE | re.DOTALL))
    for part in examples().parts:
        match part:
            case Heading(_, text):
                made.append(Shape(text, ""))
            case Prose(text):
                made[-1] = Shape(made[-1].title, text, made[-1].sentences, made[-1].block)
            case Rules(clauses):
                made[-1] = Shape(
                    made[-1].title,
                    made[-1].intro,
                    (*made[-1].sentences, *(each.sentence for each in clauses)),
                    made[-1].block,
                )
            case Procedure() | Agreement() | Notice():
                made[-1] = Shape(made[-1].title, made[-1].intro, made[-1].sentences, next(blocks))
    return tuple(made)


def grammar() -> str:
    """The productions of the grammar, as Lark reads them, without remarks and declarations."""
    text = files("belisha.language").joinpath("grammar.lark").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if line.strip() and not line.startswith(("//", "%"))) + "\n"


# ---- the document ----------------------------------------------------------------------------------------------

_HEAD = """# The language

<!-- Made by `script/pages --write` from the vocabulary, the grammar and src/belisha/language/examples.md. Do not edit. -->

A policy is a Markdown document with front matter. Its prose is for people; its rules are sentences of a small English inside fenced
blocks. Each sentence has an id, and is at once what people read, what is decided by and what a decision cites. A sentence that cannot be
read gets a fault with its line, its column and what to write instead: `belisha check my-policy.md`. What can be said: `belisha words`.

"""


def _cell(text: str) -> str:
    return re.sub(r"([|<>*_])", r"\\\1", " ".join(text.split()))


def _table(topic: Topic) -> str:
    rows = ["| say | meaning |", "| --- | --- |"]
    for entry in topic.entries:
        said = "<br>".join(_cell(each) for each in entry.said)
        if entry.denied:
            said += "<br>" + "<br>".join(f"*denied:* {_cell(each)}" for each in entry.denied)
        rows.append(f"| {said} | {_cell(entry.means)}{f' *{_cell(entry.note)}*' if entry.note else ''} |")
    return "\n".join(rows)


def page() -> str:
    """docs/language.md: the reference of the whole language."""
    source = examples_text()
    front = source[: source.index("\n---\n") + 4]
    parts = [
        _HEAD + "## The document\n",
        f"Front matter stands first, between two lines `---`. It knows the keys {_or((f'`{key}`' for key in KEYS), 'and')}; `review` holds {_or((f'`{key}`' for key in REVIEW_KEYS), 'and')}. Dates keep the precision that they are printed with: `2026-09-14`, `2026-09`, `2026`. `people` says who fills a role, and how to reach them: `people: {{designated safeguarding lead: Ada Lovell on 01234 567890}}`.\n",
        f"```yaml\n{front}\n```\n",
        f"Beneath it stand headings, paragraphs, and the blocks {_or((f'`{kind}`' for kind in BLOCKS), 'and')}, each between two fences. In a block every sentence begins with its id (`FR-1`, `FR-1a`, `PR-1.2`); a line that continues it is indented; `Note: …` is indented beneath it. ` # ` begins a remark. A paragraph may end with the ids that it carries: `(FR-10, FR-11)`.\n",
        "## Sentences and blocks, by example\n",
        "Every sentence here is read, and written back, by the tests.\n",
    ]
    for shape in shapes():
        parts.append(f"### {shape.title}\n")
        parts += [f"{shape.intro}\n"] if shape.intro else []
        parts += ["\n".join(f"- {sentence}" for sentence in shape.sentences) + "\n"] if shape.sentences else []
        parts += [f"{shape.block.replace('```', '````')}\n"] if shape.block else []
    parts.append("## Words\n")
    parts.append(
        "The first wording of each is the one that Belisha writes; all are understood. A phrase that begins with a verb is understood in the singular and the plural.\n"
    )
    for topic in topics():
        parts += [
            f"### {topic.title}\n",
            topic.intro + "\n",
            *([f"> {topic.example}\n"] if topic.example else []),
            _table(topic) + "\n",
        ]
    parts += [
        "## The grammar\n",
        "In the notation of Lark. A connective carries the kind of what follows it (`OR_ACT`: an `or` before an act); `C` stands for a clause, `END` for a comma that ends one.\n",
        f"```text\n{grammar()}```\n",
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


__all__ = [
    "TOPIC_NAMES",
    "Entry",
    "Shape",
    "Topic",
    "examples",
    "grammar",
    "in_words",
    "page",
    "search",
    "shapes",
    "topics",
]
