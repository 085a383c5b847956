"""konlpy's analyzers behind koprep's conventions, and against konlpy's own way of calling them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest

from koprep.errors import InputError, MissingError
from koprep.record import Token
from koprep.taggers import guard, hannanum, jvm, kkma, komoran, konlpy_mecab, mecab, okt
from koprep.taggers.base import Fault, Settings, Tagger
from koprep.taggers.shapes import uncovered
from tests.taggers.nasty import check

ENGINES: dict[str, Tagger] = {"okt": okt, "komoran": komoran, "hannanum": hannanum, "kkma": kkma}
SEJONG = ("komoran", "hannanum", "kkma")

SENTENCES = """
어제는 친구와 영화를 보았다.
오늘 아침에 빵을 먹었습니다.
저 산은 아주 높다.
우리 학교는 서울에 있다.
그 사람은 의사가 아니다.
동생이 방에서 책을 읽고 있다.
배우들의 연기가 정말 훌륭했다.
비가 많이 와서 길이 막혔다.
할머니께서 시장에 가셨다.
음악을 들으면서 공부했어요.
이 노래는 누가 불렀을까?
내일 다시 만나기로 약속했다.
물이 너무 차가워서 마실 수 없다.
아이들은 운동장에서 뛰어놀았다.
도서관에서 빌린 책을 잃어버렸다.
그녀는 웃으며 손을 흔들었다.
새로 나온 전화기를 사고 싶어요.
선생님은 칠판에 글씨를 쓰셨다.
바람이 불고 낙엽이 떨어진다.
결말이 조금 아쉬웠지만 재미있었다.
""".strip().split("\n")

KONLPY = """
import json, sys
from konlpy import tag
name, library, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
engine = getattr(tag, name)(jvmpath=library)
print(json.dumps([engine.pos(text, **options) for text in json.load(sys.stdin)]))
"""


@pytest.fixture(scope="module", autouse=True)
def java() -> Iterator[None]:
    try:
        jvm.runtime()
    except (MissingError, ImportError):
        pytest.skip("no Java; pip install 'koprep[jvm]'")
    yield
    guard.stop_all()


def tokens(engine: str, text: str, **options: object) -> list[Token]:
    [found] = ENGINES[engine].tag([text], Settings(**options))  # type: ignore[arg-type]
    assert not isinstance(found, Fault)
    return found


def tagged(engine: str, text: str, **options: object) -> str:
    return " ".join(f"{token.form}/{token.tag}" for token in tokens(engine, text, **options))


def bare(name: str, texts: list[str], **options: object) -> list[list[tuple[str, str]]]:
    """What konlpy itself says, in a process of its own, since this one must not start Java."""
    command = [sys.executable, "-c", KONLPY, name, str(jvm.runtime()), json.dumps(options)]
    ended = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return [[(form, tag) for form, tag in row] for row in json.loads(ended.stdout.splitlines()[-1])]


@pytest.mark.parametrize(
    ("engine", "text", "expected"),
    [
        ("komoran", "나는 어제 친구를 만났다.", "나/NP 는/JX 어제/MAG 친구/NNG 를/JKO 만나/VV 었/EP 다/EF ./SF"),
        ("kkma", "나는 어제 친구를 만났다.", "나/NP 는/JX 어제/NNG 친구/NNG 를/JKO 만나/VV 었/EP 다/EF ./SF"),
        ("hannanum", "이 영화는 재미있지 않다.", "이/MM 영화/NNG 는/JX 재미있/VV 지/EC 않/VX 다/EF ./SF"),
        (
            "hannanum",
            "방이 조용했지만 사랑스러웠다.",
            "방/NNG 이/JKC 조용/NNG 하/XSA 었/EP 지만/EC 사랑/NNG 스럽/XSA 었/EP 다/EF ./SF",
        ),
        ("okt", "나는 어제 친구를 만났다.", "나/Noun 는/Josa 어제/Noun 친구/Noun 를/Josa 만났다/Verb ./Punctuation"),
    ],
)
def test_golden_examples(engine: str, text: str, expected: str) -> None:
    assert tagged(engine, text) == expected
    assert tagged(engine, normalize("NFC", normalize("NFD", text))) == expected


def test_allomorphs_merge_unless_the_surface_is_asked_for() -> None:
    expected = "밥/NNG 을/JKO 잡/VV 았/EP 다/EC"
    assert tagged("komoran", "밥을 잡았다", allomorph="surface") == expected
    assert tagged("komoran", "밥을 잡았다") == expected.replace("았", "었")


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ("komoran", "나/VV ㄴ/ETM 되/VV 었/EP 어요/EC"),
        ("hannanum", "나/px ㄴ/etm 되/paa 었/ep 어요/ef"),
        ("kkma", "나/NP 는/JX 되/VV 었/EPT 어요/EFN"),
        ("okt", "난/Noun 됐어요/Verb"),
    ],
)
def test_native_tags_are_the_engine_s_own_and_jamo_are_compatible(engine: str, expected: str) -> None:
    assert tagged(engine, "난 됐어요", native=True, allomorph="surface") == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_spans_are_whole_and_the_particle_after_them_is_one(engine: str) -> None:
    forms = [token.form for token in tokens(engine, "https://a.kr에서 <num>원 결제 3.5kg을 U.S.의 :) ㅠㅠ 👍")]
    assert forms == ["https://a.kr", "에서", "<num>", "원", "결제", "3.5kg", "을", "U.S.", "의", ":)", "ㅠㅠ", "👍"]


@pytest.mark.parametrize("engine", SEJONG)
def test_spans_have_koprep_s_tags(engine: str) -> None:
    found = {token.form: token.tag for token in tokens(engine, "https://a.kr에서 3.5kg을 AI와 大韓民國, :) ... 2024")}
    expected = {
        "https://a.kr": "W_URL",
        "3.5kg": "SN",
        "AI": "SL",
        "大韓民國": "SH",
        ",": "SP",
        ":)": "SW",
        "...": "SE",
    }
    assert expected.items() <= found.items()
    assert found["2024"] == "SN"


def test_okt_gives_spans_names_of_its_own() -> None:
    assert tagged("okt", "https://a.kr #해시 @me a@b.kr 3.5kg ㅋㅋ") == (
        "https://a.kr/URL #해시/Hashtag @me/ScreenName a@b.kr/Email 3.5kg/Number ㅋㅋ/KoreanParticle"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_offsets_show_the_morphemes_in_the_text(engine: str) -> None:
    texts = [*SENTENCES, "가😀나는  간다 https://a.kr에서 봤다", " \t탭\t으로 나눈 글 ", "가\0나\u3000학교에 갔다"]
    results = ENGINES[engine].tag(texts)
    for text, found in zip(texts, results, strict=True):
        assert not isinstance(found, Fault)
        if engine != "okt":
            check(text, found)
        surface = [token for token in found if text[token.start : token.end] == token.form]
        assert len(surface) >= len(found) * 0.5
        covered = {place for token in found for place in range(token.start, token.end)}
        assert not any(char.isalnum() for place, char in enumerate(text) if place not in covered)


@pytest.mark.parametrize("engine", ENGINES)
def test_batches_don_t_change_results(engine: str) -> None:
    texts = [*SENTENCES[:4], "", " ", "ㅋㅋ"]
    together = ENGINES[engine].tag(texts)
    assert together == [result for text in texts for result in ENGINES[engine].tag([text])]
    assert together[4] == together[5] == []


@pytest.mark.parametrize(("name", "options"), [("Okt", {}), ("Komoran", {}), ("Hannanum", {"ntags": 22}), ("Kkma", {})])
def test_forms_are_those_of_konlpy_s_own_wrapper(name: str, options: dict[str, object]) -> None:
    """konlpy joins what Hannanum takes apart (배우 + 들) where both parts have the same of its 22 tags."""
    engine = name.lower()
    ours = ENGINES[engine].tag(SENTENCES, Settings(allomorph="surface", native=True))
    theirs = bare(name, SENTENCES, **options)
    same = 0
    for found, said in zip(ours, theirs, strict=True):
        assert not isinstance(found, Fault)
        forms, expected = [token.form for token in found], [form for form, _ in said]
        assert "".join(forms) == "".join(expected)
        same += forms == expected
        if engine != "hannanum":
            assert [(token.form, token.tag) for token in found] == said
    assert same >= (18 if engine == "hannanum" else 20)


def test_okt_s_own_options_are_konlpy_s() -> None:
    texts = ["되나욬ㅋㅋ 이것도", "영화를 봤는데 재밌었어욬ㅋㅋ", "사랑햌ㅋㅋ"]
    ours = okt.tag(texts, Settings(norm=True, stem=True))
    assert [[token[:2] for token in found] for found in ours] == bare("Okt", texts, norm=True, stem=True)


def test_okt_mends_spellings_and_offsets_refer_to_the_text_as_it_is() -> None:
    text = "이것도 됬나욬ㅋㅋ 봤다"
    found = tokens("okt", text, norm=True, stem=True)
    assert [token.form for token in found][:3] == ["이", "것", "도"]
    assert (found[-1].form, text[found[-1].start : found[-1].end]) == ("보다", "봤다")
    assert [token.start for token in found] == sorted(token.start for token in found)
    assert all(0 <= token.start <= token.end <= len(text) for token in found)


WORDS = "갤럭시 S24\tNNP\nLG전자\tNNP\n가심비\tNNG\n"


@pytest.fixture
def dictionary(tmp_path: Path) -> str:
    path = tmp_path / "words.tsv"
    path.write_text(WORDS, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("engine", ["okt", "komoran"])
def test_words_of_a_user_dictionary_are_whole(engine: str, dictionary: str) -> None:
    forms = [token.form for token in tokens(engine, "갤럭시S24를 LG전자에서 가심비", dictionary=dictionary)]
    assert forms == ["갤럭시 S24", "를", "LG전자", "에서", "가심비"]
    assert "가심비" not in [token.form for token in tokens(engine, "갤럭시S24를 LG전자에서 가심비")]


@pytest.mark.parametrize("engine", [*ENGINES, "konlpy-mecab"])
def test_a_verb_in_a_dictionary_is_refused_with_its_line(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("가심비\n꿀잼하\tVV\n", encoding="utf-8")
    tagger = konlpy_mecab if engine == "konlpy-mecab" else ENGINES[engine]
    with pytest.raises(InputError, match=r"words\.tsv:2: .*꿀잼하/VV"):
        tagger.load(Settings(dictionary=str(path)))


def test_konlpy_s_mecab_says_what_mecab_says() -> None:
    konlpy_mecab.load()
    for native in (False, True):
        for allomorph in ("merge", "surface"):
            settings = Settings(allomorph=allomorph, native=native)
            assert konlpy_mecab.tag(SENTENCES, settings) == mecab.tag(SENTENCES, settings)


def test_konlpy_s_mecab_keeps_spans_and_user_words_whole(dictionary: str) -> None:
    [found] = konlpy_mecab.tag(["갤럭시S24를 https://a.kr에서 가심비 :)"], Settings(dictionary=dictionary))
    assert not isinstance(found, Fault)
    assert [token.form for token in found] == ["갤럭시 S24", "를", "https://a.kr", "에서", "가심비", ":)"]


def test_versions_name_the_engine_s_and_konlpy_s() -> None:
    for tagger in (*ENGINES.values(), konlpy_mecab):
        first, konlpy, own = tagger.version().split()
        assert first[0].isdigit()
        assert (konlpy, own[0].isdigit()) == ("konlpy", True)


def test_without_konlpy_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    jvm.folder.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingError, match="pip install konlpy"):
        komoran.version()
    jvm.folder.cache_clear()


def test_without_java_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jvm, "_system", lambda: None)
    monkeypatch.setattr(jvm, "_packaged", lambda: None)
    with pytest.raises(MissingError, match=r"pip install 'koprep\[jvm\]'"):
        jvm.runtime()


def test_kkma_s_long_words_are_read_whole() -> None:
    """It pads its words with tabs, long ones not at all."""
    text = "고등학교학생들에게는 인공지능학과에서 어렵다"
    assert uncovered(text, tokens("kkma", text)) == 0
