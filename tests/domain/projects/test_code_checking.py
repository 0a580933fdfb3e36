"""项目代码核对: what the platform says beside what we say; a check is a fact, not a change."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain import events as said
from services.projects.domain.code_checking import (
    CODE_CHECKS,
    Answer,
    CheckProjectCode,
    Checks,
    Compared,
    Entry,
    NoSuchCode,
    NotAnswered,
    Outcome,
    ProjectCodeChecked,
    Unavailable,
)
from services.projects.domain.project import PROJECT
from services.projects.domain.state import Project
from services.projects.domain.terms import MilestoneKind
from shared.kernel.quantity import Quantity
from shared.kernel.rejected import Rejected
from shared.kernel.texts import projects as texts
from tests.domain.projects.stories import (
    CODE,
    LEAD_ID,
    OTHER_CODE,
    PROJECT_ID,
    asking,
    created,
    investment,
    planned,
)

CODED = PROJECT.fold([created(), said.ProjectCoded(code=CODE)])
THEIRS = Entry(
    name="检测设备 生产基地",
    total_investment=Decimal("28000.0000"),
    industry="质检技术服务",
    nature="新建",
    start_on="2026-06",
    finish_on="2026-12-01",
    place_code="340400",
)


def check(answer: Answer, project: Project = CODED, code: str = CODE) -> CheckProjectCode:
    return CheckProjectCode(
        **asking(), project_id=PROJECT_ID, project=project, code=code, answer=answer
    )


def checked(answer: Answer, project: Project = CODED) -> ProjectCodeChecked:
    (event,) = CODE_CHECKS.decide(check(answer, project), CODE_CHECKS.initial)
    return event


def field(event: ProjectCodeChecked, name: str) -> Compared:
    return next(one for one in event.fields if one.field == name)


def with_amount(value: str, unit: str = "亿元", qualifier: str = "exact") -> Project:
    amount = Quantity.from_plain(
        {"value": value, "unit": unit, "qualifier": qualifier}
        | ({"currency": "CNY"} if "美" not in unit else {})
    )
    return replace(CODED, investment=replace(investment(), amount=amount))


def test_what_both_state_is_compared_and_the_rest_is_only_shown() -> None:
    event = checked(THEIRS, with_amount("2.8"))
    assert (event.outcome, event.differing, event.why) == (Outcome.MATCH, (), None)
    assert {one.field: one.same for one in event.fields} == {
        "name": True,
        "total_investment": True,
        "industry": None,
        "nature": None,
        "start_on": True,
        "finish_on": None,
        "place_code": True,
    }
    assert field(event, "total_investment").theirs == "28000.0000 万元"
    assert {one.field for one in event.fields} == set(texts.CODE_FIELDS)


@pytest.mark.parametrize(
    ("theirs", "name"),
    [
        ({"name": "检测基地"}, "name"),
        ({"total_investment": Decimal("28000.0001")}, "total_investment"),
        ({"start_on": "2026-07"}, "start_on"),
        ({"start_on": "2025"}, "start_on"),
        ({"place_code": "340406"}, "place_code"),
    ],
)
def test_what_differs_is_named(theirs: dict[str, str], name: str) -> None:
    event = checked(replace(THEIRS, **theirs), with_amount("2.8"))  # type: ignore[arg-type]  # fields of Entry
    assert (event.outcome, event.differing) == (Outcome.DIFFERS, (name,))


@pytest.mark.parametrize(
    "ours",
    [with_amount("3", qualifier="about"), with_amount("4000", "万美元")],
)
def test_an_amount_stated_only_about_or_in_other_money_is_not_compared(ours: Project) -> None:
    event = checked(THEIRS, ours)
    assert field(event, "total_investment").same is None
    assert field(event, "total_investment").ours


def test_what_one_side_does_not_state_is_not_compared() -> None:
    bare = replace(CODED, investment=replace(investment(), amount=None, agreed_start_on=None))
    event = checked(Entry(name="检测设备生产基地"), bare)
    assert [one.field for one in event.fields if one.same is not None] == ["name"]
    assert event.outcome is Outcome.MATCH
    unknown = replace(bare, investment=replace(investment(), amount=Quantity.unknown("亿元")))
    assert field(checked(THEIRS, unknown), "total_investment").ours is None
    assert checked(THEIRS, replace(CODED, investment=None)).outcome is Outcome.MATCH


def test_when_it_is_to_be_finished_is_our_planned_completion() -> None:
    finishing = PROJECT.evolve(CODED, planned(MilestoneKind.COMPLETION, date(2026, 12, 1)))
    event = checked(THEIRS, finishing)
    assert (field(event, "finish_on").ours, field(event, "finish_on").same) == ("2026-12-01", True)


def test_a_code_the_platform_does_not_know_and_no_answer_are_two_things() -> None:
    assert checked(NoSuchCode()).outcome is Outcome.UNKNOWN
    for why in Unavailable:
        event = checked(NotAnswered(why=why))
        assert (event.outcome, event.why, event.fields) == (Outcome.UNAVAILABLE, why, ())


def test_a_project_without_a_code_is_not_looked_up() -> None:
    with pytest.raises(Rejected, match="project-not-coded"):
        CODE_CHECKS.decide(check(THEIRS, PROJECT.fold([created()])), Checks())


def test_an_answer_for_a_code_borne_no_longer_is_none() -> None:
    with pytest.raises(Rejected, match="project-code-changed"):
        CODE_CHECKS.decide(check(THEIRS, code=OTHER_CODE), Checks())


def test_the_last_check_and_whose_it_is_is_known() -> None:
    event = checked(NoSuchCode())
    checks = CODE_CHECKS.fold([checked(THEIRS), event])
    assert checks.last == event
    about = CODE_CHECKS.about(checks)
    assert (about.project, about.lead) == (PROJECT_ID, LEAD_ID)
    assert CODE_CHECKS.about(Checks()).project is None


ENTRIES = st.builds(
    Entry,
    name=st.sampled_from(["检测设备生产基地", "检测 设备生产基地", "别的项目"]),
    total_investment=st.none() | st.decimals(0, 99999, places=4),
    start_on=st.none() | st.sampled_from(["2026", "2026-06", "2026-06-01", "2027"]),
    place_code=st.none() | st.sampled_from(["340400", "340406"]),
)


@given(ENTRIES)
def test_it_differs_exactly_where_a_field_is_said_to_differ(entry: Entry) -> None:
    event = checked(entry, with_amount("2.8"))
    assert event.differing == tuple(one.field for one in event.fields if one.same is False)
    assert (event.outcome is Outcome.DIFFERS) is bool(event.differing)
    for one in event.fields:
        assert one.same is None or (one.ours and one.theirs)
