"""The process apart: one file in on standard input, its source out as JSON; with `--sentences`, what each of its sentences says too.
Started by `apart`, never by anything else.

Room: importing. It bounds its own memory and time, and gives up writing, the network and other programs before it reads the first byte.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .source import Source

MEMORY = 1_500_000_000
SECONDS = 60
MOST_SENTENCES = 1_500  # some twenty milliseconds each
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
    through = _sentences() if "--sentences" in sys.argv[2:] else None
    confine()
    import warnings

    warnings.simplefilter("ignore")
    sys.setrecursionlimit(3_000)
    from .faults import ImportFault
    from .formats import read

    answer: dict[str, Any]
    try:
        source = read(sys.stdin.buffer.read(), sys.argv[1])
        answer = source.as_json() if through is None else through(source)
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


def _sentences() -> Callable[[Source], dict[str, Any]]:
    """What reads the sentences of a source. What is ours is loaded here, before anything is given up: NumPy does not load without `ctypes`."""
    from .encoder import encoder
    from .faults import ImportFault
    from .kept import as_json
    from .known import suggestions
    from .reading import read_sentences
    from .sentences import sentences
    from .suggest import translator

    encoder()
    translator()
    library = suggestions()

    def through(source: Source) -> dict[str, Any]:
        found = sentences(source)
        if len(found) > MOST_SENTENCES:
            raise ImportFault(
                f"The document has {len(found):,} sentences, and Belisha takes at most {MOST_SENTENCES:,}",
                "Bring in the policy alone, without its annexes.",
            )
        return {"source": source.as_json(), "readings": [as_json(each) for each in read_sentences(found, library)]}

    return through


if __name__ == "__main__":
    main()
