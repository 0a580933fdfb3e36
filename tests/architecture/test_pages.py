"""The pages people read: what they point to is there, and both languages say the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_shape import OURS, ROOT, sources

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([A-Za-z_]{2,})`")


def links(page: Path) -> Iterator[str]:
    """Return where a page points, within the project."""
    text = FENCED.sub("", page.read_text())
    yield from (target for target in LINK.findall(text) if "://" not in target)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_page_points_to_what_is_there(page: Path) -> None:
    assert not [target for target in links(page) if not (page.parent / target).exists()]


def test_every_page_of_docs_is_named_by_the_readme() -> None:
    named = set(links(ENGLISH))
    pages = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}
    assert not pages - named


def test_both_readmes_say_the_same_in_the_same_order() -> None:
    english, chinese = ENGLISH.read_text(), CHINESE.read_text()
    own = {ENGLISH.name, CHINESE.name}
    for page in (ENGLISH, CHINESE):
        assert set(links(page)) & own == own - {page.name}
    assert [t for t in links(ENGLISH) if t not in own] == [
        t for t in links(CHINESE) if t not in own
    ]
    for pattern in (r"^#+ ", r"^- ", r"^\| ", r"^make [a-z]+"):
        found = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, chinese)]
        assert found[0] == found[1], pattern


def test_the_glossary_names_only_what_the_code_knows() -> None:
    code = {word for path in sources(*OURS) for word in re.findall(r"\w+", path.read_text())}
    named = set(NAMED.findall((ROOT / "GLOSSARY.md").read_text()))
    assert named
    assert not named - code
