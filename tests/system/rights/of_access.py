"""Who gets at another person's account and session, at the directory, and at the way in."""

from tests.system.rights.decisions import (
    EVERYBODY,
    SYSTEMS,
    WITH_ROLE,
    Decision,
    Decisions,
    Internal,
    Open,
    Own,
    acting,
    actors,
    reading,
)

_HOLDER = actors("specialist")  # whose account the others try to get at
_ADMINS = actors("system-admin", "security-admin")
_READERS = _HOLDER | _ADMINS | actors("auditor")
_OPENS = actors("system-admin")
_GRANTS = actors("security-admin")
_PEOPLE = WITH_ROLE - SYSTEMS
_ACCOUNT = "/api/v1/accounts/{account_id}"
_WHY = {"reason": "核对"}
_CREDENTIALS = {"client_id": "partner", "client_secret": "wrong"}
_KNOWN = frozenset({409})

ACCESS: Decisions = {
    "POST /api/v1/sessions": Open(
        reason="a wrong password opens nothing",
        status=401,
        body={"account": "nobody", "password": "wrong"},
    ),
    "POST /api/v1/token": Open(
        reason="a wrong secret opens nothing",
        status=401,
        form={"grant_type": "client_credentials", **_CREDENTIALS},
    ),
    "GET /.well-known/jwks.json": Open(reason="public keys"),
    "GET /internal/forward-auth": Open(reason="adds nothing without a cookie"),
    "GET /internal/keys": Internal(),
    "POST /internal/key-rotations": Internal(),
    "POST /api/v1/sessions/current/tokens": Own(reason="renews one's own token"),
    "DELETE /api/v1/sessions/current": Own(reason="ends one's own session"),
    "GET /api/v1/sessions": Decision(may=_HOLDER, empty=EVERYBODY - _HOLDER, shows="{session_id}"),
    "DELETE /api/v1/sessions/{session_id}": Decision(may=_HOLDER, passes=frozenset({204})),
    "GET /api/v1/accounts": reading(_PEOPLE, hidden=403, shows="{account_id}"),
    f"GET {_ACCOUNT}": reading(_READERS, shows="{account_id}"),
    f"GET {_ACCOUNT}/{{acts}}": reading(_READERS),
    "POST /api/v1/accounts": Decision(
        may=_OPENS,
        hidden=403,
        passes=_KNOWN,
        body={"login": "specialist", "display_name": "冒名"},
    ),
    "POST /api/v1/clients": Decision(
        may=_OPENS, hidden=403, passes=_KNOWN, body={"login": "partner", "display_name": "冒名"}
    ),
    f"POST {_ACCOUNT}/grants": acting(_GRANTS, _READERS, {"role": "park-leader"}),
    f"POST {_ACCOUNT}/grant-withdrawals": acting(
        _GRANTS, _READERS, {"grant_id": "{grant_id}", **_WHY}
    ),
    f"POST {_ACCOUNT}/locks": acting(_ADMINS, _READERS, _WHY),
    f"POST {_ACCOUNT}/unlockings": acting(_ADMINS, _READERS, _WHY),
    f"POST {_ACCOUNT}/closings": acting(_OPENS, _READERS, _WHY),
    f"POST {_ACCOUNT}/erasures": acting(_OPENS, _READERS, _WHY),
    f"POST {_ACCOUNT}/password-changes": Decision(
        may=_HOLDER,
        passes=_KNOWN,
        body={"current_password": "wrong", "new_password": "Luodi-2027"},
    ),
    f"POST {_ACCOUNT}/password-resets": acting(_OPENS, EVERYBODY),
    f"POST {_ACCOUNT}/secrets": acting(_OPENS, EVERYBODY),
    f"POST {_ACCOUNT}/secret-withdrawals": acting(_ADMINS, _READERS, {"secret_id": "x", **_WHY}),
    "POST /api/v1/departments": Decision(
        may=_OPENS,
        hidden=403,
        passes=frozenset({200, 409}),
        body={"id": "{department_id}", "name": "生态环境局"},
    ),
    "GET /api/v1/departments": reading(WITH_ROLE, hidden=403, shows="{department_id}"),
    "GET /api/v1/departments/{department_id}": reading(WITH_ROLE, hidden=403),
    "GET /api/v1/departments/{department_id}/renamings": reading(WITH_ROLE, hidden=403),
    "POST /api/v1/departments/{department_id}/renamings": acting(
        _OPENS, EVERYBODY, {"name": "环境局"}
    ),
}
