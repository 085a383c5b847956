import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import MissingError
from koprep.taggers import soynlp

SCORES = {
    "파스타": 0.5,
    "파스": 0.2,
    "좋아": 0.4,
    "스타": 0.5,
    "영화": 0.9,
    "영화관": 0.9,
    "아이오아이": 0.6,
    "a1": 0.1,
}
EOJEOLS = st.text(alphabet="파스타좋아영화관가a1.!ㅋ", min_size=1, max_size=12)


@cache
def real(name):
    """soynlp's own tokenizer with these scores."""
    from soynlp import tokenizer

    scores = SCORES
    return {
        "l": lambda: tokenizer.LTokenizer(scores).tokenize,
        "max": lambda: tokenizer.MaxScoreTokenizer(scores).tokenize,
        "regex": lambda: tokenizer.RegexTokenizer().tokenize,
    }[name]()


@pytest.mark.parametrize("name", ["l", "max", "regex"])
@given(eojeol=EOJEOLS)
def test_an_eojeol_is_cut_as_soynlp_cuts_it(name, eojeol):
    assert list(soynlp.cutter(name, SCORES)(eojeol)) == real(name)(eojeol)


@pytest.mark.parametrize("name", ["l", "max", "regex"])
@given(text=st.text())
def test_the_words_of_any_eojeol_joined_are_the_eojeol(name, text):
    cut = soynlp.cutter(name, SCORES)
    for eojeol in text.split():
        words = cut(eojeol)
        assert "".join(words) == eojeol
        assert all(words)


def test_words_longer_than_soynlp_looks_for_by_default_are_found():
    scores = {"가나다라마바사아자차카타": 1.0}
    assert soynlp.cutter("max", scores)("가나다라마바사아자차카타는") == ["가나다라마바사아자차카타", "는"]


@pytest.mark.parametrize("name", ["l", "max", "regex"])
@pytest.mark.parametrize("eojeol", ["가" * 50_000, "파스타좋아" * 10_000, "1가" * 25_000, "!" * 25_000 + "가" * 25_000])
def test_a_very_long_eojeol_is_no_problem(name, eojeol):
    assert "".join(soynlp.cutter(name, SCORES)(eojeol)) == eojeol


def test_a_long_eojeol_begins_as_soynlp_says():
    eojeol = "파스타" + "가" * 2_000
    assert list(soynlp.cutter("l", SCORES)(eojeol)) == real("l")(eojeol) == ["파스타", "가" * 2_000]
    assert list(soynlp.cutter("l", SCORES)("가" * 2_000)) == real("l")("가" * 2_000) == ["가" * 2_000]


def test_nouns_don_t_depend_on_the_order_of_python_s_sets():
    code = (
        "from koprep.taggers.soynlp import noun_scores\n"
        "words = {'영화는': 5, '영화를': 4, '영화가': 6, '영화': 9, '음악은': 3, '음악이': 4, '영화음악': 2}\n"
        "print(sorted(noun_scores(words, 10).items()))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True)
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
    assert "'영화'" in runs[0].stdout
    assert runs[0].stdout.count("\n") == 1


def test_no_eojeol_gives_no_noun():
    assert soynlp.noun_scores({}, 10) == {}
    assert soynlp.noun_scores({"가" * 30: 5}, 10) == {}


def test_tokenizers_import_neither_scikit_learn_nor_leave_a_stand_in():
    code = (
        "import sys\nfrom koprep.taggers import soynlp\n"
        "assert soynlp.cutter('max', {'영화': 1.0})('영화가') == ['영화', '가']\n"
        "soynlp.cutter('regex', {})\n"
        "assert 'sklearn' not in sys.modules and 'soynlp' not in sys.modules\n"
        "import soynlp.word\nassert soynlp.word.WordExtractor\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(soynlp.importlib.util, "find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "soynlp", raising=False)
    with pytest.raises(MissingError, match="pip install soynlp"):
        soynlp.cutter("l", {})
