"""People: whom a sentence binds, in the vocabulary's own words for people.

Room: importing. Who is named before the verb is bound; who comes after it is dealt with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .sentences import Sentence

# The longest first; what one has taken, no other sees.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"staff and others (?:with)?in (?:the )?school", "workforce"),
    (r"(?:persons?|people|those|anyone|everyone) (?:who (?:is|are) )?(?:employed|on the staff)(?: (?:by|at|in) (?:the |our |this )?(?:school|academy|college|trust))?", "staff"),
    (r"(?:all|everyone|everybody|anyone|adults?|those) (?:who )?work(?:s|ing)?(?: or volunteers?)? (?:in|at|on|for|with|here)(?: (?:the |our |this )?(?:school|setting|academy|trust|pupils|children|young people)(?: site)?)?", "workforce"),
    (r"(?:ex|former|past)[- ]?(?:pupils?|students?)(?: of the school)?|(?:pupils?|students?) who (?:have|has) (?:recently )?left", "former pupil"),
    (r"supply (?:staff|teachers?)|agency (?:workers?|staff)", "supply staff"), (r"teaching assistants?|\btas?\b", "teaching assistant"), (r"support staff", "support staff"),
    (r"(?:student|trainee) teachers?|students? on placement|placement students?|trainees?|apprentices?", "trainee"), (r"new (?:members? of staff|employees?|staff|starters?|recruits?)", "new starter"), (r"(?:job )?applicants?|candidates?", "applicant"),
    (r"(?:the )?head ?teacher|headmaster|headmistress|the head(?! (?:of|teacher))|principal", "headteacher"),
    (r"(?:members? of (?:the |our )?(?:school(?:.s)? )?)?(?:senior leaders?|slt|(?:senior )?(?:leadership|management) (?:team|group)|all leaders|leaders)|(?:deputy|assistant) (?:heads?|headteachers?|principals?)|line managers", "senior leader"),
    (r"chair of (?:the )?(?:governors|governing body)", "chair of governors"), (r"(?:members? of the )governing (?:body|board)", "governor"), (r"governing (?:body|board)|board of (?:governors|trustees)", "governing body"), (r"governors?|trustees?", "governor"),
    (r"(?:designated )?safeguarding leads?|dsls?|designated safeguarding officer", "designated safeguarding lead"), (r"safeguarding team", "safeguarding team"), (r"data protection officer|dpo", "data protection officer"),
    (r"lado|local authority designated officer", "local authority designated officer"), (r"police", "police"), (r"children.s (?:social care|services)|social services|social care", "children's services"), (r"ceop", "CEOP"), (r"human resources(?: team)?|hr(?: team| department)?", "human resources"), (r"line manager", "supervisor"),
    (r"(?:parents?|mothers?|fathers?|parental)(?: ?(?:/|and|or) ?(?:carers?|guardians?))?|carers?|guardians?", "parent"), (r"famil(?:y|ies)|relatives", "relative of pupil"),
    (r"volunteers?|helpers?", "volunteer"), (r"contractors?", "contractor"), (r"external (?:service )?providers?|visiting professionals", "external provider"), (r"visitors?", "visitor"),
    (r"(?:school )?personnel|practitioners?|team members?|members? of (?:the |our )?(?:school |teaching )?staff(?: members?)?|staff members?|(?:(?:the )?school(?:.s)? staff|staff|employees?|colleagues?)(?: (?:at|of|in) (?:the|our|this) (?:school|academy|college|nursery|trust))?", "staff"),
    (r"teachers?", "teacher"), (r"members? of (?:the |our |its )?(?:whole |wider )?(?:school )?community", "community"), (r"(?:pupils?|students?|child(?:ren)?) (?:at|of|from|in|attending) (?:the|our|this) (?:school|academy|college|nursery)\b(?! community)|pupils?|students?|child(?:ren)?(?!.?s? (?:protection|abuse|sexual|exploitation|social care|online safety))|learners?|young (?:people|persons?)", "pupil"), (r"the school|our school|schools?(?= (?:must|will|should|may|are))|we\b", "school"),
)  # fmt: skip
# Words for some of these people alone: they say whom a sentence binds, as near as the vocabulary can; a rule would bind too many.
_SOME: tuple[tuple[str, str], ...] = (
    (r"(?:parent|staff|foundation|co-opted)(?:,? (?:and )?(?:parent|staff|foundation|local authority|co-opted))* governors?", "governor"),
    (r"administrators?|account holders?|coaches|coach|tutors?|technicians?|houseparents?|house staff|escorts?|drivers?", "staff"),
    (r"boarders?|sixth[- ]form(?:ers?| (?:pupils?|students?))", "pupil"),
)  # fmt: skip
_ALL = tuple((re.compile(rf"(?<!keeping )\b(?:{pattern})\b", re.I), name) for pattern, name in _WORDS)
# What is somebody's ("a child's picture", "Keeping Children Safe in Education") is not somebody.
_PEOPLE = tuple(
    (re.compile(rf"(?<!keeping )\b(?:{pattern})\b(?!['’])", re.I), name) for pattern, name in (*_SOME, *_WORDS)
)
_ONLY_SOME = tuple(re.compile(rf"\b(?:{pattern})\b", re.I) for pattern, _ in _SOME)
_SUBJECT = re.compile(
    r"(?:(?:all|any|each|every|no|the|our|both|an?|new|other|individual|school|class|adult|overseas|member of|members of) )*",
    re.I,
)
_VERB = re.compile(
    r"\b(?:must|shall|should|will|may|can|cannot|ought|is|are|has|have|need|needs|agree|agrees|undertake|reserves|recognises|expects?|encourages?|asks?|do not|don.t)\b",
    re.I,
)
_ASKED = re.compile(
    r"\b(?:asks?|expects?|encourages?|requires?|reminds?|advises?|urges?)(?: (?:that|all|our|its|every|any|of))* ", re.I
)


def places(text: str) -> list[tuple[int, int, str]]:
    """Everybody whom a text names, or something of theirs, in its order: where the words begin and end, and the vocabulary's noun."""
    return _places(text, _ALL)


