"""Partitions: nothing lost, nothing split, nothing moved by lines that are added, about the ratio asked for."""

from __future__ import annotations

import hashlib
import math
import pickle
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import artifact
from koprep.engine.run import Summary, execute
from koprep.errors import KoprepError, UsageError
from koprep.partitioning import PARTS, Partition, plan, same_names, shares
from koprep.record import Record, Token
from koprep.sources import Options, open_all
from tests.datalayer import SHAPES, made_records, records, write

NAMES = PARTS[3]
RATIO = "8:1:1"


def part(source: Path, output: Path, name: str, ratio: str = RATIO, seed: int = 0, **options: str) -> Summary:
    opened = open_all([str(source)], Options(**options))
    return execute(plan(opened, output, ratio=ratio, part=name, seed=seed))


def corpus(folder: Path, lines: int = 300) -> Path:
    """Three records a document, a label each."""
    made = [
        Record(
            f"a.tsv:{n}", f"글 {n}", f"a.tsv:{n // 3}", (Token("글", "NNG", 0, 1),), None, "좋음" if n % 4 else "나쁨"
        )
        for n in range(lines)
    ]
    return write(folder / "a.parquet", "parquet", SHAPES[2], [made])


docs = st.text(st.sampled_from("가나a:/ \n0123"), max_size=12)
ratios = st.sampled_from(["8:2", "1:1", "8:1:1", "0.8:0.1:0.1", "98:1:1", "1:1:1"])


