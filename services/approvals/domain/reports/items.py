"""外部事项编码对照: which item of ours each source means by its own code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.approvals.domain.events.report import CaseReported, ItemCodeMapped
from services.approvals.domain.exchange_codes import Unplaced
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.reports.report import Report, ReportCase
from services.approvals.domain.reports.report import decide as report_decided
from shared.kernel.asked import Asked, require_now
from shared.kernel.decider import About, Decider
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class MapItemCode(Asked):
    """对照事项编码: from now on a source's code is this item; what is linked stays linked."""

    source: str
    source_item: str
    item_code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Mappings:
    """对照表: our code by source and the source's own."""

    items: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Placing:
    """归入依据: the table of what sources call our items, and the items that there are.

    A code that is named as ours and that no catalogue has is the source's own, and waits like one.
    """

    mappings: Mappings
    catalogues: Catalogues

    def item_of(self, told: Report | ReportCase) -> str | None:
        """Return the item of ours that is told of, as far as it is known."""
        if told.item_code in self.catalogues.codes:
            return told.item_code
        return self.mappings.items.get((told.source, told.source_item or told.item_code or ""))

    def why_not(self, told: ReportCase) -> Unplaced | None:
        """Return why what is told is of no item of ours; None where it is of one."""
        if self.item_of(told) is not None:
            return None
        return Unplaced.ITEM_UNKNOWN if told.item_code else Unplaced.ITEM_NOT_MAPPED


def report_case(
    command: ReportCase, report: Report, mappings: Mappings, catalogues: Catalogues
) -> list[tuple[int, CaseReported]]:
    """报送 on the record, the table and the catalogues: what is of no item is kept and says so."""
    placing = Placing(mappings=mappings, catalogues=catalogues)
    why = None if report.linked_to is not None else placing.why_not(command)
    return [(0, replace(event, unplaced=why)) for event in report_decided(command, report)]


def decide(command: MapItemCode, mappings: Mappings) -> Sequence[ItemCodeMapped]:
    """对照: a second one for the same code replaces the first, for what comes after it."""
    require_now(command)
    before = mappings.items.get((command.source, command.source_item))
    if before == command.item_code:
        return []
    return [
        ItemCodeMapped(
            source=command.source,
            source_item=command.source_item,
            from_item=before,
            to_item=command.item_code,
            reason=command.reason,
        )
    ]


def map_item_code(
    command: MapItemCode, mappings: Mappings, catalogues: Catalogues
) -> list[tuple[int, ItemCodeMapped]]:
    """对照 on the table and the catalogues: only to an item that some version has."""
    if command.item_code not in catalogues.codes:
        detail = f"no catalogue has {command.item_code}"
        raise Rejected("item-mapping-unknown", detail, item_code=command.item_code)
    return [(0, event) for event in decide(command, mappings)]


def evolve(mappings: Mappings, event: ItemCodeMapped) -> Mappings:
    """Take in one event."""
    return replace(
        mappings, items={**mappings.items, (event.source, event.source_item): event.to_item}
    )


def about(_: Mappings) -> About:
    """The table is everybody's."""
    return About()


MAPPINGS: Decider[MapItemCode, Mappings, ItemCodeMapped] = Decider(
    category="itemcodes", initial=Mappings(), decide=decide, evolve=evolve, about=about
)
