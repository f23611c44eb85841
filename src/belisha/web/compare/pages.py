"""Pages: which policies an address names, and what it filters by.

Room: web.compare. Whatever cannot be read is left out, and said, never a fault. Next door: `views` answers requests with these.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from belisha.language.vocabulary import load
from belisha.library.questions import questions
from belisha.web import components as ui
from belisha.web import rulebooks, wording
from belisha.web.compare import schools
from belisha.web.compare.matrix import SILENT, Row
from belisha.web.components.decisions import VERDICTS

FEWEST, MOST = 2, 6
POLICY = "policy"
# The kinds of answer that one can look for, in the order of the list.
KINDS = ("prohibited", "needs approval", "advised against", "unsettled", "permitted", "to do", "follows", "silent")
BOTH = "both"
ONLY = ("differ", "silent")


@dataclass(frozen=True, slots=True)
class Chosen:
    """names: the policies that there are, in the order of the site's list; unknown: what no policy is called."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]

    def errors(self, submitted: bool, exactly: int = 0) -> list[tuple[str, str]]:
        """What is wrong with the choice: pairs of field and sentence. submitted: whether somebody chose at all."""
        said = [(POLICY, _unknown(each)) for each in self.unknown]
        count = len(self.names)
        if said or not submitted:
            return said
        if exactly and count != exactly:
            return [(POLICY, f"Select {wording.NUMBERS[exactly]} policies; you chose {wording.NUMBERS[min(count, 9)]}")]
        if count < FEWEST:
            return [(POLICY, "Select two policies or more" if count else "Select the policies to compare")]
        if count > MOST:
            return [(POLICY, f"Select at most {wording.NUMBERS[MOST]} policies; you chose {count}")]
        return []


def _unknown(name: str) -> str:
    near = load().suggest(name[:100], rulebooks.names())
    short = name if len(name) <= 60 else name[:60] + "…"
    meant = f". Did you mean {wording.listed([rulebooks.called(each) for each in near], 'or')}?" if near else ""
    return f"No policy is called “{short}”{meant}"


def chosen(query: QueryDict) -> Chosen:
    """The policies that an address names, schools' own after those that come with Belisha; one that it names twice counts once."""
    named = list(dict.fromkeys(each.strip() for each in query.getlist(POLICY)))[:50]
    known = rulebooks.names()
    own = [name for name in named if name.startswith(schools.OF_SCHOOL)][: MOST + 1]  # one more is too many already
    found = {name: schools.held(name) for name in own}
    names = (*(name for name in known if name in named), *(full for full in found.values() if full))
    unknown = [name for name in named if name not in known and not name.startswith(schools.OF_SCHOOL)]
    unknown += [name for name, full in found.items() if full is None]
    return Chosen(tuple(dict.fromkeys(names)), tuple(unknown)[:5])


def options(names: Sequence[str] = ()) -> list[ui.Option]:
    """Every policy, to be ticked. names: further ones that were chosen already."""
    own = [ui.Option(schools.public(name), rulebooks.school(name)) for name in names if schools.key_of(name)]
    return own + [
        ui.Option(
            name,
            rulebooks.school(name) if name != "model" else "The model policy",
            "One that a school could adopt today" if name == "model" else "",
        )
        for name in rulebooks.names()
    ]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is to be shown. "" and () where all is; topic, who: keys of the questions; answer: one of KINDS, or BOTH; only: of ONLY."""

    topic: str = ""
    who: str = ""
    answer: str = ""
    only: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.topic or self.who or self.answer or self.only)

    def shows(self, row: Row) -> bool:
        return (
            self.fits(row.question.topic, row.question.who)
            and (not self.answer or any(self._is(row, name) for name in row.answers))
            and ("differ" not in self.only or row.differs)
            and ("silent" not in self.only or row.some_silent)
        )

    def fits(self, topic: str, people: Container[str]) -> bool:
        """Whether something about this topic, which these people would ask, is to be shown."""
        return self.topic in ("", topic) and (not self.who or self.who in people)

    def _is(self, row: Row, name: str) -> bool:
        answer = row.answers[name]
        if self.answer == BOTH:
            return answer.clash
        return answer.silent if self.answer == "silent" else answer.kind == self.answer

    def pairs(self) -> list[tuple[str, str]]:
        """As pairs for an address or hidden fields."""
        named = [("topic", self.topic), ("who", self.who), ("answer", self.answer)]
        return [(name, value) for name, value in named if value] + [("only", each) for each in self.only]


def filters(query: QueryDict) -> Filters:
    """The filters of an address; a value that there is not counts as none."""
    known = questions()
    return Filters(
        _of(query.get("topic", ""), known.topics),
        _of(query.get("who", ""), known.people),
        _of(query.get("answer", ""), (*KINDS, BOTH)),
        tuple(each for each in ONLY if each in query.getlist("only")),
    )


def pair(query: QueryDict) -> tuple[str, str] | None:
    """The two answers that differences are narrowed down to, as `prohibited,permitted`; None where they are not."""
    left, _, right = query.get("pair", "").partition(",")
    return (left, right) if left in VERDICTS and right in VERDICTS else None


def _of(value: str, among: Container[str]) -> str:
    return value if value in among else ""


def topic_options() -> list[ui.Option]:
    return [ui.Option("", "Every topic"), *(ui.Option(*each) for each in questions().topics.items())]


def who_options() -> list[ui.Option]:
    return [ui.Option("", "Anybody"), *(ui.Option(*each) for each in questions().people.items())]


def answer_options() -> list[ui.Option]:
    named = [ui.Option(kind, VERDICTS[kind][0]) for kind in KINDS if kind not in SILENT]
    return [
        ui.Option("", "Any answer"),
        *named,
        ui.Option("silent", "Not mentioned, not bound or not covered"),
        ui.Option(BOTH, "The policy says both"),
    ]


def address(base: str, names: Sequence[str], more: Sequence[tuple[str, str]] = ()) -> str:
    """An address with these policies in it."""
    return f"{base}?{urlencode([*((POLICY, schools.public(name)) for name in names), *more])}"
