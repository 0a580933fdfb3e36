"""Which project bears a code: one stream per code, written in one append with the project's own.

So two projects that are given the same code at the same moment cannot both bear it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import assert_never

from shared.kernel.asked import Asked
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import ProjectId
from shared.kernel.project_code import ProjectCode
from shared.kernel.rejected import Rejected

_DIGITS = 40


def register_of(code: ProjectCode) -> str:
    """Name the stream of a code; a digest, so that the name does not tell the code."""
    return sha256(str(code).encode()).hexdigest()[:_DIGITS]


@dataclass(frozen=True, kw_only=True)
class CodeClaimed:
    """项目代码占用: from now on the code is this project's."""

    project_id: ProjectId


@dataclass(frozen=True, kw_only=True)
class CodeFreed:
    """项目代码释放: this project bears another code now; any project may be given this one."""

    project_id: ProjectId


CodeEvent = CodeClaimed | CodeFreed


@dataclass(frozen=True, kw_only=True)
class ClaimCode(Asked):
    """占用项目代码: let the code be this project's alone."""

    project_id: ProjectId


@dataclass(frozen=True, kw_only=True)
class FreeCode(Asked):
    """释放项目代码: give the code up."""

    project_id: ProjectId


CodeCommand = ClaimCode | FreeCode


@dataclass(frozen=True, kw_only=True)
class Register:
    """项目代码登记: the project whose code it is, if it is anybody's."""

    holder: ProjectId | None = None


def _decide(command: CodeCommand, register: Register) -> Sequence[CodeEvent]:
    own = register.holder == command.project_id
    match command:
        case ClaimCode():
            if register.holder is not None and not own:
                raise Rejected(
                    "project-code-taken", "another project bears it", project_id=register.holder
                )
            return [] if own else [CodeClaimed(project_id=command.project_id)]
        case FreeCode():
            return [CodeFreed(project_id=command.project_id)] if own else []
        case _:
            assert_never(command)


def _evolve(_: Register, event: CodeEvent) -> Register:
    match event:
        case CodeClaimed():
            return Register(holder=event.project_id)
        case CodeFreed():
            return Register()
        case _:
            assert_never(event)


CODE_REGISTER: Decider[CodeCommand, Register, CodeEvent] = Decider(
    category="projectcode",
    initial=Register(),
    decide=_decide,
    evolve=_evolve,
    about=lambda _: About(),
)
