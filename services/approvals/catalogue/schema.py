"""The JSON Schema of a catalogue file, for editors and for whoever writes one by program."""

import json
from pathlib import Path

from services.approvals.catalogue.shape import CatalogueShape

DOCUMENT = Path(__file__).parents[3] / "docs" / "catalogue.schema.json"


def written() -> str:
    """Return the schema as it stands in the docs."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **CatalogueShape.model_json_schema(),
        "title": "事项目录",
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
