"""How plans, and the catalogue they are composed by, look to those who read them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.approvals.api.reports_shown import on_plan
from services.approvals.api.shown import item, limit
from services.approvals.domain.catalogue import (
    CatalogueVersion,
    Clause,
    Completes,
    Milestone,
    Question,
    StageOf,
    Template,
)
from services.approvals.domain.catalogue.composing import Composition, Reason
from services.approvals.domain.events import PlanDiff
from services.approvals.domain.outlook.earliest_start import Outlook
from services.approvals.domain.plan import stated
from services.approvals.domain.plan.record import JointRecord, PlannedItem, PlanRecord
from services.approvals.domain.plan.reported import Reported
from services.approvals.domain.terms import SATISFIED
from shared.kernel.texts.approvals import MILESTONES, STAGES, UNVERIFIED, WHY

Plain = dict[str, Any]


def plan(record: PlanRecord, outlook: Outlook) -> Plain:
    """Show a plan: what is in it and why, how far each item is, what the works wait for."""
    state = record.plan
    composition = state.composed
    return {
        "project_id": state.project,
        "lead_id": state.lead,
        "project_name": state.project_name,
        "park": state.park,
        "closed": state.closed,
        **situation(composition),
        "earliest_start": earliest(outlook),
        "project_code": state.code,
        "items": [_planned(one, state.reported.get(one.item.code, ())) for one in record.items],
        "reported_outside_plan": [
            {"item_code": code, **on_plan(each)}
            for code, reported in state.reported.items()
            if code not in state.entries
            for each in reported
        ],
        "variants": [item(one) | {"variant_of": one.variant_of} for one in composition.variants],
        "stages": _stages(record),
        "joint": [_joint(one) for one in record.joint],
        "left_out": [reason(one) for one in composition.left_out],
        "milestones": [_milestone(record, one.milestone) for one in composition.milestones],
    }


def earliest(outlook: Outlook) -> Plain | None:
    """Show the earliest start as last reckoned, and the day that people were last told."""
    reckoned = outlook.reckoned
    if reckoned is None:
        return None
    return {
        "on": reckoned.to_on,
        "announced": outlook.announced,
        "working_days": reckoned.working_days,
        "chain": reckoned.chain,
        "look_again_on": reckoned.look_again_on,
        "calendar_version": reckoned.calendar_version,
    }


def situation(composition: Composition) -> Plain:
    """Show by which version, template and answers a plan was composed, and what is not answered."""
    return {
        "catalogue_version": composition.catalogue_version,
        "template": composition.template,
        "answers": {one.question: one.answer for one in composition.answers},
        "unanswered": composition.unanswered,
    }


def _planned(one: PlannedItem, reported: Sequence[Reported]) -> Plain:
    return {
        **item(one.item),
        "standing": one.entry.standing,
        "standing_name": STAGES[one.entry.standing],
        "since": one.since.to_plain() if one.since else None,
        "because": reason(one.because) if one.because else None,
        "handled_in": one.stage,
        "joint": one.joint,
        "dispensed": asdict(one.dispensed) if one.dispensed else None,
        "promised_prerequisites": [asdict(each) for each in one.promised],
        "case_id": one.entry.case,
        "document_number": one.entry.document_number,
        "reported": [on_plan(each) for each in reported],
        "waits_to_start_for": [stated(missing) for missing in one.waits_to_start_for],
        "waits_to_issue_for": [stated(missing) for missing in one.waits_to_issue_for],
    }


def _stages(record: PlanRecord) -> list[Plain]:
    """Show the stages that have items here, each with its limit, and whether it is done."""
    return [
        {
            **asdict(stage),
            "items": [one.item.code for one in inside],
            "done": _done(stage, inside),
        }
        for stage in record.plan.composed.stages
        if (inside := [one for one in record.items if one.stage == stage.code])
    ]


def _done(stage: StageOf, items: Sequence[PlannedItem]) -> bool:
    there = [one.entry.standing in SATISFIED for one in items]
    return any(there) if stage.completes is Completes.ANY else all(there)


def _joint(one: JointRecord) -> Plain:
    """Show a joint application with its parts, and its conclusion once there is one."""
    made = one.made
    return {
        "joint": one.of.code,
        "name": one.of.name,
        "lead": one.of.lead,
        "legal_basis": asdict(one.of.legal_basis),
        "mark": None if one.of.legal_basis.verified else UNVERIFIED,
        "promised_limit": limit(one.of.promised),
        "parts": [
            {
                "item_code": part.item.code,
                "name": part.item.name,
                "department": part.item.department,
                "standing": part.standing,
                "standing_name": STAGES[part.standing],
                "case_id": part.case,
            }
            for part in one.parts
        ],
        "ready": one.ready,
        "application_id": made.application if made else None,
        "applied_on": one.applied_on.to_plain() if one.applied_on else None,
        "document_number": made.document_number if made else None,
        "conclusion": made.conclusion if made else None,
        "concluded_on": one.concluded_on.to_plain() if one.concluded_on else None,
    }


def _milestone(record: PlanRecord, milestone: Milestone) -> Plain:
    return {
        "milestone": milestone,
        "name": MILESTONES[milestone],
        "reached_on": record.plan.reached.get(milestone),
        "only_seen": milestone in record.plan.reached and milestone not in record.plan.recognised,
        "waits_for": [stated(missing) for missing in record.plan.missing_before(milestone)],
    }


def reason(one: Reason) -> Plain:
    """Show why an item is in or out."""
    return {
        "item_code": one.item_code,
        "name": one.name,
        "why": one.why,
        "why_name": WHY[one.why],
        "clauses": [clause(each) for each in one.clauses],
    }


def clause(one: Clause) -> Plain:
    """Show a clause with what it tests."""
    return {
        "question": one.question,
        "answers": one.answers,
        "at_least": one.at_least,
        "below": one.below,
    }


def diff(one: PlanDiff) -> Plain:
    """Show what came in, went out and changed."""
    return {
        "added": [reason(each) for each in one.added],
        "removed": [reason(each) for each in one.removed],
        "changed": [asdict(each) for each in one.changed],
    }


def question(one: Question) -> Plain:
    """Show a question with its choices, or the unit of its number."""
    return {
        "question": one.code,
        "text": one.text,
        "choices": [asdict(choice) for choice in one.choices],
        "unit": one.unit or None,
    }


def template(one: Template) -> Plain:
    """Show a template with the answers it gives itself."""
    return {
        "template": one.code,
        "name": one.name,
        "project_type": one.kind,
        "answers": one.answers,
        "historical": one.historical,
        "stages": [asdict(stage) for stage in one.stages],
        "source": {**asdict(one.source), "mark": None if one.source.verified else UNVERIFIED},
    }


def version(one: CatalogueVersion) -> Plain:
    """Show a version in a list."""
    return {
        "version": one.version,
        "effective_from": one.effective_from,
        "effective_until": one.effective_until,
        "items": len(one.items),
        "templates": len(one.templates),
        "default_template": one.default_template,
    }


def whole(one: CatalogueVersion) -> Plain:
    """Show all of a version."""
    return {
        **version(one),
        "departments": [asdict(each) for each in one.departments],
        "stages": [asdict(each) for each in one.stages],
        "questions": [question(each) for each in one.questions],
        "items": [item(each) for each in one.items],
        "milestones": [asdict(each) for each in one.milestones],
        "templates": [template(each) for each in one.templates],
        "joint": [asdict(each) for each in one.joint],
    }
