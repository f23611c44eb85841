"""What a draft's rules are allowed to cost: stopped in time, and never after."""

import threading
import time

import pytest

from belisha.web.drafts.within import TookTooLong, within


def test_what_goes_on_for_ever_is_stopped():
    began = time.monotonic()
    with pytest.raises(TookTooLong), within(0.1):
        while True:
            pass
    assert time.monotonic() - began < 5


def test_waiting_for_others_is_not_thinking():
    with within(0.1):
        time.sleep(0.3)


def test_what_is_over_in_time_is_left_alone():
    for _ in range(50):
        try:
            with within(0.011):
                until = time.thread_time() + 0.0105
                while time.thread_time() < until:
                    pass
        except TookTooLong:
            pass
        sum(range(5_000))  # a late one would arrive here
    time.sleep(0.1)


def test_a_fault_inside_is_its_own():
    with pytest.raises(ZeroDivisionError), within(1):
        1 / 0  # noqa: B018


def test_each_thread_is_stopped_by_itself():
    stopped = []

    def work(seconds):
        try:
            with within(seconds):
                until = time.thread_time() + 0.3
                while time.thread_time() < until:
                    pass
        except TookTooLong:
            stopped.append(seconds)

    threads = [threading.Thread(target=work, args=(seconds,)) for seconds in (0.05, 60)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert stopped == [0.05]
