"""What deliveries show about an endpoint becomes a question to the endpoint's own rules."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import asyncpg

from services.notifications.delivery.book import FollowUp
from services.notifications.delivery.health import Consequence
from services.notifications.domain.commands import (
    Command,
    DisableEndpoint,
    ReportRecovery,
    ReportTrouble,
)
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint_facts import DisableReason
from services.notifications.domain.events import Event
from shared.adapters.batcher import StoreUnavailable
from shared.adapters.command_handler import CommandHandler, Context, NotThere, Part, Stale
from shared.adapters.trouble import STORE_AWAY
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.rejected import Rejected

log = logging.getLogger(__name__)

_STORE_AWAY = (asyncpg.PostgresError, *STORE_AWAY)
_REASONS = {
    Consequence.GONE: DisableReason.GONE,
    Consequence.FAILING: DisableReason.FAILING,
    Consequence.REFUSING: DisableReason.REFUSING,
}


class Reports:
    """Asks the rules. What cannot be asked now is asked again after the next outcome."""

    def __init__(self, commands: CommandHandler[Event], new_id: Callable[[], UUID]) -> None:
        self._commands = commands
        self._new_id = new_id

    async def ask(self, follow_up: FollowUp, at: datetime) -> None:
        """Put one question."""
        part = Part(ENDPOINT, follow_up.endpoint_id)
        context = Context(correlation=str(self._new_id()))
        try:
            await self._commands.handle(part, command_for(follow_up, at), context)
        except (Rejected, Stale, NotThere, StoreUnavailable, *_STORE_AWAY) as refusal:
            log.warning("report not taken", extra={"error": repr(refusal)})


def command_for(follow_up: FollowUp, at: datetime) -> Command:
    """Word a consequence as a command."""
    now = Effective.at_instant(at)
    if follow_up.consequence is Consequence.RECOVERY:
        return ReportRecovery(by=SYSTEM, at=at, effective=now)
    if follow_up.consequence is Consequence.TROUBLE:
        return ReportTrouble(
            by=SYSTEM,
            at=at,
            effective=now,
            failing_since=follow_up.health.failing_since or at,
            failures=follow_up.health.failures,
        )
    answer = follow_up.answer
    return DisableEndpoint(
        by=SYSTEM,
        at=at,
        effective=now,
        reason=_REASONS[follow_up.consequence],
        note=str(answer.status) if answer.status is not None else str(answer.failure),
    )
