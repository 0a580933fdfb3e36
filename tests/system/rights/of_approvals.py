"""Who gets at the home project's plan, at its case before the ecology department, at days."""

from typing import Any

from tests.system.rights.decisions import (
    EVERYBODY,
    WITH_ROLE,
    Decision,
    Decisions,
    acting,
    actors,
    listing,
    reading,
)
from tests.system.rights.home import reported

_APPROVERS = actors("approver-development", "approver-ecology", "approver-planning")
_CONCERNED = actors("specialist", "officer", "leader", "statistician", "auditor")
_SYSTEMS = actors("partner", "idle-partner")
_REPORTS = actors("partner")  # the one that speaks for the city
_READ_PLAN = _CONCERNED | _SYSTEMS | _APPROVERS
_READ_CASE = _CONCERNED | _SYSTEMS | actors("approver-ecology")
_DECIDE = actors("approver-ecology")
_APPLY = actors("approver-ecology", "officer")
_KEEP_DAYS = actors("system-admin")
_FOR_PROJECT = actors("specialist", "officer")
_HOLDERS = _APPROVERS
_CASE = "/api/v1/cases/{case_id}"
_PLAN = "/api/v1/plans/{project_id}"
_TOWARDS = {"target": "production"}
_TRIED = {**_TOWARDS, "changes": [{"change": "halved", "item_code": "A12"}]}
_DISPENSED = {
    "item_code": "A12",
    "ground": "exemption",
    "reason": "属于豁免管理名录",
    "authority": "生态环境局",
    "document": "环豁〔2026〕1号",
}
_REPORTED = reported("{project_id}")  # again what was pushed before: it changes nothing
_MAPPED = {
    "source": "city-platform",
    "source_item_code": "0137",
    "item_code": "A12",
    "reason": "事项清单对照",
}
_DAYS = "/api/v1/calendars/{region}"
_YEAR = {"year": 2031, "workdays_off": [], "working_weekends": [], "source": "通知"}
_DAY = {"day": "2026-03-03", "working": False, "name": "停电"}
_UNDOING = {"grounds": "情势变更", "deciding_authority": "市政府"}


def _department(**body: Any) -> Decision:
    return acting(_DECIDE, _READ_CASE, body)


def _applicant(**body: Any) -> Decision:
    return acting(_APPLY, _READ_CASE, body)


