"""Every write to a draft.

Room: schools.drafts. Each is whole or not at all, and holds the draft's row, so that of two at once the second sees what the first did.
Next door: `models`; `queue` calls what stores a document that was read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from belisha.importing import kept
from belisha.importing.control import front_matter
from belisha.importing.draft import numbered, prefix_of
from belisha.importing.reading import Reading
from belisha.importing.source import Source
from belisha.schools.drafts.models import KEPT_FOR, NOBODY, RULE, UNDECIDED, Draft, Sentence, Step, hash_of

# A refused document has told its reader why; there is nothing in it to come back to.
REFUSED_KEPT_FOR = timedelta(days=1)
LONGEST_NOTE = 1_000
_RESTORED = ("number", "modality", "choice", "rule", "note")
# No text of ours holds what a database, a page or a terminal would trip over: control characters, halves of characters, reversed writing.
_HARMFUL = {
    code: "\ufffd"
    for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000))
    if chr(code) not in "\t\n\f\r"
}


class TokenTaken(Exception):
    """Another document was brought in under this token."""


@dataclass
class Conflict(Exception):
    """Somebody changed the same thing in between; nothing was written. sentence: as it is now, where it is about one."""

    sentence: Sentence | None = None


# ---- coming in and going ------------------------------------------------------------------------------------------


def begin(token: str, *, file_name: str, ending: str, data: bytes) -> Draft:
    """Takes a document in, to be read. Sent twice (a reload, a double click), it is taken in once. Raises TokenTaken."""
    digest = hashlib.sha256(data).hexdigest()
    now = timezone.now()
    draft = Draft(
        token_hash=hash_of(token), file_name=harmless_name(file_name), ending=ending.lower()[:12], digest=digest, pending=data,
        created=now, expires=now + KEPT_FOR,
    )  # fmt: skip
    # The second of two is ignored, not refused: whatever a database refuses it may write into its log, document and all.
    Draft.objects.bulk_create([draft], ignore_conflicts=True)
    there = Draft.objects.defer("pending", "source").filter(token_hash=draft.token_hash, digest=digest).first()
    if there is None:
        raise TokenTaken
    return there


def attempt(draft: Draft) -> None:
    """Counts that reading it begins, so that a document that brings the server down is not read for ever."""
    Draft.objects.filter(pk=draft.pk).update(attempts=F("attempts") + 1)


@transaction.atomic
def store(draft: Draft, source: Source, readings: Sequence[Reading]) -> None:
    """Keeps what was read, and forgets the file. Nothing, if the draft is gone or was read already."""
    held = Draft.objects.select_for_update().filter(pk=draft.pk, pending__isnull=False).defer("pending").first()
    if held is None:
        return
    source = Source.from_json(_harmless(source.as_json()))
    readings = [kept.from_json(_harmless(kept.as_json(each))) for each in readings]
    prefix = prefix_of(source)
    Sentence.objects.bulk_create(
        (
            Sentence(
                draft=held, position=position, number=int(id.rpartition("-")[2]) if id else None, reading=kept.as_json(reading),
                sure=reading.said.sure, near=reading.suggestion.confidence if reading.suggestion else None, modality=reading.said.modality,
            )
            for position, (id, reading) in enumerate(zip(numbered(readings, prefix), readings, strict=True), 1)
        ),
        batch_size=500,
    )  # fmt: skip
    held.source, held.prefix, held.read, held.pending = source.as_json(), prefix, timezone.now(), None
    held.title = front_matter(source, stem(held.file_name)).policy[:200]
    held.save()


@transaction.atomic
def refuse(draft: Draft, problem: str, mend: str) -> None:
    """Keeps why a document cannot be read, and forgets it."""
    held = Draft.objects.select_for_update().filter(pk=draft.pk, pending__isnull=False).defer("pending").first()
    if held is None:
        return
    held.problem, held.mend, held.pending = problem, mend, None
    held.expires = max(held.created + timedelta(seconds=1), min(held.expires, timezone.now() + REFUSED_KEPT_FOR))
    held.save()


def remove(draft: Draft) -> None:
    """The draft, with all that belongs to it."""
    Draft.objects.filter(pk=draft.pk).only("pk").delete()


def purge() -> int:
    """Removes the drafts whose time is over; how many."""
    if not Draft.objects.expired().exists():
        return 0
    _, each = Draft.objects.expired().only("pk").delete()
    return each.get("drafts.Draft", 0)


# ---- how a sentence stands -------------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    draft: Draft,
    position: int,
    version: int,
    choice: str,
    *,
    rules: Iterable[str] = (),
    modality: str | None = None,
    note: str | None = None,
) -> Sentence:
    """How a sentence stands from now on. version: of the sentence, as whoever decides saw it.

    choice: RULE (with its rules), PROSE, NOBODY or UNDECIDED. modality and note: None leaves them; "none" binds nobody.
    Raises Conflict, and Sentence.DoesNotExist.
    """
    held = Draft.objects.select_for_update().only("version").get(pk=draft.pk)
    sentence = Sentence.objects.get(draft=held, position=position)
    if sentence.version != version:
        raise Conflict(sentence)
    before = _state(sentence)
    if modality == "none":
        choice = NOBODY
    sentence.choice = choice
    sentence.rule = "\n".join(rules) if choice == RULE else ""
    sentence.modality = modality if modality not in (None, "none") else sentence.modality
    if choice == NOBODY:
        sentence.modality = "none"
    elif sentence.modality == "none" and not (choice == UNDECIDED and sentence.number is None):
        # It binds somebody after all: as it was read, where that says how.
        read = str(sentence.reading["said"]["modality"])
        sentence.modality = read if read != "none" else "must"
    sentence.note = sentence.note if note is None else tidy(note)[:LONGEST_NOTE]
    if sentence.modality != "none" and sentence.number is None:
        last = Sentence.objects.filter(draft=held).aggregate(last=Max("number"))["last"]
        sentence.number = (last or 0) + 1
    if _state(sentence) != before:
        sentence.version += 1
        sentence.save(update_fields=[*_RESTORED, "version"])
        _stepped(held, [before])
        draft.version = held.version
    return sentence


@transaction.atomic
def accept_all(draft: Draft, version: int, at_least: float) -> int:
    """Accepts every suggestion that is as near and not decided yet; how many. version: of the draft, as it was seen. Raises Conflict."""
    held = Draft.objects.select_for_update().only("version").get(pk=draft.pk)
    if held.version != version:
        raise Conflict
    changed = list(Sentence.objects.filter(draft=held, near__gte=at_least).to_decide())
    before = [_state(each) for each in changed]
    for each in changed:
        each.choice, each.rule, each.version = RULE, "\n".join(each.suggested), each.version + 1
    Sentence.objects.bulk_update(changed, ["choice", "rule", "version"], batch_size=500)
    if changed:
        _stepped(held, before)
        draft.version = held.version
    return len(changed)


@transaction.atomic
def undo(draft: Draft, version: int) -> list[int]:
    """Takes the last step back; the positions of the sentences that it had changed, [] where there is no step. Raises Conflict."""
    held = Draft.objects.select_for_update().only("version").get(pk=draft.pk)
    if held.version != version:
        raise Conflict
    step = Step.objects.filter(draft=held).first()
    if step is None:
        return []
    states = {each["position"]: each for each in step.before}
    changed = list(Sentence.objects.filter(draft=held, position__in=states))
    for sentence in changed:
        for name in _RESTORED:
            setattr(sentence, name, states[sentence.position][name])
        sentence.version += 1
    Sentence.objects.bulk_update(changed, [*_RESTORED, "version"], batch_size=500)
    step.delete()
    held.version += 1
    held.save(update_fields=["version"])
    draft.version = held.version
    return sorted(states)


def _state(sentence: Sentence) -> dict[str, Any]:
    return {"position": sentence.position, **{name: getattr(sentence, name) for name in _RESTORED}}


def _stepped(held: Draft, before: list[dict[str, Any]]) -> None:
    held.version += 1
    held.save(update_fields=["version"])
    Step.objects.create(draft=held, number=held.version, before=before)


# ---- text that comes from elsewhere ------------------------------------------------------------------------------------


def tidy(text: str) -> str:
    """A text on one line, without what could do harm."""
    return " ".join(text.translate(_HARMFUL).replace("\ufffd", "").split())


def harmless_name(name: str) -> str:
    """A file's name to be shown: without folders and control characters, and not too long."""
    bare = tidy(re.split(r"[/\\]", name)[-1])
    return bare if len(bare) <= 120 else f"{stem(bare)[:100]}…{bare[-12:]}"


def stem(name: str) -> str:
    """A file's name without its ending."""
    return re.sub(r"\.\w{1,10}$", "", name)


def _harmless(made: Any) -> Any:
    """JSON with every text made harmless, character by character, so that places in it stay what they are."""
    if isinstance(made, str):
        return made.translate(_HARMFUL)
    if isinstance(made, dict):
        return {key: _harmless(each) for key, each in made.items()}
    if isinstance(made, list | tuple):
        return [_harmless(each) for each in made]
    return made
