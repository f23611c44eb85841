"""Reading: the text of one sentence in, its tree out; or a fault that names the word and the mend.

Room: language. The words are cut into the vocabulary's phrases (words), the longest first among those that the grammar accepts at that place.
Keeps out: documents (documents) and what a sentence means (meaning).
Next door: `writing` is its inverse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import VisitError
from lark.lexer import Lexer

from . import sentences as s
from .vocabulary import Phrase, Vocabulary
from .words import Found, Trie, Word, split

LONGEST_SENTENCE = 2_000
_NEAR = 0.75  # how near a phrase has to be to be suggested: about one letter in four may differ
ID = re.compile(r"[A-Z]{2,3}-\d+[a-z]?(?:\.\d+)*[a-z]?")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DATE = re.compile(r"(\d{1,2}) (" + "|".join(_MONTHS) + r") (\d{4})")

KEYWORDS: dict[str, tuple[str, Any]] = {
    "must not": ("MUST_NOT", None), "should not": ("SHOULD_NOT", None), "may only": ("MAY_ONLY", None), "need not": ("NEED_NOT", None),
    "need approval from": ("NEED_APPROVAL", None), "need consent from": ("NEED_CONSENT", None), "must": ("MUST", "must"), "should": ("SHOULD", "should"),
    "may": ("MAY", "may"), "unless": ("UNLESS", None), "until": ("UNTIL", None), "when": ("WHEN", None), "whether": ("WHETHER", None), "who": ("WHO", None),
    "that": ("THAT", None), "it": ("IT", "it"), "they": ("THEY", "they"), "either": ("EITHER", None), "both": ("BOTH", None),
    "is not settled": ("IS_NOT_SETTLED", None), "is bound by this policy": ("BOUND", None), "counts as": ("COUNTS_AS", None),
    "an account": ("ACCOUNT", "account"), "this policy does not cover": ("DOES_NOT_COVER", None), "breaking": ("BREAKING", None),
    "this policy": ("THIS_POLICY", None), "a ban of this policy": ("A_BAN", None), "may lead to": ("LEADS_TO", "may"), "will lead to": ("LEADS_TO", "will"),
    "leads to": ("LEADS_TO", "will"), "may follow": ("FOLLOWS", "may"), "will follow": ("FOLLOWS", "will"), "follows": ("FOLLOWS", "will"),
    "no duty to": ("NO_DUTY", None), "applies": ("APPLIES", None), "for": ("FOR", None), "from": ("FROM", None), "to": ("TO", None), "with": ("PREP", None),
    "immediately": ("WITHIN", "immediately"), "as soon as possible": ("WITHIN", "as soon as possible"), "before the act": ("WITHIN", "before the act"),
    "before starting": ("WITHIN", "before starting"), "within {n} hours": ("WITHIN", "hour"), "within {n} school days": ("WITHIN", "school day"),
    "within {n} working days": ("WITHIN", "working day"),
}  # fmt: skip
_LIST = re.compile("(?:OR|AND|COMMA)_")
_WORDED = frozenset({"PEOPLE", "ACT", "DO", "RESULT", "THING", "WHERE", "PRED", "CLAUSE", "EVENT"})
_NAMED = re.compile(r"there (?:is|are) ([\w -]{1,60}\w)", re.I)
_CLAUSE_STARTS = frozenset({"CLAUSE", "CLASS", "IT", "THEY", "EITHER", "BOTH"})

# What people write, and what to write instead: (pattern, mend). Tried on the rest of the sentence where it could not be read.
_HABITS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"(?:is |are )?over (\d+)\b", re.I),
        lambda m: f"write `is {m[1]} or over`, or `is {int(m[1]) + 1} or over` if {m[1]} itself is not meant",
    ),
    (re.compile(r"(?:is |are )?(?:older than|above) (\d+)\b", re.I), lambda m: f"write `is {int(m[1]) + 1} or over`"),
    (re.compile(r"(?:is |are )?(?:younger than|below) (\d+)\b", re.I), lambda m: f"write `is under {m[1]}`"),
    (re.compile(r"(?:do not|don't|never)\b", re.I), lambda _: "write who must not: `Staff must not …`"),
    (re.compile(r"no\b", re.I), lambda _: "say of whom it holds, and that they `must not`: `Staff must not …`"),
    (
        re.compile(r"(?:is|are) (?:not (?:allowed|permitted) to|forbidden to|prohibited from)\b", re.I),
        lambda _: "write `must not`",
    ),
    (re.compile(r"(?:is|are) (?:expected|asked|encouraged|advised) to\b", re.I), lambda _: "write `should`"),
    (re.compile(r"(?:may not|cannot|can not|shall not|will not|mustn't)\b", re.I), lambda _: "write `must not`"),
    (re.compile(r"shouldn't\b", re.I), lambda _: "write `should not`"),
    (re.compile(r"(?:shall|will|have to|has to|is required to|are required to)\b", re.I), lambda _: "write `must`"),
    (re.compile(r"(?:can|is allowed to|are allowed to)\b", re.I), lambda _: "write `may`"),
    (re.compile(r"(?:if|where|whenever)\b", re.I), lambda _: "write `when`"),
    (re.compile(r"(?:except|except when|except if)\b", re.I), lambda _: "write `unless`"),
)

_NAMES = {
    "PEOPLE": "a person or group", "ACT": "an act", "THING": "a thing", "PRED": "something said of them", "WHERE": "a setting", "CLAUSE": "a condition",
    "DO": "a duty", "EVENT": "something that they find", "RESULT": "a consequence", "DATE": "a date such as 1 September 2027", "QUOTED": 'a name in quotes, such as "a recent leaver"',
    "ID": "the id of a clause", "WITHIN": "a deadline", "END": "a comma", "MUST_NOT": "`must not`", "SHOULD_NOT": "`should not`", "MUST": "`must`", "SHOULD": "`should`", "MAY": "`may`",
    "WHEN": "`when`", "UNLESS": "`unless`", "TO": "`to`", "APPLIES": "`applies`", "LEADS_TO": "`may lead to`", "FOLLOWS": "`may follow`", "IS_NOT_SETTLED": "`is not settled`",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotRead(Exception):
    """A sentence that could not be read. start and end: offsets in the sentence, counted in characters."""

    start: int
    end: int
    problem: str
    mend: str


class _NoLexer(Lexer):
    """Tokens are fed one by one; the grammar needs no lexer of its own."""

    def __init__(self, _conf: Any) -> None: ...

    def lex(self, *_: Any) -> Any:
        return iter(())


@cache
def _lark() -> Lark:
    text = files("belisha.language").joinpath("grammar.lark").read_text(encoding="utf-8")
    # strict: a conflict in the grammar is an error, and not settled silently.
    return Lark(text, parser="lalr", lexer=_NoLexer, start=["sentence", "condition"], strict=True)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a document defines for itself: classes, and terms with the noun each is about."""

    classes: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


