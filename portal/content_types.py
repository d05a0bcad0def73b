"""What each file of the site is, whatever this machine's own table of types says."""

from pathlib import PurePosixPath

# Names the publication; pages ask for it to see that a newer one is up.
VERSION_FILE = "version"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    "": "text/plain; charset=utf-8",
}


def content_type_of(path: str) -> str:
    """Return the media type of a file by the end of its name."""
    return _TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
