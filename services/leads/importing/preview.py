"""A reading as JSON can carry it: what people look through before anything is stored."""

from typing import Any

from services.leads.importing.reading import (
    LedgerReading,
    Note,
    RowReading,
    SheetReading,
    Skipped,
    TotalCheck,
)
from services.leads.importing.wording import PROPOSALS, Proposal, Target
from shared.kernel.effective import Effective
from shared.kernel.texts import leads, projects
from shared.kernel.texts.ledgers import LAYOUTS, SKIPPED, TARGETS

Plain = dict[str, Any]

_STAGE_NAMES = {Target.LEAD: leads.STAGES, Target.PROJECT: projects.STAGES}


def preview(reading: LedgerReading) -> Plain:
    """Return the whole reading, with the table by which its words were understood."""
    return {
        "digest": reading.digest,
        "counts": _counts(reading.rows),
        "mapping": mapping(),
        "sheets": [_sheet(sheet) for sheet in reading.sheets],
    }


def mapping() -> list[Plain]:
    """Return the table of the words ledgers use and the stages proposed for them."""
    return [{"word": word, **_proposal(proposal)} for word, proposal in PROPOSALS.items()]


def preview_row(row: RowReading) -> Plain:
    """Return one row: what it says, what would become of it, and every word on it."""
    return {
        "reference": row.reference,
        "sheet": row.sheet,
        "row": row.row,
        "fingerprint": row.fingerprint,
        "importable": row.importable,
        "name": row.name,
        "investor": row.investor,
        "origin": row.origin,
        "status_word": row.status_word,
        "proposal": _proposal(row.proposal) if row.proposal else None,
        "amount": row.amount.to_plain(),
        "area": row.area.to_plain() if row.area else None,
        "site": row.site,
        "content": row.content,
        "land_supply": row.land_supply,
        "registered": _time(row.registered),
        "stated": _time(row.stated),
        "facts": [
            {"act": fact.act.value, "effective": fact.effective.to_plain(), "text": fact.text}
            for fact in row.facts
        ],
        "remark": row.remark,
        "unreadable": _notes(row.unreadable),
        "assumptions": _notes(row.assumptions),
        "queries": _notes(row.queries),
    }


def _sheet(sheet: SheetReading) -> Plain:
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "layout": sheet.layout.value if sheet.layout else None,
        "layout_name": LAYOUTS[sheet.layout] if sheet.layout else None,
        "title": sheet.title,
        "period": _time(sheet.period),
        "header_row": sheet.header_row,
        "columns": [
            {
                "header": column.header,
                "field": column.field.value if column.field else None,
                "unit": column.unit,
            }
            for column in sheet.columns
        ],
        "counts": _counts(sheet.rows),
        "rows": [preview_row(row) for row in sheet.rows],
        "totals": [_total(check) for check in sheet.totals],
        "skipped": [_skipped(skipped) for skipped in sheet.skipped],
        "notes": _notes(sheet.notes),
    }


def _counts(rows: tuple[RowReading, ...]) -> dict[str, int]:
    targets = [row.proposal.target for row in rows if row.proposal and row.importable]
    return {
        "rows": len(rows),
        "leads": targets.count(Target.LEAD),
        "projects": targets.count(Target.PROJECT),
        "not_importable": len(rows) - len(targets),
        "with_assumptions": sum(bool(row.assumptions) for row in rows),
        "with_queries": sum(bool(row.queries) for row in rows),
        "with_unreadable": sum(bool(row.unreadable) for row in rows),
    }


def _proposal(proposal: Proposal) -> Plain:
    return {
        "target": proposal.target.value,
        "target_name": TARGETS[proposal.target],
        "stage": str(proposal.stage),
        "stage_name": _STAGE_NAMES[proposal.target][proposal.stage],
        "assumption": proposal.assumption or None,
    }


def _notes(notes: tuple[Note, ...]) -> list[dict[str, str]]:
    return [{"code": note.code, "column": note.column, "text": note.text} for note in notes]


def _total(check: TotalCheck) -> Plain:
    return {
        "row": check.row,
        "column": check.column,
        "stated": check.stated,
        "found": check.found,
        "agreement": check.agreement.value,
        "text": check.text,
    }


def _skipped(skipped: Skipped) -> Plain:
    return {
        "row": skipped.row,
        "code": skipped.code,
        "kind": SKIPPED[skipped.code],
        "text": skipped.text,
    }


def _time(effective: Effective | None) -> dict[str, str] | None:
    return effective.to_plain() if effective else None
