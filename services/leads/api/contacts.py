"""People to talk to: names and phones are shown to few, and erased on request."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import StringConstraints

from services.leads.api.border import LEADS_AT, SERVICE, FromLead, LeadPath, OneLead
from services.leads.domain.commands import AddContact, ContactId, EraseContact
from services.leads.domain.lead import LEAD
from services.leads.domain.record import evolve_record
from services.leads.views import contacts
from services.leads.views.contacts import Contact
from shared.adapters.answers import Knowing, done, page
from shared.adapters.bodies import IDENTIFIER
from shared.adapters.caller import Reading
from shared.adapters.command_handler import KeyReused, NotThere, Stale
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes
from shared.adapters.web import Body, Line, Prose
from shared.kernel.identifiers import stream_key
from shared.kernel.rejected import Rejected

router = APIRouter(prefix=LEADS_AT, tags=["联系人"])

ContactPath = Annotated[ContactId, Path(pattern=IDENTIFIER)]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9+][0-9 ()/-]{4,29}$")
]
_ACT = "leads.keep-contacts"


class ContactRequest(Body):
    """联系人: kept in a table of its own, never in the history."""

    name: Line
    phone: Phone | None = None
    organisation: Line | None = None
    post: Line | None = None


@router.post("/{lead_id}/contacts", status_code=201)
async def add(body: ContactRequest, lead: FromLead) -> Response:
    """添加联系人: the history gets the id alone."""
    contact_id = ContactId(lead.caller.new_id())
    contact = Contact(id=contact_id, **body.model_dump())
    command = AddContact(**lead.asked(_ACT), contact_id=contact_id)
    await contacts.keep(lead.runtime.pool, lead.id, contact)
    try:
        result = await lead.decide(_ACT, command)
    except (Rejected, Problem, Stale, KeyReused, NotThere):
        await contacts.erase(lead.runtime.pool, contact_id)
        raise
    if result.replayed:
        await contacts.erase(lead.runtime.pool, contact_id)
    await _forget_strays(lead)
    return done(SERVICE, result)


@router.get("/{lead_id}/contacts")
async def people(
    lead_id: LeadPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """联系人: those of the lead; of a past day, too, except who was erased since."""
    allow = caller.allow("leads.read-contacts")
    found = await runtime.records.get(LEAD, evolve_record, lead_id, times, allow)
    known = await contacts.people(runtime.pool, found.record.contacts)
    items = [_shown(contact_id, known.get(contact_id)) for contact_id in found.record.contacts]
    knowing = Knowing(positions={SERVICE: found.position}, times=times)
    return page(items, None, knowing)


@router.delete("/{lead_id}/contacts/{contact_id}", status_code=201)
async def erase(
    lead: FromLead, contact_id: ContactPath, reason: Annotated[Prose, Query()]
) -> Response:
    """删除联系人: name and phone are gone for good; that they were erased stays on record."""
    command = EraseContact(**lead.asked(_ACT), contact_id=contact_id, reason=reason)
    result = await lead.decide(_ACT, command)
    await contacts.erase(lead.runtime.pool, contact_id)
    await _forget_strays(lead)
    return done(SERVICE, result)


async def _forget_strays(lead: OneLead) -> None:
    """Of a request that died half-way a name may be left that no event speaks of."""
    stream = await lead.runtime.store.stream(stream_key(LEAD.category, lead.id))
    known = LEAD.fold(recorded.event for recorded in stream).contacts
    await contacts.forget_strays(lead.runtime.pool, lead.id, known)


def _shown(contact_id: ContactId, contact: Contact | None) -> dict[str, Any]:
    if contact is None:
        return {"id": contact_id, "erased": True}
    return {
        "id": contact_id,
        "name": contact.name,
        "phone": contact.phone,
        "organisation": contact.organisation,
        "post": contact.post,
        "erased": False,
    }
