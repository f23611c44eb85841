"""No text makes the reader crash, hang, or take more than linear time; nor does any JSON.

Work is compared with itself: a document four times as long may take some five times as long, whatever the machine.
`BELISHA_EXAMPLES=100 pytest tests/language/test_fuzz.py` tries a hundred times as many.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belisha.engine import SituationError, read_asked, read_situation
from belisha.language import LanguageError, load, read_policy, write_policy
from belisha.language.reading import NotRead, Reader
from belisha.library import NAMES, text_of

TIMES = int(os.environ.get("BELISHA_EXAMPLES", "1"))
FRONT = "---\npolicy: Social media\nschool: Example School\n---\n\n"
often = settings(
    max_examples=150 * TIMES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=TIMES == 1
)


def reads_or_fails_cleanly(text: str | bytes) -> None:
    """Read, or refused with at least one fault that says where, what and (each) in words."""
    try:
        policy = read_policy(text)
    except LanguageError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.where.line >= 1 and fault.where.column >= 1
            assert fault.problem and "Traceback" not in str(fault)
        assert any(not fault.warning for fault in error.faults)
    else:
        assert read_policy(write_policy(policy)).front == policy.front


# ---- anything at all ---------------------------------------------------------------------------------------------


@often
@given(st.binary(max_size=2_000))
def test_random_bytes(data):
    reads_or_fails_cleanly(data)


@often
@given(st.text(max_size=2_000))
def test_random_text(text):
    reads_or_fails_cleanly(text)
    reads_or_fails_cleanly(FRONT + text)
    reads_or_fails_cleanly(FRONT + "```rules\nFR-1: " + text + "\n```\n")
    reads_or_fails_cleanly("---\npolicy: " + text + "\n---\n")


WORDS = [
    "staff",
    "pupil",
    "a",
    "the",
    "must",
    "not",
    "may",
    "only",
    "should",
    "need",
    "approval",
    "consent",
    "from",
    "to",
    "befriend",
    "message",
    "post",
    "unless",
    "until",
    "when",
    "whether",
    "who",
    "that",
    "it",
    "they",
    "is",
    "either",
    "both",
    "and",
    "or",
    ",",
    ".",
    '"',
    "(",
    ")",
    "FR-1",
    ":",
    "for",
    "breaking",
    "this",
    "policy",
    "leads",
    "may",
    "lead",
    "dismissal",
    "counts",
    "as",
    "settled",
    "under",
    "18",
    "months",
    "within",
    "2",
    "school",
    "days",
    "1",
    "September",
    "2027",
    "September",
    "31",
    "February",
    "no",
    "duty",
    "applies",
    "does",
    "cover",
    "there",
    "illegal",
    "activity",
    '"a',
    "recent",
    'leaver"',
    "official",
    "author",
    "headteacher",
    "report",
    "it",
    "at",
    "school””",
]


@often
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_the_words_of_the_language_in_any_order(words):
    try:
        Reader(load()).sentence(" ".join(words))
    except NotRead as error:
        assert error.problem
    reads_or_fails_cleanly(FRONT + "```rules\nFR-1: " + " ".join(words) + "\n```\n")


LINES = ["```rules", "```", "~~~", "```procedure", "```agreement", "```notice", "PR-1: What we do", "starts: there is phishing", "steps:", "  PR-1.1: The school must record it.",
         "FR-1: Staff must not befriend a pupil.", "  Note: printed so.", "Note:", "  ", "# Heading", "####### no heading", "---", "statements:", "  AG-1.1: I agree.", "says: Hello",
         "to: parent", "for: staff", "signed: [on joining", "clauses: [FR-9]", "a paragraph (FR-2, FR-3)", "FR-1", ":", "policy: x", "led by:", "when: ", '"', "\t- x", "| a | b |"]  # fmt: skip


@often
@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_the_lines_of_a_document_in_any_order(lines):
    reads_or_fails_cleanly(FRONT + "\n".join(lines))
    reads_or_fails_cleanly("\n".join(lines))


@often
@given(st.sampled_from(NAMES), st.integers(0, 2**32))
def test_a_policy_with_things_taken_out_put_in_and_turned_about(name, seed):
    chance = random.Random(seed)
    text = text_of(name)
    # Some of it, so that many can be tried.
    start = chance.randrange(len(text))
    text = text[: text.index("---", 4) + 4] + text[start : start + 3_000]
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text = text[:place] + text[place + chance.randint(1, 40) :]
            case 1:
                text = (
                    text[:place]
                    + chance.choice(
                        [
                            "`",
                            "```",
                            "\n",
                            '"',
                            "---\n",
                            ":",
                            "[",
                            "]",
                            "&a ",
                            "*a",
                            "{",
                            "\x0b",
                            "\u2028",
                            "’",
                            "(",
                            "unless ",
                            ", ",
                        ]
                    )
                    + text[place:]
                )
            case 2:
                text = text[:place] + text[place : place + 30] * 2 + text[place + 30 :]
            case _:
                text = text[:place] + chr(chance.randrange(1, 0xD800)) + text[place:]
    reads_or_fails_cleanly(text)


# ---- front matter that means harm ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "policy: &p Social media\nschool: *p",
        "policy: " + "[" * 5_000 + "]" * 5_000,
        "policy: " + "{a: " * 5_000 + "}" * 5_000,
        "policy: " + "[" * 50_000,
        "\n".join(" " * depth + "a:" for depth in range(300)),
        "policy: !!python/object/apply:os.system ['true']",
        "policy: x\n? [a, b]\n: c",
        "policy: x\n<<: {a: b}",
        "- a\n- b",
        "policy: x\npolicy: y",
        "groups: {staff: {teacher: x}}\npolicy: x",
        "groups: {staff: [workforce]}\npolicy: x",
        "groups: {staff: [leaders], leaders: [staff]}\npolicy: x\napplies to: [staff]",
        "groups: {ours: [theirs], theirs: [ours]}\npolicy: x\napplies to: [ours]",
        "approved: [[], {}, {by: [x]}]\npolicy: x",
        "review: {every: 99 years, last: 9999-12, next: 9999-12}\npolicy: x",
        "review: {every: 1 year, last: 0000-00, next: 2026-13-45}\npolicy: x",
        "review: 3\npolicy: x",
        "clauses: {applies to: [[FR-1]]}\npolicy: x",
        "applies to: {a: b}\npolicy: x",
        'policy: "\\ud800"',
        "policy: >\n  " + "x" * 100_000,
        "notes: [" + ",".join(["x"] * 20_000) + "]\npolicy: x",
        "layer: heaven\npolicy: x",
        "%YAML 9.9\n---\npolicy: x",
        "policy: x\n...\nschool: y",
    ],
)
def test_front_matter_that_means_harm(front):
    document = f"---\n{front}\n---\n\n```rules\nFR-1: Staff must not befriend a pupil.\nFR-2: Everybody who works at the school must not post.\n```\n"
    reads_or_fails_cleanly(document)


# ---- no more than linear time ----------------------------------------------------------------------------------------

A_RULE = "Staff must not befriend a pupil, unless the pupil is close family."
GROWING: dict[str, Callable[[int], str]] = {
    "rules": lambda size: FRONT + "```rules\n" + "".join(f"FR-{n}: {A_RULE}\n" for n in range(size // 75)) + "```\n",
    "rules that cannot be read": lambda size: FRONT + "```rules\n" + "".join(f"FR-{n}: Staf must nott befrend a pupill.\n" for n in range(size // 43)) + "```\n",
    "one rule over and over": lambda size: FRONT + "```rules\n" + f"FR-1: {A_RULE}\n" * (size // 73) + "```\n",
    "prose": lambda size: FRONT + "A paragraph of prose, as schools write it.\n\n" * (size // 44),
    "one paragraph": lambda size: FRONT + "words and words " * (size // 16),
    "a paragraph of lines": lambda size: FRONT + "words and words\n" * (size // 16),
    "headings": lambda size: FRONT + "# A heading\n" * (size // 12),
    "fences": lambda size: FRONT + "```\n" * (size // 4),
    "fences of a kind": lambda size: FRONT + "```rules\n" * (size // 9),
    "fences that grow": lambda size: FRONT + "".join("`" * (3 + n % 200) + "rules\n" for n in range(size // 110)),
    "empty blocks": lambda size: FRONT + "```rules\n```\n" * (size // 13),
    "procedures": lambda size: FRONT + "".join(f"```procedure\nPR-{n}: What we do\nstarts: there is phishing\nsteps:\n  PR-{n}.1: The school must record it.\n```\n" for n in range(size // 110)),
    "agreements": lambda size: FRONT + "".join(f"```agreement\nAG-{n}: What we agree\nfor: staff\nstatements:\n  AG-{n}.1: I do.\n```\n" for n in range(size // 80)),
    "one sentence of many lines": lambda size: FRONT + "```rules\nFR-1: Staff must not\n" + "  befriend a pupil or\n" * (size // 22) + "```\n",
    "one note of many lines": lambda size: FRONT + f"```rules\nFR-1: {A_RULE}\n  Note: so\n" + "    and so on\n" * (size // 14) + "```\n",
    "one key of many lines": lambda size: FRONT + "```notice\nNO-1: Hear\nsays: a\n" + "  and so on\n" * (size // 12) + "```\n",
    "names in quotes": lambda size: FRONT + "```rules\n" + "".join(f'FR-{n}: It is "thing {n}" when there is phishing.\n' for n in range(size // 55)) + "```\n",
    "terms in quotes": lambda size: FRONT + "```rules\n" + "".join(f'FR-{n}: A pupil counts as "a person {n}" when they are under 18.\n' for n in range(size // 70)) + "```\n",
    "classes that rest on each other": lambda size: FRONT + "```rules\n" + 'FR-0: It is "thing 0" when there is phishing.\n' + "".join(f'FR-{n}: It is "thing {n}" when there is thing {n - 1}.\n' for n in range(1, size // 60)) + "```\n",
    "quotes": lambda size: FRONT + "```rules\nFR-1: " + '"' * size + "\n```\n",
    "quotes in lines": lambda size: FRONT + '"\n' * (size // 2),
    "almost a class": lambda size: FRONT + 'it is "' * (size // 7),
    "almost a term": lambda size: FRONT + "a " * (size // 4) + 'counts as "' + "a " * (size // 4),
    "almost terms": lambda size: FRONT + 'a counts as "' * (size // 13),
    "almost ids": lambda size: FRONT + "(FR-1, " * (size // 7),
    "ids": lambda size: FRONT + "(" + "FR-1, " * (size // 6) + "FR-1)",
    "remarks": lambda size: FRONT + "```rules\n" + "FR-1: x # y\n" * (size // 12) + "```\n",
    "keys": lambda size: FRONT + "```procedure\nPR-1: x\n" + "a b c:\n" * (size // 7) + "```\n",
    "letters of a key": lambda size: FRONT + "```procedure\nPR-1: x\n" + "a " * (size // 2) + "\n```\n",
    "front matter": lambda size: "---\npolicy: x\nnotes:\n" + "- a note\n" * (size // 9) + "---\n",
    "front matter without an end": lambda size: "---\n" + "policy: x\n" * (size // 10),
    "front matter of one word": lambda size: "---\npolicy: " + "x" * size + "\n---\n",
    "carriage returns": lambda size: FRONT + "\r" * size,
    "a sentence of commas": lambda size: FRONT + "```rules\nFR-1: Staff must not befriend " + "," * size + "\n```\n",
    **{
        f"a run of {text.strip() or 'spaces'}": (lambda size, text=text: FRONT + "```rules\nFR-1: Staff must not befriend a pupil " + text * (size // len(text)) + "\n```\n")
        for text in (" ", "`", "[", "]", "(", ":", "#", "-", "a", "9", "é", "’", "and ", "unless ", "or a pupil ", "is is ", "when they are under 18 ", "unless it is on X ")
    },
    **{
        f"a line of {text.strip() or 'spaces'}": (lambda size, text=text: FRONT + text * (size // len(text)))
        for text in (" ", "\t", "`", "~", "[", "(", "#", "# ", "-", "*", "> ", "| ", "FR-1: ", ":", '" ', "\\", "<", "&", "🙂")
    },
}  # fmt: skip


def work(call: Callable[[], object]) -> float:
    """Seconds of this process's own time, the better of two."""
    found = []
    for _ in range(2):
        started = time.process_time()
        call()
        found.append(time.process_time() - started)
    return min(found)


