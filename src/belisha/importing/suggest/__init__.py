"""Suggest: a sentence of a school's document in, the rules of our language that say the same out; or none.

Room: importing. Nothing is invented: a suggestion says no more than its sentence, and names what it leaves out.
Inside: `translate` puts ordinary English into our language (`parts`, `lexicon` with its `english.yaml`, `deeds`); `nearest` looks for a rule of
the library that says it already; `procedures` makes blocks of steps.
Next door: `reading` asks for each sentence; `draft` writes what is suggested.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from belisha.language import sentences as s

from ..around import Around
from ..modality import Said
from ..sentences import Sentence
from .nearest import Known, Library, strength
from .procedures import Step, Steps, procedures
from .translate import Translation, translator

NEAR = 0.85  # how near a rule of the library has to be to be taken as it stands: short of word for word it mostly says something else
# What makes a suggestion less sure; docs/import.md says how often those of each confidence were right.
_SURE, _A_GUESS, _LEFT_OUT, _READ_AS = 0.9, 0.1, 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Rules for one sentence, and how sure we are of them, from 0 to 1.

    left_out: words of the sentence that they do not say; read_as: what was read into them; known: the rule of the library that it is, or is worded as.
    """

    rules: tuple[str, ...]
    confidence: float
    left_out: tuple[str, ...] = ()
    read_as: tuple[str, ...] = ()
    known: Known | None = None

    @property
    def rule(self) -> str:
        return self.rules[0]


def suggest(
    sentence: Sentence, said: Said, around: Around, library: Library | None, who: tuple[str, ...]
) -> Suggestion | None:
    """What is suggested for a sentence. who: whom it binds, for a rule of the library that names others."""
    if said.modality == "none" or sentence.leads:
        return None
    near = library.nearest(sentence.text, f"{sentence.lead_in} {sentence.section or ''}", said.modality, who) if library else None  # fmt: skip
    if near is not None and near.score >= NEAR:
        return Suggestion((near.rule,), near.score, known=near.known)
    here = translator()
    if (made := here.translate(sentence, said, around)) is None:
        return None
    known = library.known.get(here.writer.sentence(made.trees[0])) if library and len(made.trees) == 1 else None
    rules = (known.sentence,) if known else tuple(here.worded(tree) for tree in made.trees)
    return Suggestion(rules, sure_of(made), made.left_out, made.read_as, known)


def bound_by(names: Iterable[str]) -> frozenset[str]:
    """The actors whom these nouns stand for; a noun for nobody who acts stands for none."""
    vocabulary = translator().vocabulary
    nouns = [noun for name in names if (noun := vocabulary.nouns.get(name)) is not None]
    return frozenset(vocabulary.expand([actor for noun in nouns for actor in noun.actor], vocabulary.groups))


def bound_in(rule: str) -> frozenset[str]:
    """The actors whom a rule binds by name; a duty that an event brings binds whoever is told of it."""
    tree = translator().reader.sentence(rule)
    return bound_by(person.noun for person in tree.who) if isinstance(tree, s.Rule) else frozenset()


def as_step(step: Step) -> Suggestion:
    """What is suggested for a sentence that is a step, where it stands alone."""
    return Suggestion((step.alone,), sure_of(step.made), step.made.left_out, step.made.read_as)


def sure_of(made: Translation) -> float:
    """How sure a translation is, by what it had to guess and leave out."""
    less = _A_GUESS * min(made.guesses, 3) + (_LEFT_OUT if made.left_out else 0) + (_READ_AS if made.read_as else 0)
    return round(max(0.3, _SURE - less), 2)


__all__ = [
    "Known",
    "Library",
    "Steps",
    "Suggestion",
    "as_step",
    "bound_by",
    "bound_in",
    "procedures",
    "strength",
    "suggest",
    "translator",
]
