"""A chain of stages as a value, over batches and texts, and as a recipe."""

from __future__ import annotations

import hashlib
import pickle
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Pipeline, Record, Reject, Token, Vocab
from koprep.errors import InputError, MissingError, UsageError
from koprep.recipe import to_json
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.chars import Chars
from koprep.stages.encode import Encode
from koprep.stages.words import Words


@dataclass(frozen=True)
class Fragile(Stage):
    """Fails on a whole batch where one text is bad, as third parties' code does."""

    name: ClassVar[str] = "fragile"
    example: ClassVar[str] = "fragile"
    error: type[BaseException] = ValueError

    def __post_init__(self) -> None:
        """No options to check."""

    def __call__(self, batch: Batch) -> Output:
        if any("bad" in record.text for record in batch):
            raise self.error("can't\nand won't")
        return list(batch)


@dataclass(frozen=True)
class Picky(Stage):
    """Rejects what it doesn't like, counts what it sees, and must never be called for nothing."""

    name: ClassVar[str] = "picky"
    example: ClassVar[str] = "picky"

    def __call__(self, batch: Batch) -> Output:
        assert batch
        return [Reject(one.id, "picky", "no", one.text) if "no" in one.text else one for one in batch]

    def tally(self, before: Batch, after: Sequence[Record | Reject]) -> dict[str, int]:
        return {"seen": len(before), "kept": sum(isinstance(item, Record) for item in after)}


@dataclass(frozen=True)
class Texted(Stage):
    """Has an option that may be any text."""

    name: ClassVar[str] = "texted"
    example: ClassVar[str] = "texted"
    text: str = option("", help="any text")

    def __call__(self, batch: Batch) -> Output:
        return list(batch)


class Series:
    """What pandas and Polars have in common, as far as map goes."""

    def __init__(self, *values: object) -> None:
        self.values = values

    def __iter__(self) -> Iterator[object]:
        return iter(self.values)


def records(*texts: str) -> list[Record]:
    return [Record(f"a:{line}", text, f"a:{line}") for line, text in enumerate(texts, 1)]


def forms(record: Record) -> list[str]:
    return [token.form for token in record.tokens or ()]


@pytest.fixture
def vocab(tmp_path: Path) -> Path:
    path = tmp_path / "vocab.tsv"
    Vocab.count([["밥", "밥", "먹다"]]).write(path)
    return path


def test_pipelines_are_values(vocab: Path) -> None:
    specs = ["words", f"encode:vocab={vocab}", "pad:max-len=4,side=pre"]
    pipeline = Pipeline.parse(specs)
    assert pipeline == Pipeline.parse(specs)
    assert pipeline != Pipeline.parse(specs[:2])
    assert pipeline.specs == specs
    assert Pipeline.parse(pipeline.specs) == pipeline
    assert pickle.loads(pickle.dumps(pipeline)) == pipeline
    assert len({pipeline, Pipeline.parse(specs)}) == 1


def test_an_impossible_order_fails_when_it_is_built() -> None:
    with pytest.raises(UsageError, match="pad needs ids, but words gives tokens; put encode:vocab=FILE before it"):
        Pipeline.parse(["words", "pad:max-len=3"])
    with pytest.raises(UsageError, match="words needs text, but chars gives tokens"):
        Pipeline((Chars(), Words()))


def test_what_a_pipeline_needs_and_holds_at_the_end(vocab: Path) -> None:
    pipeline = Pipeline((Words(), Encode(str(vocab))))
    assert pipeline.needs == "text"
    assert pipeline.shape().level == "ids"
    assert Pipeline().needs is None
    assert Pipeline().shape().level == "text"


def test_mapping_over_a_list() -> None:
    mapped = Pipeline.parse(["words"]).map(["밥을 먹다", "", "좋다"])
    assert [forms(record) for record in mapped] == [["밥을", "먹다"], [], ["좋다"]]
    assert [record.id for record in mapped] == ["-:1", "-:2", "-:3"]
    assert [record.doc for record in mapped] == ["-:1", "-:2", "-:3"]
    assert mapped[0].tokens == (Token("밥을", "", 0, 2), Token("먹다", "", 3, 5))


def test_mapping_over_a_series_and_an_iterator() -> None:
    pipeline = Pipeline.parse(["words"])
    texts = [f"글 {number}" for number in range(1100)]
    expected = pipeline.map(texts)
    assert len(expected) == 1100
    assert pipeline.map(Series(*texts)) == expected  # type: ignore[arg-type]
    assert pipeline.map(iter(texts)) == expected
    assert pipeline.map([]) == []
    assert Pipeline().map(["글"]) == [Record("-:1", "글", "-:1")]


def test_mapping_over_what_is_no_list_of_texts() -> None:
    pipeline = Pipeline.parse(["words"])
    with pytest.raises(InputError, match="text 2: expected a string, got float nan"):
        pipeline.map(Series("글", float("nan")))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="text 1: expected a string, got NoneType None"):
        pipeline.map([None])  # type: ignore[list-item]
    with pytest.raises(UsageError, match=r"map takes a list of texts; put a single one into a list: map\(\[text\]\)"):
        pipeline.map("한 문장")


