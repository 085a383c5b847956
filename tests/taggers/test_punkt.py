from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest

from koprep.errors import InputError, MissingError
from koprep.taggers import nltk, punkt
from koprep.taggers.base import Fault

TEXTS = [
    "Prof. Lee는 오늘 강의를 했다. 학생들은 열심히 들었다.",
    "어제 Prof. Park도 왔다. Prof. Choi는 오지 않았다. 모두 아쉬워했다.",
    "그 책은 vol. 3까지 나왔다. 나는 vol. 2를 읽었다.",
    "논문은 vol. 7에 실렸다. 그래서 기뻤다. Prof. Lee가 축하했다.",
    "비가 왔다. 그래서 집에 있었다. 심심했다. 그래서 잤다.",
] * 3
ENGLISH = ["He met Dr. Kim. Dr. Kim was late. The dr. said nothing. Then he left. Dr. Lee came."] * 6


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    return punkt.train_punkt(TEXTS)


def test_abbreviations_are_learned_and_end_nothing(rows: list[list[str]]) -> None:
    assert ["abbreviation", "prof"] in rows
    split = punkt.splitter(rows)
    assert split(["Prof. Kim은 웃었다. 그래서 나도 웃었다."]) == [["Prof. Kim은 웃었다.", "그래서 나도 웃었다."]]
    assert punkt.splitter([])(["Prof. Kim은 웃었다."]) == [["Prof.", "Kim은 웃었다."]]


def test_korean_words_are_no_abbreviations(rows: list[list[str]]) -> None:
    """NLTK's own trainer learns 했다 as one, since it never stands without its period."""
    trainer = nltk.punkt().PunktTrainer()
    trainer.train("\n".join(["어제 비가 왔다. 나는 집에 있었다. 오늘은 맑다."] * 30))
    assert {"왔다", "맑다"} <= trainer.get_params().abbrev_types
    assert not [row for row in rows if row[0] == "abbreviation" and not row[1].isascii()]
    assert not [row for row in punkt.train_punkt(["비가 왔다. 날이 맑다."] * 30) if row[0] == "abbreviation"]


def test_the_same_texts_give_the_same_rows_however_they_come(rows: list[list[str]]) -> None:
    assert punkt.train_punkt(iter(TEXTS)) == rows
    assert punkt.train_punkt(["\n".join(TEXTS)]) == rows
    kinds = [row[0] for row in rows]
    assert all(rows[place:] for place in range(len(rows)))
    for kind in set(kinds):
        of_kind = [row for row in rows if row[0] == kind]
        assert of_kind == sorted(of_kind)
        assert kinds.index(kind) + len(of_kind) - 1 == len(kinds) - 1 - kinds[::-1].index(kind)


def test_rows_hold_all_that_was_learned() -> None:
    """Splitting by rows is splitting by what NLTK's trainer found."""
    rows = punkt.train_punkt(ENGLISH)
    assert {row[0] for row in rows} >= {"abbreviation", "orthography"}
    module = nltk.punkt()
    trainer = module.PunktTrainer()
    trainer.train("\n".join(ENGLISH))
    tokenizer = module.PunktSentenceTokenizer(trainer.get_params())
    texts = ["He saw Dr. Kim. The dr. was tired. Then Dr. Lee left.", "J. Lee wrote it. It is 3.5 long."]
    assert punkt.splitter(rows)(texts) == [tokenizer.tokenize(text) for text in texts]


def test_too_little_text_is_an_input_error() -> None:
    for texts in ([], ["", " "], ["마침표가 없는 글"] * 50, ["비가 왔다."] * 9):
        with pytest.raises(InputError, match=r"at least 10 are needed to learn from; give more text"):
            punkt.train_punkt(texts)
    punkt.train_punkt(["비가 왔다."] * 10)


@pytest.mark.parametrize(
    "row",
    [
        ["abbreviation"],
        ["abbreviation", "a", "b"],
        ["word", "a"],
        ["orthography", "a", "x"],
        ["orthography", "a", "-1"],
    ],
)
def test_a_row_of_another_kind_is_named_by_its_line(row: list[str]) -> None:
    with pytest.raises(InputError, match="line 3 is no row of a punkt model"):
        punkt.splitter([["starter", "그래서"], row])


def test_known_limits() -> None:
    split = punkt.splitter([])
    assert split(["좋다.그런데 짧다."]) == [["좋다.그런데 짧다."]], "no space, no end"
    assert split(["좋았어요 또 봐요"]) == [["좋았어요 또 봐요"]], "no mark, no end"
    assert split(["“갈까?” 하고 물었다."]) == [["“갈까?”", "하고 물었다."]]
    assert split(["첫 줄\n둘째 줄이다."]) == [["첫 줄\n둘째 줄이다."]], "a line break is a space"


def test_nothing_is_lost() -> None:
    texts = ["", "  ", " 가. 나! 다? \n 라", "가" * 100_000, "다. " * 9_000, "! " * 9_000, "\ud800 가."]
    for text, found in zip(texts, punkt.splitter([])(texts), strict=True):
        assert isinstance(found, list)
        assert "".join("".join(found).split()) == "".join(text.split())
        assert all(sentence and sentence == sentence.strip() for sentence in found)


@pytest.mark.parametrize("unit", ["가", "다. ", "다.", "...", ". . ", "!", '" ', ".) ", "다.” "])
def test_no_text_takes_long(unit: str) -> None:
    begin = process_time()
    punkt.splitter([])([unit * (20_000 // len(unit))])
    assert process_time() - begin < 5


def test_a_pattern_that_takes_too_long_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(self: object, text: str) -> None:
        raise TimeoutError

    monkeypatch.setattr(nltk.punkt().PunktSentenceTokenizer, "span_tokenize", slow)
    assert punkt.splitter([])(["가."]) == [Fault("punkt: a pattern took longer than five seconds")]


def test_nltk_is_not_imported_whole() -> None:
    code = """
import sys
from koprep.taggers import punkt
assert punkt.splitter(punkt.train_punkt(["비가 왔다. 좋다."] * 9))(["비. 눈."]) == [["비.", "눈."]]
print(sorted({"nltk", "numpy", "pickle", "tkinter", "sqlite3"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("[]", "['pickle']")
    assert done.stderr == ""


def test_without_nltk_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "nltk", raising=False)
    monkeypatch.delitem(sys.modules, "nltk.tokenize.punkt", raising=False)
    nltk.punkt.cache_clear()
    with pytest.raises(MissingError, match="pip install nltk"):
        punkt.splitter([])
