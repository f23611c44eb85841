"""Within: a bound on how long the server thinks about rules that somebody else wrote.

Room: web.drafts. What can be asked of a policy exactly is exponential at worst (docs/adr/0010). The policies that come with Belisha are known to be
quick; a draft's rules are anybody's. Python stops a thread that is told to at its next step, which is soon: the engine is Python all through.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 5.0


class TookTooLong(Exception):
    """It was not over in time, and was stopped."""


@contextmanager
def within(seconds: float = SECONDS) -> Iterator[None]:
    """Stops what runs inside after so many seconds, by raising TookTooLong in it."""
    thread, lock, inside = ctypes.c_ulong(threading.get_ident()), threading.Lock(), True

    def stop() -> None:
        with lock:
            if inside:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TookTooLong))

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            # INVARIANT: nothing is raised once this block is left; what was sent and has not arrived is taken back.
            inside = False
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)
