import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import UsageError
from koprep.record import Record, Reject, Token
from koprep.stages.userfunction import load_function
from koprep.stages.words import Words, at_space, in_keras_way

# Keras 3, keras/src/legacy/preprocessing/text.py: the default of Tokenizer(filters=…), the apostrophe left out.
KERAS_FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def keras_text_to_word_sequence(text):
    """What Keras does, written after its documentation: lower case, filters to spaces, split at the space."""
    text = text.lower()
    for char in KERAS_FILTERS:
        text = text.replace(char, " ")
    return [word for word in text.split(" ") if word]


def forms(stage, text):
    (record,) = stage([Record("a:1", text)])
    return [token.form for token in record.tokens]


@pytest.fixture
def user_module(tmp_path, monkeypatch):
    """A module in the current directory; gone from Python's memory afterwards."""
    (tmp_path / "my_words_module.py").write_text(
        "def two(text): return [text[:2], text[2:]]\n"
        "def lazily(text): yield from text.split('/')\n"
        "def other(text): return ['없는말', *text.split()]\n"
        "def failing(text):\n    if 'x' in text: raise ValueError('no\\nx please')\n    return text.split()\n"
        "def numbers(text): return [1]\n"
        "def whole(text): return text\n"
        "def blanks(text): return text.split(' ')\n"
        "NUMBER = 3\n",
        encoding="utf-8",
    )
    (tmp_path / "my_broken_module.py").write_text("def f(:\n", encoding="utf-8")
    path = list(sys.path)
    monkeypatch.chdir(tmp_path)
    load_function.cache_clear()
    yield
    load_function.cache_clear()
    sys.path[:] = path
    sys.modules.pop("my_words_module", None)


def test_words_stand_between_white_space_with_their_places():
    (record,) = Words()([Record("a:1", "  이  영화\u3000정말\t좋다 ", "a:1", label="1")])
    assert record.tokens == (
        Token("이", "", 2, 3), Token("영화", "", 5, 7), Token("정말", "", 8, 10), Token("좋다", "", 11, 13),
    )  # fmt: skip
    assert record.label == "1"


@given(st.text())
def test_white_space_is_what_str_split_says(text):
    assert [token.form for token in at_space(text)] == text.split()


def test_a_repeated_word_has_its_own_place_each_time():
    assert [token[2:] for token in at_space("가 가가 가")] == [(0, 1), (2, 4), (5, 6)]


def test_keras_keeps_contractions_and_drops_other_punctuation():
    text = "Don't be fooled by the dark sounding name, Mr. Jone's Orphanage is as cheery as it goes."
    assert forms(Words(engine="keras"), text)[:9] == [
        "don't", "be", "fooled", "by", "the", "dark", "sounding", "name", "mr",
    ]  # fmt: skip
    assert forms(Words(engine="keras"), text)[9] == "jone's"


@given(st.text() | st.text(alphabet="ΑΣσaİK'. !\t\u3000가"))
def test_keras_words_are_those_of_keras(text):
    assert [token.form for token in in_keras_way(text)] == keras_text_to_word_sequence(text)


def test_keras_places_count_in_the_text_even_where_lower_case_is_longer():
    (first, second) = in_keras_way("İİ! 가")
    assert (first.start, first.end, second.start, second.end) == (0, 2, 4, 5)


def test_a_pattern_gives_its_matches():
    assert forms(Words(pattern=r"[\w]+|[$]\d+[.]\d+"), "값은 $45.55 (약)") == ["값은", "$45.55", "약"]


def test_a_pattern_with_groups_gives_the_whole_match():
    assert forms(Words(pattern=r"(\d)(\d)"), "12 34") == ["12", "34"]


def test_with_gaps_the_pattern_is_what_stands_between():
    assert forms(Words(pattern=r"[,/]\s*", gaps=True), "사과, 배/감,,귤") == ["사과", "배", "감", "귤"]


@given(st.text(alphabet="ab, .\n가나"))
def test_gaps_agree_with_nltk(text):
    from koprep.taggers.nltk import _module

    nltk = _module("nltk.tokenize.regexp").RegexpTokenizer(r"[, ]+", gaps=True)
    assert forms(Words(pattern="[, ]+", gaps=True), text) == nltk.tokenize(text)


def test_a_pattern_that_runs_away_rejects_its_record_and_no_other():
    records = [Record("a:1", "aab"), Record("a:2", "a" * 60 + "!"), Record("a:3", "ab")]
    started = time.monotonic()
    first, second, third = Words(pattern="(?:a|aa)+$|aab|ab")(records)
    assert time.monotonic() - started < 5
    assert (first.tokens, third.tokens) == ((Token("aab", "", 0, 3),), (Token("ab", "", 0, 2),))
    assert second == Reject("a:2", "words", "pattern= took more than 2 s on this text", "a" * 60 + "!")


def test_a_users_function_gives_the_words(user_module):
    (record,) = Words(engine="my_words_module.two")([Record("a:1", "좋아요")])
    assert record.tokens == (Token("좋아", "", 0, 2), Token("요", "", 2, 3))
    assert forms(Words(engine="my_words_module.lazily"), "가/나") == ["가", "나"]


def test_a_word_that_is_not_in_the_text_has_no_place(user_module):
    (record,) = Words(engine="my_words_module.other")([Record("a:1", "나 나")])
    assert record.tokens == (Token("없는말", "", -1, -1), Token("나", "", 0, 1), Token("나", "", 2, 3))


def test_empty_words_of_a_users_function_are_left_out(user_module):
    assert forms(Words(engine="my_words_module.blanks"), " 가  나 ") == ["가", "나"]


def test_a_users_function_that_fails_rejects_that_record_only(user_module):
    good, bad = Words(engine="my_words_module.failing")([Record("a:1", "가 나"), Record("a:2", "x")])
    assert [token.form for token in good.tokens] == ["가", "나"]
    assert bad == Reject("a:2", "words", "my_words_module.failing: ValueError: no x please", "x")


@pytest.mark.parametrize(("name", "given"), [("numbers", "[1]"), ("whole", "'가'")])
def test_a_users_function_that_gives_no_words_is_told(user_module, name, given):
    (reject,) = Words(engine=f"my_words_module.{name}")([Record("a:1", "가")])
    assert reject.reason == f"my_words_module.{name} must give a list of words, not {given}"


@pytest.mark.parametrize(
    ("engine", "message"),
    [
        ("my_words_module.no", "my_words_module has no function no"),
        ("my_words_module.NUMBER", "is no function but int"),
        ("no_such_module.f", "can't import no_such_module (ModuleNotFoundError: No module named 'no_such_module')"),
        ("my_broken_module.f", "can't import my_broken_module (SyntaxError"),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_ends(user_module, engine, message):
    with pytest.raises(UsageError) as error:
        Words(engine=engine)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_the_current_directory_shadows_no_installed_package_later_on(user_module, tmp_path):
    Words(engine="my_words_module.two")
    assert sys.path[0] != str(tmp_path)
    assert str(tmp_path) in sys.path


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "kera"}, "did you mean keras?"),
        ({"engine": "..f"}, "is not possible"),
        ({"engine": ""}, "known: space, keras"),
        ({"engine": "keras", "pattern": "a"}, "exclude each other"),
        ({"gaps": True}, "gaps=yes needs a pattern"),
        ({"pattern": "("}, "missing ) at position 1"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, message):
    with pytest.raises(UsageError, match="words: ") as error:
        Words(**options)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
