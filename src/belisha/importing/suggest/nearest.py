"""Nearest: a sentence of a school's document in, the nearest rule of the library out, or none.

Room: importing. What is found is a sentence of the library; only whom it binds, and must for should, may be changed to what the source itself
says. It reads on its own, and binds as strongly as the source. What the rule says and the source does not, counts against it: nothing may be
invented.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from belisha.language import Vocabulary
from belisha.language import sentences as s
from belisha.language.reading import NotRead, Reader
from belisha.language.writing import Writer

_EXCEPTED = re.compile(
    r"\b(?:unless|except|without|only|until|need (?:approval|consent)|other than|apart from)\b", re.I
)
LEAST = 0.38  # how near a rule has to be, from 0 to 1
LEAST_SUPPORT = 0.5  # how much of the rule the source has to say
_SAME: tuple[tuple[str, str], ...] = (
    (r"(?:ex|former|past)[- ]?(?:pupils?|students?)|pupils? who (?:have|has) (?:recently )?left", "formerpupil"), (r"(?:members? of (?:the )?(?:school )?staff|staff members?|school staff|employees?|colleagues?|everybody who works at the school)", "staff"),
    (r"students?|children|young people|learners?|child", "pupil"), (r"parents?(?:/| and | or )carers?|carers?|guardians?", "parent"), (r"head ?teacher|the head\b|principal", "headteacher"),
    (r"designated safeguarding lead|dsl", "safeguardinglead"), (r"senior leadership team|slt|leadership team|senior leaders?", "seniorleader"),
    (r"social network(?:ing|s)?(?: sites?| applications?| websites?)?|social media(?: sites?| websites?| platforms?| sites and pages)?", "socialmedia"),
    (r"images?|photo(?:graph)?s?|videos?|film(?:s|ing)?|pictures?", "picture"), (r"(?:accept|make|become|be|are)?[^.]{0,12}[‘'\"“]?friends?[’'\"”]?(?: requests?)?|befriend", "befriend"),
    (r"permission|authorisation|authorised|consent|approval", "approval"), (r"publish(?:es|ed|ing)?|upload(?:s|ed|ing)?|shar(?:e|es|ed|ing)|put online|post(?:s|ed|ing|ings)?|placed? onto", "post"),
    (r"communicat(?:e|es|ed|ing|ions?)|contact(?:s|ed)?|messages?|messaging|engage(?:s|d)?|discussions? with", "message"), (r"disrepute|reputation(?:al)?|good name|discredit", "reputation"),
    (r"e-?mails?", "email"), (r"mobile phones?|phones?", "phone"), (r"defam\w+|libel\w*|slander\w*", "defamatory"), (r"bull(?:y|ies|ied|ying)|harass\w*|intimidat\w*", "bully"), (r"abusive|offensive|insulting|derogatory", "abusive"),
    (r"racist|homophobic|hateful|discriminat\w+|sexist", "hateful"), (r"confidential\w*", "confidential"), (r"passwords?|log-?ins?(?: details)?|usernames?", "login"), (r"lado|local authority designated officer", "lado"),
    (r"work(?:ing)? (?:time|hours)|school (?:hours|day)", "workingtime"), (r"own time|lunch ?times?|breaks?|outside of session times|before or after work", "owntime"), (r"copyright\w*|work of others|somebody else's work|someone else's images", "copyright"),
    (r"disciplinary (?:action|procedures?|measures)", "disciplinary"), (r"dismiss\w+|termination of employment", "dismissal"), (r"devices?|computers?|equipment|laptops?|tablets?", "device"), (r"privacy settings?", "privacysettings"),
    (r"remov(?:e|ed|al|ing)|take (?:it )?down|delete[sd]?", "remove"), (r"inform(?:ed)?|notif\w+|report(?:ed|s|ing)?|tell|told", "report"), (r"illegal|unlawful|criminal", "illegal"), (r"opinions?|views?", "view"),
)  # fmt: skip
_ALIKE = tuple(
    (
        re.compile(rf"\b(?:{pattern})", re.I) if not pattern.startswith("(?:accept") else re.compile(pattern, re.I),
        f" {word} ",
    )
    for pattern, word in _SAME
)
_STOP = frozenset([
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "being", "by", "can", "could", "do", "does", "for", "from",
    "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "itself", "like", "may", "might", "must", "need", "no", "not", "of", "on",
    "one", "only", "or", "other", "our", "own", "shall", "should", "so", "some", "something", "such", "than", "that", "the", "their", "them",
    "themselves", "then", "there", "these", "they", "this", "those", "through", "to", "under", "up", "us", "use", "used", "using", "was", "we",
    "were", "what", "when", "where", "whether", "which", "while", "who", "whom", "will", "with", "within", "would", "you", "your", "unless",
    "everybody", "anything",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A rule of the library that stands on its own (a step of a procedure does not). note: what it says beside it, often the words as printed."""

    id: str
    policy: str
    sentence: str
    note: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """A rule for a sentence, and how near it is, from 0 to 1. known: where in the library it stands."""

    rule: str
    score: float
    known: Known


