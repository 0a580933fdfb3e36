import pytest

from services.access.domain.passwords import require_strong
from tests.harness.given_when_then import refused


@pytest.mark.parametrize(
    "password",
    [
        "Steht-hinter-7-Bergen",
        "pingan Xi 2031 gu",
        "工业园区-Bau-9-号",
        "tR7#kqLm9z",
        "STEHT-hinter-Bergen",
    ],
)
def test_a_good_password_passes(password: str) -> None:
    require_strong(password, "wang.wu")


@pytest.mark.parametrize("password", ["Kurz-1", "A1-" + "schaf" * 26])
def test_length_is_bounded(password: str) -> None:
    with refused("password-length"):
        require_strong(password, "wang.wu")


@pytest.mark.parametrize("password", ["steht hinter bergen", "STEHTHINTER17", "739251846027"])
def test_three_kinds_of_characters_are_needed(password: str) -> None:
    with refused("password-too-simple"):
        require_strong(password, "wang.wu")


@pytest.mark.parametrize("password", ["Wang.Wu-Tor-9", "tor-WANG.WU-9"])
def test_the_login_name_is_no_password(password: str) -> None:
    with refused("password-holds-login"):
        require_strong(password, "wang.wu")


@pytest.mark.parametrize(
    "password",
    [
        "Password-2026",
        "P@ssw0rd-2026",
        "Luodi-2026!!",
        "Tor-98765-Bach",
        "Abcdefgh-77",
        "Qwerty-Haus-7",
        "Admin@2026!!",
        "Aaaa-Bach-77",
        "12!Welcome!34",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with refused("password-common"):
        require_strong(password, "wang.wu")
