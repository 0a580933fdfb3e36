"""House rules that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from shared.kernel.texts import EVENTS, PROBLEMS

ROOT = Path(__file__).parents[2]
OURS = ["services", "shared", "luodi"]
LONGEST_FILE = 300
LONGEST_FUNCTION = 30
FEW = 6
CHINESE_FIRST = re.compile(r"^[\u4e00-\u9fff][^\x00-\x7f]*( \([^)]*\))?:")
# Decider[command, state, event]: the state is the aggregate as its rules see it.
DECIDER = re.compile(r"Decider\[\s*[\w.]+,\s*(\w+),")
# Words that speak of how the product is made instead of what it is.
MAKING = re.compile(r"\b(issue #?\d|task \d|session \d|assistant|prompt|LLM)\b", re.IGNORECASE)


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "__pycache__" not in path.parts]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def classes_of(path: Path) -> Iterator[ast.ClassDef]:
    yield from (
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)
    )


def test_no_file_is_longer_than_one_sitting() -> None:
    lengths = {relative(p): len(p.read_text().splitlines()) for p in sources(*OURS, "tests")}
    assert not {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_function_is_longer_than_a_screen() -> None:
    """Dispatch by match and one large literal are exempt: they are tables, not procedures."""
    long = [
        f"{relative(path)}:{node.name}"
        for path in sources(*OURS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_long(node)
    ]
    assert not long


def _is_long(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
    statements = sum(isinstance(part, ast.stmt) for part in ast.walk(node))
    dispatches = isinstance(body[-1], ast.Match) if body else False
    nests = any(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in body)
    return length > LONGEST_FUNCTION and statements > FEW and not dispatches and not nests


def vocabulary() -> list[Path]:
    domain = [path for path in sources("services") if "domain" in path.parts]
    return [p for p in domain if "commands" in str(p) or "events" in str(p)]


def without_chinese_term(classes: list[tuple[Path, ast.ClassDef]]) -> list[str]:
    assert classes
    return [
        f"{relative(path)}:{node.name}"
        for path, node in classes
        if not CHINESE_FIRST.match(ast.get_docstring(node) or "")
    ]


def in_domains() -> list[tuple[Path, ast.ClassDef]]:
    domain = [path for path in sources("services") if "domain" in path.parts]
    return [(path, node) for path in domain for node in classes_of(path)]


def test_commands_and_events_begin_with_their_chinese_term() -> None:
    public = [
        (path, node) for path in vocabulary() for node in classes_of(path) if node.name[0] != "_"
    ]
    assert not without_chinese_term(public)


def test_stages_and_all_other_lists_of_words_begin_with_their_chinese_term() -> None:
    words = [
        (path, node)
        for path, node in in_domains()
        if any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases)
    ]
    assert not without_chinese_term(words)


def test_aggregates_begin_with_their_chinese_term() -> None:
    texts = (path.read_text() for path in sources("services"))
    folded = {name for text in texts for name in DECIDER.findall(text)}
    aggregates = [(path, node) for path, node in in_domains() if node.name in folded]
    assert {"Endpoint", "Plan", "Project"} <= {node.name for _, node in aggregates}
    assert not without_chinese_term(aggregates)


def codes_raised() -> dict[str, str]:
    """Every code that a Rejected or a Problem is raised with, and where."""
    found: dict[str, str] = {}
    for path in sources(*OURS):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"Rejected": 0, "Problem": 1}.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            code = node.args[place]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                found[code.value] = relative(path)
    return found


def test_every_refusal_has_its_chinese_title() -> None:
    missing = {code: where for code, where in codes_raised().items() if code not in PROBLEMS}
    assert not missing


def test_every_code_is_kebab_case() -> None:
    assert not [
        code for code in codes_raised() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    ]


def test_every_event_has_its_chinese_name() -> None:
    names = {
        node.name
        for path in vocabulary()
        if "events" in str(path)
        for node in classes_of(path)
        if _is_event(node)
    }
    assert names
    assert not names - set(EVENTS)


def _is_event(node: ast.ClassDef) -> bool:
    """Events are the classes named in past tense that stand in a module of events."""
    return bool(re.search(r"(ed|en|lt|ost|ade|eld|et|ent|un|ound|orn|ut|ook|oken)$", node.name))


def test_the_project_speaks_of_the_product_alone() -> None:
    everywhere = [*sources(*OURS, "tests", "benchmarks", "deploy"), *ROOT.glob("docs/**/*.md")]
    found = {
        relative(path): MAKING.findall(path.read_text())
        for path in everywhere
        if path != Path(__file__)
    }
    assert not {path: words for path, words in found.items() if words}
