"""The account: everything that may be asked of it, answered by one rule each."""

from typing import assert_never

from services.access.domain.closing import close, erase
from services.access.domain.commands import (
    AccountCommand,
    ChangePassword,
    CloseAccount,
    CountFailedSignIn,
    EndSession,
    EraseHolder,
    GiveGrant,
    IssueClientSecret,
    IssuePassword,
    LockAccount,
    OpenPersonAccount,
    OpenSystemAccount,
    SignIn,
    UnlockAccount,
    WithdrawClientSecret,
    WithdrawGrant,
)
from services.access.domain.credentials import (
    change_password,
    issue_password,
    issue_secret,
    open_person,
    open_system,
    withdraw_secret,
)
from services.access.domain.events import AccountEvent
from services.access.domain.granting import give, withdraw
from services.access.domain.signing_in import (
    count_failure,
    end_session,
    lock,
    sign_in,
    unlock,
)
from services.access.domain.standing import Account, evolve
from shared.kernel.decider import About, Decider
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected

_Life = OpenPersonAccount | OpenSystemAccount | CloseAccount | EraseHolder
_Credential = IssuePassword | ChangePassword | IssueClientSecret | WithdrawClientSecret
_Door = LockAccount | UnlockAccount | SignIn | CountFailedSignIn | EndSession


def decide(command: AccountCommand, account: Account) -> list[AccountEvent]:
    """Answer a command with the events that follow, or raise Rejected.

    Whatever would change a closed account is refused; only its holder can still be forgotten.
    """
    events = _decide(command, account)
    if events and account.closed and not isinstance(command, EraseHolder):
        raise Rejected("account-closed", "the account was closed for good")
    return events


def _decide(command: AccountCommand, account: Account) -> list[AccountEvent]:
    match command:
        case OpenPersonAccount() | OpenSystemAccount() | CloseAccount() | EraseHolder():
            return _decide_life(command, account)
        case GiveGrant():
            return give(command, account)
        case WithdrawGrant():
            return withdraw(command, account)
        case IssuePassword() | ChangePassword() | IssueClientSecret() | WithdrawClientSecret():
            return _decide_credential(command, account)
        case LockAccount() | UnlockAccount() | SignIn() | CountFailedSignIn() | EndSession():
            return _decide_door(command, account)
        case _:
            assert_never(command)


def _decide_life(command: _Life, account: Account) -> list[AccountEvent]:
    match command:
        case OpenPersonAccount():
            return open_person(command, account)
        case OpenSystemAccount():
            return open_system(command, account)
        case CloseAccount():
            return close(command, account)
        case EraseHolder():
            return erase(command, account)
        case _:
            assert_never(command)


def _decide_credential(command: _Credential, account: Account) -> list[AccountEvent]:
    match command:
        case IssuePassword():
            return issue_password(command, account)
        case ChangePassword():
            return change_password(command, account)
        case IssueClientSecret():
            return issue_secret(command, account)
        case WithdrawClientSecret():
            return withdraw_secret(command, account)
        case _:
            assert_never(command)


def _decide_door(command: _Door, account: Account) -> list[AccountEvent]:
    match command:
        case SignIn():
            return sign_in(command, account)
        case CountFailedSignIn():
            return count_failure(command, account)
        case EndSession():
            return end_session(command, account)
        case LockAccount():
            return lock(command, account)
        case UnlockAccount():
            return unlock(command, account)
        case _:
            assert_never(command)


def about(account: Account) -> About:
    """Say whose account it is."""
    return About(guarded=Guarded(people=frozenset({account.id} if account.id else ())))


ACCOUNT: Decider[AccountCommand, Account, AccountEvent] = Decider(
    category="account", initial=Account(), decide=decide, evolve=evolve, about=about
)
