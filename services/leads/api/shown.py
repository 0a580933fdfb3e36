"""How leads and their histories look as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from enum import Enum
from typing import Any

from services.leads.domain.lead_events import ProjectRefused
from services.leads.domain.particulars import Agreement, Particulars
from services.leads.domain.record import LeadRecord, evolve_record
from shared.kernel.effective import Effective
from shared.kernel.quantity import Quantity
from shared.kernel.recorded import Recorded
from shared.kernel.texts import event_name, problem_title
from shared.kernel.texts import leads as texts

Plain = dict[str, Any]


def lead(record: LeadRecord) -> Plain:
    """Show one lead; of its people only the ids."""
    known = record.particulars
    return {
        "id": record.id,
        "stage": record.stage,
        "stage_name": texts.STAGES[record.stage] if record.stage else None,
        "since": plain(record.since),
        "note": record.note,
        "competitor": record.competitor,
        "park": record.park,
        "specialist": record.specialist,
        **({} if known is None else particulars(known)),
        "registered": plain(record.registered),
        "registered_by": record.registered_by,
        "distinction": plain(record.distinction),
        "verdict": record.verdict,
        "opinion": record.opinion,
        "agreement": agreement(record),
        "follow_ups": record.follow_ups,
        "last_follow_up": plain(record.last_follow_up),
        "next_step": record.next_step,
        "next_on": record.next_on,
        "contacts": list(record.contacts),
        "project_id": record.project,
        "project_refusal": refusal(record.project_refusal),
        "imported_in": record.imported_in,
        "recorded_at": record.recorded_at,
    }


def particulars(known: Particulars) -> Plain:
    """Show what is known; null is what nobody knows."""
    return {field.name: plain(getattr(known, field.name)) for field in fields(known)}


def agreement(record: LeadRecord) -> Plain | None:
    """Show what was signed for, with the day."""
    if record.agreement is None:
        return None
    return {"signed": plain(record.signed), **agreed(record.agreement)}


def refusal(said: ProjectRefused | None) -> Plain | None:
    """Show why projects made no project of a lead."""
    if said is None:
        return None
    return {"code": said.code, "title": problem_title(said.code), "detail": said.detail}


def agreed(signed: Agreement) -> Plain:
    """Show what was signed for, in the words of the request."""
    return {
        "amount": signed.amount.to_plain(),
        "agreed_start_on": signed.start_on,
        "agreed_production_on": signed.production_on,
        "agreement_number": signed.number,
    }


def card(row: Mapping[str, Any]) -> Plain:
    """Show one line of the list."""
    hidden = {"known_from", "known_to", "since_start", "registered_start"}
    shown = {name: value for name, value in row.items() if name not in hidden}
    return {**shown, "stage_name": texts.STAGES[row["stage"]]}


def history(events: Sequence[Recorded[Any]]) -> list[Plain]:
    """Show events in the order given, each with what it changed on the lead."""
    entries = []
    before: LeadRecord | None = None
    for recorded in events:
        after = evolve_record(before, recorded)
        entries.append({**entry(recorded), "changes": _changes(before, after)})
        before = after
    return entries


def entry(recorded: Recorded[Any]) -> Plain:
    """Show one event: what, who, when it was so, when it was recorded, and its hash."""
    name, meta = type(recorded.event).__name__, recorded.meta
    return {
        "event_id": recorded.event_id,
        "type": name,
        "name": event_name(name),
        "version": recorded.version,
        "position": recorded.position,
        "effective": meta.effective.to_plain(),
        "recorded_at": recorded.recorded_at,
        "by": asdict(meta.actor),
        "on_behalf_of": meta.on_behalf_of,
        "correlation": meta.correlation,
        "causation": meta.causation,
        "corrects": meta.corrects,
        "batch": meta.batch,
        "source": plain(meta.source),
        "hash": recorded.hash.hex(),
        "data": plain(recorded.event),
    }


def _changes(before: LeadRecord | None, after: LeadRecord) -> list[Plain]:
    """Compare what people read before and after; what was not there before was null."""
    old, new = ({} if before is None else lead(before)), lead(after)
    return [
        {"field": name, "before": old.get(name), "after": value}
        for name, value in new.items()
        if name != "recorded_at" and old.get(name) != value
    ]


def plain(value: Any) -> Any:
    """Return a value of the domain as JSON can carry it."""
    if isinstance(value, Quantity | Effective):
        return value.to_plain()
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return [plain(item) for item in value] if isinstance(value, tuple) else value
