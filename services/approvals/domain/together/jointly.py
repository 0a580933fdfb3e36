"""联合申报: one form for all parts of a joint application; all of it is stored, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case.state import Case
from services.approvals.domain.commands.joint import NoteJointApplication
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.joining import joint_of, still_to_apply_for
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.together import several
from services.approvals.domain.together.application import Application
from shared.kernel.asked import Asked
from shared.kernel.identifiers import CaseId, ProjectId
from shared.kernel.rejected import Rejected


@dataclass(frozen=True, kw_only=True)
class ApplyJointly(Asked):
    """联合申报: one set of materials for all parts, and a case for each part still to be had."""

    project: ProjectId
    joint: str
    application: str
    cases: tuple[CaseId, ...]
    materials: tuple[str, ...] = ()


def parts_to_apply_for(plan: Plan, joint: str) -> tuple[str, ...]:
    """Return for which items a joint application would open cases now."""
    return still_to_apply_for(plan, joint_of(plan, joint))


def apply_jointly(
    command: ApplyJointly,
    application: Application,
    cases: Sequence[Case],
    plan: Plan,
    calendar: CalendarState,
) -> together.Indexed:
    """联合申报 on application, cases, plan and calendar, in this order."""
    noting = NoteJointApplication(
        **_facts(command), joint=command.joint, application=command.application
    )
    noted = PLAN.decide(noting, plan)
    if not noted:
        return []
    form = _form(command, parts_to_apply_for(plan, command.joint))
    made = several.apply_for_several(form, application, cases, plan, calendar)
    return [*made, *((len(cases) + 1, event) for event in noted)]


def _form(command: ApplyJointly, parts: Sequence[str]) -> several.ApplyForSeveral:
    """Return the form for these parts, each with its case; refuse where there are others now."""
    if len(parts) != len(command.cases):
        detail = f"{command.joint} is for {', '.join(parts)} now"
        raise Rejected("joint-parts-changed", detail, items=list(parts))
    items = tuple(
        together.Apply(
            **_facts(command),
            project=command.project,
            item_code=code,
            case=case,
            materials=command.materials,
            application=command.application,
        )
        for code, case in zip(parts, command.cases, strict=True)
    )
    return several.ApplyForSeveral(**_facts(command), project=command.project, items=items)


def _facts(command: Asked) -> together.AskedFacts:
    return {
        "by": command.by,
        "at": command.at,
        "effective": command.effective,
        "corrects": command.corrects,
    }
