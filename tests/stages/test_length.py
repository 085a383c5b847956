import pytest

from koprep.errors import UsageError
from koprep.record import Record, Token
from koprep.stages.length import Length

WORDS = Record("a:1", "", tokens=tuple(map(Token, ["I", "am", "an", "engineer", "나", "한국", "한국어", "교착어라고"])))


@pytest.mark.parametrize(
    ("stage", "kept"),
    [
        (Length(min=3), "engineer 한국어 교착어라고"),
        (Length(max=2), "I am an 나 한국"),
        (Length(min=2, max=3), "am an 한국 한국어"),
    ],
)
def test_tokens_outside_the_limits_go(stage, kept):
    (record,) = stage([WORDS])
    assert " ".join(token.form for token in record.tokens) == kept


def test_tags_and_places_stay():
    token = Token("한국", "NNP", 3, 5)
    (record,) = Length(min=2)([Record("a:1", "나는 한국", tokens=(Token("나", "NP", 0, 1), token))])
    assert record.tokens == (token,)
    assert (Length(min=2).needs, Length(min=2).gives) == ("tokens", "same")


@pytest.mark.parametrize("limits", [{}, {"min": 0}, {"max": -1}, {"min": 3, "max": 2}])
def test_limits_that_make_no_sense_are_refused(limits):
    with pytest.raises(UsageError, match="length"):
        Length(**limits)
