"""The questions of time on a GET: as known when, as true when, not before which position."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from shared.adapters.problems import Problem
from shared.kernel.effective import business_day, end_of_day

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_WAIT = re.compile(r"^[a-z]+=\d{1,18}(,[a-z]+=\d{1,18})*$")


@dataclass(frozen=True, kw_only=True)
class Times:
    """What was asked, resolved to instants (UTC); None means now, respectively whenever."""

    as_of: datetime | None = None
    valid_at: datetime | None = None


def _resolved(text: str, name: str) -> datetime:
    try:
        if _DATE.match(text):
            return end_of_day(date.fromisoformat(text))
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        if moment.utcoffset() is None:
            raise ValueError("no zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Problem(
            422, "time-unreadable", f"{name} takes a date or an RFC 3339 instant", parameter=name
        ) from None


def resolve_as_of(text: str | None, at: datetime) -> datetime | None:
    """Return the instant meant; today, whose end has not come, means now."""
    if text is None:
        return None
    moment = _resolved(text, "as_of")
    if moment <= at:
        return moment
    if _DATE.match(text) and moment == end_of_day(business_day(at)):
        return at
    raise Problem(422, "as-of-in-the-future", "nothing is known yet of that time")


def parse_wait_for(text: str | None) -> dict[str, int]:
    """Read `leads=12,projects=40`."""
    if text is None:
        return {}
    if not _WAIT.match(text):
        raise Problem(422, "wait-for-unreadable", "wait_for takes service=position pairs")
    return {name: int(position) for name, position in (p.split("=") for p in text.split(","))}


_AsOf = Annotated[str | None, Query(description="as known then: a date or an RFC 3339 instant")]
_ValidAt = Annotated[str | None, Query(description="as it was so in the world then")]
_WaitFor = Annotated[
    str | None, Query(description="answer only from these positions on, `leads=12`")
]


async def _known(request: Request, as_of: _AsOf = None, wait_for: _WaitFor = None) -> Times:
    runtime = request.app.state.runtime
    wanted = parse_wait_for(wait_for)
    moment = resolve_as_of(as_of, datetime.now(UTC))
    if moment is not None:
        own = await runtime.store.position_at(moment)
        wanted[runtime.name] = max(own, wanted.get(runtime.name, 0))
    await runtime.views.wait(wanted)
    return Times(as_of=moment)


async def _times(
    request: Request, as_of: _AsOf = None, valid_at: _ValidAt = None, wait_for: _WaitFor = None
) -> Times:
    known = await _known(request, as_of, wait_for)
    return known if valid_at is None else replace(known, valid_at=_resolved(valid_at, "valid_at"))


FromTimes = Annotated[Times, Depends(_times)]
# What a list can be asked: its rows are kept as they were known, not as they were so.
FromKnown = Annotated[Times, Depends(_known)]
