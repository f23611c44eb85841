"""Writing: the tree of a sentence in, its text out. The inverse of `reading`: what is written here reads back as the same tree.

Room: language. Always the first words that the vocabulary has for a thing; a person may write the others.
Keeps out: layout (documents) and the explanation of a decision (engine.explain).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from . import sentences as s
from .vocabulary import Vocabulary
from .words import ARTICLES


class Writer:
    """Writes sentences in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._phrases = {(phrase.kind, phrase.text): phrase for phrase in vocabulary.phrases}

    # ---- lists -----------------------------------------------------------------------------------------------

    @staticmethod
    def _list(items: Iterable[str], word: str) -> str:
        *front, last = items
        return f"{', '.join(front)} {word} {last}" if front else last

    # ---- people ----------------------------------------------------------------------------------------------

    def noun(self, name: str, plural: bool = False) -> str:
        """A noun with its article: "a pupil", "staff", "the headteacher"; plural: "pupils"."""
        noun = self.vocabulary.nouns.get(name)
        # A name that has no entry of its own under `people` is written with an article; one that has is written as it stands there.
        text = name if noun is None else noun.text
        if noun is not None and text == name and name not in self.vocabulary.raw.get("people", {}):
            text = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
        first, _, rest = text.partition(" ")
        if not plural or first not in ("a", "an"):
            return text
        head, of, tail = rest.partition(" of ")
        return f"{_plural(head)}{of}{tail}"

    def _person(self, person: s.Person, plural: bool = False) -> str:
        if person.who is None:
            return self.noun(person.noun, plural)
        return f"{self.noun(person.noun)} who {self._predicates(person.who)}"

    def people(self, people: s.People, word: str = "or") -> str:
        plural = len(people) > 1
        return self._list((self._person(person, plural) for person in people), word)

    # ---- predicates and deeds --------------------------------------------------------------------------------

    def _predicate(self, predicate: s.Predicate) -> str:
        text = predicate.phrase
        if predicate.denied:
            phrase = self._phrases.get(("PRED", predicate.phrase))
            text = phrase.denial if phrase else predicate.phrase.replace("is ", "is not ", 1)
        return text.replace("{n}", str(predicate.number))

    def _predicates(self, predicates: s.Predicates) -> str:
        return f" {predicates.joined} ".join(self._predicate(each) for each in predicates.items)

    def _thing(self, thing: s.Thing) -> str:
        return thing.phrase if thing.that is None else f"{thing.phrase} that {self._predicates(thing.that)}"

    def deed(self, deed: s.Deed, word: str = "or") -> str:
        """A deed in words: "post a picture of a pupil on a personal account"."""
        parts: list[str] = []
        if deed.acts:
            *front, last = deed.acts
            # Before people the last act takes its form with a preposition, where it has one: "join a group with a parent".
            parts.append(
                self._list((*front, self._before_people(last) if deed.people and not deed.things else last), word)
            )
        if deed.things:
            parts.append(self._list((self._thing(thing) for thing in deed.things), "or"))
        if deed.people:
            parts.append(("with " if deed.things else "") + self.people(deed.people))
        parts.extend(self._list(setting, "or") for setting in deed.settings)
        return " ".join(parts)

    def _before_people(self, act: str) -> str:
        phrase = self._phrases["ACT", act]
        return next((text for text in (act, *phrase.also) if text.endswith((" with", " to", " of"))), act)

    # ---- clauses ---------------------------------------------------------------------------------------------

    def clause(self, clause: s.Clause, inside: str = "") -> str:
        """What may stand after `when`. inside: how the list around it is joined."""
        match clause:
            case s.Said(phrase, denied):
                return self._phrases["CLAUSE", phrase].denial if denied else phrase
            case s.Is(subject, what):
                return f"{subject if isinstance(subject, str) else self.people(subject)} {self._predicates(what)}"
            case s.Setting(settings):
                return f"it is {self._list(settings, 'or')}"
            case s.Classed(name, account):
                return f"it is {name}" if account else f"there is {name}"
            case s.Joined(joined, items):
                text = f" {joined} ".join(self.clause(item, joined) for item in items)
                return f"{'either' if joined == 'or' else 'both'} {text}" if inside else text

    def _lead(self, lead: s.Lead | None) -> str:
        match lead:
            case None:
                return ""
            case s.Finder(who, events, also):
                return f"when {self._leading(who)} {' or '.join(events)}{self._also(also)}, "
            case s.Doer(who, deed, also):
                return f"when {self._leading(who)} {self.deed(deed).replace(', ', ' or ')}{self._also(also)}, "
            case _:
                return f"when {self.clause(lead).replace(', ', ' or ')}, "

    def _leading(self, who: s.People) -> str:
        """The people of a lead, whose verb is plural. A comma would end the lead, so its lists are joined by words alone."""
        return " and ".join(self._person(person, True) for person in who)

    def _also(self, also: s.Clause | None) -> str:
        if also is None:
            return ""
        items = also.items if isinstance(also, s.Joined) and also.joined == "and" else (also,)
        return "".join(f" and {self.clause(item, 'and').replace(', ', ' or ')}" for item in items)

    def _tail(self, when: s.Clause | None, unless: tuple[s.Exception_, ...]) -> str:
        text = f" when {self.clause(when)}" if when is not None else ""
        for each in unless:
            mark = f"({each.id}) " if each.id else ""
            text += f" until {self.clause(each.when)}" if each.until else f", unless {mark}{self.clause(each.when)}"
        return text

    # ---- sentences -------------------------------------------------------------------------------------------

    def sentence(self, tree: s.Sentence) -> str:
        """The sentence, with its capital and its full stop."""
        text = self._dates(tree.since, tree.until) + self._said(tree)
        return text[0].upper() + text[1:] + "."

    def _dates(self, since: date | None, until: date | None) -> str:
        if since is None:
            return "" if until is None else f"until {_day(until)}, "
        return f"from {_day(since)}{'' if until is None else f' until {_day(until)}'}, "

    def _said(self, tree: s.Sentence) -> str:
        match tree:
            case s.Rule():
                return self._rule(tree)
            case s.Duty():
                who = self.people(tree.who, "and") if tree.who else "they"
                return f"{self._lead(tree.lead)}{who} {tree.strength} {self.duty(tree)}{self._tail(tree.when, tree.unless)}"
            case s.Consequence(breaking=breaking) if breaking:
                whole = {"policy": "this policy", "ban": "a ban of this policy"}
                target = whole.get(breaking[0]) or " or ".join(breaking)
                leads = {"is": "is", "may": "may lead to", "will": "will lead to"}[tree.certainty]
                people = f"for {self.people(tree.who, 'and').replace(', ', ' and ')}, " if tree.who else ""
                return f"{people}breaking {target} {leads} {self._results(tree.results)}{self._tail(tree.when, tree.unless)}"
            case s.Consequence():
                return f"{self._lead(tree.lead)}{self._results(tree.results)} {'may' if tree.certainty == 'may' else 'will'} follow{self._tail(tree.when, tree.unless)}"
            case s.Class(name, when):
                return f'it is "{name}" when {self.clause(when)}'
            case s.Counts(noun, name, when, settled):
                said = f'{"an account" if noun == "account" else self.noun(noun)} counts as "{name}" when {self.clause(when)}'
                return said if settled else f"whether {said} is not settled"
            case s.NotSettled(who, None):
                return f"whether {self.people(who, 'and')} {'is' if len(who) == 1 else 'are'} bound by this policy is not settled"
            case s.NotSettled(who, deed):
                assert deed is not None
                return f"{self._lead(tree.lead)}whether {self.people(who, 'and')} may {self.deed(deed)}{self._tail(tree.when, tree.unless)} is not settled"
            case s.Outside(deed, when):
                return f"this policy does not cover {self.deed(deed)}{self._tail(when, ())}"
            case s.NoDuty(duties, lead):
                heads = [next(form.head for form in self.vocabulary.duty_phrases if form.do == do) for do in duties]
                return f"{self._lead(lead)}no duty to {' or '.join(heads)} applies"
        raise AssertionError(tree)

    def _rule(self, rule: s.Rule) -> str:
        head = self._lead(rule.lead) + self.people(rule.who, "and")
        modality = rule.modality
        if rule.givers:
            modality = f"{modality if len(rule.who) > 1 or self._is_plural(rule.who[0]) else modality.replace('need', 'needs')} from {self._list((self.noun(giver) for giver in rule.givers), 'or')} to"
        only = f" when {self.clause(rule.only_when)}" if rule.only_when is not None else ""
        return f"{head} {modality} {self.deed(rule.deed)}{only}{self._tail(rule.when, rule.unless)}"

    def _is_plural(self, person: s.Person) -> bool:
        return self.noun(person.noun).partition(" ")[0] not in (*ARTICLES, "their", "anybody")

    def duty(self, duty: s.Duty) -> str:
        """A duty's words without who bears it: "report it to the headteacher within 1 working day"."""
        form = [each for each in self.vocabulary.duty_phrases if each.do == duty.do][duty.form]
        words = [form.head]
        if form.slot:
            words.append(self._list((self.noun(to) for to in duty.to), "or"))
        words.extend(each for each in (form.tail, _deadline(duty.within)) if each)
        return " ".join(words)

    def _results(self, results: tuple[str, ...]) -> str:
        return self._list((self.vocabulary.consequences[result][0] for result in results), "or")


def _deadline(within: str) -> str:
    return f"within {within}" if within[:1].isdigit() else within


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _plural(text: str) -> str:
    if text.endswith("y") and text[-2:-1] not in "aeiou":
        return text[:-1] + "ies"
    return text + ("es" if text.endswith(("s", "x", "ch", "sh")) else "s")


__all__ = ["Writer"]
