"""Lexicon: ordinary English in, the pieces of our language that it names out, with what it says and we have no words for.

Room: importing. `english.yaml` holds the phrases; the vocabulary's own stand beside them, so a new phrase there is understood here at once.
Keeps out: how a sentence is built (`parts`) and what is made of the pieces (`translate`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import Any

import yaml

from belisha.language import Vocabulary, load
from belisha.language import sentences as s
from belisha.language.conditions import Among
from belisha.language.reading import Reader

from ..people import places

GAP = 16  # how many words may stand at a `~`
# What is looked for in the words for a deed, for a condition, for a duty, for a consequence.
SAYS_NOTHING = frozenset(("free", "generic", "anything", "hedges"))
DEED = SAYS_NOTHING | {"act", "about", "thing", "that", "where", "person", "who"}
CONDITION = SAYS_NOTHING | {"when", "happening", "event", "that", "policy", "where", "tie", "who", "person"}
DUTY = SAYS_NOTHING | {"duty", "policy", "keeping to", "within", "event", "happening", "when", "person", "where"}
CARE = SAYS_NOTHING | {"duty"}
CONSEQUENCE = SAYS_NOTHING | {"result", "breaking", "event", "happening", "when", "where", "person"}
IDIOM = SAYS_NOTHING | {"sentence", "idiom free", "where", "person", "within"}
POLICIES = SAYS_NOTHING | {"policy", "keeping to", "going against", "person"}
_WORD = re.compile(r"\*|[a-z0-9]+(?:[-'’][a-z0-9]+)*|[,;:()&/–—]")
_ARTICLES = frozenset(("a", "an", "the", "any", "all", "every", "each", "some", "both"))
# What may stand in a list of people, for which a phrase has `*`: "the school, its staff or any other member of our community".
_AMONG = frozenset((",", "and", "or", "other", "member", "of", "school", "communiti", "their", "it", "adult", "person"))
_PREPOSITIONS = frozenset(("on", "in", "at", "for", "with", "via", "through", "during"))
_MARKS = {"&": "and", "/": "or", ";": ",", ":": ",", "–": ",", "—": ",", "(": ",", ")": ","}


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its plain form. start, end: its place in the text; person: the noun of our language that it is; brand: it names a service."""

    stem: str
    start: int
    end: int
    person: str = ""
    brand: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """What stands at one or several words. slot: act, about, thing, that, where, when, who, tie, event, happening, duty, within, result, … or `unknown`."""

    slot: str
    value: Any
    words: tuple[int, ...]
    tokens: tuple[Token, ...]

    @property
    def start(self) -> int:
        return self.words[0]


@dataclass(frozen=True, slots=True)
class _Entry:
    slot: str
    value: Any
    parts: tuple[tuple[str, ...], ...]
    order: int

    @property
    def length(self) -> int:
        return sum(map(len, self.parts)) + (("*",) in self.parts)


def _choices(phrase: str) -> Iterator[str]:
    """A phrase with its choices written out: "{make,send} request" gives two."""
    pieces = re.split(r"\{([^{}]*,[^{}]*)\}", phrase)
    options = [piece.split(",") if number % 2 else [piece] for number, piece in enumerate(pieces)]
    for chosen in product(*options):
        yield "".join(chosen)


