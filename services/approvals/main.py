"""Puts approvals together."""

from datetime import UTC, datetime
from typing import Any

from services.approvals.api import ROUTERS
from services.approvals.catalogue.shipping import publish_catalogues
from services.approvals.domain.calendar.working_calendar import CALENDAR, REGION
from services.approvals.domain.commands import PublishYear
from services.approvals.domain.events import UPCASTS, Event
from services.approvals.domain.policy import RULES
from services.approvals.publishing import publish
from services.approvals.reactions import on_timer, react
from services.approvals.views import own_views
from shared.adapters.calendar_source import provisional_year, published_year, published_years
from shared.adapters.command_handler import Context, Part
from shared.adapters.event_codec import EventCodec
from shared.adapters.runtime import Runtime, ServiceSpec
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.working_days import Year

FIRST_YEAR = 2024
SOURCE = "国务院办公厅关于部分节假日安排的通知"
PROVISIONAL_SOURCE = "全国年节及纪念日放假办法（待年度通知）"


async def publish_calendar(runtime: Runtime[Any]) -> None:
    """Publish the years that ship, as far as nobody has yet; the one after them provisionally."""
    shipped = [year for year in published_years() if year >= FIRST_YEAR]
    part = Part(CALENDAR, REGION)
    stream = await runtime.store.stream(part.key)
    known = CALENDAR.fold(recorded.event for recorded in stream).calendar.years
    for number in [*shipped, shipped[-1] + 1]:
        notice = number in shipped
        if number in known and not (notice and known[number].provisional):
            continue
        year = published_year(number) if notice else provisional_year(number)
        await _publish(runtime, part, number, year)


async def _publish(runtime: Runtime[Any], part: Part, number: int, year: Year) -> None:
    at = datetime.now(UTC)  # noqa: TID251 - the edge, where the clock is read
    command = PublishYear(
        by=SYSTEM,
        at=at,
        effective=Effective.at_instant(at),
        number=number,
        year=year,
        source=PROVISIONAL_SOURCE if year.provisional else SOURCE,
    )
    context = Context(correlation=part.key)
    await runtime.commands.handle(part, command, context, creates=True)


SPEC: ServiceSpec[Event] = ServiceSpec(
    name="approvals",
    description="审批：事项、办件、时限、工作日历",
    codec=EventCodec(Event, UPCASTS),
    publish=publish,
    rules=RULES,
    routers=ROUTERS,
    own_views=lambda runtime: own_views(runtime.store),
    react=react,
    on_timer=on_timer,
    at_start=[publish_calendar, publish_catalogues],
)
