"""列项调整: what a plan consists of, and what changes when the answers or the catalogue do."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import assert_never

from services.approvals.domain.catalogue import Item
from services.approvals.domain.catalogue.composing import Composition, Reason, Why
from services.approvals.domain.commands import Composing, MovePlan, OpenPlan, RecomposePlan
from services.approvals.domain.events import (
    CompositionEvent,
    InForce,
    ItemChange,
    PlanDiff,
    PlanMoved,
    PlanOpened,
    PlanRecomposed,
)
from services.approvals.domain.plan.state import Plan, require_going_on
from services.approvals.domain.terms import SATISFIED, Readers


def decide_composing(command: Composing, plan: Plan) -> Sequence[CompositionEvent]:
    """Answer of what a plan is to consist."""
    match command:
        case OpenPlan():
            return open_plan(command, plan)
        case RecomposePlan():
            return recompose(command, plan)
        case MovePlan():
            return move(command, plan)
        case _:
            assert_never(command)


def open_plan(command: OpenPlan, plan: Plan) -> list[PlanOpened]:
    """开立: once."""
    if plan.project is not None:
        return []
    return [
        PlanOpened(
            project=command.project,
            lead=command.lead,
            project_name=command.project_name,
            park=command.park,
            readers=Readers(specialist=command.specialist),
            composition=command.composition,
        )
    ]


def recompose(command: RecomposePlan, plan: Plan) -> list[PlanRecomposed]:
    """按情形调整: what is under way stays in, whatever the answers say."""
    require_going_on(plan)
    before, after = plan.composed, keeping(plan, command.composition)
    if after == before:
        return []
    return [
        PlanRecomposed(
            from_template=before.template,
            composition=after,
            diff=diff_of(before, after),
            in_force=in_force(plan, after),
        )
    ]


def move(command: MovePlan, plan: Plan) -> list[PlanMoved]:
    """换版: only to another version; a plan else keeps the one it was opened under."""
    require_going_on(plan)
    before, after = plan.composed, keeping(plan, command.composition)
    if after.catalogue_version == before.catalogue_version:
        return []
    return [
        PlanMoved(
            from_version=before.catalogue_version,
            composition=after,
            diff=diff_of(before, after),
            in_force=in_force(plan, after),
        )
    ]


def keeping(plan: Plan, composition: Composition) -> Composition:
    """Return a composition with all items that are under way, as they were when begun."""
    under_way = {code: entry.item for code, entry in plan.entries.items() if entry.under_way}
    new = {item.code for item in composition.items}
    kept = tuple(item for code, item in under_way.items() if code not in new)
    reasons = tuple(Reason(item_code=item.code, name=item.name, why=Why.UNDER_WAY) for item in kept)
    codes = {item.code for item in kept}
    return replace(
        composition,
        items=(*composition.items, *kept),
        included=(*composition.included, *reasons),
        left_out=tuple(one for one in composition.left_out if one.item_code not in codes),
    )


def in_force(plan: Plan, composition: Composition) -> tuple[InForce, ...]:
    """Return what the plan has already of the items it is to consist of."""
    entries = [plan.entries.get(item.code) for item in composition.items]
    return tuple(
        InForce(
            item_code=entry.item.code,
            standing=entry.standing,
            case=plan.stands_on(entry),
            document_number=entry.document_number,
        )
        for entry in entries
        if entry is not None and entry.standing in SATISFIED
    )


def diff_of(before: Composition, after: Composition) -> PlanDiff:
    """Return what came in and went out, each with its reason, and what changed in what stayed."""
    then = {item.code: item for item in before.items}
    now = {item.code: item for item in after.items}
    left = {reason.item_code: reason for reason in after.left_out}
    gone = [item for code, item in then.items() if code not in now]
    return PlanDiff(
        added=tuple(reason for reason in after.included if reason.item_code not in then),
        removed=tuple(left.get(item.code) or _no_longer_listed(item) for item in gone),
        changed=tuple(
            _change(then[code], item)
            for code, item in now.items()
            if code in then and then[code] != item
        ),
    )


def _no_longer_listed(item: Item) -> Reason:
    return Reason(item_code=item.code, name=item.name, why=Why.NOT_LISTED)


def _change(then: Item, now: Item) -> ItemChange:
    names = [one.name for one in fields(Item)]
    changed = tuple(name for name in names if getattr(then, name) != getattr(now, name))
    return ItemChange(item_code=now.code, name=now.name, fields=changed)
