from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.scheduling import (
    Ahead,
    Forecast,
    Link,
    Samples,
    Source,
    TaskForecast,
    forecast,
    schedule,
)
from shared.kernel.clock import HalfDay
from shared.kernel.rejected import Rejected
from tests.domain.approvals.scheduling.words import (
    BUREAU,
    COMMENCEMENT,
    ECOLOGY,
    NEW_PLANT,
    REFORM,
    RESOURCES,
    ahead,
    change,
    evening,
    gate,
    issue,
    item,
    milestone,
    situations,
    start,
)

MILESTONE = milestone(COMMENCEMENT)
ONE_ITEM = ahead((item("C05", 4), MILESTONE), gate("C05"))
SEVERAL = st.lists(st.integers(0, 12), min_size=5, max_size=8)


def days(*given: float) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(one)) for one in given)


def evenly(count: int) -> Iterator[float]:
    return ((n + 0.5) / count for n in range(count))


def seeded(seed: int = 7) -> Iterator[float]:
    return iter(Random(seed).random, None)


def of(found: Forecast, code: str) -> TaskForecast:
    return next(one for one in found.tasks if one.task.code == code)


def test_the_past_says_by_when_and_how_surely() -> None:
    history: Samples = {("C05", BUREAU): days(2, 3, 3, 4, 4, 5, 5, 6, 8, 12)}
    found = forecast(ONE_ITEM, history, evenly(100), runs=100)
    assert [(q.share, int(q.days), q.on) for q in found.quantiles] == [
        (50, 4, evening(3, 6)),
        (80, 6, evening(3, 10)),
        (95, 12, evening(3, 18)),
    ]
    assert (found.runs, found.target, found.today) == (100, COMMENCEMENT, date(2026, 3, 2))
    assert found.calendar_version == "CN-2026.1"
    assert not found.few
    assert not found.provisional
    assert of(found, "C05").own_samples == 10


def test_each_task_says_how_often_it_decided() -> None:
    situation = ahead(
        (item("A12", 7, ECOLOGY), item("C05", 4), MILESTONE), gate("A12"), gate("C05")
    )
    history: Samples = {("A12", ECOLOGY): days(4, 4, 4, 9, 9), ("C05", BUREAU): days(5, 5, 5, 5, 5)}
    draws = [0.0, 0.3, 0.5, 0.7, 0.9, *[0.5] * 5]
    found = forecast(situation, history, draws, runs=5)
    assert of(found, "A12").criticality == Decimal("0.4")
    assert of(found, "C05").criticality == Decimal("0.6")
    assert of(found, COMMENCEMENT).criticality == 1


def test_what_only_passes_on_another_s_end_does_not_decide() -> None:
    situation = ahead((item("A08", 6), item("B02", 2), MILESTONE), issue("B02", "A08"), gate("B02"))
    history: Samples = {("A08", BUREAU): days(6, 6, 6, 6, 6), ("B02", BUREAU): days(2, 2, 2, 8, 8)}
    found = forecast(situation, history, [0.0, 0.9, 0.0, 0.9], runs=2)
    assert of(found, "A08").criticality == Decimal("0.5")
    assert of(found, "B02").criticality == Decimal("0.5")


def test_few_samples_of_its_own_and_those_of_all_departments_stand_in() -> None:
    elsewhere = {("C05", REFORM): days(6, 6, 6), ("A12", BUREAU): days(90, 90, 90, 90, 90)}
    own = {("C05", BUREAU): days(9, 9)}
    found = forecast(ONE_ITEM, {**elsewhere, **own}, evenly(10), runs=10)
    permit = of(found, "C05")
    assert (permit.source, permit.own_samples, permit.samples_in_all_departments) == (
        Source.ITEM,
        2,
        5,
    )
    assert permit.few
    assert found.few
    assert [int(q.days) for q in found.quantiles] == [6, 9, 9]


