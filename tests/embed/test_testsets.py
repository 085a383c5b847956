from __future__ import annotations

import os
from pathlib import Path

import pytest

from koprep.embed import testsets
from koprep.embed.testsets import Analogy, Pair
from koprep.errors import InputError


def written(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_pairs_of_a_csv_may_begin_with_a_mark_and_end_lines_with_returns(tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", "\ufeff사과,배,7.5\r\n나무, 숲 ,6\r\n\r\n")
    assert testsets.pairs(path) == [Pair("사과", "배", 7.5), Pair("나무", "숲", 6.0)]


def test_pairs_of_a_tsv_may_have_remarks_a_header_and_more_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "p.tsv", "# made up\nWord 1\tWord 2\tHuman (mean)\tby\nsea\tshore\t8\tann, bob\n")
    assert testsets.pairs(path) == [Pair("sea", "shore", 8.0)]


def test_words_of_pairs_are_composed_and_old_encodings_read(tmp_path: Path) -> None:
    assert testsets.pairs(written(tmp_path / "d.tsv", "한글\t글\t1\n")) == [Pair("한글", "글", 1.0)]
    assert testsets.pairs(written(tmp_path / "c.tsv", "한글\t글자\t1\n".encode("cp949"))) == [Pair("한글", "글자", 1.0)]


@pytest.mark.parametrize("line", ["사과,배", "사과,배,많이", "사과,,3", "사과,배,nan", "사과 배 3", '"사과,배,3'])
def test_a_line_that_is_no_pair_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path / "p.csv", f"나무,숲,6\n{line}\n")
    with pytest.raises(InputError, match=r"p\.csv:2: "):
        testsets.pairs(path)


def test_only_one_line_can_be_a_header(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"p\.csv:2: no pair"):
        testsets.pairs(written(tmp_path / "p.csv", "word,word,score\nfirst,second,third\n사과,배,3\n"))


def test_a_file_without_pairs_or_analogies_says_what_it_should_hold(tmp_path: Path) -> None:
    for text in ("", "\n# nothing\n"):
        path = written(tmp_path / "empty.tsv", text)
        with pytest.raises(InputError, match="holds no pairs"):
            testsets.pairs(path)
        with pytest.raises(InputError, match="holds no analogies"):
            testsets.analogies(path)


def test_analogies_have_sections_by_colon_or_hash(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.txt", "왕 여왕 남자 여자\n: 수도\n한국 서울 일본 도쿄\r\n\n# 조사 (2 pairs)\n밥 밥을 물 물을\n"
    )
    assert testsets.analogies(path) == [
        Analogy("", "왕", "여왕", "남자", "여자"),
        Analogy("수도", "한국", "서울", "일본", "도쿄"),
        Analogy("조사 (2 pairs)", "밥", "밥을", "물", "물을"),
    ]


def test_tabs_part_words_that_hold_spaces(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "미국\t뉴욕 시\t한국\t서울\n")
    assert testsets.analogies(path)[0].b == "뉴욕 시"


@pytest.mark.parametrize("line", ["왕 여왕 남자", "왕 여왕 남자 여자 아이", "왕\t\t남자\t여자"])
def test_a_line_that_is_no_analogy_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError, match=r"a\.txt:2: \d words; an analogy has four"):
        testsets.analogies(written(tmp_path / "a.txt", f": 가족\n{line}\n"))


@pytest.mark.skipif("KOPREP_DATA" not in os.environ, reason="KOPREP_DATA is not set")
def test_the_published_sets_are_read_whole() -> None:
    folder = Path(os.environ["KOPREP_DATA"])
    assert len(testsets.pairs(folder / "wordsim_ko/kor2vec_kor_ws353.csv")) == 323
    assert len(testsets.pairs(folder / "wordsim_en/wordsim353.tsv")) == 353
    google = testsets.analogies(folder / "wordsim_en/questions-words.txt")
    assert (len(google), len({quad.section for quad in google}), google[0].section) == (
        19544,
        14,
        "capital-common-countries",
    )
    numbers = [len(testsets.analogies(path)) for path in sorted((folder / "wordsim_ko").glob("*analogy*"))]
    assert numbers == [420, 840]
