"""How plans, items, cases and clocks look to those who read them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.approvals.domain.case.record import CaseRecord, Moment
from services.approvals.domain.catalogue import Item, Limit
from services.approvals.domain.clocks.lights import light_at
from services.approvals.domain.clocks.timekeeping import Stop
from services.approvals.domain.plan import stated
from services.approvals.domain.terms import Deadline
from services.approvals.views import FAR_OFF
from shared.kernel.clock import Half, HalfDay
from shared.kernel.recorded import Recorded
from shared.kernel.texts import event_name
from shared.kernel.texts.approvals import STAGES, UNVERIFIED
from shared.kernel.texts.deadlines import CLOCKS, PAUSES

Plain = dict[str, Any]


def half_day(moment: HalfDay | None) -> Plain | None:
    """Show a half day as a day and which half of it."""
    if moment is None:
        return None
    return {"on": moment.day, "half": "morning" if moment.half is Half.MORNING else "afternoon"}


def item(one: Item) -> Plain:
    """Show an item of the catalogue."""
    return {
        "item_code": one.code,
        "name": one.name,
        "kind": one.kind,
        "stage": one.stage,
        "department": one.department,
        "legal_basis": asdict(one.legal_basis),
        "gates_commencement": one.gates_commencement,
        "statutory_limit": limit(one.statutory),
        "promised_limit": limit(one.promised),
        "notice_days": one.notice_days,
        "extension_days": one.extension_days,
        "statutory_stops": [asdict(stop) for stop in one.statutory_stops],
        "needs": [asdict(need) for need in one.needs],
        "mode": one.mode,
        "variant_of": one.variant_of,
        "materials": [asdict(material) for material in one.materials],
        "omission": None if one.omission is None else asdict(one.omission),
        "commitment": None if one.commitment is None else asdict(one.commitment),
        "validity": None if one.validity is None else asdict(one.validity),
        "suspension": None if one.suspension is None else asdict(one.suspension),
        "consulted": one.consulted,
        "area_assessed": one.area_assessed,
        "note": one.note or None,
        "last_because": one.last_because or None,
        "mark": None if one.legal_basis.verified else UNVERIFIED,
    }


def limit(one: Limit | None) -> Plain | None:
    """Show a limit."""
    return None if one is None else asdict(one)


def case(record: CaseRecord, at: datetime) -> Plain:
    """Show a case as it stands at a moment."""
    stage, clock = record.stage, record.clock
    light = light_at(record.deadlines, clock, at)
    return {
        "case_id": record.case_id,
        "project_id": record.project,
        "project_name": record.project_name,
        "application_id": record.application,
        "lead_id": record.lead,
        "park": record.park,
        "item": item(record.item) if record.item else None,
        "stage": stage,
        "stage_name": STAGES[stage] if stage else None,
        "progress": record.progress,
        "open": record.open,
        "awaiting": record.awaiting,
        "deemed_accepted": clock.deemed,
        "received_on": clock.received_on,
        "complete_on": clock.complete_on,
        "accepted_on": clock.accepted_on,
        "ended_on": clock.ended_on,
        "light": light,
        "deadlines": [deadline(one) for one in record.deadlines],
        "duties": [deadline(one) for one in record.duties],
        "calendar_version": record.calendar_version,
        "stops": [stop(one) for one in clock.stops],
        **_contents(record),
    }


def _contents(record: CaseRecord) -> Plain:
    return {
        "materials": record.materials,
        "deficiencies": record.deficiencies,
        "warnings": [stated(one) for one in record.warnings],
        "promises": asdict(record.promises),
        "certificate": _plain(record.certificate),
        "opinions": [asdict(one) for one in record.opinions],
        "examination": _plain(record.examination),
        "extension_request": _extension(record.extension_request),
        "extension": _extension(record.extension),
        "outcome": asdict(record.outcome),
        "alarms": [
            {**asdict(one), "clock": one.clock, "due": half_day(one.due)} for one in record.alarms
        ],
        "people": asdict(record.readers),
        "received": _moment(record.received),
        "decided": _moment(record.decided),
    }


def _plain(one: Any) -> Plain | None:
    return None if one is None else asdict(one)


def _extension(one: Any) -> Plain | None:
    if one is None:
        return None
    shown = ("on", "days", "reason", "requested_by", "approved_by")
    return {name: getattr(one, name, None) for name in shown}


def _moment(one: Moment | None) -> Plain | None:
    if one is None:
        return None
    return {
        "event_id": one.event_id,
        "effective": one.effective.to_plain(),
        "recorded_at": one.recorded_at,
        "by": asdict(one.by),
    }


def deadline(one: Deadline) -> Plain:
    """Show where a limit ends."""
    return {
        "clock": one.clock,
        "name": CLOCKS[one.clock],
        "start": one.start,
        "due": half_day(one.due),
        "due_soon_from": half_day(one.due_soon_from),
        "overdue_from": half_day(one.overdue_from),
        "other_unit_due": half_day(one.other_unit_due),
        "binds": one.binds,
    }


def stop(one: Stop) -> Plain:
    """Show what a clock stood still for."""
    return {
        "what": one.what,
        "name": PAUSES[one.what],
        "reason": one.reason,
        "since": half_day(one.since),
        "until": half_day(one.until),
        "article": one.article,
        "reply_by": one.reply_by,
        "overdue": one.overdue,
    }


def row(found: Mapping[str, Any]) -> Plain:
    """Show a case in a list."""
    shown = {name: value for name, value in found.items() if name not in _HIDDEN}
    shown["case_id"] = shown.pop("id")
    shown["project_id"] = shown.pop("project")
    shown["stage_name"] = STAGES[found["stage"]]
    shown["due_on"] = None if found["due_on"] == FAR_OFF else found["due_on"]
    return shown


_HIDDEN = {"known_from", "known_to", "due_soon_at", "overdue_at", "stopped", "watched", "consulted"}


def entries(events: Sequence[Recorded[Any]]) -> list[Plain]:
    """Show past acts: who did what, when it was so, when it was recorded."""
    return [
        {
            "event_id": one.event_id,
            "type": type(one.event).__name__,
            "name": event_name(type(one.event).__name__),
            "version": one.version,
            "effective": one.meta.effective.to_plain(),
            "recorded_at": one.recorded_at,
            "by": asdict(one.meta.actor),
            "late": bool(one.meta.late),
            "data": _data(one.event),
        }
        for one in events
    ]


def _data(event: Any) -> Plain:
    shown = {name: _shown(value) for name, value in vars(event).items() if name != "item"}
    item = getattr(event, "item", None)
    return shown if item is None else {"item_code": item.code, **shown}


def _shown(value: Any) -> Any:
    match value:
        case HalfDay():
            return half_day(value)
        case Deadline():
            return deadline(value)
        case tuple():
            return [_shown(one) for one in value]
        case _:
            return asdict(value) if hasattr(value, "__dataclass_fields__") else value
