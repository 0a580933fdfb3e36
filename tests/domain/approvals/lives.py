"""Histories of cases as they may come: any acts, in order or not."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.catalogue import CATALOGUE, Procedure
from services.approvals.domain.terms import ClockKind, Readers
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId
from shared.kernel.rejected import Rejected
from tests.domain.approvals.shelf import (
    BUILDING,
    COMMITTED,
    EXPIRING,
    JOINT,
    OF_EACH_KIND,
    REVIEWED,
    REVIEWED_ON_PROMISE,
    STARTING,
    TACIT,
    TOLERANT,
)
from tests.domain.approvals.stories import (
    CALENDAR,
    LEAD,
    LONG_AFTER,
    MONDAY,
    PARK,
    PROJECT,
    moment,
)

DAY = st.dates(MONDAY, date(2026, 5, 29))
AT = st.builds(moment, DAY, st.integers(0, 23))
PERSON = st.sampled_from(["handler", "head"]).map(
    lambda name: Actor(id=AccountId(name), role="approver")
)
LATE: dict[str, st.SearchStrategy[Any]] = {
    "by": PERSON,
    "at": st.just(LONG_AFTER),
    "effective": st.one_of(st.builds(Effective.on_day, DAY), st.builds(Effective.at_instant, AT)),
    "corrects": st.none(),
}
COUNTING = {**LATE, "calendar": st.just(CALENDAR)}
WORDS = st.sampled_from(["甲", "乙"])
SOME = st.tuples(WORDS)
CLOCK = st.sampled_from(ClockKind)


def at_once(command: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Ask something as of the moment it is asked."""

    def build(by: Actor, at: datetime, **rest: Any) -> Any:
        return command(by=by, at=at, effective=Effective.at_instant(at), **rest)

    return st.builds(build, by=PERSON, at=AT, **more)


def _granting(command: type[asked.GrantApproval]) -> st.SearchStrategy[Any]:
    return st.builds(
        command,
        **COUNTING,
        document_number=WORDS,
        valid_until=st.none(),
        warnings=st.just(()),
    )