def stem(word: str, forms: dict[str, str]) -> str:
    """The word without its ending; crude, and the same for the phrases and for the text."""
    if word in forms:
        return forms[word]
    if len(word) > 3 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word in forms:
        return forms[word]
    for ending in ("ing", "ied", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 2 and re.search(r"[aeiouy]", word[: -len(ending)]):
            word = word[: -len(ending)] + ("y" if ending == "ied" else "")
            break
    if word in forms:
        return forms[word]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    here: list[_Entry] = field(default_factory=list)


class Lexicon:
    """The phrases, ready to be found."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        text = files(__package__).joinpath("english.yaml").read_text(encoding="utf-8")
        raw = yaml.load(text, Loader=yaml.BaseLoader)  # words only: "false" is a word here
        self.raw: dict[str, Any] = raw
        self.vocabulary = vocabulary
        self.reader = Reader(vocabulary, most_suggestions=0)
        self.forms = {form: word for word, forms in raw["forms"].items() for form in (word, *forms)}
        self.forms = {form: self._bare(word) for form, word in self.forms.items()}
        self.numbers = {word: str(number) for word, number in raw["numbers"].items()}
        self.classes = _Node()
        self.root = _Node()
        self._count = 0
        for name, phrases in (*raw["same"].items(), *raw["brands"].items()):
            brand = name in raw["brands"] and phrases is raw["brands"][name]
            for phrase in phrases if brand else (name, *phrases):
                for text in _choices(phrase):
                    words = tuple(stem(word, self.forms) for word in _WORD.findall(text) if word not in _ARTICLES)
                    self._put(self.classes, words, _Entry("brand" if brand else "same", name, (words,), 0))
        self._learn()

    @staticmethod
    def _bare(word: str) -> str:
        return stem(word, {})

    def _put(self, node: _Node, words: Iterable[str], entry: _Entry) -> None:
        for word in words:
            node = node.next.setdefault(word, _Node())
        node.here.append(entry)

    # ---- what there is to find ---------------------------------------------------------------------------------

    def _add(self, slot: str, value: Any, phrase: str) -> None:
        for text in _choices(phrase):
            parts = tuple(
                words
                for part in re.split(r"~|(?=\*)|(?<=\*)", text)
                if (words := tuple(token.stem for token in self.tokens(part.strip())))
            )
            if parts:
                self._count += 1
                self._put(self.root, parts[0], _Entry(slot, value, parts, self._count))

    def _learn(self) -> None:
        raw, vocabulary = self.raw, self.vocabulary
        for slot, section in (("act", "acts"), ("about", "acts about")):
            for text, phrases in raw[section].items():
                deed = self._deed(text)
                for phrase in phrases:
                    self._add(slot, deed, phrase)
        for text, phrases in raw["things"].items():
            for phrase in phrases:
                self._add("thing", self._deed(f"post {text}").things, phrase)
        for text, phrases in raw["thats"].items():
            said = self._deed(f"post something that {text}").things[0].that
            assert said is not None
            for phrase in phrases:
                self._add("that", said.items[0], phrase)
        for slot, section in (("policy", "policies"), ("who", "who"), ("tie", "ties")):
            for text, phrases in raw[section].items():
                for phrase in phrases:
                    self._add(slot, s.Predicate(text), phrase)
        for text, phrases in raw["events"].items():
            for phrase in phrases:
                self._add("event", self._found(text), phrase)
        for slot, section in (("where", "where"), ("person", "others"), ("within", "within"), ("result", "results")):
            for text, phrases in raw[section].items():
                for phrase in phrases:
                    self._add(slot, text, phrase)
        for slot, section in (("when", "when"), ("happening", "happenings")):
            for text, phrases in raw[section].items():
                for phrase in phrases:
                    self._add(slot, self.reader.condition(text), phrase)
        for text, phrases in raw["duties"].items():
            for phrase in phrases:
                self._add("duty", text, phrase)
        for text, phrases in raw["sentences"].items():
            for phrase in phrases:
                self._add("sentence", text, phrase)
        for found in vocabulary.phrases:
            self._learn_phrase(found.kind, found.text, (found.text, *found.also), found.denied_by)
        for slot in ("breaking", "keeping to", "going against", "free", "generic", "anything", "hedges", "idiom free"):
            for phrase in raw[slot]:
                self._add(slot, phrase, phrase)
        for form in vocabulary.duty_phrases:
            text = " ".join(filter(None, (form.head, "{to}" if form.slot else "", form.tail)))
            self._add("duty", text, text.replace("{to}", "~") if form.slot else text)

    def _learn_phrase(self, kind: str, name: str, texts: tuple[str, ...], denied: tuple[str, ...]) -> None:
        """The vocabulary's own words."""
        if kind == "PEOPLE":
            for text in texts:
                self._add("person", name, text)
        elif kind == "ACT":
            for text in texts:
                if text == "photograph":  # a picture, as often as to take one
                    continue
                self._add("act", s.Deed((name,)), text)
        elif kind == "THING" and name != "something":
            for text in texts:
                self._add("thing", (s.Thing(name),), text)
        elif kind == "WHERE" and name != "on a social network":  # every act of ours is done on one
            for text in texts:
                self._add("where", name, text)
        elif kind == "CLAUSE":
            for text in texts:
                self._add("when", s.Said(name), text)
            for text in denied:
                self._add("when", s.Said(name, denied=True), text)
        elif kind == "EVENT":
            for text in texts:
                self._add("event", s.Finder((), (name,)), text)
        elif kind == "PRED":
            slot = "that" if self.of_content(name) else "who"
            for text in texts:
                self._add(slot, s.Predicate(name), text)
                if slot == "that" and text.startswith("is "):
                    self._add(slot, s.Predicate(name), text.removeprefix("is "))
            for text in denied:
                self._add(slot, s.Predicate(name, denied=True), text)

    def of_content(self, predicate: str) -> bool:
        """Whether a predicate can be said of what is posted."""
        phrase = next(each for each in self.vocabulary.phrases if each.kind == "PRED" and each.text == predicate)
        return any(part in ("thing", "") for part, _ in phrase.readings) and not phrase.limit

    @cache  # noqa: B019 - one lexicon lives as long as its process
    def _deed(self, text: str) -> s.Deed:
        tree = self.reader.sentence(f"Staff must not {text}.")
        assert isinstance(tree, s.Rule)
        return tree.deed

    def _found(self, text: str) -> s.Finder:
        """What somebody finds, and what else holds: "learn of inappropriate contact with a child and the author is a pupil"."""
        tree = self.reader.sentence(f"When staff {text}, they must respond.")
        assert isinstance(tree, s.Duty) and isinstance(tree.lead, s.Finder)
        return replace(tree.lead, who=())

    def happens(self, found: s.Finder) -> s.Clause:
        """What somebody finds, as something that there is."""
        events = tuple(self.happening(event) for event in found.events)
        there_is = events[0] if len(events) == 1 else s.Joined("or", events)
        return there_is if found.also is None else s.Joined("and", (there_is, found.also))

    def happening(self, event: str) -> s.Clause:
        """An event that somebody finds, as something that there is."""
        found = next(each for each in self.vocabulary.phrases if each.kind == "EVENT" and each.text == event)
        condition = found.readings[0][1]
        return next(
            s.Said(each.text)
            for each in self.vocabulary.phrases
            if each.kind == "CLAUSE" and any(reading == condition for _, reading in each.readings)
        )

    def acts_of(self, act: str) -> frozenset[str]:
        """The values of the fact `act` that an act's phrase stands for."""
        found = next(each for each in self.vocabulary.phrases if each.kind == "ACT" and each.text == act)
        return frozenset(
            str(value)
            for _, condition in found.readings
            for leaf in getattr(condition, "parts", (condition,))
            if isinstance(leaf, Among) and leaf.fact == "act"
            for value in leaf.values
        )

    # ---- finding ---------------------------------------------------------------------------------------------

    @lru_cache(maxsize=20_000)  # noqa: B019
    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a text in their plain forms: people by their noun, words that are one and the same by one of them."""
        low = text.lower().replace("’", "'").replace("‘", " ").replace("“", " ").replace("”", " ").replace('"', " ")
        low = re.sub(r"(?<![a-z])'|'(?![a-z])", " ", low)
        if len(low) != len(text):  # a letter whose small form is longer
            text = low
        people = {begin: (end, name) for begin, end, name in places(low)}
        made: list[Token] = []
        skip = 0
        for met in _WORD.finditer(low):
            if met.start() < skip:
                continue
            inside = next((begin for begin in range(met.start(), met.end()) if begin in people), None)
            if inside is not None:
                end, name = people[inside]
                made.append(Token(self._bare(name) if " " not in name else name, met.start(), end, name))
                skip = end + (2 if low[end : end + 2] == "'s" else 0)
                continue
            word = _MARKS.get(met.group(), met.group())
            word = re.sub(r"'s$|s'$", "", word) or word
            if word in _ARTICLES:
                continue
            made.append(Token(self.numbers.get(word, word if word == "," else stem(word, self.forms)), *met.span()))
        return self._classed(made)

    def _classed(self, tokens: list[Token]) -> tuple[Token, ...]:
        made: list[Token] = []
        place = 0
        while place < len(tokens):
            node, best, end = self.classes, None, place
            for ahead in range(place, len(tokens)):
                following = node.next.get(tokens[ahead].stem)
                if following is None:
                    break
                node = following
                if node.here:
                    best, end = node.here[0], ahead + 1
            if best is None:
                made.append(tokens[place])
                place += 1
            else:
                words = best.value.split()
                word = best.value if len(words) > 1 else stem(best.value, self.forms)
                made.append(Token(word, tokens[place].start, tokens[end - 1].end, tokens[place].person if end == place + 1 else "", best.slot == "brand"))  # fmt: skip
                place = end
        for at in reversed(range(1, len(made))):  # "Facebook account": an account
            if made[at].stem == "account" and made[at - 1].brand:
                made[at - 1 : at + 1] = [replace(made[at], start=made[at - 1].start, brand=True)]
        return tuple(made)

    @lru_cache(maxsize=20_000)  # noqa: B019 - one lexicon lives as long as its process
    def hits(self, text: str, slots: frozenset[str]) -> tuple[Hit, ...]:
        """What stands in the text, in its order; every word is in one hit, `unknown` where nothing is known of it. slots: what is looked for."""
        tokens = self.tokens(text)
        taken: dict[int, Hit] = {}
        for place, token in enumerate(tokens):
            if place in taken:
                continue
            best = self._best(tokens, place, taken, slots)
            if best is not None and token.stem in _PREPOSITIONS and place + 1 < len(tokens):
                # "for teaching purposes": a phrase that begins after the preposition may reach further than one that begins with it.
                later = self._best(tokens, place + 1, taken, slots)
                if later is not None and later[4][-1] > best[4][-1] and best[3].slot == later[3].slot:
                    best = None
            if best is not None and not (token.person and best[3].slot == "free"):
                entry, words, number = best[3:]
                value = entry.value
                if number and isinstance(value, s.Predicate):
                    value = replace(value, number=int(number))
                hit = Hit(entry.slot, value, words, tuple(tokens[word] for word in words))
            elif token.person:
                hit = Hit("person", token.person, (place,), (token,))
            else:
                slot = (
                    "sep" if token.stem in (",", "and", "or") else "free" if token.stem in _PREPOSITIONS else "unknown"
                )
                hit = Hit(slot, token.stem, (place,), (token,))
            for word in hit.words:
                taken[word] = hit
        return tuple(dict.fromkeys(taken[place] for place in sorted(taken)))

    def _best(
        self, tokens: tuple[Token, ...], place: int, taken: dict[int, Hit], slots: frozenset[str]
    ) -> tuple[int, int, int, _Entry, tuple[int, ...], str] | None:
        """The longest phrase that stands at a place."""
        best: tuple[int, int, int, _Entry, tuple[int, ...], str] | None = None
        for entry, words, number in self._at(tokens, place, taken):
            key = (entry.length, -len(entry.parts), -entry.order)
            if entry.slot in slots and (best is None or key > best[:3]):
                best = *key, entry, words, number
        return best

    def _at(
        self, tokens: tuple[Token, ...], place: int, taken: dict[int, Hit]
    ) -> Iterator[tuple[_Entry, tuple[int, ...], str]]:
        node = self.root
        number = ""
        for ahead in range(place, len(tokens)):
            if ahead in taken:
                return
            following = node.next.get(tokens[ahead].stem)
            if following is None and tokens[ahead].stem.isdigit():
                following = node.next.get("n")
                number = tokens[ahead].stem if following else number
            if following is None:
                return
            node = following
            for entry in node.here:
                words = self._rest(tokens, tuple(range(place, ahead + 1)), entry.parts[1:], taken)
                if words is not None:
                    yield entry, words, number

    def _rest(
        self,
        tokens: tuple[Token, ...],
        words: tuple[int, ...],
        parts: tuple[tuple[str, ...], ...],
        taken: dict[int, Hit],
    ) -> tuple[int, ...] | None:
        """The places of an entry's further parts, each within a gap of the one before; None where they do not stand there."""
        for part in parts:
            begin = words[-1] + 1
            if part == ("*",):
                end = begin
                while end < len(tokens) and end not in taken and (tokens[end].person or tokens[end].stem in _AMONG):
                    end += 1
                while end > begin and not tokens[end - 1].person and tokens[end - 1].stem in (",", "and", "or"):
                    end -= 1
                if end == begin:
                    return None
                words = (*words, *range(begin, end))
                continue
            for start in range(begin, min(begin + GAP, len(tokens) - len(part) + 1)):
                span = range(start, start + len(part))
                if all(tokens[at].stem == word and at not in taken for at, word in zip(span, part, strict=True)):
                    words = (*words, *span)
                    break
            else:
                return None
        return words


@cache
def lexicon() -> Lexicon:
    """The lexicon over the vocabulary that comes with Belisha. Read once."""
    return Lexicon(load())
