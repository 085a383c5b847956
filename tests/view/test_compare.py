"""What is compared with what: texts, files line by line, a text with a file, all lines of a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from koprep.errors import InputError, UsageError
from koprep.record import Record, Token
from koprep.view.compare import compare
from tests.datalayer import SHAPES, file, write

LINES = "나는 밥 먹었다\n나는 물 마셨다\n\n나는 밥 먹었다\n"


def rows(*arguments: str | Path, **options: object) -> list[tuple[str, str, float]]:
    found = compare(*map(str, arguments), **options)  # type: ignore[arg-type]
    return [
        (found.names[a], found.names[b], round(cosine, 4))
        for pairs in found.blocks
        for a, b, cosine in zip(pairs.a.tolist(), pairs.b.tolist(), pairs.cosine.tolist(), strict=True)
    ]


def test_two_texts() -> None:
    assert rows("나는 밥 먹었다", "나는 물 먹었다") == [("나는 밥 먹었다", "나는 물 먹었다", 0.6667)]
    assert compare("밥", "물").spaced


def test_texts_are_composed_before_they_are_compared() -> None:
    import unicodedata

    assert rows("한국", unicodedata.normalize("NFD", "한국"))[0][2] == 1


def test_all_pairs_of_a_files_lines(tmp_path: Path) -> None:
    found = rows(file(tmp_path, "a.txt", LINES))
    assert [(a, b) for a, b, _ in found] == [(f"a.txt:{a}", f"a.txt:{b}") for a in range(1, 5) for b in range(a + 1, 5)]
    assert [cosine for *_, cosine in found] == [0.3333, 0, 1, 0, 0.3333, 0]


def test_two_files_line_by_line(tmp_path: Path) -> None:
    one, two = file(tmp_path, "a.txt", LINES), file(tmp_path, "b.txt", "밥\n물\n국\n나는 밥 먹었다\n")
    assert rows(one, two) == [
        ("a.txt:1", "b.txt:1", 0.5774),
        ("a.txt:2", "b.txt:2", 0.5774),
        ("a.txt:3", "b.txt:3", 0),
        ("a.txt:4", "b.txt:4", 1),
    ]
    with pytest.raises(
        InputError, match=r"a\.txt has 4 records, but .*c\.txt has 1; line by line they must be as many"
    ):
        rows(one, file(tmp_path, "c.txt", "밥\n"))


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ("match:pattern=밥", r"a\.txt:2 becomes no records by --stages; files compared line by line need one for each"),
        ("sentences", r"a\.txt:1 becomes 2 records by --stages"),
    ],
)
def test_lines_that_no_longer_stand_side_by_side_are_refused(tmp_path: Path, stages: str, message: str) -> None:
    one = file(tmp_path, "a.txt", "밥을 먹는다. 밥이 좋다.\n물을 마신다.\n")
    two = file(tmp_path, "b.txt", "물을 마신다.\n밥을 먹는다. 밥이 좋다.\n")
    with pytest.raises(InputError, match=message):
        rows(one, two, stages=stages)
    assert len(rows("밥", two, stages=stages)) == (1 if "match" in stages else 3)


def test_stages_that_may_split_but_do_not_keep_lines_side_by_side(tmp_path: Path) -> None:
    one, two = file(tmp_path, "a.txt", "밥을 먹는다.\n물\n"), file(tmp_path, "b.txt", "물\n물\n")
    assert [(a, b) for a, b, _ in rows(one, two, stages="sentences")] == [
        ("a.txt:1.1", "b.txt:1.1"),
        ("a.txt:2.1", "b.txt:2.1"),
    ]


def test_a_text_with_every_line_of_a_file(tmp_path: Path) -> None:
    lines = file(tmp_path, "a.txt", LINES)
    assert rows("물", lines)[1] == ("물", "a.txt:2", 0.5774)
    assert [(b, a, cosine) for a, b, cosine in rows(lines, "물")] == rows("물", lines)


def test_the_most_alike_come_first_and_the_unlike_not_at_all(tmp_path: Path) -> None:
    lines = file(tmp_path, "a.txt", LINES)
    assert rows(lines, top=2) == [("a.txt:1", "a.txt:4", 1), ("a.txt:1", "a.txt:2", 0.3333)]
    assert rows(lines, least=0.3) == [
        ("a.txt:1", "a.txt:2", 0.3333),
        ("a.txt:1", "a.txt:4", 1),
        ("a.txt:2", "a.txt:4", 0.3333),
    ]
    assert rows(lines, least=0.5, top=9) == [("a.txt:1", "a.txt:4", 1)]
    assert rows("밥", lines, least=0.5) == [("밥", "a.txt:1", 0.5774), ("밥", "a.txt:4", 0.5774)]


@pytest.mark.parametrize("name", ["a.tokens", "a.tagged", "a.jsonl", "a.parquet"])
def test_tokens_of_token_files_are_the_words(tmp_path: Path, name: str) -> None:
    made = [
        Record(f"a:{n}", "", f"a:{n}", tuple(Token(word, "NNG") for word in words))
        for n, words in enumerate([["자연어 처리", "밥"], ["자연어 처리", "물"], []], 1)
    ]
    path = write(tmp_path / name, name[2:], SHAPES[1] if name == "a.tokens" else SHAPES[2], [made])
    assert [cosine for *_, cosine in rows(path)] == [0.5, 0, 0]
    assert not compare(str(path)).spaced
    assert [cosine for *_, cosine in rows(path, stages="length:max=2")] == [0, 0, 0]


def test_stages_make_the_words(tmp_path: Path) -> None:
    spec = "normalize morphs:engine=mecab,keep=content"
    assert rows("영화가 재미있다", "재미있는 영화", stages=spec)[0][2] == 1
    lines = file(tmp_path, "a.txt", "영화가 재미있다\n재미있는 영화\n")
    assert rows(lines, stages=spec) == [("a.txt:1", "a.txt:2", 1)]
    assert rows("밥을 먹는다. 물을 마신다.", "물을 마신다. 밥을 먹는다.", stages="sentences words")[0][2] == 1


def test_tfidf_weighs_rare_words_of_all_lines(tmp_path: Path) -> None:
    lines = file(tmp_path, "a.txt", "나는 밥\n나는 물\n나는 국\n밥 국\n")
    pairs = next(compare(str(lines), vectors="tfidf").blocks)
    found = dict(zip(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True), pairs.cosine.tolist(), strict=True))
    rare, common = np.log(5 / 3) + 1, np.log(5 / 4) + 1
    expected = common**2 / (np.hypot(common, rare) * np.hypot(common, np.log(5 / 2) + 1))
    assert found[0, 1] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("밥",), UsageError, "'밥' is no file; give a second text to compare it with, or name a file of texts"),
        (("", " "), InputError, "no words to compare in '' and ' '"),
        (("nowhere.txt",), InputError, r"nowhere\.txt: no such file"),
        (("nowhere.tsv.gz", "밥"), InputError, r"nowhere\.tsv\.gz: no such file"),
        (("-", "-"), UsageError, "standard input can't be both; name a file"),
    ],
)
def test_mistakes(arguments: tuple[str, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        rows(*arguments)


def test_files_with_nothing_to_compare(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"e\.txt: no records"):
        rows(file(tmp_path, "e.txt", ""))
    with pytest.raises(InputError, match=r"b\.txt: one record; nothing to compare it with"):
        rows(file(tmp_path, "b.txt", "밥\n"))
    with pytest.raises(InputError, match=r"no words to compare in .*n\.txt"):
        rows(file(tmp_path, "n.txt", "\n\n"))
    with pytest.raises(InputError, match=r"x\.txt:101: not utf-8 text"):
        rows(file(tmp_path, "x.txt", "밥\n".encode() * 100 + b"\xff\xff\n"))


def test_options_that_cannot_be_meant() -> None:
    with pytest.raises(UsageError, match=r"--min 1\.5 is no cosine of words; use 0 to 1"):
        rows("밥", "물", least=1.5)
    with pytest.raises(UsageError, match="did you mean normalize"):
        rows("밥", "물", stages="normalise")
    with pytest.raises(UsageError, match="--stages 'a: no closing quotation"):
        rows("밥", "물", stages="'a")
    with pytest.raises(UsageError, match="is not UTF-8 text"):
        rows("밥\udcff", "물")
    with pytest.raises(UsageError, match="stopwords needs tokens, but a text was given; put morphs or words before it"):
        rows("밥", "물", stages="stopwords")
