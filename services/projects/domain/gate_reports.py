"""What the approving side reports: facts, never refused, ignored where they say nothing new."""

from typing import assert_never

from services.projects.domain.commands import (
    GateReport,
    NoteCaseProgress,
    NoteExemption,
    NoteGrant,
    NoteGrantLost,
    SetCommencementGate,
)
from services.projects.domain.events import (
    CommencementGateLost,
    CommencementGateOpened,
    CommencementGateSet,
    GateEvent,
    GateItemExempted,
    GateItemGranted,
    GateItemLost,
    GateItemProgressed,
)
from services.projects.domain.gate import Gate, GateItem, evolve_gate, is_of
from services.projects.domain.state import STANDING, Project
from services.projects.domain.terms import ItemStanding
from shared.kernel.values import replace


def decide_gate_report(command: GateReport, project: Project) -> list[GateEvent]:
    """Dispatch, then say whether the gate has opened or was lost by it."""
    if project.stage not in STANDING:
        return []
    events = _reported(command, project.gate)
    after = project.gate
    for event in events:
        after = evolve_gate(after, event)
    return [*events, *_consequence(project, after)]


def _reported(command: GateReport, gate: Gate) -> list[GateEvent]:
    if isinstance(command, SetCommencementGate):
        return _set(command, gate)
    item = gate.items.get(command.item_code)
    if item is None:
        return []
    match command:
        case NoteCaseProgress():
            return _progressed(command, item)
        case NoteGrant():
            return _granted(command, item)
        case NoteExemption():
            return _exempted(command, item)
        case NoteGrantLost():
            return _lost(command, item)
        case _:
            assert_never(command)


def _set(command: SetCommencementGate, gate: Gate) -> list[GateEvent]:
    known = tuple(item.item for item in gate.items.values())
    if gate.known and (command.items, command.needs) == (known, gate.needs):
        return []
    return [CommencementGateSet(items=command.items, needs=command.needs)]


def _progressed(command: NoteCaseProgress, item: GateItem) -> list[GateEvent]:
    """A report on an earlier case says nothing about the one that holds the item now."""
    earlier = item.case_id not in {None, command.case_id}
    if earlier and command.standing is not ItemStanding.RECEIVED:
        return []
    if (item.case_id, item.standing) == (command.case_id, command.standing):
        return []
    return [
        GateItemProgressed(
            item_code=command.item_code,
            name=item.item.name,
            department=item.item.department,
            case_id=command.case_id,
            from_standing=item.standing,
            to_standing=command.standing,
        )
    ]


def _granted(command: NoteGrant, item: GateItem) -> list[GateEvent]:
    if any(grant.case_id == command.case_id for grant in item.grants):
        return []
    return [
        GateItemGranted(
            item_code=command.item_code,
            name=item.item.name,
            department=item.item.department,
            case_id=command.case_id,
            document_number=command.document_number,
            since=command.effective,
            report=command.report,
        )
    ]


def _exempted(command: NoteExemption, item: GateItem) -> list[GateEvent]:
    """What was exempted once, and is exempted no longer, may be exempted again."""
    if any(is_of(grant, command.case_id) for grant in item.grants):
        return []
    return [
        GateItemExempted(
            item_code=command.item_code,
            name=item.item.name,
            department=item.item.department,
            case_id=command.case_id,
        )
    ]


def _lost(command: NoteGrantLost, item: GateItem) -> list[GateEvent]:
    in_force = (grant for grant in item.grants if grant.until is None)
    if all(grant.case_id != command.case_id for grant in in_force):
        return []
    return [
        GateItemLost(
            item_code=command.item_code,
            name=item.item.name,
            department=item.item.department,
            case_id=command.case_id,
            standing=command.standing,
            since=command.effective,
        )
    ]


def _consequence(project: Project, after: Gate) -> list[GateEvent]:
    if after.open == project.gate.open:
        return []
    if after.open:
        return [CommencementGateOpened(item_codes=tuple(after.items))]
    return [CommencementGateLost(stage=project.stage, lacking=after.lacking())]


def evolve_gate_of(project: Project, event: GateEvent) -> Project:
    """Take in one event."""
    return replace(project, gate=evolve_gate(project.gate, event))
