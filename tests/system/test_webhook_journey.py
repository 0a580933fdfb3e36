"""One project's life as a partner is told it: signed webhooks, each once, whoever else hangs."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from luodi.story import Story
from tests.harness.polling import until
from tests.harness.receiver import Receiver, Reply, Request, receiver
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.system.whole import SERVICES, acted, keyed, made, system

INVESTOR, TITLE = "淮南市精密检测有限公司", "精密检测设备产业化项目"
FORGED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LONGEST_WAY = 10.0  # seconds from the record to the receiver; a receiver that hangs is left at 15
BUSINESS = {"leads", "projects", "approvals"}
TOLD_OFFICER = {
    "projects.OfficerAssigned",
    "projects.LeaderAssigned",
    "approvals.FilingRecorded",
    "approvals.CaseAccepted",
    "approvals.ApprovalGranted",
    "projects.CommencementGateOpened",
}
STEPS = (
    "LeadRegistered",
    "LeadPursued",
    "NegotiationStarted",
    "FollowUpRecorded",
    "AgreementSigned",
    "ProjectCreated",
    "OfficerAssigned",
    "LeaderAssigned",
    "ProjectCoded",
    "MilestonePlanned",
    "PlanOpened",
    "CaseReceived",
    "FilingRecorded",
    "CaseAccepted",
    "ExaminationPassed",
    "ApprovalGranted",
    "CommencementGateOpened",
    "WorkCommenced",
)


@dataclass
class Told:
    """A story that was told, who was to hear of it, and the secret they share with us."""

    running: Installation
    story: Story
    partner: httpx.AsyncClient
    project: str
    city: Receiver
    hung: Receiver
    endpoint: str
    hung_endpoint: str
    secret: str
    expected: list[dict[str, Any]]

    @property
    def heard(self) -> list[Request]:
        """What came for the city, pings left out."""
        return [one for one in self.city.received if b"EndpointPing" not in one.body]


@pytest.fixture(scope="module")
async def told(
    shared_cluster: Cluster, shared_broker: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    """Tell it to a city that listens and to a system that never answers."""
    folder = tmp_path_factory.mktemp("webhooks")
    async with receiver() as city, receiver() as hung:
        ports = f"127.0.0.0/8:{city.port},127.0.0.0/8:{hung.port}"
        async with installation(
            shared_cluster, shared_broker, folder, *SERVICES, LUODI_DELIVERY_ALLOW=ports
        ) as running:
            yield await _told(running, city, hung)


async def _told(running: Installation, city: Receiver, hung: Receiver) -> Told:
    await running.settled()  # what the services tell as they start is no part of the story
    partner = await system(running)
    hung.answers(Reply())  # to its ping, and to nothing after it
    hung.always = Reply(hang=True)
    hung_endpoint, _ = await _verified(partner, hung)
    endpoint, secret = await _verified(partner, city, ordering="project")
    await running.settled()
    since = (await partner.head("/api/v1/events")).headers["x-newest-position"]
    story = Story(running.login, date(2026, 11, 20))
    _, project = await story.tell(INVESTOR, TITLE)
    await running.settled()
    page = await partner.get("/api/v1/events", params={"after": since, "limit": 200})
    expected = [event for event in page.json()["events"] if event["service"] in BUSINESS]
    told = Told(
        running,
        story,
        partner,
        project,
        city,
        hung,
        endpoint,
        hung_endpoint,
        secret,
        expected,
    )
    meant = {event["id"] for event in expected}

    async def all_have_come() -> bool:
        return meant <= {body["id"] for body in _of_business(told.heard)}

    await until(all_have_come, 30)
    return told


async def _verified(partner: httpx.AsyncClient, where: Receiver, **more: str) -> tuple[str, str]:
    registered = await made(partner, "/api/v1/endpoints", url=where.url, **more)
    where.secrets = [registered["secret"]]
    at = f"/api/v1/endpoints/{registered['id']}"
    await acted(partner, at, "pings")
    assert (await partner.get(at)).json()["stage"] == "active"
    return registered["id"], registered["secret"]


def _of_business(requests: list[Request]) -> list[dict[str, Any]]:
    bodies = [json.loads(request.body) for request in requests]
    return [body for body in bodies if body["service"] in BUSINESS]


def test_every_step_of_the_project_s_life_arrives_once(told: Told) -> None:
    heard = _of_business(told.heard)
    assert {event["eventname"] for event in heard} >= set(STEPS)
    assert Counter(event["id"] for event in heard) == Counter(one["id"] for one in told.expected)


def test_every_webhook_is_signed_by_us_and_by_nobody_else(told: Told) -> None:
    for request in told.heard:
        verified = Webhook(told.secret).verify(request.body, request.headers)
        assert verified == json.loads(request.body)
        assert request.headers["webhook-id"] == f"msg_{verified['id'].replace('-', '')}"
        with pytest.raises(WebhookVerificationError):
            Webhook(FORGED).verify(request.body, request.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(told.secret).verify(request.body + b" ", request.headers)


def test_of_one_project_each_step_arrives_after_the_one_before(told: Told) -> None:
    heard = [event for event in _of_business(told.heard) if event.get("projectid")]
    places = [event["feedposition"] for event in heard]
    assert places == sorted(places)
    names = [event["eventname"] for event in heard]
    assert names.index("ProjectCreated") < names.index("CommencementGateOpened")
    assert names.index("CommencementGateOpened") < names.index("WorkCommenced")


async def test_what_arrives_is_byte_for_byte_what_the_feed_holds(told: Told) -> None:
    for request in told.heard[:10]:
        event = json.loads(request.body)
        page = await told.partner.get(f"/api/v1/events/{event['id']}")
        assert page.content == request.body


async def test_a_receiver_that_never_answers_delays_nobody(told: Told) -> None:
    delays = [
        request.at - datetime.fromisoformat(json.loads(request.body)["time"]).timestamp()
        for request in told.heard
    ]
    assert max(delays) < LONGEST_WAY
    assert told.hung.received[2:], "nothing was even tried there"
    query: dict[str, Any] = {"endpoint": told.hung_endpoint, "limit": 200}
    waiting = (await told.partner.get("/api/v1/deliveries", params=query)).json()["items"]
    assert len(waiting) >= len(told.expected)
    assert "done" not in {one["status"] for one in waiting}
    query = {"endpoint": told.endpoint, "limit": 200}
    here = (await told.partner.get("/api/v1/deliveries", params=query)).json()["items"]
    assert {one["tries"] for one in here} == {1}


async def test_the_officer_finds_in_the_inbox_what_others_did(told: Told) -> None:
    inbox = (await told.story.get("officer", "inbox", limit="200")).json()
    kinds = [line["kind"] for line in inbox["items"]]
    assert set(kinds) == TOLD_OFFICER
    assert kinds.count("approvals.ApprovalGranted") == 2
    assert inbox["unread"] == len(kinds)
    assert all(TITLE in line["text"] for line in inbox["items"])
    assert all(line["project"] == told.project for line in inbox["items"])
    officer = await told.story.client("officer")
    first = f"/api/v1/inbox/{inbox['items'][0]['id']}/readings"
    assert (await officer.post(first, json={}, headers=keyed())).status_code == 201
    now = (await officer.get("/api/v1/inbox", params={"unread": True})).json()
    assert now["unread"] == len(kinds) - 1


async def test_what_is_for_others_is_not_in_the_partner_s_webhooks(told: Told) -> None:
    """Who signed in, who was granted what: that is nobody's business outside."""
    others = [json.loads(request.body) for request in told.heard]
    assert {event["service"] for event in others} - BUSINESS <= {"notifications"}
