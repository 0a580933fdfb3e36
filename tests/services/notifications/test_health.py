from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.delivery.health import (
    WIDEST_WINDOW,
    Consequence,
    Health,
    after,
    consequence,
)
from services.notifications.delivery.outcome import Verdict

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WAIT = timedelta(seconds=60)
FAILURES = [Verdict.RETRY, Verdict.CONFIG, Verdict.GONE]


def failing(times: int, *, refusal: bool = False, pace: timedelta = timedelta(minutes=1)) -> Health:
    health = Health(proven=True, window=WIDEST_WINDOW)
    for number in range(times):
        health = after(health, Verdict.RETRY, NOW + number * pace, WAIT, refusal=refusal)
    return health


def test_success_proves_and_widens_the_window_up_to_its_limit() -> None:
    health = Health()
    widths = []
    for _ in range(10):
        health = after(health, Verdict.OK, NOW, WAIT, refusal=False)
        widths.append(health.window)
    assert widths == [2, 3, 4, 5, 6, 7, 8, 8, 8, 8]
    assert health.proven


def test_one_failure_puts_on_probation_with_a_window_of_one() -> None:
    health = failing(1)
    assert (health.proven, health.window, health.open_until) == (False, 1, None)
    assert health.failing_since == NOW


def test_the_breaker_opens_after_five_and_doubles_to_ten_minutes() -> None:
    waits = []
    for times in range(4, 12):
        last = NOW + (times - 1) * timedelta(minutes=1)
        opened = failing(times).open_until
        waits.append((opened - last).total_seconds() if opened else None)
    assert waits == [None, 30, 60, 120, 240, 480, 600, 600]
    assert failing(10_000).open_until is not None


def test_throttling_slows_without_counting_as_failure() -> None:
    health = after(Health(proven=True, window=5), Verdict.THROTTLE, NOW, WAIT, refusal=False)
    assert health == Health(proven=False, window=1, open_until=NOW + WAIT)
    again = after(health, Verdict.THROTTLE, NOW, WAIT / 2, refusal=False)
    assert again.open_until == NOW + WAIT


@given(st.lists(st.sampled_from(list(Verdict)), max_size=30))
def test_any_success_clears_the_sheet(verdicts: list[Verdict]) -> None:
    health = Health()
    for verdict in verdicts:
        health = after(health, verdict, NOW, WAIT, refusal=verdict is Verdict.CONFIG)
        assert 1 <= health.window <= WIDEST_WINDOW
    health = after(health, Verdict.OK, NOW, WAIT, refusal=False)
    assert (health.failures, health.refusals) == (0, 0)
    assert (health.failing_since, health.open_until, health.proven) == (None, None, True)


def told(health: Health, at: datetime, **more: bool) -> Consequence | None:
    facts = {"degraded": False, "died": False, **more}
    return consequence(health, Verdict.RETRY, at, degraded=facts["degraded"], died=facts["died"])


def test_trouble_is_reported_by_time_and_count_together() -> None:
    hour = NOW + timedelta(hours=1)
    assert told(failing(20), hour) is Consequence.TROUBLE
    assert told(failing(19), hour) is None
    assert told(failing(20), hour - timedelta(seconds=1)) is None
    assert told(failing(20), hour, degraded=True) is None


def test_a_dead_letter_is_reported_at_once() -> None:
    assert told(failing(1), NOW, died=True) is Consequence.TROUBLE


def test_an_endpoint_is_given_up_after_three_days_without_a_success() -> None:
    assert told(failing(1), NOW + timedelta(hours=72), degraded=True) is Consequence.FAILING
    assert told(failing(1), NOW + timedelta(hours=71)) is None


def test_an_endpoint_that_only_refuses_is_given_up_sooner() -> None:
    six = NOW + timedelta(hours=6)
    assert told(failing(20, refusal=True), six, degraded=True) is Consequence.REFUSING
    assert told(failing(19, refusal=True), six, degraded=True) is None
    assert told(failing(20), six, degraded=True) is None
    mixed = after(failing(20, refusal=True), Verdict.RETRY, six, WAIT, refusal=False)
    assert told(mixed, six, degraded=True) is None


@pytest.mark.parametrize("degraded", [True, False])
def test_gone_is_gone_and_success_is_recovery(degraded: bool) -> None:  # noqa: FBT001
    found = consequence(failing(1), Verdict.GONE, NOW, degraded=degraded, died=False)
    assert found is Consequence.GONE
    ok = consequence(Health(), Verdict.OK, NOW, degraded=degraded, died=False)
    assert ok is (Consequence.RECOVERY if degraded else None)
