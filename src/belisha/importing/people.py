"""People: whom a sentence binds, in the vocabulary's own words for people.

Room: importing. Who is named before the verb is bound; who comes after it is dealt with.
"""

from __future__ import annotations

import re

from .sentences import Sentence

# The longest first; what one has taken, no other sees.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"(?:ex|former|past)[- ]?(?:pupils?|students?)|(?:pupils?|students?) who (?:have|has) (?:recently )?left", "former pupil"),
    (r"(?:parent|staff|foundation|co-opted)(?:,? (?:and )?(?:parent|staff|foundation))* governors?", "governor"),
    (r"supply (?:staff|teachers?)|agency (?:workers?|staff)", "supply staff"), (r"teaching assistants?|\btas?\b", "teaching assistant"), (r"support staff", "support staff"),
    (r"(?:student|trainee) teachers?|trainees?|apprentices?", "trainee"), (r"new (?:employees?|staff|starters?|recruits?)", "new starter"), (r"(?:job )?applicants?|candidates?", "applicant"),
    (r"head ?teacher|headmaster|headmistress|the head|principal", "headteacher"),
    (r"senior leaders?|slt|leadership (?:team|group)|senior leadership team|(?:deputy|assistant) (?:heads?|headteachers?|principals?)|line managers?|all leaders|leaders", "senior leader"),
    (r"governing (?:body|board)|board of (?:governors|trustees)", "governing body"), (r"governors?|trustees?", "governor"),
    (r"(?:designated )?safeguarding leads?|dsl", "designated safeguarding lead"), (r"safeguarding team", "safeguarding team"), (r"data protection officer|dpo", "data protection officer"),
    (r"lado|local authority designated officer", "local authority designated officer"),
    (r"(?:parents?|mothers?|fathers?)(?: ?(?:/|and|or) ?(?:carers?|guardians?))?|carers?|guardians?", "parent"), (r"famil(?:y|ies)|relatives", "relative of pupil"),
    (r"volunteers?|helpers?", "volunteer"), (r"contractors?", "contractor"), (r"external (?:service )?providers?|visiting professionals", "external provider"), (r"visitors?", "visitor"),
    (r"members? of (?:school )?staff|staff members?|school staff|staff|employees?|colleagues?|all who work|everyone who works|those (?:who work|working) (?:with|at|in|for)|practitioners?|team members?|administrators?|account holders?|coaches|coach|tutors?|technicians?|houseparents?|house staff|escorts?|drivers?", "staff"),
    (r"teachers?", "teacher"), (r"pupils?|students?|children|learners?|young people|boarders?|sixth[- ]formers?", "pupil"), (r"the school|our school|schools?(?= (?:must|will|should|may|are))|we\b", "school"),
)  # fmt: skip
# What is somebody's ("a child's picture", "Keeping Children Safe in Education") is not somebody.
_PEOPLE = tuple((re.compile(rf"(?<!Keeping )\b(?:{pattern})\b(?!['’])", re.I), name) for pattern, name in _WORDS)
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


def named(text: str) -> tuple[str, ...]:
    """Everybody whom a text names, in its order."""
    found: list[tuple[int, str]] = []
    for pattern, name in _PEOPLE:
        for met in pattern.finditer(text):
            found.append((met.start(), name))
        text = pattern.sub(lambda met: "·" * len(met.group()), text)
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


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
