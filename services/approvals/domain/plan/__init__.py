"""审批计划: the items one project needs, how far each is, and what must come before what."""

from collections.abc import Sequence
from typing import assert_never

from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.commands import (
    ClosePlan,
    Composing,
    Dispensing,
    Following,
    NoteApplication,
    NoteGrant,
    NoteGrantLost,
    NoteLeader,
    NoteMilestone,
    NoteNoGrant,
    NoteOfficer,
    PlanCommand,
)
from services.approvals.domain.commands.joint import Joining
from services.approvals.domain.events import (
    FollowingEvent,
    ItemAppliedFor,
    ItemGranted,
    ItemGrantLost,
    ItemNotGranted,
    LeaderNoted,
    MilestoneNoted,
    OfficerNoted,
    PlanClosed,
    PlanEvent,
)
from services.approvals.domain.plan.dispensing import decide_dispensing
from services.approvals.domain.plan.joining import decide_joining
from services.approvals.domain.plan.recomposing import decide_composing
from services.approvals.domain.plan.state import (
    Entry,
    Plan,
    evolve,
    require_going_on,
    require_opened,
)
from services.approvals.domain.terms import SATISFIED, Missing, Standing
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import CaseId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected
from shared.kernel.texts.approvals import UNVERIFIED


def require_prerequisites(plan: Plan, item_code: str, kind: NeedKind) -> tuple[Missing, ...]:
    """Refuse what the law, or the park, makes wait; return what else would usually come first."""
    missing = plan.missing(item_code, kind)
    lacking = [one for one in missing if one.refuses]
    if lacking:
        detail = f"{item_code} has to wait for {', '.join(one.item_code for one in lacking)}"
        facts = [stated(one) for one in lacking]
        raise Rejected("prerequisites-missing", detail, item_code=item_code, missing=facts)
    return missing


def stated(missing: Missing) -> dict[str, str | None]:
    """Put what is missing as a problem document and an answer show it."""
    return {
        "item_code": missing.item_code,
        "name": missing.name,
        "held_by": missing.held_by,
        "stage": missing.standing.value,
        "case_id": missing.case_id,
        "kind": missing.kind.value,
        "basis": missing.basis.value,
        "source": missing.source,
        "mark": None if missing.verified else UNVERIFIED,
    }


def decide(command: PlanCommand, plan: Plan) -> Sequence[PlanEvent]:
    """Answer a command with the events that follow, or raise Rejected."""
    match command:
        case _ if isinstance(command, Composing):
            return decide_composing(command, plan)
        case _ if isinstance(command, Dispensing):
            return decide_dispensing(command, plan)
        case _ if isinstance(command, Joining):
            return decide_joining(command, plan)
        case _ if isinstance(command, Following):
            return follow(command, plan)
        case NoteOfficer() | NoteLeader():
            return note_reader(command, plan)
        case _:
            return note_works(command, plan)


def note_works(
    command: ClosePlan | NoteMilestone, plan: Plan
) -> Sequence[PlanClosed | MilestoneNoted]:
    """工程进展: how far the works have come, that they go no further."""
    match command:
        case ClosePlan():
            require_opened(plan)
            return [] if plan.closed else [PlanClosed(reason=command.reason)]
        case NoteMilestone():
            return note_milestone(command, plan)
        case _:
            assert_never(command)


def follow(command: Following, plan: Plan) -> Sequence[FollowingEvent]:
    """办件进展: take note of what becomes of the cases."""
    match command:
        case NoteApplication():
            return note_application(command, plan)
        case NoteGrant():
            return note_grant(command, plan)
        case NoteNoGrant():
            return note_no_grant(command, plan)
        case NoteGrantLost():
            return note_grant_lost(command, plan)
        case _:
            assert_never(command)


