import os
from pathlib import Path

import pytest

from koprep.errors import UsageError
from koprep.record import Record, Token
from koprep.stages.stem import Stem, snowball
from koprep.taggers.nltk import stemmer

needs_data = pytest.mark.skipif("KOPREP_DATA" not in os.environ, reason="KOPREP_DATA is not set")


def vocabulary(name):
    folder = Path(os.environ["KOPREP_DATA"], "stem_en")
    words, stems = ((folder / f"{name}_{part}.txt").read_text("utf-8").split("\n") for part in ("voc", "output"))
    assert len(words) == len(stems) > 40_000
    return list(zip(words, stems, strict=True))


def stems(text, **options):
    (record,) = Stem(**options)([Record("a:1", text, tokens=tuple(map(Token, text.split())))])
    return " ".join(token.form for token in record.tokens)


@needs_data
def test_porter_agrees_with_its_author_s_vocabulary():
    stem = stemmer("porter")
    assert [(word, stem(word)) for word, right in vocabulary("porter") if stem(word) != right] == []


@needs_data
def test_snowball_agrees_with_its_project_s_vocabulary():
    stem = snowball()
    assert [(word, stem(word)) for word, right in vocabulary("english") if stem(word) != right] == []


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        # The examples of https://snowballstem.org/algorithms/english/stemmer.html
        ("consignment", "consign"), ("consolatory", "consolatori"), ("consoling", "consol"), ("knightly", "knight"),
        ("knaves", "knave"), ("kneeling", "kneel"), ("ties", "tie"), ("cries", "cri"), ("gaps", "gap"), ("gas", "gas"),
        ("kiwis", "kiwi"), ("hopping", "hop"), ("hoped", "hope"), ("say", "say"), ("by", "by"), ("proceed", "proceed"),
        ("skies", "sky"), ("dying", "die"), ("evening", "evening"), ("universities", "universiti"), ("added", "add"),
        ("geologist", "geolog"), ("Jone's", "jone"), ("Don’t", "don't"),
    ],
)  # fmt: skip
def test_snowball_on_words_its_description_names(word, stem):
    assert snowball()(word) == stem


def test_the_engines_differ():
    text = "Policies of geologists are maximum"
    assert stems(text) == "polici of geologist ar maximum"
    assert stems(text, engine="snowball") == "polici of geolog are maximum"
    assert stems(text, engine="lancaster") == "policy of geolog ar maxim"


def test_tokens_with_hangul_stay_as_they_are():
    assert stems("AIs를 KOREANS ㅋㅋing 3.5kg 大韓民國") == "AIs를 korean ㅋㅋing 3.5kg 大韓民國"


def test_tag_and_place_stay():
    (record,) = Stem()([Record("a:1", "ponies", tokens=(Token("ponies", "SL", 0, 6),))])
    assert record.tokens == (Token("poni", "SL", 0, 6),)


@pytest.mark.parametrize("form", ["'", "''", "'s'", "’", "'s", "."])
@pytest.mark.parametrize("engine", ["porter", "snowball", "lancaster"])
def test_a_token_never_becomes_empty(form, engine):
    assert stems(form, engine=engine)


def test_an_unknown_engine_is_refused():
    with pytest.raises(UsageError, match="did you mean porter"):
        Stem(engine="portr")
