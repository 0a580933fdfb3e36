"""Who gets at the partner's endpoint and deliveries, at the inboxes and at what happened."""

from tests.system.rights.decisions import (
    BUSINESS,
    EVERYBODY,
    WITH_ROLE,
    Decision,
    Decisions,
    acting,
    actors,
    listing,
    reading,
)

_WATCH = actors("system-admin", "security-admin", "auditor", "partner")
_OPERATE = actors("system-admin", "partner")
_OTHER_SYSTEMS = actors("idle-partner", "other-partner")
_TOLD = actors("officer", "leader", "specialist")
# Of the home project's matters; systems by their park, people by their part in it.
_HEAR = actors(
    "specialist",
    "officer",
    "approver-development",
    "approver-ecology",
    "approver-planning",
    "leader",
    "statistician",
    "auditor",
    "partner",
    "idle-partner",
)
# Of the case in it, which is ecology's to decide.
_HEAR_CASE = _HEAR - actors("approver-development", "approver-planning")
_DEAF = actors("system-admin", "bare")  # hear of nothing at all
_ENDPOINT = "/api/v1/endpoints/{endpoint_id}"
_DELIVERY = "/api/v1/deliveries/{delivery_id}"
_REGISTRATION = {"url": "https://10.0.0.1/hook", "owner": "sample-partner"}

NOTIFICATIONS: Decisions = {
    "POST /api/v1/endpoints": Decision(
        may=_OPERATE, hidden=403, passes=frozenset({409}), body=_REGISTRATION
    ),
    "GET /api/v1/endpoints": listing(_WATCH, "{endpoint_id}", _OTHER_SYSTEMS, hidden=403),
    f"GET {_ENDPOINT}": reading(_WATCH, shows="{hook}"),
    f"GET {_ENDPOINT}/{{acts}}": reading(_WATCH),
    f"POST {_ENDPOINT}/pings": acting(_OPERATE, _WATCH),
    f"POST {_ENDPOINT}/pauses": acting(_OPERATE, _WATCH),
    f"POST {_ENDPOINT}/resumptions": acting(_OPERATE, _WATCH),
    f"POST {_ENDPOINT}/disablements": acting(_OPERATE, _WATCH),
    f"POST {_ENDPOINT}/enablements": acting(_OPERATE, _WATCH),
    f"POST {_ENDPOINT}/secret-rotations": acting(_OPERATE, _WATCH),
    "GET /api/v1/deliveries": listing(_WATCH, "{delivery_id}", _OTHER_SYSTEMS, hidden=403),
    f"GET {_DELIVERY}": reading(_WATCH, shows="{endpoint_id}"),
    f"GET {_DELIVERY}/resends": reading(_WATCH),
    f"POST {_DELIVERY}/resends": acting(_OPERATE, _WATCH, passes=frozenset({201, 409})),
    f"GET {_DELIVERY}/dismissals": reading(_WATCH),
    f"POST {_DELIVERY}/dismissals": acting(
        _OPERATE, _WATCH, {"reason": "对方已停用"}, passes=frozenset({200, 201, 409})
    ),
    "GET /api/v1/inbox": listing(_TOLD, "{title}", WITH_ROLE - _TOLD, hidden=403),
    "POST /api/v1/inbox/{line_id}/readings": Decision(
        may=_TOLD, passes=frozenset({200, 201, 404}), knows=actors("bare"), body={}
    ),
    "GET /api/v1/events": listing(
        _HEAR, "{event_id}", EVERYBODY - _HEAR - _DEAF, hidden=403, never=BUSINESS
    ),
    "HEAD /api/v1/events": Decision(may=EVERYBODY - _DEAF, hidden=403),
    "GET /api/v1/events/{event_id}": reading(_HEAR_CASE, knows=_DEAF, shows="{document_number}"),
}
