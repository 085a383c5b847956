"""Compressed files: read by other people's tools and the other way round, the same bytes each time."""

from __future__ import annotations

import bz2
import gzip
import lzma
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest

from koprep import files
from koprep.compression import ENDINGS, suffix
from koprep.errors import InputError

TEXT = "".join(f"{number} 형태소 분석은 재미있다\n" for number in range(20_000)).encode()


def _zstd(data: bytes) -> bytes:
    out = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(out, "zstd") as stream:
        stream.write(data)
    return out.getvalue().to_pybytes()


def _unzstd(data: bytes) -> bytes:
    return pyarrow.CompressedInputStream(pyarrow.BufferReader(data), "zstd").read()


PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": _zstd,
}
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
    ".zst": _unzstd,
}


def _write(path: Path, data: bytes = TEXT) -> bytes:
    with files.writing(path) as file:
        file.write(data)
    return path.read_bytes()


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_koprep_packs_the_codec_itself_unpacks(tmp_path: Path, ending: str) -> None:
    packed = _write(tmp_path / f"a.txt{ending}")
    assert len(packed) < len(TEXT) / 4
    assert UNPACK[ending](packed) == TEXT


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_the_codec_packs_koprep_unpacks_also_in_several_members(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(PACK[ending](TEXT[:1000]) + PACK[ending](TEXT[1000:]))
    with files.reading(path) as file:
        assert file.read() == TEXT


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_bytes_whenever_and_under_whatever_name(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _write(tmp_path / f"a.txt{ending}")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert _write(tmp_path / f"b.jsonl{ending}") == first


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_no_such_archive_is_said_in_one_line(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.txt{ending}"
    path.write_bytes(b"plain text, not packed at all\n" * 9)
    with pytest.raises(InputError, match=path.name) as caught, files.reading(path) as file:
        file.read()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_truncated_archive_is_said_to_be_damaged(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.txt{ending}"
    path.write_bytes(PACK[ending](TEXT)[:-20])
    with pytest.raises(InputError, match=path.name), files.reading(path) as file:
        file.read()


def test_the_ending_is_read_in_any_case() -> None:
    assert [suffix(Path(name)) for name in ("a.GZ", "리뷰.tsv.zst", "a.txt", "gz")] == [".gz", ".zst", "", ""]
