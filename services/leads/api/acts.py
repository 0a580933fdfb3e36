"""Acts on a lead, in the order of its life: one route per act, and what was done of each kind."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from services.leads.api import shown
from services.leads.api.bodies import Account, DatedBody, Day, Identifier, QuantityIn
from services.leads.api.deciding import OnLead, decide
from services.leads.api.leads import LEADS_AT, SERVICE, LeadPath
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
from shared.adapters.answers import Knowing, done, page
from shared.adapters.caller import Acting, Caller, Reading
from shared.adapters.runtime import FromRuntime, Runtime
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


class AssessmentRequest(DatedBody):
    """研判: whether to pursue it, and why, or what is missing."""

    verdict: Verdict
    opinion: Prose


class AssignmentRequest(DatedBody):
    """分派: to whom."""

    specialist: Account


class FollowUpRequest(DatedBody):
    """跟进记录: what was talked about, with whom of its contacts, and what comes next."""

    form: Form
    content: Prose
    contacts: Annotated[tuple[Identifier, ...], Field(max_length=20)] = ()
    next_step: Prose | None = None
    next_on: Day | None = None


class MoveRequest(DatedBody):
    """推进: to which stage."""

    to: Stage
    note: Prose | None = None


class AgreedIn(DatedBody):
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


class LossRequest(DatedBody):
    """流失: why, and to whom if that is known."""

    reason: Prose
    competitor: Line | None = None


class DormancyRequest(DatedBody):
    """休眠: why."""

    reason: Prose


class WakingRequest(DatedBody):
    """唤醒: a note, if there is one to make."""

    note: Prose | None = None


@router.post("/{lead_id}/assessments", status_code=201)
async def assess(
    lead_id: LeadPath, body: AssessmentRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """研判."""
    act = "leads.assess"
    command = AssessLead(
        **caller.asked(act, body.when(caller.at)), verdict=body.verdict, opinion=body.opinion
    )
    return await _carry_out(runtime, caller, act, OnLead(lead_id=lead_id, command=command))


@router.post("/{lead_id}/assignments", status_code=201)
async def assign(
    lead_id: LeadPath, body: AssignmentRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """分派."""
    act = "leads.assign"
    command = AssignLead(**caller.asked(act, body.when(caller.at)), specialist=body.specialist)
    return await _carry_out(runtime, caller, act, OnLead(lead_id=lead_id, command=command))


@router.post("/{lead_id}/follow-ups", status_code=201)
async def follow_up(
    lead_id: LeadPath, body: FollowUpRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """跟进."""
    act = "leads.follow-up"
    command = RecordFollowUp(
        **caller.asked(act, body.when(caller.at)),
        follow_up_id=FollowUpId(caller.new_id()),
        form=body.form,
        content=body.content,
        contacts=tuple(ContactId(one) for one in body.contacts),
        next_step=body.next_step,
        next_on=body.next_on,
    )
    return await _carry_out(runtime, caller, act, OnLead(lead_id=lead_id, command=command))


@router.post("/{lead_id}/moves", status_code=201)
async def move(
    lead_id: LeadPath, body: MoveRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """推进: to a stage that the table of moves allows."""
    act = "leads.move"
    command = MoveLead(**caller.asked(act, body.when(caller.at)), to=body.to, note=body.note)
    return await _carry_out(runtime, caller, act, OnLead(lead_id=lead_id, command=command))


@router.post("/{lead_id}/signings", status_code=201)
async def sign(lead_id: LeadPath, body: AgreedIn, caller: Acting, runtime: FromRuntime) -> Response:
    """签约: `effective` is the day of signature; a project comes of it."""
    act = "leads.sign"
    command = SignAgreement(**caller.asked(act, body.when(caller.at)), agreement=body.agreement())
    return await _carry_out(runtime, caller, act, OnLead(lead_id=lead_id, command=command))


@router.post("/{lead_id}/losses", status_code=201)
async def lose(
    lead_id: LeadPath, body: LossRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """流失: its investor is free for others."""
    act = "leads.lose"
    command = LoseLead(
        **caller.asked(act, body.when(caller.at)), reason=body.reason, competitor=body.competitor
    )
    return await _carry_out(runtime, caller, act, OnLead(lead_id=lead_id, command=command))


@router.post("/{lead_id}/dormancies", status_code=201)
async def lay_dormant(
    lead_id: LeadPath, body: DormancyRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """休眠."""
    act = "leads.rest"
    command = LayLeadDormant(**caller.asked(act, body.when(caller.at)), reason=body.reason)
    return await _carry_out(runtime, caller, act, OnLead(lead_id=lead_id, command=command))


@router.post("/{lead_id}/wakings", status_code=201)
async def wake(
    lead_id: LeadPath, body: WakingRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """唤醒: back to where it was laid dormant."""
    act = "leads.rest"
    command = WakeLead(**caller.asked(act, body.when(caller.at)), note=body.note)
    return await _carry_out(runtime, caller, act, OnLead(lead_id=lead_id, command=command))


async def _carry_out(runtime: Runtime[Any], caller: Caller, act: str, asked: OnLead) -> Response:
    result = await decide(runtime, asked, caller.context(), caller.allow(act))
    return done(SERVICE, result)


@router.get("/{lead_id}/{acts}")
async def past_acts(
    lead_id: LeadPath, acts: PastActs, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """以往操作: who did it, when it was so, when it was recorded, what it changed."""
    allow = caller.allow("leads.read")
    events = await runtime.records.events(LEAD, lead_id, times, allow)
    items = [one for one in shown.history(events) if one["type"] in _EVENTS[acts]]
    newest = max((event.position for event in events), default=0)
    return page(items, None, Knowing(positions={SERVICE: newest}, times=times))
