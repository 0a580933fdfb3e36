"""HTTP in: one route per act, in the order of the life-cycle, then the questions."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.approvals.api import (
    applying,
    calendars,
    decisions,
    handling,
    lists,
    reading,
    reception,
)

ROUTERS: Sequence[APIRouter] = (
    applying.router,
    reception.router,
    handling.router,
    decisions.router,
    lists.router,
    reading.router,
    calendars.router,
)
