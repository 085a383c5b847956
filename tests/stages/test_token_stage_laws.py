"""What holds for every stage that makes or changes tokens, whatever the text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep import spec
from koprep.record import Record, Reject, Token
from koprep.stages.chars import Chars
from koprep.stages.jamo import Jamo
from koprep.stages.length import Length
from koprep.stages.ngrams import Ngrams
from koprep.stages.penn import Penn
from koprep.stages.stem import Stem
from koprep.stages.stopwords import Stopwords
from koprep.stages.wordpunct import WordPunct
from koprep.stages.words import Words

CUTTING = [
    Words(), Words(engine="keras"), Words(pattern=r"\w+"), Words(pattern=r"\s+|(?=[A-Z])", gaps=True), Penn(),
    WordPunct(), Chars(), Chars(spaces="drop"), Jamo(), Jamo(empty="e", spaces="drop"),
]  # fmt: skip
CHANGING = [
    Jamo(unit="token", empty="e"), Length(min=2, max=5), Ngrams(), Ngrams(n="1-3", sep=" "), Stem(),
    Stem(engine="snowball"), Stem(engine="lancaster"), Stopwords(lang="en"), Stopwords(tags=("J", "어미")),
]  # fmt: skip
ALL = CUTTING + CHANGING
CLASSES = {type(stage).name: type(stage) for stage in ALL}

web_text = st.lists(
    st.one_of(
        st.sampled_from([
            "영화", "ㅋㅋㅋ", "값이", "don't", "Jone's", '"', "''", "``", "'", "(", ")", ".", "...", ",", "can", "not",
            "gonna", " ", "  ", "\t", "\n", "\r\n", "\u3000", "\x1c", "\u2028", "\x00", "👨‍👩‍👧", "é", "e\u0301", "ᄒᆞᆫ",
            "한", "İ", "ΑΣ", "“", "’", "🇰🇷", "\ud800", "--", "http://a.kr",
        ]),
        st.text(max_size=4),
    ),
    max_size=12,
).map("".join)  # fmt: skip


def record(number: int, text: str) -> Record:
    tokens = tuple(Token(form, tag) for form, tag in zip(text.split(), ["NNG", "JX", "EP", ""] * 99, strict=False))
    return Record(f"a.txt:{number}", text, f"doc{number}", tokens, label="1")


def spelled(stage: object) -> str:
    return spec.spell(stage)  # type: ignore[arg-type]


@pytest.mark.parametrize("stage", ALL, ids=spelled)
@settings(max_examples=40, deadline=None)
@given(st.lists(web_text, max_size=3), st.lists(web_text, max_size=3))
def test_records_are_treated_apart_from_their_neighbours(stage, xs, ys):
    records = [record(number, text) for number, text in enumerate(xs + ys)]
    assert stage(records) == stage(records[: len(xs)]) + stage(records[len(xs) :])


@pytest.mark.parametrize("stage", ALL, ids=spelled)
@settings(max_examples=40, deadline=None)
@given(web_text)
def test_a_record_comes_out_composed_with_all_it_holds_and_no_empty_token(stage, text):
    text = unicodedata.normalize("NFC", text) if stage in CHANGING else text
    (result,) = stage([record(7, text)])
    assert not isinstance(result, Reject)
    assert (result.id, result.doc, result.label) == ("a.txt:7", "doc7", "1")
    assert result.text == unicodedata.normalize("NFC", text)
    assert all(type(token) is Token and token.form for token in result.tokens)


@pytest.mark.parametrize("stage", CUTTING, ids=spelled)
@settings(max_examples=60, deadline=None)
@given(web_text)
def test_starts_never_decrease_and_a_token_lies_in_the_text(stage, text):
    (result,) = stage([record(1, text)])
    starts = [token.start for token in result.tokens]
    assert starts == sorted(starts)
    assert all(0 <= token.start < token.end <= len(result.text) for token in result.tokens)


@pytest.mark.parametrize("stage", [s for s in CUTTING if not isinstance(s, Jamo) and s != CUTTING[1]], ids=spelled)
@settings(max_examples=60, deadline=None)
@given(web_text)
def test_the_form_is_what_stands_in_the_text(stage, text):
    (result,) = stage([record(1, text)])
    assert [token.form for token in result.tokens] == [result.text[t.start : t.end] for t in result.tokens]


@pytest.mark.parametrize("stage", [Words(), Penn(), WordPunct(), Chars(spaces="drop")], ids=spelled)
@settings(max_examples=60, deadline=None)
@given(web_text)
def test_nothing_but_white_space_is_lost(stage, text):
    (result,) = stage([record(1, text)])
    kept = "".join(token.form for token in result.tokens)
    assert "".join(kept.split()) == "".join(result.text.split())


@pytest.mark.parametrize("stage", ALL, ids=spelled)
def test_an_empty_record_stays_a_record(stage):
    (result,) = stage([Record("a:1", "", "a:1", ())])
    assert result.tokens == ()


@pytest.mark.parametrize("stage", CUTTING, ids=spelled)
def test_decomposed_text_gives_the_tokens_of_composed_text(stage):
    text = "한국어 café를 don't 값."
    composed, decomposed = stage([record(1, text), record(2, unicodedata.normalize("NFD", text))])
    assert composed.tokens == decomposed.tokens


@pytest.mark.parametrize("stage", ALL, ids=spelled)
def test_the_spec_of_a_stage_parses_back_and_its_example_works(stage):
    assert spec.parse(spec.spell(stage), CLASSES) == stage
    assert isinstance(spec.parse(type(stage).example, CLASSES), type(stage))
