"""How reports of other systems look to those who read them."""

from collections.abc import Mapping
from typing import Any

from services.approvals.domain.exchange_codes import StateCode, Unplaced
from services.approvals.domain.plan.reported import Reported
from services.approvals.domain.reports.disagreeing import kind_of
from services.approvals.domain.reports.exchange import OURS, THEIRS
from services.approvals.domain.reports.record import Dispute, ReportRecord, Version
from services.approvals.domain.terms import Stage
from shared.kernel.texts import exchange as texts
from shared.kernel.texts.approvals import STAGES

Plain = dict[str, Any]


def record(one: ReportRecord) -> Plain:
    """Show a record with every version of it and every disagreement there was."""
    return {
        **heading(one),
        "versions": [_version(each) for each in one.versions],
        "missing_versions": _missing(one),
        "disagreements": [_dispute(each) for each in one.disputes],
    }


def heading(one: ReportRecord, now: Stage | None = None) -> Plain:
    """Show a record as its newest version has it, and what it differs in from our case.

    In which way is as it was found, unless it is told at which stage our case is now.
    """
    differs = _dispute(one.dispute) if one.dispute else None
    if differs is not None and now is not None:
        differs |= _kind(now, one.newest.state_code)
    return {
        "report_id": one.report_id,
        "source": one.source,
        "record_id": one.record,
        "project_id": one.project,
        "item_code": one.linked_to or one.item_code,
        "source_item_code": one.source_item,
        **_unplaced(one.unplaced),
        **_version(one.newest),
        "disagreement": differs,
    }


def warnings(one: ReportRecord) -> list[Plain]:
    """Say what is odd about the version that came last: of no item, late, or others are missing."""
    last = one.versions[-1]
    late = {"record_version": last.number, "newest_version": one.newest.number}
    missing = {"missing_versions": _missing(one)}
    meant = {"item_code": one.item_code, "source_item_code": one.source_item}
    told: list[tuple[str, object, Plain]] = [
        *((f"report-{why}", last.unplaced is why, meant) for why in Unplaced),
        ("report-late", last.late, late),
        ("report-version-gap", one.gaps, missing),
    ]
    return [
        {"code": code, "title": texts.WARNINGS[code], **said} for code, is_so, said in told if is_so
    ]


def _missing(one: ReportRecord) -> list[Plain]:
    return [{"from": first, "to": last} for first, last in one.gaps]


def _version(one: Version) -> Plain:
    return {
        "record_version": one.number,
        **state(one.state_code),
        "effective": one.effective.to_plain(),
        "document_number": one.document_number,
        "note": one.note,
        "retrieved_at": one.retrieved_at,
        "recorded_at": one.recorded_at,
        "by": one.by.id,
        "late": one.late,
    }


def _dispute(one: Dispute) -> Plain:
    return {
        "case_id": one.case,
        "since": one.since,
        "own_stage": one.own_stage,
        "own_stage_name": STAGES[one.own_stage],
        **state(one.state_code),
        **_kind(one.own_stage, one.state_code),
        "found_at": one.found_at,
        "ended_at": one.ended_at,
        "why_ended": one.why_ended,
        "why_ended_name": texts.WHY_ENDED[one.why_ended] if one.why_ended else None,
    }


def _kind(stage: Stage, code: StateCode) -> Plain:
    kind = kind_of(stage, code)
    return {"kind": kind, "kind_name": texts.DISAGREEMENTS[kind]}


def on_plan(one: Reported) -> Plain:
    """Show what a plan knows of an item from elsewhere."""
    return {
        "report_id": one.report,
        "source": one.source,
        "record_id": one.record,
        "record_version": one.record_version,
        **state(one.state_code),
        "on": one.on,
        "document_number": one.document_number,
        "retrieved_at": one.retrieved_at,
        "counts": one.stands_as is not None,
    }


def state(code: StateCode) -> Plain:
    """Show a code with its name."""
    return {"state_code": int(code), "state_name": texts.STATES[code]}


def _unplaced(why: Unplaced | None) -> Plain:
    return {"unplaced": why, "unplaced_name": texts.UNPLACED[why] if why else None}


def listed(found: Mapping[str, Any]) -> Plain:
    """Show a record in the list of all."""
    return {
        "report_id": found["id"],
        "source": found["source"],
        "record_id": found["record"],
        "record_version": found["record_version"],
        **state(StateCode(found["state_code"])),
        "project_id": found["project"],
        "project_name": found["project_name"],
        "park": found["park"],
        "item_code": found["item_code"],
        "source_item_code": found["source_item"],
        "department": found["department"],
        **_unplaced(found["unplaced"]),
        "reported_at": found["reported_at"],
        "differs_from": found["differs_from"],
        "differs_since": found["differs_since"],
    }


def row(found: Mapping[str, Any]) -> Plain:
    """Show where a record differs from our case."""
    return {
        "report_id": found["id"],
        "source": found["source"],
        "record_id": found["record"],
        "record_version": found["record_version"],
        **state(StateCode(found["state_code"])),
        "since": found["differs_since"],
        "case_id": found["case_id"],
        "project_id": found["project"],
        "project_name": found["project_name"],
        "item_code": found["item_code"],
        "item_name": found["item_name"],
        "department": found["department"],
        "park": found["park"],
        "own_stage": found["stage"],
        "own_stage_name": STAGES[found["stage"]],
        **_kind(Stage(found["stage"]), StateCode(found["state_code"])),
    }


def exchanged(found: Mapping[str, Any]) -> Plain:
    """Show what a case became, in the codes of the exchange and in our words."""
    codes = ("stage_code", "state_code", "light_code")
    why = {f"no_{name}": texts.WHY_NONE.get(found[f"no_{name}"]) for name in codes}
    return {
        "position": found["position"],
        "recorded_at": found["recorded_at"],
        "effective_from": found["effective_from"],
        "case_id": found["case_id"],
        "project_id": found["project"],
        "project_code": found["project_code"],
        "project_name": found["project_name"],
        "item_code": found["item_code"],
        "item_name": found["item_name"],
        "department": found["department"],
        **{name: found[name] for name in codes},
        **why,
        "stage": found["stage"],
        "stage_name": STAGES[found["stage"]],
        "due_on": found["due_on"],
        "document_number": found["document_number"],
    }


def codes() -> Plain:
    """Show both tables."""
    return {
        "ours": [_ours(stage) for stage in Stage],
        "theirs": [_theirs(code) for code in StateCode],
        "stages": [{"stage_code": c, "name": name} for c, name in texts.EXCHANGE_STAGES.items()],
        "lights": [{"light_code": c, "name": name} for c, name in texts.LIGHTS.items()],
    }


def _ours(stage: Stage) -> Plain:
    ours = OURS[stage]
    return {
        "stage": stage,
        "stage_name": STAGES[stage],
        "state_code": ours.code,
        "no_state_code": texts.WHY_NONE[ours.why_none] if ours.why_none else None,
        "agrees_with": sorted(ours.agrees),
    }


def _theirs(code: StateCode) -> Plain:
    theirs = THEIRS[code]
    return {
        **state(code),
        "stages": theirs.stages,
        "moment": texts.MOMENTS[theirs.moment] if theirs.moment else None,
    }
