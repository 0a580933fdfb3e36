"""Workbooks of strangers: opened whole or refused by what is wrong, whatever the bytes are."""

from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from shared.adapters.workbooks import Bounds, Fault, Unsafe, open_archive

BOUNDS = Bounds(sent=100_000, unpacked=500_000, parts=50)


def saved() -> bytes:
    written = BytesIO()
    Workbook().save(written)
    return written.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    written = BytesIO(GOOD)
    with ZipFile(written, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


GOOD = saved()


def test_a_workbook_is_opened() -> None:
    with open_archive(GOOD, BOUNDS) as archive:
        assert "xl/workbook.xml" in archive.namelist()


@pytest.mark.parametrize(
    ("data", "fault", "most"),
    [
        (bytes(BOUNDS.sent + 1), Fault.TOO_LARGE, BOUNDS.sent),
        (with_part("xl/zeros.bin", bytes(BOUNDS.unpacked)), Fault.TOO_LARGE, BOUNDS.unpacked),
        (with_part("xl/vbaProject.bin", b"x"), Fault.HAS_MACROS, None),
        (with_part("xl/more.xml", b"<!DOCTYPE a><a/>"), Fault.DAMAGED, None),
        (with_part("xl/more.xml", b"<a"), Fault.DAMAGED, None),
        (b"a,b\n1,2\n", Fault.NOT_A_WORKBOOK, None),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(9), Fault.OLD_FORMAT, None),
    ],
    ids=["large", "bomb", "macros", "document type", "broken", "text", "old"],
)
def test_what_is_wrong_is_told_with_its_bound(data: bytes, fault: Fault, most: int | None) -> None:
    with pytest.raises(Unsafe) as refused:
        open_archive(data, BOUNDS)
    assert (refused.value.fault, refused.value.most) == (fault, most)


CHANGES = st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=8)


@settings(max_examples=150)
@given(changes=CHANGES, end=st.integers(0, len(GOOD)) | st.just(len(GOOD)))
def test_whatever_is_changed_it_is_opened_or_refused(
    changes: Sequence[tuple[int, int]], end: int
) -> None:
    data = bytearray(GOOD)
    for place, byte in changes:
        data[place] = byte
    with suppress(Unsafe):
        open_archive(bytes(data[:end]), BOUNDS).close()
