"""When an act may be said to have happened: not in the future, not before what it follows from.

The starts of a lead's moves never run backwards. So the order of the world and the order of the
record agree, and a lead can be read as it stood on any day.
"""

from services.leads.domain.lead.state import Lead
from shared.kernel.asked import Asked, require_not_before, require_not_future
from shared.kernel.effective import Effective
from shared.kernel.rejected import Rejected


def require_after_registration(command: Asked, lead: Lead) -> None:
    """Refuse what is dated before the lead was known."""
    require_not_future(command)
    _require_from(command, lead.registered, "the lead was registered")


def require_after_last_move(command: Asked, lead: Lead) -> None:
    """Refuse a move that is dated before the stage it leaves."""
    require_not_future(command)
    _require_from(command, lead.since, "the stage it leaves")


def _require_from(command: Asked, earliest: Effective | None, what: str) -> None:
    require_not_before(command, earliest, what)
    if earliest is not None and command.effective.start < earliest.start:
        raise Rejected("effective-too-vague", f"it may have been before {what}: give the day")
