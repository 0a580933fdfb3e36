"""What was reckoned of the earliest start. The stored format: add, never rename."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.kernel.identifiers import LeadId, ProjectId


@dataclass(frozen=True, kw_only=True)
class EarliestStartReckoned:
    """最早开工日测算: on what day ground can be broken, by what chain, and when to look again.

    `working_days` are those from the day of reckoning on. Without a `from_on` it is the first time.
    """

    project: ProjectId
    lead: LeadId | None
    from_on: date | None
    to_on: date
    working_days: Decimal
    chain: tuple[str, ...]
    look_again_on: date
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class EarliestStartSlipped:
    """最早开工日推迟: later than people were last told, by more working days than is borne."""

    from_on: date
    to_on: date
    working_days: int
    chain: tuple[str, ...]


OutlookEvent = EarliestStartReckoned | EarliestStartSlipped
