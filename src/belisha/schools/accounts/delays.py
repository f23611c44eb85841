"""Delays: a wrong password makes the next try wait, longer each time. Nobody is ever locked out.

Room: schools.accounts. Counted by account and by network address, in memory (docs/adr/0005, 0043): nothing is written down, and a
restart forgives. A passkey or a link by e-mail never waits, so that nobody can keep a safeguarding lead out by guessing.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

FREE = 3  # tries without a wait
LONGEST = {"account": 60, "address": 120}  # seconds
FREE_OF_AN_ADDRESS = 20  # a school comes from one
FORGET_AFTER = 3600  # seconds without a failure
MOST = 50_000  # keys kept; the oldest go first


@dataclass(slots=True)
class _Tries:
    failed: int = 0
    last: float = 0.0


class Delays:
    def __init__(self) -> None:
        self.tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()
        self.lock = threading.Lock()

    def wait(self, account: str, address: str, now: float | None = None) -> int:
        """Seconds until the next try is looked at; 0: now."""
        at = time.time() if now is None else now
        with self.lock:
            return max(self._left(key, at) for key in self._keys(account, address))

    def failed(self, account: str, address: str, now: float | None = None) -> None:
        at = time.time() if now is None else now
        with self.lock:
            for key in self._keys(account, address):
                tries = self.tries.setdefault(key, _Tries())
                if at - tries.last > FORGET_AFTER:
                    tries.failed = 0
                tries.failed, tries.last = tries.failed + 1, at
                self.tries.move_to_end(key)
            while len(self.tries) > MOST:
                self.tries.popitem(last=False)

    def succeeded(self, account: str) -> None:
        with self.lock:
            self.tries.pop(("account", account.strip().lower()), None)

    def forget(self) -> None:
        """For tests."""
        with self.lock:
            self.tries.clear()

    @staticmethod
    def _keys(account: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("account", account.strip().lower()), ("address", address)

    def _left(self, key: tuple[str, str], now: float) -> int:
        tries = self.tries.get(key)
        if tries is None or now - tries.last > FORGET_AFTER:
            return 0
        over = tries.failed - (FREE if key[0] == "account" else FREE_OF_AN_ADDRESS)
        if over < 0:
            return 0
        pause = min(2 ** min(over, 10), LONGEST[key[0]])
        return max(0, int(tries.last + pause - now + 0.999))


DELAYS = Delays()
