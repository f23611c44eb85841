"""For the tests of the command line: `belisha` in this process, `process` in one of its own.

In a process of its own only where the process is what is tested: exit status, streams, signals, memory.
"""

import contextlib
import functools
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

COMMAND = [sys.executable, "-c", "from belisha.cli.main import main; main()"]


@pytest.fixture
def belisha():
    """belisha("check", "x.md", input=…): its result, with `exit_code`, `stdout`, `stderr`."""
    from belisha.cli.main import belisha as command

    def run(*arguments, input=None):
        result = CliRunner().invoke(command, list(arguments), input=input)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def start():
    """start("decide", …): a running process with pipes; what is left over is ended after the test."""
    running = []

    def begin(*arguments, **options):
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        environment = {**os.environ, "COLUMNS": "100"}
        # Whoever started the tests in the background has them, and all they start, ignore Ctrl-C.
        heed = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        process = subprocess.Popen([*COMMAND, *arguments], env=environment, preexec_fn=heed, **options)
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


@pytest.fixture
def process(start):
    """process("decide", …, input=b"…"): the finished process: `returncode`, `stdout`, `stderr`."""

    def run(*arguments, input=b"", **options):
        one = start(*arguments, **options)
        stdout, stderr = one.communicate(input, timeout=120)
        return subprocess.CompletedProcess(arguments, one.returncode, stdout, stderr)

    return run


POLICY = """---
policy: Social media
school: Example Primary School
applies to: [staff, pupil]
---

# Friends

```rules
FR-1: Staff must not befriend a pupil, unless the pupil is close family.
FR-2: Staff may message a parent.
FR-3: When staff get a message from a pupil, they must report it to the headteacher within 1 working day.
FR-4: Staff should not post something that is abusive.
FR-5: Breaking FR-1 may lead to disciplinary action.
```
"""


@pytest.fixture
def policy(tmp_path):
    """The path of a small policy."""
    path = tmp_path / "policy.md"
    path.write_text(POLICY, encoding="utf-8")
    return str(path)
