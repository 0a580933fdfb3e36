import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.kernel.company_name import company_key, project_key
from shared.kernel.rejected import Rejected

NAMES = st.text(
    st.sampled_from("浙江九安检测集团（）() 有限责任公司股份总分子项目建设Aａ·-.,"), max_size=20
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浙江九安检测有限公司", "浙江九安检测"),
        ("浙江九安检测有限公司", "浙江九安检测有限责任公司"),
        ("浙江九安检测有限公司", "浙江九安检测股份有限公司"),
        ("深圳沃特检测（集团）有限公司", "深圳沃特检测集团"),
        ("深圳沃特检测(集团)股份有限公司", "深圳沃特检测集团公司"),
        ("重庆华惠　特种设备", "重庆华惠特种设备"),
        ("ＢＹＤ 汽车有限公司", "byd汽车"),
        ("Sika Co., Ltd.", "SIKA"),
        ("Sika (China) Ltd", "sika china"),
    ],
)
def test_two_spellings_of_one_company_meet(one: str, other: str) -> None:
    assert company_key(one) == company_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浙江九安检测有限公司", "四川九安检测有限公司"),
        ("鑫马集团", "鑫马有限公司"),
        ("中检集团上海分公司", "中检集团上海有限公司"),
        ("Dow Zinc", "Dow Z"),
    ],
)
def test_two_companies_stay_two(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("正邦循环农业生态园项目", "正邦循环农业生态园"),
        ("年产26万头生猪繁育基地建设项目", "年产26万头生猪繁育基地"),
        ("三峡150MW光伏发电项目", "三峡１５０ｍｗ光伏发电"),
        ("坤搏环保有限公司项目", "坤搏环保"),
    ],
)
def test_two_spellings_of_one_project_meet(one: str, other: str) -> None:
    assert project_key(one) == project_key(other)


@pytest.mark.parametrize(("name", "key"), [("有限公司", "有限公司"), ("项目", "项目")])
def test_a_name_of_nothing_but_an_ending_stays(name: str, key: str) -> None:
    assert project_key(name) == key


@pytest.mark.parametrize("name", ["", "   ", "（）", "——"])
def test_a_name_without_a_letter_is_refused(name: str) -> None:
    with pytest.raises(Rejected) as refusal:
        company_key(name)
    assert refusal.value.code == "name-blank"


@given(st.one_of(NAMES, st.text()))
def test_a_key_is_its_own_key(name: str) -> None:
    try:
        key = company_key(name)
    except Rejected:
        assume(False)  # noqa: FBT003 - hypothesis has no other way to say it
    assert company_key(key) == key
    assert project_key(project_key(name)) == project_key(name)


@given(NAMES)
def test_brackets_spaces_and_case_make_no_difference(name: str) -> None:
    try:
        key = company_key(name)
    except Rejected:
        return
    assert company_key(f" {name.upper()} ") == key
    assert company_key(name.replace("(", "（")) == key
