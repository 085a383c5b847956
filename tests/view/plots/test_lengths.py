"""Lengths of records against NumPy and the padding of `koprep tensor`, and their picture."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import koprep as library
from koprep import Vocab
from koprep.building import build_vocab
from koprep.errors import InputError, KoprepError
from koprep.view.plots.figure import RED, Page
from koprep.view.plots.lengths import Lengths, _edges, lengths, measure
from tests.helpers import koprep
from tests.view.plots.pictures import pixels

some_lengths = st.lists(st.integers(0, 200), min_size=1, max_size=60).filter(any)


def of(values: list[int]) -> Lengths:
    counted = sorted(Counter(values).items())
    return Lengths(*(np.array(column) for column in zip(*counted, strict=True)))


def bars(data: Lengths, max_len: int = 0) -> list[tuple[float, float, float, str]]:
    """Left, right, height and colour of the bars that are not empty."""
    from matplotlib.colors import to_hex

    (axes,) = lengths(data, max_len).figure.axes
    return [
        (bar.get_x(), bar.get_x() + bar.get_width(), bar.get_height(), to_hex(bar.get_facecolor()))
        for bar in axes.patches
        if bar.get_height()
    ]


@given(some_lengths, st.integers(1, 1024))
def test_a_quantile_is_the_one_of_numpy(values: list[int], share: int) -> None:
    assert of(values).quantile(share, of=1024) == np.quantile(values, share / 1024, method="inverted_cdf")


@given(some_lengths, st.integers(1, 210))
def test_what_a_length_cuts_is_counted(values: list[int], max_len: int) -> None:
    records = sum(value > max_len for value in values) / len(values)
    tokens = sum(max(0, value - max_len) for value in values) / sum(values)
    assert of(values).cut(max_len) == pytest.approx((records, tokens))


@pytest.mark.parametrize("longest", [7, 300])
def test_the_length_marked_by_itself_is_the_one_padding_takes(tmp_path: Path, longest: int) -> None:
    lines = ["가 " * (number % 20) for number in range(200)] + ["가 " * longest] * 3
    (tmp_path / "a.tokens").write_text("\n".join(map(str.strip, lines)) + "\n", encoding="utf-8")
    build_vocab(str(tmp_path / "a.tokens"), tmp_path / "v.tsv")
    for kind in ("ids", "padded"):
        done = koprep("tensor", "a.tokens", "--vocab", "v.tsv", "--as", kind, "-o", f"{kind}.safetensors", cwd=tmp_path)
        assert done.code == 0
    width = library.load(tmp_path / "padded.safetensors")["padded"].shape[1]
    tokens, ids, padded = (
        measure(str(tmp_path / name)) for name in ("a.tokens", "ids.safetensors", "padded.safetensors")
    )
    assert (tokens.max_len, ids.max_len, padded.max_len, padded.cut_at) == (width, width, width, width)
    expected = Counter(len(line.split()) for line in lines)
    for found in (tokens, ids):
        assert dict(zip(found.values.tolist(), found.records.tolist(), strict=True)) == expected
    assert padded.values.max() == min(width, max(expected))


@given(some_lengths, st.integers(1, 500))
def test_bars_hold_the_records_and_one_begins_at_the_cut(values: list[int], max_len: int) -> None:
    edges = _edges(of(values), max_len)
    widths = np.diff(edges)
    assert edges[0] <= -0.5
    assert len(edges) <= 170
    assert (widths == widths[0]).all()
    assert max_len + 0.5 in edges or edges[-1] < max_len
    if max(values) <= 2 * np.quantile(values, 0.999, method="inverted_cdf"):
        assert edges[-1] > max(values)


def test_what_is_longer_than_the_cut_is_red() -> None:
    found = bars(of([1, 2, 2, 3, 4, 4, 9]), 3)
    assert [(left + 0.5, height) for left, _, height, _ in found] == [(1, 1), (2, 2), (3, 1), (4, 2), (9, 1)]
    assert [colour == RED for _, _, _, colour in found] == [False, False, False, True, True]


def test_a_few_endless_records_do_not_squeeze_the_others() -> None:
    data = of([5, 6, 7, 8] * 1000 + [90_000])
    assert max(right for _, right, _, _ in bars(data)) < 20
    text = " ".join(text.get_text() for text in lengths(data).figure.texts)
    assert "4,001 records · median 7 · 95 % ≤ 8 · 99 % ≤ 8 · longest 90,000 (beyond the axis)" in text
    assert "max-len 8 cuts 0.02 % of the records, 77.6 % of the tokens" in text


def test_a_cut_beyond_all_lengths_is_said_but_not_drawn() -> None:
    picture = lengths(of([5, 6, 7]), 1000)
    (axes,) = picture.figure.axes
    assert (len(axes.lines), axes.get_xlim()[1] < 20) == (0, True)
    assert "max-len 1,000 cuts 0 % of the records" in picture.figure.texts[-1].get_text()


def test_the_cut_is_a_dashed_line_with_its_name() -> None:
    (axes,) = lengths(of([5, 6, 7, 30]), 6).figure.axes
    assert (axes.lines[0].get_xdata()[0], axes.texts[0].get_text()) == (6.5, "max-len 6")


def test_the_page_is_as_large_as_it_was_asked_for() -> None:
    assert pixels(lengths(of([1, 2]), page=Page(500, 400, "길이"))).shape == (400, 500, 3)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.tokens", "\n\n", r"nothing to draw \(2 records, all empty\)"),
        ("a.tokens", "", r"nothing to draw \(no record in it\)"),
        ("v.tsv", "가\t1\n", "a vocabulary has no records; name the token file or a tensor"),
        ("a.safetensors", "{}", "no safetensors file, or cut off"),
        ("none.safetensors", None, "no such file"),
    ],
)
def test_what_has_no_lengths_is_said(tmp_path: Path, name: str, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KoprepError, match=message):
        measure(str(tmp_path / name))


@pytest.mark.parametrize(
    ("kind", "tensors", "message"),
    [
        (
            "padded",
            {"padded": np.zeros(3, np.int32), "lengths": np.ones(3, np.int32)},
            "padded is int32 in 1 dimension",
        ),
        ("padded", {"padded": np.zeros((1, 3), np.int32)}, "no tensor lengths"),
        (
            "padded",
            {"padded": np.zeros((1, 3), np.int32), "lengths": np.array([-2], np.int32)},
            "a record of it is -2 long",
        ),
        (
            "ids",
            {"ids": np.zeros(3, np.int32), "offsets": np.array([0, 3, 1]), "doc_offsets": np.array([0, 2])},
            "a record of it is -2 long",
        ),
    ],
)
def test_damaged_tensors_are_refused_in_one_line(tmp_path: Path, kind: str, tensors: Any, message: str) -> None:
    from tests.convert import made

    path = made.write(tmp_path / "x.safetensors", kind, tensors, Vocab.of(made.WORDS))
    with pytest.raises(InputError) as caught:
        measure(str(path))
    assert str(caught.value).startswith(f"{path}: {message}")


def test_a_tensor_without_lengths_is_refused(tmp_path: Path) -> None:
    from koprep import artifact
    from koprep.recipe import Recipe

    artifact.write(tmp_path / "x.safetensors", "embedding", {"v": artifact.of(np.ones(3))}, Recipe(), {})
    with pytest.raises(KoprepError, match="a file of kind embedding tells no lengths"):
        measure(str(tmp_path / "x.safetensors"))
