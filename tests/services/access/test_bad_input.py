"""Whatever is sent, the answer is a problem document and nothing is stored."""

from tests.harness.services import Installation
from tests.services.access.words import ACCOUNTS, SESSIONS

JSON = {"Content-Type": "application/json"}
WORD = '"password":"Luodi-2026"'


SIGN_INS: list[tuple[bytes, int, str]] = [
    (b"", 422, "invalid-fields"),
    (b"{", 400, "unreadable-body"),
    (b"\xff\xfe{}", 400, "unreadable-body"),
    (b"[]", 422, "invalid-fields"),
    (b"null", 422, "invalid-fields"),
    (b'{"account":"officer"}', 422, "invalid-fields"),
    (b'{"account":"officer","password":7}', 422, "invalid-fields"),
    (b'{"account":"officer","password":""}', 422, "invalid-fields"),
    (b'{"account":"officer","password":"\\ud800"}', 422, "invalid-fields"),
    (b'{"account":"\\ud800","password":"x"}', 422, "invalid-fields"),
    (b'{"account":"offi\\u0000cer","password":"x"}', 422, "invalid-fields"),
    (f'{{"account":"officer",{WORD},"remember":true}}'.encode(), 422, "invalid-fields"),
    (b'{"account":"officer","password":"' + b"x" * 257 + b'"}', 422, "invalid-fields"),
    (b'{"account":"officer","password":"' + b"x" * 2_000_000 + b'"}', 413, "body-too-large"),
]


async def test_sign_ins_that_cannot_be_read(running: Installation) -> None:
    client, access = running.client(), running.services["access"]
    stored = await access.stored()
    for body, status, code in SIGN_INS:
        answer = await client.post(SESSIONS, content=body, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body[:60]
        assert answer.headers["content-type"] == "application/problem+json"
        assert "Luodi-2026" not in answer.text
    assert await access.stored() == stored


async def test_paths_and_questions_that_cannot_be(running: Installation) -> None:
    auditor = await running.login("auditor")
    odd = "%00", "%ff", "a%20b", "x" * 65, "..%2f..%2fetc", "%E8%B4%A6"
    for account in odd:
        answer = await auditor.get(f"{ACCOUNTS}/{account}")
        assert answer.status_code in (404, 422), account
        assert (await auditor.get(f"/api/v1/departments/{account}")).status_code in (404, 422)
    for query in (
        {"name": "\x00"},
        {"department": "\x00"},
        {"role": "emperor"},
        {"limit": "0"},
        {"limit": "201"},
        {"cursor": "%%%"},
        {"cursor": "W10"},
        {"as_of": "yesterday"},
        {"as_of": "2999-01-01"},
    ):
        answer = await auditor.get(ACCOUNTS, params=query)
        assert answer.status_code == 422, query
        assert answer.headers["content-type"] == "application/problem+json"


async def test_tokens_that_are_none(running: Installation) -> None:
    client = running.client()
    for token in (".", "x", "a.b.c", "é", "eyJhbGciOiJub25lIn0.e30."):
        headers = {b"Authorization": f"Bearer {token}".encode()}
        for path in (ACCOUNTS, SESSIONS, f"{ACCOUNTS}/sample-officer"):
            answer = await client.get(path, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_login_names_that_cannot_be(running: Installation) -> None:
    admin = await running.login("system-admin")
    for login in ("", "a", "ab c", "王五", "a" * 65, "-ab", "x;--", "a\u0000b"):
        answer = await admin.post(ACCOUNTS, json={"login": login, "display_name": "王五"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-fields"), login
