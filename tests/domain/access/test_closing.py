"""注销: what ends with an account, what stays, and who must not be the last."""

from datetime import timedelta

import pytest

from services.access.domain import commands
from services.access.domain import events as stored
from services.access.domain.account import ACCOUNT
from services.access.domain.closing import require_security_kept
from shared.kernel.policy import Role
from tests.domain.access.stories import (
    ADMIN,
    AT,
    WANG,
    account,
    asking,
    close,
    closed,
    connected,
    erase,
    fail,
    give,
    given_grant,
    lock,
    locked,
    opened,
    revoked,
    sign_in,
    withdrawn,
)
from tests.domain.access.test_record import STEP, told
from tests.harness.given_when_then import refused

wang = account.given(*opened())
SECURITY = given_grant(Role.SECURITY_ADMIN)


def ended(role: Role, grant: str = "g1", source: str | None = None) -> stored.GrantWithdrawn:
    limits = {"park": None, "department": None, "source": source}
    return stored.GrantWithdrawn(grant=grant, role=role, reason="离职", **limits)  # type: ignore[arg-type]


def test_grants_and_sessions_end_with_the_account() -> None:
    past = wang.given(given_grant(Role.PARK_LEADER), stored.SignedIn(session="s"))
    past.when(close()).then(ended(Role.PARK_LEADER), *closed())


def test_what_a_system_spoke_for_is_named_when_it_is_closed() -> None:
    held = given_grant(Role.PARTNER_SYSTEM, source="city-platform")
    account.given(*connected(), held).when(close()).then(
        ended(Role.PARTNER_SYSTEM, source="city-platform"),
        stored.ClientSecretWithdrawn(secret="s1", reason="离职"),
        *closed(),
    )


def test_the_secrets_of_a_system_end_with_it() -> None:
    account.given(*connected()).when(close()).then(
        stored.ClientSecretWithdrawn(secret="s1", reason="离职"), *closed()
    )


def test_it_is_closed_once_and_by_somebody_else() -> None:
    wang.given(*closed()).when(close()).then_nothing()
    wang.when(close(by=WANG)).then_rejected("own-account")
    account.given().when(close()).then_rejected("account-unknown")


@pytest.mark.parametrize("command", [lock(), give(Role.PARK_LEADER), sign_in(), fail("a")])
def test_a_closed_account_is_never_used_again(command: commands.AccountCommand) -> None:
    wang.given(*closed()).when(command).then_rejected("account-closed")


def test_what_was_over_before_stays_over() -> None:
    gone = wang.given(given_grant(Role.PARK_LEADER), withdrawn(Role.PARK_LEADER))
    gone.when(close()).then(*closed())
    gone.given(*closed()).when(give(Role.PARK_LEADER, "g1")).then_nothing()


def test_its_holder_is_forgotten_only_after_closing() -> None:
    wang.when(erase()).then_rejected("account-not-closed")
    erased = stored.HolderErased(reason="本人要求")
    wang.given(*closed()).when(erase()).then(erased)
    wang.given(*closed(), erased).when(erase()).then_nothing()


def test_somebody_who_can_give_roles_stays() -> None:
    admin = ACCOUNT.fold([*opened(), SECURITY])
    other = ACCOUNT.fold([*opened(ADMIN), SECURITY])
    require_security_kept(close(), admin, [other])
    with refused("last-security-admin"):
        require_security_kept(close(), admin, [])
    gone = ACCOUNT.fold([*opened(ADMIN), SECURITY, ended(Role.SECURITY_ADMIN), *closed()])
    shut_out = ACCOUNT.fold([*opened(ADMIN), SECURITY, locked(), revoked()])
    over = ACCOUNT.fold([*opened(ADMIN), given_grant(Role.SECURITY_ADMIN, until=AT)])
    with refused("last-security-admin"):
        require_security_kept(close(), admin, [gone, shut_out, over])


def test_of_who_cannot_give_roles_any_may_go() -> None:
    require_security_kept(close(), ACCOUNT.fold(opened()), [])
    require_security_kept(close(), ACCOUNT.fold([*opened(), SECURITY, *closed()]), [])
    until = given_grant(Role.SECURITY_ADMIN, until=AT + timedelta(days=1))
    with refused("last-security-admin"):
        require_security_kept(close(), ACCOUNT.fold([*opened(), until]), [])


def test_the_record_says_who_closed_it_and_who_erased_its_holder() -> None:
    record = told([*opened(), *closed(), stored.HolderErased(reason="本人要求")])
    assert record.closed is not None
    assert (record.closed.at, record.closed.by, record.closed.reason) == (
        AT + 2 * STEP,
        ADMIN,
        "离职",
    )
    assert record.erased is not None
    assert (record.erased.at, record.erased.reason) == (AT + 4 * STEP, "本人要求")


def test_closing_is_not_dated_back() -> None:
    yesterday = asking(at=AT - timedelta(days=1))["effective"]
    command = commands.CloseAccount(**{**asking(), "effective": yesterday}, reason="离职")
    wang.when(command).then_rejected("back-dating-not-allowed")
