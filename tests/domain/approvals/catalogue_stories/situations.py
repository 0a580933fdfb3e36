"""What is answered for the projects of the stories: one of each template, and four large ones."""

from collections.abc import Mapping
from dataclasses import dataclass

Answers = Mapping[str, str]

# A modest new building on granted land in which nothing special happens.
MODEST: Answers = {
    "investment": "8000",
    "construction": "new",
    "floor-area": "20000",
    "land": "grant",
    "eia": "form",
    "energy": "300",
    "electricity": "100",
    "area": "2",
    "earthwork": "3000",
    "hazardous": "none",
    "discharge-permit": "none",
    **dict.fromkeys(
        (
            *("new-construction-land", "farmland", "forest", "standard-land", "area-assessed"),
            *("new-company", "foreign", "foreign-security", "chemical", "explosive"),
            *("occupational", "social-risk", "own-intake", "outfall", "flood-zone", "mineral"),
            *("geohazard", "seismic", "relics", "national-security", "airspace", "sea"),
            *("total-quota", "energy-quota", "capacity-swap", "civil-building", "beyond-limit"),
            *("special-works", "simple-low-risk", "tender", "road-works", "road-occupation"),
            *("greenery", "spoil", "sewer", "special-equipment", "piles-first"),
        ),
        "no",
    ),
}


def like_modest(*yes: str, **other: str) -> Answers:
    """Answer as the modest building does, but for these."""
    named = {question.replace("_", "-"): answer for question, answer in other.items()}
    return {**MODEST, **dict.fromkeys(yes, "yes"), **named}


