"""Who gets at the home park's project."""

from tests.system.rights.decisions import Actors, Decision, Decisions, acting, actors
from tests.system.rights.decisions import listing as listed
from tests.system.rights.decisions import reading as read

_APPROVERS = actors("approver-development", "approver-ecology", "approver-planning")
_WATCH = actors("leader", "statistician", "auditor", "partner", "idle-partner", "idle-specialist")
_READERS = _WATCH | _APPROVERS | actors("specialist", "officer")
_IN_CHARGE = actors("officer", "leader")
_RECOGNISE = _IN_CHARGE | actors("statistician")
_LEAD = actors("leader")
_AT = "/api/v1/projects/{project_id}"
_SHOWN = {"evidence": "现场照片"}
_WHY = {"reason": "资金原因"}


def _act(may: Actors, **body: str) -> Decision:
    return acting(may, _READERS, body)


PROJECTS: Decisions = {
    "GET /api/v1/projects": listed(_READERS, "{project_id}"),
    f"GET {_AT}": read(_READERS, shows="{investor}"),
    f"GET {_AT}/milestones": read(_READERS, shows="topping-out"),
    f"GET {_AT}/history": read(_READERS, shows="{investor}"),
    f"GET {_AT}/{{acts:path}}": read(_READERS),
    f"POST {_AT}/codes": _act(
        _IN_CHARGE | actors("specialist"), code="2611-340406-04-01-482913", reason="更正"
    ),
    f"POST {_AT}/code-checks": Decision(
        may=_IN_CHARGE | actors("specialist"), knows=_READERS, passes=frozenset({409})
    ),
    f"GET {_AT}/code-checks": read(_READERS),
    f"GET {_AT}/code-check": read(_READERS, shows="{project_id}"),
    f"POST {_AT}/officers": _act(_LEAD, officer="sample-officer"),
    f"POST {_AT}/hand-overs": _act(
        _IN_CHARGE, from_officer="sample-officer", to_officer="sample-leader", reason="调岗"
    ),
    f"POST {_AT}/leaders": _act(_LEAD, leader="sample-leader"),
    f"POST {_AT}/milestones/plans": _act(
        _IN_CHARGE, milestone="topping-out", planned_on="2027-09-01", reason="顺延"
    ),
    f"POST {_AT}/milestones/forecasts": _act(
        _IN_CHARGE, milestone="topping-out", forecast_on="2027-10-01", reason="雨季"
    ),
    f"POST {_AT}/milestones/actuals": _act(_RECOGNISE, milestone="topping-out", **_SHOWN),
    f"POST {_AT}/milestones/corrections": _act(
        _RECOGNISE, milestone="topping-out", effective="2026-03-02", reason="录入有误"
    ),
    f"POST {_AT}/commencements": _act(_RECOGNISE, **_SHOWN),
    f"POST {_AT}/observations": _act(
        _RECOGNISE | _APPROVERS | actors("specialist", "idle-specialist"), seen="已动工"
    ),
    f"POST {_AT}/suspensions": _act(_IN_CHARGE, **_WHY),
    f"POST {_AT}/resumptions": _act(_IN_CHARGE, note="资金到位"),
    f"POST {_AT}/completions": _act(_RECOGNISE, **_SHOWN),
    f"POST {_AT}/production-starts": _act(_RECOGNISE, **_SHOWN),
    f"POST {_AT}/terminations": _act(_LEAD, **_WHY),
}