def note_milestone(command: NoteMilestone, plan: Plan) -> list[MilestoneNoted]:
    """知悉工程节点: what was observed is noted, whatever should have come before.

    Works are seen more than once: only the first time says since when there are any. What is
    recognised on another day than before was put right.
    """
    require_opened(plan)
    known = plan.observed if command.observed else plan.recognised
    before = known.get(command.milestone.value)
    if before is not None and (before == command.on or (command.observed and before < command.on)):
        return []
    return [MilestoneNoted(milestone=command.milestone, on=command.on, observed=command.observed)]


def note_reader(
    command: NoteOfficer | NoteLeader, plan: Plan
) -> Sequence[OfficerNoted | LeaderNoted]:
    """知情人变更: whoever serves the project now may read its plan."""
    require_opened(plan)
    readers = plan.readers
    if isinstance(command, NoteOfficer):
        noted = OfficerNoted(from_officer=readers.officer, to_officer=command.officer)
        return [] if readers.officer == command.officer else [noted]
    led = LeaderNoted(from_leader=readers.leader, to_leader=command.leader)
    return [] if readers.leader == command.leader else [led]


def note_application(command: NoteApplication, plan: Plan) -> list[ItemAppliedFor]:
    """登记申报: one case at a time, and none for what there is already."""
    entry = plan.entry(command.item_code)
    if entry.standing is Standing.IN_HANDLING:
        if entry.case == command.case:
            return []
        raise Rejected("item-has-open-case", "a case is under way", case_id=entry.case)
    if entry.standing in SATISFIED:
        raise Rejected("item-already-granted", "there is a grant in force", case_id=entry.case)
    require_going_on(plan)
    return [
        ItemAppliedFor(item_code=entry.item.code, case=command.case, from_standing=entry.standing)
    ]


def note_grant(command: NoteGrant, plan: Plan) -> list[ItemGranted]:
    """登记办成: by the case that is under way."""
    if _already(plan, command.item_code, command.case, command.standing):
        return []
    entry = _require_case(plan, command.item_code, command.case, Standing.IN_HANDLING)
    return [
        ItemGranted(
            item_code=entry.item.code,
            case=command.case,
            standing=command.standing,
            document_number=command.document_number,
        )
    ]


def note_no_grant(command: NoteNoGrant, plan: Plan) -> list[ItemNotGranted]:
    """登记未办成: the item may be applied for again."""
    if _already(plan, command.item_code, command.case, command.standing):
        return []
    entry = _require_case(plan, command.item_code, command.case, Standing.IN_HANDLING)
    return [ItemNotGranted(item_code=entry.item.code, case=command.case, standing=command.standing)]


def note_grant_lost(command: NoteGrantLost, plan: Plan) -> list[ItemGrantLost]:
    """登记批准失效: the item may be applied for again."""
    if _already(plan, command.item_code, command.case, command.standing):
        return []
    lost = Standing.DELIVERED if command.standing is Standing.VOIDED else Standing.GRANTED
    entry = _require_case(plan, command.item_code, command.case, lost)
    return [
        ItemGrantLost(
            item_code=entry.item.code,
            case=command.case,
            standing=command.standing,
            document_number=entry.document_number or "",
        )
    ]


def _already(plan: Plan, item_code: str, case: CaseId, standing: Standing) -> bool:
    entry = plan.entry(item_code)
    return entry.case == case and entry.standing is standing


def _require_case(plan: Plan, item_code: str, case: CaseId, standing: Standing) -> Entry:
    entry = plan.entry(item_code)
    if entry.case != case or entry.standing is not standing:
        detail = f"the item does not hang on this case as {standing}"
        raise Rejected("item-not-of-this-case", detail, case_id=entry.case)
    return entry


def about(plan: Plan) -> About:
    """Say whose plan it is: its people's, and every department's that it needs."""
    departments = frozenset(entry.item.department for entry in plan.entries.values())
    guarded = Guarded(park=plan.park, departments=departments, people=plan.readers.people)
    return About(lead=plan.lead, project=plan.project, guarded=guarded)


PLAN: Decider[PlanCommand, Plan, PlanEvent] = Decider(
    category="plan", initial=Plan(), decide=decide, evolve=evolve, about=about
)
