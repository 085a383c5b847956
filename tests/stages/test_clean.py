from __future__ import annotations

import re
import unicodedata
from time import process_time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import UsageError
from koprep.patterns import hints, pattern, rules
from koprep.record import Record
from koprep.spec import parse
from koprep.stages.clean import KINDS, SCRIPTS, Clean

PIECES = ["가", "말 ", "a", "A.", "7", "010-1234-5678", "https://a.kr/x", "a@b.kr", "@kim", "#태그", "<b>",
    "<br/>", "<!--", "-->",
          "<num>", "&amp;", "&#44032;", "!", ".", " ", "  ", "(", ")", "'", "\U0001f600", "\u200d", "\ufe0f",
          "大", "e\u0301", "\ufdd0"]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)
kinds = st.lists(st.sampled_from(KINDS), max_size=4, unique=True).map(tuple)
stages = st.builds(
    Clean,
    drop=kinds,
    mask=kinds,
    scripts=st.lists(st.sampled_from(SCRIPTS), max_size=3, unique=True).map(tuple),
    lower=st.booleans(),
)


def cleaned(text: str, **options: object) -> str:
    [record] = Clean(**options)([Record("-:1", text)])
    assert isinstance(record, Record)
    return record.text


def dropped(text: str, *kinds: str) -> str:
    return cleaned(text, drop=kinds)


def masked(text: str, *kinds: str) -> str:
    return cleaned(text, drop=(), mask=kinds)


def found(name: str, text: str) -> list[str]:
    return re.findall(pattern(name), text)


# ---- the table


def test_every_name_is_a_rule_or_a_group_of_rules() -> None:
    known = {rule.name for rule in rules().values()} | {rule.group for rule in rules().values()}
    assert set(KINDS) <= known


@pytest.mark.parametrize("name", rules())
def test_every_rule_does_to_its_example_what_the_table_says(name: str) -> None:
    rule = rules()[name]
    kind = next(kind for kind in (name, rule.group, "punct") if kind in KINDS)
    assert dropped(rule.example, kind) == rule.expected


@pytest.mark.parametrize("name", rules())
def test_a_pattern_has_no_groups_and_its_example_has_a_hint(name: str) -> None:
    rule = rules()[name]
    assert re.compile(rule.pattern).groups == 0
    assert re.search(rule.pattern, rule.example)
    assert any(hint.search(rule.example) for hint in hints(name))


@pytest.mark.parametrize("name", rules())
@given(text=texts)
def test_where_a_pattern_is_found_a_hint_is_too(name: str, text: str) -> None:
    if re.search(pattern(name), text):
        assert any(hint.search(text) for hint in hints(name))


@pytest.mark.parametrize("name", rules())
@given(lines=st.lists(texts, min_size=2, max_size=3))
def test_a_pattern_never_looks_past_a_newline(name: str, lines: list[str]) -> None:
    assert found(name, "\n".join(lines)) == [match for line in lines for match in found(name, line)]


HOSTILE = {
    "comment": ["<!--", "<!-- -", "<!"],
    "inline": ["<b ", "<a", "</span "],
    "block": ["<br ", "<p", "<time a", "<data  "],
    "entity": ["&a", "&#", "&#x1"],
    "mask": ["<a", "<"],
    "url": ["http://", "a.", "www.", "a-", "http://a(", "http://a.", "http://a!"],
    "email": ["a", "a@", "a@a.", "a.", "-a@a", "a-", "..a", "--a", "a+"],
    "hashtag": ["#", "#1", "#_"],
    "mention": ["@", "@1", "@a.", "@_"],
    "rrn": ["9", "900101-", "900101-1*", "900101 "],
    "card": ["1234-", "1234 ", "1"],
    "brn": ["123-45-", "1"],
    "phone": ["0", "010-", "02 ", "+82 ", "1588", "(02"],
    "emoji": ["\U0001f468\u200d", "\u2764\ufe0f\u200d", "1\ufe0f", "\U0001f1f0"],
    "closer": ["'", ")", "a'"],
    "punct": [".", "a.", "%", "(-"],
}