@pytest.mark.parametrize("kind", GROWING)
def test_no_document_takes_more_than_linear_time(kind):
    small, large = GROWING[kind](30_000), GROWING[kind](120_000)
    reads_or_fails_cleanly(small)
    for _ in range(4):  # on a busy machine one measure says little
        one = work(lambda: reads_or_fails_cleanly_once(small))
        four = work(lambda: reads_or_fails_cleanly_once(large))
        if four <= 6 * one + 0.3:
            return
    pytest.fail(f"{len(small):,} characters took {one:.3f} s, {len(large):,} took {four:.3f} s")


def reads_or_fails_cleanly_once(text: str) -> None:
    try:
        read_policy(text)
    except LanguageError as error:
        assert error.faults


@pytest.mark.slow
@pytest.mark.skipif(TIMES == 1, reason="the long run reads a megabyte of each kind")
@pytest.mark.parametrize("kind", GROWING)
def test_a_megabyte_reads_or_fails_in_linear_time(kind):
    small, large = GROWING[kind](250_000), GROWING[kind](1_000_000)
    one, four = work(lambda: reads_or_fails_cleanly_once(small)), work(lambda: reads_or_fails_cleanly_once(large))
    assert four <= 5 * one + 0.5, f"{one:.2f} s, {four:.2f} s"


