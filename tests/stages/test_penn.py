import pytest

from koprep.record import Record, Token
from koprep.stages.penn import Penn
from koprep.taggers import nltk


def forms(text):
    (record,) = Penn()([Record("a:1", text)])
    return [token.form for token in record.tokens]


def test_the_course_s_sentence():
    text = "Starting a home-based restaurant may be an ideal. it doesn't have a food chain or restaurant of their own."
    assert " ".join(forms(text)) == (
        "Starting a home-based restaurant may be an ideal. it does n't have a food chain or restaurant of their own ."
    )


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't", "Do n't"),
        ("Jone's", "Jone 's"),
        ("Ph.D", "Ph.D"),
        ("$45.55", "$ 45.55"),
        ("01/02/06", "01/02/06"),
        ("ChatGPT가 좋아요!", "ChatGPT가 좋아요 !"),
    ],
)
def test_clitics_split_and_words_with_points_stay_whole(text, tokens):
    assert " ".join(forms(text)) == tokens


def test_tokens_have_their_places():
    (record,) = Penn()([Record("a:1", "It doesn't  rain.")])
    assert record.tokens == (
        Token("It", "", 0, 2), Token("does", "", 3, 7), Token("n't", "", 7, 10), Token("rain", "", 12, 16),
        Token(".", "", 16, 17),
    )  # fmt: skip


def test_quotes_keep_their_form():
    assert forms("\"영화\" ''좋다'' ``왜``") == ['"', "영화", '"', "''", "좋다", "''", "``", "왜", "``"]


def test_a_text_nltk_takes_too_long_for_is_rejected(monkeypatch):
    def slow(text):
        raise TimeoutError("regular-expression match exceeded its limit")

    monkeypatch.setattr(nltk, "penn_spans", slow)
    (reject,) = Penn()([Record("a:1", "don't")])
    assert (reject.id, reject.stage, reject.text) == ("a:1", "penn", "don't")
    assert "5 s" in reject.reason


def test_a_long_line_takes_no_time():
    (record,) = Penn()([Record("a:1", 'don\'t "stop" ' * 20_000)])
    assert len(record.tokens) == 100_000


def test_the_engine_is_named_with_its_version():
    assert Penn().engines() == {"nltk": nltk.version()}