@pytest.mark.parametrize(
    "samples", [{}, {("C05", BUREAU): days(30, 30), ("C05", REFORM): days(30, 30)}]
)
def test_without_a_past_the_promise_is_spread_out(samples: Samples) -> None:
    found = forecast(ONE_ITEM, samples, evenly(1000), runs=1000)
    permit = of(found, "C05")
    assert permit.source is Source.ASSUMED
    assert permit.few
    assert permit.own_samples == len(samples.get(("C05", BUREAU), ()))
    # a triangle from 2 over 4 to 8 days: 8 - sqrt((1 - share) * 24), rounded up to half a day
    assert [q.days for q in found.quantiles] == list(days(5, 6, 7))


def test_what_is_assumed_keeps_between_half_and_double() -> None:
    lowest = forecast(ONE_ITEM, {}, [0.0], runs=1).quantiles[0].days
    highest = forecast(ONE_ITEM, {}, [0.9999], runs=1).quantiles[0].days
    assert (lowest, highest) == days(2.5, 8)


def test_a_milestone_needs_no_past() -> None:
    found = of(forecast(ONE_ITEM, {}, [0.5], runs=1), COMMENCEMENT)
    assert found.source is Source.FIXED
    assert not found.few
    works = replace(item("works", 20), held_by=None)
    fixed = forecast(ahead((works,), target="works"), {}, [], runs=3)
    assert [int(q.days) for q in fixed.quantiles] == [20, 20, 20]
    assert not fixed.few


def test_of_what_has_begun_only_longer_ones_tell_what_is_left() -> None:
    history: Samples = {("C05", BUREAU): days(1, 2, 3, 5, 6, 7, 8, 13)}
    begun = change(ONE_ITEM, "C05", begun=True, used=Decimal(3))
    found = forecast(begun, history, evenly(5), runs=5)
    assert of(found, "C05").own_samples == 5
    assert [int(q.days) for q in found.quantiles] == [4, 5, 10]
    late = forecast(change(begun, "C05", used=Decimal(6)), history, [0.0], runs=1)
    assert of(late, "C05").source is Source.ASSUMED
    assert of(late, "C05").own_samples == 3


def test_what_is_over_its_time_takes_half_a_day_more_at_least() -> None:
    over = change(ONE_ITEM, "C05", begun=True, used=Decimal(9), remaining=Decimal(0))
    assert forecast(over, {}, [0.0], runs=1).quantiles[0].days == Decimal("0.5")
    at_once = change(ONE_ITEM, "C05", remaining=Decimal(0))
    assert forecast(at_once, {}, [0.0], runs=1).quantiles[0].on == HalfDay(date(2026, 3, 2))


def test_a_part_of_half_a_day_counts_as_half_a_day() -> None:
    history: Samples = {("C05", BUREAU): days(2.1, 2.1, 2.1, 2.1, 2.1)}
    assert forecast(ONE_ITEM, history, [0.5], runs=1).quantiles[0].days == Decimal("2.5")


def test_only_what_the_target_waits_for_is_in_it() -> None:
    tasks = (item("A01", 1), item("A08", 1), item("D03", 500), replace(item("A09", 1), done=True))
    situation = ahead((*tasks, MILESTONE), start("A08", "A01"), gate("A08"), start("D03", "A08"))
    found = forecast(situation, {}, [0.5, 0.5], runs=1)
    assert [one.task.code for one in found.tasks] == ["A01", "A08", COMMENCEMENT]


def test_into_an_unpublished_year_it_is_provisional() -> None:
    found = forecast(change(ONE_ITEM, "C05", remaining=Decimal(250)), {}, [0.0], runs=1)
    assert not found.provisional
    found = forecast(change(ONE_ITEM, "C05", remaining=Decimal(250)), {}, [0.9], runs=1)
    assert found.provisional


def test_a_ring_is_refused() -> None:
    with pytest.raises(Rejected) as refusal:
        forecast(ahead((item("A01", 1), MILESTONE), start("A01", "A01")), {}, [])
    assert refusal.value.code == "prerequisites-in-a-ring"


def test_every_run_needs_its_draws() -> None:
    with pytest.raises(ValueError, match="draw"):
        forecast(ONE_ITEM, {}, [0.5] * 9, runs=10)


def test_batches_are_one_forecast() -> None:
    history: Samples = {("C05", BUREAU): days(2, 3, 3, 4, 4, 5, 5, 6, 8, 12)}
    found = forecast(ONE_ITEM, history, evenly(2500), runs=2500)
    assert [int(q.days) for q in found.quantiles] == [4, 6, 12]
    assert of(found, "C05").criticality == 1