def test_mapping_with_a_first_stage_that_needs_more_than_text(vocab: Path) -> None:
    with pytest.raises(UsageError, match="encode needs tokens, but the input gives text; put morphs"):
        Pipeline((Encode(str(vocab)),)).map(["글"])


def test_mapping_says_which_text_was_rejected() -> None:
    with pytest.raises(InputError, match="text 601: picky: no"):
        Pipeline((Picky(),)).map(["yes"] * 600 + ["no", "no"])


def test_records_rejects_and_tallies_of_a_batch() -> None:
    kept, rejects, tally = Pipeline((Picky(), Picky(), Words()))(records("가 나", "no", "다"))
    assert [record.id for record in kept] == ["a:1", "a:3"]
    assert rejects == [Reject("a:2", "picky", "no", "no")]
    assert tally == {"seen": 3 + 2, "kept": 2 + 2}


def test_when_all_are_rejected_later_stages_have_nothing_to_do() -> None:
    kept, rejects, tally = Pipeline((Picky(), Picky()))(records("no", "no"))
    assert kept == []
    assert len(rejects) == 2
    assert tally == {"seen": 2, "kept": 0}
    assert Pipeline((Picky(),))([]) == ([], [], {"seen": 0, "kept": 0})


@given(st.lists(st.booleans(), max_size=40))
def test_where_code_fails_on_a_batch_only_the_records_that_did_it_are_rejected(bad: list[bool]) -> None:
    batch = records(*("bad" if flag else "good" for flag in bad))
    kept, rejects, _ = Pipeline((Fragile(), Words()))(batch)
    assert [record.id for record in kept] == [record.id for record, flag in zip(batch, bad, strict=True) if not flag]
    assert rejects == [
        Reject(record.id, "fragile", "ValueError: can't", "bad") for record in batch if record.text == "bad"
    ]


@pytest.mark.parametrize("error", [MissingError, MemoryError, KeyboardInterrupt])
def test_errors_that_are_not_about_a_record_stop_everything(error: type[BaseException]) -> None:
    with pytest.raises(error):
        Pipeline((Fragile(error),))(records("good", "bad"))


def test_a_recipe_holds_hashes_but_no_paths(vocab: Path) -> None:
    recipe = Pipeline.parse(["words:engine=keras", f"encode:vocab={vocab}", "pad:max-len=4"]).recipe()
    assert recipe.steps == ("words:engine=keras", "encode:vocab", "pad:max-len=4")
    assert recipe.files == {"encode.vocab": hashlib.sha256(vocab.read_bytes()).hexdigest()}
    assert str(vocab.parent).encode() not in to_json(recipe)


def test_the_same_file_under_another_path_gives_the_same_recipe(vocab: Path) -> None:
    folder = vocab.parent / "다른 곳, 멀리"
    folder.mkdir()
    other = folder / "other.tsv"
    other.write_bytes(vocab.read_bytes())
    here, there = (Pipeline((Words(), Encode(str(path)))) for path in (vocab, other))
    assert here != there
    assert to_json(here.recipe()) == to_json(there.recipe())
    other.write_bytes(vocab.read_bytes() + "더\t1\n".encode())
    assert to_json(here.recipe()) != to_json(there.recipe())


def test_a_missing_file_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.tsv: no such file"):
        Pipeline.parse(["words", "encode:vocab=nowhere.tsv"]).recipe()


def test_a_recipe_file_round_trips(vocab: Path, tmp_path: Path) -> None:
    pipeline = Pipeline.parse(["words:pattern=\\w+|[\"'],gaps=yes", f"encode:vocab={vocab}", "pad:max-len=4"])
    path = tmp_path / "recipe.toml"
    path.write_text(pipeline.to_toml(), encoding="utf-8")
    assert Pipeline.from_toml(path) == pipeline
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert table["steps"] == pipeline.specs
    assert table["files"] == pipeline.recipe().files


@given(st.text())
def test_any_text_can_stand_in_a_recipe_file(pattern: str) -> None:
    pipeline = Pipeline((Texted(pattern),))
    assert tomllib.loads(pipeline.to_toml())["steps"] == pipeline.specs


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("steps = [", "no recipe ("),
        ("", 'no recipe; it needs a line such as steps = ["normalize", "words"]'),
        ("steps = 'words'", "no recipe; it needs a line such as"),
        ("steps = [1]", "no recipe; it needs a line such as"),
        ("steps = ['wrds']", "no stage 'wrds': did you mean words?"),
        ("steps = ['words', 'words']", "words needs text, but words gives tokens"),
        (b"steps = ['\xff']", "no recipe ("),
    ],
)
def test_what_is_wrong_in_a_recipe_file_is_said(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = tmp_path / "r.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        Pipeline.from_toml(path)
    assert f"{path}: {message}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_recipe_file_from_windows(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_bytes('\ufeffsteps = [\r\n"words",\r\n]\r\n'.encode())
    assert Pipeline.from_toml(path) == Pipeline((Words(),))


def test_a_recipe_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        Pipeline.from_toml(tmp_path / "no.toml")
    with pytest.raises(InputError, match="is a folder"):
        Pipeline.from_toml(tmp_path)
