"""User dictionaries: what the reader takes and refuses, and where in a text the words stand."""

from __future__ import annotations

import time
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import InputError
from koprep.spans import Span, find_spans
from koprep.taggers.dictionary import INFLECTED, LONGEST, TAGS, Dictionary, Entry, read
from koprep.taggers.tagset import tags


def write(folder: Path, content: str | bytes, name: str = "dict.tsv") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def words(*forms: str) -> Dictionary:
    """A dictionary of ``form`` or ``form/TAG`` items."""
    pairs = [form.partition("/")[::2] for form in forms]
    return Dictionary(Path("-"), tuple(Entry(form, tag or "NNP", 0.0, 1) for form, tag in pairs))


def found(text: str, *forms: str) -> list[str]:
    return [text[start:end] for start, end, _ in words(*forms).find(text)]


def test_form_tag_and_score_are_read_and_what_is_missing_has_a_default(tmp_path: Path) -> None:
    path = write(tmp_path, "form\ttag\tscore\n# mine\n\n갤럭시 S24\tNNG\t-1.5\n엘지\n콩\t\t3\n꿀잼하\tVV\r\n")
    assert read(path).entries == (
        Entry("갤럭시 S24", "NNG", -1.5, 4),
        Entry("엘지", "NNP", 0.0, 5),
        Entry("콩", "NNP", 3.0, 6),
        Entry("꿀잼하", "VV", 0.0, 7),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "자연어 처리\tNNG\t1\n딥러닝\tNNG\t2\n".encode(encoding))
    assert [entry.form for entry in read(path).entries] == ["자연어 처리", "딥러닝"]


def test_forms_are_composed_and_their_spaces_single(tmp_path: Path) -> None:
    path = write(tmp_path, normalize("NFD", "자연어   처리\tNNG\n값\u3000표\n"))
    assert [entry.form for entry in read(path).entries] == ["자연어 처리", "값 표"]


def test_a_csv_is_parted_by_commas(tmp_path: Path) -> None:
    path = write(tmp_path, 'form,tag,score\n"a,b",SL,1\n콩\n', "dict.csv")
    assert read(path).entries == (Entry("a,b", "SL", 1.0, 2), Entry("콩", "NNP", 0.0, 3))


def test_an_empty_dictionary_is_fine_and_a_word_may_have_two_tags(tmp_path: Path) -> None:
    assert read(write(tmp_path, "# nothing\n", "empty.tsv")).entries == ()
    assert words().find("가나") == []
    assert len(read(write(tmp_path, "배\tNNG\n배\tNNP\n배\tNNG\n")).entries) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("콩\n\tNNP\t1\n", r"dict\.tsv:2: no form"),
        ("콩\tNNPP\n", r"dict\.tsv:1: 'NNPP' is no tag a word of yours can have: did you mean NNP\? \(known: NNG,"),
        ("콩\tJX\n", r"dict\.tsv:1: 'JX' is no tag"),
        ("# a\n\n콩\tNNP\tmuch\n", r"dict\.tsv:3: the score 'much' is no number"),
        ("콩\tNNP\tnan\n", r"dict\.tsv:1: the score 'nan'"),
        ("콩\tNNP\t-inf\n", r"dict\.tsv:1: the score '-inf'"),
        ("콩\tNNP\t1\n쌀\n콩\tNNP\t2\n", r"dict\.tsv:3: 콩/NNP has the score 2 here, but 1 in line 1; leave one"),
        ("콩\tNNP\t1\tx\n", r"dict\.tsv:1: 4 columns; write form, tag and score, parted by tabs"),
        (" 콩\tNNP\n", r"dict\.tsv:1: white space before or after the form '콩'"),
        ("콩\tNNP \n", r"dict\.tsv:1: white space before or after the tag 'NNP'"),
        ("가" * (LONGEST + 1), rf"dict\.tsv:1: the form has {LONGEST + 1} characters"),
        ("가\0나\n", r"dict\.tsv:1: the form '가\\x00나' holds a control character"),
        ("꿀잼하다\tVV\n", r"dict\.tsv:1: 꿀잼하다/VV is no stem; write the word as it is before 다"),
        ("DM\tVV\n", r"dict\.tsv:1: DM/VV is no stem"),
        ("콩\n".encode() * 200 + b"\xff\xff\n", r"dict\.tsv:201: not utf-8"),
    ],
)
def test_a_broken_line_is_named_with_what_to_do(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(write(tmp_path, content))


def test_a_missing_file_and_a_csv_s_faults_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(str(tmp_path / "none.tsv"))
    with pytest.raises(InputError, match=r"dict\.csv:2: a quote is never closed"):
        read(write(tmp_path, '콩\n"가\n', "dict.csv"))
    with pytest.raises(InputError, match=r"dict\.csv:1: 4 columns; .* parted by commas"):
        read(write(tmp_path, "a,NNP,1,2\n", "dict.csv"))


def test_the_file_is_read_again_only_when_it_changes(tmp_path: Path) -> None:
    path = write(tmp_path, "콩\n")
    first = read(path)
    assert read(path) is first
    write(tmp_path, "콩\n팥쥐\n")
    assert len(read(path).entries) == 2


def test_every_tag_of_a_user_s_word_is_one_of_koprep_s() -> None:
    assert set(TAGS) <= set(tags())
    assert set(INFLECTED) <= set(TAGS)


def test_engines_without_verbs_can_say_which_line_is_one() -> None:
    words("콩").refuse_inflected("okt")
    with pytest.raises(InputError, match=r"okt can't learn 꿀잼하/VV, .* leave the line out or use engine=kiwi"):
        words("콩", "꿀잼하/VV").refuse_inflected("okt")


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("삼성갤럭시를 갤럭시에서", ["갤럭시"], ["갤럭시", "갤럭시"]),
        ("갤럭시S24를 갤럭시 S24가", ["갤럭시 S24"], ["갤럭시S24", "갤럭시 S24"]),
        ("갤럭시 S245 갤럭시 S24.5 갤럭시 S24.", ["갤럭시 S24"], ["갤럭시 S24"]),
        ("콩은 콩나물 강낭콩 콩이다 콩", ["콩"], ["콩", "콩", "콩"]),
        ("먹방은 먹방하는 먹방송 먹방이었다", ["먹방"], ["먹방", "먹방", "먹방"]),
        ("3Mbps 3M이 13M", ["3M"], ["3M"]),
        ("C++은 C+++ C C++", ["C++"], ["C++", "C++"]),
        ("LG전자에서 BLG전자", ["LG전자"], ["LG전자"]),
        ("딥러닝자연어처리는", ["딥러닝", "자연어 처리"], ["딥러닝", "자연어처리"]),
        ("콩팥은", ["콩", "팥"], []),
        ("자연어 처리학회", ["자연어", "자연어 처리", "자연어 처리학회"], ["자연어 처리학회"]),
        ("꿀잼하다", ["꿀잼하/VV"], []),
        ("ㄹㅇ ㄹㅇㅋㅋ", ["ㄹㅇ"], ["ㄹㅇ", "ㄹㅇ"]),
        ("버스bts", ["BTS"], []),
        ("갤럭", ["갤럭시"], []),
    ],
)
def test_words_are_found_where_they_can_be_words(text: str, forms: list[str], expected: list[str]) -> None:
    assert found(text, *forms) == expected