_WORKFORCE = frozenset(
    (
        "staff",
        "workforce",
        "teacher",
        "teaching assistant",
        "support staff",
        "supply staff",
        "trainee",
        "governor",
        "volunteer",
        "contractor",
        "external provider",
    )
)
_SIDES = {**dict.fromkeys(_WORKFORCE, "workforce"), "former pupil": "pupil", "relative of pupil": "parent"}
_WEAKER = {"must": "should", "must not": "should not", "should": "must", "should not": "must not"}


def _bound(tree: s.Sentence) -> tuple[str, ...]:
    """The nouns of those whom a rule binds; () where it binds nobody by name."""
    match tree:
        case s.Rule(who=who) | s.Duty(who=who) if who:
            return tuple(person.noun for person in who)
        case s.Duty(lead=s.Finder(who=who)) | s.Duty(lead=s.Doer(who=who)):
            return tuple(person.noun for person in who)
    return ()


_HEAD = re.compile(
    r"^(?P<who>(?!when\b|for\b|from\b|whether\b)[^.]{3,120}?) (?P<how>must not|should not|must|should|may|need)\b", re.I
)
_HOW = re.compile(r"\b(must not|should not|must|should)\b(?!.*\b(?:must not|should not|must|should)\b)")


def _fitted(rule: str, tree: s.Sentence, label: str, modality: str, who: str) -> str:
    """The rule at the source's strength, for the source's people. who: those in words, "" to leave those who are there."""
    if label != modality:
        if len(re.findall(r"\b(?:must|should)\b", rule)) != 1:
            return ""
        rule = _HOW.sub(modality, rule)
    if (
        who
        and isinstance(tree, s.Rule | s.Duty)
        and tree.who
        and set(_bound(tree)) <= _WORKFORCE
        and all(person.who is None for person in tree.who)
    ):
        if met := _HEAD.match(rule):
            rule = who[0].upper() + who[1:] + rule[met.end("who") :]
    return rule


def strength(tree: s.Sentence) -> str | None:
    """The label that a rule of the language has; None for one that nobody's document says (what is left open, what the law suspends)."""
    match tree:
        case s.Rule(modality=modality):
            return {
                "may only": "may",
                "need approval": "needs approval",
                "need consent": "needs approval",
                "need not": "may",
            }.get(modality, modality)
        case s.Duty(strength=strength):
            return strength
        case s.Consequence():
            return "procedure"
        case s.Class() | s.Outside():
            return "definition"
        case s.Counts(settled=settled):
            return "definition" if settled else None
    return None


def tokens(text: str) -> list[str]:
    """The words that carry a text, alike words made the same."""
    for pattern, word in _ALIKE:
        text = pattern.sub(word, text)
    found = []
    for word in re.findall(r"[a-z]{3,}", text.lower()):
        if word not in _STOP:
            found.append(re.sub(r"(?:ing|edly|ed|ies|es|s|ly)$", "", word) if len(word) > 5 else word.rstrip("s"))
    return found


def _wanted(text: str) -> Counter[str]:
    words = tokens(text)
    grams = Counter(words)
    grams.update(f"{one} {two}" for one, two in pairwise(words))
    return grams


