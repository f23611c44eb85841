"""belisha import: a school's own document in, a draft policy or its sentences out.

Room: cli. The library's rules are what suggestions are taken from.
Next door: `belisha.importing` reads the file, in a process apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from belisha.importing.apart import read_file
from belisha.importing.draft import write
from belisha.importing.faults import ImportFault
from belisha.importing.known import suggestions
from belisha.importing.modality import because, modalities
from belisha.importing.reading import read
from belisha.importing.sentences import Sentence, sentences
from belisha.language import load

from .main import CannotRead
from .publish import write_whole


def explained(found: Sequence[Sentence]) -> Iterator[str]:
    """Each sentence with its label, and the words and surroundings that decided, most first, each with the share of the label that goes with it."""
    for number, (one, said) in enumerate(zip(found, modalities(found), strict=True)):
        decided = [(name, share) for name, share in because(found, number)[:4] if share >= 0.05]
        yield f"{said.modality} ({said.sure:.2f}): {one.text}"
        yield (
            "    " + ("; ".join(f"“{name}” {share:.2f}" for name, share in decided) or "no single word decides") + "\n"
        )


@click.command(
    "import",
    epilog="""\b
Reads .pdf, .docx, .odt, .html, .md and .txt; nothing leaves this machine. Each sentence that binds somebody gets an id, and where our
language can say the same, a suggested rule with the printed sentence beside it. Nothing counts until you accept it.

\b
Examples:
  belisha import policy.pdf > draft.md
  belisha import policy.docx --format json > sentences.jsonl
  belisha import policy.docx --format why | less

\b
Status: 0, or 2 if the document could not be read or the draft not written.""",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--format", "form", type=click.Choice(["policy", "json", "text", "why"]), default="policy", show_default=True,
    help="A draft policy; one JSON object a sentence; the text that the offsets of those count in; or why each sentence got its label.",
)  # fmt: skip
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write it; without it, to the terminal or pipe.",
)
def command(file: Path, form: str, output: Path | None) -> None:
    """Bring in a school's own policy document: a draft policy, or each sentence with what it says."""
    if file.is_dir():
        raise CannotRead(f"`{file}` is a folder. Name the document in it.")
    try:
        source = read_file(file)
    except ImportFault as fault:
        raise CannotRead(f"`{file.name}`: {fault.problem}.\n{fault.mend}") from None
    except OSError as error:
        raise CannotRead(f"`{file}` cannot be opened ({error.strerror}).") from None
    if form == "text":
        text = source.text
    elif form == "why":
        text = "\n".join(explained(sentences(source))) + "\n"
    else:
        readings = read(source, suggestions())
        if form == "json":
            text = "".join(json.dumps(each.as_json(), ensure_ascii=False) + "\n" for each in readings)
        else:
            text = write(source, readings, file.stem, load()).text
    if output is None or str(output) == "-":
        click.echo(text.encode("utf-8", "replace"), nl=False)
        return
    try:
        write_whole(output, text.encode("utf-8", "replace"))
    except OSError as error:
        raise CannotRead(f"`{output}` cannot be written ({error.strerror}).") from None
    click.echo(f"{output}: written from {file.name}.", err=True)
