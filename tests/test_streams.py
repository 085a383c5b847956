"""Bytes into lines: nothing but a line feed splits them, however they arrive, and none is kept that is too long."""

from __future__ import annotations

import gzip
import os
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import streams
from koprep.errors import InputError
from tests.datalayer import file


def pieces(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    """The data, cut where the sizes say."""
    at = 0
    for size in sizes:
        yield data[at : at + size]
        at += size
    yield data[at:]


def lines(stream: Iterator[bytes | None] | list[bytes | None]) -> list[bytes]:
    """All lines, checked to be numbered without a gap."""
    found: list[bytes] = []
    for block in streams.cut(stream):
        if block is not None:
            assert block.first == len(found) + 1
            found += block.data.split(b"\n")
    return found


@given(
    st.lists(st.sampled_from(["가나", "", "a\rb", "\f\x0b\x85\u2028\x1c", "x\r", "끝"])),
    st.lists(st.integers(0, 9)),
    st.booleans(),
)
def test_lines_are_the_same_however_the_bytes_arrive(wanted: list[str], sizes: list[int], newline: bool) -> None:
    data = "".join(f"{line}\n" for line in wanted).encode()
    if wanted and not newline and wanted[-1]:
        data = data[:-1]
    assert lines(pieces(data, sizes)) == [line.encode() for line in wanted]


def test_a_block_holds_at_most_512_lines() -> None:
    sizes = [block.data.count(b"\n") + 1 for block in streams.cut([b"x\n" * 2000]) if block]
    assert sum(sizes) == 2000
    assert max(sizes) == 512


def test_whole_lines_come_out_as_soon_as_they_are_there() -> None:
    def stream() -> Iterator[bytes | None]:
        yield b"first\nsec"
        yield None
        raise AssertionError("read on")

    out = streams.cut(stream())
    assert next(out) == streams.Lines(1, b"first")
    assert next(out) is None


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("newline", [b"\n", b""])
@pytest.mark.parametrize("size", [7, 50, 499])
def test_a_line_over_the_cap_is_a_fault_and_its_neighbours_stay(
    monkeypatch: pytest.MonkeyPatch, place: int, newline: bytes, size: int
) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 500)
    given = [b"one", b"two"]
    given.insert(place - 1, b"x" * 501)
    data = b"\n".join(given) + newline
    found = [block for block in streams.cut(pieces(data, [size] * 200)) if block]
    faulty = [block for block in found if block.fault]
    assert [(block.first, block.fault) for block in faulty] == [(place, streams.TOO_LONG)]
    assert b"x" * 501 not in faulty[0].data
    assert faulty[0].data == b"x" * min(size, 200) if place == 1 else faulty[0].data in b"x" * 200
    numbered = {
        block.first + offset: line
        for block in found
        if not block.fault
        for offset, line in enumerate(block.data.split(b"\n"))
    }
    assert numbered == {number: line for number, line in enumerate(given, 1) if number != place}


def test_a_line_at_the_cap_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 500)
    given = [b"x" * 500, b"y", b"z" * 500]
    found = [block for block in streams.cut(pieces(b"\n".join(given), [100] * 20)) if block]
    assert [line for block in found for line in block.data.split(b"\n")] == given
    assert not any(block.fault for block in found)


def test_many_short_lines_are_no_long_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 50)
    assert lines(pieces(b"short line\n" * 100, [7] * 200)) == [b"short line"] * 100


def test_a_line_over_the_cap_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 1 << 20)
    tracemalloc.start()
    try:
        found = list(streams.cut(b"x" * (1 << 16) for _ in range(1000)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [block.fault for block in found if block] == [streams.TOO_LONG]
    assert peak < 4 << 20


# decoding


def test_only_a_line_feed_ends_a_line() -> None:
    text = "가\x85나\u2028다\u2029라\f마\x0b바\x1c사\r아"
    assert streams.decode(f"{text}\n{text}\r".encode(), "utf-8") == [text, text]


def test_a_bad_line_stays_bytes_and_the_others_are_text() -> None:
    data = b"\n".join(["좋다".encode("cp949"), b"\xff\xff\r", "나쁘다\r".encode("cp949")])
    assert streams.decode(data, "cp949") == ["좋다", b"\xff\xff", "나쁘다"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
@given(text=st.text(st.characters(exclude_categories=["Cs"])), sizes=st.lists(st.integers(0, 7)))
def test_wide_text_becomes_utf8_however_it_arrives(encoding: str, text: str, sizes: list[int]) -> None:
    out = streams.as_utf8(pieces(text.encode(encoding), sizes), encoding)
    assert b"".join(data for data in out if data).decode() == text


@pytest.mark.parametrize(
    ("encoding", "bad"),
    [
        ("utf-16-le", b"\x00\xd8"),
        ("utf-16-be", b"\xdc\x00"),
        ("utf-32-le", b"\xff\xff\xff\x7f"),
    ],
)
def test_malformed_wide_text_costs_its_line_only(encoding: str, bad: bytes) -> None:
    data = "앞\n".encode(encoding) + bad + "가운데\n뒤\n".encode(encoding)
    found = streams.decode(b"".join(filter(None, streams.as_utf8([data], encoding))), "utf-8")
    assert [found[0], *found[2:]] == ["앞", "뒤", ""]
    assert isinstance(found[1], bytes)
    assert found[1].endswith("가운데".encode())


def test_wide_text_cut_in_the_middle_of_a_character_is_a_bad_line() -> None:
    data = "앞\n끝".encode("utf-16-le")[:-1]
    found = streams.decode(b"".join(filter(None, streams.as_utf8([data], "utf-16-le"))), "utf-8")
    assert found[0] == "앞"
    assert isinstance(found[1], bytes)


# arrivals


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
def test_a_stored_file_comes_in_large_pieces(tmp_path: Path, name: str) -> None:
    data = os.urandom(3 << 20)
    path = file(tmp_path, name, gzip.compress(data) if name.endswith("gz") else data)
    found = [piece for piece in streams.arrivals(path) if piece]
    assert b"".join(found) == data
    assert len(found) <= 4


def test_everything_before_the_damage_arrives_before_the_error(tmp_path: Path) -> None:
    data = b"".join(b"%d %s\n" % (number, os.urandom(9).hex().encode()) for number in range(200_000))
    path = file(tmp_path, "a.gz", gzip.compress(data)[: len(data) // 4])
    held: list[bytes | None] = []
    with pytest.raises(InputError, match=r"a\.gz: damaged compressed data"):
        held.extend(streams.arrivals(path))
    got = b"".join(piece or b"" for piece in held)
    assert data.startswith(got)
    assert len(got) > len(data) // 3


def test_a_silent_pipe_says_so_once_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    ready = threading.Event()

    def write() -> None:
        with path.open("wb", buffering=0) as pipe:
            pipe.write(b"one\n")
            ready.wait(10)
            pipe.write(b"two\n")

    writer = threading.Thread(target=write)
    writer.start()
    arriving = streams.arrivals(path)
    assert next(arriving) == b"one\n"
    assert next(arriving) is None
    ready.set()
    assert list(arriving) == [b"two\n"]
    writer.join()
