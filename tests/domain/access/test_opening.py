from datetime import timedelta

from services.access.domain import events as stored
from services.access.domain.commands import OpenPersonAccount, OpenSystemAccount
from services.access.domain.events import AccountKind
from shared.kernel.effective import Effective
from tests.domain.access.stories import (
    AT,
    CITY,
    WANG,
    account,
    asking,
    connected,
    lock,
    opened,
    revoked,
)


def open_person(credential: str = "p1") -> OpenPersonAccount:
    return OpenPersonAccount(**asking(), account=WANG, credential=credential)


def open_system(secret: str = "s1") -> OpenSystemAccount:
    return OpenSystemAccount(**asking(), account=CITY, secret=secret)


def test_a_person_begins_with_a_one_time_password() -> None:
    account.given().when(open_person()).then(*opened())


def test_a_system_begins_with_a_secret() -> None:
    account.given().when(open_system()).then(*connected())


def test_opening_again_changes_nothing() -> None:
    account.given(*opened()).when(open_person()).then_nothing()
    account.given(*connected()).when(open_system()).then_nothing()
    withdrawn = stored.ClientSecretWithdrawn(secret="s1", reason="外泄")
    account.given(*connected(), withdrawn, revoked()).when(open_system()).then_nothing()


def test_an_account_is_not_opened_twice() -> None:
    account.given(*opened()).when(open_person("other")).then_rejected("account-already-open")
    account.given(*opened()).when(open_system()).then_rejected("account-already-open")
    account.given(*connected()).when(open_person()).then_rejected("account-already-open")


def test_opening_is_not_dated_back() -> None:
    yesterday = Effective.at_instant(AT - timedelta(days=1))
    command = OpenPersonAccount(
        **{**asking(), "effective": yesterday}, account=WANG, credential="p1"
    )
    account.given().when(command).then_rejected("back-dating-not-allowed")


def test_nothing_is_asked_of_an_account_that_is_not_there() -> None:
    account.given().when(lock()).then_rejected("account-unknown")


def test_the_state_says_who_it_is() -> None:
    state = account.decider.fold(opened())
    assert (state.id, state.kind, state.must_change) == (WANG, AccountKind.PERSON, True)
    assert account.decider.about(state).guarded.people == frozenset({WANG})
    assert not account.decider.about(account.decider.initial).guarded.people
