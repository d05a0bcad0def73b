"""What the environment says of alerts, read in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingestion.errors import IngestionError

# A refresh every morning, and half a day for a machine that slept.
_SILENT_HOURS = 36.0
_SCHEMES = {"DAYBOOK_ALERT_WEBHOOK": ("http", "https"), "DAYBOOK_ALERT_MAIL": ("smtp", "smtps")}


class AlertSettingsError(IngestionError):
    """Say which variable of alerts is wrong."""


@dataclass(frozen=True)
class AlertSettings:
    """Where messages go, None where not wished, and after how many hours a refresh is missed.

    `mail` is the server, with user and password if it wants them; `mail_to` is the reader.
    """

    topic: str | None
    webhook: str | None
    mail: str | None
    mail_to: str | None
    silent_hours: float


def alert_settings(environment: Mapping[str, str]) -> AlertSettings:
    """Return the settings of an environment.

    Raises: AlertSettingsError.
    """
    settings = AlertSettings(
        topic=environment.get("DAYBOOK_ALERT_TOPIC") or None,
        webhook=_address("DAYBOOK_ALERT_WEBHOOK", environment.get("DAYBOOK_ALERT_WEBHOOK")),
        mail=_address("DAYBOOK_ALERT_MAIL", environment.get("DAYBOOK_ALERT_MAIL")),
        mail_to=environment.get("DAYBOOK_ALERT_MAIL_TO") or None,
        silent_hours=_hours(environment.get("DAYBOOK_ALERT_SILENT_HOURS")),
    )
    if (settings.mail is None) != (settings.mail_to is None):
        raise AlertSettingsError(
            "DAYBOOK_ALERT_MAIL and DAYBOOK_ALERT_MAIL_TO belong together",
            "Set both, such as smtps://user:password@mail.example.org and you@example.org, or none",
        )
    return settings


def _address(name: str, text: str | None) -> str | None:
    if not text:
        return None
    schemes = _SCHEMES[name]
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise AlertSettingsError(
            # Not quoted: it may hold a password.
            f"{name} is no address",
            f"Write {schemes[1]}:// and a host, with user:password@ in front where one is wanted",
        )
    return text


def _hours(text: str | None) -> float:
    if not text:
        return _SILENT_HOURS
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not 0 < hours < float("inf"):
        raise AlertSettingsError(
            "DAYBOOK_ALERT_SILENT_HOURS is not a number above 0", "Write hours, such as 36"
        )
    return hours
