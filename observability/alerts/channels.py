"""The ways of a message: a topic of SNS, an e-mail, a webhook."""

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from observability.alerts.settings import AlertSettings
from observability.alerts.state import Message

_TIMEOUT_SECONDS = 20
# Source: Amazon SNS API reference, Publish: a subject is ASCII and shorter than 100 characters.
_LONGEST_SUBJECT = 99


class ChannelError(Exception):
    """Say in a code why a message did not arrive; it quotes nothing, neither address nor secret."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Channel(Protocol):
    """Bring a message to people.

    Raises of `send`: ChannelError.
    """

    @property
    def name(self) -> str:
        """Return what the channel is called in the lake."""

    def send(self, message: Message) -> None:
        """Send a message; the same one twice does no harm."""


def channels_of(settings: AlertSettings) -> list[Channel]:
    """Return the channels that are wished."""
    channels: list[Channel] = []
    if settings.topic:
        channels.append(Topic(settings.topic))
    if settings.webhook:
        channels.append(Webhook(settings.webhook))
    if settings.mail and settings.mail_to:
        channels.append(Mail(settings.mail, settings.mail_to))
    return channels


@dataclass(frozen=True)
class Topic:
    """Publish to a topic of SNS, by its ARN."""

    arn: str
    name: str = "topic"

    def send(self, message: Message) -> None:
        """Publish a message."""
        # Imported here: without a topic nothing of AWS is needed.
        from botocore.exceptions import BotoCoreError, ClientError

        subject = message.subject.encode("ascii", "replace").decode()[:_LONGEST_SUBJECT]
        try:
            self._client.publish(
                TopicArn=self.arn,
                Subject=subject,
                Message=message.text,
                MessageAttributes=_attributes(message),
            )
        except ClientError as error:
            raise ChannelError(f"sns {error.response['Error']['Code']}") from None
        except BotoCoreError as error:
            raise ChannelError(f"sns {type(error).__name__}") from None

    @cached_property
    def _client(self) -> Any:
        from ingestion.storage.bucket_access import session

        return session().client("sns", region_name=self.arn.split(":")[3])


@dataclass(frozen=True)
class Webhook:
    """Post a message as one JSON object to an address."""

    address: str
    name: str = "webhook"

    def send(self, message: Message) -> None:
        """Post a message; its id also stands in the header Idempotency-Key."""
        request = urllib.request.Request(  # noqa: S310  (the settings take only http and https)
            self.address,
            data=json.dumps(asdict(message)).encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": message.id},
        )
        try:
            urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            error.close()
            raise ChannelError(f"http {error.code}") from None
        except OSError as error:
            raise ChannelError(_reason(error)) from None


@dataclass(frozen=True)
class Mail:
    """Send an e-mail through a server, which a person reads who is also named as its writer."""

    server: str
    reader: str
    name: str = "mail"

    def send(self, message: Message) -> None:
        """Send a message; encrypted wherever the server can."""
        mail = EmailMessage()
        mail["Subject"] = message.subject
        mail["From"] = mail["To"] = self.reader
        mail["Message-ID"] = f"<{message.id}@daybook.invalid>"
        mail.set_content(message.text)
        try:
            self._deliver(mail)
        except smtplib.SMTPResponseException as error:
            raise ChannelError(f"smtp {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelError(_reason(error)) from None

    def _deliver(self, mail: EmailMessage) -> None:
        parts, context = urlsplit(self.server), ssl.create_default_context()
        host = parts.hostname or ""
        with (
            smtplib.SMTP_SSL(host, parts.port or 465, timeout=_TIMEOUT_SECONDS, context=context)
            if parts.scheme == "smtps"
            else smtplib.SMTP(host, parts.port or 587, timeout=_TIMEOUT_SECONDS)
        ) as server:
            if parts.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)


def _attributes(message: Message) -> dict[str, dict[str, str]]:
    said = {"id": message.id, "kind": message.kind, "severity": message.severity}
    return {name: {"DataType": "String", "StringValue": value} for name, value in said.items()}


def _reason(error: Exception) -> str:
    """Return the name of what happened, the inner one where there is one."""
    inner = getattr(error, "reason", None)
    return type(inner if isinstance(inner, Exception) else error).__name__
