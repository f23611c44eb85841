"""Apart: reads a file in a process of its own, with limits on memory and time, so that no document can hurt the one that asks.

Room: importing. Next door: `worker` is that process, `formats` what runs in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from .faults import ImportFault
from .formats import ENDINGS, LARGEST
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
    ending = ending.lower() if ending.lower() in ENDINGS or len(ending) < 20 else ""
    command = [sys.executable, "-B", "-m", "belisha.importing.worker", ending]
    here = str(Path(__file__).resolve().parents[2])
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
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
        answer = json.loads(done.stdout)
    except ValueError:
        raise ImportFault(
            "Reading the document used more memory or time than any policy needs, and was stopped",
            "Save its text alone, without pictures, and bring that in.",
        ) from None
    if "problem" in answer:
        raise ImportFault(answer["problem"], answer["mend"])
    return Source.from_json(answer)
