import os

import pytest

from koprep.errors import InputError, UsageError
from koprep.record import Record, Token
from koprep.stages.stoplists import is_negation, shipped
from koprep.stages.stopwords import Stopwords

# 그러나 이 영화는 재미있지 않고 볼 수 없다, as the Sejong tags have it.
SENTENCE = "그러나/MAJ 이/MM 영화/NNG 는/JX 재미있/VA 지/EC 않/VX 고/EC 보/VV ㄹ/ETM 수/NNB 없/VA 다/EF 와/JC"


def tokens(text):
    return tuple(Token(*item.rpartition("/")[::2]) if "/" in item else Token(item) for item in text.split())


def left(text, **options):
    (record,) = Stopwords(**options)([Record("a:1", "", tokens=tokens(text))])
    return " ".join(f"{token.form}/{token.tag}" if token.tag else token.form for token in record.tokens)


@pytest.fixture
def listed(tmp_path):
    def write(content, name="stop.txt", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return str(path)

    return write


@pytest.mark.parametrize(
    ("tags", "rest"),
    [
        (("조사",), "그러나/MAJ 이/MM 영화/NNG 재미있/VA 지/EC 않/VX 고/EC 보/VV ㄹ/ETM 수/NNB 없/VA 다/EF"),
        (("조사", "어미", "접속사"), "이/MM 영화/NNG 재미있/VA 않/VX 보/VV 수/NNB 없/VA"),
        (("J", "E", "MAJ", "MM", "NNB"), "영화/NNG 재미있/VA 않/VX 보/VV 없/VA"),
        (("V",), "그러나/MAJ 이/MM 영화/NNG 는/JX 지/EC 않/VX 고/EC ㄹ/ETM 수/NNB 없/VA 다/EF 와/JC"),
    ],
)
def test_parts_of_speech_go_by_tag_group_or_name_but_negations_stay(tags, rest):
    assert left(SENTENCE, tags=tags) == rest


def test_negations_go_if_told():
    assert left(SENTENCE, tags=("V",), negations="drop") == (
        "그러나/MAJ 이/MM 영화/NNG 는/JX 지/EC 고/EC ㄹ/ETM 수/NNB 다/EF 와/JC"
    )


def test_a_list_of_ones_own_has_forms_and_forms_with_tags(listed):
    path = listed("# 나의 불용어\n영화\n\n 이/MM \n수/NNG\nand/or\n")
    assert left("이/MM 이/JKS 영화/NNG 영화/NNP 수/NNB and/or/SL", list_=path) == "이/JKS 수/NNB"


def test_a_list_matches_tokens_without_tags(listed):
    assert left("영화 정말 최고", list_=listed("정말\n이/JKS\n")) == "영화 최고"


def test_a_csv_gives_its_first_column(listed):
    path = listed('정말,부사\n"그런,데",접속사\n#너무,부사\n', "stop.csv")
    assert left("정말 그런,데 너무 부사 좋다", list_=path) == "너무 부사 좋다"


@pytest.mark.parametrize("line", ['"열린,부사', '"닫힌"뒤,부사'])
def test_a_csv_with_a_bad_quote_is_refused_with_the_line(listed, line):
    path = listed(f'정말,부사\n# "주석\n{line}\n너무,부사\n', "stop.csv")
    with pytest.raises(InputError, match=r"stop\.csv:3: .*; a cell with a quote"):
        left("정말 영화", list_=path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_list_may_be_in_the_encodings_windows_writes(listed, encoding):
    assert left("정말 좋은 영화", list_=listed("정말\r\n좋은\r\n", encoding=encoding)) == "영화"


def test_a_decomposed_list_matches_composed_tokens(listed):
    assert left("정말 영화", list_=listed("\u110c\u1165\u11bc\u1106\u1161\u11af\n")) == "영화"


def test_a_list_that_changed_is_read_again(listed):
    path = listed("정말\n")
    assert left("정말 영화", list_=path) == "영화"
    listed("영화\n")
    os.utime(path, ns=(1, 1))
    assert left("정말 영화", list_=path) == "정말"


def test_a_list_never_drops_a_negation_unless_told(listed):
    path = listed("안\n못\n않\n말\n아니\n없\nnot\n")
    text = "안/MAG 못/MAG 않/VX 말/VX 아니/VCN 없/VA not/SL 말/NNG 못/NNG"
    assert left(text, list_=path) == "안/MAG 못/MAG 않/VX 말/VX 아니/VCN 없/VA not/SL"
    assert left(text, list_=path, negations="drop") == ""


def test_a_list_with_negations_is_warned_about(listed):
    path = listed("안\n영화\n없/VA\n")
    assert Stopwords(list_=path).warnings(True) == [
        "stopwords: the list has negations, which stay (안, 없/VA); negations=drop drops them too"
    ]
    assert Stopwords(list_=path, negations="drop").warnings(True) == []


def test_korean_is_the_list_if_nothing_else_is_asked_for():
    text = "이/JKS 영화/NNG 은/JX 수/NNG 이/NNG 있/VA 었/EP 다/EF 없/VA"
    assert left(text) == left(text, lang="ko")
    rest = left(text).split()
    assert "이/JKS" not in rest
    assert {"영화/NNG", "수/NNG", "이/NNG", "없/VA"} <= set(rest)
    assert left("이/JKS", tags=("E",)) == "이/JKS"


def test_predicates_of_the_list_match_the_lemmas_too(listed):
    assert left("있다/VA 있/VA 있다/NNG", list_=listed("있/VA\n")) == "있다/NNG"


def test_english_matches_in_any_case_but_leaves_words_in_capitals():
    assert left("The movie Is not the best of A list", lang="en") == "movie not best list"
    assert left("it told us what IT does in the US", lang="en") == "told IT US"


def test_a_list_of_ones_own_joins_the_shipped_one(listed):
    assert left("the movie 정말", lang="en", list_=listed("정말\n")) == "movie"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_shipped_lists_hold_no_negation(lang):
    entries = shipped(lang)
    forms = [(form, "") for form in entries.forms | entries.folded]
    assert len(forms) + len(entries.pairs) > 50
    assert [pair for pair in [*forms, *entries.pairs] if is_negation(*pair)] == []


def test_the_korean_list_has_a_tag_in_every_entry():
    assert shipped("ko").forms == frozenset()
    assert ("이", "JKS") in shipped("ko").pairs


def test_a_list_that_cant_match_the_tokens_is_warned_about(listed):
    (warning,) = Stopwords().warnings(False)
    assert warning == (
        "stopwords: the Korean list is form/TAG and can't match tokens without tags; put morphs before it"
    )
    assert Stopwords().warnings(tagged=False) == [warning]
    assert Stopwords(lang="en").warnings(False) == []
    path = listed("정말\n이/JKS\n")
    assert Stopwords(list_=path).warnings(False) == [
        "stopwords: entries of the list are form/TAG and can't match tokens without tags; put morphs before it"
    ]


@pytest.mark.parametrize(
    ("form", "tag", "negates"),
    [
        ("안", "", True), ("안", "MAG", True), ("안", "NNG", False), ("못", "NNG", False), ("말", "VX", True),
        ("말", "NNG", False), ("아니다", "VCN", True), ("없다", "VA", True), ("않다", "", True), ("못하", "VX", True),
        ("don't", "", True), ("n't", "SL", True), ("NOT", "", True), ("안녕", "IC", False), ("note", "", False),
        ("말다툼", "NNG", False), ("있", "VA", False),
    ],
)  # fmt: skip
def test_what_negates(form, tag, negates):
    assert is_negation(form, tag) is negates


def test_only_tags_need_tagged_tokens():
    assert (Stopwords(tags=("J",)).needs, Stopwords(lang="en").needs, Stopwords().needs) == (
        "tagged", "tokens", "tokens",
    )  # fmt: skip
    assert Stopwords().gives == "same"


def test_an_unknown_tag_is_refused_with_what_is_near():
    with pytest.raises(UsageError, match=r"^stopwords: tags=접속시 is no tag: did you mean 접속사\?"):
        Stopwords(tags=("접속시",))


def test_tags_as_one_string_are_refused():
    with pytest.raises(UsageError, match="tuple"):
        Stopwords(tags="조사")  # type: ignore[arg-type]


def test_a_list_that_is_not_there_is_told_at_once(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        Stopwords(list_=str(tmp_path / "no.txt"))
    with pytest.raises(InputError, match="is a folder"):
        Stopwords(list_=str(tmp_path))


def test_a_list_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "stop.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(InputError, match=r"stop\.txt"):
        Stopwords(list_=str(path)).warm()
