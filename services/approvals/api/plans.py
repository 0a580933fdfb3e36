"""Plans over HTTP: what a project needs and why, answered anew, moved, dispensed with, promised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from services.approvals.api import plan_shown
from services.approvals.api.border import SERVICE, ProjectPath, knowing, life_of
from services.approvals.api.plan_bodies import (
    DispensationRequest,
    LiftRequest,
    MoveRequest,
    PromiseRequest,
    SituationRequest,
)
from services.approvals.domain import commands
from services.approvals.domain.calendar.working_calendar import REGION
from services.approvals.domain.events import PlanMoved, PlanRecomposed
from services.approvals.domain.outlook.earliest_start import OUTLOOK
from services.approvals.domain.plan import PLAN, planning
from services.approvals.domain.plan.record import evolve_plan_record
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.policy import (
    ANSWER_SITUATION,
    DISPENSE,
    MOVE_PLAN,
    PROMISE_PREREQUISITE,
    READ,
)
from services.approvals.domain.published_catalogues import CATALOGUES, Catalogues
from shared.adapters.answers import Knowing, done, one, page
from shared.adapters.caller import Acting, Caller, Reading
from shared.adapters.command_handler import Act, NotThere, Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.kernel.asked import Asked
from shared.kernel.identifiers import stream_key
from shared.kernel.policy import Guarded
from shared.kernel.recorded import fold_record, known

router = APIRouter(prefix="/api/v1/plans/{project_id}", tags=["审批计划"])
CATALOGUE_PART = Part(CATALOGUES, REGION)
Decide = Callable[[Sequence[Any]], planning.Indexed]
DryRun = Annotated[bool, Query(description="只试算，不写入")]


@dataclass(frozen=True, kw_only=True)
class OnePlan:
    """One act of one caller on one plan."""

    project: str
    caller: Caller
    runtime: Runtime[Any]

    @property
    def part(self) -> Part:
        """The plan's stream."""
        return Part(PLAN, self.project)

    async def composing(
        self, act: str, command: Any, compose: Callable[..., planning.Indexed], *, dry_run: bool
    ) -> Response:
        """Ask the plan and the catalogue, or only say what would change."""
        if dry_run:
            return await self._tried(act, command, compose)

        def decide(states: Sequence[Any]) -> planning.Indexed:
            return compose(command, *states)

        return await self.carry(act, [self.part, CATALOGUE_PART], command, decide)

    async def _tried(
        self, act: str, command: Any, compose: Callable[..., planning.Indexed]
    ) -> Response:
        events = await self.runtime.records.events(
            PLAN, self.project, Times(), self.caller.allow(act)
        )
        plan = PLAN.fold(recorded.event for recorded in events)
        decided = compose(command, plan, await catalogues_of(self.runtime, Times()))
        changes = [event for _, event in decided if isinstance(event, PlanRecomposed | PlanMoved)]
        answer = {
            "changes": bool(changes),
            **plan_shown.situation(changes[0].composition if changes else plan.composed),
            **({"diff": plan_shown.diff(changes[0].diff)} if changes else {}),
        }
        return one(answer, events[-1].version, knowing(events[-1].position, Times()))

    async def on_item(self, act: str, command: commands.Dispensing) -> Response:
        """Ask the plan; only the department that holds the item may."""

        def decide(states: Sequence[Any]) -> planning.Indexed:
            plan: Plan = states[0]
            department = plan.entry(command.item_code).item.department
            self.caller.require(act, Guarded(departments=frozenset({department})))
            return [(0, event) for event in PLAN.decide(command, plan)]

        return await self.carry(act, [self.part], command, decide)

    async def carry(
        self, act: str, parts: Sequence[Part], command: Asked, decide: Decide
    ) -> Response:
        """Carry an act of the caller on the plan's stream and others."""
        carried = Act(parts=parts, asked=command, decide=decide)
        result = await self.runtime.commands.handle_together(
            carried, self.caller.context(), allow=self.caller.allow(act)
        )
        return done(SERVICE, result)


async def _one_plan(project_id: ProjectPath, caller: Acting, runtime: FromRuntime) -> OnePlan:
    return OnePlan(project=project_id, caller=caller, runtime=runtime)


FromPlan = Annotated[OnePlan, Depends(_one_plan)]


