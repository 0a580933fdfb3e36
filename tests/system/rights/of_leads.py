"""Who gets at the home park's lead and at the ledger its specialist handed in."""

from tests.system.rights.decisions import (
    EVERYBODY,
    Decision,
    Decisions,
    acting,
    actors,
    listing,
    reading,
)

_READERS = actors(
    "specialist",
    "officer",
    "leader",
    "statistician",
    "auditor",
    "partner",
    "idle-specialist",
    "idle-officer",
    "idle-partner",
)
_REGISTER = actors("specialist", "leader", "partner", "idle-specialist", "idle-partner")
_WORK = actors("specialist", "leader")
_CORRECT = actors("specialist", "leader", "statistician")
_HAND_IN = actors(
    "specialist",
    "leader",
    "statistician",
    "idle-specialist",
    "other-specialist",
    "other-leader",
    "other-statistician",
)
_LEDGER = actors("specialist", "auditor")
_MY_LEDGER = actors("specialist")
_LEAD = "/api/v1/leads/{lead_id}"
_IMPORT = "/api/v1/imports/{import_id}"
_SIGNING = {
    "amount": {"value": "1", "unit": "亿元", "currency": "CNY"},
    "agreed_start_on": "2027-03-01",
    "agreed_production_on": "2028-06-01",
}
_REGISTRATION = {"name": "又一个项目", "investor_name": "{investor}", "park": "{park}"}

LEADS: Decisions = {
    "POST /api/v1/leads": Decision(
        may=_REGISTER, hidden=403, passes=frozenset({409}), body=_REGISTRATION
    ),
    "GET /api/v1/leads": listing(_READERS, "{lead_id}"),
    f"GET {_LEAD}": reading(_READERS, shows="{investor}"),
    f"GET {_LEAD}/history": reading(_READERS, shows="{investor}"),
    f"GET {_LEAD}/{{acts}}": reading(_READERS),
    f"GET {_LEAD}/contacts": reading(_WORK, knows=_READERS, shows="{contact}"),
    f"POST {_LEAD}/contacts": acting(_WORK, _READERS, {"name": "另一位"}),
    f"DELETE {_LEAD}/contacts/{{contact_id}}": acting(_WORK, _READERS, query={"reason": "要求"}),
    f"POST {_LEAD}/corrections": acting(
        _CORRECT, _READERS, {"corrects": "{registration_id}", "reason": "笔误", "name": "甲"}
    ),
    f"POST {_LEAD}/assessments": acting(_WORK, _READERS, {"verdict": "pursue", "opinion": "可"}),
    f"POST {_LEAD}/assignments": acting(
        actors("leader"), _READERS, {"specialist": "sample-officer"}
    ),
    f"POST {_LEAD}/follow-ups": acting(_WORK, _READERS, {"form": "visit", "content": "见面"}),
    f"POST {_LEAD}/moves": acting(_WORK, _READERS, {"to": "negotiating"}),
    f"POST {_LEAD}/signings": acting(_WORK, _READERS, _SIGNING),
    f"POST {_LEAD}/losses": acting(_WORK, _READERS, {"reason": "放弃"}),
    f"POST {_LEAD}/dormancies": acting(_WORK, _READERS, {"reason": "暂缓"}),
    f"POST {_LEAD}/wakings": acting(_WORK, _READERS),
    "POST /api/v1/imports": Decision(
        may=_HAND_IN, hidden=403, passes=frozenset({415}), content=b"no workbook"
    ),
    "GET /api/v1/imports": listing(_LEDGER, "{import_id}", EVERYBODY),
    f"GET {_IMPORT}": reading(_LEDGER, shows="{file_name}"),
    f"GET {_IMPORT}/rows": reading(_LEDGER, shows="检测"),
    f"GET {_IMPORT}/{{acts}}": reading(_LEDGER),
    f"POST {_IMPORT}/commits": acting(_MY_LEDGER, _LEDGER, {"park": "{park}"}),
    f"POST {_IMPORT}/undos": acting(_MY_LEDGER, _LEDGER, {"reason": "重报"}),
}