@pytest.mark.parametrize("name", rules())
def test_no_rule_runs_away(name: str) -> None:
    for unit in HOSTILE[name]:
        for end in ("", "\x01", "가", " "):
            text = unit * (100_000 // len(unit)) + end
            begin = process_time()
            re.sub(pattern(name), "", text)
            assert process_time() - begin < 1, (name, unit)


def test_the_stage_doesn_t_run_away_either() -> None:
    for unit in (" ", " .", "<b> ", "@a ", "!", "a@a.kr ", ". \u3000"):
        text = unit * (100_000 // len(unit))
        begin = process_time()
        cleaned(text, drop=("html", "url", "email", "mention", "punct"), mask=("pii",))
        assert process_time() - begin < 2, unit


# ---- what each rule finds


def test_personal_numbers_are_masked() -> None:
    text = "번호는010-1234-5678이고 주민번호900101-1234567입니다"
    assert masked(text, "pii") == "번호는<phone>이고 주민번호<rrn>입니다"
    assert masked("카드 1234-5678-9012-3456, 사업자 123-45-67890", "pii") == "카드 <card>, 사업자 <brn>"


@pytest.mark.parametrize(
    "number",
    ["010-1234-5678", "010.1234.5678", "010 1234 5678", "01012345678", "010 - 1234 - 5678", "016-123-4567",
        "02-123-4567", "(02)1234-5678",
     "02)123-4567", "031-123-4567", "0311234567", "070-1234-5678", "0505-123-4567", "080-123-4567", "1588-1234",
     "1577 0000", "15991234",
     "+82-10-1234-5678", "+82 10 1234 5678", "+821012345678", "+82 (0)10-1234-5678", "+82-2-123-4567"],
)  # fmt: skip
def test_telephone_numbers(number: str) -> None:
    assert masked(f"전화는{number}로 하세요", "phone") == "전화는<phone>로 하세요"


@pytest.mark.parametrize(
    "text",
    ["12010-1234-56789", "1592-1598년", "1600-1700", "2024-11-21", "3.14", "10,000,000원",
        "110-010-1234-5678-9", "0.0212345678",
     "192.168.56.31", "12345678", "1800년", "15881234원"],
)  # fmt: skip
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert masked(text, "phone") == text


def test_resident_numbers() -> None:
    assert masked("900101-1234567 9001011234567 900101-1****** 000229 - 3234567", "rrn") == "<rrn> <rrn> <rrn> <rrn>"
    for other in ("901301-1234567", "900132-1234567", "900101-9234567", "8801115123456", "1900101-1234567"):
        assert masked(other, "rrn") == other


def test_business_and_card_numbers() -> None:
    assert masked("123-45-67890로 4567 8901 2345 6789에", "pii") == "<brn>로 <card>에"
    for other in ("1123-45-67890", "123-45-678901", "123-45-67890-1", "2015 2016 2017 2018", "12345-6789-0123-4567"):
        assert masked(other, "brn", "card") == other


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.kr에서", "https://a.kr"),
        ("(http://a.kr/b?c=1&d=%20#e).", "http://a.kr/b?c=1&d=%20#e"),
        ("보기:https://ko.wikipedia.org/wiki/A_(b)!", "https://ko.wikipedia.org/wiki/A_(b)"),
        ("www.naver.com?", "www.naver.com"),
        ("naver.com/a.html,", "naver.com/a.html"),
        ("영상은youtu.be/Ab-1_라고", "youtu.be/Ab-1_"),
        ("FTP://a.b:21/~kim~", "FTP://a.b:21/~kim"),
        ("http://localhost:8000/", "http://localhost:8000/"),
        ("blog.a.co.kr은", "blog.a.co.kr"),
    ],
)
def test_urls_end_before_particles_and_closing_punctuation(text: str, url: str) -> None:
    assert found("url", text) == [url]


