"""One try over real sockets: what comes back, how long it took, where it may not go."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.notifications.delivery.courier import LARGEST_HEAD, Courier
from services.notifications.delivery.outcome import Failure
from services.notifications.domain.address import AllowedAddress
from tests.harness.receiver import HERE, Receiver, Reply, receiver

HEADERS = {"webhook-id": "msg_1", "Content-Type": "application/cloudevents+json"}


def loopback(port: int) -> tuple[AllowedAddress, ...]:
    return (AllowedAddress(network="127.0.0.0/8", port=port),)


@asynccontextmanager
async def courier_to(city: Receiver, seconds: float = 5) -> AsyncIterator[Courier]:
    async with Courier(loopback(city.port), total_seconds=seconds) as courier:
        yield courier


async def test_the_body_arrives_byte_for_byte() -> None:
    body = '{"名称":"一号线","金额":1.10}'.encode()
    async with receiver() as city, courier_to(city) as courier:
        answer = await courier.post(city.url, HEADERS, body)
    assert (answer.status, answer.failure, answer.remote) == (204, None, HERE)
    request = city.received[0]
    assert (request.method, request.path, request.body) == ("POST", "/hook", body)
    assert request.headers["webhook-id"] == "msg_1"
    assert "accept-encoding" in request.headers


async def test_every_step_is_timed() -> None:
    async with receiver() as city, courier_to(city) as courier:
        first = (await courier.post(city.url, HEADERS, b"{}")).timings
        again = (await courier.post(city.url, HEADERS, b"{}")).timings
    assert first.connect_ms is not None
    assert first.first_byte_ms is not None
    assert first.connect_ms <= first.first_byte_ms <= first.total_ms
    assert again.connect_ms is None
    assert city.connections == 1


async def test_a_name_is_resolved_and_its_time_taken() -> None:
    async with receiver() as city, courier_to(city) as courier:
        answer = await courier.post(f"http://localhost:{city.port}/hook", HEADERS, b"{}")
    assert answer.status == 204
    assert answer.timings.dns_ms is not None


async def test_a_redirect_is_not_followed() -> None:
    async with receiver() as city, receiver() as elsewhere, courier_to(city) as courier:
        city.always = Reply(302, {"Location": elsewhere.url})
        answer = await courier.post(city.url, HEADERS, b"{}")
    assert answer.status == 302
    assert not elsewhere.received


async def test_no_more_than_4_kib_of_an_answer_is_taken() -> None:
    async with receiver() as city, courier_to(city) as courier:
        city.answers(Reply(500, body=b"y" * 100_000), Reply(200, endless=True))
        big = await courier.post(city.url, HEADERS, b"{}")
        endless = await courier.post(city.url, HEADERS, b"{}")
    assert (big.status, len(big.body_head)) == (500, LARGEST_HEAD)
    assert (endless.status, len(endless.body_head)) == (200, LARGEST_HEAD)


async def test_a_compressed_answer_is_not_unpacked() -> None:
    async with receiver() as city, courier_to(city) as courier:
        city.always = Reply(200, {"Content-Encoding": "gzip"}, b"no gzip at all")
        answer = await courier.post(city.url, HEADERS, b"{}")
    assert (answer.status, answer.body_head) == (200, b"no gzip at all")


async def test_a_success_whose_body_never_comes_is_a_success() -> None:
    async with receiver() as city, courier_to(city) as courier:
        city.always = Reply(200, stall=True)
        began = time.monotonic()
        answer = await courier.post(city.url, HEADERS, b"{}")
    assert answer.status == 200
    assert time.monotonic() - began < 4


async def test_silence_ends_in_time() -> None:
    async with receiver() as city, courier_to(city, seconds=0.3) as courier:
        city.always = Reply(hang=True)
        answer = await courier.post(city.url, HEADERS, b"{}")
    assert (answer.status, answer.failure) == (None, Failure.TIMEOUT)
    assert answer.timings.total_ms < 3000


async def test_a_closed_port_is_not_connected() -> None:
    async with receiver() as city:
        port = city.port
    async with Courier(loopback(port)) as courier:
        answer = await courier.post(f"http://{HERE}:{port}/", HEADERS, b"{}")
    assert answer.failure is Failure.NOT_CONNECTED


async def test_a_connection_broken_off_is_a_failure() -> None:
    async with receiver() as city, courier_to(city) as courier:
        city.always = Reply(drop=True)
        answer = await courier.post(city.url, HEADERS, b"{}")
    assert answer.failure is Failure.BROKEN_OFF
    assert len(city.received) == 1


async def test_what_is_no_http_is_a_failure() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, HERE, 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Courier(loopback(port)) as courier:
        answer = await courier.post(f"http://{HERE}:{port}/", HEADERS, b"{}")
    assert answer.failure is Failure.BROKEN_OFF


async def test_an_open_connection_that_proves_closed_is_replaced_at_once() -> None:
    async with receiver() as city, courier_to(city) as courier:
        await courier.post(city.url, HEADERS, b"{}")
        city.answers(Reply(drop=True))
        answer = await courier.post(city.url, HEADERS, b"{}")
    assert answer.status == 204
    assert city.connections == 2


async def test_an_unknown_name_is_told_apart() -> None:
    async with Courier(()) as courier:
        answer = await courier.post("https://no-such-host.invalid/", HEADERS, b"{}")
    assert answer.failure is Failure.NAME_UNKNOWN


HOSTILE = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "https://127.0.0.1:{port}/",
    "https://localhost:{port}/",
    "http://me:secret@127.0.0.1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "unix:///var/run/docker.sock",
    "not a url",
    "http://",
    "",
]


@pytest.mark.parametrize("url", HOSTILE)
async def test_nothing_is_ever_sent_inside(url: str) -> None:
    async with receiver() as inside:
        elsewhere: Sequence[AllowedAddress] = (
            AllowedAddress(network="10.0.0.0/8", port=inside.port),
            AllowedAddress(network="127.0.0.0/8", port=inside.port + 1),
        )
        async with Courier(elsewhere, total_seconds=2) as courier:
            answer = await courier.post(url.format(port=inside.port), HEADERS, b"{}")
        assert answer.status is None
        assert answer.failure in {Failure.ADDRESS_REFUSED, Failure.NAME_UNKNOWN}
        assert not inside.received
        assert inside.connections == 0


async def test_no_proxy_from_the_environment_leads_round_the_guard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with receiver() as proxy, Courier((), total_seconds=2) as courier:
        monkeypatch.setenv("http_proxy", f"http://{HERE}:{proxy.port}")
        monkeypatch.setenv("https_proxy", f"http://{HERE}:{proxy.port}")
        answer = await courier.post(f"http://{HERE}:{proxy.port}/", HEADERS, b"{}")
        assert answer.failure is Failure.ADDRESS_REFUSED
        assert proxy.connections == 0


async def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    async with receiver(tls=self_signed(tmp_path)) as city, courier_to(city) as courier:
        answer = await courier.post(city.url, HEADERS, b"{}")
    assert answer.failure is Failure.TLS
    assert not city.received


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "receiver.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
