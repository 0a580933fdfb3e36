"""免予办理: what an item of a plan may be done without, or begun before, and who answers for it."""

from collections.abc import Sequence
from typing import assert_never

from services.approvals.domain.catalogue import DispensedBy
from services.approvals.domain.commands import (
    DispenseWithItem,
    Dispensing,
    LiftDispensation,
    PromisePrerequisite,
)
from services.approvals.domain.events import (
    DispensationEvent,
    DispensationLifted,
    ItemDispensedWith,
    PrerequisitePromised,
)
from services.approvals.domain.plan.state import STANDS_BY, Entry, Plan, require_going_on
from services.approvals.domain.terms import Standing
from shared.kernel.asked import require_not_future
from shared.kernel.rejected import Rejected

_GROUNDS = {standing: ground for ground, standing in STANDS_BY.items()}


def decide_dispensing(command: Dispensing, plan: Plan) -> Sequence[DispensationEvent]:
    """Answer what is to be done without."""
    require_going_on(plan)
    require_not_future(command)
    match command:
        case DispenseWithItem():
            return dispense(command, plan)
        case LiftDispensation():
            return lift(command, plan)
        case PromisePrerequisite():
            return promise(command, plan)
        case _:
            assert_never(command)


def dispense(command: DispenseWithItem, plan: Plan) -> list[ItemDispensedWith]:
    """免予办理: not while a case is open, and by the area only where the catalogue says so."""
    entry = plan.entry(command.item_code)
    if entry.standing is STANDS_BY[command.ground]:
        return []
    _require_idle(entry)
    if command.ground is DispensedBy.AREA_ASSESSMENT and not entry.item.area_assessed:
        detail = f"{entry.item.code} is not among what an area assessment covers"
        raise Rejected("area-assessment-not-provided", detail, item_code=entry.item.code)
    return [
        ItemDispensedWith(
            item_code=entry.item.code,
            ground=command.ground,
            reason=command.reason,
            authority=command.authority,
            document=command.document,
        )
    ]


def lift(command: LiftDispensation, plan: Plan) -> list[DispensationLifted]:
    """取消免办: of what was done without."""
    entry = plan.entry(command.item_code)
    ground = _GROUNDS.get(entry.standing)
    if ground is None:
        detail = f"{entry.item.code} is not dispensed with"
        raise Rejected("item-not-dispensed-with", detail, standing=entry.standing.value)
    return [DispensationLifted(item_code=entry.item.code, ground=ground, reason=command.reason)]


def promise(command: PromisePrerequisite, plan: Plan) -> list[PrerequisitePromised]:
    """容缺承诺前置: only what the item needs, where it may be handled with omissions."""
    item = plan.entry(command.item_code).item
    if command.needed not in {code for need in item.needs for code in need.any_of}:
        detail = f"{item.code} does not need {command.needed}"
        raise Rejected("prerequisite-not-needed", detail, item_code=item.code)
    if item.omission is None:
        detail = f"{item.code} is not handled with omissions"
        raise Rejected("omission-not-provided", detail, item_code=item.code)
    if command.until < command.at.date():
        raise Rejected("expected-before-start", "the promise ends before it is given")
    if (item.code, command.needed) in plan.promised:
        return []
    return [PrerequisitePromised(item_code=item.code, needed=command.needed, until=command.until)]


def _require_idle(entry: Entry) -> None:
    if entry.under_way:
        detail = f"{entry.item.code} is under way or granted"
        open_still = entry.standing is Standing.IN_HANDLING
        code = "item-has-open-case" if open_still else "item-already-granted"
        raise Rejected(code, detail, case_id=entry.case)
