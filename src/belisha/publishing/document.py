"""Document: a policy as the pages of a PDF: cover, approvals, contents, the rules set apart, version and fingerprint in every foot.

Room: publishing. Shapes the same `Laid` as the web page for `paper/policy.typ`.
Next door: `contents` says what stands where; `pdf` sets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from belisha.language import Policy

from .contents import Row, Section, laid_out
from .pdf import pdf
from .prose import blocks, document, runs

ON_THE_COVER = ("Adopted", "Approved by", "Owner", "Next review")


def policy_pdf(policy: Policy, *, school: str = "", standing: str = "", approvals: Sequence[Row] = (), language: str = "en") -> bytes:  # fmt: skip
    """The document.

    school: in place of the one that the policy names; standing: how it stands, such as "in force from 1 September 2026"; approvals: for the cover, in place of
    what the front matter says.
    """
    laid = laid_out(policy, top=1)
    front = policy.front
    cover = approvals or [row for row in laid.about if row.key in ON_THE_COVER]
    data: dict[str, Any] = {
        "title": front.policy or "Policy",
        "school": school or front.school,
        "version": front.version,
        "standing": standing,
        "hash": policy.hash,
        "language": language,
        "approvals": [_row(row) for row in cover],
        "about": [_row(row) for row in laid.about],
        "parts": [_part(section) for section in laid.sections],
        "notes": [runs(note) for note in front.notes],
    }
    return pdf("policy", data)


def translation_pdf(
    text: str, *, title: str, language: str, direction: str, english: str, school: str, policy: str, hash: str, said: Sequence[str], address: str
) -> bytes:  # fmt: skip
    """A translation, for reading. text: Markdown; language: a tag of BCP 47; direction: "rtl" or "ltr"; english: the language in English; policy, hash: what it
    translates; said: what stands before it, in English; address: where the English is. Raises NoLetters."""
    data: dict[str, Any] = {
        "title": title, "language": language.partition("-")[0], "direction": direction, "english": english, "school": school, "policy": policy,
        "hash": hash, "said": list(said), "address": address, "blocks": document(text),
    }  # fmt: skip
    return pdf("translation", data)


def _row(row: Row) -> dict[str, Any]:
    return {"key": row.key, "values": list(row.values)}


def _part(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "level": section.level,
        "id": section.id,
        "title": section.title,
        "prose": blocks(section.text),
        "rows": [_row(row) for row in section.rows],
        "sentences": [{**asdict(each), "note": runs(each.note)} for each in section.sentences],
        "ids": ", ".join(name for name, _ in section.ids),
        "note": runs(section.note),
    }


__all__ = ["policy_pdf", "translation_pdf"]
