"""Around: the sentences of a document in, for each whom it means where it names nobody, and what comes after it.

Room: importing. People are meant by a heading ("Rules for staff"), by the sentence before ("they"), or are all whom the policy says that it covers.
Next door: `people` finds the words; `reading` and `suggest` ask here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .modality import Said
from .people import named, only_some, places
from .sentences import Sentence

_COVERS = re.compile(
    r"\b(?:policy|code|guidance|document|agreement|they|it|rules)\b.{0,20}\b(?:appl(?:y|ies) to|covers?|is for|extends? to|binds?)\b(?! not)", re.I
)  # fmt: skip
# "In this policy, 'everyone' means staff and governors": whom the policy speaks to has a name of its own.
_CALLED = re.compile(
    r"[^.]{0,40}[“‘\"'](?:our people|everyone|everybody|staff|you|users?|we|employees?|members? of staff|adults?|workers?|colleagues?|school representatives?|representatives?|staff members?)[”’\"']\W* (?:means?|refers? to|includes?|covers?|(?:is|are) (?:all|any))\b", re.I
)  # fmt: skip
_COVERS_MORE = re.compile(
    r"(?:this|it|these|the)(?: policy| code| document)? (?:also )?(?:includes?|appl(?:y|ies) to|covers?)\b", re.I
)
_SPOKEN_OF = re.compile(
    r"\b(?:with|of|about|from|to|between|involving|against)\b (?:(?:the|our|current|ex|former|individual)[ -])*\w+(?:(?:,| and| or) \w+)*", re.I
)  # fmt: skip
# "Pupils' use of phones" is for pupils; "Pupils' pictures" is not.
_OF_THEIRS = re.compile(
    r"['’]s?(?= (?:[\w-]+ ){0,2}(?:use|conduct|behaviour|responsibilities|duties|code|rules|guidelines|agreement)\b)",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:persons?|people|anyone|anybody|everyone|everybody|individuals?|adults?|those|all (?:users?|members?)|assistants?)\b(?! of (?:those|them))",
    re.I,
)
_WORKING_WITH = re.compile(r"\bwho works? with (?:the |our )?\w+", re.I)
_ACTS = re.compile(
    r"(?:[\w ]{0,20}, )?(?P<who>[^,]{3,60}?) (?:must|should|may|can|cannot|shall|will|are|is)\b(?! (?:be|to be) \w+(?:ed|en|wn|t)\b)",
    re.I,
)
_KIND = {**dict.fromkeys(("staff", "teacher", "workforce", "support staff", "teaching assistant", "senior leader", "supply staff"), "staff"), "pupil": "pupil", "parent": "parent"}  # fmt: skip
_LISTED = re.compile(r"[\s,]*(?:(?:and|or|all|any|no|an?|each|every|the|our|other|individual|,)\s*)*", re.I)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a sentence. people: whom its heading names, or else the policy covers, or else its title is for (named: False).

    likely: nothing says whom the document is for; people are then whom it binds most.

    before: whom the sentence before it binds.
    after: the sentence that follows, which may hold the exception. step: it is a step of a procedure, which says when it starts.
    """

    people: tuple[str, ...] = ()
    named: bool = True
    likely: bool = False
    before: tuple[str, ...] = ()
    after: str = ""
    step: bool = False


def covered(sentence: Sentence, said: Said, already: tuple[str, ...]) -> tuple[str, ...]:
    """Whom the policy covers, after this sentence. already: whom it is known to cover."""
    called = _CALLED.match(sentence.text)
    if said.modality != "definition" or not (called or _covers(sentence.text, bool(already))):
        return already
    text = _WORKING_WITH.sub("", sentence.text[called.end() :] if called else sentence.text)
    text, *_ = re.split(r"\b(?:except|other than|apart from)\b", text, maxsplit=1)
    whole, *_ = re.split(r"\bincluding\b", text, maxsplit=1)  # "students, including those in the sixth form"
    if re.search(r"\b(?:not|nor|never)\b", text) or only_some(text) or _OTHERS.search(_without_people(whole)):
        return already  # whom it does not cover, or some for whom there is no noun: a rule for the others would leave them out
    found = tuple(each for each in named(text) if each not in ("school", "headteacher"))
    return tuple(dict.fromkeys((*already, *found)))


def _without_people(text: str) -> str:
    for begin, end, _ in reversed(places(text)):
        text = text[:begin] + text[end:]
    return text


def _covers(text: str, more: bool) -> bool:
    return bool(_COVERS_MORE.match(text) if more else _COVERS.search(text))


def around_each(found: Sequence[Sentence], said: Sequence[Said], title: str = "") -> Iterator[Around]:
    """What stands around each sentence, in their order. title: of the document, for one that is for pupils alone."""
    titled = _headed(title)
    likely = _most_bound(found, said)
    all_: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    for number, (sentence, one) in enumerate(zip(found, said, strict=True)):
        all_ = covered(sentence, one, all_)
        if number and found[number - 1].sections != sentence.sections:
            before = ()
        headed = next((people for text in reversed(sentence.sections) if (people := _headed(text))), ())
        some = any(only_some(text) for text in sentence.sections[-2:])
        they = before and re.match(r"(?:[\w ]{0,25},? )?they\b", sentence.text, re.I)
        after = found[number + 1].text if number + 1 < len(found) else ""
        people = before if they else headed or all_
        mine = tuple(each for each in before if not headed or each in headed)
        if some and not they:  # its heading is for people whom no noun of ours means
            yield Around(before=(), after=after)
        elif people or titled:
            yield Around(people or titled, bool(people) or titled == likely, before=mine, after=after)
        else:
            yield Around(likely, likely=bool(likely), before=mine, after=after)
        before = acting(sentence.text) or (() if only_some(sentence.text) else before)


def _most_bound(found: Sequence[Sentence], said: Sequence[Said]) -> tuple[str, ...]:
    """Whom a document binds that does not say whom it is for: staff or pupils or parents, if two or more, and two of three, name them."""
    bound = [_KIND[who[0]] for each, one in zip(found, said, strict=True) if one.modality not in ("none", "definition") and (who := acting(each.text)) and who[0] in _KIND]  # fmt: skip
    name, times = next(iter(Counter(bound).most_common(1)), ("", 0))
    return (name,) if times >= 2 and times * 3 >= len(bound) * 2 else ()


def _headed(text: str) -> tuple[str, ...]:
    """Whom a heading is for; whom it speaks of ("Contact with pupils") is nobody whom it binds."""
    text = _OF_THEIRS.sub(" ", _SPOKEN_OF.sub("", text))
    return tuple("family" if each == "relative of pupil" else each for each in named(text) if each != "school")


def acting(text: str) -> tuple[str, ...]:
    """Whom a sentence names as those who act: they alone stand before its verb."""
    met = _ACTS.match(text)
    if not met or not (found := places(met["who"])) or found[0][0] > 8:
        return ()
    rest = met["who"]
    for begin, end, _ in reversed(found):
        rest = rest[:begin] + rest[end:]
    return tuple(dict.fromkeys(name for _, _, name in found if name != "school")) if _LISTED.fullmatch(rest) else ()
