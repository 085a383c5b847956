"""Kiwi behind koprep's conventions."""

from __future__ import annotations

import threading
import time
from itertools import chain
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings

from koprep.errors import MissingError
from koprep.taggers import kiwi, pieces
from koprep.taggers.base import Fault, Settings
from koprep.taggers.pieces import LIMIT
from koprep.taggers.shapes import uncovered
from tests.taggers.nasty import LINES, TEXTS, check


def tagged(text: str, **options: object) -> str:
    [tokens] = kiwi.tag([text], Settings(**options))  # type: ignore[arg-type]
    assert not isinstance(tokens, Fault)
    return " ".join(f"{token.form}/{token.tag}" for token in tokens)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("공부했습니다.", "공부/NNG 하/XSV 었/EP 습니다/EF ./SF"),
        ("그건 내 거야.", "그거/NP ㄴ/JX 나/NP 의/JKG 거/NNB 이/VCP 야/EF ./SF"),
        ("삼성전자 주가가 올랐다.", "삼성전자/NNP 주가/NNG 가/JKS 오르/VV 었/EP 다/EF ./SF"),
        (
            "https://a.kr에서 <num>원 결제했다 :)",
            "https://a.kr/W_URL 에서/JKB <num>/SW 원/NNB 결제/NNG 하/XSV 었/EP 다/EF :)/SW",
        ),
        ("3.5kg을 12,000원에 샀다", "3.5kg/SN 을/JKO 12,000원/SN 에/JKB 사/VV 었/EP 다/EF"),
        ("U.S.의 R&D가 don't", "U.S./SL 의/JKG R&D/SL 가/JKS do/SL n't/SL"),
    ],
)
def test_golden_examples(text: str, expected: str) -> None:
    assert tagged(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("하지맠ㅋㅋㅋ", "하/VV 지/EC 말/VX 어/EF ㅋ/SW ㅋㅋㅋ/SW"),
        ("“인용”과 (괄호)", "“/SS 인용/NNG ”/SS 과/JC (/SS 괄호/NNG )/SS"),
        ("더 가까운 곳", "더/MAG 가깝/VA 은/ETM 곳/NNG"),
        ("요란히 운다", "요란히/MAG 울/VV ㄴ다/EF"),
        ("1. 첫째 😀", "1./SW 첫째/NNG 😀/SW"),
    ],
)
def test_kiwi_s_own_tags_become_sejong_s(text: str, expected: str) -> None:
    assert tagged(text).replace("첫째/NR", "첫째/NNG") == expected


def test_native_tags_are_kiwi_s_own() -> None:
    assert "가깝/VA-I" in tagged("더 가까운 곳", native=True)
    assert "ㅋ/Z_CODA" in tagged("하지맠ㅋㅋㅋ", native=True)


def test_surface_allomorphs_stay_and_particles_are_never_merged() -> None:
    assert tagged("가서 잡았다. 하여", allomorph="surface") == "가/VV 아서/EC 잡/VV 았/EP 다/EF ./SF 하/VV 여/EF"
    assert tagged("가서 잡았다. 하여") == "가/VV 어서/EC 잡/VV 었/EP 다/EF ./SF 하/VV 어/EF"
    assert tagged("학교로 집으로") == "학교/NNG 로/JKB 집/NNG 으로/JKB"


def test_offsets_point_into_the_text_and_morphemes_share_syllables() -> None:
    [tokens] = kiwi.tag(["그는 했다"])
    assert [(token[0], token[2], token[3]) for token in tokens] == [
        ("그", 0, 1),
        ("는", 1, 2),
        ("하", 3, 4),
        ("었", 3, 4),
        ("다", 4, 5),
    ]


def test_nasty_lines_come_out_well_formed() -> None:
    lines = [normalize("NFC", line) for line in LINES]
    for text, tokens in zip(lines, kiwi.tag(lines), strict=True):
        assert not isinstance(tokens, Fault)
        check(text, tokens)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_comes_out_well_formed(text: str) -> None:
    text = normalize("NFC", text)
    [tokens], [sentences] = kiwi.tag([text]), kiwi.tag_sentences([text])
    assert not isinstance(tokens, Fault)
    assert not isinstance(sentences, Fault)
    check(text, tokens)
    assert all(sentences)
    assert list(chain(*sentences)) == tokens


