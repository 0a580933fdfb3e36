"""Names brought to one form, so that two spellings of one company or project meet.

What is done, in this order: width and compatibility forms are unified (NFKC) and case is folded;
a Latin legal form at the end goes (Co., Ltd.); spaces, brackets and punctuation go (what stands in
brackets stays); then the Chinese legal form at the end goes. 集团 stays, for a group is not its
subsidiary; so does 分公司, and every place name: 浙江九安 and 四川九安 are two companies. The same
text always gives the same key, and a key is its own key.
"""

import re
import unicodedata

from shared.kernel.rejected import Rejected

_NOT_A_LETTER = re.compile(r"[\W_]+")
_LATIN_FORM = re.compile(
    r"(?<=[^\s,.])(?:[\s,.]+(?:co|company|ltd|limited|corp|corporation|inc|llc|gmbh|plc)\b\.?)+\s*$"
)
_LEGAL_FORM = r"(?:股份有限责任|股份有限|有限责任|有限|股份|总)?(?<![分子])公司"
_COMPANY_ENDING = re.compile(rf"{_LEGAL_FORM}$")
_PROJECT_ENDING = re.compile(rf"(?:{_LEGAL_FORM}|(?:建设)?项目)$")


def company_key(name: str) -> str:
    """Return the key under which a company is looked for; raises Rejected for a name of nothing."""
    return _without(_COMPANY_ENDING, _letters(name))


def project_key(name: str) -> str:
    """Return the key of a project's name: as a company's, and without 项目 at the end."""
    return _without(_PROJECT_ENDING, _letters(name))


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    letters = _NOT_A_LETTER.sub("", _LATIN_FORM.sub("", plain))
    if not letters:
        raise Rejected("name-blank", "a name has at least one letter", name=name)
    return letters


def _without(ending: re.Pattern[str], letters: str) -> str:
    """Take endings off as long as something is left."""
    shorter = ending.sub("", letters)
    while shorter and shorter != letters:
        letters, shorter = shorter, ending.sub("", shorter)
    return letters
