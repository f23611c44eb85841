"""Apart: reads a file in a process of its own, with limits on memory and time, so that no document can hurt the one that asks.

Room: importing. Next door: `worker` is that process, `formats` what runs in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from . import kept
from .faults import ImportFault
from .formats import ENDINGS, LARGEST
from .reading import Reading
from .source import Source

SECONDS = 90


def read_file(path: Path) -> Source:
    """The source in a file. Raises ImportFault, and OSError where it cannot be opened."""
    size = path.stat().st_size
    if path.is_file() and size > LARGEST:  # before a byte of it is read
        raise ImportFault(
            f"The file has {size / 1e6:.0f} MB; at most {LARGEST // 1_000_000} MB are taken",
            "Save it again without its pictures, or copy its text into a Word document.",
        )
    with path.open("rb") as file:
        return read_bytes(file.read(LARGEST + 1), path.suffix)


def read_bytes(data: bytes, ending: str, seconds: float = SECONDS) -> Source:
    """The source in these bytes. ending: of the file's name, with its dot. Raises ImportFault."""
    return Source.from_json(_run(data, ending, seconds))


def read_through(data: bytes, ending: str, seconds: float = SECONDS) -> tuple[Source, tuple[Reading, ...]]:
    """The source, and every sentence of it with what it says and the rule that is nearest to it.

    For whoever serves others: looking at the sentences of a hostile document may take long too. Raises ImportFault.
    """
    made = _run(data, ending, seconds, "--sentences")
    return Source.from_json(made["source"]), tuple(kept.from_json(each) for each in made["readings"])


def _run(data: bytes, ending: str, seconds: float, *more: str) -> dict[str, Any]:
    """What the process answers."""
    ending = ending.lower() if ending.lower() in ENDINGS or len(ending) < 20 else ""
    command = [sys.executable, "-B", "-m", "belisha.importing.worker", ending, *more]
    here = str(Path(__file__).resolve().parents[2])
    # One thread: each that NumPy starts asks for address space, which is bounded, and the server's other work needs the other cores.
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} | {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ
    }
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=seconds, check=False, cwd=here, env={**environment, "PYTHONPATH": here}
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ImportFault(
            f"Reading the document took longer than {seconds:.0f} seconds",
            "Save its text alone, without pictures, and bring that in.",
        ) from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise ImportFault(
            "Reading the document used more memory or time than any policy needs, and was stopped",
            "Save its text alone, without pictures, and bring that in.",
        ) from None
    if "problem" in answer:
        raise ImportFault(answer["problem"], answer["mend"])
    return answer
