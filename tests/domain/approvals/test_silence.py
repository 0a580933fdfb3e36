"""超期默许: what is granted by silence brings what any grant brings, from the day of its grant."""

from dataclasses import replace

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import Item, Span
from services.approvals.domain.commands.counting import UNPUBLISHED
from services.approvals.domain.terms import ClockKind, Stage
from shared.kernel.recorded import fold_record
from tests.domain.approvals.shelf import (
    COMMITTED,
    EXPIRING,
    STARTING,
    TACIT,
    TOLERANT,
    promise,
    supply,
)
from tests.domain.approvals.stories import (
    LONG_AFTER,
    MONDAY,
    accept,
    after,
    case_after,
    day,
    deadline,
    evening,
    exceed,
    grant,
    item_with,
    moment,
    morning,
    passed,
    receive,
    recompute,
    recorded,
    serve,
    told,
)
from tests.domain.approvals.test_ticking import corrected, off

SERVING, STATUTORY = ClockKind.SERVING, ClockKind.STATUTORY
SILENT = exceed(moment(day(29), 0), STATUTORY)
BY_SILENCE = (receive(TACIT), accept(), SILENT)


def tacit(item: Item, **validity: object) -> Item:
    """Return an item that silence grants, whose document is itself what holds."""
    assert item.validity is not None
    holds = replace(item.validity, from_decision=True, **validity)  # type: ignore[arg-type]  # a test says what it changes
    return item_with(item, tacit=TACIT.tacit, validity=holds)


def by_silence(item: Item) -> Case:
    return case_after(receive(item), accept(), SILENT)


def test_it_is_served_within_ten_working_days_of_the_day_it_is_granted() -> None:
    case = case_after(*BY_SILENCE)
    due = deadline(case, SERVING)
    assert (due.start, due.due) == (day(28), evening(day(43)))
    plainly = case_after(receive(), accept(), passed(day(27)), grant(day(28)))
    assert case.duties == plainly.duties
    assert set(timers(case)) == {"due-soon.serving", "exceeded.serving"}
    overdue = after(*BY_SILENCE).when(exceed(moment(day(44), 0), SERVING))
    assert [type(event) for event in overdue.events or ()] == [said.LimitExceeded]
    served = case_after(*BY_SILENCE, serve(day(30)))
    assert (served.served, served.duties) == (True, ())


def test_it_holds_as_long_as_a_decision_of_that_day_would() -> None:
    for item in (tacit(STARTING), tacit(EXPIRING)):
        case = by_silence(item)
        plainly = case_after(receive(item), accept(), passed(day(27)), grant(day(28), ""))
        assert case.certificate is not None
        assert (case.certificate, case.duties) == (plainly.certificate, plainly.duties)
        assert case.certificate.valid_until is not None
        record = fold_record(evolve_record, recorded(told((receive(item), accept(), SILENT))))
        assert record is not None
        assert record.outcome.valid_until == case.certificate.valid_until
    lapsed = case_after(
        receive(tacit(STARTING)), accept(), SILENT, exceed(LONG_AFTER, ClockKind.BEGINNING)
    )
    assert lapsed.stage is Stage.LAPSED


def test_where_a_certificate_follows_it_still_does() -> None:
    case = by_silence(item_with(STARTING, tacit=TACIT.tacit))
    assert (case.certificate, [one.clock for one in case.duties]) == (None, [SERVING])


def test_what_was_promised_is_owed_all_the_same() -> None:
    item = item_with(TOLERANT, tacit=TACIT.tacit)
    past = (receive(item), promise(day(0)), accept(), SILENT)
    case = case_after(*past)
    assert case.stage is Stage.GRANTED_WITH_OMISSIONS
    assert [one.clock for one in case.duties] == [SERVING, ClockKind.OMISSIONS]
    overdue = after(*past).when(exceed(LONG_AFTER, ClockKind.OMISSIONS)).events or ()
    assert [type(event) for event in overdue] == [said.OmissionsOverdue, said.RevocationProposed]
    whole = case_after(*past, supply(day(30)))
    assert (whole.stage, [one.clock for one in whole.duties]) == (Stage.GRANTED, [SERVING])
    checked = by_silence(item_with(COMMITTED, tacit=TACIT.tacit, mode=TACIT.mode))
    assert deadline(checked, ClockKind.COMMITMENT_CHECK).start == day(28)


def test_what_is_due_moves_with_the_calendar() -> None:
    moved = after(*BY_SILENCE).when(recompute(corrected(off(day(36))))).events or ()
    kinds = {e.clock: e.to_due for e in moved if isinstance(e, said.DeadlineRecomputed)}
    assert kinds == {SERVING: evening(day(44))}


def test_silence_counts_where_no_year_is_known_and_what_is_due_is_counted_later() -> None:
    blind = replace(SILENT, calendar=UNPUBLISHED)
    past: tuple[asked.CaseCommand, ...] = (
        receive(tacit(STARTING, span=Span.WORKING_DAYS)),
        accept(),
        blind,
    )
    case = case_after(*past)
    assert (case.stage, case.certificate, case.clock.ended_on) == (Stage.GRANTED, None, day(28))
    assert [(one.clock, one.start, one.due) for one in case.duties] == [(SERVING, day(28), None)]
    assert timers(case) == {}
    known = case_after(*past, recompute(corrected(off(MONDAY))))
    assert (deadline(known, SERVING).due, deadline(known, SERVING).overdue_from) == (
        evening(day(43)),
        morning(day(44)),
    )
