"""Kiwi behind koprep's conventions."""

from __future__ import annotations

import threading
import time
from itertools import chain
from unicodedata import normalize

import pytest
from hypothesis import given, settings

from koprep.errors import MissingError
from koprep.taggers import kiwi
from koprep.taggers.base import Fault, Settings
from koprep.taggers.pieces import LIMIT
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
    monkeypatch.setattr(kiwi, "_loaded", [])
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


def test_the_version_names_the_package_and_its_model() -> None:
    import kiwipiepy
    import kiwipiepy_model

    assert kiwi.version() == f"{kiwipiepy.__version__} model {kiwipiepy_model.__version__}"


def test_without_kiwi_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "kiwipiepy", None)
    monkeypatch.setattr(kiwi, "_loaded", [])
    with pytest.raises(MissingError, match="pip install kiwipiepy"):
        kiwi.tag(["가"])
