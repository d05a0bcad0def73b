"""What every page says first: of which moment its numbers are, and whether that is the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale

from households import HouseholdError, load_household
from portal.formats import DEFAULT_LOCALE, Formats
from runner.gate import stale_reasons
from runner.publication import Publication
from runner.settings import Settings


@dataclass(frozen=True)
class Frame:
    """The head and foot of all pages of one publication.

    state: good, alert where a newer run was not published, unknown where nothing is.
    as_of: the instant of the numbers, ISO 8601 in UTC; empty where nothing is published.
    version: that of the site, which changes with each publication; empty where nobody asks for it.
    """

    formats: Formats
    state: str
    word: str
    sentence: str
    reasons: Sequence[str]
    as_of: str
    as_of_text: str
    date_text: str
    version: str = ""

    @property
    def is_stale(self) -> bool:
        """Tell whether the last run is not the one that is shown."""
        return self.state == "alert"


def frame_of(
    settings: Settings, publication: Publication | None, document: Mapping[str, Any] | None
) -> Frame:
    """Say how fresh the published state is, in the household's locale.

    document: the catalog document, which names why a state is stale; without one the history of
    runs is asked.
    """
    formats = formats_of(settings)
    reasons = _reasons(settings, publication, document)
    version = str((document or {}).get("site_version", ""))
    if publication is None:
        sentence = "Nothing is published yet: run daybook refresh."
        return Frame(formats, "unknown", "Empty", sentence, reasons, "", "", "", version)
    as_of = datetime.fromisoformat(publication.as_of)
    as_of_text = formats.moment(as_of)
    date_text = formats.long_day(formats.local_date(as_of))
    parts = (reasons, publication.as_of, as_of_text, date_text, version)
    if reasons:
        sentence = f"These are the numbers of {as_of_text}; nothing newer passed."
        return Frame(formats, "alert", "STALE", sentence, *parts)
    return Frame(formats, "good", "Fresh", f"as of {as_of_text}", *parts)


def formats_of(settings: Settings) -> Formats:
    """Return how the household writes; by the defaults where its file cannot be read now."""
    try:
        household = load_household(settings.household)
    except HouseholdError:
        return Formats(Locale.parse(DEFAULT_LOCALE))
    return Formats(Locale.parse(household.locale), household.zone_at(settings.as_of))


def _reasons(
    settings: Settings, publication: Publication | None, document: Mapping[str, Any] | None
) -> Sequence[str]:
    if document is not None:
        return tuple(document["stale_reasons"]) if document["is_stale"] else ()
    return tuple(stale_reasons(settings, publication))