_tries: dict[int, Trie] = {}


def _trie(vocabulary: Vocabulary) -> Trie:
    if id(vocabulary) in _tries:
        return _tries[id(vocabulary)]
    trie = Trie()
    for text, (kind, value) in KEYWORDS.items():
        trie.add(text, kind, value)
    trie.add("to", "PREP", None)
    trie.add("is", "IS", None)
    trie.add("is", "LEADS_TO", "is")
    for noun in vocabulary.nouns.values():
        for text in noun.texts:
            trie.add(text, "PEOPLE", noun.name)
    for phrase in vocabulary.phrases:
        for text in (phrase.text, *phrase.also):
            trie.add(text, phrase.kind, (phrase, False))
        for text in phrase.denied_by:
            trie.add(text, phrase.kind, (phrase, True))
    for duty in vocabulary.duty_phrases:
        trie.add(duty.head, "DO", duty.head)
        if duty.tail:
            trie.add(duty.tail, "TAIL", duty.tail)
    for result, texts in vocabulary.consequences.items():
        for text in texts:
            trie.add(text, "RESULT", result)
    _tries[id(vocabulary)] = trie
    return trie


class _Choices:
    """The kinds of token that the grammar takes next. Lark's own `choices` also holds kinds that fail once what stands before is put together."""

    def __init__(self, parser: Any) -> None:
        self.states = parser.parser_state.parse_conf.parse_table.states
        self.stack = parser.parser_state.state_stack

    def __contains__(self, kind: str) -> bool:
        stack = list(self.stack)
        while (step := self.states[stack[-1]].get(kind)) is not None:
            action, rule = step
            if action.name == "Shift":
                return True
            if rule.expansion:
                del stack[-len(rule.expansion) :]
            stack.append(self.states[stack[-1]][rule.origin.name][1])
        return False


