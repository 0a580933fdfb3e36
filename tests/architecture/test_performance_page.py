"""The page of figures says what was measured, and plainly where a target is missed."""

from benchmarks.every import EVERY
from benchmarks.page import Measurement, worded
from benchmarks.table import Row

FAST = Row(what="append", at="32 at once", ours="30 k/s", ratio=2.1, target="≥ 1.5 ×", met=True)
SLOW = Row(what="list", at="300 k rows", ours="p95 58 ms", target="p95 < 50 ms", met=False)
TOLD = Row(what="append", at="8 at once", ours="15 k/s")


def page(**rows: list[Row]) -> str:
    made = Measurement(conditions={"commit": "0123abc"})
    made.rows = rows
    made.seconds = dict.fromkeys(rows, 7.0)
    return worded(made, ["--write"])


def test_a_missed_target_is_said_twice_and_counted() -> None:
    said = page(append=[FAST, TOLD], list=[SLOW])
    assert "1 of 2 judged rows meet their target." in said
    assert "- list, 300 k rows: p95 58 ms, target p95 < 50 ms" in said
    assert "| list | 300 k rows | p95 58 ms |  |  |  | p95 < 50 ms | not met |" in said


def test_what_is_met_is_not_among_what_is_missed() -> None:
    said = page(append=[FAST])
    assert "Not met" not in said
    assert "| append | 32 at once | 30 k/s |  |  | 2.10 × | ≥ 1.5 × | yes |" in said


def test_the_page_names_its_conditions_and_how_to_take_it_again() -> None:
    said = page(append=[TOLD], list=[SLOW])
    assert "| commit | 0123abc |" in said
    assert "| command | `python -m benchmarks --write`, 14 s |" in said
    assert "`python -m benchmarks list` (7 s)" in said


def test_every_benchmark_says_what_it_measures_and_beside_what() -> None:
    for benchmark in EVERY.values():
        assert len(benchmark.how.splitlines()) > 1, benchmark.name
        assert benchmark.how in page(**{benchmark.name: [TOLD]})
