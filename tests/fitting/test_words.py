from __future__ import annotations

import random
from pathlib import Path

import pytest

from koprep.errors import InputError, UsageError
from koprep.fitting import words
from koprep.fitting.corpus import Corpus
from koprep.fitting.words import Entry, fit_words, propose
from koprep.sources import Options
from koprep.taggers import dictionary, kiwi
from koprep.taggers.base import Settings

NAMES = ["벨라미르", "무지개연구소", "달빛우체통"]
PARTICLES = ["는", "를", "가", "에서", "의", "도", "만", "", "에게", "와"]
BEFORE = ["어제", "우리는", "친구와", "처음으로", "주말마다", "정말", "다시", "요즘"]
AFTER = ["좋았어요", "보고 싶다", "재미있게 놀았다!", "소개합니다.", "이야기했다", "생각하며 걸었다", "찾아갔다"]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    chance = random.Random(0)
    return [
        f"{chance.choice(BEFORE)} {chance.choice(NAMES)}{chance.choice(PARTICLES)} {chance.choice(AFTER)}"
        for _ in range(600)
    ]


def corpus(folder: Path, texts: list[str]) -> Corpus:
    (folder / "texts.txt").write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return Corpus.open([str(folder / "texts.txt")], Options("", "", "", "auto"))


def test_texts_can_be_read_again_as_kiwi_does(texts):
    with words._spooled(iter(texts)) as spooled:
        assert list(spooled) == list(spooled) == texts


def test_line_breaks_and_broken_characters_don_t_break_the_file():
    with words._spooled(["가\n나", "\ud800다", "라\r마\u2028바"]) as spooled:
        assert list(spooled) == ["가 나", "?다", "라\r마\u2028바"]


@pytest.mark.parametrize("engine", ["soynlp", "kiwi"])
def test_names_kiwi_doesn_t_know_are_proposed_in_the_form_of_a_dictionary(tmp_path, texts, engine):
    summary = fit_words(corpus(tmp_path, texts), tmp_path / "d.tsv", engine=engine, min_score=0.0)
    entries = dictionary.read(str(tmp_path / "d.tsv")).entries
    assert set(NAMES) <= {entry.form for entry in entries}
    assert summary.records == 600
    assert summary.found == summary.written == len(entries)
    assert {entry.tag for entry in entries} <= {"NNG", "NNP"}
    assert (tmp_path / "d.tsv").read_text(encoding="utf-8").startswith("# koprep dictionary 1 {")


def test_proposed_entries_are_one_word_for_kiwi_then(tmp_path, texts):
    fit_words(corpus(tmp_path, texts), tmp_path / "d.tsv", engine="soynlp")
    settings = Settings(dictionary=str(tmp_path / "d.tsv"))
    text = "어제 무지개연구소와 달빛우체통에 갔다"
    assert "무지개연구소" not in [token.form for token in kiwi.tag([text])[0]]
    found = {token.form: token.tag for token in kiwi.tag([text], settings)[0]}
    assert (found["무지개연구소"], found["달빛우체통"]) == ("NNG", "NNP")


def test_what_is_known_or_no_noun_is_not_proposed():
    forms = ["영화", "웃게", "감동이", "사람들", "10점", "영화!", "OST", "이영화", "공포영화", "룬드그렌", "팜므파탈"]
    assert propose([dict.fromkeys(forms, 20)]) == [Entry("공포영화", "NNG", 20, 1), Entry("룬드그렌", "NNP", 20, 1)]


def test_what_both_propose_comes_first_then_the_most_frequent():
    assert propose([{"룬드그렌": 5, "트라볼타": 9, "코스트너": 9}, {"룬드그렌": 7, "브로스넌": 30}]) == [
        Entry("룬드그렌", "NNP", 7, 2),
        Entry("브로스넌", "NNP", 30, 1),
        Entry("코스트너", "NNP", 9, 1),
        Entry("트라볼타", "NNP", 9, 1),
    ]


def test_top_keeps_the_first_and_a_csv_has_commas(tmp_path, texts):
    summary = fit_words(corpus(tmp_path, texts), tmp_path / "d.csv", engine="soynlp", top=1)
    assert (summary.written, len(dictionary.read(str(tmp_path / "d.csv")).entries)) == (1, 1)
    assert summary.found > 1


@pytest.mark.parametrize("engine", ["soynlp", "both"])
def test_a_corpus_without_new_words_is_told_with_what_to_do(tmp_path, engine):
    with pytest.raises(InputError, match="no new word occurs 10 times in 1 records; lower --min-count"):
        fit_words(corpus(tmp_path, ["영화가 좋다"]), tmp_path / "d.tsv", engine=engine)
    assert not (tmp_path / "d.tsv").exists()


@pytest.mark.parametrize("options", [{"min_count": 0}, {"top": -1}])
def test_options_that_make_no_sense_are_refused(tmp_path, options):
    with pytest.raises(UsageError, match="at least"):
        fit_words(corpus(tmp_path, ["가"]), tmp_path / "d.tsv", **options)
