"""The tables of the catalog document as AWS Glue takes them."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from observability.crawler.facts import Json

# By these Glue's tables tell whose they are and what was written into them last.
OWNER, FINGERPRINT = "daybook.lake", "daybook.fingerprint"
# Source: AWS Glue API, Column and TableInput (2017-03-31).
_LONGEST_COMMENT, _LONGEST_DESCRIPTION = 255, 2048
_PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {
        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    },
}
_DELTA = {
    "classification": "delta",
    "table_type": "DELTA",
    "spark.sql.sources.provider": "delta",
}


def databases_of(document: Mapping[str, Any], prefix: str, lake: str) -> dict[str, dict[str, Json]]:
    """Return Glue's table inputs by database and name: a database for each schema of the lake.

    lake: the address that locations begin with.
    """
    found: dict[str, dict[str, Json]] = {}
    for table in document["tables"].values():
        if table["is_stored"]:
            database = found.setdefault(f"{prefix}_{table['schema']}", {})
            database[table["name"]] = _table_input(table, lake)
    return found


def _table_input(table: Mapping[str, Any], lake: str) -> Json:
    is_delta = table["layer"] != "bronze"
    partitions = table["partitioned_by"]
    columns = [_column(name, one) for name, one in table["columns"].items()]
    place = lake if "://" in lake else f"file://{lake}"
    content = {
        "Name": table["name"],
        "Description": shortened(table["description"], _LONGEST_DESCRIPTION),
        "Owner": table["owner"] or "",
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [one for one in columns if one["Name"] in partitions],
        "StorageDescriptor": {
            "Columns": [one for one in columns if one["Name"] not in partitions],
            "Location": f"{place}/{table['schema']}/{table['name']}",
            **_PARQUET,
        },
        "Parameters": {
            "EXTERNAL": "TRUE",
            **(_DELTA if is_delta else {"classification": "parquet"}),
            **_parameters(table),
            OWNER: lake,
        },
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    content["Parameters"][FINGERPRINT] = digest[:32]
    return content


def _parameters(table: Mapping[str, Any]) -> dict[str, str]:
    """Return what a crawl found, as texts; what is not known is left out."""
    known = {
        "recordCount": table["count_rows"],
        "daybook.layer": table["layer"],
        "daybook.state": table["state"],
        "daybook.is_personal": str(table["is_personal"]).lower(),
        "daybook.quality_percent": table["quality"]["score_percent"],
        "daybook.freshness": table["freshness"]["state"],
        "daybook.latest_at": table["freshness"]["latest_at"],
        "daybook.control_chart": table["control"]["state"],
    }
    return {name: str(value) for name, value in known.items() if value is not None}


def _column(name: str, column: Mapping[str, Any]) -> Json:
    comment = shortened(column["description"], _LONGEST_COMMENT)
    return {"Name": name, "Type": column["type"], "Comment": comment}


def shortened(text: str, longest: int) -> str:
    """Return a text on one line and no longer than Glue takes, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
