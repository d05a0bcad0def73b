"""The families of files that are certain by what they hold: the one place that lists them.

A new family is a decoder module and one entry here. `fits` sees the first bytes only; it must be
cheap and hold for no file of another family. The members of an archive are files of their own,
unless a family reads the archive as a whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from ingestion.decoders.apple_health import AppleHealth
from ingestion.decoders.apple_health_xml import is_export
from ingestion.decoders.base import Decoder, Head
from ingestion.decoders.camt import Camt
from ingestion.decoders.camt_xml import looks_like_camt
from ingestion.decoders.fit import Fit
from ingestion.decoders.fit_messages import is_fit
from ingestion.decoders.fitbit_sleep import FitbitSleep
from ingestion.decoders.garmin_connect import GarminConnect
from ingestion.decoders.gpx import Gpx
from ingestion.decoders.gpx_tcx_xml import begins_with
from ingestion.decoders.green_button import GreenButton
from ingestion.decoders.green_button_xml import is_espi
from ingestion.decoders.home_assistant import HEADER as HISTORY_HEADER
from ingestion.decoders.home_assistant import HomeAssistantHistory, has_history_header
from ingestion.decoders.home_assistant_statistics import HomeAssistantStatistics
from ingestion.decoders.home_assistant_statistics_rows import is_statistics
from ingestion.decoders.mt940 import Mt940
from ingestion.decoders.mt940_fields import looks_like_mt940
from ingestion.decoders.nem12 import Nem12, is_nem12
from ingestion.decoders.ofx import Ofx
from ingestion.decoders.ofx_tokens import looks_like_ofx
from ingestion.decoders.oura import Oura
from ingestion.decoders.qif import Qif
from ingestion.decoders.qif_records import looks_like_qif
from ingestion.decoders.tcx import Tcx
from ingestion.decoders.tracker_documents import TrackerDocuments
from ingestion.errors import QuarantineError
from ingestion.home_zone import Zone

if TYPE_CHECKING:
    from households import DateOrder, Override, Source

DEFAULT_PERSON = "me"


@dataclass(frozen=True)
class Origin:
    """Say where a content comes from: its source's name and entry, and the home's zone."""

    source: str | None
    entry: "Source | None"
    zone: Zone

    @property
    def person(self) -> str:
        """Return the one person whose file it is.

        Raises: QuarantineError where the source names a column, which such a file has not.
        """
        return self._constant("person") or DEFAULT_PERSON

    @property
    def account(self) -> str | None:
        """Return the one account whose file it is, where the source names it.

        Raises: QuarantineError where the source names a column, which such a file has not.
        """
        return self._constant("account")

    @property
    def currency(self) -> str | None:
        """Return the currency of the file's amounts, where the source names it.

        Raises: QuarantineError where the source names a column, which such a file has not.
        """
        return self._constant("currency")

    @property
    def local_zone(self) -> Zone:
        """Return the zone of the file's local times: the source's, else the home's."""
        stated = self.entry.time_zone if self.entry is not None else None
        return ZoneInfo(stated) if stated else self.zone

    @property
    def is_zone_stated(self) -> bool:
        """Tell whether the source names the zone, so that none has to be assumed."""
        return self.entry is not None and self.entry.time_zone is not None

    @property
    def date_order(self) -> "DateOrder | None":
        """Return the order of day and month that the source states."""
        return self.entry.date_order if self.entry is not None else None

    def _constant(self, what: Literal["person", "account", "currency"]) -> str | None:
        named: Override | None = getattr(self.entry, what) if self.entry is not None else None
        if named is None or isinstance(named, str):
            return named
        detail = f"such a file has no columns: name one {what} under sources"
        raise QuarantineError("header_mismatch", detail)


@dataclass(frozen=True)
class Family:
    """One family: its decoder, what tells its files, and what to say of a file of another.

    `name` is what `decoder:` of a source states. Where an archive is read as a whole, `fits` sees
    the first bytes of its members.
    """

    name: str
    version: int
    fits: Callable[[Head], bool]
    make: Callable[[Origin], Decoder]
    expected: str
    otherwise: str = "malformed"
    reads_archives: bool = False


def by_content(head: Head) -> Family | None:
    """Return the family that a content certainly is of."""
    return next((family for family in FAMILIES if family.fits(head)), None)


def by_name(name: str) -> Family:
    """Return the family that a source names.

    Raises: QuarantineError.
    """
    if name not in BY_NAME:
        names = [family.name for family in FAMILIES]
        known = f"{name}; known are {', '.join(names[:-1])} and {names[-1]}"
        raise QuarantineError("decoder_unknown", known)
    return BY_NAME[name]


