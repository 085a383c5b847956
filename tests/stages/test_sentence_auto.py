from __future__ import annotations

import random
import re
from pathlib import Path
from time import process_time

import pytest

from koprep.stages.sentence_auto import analyze, features, split
from koprep.stages.sentence_places import cuts
from koprep.stages.sentence_signs import signs
from koprep.tables import read
from koprep.taggers import kiwi
from koprep.taggers.base import Fault

OWN = Path(__file__).parent.parent / "data"

WHOLE = [
    # quotes and brackets go on
    "그는 “비가 온다. 집에 가자.”라고 말했다.",
    "그녀는 '아니다. 절대 아니다.' 하고 생각했다.",
    "“갈까?” 하고 물었다.",
    '"어디 가?" 동생이 물었다.',
    "아이가 \"엄마가 '금방 올게. 기다려.' 그랬어요.\" 하고 말했다.",
    "그 영화(두 번 봤다. 정말이다.)는 좋다.",
    "나는 「무엇으로 사는가? 왜 사는가?」라는 책을 읽었다.",
    "어디 가자! 라며 나섰다.",
    "정말 끝일까? 싶었는데 아니었다.",
    # signs that end nothing
    "값은 3.14이고 1.5m만 더 길면 된다.",
    "물리학상은 J. K. 스미스 박사가 받았다.",
    "Mr. Kim은 U.S. 정부에서 일한다.",
    "2026. 11. 21. 발표한 글이다.",
    "IP는 192.168.56.31이고 주소는 https://a.kr/b.html?c=1 입니다.",
    "제 생각에는... 그게 아닌 것 같아요.",
    "아... 길었다.",
    "밥은 먹었고, 이제 잠만 자면 된다.",
    "좋아요ㅋㅋㅋ 😊",
    "그는 돌아왔다. (웃음)",
    "인구가 늘었다.[1][2]",
    # endings that go on
    "비가 온다고 해서 우산을 챙겼다.",
    "너무 배가 고파서 라면을 두 개나 먹었는데 아직도 배가 고프다.",
    "먹을 것을 사러 시장에 갔다.",
]
CUT = [
    # without marks
    "와 오늘 진짜 춥다|다들 옷 따뜻하게 입고 나가세요|나는 집에 있을래",
    "안녕하세요|오늘은 제주도에 다녀왔어요|바다가 정말 예뻤답니다",
    "회의는 세 시에 시작함|참석자는 모두 일곱 명이었음|결과는 내일 알려 줌",
    "그대는 어디서 왔소|나는 남쪽에서 왔소이다|거기에도 꽃이 피었소",
    "너 어제 왜 안 왔니|자고 있었거든|걱정했잖아",
    # emoticons and laughter belong to what they follow
    "진짜 웃기다 ㅋㅋㅋ|근데 좀 슬프네 ㅠㅠ|또 보고 싶다",
    "맛있어요!!! ㅎㅎ|또 올게요^^|감사합니다 :)",
    "드디어 퇴근이다😇|집에 가서 자야지",
    # marks
    "재미있다.|그런데 짧다!|왜 그럴까?|모르겠다…",
    "나는 몰랐다.|“집에 가자.”|우리는 집에 갔다.",
    "인구가 늘었다.[1]|그러나 곧 줄었다.",
    "참 좋았다. (웃음)|다음에 또 가고 싶다.",
    "그는 “가자. 빨리.”라고 했다|하지만 아무도 가지 않았다",
    # line breaks
    "제1장 서론\n|이 글은 지난해의 일을 적은 것이다.\n|1. 배경\n|2. 경과",
    "준비물 안내\n|- 필기도구\n|- 실내화\n\n|늦지 마세요",
    "나는 그날 밤 늦게까지 친구의\n편지를 읽었다.|달이 밝았다.",
]


def sentences(text: str) -> list[str]:
    [found] = split([text])
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize("marked", CUT)
def test_what_is_several(marked: str) -> None:
    expected = [sentence.strip() for sentence in marked.split("|")]
    assert sentences(marked.replace("\n|", "\n").replace("|", " ")) == expected