class Library:
    """The library's rules, ready to be searched."""

    def __init__(self, known: Iterable[Known], vocabulary: Vocabulary) -> None:
        self.reader = Reader(vocabulary, most_suggestions=0)
        self.writer = Writer(vocabulary)
        self.rules: list[tuple[Known, str, s.Sentence, Counter[str], Counter[str]]] = []
        self.known: dict[str, Known] = {}  # by the sentence as our writer writes it
        seen: set[str] = set()
        for each in known:
            if each.sentence in seen:
                continue
            try:
                tree = self.reader.sentence(each.sentence)
            except NotRead:  # it needs a name that its own document defines
                continue
            # A rule that names other clauses by their ids stands on them, and not on its own.
            if (label := strength(tree)) is None or re.search(r"\b[A-Z]{2,3}-\d", each.sentence):
                continue
            seen.add(each.sentence)
            self.known.setdefault(self.writer.sentence(tree), each)
            says = _wanted(each.sentence)
            self.rules.append((each, label, tree, says, says + _wanted(each.note)))
        counts = Counter(word for *_, words in self.rules for word in words)
        self.weight = {word: math.log((1 + len(self.rules)) / (1 + count)) + 0.5 for word, count in counts.items()}
        self.rare = math.log(1 + len(self.rules)) + 0.5
        self.lengths = [self._length(words) for *_, words in self.rules]

    def _length(self, words: Counter[str]) -> float:
        return (
            math.sqrt(sum((self.weight.get(word, self.rare) * min(count, 2)) ** 2 for word, count in words.items()))
            or 1.0
        )

    def nearest(self, text: str, context: str, modality: str, people: tuple[str, ...]) -> Near | None:
        """The nearest rule that binds as strongly, or None where none is near enough. context: lead-in and heading."""
        excepted = _EXCEPTED.search(text) is not None
        own = _wanted(text)
        around = own + Counter(dict.fromkeys(_wanted(context), 1))
        length = self._length(own)
        sides = {_SIDES.get(each, each) for each in people}
        # Who is bound is not what the rule is about: it says nothing for it, and is set to what the source says.
        aside = _wanted(" ".join(people)) if sides == {"workforce"} else Counter[str]()
        best: tuple[float, Known, s.Sentence] | None = None
        for (known, label, tree, says, words), rule_length in zip(self.rules, self.lengths, strict=True):
            if label != modality and _WEAKER.get(modality) != label:
                continue
            if excepted and not _EXCEPTED.search(known.sentence):  # a rule without its exception is another rule
                continue
            bound = {_SIDES.get(each, each) for each in _bound(tree)}
            if bound and not sides & bound:
                continue
            shared = sum(
                self.weight.get(word, 0.0) ** 2 * min(count, 2) * min(words[word], 2)
                for word, count in own.items()
                if word in words
            )
            if not shared:
                continue
            free = {"staff"} | set(aside)
            weights = {word: self.weight.get(word, self.rare) for word in says if " " not in word and word not in free}
            support = sum(weight for word, weight in weights.items() if word in around) / (sum(weights.values()) or 1.0)
            if support < LEAST_SUPPORT or not weights:
                continue
            said = {word: self.weight.get(word, self.rare) for word in own if " " not in word and word not in free}
            cover = sum(weight for word, weight in said.items() if word in words) / (sum(said.values()) or 1.0)
            score = 0.35 * shared / (length * rule_length) + 0.4 * support + 0.25 * cover
            score *= 1.0 if label == modality else 0.95
            if score >= LEAST and (best is None or score > best[0]):
                best = score, known, tree
        return self._near(*best, modality, people if sides == {"workforce"} else ()) if best else None

    def _near(
        self, score: float, known: Known, tree: s.Sentence, modality: str, people: tuple[str, ...]
    ) -> Near | None:
        """The rule as the source binds; None where it cannot be said so."""
        names = [self.writer.noun(each, plural=len(people) > 1) for each in people] if set(people) <= _WORKFORCE else []
        who = " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
        label = strength(tree)
        rule = _fitted(known.sentence, tree, label or "", modality, "" if set(_bound(tree)) == set(people) else who)
        try:
            read = self.reader.sentence(rule)
        except NotRead:
            return None
        return Near(rule, round(min(0.99, score), 2), known) if strength(read) == modality else None
