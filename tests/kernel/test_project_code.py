import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.project_code import Generation, ProjectCode
from shared.kernel.rejected import Rejected


@pytest.mark.parametrize(
    ("code", "generation"),
    [
        ("2019-330100-65-03-012345", Generation.YEAR),
        ("2015-330100-65-03-012345", Generation.YEAR),
        ("2020-330100-65-03-012345", Generation.YEAR),
        ("2017-130000-01-01-00001", Generation.YEAR),
        ("2101-330109-04-01-123456", Generation.MONTH),
        ("2010-330109-04-01-123456", Generation.MONTH),
        ("2612-330354-07-02-000000", Generation.MONTH),
    ],
)
def test_both_generations_are_accepted(code: str, generation: Generation) -> None:
    parsed = ProjectCode.parse(code)
    assert str(parsed) == code
    assert parsed.generation is generation
    assert parsed.division_code == code[5:11]


@pytest.mark.parametrize(
    "text",
    [
        "21013301090401123456",
        " 2101-330109-04-01-123456 ",
        "２１０１－３３０１０９－０４－０１－１２３４５６",
        "2101—330109—04—01—123456",
    ],
)
def test_a_code_is_read_as_people_type_it(text: str) -> None:
    assert ProjectCode.parse(text).value == "2101-330109-04-01-123456"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "project-code-shape"),
        ("2101-330109-04-01", "project-code-shape"),
        ("2101-33010-904-01-123456", "project-code-shape"),
        ("2101-330109-04-01-1234567", "project-code-shape"),
        ("2101-330109-04-0A-123456", "project-code-shape"),
        ("210133010904011234", "project-code-shape"),
        ("2113-330109-04-01-123456", "project-code-time"),
        ("2100-330109-04-01-123456", "project-code-time"),
        ("2009-330109-04-01-123456", "project-code-time"),
        ("2014-330109-04-01-123456", "project-code-time"),
        ("1999-330109-04-01-123456", "project-code-time"),
        ("2101-330109-04-01-12345", "project-code-tail"),
    ],
)
def test_a_wrong_shape_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        ProjectCode.parse(text)
    assert refusal.value.code == code


def test_digits_of_other_scripts_are_no_digits() -> None:
    with pytest.raises(Rejected):
        ProjectCode("٢١٠١-330109-04-01-123456")


@given(st.from_regex(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}", fullmatch=True))
def test_the_check_digit_is_left_to_the_platform(code: str) -> None:
    tails = {code[:-1] + digit for digit in "0123456789"}
    outcomes = set()
    for tail in tails:
        try:
            outcomes.add(ProjectCode.parse(tail).generation.value)
        except Rejected as refusal:
            outcomes.add(refusal.code)
    assert len(outcomes) == 1
