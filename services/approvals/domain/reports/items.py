"""外部事项编码对照: which item of ours each source means by its own code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.approvals.domain.events.report import ItemCodeMapped
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.reports.report import Report
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

    def item_of(self, report: Report) -> str | None:
        """Return the item of ours that a report is about, as far as it is known."""
        if report.linked_to is not None or report.item_code is not None:
            return report.linked_to or report.item_code
        return self.items.get((report.source, report.source_item or ""))


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
    known = {item.code for version in catalogues.versions for item in version.items}
    if command.item_code not in known:
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
