"""Putting an entry right: a new event that names the old one, which stays as it was."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from fastapi import APIRouter, Response

from services.leads.api.bodies import CreditCodeText, DistinctionIn, Name
from services.leads.api.border import LEADS_AT, FromLead
from services.leads.api.deciding import narrowed
from services.leads.domain.commands import CorrectAgreement, CorrectRegistration
from services.leads.domain.lead import LEAD, Lead
from services.leads.domain.lead_events import (
    AgreementCorrected,
    AgreementSigned,
    LeadRegistered,
    RegistrationCorrected,
)
from services.leads.domain.particulars import Particulars
from shared.adapters.bodies import Day, Identifier, QuantityIn
from shared.adapters.caller import Caller
from shared.adapters.command_handler import NotThere
from shared.adapters.problems import Problem
from shared.adapters.web import Body, Line, Prose
from shared.kernel.identifiers import EventId, stream_key
from shared.kernel.recorded import Recorded
from shared.kernel.rejected import Rejected

router = APIRouter(prefix=LEADS_AT, tags=["线索办理"])

_ACT = "leads.correct"
_ABOUT_ALL = {"corrects", "reason", "distinct_from"}
_AGREED = {
    "amount": "amount",
    "agreed_start_on": "start_on",
    "agreed_production_on": "production_on",
    "agreement_number": "number",
}
_KNOWN = {field.name: field.name for field in fields(Particulars)}
_NEVER_EMPTY = {"name", "amount", "agreed_start_on", "agreed_production_on"}


class CorrectionRequest(Body):
    """更正: which entry, why, and what is right; a field left out stays, null is unknown."""

    corrects: Identifier
    reason: Prose
    name: Name | None = None
    investor_name: Name | None = None
    credit_code: CreditCodeText | None = None
    amount: QuantityIn | None = None
    land: QuantityIn | None = None
    site: Line | None = None
    content: Prose | None = None
    origin: Line | None = None
    channel: Line | None = None
    remark: Prose | None = None
    agreed_start_on: Day | None = None
    agreed_production_on: Day | None = None
    agreement_number: Line | None = None
    distinct_from: DistinctionIn | None = None

    def changes(self, of: dict[str, str]) -> dict[str, Any]:
        """Return what is to be put right, named as the entry names it."""
        given = self.model_fields_set - _ABOUT_ALL
        strange = sorted(given - set(of))
        empty = sorted(name for name in given & _NEVER_EMPTY if getattr(self, name) is None)
        if strange or empty or not given:
            errors = [{"pointer": f"/body/{name}"} for name in (*strange, *empty)]
            raise Problem(422, "correction-does-not-fit", "not of this entry", errors=errors)
        values = {of[name]: getattr(self, name) for name in given}
        return {
            name: value.quantity() if isinstance(value, QuantityIn) else value
            for name, value in values.items()
        }


@router.post("/{lead_id}/corrections", status_code=201)
async def correct(body: CorrectionRequest, on: FromLead) -> Response:
    """更正: what is right holds from the day of the entry it corrects."""
    stream = await on.runtime.store.stream(stream_key(LEAD.category, on.id))
    if not stream:
        raise NotThere(on.id)
    lead = LEAD.fold(recorded.event for recorded in stream)
    on.caller.allow(_ACT)(LEAD.about(lead))
    command = _command(body, lead, _entry(body, stream), on.caller)
    try:
        return await on.do(_ACT, command)
    except Rejected as refused:
        raise await narrowed(refused, on.caller, on.runtime) from None


def _entry(body: CorrectionRequest, stream: Sequence[Recorded[Any]]) -> Recorded[Any]:
    for recorded in stream:
        if recorded.event_id == body.corrects:
            return recorded
    raise Rejected("corrected-event-unknown", "this lead has no such entry")


def _command(
    body: CorrectionRequest, lead: Lead, entry: Recorded[Any], caller: Caller
) -> CorrectRegistration | CorrectAgreement:
    """Make the command for this kind of entry; it takes effect when the entry did."""
    asked = caller.asked(_ACT, entry.meta.effective)
    corrects = EventId(body.corrects)
    match entry.event:
        case LeadRegistered() | RegistrationCorrected() if lead.particulars is not None:
            return CorrectRegistration(
                **asked,
                corrects=corrects,
                particulars=replace(lead.particulars, **body.changes(_KNOWN)),
                reason=body.reason,
                distinction=body.distinct_from.distinction() if body.distinct_from else None,
            )
        case AgreementSigned() | AgreementCorrected() if lead.agreement is not None:
            agreement = replace(lead.agreement, **body.changes(_AGREED))
            return CorrectAgreement(
                **asked, corrects=corrects, agreement=agreement, reason=body.reason
            )
        case _:
            raise Rejected("event-not-correctable", f"no {type(entry.event).__name__} is corrected")
