"""办件列表: by whom it waits for, by when it is due, as of any day."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.approvals.api import shown
from services.approvals.api.border import CASES_AT
from services.approvals.domain.policy import READ
from services.approvals.views import Wish, matching
from shared.adapters.answers import Knowing, page
from shared.adapters.caller import Reading
from shared.adapters.listing import count_of, rows_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromKnown

router = APIRouter(prefix=CASES_AT, tags=["审批查询"])


@router.get("")
async def list_cases(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[Wish, Query()]
) -> Response:
    """办件列表: only what the caller may read; what is due first comes first."""
    at = times.as_of or caller.at
    query = matching(wish, caller.visibility(READ), times.as_of, at)
    rows, cursor = await rows_of(runtime.pool, query, wish.keys(), wish)
    total = await count_of(runtime.pool, query) if wish.count else None
    items = [shown.row(found) for found in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times), total)
