"""Reading a FIT, GPX or TCX file with the library that is usual for it, all points with all values.

Run by an interpreter that has these libraries, which Daybook itself does not use.
"""

from pathlib import Path

from timed_reader import main  # type: ignore[import-not-found]  # beside this script, not installed


def fitparse(file: Path) -> int:
    """Return how many records it holds."""
    import fitparse as library  # type: ignore[import-not-found]  # see above

    return sum(bool(one.get_values()) for one in library.FitFile(str(file)).get_messages("record"))


def fitdecode(file: Path) -> int:
    """Return how many records it holds."""
    import fitdecode as library  # type: ignore[import-not-found]  # see above

    count = 0
    with library.FitReader(str(file)) as reader:
        for frame in reader:
            if frame.frame_type == library.FIT_FRAME_DATA and frame.name == "record":
                _ = [field.value for field in frame.fields]
                count += 1
    return count


def gpxpy(file: Path) -> int:
    """Return how many points it holds."""
    import gpxpy as library  # type: ignore[import-not-found]  # see above

    with file.open() as stream:
        tracks = library.parse(stream).tracks
    points = [point for track in tracks for segment in track.segments for point in segment.points]
    return len([(one.time, one.latitude, one.longitude, one.elevation) for one in points])


def tcxparser(file: Path) -> int:
    """Return how many points it holds; each kind of value is a list of its own."""
    import tcxparser as library  # type: ignore[import-not-found]  # see above

    found = library.TCXParser(str(file))
    values = (found.time_values(), found.position_values(), found.altitude_points())
    more = (found.hr_values(), found.cadence_values(), found.power_values())
    _ = found.activity_type, found.duration, found.distance, found.calories
    return max(map(len, (*values, *more, found.distance_values())))


if __name__ == "__main__":
    main(fitparse, fitdecode, gpxpy, tcxparser)
