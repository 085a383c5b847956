"""Files people write by hand; what stages make of them is tested with the stages."""

from __future__ import annotations

import os
from pathlib import Path
from unicodedata import normalize

import pytest

from koprep import userfile
from koprep.errors import InputError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_lines_are_decoded_and_composed(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("울나라\r\n쥔공\n\n".encode(encoding))
    assert userfile.lines(path) == ["울나라", "쥔공", "", ""]
    path.write_text(normalize("NFD", "값\n"), encoding="utf-8")
    assert userfile.lines(path) == ["값", ""]


def test_a_line_that_does_not_decode_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("가나\n".encode() * 40 + b"\xff\xff\n")
    with pytest.raises(InputError, match=r"list\.txt:41: not utf-8; save it as UTF-8"):
        userfile.lines(path)


def test_cells_are_parted_by_what_the_ending_says() -> None:
    assert userfile.cells('"가,나"\t다', Path("a.tsv"), 1) == ['"가,나"', "다"]
    assert userfile.cells('"가,나",다', Path("a.csv"), 1) == ["가,나", "다"]
    with pytest.raises(InputError, match=r"a\.csv:7: a quote is never closed"):
        userfile.cells('"가,나', Path("a.csv"), 7)


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path, seen = tmp_path / "list.txt", []

    @userfile.kept
    def read(file: Path) -> str:
        seen.append(file)
        return file.read_text()

    path.write_text("one")
    assert (read(str(path)), read(str(path)), len(seen)) == ("one", "one", 1)
    path.write_text("two")
    os.utime(path, (1, 1))
    assert (read(str(path)), len(seen)) == ("two", 2)
    with pytest.raises(InputError, match="no such file"):
        read(str(tmp_path / "nothing"))
