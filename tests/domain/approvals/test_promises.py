"""容缺与告知承诺: what may come later, what is granted on a promise, and what follows from it."""

from dataclasses import replace

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.record import CaseRecord, evolve_record
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import Item, Mode
from services.approvals.domain.terms import ClockKind, Commitment, Deadline, Stage
from shared.kernel.recorded import fold_record
from shared.kernel.rejected import Rejected
from tests.domain.approvals.shelf import (
    COMMITTED,
    TOLERANT,
    broken,
    commit,
    grant_with_omissions,
    kept,
    promise,
    supply,
)
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    LONG_AFTER,
    PERMIT,
    PROJECT,
    accept,
    after,
    case_after,
    day,
    deadline,
    deem,
    evening,
    exceed,
    grant,
    item_with,
    moment,
    notify,
    on,
    passed,
    receive,
    recompute,
    recorded,
    refuse,
    revoke,
    serve,
    told,
    warn,
)
from tests.domain.approvals.test_plan import open_plan, plan_after
from tests.domain.approvals.test_ticking import corrected, off
from tests.harness.given_when_then import asking_again_changes_nothing

OMISSIONS, CHECK, SERVING = ClockKind.OMISSIONS, ClockKind.COMMITMENT_CHECK, ClockKind.SERVING
KNOWN = CalendarState(calendar=CALENDAR, version=4)
PROMISED = (receive(TOLERANT), promise(day(0)))
HANDLED = (*PROMISED, accept(day(1)), passed(day(1)))
GRANTED = (*HANDLED, grant_with_omissions(day(2)))
COMMITTING = (receive(COMMITTED), commit(day(0)))
ON_COMMITMENT = (*COMMITTING, grant(day(1)))


def record_of(*commands: asked.CaseCommand) -> CaseRecord:
    record = fold_record(evolve_record, recorded(told(commands)))
    assert record is not None
    return record


def due(case: Case, clock: ClockKind) -> Deadline:
    return deadline(case, clock)


def test_what_is_promised_is_taken_on_and_granted_with_omissions() -> None:
    accepted, granted = told(HANDLED)[2], told(GRANTED)[-1]
    assert isinstance(accepted, said.CaseAcceptedWithOmissions)
    assert accepted.outstanding == ("M2", "M3")
    assert isinstance(granted, said.ApprovalGrantedWithOmissions)
    assert granted.outstanding == ("M2", "M3")
    case = case_after(*GRANTED)
    assert (case.stage, case.outstanding) == (Stage.GRANTED_WITH_OMISSIONS, ("M2", "M3"))
    assert granted.calendar_version == CALENDAR.version == case.calendar_version


def test_the_time_to_supply_is_counted_from_the_grant_in_working_days() -> None:
    case = case_after(*GRANTED)
    assert due(case, OMISSIONS).due == evening(day(9))
    assert due(case, SERVING).due == evening(day(16))
    assert set(timers(case)) == {
        "due-soon.omissions",
        "exceeded.omissions",
        "due-soon.serving",
        "exceeded.serving",
    }


def test_what_came_in_whole_makes_the_grant_whole() -> None:
    some = case_after(*GRANTED, supply(day(3), "M2"))
    assert (some.stage, some.outstanding) == (Stage.GRANTED_WITH_OMISSIONS, ("M3",))
    whole = case_after(*GRANTED, supply(day(3), "M2"), supply(day(4), "M3"))
    assert (whole.stage, whole.outstanding) == (Stage.GRANTED, ())
    assert whole.deadline(OMISSIONS) is None
    assert whole.deadline(SERVING) is not None
    after(*GRANTED, supply(day(4))).when(supply(day(5), "M2")).then_rejected("case-decided")
    wrong = after(*GRANTED, supply(day(3), "M2")).when(supply(day(4)))
    wrong.then_rejected("omission-not-outstanding", materials=["M2"])


def test_what_came_before_the_grant_makes_a_plain_one() -> None:
    case = case_after(*HANDLED, supply(day(2)))
    assert case.stage is Stage.UNDER_EXAMINATION
    after(*HANDLED, supply(day(2))).when(grant_with_omissions(day(3))).then_rejected(
        "omissions-not-promised"
    )
    assert case_after(*HANDLED, supply(day(2)), grant(day(3))).stage is Stage.GRANTED


def test_a_plain_grant_does_not_hide_what_is_outstanding() -> None:
    after(*HANDLED).when(grant(day(2))).then_rejected("omissions-outstanding")
    after(*HANDLED[:-1]).when(grant_with_omissions(day(2))).then_rejected("examination-outstanding")


