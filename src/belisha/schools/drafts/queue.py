"""Queue: reads the documents that wait, a few at once for the whole site and one at a time for each address.

Room: schools.drafts. The document waits in the database, so a restart loses none; whoever looks at a draft that waits puts it back into the queue
of the process that is up. In memory is only who comes next. Next door: `belisha.importing.apart` does the reading, in a process of its own.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection

from belisha.importing.apart import read_through
from belisha.importing.faults import ImportFault
from belisha.schools.drafts import actions
from belisha.schools.drafts.models import Draft

AT_ONCE = 2
MOST_WAITING = 20
MOST_OF_ONE_ADDRESS = 3
MOST_ATTEMPTS = 3
_LOCKS = 1934  # the first of two numbers that name a lock in the database; the second is the draft's
log = logging.getLogger(__name__)


class Queue:
    """Who waits, and who is being read; by the draft's id, with the address that asked."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: OrderedDict[int, str] = OrderedDict()
        self.running: dict[int, str] = {}
        self.over: dict[int, threading.Event] = {}

    def has_room(self, address: str) -> bool:
        """Whether one more document may come from this address."""
        with self.lock:
            theirs = [*self.waiting.values(), *self.running.values()].count(address)
            return theirs < MOST_OF_ONE_ADDRESS and len(self.waiting) < MOST_WAITING

    def add(self, draft: int, address: str) -> threading.Event:
        """Sees to it that the draft is read; once, however often it is asked. The event is set when that is over."""
        with self.lock:
            if draft not in self.over:
                self.over[draft] = threading.Event()
                self.waiting[draft] = address
                if len(self.running) < AT_ONCE:
                    self._start()
            return self.over[draft]

    def before(self, draft: int) -> int:
        """How many documents are read before this one is begun; 0 for one that is being read."""
        with self.lock:
            return list(self.waiting).index(draft) + 1 if draft in self.waiting else 0

    def _start(self) -> None:
        """Starts the next that may be read, if there is one. The lock is held."""
        draft = next((one for one, address in self.waiting.items() if address not in self.running.values()), None)
        if draft is not None:
            self.running[draft] = self.waiting.pop(draft)
            threading.Thread(target=self._run, args=(draft,), daemon=True, name=f"reads draft {draft}").start()

    def _run(self, draft: int) -> None:
        try:
            read(draft)
        except Exception:  # the document still waits: whoever looks at it next has it tried again
            log.exception("reading a document failed")
        finally:
            connection.close()
            with self.lock:
                del self.running[draft]
                self.over.pop(draft).set()
                while len(self.running) < AT_ONCE and any(
                    each not in self.running.values() for each in self.waiting.values()
                ):
                    self._start()


def read(draft: int) -> None:
    """Reads a draft that waits. Nothing, if it does not wait, or another process is at it."""
    close_old_connections()
    with _alone(draft) as alone:
        waiting = Draft.objects.filter(pk=draft, pending__isnull=False).first() if alone else None
        if waiting is None:
            return
        if waiting.attempts >= MOST_ATTEMPTS:
            actions.refuse(
                waiting,
                "Belisha tried three times to read the document, and was stopped each time",
                "Save its text alone, without pictures, and bring that in.",
            )
            return
        actions.attempt(waiting)
        try:
            source, readings = read_through(bytes(waiting.pending or b""), waiting.ending)
        except ImportFault as fault:
            actions.refuse(waiting, fault.problem, fault.mend)
        else:
            actions.store(waiting, source, readings)


@contextmanager
def _alone(draft: int) -> Iterator[bool]:
    """Whether this process alone is at the draft. The database lets go of the lock when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, draft % 2**31])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, draft % 2**31])


QUEUE = Queue()