def test_a_form_without_its_spaces_is_still_spelled_with_them() -> None:
    dictionary = words("자연어 처리", "모두의 말뭉치 구축 사업")
    assert dictionary.form("자연어처리") == "자연어 처리"
    assert dictionary.form("모두의말뭉치 구축사업") == "모두의 말뭉치 구축 사업"
    assert dictionary.form("다른말") == "다른말"
    assert words("자연어 처리", "자연어처리").form("자연어처리") == "자연어처리"


def test_of_two_tags_the_better_score_counts_and_of_equals_the_first() -> None:
    pair = (Entry("배", "NNG", 0.0, 1), Entry("배", "NNP", 1.0, 2))
    assert Dictionary(Path("-"), pair).find("배") == [Span(0, 1, "NNP")]
    assert words("배/NNG", "배/NNP").find("배") == [Span(0, 1, "NNG")]


def test_a_word_takes_the_place_of_spans_it_overlaps_but_not_of_those_that_hold_more() -> None:
    text = "3.5kg 아령을 12,000원에 https://bts.kr 산 3M"
    dictionary = words("3.5kg 아령", "원", "bts", "3M", "산")
    spans = find_spans(text)
    assert [text[start:end] for start, end, _ in dictionary.among(text, spans)] == [
        "3.5kg 아령",
        "12,000원",
        "https://bts.kr",
        "3M",
    ]
    assert dictionary.among(text, spans)[-1].tag == "NNP"
    assert "산" in [text[start:end] for start, end, _ in dictionary.beside(text, spans)]
    assert dictionary.amid("산 LG", []) == []
    assert words("LG", "산").amid("산 LG", []) == [Span(2, 4, "NNP")]


@given(st.lists(st.text("가나다 ab1+", min_size=1, max_size=4).map(str.strip).filter(bool)), st.text("가나다 ab1+.\n"))
def test_what_is_found_is_in_order_apart_and_in_the_dictionary(forms: list[str], text: str) -> None:
    dictionary = words(*[" ".join(form.split()) for form in forms])
    done = 0
    for start, end, _ in dictionary.find(text):
        assert done <= start < end <= len(text)
        assert dictionary.form(text[start:end]) in {entry.form for entry in dictionary.entries}
        done = end


def test_many_words_cost_little_more_than_few() -> None:
    forms = [f"{chr(0xAC00 + number % 11_000)}{number}나" for number in range(50_000)]
    assert len(words(*forms).find(" ".join(forms[:5000]))) == 5000


def test_very_long_texts_with_many_spans_and_words_take_time_in_proportion() -> None:
    text = "3.5kg 아령이 " * 20_000
    begin = time.process_time()
    assert len(words("아령").beside(text, find_spans(text))) == 40_000
    assert time.process_time() - begin < 5
