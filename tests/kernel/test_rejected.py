import pytest

from shared.kernel.rejected import Rejected


def test_a_refusal_names_its_rule_and_carries_the_facts() -> None:
    refusal = Rejected("items-outstanding", "two items are not granted", missing=["A12", "B02"])
    assert refusal.code == "items-outstanding"
    assert refusal.facts == {"missing": ["A12", "B02"]}
    assert str(refusal) == "items-outstanding: two items are not granted"
    assert str(Rejected("items-outstanding")) == "items-outstanding"


def test_the_facts_cannot_be_changed_on_the_way() -> None:
    refusal = Rejected("items-outstanding", missing=1)
    with pytest.raises(TypeError):
        refusal.facts["missing"] = 2  # type: ignore[index] # that it cannot is what is tested
