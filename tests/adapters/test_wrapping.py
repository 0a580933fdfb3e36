"""Secrets at rest: what is wrapped, by which key, and where the key comes from."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.adapters.settings import Settings, SettingsError
from shared.adapters.wrapping import KEY_BYTES, KEY_FILE, NotUnwrapped, Wrapping, wrapping_of

FIRST, SECOND = b"1" * KEY_BYTES, b"2" * KEY_BYTES
SECRET = b"what nobody may read"
ENOUGH = {
    "LUODI_DATABASE_URL": "postgresql://127.0.0.1:5432",
    "LUODI_NATS_URL": "nats://127.0.0.1:4222",
    "LUODI_INTERNAL_TOKEN": "0123456789abcdef",
    "LUODI_SOURCE_URN": "urn:cn:123700000000000000:system",
}


def word(key: bytes) -> str:
    return base64.b64encode(key).decode()


def told(**environment: str) -> Settings:
    return Settings.from_environment("access", {**ENOUGH, **environment})


def test_a_secret_is_wrapped_differently_each_time_and_opens_as_what_it_is() -> None:
    wrapping = Wrapping([FIRST])
    one, other = wrapping.wrap(SECRET, "a"), wrapping.wrap(SECRET, "a")
    assert one != other
    assert SECRET not in one
    assert wrapping.unwrap(one, wrapping.current, "a") == SECRET
    assert wrapping.unwrap(other, wrapping.current, "a") == SECRET


def test_it_opens_as_nothing_else_and_not_after_a_change() -> None:
    wrapping = Wrapping([FIRST])
    wrapped = wrapping.wrap(SECRET, "a")
    with pytest.raises(NotUnwrapped):
        wrapping.unwrap(wrapped, wrapping.current, "b")
    for place in (0, -1):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises(NotUnwrapped):
            wrapping.unwrap(bytes(changed), wrapping.current, "a")


def test_the_first_key_wraps_and_every_one_unwraps() -> None:
    old, both, new = Wrapping([FIRST]), Wrapping([SECOND, FIRST]), Wrapping([SECOND])
    wrapped = old.wrap(SECRET, "a")
    assert both.unwrap(wrapped, old.current, "a") == SECRET
    assert both.current == new.current != old.current
    assert new.unwrap(both.wrap(SECRET, "a"), both.current, "a") == SECRET
    with pytest.raises(NotUnwrapped, match="LUODI_SECRET_KEY"):
        new.unwrap(wrapped, old.current, "a")


def test_what_was_never_wrapped_is_returned_as_it_is() -> None:
    assert Wrapping([FIRST]).unwrap(SECRET, None, "a") == SECRET


def test_the_key_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    expected = Wrapping([FIRST]).current
    both = f"{word(FIRST)}, {word(SECOND)}"
    assert wrapping_of(told(LUODI_SECRET_KEY=both)).current == expected
    file = tmp_path / "keys"
    file.write_text(f"{word(FIRST)}\n{word(SECOND)}\n")
    assert wrapping_of(told(LUODI_SECRET_KEY_FILE=str(file))).current == expected


@pytest.mark.parametrize("wrong", ["x", ",", word(b"short"), f"{word(FIRST)},?"])
def test_a_key_that_is_none_is_named_without_being_shown(wrong: str) -> None:
    with pytest.raises(SettingsError, match="LUODI_SECRET_KEY") as refused:
        wrapping_of(told(LUODI_SECRET_KEY=wrong))
    assert word(FIRST) not in str(refused.value)


def test_a_file_that_is_told_of_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="LUODI_SECRET_KEY"):
        wrapping_of(told(LUODI_SECRET_KEY_FILE=str(tmp_path / "nowhere")))


def test_without_any_one_is_made_that_only_its_owner_reads(tmp_path: Path) -> None:
    settings = told(LUODI_STATE_DIR=str(tmp_path / "state"))
    with ThreadPoolExecutor(8) as pool:
        made = {each.current for each in pool.map(wrapping_of, [settings] * 8)}
    assert made == {wrapping_of(settings).current}
    (file,) = (tmp_path / "state").iterdir()
    assert file.name == KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
