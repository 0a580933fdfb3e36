"""Leads over HTTP: registering one, reading one, the list, the history."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.leads.api import shown
from services.leads.api.bodies import DistinctionIn, ParticularsIn
from services.leads.api.border import LEADS_AT, SERVICE, LeadPath
from services.leads.api.deciding import OnLead, decide, narrowed
from services.leads.domain.commands import RegisterLead
from services.leads.domain.lead import LEAD
from services.leads.domain.record import evolve_record
from services.leads.views.leads import SORTS, Wish, listed, matching
from shared.adapters.answers import Knowing, done, one, page
from shared.adapters.bodies import Account, DatedByDay, Park
from shared.adapters.caller import Creating, Reading
from shared.adapters.listing import count_of, knowing_of, rows_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromKnown, FromTimes
from shared.kernel.identifiers import LeadId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected

router = APIRouter(prefix=LEADS_AT, tags=["线索"])

_ACT = "leads.register"


class RegistrationRequest(ParticularsIn, DatedByDay):
    """登记线索: the person who enters it is its specialist, unless another is named."""

    park: Park
    specialist: Account | None = None
    distinct_from: DistinctionIn | None = None


@router.post("", status_code=201)
async def register(body: RegistrationRequest, caller: Creating, runtime: FromRuntime) -> Response:
    """登记线索: refused where others pursue the investor, unless the request says it is another."""
    caller.require(_ACT, Guarded(park=body.park))
    lead_id = LeadId(caller.new_id())
    command = RegisterLead(
        **caller.asked(_ACT, body.when(caller.at)),
        lead_id=lead_id,
        park=body.park,
        specialist=body.specialist or (None if caller.is_system else caller.who.account),
        particulars=body.particulars(),
        distinction=body.distinct_from.distinction() if body.distinct_from else None,
    )
    try:
        asked = OnLead(lead_id=lead_id, command=command)
        result = await decide(runtime, asked, caller.context())
    except Rejected as refused:
        raise await narrowed(refused, caller, runtime) from None
    return done(SERVICE, result, location=LEADS_AT)


@router.get("")
async def list_leads(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[Wish, Query()]
) -> Response:
    """线索列表: as of any day; those that an undone import had entered only by their stage."""
    query = matching(wish, caller.visibility("leads.read"), times.as_of)
    rows, cursor = await rows_of(runtime.pool, query, wish.keys(SORTS), wish)
    total = await count_of(runtime.pool, query) if wish.count else None
    items = [shown.card(listed(row)) for row in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times), total)


@router.get("/{lead_id}")
async def one_lead(
    lead_id: LeadPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """线索: as it is, as it was known, or as it was so on any day."""
    found = await runtime.records.get(
        LEAD, evolve_record, lead_id, times, caller.allow("leads.read")
    )
    knowing = Knowing(positions={SERVICE: found.position}, times=times)
    return one(found.text(shown.lead), found.version, knowing)


@router.get("/{lead_id}/history")
async def history(
    lead_id: LeadPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """线索历史: who did what, when it was so, when recorded, before and after, the hash."""
    allow = caller.allow("leads.read")
    events = await runtime.records.events(LEAD, lead_id, times, allow)
    return page(shown.history(events), None, knowing_of(SERVICE, events, times))
