"""预演: what a change of the calendar would move, shown to who may change it.

Who keeps the calendar need not be allowed to read the cases: a case is named by its number and its
item, and not by its project.
"""

from collections import Counter
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic_core import to_json

from services.approvals.api import shown
from services.approvals.domain.events import DeadlineRecomputed
from services.approvals.recounting import Foreseen
from shared.adapters.answers import JSON
from shared.adapters.caller import Caller
from shared.adapters.command_handler import Stale
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import CaseId
from shared.kernel.texts.deadlines import CLOCKS

SHOWN = 500
DryRun = Annotated[bool, Query(description="say what would move, and write nothing")]


def foreseen(what: Foreseen, caller: Caller) -> Response:
    """Answer which open deadlines would move and by how much, the ones that move most first."""
    if caller.seen != what.before.version:
        raise Stale(what.before.version, [])
    moves = sorted(
        (_move(case, event) for case, event in what.moved),
        key=lambda move: (-abs(move["moved_days"] or 0), move["case_id"], move["clock"]),
    )
    answer = {
        "dry_run": True,
        "from_calendar_version": what.before.calendar.version,
        "calendar_version": what.after.calendar.version,
        "open_cases": what.open_cases,
        "moved_cases": len({case for case, _ in what.moved}),
        "moved_deadlines": len(moves),
        "by_days": [
            {"moved_days": days, "deadlines": number}
            for days, number in sorted(Counter(move["moved_days"] or 0 for move in moves).items())
        ],
        "moves": moves[:SHOWN],
        "left_off": max(len(moves) - SHOWN, 0),
    }
    return Response(to_json(answer), 200, media_type=JSON)


def _move(case: CaseId, event: DeadlineRecomputed) -> dict[str, Any]:
    return {
        "case_id": case,
        "item_code": event.item.code,
        "item_name": event.item.name,
        "department": event.item.department,
        "clock": event.clock,
        "name": CLOCKS[event.clock],
        "from_due": shown.half_day(event.from_due),
        "to_due": shown.half_day(event.to_due),
        "moved_days": _days_between(event.from_due, event.to_due),
    }


def _days_between(before: HalfDay | None, after: HalfDay | None) -> float | None:
    """Return by how many days an end moves; a half is one of two half days."""
    return None if before is None or after is None else (after.number - before.number) / 2
