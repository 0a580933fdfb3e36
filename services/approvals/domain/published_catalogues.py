"""事项目录: the versions as published, one after the other; which holds on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.approvals.domain.catalogue import CatalogueVersion
from services.approvals.domain.catalogue.checking import require_sound
from services.approvals.domain.commands import CatalogueCommand
from services.approvals.domain.events import CatalogueEvent, CatalogueVersionPublished
from shared.kernel.asked import require_now
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import DepartmentId
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class Catalogues:
    """目录状态: the versions in the order in which they hold; each ends where the next begins."""

    versions: tuple[CatalogueVersion, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """The items that some version has."""
        return frozenset(item.code for version in self.versions for item in version.items)

    def department_of(self, code: str) -> DepartmentId | None:
        """Return who decides on an item by the newest version that has it."""
        newest_first = (item for version in reversed(self.versions) for item in version.items)
        return next((item.department for item in newest_first if item.code == code), None)

    def version(self, name: str) -> CatalogueVersion | None:
        """Return a version by its name."""
        return next((one for one in self.versions if one.version == name), None)

    def require(self, name: str) -> CatalogueVersion:
        """Return a version by its name, or refuse."""
        found = self.version(name)
        if found is None:
            detail = f"there is no catalogue {name}"
            raise Rejected("catalogue-version-unknown", detail, version=name)
        return found

    def in_force(self, day: date) -> CatalogueVersion:
        """Return the version that holds on a day, or refuse where there is none."""
        for one in self.versions:
            ended = one.effective_until is not None and one.effective_until <= day
            if one.effective_from <= day and not ended:
                return one
        raise Rejected("catalogue-not-published", f"no catalogue holds on {day}", on=str(day))


def decide(command: CatalogueCommand, catalogues: Catalogues) -> Sequence[CatalogueEvent]:
    """发布: a sound version, once, after all that were published before."""
    new = command.catalogue
    known = catalogues.version(new.version)
    if known is not None and same_content(known, new):
        return []
    require_now(command)
    if known is not None:
        detail = f"{new.version} was published with another content"
        raise Rejected("catalogue-version-taken", detail, version=new.version)
    require_sound(new)
    last = catalogues.versions[-1] if catalogues.versions else None
    _require_after(last, new)
    ends = last.version if last is not None and last.effective_until is None else None
    return [CatalogueVersionPublished(catalogue=new, ends=ends)]


def same_content(known: CatalogueVersion, new: CatalogueVersion) -> bool:
    """Tell whether this is what was published, also where a later version has ended it since."""
    return replace(known, effective_until=new.effective_until) == new


def _require_after(last: CatalogueVersion | None, new: CatalogueVersion) -> None:
    if last is None:
        return
    begins_too_soon = new.effective_from <= last.effective_from
    ends_too_late = last.effective_until is not None and last.effective_until > new.effective_from
    if begins_too_soon or ends_too_late:
        detail = f"{last.version} holds from {last.effective_from} to {last.effective_until}"
        raise Rejected("catalogue-versions-overlap", detail, version=last.version)


def evolve(catalogues: Catalogues, event: CatalogueEvent) -> Catalogues:
    """Take in one event. No rules here: what happened, happened."""
    before = tuple(
        replace(one, effective_until=event.catalogue.effective_from)
        if one.version == event.ends
        else one
        for one in catalogues.versions
    )
    return replace(catalogues, versions=(*before, event.catalogue))


def about(_: Catalogues) -> About:
    """Say whose the catalogue is: everybody's."""
    return About()


CATALOGUES: Decider[CatalogueCommand, Catalogues, CatalogueEvent] = Decider(
    category="catalogue", initial=Catalogues(), decide=decide, evolve=evolve, about=about
)
