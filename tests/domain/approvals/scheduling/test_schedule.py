from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.scheduling import Schedule, Slot, Wait, schedule
from shared.kernel.clock import HalfDay
from shared.kernel.rejected import Rejected
from tests.domain.approvals.scheduling.words import (
    COMMENCEMENT,
    NEW_PLANT,
    ahead,
    change,
    evening,
    gate,
    issue,
    item,
    milestone,
    noon,
    start,
)

MILESTONE = milestone(COMMENCEMENT)


def slot(of: Schedule, code: str) -> Slot:
    return next(slot for slot in of.slots if slot.task.code == code)


def test_ground_is_broken_once_the_longest_chain_is_through() -> None:
    found = schedule(NEW_PLANT)
    assert found.chain_codes == ("A01", "A12", COMMENCEMENT)
    assert found.days == 8
    assert found.on == evening(3, 12)
    assert found.calendar_version == "CN-2026.1"
    assert not found.provisional


def test_every_link_says_what_it_waited_for_and_what_it_adds() -> None:
    filing, impact, ground = schedule(NEW_PLANT).chain
    assert filing.waits == Wait()
    assert (filing.begins, filing.ends) == (noon(3, 3), evening(3, 3))
    assert impact.waits == Wait(task="A01", kind=NeedKind.MAY_START)
    assert (impact.begins, impact.ends) == (noon(3, 4), evening(3, 12))
    assert ground.waits == Wait(task="A12", kind=NeedKind.MAY_COMMENCE)
    assert (ground.begins, ground.ends) == (evening(3, 12), evening(3, 12))
    assert [link.adds for link in (filing, impact, ground)] == [1, 7, 0]


def test_what_does_not_decide_has_slack() -> None:
    permit = slot(schedule(NEW_PLANT), "B02")
    assert (permit.begins, permit.ends) == (noon(3, 3), evening(3, 9))
    assert permit.slack == Decimal("0.5")
    assert permit.must_begin_by == HalfDay(date(2026, 3, 3))
    assert permit.must_end_by == noon(3, 10)
    assert slot(schedule(NEW_PLANT), "A12").slack == 0


def test_half_a_day_ends_at_noon() -> None:
    found = schedule(ahead((item("C05", 2.5), MILESTONE), gate("C05")))
    assert found.on == noon(3, 5)


def test_may_issue_lets_both_run_but_the_later_end_counts() -> None:
    tasks = (item("A08", 6), item("B02", 2), MILESTONE)
    found = schedule(ahead(tasks, issue("B02", "A08"), gate("B02")))
    assert found.days == 6
    assert found.chain_codes == ("A08", "B02", COMMENCEMENT)
    assert [link.adds for link in found.chain] == [6, 0, 0]
    passing = found.chain[1]
    assert passing.waits == Wait(task="A08", kind=NeedKind.MAY_ISSUE)
    assert passing.begins == noon(3, 3)
    assert slot(found, "B02").slack == 4


def test_of_alternatives_the_first_one_through_is_enough() -> None:
    tasks = (item("A08", 6), item("A09", 4), item("B02", 1), MILESTONE)
    found = schedule(ahead(tasks, start("B02", "A08", "A09"), gate("B02")))
    assert found.chain_codes == ("A09", "B02", COMMENCEMENT)
    assert found.days == 5
    other = slot(found, "A08")
    assert (other.slack, other.must_begin_by, other.must_end_by) == (None, None, None)
    assert other.ends == evening(3, 10)


def test_an_alternative_that_is_there_already_is_enough() -> None:
    tasks = (item("A08", 6), replace(item("A09", 4), done=True), item("B02", 1), MILESTONE)
    found = schedule(ahead(tasks, start("B02", "A08", "A09"), gate("B02")))
    assert found.days == 1
    assert [slot.task.code for slot in found.slots] == ["A08", "B02", COMMENCEMENT]


def test_what_the_project_does_not_need_binds_nobody() -> None:
    found = schedule(ahead((item("B02", 1), MILESTONE), start("B02", "A02"), gate("B02"), gate()))
    assert found.days == 1
    assert schedule(ahead((MILESTONE,), start("B02", COMMENCEMENT))).chain_codes == (COMMENCEMENT,)


def test_with_nothing_left_ground_may_be_broken_today() -> None:
    found = schedule(ahead((replace(item("B02", 1), done=True), MILESTONE), gate("B02")))
    assert found.on == HalfDay(found.today)
    assert found.days == 0


