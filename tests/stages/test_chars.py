import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from koprep.record import Record
from koprep.stages.chars import _PLAIN, Chars, clusters


def forms(text, **options):
    (record,) = Chars(**options)([Record("a:1", text)])
    return [token.form for token in record.tokens]


def test_spaces_are_characters_of_a_language_model():
    assert forms("말이 뛰고") == ["말", "이", " ", "뛰", "고"]
    assert forms("말이 \u3000뛰고", spaces="drop") == ["말", "이", "뛰", "고"]


@pytest.mark.parametrize("one", ["👨‍👩‍👧", "🇰🇷", "❤️", "👍🏽", "q\u0323", "ᄒᆞᆫ", "\r\n"])
def test_what_a_reader_sees_as_one_is_one(one):
    assert forms(f"가{one}나")[1:-1] == [one]


@given(st.text())
def test_characters_are_the_grapheme_clusters_of_unicode(text):
    assert [text[start:end] for start, end in clusters(text)] == regex.findall(r"\X", text)


def test_no_two_plain_characters_ever_join():
    plain = "".join(filter(_PLAIN.fullmatch, map(chr, range(0xD800))))
    assert len(plain) > 30_000
    assert len(regex.findall(r"\X", plain)) == len(plain)
    assert len(regex.findall(r"\X", plain[::-1])) == len(plain)
