"""办件经过: everything that ever happened to a case, in its order."""

from fastapi import APIRouter, Response

from services.approvals.api import shown
from services.approvals.api.border import CASES_AT, SERVICE, CasePath, case_events
from shared.adapters.answers import page
from shared.adapters.caller import Reading
from shared.adapters.listing import knowing_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes

router = APIRouter(prefix=f"{CASES_AT}/{{case_id}}", tags=["审批查询"])


@router.get("/history")
async def history(
    case_id: CasePath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """办件经过: every act and alarm, who did it, when it was so, when it was recorded."""
    events = await case_events(runtime, caller, case_id, times)
    return page(shown.entries(events), None, knowing_of(SERVICE, events, times))
