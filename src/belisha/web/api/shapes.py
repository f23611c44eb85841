"""Shapes: what goes in and what comes out, for the OpenAPI document.

Room: web.api. They describe and do not read: what comes in is read by `belisha.engine`, whose faults say how to mend them; what comes
out is the engine's own JSON, and tests/web/test_api.py holds it against these.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Verdict = Literal["prohibited", "needs approval", "advised against", "unsettled", "permitted", "silent"]
Value = Annotated[
    str | bool | int | list[str],
    Field(description="A value of the fact, true or false, a whole number, or a list of values. See /words/."),
]


class Shape(Schema):
    """Every shape lets further keys pass."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)


FACTS = {"actor": "teacher", "act": "befriend", "with": "former pupil", "with.age": 17}


class Question(Shape):
    """A situation, and the policy that it is decided by."""

    policy: str = Field(
        description="The name of a policy; GET /api/policies lists them. Or “school:” and the key of a school, for what it lives by on that day.",
        examples=["little-eaton"],
    )
    id: str = Field(description="A name of your own for this situation; it comes back.", examples=["s1"])
    facts: dict[str, Value] = Field(description="Fact by fact; one that is left out is unknown.", examples=[FACTS])
    assume: Literal["no"] | None = Field(
        None, description="Closed: a fact left out is false, none or not so, instead of unknown."
    )
    as_of: str | None = Field(
        None, alias="as of", description="The day that is decided for; today where left out.", examples=["2026-11-20"]
    )
    layers: list[Literal["law"]] = Field(
        [], description="Layers above the policy whose own decisions are to stand beside it."
    )


class Interview(Question):
    """A situation that is still being asked about."""

    skip: list[str] = Field([], description="Facts that the person does not know; they are not asked again.")


class Clause(Shape):
    """A sentence that fired, may fire, or was excepted or suspended."""

    id: str
    section: str
    sentence: str
    effect: str = Field(description="A verdict, or: class, outside, no duty, excepted, suspended.")
    fired: Literal["yes", "perhaps", "no"]
    by: str | None = Field(None, description="The words of the exception, or the clause of the law.")
    from_: list[str] | None = Field(None, alias="from", description="Whose approval or consent is needed.")


class Duty(Shape):
    """Who does what, to whom, within what time."""

    who: str
    do: str
    to: str | list[str] | None
    within: str | None
    strength: Literal["must", "should", "may"]
    fired: Literal["yes", "perhaps", "unsettled"]
    clause: str
    next: bool | None = Field(None, description="The step of a procedure to begin with.")


class Consequence(Shape):
    """What follows of going ahead, or of what has come up."""

    is_: str = Field(alias="is")
    certainty: Literal["will", "may"]
    fired: Literal["yes", "perhaps", "unsettled"]
    clause: str


class Ruling(Shape):
    """What a policy says of a situation."""

    verdict: Verdict | Literal["depends"]
    possible: list[Verdict] = Field(description="Every verdict that is still possible, strictest first.")
    ask: list[str] = Field(
        description="The facts that could still change something, best first; empty once all is settled."
    )
    clauses: list[Clause]
    duties: list[Duty]
    consequences: list[Consequence]
    clashes: list[list[str]] = Field(description="Pairs of clauses that contradict each other, the `may` first.")
    silent_because: str | None = Field(alias="silent because")
    as_of: str = Field(alias="as of")
    layers: dict[str, Any] | None = Field(None, description="What each layer above says, in the same shape.")


class Decision(Ruling):
    """A decision, as `belisha decide` writes it."""

    id: str
    version: str | None = Field(
        None, description="Of a school's policy: the version in force on that day, as it calls itself."
    )
    sha256: str | None = Field(None, description="Of a school's policy: the fingerprint of that version's text.")


class Choice(Shape):
    value: str | bool | list[str]
    label: str
    possible: list[Verdict] = Field(description="The verdicts that would still be possible.")


class NextQuestion(Shape):
    """A question: one fact, or several flags that are ticked on one page."""

    facts: list[str]
    question: str
    why: str
    labels: list[str] = Field(description="For a page of ticks, the words beside each box; else empty.")
    choices: list[Choice]
    limits: list[int] = Field(description="For a number, where the answer changes.")
    unit: str
    note: str


class NextStep(Shape):
    """What to ask next; `next` is null once nothing is left to ask."""

    id: str
    verdict: Verdict | Literal["depends"]
    possible: list[Verdict]
    next: NextQuestion | None


class PolicySummary(Shape):
    name: str
    policy: str
    school: str
    version: str
    applies_to: list[str] = Field(alias="applies to", description="Whom it binds; empty: whomever a rule names.")
    sha256: str = Field(description="Of the document's text.")
    clauses: int
    page: str


class Sentence(Shape):
    id: str
    section: str
    sentence: str
    note: str | None = None
    procedure: str | None = None


class PolicyInFull(PolicySummary):
    clauses: list[Sentence]  # type: ignore[assignment]
    document: str = Field(description="The whole text, in Markdown.")


class Policies(Shape):
    policies: list[PolicySummary]


class AskedOfAll(Shape):
    """A question that is put to every policy; what its facts leave out is not so."""

    id: str
    topic: str = Field(description="A key of `topics`.")
    who: list[str] = Field(description="Those who ask it: keys of `people`.")
    asks: str
    facts: dict[str, Value]
    wants: Literal["verdict", "duties", "consequences"] = Field(description="What answers it.")


class AskedOfAllList(Shape):
    """The questions that are asked most, by topic."""

    topics: dict[str, str]
    people: dict[str, str]
    questions: list[AskedOfAll]


class ShortAnswer(Shape):
    """What a policy answers, in short; `POST /api/decide` with the question's facts and `"assume": "no"` gives all of it."""

    verdict: Verdict
    silent_because: str | None = Field(alias="silent because")
    clauses: list[str] = Field(description="The clauses that the answer rests on.")
    duties: list[Duty]
    consequences: list[Consequence]
    clashes: list[list[str]]


class Compared(Shape):
    """One question, and what each policy answers."""

    id: str
    topic: str
    asks: str
    differ: bool = Field(description="Whether the policies differ in what the question wants.")
    answers: dict[str, ShortAnswer] = Field(description="By the name of the policy.")


class Comparison(Shape):
    policies: list[str]
    as_of: str = Field(alias="as of")
    questions: list[Compared]


class Trouble(Shape):
    """What was wrong, and what to write instead."""

    id: str | None = None
    error: str
    did_you_mean: list[str] | None = Field(None, alias="did you mean")
    mend: str | None = None
