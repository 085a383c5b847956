"""Whole files of every kind koprep writes, and the same files damaged."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Vocab, modelfile
from koprep.building import build_vocab
from koprep.recipe import Recipe, to_json
from koprep.verifying import verify
from tests.convert import made


@given(st.data())
def test_any_changed_byte_of_a_tensor_file_is_found(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """All but those of the header that only say how something came about."""
    path = made.example(tmp_path_factory.mktemp("v") / "x.safetensors", data.draw(st.sampled_from(made.KINDS)))
    raw = bytearray(path.read_bytes())
    start = 8 + int.from_bytes(raw[:8], "little")
    place = data.draw(st.integers(start, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    assert "its tensors changed after it was written" in verify(path).problems[0]


def test_a_tensor_file_cut_off_anywhere(tmp_path: Path) -> None:
    path = made.example(tmp_path / "x.safetensors", "ids")
    raw = path.read_bytes()
    for size in range(0, len(raw), 7):
        path.write_bytes(raw[:size])
        [problem] = verify(path).problems
        assert "\n" not in problem
        assert str(tmp_path) not in problem


def test_a_large_file_is_read_in_pieces(tmp_path: Path) -> None:
    rows = 1 << 19
    tensors = {"padded": np.ones((rows, 20), np.int32), "lengths": np.full(rows, 20, np.int32)}
    path = made.write(tmp_path / "x.safetensors", "padded", tensors, Vocab.of(made.WORDS))
    tensors.clear()
    verify(path)
    tracemalloc.start()
    assert verify(path).problems == ()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 2


def test_a_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "a.tokens").write_text("밥 먹다 밥 물\n<pad> 잠\n", encoding="utf-8")
    build_vocab(str(tmp_path / "a.tokens"), tmp_path / "v.tsv")
    report = verify(tmp_path / "v.tsv")
    assert (report.kind, report.problems, report.recipe.steps) == ("vocab", (), ("vocab",))
    head, *lines = (tmp_path / "v.tsv").read_text(encoding="utf-8").splitlines()
    for order, problem in (
        ([0, 1, 2, 3, 5, 4, 6, 7], "row 5 ('밥', 2) stands below '먹다', 1; rows go by count, then token"),
        ([0, 1, 2, 3, 4, 6, 5, 7], "row 6 ('먹다', 1) stands below '물', 1; rows go by count, then token"),
        ([0, 1, 2, 3, 4, 4, 5, 6], "line 7: '밥' stands twice"),
    ):
        (tmp_path / "v.tsv").write_text("\n".join([head, *(lines[row] for row in order), ""]), encoding="utf-8")
        assert verify(tmp_path / "v.tsv").problems == (problem,)


def test_a_vocabulary_koprep_did_not_rank_may_have_any_order(tmp_path: Path) -> None:
    Vocab.of(["물", "밥"], [1, 5], Recipe(steps=("import:from=txt",))).write(tmp_path / "v.tsv")
    assert verify(tmp_path / "v.tsv").problems == ()


def test_models(tmp_path: Path) -> None:
    modelfile.write(tmp_path / "p.tsv", "phrases", Recipe(steps=("fit-phrases",)), [["인공", "지능", "7", "1.5"]])
    report = verify(tmp_path / "p.tsv")
    assert (report.kind, report.recipe.steps, report.problems) == ("phrases", ("fit-phrases",), ())
    (tmp_path / "p.tsv").write_bytes((tmp_path / "p.tsv").read_bytes() + b"\xff\n")
    assert verify(tmp_path / "p.tsv").problems == ("line 3: not UTF-8 text",)
    (tmp_path / "t.json").write_text("{}")
    assert len(verify(tmp_path / "t.json").problems) == 1


def parquet(path: Path, **columns: object) -> Path:
    table = pa.table({"id": ["가", "나"], "doc": ["가", "나"], "label": ["", ""], "text": ["", ""]} | columns)
    pq.write_table(table.replace_schema_metadata({"koprep": to_json(made.RECIPE)}), path)
    return path


def test_parquet(tmp_path: Path) -> None:
    path = parquet(tmp_path / "r.parquet", tokens=[["밥", "먹다"], []], tags=[["NNG", "VV"], []])
    report = verify(path)
    assert (report.kind, report.recipe, report.problems) == ("records", made.RECIPE, ())
    parquet(path, tokens=[["밥", "먹다"], []], tags=[["NNG"], []])
    assert verify(path).problems == ("row 0: as many tags as fit other tokens than it has",)
    parquet(path, tokens=[["밥"], ["물"]], spans=[[0, 1], [0]])
    assert verify(path).problems == ("row 1: as many spans as fit other tokens than it has",)


def test_parquet_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    pq.write_table(pa.table({"text": [f"글 {n}" for n in range(5000)]}), path, row_group_size=1000)
    assert verify(path).problems == ()
    raw = bytearray(path.read_bytes())
    group = pq.ParquetFile(path).metadata.row_group(4).column(0)
    start = group.dictionary_page_offset
    raw[start : start + 200] = bytes(200)
    path.write_bytes(raw)
    [problem] = verify(path).problems
    assert problem.startswith("damaged after row ")
    path.write_bytes(raw[:1000])
    assert verify(path).problems[0].startswith("no Parquet file")


def test_a_recipe_that_is_none(tmp_path: Path) -> None:
    table = pa.table({"text": ["밥"]}).replace_schema_metadata({"koprep": "[]"})
    pq.write_table(table, tmp_path / "r.parquet")
    assert verify(tmp_path / "r.parquet").problems[0].startswith("its recipe can't be read")


def test_what_is_no_artifact(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("밥을 먹다\n", encoding="utf-8")
    assert "nothing koprep verify knows" in verify(tmp_path / "a.txt").problems[0]
    (tmp_path / "empty").write_bytes(b"")
    assert "nothing koprep verify knows" in verify(tmp_path / "empty").problems[0]
    assert verify(tmp_path / "none").problems == ("no such file",)
    assert "is a folder" in verify(tmp_path).problems[0]
