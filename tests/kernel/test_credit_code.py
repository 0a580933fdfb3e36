import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from shared.kernel.credit_code import CreditCode
from shared.kernel.rejected import Rejected

VALID = ["91330100799655058B", "914403001922038216", "9144030071526726XG", "91110000600037341L"]
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def with_check(body: str) -> str:
    return body + str(uscc.calc_check_digit(body))


@pytest.mark.parametrize("code", VALID)
def test_real_codes_are_valid(code: str) -> None:
    parsed = CreditCode.parse(code)
    assert str(parsed) == code
    assert parsed.authority == "9"
    assert parsed.division_code == code[2:8]
    assert parsed.organisation_code == code[8:17]


@pytest.mark.parametrize("text", [" 91330100 79965505-8b ", "９１３３０１００７９９６５５０５８Ｂ"])
def test_a_code_is_read_as_people_type_it(text: str) -> None:
    assert CreditCode.parse(text).value == "91330100799655058B"


def test_a_village_cooperative_registered_by_the_ministry_of_agriculture_has_a_letter() -> None:
    code = with_check("N2330100" + "799655058")
    assert CreditCode.parse(code).authority == "N"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "credit-code-length"),
        ("9133010079965505", "credit-code-length"),
        ("91330100799655058BB", "credit-code-length"),
        ("91330I00799655058B", "credit-code-characters"),
        ("9133A100799655058B", "credit-code-characters"),
        ("91330100799655058O", "credit-code-characters"),
        ("一二三四五六七八九十一二三四五六七八", "credit-code-characters"),
        ("91330100799655058A", "credit-code-check-digit"),
        ("91330100799655085B", "credit-code-check-digit"),
        (with_check("91330100799655059"), "credit-code-organisation"),
    ],
)
def test_a_wrong_code_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        CreditCode.parse(text)
    assert refusal.value.code == code


def test_cannot_be_built_around_the_checks() -> None:
    with pytest.raises(Rejected):
        CreditCode("91330100799655058A")


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(LETTERS))
def test_one_character_mistyped_is_always_noticed(code: str, place: int, letter: str) -> None:
    mistyped = code[:place] + letter + code[place + 1 :]
    if mistyped != code:
        with pytest.raises(Rejected):
            CreditCode.parse(mistyped)


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(Rejected, match="credit-code-"):
        CreditCode.parse(text + "。")
