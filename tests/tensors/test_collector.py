"""Padding against a plain Python reference, and what the collector writes against NumPy and safetensors."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from koprep import Vocab, artifact
from koprep.errors import KoprepError, UsageError
from koprep.recipe import Recipe
from koprep.tensors import Collector, Padding, collector, gathering, pad, scratch, sort_classes

VOCAB = Vocab.of(["<pad>", "<unk>", "밥", "먹다"], [0, 1, 5, 2])
Sequences = list[list[int]]
sequences = st.lists(st.lists(st.integers(0, 50), max_size=9), max_size=9)
paddings = st.builds(
    Padding, st.integers(1, 8), st.sampled_from(["pre", "post"]), st.sampled_from(["pre", "post"]), st.integers(0, 3)
)
COURSE = [
    [1, 5],
    [1, 8, 5],
    [1, 3, 5],
    [9, 2],
    [2, 4, 3, 2],
    [3, 2],
    [1, 4, 6],
    [1, 4, 6],
    [1, 4, 2],
    [7, 7, 3, 2, 10, 1, 11],
    [1, 12, 3, 13],
]
"""11 sequences of lengths 2 to 7."""


def ragged(rows: Sequences) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    ids = np.array([id for row in rows for id in row], np.int32)
    return ids, np.cumsum([0, *map(len, rows)])


def keras(rows: Sequences, padding: Padding) -> Sequences:
    """What pad_sequences of Keras is documented to do, one sequence at a time."""
    result = []
    for row in rows:
        kept = row[-padding.max_len :] if padding.truncate == "pre" else row[: padding.max_len]
        fill = [padding.value] * (padding.max_len - len(kept))
        result.append(fill + kept if padding.side == "pre" else kept + fill)
    return result


@contextmanager
def collect(path: Path, rows: Sequences, labels: list[str | None] | None = None, batch: int = 3) -> Iterator[Collector]:
    """A collector that got the rows in batches, every second row beginning a document."""
    with Collector(path, VOCAB) as gathered:
        for start in range(0, len(rows), batch):
            part = rows[start : start + batch]
            ids, offsets = ragged(part)
            new_doc = np.arange(start, start + len(part)) % 2 == 0
            gathered.add(ids, np.diff(offsets), new_doc, None if labels is None else labels[start : start + batch])
        yield gathered


def written(
    path: Path, rows: Sequences, padding: Padding | None = None, labels: list[str | None] | None = None, batch: int = 3
) -> dict[str, np.ndarray[Any, Any]]:
    with collect(path, rows, labels, batch) as gathered:
        if padding is None:
            gathered.write_ragged(Recipe(), {"tagged": False})
        else:
            gathered.write_padded(padding, Recipe(), {"tagged": False})
    return load_file(path)


@given(sequences, paddings)
def test_padding_is_that_of_keras(rows: Sequences, padding: Padding) -> None:
    matrix = pad(*ragged(rows), padding)
    assert matrix.dtype == np.int32
    assert matrix.shape == (len(rows), padding.max_len)
    assert matrix.tolist() == keras(rows, padding)


@pytest.mark.parametrize("side", ["pre", "post"])
def test_eleven_sequences_of_lengths_two_to_seven(tmp_path: Path, side: str) -> None:
    found = written(tmp_path / "a.safetensors", COURSE, Padding(7, side=side))
    assert found["padded"].shape == (11, 7)
    assert found["padded"][0].tolist() == ([0, 0, 0, 0, 0, 1, 5] if side == "pre" else [1, 5, 0, 0, 0, 0, 0])
    assert found["padded"][9].tolist() == [7, 7, 3, 2, 10, 1, 11]
    assert found["padded"].tolist() == keras(COURSE, Padding(7, side=side))
    assert found["lengths"].tolist() == [2, 3, 3, 2, 4, 2, 3, 3, 3, 7, 4]


@given(sequences, paddings, st.integers(1, 4), st.integers(1, 20))
def test_a_padded_file(
    tmp_path_factory: pytest.TempPathFactory, rows: Sequences, padding: Padding, batch: int, cells: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collector, "CELLS", cells)
        patch.setattr(scratch, "_PIECE", 2)
        patch.setattr(scratch, "_HELD", cells)
        found = written(tmp_path_factory.mktemp("a") / "a.safetensors", rows, padding, batch=batch)
    assert found["padded"].tolist() == keras(rows, padding)
    assert found["padded"].shape == (len(rows), padding.max_len)
    assert found["lengths"].tolist() == [min(len(row), padding.max_len) for row in rows]
    assert {name: array.dtype.str for name, array in found.items()} == {
        "padded": "<i4",
        "lengths": "<i4",
        "vocab": "|u1",
        "vocab_offsets": "<i8",
        "counts": "<i8",
    }


@given(sequences, st.integers(1, 4))
def test_a_ragged_file(tmp_path_factory: pytest.TempPathFactory, rows: Sequences, batch: int) -> None:
    found = written(tmp_path_factory.mktemp("a") / "a.safetensors", rows, batch=batch)
    ids, offsets = ragged(rows)
    assert found["ids"].tolist() == ids.tolist()
    assert found["offsets"].tolist() == offsets.tolist()
    assert found["doc_offsets"].tolist() == [*range(0, len(rows), 2), len(rows)]
    assert {name: array.dtype.str for name, array in found.items()} == {
        "ids": "<i4",
        "offsets": "<i8",
        "doc_offsets": "<i8",
        "vocab": "|u1",
        "vocab_offsets": "<i8",
        "counts": "<i8",
    }


@pytest.mark.parametrize("rows", [[], [[], [], []]], ids=["no record", "all records empty"])
def test_nothing_to_encode(tmp_path: Path, rows: Sequences) -> None:
    found = written(tmp_path / "a.safetensors", rows)
    assert found["ids"].tolist() == []
    assert found["offsets"].tolist() == [0] * (len(rows) + 1)
    found = written(tmp_path / "b.safetensors", rows, Padding(3))
    assert found["padded"].tolist() == [[0, 0, 0]] * len(rows)
    assert found["padded"].shape == (len(rows), 3)
    assert found["lengths"].tolist() == [0] * len(rows)
    with collect(tmp_path / "c.safetensors", rows) as gathered:
        assert gathered.default_max_len() == 1


def test_the_vocabulary_and_the_sizes_travel_along(tmp_path: Path) -> None:
    written(tmp_path / "a.safetensors", [[2, 3], [2]])
    opened = artifact.read(tmp_path / "a.safetensors")
    assert opened.kind == "ids"
    assert opened.info["sizes"] == {"records": 2, "tokens": 3, "types": 4}
    assert Vocab(opened["vocab"], opened["vocab_offsets"], opened["counts"]).tokens == VOCAB.tokens
    assert opened["counts"].tolist() == [0, 1, 5, 2]
    for array in opened.tensors.values():
        assert array.ctypes.data % array.itemsize == 0


def test_the_same_records_give_the_same_bytes_whatever_the_batches(tmp_path: Path) -> None:
    labels = [str(number % 3) for number in range(len(COURSE))]
    for padding in (None, Padding(5)):
        contents = set()
        for batch in (1, 2, 5, 100):
            written(tmp_path / "a.safetensors", COURSE, padding, list(labels), batch)
            contents.add((tmp_path / "a.safetensors").read_bytes())
        assert len(contents) == 1


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (["10", "9", "-1", "9"], ["-1", "9", "10"]),
        (["10", "9", "나쁨", "10"], ["10", "9", "나쁨"]),
        (["0", "1", None, "0"], ["0", "1"]),
        (["좋음", None, None, "나쁨"], ["나쁨", "좋음"]),
        (["1", "01", "+1", "1"], ["+1", "01", "1"]),
        (["", "1", "2", "3"], ["", "1", "2", "3"]),
    ],
)
def test_labels_are_numbered_in_the_order_of_their_classes(
    tmp_path: Path, labels: list[str | None], classes: list[str]
) -> None:
    expected = [-1 if label is None else classes.index(label) for label in labels]
    for padding in (None, Padding(2)):
        found = written(tmp_path / "a.safetensors", [[1], [2], [], [3]], padding, labels, batch=2)
        assert found["labels"].dtype == np.int32
        assert found["labels"].tolist() == expected
        assert artifact.read(tmp_path / "a.safetensors").info["classes"] == classes


def test_classes_are_numeric_if_all_are_integers_else_by_code_point() -> None:
    assert sort_classes(["10", "9", "100"]) == ["9", "10", "100"]
    assert sort_classes(["10", "9", "1.5"]) == ["1.5", "10", "9"]
    assert sort_classes(["10", "9", "1_0", ""]) == ["", "10", "1_0", "9"]
    assert sort_classes(["나", "가", "B", "a"]) == ["B", "a", "가", "나"]
    assert sort_classes([]) == []


def test_without_labels_there_are_no_labels(tmp_path: Path) -> None:
    given: list[list[str | None] | None] = [None, [None, None]]
    for number, labels in enumerate(given):
        assert "labels" not in written(tmp_path / f"{number}.safetensors", [[1], [2]], labels=labels)


def test_labels_in_some_batches_only(tmp_path: Path) -> None:
    with Collector(tmp_path / "a.safetensors", VOCAB) as gathered:
        for labels in (None, ["b", "a"], None):
            gathered.add(np.array([1, 2], np.int32), np.array([1, 1]), np.array([True, True]), labels)
        gathered.write_ragged(Recipe(), {})
    assert load_file(tmp_path / "a.safetensors")["labels"].tolist() == [-1, -1, 1, 0, -1, -1]


@given(st.lists(st.integers(0, 300), min_size=1, max_size=300))
def test_the_default_length_is_the_99th_percentile_but_at_most_128(lengths: list[int]) -> None:
    with Collector(Path(tempfile.gettempdir(), "a.safetensors"), VOCAB) as gathered:
        sizes = np.array(lengths)
        gathered.add(np.zeros(sizes.sum(), np.int32), sizes, np.ones(len(sizes), bool), None)
        expected = int(np.percentile(sizes, 99, method="inverted_cdf"))
        assert gathered.default_max_len() == max(1, min(expected, 128))
        for max_len in (1, 50, 299):
            assert gathered.cut(max_len) == sum(max(0, length - max_len) for length in lengths)


@pytest.mark.parametrize(
    ("lengths", "expected"), [(([5] * 99 + [90]) * 7, 5), (([5] * 98 + [90] * 2) * 7, 90), (range(1, 101), 99)]
)
def test_the_default_length_is_not_exceeded_by_more_than_one_in_a_hundred(lengths: list[int], expected: int) -> None:
    with Collector(Path(tempfile.gettempdir(), "a.safetensors"), VOCAB) as gathered:
        sizes = np.array(lengths)
        gathered.add(np.zeros(sizes.sum(), np.int32), sizes, np.ones(len(sizes), bool), None)
        assert gathered.default_max_len() == expected


def test_a_length_the_disk_has_no_room_for_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "room", lambda path: 1 << 20)
    message = (
        r"a\.safetensors: no space left on device for 42\.0 MiB \(padded: 11 × 1,000,000\), only 1\.0 MiB are free; "
        "choose a smaller length"
    )
    with collect(tmp_path / "a.safetensors", COURSE) as gathered, pytest.raises(KoprepError, match=message):
        gathered.write_padded(Padding(1_000_000), Recipe(), {})
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_fills_the_memory_is_refused_unless_a_record_is_as_long(tmp_path: Path) -> None:
    message = "max-len 2,147,483,647 is far beyond the longest record (2); use at most 4,194,304"
    with collect(tmp_path / "a.safetensors", [[1, 2], [3]]) as gathered:
        with pytest.raises(UsageError, match=re.escape(message)):
            gathered.write_padded(Padding(2**31 - 1), Recipe(), {})
        gathered.lengths[5_000_000] += 1
        gathered.check_width(5_000_000)
        with pytest.raises(UsageError, match=r"longest record \(5,000,000\); use at most 5,000,000"):
            gathered.check_width(5_000_001)
    assert list(tmp_path.iterdir()) == []


def test_long_rows_are_padded_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def watched(ids: np.ndarray[Any, Any], offsets: np.ndarray[Any, Any], padding: Padding) -> np.ndarray[Any, Any]:
        matrix = pad(ids, offsets, padding)
        sizes.append(matrix.shape[0])
        return matrix

    monkeypatch.setattr(collector, "pad", watched)
    found = written(tmp_path / "a.safetensors", [[1, 2], [3]] * 4, Padding(1_000_000, side="pre"))
    assert found["padded"].shape == (8, 1_000_000)
    assert found["padded"][1, -2:].tolist() == [0, 3]
    assert found["padded"].sum() == 4 * 6
    assert sizes == [4, 4]


def test_a_full_disk_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def seek(self, *place: int) -> int:
            return 0

        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    with Collector(tmp_path / "a.safetensors", VOCAB) as gathered:
        monkeypatch.setattr(gathered.ids, "_file", Full())
        with pytest.raises(KoprepError, match=r"a\.safetensors: no space left on device"):
            gathered.add(np.zeros(1, np.int32), np.array([1]), np.array([True]), None)


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    written(tmp_path / "a.safetensors", COURSE, Padding(3))
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]
    with pytest.raises(ValueError, match="here"), collect(tmp_path / "b.safetensors", COURSE):
        raise ValueError("here")
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]


def test_a_million_tokens(tmp_path: Path) -> None:
    generator = np.random.default_rng(3)
    sizes = generator.integers(0, 41, 50_000)
    ids = generator.integers(0, 1 << 30, sizes.sum(), dtype=np.int32)
    assert len(ids) > 990_000
    with Collector(tmp_path / "a.safetensors", VOCAB) as gathered:
        for first in range(0, len(sizes), 7000):
            start, end = sizes[:first].sum(), sizes[: first + 7000].sum()
            part = sizes[first : first + 7000]
            gathered.add(ids[start:end], part, np.ones(len(part), bool), None)
        gathered.write_padded(Padding(30, truncate="pre"), Recipe(), {})
    padded = load_file(tmp_path / "a.safetensors")["padded"]
    rows = [row.tolist() for row in np.split(ids, np.cumsum(sizes)[:-1])]
    assert padded.tolist() == keras(rows, Padding(30, truncate="pre"))


@given(sequences, paddings, st.integers(1, 12))
def test_padding_goes_on_from_block_to_block(rows: Sequences, padding: Padding, cells: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("koprep.tensors.padding._CELLS", cells)
        assert pad(*ragged(rows), padding).tolist() == keras(rows, padding)
