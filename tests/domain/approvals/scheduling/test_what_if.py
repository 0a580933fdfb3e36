from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.approvals.domain.scheduling import (
    Added,
    Ahead,
    Change,
    Ground,
    Halved,
    Promised,
    Remaining,
    Removed,
    Rests,
    Satisfied,
    apply,
    compare,
    schedule,
    slipped,
)
from shared.kernel.rejected import Rejected
from tests.domain.approvals.scheduling.words import (
    COMMENCEMENT,
    LENGTHS,
    NEW_PLANT,
    evening,
    gate,
    item,
    noon,
    situations,
    start,
)
from tests.kernel.calendars import CALENDAR


def after(*changes: Change) -> Decimal:
    return schedule(apply(changes, NEW_PLANT)).days


def test_one_item_done_without_and_the_chain_is_another() -> None:
    given_up = Satisfied(code="A12", ground=Ground.EXEMPTION)
    before, then = schedule(NEW_PLANT), schedule(apply([given_up], NEW_PLANT))
    found = compare(before, then)
    assert (found.before, found.after, found.earlier_by) == (
        evening(3, 12),
        noon(3, 12),
        Decimal("0.5"),
    )
    assert found.chain_before == ("A01", "A12", COMMENCEMENT)
    assert found.chain_after == ("B02", "C05", COMMENCEMENT)


def test_what_is_promised_lets_others_begin_and_is_done_all_the_same() -> None:
    promised = Satisfied(code="A01", ground=Ground.OMISSION)
    assert after(promised) == Decimal("7.5")
    assert after(promised, Remaining(code="A01", days=Decimal(20))) == Decimal("22.5")
    # Of what keeps ground from being broken a promise takes nothing away.
    assert after(Satisfied(code="A12", ground=Ground.OMISSION)) == 8


def test_an_item_by_omission_begins_before_what_it_needs() -> None:
    assert after(Promised(code="A12")) == Decimal("7.5")
    assert after(Promised(code="A12", needed="A01")) == Decimal("7.5")
    assert after(Promised(code="C05", needed="B02"), Promised(code="A12")) == 7
    assert after(Promised(code="A01")) == 8
    with pytest.raises(Rejected) as refusal:
        after(Promised(code="A12", needed="B02"))
    assert refusal.value.code == "prerequisite-not-needed"


def test_what_was_tried_says_so() -> None:
    tried = apply([Halved(code="A12"), Remaining(code="A01", days=Decimal(3))], NEW_PLANT)
    rests = {task.code: task.rests_on for task in tried.tasks if task.rests_on}
    assert rests == {"A12": Rests.TRIED, "A01": Rests.TRIED}


def test_a_limit_halved_is_rounded_up_to_half_a_day() -> None:
    assert after(Halved(code="A12"), Satisfied(code="C05", ground=Ground.EXEMPTION)) == Decimal(
        "4.5"
    )
    whole = apply([Halved(code="A12"), Halved(code="C05"), Halved(code="A01")], NEW_PLANT)
    left = {task.code: task.remaining for task in whole.tasks}
    assert (left["A12"], left["C05"], left["A01"]) == (
        Decimal("3.5"),
        Decimal("1.5"),
        Decimal("0.5"),
    )


def test_what_is_left_can_be_set() -> None:
    assert after(Remaining(code="A12", days=Decimal(12))) == 13
    with pytest.raises(Rejected) as refusal:
        after(Remaining(code="A12", days=Decimal("0.7")))
    assert refusal.value.code == "limit-not-halves"


def test_one_item_more_with_what_it_waits_for() -> None:
    added = Added(task=item("A21", 20), edges=(start("A21", "A12"), gate("A21")))
    assert after(added) == 28
    assert after(Added(task=item("A22", 5))) == 8
    with pytest.raises(Rejected) as refusal:
        after(Added(task=item("A12", 20)))
    assert refusal.value.code == "item-already-in-plan"


def test_one_item_more_can_close_a_ring() -> None:
    with pytest.raises(Rejected) as refusal:
        after(Added(task=item("A21", 2), edges=(start("A21", "A12"), start("A01", "A21"))))
    assert refusal.value.code == "prerequisites-in-a-ring"


def test_what_waited_for_a_removed_item_waits_no_more() -> None:
    assert after(Removed(code="A01")) == Decimal("7.5")
    assert after(Removed(code="A12"), Removed(code="B02")) == Decimal("2.5")


@pytest.mark.parametrize(
    "change",
    [
        Satisfied(code="D09", ground=Ground.AREA_ASSESSMENT),
        Halved(code="D09"),
        Remaining(code="D09", days=Decimal(1)),
        Removed(code="D09"),
        Promised(code="D09"),
        Added(task=item("A21", 1), edges=(start("A21", "D09"),)),
        Added(task=item("A21", 1), edges=(start("D09", "A21"),)),
    ],
)
def test_only_what_is_there_can_be_changed(change: Change) -> None:
    with pytest.raises(Rejected) as refusal:
        after(change)
    assert refusal.value.code == "item-not-in-plan"
    assert refusal.value.facts["item_code"] == "D09"


@st.composite
def changes(draw: st.DrawFn, situation: Ahead) -> Change:
    code = draw(st.sampled_from([t.code for t in situation.tasks if t.code != situation.target]))
    kinds: st.SearchStrategy[Change] = st.one_of(
        st.just(Satisfied(code=code, ground=Ground.EXEMPTION)),
        st.just(Satisfied(code=code, ground=Ground.OMISSION)),
        st.just(Promised(code=code)),
        st.just(Halved(code=code)),
        st.just(Removed(code=code)),
        st.builds(Remaining, code=st.just(code), days=LENGTHS),
    )
    return draw(kinds)


@settings(deadline=None)  # the machine may be busy
@given(situations(), st.data())
def test_asking_what_if_changes_nothing(situation: Ahead, data: st.DataObject) -> None:
    if len(situation.tasks) == 1:
        situation = apply([Added(task=item("T9", 1))], situation)
    kept, before = deepcopy(situation), schedule(situation)
    change = data.draw(changes(situation))
    then = schedule(apply([change], situation))
    assert situation == kept
    assert schedule(situation) == before
    if isinstance(change, Satisfied | Promised | Halved):
        assert compare(before, then).earlier_by >= 0
    assert apply([], situation) == situation


def test_a_slip_is_told_past_its_threshold() -> None:
    on = schedule(NEW_PLANT).on.day
    later = schedule(apply([Remaining(code="A12", days=Decimal(12))], NEW_PLANT)).on.day
    assert slipped(on, later, CALENDAR, 4) == 5
    assert slipped(on, later, CALENDAR, 5) is None
    assert slipped(later, on, CALENDAR, 0) is None
    assert slipped(on, on, CALENDAR, 0) is None
    assert slipped(date(2026, 2, 14), date(2026, 2, 24), CALENDAR, 0) == 1
