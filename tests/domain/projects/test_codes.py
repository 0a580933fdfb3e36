"""赋码: one code belongs to one project."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.code_register import (
    CODE_REGISTER,
    CodeClaimed,
    CodeEvent,
    CodeFreed,
    Register,
    register_of,
)
from services.projects.domain.coding import codes_concerned, give_code
from services.projects.domain.past import last_said
from services.projects.domain.project import PROJECT
from shared.kernel.identifiers import ProjectId
from shared.kernel.project_code import ProjectCode
from shared.kernel.rejected import Rejected
from tests.domain.projects.stories import (
    CODE,
    OLD_CODE,
    OTHER_CODE,
    PROJECT_ID,
    asking,
    created,
    recorded_all,
)

ANOTHER = ProjectId("5b0c3f7e-0000-5000-8000-000000000002")
FREE = Register()


def coding(code: str = CODE, reason: str = "") -> asked.AssignProjectCode:
    return asked.AssignProjectCode(**asking(), code=code, reason=reason)


def test_the_code_is_claimed_with_the_projects_own_event() -> None:
    project = PROJECT.fold([created()])
    assert codes_concerned(coding(), project) == (ProjectCode(CODE),)
    assert give_code(coding(), PROJECT_ID, project, [FREE]) == [
        (0, said.ProjectCoded(code=CODE)),
        (1, CodeClaimed(project_id=PROJECT_ID)),
    ]


def test_a_code_that_another_bears_is_refused() -> None:
    taken = CODE_REGISTER.fold([CodeClaimed(project_id=ANOTHER)])
    with pytest.raises(Rejected, match="project-code-taken") as refused:
        give_code(coding(), PROJECT_ID, PROJECT.fold([created()]), [taken])
    assert refused.value.facts == {"project_id": ANOTHER}


def test_correcting_a_code_frees_the_old_one() -> None:
    project = PROJECT.fold([created(), said.ProjectCoded(code=CODE)])
    command = coding(OTHER_CODE, "重新赋码")
    assert codes_concerned(command, project) == (ProjectCode(OTHER_CODE), ProjectCode(CODE))
    held = CODE_REGISTER.fold([CodeClaimed(project_id=PROJECT_ID)])
    assert give_code(command, PROJECT_ID, project, [FREE, held]) == [
        (0, said.ProjectCodeCorrected(from_code=CODE, to_code=OTHER_CODE, reason="重新赋码")),
        (1, CodeClaimed(project_id=PROJECT_ID)),
        (2, CodeFreed(project_id=PROJECT_ID)),
    ]


def test_a_code_that_was_freed_is_anybodys() -> None:
    freed = CODE_REGISTER.fold([CodeClaimed(project_id=ANOTHER), CodeFreed(project_id=ANOTHER)])
    assert freed == FREE


def test_what_the_project_refuses_claims_nothing() -> None:
    coded = PROJECT.fold([created(), said.ProjectCoded(code=CODE)])
    with pytest.raises(Rejected, match="correction-needs-reason"):
        give_code(coding(OTHER_CODE), PROJECT_ID, coded, [FREE, FREE])


def test_the_name_of_a_register_does_not_tell_the_code() -> None:
    assert register_of(ProjectCode(CODE)) == register_of(ProjectCode.parse(f" {CODE} "))
    assert register_of(ProjectCode(CODE)) != register_of(ProjectCode(OTHER_CODE))
    assert CODE not in register_of(ProjectCode(CODE))


CODES = st.sampled_from([CODE, OTHER_CODE, OLD_CODE])
ASKED = st.lists(st.tuples(st.sampled_from([PROJECT_ID, ANOTHER]), CODES), max_size=20)


@given(ASKED)
def test_no_two_projects_ever_bear_one_code(wishes: Sequence[tuple[ProjectId, str]]) -> None:
    past: dict[ProjectId, list[said.Event]] = {PROJECT_ID: [created()], ANOTHER: [created()]}
    codes: dict[ProjectCode, list[CodeEvent]] = {
        ProjectCode(code): [] for code in (CODE, OTHER_CODE, OLD_CODE)
    }
    for project_id, wish in wishes:
        project, command = PROJECT.fold(past[project_id]), coding(wish, "更正")
        concerned = codes_concerned(command, project)
        registers = [CODE_REGISTER.fold(codes[code]) for code in concerned]
        try:
            decided = give_code(command, project_id, project, registers)
        except Rejected:
            assert registers[0].holder not in (None, project_id)
            continue
        for index, event in decided:
            if isinstance(event, CodeEvent):
                codes[concerned[index - 1]].append(event)
            else:
                past[project_id].append(event)
        borne = [PROJECT.fold(events).code for events in past.values()]
        assert borne[0] != borne[1] or not borne[0]
        holders = {code: CODE_REGISTER.fold(events).holder for code, events in codes.items()}
        for holder, code in zip(past, borne, strict=True):
            assert not code or holders[ProjectCode(code)] == holder
        again = [CODE_REGISTER.fold(codes[code]) for code in (concerned[0],)]
        assert not give_code(command, project_id, PROJECT.fold(past[project_id]), again)


def test_what_a_second_code_corrects_is_the_event_that_gave_the_first() -> None:
    kinds = said.ProjectCoded | said.ProjectCodeCorrected
    past = recorded_all([created(), said.ProjectCoded(code=CODE)])
    assert last_said(past, kinds) == past[1]
    assert last_said(past[:1], kinds) is None
