"""What a sentence says: modality with its lead-in, whom it binds, and what is suggested for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from belisha.importing.draft import write
from belisha.importing.formats import read as read_file
from belisha.importing.formats.plain import read_text
from belisha.importing.known import suggestions
from belisha.importing.modality import LABELS, because
from belisha.importing.reading import Reading, read
from belisha.importing.sentences import sentences
from belisha.importing.suggest import Library, strength
from belisha.language import load, read_policy
from belisha.language.reading import Reader
from importing import ledger, made, measure

SEEDS = pytest.mark.skipif(
    not (ledger.SHARED / "clauses").is_dir(), reason="the seeds and their ledgers (../shared) are not here"
)


@cache
def _library() -> Library:
    return suggestions()


def _read(text: str) -> list[Reading]:
    return list(read(read_text(text), _library()))


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Staff must not befriend pupils.", "must not"),
        pytest.param(
            "Staff must take care, and must not post in anger.",
            "must",
            marks=pytest.mark.xfail(strict=True, reason="two rules in one: docs/import.md"),
        ),
        ("Pupils are not permitted to use phones.", "must not"),
        ("No member of staff may give out a password.", "must not"),
        ("Staff are required to report it.", "must"),
        ("I will keep my password safe.", "must"),
        ("Staff are advised to check their settings.", "should"),
        ("Staff are advised to avoid such groups.", "should not"),
        ("Staff should not accept a request from a pupil.", "should not"),
        ("Staff may use social media at lunchtime.", "may"),
        ("The school reserves the right to remove comments.", "may"),
        ("Pictures must not be published without the consent of a parent.", "needs approval"),
        ("This policy applies to all staff and governors.", "definition"),
        ("For the purposes of this policy, social media means any site on which people share things.", "definition"),
        ("A breach of this policy may lead to disciplinary action.", "procedure"),
        ("This policy will be reviewed annually.", "procedure"),
        ("The purpose of this policy is to protect staff.", "none"),
        ("Posts may be seen by thousands of people.", "none"),
    ],
)
def test_how_strongly_a_sentence_binds(text: str, modality: str) -> None:
    assert [each.said.modality for each in _read(text)] == [modality]


def test_a_bullet_is_read_with_its_lead_in() -> None:
    lead, first, second = _read("Staff must not:\n\n- share passwords\n- argue with parents online\n")
    assert (lead.said.modality, first.said.modality, second.said.modality) == ("must not",) * 3
    assert first.sentence.lead_in == "Staff must not:" and first.actors == ("staff",)


def test_a_bullet_that_contradicts_its_polite_lead_in_is_a_ban() -> None:
    _, never, disclose, keep = _read(
        "Staff should:\n\n- Never share passwords.\n- Disclose confidential information to third parties\n- Keep phone numbers private\n"
    )
    assert never.said.modality in ("must not", "should not")
    assert [disclose.said.modality, keep.said.modality] == ["must not", "should"]


def test_they_are_those_of_the_sentence_before() -> None:
    first, second = _read("Governors should take care online. They must not speak for the school.")
    assert first.actors == second.actors == ("governor",)


def test_a_suggestion_binds_no_more_strongly_than_its_sentence() -> None:
    found = [each for path in made.DOCUMENTS for each in read(read_file(made.as_bytes(path, ".txt"), ".txt"), _library()) if each.suggestion]  # fmt: skip
    reader = Reader(load())
    assert len(found) >= 40
    for each in found:
        assert each.suggestion
        for rule in each.suggestion.rules:
            told = strength(reader.sentence(rule))
            assert not (told in ("must", "must not") and each.said.modality in ("should", "should not", "may")), rule


@pytest.mark.parametrize("path", [*made.SECOND, *made.KEPT], ids=lambda path: path.stem)
def test_a_draft_is_read_without_a_fault_and_keeps_every_sentence(path: Path) -> None:
    source = read_file(made.as_bytes(path, ".docx"), ".docx")
    readings = read(source, _library())
    drafted = write(source, readings, path.stem, load())
    policy = read_policy(drafted.text)
    assert policy.front.policy
    assert {clause.id for clause in policy.clauses} == drafted.ruled
    assert all("accepted by nobody" in clause.note for clause in policy.clauses)
    plain = " ".join(drafted.text.replace("\\", "").split())
    assert all(each.sentence.text in plain for each in readings)


def test_front_matter_comes_from_the_control_table() -> None:
    path = next(path for path in made.DOCUMENTS if path.stem == "garside")
    source = read_file(made.as_bytes(path, ".docx"), ".docx")
    front = read_policy(write(source, read(source), "garside", load()).text).front
    assert (front.school, front.adopted, front.review.next, front.lead) == (
        "Garside Grammar School",
        "2023-07-04",
        "2026-07",
        "Deputy Head (Pastoral)",
    )


@pytest.mark.parametrize(
    "text",
    [
        "# \n```rules\nXX-1: no\n",
        "---\npolicy: [\n---\nStaff must not.",
        'Staff must not say "it is "x" when" (DR-1).',
        "| a | b |\n~~~\n",
        "> # Rules: Staff must not shout.",
    ],
)
def test_a_draft_of_odd_text_is_read_without_a_fault(text: str) -> None:
    source = read_text(text)
    read_policy(write(source, read(source, _library()), "odd", load()).text)


@pytest.mark.parametrize("ending", made.FORMATS)
def test_documents_that_were_learnt_from_are_read_alike_in_every_format(ending: str) -> None:
    score = measure.of_made(ending, (*made.DOCUMENTS, *made.FOURTH))
    assert score.normative >= 0.92 and score.modality >= 0.85 and score.lost <= 2, score


@pytest.mark.parametrize("ending", made.FORMATS)
def test_documents_that_were_never_learnt_from(ending: str) -> None:
    score = measure.of_made(ending, made.KEPT)
    assert score.normative >= 0.92, score
    assert score.modality >= 0.82, score  # the goal of 0.90 is not met: docs/import.md


def test_documents_of_another_hand() -> None:
    score = measure.of_made(".txt", made.BLIND)
    assert score.lost == 0
    assert score.normative >= 0.95, score
    assert score.modality >= 0.83, score  # the goal of 0.90 is not met: docs/import.md


def test_a_second_hand_labelled_every_sentence() -> None:
    """The goal is within what two people agree on, by whom the borders between the labels were read."""
    pairs = [pair for path in (*made.LEARNT, *made.BLIND) for pair in made.twice(path).values()]
    assert len(pairs) > 6000
    assert {label for pair in pairs for label in pair} == set(LABELS)
    assert measure.Score().add(pair for path in made.BLIND for pair in made.twice(path).values()).modality >= 0.94


@SEEDS
@pytest.mark.parametrize("school", ledger.SCHOOLS)
def test_the_seeds_are_found(school: str) -> None:
    score = measure.of_seed(school)
    assert score.normative >= 0.92, score
    assert score.modality >= 0.95, score


def test_the_words_that_decided_come_first() -> None:
    found = sentences(read_text("Staff must not share passwords with pupils.\n"))
    names = [name for name, _ in because(found, 0)]
    assert names[0] in ("must", "not") and sorted(names) == sorted([*found[0].text.split(), "paragraph, before: "])


def test_people_are_those_that_were_written_down_by_hand() -> None:
    right, asked = measure.of_actors()
    assert right / asked >= 0.9, (right, asked)


@SEEDS
@pytest.mark.parametrize("school", ledger.SCHOOLS)
def test_a_seed_gives_a_draft_without_a_fault(school: str) -> None:
    source = measure.source_of(school)
    read_policy(write(source, read(source, _library()), school, load()).text)
