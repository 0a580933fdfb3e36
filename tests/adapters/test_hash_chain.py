"""The chain itself: its bytes, against the document and the database, and how faults are named."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.hash_chain import (
    Anchor,
    Entry,
    Fault,
    Kind,
    Verdict,
    Verifier,
    genesis,
    laid_out,
    link,
    signed_bytes,
)
from tests.adapters.conftest import Counters

DOCUMENT = Path(__file__).parents[2] / "docs" / "hash-chain.md"
Row = tuple[bytes, bytes]


def vector() -> Any:
    found = re.search(r"executed by tests.*?```json\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert found
    return json.loads(found[1])


def entry_of(told: dict[str, Any], part: int) -> Entry:
    recorded_at = datetime.fromisoformat(told["recorded_at"]).astimezone(UTC)
    return Entry(
        part=part,
        position=told["position"],
        event_id=UUID(told["event_id"]).bytes,
        stream=told["stream"],
        version=told["version"],
        type=told["type"],
        schema=told["schema"],
        recorded_us=int(recorded_at.replace(microsecond=0).timestamp()) * 1_000_000
        + recorded_at.microsecond,
        data=told["data"].encode(),
        meta=told["meta"].encode(),
    )


def test_the_document_says_the_bytes() -> None:
    told = vector()
    head = genesis(told["service"], told["part"])
    assert head.hex() == told["genesis"]
    for event in told["events"]:
        body = laid_out(entry_of(event, told["part"]))
        head = link(head, body)
        assert (body.hex(), head.hex()) == (event["bytes"], event["hash"])
    anchor = told["anchor"]
    signed = signed_bytes(told["service"], told["part"], anchor["position"], head)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(anchor["private_key"]))
    assert signed.hex() == anchor["bytes"]
    assert b64encode(key.sign(signed)).decode() == anchor["signature"]
    assert b64decode(anchor["key_id"]) == key.public_key().public_bytes_raw()


async def test_the_database_links_as_we_do(counters: Counters) -> None:
    for number in range(3):
        await counters.count("计数", note=f"第{number}次")
    head = genesis("leads", 1)
    for row in await counters.pool.fetch("SELECT * FROM es.event ORDER BY pos"):
        recorded_at = row["recorded_at"].isoformat()
        told = dict(row) | {"position": row["pos"], "event_id": str(row["event_id"])}
        told |= {"recorded_at": recorded_at, "data": row["data"].decode()}
        head = link(head, laid_out(entry_of(told | {"meta": row["meta"].decode()}, row["part"])))
        assert head == row["hash"]


async def test_the_document_and_the_database_agree(counters: Counters) -> None:
    told = vector()
    admin = await asyncpg.connect(counters.database.admin_url)
    head = bytes.fromhex(told["genesis"])
    for event in told["events"]:
        entry = entry_of(event, told["part"])
        names = (entry.stream.encode(), entry.version, entry.type.encode())
        head = await admin.fetchval(
            "SELECT es.link($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)",
            head,
            entry.part,
            entry.position,
            UUID(event["event_id"]),
            *names,
            *entry[6:],
        )
        assert head.hex() == event["hash"]
    await admin.close()


def chained(streams: Sequence[str], notes: Sequence[str] = ()) -> list[Row]:
    """A history: one event for each name, in that order."""
    head = genesis("leads", 1)
    versions: dict[str, int] = {}
    rows = []
    for position, stream in enumerate(streams, start=1):
        versions[stream] = versions.get(stream, 0) + 1
        note = notes[position - 1] if notes else str(position)
        name = (stream, versions[stream], "Counted", 1)
        body = laid_out(Entry(1, position, bytes(16), *name, position, note.encode(), b"{}"))
        head = link(head, body)
        rows.append((body, head))
    return rows


def verdict_on(rows: Sequence[Row], anchors: Sequence[Anchor] = ()) -> Verdict:
    verifier = Verifier("leads", 1, anchors)
    verifier.take(rows)
    return verifier.verdict()


def anchored(rows: Sequence[Row], *positions: int) -> list[Anchor]:
    return [
        Anchor(position=at, head=rows[at - 1][1], signature_holds=True, found_in="test")
        for at in positions
    ]


HISTORY = chained(["a", "b", "a", "c", "b", "a", "c", "c", "a", "b"])
ANCHORS = anchored(HISTORY, 3, 6, 9)


def altered(row: Row, at: int) -> Row:
    body, stored = row
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :], stored


def test_an_untouched_history_is_proven_up_to_its_newest_anchor() -> None:
    verdict = verdict_on(HISTORY, ANCHORS)
    assert (verdict.faults, verdict.proven, verdict.agreed) == ((), 9, 9)
    assert (verdict.events, verdict.streams, verdict.newest) == (10, 3, 10)
    assert verdict.head == HISTORY[-1][1]


def test_without_anchors_nothing_is_proven() -> None:
    verdict = verdict_on(HISTORY)
    assert (verdict.faults, verdict.proven) == ((), 0)


def test_an_empty_history_is_sound_until_an_anchor_has_seen_more() -> None:
    assert verdict_on([]).faults == ()
    assert verdict_on([], ANCHORS).faults == (Fault(Kind.TRUNCATED, 1, 9),)


@pytest.mark.parametrize("at", range(len(HISTORY[4][0])))
def test_one_byte_of_any_field_is_noticed(at: int) -> None:
    """Whatever the byte belongs to: position, id, stream, version, type, times, data, meta."""
    rows = [*HISTORY[:4], altered(HISTORY[4], at), *HISTORY[5:]]
    verdict = verdict_on(rows, ANCHORS)
    assert verdict.faults
    assert verdict.proven == 3


def test_a_changed_byte_is_one_finding_and_the_rest_stays_proven() -> None:
    rows = [*HISTORY[:4], altered(HISTORY[4], -1 + len(HISTORY[4][0])), *HISTORY[5:]]
    verdict = verdict_on(rows, ANCHORS)
    assert verdict.faults == (Fault(Kind.CHANGED, 5, 5),)
    assert (verdict.proven, verdict.agreed) == (3, 9)


def test_a_changed_hash_is_one_finding() -> None:
    rows = [*HISTORY[:4], (HISTORY[4][0], bytes(32)), *HISTORY[5:]]
    assert verdict_on(rows, ANCHORS).faults == (Fault(Kind.CHANGED, 5, 5),)


def test_a_deleted_event_is_named_by_stream_and_version() -> None:
    verdict = verdict_on([*HISTORY[:4], *HISTORY[5:]], ANCHORS)
    assert verdict.faults == (
        Fault(Kind.MISSING, 5, 5),
        Fault(Kind.MISSING_IN_STREAM, 2, 2, "b"),
    )
    assert (verdict.events, verdict.proven, verdict.agreed) == (9, 3, 9)


def test_a_deleted_stream_leaves_holes_that_no_stream_accounts_for() -> None:
    rows = [row for position, row in enumerate(HISTORY, start=1) if position not in (2, 5, 10)]
    assert verdict_on(rows, ANCHORS).faults == (
        Fault(Kind.MISSING, 2, 2),
        Fault(Kind.MISSING, 5, 5),
        Fault(Kind.MISSING_STREAMS, 2, 2),
    )


def test_twice_the_same_event_and_two_exchanged_ones_are_misplaced() -> None:
    assert verdict_on([*HISTORY[:5], *HISTORY[4:]]).faults == (Fault(Kind.MISPLACED, 5, 5),)
    exchanged = [*HISTORY[:4], HISTORY[5], HISTORY[4], *HISTORY[6:]]
    assert Fault(Kind.MISPLACED, 5, 5) in verdict_on(exchanged).faults


def test_a_version_told_twice_in_a_chain_made_anew_is_misplaced() -> None:
    head, rows = HISTORY[2][1], list(HISTORY[:3])
    body = laid_out(Entry(1, 4, bytes(16), "a", 2, "Counted", 1, 4, b"", b""))
    rows.append((body, link(head, body)))
    assert verdict_on(rows).faults == (Fault(Kind.MISPLACED, 4, 4),)


def test_a_stream_thinned_out_in_a_chain_made_anew_lacks_versions() -> None:
    head, rows = HISTORY[2][1], list(HISTORY[:3])
    body = laid_out(Entry(1, 4, bytes(16), "b", 5, "Counted", 1, 4, b"", b""))
    rows.append((body, link(head, body)))
    assert verdict_on(rows).faults == (Fault(Kind.MISSING_IN_STREAM, 2, 4, "b"),)


def test_a_truncated_tail_is_seen_by_the_newest_anchor() -> None:
    verdict = verdict_on(HISTORY[:7], ANCHORS)
    assert verdict.faults == (Fault(Kind.TRUNCATED, 8, 9),)
    assert verdict.proven == 6


def test_a_tail_made_anew_contradicts_the_anchors_after_it() -> None:
    notes = [str(position) for position in range(1, 5)] + ["forged"] * 6
    rows = chained(["a", "b", "a", "c", "b", "a", "c", "c", "a", "b"], notes)
    assert verdict_on(rows).faults == ()
    verdict = verdict_on(rows, ANCHORS)
    assert verdict.faults == (Fault(Kind.REWRITTEN, 4, 9),)
    assert (verdict.proven, verdict.agreed) == (3, 3)


def test_an_anchor_that_was_forged_proves_nothing() -> None:
    forged = Anchor(position=9, head=bytes(32), signature_holds=False, found_in="9.json")
    verdict = verdict_on(HISTORY, [*ANCHORS[:1], forged])
    assert verdict.faults == (Fault(Kind.FORGED_ANCHOR, 9, 9, "9.json"),)
    assert verdict.proven == 3


def test_two_true_anchors_that_differ_cannot_both_be_right() -> None:
    other = Anchor(position=6, head=bytes(32), signature_holds=True, found_in="other")
    verdict = verdict_on(HISTORY, [*ANCHORS, other])
    assert verdict.faults == (Fault(Kind.REWRITTEN, 4, 6),)
    assert (verdict.proven, verdict.agreed) == (3, 9)


def test_a_hash_made_to_fit_an_earlier_fault_is_noticed_all_the_same() -> None:
    """The hash that a changed event does give excuses its neighbour only."""
    changed = altered(HISTORY[4], len(HISTORY[4][0]) - 1)
    excuse = link(HISTORY[3][1], changed[0])
    body = altered(HISTORY[6], len(HISTORY[6][0]) - 1)[0]
    rows = [*HISTORY[:4], changed, HISTORY[5], (body, link(excuse, body)), *HISTORY[7:]]
    assert Fault(Kind.CHANGED, 7, 8) in verdict_on(rows).faults


@given(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=30),
    st.data(),
)
def test_whatever_is_done_to_an_anchored_history_is_noticed(
    streams: list[str], data: st.DataObject
) -> None:
    rows = chained(streams)
    anchors = anchored(rows, len(rows))
    assert verdict_on(rows, anchors).faults == ()
    at = data.draw(st.integers(0, len(rows) - 1))
    act = data.draw(st.sampled_from(["delete", "repeat", "change", "rewrite"]))
    if act == "delete":
        touched = [*rows[:at], *rows[at + 1 :]]
    elif act == "repeat":
        touched = [*rows[: at + 1], *rows[at:]]
    elif act == "change":
        byte = data.draw(st.integers(0, len(rows[at][0]) - 1))
        touched = [*rows[:at], altered(rows[at], byte), *rows[at + 1 :]]
    else:
        notes = [str(n) if n <= at else f"forged {n}" for n in range(1, len(rows) + 1)]
        touched = chained(streams, notes)
    verdict = verdict_on(touched, anchors)
    assert verdict.faults
    assert verdict.proven == 0 or touched[: len(rows)] == rows