def named(text: str) -> tuple[str, ...]:
    """Everybody whom a text names, in its order."""
    return tuple(dict.fromkeys(name for _, _, name in _places(text, _PEOPLE)))


def only_some(text: str) -> bool:
    """Whether a text names people for whom the vocabulary has no noun of their own."""
    return any(pattern.search(text) for pattern in _ONLY_SOME)


def _places(text: str, people: Iterable[tuple[re.Pattern[str], str]]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for pattern, name in people:
        found += [(*met.span(), name) for met in pattern.finditer(text)]
        text = pattern.sub(lambda met: "·" * len(met.group()), text)
    return sorted(found)


def _subject(text: str) -> tuple[str, ...]:
    """The people with whom a sentence begins: "Staff and governors keep …"."""
    found: list[str] = []
    place = 0
    while True:
        place = _SUBJECT.match(text, place).end()  # type: ignore[union-attr]  # it matches nothing too
        met = next(((met.end(), name) for pattern, name in _PEOPLE if (met := pattern.match(text, place))), None)
        if met is None or met[1] == "school":
            return tuple(dict.fromkeys(found))
        place = met[0]
        found.append(met[1])
        joined = re.compile(r",? (?:and|or|&) |, |/").match(text, place)
        if joined is None:
            return tuple(dict.fromkeys(found))
        place = joined.end()


def actors(sentence: Sentence, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Whom a sentence binds. before: whom the sentence before it binds, for `they`; nobody where it does not say."""
    for text in (sentence.text, sentence.lead_in):
        if not text:
            continue
        if re.match(r"(?:for this reason,? |therefore,? |however,? )?they\b", text, re.I) and before:
            return before
        lead = re.match(
            r"(?:if|when|where|in the event|should|as part of|before|after|once)\b[^,]{3,160}?,\s*", text, re.I
        )
        main = text[lead.end() :] if lead else text
        if subject := _subject(main):
            return subject
        if (met := _ASKED.search(main)) and (people := named(main[met.end() : met.end() + 60])):
            return people
        verb = _VERB.search(main)
        if verb and (people := named(main[: verb.start()])):
            return people
        if lead and (people := named(lead.group())) and re.search(r"\b(?:they|he|she)\b", main[:20], re.I):
            return people
        if re.match(r"no one|nobody|everyone|anyone", main, re.I):
            return ("anybody",)
        if met := re.search(r"\b(?:prohibited|forbidden|required|advised|asked|encouraged|expected)\b", main):
            if people := named(main[: met.start()]):
                return people
        if met := re.match(r"(?:.{0,60}\bresponsibility of )(.{3,60}?) to\b", main, re.I):
            return named(met[1])
    for text in reversed(sentence.sections[-2:]):  # "Use of social media by pupils": its commands bind them
        people = named(text)
        if people and re.search(r"\b(?:staff|pupils?|students?|parents?|carers?|governors?|volunteers?)\b", text, re.I):
            return tuple(each for each in people if each != "school")
    return ()
