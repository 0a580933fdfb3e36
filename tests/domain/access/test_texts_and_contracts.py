import re
from pathlib import Path
from typing import Any, get_args

import pytest

from services.access import __file__ as service
from services.access.domain import events as stored
from services.access.domain.policy import RULES
from services.access.domain.sample import LOGINS, PARTNER
from services.access.publishing import publish
from shared.contracts import access as contract
from shared.kernel.identifiers import AccountId, ParkId, StreamKey
from shared.kernel.policy import Grant, Guarded, Role, Who, visibility
from shared.kernel.texts import PROBLEMS
from shared.kernel.texts import access as texts
from tests.domain.access.samples import SAMPLES
from tests.domain.access.stories import AT, WANG
from tests.domain.access.test_record import recorded

PRIVATE = {
    "PasswordIssued",
    "PasswordChanged",
    "ClientSecretIssued",
    "ClientSecretWithdrawn",
    "SignedIn",
    "SignInFailed",
}


def told(name: str) -> Any:
    department = name.startswith("Department")
    stream = StreamKey("department-ecology" if department else "account-wang")
    return publish(stream, recorded(SAMPLES[name], 1, AT, stream))


def test_every_event_and_role_has_its_chinese_name() -> None:
    assert set(texts.EVENTS) == {event.__name__ for event in get_args(stored.Event)}
    assert set(texts.ROLES) == {role.value for role in Role}


def test_every_refusal_has_its_chinese_title() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(service).parent.rglob("*.py")
    )
    codes = set(
        re.findall(r'(?:Rejected\(|Problem\(\s*\d+,|_refused\(\s*\d+,)\s*"([a-z-]+)"', source)
    )
    codes |= set(re.findall(r'unauthenticated\("[^"]+", "([a-z-]+)"\)', source))
    assert {"own-account", "origin-refused", "sign-in-refused", "client-refused"} <= codes
    assert codes <= set(PROBLEMS)


def test_every_event_has_a_sample() -> None:
    assert set(SAMPLES) == {event.__name__ for event in get_args(stored.Event)}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_what_is_published_is_named_as_the_event_and_tells_no_secret(name: str) -> None:
    published = told(name)
    if name in PRIVATE:
        assert published is None
        return
    assert type(published).__name__ == name
    assert isinstance(published, get_args(contract.Published))
    assert not {"reason", "credential", "secret"} & set(type(published).model_fields)


@pytest.mark.parametrize("name", ["SessionsRevoked", "GrantWithdrawn"])
def test_what_voids_tokens_says_up_to_when(name: str) -> None:
    published = told(name)
    assert (published.account_id, published.not_before) == (WANG, AT)


def test_a_single_session_is_named() -> None:
    event = stored.SessionsRevoked(session="s")
    published = publish(StreamKey("account-wang"), recorded(event, 1, AT))
    assert isinstance(published, contract.SessionsRevoked)
    assert published.session_id == "s"


def test_no_event_holds_a_name_or_a_word() -> None:
    fields = {name for event in get_args(stored.AccountEvent) for name in event.__annotations__}
    assert not fields & {"login", "display_name", "name", "password", "hash", "phone"}


def holder(role: Role) -> Who:
    return Who(account=WANG, grants=(Grant(role=role, park=ParkId("p")),))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_himself_and_only_administrators_read_others(role: Role) -> None:
    seen = visibility(holder(role), "access.read", RULES, AT)
    other = Guarded(people=frozenset({AccountId("other")}))
    assert seen.covers(Guarded(people=frozenset({WANG})))
    inside = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}
    assert seen.covers(other) == (role in inside)


@pytest.mark.parametrize("act", sorted(RULES))
def test_who_audits_changes_nothing(act: str) -> None:
    reads = act.startswith("access.read")
    assert visibility(holder(Role.AUDITOR), act, RULES, AT).everything == reads


def test_who_opens_accounts_gives_no_grants_and_the_other_way_round() -> None:
    system, security = holder(Role.SYSTEM_ADMIN), holder(Role.SECURITY_ADMIN)
    assert visibility(system, "access.open-account", RULES, AT).everything
    assert visibility(system, "access.give-grant", RULES, AT).nothing
    assert visibility(security, "access.give-grant", RULES, AT).everything
    assert visibility(security, "access.open-account", RULES, AT).nothing
    assert visibility(security, "access.issue-password", RULES, AT).nothing


def test_the_sample_has_one_login_for_every_role() -> None:
    assert {login.role for login in (*LOGINS, PARTNER)} == set(Role)
    assert len({login.login for login in LOGINS}) == len(LOGINS)
    assert all(login.account == f"sample-{login.login}" for login in LOGINS)