@pytest.mark.parametrize(
    "marked", ["재미있다.|그런데 짧다.", "좋아요ㅋㅋㅋ|또 올게요!|안녕.", "인구가 늘었다.[8]|그 뒤 줄었다."]
)
def test_an_end_without_a_space_behind_it(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("|")


def test_known_limits() -> None:
    """What people split or keep together by knowing what is meant."""
    assert sentences("오늘 저녁은 치킨 말리지 마라") == ["오늘 저녁은 치킨 말리지 마라"], "치킨 | 말리지"
    assert sentences("내일 나 좀 데려다줘 제발") == ["내일 나 좀 데려다줘", "제발"], "one sentence, turned round"


# ---- laws

UNITS = [
    "가",
    "다. ",
    "(가) ",
    "(",
    ")",
    "[",
    '"',
    "' ",
    "“",
    "ㅋ",
    "ㅋㅋ ",
    "\n",
    "? ",
    "…",
    "^^ ",
    "-",
    "1. ",
    "[1]",
    ",",
]
PIECES = ["비가 온다", "좋아요", ". ", "!", " ", "\n", "“", "”", '"', "(", ")"]
PIECES += ["ㅋㅋ", " ㅠㅠ ", "라고 ", "1. ", "- ", "…", "[1]", "U.S. ", "😀"]


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long_or_is_lost(unit: str) -> None:
    """Without Kiwi's own time, which its own tests watch."""
    text = unit * (6_000 // len(unit)) + "끝"
    [found] = kiwi.tag_sentences([text])
    assert not isinstance(found, Fault)
    begin = process_time()
    places = cuts(analyze(text, found), lambda found, place: bool(features(found, place)))
    assert process_time() - begin < 1
    assert places == sorted(set(places))


def test_a_long_text_without_a_space() -> None:
    text = "가나다라마바사아자차" * 1_500
    assert "".join(sentences(text)) == text


def test_half_a_character_is_a_fault_and_leaves_the_others_alone() -> None:
    broken, whole, blank = split(["가\ud800", "비가 온다. 춥다.", " \n "])
    assert isinstance(broken, Fault)
    assert whole == ["비가 온다.", "춥다."]
    assert blank == []


def test_sentences_are_slices_in_order_whatever_the_text() -> None:
    rng = random.Random(0)
    texts = ["".join(rng.choices(PIECES, k=rng.randrange(14))) for _ in range(300)]
    for text, found in zip(texts, split(texts), strict=True):
        assert isinstance(found, list)
        end = 0
        for sentence in found:
            assert sentence
            assert sentence == sentence.strip()
            start = text.index(sentence, end)
            assert not text[end:start].strip()
            end = start + len(sentence)
        assert not text[end:].strip()
    assert split(texts) == [found for text in texts for found in split([text])]


# ---- the table of weights


def test_every_weight_is_that_of_something_that_can_be_seen() -> None:
    weights = dict(read("sentence_weights.tsv"))
    assert 500 < len(weights) < 2500
    assert all(abs(float(weight)) >= 0.2 for weight in weights.values())
    texts = ["".join(sentences) for sentences in documents().values()]
    seen: set[str] = set()
    for text, found in zip(texts, kiwi.tag_sentences(texts), strict=True):
        assert not isinstance(found, Fault)
        cuts(analyze(text, found), lambda found, place: not seen.update(features(found, place)))
    assert len(seen & weights.keys()) > 500


def test_no_noun_has_a_weight_nor_has_what_is_no_ending() -> None:
    """Weights are grammar: endings, particles, tags; never a noun or a name somebody's text happened to hold."""
    names = [name for name, _ in read("sentence_weights.tsv")]
    assert not [name for name in names if "/NN" in name and "/NNB" not in name]
    assert not [
        name for name in names if "|c=" in name and name.rpartition("/")[2].split("|")[0] in ("VV", "VA", "MAG")
    ]


# ---- signs


def kinds(text: str) -> str:
    [found] = kiwi.tag_sentences([text])
    assert not isinstance(found, Fault)
    return re.sub("w+", "w", "".join(signs(text, [token for sentence in found for token in sentence]).kinds))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"가" "나"', "(w)(w)"),
        ("(가 [나] 다)", "(w(w)w)"),
        ("‘가’", "(w)"),
        ("가? 나! 다.", "w?w!w."),
        ("▶ 가 ※ 나", "bwbw"),
        ("가 ㅋㅋ 😀", "wee"),
        ("가~ 나…", "w~w…"),
        ("가, 나: 다", "w,w:w"),
    ],
)
def test_kinds_of_signs(text: str, expected: str) -> None:
    assert kinds(text) == expected


def test_pairs_that_cross_or_never_close_enclose_nothing() -> None:
    for text in ("(가 나 다", "가) 나 다", "(가 [나) 다]", "(" + "가 " * 300 + ")"):
        [found] = kiwi.tag_sentences([text])
        assert not isinstance(found, Fault)
        pairs = signs(text, [token for sentence in found for token in sentence]).closer
        assert len(pairs) == (1 if "[" in text else 0)


# ---- our own documents (gold; auto's weights were fitted to them, so this only watches for what breaks)


def documents() -> dict[str, list[str]]:
    found = {}
    for path in sorted(OWN.glob("sentences_*.txt")):
        for number, block in enumerate(path.read_text(encoding="utf-8").strip("\n").split("\n\n")):
            found[f"{path.stem}:{number}"] = [line.replace("\\n", "\n") for line in block.split("\n")]
    return found


def test_our_documents_are_split_as_people_do() -> None:
    gold = documents()
    found = split(["".join(sentences) for sentences in gold.values()])
    expected = [[sentence.strip() for sentence in sentences] for sentences in gold.values()]
    total = sum(map(len, expected))
    exact = sum(
        len(set(one) & set(other)) for one, other in zip(expected, found, strict=True) if isinstance(other, list)
    )
    assert len(gold) > 60
    assert exact / total > 0.75
