"""The questions that people ask of such policies: curated, and the same facts put to every policy.

Room: library. Reads `questions.yaml`, whose head says how one is written; every fault in it is named at once, with its line.
Keeps out: answers (`engine.decide`), and how a table of them is laid out (`web.compare`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from belisha.engine import Situation, SituationError, read_situation
from belisha.engine.situation import Stated
from belisha.language.vocabulary import Vocabulary, load

WANTS = ("verdict", "duties", "consequences")
KEYS = ("id", "topic", "who", "asks", "facts", "wants")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class QuestionsError(Exception):
    """Questions that cannot be read. `faults`: every one of them, each with its line and its mend."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Question:
    """One question. topic, who: keys of `Questions`; wants: verdict, duties or consequences, whichever answers it.

    situation: closed, so that every policy answers at once; what is not stated is not so.
    """

    id: str
    topic: str
    who: tuple[str, ...]
    asks: str
    situation: Situation
    wants: str


@dataclass(frozen=True, slots=True)
class Questions:
    """Every question, by topic in the order of topics. topics, people: their titles, by key."""

    topics: Mapping[str, str]
    people: Mapping[str, str]
    questions: tuple[Question, ...]


class _Reading:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.faults: list[tuple[int, str]] = []

    def fault(self, node: yaml.Node, problem: str) -> None:
        self.faults.append((node.start_mark.line + 1, problem))

    def mapping(self, node: yaml.Node, what: str) -> dict[str, yaml.Node]:
        """A mapping's values by key; a key that stands twice is a fault, as is whatever is no mapping."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} is a mapping such as `key: value`")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self.fault(key, f"`{name}` stands twice; keep one of them")
            found[name] = value
        return found

    def text(self, node: yaml.Node | None) -> str:
        """A text; "" where there is none, which the caller names."""
        return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""

    def titles(self, node: yaml.Node | None, key: str, root: yaml.Node) -> dict[str, str]:
        if node is None:
            self.fault(root, f"`{key}` is missing")
            return {}
        return {name: self.text(each) for name, each in self.mapping(node, f"`{key}`").items()}

    # ---- one question ----------------------------------------------------------------------------------------

    def question(self, node: yaml.Node, topics: Mapping[str, str], people: Mapping[str, str]) -> Question | None:
        before = len(self.faults)
        entry = self.mapping(node, "a question")
        for key, value in entry.items():
            if key not in KEYS:
                self.fault(value, f"`{key}` is no key of a question{self._near(key, KEYS)}")
        name = self.text(entry.get("id"))
        if not _ID.fullmatch(name):
            self.fault(entry.get("id", node), f"`id` is lower case words with hyphens, not `{name}`")
        asks = self.text(entry.get("asks"))
        if not asks.endswith("?"):
            self.fault(entry.get("asks", node), f"`asks` is a question and ends in `?`, not `{asks}`")
        topic = self.text(entry.get("topic"))
        if topic not in topics:
            self.fault(entry.get("topic", node), f"no topic is called `{topic}`{self._near(topic, topics)}")
        situation = self._situation(entry.get("facts"), node)
        happened = "act" not in situation.facts
        wants = self.text(entry.get("wants")) or ("duties" if happened else "verdict")
        if wants not in WANTS or (happened and wants == "verdict"):
            answers = WANTS[1:] if happened else WANTS
            self.fault(entry.get("wants", node), f"`wants` is one of {', '.join(answers)} here, not `{wants}`")
        who = self._who(entry.get("who"), node, people)
        return Question(name, topic, who, asks, situation, wants) if len(self.faults) == before else None

    def _who(self, node: yaml.Node | None, question: yaml.Node, people: Mapping[str, str]) -> tuple[str, ...]:
        found = tuple(self.text(each) for each in node.value) if isinstance(node, yaml.SequenceNode) else ()
        if not found:
            self.fault(node or question, "`who` is a list of those who ask, such as [staff]")
        for each in found:
            if each not in people:
                self.fault(node or question, f"nobody is called `{each}`{self._near(each, people)}")
        return tuple(each for each in people if each in found)

    def _situation(self, node: yaml.Node | None, question: yaml.Node) -> Situation:
        nothing = Situation({}, closed=True)
        if node is None:
            self.fault(question, "`facts` is missing")
            return nothing
        self.mapping(node, "`facts`")
        try:
            return read_situation(_plain(node), self.vocabulary, closed=True)
        except SituationError as error:
            for fault in error.faults:
                meant = f"; did you mean {', '.join(fault.suggestions)}?" if fault.suggestions else ""
                self.fault(node, f"{fault.problem}{meant}")
        return nothing

    def _near(self, word: str, among: Any) -> str:
        near = self.vocabulary.suggest(word, among) or tuple(among)
        return f"; did you mean {', '.join(near)}?"

    # ---- all of them -----------------------------------------------------------------------------------------

    def read(self, text: str) -> Questions:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f"line {mark.line + 1}: " if mark else ""
            raise QuestionsError((f"{line}no YAML: {getattr(error, 'problem', error)}",)) from None
        if root is None:
            raise QuestionsError(("line 1: nothing stands here; write `topics`, `people` and `questions`",))
        top = self.mapping(root, "the file")
        topics, people = (self.titles(top.get(key), key, root) for key in ("topics", "people"))
        listed = top.get("questions")
        nodes: list[yaml.Node] = listed.value if isinstance(listed, yaml.SequenceNode) else []
        if not nodes:
            self.fault(listed or root, "`questions` is a list of questions")
        found: list[Question] = []
        said: dict[object, str] = {}
        for node in nodes:
            read = self.question(node, topics, people)
            if read is None:
                continue
            for what, key in (
                ("id", read.id), ("question", read.asks.casefold()), ("situation", (frozenset(read.situation.facts.items()), read.wants)),
            ):  # fmt: skip
                if (what, key) in said:
                    self.fault(node, f"the {what} of `{read.id}` is that of `{said[what, key]}`; keep one of them")
                said.setdefault((what, key), read.id)
            found.append(read)
        if self.faults:
            raise QuestionsError(tuple(f"line {line}: {problem}" for line, problem in sorted(self.faults)))
        order = list(topics)
        return Questions(topics, people, tuple(sorted(found, key=lambda each: order.index(each.topic))))


def _plain(node: yaml.Node) -> dict[str, Stated | list[str]]:
    made: dict[str, Stated | list[str]] = yaml.SafeLoader("").construct_document(node)
    return made


def read_questions(text: str, vocabulary: Vocabulary | None = None) -> Questions:
    """The questions of a file. Raises QuestionsError with every fault."""
    return _Reading(vocabulary or load()).read(text)


@cache
def questions() -> Questions:
    """The questions that come with Belisha. Read once."""
    return read_questions(files("belisha.library").joinpath("questions.yaml").read_text(encoding="utf-8"))


__all__ = ["Question", "Questions", "QuestionsError", "questions", "read_questions"]
