"""How a project's record becomes what people read."""

from typing import Any

from services.projects.domain.gate import GateItem
from services.projects.domain.milestone import NONE_YET
from services.projects.domain.record import Charge, ProjectRecord, Sighting, Suspension
from services.projects.domain.terms import Lacking, MilestoneKind
from services.projects.views.cards import (
    ChargeCard,
    CodeCard,
    GateCard,
    GateItemCard,
    LackingCard,
    MilestoneCard,
    Plain,
    PlainTime,
    ProjectCard,
    ProjectShown,
    ReportCard,
    SightingCard,
    SuspensionCard,
)
from shared.kernel.effective import Effective
from shared.kernel.identifiers import ProjectId
from shared.kernel.quantity import Quantity
from shared.kernel.texts import projects as texts


def card(record: ProjectRecord) -> ProjectCard:
    """Return what a list shows of a project."""
    return ProjectCard(
        **_whose(record),
        code=record.code.code if record.code else None,
        officer=record.officer.account if record.officer else None,
        leader=record.leader.account if record.leader else None,
        gate_open=record.gate.open,
        milestones=milestone_cards(record),
    )


def shown(identifier: str, record: ProjectRecord) -> ProjectShown:
    """Return all of a project."""
    investment = record.investment
    return ProjectShown(
        **_whose(record),
        id=ProjectId(identifier),
        import_id=record.row.import_id if record.row else None,
        row=record.row.row if record.row else None,
        land=_quantity(investment.land),
        land_supply=investment.land_supply,
        site=investment.site,
        content=investment.content,
        investor_origin=investment.investor_origin,
        remark=investment.remark,
        agreement_number=investment.agreement_number,
        agreed_start_on=investment.agreed_start_on,
        agreed_production_on=investment.agreed_production_on,
        stage_words=record.stage_words,
        code=_code(record),
        officer=_charge(record.officer),
        leader=_charge(record.leader),
        gate=_gate(record),
        milestones=milestone_cards(record),
        sightings=[_sighting(sighting) for sighting in record.sightings],
        suspensions=[_suspension(suspension) for suspension in record.suspensions],
    )


def milestone_cards(record: ProjectRecord) -> list[MilestoneCard]:
    """Return the milestones that anything is known of, in the order of a project's life."""
    known = {kind: record.milestones.get(kind, NONE_YET) for kind in MilestoneKind}
    return [
        MilestoneCard(
            milestone=kind,
            name=texts.MILESTONES[kind],
            planned_on=milestone.planned_on,
            forecast_on=milestone.forecast_on,
            reason=milestone.reason,
            slipped=milestone.slipped,
            reached=_time(milestone.reached),
            evidence=milestone.evidence,
        )
        for kind, milestone in known.items()
        if milestone != NONE_YET
    ]


def _whose(record: ProjectRecord) -> dict[str, Any]:
    investment = record.investment
    return {
        "name": investment.name,
        "investor_name": investment.investor_name,
        "credit_code": investment.credit_code,
        "park": investment.park,
        "specialist": investment.specialist,
        "amount": _quantity(investment.amount),
        "origin": record.origin,
        "lead_id": record.lead_id,
        "stage": record.stage,
        "stage_name": texts.STAGES[record.stage],
        "stage_since": _time(record.stage_since),
        "flags": list(record.flags),
    }


def _code(record: ProjectRecord) -> CodeCard | None:
    code = record.code
    if code is None:
        return None
    return CodeCard(code=code.code, since=code.since.to_plain(), event_id=code.event_id)


def _charge(charge: Charge | None) -> ChargeCard | None:
    if charge is None:
        return None
    return ChargeCard(account=charge.account, since=charge.since.to_plain())


def _gate(record: ProjectRecord) -> GateCard:
    gate = record.gate
    return GateCard(
        known=gate.known,
        open=gate.open,
        items=[_item(item) for item in gate.items.values()],
        needs=[list(enough) for enough in gate.needs or [(code,) for code in gate.items]],
        lacking=[_lacking(item) for item in gate.lacking()],
    )


def _item(item: GateItem) -> GateItemCard:
    grant = item.in_force
    reported = next((one.report for one in item.grants if one.case_id == item.case_id), None)
    return GateItemCard(
        item_code=item.item.item_code,
        name=item.item.name,
        department=item.item.department,
        standing=item.standing,
        standing_name=texts.STANDINGS[item.standing],
        case_id=None if reported else item.case_id,
        report=ReportCard(**vars(reported)) if reported else None,
        in_force=grant is not None,
        document_number=(grant.document_number or None) if grant else None,
        in_force_since=_time(grant.since) if grant else None,
    )


def _lacking(lacking: Lacking) -> LackingCard:
    return LackingCard(
        item_code=lacking.item_code,
        name=lacking.name,
        held_by=lacking.held_by,
        stage=lacking.stage,
        stage_name=texts.STANDINGS[lacking.stage],
    )


def _sighting(sighting: Sighting) -> SightingCard:
    lacking = sighting.lacking
    return SightingCard(
        seen_on=sighting.seen_on.to_plain(),
        seen=sighting.seen,
        lacking=None if lacking is None else [_lacking(item) for item in lacking],
    )


def _suspension(suspension: Suspension) -> SuspensionCard:
    return SuspensionCard(
        since=suspension.since.to_plain(),
        until=_time(suspension.until),
        reason=suspension.reason,
    )


def _time(effective: Effective | None) -> PlainTime | None:
    return None if effective is None else effective.to_plain()


def _quantity(quantity: Quantity | None) -> Plain | None:
    return None if quantity is None else quantity.to_plain()
