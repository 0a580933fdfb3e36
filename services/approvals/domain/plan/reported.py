"""事项外部报送: what a plan knows of its items from other systems; never a rule, only a fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.approvals.domain.events.report import ItemReported
from services.approvals.domain.exchange_codes import StateCode
from services.approvals.domain.terms import Standing


@dataclass(frozen=True, kw_only=True)
class Reported:
    """外部报送状态: the newest that one record of a source says of an item.

    `stands_as` names it while the item stands by it; `instead_of` is how the item stood before.
    """

    report: str
    source: str
    record: str
    record_version: int
    retrieved_at: datetime
    state_code: StateCode
    on: date
    document_number: str | None
    stands_as: str | None = None
    instead_of: Standing | None = None


ByItem = Mapping[str, tuple[Reported, ...]]


def reported_after(before: ByItem, event: ItemReported) -> ByItem:
    """Return what is known from elsewhere, by item, after one more report."""
    known = before.get(event.item_code, ())
    former = reported_by(before, event.item_code, event.report)
    instead_of = event.from_standing if event.stands_as else None
    if former is not None and former.stands_as == event.stands_as:
        instead_of = former.instead_of
    now = Reported(
        report=event.report,
        source=event.source,
        record=event.record,
        record_version=event.record_version,
        retrieved_at=event.retrieved_at,
        state_code=event.state_code,
        on=event.on,
        document_number=event.document_number,
        stands_as=event.stands_as,
        instead_of=instead_of,
    )
    others = tuple(one for one in known if one.report != event.report)
    return {**before, event.item_code: (*others, now)}


def reported_by(reported: ByItem, item_code: str, report: str) -> Reported | None:
    """Return what one report says of an item."""
    return next((one for one in reported.get(item_code, ()) if one.report == report), None)


def standing_by(reported: ByItem, item_code: str) -> Reported | None:
    """Return the report that an item stands by."""
    return next((one for one in reported.get(item_code, ()) if one.stands_as), None)
