"""Files other tools wrote: taken where they fit, else refused in one line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from koprep import Vocab, artifact
from koprep.artifact import Artifact
from koprep.convert.importing import import_file
from koprep.errors import InputError, KoprepError, UsageError
from koprep.recipe import sha256
from koprep.verifying import verify
from tests.convert import made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Vocab.of(made.WORDS, [0, 0, 5, 3, 2]).write(tmp_path / "v.tsv")
    return tmp_path


def taken(path: Path, array: str = "") -> Artifact:
    output = path.parent / "out.safetensors"
    import_file(path, output, vocab=path.parent / "v.tsv", array=array)
    assert verify(output).problems == ()
    return artifact.read(output)


def npz(folder: Path, **arrays: Any) -> Path:
    np.savez(folder / "a.npz", **{name: np.asarray(array) for name, array in arrays.items()})
    return folder / "a.npz"


def test_ragged_ids(folder: Path) -> None:
    path = npz(folder, ids=np.array([2, 3, 4], np.uint16), offsets=[0, 2, 2, 3], labels=["나", "가", "나"])
    found = taken(path)
    assert found.kind == "ids"
    assert found["ids"].tolist() == [2, 3, 4]
    assert found["offsets"].tolist() == [0, 2, 2, 3]
    assert found["doc_offsets"].tolist() == [0, 1, 2, 3]
    assert (found.info["classes"], found["labels"].tolist()) == (["가", "나"], [1, 0, 1])
    assert found.recipe.steps == ("import:from=npz",)
    assert found.recipe.inputs == (sha256(path),)
    assert found.recipe.files == {"import.vocab": sha256(folder / "v.tsv")}


def test_a_matrix_tells_lengths_by_its_padding(folder: Path) -> None:
    rows = [[2, 3, 0], [4, 0, 0], [0, 0, 0], [2, 0, 3], [0, 3, 0]]
    found = taken(npz(folder, x_train=np.array(rows, np.int64), labels=[1, 10, 9, -1, 1]))
    assert found.kind == "padded"
    assert found["padded"].tolist() == rows
    assert found["lengths"].tolist() == [2, 1, 0, 3, 2]
    assert found.recipe.steps == ("import:from=npz",)
    assert (found.info["classes"], found["labels"].tolist()) == (["1", "9", "10"], [0, 2, 1, -1, 0])


def test_rows_padded_in_front_as_keras_has_them(folder: Path) -> None:
    rows = np.array([[0, 0, 2, 3], [4, 2, 3, 4], [0, 0, 0, 0], [0, 2, 3, 0]])
    np.save(folder / "a.npy", rows)
    for path in (npz(folder, x=rows), folder / "a.npy"):
        found = taken(path)
        assert found["lengths"].tolist() == [2, 4, 0, 3]
        assert found.recipe.steps == (f"import:from={path.suffix[1:]},side=pre",)


def test_statistics_after_an_import_count_the_words_and_no_padding(folder: Path) -> None:
    from koprep.heads import Options
    from koprep.view.stats import Wanted, stats

    for rows in ([[0, 0, 2, 3], [0, 4, 2, 2]], [[2, 3, 0, 0], [4, 2, 2, 0]]):
        taken(npz(folder, x=rows))
        facts = stats([str(folder / "out.safetensors")], Wanted(top=9), Options()).facts
        assert {row["word"]: row["count"] for row in facts["top"]} == {"밥": 3, "먹다": 1, "물": 1}


def test_rows_padded_at_different_sides_are_refused(folder: Path) -> None:
    path = npz(folder, x=[[2, 3, 4], [2, 3, 0], [0, 0, 4]])
    with pytest.raises(InputError, match="x: row 2 is padded in front, row 1 behind; pad all at one side"):
        taken(path)


def test_a_comma_in_the_name_of_an_array_is_no_option(folder: Path) -> None:
    np.savez(folder / "a.npz", **{"x,side=pre": np.array([[2, 0]])})
    assert taken(folder / "a.npz", "x,side=pre").recipe.option("side", "import") is None


def test_labels_in_cp949_are_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=r"labels: its bytes are not UTF-8; save the labels as text"):
        taken(npz(folder, padded=[[2]], labels=np.array(["긍정".encode("cp949")])))
    assert taken(npz(folder, padded=[[2]], labels=np.array(["긍정".encode()]))).info["classes"] == ["긍정"]


def test_a_pipe_stays_a_pipe_and_permissions_are_kept(folder: Path) -> None:
    path = npz(folder, padded=[[2]])
    os.mkfifo(folder / "pipe")
    with pytest.raises(UsageError, match="a pipe or a device; this needs a file"):
        import_file(path, folder / "pipe", vocab=folder / "v.tsv")
    assert (folder / "pipe").is_fifo()
    output = folder / "o.safetensors"
    output.touch()
    output.chmod(0o600)
    import_file(path, output, vocab=folder / "v.tsv")
    assert output.stat().st_mode & 0o777 == 0o600
    assert verify(output).problems == ()


def test_one_of_several_matrices_is_named(folder: Path) -> None:
    path = npz(folder, x_train=[[2, 3]], x_test=[[4, 0]], y=[1])
    with pytest.raises(InputError, match=r"x_train \[1, 2\], x_test \[1, 2\], y \[1\]; ids with offsets or one matrix"):
        taken(path)
    assert taken(path, "x_test")["padded"].tolist() == [[4, 0]]
    with pytest.raises(UsageError, match="--array x_tset: did you mean x_test"):
        taken(path, "x_tset")


def test_what_is_left_out_is_told(folder: Path) -> None:
    path = npz(folder, x=[[2, 3]], y=[1])
    assert import_file(path, folder / "o.safetensors", vocab=folder / "v.tsv").left_out == ("y",)


def test_counts_of_scipy(folder: Path) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    matrix = sparse.csr_matrix(np.array([[0, 0, 1, 0, 2], [0, 0, 0, 0, 0]]))
    sparse.save_npz(folder / "a.npz", matrix)
    found = taken(folder / "a.npz")
    assert (found.kind, found["data"].tolist(), found["indices"].tolist()) == ("bow", [1, 2], [2, 4])
    sparse.save_npz(folder / "a.npz", matrix.tocsc())
    with pytest.raises(InputError, match="of form csc; save its "):
        taken(folder / "a.npz")
    sparse.save_npz(folder / "a.npz", matrix * 0.5)
    with pytest.raises(InputError, match="data: float64 items, where whole numbers are needed"):
        taken(folder / "a.npz")
    sparse.save_npz(folder / "a.npz", matrix[:, :4])
    with pytest.raises(InputError, match=r"shape: \[2, 4\], but the vocabulary has 5 rows"):
        taken(folder / "a.npz")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"padded": [[2.0, 3.0]]}, "padded: float64 items, where whole numbers are needed"),
        ({"padded": [[True]]}, "padded: bool items, where whole numbers are needed"),
        ({"padded": [[2, 5]]}, "padded: id 5 is not in the vocabulary, which has 5 rows; is it the right one?"),
        ({"padded": [[2, -1]]}, "padded: id -1 is not in the vocabulary"),
        ({"padded": np.array([[2**63 + 1]], np.uint64)}, "padded: id 9223372036854775809 is not in the vocabulary"),
        ({"padded": np.array([[None]])}, "padded: it holds pickled objects, which can run anything; save numbers only"),
        ({"padded": np.zeros((1, 1), "i4,i4")}, "padded: it holds records, not numbers"),
        ({"padded": [2, 3]}, "padded: shape [2], where 2 dimension(s) are needed"),
        ({"ids": [[2]], "offsets": [0, 1]}, "ids: shape [1, 1], where 1 dimension(s) are needed"),
        ({"ids": [2, 3], "offsets": [0, 2, 1]}, "offsets[2] is 1, below the one before it"),
        ({"ids": [2, 3], "offsets": [1, 2]}, "offsets begins with 1, not 0"),
        ({"ids": [2, 3], "offsets": np.zeros(0, int)}, "offsets is empty"),
        ({"padded": [[2]], "labels": [1, 2]}, "2 labels for 1 records"),
        ({"padded": [[2]], "labels": [0.5]}, "labels: float64 [1]; labels are whole numbers or words (N,)"),
        ({"x": np.zeros(3)}, "it holds x [3]; ids with offsets or one matrix (N, T) are needed (--array NAME)"),
        ({}, "it holds nothing; ids with offsets"),
    ],
)
def test_arrays_that_do_not_fit(folder: Path, arrays: dict[str, Any], message: str) -> None:
    path = npz(folder, **arrays)
    with pytest.raises(InputError) as caught:
        taken(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)


def test_damaged_npz_and_npy(folder: Path) -> None:
    np.savez_compressed(folder / "a.npz", padded=np.ones((50, 50), np.int32) * 2)
    raw = (folder / "a.npz").read_bytes()
    for size in range(0, len(raw), 13):
        (folder / "a.npz").write_bytes(raw[:size])
        with pytest.raises(InputError, match=r"a\.npz: no \.npz file, or damaged"):
            taken(folder / "a.npz")
    for place in range(60, len(raw) - 100, 3):
        (folder / "a.npz").write_bytes(raw[:place] + bytes([raw[place] ^ 255]) + raw[place + 1 :])
        with pytest.raises(InputError, match=r"a\.npz: "):
            taken(folder / "a.npz")
    np.save(folder / "a.npy", np.ones((5, 5), np.int32))
    raw = (folder / "a.npy").read_bytes()
    for size in range(len(raw)):
        (folder / "a.npy").write_bytes(raw[:size])
        with pytest.raises(InputError, match=r"a\.npy: (no NumPy array|it is cut off)"):
            taken(folder / "a.npy")


@pytest.mark.parametrize("shape", [(1 << 40, 1 << 10), (1, 1 << 50), (1 << 50, 1)])
def test_a_header_that_promises_too_much(folder: Path, shape: tuple[int, int]) -> None:
    from koprep.convert.npyfile import header

    (folder / "a.npy").write_bytes(header("<i4", shape) + bytes(64))
    with pytest.raises(InputError, match=r"a\.npy: it is cut off"):
        taken(folder / "a.npy")


def parquet(folder: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), folder / "a.parquet")
    return folder / "a.parquet"


@pytest.mark.parametrize("kind", [pa.list_(pa.int64()), pa.large_list(pa.int16()), pa.list_(pa.int32(), 2)])
def test_parquet_of_others(folder: Path, kind: pa.DataType) -> None:
    path = parquet(folder, input_ids=pa.array([[2, 3], [4, 0]], kind), label=["나쁨", None], text=["", ""])
    found = taken(path)
    assert (found.kind, found["ids"].tolist(), found["offsets"].tolist()) == ("ids", [2, 3, 4, 0], [0, 2, 4])
    assert (found.info["classes"], found["labels"].tolist()) == (["나쁨"], [0, -1])
    assert import_file(path, folder / "o.safetensors", vocab=folder / "v.tsv").left_out == ("text",)


def test_class_names_of_datasets(folder: Path) -> None:
    features = {"info": {"features": {"label": {"names": ["부정", "긍정"], "_type": "ClassLabel"}}}}
    table = pa.table({"input_ids": [[2], [3], [4]], "label": [1, 0, -1]})
    pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(features)}), folder / "a.parquet")
    found = taken(folder / "a.parquet")
    assert [found.info["classes"][label] for label in found["labels"][:2]] == ["긍정", "부정"]
    assert found["labels"][2] == -1
    for label in (-2, 2):
        table = pa.table({"input_ids": [[2]], "label": [label]})
        pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(features)}), folder / "a.parquet")
        with pytest.raises(InputError, match=f"the label {label} is none of its 2 classes"):
            taken(folder / "a.parquet")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"input_ids": [[2.5]]}, "column input_ids holds double, where whole numbers are needed"),
        ({"input_ids": [["밥"]]}, "column input_ids holds string, where whole numbers are needed"),
        ({"input_ids": [2, 3]}, "column input_ids holds int64, where list<item: int64> is needed"),
        ({"input_ids": [[2], None]}, "column input_ids has empty places after row 0"),
        ({"input_ids": [[2, None]]}, "column input_ids has empty places after row 0"),
        ({"input_ids": [[7]]}, "id 7 is not in the vocabulary"),
        ({"text": ["밥"]}, "no column input_ids or ids (there are text); name it with --array NAME"),
    ],
)
def test_parquet_that_does_not_fit(folder: Path, columns: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        taken(parquet(folder, **columns))
    assert str(caught.value).startswith(f"{folder / 'a.parquet'}: {message}")


def jsonl(folder: Path, *lines: str) -> Path:
    (folder / "a.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder / "a.jsonl"


def test_json_lines_of_others(folder: Path) -> None:
    found = taken(jsonl(folder, '{"input_ids":[2,3],"label":"긍정"}', "", '{"input_ids":[],"label":null}'))
    assert (found["ids"].tolist(), found["offsets"].tolist()) == ([2, 3], [0, 2, 2])
    assert found["labels"].tolist() == [0, -1]
    assert taken(jsonl(folder, '{"x":[2]}'), "x")["ids"].tolist() == [2]


@pytest.mark.parametrize(("label", "classes"), [('"긍정"', ["긍정"]), ("7", ["7"]), ("null", None)])
def test_labels_are_what_the_first_that_is_one_is(folder: Path, label: str, classes: list[str] | None) -> None:
    lines = ['{"input_ids":[2],"label":null}', f'{{"input_ids":[3],"label":{label}}}']
    found = taken(jsonl(folder, *lines))
    assert found.info.get("classes") == classes
    if classes:
        assert found["labels"].tolist() == [-1, 0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"input_ids":[2,"밥"]}', ":2: input_ids: Expected `int`, got `str`"),
        ('{"input_ids":[2.5]}', ":2: input_ids: Expected `int`, got `float`"),
        ('{"input_ids":[99999999999999999999]}', ":2: input_ids: "),
        ('{"input_ids":7}', ":2: input_ids: Expected `array | null`, got `int`"),
        ('{"x":[2]}', ":2: no key input_ids (there are x)"),
        ('{"input_ids":', ":2: not a JSON object"),
        ("[2]", ":2: not a JSON object"),
        ('{"input_ids":null}', ": column input_ids has empty places"),
        ('{"input_ids":[7]}', ": id 7 is not in the vocabulary"),
    ],
)
def test_json_lines_that_do_not_fit(folder: Path, line: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        taken(jsonl(folder, '{"input_ids":[2]}', line))
    assert str(caught.value).startswith(f"{folder / 'a.jsonl'}{message}")
    assert "\n" not in str(caught.value)


def test_others_need_a_vocabulary_and_ours_need_none(folder: Path) -> None:
    from tests.convert.test_round_trips import export

    with pytest.raises(UsageError, match=r"brings no vocabulary; name the one its ids are rows of: --vocab vocab\.tsv"):
        import_file(npz(folder, padded=[[2]]), folder / "o.safetensors")
    made.example(folder / "x.safetensors", "padded")
    for ending in ("npz", "parquet", "jsonl"):
        own = export(folder / "x.safetensors", folder / f"x.{ending}")
        with pytest.raises(UsageError, match="brings all; leave --vocab and --array out"):
            import_file(own, folder / "o.safetensors", vocab=folder / "v.tsv")


def test_our_files_changed_by_others(folder: Path) -> None:
    """Whatever is changed, the result is an error of one line or a whole file."""
    from tests.convert.test_round_trips import export

    made.example(folder / "x.safetensors", "bow")
    lines = export(folder / "x.safetensors", folder / "x.jsonl").read_text(encoding="utf-8").splitlines()
    row, first = json.loads(lines[1]), json.loads(lines[0])
    about = first["koprep"]
    changes: list[tuple[Any, Any]] = [
        (first, row | {"values": [*row["values"], 1]}),
        (first, {key: row[key] for key in ("indices", "values")}),
        (first, row | {"indices": [9] * len(row["values"])}),
        (first | {"koprep": about | {"kind": "cube"}}, row),
        (first | {"koprep": about | {"format": 2}}, row),
        (first | {"koprep": about | {"tensors": {}}}, row),
        (first | {"koprep": about | {"vocab": {"tokens": ["밥"], "counts": []}}}, row),
        (first | {"koprep": about | {"vocab": about["vocab"] | {"counts": [10**30] * 5}}}, row),
        (first | {"koprep": about | {"vocab": about["vocab"] | {"counts": [-1] * 5}}}, row),
        (first | {"koprep": {}}, row),
        (
            first | {"koprep": about | {"tensors": about["tensors"] | {"z": {"dtype": "O", "shape": [1], "data": ""}}}},
            row,
        ),
        (first | {"koprep": about | {"tensors": about["tensors"] | {"data": {"dtype": "?", "shape": [1]}}}}, row),
    ]
    for head, second in changes:
        path = jsonl(folder, json.dumps(head), json.dumps(second), *lines[2:])
        with pytest.raises(KoprepError) as caught:
            import_file(path, folder / "o.safetensors")
        assert "\n" not in str(caught.value)
        assert not (folder / "o.safetensors").exists()
