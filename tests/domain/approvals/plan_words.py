"""The words the stories about plans are told in."""

from dataclasses import replace
from datetime import date

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.catalogue import (
    BASIC,
    CatalogueVersion,
    DispensedBy,
    Milestone,
    OmissionRule,
)
from services.approvals.domain.catalogue.composing import Composition, compose
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.published_catalogues import Catalogues
from tests.domain.approvals.small_catalogue import LAW, SMALL
from tests.domain.approvals.stories import (
    CASE_ID,
    LEAD,
    MONDAY,
    PARK,
    PROJECT,
    SPECIALIST,
    day,
    on,
)
from tests.harness.given_when_then import Story

INDUSTRIAL = "industrial-filing"
LATER = replace(SMALL, version="2026.10", effective_from=date(2026, 7, 1))
PUBLISHED = Catalogues(versions=(replace(SMALL, effective_until=date(2026, 7, 1)), LATER))
PROMISABLE = OmissionRule(days=BASIC.items[1].promised.days, source=LAW)  # type: ignore[union-attr]  # has one


def composed(catalogue: CatalogueVersion = SMALL, **answers: str) -> Composition:
    return compose(catalogue, INDUSTRIAL, answers)


def opened(composition: Composition | None = None) -> asked.OpenPlan:
    return asked.OpenPlan(
        **on(MONDAY),
        project=PROJECT,
        lead=LEAD,
        project_name="年产十万吨项目",
        park=PARK,
        specialist=SPECIALIST,
        composition=composition or composed(area="5000"),
    )


def recomposed(**answers: str) -> asked.RecomposePlan:
    return asked.RecomposePlan(**on(day(1)), composition=composed(SMALL, **answers))


def apply(code: str = "A12") -> asked.NoteApplication:
    return asked.NoteApplication(**on(day(1)), item_code=code, case=CASE_ID)


def dispense(
    code: str = "A12", ground: DispensedBy = DispensedBy.EXEMPTION
) -> asked.DispenseWithItem:
    return asked.DispenseWithItem(
        **on(day(1)),
        item_code=code,
        ground=ground,
        reason="属于豁免管理名录",
        authority="生态环境局",
        document="环豁〔2026〕1号",
    )


def lift(code: str = "A12") -> asked.LiftDispensation:
    return asked.LiftDispensation(**on(day(2)), item_code=code, reason="工艺变更")


def promise(needed: str = "A01", until: date = date(2027, 1, 1)) -> asked.PromisePrerequisite:
    return asked.PromisePrerequisite(**on(day(1)), item_code="B02", needed=needed, until=until)


def begun(
    milestone: Milestone = Milestone.COMMENCEMENT, when: date | None = None
) -> asked.NoteMilestone:
    since = when or day(2)
    return asked.NoteMilestone(**on(since), milestone=milestone, on=since)


def seen(when: date) -> asked.NoteMilestone:
    return replace(begun(when=when), observed=True)


def told(*commands: asked.PlanCommand) -> list[said.PlanEvent]:
    events: list[said.PlanEvent] = []
    for command in commands:
        events += PLAN.decide(command, PLAN.fold(events))
    return events


def plan_after(*commands: asked.PlanCommand) -> Plan:
    return PLAN.fold(told(*commands))


def after(*commands: asked.PlanCommand) -> Story[asked.PlanCommand, Plan, said.PlanEvent]:
    return Story(PLAN).given(*told(*commands))


def with_item(code: str, **changes: object) -> Composition:
    whole = composed(impact="form", area="5000")
    items = tuple(
        replace(item, **changes) if item.code == code else item  # type: ignore[arg-type]  # fields of Item
        for item in whole.items
    )
    return replace(whole, items=items)
