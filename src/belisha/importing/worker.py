"""The process apart: one file in on standard input, its source out as JSON. Started by `apart`, never by anything else.

Room: importing. It bounds its own memory and time, and gives up writing, the network and other programs before it reads the first byte.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

MEMORY = 1_500_000_000
SECONDS = 60
_NEVER = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "ftplib.",
    "urllib.",
    "http.",
    "ctypes.",
    "shutil.",
    "os.remove",
    "os.rename",
)


def confine() -> None:
    """Limits that cannot be lifted again."""
    try:
        import resource
    except ImportError:  # Windows has none; there the time limit of `apart` is what holds
        pass
    else:
        for what, limit in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            _, most = resource.getrlimit(what)
            limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
            resource.setrlimit(what, (limit, limit))

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and (
            set(arguments[1] or "") & set("wax+") or (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if writes or event.startswith(_NEVER):
            raise PermissionError(f"{event} is not for the process that reads documents")

    sys.addaudithook(refuse)


def main() -> None:
    confine()
    import warnings

    warnings.simplefilter("ignore")
    sys.setrecursionlimit(3_000)
    from .faults import ImportFault
    from .formats import read

    answer: dict[str, Any]
    try:
        answer = read(sys.stdin.buffer.read(), sys.argv[1]).as_json()
    except ImportFault as fault:
        answer = {"problem": fault.problem, "mend": fault.mend}
    except MemoryError:
        answer = {
            "problem": "The document asks for more memory than any policy needs",
            "mend": "Save its text alone, without pictures.",
        }
    except RecursionError:
        answer = {
            "problem": "The document is nested too deeply",
            "mend": "Copy its text into a new document, and bring that in.",
        }
    sys.stdout.write(json.dumps(answer))  # plain ASCII: nothing that a document holds can break it


if __name__ == "__main__":
    main()
