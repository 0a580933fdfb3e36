"""No route of any service answers a question that it does not know, as if it had not been asked."""

from pathlib import Path

import httpx

from tests.harness.servers import Cluster
from tests.harness.services import INTERNAL_TOKEN, installation
from tests.system.rights.asking import ways
from tests.system.whole import SERVICES, keyed

# The front door asks there with the question of whatever request it asks about.
ANYTHING = ("/internal/forward-auth",)
# Pages, scripts and what they show: what follows their `?` tells one state of a file from another.
FILES = ("/api/v1/docs/", "/api/v1/openapi/")
MISSPELT = {"as_off": "2020-01-01"}


async def test_an_unknown_question_is_refused_everywhere(
    cluster: Cluster, broker: str, tmp_path: Path
) -> None:
    wrong = []
    async with (
        installation(cluster, broker, tmp_path, *SERVICES) as running,
        httpx.AsyncClient(timeout=30, trust_env=False) as http,
    ):
        somebody = (await running.login("leader")).headers["Authorization"]
        asked = [way for way in ways(running) if not way.path.startswith((*ANYTHING, *FILES))]
        for way in asked:
            inside = way.path.startswith("/internal/")
            shown = f"Internal {INTERNAL_TOKEN}" if inside else somebody
            headers = {"Authorization": shown, "If-Match": '"v1"', **keyed()}
            url = f"{running.urls[way.service]}{way.path}"
            answer = await http.request(way.method, url, headers=headers, params=MISSPELT)
            if not _refuses(answer):
                wrong.append((way.service, way.name, answer.status_code, answer.text[:200]))
    assert not wrong
    assert {way.service for way in asked} >= set(SERVICES)
    assert len(asked) > 200


def _refuses(answer: httpx.Response) -> bool:
    """Tell whether just the unknown question is refused; an answer to HEAD has no words for it."""
    if answer.status_code != httpx.codes.UNPROCESSABLE_ENTITY or answer.request.method == "HEAD":
        return answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    return "/query/as_off" in [error["pointer"] for error in answer.json().get("errors", ())]