def test_what_has_begun_too_early_still_waits_before_it_ends() -> None:
    tasks = (item("A01", 3), replace(item("A12", 5), begun=True), MILESTONE)
    found = schedule(ahead(tasks, start("A12", "A01"), gate("A12")))
    assert found.days == 5
    found = schedule(change(ahead(tasks, start("A12", "A01"), gate("A12")), "A01", remaining=9))
    assert found.days == 9
    assert found.chain[1].waits == Wait(task="A01", kind=NeedKind.MAY_START)


def test_what_cannot_begin_before_a_day_waits_for_its_morning() -> None:
    auction = replace(item("A07", 2), earliest=date(2026, 3, 16))
    found = schedule(ahead((auction, MILESTONE), gate("A07")))
    first = found.chain[0]
    assert first.waits == Wait(day=date(2026, 3, 16))
    assert (first.begins, first.ends) == (noon(3, 16), evening(3, 17))
    assert [first.waited, first.adds] == [9, 2]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)])
def test_a_day_that_has_come_holds_nobody_up(day: date) -> None:
    auction = replace(item("A07", 2), earliest=day)
    found = schedule(ahead((auction, MILESTONE), gate("A07")))
    assert found.days == 2
    assert found.chain[0].waits == Wait()


def test_holidays_and_working_weekends_count_as_they_are() -> None:
    found = schedule(ahead((item("A07", 7), MILESTONE), gate("A07"), today=date(2026, 2, 12)))
    assert found.on == evening(2, 28)  # a Saturday that works


def test_a_ring_is_refused_with_what_is_in_it() -> None:
    tasks = (item("A01", 1), item("A12", 1), item("B02", 1), MILESTONE)
    wiring = (start("A12", "A01"), issue("B02", "A12"), start("A01", "B02"), gate("B02"))
    with pytest.raises(Rejected) as refusal:
        schedule(ahead(tasks, *wiring))
    assert refusal.value.code == "prerequisites-in-a-ring"
    ring = refusal.value.facts["ring"]
    assert isinstance(ring, list)
    assert ring[0] == ring[-1]
    assert set(ring) == {"A01", "A12", "B02"}


def test_what_waits_for_itself_is_a_ring_of_one() -> None:
    with pytest.raises(Rejected) as refusal:
        schedule(ahead((item("A01", 1), MILESTONE), start("A01", "A01")))
    assert refusal.value.facts["ring"] == ["A01", "A01"]


def test_what_is_done_closes_no_ring() -> None:
    tasks = (item("A01", 1), replace(item("A12", 1), done=True), MILESTONE)
    found = schedule(ahead(tasks, start("A12", "A01"), start("A01", "A12"), gate("A01")))
    assert found.days == 1


def test_a_target_has_to_be_there_and_still_to_come() -> None:
    with pytest.raises(Rejected) as refusal:
        schedule(ahead((item("A01", 1),)))
    assert refusal.value.code == "item-not-in-plan"
    with pytest.raises(Rejected) as refusal:
        schedule(ahead((replace(MILESTONE, done=True),)))
    assert refusal.value.code == "target-reached"


def test_two_tasks_never_share_a_code() -> None:
    with pytest.raises(ValueError, match="code of its own"):
        schedule(ahead((MILESTONE, MILESTONE)))


@pytest.mark.parametrize(("days", "code"), [(-1, "limit-not-positive"), (0.3, "limit-not-halves")])
def test_work_left_is_counted_in_half_days(days: float, code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        schedule(ahead((item("A01", days), MILESTONE), gate("A01")))
    assert refusal.value.code == code


def test_a_day_in_an_unpublished_year_is_provisional() -> None:
    late = ahead((item("A01", 7), MILESTONE), gate("A01"), today=date(2026, 12, 25))
    assert schedule(late).provisional
    assert not schedule(change(late, "A01", remaining=Decimal(4))).provisional


def test_a_year_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(Rejected) as refusal:
        schedule(ahead((item("A01", 500), MILESTONE), gate("A01")))
    assert refusal.value.code == "calendar-year-missing"


def test_what_the_target_does_not_want_may_lie_too_far_ahead() -> None:
    found = schedule(ahead((item("A01", 1), item("D03", 500), MILESTONE), gate("A01")))
    assert found.on == evening(3, 3)
    beyond = slot(found, "D03")
    assert (beyond.begins, beyond.ends, beyond.slack) == (None, None, None)
    assert beyond.ends_at == 500
