"""belisha publish: a policy as a web page that a school can put on its site, or as a PDF for its governors.

Room: cli. Reads the policy, writes one file, whole or not at all.
Next door: `belisha.publishing` makes the page and the PDF.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from .main import CannotRead
from .policies import open_policy


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that at no moment half of it stands there. Raises CannotRead, with the mend."""
    if path.is_dir():
        raise CannotRead(f"`{path}` is a folder. Name a file in it, such as `{path / 'policy.html'}`.")
    if not path.parent.is_dir():
        raise CannotRead(f"There is no folder `{path.parent}`. Make it first, or name another.")
    if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced, only written to
        path.write_bytes(data)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


@click.command(
    epilog="""\b
The page is one file: no script, nothing loaded from elsewhere. Put it on the school's web site, open it on a phone.
The PDF has a cover, the approvals, contents, and the version in every foot.

\b
Examples:
  belisha publish my-policy.md -o my-policy.html
  belisha publish little-eaton > little-eaton.html
  belisha publish my-policy.md --to pdf -o my-policy.pdf

\b
Status: 0, or 2 if the policy could not be read or the page not written."""
)
@click.argument("given", metavar="FILE|NAME")
@click.option(
    "--to", "form", type=click.Choice(["html", "pdf"]), default="html", show_default=True, help="What to make."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write it; without it, to the terminal or pipe.",
)
def command(given: str, form: str, output: Path | None) -> None:
    """Publish a policy as a web page with numbered clauses that can be linked to, or as a PDF."""
    from belisha.publishing import policy_pdf, publish

    policy = open_policy(given)
    made = policy_pdf(policy) if form == "pdf" else publish(policy).encode("utf-8", "replace")
    if form == "pdf" and output is None and sys.stdout.isatty():
        raise CannotRead("A PDF is nothing for a terminal: name a file for it, such as `-o policy.pdf`.")
    if output is None or str(output) == "-":
        click.echo(made, nl=False)
        return
    try:
        write_whole(output, made)
    except OSError as error:
        raise CannotRead(f"`{output}` cannot be written ({error.strerror}).") from None
    click.echo(f"{output}: {given} published.", err=True)
