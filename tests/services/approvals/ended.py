"""Cases brought to their end, and what is asked about them afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import httpx

from services.approvals.domain.catalogue import Item
from tests.domain.approvals.stories import PERMIT
from tests.services.approvals.desk import CASES, Case, Staff, read
from tests.services.approvals.shelf import Shelf, shelf_of

FIGURES = f"{CASES}/figures"
MONDAY = date(2026, 3, 2)


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a case goes: received and accepted on Monday 2 March 2026, then by days after it.

    Pauses are special procedures or supplements, each from one day to another.
    """

    ends: int
    supplements: Sequence[tuple[int, int]] = ()
    hearings: Sequence[tuple[int, int]] = ()
    refused: bool = False


def on(days: int) -> str:
    return (MONDAY + timedelta(days=days)).isoformat()


def permit(code: str, **changes: Any) -> Item:
    """Return an item like the planning permit, under a code that nobody else uses."""
    return replace(PERMIT, code=code, needs=(), **changes)


async def ended(staff: Staff, item: Item, course: Course) -> Case:
    """Bring a case of a project of its own to its end."""
    shelf: Shelf = await shelf_of(staff, item)
    case = await (await shelf.apply(item.code, on(0))).accepted(on(0))
    for begin, end in course.supplements:
        await case.done("supplement-requests", {"missing": ["图纸"], "effective": on(begin)})
        await case.done("supplements", {"materials": ["图纸"], "effective": on(end)})
    for begin, end in course.hearings:
        body = {"procedure": "hearing", "reason": "申请听证", "effective": on(begin)}
        await case.done("special-procedures", body)
        await case.done("special-procedure-ends", {"outcome": "听证结束", "effective": on(end)})
    passed = {"result": "passed", "opinion": "符合", "effective": on(course.ends)}
    await case.done("examinations", passed)
    outcome: dict[str, Any] = {"outcome": "granted", "document_number": shelf.number(item.code)}
    if course.refused:
        outcome = {"outcome": "refused", "reason": "不符", "remedy_notice": "可申请行政复议"}
    await case.done("decisions", outcome | {"effective": on(course.ends)})
    return case


async def told(staff: Staff, item: Item, *courses: Course) -> dict[str, httpx.AsyncClient]:
    """Let cases of one item go these ways, wait until the lists know, and return the people."""
    for course in courses:
        await ended(staff, item, course)
    await staff.running.settled()
    return await staff.signed_in()


async def figures(client: httpx.AsyncClient, **query: str) -> dict[str, Any]:
    """Return the figures as somebody reads them."""
    return await read(client, FIGURES, **query)


async def total(client: httpx.AsyncClient, **query: str) -> dict[str, Any]:
    """Return the figures of the whole selection."""
    return dict((await figures(client, **query))["total"])


def ratio(shown: dict[str, Any]) -> tuple[float | None, float | None, int]:
    """Take a ratio apart: its value, its numerator, its denominator."""
    parts = [shown[part] for part in ("value", "numerator")]
    value, numerator = (None if part is None else float(part) for part in parts)
    return value, numerator, shown["denominator"]
