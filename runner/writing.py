"""One process at a time writes a lake, from the beginning of a command's work to its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from runner.errors import CommandError
from runner.settings import Settings


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Keep other processes from writing the lake; a warehouse orders its own writers.

    Raises: CommandError while another process writes it.
    """
    if settings.target != "local":
        yield
        return
    from dbt.adapters.lake.sessions import holding
    from dbt.adapters.lake.writer_lock import LakeInUseError

    try:
        with holding(str(settings.lake)):
            yield
    except LakeInUseError as error:
        raise CommandError(error.msg) from None
