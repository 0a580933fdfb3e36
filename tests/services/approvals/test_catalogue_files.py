"""Catalogues as YAML: what is written reads back, and what is wrong is told with its place."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings

from services.approvals.catalogue import lines, schema
from services.approvals.catalogue.item_shape import ItemShape
from services.approvals.catalogue.reading import read_folder, read_yaml
from services.approvals.catalogue.shipped import DATA, SHIPPED, shipped_catalogue
from services.approvals.catalogue.writing import write_yaml
from services.approvals.catalogue.yaml_text import MOST_CHARACTERS
from services.approvals.domain.catalogue import BASIC, CatalogueVersion, Clause, Condition
from shared.kernel.rejected import Rejected
from shared.kernel.texts.catalogue import FAULTS
from tests.services.approvals.catalogues import SMALL, catalogues

DOCS = Path(__file__).parents[3] / "docs" / "catalogue.md"


def faults(text: str) -> set[tuple[str, str]]:
    """What is wrong with a file: codes and places."""
    with pytest.raises(Rejected) as refused:
        read_yaml(text)
    assert refused.value.code == "catalogue-unreadable"
    found: Any = refused.value.facts["faults"]
    assert all(one["detail"] for one in found)
    return {(one["code"], one["place"]) for one in found}


def changed(before: str, after: str) -> str:
    assert SMALL.count(before) == 1
    return SMALL.replace(before, after)


@pytest.mark.parametrize("catalogue", [BASIC, shipped_catalogue()], ids=["basic", "shipped"])
def test_what_is_written_reads_as_it_was(catalogue: CatalogueVersion) -> None:
    assert read_yaml(write_yaml(catalogue)) == catalogue


@settings(max_examples=30, deadline=None)
@given(catalogues)
def test_any_catalogue_reads_as_it_was(catalogue: CatalogueVersion) -> None:
    assert read_yaml(write_yaml(catalogue)) == catalogue


def test_a_condition_in_one_line() -> None:
    item = read_yaml(SMALL).item("A14")
    assert item is not None
    assert item.applies == Condition(
        any_of=(
            (
                Clause(question="energy", at_least=Decimal(1000)),
                Clause(question="track", answers=("filing",)),
            ),
        )
    )


def test_a_citation_is_unverified_unless_it_says_so() -> None:
    filing, review = read_yaml(SMALL).items
    assert (filing.legal_basis.text, filing.legal_basis.verified) == ("某条例第三条", False)
    assert (review.legal_basis.text, review.legal_basis.verified) == ("某法第十五条", True)
    assert not review.needs[0].source.verified


def test_a_scalar_is_text_and_nothing_is_guessed() -> None:
    read = read_yaml(changed('version: "2026.3"', "version: 2026.10"))
    assert read.version == "2026.10"
    choices = "choices: {approval: 审批, filing: 备案}"
    asked = read_yaml(changed(choices, "choices: {yes: 是, no: 否, filing: 备案}")).questions[0]
    assert [choice.code for choice in asked.choices] == ["yes", "no", "filing"]


def test_a_mapping_may_start_from_another() -> None:
    variant = "  - {<<: *review, code: A14-C, name: 承诺, variant_of: A14, needs: []}\nmilestones:"
    text = changed("  - code: A14\n", "  - &review\n    code: A14\n").replace(
        "milestones:", variant
    )
    item = read_yaml(text).item("A14-C")
    assert item is not None
    assert (item.name, item.department, item.needs) == ("承诺", "ecology", ())


@pytest.mark.parametrize(
    ("before", "after", "code", "place"),
    [
        ("    name: 备案\n", "    nmae: 备案\n", "unknown-key", "items[A01].nmae"),
        ("    name: 备案\n", "    nmae: 备案\n", "missing", "items[A01].name"),
        ("    name: 备案\n", "    name: [备案]\n", "wrong-type", "items[A01].name"),
        ("    name: 备案\n", "    name: ~\n", "wrong-type", "items[A01].name"),
        ("    name: 备案\n", '    name: " "\n', "empty", "items[A01].name"),
        ("    name: 备案\n", f"    name: {'长' * 201}\n", "too-long", "items[A01].name"),
        ("    name: 备案\n", '    name: "a\\x07b"\n', "control-character", "items[A01].name"),
        ("    name: 备案\n", '    name: "a\\nb"\n', "control-character", "items[A01].name"),
        ("kind: filing", "kind: fling", "word-unknown", "items[A01].kind"),
        ("unit: working-days", "unit: weeks", "word-unknown", "items[A14].statutory.unit"),
        ("days: 20", "days: 二十", "wrong-type", "items[A14].statutory.days"),
        ("days: 20", "days: -1", "number-out-of-bounds", "items[A14].statutory.days"),
        ("days: 20", "days: NaN", "wrong-type", "items[A14].statutory.days"),
        ("code: A14", "code: A01", "code-twice", "items[A01]"),
        ("code: energy", "code: track", "code-twice", "questions[track]"),
        ("code: A14", "code: 节能", "code-malformed", "items[节能].code"),
        ("energy and", "energy or and", "line-unreadable", "items[A14].applies"),
        ("A01 may-start", "A01 whenever", "word-unknown", "items[A14].needs[0].kind"),
        ("A01 may-start local", "A01, local", "line-unreadable", "items[A14].needs[0]"),
        ("[track=filing]", "[track]", "line-unreadable", "items[A14].needs[0].when"),
        ("2027-01-01", "2027年1月", "date-malformed", "effective_from"),
        ("2027-01-01", "1798761600", "date-malformed", "effective_from"),
        ("2027-01-01", "2027-02-30", "date-malformed", "effective_from"),
        ("verified: true", "verified: 也许", "wrong-type", "items[A14].legal_basis.verified"),
        (
            "commencement:",
            "groundbreaking:",
            "word-unknown",
            "milestones[groundbreaking].milestone",
        ),
        ("kind: 6", "kind: 11", "number-out-of-bounds", "templates[plain].kind"),
        (
            "{track: filing}",
            "{track: 备案}",
            "code-malformed",
            "templates[plain].preset[track].answer",
        ),
        ("default_template: plain", "", "missing", "default_template"),
    ],
)
def test_every_fault_is_told_with_its_place(before: str, after: str, code: str, place: str) -> None:
    assert (code, place) in faults(changed(before, after))


def test_all_faults_are_told_at_once() -> None:
    text = changed("kind: filing", "kind: fling").replace("days: 20", "days: x")
    assert faults(text) == {
        ("word-unknown", "items[A01].kind"),
        ("wrong-type", "items[A14].statutory.days"),
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2", "yaml:1"),
        ("a: 1\nb: 2\na: 3\n", "yaml:3"),
        ("a: !!python/object:os.system x", "yaml:1"),
        ("? [a]\n: b", "yaml:1"),
        ("<<: 3", "yaml:1"),
        ("a: *nothing", "yaml:1"),
        ("a: \x07", "yaml"),
        ("--- 1\n--- 2\n", "yaml:2"),
    ],
)
def test_what_is_no_yaml(text: str, place: str) -> None:
    assert faults(text) == {("yaml-broken", place)}


@pytest.mark.parametrize("text", ["", "- a", "just words", "~"])
def test_what_is_yaml_but_no_catalogue(text: str) -> None:
    assert {code for code, _ in faults(text)} == {"wrong-type"}


def test_aliases_cannot_unfold_without_end() -> None:
    grows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    grows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert faults("\n".join(grows)) == {("too-large", "yaml")}
    assert faults("a: &a [*a]") == {("too-large", "yaml")}
    assert faults("[" * 5000) == {("too-large", "yaml")}
    assert faults("#" * (MOST_CHARACTERS + 1)) == {("too-large", "yaml")}


def test_a_folder_is_one_catalogue_told_in_several_files(tmp_path: Path) -> None:
    head, rest = SMALL.split("items:\n")
    (tmp_path / "1.yaml").write_text(head, "utf-8")
    (tmp_path / "2.yaml").write_text(f"items:\n{rest}", "utf-8")
    assert read_folder(tmp_path) == read_yaml(SMALL)
    (tmp_path / "3.yaml").write_text("version: again", "utf-8")
    with pytest.raises(Rejected) as refused:
        read_folder(tmp_path)
    found: Any = refused.value.facts["faults"]
    assert [(one["code"], one["place"]) for one in found] == [("yaml-broken", "3.yaml:version")]


def test_a_file_of_a_folder_that_holds_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text("- x", "utf-8")
    with pytest.raises(Rejected) as refused:
        read_folder(tmp_path)
    found: Any = refused.value.facts["faults"]
    assert [(one["code"], one["place"]) for one in found] == [("wrong-type", "1.yaml")]


def test_the_schema_is_up_to_date() -> None:
    assert schema.DOCUMENT.read_text("utf-8") == schema.written(), "make schema writes it anew"


def by_schema(file: Mapping[str, Any]) -> list[str]:
    """What the published schema has against a file, as any other reader of YAML sees it."""
    validator = jsonschema_rs.validator_for(json.loads(schema.written()))
    plain = json.loads(json.dumps(file, default=str))
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(plain)]


@settings(max_examples=10, deadline=None)
@given(catalogues)
def test_what_is_written_fits_the_schema(catalogue: CatalogueVersion) -> None:
    assert by_schema(yaml.safe_load(write_yaml(catalogue))) == []


def test_what_is_shipped_fits_the_schema() -> None:
    whole: dict[str, Any] = {}
    for file in sorted((DATA / SHIPPED).glob("*.yaml")):
        for key, value in yaml.safe_load(file.read_text("utf-8")).items():
            whole[key] = [*whole[key], *value] if key in whole else value
    assert by_schema(whole) == []


def test_the_schema_refuses_what_the_reading_refuses() -> None:
    assert by_schema(yaml.safe_load(changed("    name: 备案\n", "    nmae: 备案\n")))
    assert by_schema(yaml.safe_load(changed("kind: filing", "kind: fling")))


def test_every_fault_has_its_words() -> None:
    assert all("\u4e00" <= words[0] <= "\u9fff" for words in FAULTS.values())


@pytest.mark.parametrize(
    ("read", "line"),
    [
        (lines.condition_of, "land=grant,allocation and 0.5<=area<5 or forest=yes"),
        (lines.need_of, "A01|A02 may-start local [track=filing] 办事指南"),
        (lines.material_of, "M1 施工合同（可容缺）"),
        (lines.stops_of, "hearing, appraisal: 《行政许可法》第四十五条"),
    ],
)
def test_the_lines_of_the_docs_read_as_told(read: Callable[[str], Any], line: str) -> None:
    assert f"`{line}`".replace("|", "\\|") in DOCS.read_text("utf-8")
    assert read(line)


def test_the_docs_name_every_key_and_every_template() -> None:
    told = DOCS.read_text("utf-8")
    assert not [name for name in ItemShape.model_fields if f"`{name}" not in told]
    variants = [one.code for one in shipped_catalogue().templates if "type-" not in one.code]
    assert not [code for code in variants if f"`{code}`" not in told]
