"""What people read of a lead: the second fold, with the times beside the facts.

It takes the events in any order that a question about a past day may choose, so it refuses none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, assert_never

from services.leads.domain.commands import ContactId, Verdict
from services.leads.domain.lead_events import (
    AgreementCorrected,
    AgreementSigned,
    ContactAdded,
    ContactErased,
    FactAmended,
    FactNoted,
    FollowUpRecorded,
    LeadAssessed,
    LeadAssigned,
    LeadEvent,
    LeadLost,
    LeadRegistered,
    ProjectLinked,
    ProjectRefused,
    RegistrationCorrected,
    StageReached,
    stage_after,
    words,
)
from services.leads.domain.particulars import Agreement, Distinction, Particulars
from services.leads.domain.stages import Stage
from shared.kernel.effective import Effective
from shared.kernel.identifiers import (
    AccountId,
    ImportId,
    LeadId,
    ParkId,
    ProjectId,
    split_stream_key,
)
from shared.kernel.recorded import Recorded
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class LeadRecord:
    """招商线索: as people see it. `note` are the words last given for the stage it is at."""

    id: LeadId
    stage: Stage | None = None
    since: Effective | None = None
    note: str | None = None
    competitor: str | None = None
    park: ParkId | None = None
    specialist: AccountId | None = None
    particulars: Particulars | None = None
    registered: Effective | None = None
    registered_by: AccountId | None = None
    distinction: Distinction | None = None
    verdict: Verdict | None = None
    opinion: str | None = None
    agreement: Agreement | None = None
    signed: Effective | None = None
    follow_ups: int = 0
    last_follow_up: Effective | None = None
    next_step: str | None = None
    next_on: date | None = None
    contacts: tuple[ContactId, ...] = ()
    project: ProjectId | None = None
    project_refusal: ProjectRefused | None = None
    imported_in: ImportId | None = None
    recorded_at: datetime | None = None


def evolve_record(record: LeadRecord | None, recorded: Recorded[LeadEvent]) -> LeadRecord:
    """Take in one event."""
    before = record or LeadRecord(id=LeadId(split_stream_key(recorded.stream)[1]))
    return replace(before, recorded_at=recorded.recorded_at, **_changes(before, recorded))


def _changes(before: LeadRecord, recorded: Recorded[LeadEvent]) -> Mapping[str, Any]:
    event = recorded.event
    if isinstance(event, LeadRegistered):
        return _registered(recorded, event)
    if isinstance(event, FactNoted):
        return _noted(before, recorded, event)
    return _amended(before, event) if isinstance(event, FactAmended) else _moved(event)


def _registered(recorded: Recorded[LeadEvent], event: LeadRegistered) -> Mapping[str, Any]:
    return {
        "stage": event.stage,
        "since": event.since,
        "park": event.park,
        "specialist": event.specialist,
        "particulars": event.particulars,
        "registered": event.since,
        "registered_by": recorded.meta.actor.id,
        "distinction": event.distinction,
        "imported_in": event.imported_in,
    }


def _moved(event: StageReached) -> Mapping[str, Any]:
    changes = {
        "stage": stage_after(event),
        "since": event.since,
        "note": words(event),
        "competitor": event.competitor if isinstance(event, LeadLost) else None,
    }
    if isinstance(event, AgreementSigned):
        changes |= {"agreement": event.agreement, "signed": event.since}
    return changes


def _noted(
    before: LeadRecord, recorded: Recorded[LeadEvent], event: FactNoted
) -> Mapping[str, Any]:
    match event:
        case FollowUpRecorded():  # first, because most are
            return _followed_up(before, recorded.meta.effective, event)
        case LeadAssessed():
            return {"verdict": event.verdict, "opinion": event.opinion}
        case LeadAssigned():
            return {"specialist": event.to_specialist}
        case ProjectLinked():
            return {"project": event.project_id, "project_refusal": None}
        case ProjectRefused():
            return {"project_refusal": event}
        case _:
            assert_never(event)


def _followed_up(before: LeadRecord, when: Effective, event: FollowUpRecorded) -> Mapping[str, Any]:
    """A follow-up entered late counts, but what comes next is the latest one's to say."""
    counted = {"follow_ups": before.follow_ups + 1}
    if before.last_follow_up is not None and when.order < before.last_follow_up.order:
        return counted
    return {
        **counted,
        "last_follow_up": when,
        "next_step": event.next_step,
        "next_on": event.next_on,
    }


def _amended(before: LeadRecord, event: FactAmended) -> Mapping[str, Any]:
    match event:
        case RegistrationCorrected():
            return {
                "particulars": event.after,
                "distinction": event.distinction or before.distinction,
            }
        case AgreementCorrected():
            return {"agreement": event.after}
        case ContactAdded():
            return {"contacts": (*before.contacts, event.contact_id)}
        case ContactErased():
            left = tuple(one for one in before.contacts if one != event.contact_id)
            return {"contacts": left}
        case _:
            assert_never(event)