@given(docs, ratios, st.integers(0, 9))
def test_the_part_is_told_by_seed_and_key_alone(doc: str, ratio: str, seed: int) -> None:
    numbers = [float(number) for number in ratio.split(":")]
    digest = hashlib.blake2b(f"{seed}\n{doc}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest, "big") / 2**64
    names = PARTS[len(numbers)]
    upto = [sum(numbers[: end + 1]) / sum(numbers) for end in range(len(numbers))]
    expected = next(name for name, end in zip(names, upto, strict=True) if place < end)
    assert Partition(ratio, names[0], seed).part_of(doc) == expected


@given(st.sampled_from(SHAPES).flatmap(made_records), ratios, st.integers(0, 3))
def test_the_parts_make_up_the_whole_and_keep_order(made: list[Record], ratio: str, seed: int) -> None:
    found = {name: Partition(ratio, name, seed)(made) for name in PARTS[ratio.count(":") + 1]}
    places = {
        name: [next(n for n, record in enumerate(made) if record is kept) for kept in found[name]] for name in found
    }
    assert sorted(n for some in places.values() for n in some) == list(range(len(made)))
    assert all(some == sorted(some) for some in places.values())


@given(st.lists(st.sampled_from("가나다라"), max_size=12), st.integers(0, 5))
def test_records_are_treated_one_by_one_and_documents_stay_whole(keys: list[str], seed: int) -> None:
    made = [Record(f"a:{n}", "", key, label=str(n % 3)) for n, key in enumerate(keys)]
    stage = Partition("1:1", "test", seed)
    cut = len(made) // 2
    assert stage(made) == stage(made[:cut]) + stage(made[cut:])
    kept = {record.doc for record in stage(made) if isinstance(record, Record)}
    assert [record for record in made if record.doc in kept] == stage(made)


def test_lines_that_are_added_move_no_other(tmp_path: Path) -> None:
    lines = [f"{n} 번째 줄" for n in range(500)]
    before, after = tmp_path / "1" / "a.txt", tmp_path / "2" / "a.txt"
    for path, many in ((before, 300), (after, 500)):
        path.parent.mkdir()
        path.write_text("\n".join(lines[:many]) + "\n", encoding="utf-8")
    for name in NAMES:
        for path in (before, after):
            part(path, path.with_name(f"{name}.txt"), name)
        old, new = ((path.parent / f"{name}.txt").read_text(encoding="utf-8") for path in (before, after))
        assert new.startswith(old)
        assert len(old) > 0


def test_ratios_that_mean_the_same_give_the_same_parts_and_train_stays_when_test_is_split() -> None:
    keys = [f"a.txt:{n}" for n in range(2000)]

    def train(ratio: str) -> list[str]:
        return [key for key in keys if Partition(ratio, "train").part_of(key) == "train"]

    assert train("8:1:1") == train("0.8:0.1:0.1") == train("80:10:10") == train("8:2")


def test_another_seed_gives_another_partition() -> None:
    keys = [f"a.txt:{n}" for n in range(1000)]
    both = [(Partition("1:1", "test", 0).part_of(key), Partition("1:1", "test", 1).part_of(key)) for key in keys]
    together = Counter(both)
    assert all(abs(count - 250) < 5 * math.sqrt(1000 * 0.25 * 0.75) for count in together.values())


def test_each_label_gets_about_its_ratio() -> None:
    made = [Record(f"r.tsv:{n}", "", f"r.tsv:{n}", label="희귀" if n % 10 == 0 else "흔함") for n in range(20_000)]
    stage = Partition(RATIO, "train")
    _, *labels = shares(stage.counted(made)[1], RATIO)
    assert [share.label for share in labels] == ["흔함", "희귀"]
    for share in labels:
        assert share.total == {"흔함": 18_000, "희귀": 2_000}[str(share.label)]
        for name, ratio in zip(NAMES, (0.8, 0.1, 0.1), strict=True):
            assert abs(share.records[name] - ratio * share.total) < 5 * math.sqrt(share.total * ratio * (1 - ratio))


def test_shares_without_labels_and_with_some() -> None:
    assert shares({"train": 3, "test": 1}, "8:2") == [(None, {"train": 3, "test": 1})]
    some = shares({"train": 3, "test\t나": 1, "train\t가\t나": 1}, "8:2")
    assert some == [
        (None, {"train": 4, "test": 1}),
        ("가\t나", {"train": 1, "test": 0}),
        ("나", {"train": 0, "test": 1}),
        (None, {"train": 3, "test": 0}),
    ]


def test_parquet_and_json_lines_keep_everything_and_name_the_step(tmp_path: Path) -> None:
    source = corpus(tmp_path)
    made = records(source)
    for ending in ("parquet", "jsonl"):
        found = []
        for name in NAMES:
            output = tmp_path / f"{name}.{ending}"
            summary = part(source, output, name, seed=7)
            assert summary.read == 300
            opened = open_all([str(output)], Options())[0]
            assert opened.recipe is not None
            assert opened.recipe.steps == (f"partition:ratio=8:1:1,part={name},seed=7",)
            found += records(output)
        assert sorted(found, key=lambda record: int(record.id[6:])) == made


def test_the_same_bytes_again(tmp_path: Path) -> None:
    source = corpus(tmp_path)
    for name in ("1.parquet", "2.parquet"):
        part(source, tmp_path / name, "test")
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()


def test_tokens_fall_into_the_part_of_their_text(tmp_path: Path) -> None:
    from koprep.engine.plan import Plan
    from koprep.pipeline import Pipeline

    text = tmp_path / "a.txt"
    text.write_text("".join(f"{n} 번째 줄\n" for n in range(100)), encoding="utf-8")
    execute(Plan(Pipeline.parse(["words"]), open_all([str(text)], Options()), tmp_path / "a.parquet"))
    part(text, tmp_path / "text.jsonl", "test", "1:1")
    part(tmp_path / "a.parquet", tmp_path / "tokens.jsonl", "test", "1:1")
    assert [r.id for r in records(tmp_path / "text.jsonl")] == [r.id for r in records(tmp_path / "tokens.jsonl")] != []


def test_a_part_of_a_part_is_drawn_anew(tmp_path: Path) -> None:
    source = corpus(tmp_path, 3000)
    part(source, tmp_path / "train.parquet", "train", "1:1")
    part(tmp_path / "train.parquet", tmp_path / "half.parquet", "train", "1:1")
    whole, half = (len(records(tmp_path / name)) for name in ("train.parquet", "half.parquet"))
    assert 0.4 * whole < half < 0.6 * whole


def test_a_line_that_cannot_be_read_is_in_no_part_and_counted(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes("밥\n".encode() * 30 + b"\xff\xfe bad\n" + "물\n".encode() * 30)
    opened = open_all([str(source)], Options(encoding="utf-8"))
    summary = execute(plan(opened, tmp_path / "t.txt", ratio="1:1", part="test", rejects=tmp_path / "no.jsonl"))
    assert (summary.read, summary.rejected) == (61, 1)
    assert b"a.txt" in (tmp_path / "no.jsonl").read_bytes()


def test_files_of_one_name_are_told(tmp_path: Path) -> None:
    for folder in ("1", "2"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("밥\n", encoding="utf-8")
    assert same_names(open_all([str(tmp_path / "1"), str(tmp_path / "2")], Options())) == ["a.txt"]
    assert same_names(open_all([str(tmp_path / "1")], Options())) == []


def test_a_partition_can_go_to_another_process() -> None:
    stage = Partition(RATIO, "test", 3, "tokens", ("partition:ratio=8:2,part=train",))
    again = pickle.loads(pickle.dumps(stage))
    assert (again, again.needs, again.part_of("a:1")) == (stage, "tokens", stage.part_of("a:1"))


@pytest.mark.parametrize("ratio", ["", "8", "8:", "0", "-8:2", "8:1:1:1", "a:b", "8/2:1", "nan:1", "1e9:1", "8 :2"])
def test_what_is_no_ratio_is_refused(ratio: str) -> None:
    with pytest.raises(UsageError, match=r"use two numbers \(train:test\) or three"):
        Partition(ratio, "train")


@pytest.mark.parametrize("ratio", ["8:0", "1:0:0", "0:0", "8:1:0.0"])
def test_a_part_of_nothing_is_refused_as_such(ratio: str) -> None:
    with pytest.raises(UsageError, match=f"--ratio {ratio}: a part of 0 has no records"):
        Partition(ratio, "train")


def test_a_part_must_be_one_of_the_ratio() -> None:
    with pytest.raises(UsageError, match="--part valid: --ratio 8:2 has train, test"):
        Partition("8:2", "valid")
    with pytest.raises(UsageError, match="--part tset: --ratio 8:1:1 has train, valid, test"):
        Partition("8:1:1", "tset")


def test_a_tensor_is_no_part(tmp_path: Path) -> None:
    source = corpus(tmp_path)
    with pytest.raises(UsageError, match="a part holds records"):
        part(source, tmp_path / "x.safetensors", "train")
    with pytest.raises(KoprepError, match="is both input and output"):
        part(source, source, "train")
    assert not artifact.is_artifact(source)


def test_parts_are_the_same_in_every_version() -> None:
    stage = Partition(RATIO, "train")
    assert " ".join(stage.part_of(f"reviews.tsv:{n}")[:2] for n in range(12, 22)) == "tr tr tr tr tr va tr tr tr tr"
    assert Partition("8:2", "train").part_of("reviews.tsv:17") == "test"
