"""Within: a bound on how long the server thinks about rules that somebody else wrote.

Room: web.drafts. What can be asked of a policy exactly is exponential at worst (docs/adr/0010). The policies that come with Belisha are known to be
quick; a draft's rules are anybody's. Python stops a thread that is told to at its next step, which is soon: the engine is Python all through.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SECONDS = 5.0
# On a machine that is busy with other things, so many times as long may pass.
PATIENCE = 6


class TookTooLong(Exception):
    """It was not over in time, and was stopped."""


@contextmanager
def within(seconds: float = SECONDS) -> Iterator[None]:
    """Stops what runs inside after so many seconds of its own thinking, by raising TookTooLong in it."""
    me = threading.get_ident()
    left, over = _Meter(me, seconds), threading.Event()
    lock, inside = threading.Lock(), True

    def watch() -> None:
        with suppress(OSError):  # the thread is gone, and so is its clock
            while left() > 0 and not over.wait(max(0.01, left())):
                pass
        with lock:
            if inside:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(me), ctypes.py_object(TookTooLong))

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            # INVARIANT: nothing is raised once this block is left; what was sent and has not arrived is taken back.
            inside = False
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(me), None)
        over.set()


class _Meter:
    """How many seconds a thread has left: of the processor, where the system says; never more than the patience on the clock."""

    def __init__(self, thread: int, seconds: float) -> None:
        self.clock = (
            time.pthread_getcpuclockid(thread) if hasattr(time, "pthread_getcpuclockid") else time.CLOCK_MONOTONIC
        )
        self.until = time.clock_gettime(self.clock) + seconds
        self.latest = time.monotonic() + PATIENCE * seconds

    def __call__(self) -> float:
        return min(self.until - time.clock_gettime(self.clock), self.latest - time.monotonic())