# ---- situations ------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["pupil", "none", "event", "actor", "no"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10) | st.sampled_from([*load().facts, "id", "facts", "assume", "as of"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


def answers(raw: object) -> None:
    for closed in (False, True):
        try:
            read_situation(raw, load(), closed)
        except SituationError as error:
            assert error.faults and all(fault.problem for fault in error.faults)
    try:
        read_asked(raw, load())
    except SituationError as error:
        assert error.faults and all(fault.problem for fault in error.faults)


@often
@given(JSON)
def test_any_json_is_a_situation_or_a_clean_error(raw):
    answers(raw)
    answers({"id": "s1", "facts": raw})
    answers({"id": raw, "facts": {"actor": raw}, "assume": raw, "as of": raw})
    for name in ("actor", "event", "actor.age", "content.abusive"):
        answers({name: raw})


@pytest.mark.parametrize(
    "raw",
    [
        {"actor.age": 10**400},
        {"actor.age": float("nan")},
        {"actor.age": float("inf")},
        {"actor.age": 17.0},
        {"actor.age": True},
        {"actor.age": "17"},
        {"content.abusive": 1},
        {"content.abusive": "yes"},
        {"event": ["none", "cyberbullying"]},
        {"event": [["cyberbullying"]]},
        {"event": [None]},
        {"event": {"cyberbullying": True}},
        {"event": ["cyberbullying"] * 100_000},
        {"x" * 1_000_000: 1},
        {"actor": "x" * 1_000_000},
        {"actor": ["teacher"]},
        {"": ""},
        {"id": "s", "facts": {}, "as of": "2026-02-30"},
        {"id": "s", "facts": {}, "as of": 20261120},
        {"id": "s", "facts": {}, "as of": "2026-11-20T10:00:00"},
        {"id": "s", "facts": {}, "assume": "yes"},
        {"id": "", "facts": {}},
        {"id": "s", "facts": []},
        json.loads("[" * 500 + "]" * 500),
        {f"fact {n}": n for n in range(5_000)},
        {"\ud800": "\udfff", "actor": "\ud800"},
    ],
)
def test_hostile_json(raw):
    answers(raw)


def test_many_unknown_facts_take_linear_time():
    for _ in range(4):
        one = work(lambda: answers({f"conten.abusiv{n}": n for n in range(200)}))
        four = work(lambda: answers({f"conten.abusiv{n}": n for n in range(800)}))
        if four <= 6 * one + 0.25:
            return
    pytest.fail(f"{one:.3f} s, {four:.3f} s")


def test_the_reader_does_not_lean_on_the_stack():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(400)
    try:
        reads_or_fails_cleanly(GROWING["classes that rest on each other"](2_000))
        reads_or_fails_cleanly(GROWING["a run of or a pupil"](1_500))
    finally:
        sys.setrecursionlimit(limit)
