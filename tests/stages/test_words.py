import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import modelfile
from koprep.errors import InputError, UsageError
from koprep.pipeline import Pipeline
from koprep.recipe import Recipe, sha256
from koprep.record import Record, Reject, Token
from koprep.stages.soynlp_words import COLUMNS, read_scores
from koprep.stages.userfunction import load_function
from koprep.stages.words import Words, at_space, in_keras_way
from tests.taggers import nasty

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


@given(st.text() | st.text(alphabet="가a \t\n\u3000"))
def test_words_at_white_space_stand_where_they_say(text):
    tokens = at_space(text)
    assert [text[token.start : token.end] for token in tokens] == text.split()
    starts = [token.start for token in tokens]
    assert starts == sorted(set(starts))


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
        ({"engine": "..f"}, "engine="),
        ({"engine": ""}, "known: space, keras"),
        ({"engine": "soynlp"}, "did you mean soynlp-"),
        ({"engine": "soynlp-l"}, "make one with koprep fit soynlp SRC -o words.tsv"),
        ({"engine": "soynlp-max"}, "make one with koprep fit soynlp SRC -o words.tsv"),
        ({"engine": "soynlp-regex", "model": "words.tsv"}, "model= is for engine=soynlp-l and soynlp-max"),
        ({"model": "words.tsv"}, "leave it out"),
        ({"engine": "soynlp-l", "model": "w.tsv", "pattern": "a"}, "exclude each other"),
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


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model of few words: cohesion 0.5 each, and a noun score of 1 for 영화."""
    path = tmp_path_factory.mktemp("soynlp") / "words.tsv"
    rows = [(word, "9", "0", "0.5", "0", "0", "0", "1", "1", "0", "0") for word in ("좋아", "파스타", "영화관")]
    rows.append(("영화", "9", "0", "0.5", "0", "0", "0", "1", "1", "9", "1"))
    modelfile.write(path, "soynlp", Recipe(), [COLUMNS, *rows])
    return str(path)


def engines(model):
    return [Words("soynlp-l", model=model), Words("soynlp-max", model=model), Words("soynlp-regex")]


def test_soynlp_cuts_eojeols_by_the_scores_of_the_model(model):
    left, best, regex = engines(model)
    text = "영화관에서 파스타가좋아요ㅋㅋ 3개"
    assert forms(left, text) == ["영화", "관에서", "파스타", "가좋아요ㅋㅋ", "3개"]
    assert forms(best, text) == ["영화", "관에서", "파스타", "가", "좋아", "요ㅋㅋ", "3개"]
    assert forms(regex, text) == ["영화관에서", "파스타가좋아요", "ㅋㅋ", "3", "개"]


def test_a_noun_has_its_noun_score_on_top_of_its_cohesion(model, tmp_path):
    assert read_scores(tmp_path / model) == {"좋아": 0.5, "파스타": 0.5, "영화관": 0.5, "영화": 1.5}


@given(nasty.TEXTS)
def test_soynlp_s_words_of_any_text_stand_in_it_without_a_loss(model, text):
    for stage in engines(model):
        (record,) = stage([Record("a:1", text, "a:1", label="1")])
        starts = [token.start for token in record.tokens]
        assert starts == sorted(set(starts))
        assert [record.text[token.start : token.end] for token in record.tokens] == [t.form for t in record.tokens]
        assert "".join(token.form for token in record.tokens) == "".join(record.text.split())
        assert (record.id, record.doc, record.label) == ("a:1", "a:1", "1")


def test_soynlp_treats_records_independently(model):
    records = [Record(f"a:{number}", text) for number, text in enumerate(nasty.LINES, 1)]
    for stage in engines(model):
        whole = stage(records)
        assert whole == [item for record in records for item in stage([record])]
        assert stage(records[:5]) + stage(records[5:]) == whole


def test_the_recipe_holds_soynlp_s_version_and_the_model_s_hash(model, tmp_path):
    recipe = Pipeline((Words("soynlp-l", model=model),)).recipe()
    assert recipe.engines == {"soynlp": "0.0.493"}
    assert recipe.files == {"words.model": sha256(tmp_path / model)}
    assert "words.tsv" not in "".join(recipe.steps)
    assert Words().engines() == {}


def test_a_model_of_another_kind_or_a_broken_one_is_told(tmp_path):
    path = tmp_path / "m.tsv"
    stage = Words("soynlp-l", model=str(path))
    with pytest.raises(InputError, match="no such file"):
        stage.warm()
    path.write_text("영화\t3\n", encoding="utf-8")
    with pytest.raises(InputError, match="no soynlp file; koprep fit soynlp writes one"):
        stage.warm()
    modelfile.write(path, "phrases", Recipe(), [])
    with pytest.raises(InputError, match="a phrases file, where one of kind soynlp is needed"):
        stage.warm()
    modelfile.write(path, "soynlp", Recipe(), [])
    with pytest.raises(InputError, match=r"m\.tsv:2: the names of the columns are missing"):
        stage.warm()
    modelfile.write(path, "soynlp", Recipe(), [COLUMNS, ("영화", "9")])
    with pytest.raises(InputError, match=r"m\.tsv:3: no row of word scores"):
        stage.warm()