class Reader:
    """Reads sentences over a vocabulary and the names that one document defines."""

    def __init__(self, vocabulary: Vocabulary, names: Names = Names(), most_suggestions: int = 40) -> None:
        self.vocabulary = vocabulary
        self.names = names
        self.trie = _trie(vocabulary)
        self.own = Trie()
        # Looking for what was meant is slow; a document of a thousand faults gets it for its first ones.
        self._suggestions_left = most_suggestions
        for name in names.classes:
            self.own.add(f"there is {name}", "CLASS", s.Classed(name))
        for name, noun in names.terms:
            if noun == "account":
                self.own.add(f"it is {name}", "CLASS", s.Classed(name, account=True))
                self.own.add(f"the account is {name}", "CLASS", s.Classed(name, account=True))
            else:
                self.own.add(name, "PEOPLE", name)
                self.own.add(f"is {name}", "PRED", s.Predicate(f"is {name}"))
                self.own.add(f"is not {name}", "PRED", s.Predicate(f"is {name}", denied=True))

    def sentence(self, text: str) -> s.Sentence:
        """The tree of a sentence. Raises NotRead."""
        read: s.Sentence = self._read(text, "sentence")
        return read

    def condition(self, text: str) -> s.Clause:
        """The tree of what could stand after `When`. Raises NotRead."""
        read: s.Clause = self._read(text, "condition")
        return read

    # ---- cutting and parsing, one step at a time -----------------------------------------------------------

    def _read(self, text: str, start: str) -> Any:
        if len(text) > LONGEST_SENTENCE:
            raise NotRead(
                0,
                1,
                f"the sentence has {len(text):,} characters",
                f"write sentences of at most {LONGEST_SENTENCE:,} characters",
            )
        words = split(text)
        if not words:
            raise NotRead(0, 1, "there is no sentence", "write one, such as `Staff must not befriend a pupil.`")
        parser = _lark().parser.parse_interactive(None, start)
        place, in_lead, after_is, before = 0, False, False, ""
        while place < len(words):
            choices = _Choices(parser)
            step = self._step(text, words, place, choices, in_lead, after_is, before)
            if step is None:
                raise self._unreadable(text, words, place, parser)
            for kind, value in step[0]:
                token = Token(kind, "")
                token.value = value
                parser.feed_token(token)
                if kind in ("WHEN", "FOR", "FROM", "UNTIL") and (place == 0 or words[place - 1].text == ","):
                    in_lead = in_lead or place == 0 or (kind == "WHEN" and not self._said(words, place))
                elif kind == "END":
                    in_lead = False
                before = kind
                after_is = kind == "PRED" and isinstance(value, s.Predicate) and value.phrase.startswith("is ")
            place = step[1]
        try:
            tree = parser.feed_eof()
        except UnexpectedInput:
            last = words[-1]
            raise NotRead(last.start, last.end, "the sentence stops too soon", self._expected(parser)) from None
        try:
            return _Trees(self).transform(tree)
        except VisitError as error:
            if isinstance(error.orig_exc, NotRead):
                raise self._at_its_words(error.orig_exc, words) from None
            raise

    def _at_its_words(self, error: NotRead, words: list[Word]) -> NotRead:
        """A fault of a tree, which keeps no places, at the words that the fault names."""
        named = [word.plain for word in split(error.problem.partition("`")[2].partition("`")[0])]
        for place in range(len(words)):
            if named and [word.plain for word in words[place : place + len(named)]] == named:
                return replace(error, start=words[place].start, end=words[place + len(named) - 1].end)
        return error

    def _said(self, words: list[Word], place: int) -> bool:
        """Whether the sentence has come to its verb: then a comma may stand inside a list."""
        return any(word.plain in ("must", "should", "may", "need", "whether", "breaking") for word in words[:place])

    def _step(
        self, text: str, words: list[Word], place: int, choices: Any, in_lead: bool, after_is: bool, last: str
    ) -> tuple[list[tuple[str, Any]], int] | None:
        """The next tokens and the place after them, or None where nothing that the grammar accepts stands here."""
        word = words[place]
        if word.text == "." and place == len(words) - 1 and "DOT" in choices:
            return [("DOT", None)], place + 1
        if "DATE" in choices and (met := _DATE.match(text, word.start)):
            try:
                day = date(int(met[3]), _MONTHS.index(met[2]) + 1, int(met[1]))
            except ValueError:
                raise NotRead(
                    met.start(), met.end(), f"there is no {met.group()}", "write a day that the month has"
                ) from None
            return [("DATE", day)], place + 3
        if word.text.startswith('"') and "QUOTED" in choices:
            return [("QUOTED", word.text.strip('"'))], place + 1
        if (
            word.text == "("
            and "EXCEPTION_ID" in choices
            and place + 2 < len(words)
            and ID.fullmatch(words[place + 1].text)
            and words[place + 2].text == ")"
        ):
            return [("EXCEPTION_ID", words[place + 1].text)], place + 3
        if word.text in (",", "and", "or"):
            return self._connective(words, place, choices, in_lead, after_is, last)
        for found in self._candidates(words, place):
            if found.kind in choices and not self._runs_on(words, place + found.length, found.kind):
                return [(found.kind, self._payload(found))], place + found.length
        return None

    def _connective(
        self, words: list[Word], place: int, choices: Any, in_lead: bool, after_is: bool, last: str
    ) -> tuple[list[tuple[str, Any]], int] | None:
        comma = words[place].text == ","
        if comma and in_lead:
            return ([("END", None)], place + 1) if "END" in choices else None
        after = place + 1
        name = {"and": "AND", "or": "OR", ",": "COMMA"}[words[place].text]
        if comma and after < len(words) and words[after].text in ("and", "or"):
            name, after = ("AND" if words[after].text == "and" else "OR"), after + 1
        candidates = self._candidates(words, after)
        if after_is:
            # "or a colleague is …" begins a clause; "or a colleague" goes on saying what somebody is.
            elided = [
                each
                for each in self._candidates(words, after, ("is",))
                if each.kind == "PRED" and not self._kinds(words, after + each.length) & {"PRED"}
            ]
            candidates = [*elided, *candidates]
        # Of what is equally long, a list goes on with what it has begun with.
        reach = {each: self._reach(words, after, each, candidates) for each in candidates}
        for found in sorted(candidates, key=lambda each: (-reach[each], each.kind != last)):
            end = after + found.length
            if self._runs_on(words, end, found.kind):
                continue
            suffixes: tuple[str, ...] = ("C",) if found.kind in _CLAUSE_STARTS else (found.kind,)
            if found.kind == "PEOPLE":
                # People of whom something is said begin a clause.
                suffixes = ("C", "PEOPLE") if "PRED" in self._kinds(words, end) else ("PEOPLE", "C")
            for suffix in suffixes:
                if f"{name}_{suffix}" in choices:
                    return [(f"{name}_{suffix}", None), (found.kind, self._payload(found))], end
        return ([("END", None)], place + 1) if comma and "END" in choices else None

    def _kinds(self, words: list[Word], place: int) -> set[str]:
        return {found.kind for found in self._candidates(words, place)}

    def _runs_on(self, words: list[Word], end: int, kind: str) -> bool:
        """Whether a list that the phrase could only begin in another reading goes on after it: "it is about school or by
        school e-mail" is a list of settings, and not the clause "it is about school"."""
        if kind == "ACT":
            # "join a learning group with a school e-mail address": the last word of the act begins a setting.
            setting = max((each.length for each in self._candidates(words, end - 1) if each.kind == "WHERE"), default=0)
            people = max((each.length for each in self._candidates(words, end) if each.kind == "PEOPLE"), default=0)
            return setting > people + 1
        wrong = {"CLAUSE": {"WHERE", "PRED"}, "DO": {"PEOPLE"}}.get(kind)
        if wrong is None or end >= len(words) or words[end].text not in (",", "and", "or"):
            return False
        after = (
            end + 2
            if words[end].text == "," and end + 1 < len(words) and words[end + 1].text in ("and", "or")
            else end + 1
        )
        kinds = self._kinds(words, after)
        return bool(kinds & wrong) and not kinds & ({*_CLAUSE_STARTS, "PEOPLE"} if kind == "CLAUSE" else {"DO", "ACT"})

    def _candidates(self, words: list[Word], place: int, before: Iterable[str] = ()) -> list[Found]:
        if place >= len(words):
            return []
        before = tuple(before)
        found = [*self.own.at(words, place, before), *self.trie.at(words, place, before)]
        if ID.fullmatch(words[place].text):
            found.append(Found("ID", words[place].text, 1))
        return sorted(found, key=lambda each: -self._reach(words, place, each, found))

    def _reach(self, words: list[Word], place: int, each: Found, among: Iterable[Found]) -> int:
        """How many words a candidate takes; a subject is as long as what is said of it, so that "it is about school matters" is
        longer than the clause "it is about school"."""
        if each.kind not in ("IT", "THEY", "PEOPLE") or not any(other.kind == "CLAUSE" for other in among):
            return each.length
        said = [more.length for more in self.trie.at(words, place + each.length) if more.kind == "PRED"]
        return each.length + max(said, default=0)

    def _payload(self, found: Found) -> Any:
        if found.kind == "PRED" and not isinstance(found.value, s.Predicate):
            phrase, denied = found.value
            return s.Predicate(phrase.text, found.number, denied)
        if found.kind == "CLAUSE":
            phrase, denied = found.value
            return s.Said(phrase.text, denied)
        if found.kind == "WITHIN" and found.number is not None:
            return f"{found.number} {found.value}{'' if found.number == 1 else 's'}"
        if isinstance(found.value, tuple):
            return found.value[0].text
        return found.value

    # ---- what to say when it cannot be read ----------------------------------------------------------------

    def _unreadable(self, text: str, words: list[Word], place: int, parser: Any) -> NotRead:
        word, accepted = words[place], parser.accepts()
        joins = word.text in (",", "and", "or") and place + 1 < len(words)
        if (odd := self._oddly_joined(words, place, accepted)) is not None:
            return odd
        at = place + 1 if joins else place
        kinds = {_LIST.sub("", kind) for kind in accepted if joins or not _LIST.match(kind)}
        meant, candidates = words[at], self._candidates(words, at)
        if "DO" in kinds and "ACT" not in kinds and any(found.kind == "ACT" for found in candidates):
            return NotRead(
                meant.start,
                meant.end,
                f"`{meant.text}` is an act, and `must` and `should` make duties only",
                "say what must not be done (`must not …`), or name a duty (belisha words duties)",
            )
        # What cannot be said of a person may be the middle of a clause: "the headteacher has authorised it".
        guesses = self._guess(words, at, kinds) or (self._guess(words, at - 1, {"CLAUSE"}) if "PRED" in kinds else ())
        mend = "did you mean " + " or ".join(f"`{guess}`" for guess in guesses) + "?" if guesses else ""
        for pattern, instead in _HABITS:
            if met := pattern.match(text[meant.start :]):
                problem = f"`{met.group()}` is not understood here"
                return NotRead(meant.start, meant.start + met.end(), problem, instead(met))
        if met := _NAMED.match(text[meant.start :]):
            mend = f'{mend} A name of the policy\'s own needs a sentence `It is "{met[1]}" when …`'.strip()
        sorts = {"person": "PEOPLE", "act": "ACT", "duty": "DO", "consequence": "RESULT"}
        named = [name for name, kind in sorts.items() if kind in kinds and not kinds & (_WORDED - {kind})]
        problem = (
            f"`{meant.text}` cannot stand here" if candidates else f"unknown {(named or ['word'])[0]} `{meant.text}`"
        )
        return NotRead(meant.start, meant.end, problem, mend or self._expected(parser))

    def _oddly_joined(self, words: list[Word], place: int, accepted: set[str]) -> NotRead | None:
        """A word that is understood, and joins what stands around it in a way that cannot be."""
        word, before = words[place], words[place - 1] if place else None
        after = [found.kind for found in self._candidates(words, place + 1)]
        if before is not None and before.plain == "may" and word.plain == "not":
            instead = "write `must not`, or `need not` where it is left to them"
            return NotRead(before.start, word.end, "`may not` can be understood in two ways", instead)
        if word.plain == "that" and "WHO" in accepted:
            return NotRead(word.start, word.end, "`that` cannot follow people", "write `who`")
        if word.text == "," and any(kind in accepted for kind in after):
            return NotRead(word.start, word.end, "no comma can stand here", "take it out")
        other = {"and": "OR_C", "or": "AND_C"}.get(word.text, "")
        if other in accepted and any(kind in _CLAUSE_STARTS or kind == "PEOPLE" for kind in after):
            instead = "write `either … or …` or `both … and …` around those that belong together"
            problem = "`and` and `or` are mixed, which can be understood in two ways"
            return NotRead(word.start, word.end, problem, instead)
        return None

    def _guess(self, words: list[Word], place: int, kinds: set[str]) -> tuple[str, ...]:
        """The phrases that are nearest to what stands at the place, to as many of its words as each of them has."""
        if self._suggestions_left <= 0 or place < 0:
            return ()
        self._suggestions_left -= 1
        found: dict[str, tuple[float, int, str]] = {}
        matcher = SequenceMatcher(autojunk=False)
        for text in self._texts(kinds):
            wanted = [word.plain for word in split(text.replace("{n}", "0"))]
            matcher.set_seq2(" ".join(wanted))
            matcher.set_seq1(" ".join(word.plain for word in words[place : place + len(wanted)])[:200])
            if matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR:
                found.setdefault(" ".join(wanted), (-matcher.ratio(), -len(wanted), text))
        return tuple(text for _, _, text in sorted(found.values())[:2])

    def _texts(self, kinds: set[str]) -> list[str]:
        vocabulary = self.vocabulary
        texts = [
            text
            for phrase in vocabulary.phrases
            if phrase.kind in kinds
            for text in (phrase.text, *phrase.also, *phrase.denied_by)
        ]
        if "PEOPLE" in kinds:
            texts += [text for noun in vocabulary.nouns.values() for text in noun.texts] + [
                name for name, _ in self.names.terms
            ]
        if "DO" in kinds:
            texts += [duty.head for duty in vocabulary.duty_phrases]
        if "RESULT" in kinds:
            texts += [text for each in vocabulary.consequences.values() for text in each]
        if "CLASS" in kinds or "C" in kinds:
            texts += [f"there is {name}" for name in self.names.classes]
            texts += [phrase.text for phrase in vocabulary.phrases if phrase.kind == "CLAUSE"]
        return texts + [text for text, (kind, _) in KEYWORDS.items() if kind in kinds]

    def _expected(self, parser: Any) -> str:
        accepted = parser.accepts()
        names = [name for kind, name in _NAMES.items() if kind in accepted]
        return "here could stand " + ", ".join(names[:6]) if names else ""


