"""All decisions, by service and route."""

from collections.abc import Mapping

from tests.system.rights.asking import Way
from tests.system.rights.decisions import Decision, Decisions, Internal, Open, Own
from tests.system.rights.of_access import ACCESS
from tests.system.rights.of_approvals import APPROVALS
from tests.system.rights.of_leads import LEADS
from tests.system.rights.of_notifications import NOTIFICATIONS
from tests.system.rights.of_projects import PROJECTS

_OF: Mapping[str, Decisions] = {
    "leads": LEADS,
    "projects": PROJECTS,
    "approvals": APPROVALS,
    "notifications": NOTIFICATIONS,
    "access": ACCESS,
}

_DISCARDED = {"discarded_by": "值班运维", "reason": "误投"}


def _of_every_service(name: str) -> Decisions:
    """What each serves beside its own routes: mostly on its own port, never at the front door."""
    return {
        "GET /livez": Open(reason="own port"),
        "GET /readyz": Open(reason="own port"),
        "GET /metrics": Open(reason="own port; counts, no contents"),
        "GET /internal/{service}/published": Internal(),
        "GET /internal/parked": Internal(),
        "POST /internal/parked/redrives": Internal(body={"stream": "lead-x"}),
        "POST /internal/parked/discards": Internal(body={"id": 1, **_DISCARDED}),
        f"GET /api/v1/openapi/{name}.json": Open(reason="the reference"),
        f"HEAD /api/v1/openapi/{name}.json": Open(reason="the reference"),
        f"GET /api/v1/docs/{name}": Open(reason="the reference"),
        f"MOUNT /api/v1/docs/{name}/static": Open(reason="the reference's own files"),
    }


DECISIONS: Mapping[tuple[str, str], Decision | Open | Internal | Own] = {
    (service, route): decision
    for service, decisions in _OF.items()
    for route, decision in {**decisions, **_of_every_service(service)}.items()
}


def decided(way: Way) -> Decision | Open | Internal | Own:
    """Return what was decided about a route."""
    return DECISIONS[way.service, way.name]
