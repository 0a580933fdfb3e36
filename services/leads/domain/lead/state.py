"""What the rules ask about a lead; folded from events, never stored."""

from dataclasses import dataclass
from typing import assert_never

from services.leads.domain.commands import ContactId, FollowUpId, Verdict
from services.leads.domain.investor_key import Key, keys_of
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
    LeadLaidDormant,
    LeadLost,
    LeadRegistered,
    LeadWoken,
    ProjectLinked,
    ProjectRefused,
    RegistrationCorrected,
    StageReached,
    stage_after,
)
from services.leads.domain.particulars import Agreement, Particulars
from services.leads.domain.stages import CLOSED, Stage
from shared.kernel.decider import About
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, ImportId, LeadId, ParkId, ProjectId
from shared.kernel.policy import Guarded
from shared.kernel.values import replace

_NOT_YET = LeadId("")


@dataclass(frozen=True, kw_only=True)
class Lead:
    """招商线索: an investor's intention, from the first word to the agreement.

    Before it is registered it has no id and no stage. `said` are the words last given for where
    it stands; `acts` counts what happened to it after it was entered.
    """

    id: LeadId = _NOT_YET
    stage: Stage | None = None
    since: Effective | None = None
    registered: Effective | None = None
    resting_from: Stage | None = None
    woken: bool = False
    park: ParkId | None = None
    specialist: AccountId | None = None
    particulars: Particulars | None = None
    agreement: Agreement | None = None
    verdict: Verdict | None = None
    said: tuple[str | None, ...] = ()
    follow_ups: frozenset[FollowUpId] = frozenset()
    contacts: frozenset[ContactId] = frozenset()
    erased: frozenset[ContactId] = frozenset()
    project: ProjectId | None = None
    refused: tuple[str, str] | None = None
    imported_in: ImportId | None = None
    acts: int = 0

    @property
    def keys(self) -> tuple[Key, ...]:
        """Under which keys it lays claim to its investor; none once nobody pursues it."""
        if self.particulars is None or self.stage in CLOSED:
            return ()
        return keys_of(self.particulars)


def about(lead: Lead) -> About:
    """Say whose a lead is: its park's and its specialist's."""
    people = frozenset({lead.specialist} if lead.specialist else ())
    guarded = Guarded(park=lead.park, people=people)
    return About(lead=lead.id or None, project=lead.project, guarded=guarded)


def evolve(lead: Lead, event: LeadEvent) -> Lead:
    """Take in one event. No rules here: what happened, happened."""
    if isinstance(event, LeadRegistered):
        return _registered(event)
    after = replace(lead, acts=lead.acts + 1)
    if isinstance(event, FactNoted):
        return _noted(after, event)
    return _amended(after, event) if isinstance(event, FactAmended) else _moved(after, event)


def _registered(event: LeadRegistered) -> Lead:
    return Lead(
        id=event.lead_id,
        stage=event.stage,
        since=event.since,
        registered=event.since,
        park=event.park,
        specialist=event.specialist,
        particulars=event.particulars,
        imported_in=event.imported_in,
    )


def _moved(lead: Lead, event: StageReached) -> Lead:
    moved = replace(
        lead,
        stage=stage_after(event),
        since=event.since,
        resting_from=event.from_stage if isinstance(event, LeadLaidDormant) else None,
        woken=isinstance(event, LeadWoken),
    )
    match event:
        case AgreementSigned():
            return replace(moved, agreement=event.agreement)
        case LeadLost():
            return replace(moved, said=(event.reason, event.competitor))
        case LeadLaidDormant():
            return replace(moved, said=(event.reason,))
        case _:
            return moved


def _noted(lead: Lead, event: FactNoted) -> Lead:
    match event:
        case FollowUpRecorded():  # first, because most are
            return replace(lead, follow_ups=lead.follow_ups | {event.follow_up_id})
        case LeadAssessed():
            return replace(lead, verdict=event.verdict, said=(event.opinion,))
        case LeadAssigned():
            return replace(lead, specialist=event.to_specialist)
        case ProjectLinked():
            return replace(lead, project=event.project_id, refused=None)
        case ProjectRefused():
            return replace(lead, refused=(event.code, event.detail))
        case _:
            assert_never(event)


def _amended(lead: Lead, event: FactAmended) -> Lead:
    match event:
        case RegistrationCorrected():
            return replace(lead, particulars=event.after)
        case AgreementCorrected():
            return replace(lead, agreement=event.after)
        case ContactAdded():
            return replace(lead, contacts=lead.contacts | {event.contact_id})
        case ContactErased():
            return replace(
                lead,
                contacts=lead.contacts - {event.contact_id},
                erased=lead.erased | {event.contact_id},
            )
        case _:
            assert_never(event)
