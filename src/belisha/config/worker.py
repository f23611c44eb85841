"""Worker: does the jobs of the queue, and those of every day, until it is told to stop or the server that started it is gone.

Room: config. `python -m belisha.config.worker`, with the same variables as the server. More than one may run.
Next door: `schools.post.jobs` is what there is to do.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading

GRACE = 20  # seconds for a job that runs when it is told to stop


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belisha.config.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app

    if not sys.stdin.closed and not sys.stdin.isatty():
        threading.Thread(target=_stop_when_left_alone, daemon=True).start()
    worker_app = app.with_connector(app.connector.get_worker_connector())
    with contextlib.suppress(KeyboardInterrupt):
        worker_app.run_worker(concurrency=1, shutdown_graceful_timeout=GRACE, delete_jobs="successful")
    return 0


def _stop_when_left_alone() -> None:
    """Our standard input ends when the process that started us does, however that came about.

    Read past Python's buffer: whoever waits in that when Python ends brings it down with a fault.
    """
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    from belisha.config.worker import main as run  # by its own name: the queue's app would else belong to `__main__`

    sys.exit(run())
