"""Which encoding a text is read in: the rules, on texts encoded by Python's own codecs."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.encodings import SAMPLE, Encoding, canonical, detect, resolve
from koprep.errors import InputError

LINES = [
    "오늘 본 영화는 정말 재미있었다",
    "배우들의 연기가 뛰어나다 - 다시 보고 싶다",
    "plain ASCII",
    "줄거리는 뻔하지만 웃기다",
    "",
] * 20
TEXT = "\n".join(LINES)


def name(sample: bytes) -> str:
    return detect(sample, "a.txt").name


def damaged(lines: list[bytes], every: int) -> bytes:
    """The lines, each n-th of them made undecodable."""
    return b"\n".join(line + b"\xff" if number % every == 0 else line for number, line in enumerate(lines))


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_korean_text_is_recognized(encoding: str) -> None:
    assert detect(TEXT.encode(encoding), "a.txt") == Encoding(encoding, "100% of the non-ASCII lines decode")


@pytest.mark.parametrize("text", ["한국", "대한민국 만세", "안녕", "뷁", "똠방각하", "찦차", "좋아요ㅋㅋ\n"])
def test_short_cp949_text_does_not_fool_anyone(text: str) -> None:
    assert name(text.encode("cp949")) == "cp949"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    assert detect(mark + TEXT.encode(encoding), "a.txt") == Encoding(encoding, "byte order mark", len(mark))


def test_ascii_and_nothing_are_utf8() -> None:
    assert name(b"Don't panic.\r\n") == name(b"") == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
@pytest.mark.parametrize("every", [40, 10, 5, 4])
def test_some_bad_lines_change_nothing(encoding: str, every: int) -> None:
    assert name(damaged([line.encode(encoding) for line in LINES if not line.isascii()], every)) == encoding


def test_half_broken_utf8_stays_utf8() -> None:
    assert name(damaged([line.encode() for line in LINES if not line.isascii()], 2)) == "utf-8"


def test_of_a_mixture_the_larger_part_is_kept() -> None:
    korean = [line for line in LINES if not line.isascii()]
    mostly = [line.encode("utf-8" if number % 4 else "cp949") for number, line in enumerate(korean)]
    hardly = [line.encode("cp949" if number % 4 else "utf-8") for number, line in enumerate(korean)]
    assert name(b"\n".join(mostly)) == "utf-8"
    assert name(b"\n".join(hardly)) == "cp949"


def test_a_few_bad_lines_do_not_turn_utf8_into_cp949_where_both_would_do() -> None:
    pairs = [f"{first}{second}".encode() for first in "가나다라마바사" for second in "거너더러머버서"]
    both = [pair for pair in pairs if pair == pair.decode("cp949", "replace").encode("cp949", "replace")]
    assert len(both) > 10
    assert name(damaged(both, 10)) == "utf-8"


def test_other_languages_go_to_the_detector() -> None:
    taiwanese = "今天天氣很好，我們一起去公園散步吧。\n這本書寫得非常精彩，推薦大家閱讀。\n" * 5
    found = detect(taiwanese.encode("big5"), "a.txt")
    assert found.why == "guessed"
    assert taiwanese.encode("big5").decode(found.name) == taiwanese


def test_what_nobody_recognizes_is_utf8_so_that_every_bad_line_is_rejected() -> None:
    nothing = b"\n".join(line.encode() + b"\xff" + line.encode("cp949") for line in LINES if not line.isascii())
    assert detect(nothing, "a.txt") == Encoding("utf-8", "nothing fits better")


@pytest.mark.parametrize("shift", range(6))
@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_character_cut_in_two_by_the_end_of_the_sample_does_not_count(encoding: str, shift: int) -> None:
    one_line = b"a" * shift + ("가" * SAMPLE).encode(encoding)
    assert name(one_line[:SAMPLE]) == encoding
    assert name(b"first line\n" + one_line[:SAMPLE]) == encoding


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + b"text" * 99,
        b"PK\x03\x04" + b"text" * 99,
        b"%PDF-1.4\n" + b"text\n" * 99,
        b"\x1f\x8b\x08\x00text",
        bytes(range(256)) * 4,
        "한국어\n".encode("utf-16-le") * 9,
        b"\0\0\0\0",
    ],
)
def test_binary_data_is_refused_with_its_name(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.bin looks like a binary file, not text; .*--encoding$"):
        detect(data, "a.bin")


@pytest.mark.parametrize(
    "data",
    [
        b"a\0b",
        "짧은 \0 글\n또 \0 하나\n".encode(),
        b"page\fbreak \x1b[0m\b\b\n",
        b"BZh is a name",
        b"GIF8",
    ],
)
def test_a_few_control_characters_make_no_binary_file(data: bytes) -> None:
    assert name(data) == "utf-8"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_valid_utf8_is_never_read_as_anything_else(text: str) -> None:
    assert name(text.encode()) == "utf-8"


@given(st.text(st.sampled_from("가나다라마바사아자차카타파하 ABC"), min_size=1))
def test_what_the_user_says_wins(text: str) -> None:
    assert resolve("cp949", text.encode(), "a") == Encoding("cp949", "as told")
    assert resolve("auto", text.encode(), "a").name == "utf-8"


@pytest.mark.parametrize(
    ("option", "encoding"),
    [
        ("UTF8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("uhc", "cp949"),
        ("MS949", "cp949"),
        ("ascii", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("latin-1", "iso8859-1"),
    ],
)
def test_names_of_encodings_are_taken_as_people_write_them(option: str, encoding: str) -> None:
    assert canonical(option) == encoding


@pytest.mark.parametrize(
    "option",
    ["utf-9", "", "base64", "rot13", "한글", "utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"],
)
def test_an_unknown_encoding_says_what_to_type(option: str) -> None:
    message = f"^--encoding {option}: no such encoding of text; use auto, utf-8, cp949 or utf-16$"
    with pytest.raises(InputError, match=message):
        canonical(option)


def test_a_mark_is_skipped_also_when_the_user_names_the_encoding() -> None:
    assert resolve("utf-8", codecs.BOM_UTF8 + b"a", "a").bom == 3
    assert resolve("utf-16", codecs.BOM_UTF16_BE + "가".encode("utf-16-be"), "a") == Encoding("utf-16-be", "as told", 2)
    assert resolve("utf-16", codecs.BOM_UTF16_LE + "\0".encode("utf-16-le"), "a") == Encoding("utf-16-le", "as told", 2)


def test_wide_encodings_are_those_whose_line_end_is_no_single_byte() -> None:
    for encoding in ("utf-8", "cp949", "utf-16-le", "utf-16-be", "utf-32-le"):
        assert Encoding(encoding, "").wide == (len("\n".encode(encoding)) > 1)