PROJECTS: Mapping[str, Answers] = {
    "basic": {},
    # A school on allocated farmland.
    "type-1-approval": like_modest(
        *("new-construction-land", "farmland", "social-risk", "geohazard", "civil-building"),
        *("special-works", "tender", "spoil", "sewer", "special-equipment"),
        land="allocation",
        energy="1200",
        area="6",
        earthwork="60000",
    ),
    # A road with a pumping station, through a wood and over a river.
    "type-2-approval": like_modest(
        *("new-construction-land", "farmland", "forest", "flood-zone", "relics", "social-risk"),
        *("tender", "road-works", "road-occupation", "greenery", "spoil"),
        land="allocation",
        eia="report",
        floor_area="900",
        area="20",
        earthwork="200000",
    ),
    # A tower of offices.
    "type-3-filing": like_modest(
        *("new-company", "civil-building", "beyond-limit", "special-works", "spoil", "sewer"),
        "special-equipment",
        eia="registration",
        area="3",
        earthwork="20000",
    ),
    # A leisure park of the kind that has to be verified.
    "type-3-verification": like_modest(
        *("new-construction-land", "farmland", "social-risk", "own-intake", "civil-building"),
        *("special-works", "tender", "sewer"),
        eia="report",
        energy="2500",
        area="30",
        earthwork="300000",
        discharge_permit="simplified",
    ),
    # A small shed whose drawings nobody examines.
    "type-4-filing": like_modest(
        "simple-low-risk",
        eia="registration",
        investment="300",
        floor_area="2000",
        area="0.3",
        earthwork="500",
    ),
    "type-5-filing": like_modest(
        "sewer",
        land="grant-with-design",
        area="4",
        earthwork="30000",
        discharge_permit="registration",
    ),
    "type-5-verification": like_modest(
        *("special-works", "tender", "sewer"),
        land="grant-with-design",
        energy="1500",
        area="4",
        discharge_permit="registration",
    ),
    # Electronics with foreign money, on new land.
    "type-6-filing": like_modest(
        *("new-company", "foreign", "foreign-security", "new-construction-land", "farmland"),
        *("occupational", "total-quota", "energy-quota", "special-works", "sewer"),
        "special-equipment",
        energy="3000",
        area="8",
        discharge_permit="simplified",
    ),
    # A steel works.
    "type-6-verification": like_modest(
        *("new-construction-land", "forest", "social-risk", "explosive", "occupational"),
        *("own-intake", "outfall", "mineral", "seismic", "total-quota", "energy-quota"),
        *("capacity-swap", "special-works", "tender", "sewer", "special-equipment"),
        eia="report",
        energy="50000",
        area="60",
        discharge_permit="key",
    ),
    # A motorway to a port.
    "type-7-approval": like_modest(
        *("new-construction-land", "farmland", "social-risk", "flood-zone", "mineral"),
        *("geohazard", "seismic", "relics", "airspace", "sea", "tender", "road-works"),
        land="allocation",
        eia="report",
        floor_area="0",
        area="100",
    ),
    # A railway yard.
    "type-7-verification": like_modest(
        *("new-construction-land", "social-risk", "tender", "road-works", "sewer"),
        eia="report",
        electricity="600",
        floor_area="0",
        area="15",
    ),
    # A reservoir.
    "type-8-approval": like_modest(
        *("new-construction-land", "farmland", "forest", "social-risk", "own-intake"),
        *("flood-zone", "geohazard", "seismic", "tender"),
        land="allocation",
        eia="report",
        floor_area="0",
        area="50",
    ),
    # A hydroelectric station of a company.
    "type-8-verification": like_modest(
        *("new-construction-land", "social-risk", "own-intake", "flood-zone", "tender"),
        land="allocation",
        eia="report",
        floor_area="0",
        area="12",
    ),
    # A terminal for liquid gas.
    "type-9-verification": like_modest(
        *("social-risk", "explosive", "occupational", "own-intake", "sea", "total-quota"),
        *("energy-quota", "special-works", "tender", "special-equipment"),
        eia="report",
        energy="20000",
        area="18",
        hazardous="storage",
        discharge_permit="key",
    ),
    # A solar field.
    "type-9-filing": like_modest(eia="registration", floor_area="400", area="3"),
    # An annexe to a public office.
    "type-10-approval": like_modest(
        *("national-security", "civil-building", "tender"),
        land="allocation",
        construction="extension",
        eia="registration",
        area="0.2",
        earthwork="300",
    ),
    "type-10-verification": like_modest("new-construction-land", "forest", area="6"),
    # Computers bought for a hall that stands.
    "type-10-filing": like_modest(
        land="no-new-land",
        construction="none",
        eia="registration",
        electricity="2000",
        floor_area="0",
        area="0",
        earthwork="0",
    ),
    "start-on-land": like_modest(
        *("standard-land", "special-works", "sewer"),
        area="4",
        earthwork="20000",
        discharge_permit="simplified",
    ),
    # A workshop in a leased hall, refitted below the limits of the building permit.
    "leased": like_modest(
        *("new-company", "special-works", "sewer", "special-equipment"),
        track="filing",
        land="no-new-land",
        construction="none",
        investment="25",
        floor_area="280",
        energy="1100",
        area="0",
        earthwork="0",
        discharge_permit="registration",
    ),
    # A clinic.
    "allocated": like_modest("civil-building", "tender", track="approval", land="allocation"),
    "chemical": like_modest(
        *("chemical", "explosive", "occupational", "own-intake", "total-quota", "energy-quota"),
        *("special-works", "special-equipment"),
        track="filing",
        eia="report",
        energy="12000",
        area="10",
        hazardous="production",
        discharge_permit="key",
    ),
    "area-assessed": like_modest(
        *("area-assessed", "flood-zone", "mineral", "geohazard", "seismic", "relics"),
        track="filing",
        area="7",
    ),
    "standard-land": like_modest("standard-land", "area-assessed"),
    # A hall whose piles go first.
    "six-stages": like_modest("piles-first", "sewer"),
    "four-steps": like_modest("sewer", energy="1300", discharge_permit="registration"),
    "two-stages": like_modest(
        *("new-construction-land", "farmland", "social-risk", "special-works"), eia="report"
    ),
    # A dye works below a flight path.
    "documents-enterprise": like_modest(
        *("chemical", "airspace", "outfall", "total-quota"),
        eia="report",
        hazardous="production",
        discharge_permit="key",
    ),
    "documents-government": like_modest("tender", land="allocation", energy="1100"),
    "six-steps-2013": {},
}


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A template with the answers to its questions."""

    template: str
    answers: Answers


def project(template: str) -> Situation:
    """Return the project that stands for a template."""
    return Situation(template=template, answers=PROJECTS[template])


# A plant with everything that a plant may have, so that nearly every item is in its plan.
PLANT = Situation(
    template="type-6-filing",
    answers=like_modest(
        *(question for question, answer in MODEST.items() if answer == "no"),
        investment="120000",
        eia="report",
        energy="50000",
        electricity="9000",
        area="60",
        earthwork="900000",
        hazardous="production",
        simple_low_risk="no",
        discharge_permit="key",
    ),
)
WORKSHOP = Situation(
    template="type-6-filing",
    answers=like_modest(hazardous="use", discharge_permit="simplified"),
)
SHOP = Situation(
    template="type-6-filing",
    answers=like_modest(eia="registration", discharge_permit="registration"),
)
LAUNDRY = Situation(template="type-6-filing", answers=like_modest(discharge_permit="registration"))
VERIFIED = project("type-6-verification")
GOVERNMENT = project("type-1-approval")