CODES = st.sampled_from([("M2",), ("M3",), ("M2", "M3")])
COMMAND: st.SearchStrategy[asked.CaseCommand] = st.one_of(
    st.builds(asked.NotifyDeficiencies, **LATE, deficiencies=SOME, remedy_by=st.none() | DAY),
    st.builds(asked.RemedyDeficiencies, **LATE, materials=SOME),
    st.builds(asked.AcceptCase, **COUNTING),
    st.builds(asked.AcceptCase, **COUNTING),
    at_once(asked.DeemAccepted, calendar=st.just(CALENDAR)),
    st.builds(asked.DeclineCase, **LATE, reason=WORDS),
    st.builds(asked.FindNotRequired, **LATE, reason=WORDS),
    st.builds(asked.RequestSupplement, **COUNTING, missing=SOME, reply_by=st.none() | DAY),
    st.builds(asked.ReceiveSupplement, **COUNTING, materials=SOME),
    st.builds(
        asked.StartSpecialProcedure,
        **COUNTING,
        procedure=st.sampled_from(Procedure),
        reason=WORDS,
        expected_until=st.none(),
    ),
    st.builds(asked.EndSpecialProcedure, **COUNTING, outcome=WORDS),
    at_once(asked.RequestExtension, days=st.just(Decimal(5)), reason=WORDS),
    at_once(asked.ExtendLimit, calendar=st.just(CALENDAR)),
    st.builds(asked.PassExamination, **LATE, opinion=WORDS),
    st.builds(asked.ObjectInExamination, **LATE, opinion=WORDS),
    st.builds(asked.RequestWithdrawal, **LATE, reason=WORDS),
    st.builds(asked.RefuseExtension, **LATE, reason=WORDS),
    st.builds(asked.RefuseWithdrawal, **LATE, reason=WORDS),
    st.builds(asked.WithdrawCase, **LATE),
    _granting(asked.GrantApproval),
    _granting(asked.GrantWithOmissions),
    st.builds(asked.PromiseOmissions, **LATE, materials=CODES),
    st.builds(asked.SupplyOmissions, **LATE, materials=CODES),
    st.builds(asked.MakeCommitment, **LATE, commitment=WORDS),
    st.builds(asked.PassCommitmentCheck, **LATE, opinion=WORDS),
    st.builds(asked.FailCommitmentCheck, **LATE, opinion=WORDS),
    st.builds(
        asked.RequestOpinions,
        **LATE,
        reply_by=DAY,
        departments=st.just(()) | st.just(JOINT.consulted[:1]),
    ),
    st.builds(
        asked.GiveOpinion,
        **LATE,
        department=st.sampled_from(JOINT.consulted),
        passed=st.booleans(),
        opinion=WORDS,
    ),
    st.builds(asked.IssueCertificate, **COUNTING, certificate_number=WORDS),
    st.builds(asked.RecordBeginning, **LATE, evidence=WORDS),
    st.builds(asked.RequestValidityExtension, **COUNTING, reason=WORDS),
    st.builds(asked.ExtendValidity, **COUNTING),
    st.builds(asked.RefuseValidityExtension, **LATE, reason=WORDS),
    st.builds(asked.NoteSuspension, **LATE),
    st.builds(asked.ReportSuspension, **LATE, report=WORDS),
    st.builds(asked.VerifyCertificate, **LATE, opinion=WORDS),
    st.builds(asked.NoteResumption, **LATE),
    st.builds(asked.RequestDeregistration, **LATE, reason=WORDS),
    st.builds(asked.DeregisterApproval, **LATE, grounds=WORDS, deciding_authority=WORDS),
    st.builds(asked.ForfeitApproval, **LATE, grounds=WORDS, deciding_authority=WORDS),
    st.builds(asked.RefuseApproval, **LATE, reason=WORDS, remedy_notice=WORDS),
    st.builds(asked.RecordFiling, **LATE, document_number=WORDS, warnings=st.just(())),
    st.builds(asked.ReturnFiling, **LATE, reason=WORDS),
    st.builds(asked.RetractApproval, **LATE, grounds=WORDS, deciding_authority=WORDS),
    st.builds(asked.RevokeApproval, **LATE, grounds=WORDS, deciding_authority=WORDS),
    st.builds(asked.Register, **LATE, document_number=WORDS, warnings=st.just(())),
    st.builds(asked.RefuseRegistration, **LATE, reason=WORDS),
    st.builds(asked.ProvideService, **LATE, result=WORDS),
    st.builds(asked.DenyService, **LATE, reason=WORDS),
    st.builds(asked.MakeSelfReport, **LATE, document=WORDS, result=WORDS),
    st.builds(asked.ConcludeTransaction, **LATE, document=WORDS, party=WORDS),
    st.builds(asked.FailTransaction, **LATE, reason=WORDS),
    st.builds(asked.DeliverStudy, **COUNTING, document=WORDS, result=WORDS),
    st.builds(asked.VoidStudy, **LATE, grounds=WORDS, deciding_authority=WORDS),
    st.builds(asked.LapseApplication, **LATE, reason=WORDS),
    st.builds(asked.DecideInternally, **LATE, document=WORDS, result=WORDS),
    st.builds(asked.MeetCondition, **LATE, evidence=WORDS),
    st.builds(asked.ServeDecision, **LATE, method=st.sampled_from(said.Service)),
    at_once(asked.WarnOfLimit, clock=CLOCK),
    at_once(asked.ExceedLimit, clock=CLOCK, calendar=st.just(CALENDAR)),
)
RECEIPT: st.SearchStrategy[asked.CaseCommand] = st.builds(
    asked.ReceiveCase,
    by=PERSON,
    at=st.just(LONG_AFTER),
    effective=st.builds(Effective.on_day, st.dates(MONDAY, MONDAY + timedelta(days=14))),
    corrects=st.none(),
    calendar=st.just(CALENDAR),
    item=st.sampled_from(
        [
            *CATALOGUE,
            *OF_EACH_KIND.values(),
            TOLERANT,
            COMMITTED,
            STARTING,
            BUILDING,
            EXPIRING,
            JOINT,
            TACIT,
            REVIEWED,
            REVIEWED_ON_PROMISE,
        ]
    ),
    project=st.just(PROJECT),
    lead=st.just(LEAD),
    project_name=WORDS,
    park=st.just(PARK),
    readers=st.just(Readers()),
    materials=SOME,
    warnings=st.just(()),
)


def _in_order(commands: list[asked.CaseCommand]) -> list[asked.CaseCommand]:
    return sorted(commands, key=lambda command: command.effective.start)


LIFE = st.builds(
    lambda receipt, acts: [receipt, *acts],
    RECEIPT,
    st.lists(COMMAND, max_size=12).map(_in_order) | st.lists(COMMAND, max_size=6),
)


def lived(commands: Sequence[asked.CaseCommand]) -> list[said.CaseEvent]:
    """Ask one after the other; what is refused leaves no trace."""
    events: list[said.CaseEvent] = []
    for command in commands:
        try:
            events += CASE.decide(command, CASE.fold(events))
        except Rejected:
            continue
    return events