def test_a_whole_plan_is_forecast_ten_thousand_times() -> None:
    departments = {"A01": REFORM, "A12": ECOLOGY, "A08": RESOURCES, "B02": RESOURCES, "C05": BUREAU}
    history: Samples = {
        (code, held_by): days(2, 3, 4, 5, 6, 7) for code, held_by in departments.items()
    }
    found = forecast(NEW_PLANT, history, seeded())
    assert found == forecast(NEW_PLANT, history, seeded())
    assert found.runs == 10_000
    half, most, nearly_all = (q.days for q in found.quantiles)
    assert schedule(NEW_PLANT).days < half < most < nearly_all <= 21
    assert sum(of(found, code).criticality for code in ("A12", "C05")) == 1
    assert found != forecast(NEW_PLANT, history, seeded(8))


def constant(situation: Ahead) -> Samples:
    """Say that everything always took what it is said to take."""
    return {
        (task.code, task.held_by): (task.used + task.remaining,) * 5
        for task in situation.tasks
        if task.held_by and (task.remaining or not task.begun)
    }


@settings(deadline=None)  # the machine may be busy
@given(situations(), st.integers(1, 3))
def test_when_all_goes_as_always_the_forecast_is_the_schedule(situation: Ahead, used: int) -> None:
    for task in situation.tasks:
        if task.begun:
            remaining = task.remaining or Decimal(1)
            situation = change(situation, task.code, used=Decimal(used), remaining=remaining)
    expected = schedule(situation)
    found = forecast(situation, constant(situation), seeded(), runs=3)
    assert {(q.days, q.on) for q in found.quantiles} == {(expected.days, expected.on)}
    assert not found.few
    assert {one.task.code for one in found.tasks if one.criticality} == {
        link.task.code for link in expected.chain if not passes_on(link.task.code, expected.chain)
    }


def passes_on(code: str, chain: Sequence[Link]) -> bool:
    """Say whether a link's end waits for another's."""
    link = next(link for link in chain if link.task.code == code)
    return bool(link.waits.task) and (link.task.begun or link.waits.kind is NeedKind.MAY_ISSUE)


@settings(deadline=None)  # the machine may be busy
@given(situations(), st.data())
def test_every_run_is_a_schedule_with_what_was_drawn(situation: Ahead, data: st.DataObject) -> None:
    situation = replace(situation, tasks=tuple(replace(t, begun=False) for t in situation.tasks))
    draws = data.draw(st.lists(st.floats(0, 0.999), min_size=24, max_size=24))
    past = {
        task.code: tuple(Decimal(n) / 2 for n in data.draw(SEVERAL)) for task in situation.tasks
    }
    samples = {(t.code, t.held_by): past[t.code] for t in situation.tasks if t.held_by}
    runs = 4
    found = forecast(situation, samples, draws, runs=runs)
    drawn = [one.task for one in found.tasks if one.task.held_by]
    ends, decided = [], Counter[str]()
    for run in range(runs):
        one = situation
        for number, task in enumerate(drawn):
            lengths = past[task.code]
            draw = draws[number * runs + run]
            one = change(one, task.code, remaining=lengths[int(draw * len(lengths))])
        of_run = schedule(one)
        ends.append(of_run.days)
        decided.update(code for code in of_run.chain_codes if not passes_on(code, of_run.chain))
    assert found.quantiles[0].days == sorted(ends)[1]
    assert found.quantiles[-1].days == max(ends)
    assert {t.task.code: t.criticality * runs for t in found.tasks if t.criticality} == decided


@settings(deadline=None)  # the machine may be busy
@given(situations(), st.integers(), st.integers(1, 40))
def test_the_surer_the_later_and_the_same_draws_say_the_same(
    situation: Ahead, seed: int, runs: int
) -> None:
    found = forecast(situation, {}, seeded(seed), runs=runs)
    assert found == forecast(situation, {}, seeded(seed), runs=runs)
    surest = [q.days for q in found.quantiles]
    assert sorted(surest) == surest
    assert all(0 <= one.criticality <= 1 for one in found.tasks)
    assert all(one.few for one in found.tasks if one.task.held_by)
