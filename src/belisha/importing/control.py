"""Control: what a document says of itself (school, version, approvals, review), as front matter.

Room: importing. Only what stands in the document: its document control table, its title and its first lines. Nothing is inferred.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace

from belisha.language.policy import Approval, FrontMatter, Review

from .shapes import DATE, clean
from .source import Source

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SCHOOL = re.compile(r"\b(?:school|academy|college|primary|infants?|juniors?|nursery|federation)\b", re.I)
_POLICY = re.compile(r"\bpolicy\b", re.I)
_EVERY = (
    (r"(?<!bi)(?<!bi-)(?<!bi )\b(?:annual(?:ly)?|every year|yearly|each year|every 12 months|once a year|every twelve months|1 year)\b", "1 year"), (r"\b(?:biennial(?:ly)?|every (?:two|2|second) years?|(?:two|2)[- ]year(?:ly|s)?|every 24 months)\b", "2 years"),
    (r"\b(?:every (?:three|3) years?|(?:three|3)[- ]year(?:ly|s)?|triennial(?:ly)?)\b", "3 years"), (r"\b(?:every (?:six|6) months|half[- ]yearly|twice a year)\b", "6 months"), (r"\b(?:termly|every term)\b", "termly"),
)  # fmt: skip


def when(text: str) -> str:
    """The first date in a text with the precision printed: `2024-09`, `2024-09-05`; or "" where there is none."""
    if met := DATE.search(text):
        month = _MONTHS.index(met[2][:3].lower()) + 1
        day = int(met[1]) if met[1] else 0
        return f"{met[3]}-{month:02}" + (f"-{day:02}" if 1 <= day <= monthrange(int(met[3]), month)[1] else "")
    if met := re.search(r"\b(\d{1,2})[./](\d{1,2})[./]((?:19|20)?\d\d)\b", text):
        year = met[3] if len(met[3]) == 4 else f"20{met[3]}"
        if 1 <= int(met[2]) <= 12 and 1 <= int(met[1]) <= 28:
            return f"{year}-{int(met[2]):02}-{int(met[1]):02}"
    if met := re.search(r"\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b", text):
        return met.group() if 1 <= int(met[2]) <= 12 else ""
    return ""


def every(text: str) -> str:
    """A review cycle, as the language writes it; "" where there is none, or where it could mean two things (bi-annual)."""
    return next((cycle for pattern, cycle in _EVERY if re.search(pattern, text, re.I)), "")


def front_matter(source: Source, name: str) -> FrontMatter:
    """What the document says of itself. name: of its file, for the title where it has none."""
    front = FrontMatter()
    notes: list[str] = []
    lines = [block for block in source.blocks if block.text and block.kind != "contents"]
    for block in lines[:14]:
        for text in block.text.split("\t") if block.kind == "row" else [block.text]:
            text = clean(re.sub(r"^(?:(?:title of )?policy|title|school|name of school)\s*:\s*", "", text, flags=re.I))
            if block.kind in ("furniture", "bullet") or len(text) > 90 or re.search(r"[.;]$", text):
                continue
            if (
                not front.policy
                and _POLICY.search(text)
                and not re.search(r"\b(?:review|approv|version|date|this policy|purpose|owner)\b", text, re.I)
            ):
                front = replace(front, policy=re.sub(r"^[\d.]+\s+", "", text))
            elif (
                not front.school
                and _SCHOOL.search(text)
                and not _POLICY.search(text)
                and block.kind != "row"
                and len(text.split()) <= 9
            ):
                front = replace(front, school=text)
    for block in lines:
        cells = [clean(cell) for cell in block.text.split("\t")]
        if block.kind == "row" and len(cells) >= 2:
            pairs = list(zip(cells[::2], cells[1::2], strict=False))
        elif met := re.match(r"(version)\s+(v?[\d.]{1,8})$", block.text, re.I):
            pairs = [(met[1], met[2])]
        elif met := re.match(r"([A-Z][\w /()-]{2,40}?)\s*:\s*(\S.{0,80})$", block.text):
            pairs = [(met[1], met[2])] if len(block.text) < 110 and block.kind != "bullet" else []
        else:
            continue
        for label, value in pairs:
            front = _row(front, label.strip(": "), value, notes)
    for block in lines:
        if (
            not front.review.every
            and re.search(r"\b(?:policy|document)\b.{0,80}\breview", block.text, re.I)
            and (cycle := every(block.text))
        ):
            front = replace(front, review=replace(front.review, every=cycle))
        if not front.adopted and (met := re.search(r"\badopted\b.{0,60}", block.text)) and (day := when(met.group())):
            front = replace(front, adopted=day)
    return replace(
        front, policy=front.policy or clean(name.replace("-", " ").replace("_", " ")) or "A policy", notes=tuple(notes)
    )


def _row(front: FrontMatter, label: str, value: str, notes: list[str]) -> FrontMatter:
    """What one row of a document control table says."""
    low, day = label.lower(), when(value)
    if len(label) > 100 or not value:
        return front
    review = front.review
    if re.search(r"next review|review due|due for review|to be reviewed|^(?:policy )?review date|^review on", low):
        return replace(front, review=replace(review, next=review.next or day))
    if re.search(r"review (?:cycle|period|frequency)|frequency of review|reviewed every", low):
        if not (cycle := every(value)):
            notes.append(f"The review cycle is printed as “{value}”, which could mean two things; write what is meant.")
        return replace(front, review=replace(review, every=review.every or cycle))
    if re.search(r"last review|reviewed on|date (?:of last )?review(?:ed)?|^reviewed$", low):
        return replace(front, review=replace(review, last=review.last or day))
    if re.match(r"version|issue|edition", low) and len(value) < 40:
        return replace(front, version=front.version or value)
    if re.search(r"adopted", low):
        return replace(front, adopted=front.adopted or day)
    if re.search(r"approved|ratified|agreed by", low):
        by = re.sub(r".*?\b(?:approved|ratified|agreed)\b(?: (?:at|by|on)\b)?", "", label, flags=re.I).strip() or (
            value if not day else ""
        )
        if by and len(by) < 60 and not re.fullmatch(r"date|on", by, re.I):
            return replace(front, approved=(*front.approved, Approval(by.strip(" ,:"), day)))
        return replace(front, adopted=front.adopted or day) if day else front
    if re.search(r"owner|responsib|lead\b|author|written by|oversight", low) and len(value) < 60 and not day:
        return replace(front, lead=front.lead or value)
    if re.match(r"school|name of school|academy", low) and _SCHOOL.search(value):
        return replace(front, school=front.school or value)
    if re.match(r"(?:policy|title|document|policy (?:name|title))$", low) and len(value) < 90:
        return replace(front, policy=value)
    if re.match(r"date\b|dated|date originated|written", low) and day:
        return replace(front, dated=front.dated or day)
    return front


__all__ = ["Review", "every", "front_matter", "when"]
