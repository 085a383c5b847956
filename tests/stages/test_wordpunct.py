import pytest

from koprep.record import Record, Token
from koprep.stages.wordpunct import WordPunct


@pytest.mark.parametrize(
    ("text", "tokens"), [("Don't", "Don ' t"), ("Jone's", "Jone ' s"), ("값이 $3.88?!", "값이 $ 3 . 88 ?!")]
)
def test_letters_and_punctuation_come_apart(text, tokens):
    (record,) = WordPunct()([Record("a:1", text)])
    assert " ".join(token.form for token in record.tokens) == tokens


def test_tokens_have_their_places():
    (record,) = WordPunct()([Record("a:1", "a's  ㅋㅋ")])
    assert record.tokens == (
        Token("a", "", 0, 1), Token("'", "", 1, 2), Token("s", "", 2, 3), Token("ㅋㅋ", "", 5, 7),
    )  # fmt: skip
