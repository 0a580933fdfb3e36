"""办件: what a case answers to every act. The acts and their stages stand in acts.py."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import require_received
from services.approvals.domain.case.aftermath import decide_aftermath
from services.approvals.domain.case.certificates import decide_certificate
from services.approvals.domain.case.conclusions import decide_conclusion
from services.approvals.domain.case.decisions import decide_decision
from services.approvals.domain.case.examination import decide_examination
from services.approvals.domain.case.opinions import decide_consulting
from services.approvals.domain.case.promises import decide_promise
from services.approvals.domain.case.reception import decide_acceptance, decide_intake
from services.approvals.domain.case.state import Case, evolve
from services.approvals.domain.case.stopping import decide_stopping
from services.approvals.domain.case.suspension import decide_suspension
from services.approvals.domain.case.ticking import decide_ticking
from services.approvals.domain.case.withdrawal import decide_withdrawal
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import DepartmentId
from shared.kernel.policy import Guarded

_Following = asked.Promise | asked.Certifying | asked.Suspending | asked.Consulting


def decide(command: asked.CaseCommand, case: Case) -> Sequence[said.CaseEvent]:
    """Answer a command with the events that follow, or raise Rejected."""
    match command:
        case _ if isinstance(command, asked.Intake | asked.Acceptance):
            return _decide_reception(command, case)
        case _ if isinstance(command, asked.Stopping | asked.Examination | asked.Withdrawal):
            return _decide_handling(command, case)
        case _ if isinstance(command, asked.Decision | asked.Conclusion | asked.Aftermath):
            return _decide_outcome(command, case)
        case _ if isinstance(command, _Following):
            return _decide_following(command, case)
        case _ if isinstance(command, asked.Ticking):
            return decide_ticking(command, case)
        case _:
            return note_reader(command, case)


def _decide_reception(
    command: asked.Intake | asked.Acceptance, case: Case
) -> Sequence[said.CaseEvent]:
    if isinstance(command, asked.Intake):
        return decide_intake(command, case)
    return decide_acceptance(command, case)


def _decide_handling(
    command: asked.Stopping | asked.Examination | asked.Withdrawal, case: Case
) -> Sequence[said.CaseEvent]:
    if isinstance(command, asked.Stopping):
        return decide_stopping(command, case)
    if isinstance(command, asked.Examination):
        return decide_examination(command, case)
    return decide_withdrawal(command, case)


def _decide_outcome(
    command: asked.Decision | asked.Conclusion | asked.Aftermath, case: Case
) -> Sequence[said.CaseEvent]:
    if isinstance(command, asked.Decision):
        return decide_decision(command, case)
    if isinstance(command, asked.Conclusion):
        return decide_conclusion(command, case)
    return decide_aftermath(command, case)


def _decide_following(command: _Following, case: Case) -> Sequence[said.CaseEvent]:
    if isinstance(command, asked.Consulting):
        return decide_consulting(command, case)
    if isinstance(command, asked.Promise):
        return decide_promise(command, case)
    if isinstance(command, asked.Suspending):
        return decide_suspension(command, case)
    return decide_certificate(command, case)


def note_reader(command: asked.Reading, case: Case) -> Sequence[said.ReaderEvent]:
    """知情人变更: whoever serves the project now may read its cases."""
    require_received(case)
    readers = case.readers
    match command:
        case asked.NoteOfficer():
            noted = said.OfficerNoted(from_officer=readers.officer, to_officer=command.officer)
            return [] if readers.officer == command.officer else [noted]
        case asked.NoteLeader():
            led = said.LeaderNoted(from_leader=readers.leader, to_leader=command.leader)
            return [] if readers.leader == command.leader else [led]
        case _:
            assert_never(command)


@dataclass(frozen=True, kw_only=True)
class AboutCase(About):
    """办件归属: who may see it, and whose it is to handle."""

    handled: Guarded


def about(case: Case) -> AboutCase:
    """Say whose case it is: one department's, read by those consulted too, in one park."""
    own: frozenset[DepartmentId] = frozenset()
    if case.item is not None:
        own = frozenset({case.item.department})
    consulted = frozenset(one.department for one in case.opinions)
    handled = Guarded(park=case.park, departments=own, people=case.readers.people)
    seen = replace(handled, departments=own | consulted)
    return AboutCase(lead=case.lead, project=case.project, guarded=seen, handled=handled)


CASE: Decider[asked.CaseCommand, Case, said.CaseEvent] = Decider(
    category="case", initial=Case(), decide=decide, evolve=evolve, about=about
)
