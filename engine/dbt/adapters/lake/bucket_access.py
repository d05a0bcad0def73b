"""Let the engine and deltalake into the buckets that boto3 opens.

Both read the environment, and only that: no profile, no sign-in, no http without leave.
"""

import os

from ingestion.storage.bucket_access import session, storage_options

_KEYS = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
# The engine finds these itself; those of a machine's role expire, and it asks for new ones.
_FOUND_BY_ENGINE = frozenset({"env", "iam-role", "container-role", "assume-role-with-web-identity"})


def share_access(root: str) -> None:
    """Put what boto3 knows into this process's environment, where that says nothing yet."""
    left_out = _KEYS if _finds_credentials() else frozenset()
    for name, value in storage_options(root).items():
        if name not in left_out:
            os.environ.setdefault(name, value)


def _finds_credentials() -> bool:
    credentials = session().get_credentials()
    return credentials is not None and credentials.method in _FOUND_BY_ENGINE