@pytest.mark.parametrize(
    "text",
    ["ASP.NET", "asp.net을", "Ph.D", "m.p.h", "끝.com", "a@naver.com", "1.2.3", "e.g.", "and/or", "good.company"],
)
def test_what_only_looks_like_a_url(text: str) -> None:
    assert found("url", text) == []


def test_emails_mentions_and_hashtags_keep_to_themselves() -> None:
    assert found("email", "메일은..a_b@c.kr 또는-d-e@f.com, a@b 끝") == ["a_b@c.kr", "d-e@f.com"]
    text = "a.b+c@mail.a.co.kr에 @kim_01님 https://a.kr/@lee#top #영화추천, C# #1 3개 @1000원 @_@"
    assert found("email", text) == ["a.b+c@mail.a.co.kr"]
    assert found("mention", text) == ["@kim_01"]
    assert found("hashtag", text) == ["#영화추천"]
    left = "a.b+c@mail.a.co.kr에 님 https://a.kr/@lee#top , C# #1 3개 @1000원 @_@"
    assert dropped(text, "mention", "hashtag") == left


def test_markup_goes_masks_and_titles_stay() -> None:
    assert dropped("<b>괴물</b>을 <p class='a'>봤다</p><br>또<BR/>", "html") == "괴물을 봤다 또"
    assert dropped("재미<!-- <b> -->있다", "html") == "재미있다"
    no_markup = "<num>원, <괴물>과 <Her> 그리고 1 < 2 > 0 <time>"
    assert dropped(no_markup, "html") == no_markup
    assert dropped("<time datetime='1'>오후</time> <title>", "html") == "오후 <title>"
    assert masked("<b>괴물</b>", "html") == "<tag>괴물<tag>"


def test_entities_are_decoded_once() -> None:
    text = "사랑&amp;전쟁&nbsp;&lt;b&gt; &#44032;&#xB098; &amp;lt; &bogus; R&D AT&T;"
    assert dropped(text, "html") == "사랑&전쟁 <b> 가나 &lt; &bogus; R&D AT&T;"
    assert dropped("&#4370;&#4449;&#4523;", "html") == "한"
    assert cleaned("짱 &hearts; http://a.kr?b&amp;c", scripts=("hangul",)) == "짱"


def test_all_of_unicode_s_emoji_are_emoji_and_no_letters_digits_or_signs() -> None:
    one = re.compile(pattern("emoji"))
    for code in range(0x80, 0x20000):
        char = chr(code)
        if regex.match(r"\p{Emoji_Presentation}", char):
            assert one.fullmatch(char), hex(code)
        if regex.match(r"[\p{Emoji}--\p{Regional_Indicator}]", char, regex.V1) and code > 0xFF:
            assert one.fullmatch(char + "\ufe0f"), hex(code)
        if one.match(char):
            assert unicodedata.category(char) in ("So", "Sk", "Cn", "Sm"), hex(code)
    assert not any(one.match(char) for char in "©®™0123456789#*a가ㅋ")


@pytest.mark.parametrize(
    "emoji",
    [
        "👨\u200d👩\u200d👧\u200d👦",
        "🇰🇷",
        "1\ufe0f\u20e3",
        "👍🏻",
        "❤\ufe0f\u200d🔥",
        "🏴\U000e0067\U000e0062\U000e007f",
        "♥",
        "☺\ufe0f",
        "©\ufe0f",
        "🏳\ufe0f\u200d🌈",
    ],
)
def test_emoji_are_found_whole(emoji: str) -> None:
    assert regex.fullmatch(r"\X", emoji)
    assert found("emoji", f"가{emoji}나 7") == [emoji]
    assert masked(f"가{emoji}나", "emoji") == "가<emoji>나"


# ---- what is left


