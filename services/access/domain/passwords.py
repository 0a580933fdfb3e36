"""口令强度: what a password must be before it is put into the vault."""

import re
from collections.abc import Callable

from shared.kernel.rejected import Rejected

SHORTEST, LONGEST = 10, 128
CLASSES_NEEDED = 3

_CLASSES: tuple[Callable[[str], bool], ...] = (
    lambda text: any(c.islower() for c in text),
    lambda text: any(c.isupper() for c in text),
    lambda text: any(c.isdigit() for c in text),
    lambda text: any(not c.isalnum() for c in text),
)
_DISGUISES = str.maketrans("@4031!5$7", "aaoeiisst")
# What most guessed passwords are built around, once digits, signs and disguises are taken off.
_WORDS = """
password passwd admin administrator root test tester guest user login welcome letmein master
changeme default secret qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc
wsxedc iloveyou monkey dragon sunshine princess football abc abcd abcde abcdef abcdefg
woaini woaiwojia mima nihao zhangsan lisi wang zhang huawei alibaba tencent baidu beijing
shanghai china luodi zhaoshang shenpi yuanqu kaifaqu guanliyuan xitong
"""
_COMMON = frozenset(_WORDS.split())
_RUNS = ("01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl")
_SHORTEST_RUN = 5
_NO_LETTERS = re.compile(r"[^a-z]+")
_SAME_AGAIN = re.compile(r"(.)\1{3,}")


def require_strong(password: str, login: str) -> None:
    """Refuse a password that is short, of too few kinds of characters, common or the login name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Rejected("password-length", "10 to 128 characters", least=SHORTEST, most=LONGEST)
    if sum(present(password) for present in _CLASSES) < CLASSES_NEEDED:
        raise Rejected(
            "password-too-simple",
            "at least three of: lower case, upper case, digits, other characters",
        )
    if login.casefold() in password.casefold():
        raise Rejected("password-holds-login", "the login name is part of it")
    if _is_common(password):
        raise Rejected("password-common", "this is among the first that are guessed")


def _is_common(password: str) -> bool:
    lowered = password.casefold()
    if _SAME_AGAIN.search(lowered):
        return True
    if any(lowered.find(run[at : at + _SHORTEST_RUN]) >= 0 for run in _RUNS for at in _starts(run)):
        return True
    plain = _NO_LETTERS.sub("", lowered)
    undisguised = _NO_LETTERS.sub("", lowered.strip("0123456789!@#$%^&*._-").translate(_DISGUISES))
    return plain in _COMMON or undisguised in _COMMON


def _starts(run: str) -> range:
    return range(len(run) - _SHORTEST_RUN + 1)
