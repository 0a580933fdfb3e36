"""What others published that concerns endpoints: a locked or closed owner is sent nothing more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.notifications.domain.commands import DisableEndpoint
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint_facts import DisableReason
from services.notifications.views.endpoints import endpoints_of
from shared.adapters.command_handler import Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.contracts import access
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId

BY_A_PERSON = "administrator"


async def react(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """锁定账号 by an administrator and 注销 disable the account's endpoints; failures do not."""
    match (heard.service, heard.eventname):
        case ("access", "AccountLocked"):
            locked = access.AccountLocked.model_validate(heard.data)
            if locked.cause != BY_A_PERSON:
                return []
            return await _disabled(runtime, locked.account_id, DisableReason.OWNER_LOCKED, at)
        case ("access", "AccountClosed"):
            closed = access.AccountClosed.model_validate(heard.data)
            return await _disabled(runtime, closed.account_id, DisableReason.OWNER_CLOSED, at)
        case _:
            return []


async def _disabled(
    runtime: Runtime[Any], owner: AccountId, reason: DisableReason, at: datetime
) -> Sequence[Ask]:
    now = Effective.at_instant(at)
    command = DisableEndpoint(by=SYSTEM, at=at, effective=now, reason=reason)
    owned = await endpoints_of(runtime.pool, owner)
    return [Ask.of(Part(ENDPOINT, endpoint_id), command) for endpoint_id in owned]
