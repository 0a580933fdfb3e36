"""Which items the project of each template needs, by code, in the stages in which they come."""

from collections.abc import Mapping

_UTILITIES = "C06a C06b C06c C06d C06e C06f "

LISTED: Mapping[str, str] = {
    "basic": "A01 A12 B02",
    "type-1-approval": (
        "P00 A03 A16 A06 A04 A10 A08 A27 A09 A12 A14 A15a A20b A05 B01 B02 B03 C01 C02 C03 C04 K05"
        " C05 C09d D02a D09 D13 D14 D15 D03 D04 D05 D07a D08 D10 D12 " + _UTILITIES
    ),
    "type-2-approval": (
        "P00 A03 A16 A06 A04 A10 A08 A27 A09 A11 A15a A17 A19 A20d A05 B02 C01 C03 C04 K05 C05 C09a"
        " C09b C09c C09d D02b D09 D14 D15 D03 D04 D05 D08 " + _UTILITIES
    ),
    "type-3-filing": (
        "P01 P00 A01 A23 K04 A07 A08 A09 A15b B01 B02 B03 B04 C01 C02 C04 K05 C05 C09d D02a D09 D13"
        " D14 D15 D03 A13 D05 D08 D10 D12 " + _UTILITIES
    ),
    "type-3-verification": (
        "P00 A16 A06 A02 A23 K04 A10 A07 A08 A09 A11 A14 A15a A18 B01 B02 B03 C01 C02 C03 C04 K05"
        " C05 D02a D09 D13 D14 D15 D03 D04 D05 D06b D07a D08 D10 " + _UTILITIES
    ),
    "type-4-filing": (
        "P00 A01 A23 K04 A07 A08 A09 B01 B02 C04 K05 C05 D02b D09 D14 D15 D03 A13 D08 " + _UTILITIES
    ),
    "type-5-filing": (
        "P00 A01 A23 K04 A07 A08 A09 A12 A15b B01 B02 C01 C04 K05 C05 D02b D09 D14 D15 D03 D04 D05"
        " D06c D08 D10 " + _UTILITIES
    ),
    "type-5-verification": (
        "P00 A02 A23 K04 A07 A08 A09 A12 A14 A15b B01 B02 C01 C02 C03 C04 K05 C05 D02a D09 D14 D15"
        " D03 D04 D05 D06c D07a D08 D10 " + _UTILITIES
    ),
    "type-6-filing": (
        "P01 P00 A01 A06 A23 K04 A10 A07 A08 A09 A12 A14 A15a A22 A26 K01 K02 B01 B02 C01 C02 C04"
        " K05 C05 D02a D09 D14 D15 D03 D04 D05 D06b D07a D07c D08 D10 D12 " + _UTILITIES
    ),
    "type-6-verification": (
        "P00 A16 A06 A02 A23 K04 A10 A07 A08 A09 A11 A14 A15a A18 A19 A20a A20c A22 A24 K01 K02 K03"
        " B01 B02 C01 C02 C03 C04 K05 C05 C08a D02a C08b D09 D14 D15 D03 D04 D05 D06a D07a D07c D08"
        " D10 D12 " + _UTILITIES
    ),
    "type-7-approval": (
        "P00 A03 A16 A06 A04 A10 A08 A27 A09 A11 A15a A17 A20a A20b A20c A20d A25b A25c A05 B02 C01"
        " C03 C09a D02b D09 D14 D15 D04 D05 D08 " + _UTILITIES
    ),
    "type-7-verification": (
        "P00 A16 A06 A02 A23 K04 A07 A08 A09 A11 A14 A15a B02 C01 C03 C09a D02b D09 D14 D15 D04 D05"
        " D07a D08 D10 " + _UTILITIES
    ),
    "type-8-approval": (
        "P00 A03 A16 A06 A04 A10 A08 A27 A09 A11 A15a A17 A18 A19 A20b A20c A05 B02 C01 C03 D02b"
        " D09 D14 D15 D04 D05 D08 " + _UTILITIES
    ),
    "type-8-verification": (
        "P00 A16 A06 A02 A08 A27 A09 A11 A15a A17 A18 B02 C01 C03 D02b D09 D14 D15 D04 D05 D08 "
        + _UTILITIES
    ),
    "type-9-verification": (
        "P00 A16 A02 A23 K04 A07 A08 A09 A11 A14 A15a A18 A21 A22 A25c K01 K02 B02 C01 C02 C03 C04"
        " K05 C05 C07 C08a D02a C08b D09 D14 D15 D03 D04 D05 D06a D07a D07b D07c D08 D12 "
        + _UTILITIES
    ),
    "type-9-filing": (
        "P00 A01 A23 K04 A07 A08 A09 A15b B02 C01 C04 K05 C05 D02b D09 D14 D15 D03 A13 D05 D08 "
        + _UTILITIES
    ),
    "type-10-approval": (
        "P00 A03 A06 A04 A08 A27 A09 A25a A05 B02 B03 C01 C03 C04 K05 C05 D02b D09 D13 D14 D15 D03"
        " A13 D08 " + _UTILITIES
    ),
    "type-10-verification": (
        "P00 A06 A02 A23 K04 A10 A07 A08 A09 A12 A15a A19 B02 C01 C04 K05 C05 D02b D09 D14 D15 D03"
        " D04 D05 D08 " + _UTILITIES
    ),
    "type-10-filing": "P00 A01 A14 D02b A13 D07a " + _UTILITIES,
    "start-on-land": (
        "P00 A01 A23 K04 K06 A07 A08 A09 A12 A15b B01 B02 C01 C02 C04 K05 C05 D02a D09 D14 D15 D03"
        " D04 D05 D06b D08 D10 " + _UTILITIES
    ),
    "leased": "P01 P00 A01 A12 A14 C02 D02a D04 D06c D07a D10 D12 " + _UTILITIES,
    "allocated": (
        "P00 A03 A06 A04 A08 A27 A09 A12 A15b A05 B01 B02 B03 C01 C03 C04 K05 C05 D02b D09 D13 D14"
        " D15 D03 D04 D05 D08 " + _UTILITIES
    ),
    "chemical": (
        "P00 A01 A16 A23 K04 A07 A08 A09 A11 A14 A15a A18 A21 A22 K01 K02 B01 B02 C01 C02 C04 K05"
        " C05 C07 C08a D02a C08b D09 D14 D15 D03 D04 D05 D06a D07a D07b D07c D08 D11a D12 "
        + _UTILITIES
    ),
    "area-assessed": (
        "P00 A01 A23 K04 A07 A08 A09 A12 A15a A17 A20a A20b A20c A20d B01 B02 C01 C04 K05 C05 D02b"
        " D09 D14 D15 D03 D04 D05 D08 " + _UTILITIES
    ),
    "standard-land": (
        "P00 A01 A23 K04 K06 A07 A08 A09 A12 A15b B01 B02 C01 C04 K05 C05 D02b D09 D14 D15 D03 D04"
        " D05 D08 " + _UTILITIES
    ),
    "six-stages": (
        "P00 A01 A23 K04 A07 A08 A09 A12 A15b B01 B02 C01 C04 K05 C05 C05-P D02b D09"
        " D14 D15 D03 D04 D05 D08 D10 " + _UTILITIES
    ),
    "four-steps": (
        "P00 A01 A23 K04 A07 A08 A09 A12 A14 A15b B01 B02 C01 C04 K05 C05 D02b D09 D14"
        " D15 D03 D04 D05 D06c D07a D08 D10 " + _UTILITIES
    ),
    "two-stages": (
        "P00 A02 A06 A16 A23 K04 A10 A07 A08 A09 A11 A15b B01 B02 C01 C02 C04 K05 C05"
        " D02a D09 D14 D15 D03 D04 D05 D08 " + _UTILITIES
    ),
    "documents-enterprise": (
        "P00 A01 A16 A23 K04 A07 A08 A09 A11 A15b A21 A24 A25b K01 B01 B02 C01 C04 K05"
        " C05 C07 D02b D09 D14 D15 D03 D04 D05 D06a D07b D08 D11a " + _UTILITIES
    ),
    "documents-government": (
        "P00 A03 A04 A06 A08 A27 A09 A12 A14 A15b A05 B01 B02 C01 C03 C04 K05 C05 D02b"
        " D09 D14 D15 D03 D04 D05 D07a D08 " + _UTILITIES
    ),
    "six-steps-2013": "P01 P00 A04 A06 A20b A12 A14 A02 A23 A07 A09 B01 B02 C05",
}


def listed(template: str) -> list[str]:
    return LISTED[template].split()
