"""What others published that concerns endpoints: a locked owner is sent nothing more."""

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

BY_A_PERSON = "administrator"


async def react(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """锁定账号 by an administrator disables the account's endpoints; failed sign-ins do not."""
    if heard.service != "access" or heard.eventname != "AccountLocked":
        return []
    locked = access.AccountLocked.model_validate(heard.data)
    if locked.cause != BY_A_PERSON:
        return []
    command = DisableEndpoint(
        by=SYSTEM,
        at=at,
        effective=Effective.at_instant(at),
        reason=DisableReason.OWNER_LOCKED,
    )
    owned = await endpoints_of(runtime.pool, locked.account_id)
    return [Ask.of(Part(ENDPOINT, endpoint_id), command) for endpoint_id in owned]
