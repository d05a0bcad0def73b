"""Comparing the columns of a file with those that a profile reads."""

from collections.abc import Iterable, Sequence

from ingestion.decoders.profile_advice import advice
from ingestion.decoders.profile_tables import column_names
from ingestion.errors import QuarantineError
from ingestion.profile_model import Profile


def check_header(profile: Profile, cells: Sequence[str], head: bytes) -> dict[str, int]:
    """Return where each column stands; `head` are the first bytes, by which advice is given.

    Raises: QuarantineError (`header_mismatch`).
    """
    header = column_names(cells)
    problem = _problem(profile, header)
    if problem:
        raise QuarantineError("header_mismatch", f"{problem}{advice(profile, head)}")
    return {name: number for number, name in enumerate(header)}


def _problem(profile: Profile, header: list[str]) -> str:
    needed = profile.needed_columns()
    if profile.header and not profile.fits(header):
        return f"the profile {profile.name} expects another header{_differing(profile, header)}"
    if missing := needed - set(header):
        return f"the profile {profile.name} needs the column {_listed(missing)}"
    if twice := {name for name in needed if header.count(name) > 1}:
        return f"the column {_listed(twice)} stands there twice"
    return ""


def _differing(profile: Profile, header: list[str]) -> str:
    missing = [name for name in profile.header or () if name not in header]
    added = [name for name in header if name not in (profile.header or ())]
    told = [f"without {_listed(missing)}"] if missing else []
    told += [f"with {_listed(added)}"] if added else []
    return f"; the file's is {' and '.join(told)}" if told else "; the file's has another order"


def _listed(names: Iterable[str]) -> str:
    shown = [name[:60] for name in sorted(names)]
    return ", ".join(shown[:6]) + (", ..." if len(shown) > 6 else "")
