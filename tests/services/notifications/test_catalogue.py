"""What is learned and told is what the contracts of the other services really hold."""

from collections.abc import Mapping
from string import Formatter
from types import ModuleType

import pytest
from pydantic import BaseModel

from services.notifications.domain.audience import AUDIENCE, Post, told_of
from services.notifications.views.concerned import LEARNED
from shared.contracts import approvals, leads, notifications, projects
from shared.kernel.identifiers import AccountId
from shared.kernel.texts.notifications import INBOX, INBOX_OF_CONSULTED

CONTRACTS: Mapping[str, ModuleType] = {
    "approvals": approvals,
    "leads": leads,
    "notifications": notifications,
    "projects": projects,
}


def model(kind: str) -> type[BaseModel]:
    service, _, name = kind.partition(".")
    found: type[BaseModel] = getattr(CONTRACTS[service], name)
    return found


@pytest.mark.parametrize("kind", sorted(LEARNED))
def test_every_field_learned_from_is_in_the_contract(kind: str) -> None:
    for path in LEARNED[kind].values():
        fields = model(kind).model_fields
        *outer, last = path.split(".")
        for step in outer:
            inner = fields[step].annotation
            assert isinstance(inner, type)
            assert issubclass(inner, BaseModel)
            fields = inner.model_fields
        assert last in fields


@pytest.mark.parametrize("kind", sorted(AUDIENCE))
def test_every_line_speaks_of_what_the_contract_holds(kind: str) -> None:
    words = {word for _, word, _, _ in Formatter().parse(INBOX[kind]) if word}
    assert words <= {"name"} | set(model(kind).model_fields)


@pytest.mark.parametrize("kind", sorted(INBOX_OF_CONSULTED))
def test_a_line_for_those_consulted_speaks_of_what_the_contract_holds(kind: str) -> None:
    words = {word for _, word, _, _ in Formatter().parse(INBOX_OF_CONSULTED[kind]) if word}
    assert words <= {"name"} | set(model(kind).model_fields)
    assert Post.CONSULTED in AUDIENCE[kind]
    assert "consulted" in model(kind).model_fields


def test_every_line_has_readers() -> None:
    assert set(INBOX) == set(AUDIENCE)


def test_each_is_told_once_and_never_of_his_own_act() -> None:
    people = {post: (AccountId("lee"),) for post in Post}
    assert list(told_of("projects.WorkCommenced", people, "olga")) == ["lee"]
    assert not told_of("projects.WorkCommenced", people, "lee")
    assert not told_of("projects.NothingOfTheKind", people, "olga")
    both = {Post.OFFICER: (AccountId("olga"),), Post.LEADER: (AccountId("lee"),)}
    assert list(told_of("projects.WorkSuspended", both, "x")) == ["olga", "lee"]