def test_the_course_s_sentence_without_punctuation() -> None:
    [record] = parse("clean:drop=punct", {"clean": Clean})([Record("-:1", "Time is an illusion. Lunchtime double so!")])
    assert isinstance(record, Record)
    assert record.text == "Time is an illusion Lunchtime double so"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ph.D. m.p.h, AT&T $45.55 01/02/06", "Ph.D m.p.h AT&T $45.55 01/02/06"),
        ("don't 50% 3,000원 R&D!", "don't 50% 3,000원 R&D"),
        ("좋아요!!그래서…또", "좋아요 그래서 또"),
        ('‘괴물’을 (세 번) "봤다"고', "괴물을 세 번 봤다고"),
        ("이건(2019)는 <num>원: https://a.kr/b.c!", "이건 2019는 <num>원 https://a.kr/b.c"),
        ("한·미·일 10~20대", "한 미 일 10~20대"),
        ("...", ""),
    ],
)
def test_punctuation_goes_but_not_from_within_words_and_numbers(text: str, expected: str) -> None:
    assert dropped(text, "punct") == expected


def test_spaces_change_only_where_something_was_dropped() -> None:
    assert dropped("  앞  뒤  https://a.kr  끝  ", "url") == "  앞  뒤 끝  "
    assert dropped("  앞  뒤  ", "url") == "  앞  뒤  "
    assert dropped("링크https://a.kr에서", "url") == "링크 에서"
    assert dropped("https://a.kr 끝 https://b.kr", "url") == "끝"


def test_urls_emails_and_markup_are_dropped_unless_told_otherwise() -> None:
    assert cleaned("<b>글</b> https://a.kr a@b.kr @kim #태그 :) 010-1234-5678") == "글 @kim #태그 :) 010-1234-5678"
    assert dropped("<b>글</b> https://a.kr") == "<b>글</b> https://a.kr"


def test_what_is_masked_is_not_dropped() -> None:
    assert cleaned("보기 https://a.kr a@b.kr", mask=("url",)) == "보기 <url>"
    assert cleaned("010-1234-5678 900101-1234567", drop=("pii",), mask=("phone",)) == "<phone>"
    assert cleaned("!!번호 010-1234-5678!!", drop=("punct",), mask=("pii",)) == "번호 <phone>"


@pytest.mark.parametrize(
    ("scripts", "expected"),
    [
        (("hangul",), "영화 점 ㅋㅋ <num>원"),
        (("hangul", "latin", "digit"), "Hello 영화 3 5점 ㅋㅋ <num>원"),
        (("hanja", "kana"), "大韓 カナ <num>"),
        (("hangul", "emoji"), "영화 점 ❤\ufe0f ㅋㅋ <num>원"),
        (("latin", "punct"), "Hello !! . <num>"),
    ],
)
def test_only_the_named_scripts_are_kept(scripts: tuple[str, ...], expected: str) -> None:
    assert cleaned("Hello 영화!! 大韓 カナ 3.5점 ❤\ufe0f ㅋㅋ <num>원", scripts=scripts) == expected


def test_lower_case() -> None:
    assert cleaned("US는 NASA의 É", lower=True) == "us는 nasa의 é"


def test_decomposed_text_is_composed() -> None:
    assert cleaned(unicodedata.normalize("NFD", "한글")) == "한글"


@given(stages, st.lists(texts, max_size=4), st.lists(texts | st.just("두\n줄 https://a.kr"), max_size=3))
def test_batches_don_t_matter(stage: Clean, some: list[str], more: list[str]) -> None:
    batch = [Record(f"-:{line}", text) for line, text in enumerate((*some, *more), 1)]
    assert stage(batch[: len(some)]) + stage(batch[len(some) :]) == stage(batch)
    assert [item for record in batch for item in stage([record])] == stage(batch)


@given(kinds, texts)
def test_what_was_dropped_is_gone_and_what_is_left_was_there(drop: tuple[str, ...], text: str) -> None:
    left = dropped(text, *drop)
    if "html" not in drop:
        letters = iter(unicodedata.normalize("NFC", text))
        assert all(char in letters for char in left if not char.isspace())


def test_unknown_kinds_are_explained() -> None:
    with pytest.raises(UsageError, match="clean: drop=urls: did you mean url"):
        Clean(drop=("urls",))
    with pytest.raises(UsageError, match="scripts=korean: "):
        Clean(scripts=("korean",))