def test_a_case_the_law_took_on_has_its_omissions_still() -> None:
    case = case_after(*PROMISED, deem(LONG_AFTER))
    assert (case.stage, case.outstanding) == (Stage.ACCEPTED, ("M2", "M3"))


def test_what_may_not_come_later_is_not_promised() -> None:
    story = after(receive(TOLERANT))
    refused = story.when(promise(day(0), "M1", "M2"))
    refused.then_rejected("material-not-deferrable", materials=["M1"])
    story.when(promise(day(0), "X")).then_rejected("material-not-deferrable")
    after(receive()).when(promise(day(0), "M2")).then_rejected("omissions-not-provided")
    after(*PROMISED).when(promise(day(1), "M3")).then_rejected("omissions-already-promised")
    after(*HANDLED).when(promise(day(1))).then_rejected("case-already-accepted")


def test_overdue_omissions_make_a_proposal_and_no_revocation() -> None:
    story = after(*GRANTED)
    story.when(exceed(moment(day(9), 23), OMISSIONS)).then_nothing()
    overdue, proposed = story.when(exceed(moment(day(10), 0), OMISSIONS)).events or ()
    assert isinstance(overdue, said.OmissionsOverdue)
    assert (overdue.outstanding, overdue.due) == (("M2", "M3"), evening(day(9)))
    assert isinstance(proposed, said.RevocationProposed)
    case = CASE.fold((*story.history, overdue, proposed))
    assert (case.stage, case.deadline(OMISSIONS)) == (Stage.GRANTED_WITH_OMISSIONS, None)
    again = after(*GRANTED, exceed(moment(day(10), 0), OMISSIONS))
    again.when(exceed(LONG_AFTER, OMISSIONS)).then_nothing()
    assert case_after(*GRANTED, exceed(LONG_AFTER, OMISSIONS), revoke(day(20))).duties == ()
    late = case_after(*GRANTED, exceed(LONG_AFTER, OMISSIONS), supply(day(20)))
    assert late.stage is Stage.GRANTED


def test_the_time_to_supply_is_warned_of_once() -> None:
    (warning,) = after(*GRANTED).when(warn(moment(day(8)), OMISSIONS)).events or ()
    assert isinstance(warning, said.LimitDueSoon)
    assert (warning.clock, warning.binds.value) == (OMISSIONS, "applicant")
    after(*GRANTED, warn(moment(day(8)), OMISSIONS)).when(
        warn(LONG_AFTER, OMISSIONS)
    ).then_nothing()


def test_a_day_off_moves_what_is_due_after_the_decision() -> None:
    events = after(*GRANTED).when(recompute(corrected(off(day(4))))).events or ()
    moved = {e.clock: e.to_due for e in events if isinstance(e, said.DeadlineRecomputed)}
    assert moved == {OMISSIONS: evening(day(10)), SERVING: evening(day(17))}
    case = CASE.fold((*told(GRANTED), *events))
    assert due(case, OMISSIONS).due == evening(day(10))
    record = fold_record(evolve_record, recorded((*told(GRANTED), *events)))
    assert record is not None
    assert record.duties == case.duties


def test_a_commitment_is_granted_on_at_once() -> None:
    accepted, granted = told(ON_COMMITMENT)[2:]
    assert isinstance(accepted, said.CaseAccepted)
    assert isinstance(granted, said.ApprovalGranted)
    case = case_after(*ON_COMMITMENT)
    assert (case.stage, case.commitment) == (Stage.GRANTED, Commitment.MADE)
    assert due(case, CHECK).due == evening(day(29))


def test_a_commitment_taken_on_first_needs_no_examination() -> None:
    case = case_after(*COMMITTING, accept(day(1)), grant(day(1)))
    assert case.stage is Stage.GRANTED
    refused = case_after(*COMMITTING, accept(day(1)), passed(day(1)), refuse(day(2)))
    assert refused.stage is Stage.REFUSED


def test_without_its_commitment_nothing_is_granted_on_it() -> None:
    story = after(receive(COMMITTED), accept(), passed(day(1)))
    story.when(grant(day(2))).then_rejected("commitment-missing")
    after(receive()).when(commit(day(0))).then_rejected("commitment-not-provided")
    twice = replace(commit(day(0)), commitment="另一份承诺")
    after(*COMMITTING).when(twice).then_rejected("commitment-already-made")
    after(*COMMITTING, notify(day(1))).when(grant(day(1))).then_rejected("deficiencies-outstanding")


