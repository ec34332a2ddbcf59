"""A limit holds in a thread as it does in a main thread, and nothing of it is left when it is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from test_typeset import page
from test_workshop import JOBS, RECIPE

from kurrasa.overtime import within
from kurrasa.source import Source
from kurrasa.typeset import TooLong
from kurrasa.workshop import Job, set_part


class Late(BaseException):
    pass


def count(to: int) -> int:
    with within(0.05, Late):
        done = 0
        while done < to:
            done += 1
    return done


def test_what_takes_longer_is_broken_off_and_the_thread_goes_on() -> None:
    with ThreadPoolExecutor(1) as thread:
        with pytest.raises(Late):
            thread.submit(count, 10**12).result()
        assert thread.submit(count, 10).result() == 10


def test_a_part_that_is_set_in_a_thread_has_its_limit() -> None:
    endless = Job("طويل", Source.of(page("<table>" + "<tr><td><table><tr><td>نص" * 30 + "</table>" * 31)))
    with ThreadPoolExecutor(1) as thread:
        assert isinstance(thread.submit(set_part, RECIPE, endless, 0.05).result(), TooLong)
        assert isinstance(thread.submit(set_part, RECIPE, JOBS[0], 60.0).result(), bytes)
