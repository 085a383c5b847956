"""What artifacts say about themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from koprep import Vocab, artifact, modelfile
from koprep.building import build_tensor, build_vocab
from koprep.building.kinds import Ids, Padded
from koprep.convert.exporting import prepare
from koprep.errors import InputError
from koprep.inspecting import describe
from koprep.recipe import Recipe, sha256, to_json
from koprep.tensors import Padding


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.tokens").write_text("밥 먹다 밥\n\n물 밥\n잠\n", encoding="utf-8")
    build_vocab(str(tmp_path / "a.tokens"), tmp_path / "v.tsv", specials=["pad", "unk"])
    return tmp_path


def test_a_vocabulary(folder: Path) -> None:
    facts = describe(folder / "v.tsv")
    assert facts == {
        "kind": "vocab",
        "types": 6,
        "tokens": 6,
        "recipe": Recipe().then(("vocab:specials=pad+unk",), inputs=(sha256(folder / "a.tokens"),)),
        "rows": ["0\t<pad>\t0", "1\t<unk>\t0", "2\t밥\t3", "3\t먹다\t1", "4\t물\t1", "5\t잠\t1"],
    }


def test_a_ragged_tensor_file(folder: Path) -> None:
    build_tensor(str(folder / "a.tokens"), folder / "v.tsv", folder / "x.safetensors")
    facts = describe(folder / "x.safetensors")
    assert (facts["kind"], facts["records"], facts["tokens"], facts["types"]) == ("ids", 4, 6, 6)
    assert facts["rows"] == ["밥 먹다 밥", "", "물 밥"]
    assert facts["tensors"]["ids"] == {"dtype": "int32", "shape": [6]}
    assert facts["tensors"]["offsets"] == {"dtype": "int64", "shape": [5]}
    assert facts["recipe"].steps == ("encode:vocab",)
    assert len(facts["sha256"]) == 64
    assert "classes" not in facts
    assert to_json(facts)


def test_a_padded_tensor_file(folder: Path) -> None:
    build_tensor(str(folder / "a.tokens"), folder / "v.tsv", folder / "x.safetensors", kind=Padded(Padding(3)))
    facts = describe(folder / "x.safetensors")
    assert facts["kind"] == "padded"
    assert facts["rows"] == ["밥 먹다 밥", "<pad> <pad> <pad>", "물 밥 <pad>"]
    assert facts["tensors"]["padded"] == {"dtype": "int32", "shape": [4, 3]}


def test_classes_are_shown(tmp_path: Path) -> None:
    table = pa.table(
        {"id": ["a", "b"], "doc": ["a", "b"], "label": ["10", "9"], "text": ["", ""], "tokens": [["밥"], ["물"]]}
    )
    pq.write_table(table, tmp_path / "r.parquet")
    build_vocab(str(tmp_path / "r.parquet"), tmp_path / "v.tsv")
    build_tensor(str(tmp_path / "r.parquet"), tmp_path / "v.tsv", tmp_path / "x.safetensors")
    assert describe(tmp_path / "x.safetensors")["classes"] == "9 10"


def test_ids_outside_the_vocabulary_are_shown_as_numbers(tmp_path: Path) -> None:
    vocab = Vocab.of(["밥"], [1])
    arrays = {
        "padded": np.array([[0, 7, -1]], np.int32),
        "lengths": np.array([3], np.int32),
        "vocab": vocab.data,
        "vocab_offsets": vocab.offsets,
        "counts": vocab.counts,
    }
    path = tmp_path / "x.safetensors"
    artifact.write(path, "padded", {name: artifact.of(array) for name, array in arrays.items()}, Recipe(), {})
    assert describe(path)["rows"] == ["밥 #7 #-1"]


def test_long_rows_are_cut(tmp_path: Path) -> None:
    (tmp_path / "a.tokens").write_text(" ".join(["기나긴낱말"] * 5000), encoding="utf-8")
    build_vocab(str(tmp_path / "a.tokens"), tmp_path / "v.tsv")
    for kind in (Ids(), Padded(Padding(5000))):
        build_tensor(str(tmp_path / "a.tokens"), tmp_path / "v.tsv", tmp_path / "x.safetensors", kind=kind)
        [row] = describe(tmp_path / "x.safetensors")["rows"]
        assert row.startswith("기나긴낱말 기나긴낱말")
        assert len(row) == 100
        assert row.endswith("…")


def test_other_kinds_have_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    artifact.write(path, "counts", {"data": artifact.of(np.ones(2))}, Recipe(), {"sizes": {"types": 2}})
    facts = describe(path)
    assert (facts["kind"], facts["types"], facts["rows"]) == ("counts", 2, [])


def test_a_vocabulary_that_is_missing_or_broken_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    artifact.write(path, "padded", {"padded": artifact.of(np.ones((1, 2), np.int32))}, Recipe(), {})
    with pytest.raises(InputError, match="no tensor 'vocab'"):
        describe(path)


def test_parquet_of_koprep_and_of_others(tmp_path: Path) -> None:
    recipe = Recipe("1", ("normalize", "words"))
    table = pa.table({"id": ["a", "b"], "text": ["밥을 먹다", ""], "tokens": [["밥을", "먹다"], []]})
    pq.write_table(table.replace_schema_metadata({"koprep": to_json(recipe)}), tmp_path / "r.parquet")
    assert describe(tmp_path / "r.parquet") == {
        "kind": "records",
        "records": 2,
        "columns": "id text tokens",
        "recipe": recipe,
        "rows": ["밥을 먹다", ""],
    }
    pq.write_table(table.select(["id", "text"]), tmp_path / "o.parquet")
    facts = describe(tmp_path / "o.parquet")
    assert (facts["kind"], facts["recipe"], facts["rows"]) == ("parquet", Recipe(), ["밥을 먹다", ""])
    pq.write_table(table.select(["id"]), tmp_path / "n.parquet")
    assert describe(tmp_path / "n.parquet")["rows"] == []


def test_damaged_files_are_input_errors(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": [f"글 {n}" for n in range(2000)]}), tmp_path / "r.parquet")
    data = bytearray((tmp_path / "r.parquet").read_bytes())
    data[4:300] = bytes(296)
    (tmp_path / "r.parquet").write_bytes(data)
    with pytest.raises(InputError, match=r"r\.parquet: damaged \("):
        describe(tmp_path / "r.parquet")
    for name, content in (("x.parquet", b"PAR1"), ("x.safetensors", b"{}"), ("v.tsv", b"\xff")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=name):
            describe(tmp_path / name)
    with pytest.raises(InputError, match="no such file"):
        describe(tmp_path / "nowhere.tsv")


def test_models_that_koprep_fit_wrote(tmp_path: Path) -> None:
    modelfile.write(tmp_path / "phrases.tsv", "phrases", Recipe(steps=("fit-phrases",)), [["인공", "지능", "7", "1.5"]])
    about = describe(tmp_path / "phrases.tsv")
    assert (about["kind"], about["entries"], about["rows"]) == ("phrases", 1, ["인공\t지능\t7\t1.5"])
    assert about["recipe"].steps == ("fit-phrases",)


def test_a_json_file_that_is_no_model_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(InputError, match=r"a\.json"):
        describe(tmp_path / "a.json")


def test_json_lines_of_records(tmp_path: Path) -> None:
    recipe = to_json(Recipe(steps=("words",))).decode()
    lines = ['{"id":"a:1","text":"밥을 먹다","tokens":["밥을","먹다"],"recipe":' + recipe + "}"]
    lines += [f'{{"id":"a:{number}","text":"물","tokens":["물"]}}' for number in range(2, 1000)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    facts = describe(tmp_path / "a.jsonl")
    assert (facts["kind"], facts["records"], facts["holds"]) == ("records", 999, "tokens")
    assert facts["recipe"].steps == ("words",)
    assert facts["rows"] == ["밥을 먹다", "물", "물"]
    (tmp_path / "a.jsonl").write_text(lines[0] + "\n{\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl: line 2: "):
        describe(tmp_path / "a.jsonl")


def test_json_lines_of_a_tensor_and_of_others(folder: Path) -> None:
    build_tensor(str(folder / "a.tokens"), folder / "v.tsv", folder / "x.safetensors", kind=Padded(Padding(3)))
    with (folder / "x.jsonl").open("wb") as out:
        prepare(folder / "x.safetensors", folder / "x.jsonl").write(out)
    facts = describe(folder / "x.jsonl")
    assert (facts["kind"], facts["records"]) == ("padded for other tools", 4)
    assert facts["rows"] == ["밥 먹다 밥", "<pad> <pad> <pad>", "물 밥 <pad>"]
    (folder / "o.jsonl").write_text('{"문장":"밥"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="JSON Lines, but not koprep's"):
        describe(folder / "o.jsonl")
