"""列项 on a plan and the catalogue: what a plan is composed of comes from the stored versions.

Each function answers for the states it is given with events and the index of the stream they belong
to: the plan's is the first, the catalogue is only read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.approvals.domain.catalogue import Answer, Answers, CatalogueVersion
from services.approvals.domain.catalogue.composing import Composition, compose
from services.approvals.domain.commands import MovePlan, OpenPlan, RecomposePlan
from services.approvals.domain.events import PlanEvent
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.published_catalogues import Catalogues
from shared.kernel.asked import Asked
from shared.kernel.effective import BUSINESS_ZONE
from shared.kernel.identifiers import AccountId, LeadId, ParkId, ProjectId

Indexed = list[tuple[int, PlanEvent]]


@dataclass(frozen=True, kw_only=True)
class PlanProject(Asked):
    """为项目列项: open the plan of a project with the catalogue's template for the beginning."""

    project: ProjectId
    lead: LeadId | None
    project_name: str
    park: ParkId | None
    specialist: AccountId | None


@dataclass(frozen=True, kw_only=True)
class AnswerSituation(Asked):
    """回答情形: choose a template and answer its questions; all that is answered is said."""

    template: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class MoveToVersion(Asked):
    """换用目录版本: compose the plan anew by another version, with the answers as they are.

    Another template and other answers may be given where the new version asks otherwise.
    """

    version: str
    template: str | None = None
    answers: tuple[Answer, ...] | None = None


def plan_project(command: PlanProject, plan: Plan, catalogues: Catalogues) -> Indexed:
    """为项目列项: by the version that holds on the day it is asked."""
    catalogue = catalogues.in_force(command.at.astimezone(BUSINESS_ZONE).date())
    opening = OpenPlan(
        by=command.by,
        at=command.at,
        effective=command.effective,
        project=command.project,
        lead=command.lead,
        project_name=command.project_name,
        park=command.park,
        specialist=command.specialist,
        composition=compose(catalogue, catalogue.default_template, {}),
    )
    return _of_plan(PLAN.decide(opening, plan))


def answer_situation(command: AnswerSituation, plan: Plan, catalogues: Catalogues) -> Indexed:
    """回答情形: by the version the plan stands under."""
    catalogue = catalogues.require(plan.composed.catalogue_version)
    composition = compose(catalogue, command.template, _by_question(command.answers))
    recomposing = RecomposePlan(
        by=command.by, at=command.at, effective=command.effective, composition=composition
    )
    return _of_plan(PLAN.decide(recomposing, plan))


def move_to_version(command: MoveToVersion, plan: Plan, catalogues: Catalogues) -> Indexed:
    """换用目录版本: what the plan does not say anew it takes along."""
    catalogue = catalogues.require(command.version)
    template = command.template or plan.composed.template
    answers = (
        own_answers(plan.composed, catalogue, template)
        if command.answers is None
        else _by_question(command.answers)
    )
    moving = MovePlan(
        by=command.by,
        at=command.at,
        effective=command.effective,
        composition=compose(catalogue, template, answers),
    )
    return _of_plan(PLAN.decide(moving, plan))


def own_answers(composition: Composition, catalogue: CatalogueVersion, template: str) -> Answers:
    """Return the answers that a template does not give itself and that the version still asks."""
    chosen = catalogue.template(template)
    preset = chosen.answers if chosen else {}
    asked = {question.code for question in catalogue.questions}
    return {
        one.question: one.answer
        for one in composition.answers
        if one.question in asked and one.question not in preset
    }


def _by_question(answers: Sequence[Answer]) -> Answers:
    return {one.question: one.answer for one in answers}


def _of_plan(events: Sequence[PlanEvent]) -> Indexed:
    return [(0, event) for event in events]