APPROVALS: Decisions = {
    "POST /api/v1/cases": Decision(
        may=_APPLY,
        knows=_READ_PLAN,
        passes=frozenset({409}),
        body={"project_id": "{project_id}", "item_code": "A12"},
    ),
    "POST /api/v1/cases/applications": Decision(
        may=_APPLY,
        knows=_READ_PLAN,
        passes=frozenset({409}),
        body={"project_id": "{project_id}", "items": [{"item_code": "A12"}]},
    ),
    f"GET {_CASE}/application": reading(_READ_CASE, shows="A12"),
    "GET /api/v1/cases": listing(
        _READ_CASE, "{case_id}", never=("case_id", "document_number", "investor")
    ),
    "GET /api/v1/cases/figures": Decision(
        may=_READ_CASE, empty=EVERYBODY - _READ_CASE, shows='"key":"A12"', query={"item": "A12"}
    ),
    "POST /api/v1/cases/reports": Decision(
        may=_REPORTS, knows=_READ_PLAN, passes=frozenset({200, 201}), body=_REPORTED
    ),
    "GET /api/v1/cases/reports": listing(
        _READ_CASE, "{report_id}", never=("report_id", "case_id", "investor")
    ),
    "GET /api/v1/cases/reports/{report_id}": reading(_READ_CASE, shows="A12"),
    "GET /api/v1/cases/disagreements": listing(_READ_CASE, "{case_id}"),
    "GET /api/v1/cases/exchange": listing(
        _READ_CASE, "{case_id}", never=("case_id", "document_number", "investor")
    ),
    "GET /api/v1/cases/exchange/codes": reading(WITH_ROLE, hidden=403, shows="under-examination"),
    "GET /api/v1/items/mappings": reading(WITH_ROLE, hidden=403),
    "POST /api/v1/items/mappings": Decision(
        may=_KEEP_DAYS, hidden=403, knows=WITH_ROLE, passes=frozenset({200, 201}), body=_MAPPED
    ),
    f"GET {_CASE}": reading(_READ_CASE, shows="{document_number}"),
    f"GET {_CASE}/deadline": reading(_READ_CASE, shows="statutory"),
    f"GET {_CASE}/{{acts}}": reading(_READ_CASE),
    f"GET {_PLAN}": reading(_READ_PLAN, shows="{document_number}"),
    f"GET {_PLAN}/questions": reading(_READ_PLAN),
    f"GET {_PLAN}/{{acts}}": reading(_READ_PLAN),
    f"GET {_PLAN}/schedule": Decision(may=_READ_PLAN, shows="countdown", query=_TOWARDS),
    f"GET {_PLAN}/forecast": Decision(may=_READ_PLAN, shows="criticality", query=_TOWARDS),
    f"POST {_PLAN}/what-ifs": Decision(may=_READ_PLAN, passes=frozenset({200}), body=_TRIED),
    f"POST {_PLAN}/situations": acting(_FOR_PROJECT, _READ_PLAN, {"template": "basic"}),
    f"POST {_PLAN}/moves": acting(_FOR_PROJECT, _READ_PLAN, {"version": "2026.1"}),
    f"POST {_PLAN}/dispensations": acting(_HOLDERS, _READ_PLAN, _DISPENSED),
    f"POST {_PLAN}/dispensation-lifts": acting(
        _HOLDERS, _READ_PLAN, {"item_code": "A12", "reason": "工艺变更"}
    ),
    f"POST {_PLAN}/prerequisite-promises": acting(
        _HOLDERS, _READ_PLAN, {"item_code": "B02", "needed": "A01", "until": "2027-06-30"}
    ),
    f"POST {_PLAN}/joint-applications": Decision(
        may=_HOLDERS | actors("officer"),
        knows=_READ_PLAN,
        passes=frozenset({409}),
        body={"joint": "D01"},
    ),
    f"POST {_PLAN}/joint-conclusions": acting(
        _HOLDERS,
        _READ_PLAN,
        {"joint": "D01", "document_number": "联验〔2026〕1号", "conclusion": "均已通过"},
    ),
    "GET /api/v1/catalogues": reading(WITH_ROLE, hidden=403, shows="2026.1"),
    "GET /api/v1/catalogues/{version}": reading(WITH_ROLE, hidden=403, shows="A12"),
    "GET /api/v1/catalogues/{version}/file": reading(WITH_ROLE, hidden=403, shows="A12"),
    "POST /api/v1/catalogues": Decision(
        may=_KEEP_DAYS, hidden=403, knows=WITH_ROLE, passes=frozenset({415})
    ),
    f"POST {_CASE}/deficiency-notices": _department(deficiencies=["图纸"]),
    f"POST {_CASE}/remedies": _applicant(materials=["图纸"]),
    f"POST {_CASE}/acceptances": _department(),
    f"POST {_CASE}/declinations": _department(reason="不属本机关"),
    f"POST {_CASE}/not-required-findings": _department(reason="无需许可"),
    f"POST {_CASE}/application-lapses": _department(reason="逾期未补正"),
    f"POST {_CASE}/supplement-requests": _department(missing=["图纸"]),
    f"POST {_CASE}/supplements": _applicant(materials=["图纸"]),
    f"POST {_CASE}/special-procedures": _department(procedure="expert-review", reason="论证"),
    f"POST {_CASE}/special-procedure-ends": _department(outcome="通过"),
    f"POST {_CASE}/extension-requests": _department(days="2", reason="复杂"),
    f"POST {_CASE}/extensions": _department(),
    f"POST {_CASE}/extension-refusals": _department(reason="不复杂"),
    f"POST {_CASE}/examinations": _department(result="objected", opinion="不符"),
    f"POST {_CASE}/withdrawal-requests": _applicant(reason="方案调整"),
    f"POST {_CASE}/withdrawal-refusals": _department(reason="已决定"),
    f"POST {_CASE}/withdrawals": _department(),
    f"POST {_CASE}/decisions": _department(outcome="granted", document_number="另〔2026〕1号"),
    f"POST {_CASE}/retractions": _department(**_UNDOING),
    f"POST {_CASE}/revocations": _department(**_UNDOING),
    f"POST {_CASE}/servings": _department(method="post"),
    f"POST {_CASE}/deregistration-requests": _applicant(reason="不再需要"),
    f"POST {_CASE}/deregistrations": _department(**_UNDOING),
    f"POST {_CASE}/forfeitures": _department(**_UNDOING),
    f"POST {_CASE}/consultations": _department(reply_by="2099-01-01"),
    f"POST {_CASE}/opinions": _department(department="ecology", result="passed", opinion="无意见"),
    f"POST {_CASE}/certificates": _department(certificate_number="证〔2026〕1号"),
    f"POST {_CASE}/beginnings": _department(evidence="开工报告"),
    f"POST {_CASE}/validity-extension-requests": _applicant(reason="工期延后"),
    f"POST {_CASE}/validity-extensions": _department(),
    f"POST {_CASE}/validity-extension-refusals": _department(reason="不符合条件"),
    f"POST {_CASE}/suspension-reports": _applicant(report="资金未到位，中止施工"),
    f"POST {_CASE}/verifications": _department(opinion="符合恢复施工条件"),
    f"POST {_CASE}/omission-promises": _applicant(materials=["M2"]),
    f"POST {_CASE}/omission-supplies": _applicant(materials=["M2"]),
    f"POST {_CASE}/commitment-checks": _department(result="passed", opinion="属实"),
    f"POST {_CASE}/self-reports": _applicant(document="报告", result="合格"),
    f"POST {_CASE}/transaction-conclusions": _department(document="确认书", party="某公司"),
    f"POST {_CASE}/transaction-failures": _department(reason="无人竞买"),
    f"POST {_CASE}/study-deliveries": _applicant(document="报告", result="合格"),
    f"POST {_CASE}/study-voidings": _department(**_UNDOING),
    f"POST {_CASE}/fulfilments": _department(evidence="凭证"),
    f"GET {_CASE}/history": reading(_READ_CASE),
    "GET /api/v1/items": reading(WITH_ROLE, hidden=403, shows="A12"),
    f"GET {_DAYS}": reading(WITH_ROLE, hidden=403, shows="2026"),
    f"GET {_DAYS}/years": reading(WITH_ROLE, hidden=403, shows="2026"),
    f"GET {_DAYS}/corrections": reading(WITH_ROLE, hidden=403),
    f"GET {_DAYS}/years/{{year}}": reading(WITH_ROLE, hidden=403, shows="2026"),
    f"GET {_DAYS}/parks": reading(WITH_ROLE, hidden=403, shows="usual"),
    f"POST {_DAYS}/parks": acting(
        _KEEP_DAYS, WITH_ROLE, {"park": "other-park", "reason": "园区办法"}, hidden=403
    ),
    f"POST {_DAYS}/years": acting(_KEEP_DAYS, WITH_ROLE, _YEAR, hidden=403),
    f"POST {_DAYS}/corrections": acting(
        _KEEP_DAYS, WITH_ROLE, {"days": [_DAY], "reason": "停电"}, hidden=403
    ),
}
