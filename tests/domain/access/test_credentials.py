from datetime import timedelta

from services.access.domain import events as stored
from services.access.domain.commands import IssueClientSecret, IssuePassword, WithdrawClientSecret
from shared.kernel.identifiers import AccountId
from tests.domain.access.stories import (
    ADMIN,
    AT,
    WANG,
    account,
    asking,
    change,
    changed,
    connected,
    failures,
    lock,
    locked,
    locked_out,
    opened,
    revoked,
)

LATER = AT + timedelta(hours=24)
wang = account.given(*opened())
city = account.given(*connected())
RESET = stored.PasswordIssued(from_credential="p1", to_credential="p9")


def reset(by: AccountId = ADMIN) -> IssuePassword:
    return IssuePassword(**asking(by), credential="p9")


def issue(secret: str = "s2") -> IssueClientSecret:
    return IssueClientSecret(**asking(), secret=secret, overlap_until=LATER)


def issued(secret: str = "s2", *replaced: str) -> stored.ClientSecretIssued:
    until = LATER if replaced else None
    return stored.ClientSecretIssued(secret=secret, replaced=replaced, replaced_until=until)


def take_back(secret: str = "s1") -> WithdrawClientSecret:
    return WithdrawClientSecret(**asking(), secret=secret, reason="外泄")


TAKEN_BACK = stored.ClientSecretWithdrawn(secret="s1", reason="外泄")


def test_the_holder_changes_his_password_and_signs_in_anew() -> None:
    wang.when(change()).then(changed(), revoked())
    assert account.decider.fold([*opened(), changed(), revoked()]).must_change is False


def test_changing_again_changes_nothing() -> None:
    wang.given(changed(), revoked()).when(change()).then_nothing()


def test_only_the_holder_changes_a_password() -> None:
    wang.when(change(by=ADMIN)).then_rejected("not-the-holder")


def test_the_old_password_must_still_be_the_old_one() -> None:
    wang.given(changed("p2")).when(change("p3", "p1")).then_rejected("credential-replaced")


def test_a_locked_account_keeps_its_password() -> None:
    wang.given(locked_out()).when(change()).then_rejected("account-locked")
    wang.given(locked(), revoked()).when(change()).then_rejected("account-locked")


def test_an_administrator_hands_out_a_new_one_time_password() -> None:
    known = wang.given(changed(), revoked())
    answer = stored.PasswordIssued(from_credential="p2", to_credential="p9")
    known.when(reset()).then(answer, revoked())
    assert account.decider.fold([*known.history, answer, revoked()]).must_change is True


def test_handing_out_again_changes_nothing() -> None:
    wang.given(RESET, revoked()).when(reset()).then_nothing()


def test_administrators_do_not_reset_their_own() -> None:
    wang.when(reset(by=WANG)).then_rejected("own-account")


def test_a_reset_forgets_failures() -> None:
    assert account.decider.fold([*opened(), *failures(4), RESET]).failures == ()


def test_a_system_has_no_password() -> None:
    city.when(reset()).then_rejected("account-of-other-kind")
    city.when(change()).then_rejected("account-of-other-kind")


def test_a_person_has_no_secret() -> None:
    wang.when(issue()).then_rejected("account-of-other-kind", kind="system")
    wang.when(take_back()).then_rejected("account-of-other-kind")


def test_two_secrets_open_until_the_overlap_ends() -> None:
    city.when(issue()).then(issued("s2", "s1"))
    state = account.decider.fold([*connected(), issued("s2", "s1")])
    assert state.secrets_in_force(AT) == ("s1", "s2")
    assert state.secrets_in_force(LATER) == ("s2",)


def test_an_overlap_is_not_prolonged_by_the_next_secret() -> None:
    city.given(issued("s2", "s1")).when(issue("s3")).then(issued("s3", "s2"))


def test_issuing_again_changes_nothing() -> None:
    city.given(issued("s2", "s1")).when(issue()).then_nothing()
    gone = city.given(TAKEN_BACK, revoked())
    gone.when(issue("s1")).then_nothing()


def test_an_overlap_does_not_end_before_it_begins() -> None:
    command = IssueClientSecret(
        **asking(), secret="s2", overlap_until=AT - timedelta(microseconds=1)
    )
    city.when(command).then_rejected("overlap-already-over")


def test_without_an_overlap_the_new_secret_takes_over_at_once() -> None:
    command = IssueClientSecret(**asking(), secret="s2", overlap_until=AT)
    at_once = stored.ClientSecretIssued(secret="s2", replaced=("s1",), replaced_until=AT)
    city.when(command).then(at_once)
    assert account.decider.fold([*connected(), at_once]).secrets_in_force(AT) == ("s2",)


def test_a_leaked_secret_is_taken_back_at_once() -> None:
    city.when(take_back()).then(TAKEN_BACK, revoked())
    gone = city.given(TAKEN_BACK, revoked())
    gone.when(take_back()).then_nothing()
    gone.when(issue()).then(issued("s2"))
    city.when(take_back("s9")).then_rejected("secret-unknown")


def test_locking_a_system_voids_its_tokens() -> None:
    city.when(lock()).then(locked(), revoked())
