"""Once: what takes seconds is worked out once, by one worker, and kept; a page that cannot wait for it says so.

Room: web. Two requests for one thing share the work; requests for several things wait their turn, so that the rest of the site stays quick.
Each process keeps its own.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

# So long a page is kept waiting, in seconds; then it says that its answer is being worked out.
PATIENCE = 2.0
# One for all: two at a time would only take turns at the interpreter, and each would be late.
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="once")
_here = threading.local()


class Once(Generic[Key, Value]):
    """make: from a key to its value; it may ask another Once. keep: how many are kept, those asked for last."""

    def __init__(self, make: Callable[[Key], Value], keep: int) -> None:
        self._make, self._keep = make, keep
        self._kept: OrderedDict[Key, Future[Value]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, wait: float | None = None) -> Value | None:
        """The value; None where it is not there within so many seconds (wait left out: as long as it takes).

        It goes on being made all the same. Raises what `make` raises; the next to ask then tries again.
        """
        if getattr(_here, "working", False):  # the worker itself: it must not wait for its own turn
            return self._at_once(key)
        with self._lock:
            found = self._kept.get(key) or _worker.submit(self._work, key)
            self._keep_it(key, found)
        try:
            return found.result(wait)
        except TimeoutError:
            return None
        except BaseException:
            with self._lock:
                if self._kept.get(key) is found:
                    del self._kept[key]
            raise

    def _work(self, key: Key) -> Value:
        _here.working = True
        try:
            return self._at_once(key)
        finally:
            _here.working = False

    def _at_once(self, key: Key) -> Value:
        with self._lock:
            found = self._kept.get(key)
        if found is not None and found.done():
            return found.result()
        made: Future[Value] = Future()
        made.set_result(self._make(key))
        with self._lock:
            self._keep_it(key, made)
        return made.result()

    def _keep_it(self, key: Key, found: Future[Value]) -> None:
        self._kept[key] = found
        self._kept.move_to_end(key)
        if len(self._kept) > self._keep:
            self._kept.popitem(last=False)


def look_again(request: HttpRequest, title: str) -> HttpResponse:
    """The page for whoever has waited long enough: what is being done, and a way to look again."""
    return render(request, "wait.html", {"title": title, "again": request.get_full_path()}, status=202)
