"""belisha words: what a policy can say: people, acts, things, settings, conditions, duties, consequences, facts.

Room: cli. Lays out the language's own reference for a terminal.
Next door: `belisha.language.reference` makes it; docs/language.md and the page /words show the same.
"""

from __future__ import annotations

import difflib
import shutil
import textwrap

import click

from belisha.language.reference import TOPIC_NAMES, Entry, Shape, Topic, search, shapes, topics

from .main import NO, CannotRead

SENTENCES = "sentences"


def _wrapped(text: str, width: int, indent: str) -> str:
    return "\n".join(
        textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
    )


def _entry(entry: Entry, width: int) -> str:
    lines = [click.style(_wrapped(" | ".join(entry.said), width, "  "), bold=True)]
    if entry.denied:
        lines.append(_wrapped("denied: " + " | ".join(entry.denied), width, "      "))
    lines += [click.style(_wrapped(each, width, "      "), dim=True) for each in (entry.means, entry.note) if each]
    return "\n".join(lines)


def _topic(topic: Topic, width: int) -> str:
    head = [
        click.style(f"{topic.title} ({topic.name})", bold=True, underline=True),
        _wrapped(topic.intro, width, "").replace("\n  ", "\n"),
    ]
    head += [_wrapped(f"Example: {topic.example.replace('**', '')}", width, "")] if topic.example else []
    return "\n".join([*head, "", *(_entry(each, width) for each in topic.entries)]) + "\n"


def _shape(shape: Shape, width: int) -> str:
    lines = [click.style(shape.title, bold=True)] + (
        [_wrapped(shape.intro, width, "").replace("\n  ", "\n")] if shape.intro else []
    )
    lines += [_wrapped(each, width, "  ") for each in shape.sentences]
    return "\n".join([*lines, *([textwrap.indent(shape.block, "  ")] if shape.block else [])]) + "\n"


@click.command(
    epilog="""\b
Topics:
  people, acts, things, settings, predicates, conditions, events, duties, consequences, facts,
  and sentences (their shapes, by example)

\b
Examples:
  belisha words
  belisha words people
  belisha words --search "picture"
  belisha words duties --search report"""
)
@click.argument("topic", required=False)
@click.option("--search", "wanted", metavar="WORDS", default="", help="Only what holds all of these words.")
def command(topic: str | None, wanted: str) -> None:
    """What a policy can say: people, acts, things, settings, conditions, duties, consequences and facts."""
    width = min(110, shutil.get_terminal_size((100, 24)).columns)
    if topic is not None and topic not in (*TOPIC_NAMES, SENTENCES):
        near = difflib.get_close_matches(topic.lower(), (*TOPIC_NAMES, SENTENCES), n=1, cutoff=0.5)
        mend = f" Did you mean `{near[0]}`?" if near else ""
        raise CannotRead(f"There is no topic `{topic[:60]}`.{mend} There are {', '.join((*TOPIC_NAMES, SENTENCES))}.")
    if topic == SENTENCES:
        words = wanted.lower().split()
        found = [
            each
            for each in shapes()
            if all(
                word in f"{each.title} {each.intro} {' '.join(each.sentences)} {each.block}".lower() for word in words
            )
        ]
        _show([_shape(each, width) for each in found], wanted)
        return
    chosen = [each for each in topics() if topic in (None, each.name)]
    if topic is None and not wanted.strip():
        for each in chosen:
            click.echo(
                f"{click.style(each.name.ljust(13), bold=True)} {len(each.entries):>4}  {each.example.replace('**', '') or each.intro}"
            )
        click.echo(
            f"{click.style(SENTENCES.ljust(13), bold=True)} {len(shapes()):>4}  The shapes of sentences, by example."
        )
        click.echo("\nbelisha words people shows a topic; belisha words --search picture looks in all.")
        return
    _show([_topic(each, width) for each in search(wanted, chosen)], wanted)


def _show(texts: list[str], wanted: str) -> None:
    if not texts:
        click.echo(f"Nothing holds `{wanted[:60]}`. Try a shorter word, or `belisha words` for the topics.", err=True)
        raise click.exceptions.Exit(NO)
    click.echo("\n".join(texts).rstrip())
