"""Documents: a policy's text in, a `Policy` out, and back; every fault of the document at once.

Room: language. Markdown with front matter and the blocks rules, procedure, agreement, notice; blocks are read line by line, not as YAML.
Keeps out: the sentences themselves (reading) and what they mean (meaning).
Next door: `frontmatter` reads what stands above the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from .faults import Fault, LanguageError, Place
from .frontmatter import read_front, write_front
from .meaning import check_meaning
from .policy import Agreement, Clause, FrontMatter, Heading, Notice, Part, Policy, Procedure, Prose, Rules, Statement
from .reading import ID, Names, NotRead, Reader
from .vocabulary import Vocabulary, load
from .writing import Writer

LARGEST_DOCUMENT = 4_000_000
MOST_FAULTS = 500
BLOCKS = ("rules", "procedure", "agreement", "notice")
_FENCE = re.compile(r"(`{3,}|~{3,})\s*([^\s`]*)\s*$")
_ITEM = re.compile(rf"({ID.pattern}):[ \t]*(.*)$")
_KEY = re.compile(r"([a-z][a-z ]*):[ \t]*(.*)$")
_IDS = re.compile(rf"\(({ID.pattern}(?:, ?{ID.pattern})*)\)(?=[.:]?[ \t]*$)", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)$")
_CLASS = re.compile(r'\bit is "([^"\n]{1,80})" when\b', re.IGNORECASE)
_COUNTS = re.compile(r' counts? as "([^"\n]{1,80})"', re.IGNORECASE)
_COUNTED = re.compile(r"(?:^|[:\s])(?:an? |the |whether )*([a-z][a-z ’'-]{1,40}?)$", re.IGNORECASE)
_LOOKED_BACK = 120  # so many characters, and no more, that a long line takes no more than linear time


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(" \t"))


@dataclass(slots=True)
class _Item:
    """A sentence or statement with its id, gathered from its lines. spots: where each of its characters came from (line, column)."""

    id: str
    text: str
    line: _Line
    spots: list[tuple[int, _Line, int]]
    note: str = ""


class _DocumentReader:
    def __init__(self, text: str, file: str, vocabulary: Vocabulary) -> None:
        self.file, self.vocabulary = file, vocabulary
        self.lines = [_Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
        self.faults: list[Fault] = []
        self.seen: dict[str, int] = {}
        self.section = ""
        self.groups: tuple[str, ...] = ()
        self.reader: Reader
        self.deferred: list[tuple[int, tuple[str, ...]]] = []

    # ---- faults ----------------------------------------------------------------------------------------------

    def fault(
        self,
        line: _Line,
        column: int,
        problem: str,
        mend: str = "",
        length: int = 1,
        warning: bool = False,
        kind: str = "",
    ) -> None:
        if len(self.faults) < MOST_FAULTS:
            where = Place(self.file, line.number, column, line.text)
            self.faults.append(Fault(where, problem, mend, length, warning, kind))

    def fault_in(self, item: _Item, error: NotRead) -> None:
        line, column = item.line, 1
        for offset, spot_line, spot_column in item.spots:
            if offset <= error.start:
                line, column = spot_line, spot_column + error.start - offset
        self.fault(line, column, error.problem, error.mend, max(1, error.end - error.start))

    # ---- the document ----------------------------------------------------------------------------------------

    def read(self) -> tuple[FrontMatter, tuple[Part, ...]]:
        front, start = self._front()
        self.groups = tuple(name for name, _ in front.groups)
        self.reader = Reader(self.vocabulary, self.names(), most_suggestions=30)
        parts: list[Part] = []
        paragraph: list[_Line] = []
        place = start

        def close() -> None:
            if paragraph:
                parts.append(self._prose(paragraph))
                paragraph.clear()

        while place < len(self.lines):
            line = self.lines[place]
            if fence := _FENCE.match(line.text):
                close()
                body, place = self._body(place, fence[1])
                if (part := self._block(line, fence[2], body)) is not None:
                    parts.append(part)
                continue
            if heading := _HEADING.match(line.text):
                close()
                self.section = heading[2].strip(" \t#")
                parts.append(Heading(len(heading[1]), self.section))
            elif not line.text.strip():
                close()
            else:
                paragraph.append(line)
            place += 1
        close()
        return front, tuple(parts)

    def _front(self) -> tuple[FrontMatter, int]:
        if not self.lines or self.lines[0].text.rstrip() != "---":
            self.fault(
                self.lines[0],
                1,
                "there is no front matter",
                "begin the document with `---`, the line `policy: …`, and another `---`",
            )
            return FrontMatter(), 0
        end = next((place for place in range(1, len(self.lines)) if self.lines[place].text.rstrip() == "---"), None)
        if end is None:
            self.fault(self.lines[0], 1, "the front matter does not end", "close it with a line `---`")
            return FrontMatter(), len(self.lines)
        front, faults = read_front([line.text for line in self.lines[1:end]], self.file, 2, self.vocabulary)
        self.faults.extend(faults)
        for _, ids in front.clauses:
            for each in ids:
                self.seen.setdefault(each, 1)
        return front, end + 1

    def names(self) -> Names:
        """The classes and terms that the document defines, wherever it does."""
        classes: dict[str, None] = {}
        found: dict[tuple[str, str], None] = {}
        nouns = {
            text.lower().removeprefix("a ").removeprefix("an ").removeprefix("the "): noun.name
            for noun in self.vocabulary.nouns.values()
            for text in (noun.name, *noun.texts)
        }
        for line in self.lines:
            if '"' not in line.text:
                continue
            classes.update(dict.fromkeys(_CLASS.findall(line.text)))
            for met in _COUNTS.finditer(line.text):
                counted, name = _COUNTED.search(line.text[max(0, met.start() - _LOOKED_BACK) : met.start()]), met[1]
                if counted is None:
                    continue
                last = counted[1].lower().rpartition(" whether ")[2].strip()
                last = re.sub(r"^(?:an?|the) ", "", last)
                found[name, "account" if last == "account" else nouns.get(last, last)] = None
        return Names(tuple(classes), tuple(found))

    def _prose(self, lines: list[_Line]) -> Prose:
        text = "\n".join(line.text for line in lines)
        ids = tuple(each.strip() for group in _IDS.findall(text) for each in group.split(","))
        for each in ids:
            self.seen.setdefault(each, lines[0].number)
        return Prose("\n".join(line.rstrip() for line in _IDS.sub("", text).split("\n")), ids)

    def _body(self, place: int, fence: str) -> tuple[list[_Line], int]:
        opening, body = self.lines[place], list[_Line]()
        place += 1
        while place < len(self.lines):
            line = self.lines[place]
            if line.text.strip().startswith(fence) and not line.text.strip().strip(fence[0]):
                return body, place + 1
            if (next_one := _FENCE.match(line.text)) and next_one[2] in BLOCKS:
                break
            # As in YAML, " # " begins a remark; a note may hold one.
            remark = -1 if line.text.lstrip().startswith("Note:") else line.text.find(" # ")
            body.append(line if remark < 0 else _Line(line.number, line.text[:remark].rstrip()))
            place += 1
        self.fault(opening, 1, "the block does not end", f"close it with a line {fence}")
        # What follows a heading is most likely the document again: one fault is enough.
        heading = next((line.number for line in body if _HEADING.match(line.text)), place + 1)
        return [line for line in body if line.number < heading], heading - 1

    def _block(self, opening: _Line, kind: str, body: list[_Line]) -> Part | None:
        match kind:
            case "rules":
                return Rules(tuple(clause for item in self._items(body) if (clause := self._clause(item)) is not None))
            case "procedure":
                return self._procedure(opening, body)
            case "agreement":
                return self._agreement(opening, body)
            case "notice":
                return self._notice(opening, body)
        guess = self.vocabulary.suggest(kind, BLOCKS, 1)
        self.fault(
            opening,
            4,
            f"unknown block `{kind}`" if kind else "a block without a kind",
            f"did you mean `{guess[0]}`?" if guess else f"write one of {', '.join(BLOCKS)} after the fence",
            max(1, len(kind)),
        )
        return None

    # ---- items: an id, a text, its continuation lines, its note ----------------------------------------------

    def _items(self, body: Iterable[_Line]) -> list[_Item]:
        items: list[_Item] = []
        noting = False
        for line in body:
            bare = line.text.strip()
            if not bare:
                continue
            if met := _ITEM.match(bare):
                column = line.text.index(bare) + 1 + met.start(2)
                items.append(_Item(met[1], met[2], line, [(0, line, column)]))
                self._claim(met[1], line)
                noting = False
            elif not items or (line.indent <= items[-1].line.indent and not bare.startswith("Note:")):
                shown = bare if len(bare) <= 40 else bare[:40] + "…"
                self.fault(
                    line,
                    line.indent + 1,
                    f"`{shown}` has no id",
                    _mend_of_no_id(bare),
                    min(len(bare), 60),
                )
            elif bare.startswith("Note:"):
                items[-1].note = bare.removeprefix("Note:").strip()
                noting = True
            elif noting:
                items[-1].note += " " + bare
            else:
                item = items[-1]
                item.spots.append((len(item.text) + 1, line, line.indent + 1))
                item.text += " " + bare
        return items

    def _claim(self, name: str, line: _Line) -> None:
        if name in self.seen:
            self.fault(
                line,
                line.indent + 1,
                f"{name} stands twice; it is on line {self.seen[name]} already",
                "give one of them another id, or a letter",
                len(name),
            )
        else:
            self.seen[name] = line.number

    def _clause(self, item: _Item, procedure: str | None = None) -> Clause | None:
        try:
            tree = self.reader.sentence(item.text)
        except NotRead as error:
            self.fault_in(item, error)
            return None
        return Clause(item.id, item.text, tree, item.note, self.section, procedure, item.line.number)

    # ---- blocks with keys ------------------------------------------------------------------------------------

    def _keyed(
        self, opening: _Line, body: list[_Line], kind: str, keys: tuple[str, ...], list_key: str
    ) -> tuple[_Item | None, dict[str, tuple[str, _Line]], list[_Line]]:
        """A block's title line, its keys, and the lines of its list."""
        title: _Item | None = None
        found: dict[str, tuple[str, _Line]] = {}
        more: dict[str, list[str]] = {}
        listed: list[_Line] = []
        in_list = False
        last = ""
        base = 0
        for line in body:
            bare = line.text.strip()
            if not bare:
                continue
            if title is None:
                met = _ITEM.match(bare)
                base = line.indent
                if met is None:
                    self.fault(
                        line,
                        line.indent + 1,
                        f"{_a(kind)} begins with its id and its title",
                        f"write, for example, `{kind[:2].upper()}-1: A title`",
                    )
                    title = _Item("", bare, line, [])
                else:
                    title = _Item(met[1], met[2], line, [])
                    self._claim(met[1], line)
                continue
            met_key = _KEY.match(bare)
            if line.indent <= base and met_key and not bare.startswith("Note:"):
                key = met_key[1].strip()
                last, in_list = key, key == list_key
                if key not in (*keys, list_key):
                    guess = self.vocabulary.suggest(key, (*keys, list_key), 1)
                    self.fault(
                        line,
                        line.indent + 1,
                        f"unknown key `{key}` in {_a(kind)}",
                        f"did you mean `{guess[0]}`?"
                        if guess
                        else f"{_a(kind)} knows {', '.join(filter(None, (*keys, list_key)))}",
                        len(key),
                    )
                elif key in found:
                    self.fault(line, line.indent + 1, f"`{key}` stands twice", "keep one of them", len(key))
                else:
                    found[key] = (met_key[2].strip(), line)
            elif line.indent <= base and not bare.startswith("Note:"):
                self.fault(
                    line,
                    line.indent + 1,
                    f"`{bare[:40]}` is neither a key nor part of a list",
                    f"{_a(kind)} knows {', '.join(filter(None, (*keys, list_key)))}",
                    min(len(bare), 40),
                )
            elif in_list:
                listed.append(line)
            elif bare.startswith("Note:") and "note" not in found:
                found["note"] = (bare.removeprefix("Note:").strip(), line)
                last = "note"
            elif last in found:
                more.setdefault(last, []).append(bare)
        for key, lines in more.items():
            found[key] = (" ".join((found[key][0], *lines)).strip(), found[key][1])
        if title is None:
            self.fault(opening, 1, f"an empty {kind}", "write its id and its title, or take the block out")
        return title, found, listed

    def _listed(self, found: dict[str, tuple[str, _Line]], key: str) -> tuple[str, ...]:
        text = found.get(key, ("", None))[0].strip()
        return tuple(
            each.strip().strip("\"'") for each in text.removeprefix("[").removesuffix("]").split(",") if each.strip()
        )

    def _people(self, found: dict[str, tuple[str, _Line]], key: str) -> tuple[str, ...]:
        """The people of a key. Each has to be known: somebody whose name is misspelt would never be told."""
        words, known = self._listed(found, key), [*self.vocabulary.nouns, *self.groups]
        for word in words:
            if word not in known:
                line, guess = found[key][1], self.vocabulary.suggest(word, known, 2)
                mend = f"did you mean {' or '.join(f'`{each}`' for each in guess)}?" if guess else ""
                column = max(0, line.text.find(word)) + 1
                mend = mend or "everyone a policy can name: belisha words people"
                self.fault(line, column, f"unknown person or group `{word}`", mend, len(word))
        return words

    def _carried(self, found: dict[str, tuple[str, _Line]]) -> tuple[str, ...]:
        ids = self._listed(found, "clauses")
        for each in ids:
            if not ID.fullmatch(each):
                self.fault(found["clauses"][1], 1, f"`{each}` is no id", "write ids such as FR-1")
            self.seen.setdefault(each, found["clauses"][1].number)
        return ids

    def _procedure(self, opening: _Line, body: list[_Line]) -> Procedure | None:
        title, found, listed = self._keyed(
            opening, body, "procedure", ("starts", "led by", "confidential to", "clauses", "note"), "steps"
        )
        if title is None:
            return None
        starts, starts_text = None, found.get("starts", ("", None))[0]
        if "starts" in found and starts_text:
            line = found["starts"][1]
            column = max(1, line.text.find(starts_text.split(" ")[0], line.text.index("starts") + 6) + 1)
            try:
                starts = self.reader.condition(starts_text)
            except NotRead as error:
                self.fault_in(_Item("", starts_text, line, [(0, line, column)]), error)
        else:
            self.fault(
                title.line,
                1,
                f"{title.id} does not say what starts it",
                "add a line such as `starts: there is a concern about an adult`",
                warning=True,
                kind="procedure-never",
            )
        steps = tuple(clause for item in self._items(listed) if (clause := self._clause(item, title.id)) is not None)
        if "steps" not in found:
            self.fault(title.line, 1, f"{title.id} has no steps", "add `steps:` and one sentence a line beneath it")
        return Procedure(
            title.id, title.text, starts, starts_text, steps, " or ".join(self._people(found, "led by")), self._people(found, "confidential to"), found.get("note", ("", None))[0],
            self._carried(found), self.section, title.line.number,
        )  # fmt: skip

    def _agreement(self, opening: _Line, body: list[_Line]) -> Agreement | None:
        title, found, listed = self._keyed(
            opening, body, "agreement", ("for", "signed", "clauses", "note"), "statements"
        )
        if title is None:
            return None
        statements = tuple(Statement(item.id, item.text, item.note) for item in self._items(listed))
        if not statements:
            self.fault(
                title.line, 1, f"{title.id} has no statements", "add `statements:` and one statement a line beneath it"
            )
        return Agreement(
            title.id,
            title.text,
            self._people(found, "for"),
            self._listed(found, "signed"),
            statements,
            found.get("note", ("", None))[0],
            self._carried(found),
            self.section,
            title.line.number,
        )

    def _notice(self, opening: _Line, body: list[_Line]) -> Notice | None:
        title, found, _ = self._keyed(
            opening, body, "notice", ("to", "before", "when", "every", "says", "clauses", "note"), ""
        )
        if title is None:
            return None
        if not found.get("says", ("", None))[0]:
            self.fault(title.line, 1, f"{title.id} says nothing", "add a line `says: …`")
        said = {key: found.get(key, ("", None))[0] for key in ("says", "before", "when", "every", "note")}
        return Notice(
            title.id,
            title.text,
            self._people(found, "to"),
            said["says"],
            said["before"],
            said["when"],
            said["every"],
            said["note"],
            self._carried(found),
            self.section,
            title.line.number,
        )