def test_no_text_is_lost_where_a_hashtag_follows_a_clitic() -> None:
    text = "don't#해시’@mea大韓"
    [tokens] = kiwi.tag([text])
    assert not isinstance(tokens, Fault)
    assert {place for token in tokens for place in range(token.start, token.end)} == set(range(len(text)))


def test_a_lone_surrogate_is_a_fault_and_its_neighbours_are_analyzed() -> None:
    first, second, third = kiwi.tag(["가다", "가\ud800", "가다"])
    assert isinstance(second, Fault)
    assert "surrogate" in second.reason
    assert first == third
    assert not isinstance(first, Fault)
    assert first[0].form == "가"


def test_batches_don_t_change_results() -> None:
    lines = [line for line in LINES if line.isprintable()] * 3
    assert kiwi.tag(lines) == [result for line in lines for result in kiwi.tag([line])]


def test_threads_may_share_kiwi() -> None:
    lines = ["오늘은 날씨가 좋아서 산책을 했다.", "don't 3.5kg :)", ""] * 30
    results: list[object] = []
    threads = [threading.Thread(target=lambda: results.append(kiwi.tag(lines))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [kiwi.tag(lines)] * 3


def test_kiwi_is_loaded_once_a_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    class Recorder:
        def __init__(self, num_workers: int) -> None:
            self.num_workers = num_workers

        def tokenize(self, text: str) -> list[str]:
            return []

    monkeypatch.setattr("kiwipiepy.Kiwi", Recorder)
    monkeypatch.setattr(kiwi, "_loaded", {})
    monkeypatch.setattr(kiwi, "_threads", 1)
    first = kiwi.load()
    kiwi.use_threads(1)
    assert kiwi.load() is first
    assert first.num_workers == 1
    kiwi.use_threads(4)
    assert kiwi.load().num_workers == 4


@pytest.mark.parametrize(
    "unit", ["나는학교에갔다", "나는 학교에 갔다. ", "가", ".", "a", "ㅋ", "\0", "1", "don't ", "😀"]
)
def test_long_texts_take_time_in_proportion_and_keep_their_offsets(unit: str) -> None:
    text = unit * (12_000 // len(unit))
    kiwi.load()
    begin = time.process_time()
    [tokens] = kiwi.tag([text])
    assert time.process_time() - begin < 5
    assert not isinstance(tokens, Fault)
    check(text, tokens)
    assert tokens[-1].end == len(text.rstrip())


def test_a_span_longer_than_kiwi_s_tokens_can_be_is_one_token() -> None:
    url = "http://a.kr/" + "a" * 70_000
    text = f"주소는 {url} 이다."
    [tokens] = kiwi.tag([text])
    assert not isinstance(tokens, Fault)
    assert [(len(token.form), token.start, token.end) for token in tokens if token.tag == "W_URL"] == [
        (len(url), 4, 4 + len(url))
    ]
    check(text, tokens)


def test_pieces_of_a_long_text_are_cut_between_sentences() -> None:
    sentence = "오늘은 날씨가 좋아서 산책을 했다. "
    text = sentence * (2 * LIMIT // len(sentence))
    [tokens], [one] = kiwi.tag([text]), kiwi.tag([sentence])
    assert not isinstance(tokens, Fault)
    assert not isinstance(one, Fault)
    assert [token[:2] for token in tokens] == [token[:2] for token in one] * (2 * LIMIT // len(sentence))


def test_sentences_are_kiwi_s_own() -> None:
    text = "딥 러닝 자연어 처리가 재미있기는 합니다. 그런데 영어보다 너무 어렵습니다. 이제 해보면 알걸요?"
    [sentences] = kiwi.tag_sentences([text])
    assert not isinstance(sentences, Fault)
    ends = [sentence[-1].end for sentence in sentences]
    assert ends == [sentence.end for sentence in kiwi.load().split_into_sents(text)]
    assert len(ends) == 3


WORDS = (
    "갤럭시 S24\tNNP\nLG전자\n3M\n아이폰15\nC++\tSL\nBTS\n원\n3.5kg 아령\tNNG\n자연어 처리\tNNG\n가심비\tNNG\n"
    "꿀잼하\tVV\n힙스럽\tVA\n생선\tNNG\t20\n갑분싸\tMAG\n"
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
        ("https://bts.kr #BTS BTS의", "https://bts.kr/W_URL #BTS/W_HASHTAG BTS/NNP 의/JKG"),
        ("12,000원에 3.5kg아령을", "12,000원/SN 에/JKB 3.5kg 아령/NNG 을/JKO"),
        ("자연어처리가 자연어 처리는", "자연어 처리/NNG 가/JKS 자연어 처리/NNG 는/JX"),
        ("꿀잼했다 꿀잼한 힙스러운", "꿀잼하/VV 었/EP 다/EC 꿀잼하/VV ㄴ/ETM 힙스럽/VA 은/ETM"),
        ("가심비가 갑분싸 좋다", "가심비/NNG 가/JKS 갑분싸/MAG 좋/VA 다/EC"),
    ],
)
def test_words_of_a_user_dictionary_stay_whole_before_particles_and_spans(
    text: str, expected: str, dictionary: str
) -> None:
    assert tagged(text, dictionary=dictionary) == expected
    assert tagged(text) != expected


def test_a_higher_score_wins_against_other_readings(dictionary: str) -> None:
    assert "생선/NNG" not in tagged("대학생선교회")
    assert tagged("대학생선교회", dictionary=dictionary) == "대학/NNG 생선/NNG 교회/NNG"


def test_offsets_and_sentences_hold_with_a_dictionary(dictionary: str) -> None:
    text = "갤럭시S24를 샀다. 3.5kg아령도 샀다."
    [sentences] = kiwi.tag_sentences([text], Settings(dictionary=dictionary))
    assert not isinstance(sentences, Fault)
    assert [sentence[0] for sentence in sentences] == [
        ("갤럭시 S24", "NNP", 0, 6),
        ("3.5kg 아령", "NNG", 12, 19),
    ]


def test_native_tags_spell_words_of_a_dictionary_alike(dictionary: str) -> None:
    assert tagged("3.5kg아령", native=True, dictionary=dictionary) == "3.5kg 아령/NNG"


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_comes_out_well_formed_with_a_dictionary_and_typos(dictionary: str, text: str) -> None:
    text = normalize("NFC", text)
    [tokens] = kiwi.tag([text], Settings(dictionary=dictionary, typos="basic"))
    assert not isinstance(tokens, Fault)
    check(text, tokens)


def test_batches_and_threads_don_t_change_results_with_a_dictionary(dictionary: str) -> None:
    lines = [*(line for line in LINES if line.isprintable()), "갤럭시S24를 LG전자에서", "됬다"]
    setting = Settings(dictionary=dictionary, typos="basic")
    expected = kiwi.tag(lines, setting)
    assert expected == [result for line in lines for result in kiwi.tag([line], setting)]
    results: list[object] = []
    threads = [threading.Thread(target=lambda: results.append(kiwi.tag(lines, setting))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 3


def test_a_plain_kiwi_stays_plain(dictionary: str) -> None:
    kiwi.load(Settings(dictionary=dictionary))
    assert "꿀잼하/VV" not in tagged("꿀잼했다")


def test_a_long_text_is_not_cut_inside_a_word(dictionary: str) -> None:
    sentence = "우리가 자연어 처리를 공부했다 "
    texts = ["가 " * number + sentence * (LIMIT // 12) for number in range(20)]
    text = next(text for text in texts if text[next(pieces.pieces(text))[1] :].startswith("처리"))
    cut = next(pieces.pieces(text))[1]
    [tokens] = kiwi.tag([text], Settings(dictionary=dictionary))
    assert not isinstance(tokens, Fault)
    assert ("자연어 처리", "NNG", cut - 4, cut + 2) in tokens


def test_two_kiwis_are_kept_and_a_changed_dictionary_makes_a_new_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Recorder:
        def __init__(self, num_workers: int) -> None:
            self.num_workers = num_workers
            self.words: list[tuple[object, ...]] = []

        def add_user_word(self, *word: object) -> None:
            self.words.append(word)

        def tokenize(self, text: str) -> list[str]:
            return []

    monkeypatch.setattr("kiwipiepy.Kiwi", Recorder)
    monkeypatch.setattr(kiwi, "_loaded", {})
    path = tmp_path / "a.tsv"
    path.write_text("콩\tNNG\t2\n힙스럽\tVA\n", encoding="utf-8")
    plain, first = kiwi.load(), kiwi.load(Settings(dictionary=str(path), typos="basic"))
    assert first.words == [("콩", "NNG", 2.0), ("힙스럽", "VA-I", 0.0)]
    assert (kiwi.load(Settings(dictionary=str(path))), kiwi.load()) == (first, plain)
    path.write_text("팥죽\n", encoding="utf-8")
    assert kiwi.load(Settings(dictionary=str(path))).words == [("팥죽", "NNP", 0.0)]
    assert len(kiwi._loaded) == 2
    assert kiwi.load() is plain


@pytest.mark.parametrize(
    ("typos", "text", "expected"),
    [
        ("basic", "외않되", "왜/MAG 않/VX 되/EC"),
        ("basic", "핸드폰을 않가져왔다", "핸드폰/NNG 을/JKO 안/MAG 가져오/VV 었/EP 다/EF"),
        ("continual", "오늘 날씨가 조타", "오늘/NNG 날씨/NNG 가/JKS 좋/VA 다/EC"),
        ("lengthening", "진짜아아아 좋아", "진짜/MAG 좋/VA 어/EF"),
        ("", "됬다", "되/VV 었/EP 다/EC"),
    ],
)
def test_typos_are_forgiven(typos: str, text: str, expected: str) -> None:
    assert tagged(text, typos=typos) == expected
    assert not typos or tagged(text) != expected


@pytest.mark.parametrize("typos", ["basic", "continual", "lengthening"])
def test_spans_stay_whole_where_typos_are_forgiven(typos: str) -> None:
    text = "https://a.kr에서 3.5kg을 샀다 :) don't"
    expected = "https://a.kr/W_URL 에서/JKB 3.5kg/SN 을/JKO 사/VV 었/EP 다/EF :)/SW do/SL n't/SL"
    assert tagged(text, typos=typos) == expected
    assert tagged("大éㅋ", typos=typos).endswith("ㅋ/SW"), "Kiwi itself would end the process"


def test_typos_are_forgiven_beside_spans_and_sentences_are_found() -> None:
    [sentences] = kiwi.tag_sentences(["12,000원은 없다. 왜 않되? :)"], Settings(typos="basic"))
    assert not isinstance(sentences, Fault)
    assert [" ".join(token.form for token in sentence) for sentence in sentences] == [
        "12,000원 은 없 다 .",
        "왜 안 되 어 ? :)",
    ]


def test_a_corrected_word_stands_where_the_misspelled_one_stood() -> None:
    [tokens] = kiwi.tag(["진짜아아아 좋아"], Settings(typos="lengthening"))
    assert [token[2:] for token in tokens] == [(0, 5), (6, 7), (7, 8)]


def test_the_version_names_the_package_and_its_model() -> None:
    import kiwipiepy
    import kiwipiepy_model

    assert kiwi.version() == f"{kiwipiepy.__version__} model {kiwipiepy_model.__version__}"


def test_without_kiwi_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "kiwipiepy", None)
    monkeypatch.setattr(kiwi, "_loaded", {})
    with pytest.raises(MissingError, match="pip install kiwipiepy"):
        kiwi.tag(["가"])


@pytest.mark.parametrize("text", ["USB3.0A.R&D", "v1.0b.R&D 센터에서 봤다", "A.K팝은 3.5kg", "U.S.A 3.5kg"])
def test_an_abbreviation_before_a_span_costs_no_letter(text: str) -> None:
    [tokens] = kiwi.tag([text])
    assert not isinstance(tokens, Fault)
    assert uncovered(text, tokens) == 0
