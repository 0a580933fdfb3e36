"""联合办理: several items of a plan are asked for on one form, and concluded once for all."""

from collections.abc import Sequence

from services.approvals.domain.catalogue import JointApplication
from services.approvals.domain.commands.joint import (
    ConcludeJointApplication,
    Joining,
    NoteJointApplication,
)
from services.approvals.domain.events.joint import (
    JoiningEvent,
    JointApplicationConcluded,
    JointApplicationMade,
)
from services.approvals.domain.plan.state import Plan, require_going_on
from services.approvals.domain.terms import SATISFIED, Standing
from shared.kernel.asked import require_not_future
from shared.kernel.rejected import Rejected


def decide_joining(command: Joining, plan: Plan) -> Sequence[JoiningEvent]:
    """Answer what is asked for several items together."""
    require_going_on(plan)
    require_not_future(command)
    if isinstance(command, NoteJointApplication):
        return note_joint_application(command, plan)
    return conclude(command, plan)


def joint_of(plan: Plan, code: str) -> JointApplication:
    """Return a joint application as far as the plan has items of it, or refuse."""
    found = next((one for one in plan.composed.joint if one.code == code), None)
    if found is None:
        detail = f"the plan has nothing that {code} is for"
        raise Rejected("joint-not-in-plan", detail, joint=code)
    return found


def still_to_apply_for(plan: Plan, joint: JointApplication) -> tuple[str, ...]:
    """Return the parts that are neither there nor under way."""
    return tuple(
        code
        for code in joint.items
        if plan.entry(code).standing not in SATISFIED | {Standing.IN_HANDLING}
    )


def note_joint_application(command: NoteJointApplication, plan: Plan) -> list[JointApplicationMade]:
    """联合申报: once, until it is concluded; a part that fails is asked for again by itself."""
    joint, known = joint_of(plan, command.joint), plan.joint.get(command.joint)
    if known is not None and known.application == command.application:
        return []
    if known is not None and not known.concluded:
        detail = f"{joint.code} was applied for and is not concluded"
        raise Rejected("joint-already-applied-for", detail, application_id=known.application)
    parts = still_to_apply_for(plan, joint)
    if not parts:
        detail = f"all parts of {joint.code} are there or under way"
        raise Rejected("joint-nothing-to-apply-for", detail, joint=joint.code)
    return [
        JointApplicationMade(
            joint=joint.code,
            name=joint.name,
            application=command.application,
            items=parts,
        )
    ]


def conclude(command: ConcludeJointApplication, plan: Plan) -> list[JointApplicationConcluded]:
    """联合办结: not before all parts are there, whichever form they came on."""
    joint, known = joint_of(plan, command.joint), plan.joint.get(command.joint)
    if known is None:
        detail = f"{joint.code} was not applied for"
        raise Rejected("joint-not-applied-for", detail, joint=joint.code)
    if known.concluded:
        if known.document_number == command.document_number:
            return []
        detail = f"{joint.code} was concluded as {known.document_number}"
        raise Rejected("joint-already-concluded", detail, document_number=known.document_number)
    _require_all(plan, joint)
    return [
        JointApplicationConcluded(
            joint=joint.code,
            name=joint.name,
            application=known.application,
            document_number=command.document_number,
            conclusion=command.conclusion,
        )
    ]


def _require_all(plan: Plan, joint: JointApplication) -> None:
    parts = [plan.entry(code) for code in joint.items]
    missing = [
        {
            "item_code": part.item.code,
            "name": part.item.name,
            "held_by": part.item.department,
            "stage": part.standing.value,
            "case_id": part.case,
        }
        for part in parts
        if part.standing not in SATISFIED
    ]
    if missing:
        named = ", ".join(str(one["item_code"]) for one in missing)
        detail = f"{joint.code} waits for {named}"
        raise Rejected("joint-parts-outstanding", detail, joint=joint.code, missing=missing)
