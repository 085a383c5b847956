"""The half file: kept, locked, finished."""

from __future__ import annotations

import errno
import hashlib
import io
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import KoprepError
from koprep.fetching.part import Part


@given(blocks=st.lists(st.binary(min_size=1, max_size=50), max_size=6), stop=st.integers(0, 6))
def test_bytes_in_any_pieces_over_any_calls_make_the_same_file(
    blocks: list[bytes], stop: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("part") / "a.txt"
    for piece in (blocks[:stop], blocks[stop:]):
        with Part(target) as part:
            for block in piece:
                part.append(block)
    with Part(target) as part:
        assert part.size == len(b"".join(blocks))
        assert part.sha256 == hashlib.sha256(b"".join(blocks)).hexdigest()
        part.finish(target)
    assert target.read_bytes() == b"".join(blocks)
    assert [path.name for path in target.parent.iterdir()] == ["a.txt"]


def test_a_part_without_a_byte_leaves_nothing(tmp_path: Path) -> None:
    with Part(tmp_path / "a.txt") as part:
        part.restart("tag")
    assert list(tmp_path.iterdir()) == []


def test_a_restart_forgets_bytes_and_version(tmp_path: Path) -> None:
    with Part(tmp_path / "a.txt") as part:
        part.restart("first")
        part.append(b"old")
        part.restart("second")
        part.append(b"new")
    with Part(tmp_path / "a.txt") as part:
        assert (part.size, part.tag, part.sha256) == (3, "second", hashlib.sha256(b"new").hexdigest())


def test_two_at_a_time_do_not_write_into_each_other(tmp_path: Path) -> None:
    with Part(tmp_path / "a.txt") as part:
        part.append(b"a")
        with pytest.raises(KoprepError, match="another koprep fetch is loading it"), Part(tmp_path / "a.txt"):
            pass
    assert (tmp_path / "a.txt.part").read_bytes() == b"a"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "a.txt").symlink_to(tmp_path / "disk/a.txt")
    with Part(tmp_path / "a.txt") as part:
        part.append("가".encode())
        part.finish(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "disk/a.txt").read_text(encoding="utf-8") == "가"


def test_a_full_disk_is_one_line_and_what_arrived_is_kept(tmp_path: Path) -> None:
    with Part(tmp_path / "a.txt") as part:
        part.append(b"abc")
        part._file.close()
        part._file = cast(BinaryIO, io.FileIO("/dev/full", "w"))
        with pytest.raises(
            KoprepError, match=r"a.txt.part: no space left on device; the 3 bytes that arrived are kept"
        ):
            part.append(b"d")
    assert (tmp_path / "a.txt.part").read_bytes() == b"abc"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(KoprepError, match="no such file or directory"), Part(tmp_path / "no/a.txt"):
        pass


def test_a_file_system_without_locks_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr("koprep.fetching.part.fcntl.flock", unsupported)
    with Part(tmp_path / "a.txt") as part:
        part.append(b"a")
        part.finish(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == b"a"
