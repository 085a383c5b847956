"""`phrases`: pairs of tokens joined."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Pipeline, Record, Token, modelfile
from koprep.errors import InputError
from koprep.fitting.corpus import Corpus
from koprep.fitting.phrases import fit
from koprep.recipe import Recipe
from koprep.sources import Options
from koprep.stages.phrases import Phrases, join

WORDS = st.lists(st.lists(st.sampled_from(["가", "나", "다", "라", "_", "가_나"]), max_size=8), min_size=1, max_size=12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = [("인공", "지능", "9", "30.0"), ("지능", "학회", "9", "20.0"), ("서울", "역", "5", "11.0")]
    modelfile.write(tmp_path / "phrases.tsv", "phrases", Recipe(), rows)
    return tmp_path / "phrases.tsv"


def joined(path: Path, *tokens: Token, joiner: str = "_") -> tuple[Token, ...] | None:
    [result] = Phrases(str(path), joiner)([Record("a:1", "인공 지능 학회", "d", tokens, None, "1")])
    assert isinstance(result, Record)
    assert (result.id, result.text, result.doc, result.label) == ("a:1", "인공 지능 학회", "d", "1")
    return result.tokens


def test_a_phrase_reaches_from_its_first_token_to_its_last(path: Path) -> None:
    tokens = (Token("인공", "NNG", 0, 2), Token("지능", "NNG", 3, 5), Token("학회", "NNG", 6, 8))
    assert joined(path, *tokens) == (Token("인공_지능", "NNG", 0, 5), tokens[2])
    assert joined(path, *tokens, joiner="") == (Token("인공지능", "NNG", 0, 5), tokens[2])


@pytest.mark.parametrize(
    ("tags", "tag"),
    [
        (("NNP", "NNP"), "NNP"), (("NNP", "NNG"), "NNG"), (("NNG", "NNB"), "NNG"), (("NNG", "NNP"), "NNG"),
        (("MM", "NNP"), "NNP"), (("NNG", "VV"), "VV"), (("", ""), ""),
    ],
)  # fmt: skip
def test_the_head_of_a_phrase_gives_its_tag(path: Path, tags: tuple[str, str], tag: str) -> None:
    assert joined(path, Token("서울", tags[0], 0, 2), Token("역", tags[1], 2, 3)) == (Token("서울_역", tag, 0, 3),)


def test_an_unknown_place_stays_unknown(path: Path) -> None:
    assert joined(path, Token("서울"), Token("역", "", 2, 3)) == (Token("서울_역"),)


@given(WORDS)
def test_tokens_are_joined_as_gensim_joins_them(sentences: list[list[str]]) -> None:
    from gensim.models.phrases import FrozenPhrases
    from gensim.models.phrases import Phrases as Gensim

    frozen = FrozenPhrases(Gensim(sentences, min_count=1, threshold=0.4, delimiter="|"))
    pairs = frozenset((first, second) for first, second in (pair.split("|") for pair in frozen.phrasegrams))
    for sentence in sentences:
        ours = [token.form for token in join(pairs, "|", tuple(map(Token, sentence)))]
        assert ours == frozen[sentence]


def test_a_second_round_joins_longer_phrases(tmp_path: Path) -> None:
    sentences = ["인공 지능 학회 에 가 다", "인공 지능 학회 를 열 다", "인공 지능 을 배우 다"] * 3
    sentences += ["집 에 가 다", "문 을 열 다"] * 9
    stages: list[Phrases] = []
    for number in (1, 2):
        source = tmp_path / f"{number}.tokens"
        records = [Record("a:1", text, tokens=tuple(map(Token, text.split()))) for text in sentences]
        output, _, _ = Pipeline(tuple(stages))(records)
        lines = [" ".join(token.form for token in record.tokens or ()) for record in output]
        source.write_text("\n".join(lines), encoding="utf-8")
        fit(Corpus.open([str(source)], Options()), tmp_path / f"{number}.tsv", 1, 1.5)
        stages.append(Phrases(str(tmp_path / f"{number}.tsv")))
    record = Record("a:1", "", tokens=tuple(map(Token, ("인공", "지능", "학회", "에"))))
    [result], _, _ = Pipeline(tuple(stages))([record])
    assert [token.form for token in result.tokens or ()] == ["인공_지능_학회", "에"]


def test_tags_stay_where_there_were_some(path: Path) -> None:
    assert (Phrases(str(path)).needs, Phrases(str(path)).gives) == ("tokens", "same")


@pytest.mark.parametrize(
    ("content", "message"),
    [("# koprep vocab 1 {}\n", "a vocab file, where one of kind phrases is needed"), ("가\t나\n", "no phrases file"),
     ("# koprep phrases 1 {}\n가\t나\n가\n", ":3: no phrase"), ("# koprep phrases 1 {}\n\t나\n", ":2: no phrase")],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "m.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Phrases(str(tmp_path / "m.tsv")).warm()
