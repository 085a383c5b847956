"""MeCab behind koprep's conventions."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings

from koprep.errors import KoprepError, MissingError
from koprep.taggers import mecab
from koprep.taggers.base import Fault, Settings
from koprep.taggers.dictionary import TAGS
from tests.taggers.nasty import LINES, TEXTS, check


def tagged(text: str, **options: object) -> str:
    [tokens] = mecab.tag([text], Settings(**options))  # type: ignore[arg-type]
    assert not isinstance(tokens, Fault)
    return " ".join(f"{token.form}/{token.tag}" for token in tokens)


def test_the_golden_example_with_surface_allomorphs() -> None:
    expected = "나/NP ㄴ/JX 어제/MAG 공부/NNG 하/XSV 았/EP 다/EF ./SF"
    assert tagged("난 어제 공부했다.", allomorph="surface") == expected
    assert tagged("난 어제 공부했다.") == expected.replace("았", "었")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("삼성전자 주가가 올랐다.", "삼성전자/NNP 주가/NNG 가/JKS 오르/VV 었/EP 다/EF ./SF"),
        ("재미있지 않다.", "재미있/VA 지/EC 않/VX 다/EF ./SF"),
        ("그건 좋습니다", "그거/NP ㄴ/JX 좋/VA 습니다/EF"),
        ("사람입니다.", "사람/NNG 이/VCP ㅂ니다/EF ./SF"),
        ("알파치노", "알/NNP 파치노/NNP"),
        ("방이 조용했지만", "방/NNG 이/JKS 조용/XR 하/XSA 었/EP 지만/EC"),
        ("차를 샀다.", "차/NNG 를/JKO 사/VV 었/EP 다/EF ./SF"),
    ],
)
def test_inflected_words_are_taken_apart_and_compounds_are_not(text: str, expected: str) -> None:
    assert tagged(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.5kg을 12,000원에", "3.5kg/SN 을/JKO 12,000원/SN 에/JKB"),
        ("https://a.kr에서 <num>은 :)", "https://a.kr/W_URL 에서/JKB <num>/SW 은/JX :)/SW"),
        ("U.S.의 R&D가 don't", "U.S./SL 의/JKG R&D/SL 가/JKS do/SL n't/SL"),
        ("최고ㅋㅋㅋㅋ ㅠㅠ 👨‍👩‍👧", "최고/NNG ㅋㅋㅋㅋ/SW ㅠㅠ/SW 👨‍👩‍👧/SW"),
    ],
)
def test_spans_are_whole_and_the_particle_after_them_is_one(text: str, expected: str) -> None:
    assert tagged(text) == expected


def test_laughter_fused_into_a_syllable_is_taken_off_only_where_the_word_is_unknown() -> None:
    assert tagged("하지맠ㅋㅋㅋ") == "하/VV 지/EC 말/VX 어/EF ㅋ/SW ㅋㅋㅋ/SW"
    assert tagged("부엌ㅋㅋㅋ") == "부엌/NNG ㅋㅋㅋ/SW"
    assert tagged("좋ㅎㅎ") == "좋/VA ㅎㅎ/SW"
    [tokens] = mecab.tag(["하지맠ㅋ"])
    assert [token[2:] for token in tokens] == [(0, 1), (1, 2), (2, 3), (2, 3), (2, 3), (3, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("두 개, (그) 것", "두/MM 개/NNB ,/SP (/SS 그/MM )/SS 것/NNB"), ("쀍뜗", "쀍뜗/NA"), ("5 ~", "5/SN ~/SO")],
)
def test_mecab_s_own_tags_become_sejong_s(text: str, expected: str) -> None:
    assert tagged(text) == expected


def test_native_tags_are_the_dictionary_s_own() -> None:
    assert tagged("두 개, 했다", native=True) == "두/MM 개/NNBC ,/SC 하/VV 었/EP 다/EC"


def test_surfaces_are_python_mecab_ko_s_own_where_nothing_is_inflected() -> None:
    from mecab import MeCab

    text = "오늘 아침 학교 도서관 앞 은행나무"
    assert tagged(text, native=True) == " ".join("/".join(pair) for pair in MeCab().pos(text))
    for morpheme, token in zip(MeCab().parse(text), mecab.tag([text])[0], strict=True):
        assert tuple(morpheme.span) == token[2:]


def test_morphemes_of_one_word_have_their_places_or_share_what_is_left() -> None:
    [tokens] = mecab.tag(["난 됐어요"])
    assert [(token[0], token[2], token[3]) for token in tokens] == [
        ("나", 0, 1),
        ("ㄴ", 0, 1),
        ("되", 2, 3),
        ("었", 2, 3),
        ("어요", 3, 5),
    ]


def test_nasty_lines_come_out_well_formed() -> None:
    lines = [normalize("NFC", line) for line in LINES]
    for text, tokens in zip(lines, mecab.tag(lines), strict=True):
        assert not isinstance(tokens, Fault)
        check(text, tokens)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_comes_out_well_formed_and_whole(text: str) -> None:
    text = normalize("NFC", text)
    [tokens] = mecab.tag([text])
    assert not isinstance(tokens, Fault)
    check(text, tokens)
    covered = {place for token in tokens for place in range(token.start, token.end)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)


def test_nul_does_not_end_the_text() -> None:
    assert tagged("나\0는 간다").startswith("나/")
    assert tagged("나\0는 간다").endswith("가/VV ㄴ다/EC")
    assert "\0" in [token.form for token in mecab.tag(["나\0는"])[0]]


def test_a_lone_surrogate_is_a_fault_and_its_neighbours_are_analyzed() -> None:
    first, second, third = mecab.tag(["가다", "가\ud800", "가다"])
    assert isinstance(second, Fault)
    assert "surrogate" in second.reason
    assert first == third
    assert not isinstance(first, Fault)
    assert first[0].form == "가"


@pytest.mark.parametrize(
    "unit", ["나는학교에갔다", "나는 학교에 갔다. ", "가", ".", "a", "ㅋ", "\0", "맠ㅋ", "😀", "맠ㅋ3.5kg"]
)
def test_long_texts_take_time_in_proportion_and_keep_their_offsets(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    begin = time.process_time()
    [tokens] = mecab.tag([text])
    assert time.process_time() - begin < 5
    assert not isinstance(tokens, Fault)
    check(text, tokens)
    assert tokens[-1].end == len(text.rstrip())


WORDS = (
    "갤럭시 S24\tNNP\nLG전자\n3M\n아이폰15\nC++\tSL\nBTS\n원\n3.5kg 아령\tNNG\n자연어 처리\tNNG\n가심비\tNNG\n"
    "꿀잼하\tVV\n힙스럽\tVA\n생선\tNNG\t2.5\n콩\n갑분싸\tMAG\n줄\tNNB\nㄹㅇ\tMAG\n뀨\tIC\n"
)


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("dictionary") / "words.tsv"
    path.write_text(normalize("NFD", WORDS), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("갤럭시S24를 LG전자에서", "갤럭시 S24/NNP 를/JKO LG전자/NNP 에서/JKB"),
        ("3M이 3Mbps C++은 아이폰15를", "3M/NNP 이/JKS 3Mbps/SN C++/SL 은/JX 아이폰15/NNP 를/JKO"),
        ("https://bts.kr #BTS BTS가", "https://bts.kr/W_URL #BTS/W_HASHTAG BTS/NNP 가/JKS"),
        ("12,000원에 3.5kg아령을", "12,000원/SN 에/JKB 3.5kg 아령/NNG 을/JKO"),
        ("자연어처리가 자연어 처리는", "자연어 처리/NNG 가/JKS 자연어 처리/NNG 는/JX"),
        ("꿀잼했다 꿀잼하고 꿀잼한", "꿀잼하/VV 었/EP 다/EC 꿀잼하/VV 고/EC 꿀잼하/VV ㄴ/ETM"),
        ("힙스러운 옷", "힙스럽/VA ㄴ/ETM 옷/NNG"),
        ("가심비가 갑분싸 좋다", "가심비/NNG 가/JKS 갑분싸/MAG 좋/VA 다/EC"),
        ("콩은 콩나물이다", "콩/NNP 은/JX 콩나물/NNG 이/VCP 다/EC"),
        ("뀨 ㄹㅇ 좋다", "뀨/IC ㄹㅇ/MAG 좋/VA 다/EC"),
    ],
)
def test_words_of_a_user_dictionary_stay_whole_before_particles_and_spans(
    text: str, expected: str, dictionary: str
) -> None:
    assert tagged(text, dictionary=dictionary) == expected
    assert tagged(text) != expected


def test_a_higher_score_wins_against_other_readings(dictionary: str, tmp_path: Path) -> None:
    assert tagged("대학생선교회", dictionary=dictionary) == "대학/NNG 생선/NNG 교회/NNG"
    path = tmp_path / "low.tsv"
    path.write_text("생선\tNNG\t-2\n", encoding="utf-8")
    assert "생선" not in tagged("대학생선교회", dictionary=str(path))


def test_every_tag_of_a_user_s_word_is_given_back(tmp_path: Path) -> None:
    words = [(f"뀁쀍{chr(0xAC00 + 588 * number)}", tag) for number, tag in enumerate(TAGS)]
    path = tmp_path / "all.tsv"
    path.write_text("".join(f"{form}\t{tag}\n" for form, tag in words), encoding="utf-8")
    for form, tag in words:
        assert tagged(f"{form} ", dictionary=str(path)).startswith(f"{form}/{tag}")
    assert tagged(words[-1][0], dictionary=str(path), native=True) == f"{words[-1][0]}/SY"


def test_a_dictionary_without_words_in_hangul_and_an_empty_one_will_do(tmp_path: Path) -> None:
    for content, expected in (("BTS\n", "BTS/NNP"), ("# none\n", "BTS/SL")):
        path = tmp_path / "words.tsv"
        path.write_text(content, encoding="utf-8")
        assert tagged("BTS", dictionary=str(path)) == expected


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_text_comes_out_well_formed_with_a_dictionary(dictionary: str, text: str) -> None:
    text = normalize("NFC", text)
    [tokens] = mecab.tag([text], Settings(dictionary=dictionary))
    assert not isinstance(tokens, Fault)
    check(text, tokens)
    covered = {place for token in tokens for place in range(token.start, token.end)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)


def test_batches_and_threads_don_t_change_results_with_a_dictionary(dictionary: str) -> None:
    lines, setting = [*LINES, "갤럭시S24를 LG전자에서", "꿀잼했다"], Settings(dictionary=dictionary)
    expected = mecab.tag(lines, setting)
    assert expected == [result for line in lines for result in mecab.tag([line], setting)]
    results: list[object] = []
    threads = [threading.Thread(target=lambda: results.append(mecab.tag(lines, setting))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 3


def test_what_the_compiler_prints_stays_its_own(dictionary: str, capfd: pytest.CaptureFixture[str]) -> None:
    mecab._with_words.cache_clear()
    mecab.tag(["가"], Settings(dictionary=dictionary))
    assert capfd.readouterr() == ("", "")


def test_a_compiler_that_fails_is_an_error(dictionary: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mecab._with_words.cache_clear()
    monkeypatch.setattr(sys, "executable", shutil.which("false") or "false")
    with pytest.raises(KoprepError, match=r"words\.tsv: MeCab could not compile it: no message; use engine=kiwi"):
        mecab.tag(["가"], Settings(dictionary=dictionary))


def test_without_mecab_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mecab", None)
    mecab.load.cache_clear()
    with pytest.raises(MissingError, match="pip install python-mecab-ko"):
        mecab.tag(["가"])
    mecab.load.cache_clear()
