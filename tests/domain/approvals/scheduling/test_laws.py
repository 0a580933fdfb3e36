"""What holds for every situation, however it is wired."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.scheduling import Ahead, countdown, schedule
from shared.kernel.clock import Half
from shared.kernel.working_days import HALF, explain
from tests.domain.approvals.scheduling.words import (
    LENGTHS,
    by_trying_everything,
    change,
    situations,
)

LAW = settings(deadline=None)  # the machine may be busy


@settings(deadline=None, max_examples=400)
@given(situations())
def test_every_end_is_what_trying_everything_finds(situation: Ahead) -> None:
    found = schedule(situation)
    assert found.days == by_trying_everything(situation, situation.target)
    for slot in found.slots:
        assert slot.ends_at == by_trying_everything(situation, slot.task.code)


@LAW
@given(situations())
def test_the_day_is_the_one_the_calendar_counts_to(situation: Ahead) -> None:
    found = schedule(situation)
    if found.days:
        counted = explain(situation.calendar, situation.today, found.days)
        assert found.on.day == counted.due
        assert (found.on.half is Half.MORNING) is counted.at_midday
    else:
        assert found.on.day == situation.today


@LAW
@given(situations())
def test_the_chain_adds_up_to_the_whole(situation: Ahead) -> None:
    found = schedule(situation)
    assert sum(link.waited + link.adds for link in found.chain) == found.days
    assert found.chain[-1].task.code == situation.target
    assert found.chain[0].waits.task is None
    for before, after in zip(found.chain, found.chain[1:], strict=False):
        assert after.waits.task == before.task.code
        assert before.ends <= after.ends


@LAW
@given(situations())
def test_what_decides_has_no_slack(situation: Ahead) -> None:
    found = schedule(situation)
    slots = {slot.task.code: slot for slot in found.slots}
    for link in found.chain:
        slack = slots[link.task.code].slack
        assert slack is not None
        if link.task.begun or link.waits.kind is NeedKind.MAY_ISSUE:
            assert slack == 0 or (slack > 0 and link.waits.task and link.adds == 0)
        else:
            assert slack == 0


@LAW
@given(situations())
def test_slack_can_be_used_up_but_not_more(situation: Ahead) -> None:
    """Without choices, half a day more than the slack makes the target half a day later."""
    simple = replace(
        situation, edges=tuple(replace(e, before=e.before[:1]) for e in situation.edges)
    )
    found = schedule(simple)
    for slot in found.slots:
        free = Decimal(5) if slot.slack is None else slot.slack
        longer = slot.task.remaining + free
        assert schedule(change(simple, slot.task.code, remaining=longer)).days == found.days
        later = schedule(change(simple, slot.task.code, remaining=longer + HALF)).days
        assert later - found.days == (0 if slot.slack is None else HALF)


@LAW
@given(situations())
def test_with_choices_too_slack_can_be_used_up(situation: Ahead) -> None:
    found = schedule(situation)
    for slot in found.slots:
        longer = slot.task.remaining + (slot.slack or 0)
        assert schedule(change(situation, slot.task.code, remaining=longer)).days <= found.days


@LAW
@given(situations(), LENGTHS, st.data())
def test_a_shorter_task_never_makes_the_target_later(
    situation: Ahead, length: Decimal, data: st.DataObject
) -> None:
    task = data.draw(st.sampled_from(situation.tasks))
    shorter = change(situation, task.code, remaining=min(length, task.remaining))
    assert schedule(shorter).days <= schedule(situation).days


@LAW
@given(situations())
def test_one_edge_more_never_makes_the_target_earlier(situation: Ahead) -> None:
    whole = schedule(situation).days
    for n in range(len(situation.edges)):
        fewer = (*situation.edges[:n], *situation.edges[n + 1 :])
        assert schedule(replace(situation, edges=fewer)).days <= whole


@LAW
@given(situations())
def test_one_alternative_more_never_makes_the_target_later(situation: Ahead) -> None:
    present = {task.code for task in situation.tasks}
    choices = [edge for edge in situation.edges if edge.before[0] in present]
    fixed = [replace(edge, before=edge.before[:1]) for edge in choices]
    free = schedule(replace(situation, edges=tuple(choices)))
    assert free.days <= schedule(replace(situation, edges=tuple(fixed))).days


@LAW
@given(situations())
def test_counted_back_from_its_own_day_every_row_is_as_in_the_schedule(situation: Ahead) -> None:
    found = schedule(situation)
    rows = {
        row.task.code: row
        for of in countdown(found, situation.calendar).departments
        for row in of.rows
    }
    assert rows.keys() == found.counting
    for slot in found.slots:
        if slot.slack is not None:
            row = rows[slot.task.code]
            assert (row.must_begin_by, row.must_end_by) == (slot.must_begin_by, slot.must_end_by)
            assert row.slack == slot.slack
