"""共享交换: our cases' states in the codes that other systems read, in the order they became so."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic_core import to_json

from services.approvals.api import reports_shown
from services.approvals.api.border import CASES_AT, SERVICE
from services.approvals.domain.policy import READ, READ_REFERENCE
from services.approvals.views.exchange import exchanged
from shared.adapters import sql
from shared.adapters.answers import JSON, Knowing, one
from shared.adapters.caller import Reading
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromKnown, Times
from shared.kernel.policy import Guarded

router = APIRouter(prefix=CASES_AT, tags=["外部系统"])
After = Annotated[int, Query(ge=0, le=2**63 - 1, description="从这一位置之后")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/exchange")
async def exchange(
    caller: Reading, runtime: FromRuntime, after: After = 0, limit: Limit = 50
) -> Response:
    """共享交换: what became of cases after a position; go on from `next_after`, nothing is missed.

    Up to `scanned_to` there is nothing more for this reader.
    """
    known = (await runtime.views.positions()).get(SERVICE, 0)
    if after > known:
        await _require_told(runtime, after)
    found = await sql.fetch(runtime.pool, exchanged(after, limit, caller.visibility(READ)))
    up_to_here = [row for row in found if row["position"] <= known]
    full = len(up_to_here) == limit
    scanned_to = up_to_here[-1]["position"] if full else max(after, known)
    body = {
        "items": [reports_shown.exchanged(row) for row in up_to_here],
        "next_after": scanned_to,
        "scanned_to": scanned_to,
    }
    knowing = Knowing(positions={SERVICE: known}, times=Times())
    return Response(to_json(body), 200, knowing.headers, JSON)


async def _require_told(runtime: Runtime[Any], after: int) -> None:
    """Refuse a place that was never told: whoever went on from there would miss what comes."""
    newest, _ = await runtime.store.head()
    if after > newest:
        raise Problem(422, "position-beyond-newest", f"the newest is {newest}", newest=newest)


@router.get("/exchange/codes")
async def exchange_codes(caller: Reading, times: FromKnown) -> Response:
    """交换代码: the tables both ways, with the reason where something of ours has no code."""
    caller.require(READ_REFERENCE, Guarded())
    return one(reports_shown.codes(), 1, Knowing(positions={}, times=times))
