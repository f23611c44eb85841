"""Query: a policy as one SELECT over a table of situations, for a database or a cluster.

Room: engine.tables. An expression of sqlglot, which writes it in the dialect of DuckDB or Spark. The table's own columns are all text or of their
facts' types; every leaf is coalesced to false, so that what is left out is not so. Values and names go in as literals and quoted identifiers.
Keeps out: any database (`databases` runs it). Next door: `plan` says what is said where; `kernel` finds the same a bit a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlglot import exp

from belisha.language.vocabulary import Fact

from ..boxes import SOME, Box, Cell, Dimension
from ..rulebook import SILENT
from ..situation import LARGEST_COUNT, NEITHER_ACTOR_NOR_EVENT, problem_of
from .kernel import REASONS
from .plan import CONSEQUENCE, DUTY, LISTS, Case, Plan, Said
from .situations import ID, PARTED_BY, WORDS_OF_FLAGS

TABLE = "situations"
NUMBER = "number of the row"  # a column of the table that numbers its rows, for those without an id
TEXT, LIST = "text", "list"
_NOTHING_SHOWN = "\0"  # stands in a problem's words where the value goes
_LONGEST_SHOWN = 60
_OPEN, _CLOSE = "⟦", "⟧"


def table_query(plan: Plan, columns: Mapping[str, str]) -> exp.Select:
    """Every row of the table `situations` with its answer, and its `error` where it has one instead.

    columns: the facts that the table states, and `id` where it has one: "text", "list" (of texts), or "" for the type of the fact itself. The table
    has a column NUMBER besides.
    """
    return _Query(plan, columns).select()


class _Query:
    def __init__(self, plan: Plan, columns: Mapping[str, str]) -> None:
        self.plan, self.columns = plan, columns
        self.vocabulary = plan.rulebook.vocabulary
        self._boxes: dict[int, exp.Expr] = {}

    def select(self) -> exp.Select:
        """Three steps: the facts as they are meant, the boxes that hold, what is said."""
        facts = [name for name in self.columns if name != ID]
        stated = exp.select(
            exp.alias_(self._id(), ID, quoted=True), _quoted(NUMBER),
            *(exp.alias_(self._stated(self.vocabulary.facts[name]), name, quoted=True) for name in facts),
            exp.alias_(self._error(facts), "error", quoted=True),
        ).from_(TABLE)  # fmt: skip
        boxes = self.plan.rulebook.boxes
        held = exp.select(
            _quoted(ID), _quoted(NUMBER), _quoted("error"), exp.alias_(self._one_of("act", [None]), "no act", quoted=True),
            exp.alias_(self._one_of("actor", sorted(self.plan.bound)), "bound", quoted=True),
            *(exp.alias_(self._box(box), f"box {place}", quoted=True) for place, box in enumerate(boxes) if self.plan.boxes >> place & 1),
        ).from_("stated")  # fmt: skip
        verdict = self._verdict()
        said = exp.select(
            _quoted(ID), exp.alias_(self._unless_error(verdict), "verdict"),
            *(exp.alias_(self._unless_error(self._list(name)), name) for name in LISTS),
            exp.alias_(self._unless_error(self._silent(verdict.copy())), "silent because", quoted=True), _quoted("error"), _quoted(NUMBER),
        ).from_("held")  # fmt: skip
        return said.with_("stated", as_=stated).with_("held", as_=held)

    # ---- facts -----------------------------------------------------------------------------------------------

    def _id(self) -> exp.Expr:
        number = exp.cast(_quoted(NUMBER), "text")
        return exp.func("COALESCE", exp.cast(_quoted(ID), "text"), number) if ID in self.columns else number

    def _text(self, name: str) -> exp.Expr:
        """A text without blanks around it; NULL where nothing is left."""
        return exp.Nullif(this=exp.Trim(this=_quoted(name)), expression=_literal(""))

    def _stated(self, fact: Fact) -> exp.Expr:
        """The fact as it is meant in the row; NULL where it is none of its values."""
        kind = self.columns[fact.name]
        match fact.type:
            case "flag" if kind == TEXT:
                return self._lower_in(fact.name, [word for word, yes in WORDS_OF_FLAGS.items() if yes])
            case "flag":
                return exp.func("COALESCE", _quoted(fact.name), exp.false())
            case "count":
                number: exp.Expr = _quoted(fact.name)
                return self._as_count(fact.name) if kind == TEXT else number
            case "one":
                text = self._text(fact.name)
                return exp.func("COALESCE", text, _literal(fact.absent)) if fact.absent is not None else text
        return self._many(fact.name)

    def _lower_in(self, name: str, words: Iterable[str]) -> exp.Expr:
        return _false_if_null(exp.Lower(this=self._text(name)).isin(*(_literal(word) for word in words)))

    def _as_count(self, name: str) -> exp.Expr:
        # What has a sign, a point or a letter is no count, whatever a dialect would make of it.
        digits = exp.RegexpLike(this=self._text(name), expression=_literal("^[0-9]{1,9}$"))
        return exp.case().when(digits, exp.TryCast(this=self._text(name), to=exp.DataType.build("int")))

    def _many(self, name: str) -> exp.Expr:
        """The values of a fact with several, each between brackets, so that each can be looked for: ⟦cyberbullying⟧⟦phishing⟧."""
        between = _literal(_CLOSE + _OPEN)
        if self.columns[name] == LIST:
            joined: exp.Expr = exp.ArrayToString(this=_quoted(name), expression=between)
        else:
            parted = exp.func("REPLACE", _quoted(name), _literal(PARTED_BY[1]), _literal(PARTED_BY[0]))
            joined = exp.func("REPLACE", parted, _literal(PARTED_BY[0]), between)
        return exp.func("COALESCE", exp.func("CONCAT", _literal(_OPEN), joined, _literal(_CLOSE)), _literal(""))

    # ---- faults ----------------------------------------------------------------------------------------------

    def _error(self, facts: list[str]) -> exp.Expr:
        problems = [each for name in facts if (each := self._problem(self.vocabulary.facts[name])) is not None]
        actor = self._text("actor").is_(exp.null()) if "actor" in self.columns else exp.true()
        event = self._nothing_in(self._many("event")) if "event" in self.columns else exp.true()
        problems.append(exp.case().when(exp.and_(actor, event), _literal(NEITHER_ACTOR_NOR_EVENT)))
        # Both dialects leave out what is NULL; sqlglot knows of others that do not, and would write around them.
        joined = exp.Anonymous(this="CONCAT_WS", expressions=[_literal("; "), *problems])
        return exp.Nullif(this=joined, expression=_literal(""))

    def _nothing_in(self, bracketed: exp.Expr) -> exp.Expr:
        """Whether there is no value in brackets but `none`."""
        return self._without(bracketed, ["none"]).eq(_literal(""))

    def _without(self, bracketed: exp.Expr, values: Iterable[str]) -> exp.Expr:
        """What is left of values in brackets when these, and empty ones, are taken out; without the brackets."""
        left: exp.Expr = exp.RegexpReplace(
            this=bracketed, expression=_literal(_in_brackets(*values, "")), replacement=_literal(""), modifiers=_literal("g")
        )  # fmt: skip
        for bracket in (_OPEN, _CLOSE):
            left = exp.func("REPLACE", left, _literal(bracket), _literal(""))
        return exp.Trim(this=left)

    def _problem(self, fact: Fact) -> exp.Expr | None:
        text = self._text(fact.name)
        kind = self.columns[fact.name]
        match fact.type:
            case "flag":
                if kind != TEXT:
                    return None
                wrong: exp.Expr = exp.and_(
                    text.is_(exp.null()).not_(), exp.not_(self._lower_in(fact.name, WORDS_OF_FLAGS))
                )
            case "count":
                number = self._as_count(fact.name) if kind == TEXT else _quoted(fact.name)
                stated = text if kind == TEXT else _quoted(fact.name)
                fits = _false_if_null(
                    exp.Between(this=number, low=exp.Literal.number(0), high=exp.Literal.number(LARGEST_COUNT))
                )
                wrong = exp.and_(stated.is_(exp.null()).not_(), exp.not_(fits))
                text = text if kind == TEXT else exp.cast(_quoted(fact.name), "text")
            case "one":
                wrong = exp.and_(
                    text.is_(exp.null()).not_(),
                    exp.not_(_false_if_null(text.isin(*(_literal(each) for each in fact.values)))),
                )
            case _:
                text = self._without(self._many(fact.name), fact.values)
                wrong = text.neq(_literal(""))
        before, after = problem_of(fact, _NOTHING_SHOWN).split(_NOTHING_SHOWN)
        shown = exp.func("LEFT", text.copy(), exp.Literal.number(_LONGEST_SHOWN))
        return exp.case().when(wrong, exp.func("CONCAT", _literal(before + "'"), shown, _literal("'" + after)))

    # ---- boxes -----------------------------------------------------------------------------------------------

    def _box(self, box: Box) -> exp.Expr:
        tests = [
            self._test(dimension, cells) for dimension, cells in sorted(box.items(), key=lambda each: str(each[0]))
        ]
        return exp.and_(*tests) if tests else exp.true()

    def _test(self, dimension: Dimension, cells: frozenset[Cell]) -> exp.Expr:
        if isinstance(dimension, tuple):
            fact, value = dimension
            if fact not in self.columns:
                there: exp.Expr = exp.false()
            elif value == SOME:
                there = exp.not_(exp.paren(self._nothing_in(_quoted(fact))))
            else:
                there = exp.RegexpLike(this=_quoted(fact), expression=_literal(_in_brackets(value)))
            return there if True in cells else exp.not_(there)
        known = self.vocabulary.facts[dimension]
        if known.type == "flag":
            held: exp.Expr = _quoted(dimension) if dimension in self.columns else exp.false()
            return held if True in cells else exp.not_(held)
        if known.type == "count":
            return self._in_pieces(dimension, cells)
        return self._one_of(dimension, sorted(cells, key=str))

    def _one_of(self, fact: str, values: Iterable[Cell]) -> exp.Expr:
        values = list(values)
        if fact not in self.columns:
            return exp.true() if self.vocabulary.facts[fact].absent in values else exp.false()
        stated = [_literal(str(value)) for value in values if value is not None]
        among = _false_if_null(_quoted(fact).isin(*stated)) if stated else exp.false()
        return exp.or_(_quoted(fact).is_(exp.null()), among) if None in values else among

    def _in_pieces(self, fact: str, pieces: frozenset[Cell]) -> exp.Expr:
        if fact not in self.columns:
            return exp.true() if None in pieces else exp.false()
        cuts = self.plan.rulebook.space.cuts.get(fact, ())
        parts: list[exp.Expr] = []
        for piece in sorted(pieces, key=str):
            if piece is None:
                parts.append(_quoted(fact).is_(exp.null()))
                continue
            assert isinstance(piece, int)
            limits: list[exp.Expr] = [_quoted(fact) >= exp.Literal.number(cuts[piece - 1])] if piece else []
            limits += [_quoted(fact) < exp.Literal.number(cuts[piece])] if piece < len(cuts) else []
            parts.append(_false_if_null(exp.and_(_quoted(fact).is_(exp.null()).not_(), *limits)))
        return exp.or_(*parts)

    # ---- what is said ----------------------------------------------------------------------------------------

    def _any(self, boxes: int) -> exp.Expr:
        names = [_quoted(f"box {place}") for place in range(boxes.bit_length()) if boxes >> place & 1]
        return exp.or_(*names) if names else exp.false()

    def _case(self, case: Case) -> exp.Expr:
        held = self._any(case.boxes)
        return held if case.beside is None else exp.and_(exp.paren(held), exp.paren(self._any(case.beside)))

    def _verdict(self) -> exp.Case:
        chosen = exp.case()
        for verdict, boxes in self.plan.verdicts:
            chosen = chosen.when(self._any(boxes), _literal(verdict))
        return chosen.else_(_literal(SILENT)) if self.plan.verdicts else exp.case().when(exp.true(), _literal(SILENT))

    def _silent(self, verdict: exp.Expr) -> exp.Expr:
        no_act, not_bound, outside, nothing = (_literal(reason) for reason in REASONS)
        reason = exp.case().when(_quoted("no act"), no_act).when(exp.not_(_quoted("bound")), not_bound)
        reason = reason.when(self._any(self.plan.outside), outside).else_(nothing)
        return exp.case().when(exp.paren(verdict).eq(_literal(SILENT)), reason)

    def _list(self, name: str) -> exp.Expr:
        """The list of all that may be said, without what is not."""
        items = [
            exp.case().when(self._holds(each), _value(name, each.value)).else_(exp.null())
            for each in self.plan.lists[name]
        ]
        empty = exp.cast(exp.null(), _type(name))
        item = exp.to_identifier("each")
        some = exp.Lambda(this=exp.column("each").is_(exp.null()).not_(), expressions=[item])
        return exp.ArrayFilter(this=exp.array(*items, empty), expression=some)

    def _holds(self, said: Said) -> exp.Expr:
        held = exp.paren(self._case(said.case))
        return exp.and_(held, *(exp.not_(exp.paren(self._case(case))) for case in said.unless))

    def _unless_error(self, value: exp.Expr) -> exp.Expr:
        return exp.case().when(_quoted("error").is_(exp.null()), value)


def _type(name: str) -> exp.DataType:
    def struct(keys: tuple[str, ...]) -> str:
        fields = ", ".join(f'"{key}" {"TEXT[]" if key == "to" else "TEXT"}' for key in keys)
        return f"STRUCT({fields})"

    kinds = {"clauses": "TEXT", "duties": struct(DUTY), "consequences": struct(CONSEQUENCE), "clashes": "TEXT[]"}
    return exp.DataType.build(kinds[name], dialect="duckdb")


def _value(name: str, value: Any) -> exp.Expr:
    if name == "clauses":
        return _literal(value)
    if name == "clashes":
        return exp.array(*(_literal(each) for each in value))
    fields = []
    for key, each in value.items():
        made: exp.Expr = (
            exp.cast(exp.null(), "text") if each is None else _literal(each) if isinstance(each, str) else _texts(each)
        )
        fields.append(exp.PropertyEQ(this=exp.to_identifier(key, quoted=True), expression=made))
    return exp.Struct(expressions=fields)


def _texts(values: list[str]) -> exp.Expr:
    return exp.cast(exp.array(*(_literal(each) for each in values)), exp.DataType.build("ARRAY<TEXT>"))


def _quoted(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


def _literal(text: str) -> exp.Literal:
    return exp.Literal.string(text)


def _false_if_null(condition: exp.Expr) -> exp.Expr:
    return exp.func("COALESCE", exp.paren(condition), exp.false())


def _in_brackets(*values: str) -> str:
    """The regular expression, in any dialect, for one of these values in brackets."""
    return f"{_OPEN} *({'|'.join(_escaped(value) for value in values)}) *{_CLOSE}"


def _escaped(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter in " -" else f"[{letter}]" for letter in text)


__all__ = ["LIST", "NUMBER", "TABLE", "TEXT", "table_query"]
