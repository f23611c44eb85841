"""SARIF: findings in the format that code hosts and editors read (SARIF 2.1.0, an OASIS standard).

Room: analysis. Values in, one JSON object out; writes no file.
Next door: the rules come from `kinds`; `findings.fingerprints` lets a reader know a finding again when lines have moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .findings import Finding, fingerprints
from .kinds import KINDS

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(
    documents: Sequence[tuple[str, tuple[Finding, ...]]], version: str, unopened: Sequence[str] = ()
) -> dict[str, Any]:
    """One run over documents: each a path (or the name of a policy of the library) and its findings. unopened: why files could not be opened."""
    kinds = list(KINDS.values())
    places = {kind.id: place for place, kind in enumerate(kinds)}
    rules = [
        {
            "id": kind.id,
            "name": "".join(part.capitalize() for part in kind.id.split("-")),
            "shortDescription": {"text": f"{kind.title}."},
            "fullDescription": {"text": kind.means},
            "help": {"text": kind.mend},
            "defaultConfiguration": {"level": kind.severity},
            "properties": {"tags": [kind.theme]},
        }
        for kind in kinds
    ]
    results = []
    for path, findings in documents:
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True):
            results.append(_result(finding, path, places[finding.kind], fingerprint))
    said = [{"level": "error", "message": {"text": each}} for each in unopened]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "Belisha", "semanticVersion": version, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": not said, "toolExecutionNotifications": said}],
                "results": results,
            }
        ],
    }


def _result(finding: Finding, path: str, place: int, fingerprint: str) -> dict[str, Any]:
    where = finding.where
    region = {"startLine": max(1, where.line), "startColumn": max(1, where.column)}
    region["endColumn"] = region["startColumn"] + max(1, finding.length)
    made: dict[str, Any] = {
        "ruleId": finding.kind,
        "ruleIndex": place,
        "level": finding.severity,
        "message": {"text": f"{finding.message[:1].upper()}{finding.message[1:]}. {_sentence(finding.mend)}"},
        "locations": [_location(path, {**region, **({"snippet": {"text": where.text}} if where.text else {})})],
        "partialFingerprints": {"belishaFinding/v1": fingerprint},
    }
    quoted = [each for each in finding.clauses if each.line]
    if quoted:
        made["relatedLocations"] = [
            {
                "id": number,
                **_location(path, {"startLine": each.line}),
                "message": {"text": f"{each.id}: {each.sentence}"},
            }
            for number, each in enumerate(quoted, 1)
        ]
    more: dict[str, Any] = {"clauses": list(finding.ids)} if finding.clauses else {}
    if finding.source:
        more["source"] = finding.source
    if finding.example is not None:
        more["example"] = finding.as_json()["example"]
    return {**made, "properties": more} if more else made


def _location(path: str, region: dict[str, Any]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": region}}


def _uri(path: str) -> str:
    file = Path(path)
    return file.as_uri() if file.is_absolute() else quote(file.as_posix())


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


__all__ = ["as_sarif"]
