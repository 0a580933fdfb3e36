"""What holds of how long a case took, however its acts came."""

from decimal import Decimal

from hypothesis import given

from services.approvals.domain import commands as asked
from services.approvals.domain.case import CASE
from services.approvals.domain.case.durations import closes, duration_of, trails_of
from services.approvals.domain.case.explaining import readings
from services.approvals.domain.catalogue import AfterSupplement, Item
from services.approvals.domain.terms import ClockKind
from shared.kernel.clock import HalfDay, LimitUnit
from shared.kernel.working_days import working_days_between
from tests.domain.approvals.lives import LIFE, lived
from tests.domain.approvals.stories import CALENDAR, recorded
from tests.domain.approvals.test_laws import SHORT

PROMISED, STATUTORY = ClockKind.PROMISED, ClockKind.STATUTORY


@given(LIFE)
@SHORT
def test_net_and_lost_are_the_whole_time(life: list[asked.CaseCommand]) -> None:
    facts = CASE.fold(lived(life)).clock
    duration = duration_of(facts, CALENDAR)
    if duration.counted is None or facts.received_on is None or facts.ended_on is None:
        assert facts.ended_on is None or facts.accepted_on is None
        return
    begun = {facts.received_on, facts.complete_on, facts.accepted_on} - {None}
    whole = duration.counted.net + sum(duration.counted.lost.values(), Decimal(0))
    assert whole in {working_days_between(CALENDAR, one, facts.ended_on) for one in begun if one}
    assert duration.gross is not None
    assert duration.gross >= whole


@given(LIFE)
@SHORT
def test_net_is_what_the_clocks_have_used(life: list[asked.CaseCommand]) -> None:
    """Wherever a clock counts in working days and never began anew."""
    facts = CASE.fold(lived(life)).clock
    duration = duration_of(facts, CALENDAR)
    if facts.ended_on is None or facts.item is None or _anew(facts.item):
        return
    used = {
        one.kind: one.reckoning.used
        for one in readings(facts, CALENDAR, HalfDay(facts.ended_on))
        if one.clock.unit is LimitUnit.WORKING_DAYS
    }
    if PROMISED in used:
        assert duration.counted is not None
        assert duration.counted.net == used[PROMISED]
    if STATUTORY in used:
        assert duration.net_statutory == used[STATUTORY]


@given(LIFE)
@SHORT
def test_a_trail_ends_exactly_with_the_clock(life: list[asked.CaseCommand]) -> None:
    history = recorded(lived(life))
    for place, trail in enumerate(trails_of(history), 1):
        assert (trail.ending is None) == (trail.record.clock.ended_on is None)
        if trail.ending is not None:
            assert any(closes(one.event) for one in history[:place])
            assert closes(history[trail.ending.position - 1].event)
        assert trail.back_dated <= trail.entered_late <= len(trail.record.clock.stops)


def _anew(item: Item) -> bool:
    return item.after_supplement is AfterSupplement.RESTART
