import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep.errors import MissingError
from koprep.taggers import nltk

QUOTED = st.text(alphabet="\"'`. ,()[]-ab가?!’”“«»$#\n\t\x1c\u3000cannotgimmes", max_size=24) | st.text(max_size=24)


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_nltk_is_imported_without_the_rest_of_it_and_whole_for_others():
    code = """
import sys
from koprep.taggers.nltk import penn_spans, wordpunct_spans, stemmer
assert "nltk" not in sys.modules
penn_spans("don't"), wordpunct_spans("don't"), stemmer("porter")("ponies"), stemmer("lancaster")("ponies")
print([name for name in sys.modules if name.partition(".")[0] == "nltk"] or "none", "numpy" in sys.modules)
import nltk
print(nltk.word_tokenize.__module__, penn_spans("it's " * 9)[1], nltk.stem.porter.PorterStemmer().stem("ponies"))
"""
    assert run(code) == ["none", "False", "nltk.tokenize", "(2,", "4)", "poni"]


def test_it_works_where_nltk_is_imported_already():
    assert run("import nltk; from koprep.taggers.nltk import penn_spans; print(penn_spans('gimme'))") == [
        "[(0,", "3),", "(3,", "5)]",
    ]  # fmt: skip


def test_a_missing_nltk_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "nltk", raising=False)
    with pytest.raises(MissingError, match="pip install nltk"):
        nltk._module("nltk.tokenize.destructive")


@settings(max_examples=300, deadline=None)
@given(QUOTED)
def test_penn_spans_hold_everything_but_white_space_once_and_in_order(text):
    spans = nltk.penn_spans(text)
    assert "".join(text[start:end] for start, end in spans) == "".join(text.split())
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@settings(max_examples=300, deadline=None)
@given(QUOTED)
def test_penn_spans_are_nltk_s_wherever_it_finds_its_own(text):
    tokenizer = nltk._penn()
    try:
        expected = list(tokenizer.span_tokenize(text))
    except (ValueError, StopIteration, RuntimeError):
        assert len(nltk.penn_spans(text)) == len(tokenizer.tokenize(text))
        return
    if "".join(text[start:end] for start, end in expected) == "".join(text.split()):
        assert nltk.penn_spans(text) == expected


@given(st.text())
def test_wordpunct_spans_hold_everything_but_white_space(text):
    found = "".join(text[start:end] for start, end in nltk.wordpunct_spans(text))
    assert "".join(found.split()) == "".join(text.split())


def test_changing_an_answer_changes_no_later_one():
    nltk.penn_spans("can't").clear()
    assert nltk.penn_spans("can't") == [(0, 2), (2, 5)]
