"""Everything that people meet has its words."""

import ast
from pathlib import Path
from typing import get_args

from services.projects import domain
from services.projects.domain import events as said
from services.projects.domain.code_checking import Outcome, ProjectCodeChecked, Unavailable
from services.projects.domain.code_register import CodeEvent
from services.projects.domain.terms import Flag, ItemStanding, MilestoneKind, Stage
from shared.kernel.texts import PROBLEMS, projects
from tests.domain.projects.samples import SAMPLES

EVENT_NAMES = {event.__name__ for event in get_args(said.Event | CodeEvent | ProjectCodeChecked)}
REFUSING = {"Rejected", "_refused"}


def codes() -> set[str]:
    """The first text in every call that refuses."""
    found: set[str] = set()
    for path in Path(domain.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSING:
                texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                found.update(str(text) for text in texts[:1])
    return found


def test_every_refusal_has_its_words() -> None:
    assert len(codes()) > 15
    assert codes() <= set(PROBLEMS)


def test_every_event_has_a_name_and_a_sample() -> None:
    assert set(projects.EVENTS) == EVENT_NAMES == set(SAMPLES)


def test_every_stage_milestone_standing_and_flag_has_a_name() -> None:
    assert set(projects.STAGES) == set(Stage)
    assert set(projects.MILESTONES) == set(MilestoneKind)
    assert set(projects.STANDINGS) == set(ItemStanding)
    assert set(projects.FLAGS) == set(Flag)


def test_every_outcome_of_a_check_has_its_words() -> None:
    assert set(projects.CODE_CHECKS) == set(Outcome)
    assert set(projects.UNAVAILABLE) == set(Unavailable)
