import pytest

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId
from tests.domain.projects.stories import (
    CODE,
    LEADER,
    OFFICER,
    OLD_CODE,
    OTHER_CODE,
    OTHER_LEADER,
    OTHER_OFFICER,
    asking,
    created,
    on,
    project,
    terminated,
)

ASSIGNED = said.OfficerAssigned(officer=OFFICER)
HANDED_OVER = said.OfficerHandedOver(from_officer=OFFICER, to_officer=OTHER_OFFICER, reason="轮岗")


def code(value: str, reason: str = "", effective: Effective | None = None) -> asked.Command:
    return asked.AssignProjectCode(**asking(effective), code=value, reason=reason)


def assign(officer: AccountId, effective: Effective | None = None) -> asked.Command:
    return asked.AssignOfficer(**asking(effective), officer=officer)


def hand_over(
    giver: AccountId, taker: AccountId, effective: Effective | None = None
) -> asked.Command:
    return asked.HandOver(**asking(effective), from_officer=giver, to_officer=taker, reason="轮岗")


def lead(leader: AccountId, reason: str = "", effective: Effective | None = None) -> asked.Command:
    return asked.AssignLeader(**asking(effective), leader=leader, reason=reason)


@pytest.mark.parametrize("value", [CODE, OLD_CODE])
def test_codes_of_both_generations_are_borne(value: str) -> None:
    project.given(created()).when(code(value)).then(said.ProjectCoded(code=value))


def test_a_code_is_written_one_way() -> None:
    project.given(created()).when(code("26013404000401123456")).then(said.ProjectCoded(code=CODE))


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        ("2601-340400", "project-code-shape"),
        ("2013-340400-65-03-012345", "project-code-time"),
        ("2601-340400-04-01-12345", "project-code-tail"),
    ],
)
def test_what_is_no_code_is_refused(value: str, refusal: str) -> None:
    project.given(created()).when(code(value)).then_rejected(refusal)


def test_the_same_code_changes_nothing() -> None:
    project.given(created(), said.ProjectCoded(code=CODE)).when(code(CODE)).then_nothing()


def test_a_second_code_corrects_the_first() -> None:
    past = project.given(created(), said.ProjectCoded(code=CODE))
    past.when(code(OTHER_CODE)).then_rejected("correction-needs-reason", borne=CODE)
    corrected = said.ProjectCodeCorrected(from_code=CODE, to_code=OTHER_CODE, reason="重新赋码")
    past.when(code(OTHER_CODE, "重新赋码")).then(corrected)
    project.given(created(), said.ProjectCoded(code=CODE), corrected).when(
        code(OTHER_CODE, "重新赋码")
    ).then_nothing()


def test_a_code_is_entered_late_and_even_after_the_end_but_not_early() -> None:
    project.given(created()).when(code(CODE, effective=on(2, 1))).then(said.ProjectCoded(code=CODE))
    project.given(created(), terminated()).when(code(CODE)).then(said.ProjectCoded(code=CODE))
    project.given(created()).when(code(CODE, effective=on(9, 2))).then_rejected(
        "effective-in-the-future"
    )


def test_an_officer_is_assigned() -> None:
    project.given(created()).when(assign(OFFICER)).then(ASSIGNED)


def test_the_same_officer_again_changes_nothing() -> None:
    project.given(created(), ASSIGNED).when(assign(OFFICER)).then_nothing()


def test_a_second_officer_takes_over_instead() -> None:
    project.given(created(), ASSIGNED).when(assign(OTHER_OFFICER)).then_rejected(
        "officer-already-assigned", officer=OFFICER
    )


def test_the_project_is_handed_over() -> None:
    past = project.given(created(), ASSIGNED)
    past.when(hand_over(OFFICER, OTHER_OFFICER)).then(HANDED_OVER)
    project.given(created(), ASSIGNED, HANDED_OVER).when(
        hand_over(OFFICER, OTHER_OFFICER)
    ).then_nothing()


def test_and_back_and_forth() -> None:
    back = said.OfficerHandedOver(from_officer=OTHER_OFFICER, to_officer=OFFICER, reason="轮岗")
    past = project.given(created(), ASSIGNED, HANDED_OVER)
    past.when(hand_over(OTHER_OFFICER, OFFICER)).then(back)


def test_nobody_hands_over_to_oneself() -> None:
    project.given(created(), ASSIGNED).when(hand_over(OFFICER, OFFICER)).then_rejected(
        "hand-over-to-oneself"
    )


def test_only_the_officer_in_charge_hands_over() -> None:
    project.given(created(), ASSIGNED).when(
        hand_over(OTHER_OFFICER, AccountId("a third"))
    ).then_rejected("officer-not-in-charge", officer=OFFICER)
    project.given(created()).when(hand_over(OFFICER, OTHER_OFFICER)).then_rejected(
        "officer-not-in-charge", officer=None
    )


def test_a_leader_is_assigned_and_replaced_with_a_reason() -> None:
    project.given(created()).when(lead(LEADER)).then(said.LeaderAssigned(leader=LEADER))
    past = project.given(created(), said.LeaderAssigned(leader=LEADER))
    past.when(lead(LEADER)).then_nothing()
    past.when(lead(OTHER_LEADER)).then_rejected("leader-change-needs-reason", leader=LEADER)
    past.when(lead(OTHER_LEADER, "分工调整")).then(
        said.LeaderReplaced(from_leader=LEADER, to_leader=OTHER_LEADER, reason="分工调整")
    )


@pytest.mark.parametrize(
    "command",
    [
        assign(OTHER_OFFICER, on(5, 1)),
        hand_over(OFFICER, OTHER_OFFICER, on(5, 1)),
        lead(LEADER, effective=on(5, 1)),
    ],
)
def test_assignments_are_not_back_dated(command: asked.Command) -> None:
    project.given(created(), ASSIGNED).when(command).then_rejected("back-dating-not-allowed")


def test_those_in_charge_now_may_see_it() -> None:
    past: list[said.Event] = [
        created(),
        ASSIGNED,
        HANDED_OVER,
        said.LeaderAssigned(leader=LEADER),
        said.LeaderReplaced(from_leader=LEADER, to_leader=OTHER_LEADER, reason="分工调整"),
    ]
    people = project.decider.about(project.decider.fold(past)).guarded.people
    assert {OTHER_OFFICER, OTHER_LEADER} < people
    assert people.isdisjoint({OFFICER, LEADER})