def decoder_of(family: Family, head: Head, origin: Origin) -> Decoder:
    """Return the decoder of a content whose source names a family.

    Raises: QuarantineError where the content is of another.
    """
    if not family.fits(head):
        raise QuarantineError(family.otherwise, family.expected)
    return family.make(origin)


def _statistics(origin: Origin) -> Decoder:
    return HomeAssistantStatistics(
        origin.local_zone,
        is_zone_stated=origin.is_zone_stated,
        flow=origin.entry.flow if origin.entry is not None else None,
        date_order=origin.date_order,
    )


def _in_local_time(make: type[Gpx | Tcx | TrackerDocuments]) -> Callable[[Origin], Decoder]:
    """Return how a decoder is made of files whose times may state no zone."""
    return lambda origin: make(
        origin.person, origin.local_zone, is_zone_stated=origin.is_zone_stated
    )


FAMILIES = (
    Family(
        AppleHealth.name,
        AppleHealth.version,
        lambda head: any(is_export(one) for one in head.beginnings),
        lambda origin: AppleHealth(origin.person),
        "it is no Apple Health export with <HealthData",
        reads_archives=True,
    ),
    Family(
        Ofx.name,
        Ofx.version,
        lambda head: looks_like_ofx(head.data),
        lambda _origin: Ofx(),
        "it has no OFX header and no <OFX>",
    ),
    Family(
        Camt.name,
        Camt.version,
        lambda head: looks_like_camt(head.data),
        lambda origin: Camt(origin.local_zone, origin.account, origin.currency),
        "it names no namespace of CAMT.052, CAMT.053 or CAMT.054",
    ),
    Family(
        Mt940.name,
        Mt940.version,
        lambda head: looks_like_mt940(head.data),
        lambda origin: Mt940(origin.account, origin.currency),
        "it does not begin with a field of MT940 such as :20:",
    ),
    Family(
        Qif.name,
        Qif.version,
        lambda head: looks_like_qif(head.data),
        lambda origin: Qif(origin.source, origin.account, origin.currency, origin.date_order),
        "it does not begin with a header of QIF such as !Type:Bank",
    ),
    Family(
        Fit.name,
        Fit.version,
        lambda head: is_fit(head.data),
        lambda origin: Fit(origin.person),
        "it does not begin as a FIT file does",
    ),
    Family(
        Gpx.name,
        Gpx.version,
        lambda head: begins_with("gpx", head.data),
        _in_local_time(Gpx),
        "it does not begin with <gpx",
    ),
    Family(
        Tcx.name,
        Tcx.version,
        lambda head: begins_with("TrainingCenterDatabase", head.data),
        _in_local_time(Tcx),
        "it does not begin with <TrainingCenterDatabase",
    ),
    Family(
        FitbitSleep.name,
        FitbitSleep.version,
        lambda head: FitbitSleep.fits(head.data),
        _in_local_time(FitbitSleep),
        "it does not begin with a sleep log of Fitbit",
    ),
    Family(
        GarminConnect.name,
        GarminConnect.version,
        lambda head: GarminConnect.fits(head.data),
        _in_local_time(GarminConnect),
        "its first keys are none that Garmin Connect writes",
    ),
    Family(
        Oura.name,
        Oura.version,
        lambda head: Oura.fits(head.data),
        _in_local_time(Oura),
        "its first keys are none that Oura writes",
    ),
    Family(
        GreenButton.name,
        GreenButton.version,
        lambda head: is_espi(head.data),
        lambda _origin: GreenButton(),
        "it is no Green Button feed: it names no namespace http://naesb.org/espi",
    ),
    Family(
        Nem12.name,
        Nem12.version,
        lambda head: is_nem12(head.data),
        lambda _origin: Nem12(),
        "it begins with no row of a NEM12 file, such as 100,NEM12",
    ),
    Family(
        HomeAssistantHistory.name,
        HomeAssistantHistory.version,
        lambda head: has_history_header(head.data),
        lambda _origin: HomeAssistantHistory(),
        f"expected {','.join(HISTORY_HEADER)}",
        "header_mismatch",
    ),
    Family(
        HomeAssistantStatistics.name,
        HomeAssistantStatistics.version,
        lambda head: is_statistics(head.data),
        _statistics,
        "expected columns statistic_id, start and one of mean, sum and delta",
        "header_mismatch",
    ),
)
BY_NAME: Mapping[str, Family] = {family.name: family for family in FAMILIES}