def test_a_check_finds_it_kept() -> None:
    case = case_after(*ON_COMMITMENT, kept(day(5)))
    assert (case.stage, case.commitment) == (Stage.GRANTED, Commitment.KEPT)
    assert case.deadline(CHECK) is None
    story = after(*ON_COMMITMENT, kept(day(5)))
    story.when(broken(day(6))).then_rejected("commitment-already-checked")


def test_a_check_that_fails_proposes_and_does_not_revoke() -> None:
    failed, proposed = told((*ON_COMMITMENT, broken(day(5))))[-2:]
    assert isinstance(failed, said.CommitmentCheckFailed)
    assert isinstance(proposed, said.RevocationProposed)
    assert "退线不足" in proposed.grounds
    case = case_after(*ON_COMMITMENT, broken(day(5)))
    assert (case.stage, case.commitment) == (Stage.GRANTED, Commitment.BROKEN)
    assert case_after(*ON_COMMITMENT, broken(day(5)), revoke(day(6))).stage is Stage.REVOKED


def test_a_check_that_nobody_makes_is_overdue() -> None:
    (overdue,) = after(*ON_COMMITMENT).when(exceed(LONG_AFTER, CHECK)).events or ()
    assert isinstance(overdue, said.LimitExceeded)
    assert overdue.clock is CHECK
    after(*ON_COMMITMENT, exceed(LONG_AFTER, CHECK)).when(exceed(LONG_AFTER, CHECK)).then_nothing()


def test_only_what_was_granted_on_a_commitment_is_checked() -> None:
    plain = after(receive(), accept(), passed(day(1)), grant(day(2)))
    plain.when(kept(day(5))).then_rejected("commitment-not-made")
    after(*COMMITTING).when(kept(day(1))).then_rejected("approval-not-in-force")


def test_a_commitment_without_a_check_has_none_due() -> None:
    item = item_with(PERMIT, mode=Mode.COMMITMENT)
    case = case_after(receive(item), commit(day(0)), grant(day(1)))
    assert [one.clock for one in case.duties] == [SERVING]


def test_the_record_tells_of_promises() -> None:
    promised = record_of(*GRANTED, supply(day(3), "M2"), exceed(LONG_AFTER, OMISSIONS)).promises
    assert (promised.promised, promised.outstanding) == (("M2", "M3"), ("M3",))
    assert promised.overdue
    assert promised.proposal is not None
    checked = record_of(*ON_COMMITMENT, broken(day(5))).promises
    assert (checked.commitment, checked.check and checked.check.passed) == (
        "承诺符合规划条件",
        False,
    )
    assert checked.proposal is not None
    kept_record = record_of(*ON_COMMITMENT, kept(day(5)), serve(day(6)))
    assert kept_record.promises.proposal is None
    assert (kept_record.duties, kept_record.open) == ((), False)


@pytest.mark.parametrize(
    ("past", "act"),
    [
        ((receive(TOLERANT),), promise(day(0))),
        (PROMISED, accept(day(1))),
        (HANDLED, grant_with_omissions(day(2))),
        (GRANTED, supply(day(3), "M2")),
        ((receive(COMMITTED),), commit(day(0))),
        (COMMITTING, grant(day(1))),
        (ON_COMMITMENT, kept(day(5))),
        (ON_COMMITMENT, broken(day(5))),
    ],
)
def test_asking_again_changes_nothing(
    past: tuple[asked.CaseCommand, ...], act: asked.CaseCommand
) -> None:
    asking_again_changes_nothing(CASE, told(past), act)


def applying(item: Item, commitment: str | None) -> together.Indexed:
    command = together.Apply(
        **on(day(0)),
        project=PROJECT,
        item_code=item.code,
        case=CASE_ID,
        materials=(),
        commitment=commitment,
    )
    return together.apply(command, Case(), plan_after(open_plan(item)), KNOWN)


def test_a_commitment_comes_with_the_application() -> None:
    events = [type(event).__name__ for _, event in applying(COMMITTED, "承诺符合规划条件")]
    assert events == ["CaseReceived", "CommitmentMade", "ItemAppliedFor"]
    with pytest.raises(Rejected, match="commitment-missing"):
        applying(COMMITTED, None)
    with pytest.raises(Rejected, match="commitment-not-provided"):
        applying(PERMIT, "承诺")
    assert len(applying(PERMIT, None)) == 2
