"""效能统计: how long cases really took and why, told apart as anybody likes, as of any day.

Every figure says of how many it speaks; where that is none there is no value.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic_core import to_json

from services.approvals.api.border import CASES_AT
from services.approvals.api.naming import departments_of
from services.approvals.domain.policy import READ
from services.approvals.views.durations import CAUSES, lost_to
from services.approvals.views.figures import LIMITS, MEASURES, PARTS, SHARES, By, Wish, figures
from shared.adapters import sql
from shared.adapters.answers import JSON, Knowing
from shared.adapters.caller import Reading
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromKnown
from shared.kernel.texts.deadlines import PAUSES

router = APIRouter(prefix=CASES_AT, tags=["审批查询"])

Plain = dict[str, Any]
_PRECISE = Decimal("0.0001")


@router.get("/figures")
async def efficiency(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[Wish, Query()]
) -> Response:
    """效能统计: of the ended cases that the caller may read, all together and group by group."""
    positions = runtime.views.known()
    query = figures(wish, caller.visibility(READ), times.as_of)
    rows = await sql.fetch(runtime.pool, query)
    groups = [row for row in rows if not row["is_total"]]
    names = await departments_of(runtime, times) if wish.by is By.DEPARTMENT else {}
    [total] = [row for row in rows if row["is_total"]]
    answer = {
        "by": wish.by,
        "from": wish.from_,
        "to": wish.to,
        "total": _figures(total),
        "groups": [
            {"key": row["key"], "name": row["name"] or names.get(row["key"]), **_figures(row)}
            for row in groups
        ],
    }
    knowing = Knowing(positions=positions, times=times)
    return Response(to_json(answer), 200, knowing.headers, JSON)


def _figures(row: Mapping[str, Any]) -> Plain:
    return {
        "cases": row["cases"],
        **{name: _measure(row, name) for name in MEASURES},
        "on_time": {
            name: _ratio(row[f"on_time_{name}"], row[f"on_time_{name}_of"]) for name in LIMITS
        },
        **{name: _ratio(row[name], row["cases"]) for name in PARTS},
        "lost": [_lost(row, cause) for cause in CAUSES if row[f"{lost_to(cause)}_in"]],
        "late_pauses": {
            "entered": _ratio(row["entered_late"], row["pauses"]),
            "back_dated": _ratio(row["back_dated"], row["pauses"]),
        },
    }


def _measure(row: Mapping[str, Any], name: str) -> Plain:
    """Show a length in working days: its mean, and what so many of a hundred cases keep to."""
    return {
        "mean": _ratio(row[f"{name}_sum"], row[f"{name}_of"]),
        **{f"p{share}": row[f"{name}_p{share}"] for share in SHARES},
        "of": row[f"{name}_of"],
    }


def _lost(row: Mapping[str, Any], cause: str) -> Plain:
    """Show the working days lost to a cause: in all, per case, and in how many cases."""
    return {
        "cause": cause,
        "name": PAUSES[cause],
        "days": _ratio(row[lost_to(cause)], row["net_of"]),
        "cases": _ratio(row[f"{lost_to(cause)}_in"], row["net_of"]),
    }


def _ratio(numerator: Decimal | int | None, denominator: int) -> Plain:
    known = denominator > 0 and numerator is not None
    value = (Decimal(numerator or 0) / denominator).quantize(_PRECISE) if known else None
    return {"value": value, "numerator": numerator, "denominator": denominator}