def _mend_of_no_id(bare: str) -> str:
    if met := ID.match(bare):
        return f"write a colon after the id: `{met.group()}: …`"
    if met := ID.match(bare.upper()):
        return f"write the id in capitals: `{met.group()}: …`"
    return "begin the line with an id, such as `FR-1: …`, or indent it beneath the sentence that it continues"


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def read_policy(text: str | bytes, name: str = "policy", vocabulary: Vocabulary | None = None) -> Policy:
    """The policy that a document says.

    text: the whole document; bytes are read as UTF-8. name: used in faults and as the policy's name.
    Raises LanguageError with every fault at once. Warnings do not stop the reading; they stand in `Policy.warnings`.
    """
    vocabulary = vocabulary or load()
    file = name if "." in name else f"{name}.md"
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise LanguageError(
                (
                    Fault(
                        Place(file, line, 1),
                        "this is not text in UTF-8",
                        "save the document as UTF-8 text (Markdown), not as Word or PDF",
                    ),
                )
            ) from None
    if len(text) > LARGEST_DOCUMENT:
        raise LanguageError(
            (
                Fault(
                    Place(file, 1, 1),
                    f"the document has {len(text):,} characters",
                    f"a policy may have at most {LARGEST_DOCUMENT:,}",
                ),
            )
        )
    if "\x00" in text:
        raise LanguageError(
            (
                Fault(
                    Place(file, text.count("\n", 0, text.index("\x00")) + 1, 1),
                    "this is not text",
                    "save the document as UTF-8 text (Markdown), not as Word or PDF",
                ),
            )
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = _DocumentReader(text, file, vocabulary)
    front, parts = reader.read()
    policy = Policy(front, parts, name.removesuffix(".md"), text)
    if not any(not fault.warning for fault in reader.faults):
        for clause, problem, mend, warning in check_meaning(policy, vocabulary):
            place = reader.lines[max(0, clause.line - 1)] if clause else reader.lines[0]
            named = re.search(r"[`\"]([^`\"]+)[`\"]|^([A-Z]+-\S+) is no", problem)
            word = (named[1] or named[2]) if named else ""
            column = place.text.find(word, place.indent + len(clause.id)) if clause and word else -1
            if column >= 0:
                reader.fault(place, column + 1, problem, mend, len(word), warning)
            else:
                reader.fault(place, place.indent + 1, problem, mend, len(clause.id) if clause else 1, warning)
    faults = tuple(sorted(reader.faults, key=lambda fault: (fault.where.line, fault.where.column)))
    if any(not fault.warning for fault in faults):
        raise LanguageError(faults)
    return replace(policy, warnings=faults)


def names_in(text: str, vocabulary: Vocabulary | None = None) -> Names:
    """The names that a document defines for itself, whether the rest of it can be read or not."""
    return _DocumentReader(text, "policy.md", vocabulary or load()).names()


def read_policy_file(path: Path | str, vocabulary: Vocabulary | None = None) -> Policy:
    """The policy in a file. Raises LanguageError, also where the file cannot be opened."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(4 * LARGEST_DOCUMENT + 1)  # a device has no end
    except OSError as error:
        raise LanguageError(
            (
                Fault(
                    Place(str(path), 1, 1),
                    f"the file cannot be opened ({error.strerror or error})",
                    "check its name and that you may read it",
                ),
            )
        ) from None
    return read_policy(data, path.name, vocabulary)


def write_policy(policy: Policy, vocabulary: Vocabulary | None = None) -> str:
    """The document that says the policy: reading it gives the policy again (its sentences in the vocabulary's first words)."""
    writer = Writer(vocabulary or load())
    blocks = [write_front(policy.front)]
    for part in policy.parts:
        match part:
            case Heading(level, text):
                blocks.append(f"{'#' * level} {text}")
            case Prose(text, ids):
                blocks.append(f"{text} ({', '.join(ids)})" if ids else text)
            case Rules(clauses):
                blocks.append(_fenced("rules", [_written(writer, clause) for clause in clauses]))
            case Procedure():
                keys = [
                    ("starts", writer.clause(part.starts) if part.starts is not None else ""),
                    ("led by", part.led_by),
                    ("confidential to", _bracketed(part.confidential_to)),
                    ("clauses", _bracketed(part.clauses)),
                    ("note", part.note),
                ]
                blocks.append(
                    _fenced(
                        "procedure",
                        [
                            f"{part.id}: {part.title}",
                            *_keys(keys),
                            "steps:",
                            *(_written(writer, step, "  ") for step in part.steps),
                        ],
                    )
                )
            case Agreement():
                keys = [
                    ("for", ", ".join(part.people)),
                    ("signed", _bracketed(part.signed)),
                    ("clauses", _bracketed(part.clauses)),
                    ("note", part.note),
                ]
                lines = [
                    f"  {each.id}: {each.text}" + (f"\n    Note: {each.note}" if each.note else "")
                    for each in part.statements
                ]
                blocks.append(_fenced("agreement", [f"{part.id}: {part.title}", *_keys(keys), "statements:", *lines]))
            case Notice():
                keys = [
                    ("to", ", ".join(part.to)),
                    ("before", part.before),
                    ("when", part.when),
                    ("every", part.every),
                    ("says", part.says),
                    ("clauses", _bracketed(part.clauses)),
                    ("note", part.note),
                ]
                blocks.append(_fenced("notice", [f"{part.id}: {part.title}", *_keys(keys)]))
    return "\n\n".join(blocks) + "\n"


def _written(writer: Writer, clause: Clause, indent: str = "") -> str:
    note = f"\n{indent}  Note: {clause.note}" if clause.note else ""
    return f"{indent}{clause.id}: {writer.sentence(clause.tree)}{note}"


def _fenced(kind: str, lines: list[str]) -> str:
    return "\n".join([f"```{kind}", *lines, "```"])


def _bracketed(items: tuple[str, ...]) -> str:
    return f"[{', '.join(items)}]" if items else ""


def _keys(pairs: list[tuple[str, str]]) -> list[str]:
    return [f"{key}: {value}" for key, value in pairs if value]


__all__ = ["BLOCKS", "read_policy", "read_policy_file", "write_policy"]
