"""Plain text: paragraphs, bullets, headings and tables as people type them, or as a PDF's text is copied.

Room: importing. Offsets are those of the file itself, decoded; nothing is changed in it.
Next door: `shapes` says what a line looks like.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ..shapes import BULLET, CONTENTS, DATE, ENDS, NUMBERED, PAGE_NUMBER, depth_of, is_heading, joined, level_of, masked
from ..source import Block, Source

_MARKS = re.compile(r"\*{1,3}|(?<![A-Za-z0-9])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![A-Za-z0-9_])|`|\\(?=[()\[\]*_#.-])")
_LINK = re.compile(r"\[([^\]\n]{1,400})\]\([^()\s]{0,400}\)|<(https?://[^>\s]{1,500})>")
_CLAUSE = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}\.|(?:Step|Stage) \d{1,2}\b)\s+[A-Z‘“\"]")
_RULE = re.compile(r"\s*(?:[-=_*~]\s?){4,}\s*$")


@dataclass(slots=True)
class _Run:
    """A block in the making: its text, and where each stretch of it came from."""

    kind: str
    level: int = 1
    text: str = ""
    spots: list[tuple[int, int]] = field(default_factory=list)
    last: int = 0

    def add(self, text: str, start: int, known: frozenset[str]) -> None:
        whole = joined(self.text, text, known)
        self.spots.append((len(whole) - len(text), start))
        self.text = whole

    def block(self) -> Block:
        return Block(self.kind, self.text, tuple(self.spots) or ((0, 0),), self.level)


def decoded(data: bytes) -> str:
    """The text of the bytes: UTF-8, UTF-16 with its mark, else Windows' Latin letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(data: bytes) -> Source:
    """The source in the bytes of a text file."""
    return read_text(decoded(data))


def read_text(text: str) -> Source:
    """The source in a text; offsets are those of this text."""
    lines: list[tuple[int, str]] = []
    place = 0
    for line in re.split(r"(\r\n|[\n\r\f\v\x85\u2028\u2029])", text):
        if line and line[0] not in "\r\n\f\v\x85\u2028\u2029":
            lines.append((place, line))
        elif line:
            lines.append((place, line[0]))
        place += len(line)
    pages = (0, *(start + 1 for start, line in lines if line == "\f")) if "\f" in text else ()
    repeated = _repeated(lines, len(pages))
    known = frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower()))
    return Source(text, tuple(_blocks(lines, repeated, known)), pages)


