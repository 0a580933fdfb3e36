"""Leads over HTTP: registering one, reading one, the list, the history."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.leads.api import shown
from services.leads.api.bodies import Account, DatedBody, DistinctionIn, Park, ParticularsIn
from services.leads.api.deciding import OnLead, decide, narrowed
from services.leads.domain.commands import RegisterLead
from services.leads.domain.lead import LEAD
from services.leads.domain.record import evolve_record
from services.leads.domain.stages import Stage
from services.leads.views.leads import SORTS, Order, Wanted, count, leads, sort_values
from shared.adapters.answers import Knowing, done, one, page, read_cursor, write_cursor
from shared.adapters.caller import Creating, Reading
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes
from shared.adapters.web import Line
from shared.kernel.identifiers import LeadId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected

SERVICE = "leads"
LEADS_AT = "/api/v1/leads"
router = APIRouter(prefix=LEADS_AT, tags=["线索"])

LeadPath = Annotated[LeadId, Path(pattern=r"^[0-9A-Za-z-]{1,64}$")]
_ACT = "leads.register"


class RegistrationRequest(ParticularsIn, DatedBody):
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


def cursor_value(read: Callable[[str], Any], text: str) -> Any:
    """Take one value back from a cursor, which anybody may have written."""
    try:
        text.encode()
        value = read(text)
        if "\0" in text or (isinstance(value, datetime) and value.tzinfo is None):
            raise ValueError(text)
    except ValueError:
        raise Problem(422, "cursor-unreadable", "this is no cursor of this list") from None
    return value


class Wish(BaseModel):
    """筛选: what the list of leads can be narrowed by; several stages may be named."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    stage: tuple[Stage, ...] = ()
    park: Park | None = None
    specialist: Account | None = None
    q: Line | None = None
    sort: Annotated[str, Field(max_length=100)] = "-recorded_at"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=1000)] | None = None
    count: bool = False

    def order(self) -> list[Order]:
        """Return the keys to sort by; the id makes the order total."""
        names = [name for name in self.sort.split(",") if name]
        known = [Order(name=one.lstrip("-"), descending=one.startswith("-")) for one in names]
        unknown = [one.name for one in known if one.name not in SORTS]
        if unknown or len({one.name for one in known}) != len(known):
            raise Problem(422, "sort-unknown", "sort by one or more of these", allowed=[*SORTS])
        return known if any(one.name == "id" for one in known) else [*known, Order(name="id")]

    def after(self, order: list[Order]) -> list[Any] | None:
        """Return the place the page before ended at."""
        if self.cursor is None:
            return None
        texts = [str(value) for value in read_cursor(self.cursor, len(order))]
        return [
            cursor_value(SORTS[key.name][1], text) for key, text in zip(order, texts, strict=True)
        ]


@router.get("")
async def list_leads(
    caller: Reading, runtime: FromRuntime, times: FromTimes, wish: Annotated[Wish, Query()]
) -> Response:
    """线索列表: as of any day; those that an undone import had entered only by their stage."""
    if times.as_of is not None:
        await runtime.views.wait({SERVICE: await runtime.store.position_at(times.as_of)})
    order = wish.order()
    wanted = Wanted(
        visibility=caller.visibility("leads.read"),
        as_of=times.as_of,
        order=order,
        limit=wish.limit,
        after=wish.after(order),
        stages=wish.stage,
        park=wish.park,
        specialist=wish.specialist,
        words=wish.q,
    )
    rows = await leads(runtime.pool, wanted)
    items = [shown.card(row) for row in rows[: wish.limit]]
    more = len(rows) > wish.limit
    cursor = write_cursor(*sort_values(rows[wish.limit - 1], order)) if more else None
    total = await count(runtime.pool, wanted) if wish.count else None
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
    return one(shown.lead(found.record), found.version, knowing)


@router.get("/{lead_id}/history")
async def history(
    lead_id: LeadPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """线索历史: who did what, when it was so, when recorded, before and after, the hash."""
    allow = caller.allow("leads.read")
    events = await runtime.records.events(LEAD, lead_id, times, allow)
    newest = max((event.position for event in events), default=0)
    knowing = Knowing(positions={SERVICE: newest}, times=times)
    return page(shown.history(events), None, knowing)
