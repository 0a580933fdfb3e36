"""The walkthrough in the docs is true."""

from tests.journeys.walkthrough import DOCUMENT, answers, installation, steps


def test_the_walkthrough_runs_and_answers_as_written() -> None:
    told = steps(DOCUMENT.read_text())
    assert len(told) > 10
    with installation() as address:
        found = answers(address, told)
    for step, answer in zip(told, found, strict=True):
        assert answer == step.answer, step.commands
