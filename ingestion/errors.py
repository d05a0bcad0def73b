"""What stops a command, and what stops only one file."""

import errno
from pathlib import Path

from ingestion.reasons import sentence


class IngestionError(Exception):
    """Stop a command before anything is landed, with the remedy."""

    exit_status = 2

    def __init__(self, message: str, remedy: str) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}. {remedy}")


class LakeTooNewError(IngestionError):
    """Refuse a lake that a newer version wrote."""


class LakeDamagedError(IngestionError):
    """Refuse a lake whose `lake.json` cannot be read."""


class LakeNotWritableError(IngestionError):
    """Say that the lake's folder cannot be made or written."""


class LakeNotAnsweringError(IngestionError):
    """Say that the lake's bucket did not answer, whatever was asked."""

    exit_status = 1


class PathMissingError(IngestionError):
    """Say which PATH does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} does not exist, or this user may not see it",
            "Check the path; nothing was landed",
        )


class PathNotAFileError(IngestionError):
    """Say which PATH is neither a file nor a folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is neither a file nor a folder", "Name files or folders")


class PathInsideLakeError(IngestionError):
    """Refuse to land the lake's own files."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} lies inside the lake", "Name a folder outside the lake")


class ContentUnknownError(IngestionError):
    """Say that no content has this id."""


class ContentInUseError(IngestionError):
    """Refuse to forget what the household's own file says now."""

    def __init__(self, document: str) -> None:
        super().__init__(
            f"This content is your present {document}",
            "Change the file, run daybook refresh, then forget its former content",
        )


class ObjectLockedError(IngestionError):
    """Say until when the bucket holds an object against being taken away."""

    exit_status = 1

    def __init__(self, key: str, retain_until: str) -> None:
        self.retain_until = retain_until
        super().__init__(
            f"{key} is under Object Lock until {retain_until}", "Run the same command again then"
        )


class LocationError(IngestionError):
    """Refuse an address that no lake can have."""


class SourceNameError(IngestionError):
    """Refuse a source name that cannot be a folder of the lake."""


class QuarantineError(Exception):
    """Keep a file's bytes but not its rows; `detail` says what is wrong in this very file."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.message = sentence(code, detail)
        super().__init__(self.message)


def decoder_error(bug: Exception) -> QuarantineError:
    """Return the refusal of a file at which a decoder's own bug showed."""
    return QuarantineError("decoder_error", f"{type(bug).__name__}: {str(bug)[:200]}")


class LandingError(Exception):
    """Leave one file for the next run."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.message = sentence(code, detail)
        super().__init__(self.message)


def failure_of(error: OSError, otherwise: str) -> LandingError:
    """Name the failure behind an operating system error, `otherwise` where it is not known."""
    codes = {
        errno.ENOSPC: "disk_full",
        errno.EDQUOT: "disk_full",
        errno.EACCES: "permission_denied",
        errno.EPERM: "permission_denied",
        errno.EROFS: "permission_denied",
        errno.EAGAIN: "throttled",
    }
    code = codes.get(error.errno or 0, otherwise)
    return LandingError(code, " ".join(str(error.strerror or error).split()))