class _Trees(Transformer[Any, Any]):
    """Lark's tree as ours. One method a production, by its name in grammar.lark."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(visit_tokens=False)
        self.reader = reader

    def sentence(self, kids: list[Any]) -> Any:
        dates = kids[0] if isinstance(kids[0], dict) else {}
        said = next(kid for kid in kids if not isinstance(kid, (dict, Token)))
        return replace(said, **dates) if dates else said

    def since(self, kids: list[Any]) -> dict[str, date]:
        days = [kid.value for kid in kids if kid.type == "DATE"]
        return {"since": days[0]} if len(days) == 1 else {"since": days[0], "until": days[1]}

    def until_date(self, kids: list[Any]) -> dict[str, date]:
        return {"until": kids[1].value}

    # people and deeds
    def person(self, kids: list[Any]) -> s.Person:
        return s.Person(kids[0].value, kids[2] if len(kids) > 1 else None)

    def people(self, kids: list[Any]) -> tuple[s.Person, ...]:
        return tuple(kid for kid in kids if isinstance(kid, s.Person))

    def one_predicate(self, kids: list[Any]) -> s.Predicates:
        return s.Predicates((kids[0].value,))

    def any_predicate(self, kids: list[Any]) -> s.Predicates:
        flat = [token for kid in kids for token in (kid.children if hasattr(kid, "children") else [kid])]
        return s.Predicates(tuple(token.value for token in flat if token.type == "PRED"))

    def all_predicates(self, kids: list[Any]) -> s.Predicates:
        return s.Predicates(tuple(kid.value for kid in kids if kid.type == "PRED"), "and")

    def _values(self, kids: list[Any], kind: str) -> tuple[Any, ...]:
        return tuple(kid.value for kid in kids if isinstance(kid, Token) and kid.type == kind)

    def acts(self, kids: list[Any]) -> Any:
        return ("acts", self._values(kids, "ACT"))

    def thing(self, kids: list[Any]) -> s.Thing:
        return s.Thing(kids[0].value, kids[2] if len(kids) > 1 else None)

    def things(self, kids: list[Any]) -> Any:
        return ("things", tuple(kid for kid in kids if isinstance(kid, s.Thing)))

    def setting(self, kids: list[Any]) -> Any:
        return ("setting", self._values(kids, "WHERE"))

    def deed(self, kids: list[Any]) -> s.Deed:
        acts: tuple[str, ...] = ()
        things: tuple[s.Thing, ...] = ()
        people: s.People = ()
        settings: list[tuple[str, ...]] = []
        for kid in kids:
            match kid:
                case ("acts", values):
                    acts = values
                case ("things", values):
                    things = values
                case ("setting", values):
                    settings.append(values)
                case Token():
                    pass
                case _:
                    people = kid
        return s.Deed(acts, things, people, tuple(settings))

    deed_or_scope = deed

    # conditions
    def said(self, kids: list[Any]) -> Any:
        return kids[0].value

    def classed(self, kids: list[Any]) -> Any:
        return kids[0].value

    def is_(self, kids: list[Any]) -> s.Is:
        return s.Is(kids[0].value if isinstance(kids[0], Token) else kids[0], kids[1])

    def is_setting(self, kids: list[Any]) -> s.Setting:
        return s.Setting(kids[2][1])

    def _joined(self, joined: str, kids: list[Any]) -> s.Joined:
        return s.Joined(joined, tuple(kid for kid in kids if not isinstance(kid, Token)))

    def all_of(self, kids: list[Any]) -> s.Joined:
        return self._joined("and", kids)

    def any_of(self, kids: list[Any]) -> s.Joined:
        return self._joined("or", kids)

    either = any_of
    both = all_of

    def and_also(self, kids: list[Any]) -> Any:
        items = tuple(kid for kid in kids if not isinstance(kid, Token))
        return items[0] if len(items) == 1 else s.Joined("and", items)

    # leads and tails
    def lead_condition(self, kids: list[Any]) -> Any:
        return kids[1]

    def events(self, kids: list[Any]) -> Any:
        return self._values(kids, "EVENT")

    def finder(self, kids: list[Any]) -> s.Finder:
        rest = [kid for kid in kids if not isinstance(kid, Token)]
        return s.Finder(rest[0], rest[1], rest[2] if len(rest) > 2 else None)

    def doer(self, kids: list[Any]) -> s.Doer:
        rest = [kid for kid in kids if not isinstance(kid, Token)]
        return s.Doer(rest[0], rest[1], rest[2] if len(rest) > 2 else None)

    def tail_when(self, kids: list[Any]) -> Any:
        return {"when": kids[-1]}

    def unless(self, kids: list[Any]) -> s.Exception_:
        ids = self._values(kids, "EXCEPTION_ID")
        return s.Exception_(kids[-1], ids[0] if ids else None)

    def until(self, kids: list[Any]) -> s.Exception_:
        return s.Exception_(kids[-1], until=True)

    def exception(self, kids: list[Any]) -> Any:
        return kids[0]

    def _parts(self, kids: list[Any], first: str) -> dict[str, Any]:
        """Lead, when and unless of a sentence; `first` is the type of the token after which its own part begins."""
        parts: dict[str, Any] = {}
        unless = tuple(kid for kid in kids if isinstance(kid, s.Exception_))
        whens = [kid["when"] for kid in kids if isinstance(kid, dict) and "when" in kid]
        if unless:
            parts["unless"] = unless
        if whens:
            parts["when"] = whens[0] if len(whens) == 1 else s.Joined("and", tuple(whens))
        for kid in kids:
            if isinstance(kid, Token) and kid.type == first:
                break
            if isinstance(kid, s.Finder | s.Doer | s.Said | s.Is | s.Setting | s.Classed | s.Joined):
                parts["lead"] = kid
        return parts

    def _people(self, kids: list[Any]) -> list[s.People]:
        return [kid for kid in kids if isinstance(kid, tuple) and kid and isinstance(kid[0], s.Person)]

    def _rule(self, kids: list[Any], token: str, modality: str) -> s.Rule:
        people = self._people(kids)
        deed = next(kid for kid in kids if isinstance(kid, s.Deed))
        givers = tuple(person.noun for person in people[1]) if len(people) > 1 else ()
        return s.Rule(people[0], modality, deed, givers=givers, **self._parts(kids, token))

    def must_not(self, kids: list[Any]) -> s.Rule:
        return self._rule(kids, "MUST_NOT", "must not")

    def should_not(self, kids: list[Any]) -> s.Rule:
        return self._rule(kids, "SHOULD_NOT", "should not")

    def may(self, kids: list[Any]) -> s.Rule:
        return self._rule(kids, "MAY", "may")

    def need_not(self, kids: list[Any]) -> s.Rule:
        return self._rule(kids, "NEED_NOT", "need not")

    def need_approval(self, kids: list[Any]) -> s.Rule:
        return self._rule(kids, "NEED_APPROVAL", "need approval")

    def need_consent(self, kids: list[Any]) -> s.Rule:
        return self._rule(kids, "NEED_CONSENT", "need consent")

    def may_only(self, kids: list[Any]) -> s.Rule:
        at = next(place for place, kid in enumerate(kids) if isinstance(kid, s.Deed))
        return replace(self._rule([*kids[: at + 1], *kids[at + 3 :]], "MAY_ONLY", "may only"), only_when=kids[at + 2])

    def act_not_settled(self, kids: list[Any]) -> s.NotSettled:
        deed = next(kid for kid in kids if isinstance(kid, s.Deed))
        return s.NotSettled(self._people(kids)[0], deed, **self._parts(kids, "WHETHER"))

    def bound_not_settled(self, kids: list[Any]) -> s.NotSettled:
        return s.NotSettled(self._people(kids)[0], None)

    def subject_noun(self, kids: list[Any]) -> Any:
        return kids[0]

    def counts(self, kids: list[Any]) -> s.Counts:
        return s.Counts(kids[0].value, kids[2].value, kids[4])

    def counts_not_settled(self, kids: list[Any]) -> s.Counts:
        return s.Counts(kids[1].value, kids[3].value, kids[5], settled=False)

    def outside(self, kids: list[Any]) -> s.Outside:
        parts = self._parts(kids, "DOES_NOT_COVER")
        return s.Outside(kids[1], parts.get("when"))

    def class_(self, kids: list[Any]) -> s.Class:
        return s.Class(kids[2].value, kids[4])

    # duties and consequences
    def doing(self, kids: list[Any]) -> Any:
        head = kids[0].value
        to = tuple(person.noun for person in kids[1]) if len(kids) > 1 else ()
        tail = kids[2].value if len(kids) > 2 else ""
        forms = self.reader.vocabulary.duty_phrases
        for form in forms:
            if form.head == head and form.tail == tail and form.slot == bool(to):
                return {"do": form.do, "form": [each for each in forms if each.do == form.do].index(form), "to": to}
        wanted = [
            f"{form.head} {'…' if form.slot else ''} {form.tail}".replace("  ", " ").strip()
            for form in forms
            if form.head == head
        ]
        raise NotRead(0, 1, f"`{head}` is not said like this", "write " + " or ".join(f"`{each}`" for each in wanted))

    def deadline(self, kids: list[Any]) -> Any:
        return {"within": kids[0].value}

    def duty(self, kids: list[Any]) -> s.Duty:
        at = next(
            place for place, kid in enumerate(kids) if isinstance(kid, Token) and kid.type in ("MUST", "SHOULD", "MAY")
        )
        token = kids[at]
        doing = next(kid for kid in kids if isinstance(kid, dict) and "do" in kid)
        within = next((kid["within"] for kid in kids if isinstance(kid, dict) and "within" in kid), "")
        before = kids[at - 1]
        who = () if isinstance(before, Token) else before
        return s.Duty(
            who, token.value, doing["do"], doing["form"], doing["to"], within, **self._parts(kids, token.type)
        )

    def no_duty(self, kids: list[Any]) -> s.NoDuty:
        forms = self.reader.vocabulary.duty_phrases
        heads = self._values(kids, "DO")
        return s.NoDuty(
            tuple(dict.fromkeys(next(form.do for form in forms if form.head == head) for head in heads)), kids[0]
        )

    def for_people(self, kids: list[Any]) -> Any:
        return kids[1]

    def target(self, kids: list[Any]) -> Any:
        kind = kids[0].type
        return (
            "target",
            ("policy",) if kind == "THIS_POLICY" else ("ban",) if kind == "A_BAN" else self._values(kids, "ID"),
        )

    def results(self, kids: list[Any]) -> Any:
        return ("results", self._values(kids, "RESULT"))

    def _tagged(self, kids: list[Any], tag: str) -> Any:
        return next(kid[1] for kid in kids if isinstance(kid, tuple) and kid and kid[0] == tag)

    def breaking(self, kids: list[Any]) -> s.Consequence:
        people = self._people(kids)
        certainty = self._values(kids, "LEADS_TO")[0]
        return s.Consequence(
            self._tagged(kids, "results"),
            certainty,
            self._tagged(kids, "target"),
            people[0] if people else (),
            **self._parts(kids, "BREAKING"),
        )

    def follows(self, kids: list[Any]) -> s.Consequence:
        return s.Consequence(
            self._tagged(kids, "results"), self._values(kids, "FOLLOWS")[0], **self._parts(kids, "FOLLOWS")
        )


__all__ = ["ID", "LONGEST_SENTENCE", "Names", "NotRead", "Phrase", "Reader"]
