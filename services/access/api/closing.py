"""注销账号, and erasing what is known of its holder."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response

from services.access.api.accounts import ReasonRequest
from services.access.api.border import SERVICE, AccountPath, FromTokens, answer, void
from services.access.domain.account import ACCOUNT
from services.access.domain.closing import require_security_kept
from services.access.domain.commands import CloseAccount, EraseHolder
from services.access.views import holders_of
from shared.adapters.caller import Acting
from shared.adapters.command_handler import Act, Part
from shared.adapters.runtime import FromRuntime, Runtime
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Role

router = APIRouter(prefix="/api/v1/accounts/{account_id}", tags=["账号"])


@router.post("/closings", status_code=201)
async def close(
    account_id: AccountPath,
    body: ReasonRequest,
    caller: Acting,
    runtime: FromRuntime,
    tokens: FromTokens,
) -> Response:
    """注销账号: grants, sessions and tokens end at once and for good; its id stays in histories."""
    act = "access.close-account"
    command = CloseAccount(**caller.asked(act), reason=body.reason)
    closing = _closing(account_id, command, await _security_admins(runtime, caller.at))
    allow = caller.allow(act)
    result = await runtime.commands.handle_together(closing, caller.context(), allow=allow)
    await void(runtime, account_id)
    await tokens.vault.forget_entries(account_id)
    return answer(result)


@router.post("/erasures", status_code=201)
async def erase(
    account_id: AccountPath,
    body: ReasonRequest,
    caller: Acting,
    runtime: FromRuntime,
    tokens: FromTokens,
) -> Response:
    """抹除个人信息: name and login name, after closing; what it did stays told by its id."""
    act = "access.erase-holder"
    command = EraseHolder(**caller.asked(act), reason=body.reason)
    part, allow = Part(ACCOUNT, account_id), caller.allow(act)
    result = await runtime.commands.handle(part, command, caller.context(), allow=allow)
    await tokens.vault.forget_person(account_id)
    return answer(result)


async def _security_admins(runtime: Runtime[Any], at: datetime) -> list[AccountId]:
    """Return who holds the role, as of the newest event."""
    await runtime.views.wait({SERVICE: (await runtime.store.head())[0]})
    return await holders_of(runtime.pool, Role.SECURITY_ADMIN, at)


def _closing(account: AccountId, command: CloseAccount, admins: list[AccountId]) -> Act:
    """Decide over the account and over those who would be left: none of them may move meanwhile."""

    def decide(states: Any) -> list[tuple[int, Any]]:
        events = ACCOUNT.decide(command, states[0])
        require_security_kept(command, states[0], states[1:])
        return [(0, event) for event in events]

    others = [Part(ACCOUNT, admin) for admin in admins if admin != account]
    return Act(parts=[Part(ACCOUNT, account), *others], asked=command, decide=decide)
