"""Acts on a lead, in the order of its life: one route per act, and what was done of each kind."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.leads.api import shown
from services.leads.api.border import LEADS_AT, SERVICE, FromLead, LeadPath
from services.leads.domain.commands import (
    AssessLead,
    AssignLead,
    ContactId,
    FollowUpId,
    Form,
    LayLeadDormant,
    LoseLead,
    MoveLead,
    RecordFollowUp,
    SignAgreement,
    Verdict,
    WakeLead,
)
from services.leads.domain.lead import LEAD
from services.leads.domain.particulars import Agreement
from services.leads.domain.stages import Stage
from shared.adapters.answers import page
from shared.adapters.bodies import Account, DatedByDay, Day, Identifier, QuantityIn
from shared.adapters.caller import Reading
from shared.adapters.listing import knowing_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes
from shared.adapters.web import Line, Prose

router = APIRouter(prefix=LEADS_AT, tags=["线索办理"])


class PastActs(StrEnum):
    """以往操作: the collections of acts on one lead."""

    ASSESSMENTS = "assessments"
    ASSIGNMENTS = "assignments"
    FOLLOW_UPS = "follow-ups"
    MOVES = "moves"
    SIGNINGS = "signings"
    LOSSES = "losses"
    DORMANCIES = "dormancies"
    WAKINGS = "wakings"
    CORRECTIONS = "corrections"


_EVENTS: Mapping[PastActs, frozenset[str]] = {
    PastActs.ASSESSMENTS: frozenset(
        {"LeadAssessed", "LeadPursued", "LeadNotPursued", "LeadReturned"}
    ),
    PastActs.ASSIGNMENTS: frozenset({"LeadAssigned"}),
    PastActs.FOLLOW_UPS: frozenset({"FollowUpRecorded"}),
    PastActs.MOVES: frozenset(
        {"LeadResubmitted", "LeadReserved", "NegotiationStarted", "IntentSigned"}
    ),
    PastActs.SIGNINGS: frozenset({"AgreementSigned"}),
    PastActs.LOSSES: frozenset({"LeadLost"}),
    PastActs.DORMANCIES: frozenset({"LeadLaidDormant"}),
    PastActs.WAKINGS: frozenset({"LeadWoken"}),
    PastActs.CORRECTIONS: frozenset({"RegistrationCorrected", "AgreementCorrected"}),
}


class AssessmentRequest(DatedByDay):
    """研判: whether to pursue it, and why, or what is missing."""

    verdict: Verdict
    opinion: Prose


class AssignmentRequest(DatedByDay):
    """分派: to whom."""

    specialist: Account


class FollowUpRequest(DatedByDay):
    """跟进记录: what was talked about, with whom of its contacts, and what comes next."""

    form: Form
    content: Prose
    contacts: Annotated[tuple[Identifier, ...], Field(max_length=20)] = ()
    next_step: Prose | None = None
    next_on: Day | None = None


class MoveRequest(DatedByDay):
    """推进: to which stage."""

    to: Stage
    note: Prose | None = None


class AgreedIn(DatedByDay):
    """协议要素: what was signed for."""

    amount: QuantityIn
    agreed_start_on: Day
    agreed_production_on: Day
    agreement_number: Line | None = None

    def agreement(self) -> Agreement:
        """Return it as the rules know it."""
        return Agreement(
            amount=self.amount.quantity(),
            start_on=self.agreed_start_on,
            production_on=self.agreed_production_on,
            number=self.agreement_number,
        )


class LossRequest(DatedByDay):
    """流失: why, and to whom if that is known."""

    reason: Prose
    competitor: Line | None = None


class DormancyRequest(DatedByDay):
    """休眠: why."""

    reason: Prose


class WakingRequest(DatedByDay):
    """唤醒: a note, if there is one to make."""

    note: Prose | None = None


@router.post("/{lead_id}/assessments", status_code=201)
async def assess(body: AssessmentRequest, lead: FromLead) -> Response:
    """研判."""
    act = "leads.assess"
    command = AssessLead(**lead.asked(act, body), verdict=body.verdict, opinion=body.opinion)
    return await lead.do(act, command)


@router.post("/{lead_id}/assignments", status_code=201)
async def assign(body: AssignmentRequest, lead: FromLead) -> Response:
    """分派."""
    act = "leads.assign"
    command = AssignLead(**lead.asked(act, body), specialist=body.specialist)
    return await lead.do(act, command)


@router.post("/{lead_id}/follow-ups", status_code=201)
async def follow_up(body: FollowUpRequest, lead: FromLead) -> Response:
    """跟进."""
    act = "leads.follow-up"
    command = RecordFollowUp(
        **lead.asked(act, body),
        follow_up_id=FollowUpId(lead.caller.new_id()),
        form=body.form,
        content=body.content,
        contacts=tuple(ContactId(one) for one in body.contacts),
        next_step=body.next_step,
        next_on=body.next_on,
    )
    return await lead.do(act, command)


@router.post("/{lead_id}/moves", status_code=201)
async def move(body: MoveRequest, lead: FromLead) -> Response:
    """推进: to a stage that the table of moves allows."""
    act = "leads.move"
    command = MoveLead(**lead.asked(act, body), to=body.to, note=body.note)
    return await lead.do(act, command)


@router.post("/{lead_id}/signings", status_code=201)
async def sign(body: AgreedIn, lead: FromLead) -> Response:
    """签约: `effective` is the day of signature; a project comes of it."""
    act = "leads.sign"
    command = SignAgreement(**lead.asked(act, body), agreement=body.agreement())
    return await lead.do(act, command)


@router.post("/{lead_id}/losses", status_code=201)
async def lose(body: LossRequest, lead: FromLead) -> Response:
    """流失: its investor is free for others."""
    act = "leads.lose"
    command = LoseLead(**lead.asked(act, body), reason=body.reason, competitor=body.competitor)
    return await lead.do(act, command)


@router.post("/{lead_id}/dormancies", status_code=201)
async def lay_dormant(body: DormancyRequest, lead: FromLead) -> Response:
    """休眠."""
    act = "leads.rest"
    command = LayLeadDormant(**lead.asked(act, body), reason=body.reason)
    return await lead.do(act, command)


@router.post("/{lead_id}/wakings", status_code=201)
async def wake(body: WakingRequest, lead: FromLead) -> Response:
    """唤醒: back to where it was laid dormant."""
    act = "leads.rest"
    command = WakeLead(**lead.asked(act, body), note=body.note)
    return await lead.do(act, command)


@router.get("/{lead_id}/{acts}")
async def past_acts(
    lead_id: LeadPath, acts: PastActs, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """以往操作: who did it, when it was so, when it was recorded, what it changed."""
    allow = caller.allow("leads.read")
    events = await runtime.records.events(LEAD, lead_id, times, allow)
    items = [one for one in shown.history(events) if one["type"] in _EVENTS[acts]]
    return page(items, None, knowing_of(SERVICE, events, times))