@router.get("")
async def one_plan(
    project_id: ProjectPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """审批计划: every item with its reason, how far it is, what it waits for, who holds that."""
    events = await runtime.records.events(PLAN, project_id, times, caller.allow(READ))
    events = life_of(events, times)
    record = fold_record(evolve_plan_record, events)
    if record is None:
        raise NotThere(project_id)
    position = max(event.position for event in events)
    version = max(event.version for event in events)
    reckoned = await runtime.store.stream(stream_key(OUTLOOK.category, project_id))
    outlook = OUTLOOK.fold(recorded.event for recorded in known(reckoned, as_of=times.as_of))
    return one(plan_shown.plan(record, outlook), version, knowing(position, times))


@router.get("/questions")
async def questions(
    project_id: ProjectPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """情形问题: the questions of the plan's version, with the answers given so far."""
    events = await runtime.records.events(PLAN, project_id, times, caller.allow(READ))
    if not events:
        raise NotThere(project_id)
    plan = PLAN.fold(recorded.event for recorded in events)
    composition = plan.composed
    catalogue = (await catalogues_of(runtime, times)).require(composition.catalogue_version)
    template = catalogue.template(composition.template)
    preset = template.answers if template else {}
    answers = {one_answer.question: one_answer.answer for one_answer in composition.answers}
    items = [
        {
            **plan_shown.question(each),
            "answer": answers.get(each.code),
            "by_template": each.code in preset,
            "open": each.code in composition.unanswered,
        }
        for each in catalogue.questions
    ]
    return page(items, None, Knowing(positions={SERVICE: events[-1].position}, times=times))


@router.post("/situations", status_code=201)
async def answer_situation(
    body: SituationRequest,
    plan: FromPlan,
    dry_run: DryRun = False,  # noqa: FBT002 - a query
) -> Response:
    """回答情形: choose the template, answer its questions; each item says why it is in or out."""
    command = planning.AnswerSituation(
        **plan.caller.asked(ANSWER_SITUATION), template=body.template, answers=body.given()
    )
    return await plan.composing(
        ANSWER_SITUATION, command, planning.answer_situation, dry_run=dry_run
    )


@router.post("/moves", status_code=201)
async def move(
    body: MoveRequest,
    plan: FromPlan,
    dry_run: DryRun = False,  # noqa: FBT002 - a query
) -> Response:
    """换用目录版本: with what that changes; a plan else keeps the version it was opened under."""
    command = planning.MoveToVersion(
        **plan.caller.asked(MOVE_PLAN),
        version=body.version,
        template=body.template,
        answers=body.given(),
    )
    return await plan.composing(MOVE_PLAN, command, planning.move_to_version, dry_run=dry_run)


@router.post("/dispensations", status_code=201)
async def dispense(body: DispensationRequest, plan: FromPlan) -> Response:
    """免予办理: by an exemption or by the assessment of the whole area."""
    command = commands.DispenseWithItem(
        **plan.caller.asked(DISPENSE, body.when()),
        item_code=body.item_code,
        ground=body.ground,
        reason=body.reason,
        authority=body.authority,
        document=body.document,
    )
    return await plan.on_item(DISPENSE, command)


@router.post("/dispensation-lifts", status_code=201)
async def lift(body: LiftRequest, plan: FromPlan) -> Response:
    """取消免办: the item has to be applied for after all."""
    command = commands.LiftDispensation(
        **plan.caller.asked(DISPENSE, body.when()), item_code=body.item_code, reason=body.reason
    )
    return await plan.on_item(DISPENSE, command)


@router.post("/prerequisite-promises", status_code=201)
async def promise(body: PromiseRequest, plan: FromPlan) -> Response:
    """前置容缺承诺: the item may begin; before it is issued, what was promised must be there."""
    command = commands.PromisePrerequisite(
        **plan.caller.asked(PROMISE_PREREQUISITE, body.when()),
        item_code=body.item_code,
        needed=body.needed,
        until=body.until,
    )
    return await plan.on_item(PROMISE_PREREQUISITE, command)


async def catalogues_of(runtime: Runtime[Any], times: Times) -> Catalogues:
    """Return the catalogues as they were known."""
    stream = known(await runtime.store.stream(CATALOGUE_PART.key), as_of=times.as_of)
    return CATALOGUES.fold(recorded.event for recorded in stream)