def _repeated(lines: list[tuple[int, str]], pages: int) -> set[str]:
    """Lines that are printed on page after page."""
    counts = Counter(masked(line) for _, line in lines if 3 <= len(line.strip()) <= 100 and not BULLET.match(line))
    least = max(2, pages // 2) if pages else 3
    return {line for line, count in counts.items() if count >= least and not re.search(r"[.:;]$", line)}


def _stripped(line: str, start: int) -> list[tuple[str, int]]:
    """The line without marks of emphasis and links, in pieces with their places."""
    pieces: list[tuple[str, int]] = []
    place = 0
    for met in sorted((*_MARKS.finditer(line), *_LINK.finditer(line)), key=lambda each: each.start()):
        if met.start() < place:
            continue
        pieces.append((line[place : met.start()], start + place))
        if inner := (met.re is _LINK and met.lastindex):
            pieces.append((line[met.start(inner) : met.end(inner)].replace("\\", ""), start + met.start(inner)))
        place = met.end()
    pieces.append((line[place:], start + place))
    return [piece for piece in pieces if piece[0]]


def _put(run: _Run, line: str, start: int, known: frozenset[str]) -> None:
    """Adds a line to a block: white space made single, marks taken out, places kept."""
    tail: list[str] = []  # put on at the end, all at once: a line may be a megabyte long
    here = 0
    fresh = True
    for piece, at in _stripped(line, start):
        for met in re.finditer(r"\S+", piece):
            if fresh:
                run.add(met.group(), at + met.start(), known)
                here, fresh = len(run.text), False
                continue
            if (met.start() > 0 or piece is line) and tail[-1:] != [" "]:
                tail.append(" ")
                here += 1
            run.spots.append((here, at + met.start()))
            tail.append(met.group())
            here += len(met.group())
        if not fresh and piece[-1:].isspace() and tail[-1:] != [" "]:
            tail.append(" ")
            here += 1
    if not fresh:
        run.text = (run.text + "".join(tail)).rstrip()
    run.last = start


def _blocks(lines: list[tuple[int, str]], repeated: set[str], known: frozenset[str]) -> list[Block]:
    runs: list[_Run] = []
    open_: _Run | None = None
    blank = True
    marks: list[tuple[int, str]] = []  # of the lists that are open: how far each is indented, and its mark
    for number, (start, raw) in enumerate(lines):
        bare = raw.strip()
        if not bare or _RULE.match(raw):
            if raw not in "\r\n\v\x85\u2028\u2029" or _newlines(lines, number):
                blank = True
            continue
        line, start = raw.rstrip(), start
        if (
            masked(bare) in repeated
            or (PAGE_NUMBER.fullmatch(bare) and blank)
            or (DATE.fullmatch(bare) and len(bare) < 25 and blank)
        ):
            kind = "row" if DATE.fullmatch(bare) and number < 40 else "furniture"
            run = _Run(kind)
            _put(run, line, start, known)
            runs.append(run)
            continue
        if CONTENTS.fullmatch(bare) and not re.search(r"[a-z] {3,}\d", bare) and not DATE.search(bare):
            open_ = _new(runs, "contents", line, start, known)
            blank = False
            continue
        if met := BULLET.match(line):
            if not runs or runs[-1].kind not in ("bullet", "furniture"):
                marks = []
            depth = depth_of(marks, len(line) - len(line.lstrip()), met.group().strip())
            open_ = _new(runs, "bullet", line[met.end() :], start + met.end(), known, depth)
            blank = False
            continue
        if met := re.match(r"(#{1,6})\s+", line):
            _new(runs, "heading", line[met.end() :].rstrip("# "), start + met.end(), known, len(met[1]))
            open_, blank = None, True
            continue
        if "\t" in bare or (bare.startswith("|") and bare.endswith("|") and len(bare) > 2):
            cells = bare.strip("|").split("|") if bare.startswith("|") else re.split(r"\t+", bare)
            if not all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells):
                _row(runs, raw, start, known)
            open_, blank = None, False
            continue
        if blank and open_ is not None and _goes_on(open_, line):
            _put(open_, line, start, known)
        elif blank or open_ is None or open_.kind == "contents" or _begins(open_, line):
            alone = _alone(lines, number)
            kind = (
                "heading"
                if (alone or NUMBERED.match(bare) or _short(open_, runs)) and is_heading(bare)
                else "paragraph"
            )
            open_ = _new(runs, kind, line, start, known, level_of(bare) if kind == "heading" else 1)
        else:
            _put(open_, line, start, known)
        blank = False
    return [run.block() for run in runs if run.text]


def _newlines(lines: list[tuple[int, str]], number: int) -> bool:
    """Whether this line end follows another: an empty line."""
    return (number > 0 and lines[number - 1][1][:1] in "\r\n\v\x85\u2028\u2029\f") or not lines[number - 1][1].strip()


def _alone(lines: list[tuple[int, str]], number: int) -> bool:
    """Whether an empty line, or a list, follows this line."""
    after = [line for _, line in lines[number + 1 : number + 3]]
    return len(after) < 2 or not after[1].strip() or bool(BULLET.match(after[1]))


def _short(open_: _Run | None, runs: list[_Run]) -> bool:
    return not runs and open_ is None


def _begins(open_: _Run, line: str) -> bool:
    """Whether a line without an empty one above it begins a block of its own: both it and the one above are short."""
    if open_.kind == "heading" or (_CLAUSE.match(line) and ENDS.search(open_.text[-9:])):
        return True
    if open_.kind == "bullet" or line[:1].islower():
        return False
    return len(open_.text) < 45 and not ENDS.search(open_.text[-9:]) and len(line) < 60 and is_heading(line.strip())


def _goes_on(open_: _Run, line: str) -> bool:
    """Whether a paragraph that a page break cut goes on in this line."""
    ended = re.search(r"[.!?:;][\"'”’)\]]*$", open_.text[-9:])
    return (
        open_.kind in ("paragraph", "bullet")
        and not ended
        and line.strip()[:1].islower()
        and len(open_.text) > 40
        and not NUMBERED.match(line.strip())
    )


def _new(runs: list[_Run], kind: str, line: str, start: int, known: frozenset[str], level: int = 1) -> _Run:
    run = _Run(kind, level)
    _put(run, line, start, known)
    runs.append(run)
    return run


def _row(runs: list[_Run], raw: str, start: int, known: frozenset[str]) -> None:
    """A table's row: its cells, parted by tabs."""
    run = _Run("row")
    for met in re.finditer(r"[^\t|]+", raw):
        if not met.group().strip():
            continue
        cell = _Run("row")
        lead = len(met.group()) - len(met.group().lstrip())
        _put(cell, met.group().strip(), start + met.start() + lead, known)
        if run.text:
            run.text += "\t"
        run.spots.extend((len(run.text) + here, there) for here, there in cell.spots)
        run.text += cell.text
    runs.append(run)
