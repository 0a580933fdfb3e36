"""一表申报: several items of one stage, asked for at once; all of it is stored, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Completes
from services.approvals.domain.commands import MakeApplication
from services.approvals.domain.events import AppliedItem, Event
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.together.application import APPLICATION, Application
from shared.kernel.asked import Asked
from shared.kernel.identifiers import ProjectId
from shared.kernel.rejected import Rejected


@dataclass(frozen=True, kw_only=True)
class ApplyForSeveral(Asked):
    """一表申报: these items, each with its own materials and its own case."""

    project: ProjectId
    items: tuple[together.Apply, ...]


def apply_for_several(
    command: ApplyForSeveral,
    application: Application,
    cases: Sequence[Case],
    plan: Plan,
    calendar: CalendarState,
) -> together.Indexed:
    """一表申报 on application, cases, plan and calendar, in this order."""
    stage = _stage_of(command, plan)
    making = MakeApplication(
        by=command.by,
        at=command.at,
        effective=command.effective,
        project=command.project,
        lead=plan.lead,
        park=plan.park,
        readers=plan.readers,
        stage=stage,
        completes=_completes(plan, stage),
        items=tuple(_applied(one, plan) for one in command.items),
    )
    made: list[tuple[int, Event]] = [(0, one) for one in APPLICATION.decide(making, application)]
    for n, (one, case) in enumerate(zip(command.items, cases, strict=True), start=1):
        answered = together.apply(one, case, plan, calendar)
        noted = [event for index, event in answered if index == together.PLAN_AT]
        plan = reduce(PLAN.evolve, noted, plan)  # type: ignore[arg-type]  # of the plan
        at = {together.CASE_AT: n, together.PLAN_AT: len(cases) + 1}
        made += [(at[index], event) for index, event in answered]
    return made


def _stage_of(command: ApplyForSeveral, plan: Plan) -> str:
    codes = [plan.entry(one.item_code).item.code for one in command.items]
    if len(set(codes)) < len(codes):
        raise Rejected("item-applied-for-twice", "an item stands once on a form")
    stages = {plan.composed.stage_of(plan.way(one.item_code)) for one in command.items}
    if len(stages) > 1:
        detail = f"a form is for one stage, not for {', '.join(sorted(stages))}"
        raise Rejected("items-of-several-stages", detail, stages=sorted(stages))
    return stages.pop()


def _completes(plan: Plan, stage: str) -> Completes:
    """Return how the stage is done: as the plan's catalogue says, else by all of its items."""
    stages = (one.completes for one in plan.composed.stages if one.code == stage)
    return next(stages, Completes.ALL)


def _applied(one: together.Apply, plan: Plan) -> AppliedItem:
    item = plan.way(one.item_code)
    return AppliedItem(
        item_code=item.code, name=item.name, department=item.department, case=one.case
    )
