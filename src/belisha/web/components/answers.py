"""Parts that hold policies side by side: one answer in a few words, a table of answers, a difference with the sentences of both.

Room: web.components. Lays out what `web.compare` found. Next door: `decisions` shows one decision in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from belisha.web.components.decisions import VERDICTS
from belisha.web.components.govuk import Content
from belisha.web.components.words import details, link, tag

# So many of a list are shown; the rest unfolds.
MOST_SHOWN = 4
Quoted = tuple[str, str]  # a clause: its id and its sentence


@dataclass(frozen=True, slots=True)
class Column:
    """A policy at the head of a column. href: where it stands."""

    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What one of two policies says. policy: its href; clauses: pairs of id and sentence, () where it says nothing; answer: its tag, or nothing;
    nothing: what is said where there is no clause."""

    name: str
    policy: str
    clauses: Sequence[Quoted] = ()
    answer: Content = ""
    nothing: str = "No sentence speaks of it."


@cache
def _tag(kind: str) -> Markup:
    return tag(*VERDICTS[kind])


def answer(
    kind: str,
    words: Sequence[str] = (),
    clauses: Sequence[Quoted] = (),
    *,
    href: str = "",
    who: str = "",
    both: bool = False,
) -> Markup:
    """What a policy answers, in a few words; its clauses unfold. kind: a key of VERDICTS. href: where the whole answer stands. who: the policy.

    both: the policy says that one may, and that one must not.
    """
    said = [_tag(kind)]
    if both:
        said.append(Markup('<strong class="belisha-answer__words">The policy says both</strong>'))
    said += [Markup('<span class="belisha-answer__words">{}</span>').format(each) for each in words]
    whole = Markup()
    if href:
        hidden = Markup('<span class="govuk-visually-hidden"> of {}</span>').format(who) if who else ""
        whole = Markup('<a class="govuk-link belisha-answer__whole" href="{}">{}{}</a>').format(
            href, "The whole answer" if clauses else "Why", hidden
        )
    if clauses:
        ids = Markup(", ").join(Markup('<span class="belisha-cite">{}</span>').format(id) for id, _ in clauses)
        hidden = Markup('<span class="govuk-visually-hidden">: the sentences{}</span>').format(
            f" of {who}" if who else ""
        )
        said.append(
            Markup('<details class="belisha-answer__clauses"><summary>{}{}</summary>{}{}</details>').format(
                ids, hidden, quotes(clauses), whole
            )
        )
    elif href:
        said.append(whole)
    return Markup('<div class="belisha-answer">{}</div>').format(Markup("").join(said))


def quotes(clauses: Sequence[Quoted], policy: str = "") -> Markup:
    """Sentences with their ids. policy: where that policy stands, for a link at each id."""
    made = []
    for id, sentence in clauses:
        name = Markup('<a class="govuk-link" href="{}#{}">{}</a>').format(policy, id.lower(), id) if policy else id
        made.append(Markup('<p class="belisha-quote"><strong>{}</strong> {}</p>').format(name, sentence))
    return Markup("").join(made)


def matrix(
    title: Content,
    columns: Sequence[Column],
    rows: Sequence[tuple[Content, Sequence[Markup]]],
    *,
    name: str = "matrix",
) -> Markup:
    """A table of answers under its title: a question and an answer for each column. name: an id for it, where a page has two.

    Where it is too narrow for its columns it becomes a list by question, with a line for each policy. On paper the head stands on every page.
    """
    heads = Markup("").join(
        Markup('<th scope="col" role="columnheader" class="belisha-matrix__head">{}</th>').format(_head(each))
        for each in columns
    )
    starts = [
        Markup(
            '<td role="cell" class="belisha-matrix__cell"><span class="belisha-matrix__name" aria-hidden="true">{}</span>'
        ).format(each.name)
        for each in columns
    ]
    end = Markup("</td>")
    body = []
    for question, cells in rows:
        body.append(
            Markup('<tr role="row"><th scope="row" role="rowheader" class="belisha-matrix__question">{}</th>').format(
                question
            )
        )
        for start, cell in zip(starts, cells, strict=True):
            body += [start, cell, end]
        body.append(Markup("</tr>"))
    return Markup(
        '<h3 class="govuk-heading-m belisha-matrix__title" id="{0}">{1}</h3>'
        '<table role="table" class="belisha-matrix belisha-matrix--{2}" aria-labelledby="{0}">'
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader" class="belisha-matrix__head">Question</th>{3}</tr></thead>'
        '<tbody role="rowgroup">{4}</tbody></table>'
    ).format(name, title, len(columns), heads, Markup("").join(body))


def _head(column: Column) -> Markup | str:
    return link(column.href, column.name) if column.href else column.name


def difference(sentence: Content, sides: Sequence[Side], *, also: Sequence[str] = (), example: Content = "") -> Markup:
    """One difference between two policies: a sentence, what it is true of besides, the sentences of both, and an example."""
    lines = [Markup('<p class="belisha-difference__sentence">{}</p>').format(sentence)]
    if also:
        shown, rest = (also, ()) if len(also) <= MOST_SHOWN + 1 else (also[:MOST_SHOWN], also[MOST_SHOWN:])
        lines += [Markup('<p class="belisha-difference__small">The same when:</p>'), _listed(shown)]
        if rest:
            lines.append(details(f"{len(rest)} more", _listed(rest)))
    lines.append(Markup('<div class="belisha-difference__sides">{}</div>').format(Markup("").join(map(_side, sides))))
    return _of_clauses(lines, example)


def _listed(lines: Sequence[str]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(each) for each in lines)
    return Markup('<ul class="govuk-list govuk-list--bullet belisha-difference__small">{}</ul>').format(items)


def finding(
    message: Content, clauses: Sequence[Quoted], *, policy: str = "", example: Content = "", mend: Content = ""
) -> Markup:
    """Something about one policy: what it is, the sentences, an example, and what to do about it. policy: where that policy stands."""
    shown, rest = (clauses, ()) if len(clauses) <= MOST_SHOWN + 1 else (clauses[:MOST_SHOWN], clauses[MOST_SHOWN:])
    lines = [Markup('<p class="belisha-difference__sentence">{}</p>').format(message), quotes(shown, policy)]
    if rest:
        lines.append(details(f"{len(rest)} more sentences", quotes(rest, policy)))
    return _of_clauses(lines, example, mend)


def _of_clauses(lines: list[Markup], example: Content, mend: Content = "") -> Markup:
    small = [each for each in (example, Markup("What to do: {}").format(mend) if mend else "") if each]
    lines += [Markup('<p class="belisha-difference__small">{}</p>').format(each) for each in small]
    return Markup('<div class="belisha-difference">{}</div>').format(Markup("").join(lines))


def _side(side: Side) -> Markup:
    said = quotes(side.clauses, side.policy) or Markup('<p class="belisha-quote belisha-quiet">{}</p>').format(
        side.nothing
    )
    return Markup(
        '<div class="belisha-difference__side"><p class="belisha-difference__name"><strong>{}</strong> {}</p>{}</div>'
    ).format(side.name, side.answer, said)
