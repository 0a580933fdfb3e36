"""What may be asked of the outlook of a project."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.kernel.asked import Asked
from shared.kernel.identifiers import LeadId, ProjectId


@dataclass(frozen=True, kw_only=True)
class NoteEarliestStart(Asked):
    """记下最早开工日: as reckoned now; `later_by` working days than people were last told.

    More than `slip_days` of them are told anew.
    """

    project: ProjectId
    lead: LeadId | None
    on: date
    working_days: Decimal
    chain: tuple[str, ...]
    later_by: int
    slip_days: int
    look_again_on: date
    calendar_version: str
