from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.delivery.outcome import Answer, Failure, Verdict, judge
from services.notifications.delivery.schedule import (
    GONE_WAIT,
    LONGEST_ASKED,
    asked_wait,
    next_try,
    uses_up_a_try,
)
from services.notifications.domain.endpoint_facts import DEFAULT_RETRIES

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NO_WAIT = timedelta(0)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, Verdict.OK),
        (204, Verdict.OK),
        (299, Verdict.OK),
        (301, Verdict.CONFIG),
        (302, Verdict.CONFIG),
        (308, Verdict.CONFIG),
        (400, Verdict.CONFIG),
        (401, Verdict.CONFIG),
        (403, Verdict.CONFIG),
        (404, Verdict.CONFIG),
        (408, Verdict.RETRY),
        (410, Verdict.GONE),
        (415, Verdict.CONFIG),
        (425, Verdict.RETRY),
        (429, Verdict.THROTTLE),
        (500, Verdict.RETRY),
        (502, Verdict.RETRY),
        (503, Verdict.RETRY),
        (504, Verdict.RETRY),
        (600, Verdict.RETRY),
    ],
)
def test_every_class_of_status_has_its_outcome(status: int, verdict: Verdict) -> None:
    assert judge(Answer(status=status)) is verdict


def test_a_busy_receiver_that_says_how_long_is_left_alone_so_long() -> None:
    assert judge(Answer(status=503, retry_after="30")) is Verdict.THROTTLE


@pytest.mark.parametrize("failure", list(Failure))
def test_no_answer_is_tried_again_unless_it_cannot_get_better(failure: Failure) -> None:
    hopeless = {Failure.TLS, Failure.ADDRESS_REFUSED}
    expected = Verdict.CONFIG if failure in hopeless else Verdict.RETRY
    assert judge(Answer(failure=failure)) is expected


def test_refusals_are_told_from_failures() -> None:
    assert [s for s in (200, 400, 401, 403, 404, 410, 500) if Answer(status=s).is_refusal] == [
        401,
        403,
        404,
    ]


def test_the_schedule_is_followed_step_by_step_and_then_ends() -> None:
    waits = [
        next_try(Verdict.RETRY, DEFAULT_RETRIES, attempt, NO_WAIT, 0.0)
        for attempt in range(1, len(DEFAULT_RETRIES) + 2)
    ]
    assert [w.total_seconds() if w else None for w in waits] == [*DEFAULT_RETRIES, None]


@given(
    st.sampled_from([Verdict.RETRY, Verdict.CONFIG, Verdict.THROTTLE]),
    st.integers(1, 11),
    st.timedeltas(NO_WAIT, LONGEST_ASKED),
    st.floats(0, 1, exclude_max=True),
)
def test_jitter_only_adds_and_at_most_a_fifth(
    verdict: Verdict, attempt: int, asked: timedelta, draw: float
) -> None:
    plain = next_try(verdict, DEFAULT_RETRIES, attempt, asked, 0.0)
    wait = next_try(verdict, DEFAULT_RETRIES, attempt, asked, draw)
    assert plain is not None
    assert wait is not None
    assert plain <= wait <= plain * 1.2
    assert wait >= asked


def test_what_looks_misconfigured_is_tried_slowly() -> None:
    assert next_try(Verdict.CONFIG, (5,), 1, NO_WAIT, 0.0) == timedelta(minutes=10)
    assert next_try(Verdict.CONFIG, (7200,), 1, NO_WAIT, 0.0) == timedelta(hours=2)
    assert next_try(Verdict.CONFIG, (5,), 2, NO_WAIT, 0.0) is None


def test_throttling_and_going_away_use_up_no_try() -> None:
    assert [v for v in Verdict if not uses_up_a_try(v)] == [Verdict.THROTTLE, Verdict.GONE]
    assert next_try(Verdict.THROTTLE, (5,), 99, NO_WAIT, 0.0) == timedelta(seconds=60)
    assert next_try(Verdict.THROTTLE, (5,), 99, timedelta(seconds=7), 0.0) == timedelta(seconds=7)
    assert next_try(Verdict.GONE, (5,), 99, NO_WAIT, 0.9) == GONE_WAIT


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("7", 7),
        (" 7 ", 7),
        ("0", 0),
        ("-5", 0),
        ("1.5", 0),
        ("NaN", 0),
        ("soon", 0),
        ("", 0),
        ("٧", 0),
        ("1000000000000", 86_400),
        ("9" * 400, 86_400),
        ("Mon, 02 Mar 2026 01:00:30 GMT", 30),
        ("Mon, 02 Mar 2026 09:00:30 +0800", 30),
        ("Mon, 02 Mar 2026 01:00:30 -0000", 30),
        ("Sun, 01 Mar 2026 01:00:00 GMT", 0),
        ("Mon, 02 Mar 2099 01:00:00 GMT", 86_400),
        ("Mon, 99 Mar 2026 01:00:00 GMT", 0),
    ],
)
def test_retry_after_is_read_without_trust(header: str | None, seconds: int) -> None:
    assert asked_wait(header, NOW) == timedelta(seconds=seconds)
