"""A folder that is put up in one step, whatever happens while it is written."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from portal.swapping import drop_former, put_up, take_down

_WRITE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from portal.swapping import put_up

def write(folder):
    (folder / "index.html").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)

put_up(Path(sys.argv[1]), write)
"""


def page(text: str, folder: Path) -> None:
    (folder / "index.html").write_text(text)


def shown(place: Path) -> str:
    return (place / "site" / "index.html").read_text()


def folders(place: Path) -> set[str]:
    return {folder.name for folder in (place / "sites").iterdir()}


def test_the_former_folder_stays_until_the_next_one_is_put_up(tmp_path: Path) -> None:
    names = [put_up(tmp_path, partial(page, str(number))).name for number in range(3)]

    assert shown(tmp_path) == "2"
    assert folders(tmp_path) == set(names[1:])


def test_where_writing_fails_nothing_has_changed(tmp_path: Path) -> None:
    up = put_up(tmp_path, partial(page, "whole"))

    def fail(folder: Path) -> None:
        page("half", folder)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        put_up(tmp_path, fail)
    assert shown(tmp_path) == "whole"
    assert folders(tmp_path) == {up.name}


def test_a_killed_writer_leaves_the_former_folder_whole_and_is_cleaned_up(tmp_path: Path) -> None:
    put_up(tmp_path, lambda folder: page("whole", folder))

    killed = subprocess.run([sys.executable, "-c", _WRITE_AND_DIE, str(tmp_path)], check=False)

    assert killed.returncode == -signal.SIGKILL
    assert shown(tmp_path) == "whole"
    assert len(folders(tmp_path)) == 2
    put_up(tmp_path, lambda folder: page("next", folder))
    assert shown(tmp_path) == "next"
    assert len(folders(tmp_path)) == 2


def test_what_is_forgotten_does_not_stay_in_the_former_folder(tmp_path: Path) -> None:
    put_up(tmp_path, lambda folder: page("private", folder))
    up = put_up(tmp_path, lambda folder: page("clean", folder))

    drop_former(tmp_path)

    assert folders(tmp_path) == {up.name}
    assert shown(tmp_path) == "clean"


def test_a_place_that_is_moved_still_shows_its_folder(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    put_up(tmp_path / "here", lambda folder: page("whole", folder))

    (tmp_path / "here").rename(tmp_path / "there")

    assert shown(tmp_path / "there") == "whole"


def test_writers_take_turns_and_readers_always_find_a_page(tmp_path: Path) -> None:
    put_up(tmp_path, lambda folder: page("start", folder))
    threads = [
        threading.Thread(target=put_up, args=(tmp_path, lambda folder: page("whole", folder)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        up = Path(os.path.realpath(tmp_path / "site"))
        assert (up / "index.html").is_file()
    for thread in threads:
        thread.join()

    assert shown(tmp_path) == "whole"
    assert len(folders(tmp_path)) == 2


def test_what_is_taken_down_leaves_nothing(tmp_path: Path) -> None:
    put_up(tmp_path, lambda folder: page("private", folder))

    take_down(tmp_path)
    take_down(tmp_path)

    assert not (tmp_path / "site").exists()
    assert folders(tmp_path) == set()


def test_a_copy_that_followed_the_link_is_replaced_all_the_same(tmp_path: Path) -> None:
    put_up(tmp_path / "lake", lambda folder: page("whole", folder))
    shutil.copytree(tmp_path / "lake", tmp_path / "copy")

    put_up(tmp_path / "copy", lambda folder: page("next", folder))

    assert shown(tmp_path / "copy") == "next"
    assert (tmp_path / "copy" / "site").is_symlink()
