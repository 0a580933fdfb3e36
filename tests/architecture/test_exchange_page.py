"""The tables in the docs are what the code says, and what the page tells to send can be read."""

import json
import re
from typing import Any

from services.approvals.api.report_bodies import ReportRequest
from services.projects.domain.code_checking import Entry
from services.projects.importing import read_answer
from shared.kernel.project_code import ProjectCode
from tests.architecture.exchange_page import DOCUMENT, written


def samples() -> list[dict[str, Any]]:
    return [json.loads(one) for one in re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(), re.S)]


def test_the_tables_are_up_to_date() -> None:
    assert DOCUMENT.read_text() == written(), "make reference writes them anew"


def test_what_the_page_pushes_can_be_pushed() -> None:
    pushed = ReportRequest.model_validate_json(json.dumps(samples()[0]))
    assert (pushed.source, pushed.state_code) == ("city-platform", 11)


def test_what_the_page_answers_can_be_read() -> None:
    answer = samples()[1]
    code = ProjectCode(answer["project_code"])
    assert isinstance(read_answer(json.dumps(answer).encode(), code), Entry)
