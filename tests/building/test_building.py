"""What ``koprep vocab`` and ``koprep tensor`` do, and that ``koprep run … encode pad`` does the same."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import load_file

from koprep import Pipeline, Vocab, artifact, sources
from koprep.building import build_tensor, build_vocab
from koprep.building.kinds import Ids, Padded
from koprep.engine.plan import Plan
from koprep.engine.run import execute
from koprep.errors import InputError, KoprepError, UsageError
from koprep.recipe import Recipe, sha256, to_json
from koprep.tensors import Padding

TEXT = "밥 먹다 물 밥\n\n물 마시다 <unk> 밥 자연어\\s처리\n잠\n"
LINES = [["밥", "먹다", "물", "밥"], [], ["물", "마시다", "<unk>", "밥", "자연어 처리"], ["잠"]]


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    path = tmp_path / "a.tokens"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """Koprep's own Parquet: four records of three documents, with labels, from two engines' steps."""
    recipe = Recipe("1", ("normalize", "morphs"), {"kiwi": "0.24.1"}, {}, ("ab" * 32,))
    table = pa.table({
        "id": ["r:1", "r:2.1", "r:2.2", "r:3"], "doc": ["r:1", "r:2", "r:2", "r:3"], "label": ["1", "0", "0", "10"],
        "text": ["", "", "", ""], "tokens": LINES, "spans": pa.array([[-1] * (2 * len(line)) for line in LINES],
                                                                        pa.list_(pa.int32())),
    })  # fmt: skip
    path = tmp_path / "r.parquet"
    pq.write_table(table.replace_schema_metadata({"koprep": to_json(recipe)}), path)
    return path


def vocab_of(tokens: Path, **options: Any) -> Path:
    path = tokens.parent / "vocab.tsv"
    build_vocab(str(tokens), path, **options)
    return path


def kind_of(padding: Padding | None) -> Ids | Padded:
    return Ids() if padding is None else Padded(padding)


def run(source: Path, specs: list[str], output: Path, to: str = "") -> None:
    options = sources.Options(format="tokens" if source.suffix == ".tokens" else "", needs="tokens")
    execute(Plan(Pipeline.parse(specs), sources.open_all([str(source)], options), output, to))


def test_a_vocabulary_is_counted_ranked_and_summed_up(tokens: Path) -> None:
    path = tokens.parent / "vocab.tsv"
    summary = build_vocab(str(tokens), path, min_count=2, specials=["pad", "unk"])
    vocab = Vocab.read(path)
    counts = dict(zip(vocab.tokens, vocab.counts.tolist(), strict=True))
    assert counts == {"<pad>": 0, "<unk>": 1 + 4, "밥": 3, "물": 2}
    assert summary == (4, 10, 7, 4, 4, 4)
    assert sum(counts.values()) == sum(Counter(word for line in LINES for word in line).values())
    assert vocab.recipe == Recipe().then(("vocab:min-count=2,specials=pad+unk",), inputs=(sha256(tokens),))


def test_the_options_of_a_vocabulary_stand_in_its_recipe(tokens: Path) -> None:
    assert Vocab.read(vocab_of(tokens)).recipe.steps == ("vocab",)
    assert Vocab.read(vocab_of(tokens, max_size=5, specials=())).recipe.steps == ("vocab:max-size=5,specials=",)


def test_a_vocabulary_of_tagged_tokens(tmp_path: Path) -> None:
    path = tmp_path / "a.tagged"
    path.write_text("밥/NNG 먹/VV\n먹/NNG 먹/VV\n", encoding="utf-8")
    assert Vocab.read(vocab_of(path, specials=())).tokens == ["먹", "밥"]
    vocab = Vocab.read(vocab_of(path, specials=(), with_tags=True))
    assert vocab.tokens == ["먹/VV", "먹/NNG", "밥/NNG"]
    assert vocab.tagged
    build_tensor(str(path), tmp_path / "vocab.tsv", tmp_path / "x.safetensors")
    assert load_file(tmp_path / "x.safetensors")["ids"].tolist() == [2, 0, 1, 0]
    assert artifact.read(tmp_path / "x.safetensors").info["tagged"] is True


def test_ids_are_those_the_vocabulary_gives(tokens: Path) -> None:
    path, output = vocab_of(tokens, max_size=6), tokens.parent / "x.safetensors"
    summary = build_tensor(str(tokens), path, output)
    found, vocab = load_file(output), Vocab.read(path)
    rows = np.split(found["ids"], found["offsets"][1:-1])
    assert [row.tolist() for row in rows] == [vocab.encode(line) for line in LINES]
    assert found["doc_offsets"].tolist() == [0, 1, 2, 3, 4]
    assert summary[:6] == (4, 10, 5, 4, 0, 0)


def test_unknown_tokens_are_dropped_without_unk(tokens: Path) -> None:
    path, output = vocab_of(tokens, max_size=2, specials=()), tokens.parent / "x.safetensors"
    summary = build_tensor(str(tokens), path, output)
    found = load_file(output)
    assert found["ids"].tolist() == [0, 1, 0, 1, 0]
    assert found["offsets"].tolist() == [0, 3, 3, 5, 5]
    assert summary[:6] == (4, 5, 5, 4, 0, 0)


def test_padding_takes_the_99th_percentile_unless_told(tokens: Path) -> None:
    path, output = vocab_of(tokens), tokens.parent / "x.safetensors"
    assert build_tensor(str(tokens), path, output, kind=Padded())[:6] == (4, 10, 1, 4, 5, 0)
    assert load_file(output)["padded"].shape == (4, 5)
    assert artifact.read(output).recipe.steps == ("encode:vocab", "pad:max-len=5")
    padding = Padding(2, "pre", "pre", 3)
    assert build_tensor(str(tokens), path, output, kind=Padded(padding))[:6] == (4, 10, 1, 4, 2, 2 + 3)
    assert artifact.read(output).recipe.steps[-1] == "pad:max-len=2,side=pre,truncate=pre,value=3"
    assert load_file(output)["padded"][1].tolist() == [3, 3]


@pytest.mark.parametrize("padding", [None, Padding(3), Padding(7, "pre", "pre", 1)], ids=["ragged", "cut", "pre"])
@pytest.mark.parametrize("specials", [("pad", "unk"), ()], ids=["unk", "no unk"])
def test_run_writes_the_same_bytes(
    tokens: Path, parquet: Path, tmp_path: Path, padding: Padding | None, specials: tuple[str, ...]
) -> None:
    run(parquet, [], tmp_path / "r.jsonl")
    for source in (tokens, parquet, tmp_path / "r.jsonl"):
        vocab = vocab_of(source, specials=specials, max_size=4)
        specs = [f"encode:vocab={vocab}"]
        if padding is not None:
            specs.append(
                f"pad:max-len={padding.max_len},side={padding.side},truncate={padding.truncate},value={padding.value}"
            )
        run(source, specs, tmp_path / "run.safetensors")
        build_tensor(str(source), vocab, tmp_path / "tensor.safetensors", kind=kind_of(padding))
        assert (tmp_path / "run.safetensors").read_bytes() == (tmp_path / "tensor.safetensors").read_bytes()


def test_all_formats_give_the_same_tensors(tokens: Path, parquet: Path, tmp_path: Path) -> None:
    run(parquet, [], tmp_path / "r.jsonl")
    vocab = vocab_of(tokens)
    found = []
    for source in (tokens, parquet, tmp_path / "r.jsonl"):
        build_tensor(str(source), vocab, tmp_path / "x.safetensors")
        found.append(load_file(tmp_path / "x.safetensors"))
        assert Vocab.read(vocab_of(source)).tokens == Vocab.read(vocab).tokens
    for other in found[1:]:
        assert (other["ids"] == found[0]["ids"]).all()
        assert (other["offsets"] == found[0]["offsets"]).all()
        assert other["doc_offsets"].tolist() == [0, 1, 3, 4]
        assert other["labels"].tolist() == [1, 0, 0, 2]


def test_recipes_grow_from_step_to_step_without_paths(parquet: Path, tmp_path: Path) -> None:
    vocab = vocab_of(parquet)
    build_tensor(str(parquet), vocab, tmp_path / "x.safetensors", kind=Padded(Padding(3)))
    recipe = artifact.read(tmp_path / "x.safetensors").recipe
    assert recipe.steps == ("normalize", "morphs", "encode:vocab", "pad:max-len=3")
    assert recipe.engines == {"kiwi": "0.24.1"}
    assert recipe.inputs == ("ab" * 32,)
    assert recipe.files == {"encode.vocab": hashlib.sha256(vocab.read_bytes()).hexdigest()}
    assert Vocab.read(vocab).recipe.steps == ("normalize", "morphs", "vocab")
    for path in (vocab, tmp_path / "x.safetensors"):
        assert str(tmp_path).encode() not in path.read_bytes()


def test_the_same_input_gives_the_same_bytes_from_anywhere(parquet: Path, tmp_path: Path) -> None:
    contents = set()
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        copy = folder / f"{name}.parquet"
        copy.write_bytes(parquet.read_bytes())
        vocab = vocab_of(copy)
        build_tensor(str(copy), vocab, folder / "x.safetensors")
        contents.add((vocab.read_bytes(), (folder / "x.safetensors").read_bytes()))
    assert len(contents) == 1


def test_a_vocabulary_of_another_engine_is_worth_a_warning(parquet: Path, tmp_path: Path) -> None:
    heard: list[str] = []
    vocab = vocab_of(parquet)
    build_tensor(str(parquet), vocab, tmp_path / "x.safetensors", warn=heard.append)
    assert heard == []
    other = tmp_path / "other.tsv"
    Vocab.of(["밥"], recipe=Recipe("1", ("morphs:engine=mecab", "vocab"), {"mecab": "1.3.7"})).write(other)
    build_tensor(str(parquet), other, tmp_path / "x.safetensors", warn=heard.append)
    assert heard == [f"{other} was counted from tokens of mecab 1.3.7; here it is kiwi 0.24.1"]
    Vocab.of(["밥"]).write(other)
    build_tensor(str(parquet), other, tmp_path / "x.safetensors", warn=heard.append)
    assert len(heard) == 1


def test_what_cannot_work_is_said_before_anything_is_read(tokens: Path, tmp_path: Path) -> None:
    vocab, output = vocab_of(tokens), tmp_path / "x.safetensors"
    with pytest.raises(UsageError, match="pad: value=-1 is no id; use 0 or more"):
        build_tensor("nowhere", vocab, output, kind=Padded(Padding(value=-1)))
    with pytest.raises(UsageError, match="--min-count 0: use 1 or more"):
        build_vocab("nowhere", output, min_count=0)
    with pytest.raises(InputError, match="nowhere: no such file"):
        build_vocab("nowhere", output)
    with pytest.raises(InputError, match=r"no\.tsv: no such file"):
        build_tensor(str(tokens), tmp_path / "no.tsv", output)
    for path in (tokens, vocab):
        with pytest.raises(UsageError, match="is both input and output; write to another file"):
            build_tensor(str(tokens), vocab, path)
    with pytest.raises(UsageError, match="is both input and output; write to another file"):
        build_vocab(str(tokens), tokens)
    for build in (lambda: build_vocab(str(tokens), Path("-")), lambda: build_tensor(str(tokens), vocab, Path("-"))):
        with pytest.raises(UsageError, match="-o -: this needs a file"):
            build()
    with pytest.raises(KoprepError, match="there is no folder"):
        build_vocab(str(tokens), tmp_path / "no" / "v.tsv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tokens", "vocab.tsv"]


def test_an_empty_vocabulary_is_refused(tokens: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.tsv"
    empty.write_bytes(b"")
    with pytest.raises(InputError, match=r"empty\.tsv: an empty vocabulary; count one with koprep vocab"):
        build_tensor(str(tokens), empty, tmp_path / "x.safetensors")


@pytest.mark.parametrize("content", ["", "\n\n\n"], ids=["no record", "empty records"])
def test_a_corpus_without_tokens(tmp_path: Path, content: str) -> None:
    tokens = tmp_path / "a.tokens"
    tokens.write_text(content)
    records = content.count("\n")
    assert build_vocab(str(tokens), tmp_path / "v.tsv") == (records, 0, 0, 4, 0, 0)
    for padding in (None, Padding(), Padding(3)):
        width = padding and (padding.max_len or 1)
        summary = build_tensor(str(tokens), tmp_path / "v.tsv", tmp_path / "x.safetensors", kind=kind_of(padding))
        assert summary == (records, 0, 0, records, width or 0, 0, 0, ())
        found = load_file(tmp_path / "x.safetensors")
        if padding is None:
            assert found["offsets"].tolist() == [0] * (records + 1)
        else:
            assert found["padded"].shape == (records, width)


def test_a_failure_half_way_leaves_no_file(tmp_path: Path) -> None:
    tokens = tmp_path / "a.tokens"
    tokens.write_bytes("밥 물\n".encode() * 1000 + b"\xff\n")
    with pytest.raises(InputError, match=r"a\.tokens:1001: not utf-8 text"):
        build_vocab(str(tokens), tmp_path / "v.tsv")
    Vocab.of(["밥"]).write(tmp_path / "v.tsv")
    for padding in (None, Padding(3)):
        with pytest.raises(InputError, match=r"a\.tokens:1001: not utf-8 text"):
            build_tensor(str(tokens), tmp_path / "v.tsv", tmp_path / "x.safetensors", kind=kind_of(padding))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tokens", "v.tsv"]


def test_a_million_tokens_are_counted_and_encoded_exactly(tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    numbers = (30_000 * generator.random((50_000, 20)) ** 3).astype(int)
    lines = [[f"낱{number}" for number in row] for row in numbers.tolist()]
    tokens = tmp_path / "a.tokens"
    tokens.write_text("".join(" ".join(line) + "\n" for line in lines), encoding="utf-8")
    summary = build_vocab(str(tokens), tmp_path / "v.tsv", min_count=3, specials=["unk"])
    counts = Counter(word for line in lines for word in line)
    ranked = sorted(((word, n) for word, n in counts.items() if n >= 3), key=lambda item: (-item[1], item[0]))
    vocab = Vocab.read(tmp_path / "v.tsv")
    assert vocab.tokens == ["<unk>", *(word for word, _ in ranked)]
    assert vocab.counts.tolist() == [1_000_000 - sum(n for _, n in ranked), *(n for _, n in ranked)]
    assert summary.types == len(counts)
    build_tensor(str(tokens), tmp_path / "v.tsv", tmp_path / "x.safetensors")
    place = {word: id for id, word in enumerate(vocab.tokens)}
    expected = np.array([[place.get(word, 0) for word in line] for line in lines], np.int32)
    assert (load_file(tmp_path / "x.safetensors")["ids"].reshape(50_000, 20) == expected).all()


def test_labels_of_json_lines_that_other_programs_wrote(tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": "", "doc": "", "label": label, "tokens": ["밥"]} for n, label in enumerate("나가나")]
    tokens = tmp_path / "a.jsonl"
    tokens.write_text("".join(json.dumps(row) + "\n" for row in rows))
    build_tensor(str(tokens), vocab_of(tokens), tmp_path / "x.safetensors")
    assert artifact.read(tmp_path / "x.safetensors").info["classes"] == ["가", "나"]
    found = load_file(tmp_path / "x.safetensors")
    assert found["labels"].tolist() == [1, 0, 1]
    assert found["doc_offsets"].tolist() == [0, 1, 2, 3]
