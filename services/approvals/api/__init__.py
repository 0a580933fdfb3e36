"""HTTP in: one route per act, in the order of the life-cycle, then the questions."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.approvals.api import (
    applications,
    applying,
    calendars,
    catalogues,
    certificates,
    conclusions,
    decisions,
    exchange,
    figures,
    forecasts,
    handling,
    histories,
    joint,
    lists,
    opinions,
    outlooks,
    plan_past,
    plans,
    promises,
    reading,
    reception,
    reports,
)

ROUTERS: Sequence[APIRouter] = (
    # Before what takes any word for the id of a case.
    reports.router,
    exchange.router,
    applying.router,
    applications.router,
    reception.router,
    handling.router,
    decisions.router,
    conclusions.router,
    certificates.router,
    opinions.router,
    promises.router,
    histories.router,
    lists.router,
    figures.router,
    reading.router,
    plans.router,
    joint.router,
    outlooks.router,
    forecasts.router,
    # Behind what is asked of a plan by a name of its own.
    plan_past.router,
    catalogues.router,
    calendars.router,
)
