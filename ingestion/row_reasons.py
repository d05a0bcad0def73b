"""Why a row becomes no record: code, meaning and remedy."""

ROW_REASONS = (
    (
        "row_ragged",
        "The row has more or fewer cells than the header, often for a quote that is never closed",
        "Correct the row at its origin, or export the file again.",
    ),
    (
        "row_not_an_object",
        "The entry of the JSON list is no object with keys",
        "Correct the entry at its origin, or the path in the profile (file: rows).",
    ),
    (
        "line_too_long",
        "The line or a cell is longer than any real one",
        "Check that the file is not damaged, then export it again.",
    ),
    (
        "nul_character",
        "The row holds NUL characters, as a file damaged by a power loss does",
        "Export the file again.",
    ),
    (
        "time_invalid",
        "The time is empty or not written in one of the profile's formats",
        "Add its format to the profile, or correct the row at its origin.",
    ),
    (
        "time_missing",
        "The point or message states no time",
        "Nothing needs to be done where it was planned; otherwise export it again with times.",
    ),
    (
        "time_nonexistent",
        "The local time lies in the hour that summer time skips",
        "Correct the profile's time zone, or the row at its origin.",
    ),
    (
        "time_out_of_range",
        "The time lies before 1900 or after 2199, or before there was such a device",
        "Correct the row at its origin.",
    ),
    (
        "interval_unknown",
        "The text for the length of the interval is none that the profile knows",
        "Add the text to the map of interval_minutes in the profile.",
    ),
    (
        "date_missing",
        "The row has no date",
        "Correct the row at its origin.",
    ),
    (
        "date_invalid",
        "The date does not exist or is not written in one of the known formats",
        "Add its format to the profile, or correct the row at its origin.",
    ),
    (
        "number_missing",
        "The row has no number where one is needed",
        "Correct the row at its origin.",
    ),
    (
        "number_invalid",
        "The number is not written with the expected decimal and thousands marks",
        "Correct the marks in the profile, or the row at its origin.",
    ),
    (
        "unit_unknown",
        "The reading has no unit that is known",
        "Name the unit in the profile or under sources in household.yml.",
    ),
    (
        "flow_unknown",
        "The row's commodity or flow is none that the profile knows",
        (
            "Add the text to the map of commodity or flow in the profile, or name the flow under "
            "sources in household.yml."
        ),
    ),
    (
        "entity_missing",
        "The row has no entity id",
        "Correct the row at its origin.",
    ),
    (
        "meter_missing",
        "The row names no meter",
        "Name the meter in the profile or under sources in household.yml.",
    ),
    (
        "person_missing",
        "The row names no person",
        "Name the person in the profile or under sources in household.yml.",
    ),
    (
        "sensor_missing",
        "The row names no sensor",
        "Name the sensor in the profile.",
    ),
    (
        "account_missing",
        "The record names no account",
        "Name the account in the profile or under sources in household.yml.",
    ),
    (
        "kind_unknown",
        "The kind of the transaction is none of income, expense and transfer",
        "Add the text to the map of the field kind in the profile.",
    ),
    (
        "own_row_invalid",
        "The row of the household's own file does not say what it must",
        "Correct the row; docs/household-files.md shows what each column says.",
    ),
    (
        "field_invalid",
        "The field of the statement does not say what its format demands",
        "Export the statement again; if it stays so, ask the bank for another format.",
    ),
    (
        "unsupported_record",
        "The record is of a kind that is not read yet",
        "Nothing needs to be done; it is kept in the raw file and read by a later version.",
    ),
    (
        "rest_unreadable",
        "The file is cut off or damaged, and what stands behind cannot be read",
        "Copy it from the device again; what stands before counts.",
    ),
    (
        "checksum_wrong",
        "The file's checksum does not fit its bytes, so that a value may be wrong",
        "Copy it from the device again; until then its values count as they are.",
    ),
)
