"""Sinks: headers, the place of the recipe, row groups, and files that are there whole or not at all."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import koprep
from koprep import sinks
from koprep.artifact import Artifact
from koprep.encoders import ENCODERS
from koprep.errors import KoprepError, UsageError
from koprep.flow import Shape
from koprep.formats import RECORDS
from koprep.recipe import Recipe
from koprep.record import Record, Token
from koprep.sinks import BytesSink, TensorSink, choose_format
from koprep.tensors import Padding
from koprep.vocab import Vocab
from tests.datalayer import IDS, SHAPES, TAGGED, TAGGED_IDS, TEXT, TOKENS, sink, write

RECIPE = Recipe().then(("words",), {}, {}, ("ab", None))
MADE = [
    Record(f"a:{number}", f"글 {number}", f"a:{number}", (Token("글"), Token(str(number)))) for number in range(1, 8)
]


def write_and_fail(out: sinks.Sink, payload: object) -> None:
    with out:
        out.write(payload)
        raise ValueError("stop")


def test_the_format_is_told_by_name_then_by_ending_then_by_what_there_is(tmp_path: Path) -> None:
    assert choose_format("", Path("-"), TEXT) == choose_format("", Path("a.txt.gz"), TAGGED) == "text"
    assert choose_format("", Path("-"), TAGGED) == choose_format("", Path("a.out"), IDS) == "tokens"
    assert choose_format("", Path("a.ndjson"), TEXT) == choose_format("jsonl", Path("a.parquet"), TEXT) == "jsonl"
    assert choose_format("", Path("a.safetensors"), IDS) == "safetensors"


@pytest.mark.parametrize(
    ("to", "output", "shape", "message"),
    [
        ("tokens", "-", TEXT, "--to tokens: the stages make no tokens; add morphs or words"),
        ("", "a.tagged", TOKENS, "the tokens have no tags; only morphs gives tags"),
        ("", "a.safetensors", TAGGED, "a tensor holds ids; end the stages with encode:vocab=FILE"),
        ("parquet", "-", TEXT, "parquet can't go to standard output; name a file with -o"),
        ("", "a.parquet.gz", TEXT, r"a\.parquet\.gz: \.parquet files can't be packed, .*; use -o a\.parquet$"),
    ],
)
def test_what_cannot_be_written_so_is_said_before_the_run(to: str, output: str, shape: Shape, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        choose_format(to, Path(output), shape)


@pytest.mark.parametrize(
    ("format", "shape", "header"),
    [
        ("tsv", TEXT, "id\tlabel\ttext\n"),
        ("csv", TAGGED, "id,label,text,tokens\n"),
        ("tsv", TAGGED_IDS, "id\tlabel\ttext\ttokens\tids\n"),
        ("jsonl", TAGGED, ""),
        ("text", TEXT, ""),
        ("tokens", TOKENS, ""),
    ],
)
def test_tables_have_a_header_even_without_records(tmp_path: Path, format: str, shape: Shape, header: str) -> None:
    assert write(tmp_path / "a", format, shape, []).read_text() == header


@pytest.mark.parametrize("format", ["text", "tokens", "jsonl", "tsv", "csv"])
def test_batches_follow_each_other_under_one_header(tmp_path: Path, format: str) -> None:
    whole = write(tmp_path / "a", format, TOKENS, [MADE], RECIPE).read_bytes()
    assert write(tmp_path / "b", format, TOKENS, [[], MADE[:1], [], MADE[1:5], MADE[5:]], RECIPE).read_bytes() == whole
    assert whole.count(b"\n") == len(MADE) + (format in ("tsv", "csv"))


def test_the_first_json_line_carries_the_recipe_and_no_other(tmp_path: Path) -> None:
    lines = write(tmp_path / "a.jsonl", "jsonl", TOKENS, [[], MADE[:1], MADE[1:]], RECIPE).read_text().splitlines()
    assert json.loads(lines[0])["recipe"] == {
        "koprep": koprep.__version__,
        "steps": ["words"],
        "engines": {},
        "files": {},
        "inputs": ["ab", None],
    }
    assert [number for number, line in enumerate(lines) if "recipe" in line] == [0]


def test_a_recipe_without_steps_travels_for_its_inputs(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", "jsonl", TOKENS, [MADE], Recipe().then(inputs=("ab",)))
    assert json.loads(path.read_text().splitlines()[0])["recipe"]["inputs"] == ["ab"]


def test_without_a_recipe_there_is_none(tmp_path: Path) -> None:
    assert "recipe" not in write(tmp_path / "a.jsonl", "jsonl", TOKENS, [MADE]).read_text()


def test_a_stream_gets_its_bytes_and_stays_open() -> None:
    stream = io.BytesIO()
    with BytesSink(stream, "csv", TEXT, Recipe()) as out:
        out.write(b"a:1,,x\n")
        out.flush()
    assert stream.getvalue() == b"id,label,text\na:1,,x\n"


@pytest.mark.parametrize("ending", ["", ".gz", ".bz2", ".xz", ".zst"])
def test_flushing_changes_no_bytes(tmp_path: Path, ending: str) -> None:
    def written(name: str, flush: bool) -> bytes:
        path = tmp_path / f"{name}.jsonl{ending}"
        with sink(path, "jsonl", TOKENS, RECIPE) as out:
            for record in MADE:
                out.write(ENCODERS["jsonl"](TOKENS)([record]))
                if flush:
                    out.flush()
        return path.read_bytes()

    assert written("a", True) == written("b", False)


@pytest.mark.parametrize("format", [*RECORDS, "safetensors"])
def test_a_failing_run_leaves_what_was_there(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    path.write_text("old")
    payload = ENCODERS[format](IDS)([Record("a:1", "글", "a", (Token("글"),), (1,))])
    out = TensorSink(path, Vocab.of([]), None, RECIPE, False) if format == "safetensors" else sink(path, format, IDS)
    with pytest.raises(ValueError, match="stop"):
        write_and_fail(out, payload)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_full_disk_at_the_very_end_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(KoprepError, match=r"a\.parquet: no space left on device"):
        write(tmp_path / "a.parquet", "parquet", TOKENS, [MADE])
    assert not list(tmp_path.iterdir())


def test_a_row_group_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(KoprepError, match="/dev/full: no space left on device"):
        write(Path("/dev/full"), "parquet", TOKENS, [MADE])


# Parquet


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 7), max_size=6), st.sampled_from([3, 100]), st.sampled_from([1, 150, 10_000]))
def test_row_groups_and_bytes_are_the_same_whatever_the_batches(
    tmp_path: Path, sizes: list[int], rows: int, most: int
) -> None:
    batches, at = [], 0
    for size in sizes:
        batches.append(MADE[at : at + size])
        at += size
    batches.append(MADE[at:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sinks, "_GROUP_ROWS", rows)
        patch.setattr(sinks, "_GROUP_BYTES", most)
        whole = write(tmp_path / "a.parquet", "parquet", TOKENS, [MADE], RECIPE)
        parts = write(tmp_path / "b.parquet", "parquet", TOKENS, batches, RECIPE)
    assert parts.read_bytes() == whole.read_bytes()
    metadata = pq.ParquetFile(whole).metadata
    groups = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
    assert groups == {1: [1] * 7, 150: [3, 3, 1], 10_000: [3, 3, 1] if rows == 3 else [7]}[most]


def test_pages_do_not_end_where_batches_do(tmp_path: Path) -> None:
    made = [Record(f"a:{number}", f"{number * 7919 % 100_003} " * 700, "a") for number in range(4000)]
    whole = write(tmp_path / "a.parquet", "parquet", TEXT, [made]).read_bytes()
    for size in (500, 513):
        parts = [made[start : start + size] for start in range(0, len(made), size)]
        assert write(tmp_path / "b.parquet", "parquet", TEXT, parts).read_bytes() == whole


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_parquet_file_opens_elsewhere_and_says_how_it_was_made(tmp_path: Path, shape: Shape) -> None:
    made = [Record("a:1", "글", "a", (Token("글", "NNG", 0, 1),), (4,), None)]
    table = pq.read_table(write(tmp_path / "a.parquet", "parquet", shape, [made], RECIPE))
    assert json.loads(table.schema.metadata[b"koprep"])["steps"] == ["words"]
    [row] = table.to_pylist()
    expected = {"id": "a:1", "doc": "a", "label": None, "text": "글"}
    expected |= {"tokens": ["글"], "tags": ["NNG"], "spans": [0, 1], "ids": [4]}
    assert row == {name: expected[name] for name in table.column_names}


def test_no_records_are_a_readable_file(tmp_path: Path) -> None:
    assert pq.read_table(write(tmp_path / "a.parquet", "parquet", TAGGED, [], RECIPE)).num_rows == 0


# tensors


def encoded(id: str, doc: str, ids: tuple[int, ...], label: str | None) -> Record:
    return Record(id, "", doc, None, ids, label)


@pytest.mark.parametrize("cuts", [[], [1], [2, 3], [1, 2, 3]])
def test_a_tensor_knows_documents_and_labels_across_batches(tmp_path: Path, cuts: list[int]) -> None:
    made = [
        encoded("a:1", "a", (4, 5), "10"),
        encoded("a:2", "a", (), None),
        encoded("b:1", "b", (6,), "9"),
        encoded("c:1", "c", (4,), "9"),
    ]
    vocab = Vocab.count([["밥", "국"]])
    path = tmp_path / "x.safetensors"
    with TensorSink(path, vocab, None, RECIPE, False) as out:
        for start, end in zip([0, *cuts], [*cuts, 4], strict=True):
            out.write(ENCODERS["safetensors"](IDS)(made[start:end]))
        out.flush()
    opened = koprep.load(path)
    assert isinstance(opened, Artifact)
    assert opened["ids"].tolist() == [4, 5, 6, 4]
    assert opened["offsets"].tolist() == [0, 2, 2, 3, 4]
    assert opened["doc_offsets"].tolist() == [0, 2, 3, 4]
    assert opened["labels"].tolist() == [1, -1, 0, 0]
    assert opened.recipe == RECIPE


def test_a_padded_tensor_keeps_the_true_lengths(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    with TensorSink(path, Vocab.count([["밥"]]), Padding(3, "pre", "post", 0), RECIPE, False) as out:
        made = [encoded("a:1", "a", (1, 2, 3, 4), None), encoded("a:2", "a", (5,), None)]
        out.write(ENCODERS["safetensors"](IDS)(made))
    opened = koprep.load(path)
    assert isinstance(opened, Artifact)
    np.testing.assert_array_equal(opened["padded"], [[1, 2, 3], [0, 0, 5]])
    assert opened["lengths"].tolist() == [3, 1]
