from datetime import timedelta

from services.access.domain.commands import EstablishDepartment, RenameDepartment
from services.access.domain.events import DepartmentEstablished, DepartmentRenamed
from shared.kernel.effective import Effective
from tests.domain.access.stories import AT, ECOLOGY, asking, department

ESTABLISHED = DepartmentEstablished(department=ECOLOGY, name="环境保护局")
RENAMED = DepartmentRenamed(from_name="环境保护局", to_name="生态环境局")


def establish(name: str = "环境保护局") -> EstablishDepartment:
    return EstablishDepartment(**asking(), department=ECOLOGY, name=name)


def rename(name: str = "生态环境局") -> RenameDepartment:
    return RenameDepartment(**asking(), name=name)


def test_a_department_is_established_once() -> None:
    department.given().when(establish()).then(ESTABLISHED)
    department.given(ESTABLISHED).when(establish()).then_nothing()
    department.given(ESTABLISHED).when(establish("林业局")).then_rejected(
        "department-already-established", established_name="环境保护局"
    )


def test_a_department_gets_another_name() -> None:
    department.given(ESTABLISHED).when(rename()).then(RENAMED)
    department.given(ESTABLISHED, RENAMED).when(rename()).then_nothing()


def test_what_is_not_there_gets_no_name() -> None:
    department.given().when(rename()).then_rejected("department-unknown")


def test_departments_are_not_dated_back() -> None:
    yesterday = Effective.at_instant(AT - timedelta(days=1))
    command = EstablishDepartment(
        **{**asking(), "effective": yesterday}, department=ECOLOGY, name="林业局"
    )
    department.given().when(command).then_rejected("back-dating-not-allowed")


def test_the_state_says_which_department_it_is() -> None:
    state = department.decider.fold([ESTABLISHED, RENAMED])
    assert state.name == "生态环境局"
    assert department.decider.about(state).guarded.departments == frozenset({ECOLOGY})
    assert not department.decider.about(department.decider.initial).guarded.departments
