"""Statistics against collections.Counter and NumPy, in every format koprep writes."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Vocab
from koprep.building import build_tensor, build_vocab
from koprep.building.kinds import Ids, Padded
from koprep.errors import InputError, UsageError
from koprep.heads import Options
from koprep.record import Record, Token
from koprep.tensors import Padding
from koprep.tensors.quantiles import quantile
from koprep.view.stats import Wanted, ngrams, stats
from koprep.view.stats import input as stats_input
from tests.datalayer import SHAPES, write

TEXT, TOKENS, TAGGED = SHAPES[:3]
words = st.sampled_from(["밥", "물", "먹", "이", "a/b", "자연어 처리", "\\", "<unk>", "漢字", "😀"])
lists = st.lists(st.lists(words, max_size=5), min_size=1, max_size=8).filter(any)
SENTENCES = [
    ["밥/NNG", "을/JKO", "먹/VV", "다/EF"],
    ["밥/NNG", "이/JKS", "좋/VA", "다/EF"],
    [],
    ["이/MM", "물/NNG", "이/JKS", "좋/VA", "다/EF"],
    ["밥/NNG", "을/JKO", "먹/VV", "다/EF"],
]
LABELS = ["가", "나", None, "나", "가"]


def facts(path: Path | list[Path], options: Options | None = None, **wanted: Any) -> dict[str, Any]:
    paths = path if isinstance(path, list) else [path]
    return stats(list(map(str, paths)), Wanted(**wanted), options or Options()).facts


def made(sentences: list[list[str]] = SENTENCES, labels: list[str | None] | None = None) -> list[Record]:
    """Records of form/TAG words, two a document."""
    return [
        Record(f"a:{n}", " ".join(line), f"a:{n // 2}", tuple(token(word) for word in line), None, label)
        for n, (line, label) in enumerate(zip(sentences, labels or [None] * len(sentences), strict=True))
    ]


def token(word: str) -> Token:
    form, _, tag = word.rpartition("/")
    return Token(form, tag) if form else Token(word)


def corpus(folder: Path, name: str = "a.parquet", labels: list[str | None] | None = LABELS) -> Path:
    shape = TAGGED if "tokens" not in name else TOKENS
    format = {"gz": "tagged"}.get(name.rpartition(".")[2], name.rpartition(".")[2])
    return write(folder / name, format, shape, [made(labels=labels)])


def plain(folder: Path, tokens: list[list[str]]) -> Path:
    records = [Record(f"a:{n}", "", "", tuple(map(Token, line))) for n, line in enumerate(tokens)]
    return write(folder / "a.tokens", "tokens", TOKENS, [records[:3], records[3:]])


@given(lists)
def test_totals_are_those_of_a_counter(tmp_path_factory: pytest.TempPathFactory, tokens: list[list[str]]) -> None:
    found = facts(plain(tmp_path_factory.mktemp("a"), tokens), top=3, ngrams=2)
    counts = Counter(word for line in tokens for word in line)
    assert found["records"] == found["docs"] == len(tokens)
    assert (found["tokens"], found["types"]) == (counts.total(), len(counts))
    assert found["hapaxes"] == sum(count == 1 for count in counts.values())
    assert found["type_token_ratio"] == len(counts) / counts.total()
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    assert [(row["word"], row["count"]) for row in found["top"]] == ranked[:3]
    pairs = Counter(" ".join(pair) for line in tokens for pair in pairwise(line))
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    assert [(row["ngram"], row["count"]) for row in found["ngrams"]["top"]] == ranked[:3]
    assert (found["ngrams"]["tokens"], found["ngrams"]["types"]) == (pairs.total(), len(pairs))
    filled = [tuple(line) for line in tokens if line]
    assert (found["empty"], found["duplicates"]) == (len(tokens) - len(filled), len(filled) - len(set(filled)))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(1, 40))
def test_lengths_are_those_of_numpy(tmp_path_factory: pytest.TempPathFactory, lengths: list[int], cut: int) -> None:
    if not any(lengths):
        lengths.append(1)
    found = facts(plain(tmp_path_factory.mktemp("a"), [["밥"] * length for length in lengths]), max_len=cut)
    summary = found["lengths"]
    for percent in (5, 25, 50, 75, 90, 95, 99):
        assert summary[f"p{percent}"] == np.percentile(lengths, percent, method="inverted_cdf")
    assert (summary["min"], summary["max"]) == (min(lengths), max(lengths))
    assert summary["mean"] == pytest.approx(np.mean(lengths))
    over = [length - cut for length in lengths if length > cut]
    assert (found["cut"]["records"], found["cut"]["tokens"]) == (len(over), sum(over))
    assert found["cut"]["record_share"] == len(over) / len(lengths)
    assert found["cut"]["token_share"] == sum(over) / sum(lengths)


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_ngrams_of_any_size_are_exact_however_often_they_are_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(ngrams, "_PENDING", 50)
    generator = np.random.default_rng(3)
    tokens = [
        [f"w{n}" for n in generator.integers(0, 6, length).tolist()] for length in generator.integers(0, 12, 3000)
    ]
    expected = Counter(" ".join(line[at : at + size]) for line in tokens for at in range(len(line) - size + 1))
    found = facts(plain(tmp_path, tokens), ngrams=size, top=10_000)["ngrams"]
    assert {row["ngram"]: row["count"] for row in found["top"]} == expected
    assert found["n"] == size


def test_every_format_tells_the_same(tmp_path: Path) -> None:
    names = ["a.parquet", "a.jsonl", "a.tagged", "a.tagged.gz", "a.tokens"]
    found = [facts(corpus(tmp_path, name), ngrams=2) for name in names]
    for other in found[1:]:
        for key in (
            "records",
            "tokens",
            "types",
            "hapaxes",
            "duplicates",
            "empty",
            "lengths",
            "top",
            "ngrams",
            "scripts",
        ):
            assert other[key] == found[0][key], key
    assert [each["docs"] for each in found] == [3, 3, 5, 5, 5]
    assert ["labels" in each for each in found] == [True, True, False, False, False]
    assert [each.get("tags") == found[0]["tags"] for each in found] == [True, True, True, True, False]
    with gzip.open(tmp_path / "a.tagged.gz") as file:
        assert file.read() == (tmp_path / "a.tagged").read_bytes()


def test_tags_with_their_words(tmp_path: Path) -> None:
    tags = facts(corpus(tmp_path), top=1)["tags"]
    assert [(row["tag"], row["tokens"], row["types"]) for row in tags[:3]] == [
        ("EF", 4, 1),
        ("NNG", 4, 2),
        ("JKO", 2, 1),
    ]
    assert tags[1] == {"tag": "NNG", "tokens": 4, "share": 4 / 17, "types": 2, "top": [{"word": "밥", "count": 3}]}
    assert sum(row["tokens"] for row in tags) == 17


def test_a_form_of_two_tags_is_one_type(tmp_path: Path) -> None:
    found = facts(corpus(tmp_path))
    assert found["types"] == len({"밥", "을", "먹", "다", "이", "좋", "물"})
    assert {"word": "이", "count": 3} in found["top"]


def test_labels_by_how_many_records_they_have(tmp_path: Path) -> None:
    assert facts(corpus(tmp_path))["labels"] == [
        {"label": "가", "records": 2, "share": 0.4},
        {"label": "나", "records": 2, "share": 0.4},
        {"label": None, "records": 1, "share": 0.2},
    ]


@pytest.mark.parametrize("padding", [None, Padding(3), Padding(9, side="pre"), Padding(3, "pre", "pre")])
def test_tensors_are_counted_through_their_vocabulary(tmp_path: Path, padding: Padding | None) -> None:
    source = corpus(tmp_path)
    build_vocab(str(source), tmp_path / "v.tsv", min_count=2)
    kind = Ids() if padding is None else Padded(padding)
    build_tensor(str(source), tmp_path / "v.tsv", tmp_path / "x.safetensors", kind=kind)
    found = facts(tmp_path / "x.safetensors")
    lines = [[word.rpartition("/")[0] for word in line] for line in SENTENCES]
    if padding is not None and padding.max_len == 3:
        lines = [line[-3:] if padding.truncate == "pre" else line[:3] for line in lines]
    counts = Counter("<unk>" if word == "물" else word for line in lines for word in line)
    assert {row["word"]: row["count"] for row in found["top"]} == counts
    assert found["unknown"] == {
        "tokens": counts["<unk>"],
        "share": counts["<unk>"] / counts.total(),
        "types": int(counts["<unk>"] > 0),
        "top": [{"word": "<unk>", "count": 1}] if counts["<unk>"] else [],
    }
    assert [(row["label"], row["records"]) for row in found["labels"]] == [("가", 2), ("나", 2), (None, 1)]
    filled = [tuple(line) for line in lines if line]
    assert (found["records"], found["empty"], found["duplicates"]) == (5, 1, len(filled) - len(set(filled)))
    assert found["docs"] == (3 if padding is None else 5)


def test_words_of_a_tagged_tensor_have_their_tags(tmp_path: Path) -> None:
    source = corpus(tmp_path)
    build_vocab(str(source), tmp_path / "v.tsv", with_tags=True)
    build_tensor(str(source), tmp_path / "v.tsv", tmp_path / "x.safetensors")
    assert facts(tmp_path / "x.safetensors")["tags"] == facts(source)["tags"]


def test_texts_are_counted_by_the_words_between_white_space(tmp_path: Path) -> None:
    text = "밥을  먹었다\n\n서울은　크다\n밥을 먹었다 \n"
    (tmp_path / "a.txt").write_text(text, encoding="cp949")
    found = facts(tmp_path / "a.txt")
    assert (found["formats"], found["encodings"], found["words"]) == (["text"], ["cp949"], "between white space")
    assert (found["records"], found["tokens"], found["types"], found["empty"]) == (4, 6, 4, 1)
    assert found["duplicates"] == 1
    assert found["text_lengths"]["max"] == 7
    assert found["lengths"]["max"] == 2


def test_texts_of_many_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"낱말 {n % 700} 밥" for n in range(3000)]
    (tmp_path / "a.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    whole = facts(tmp_path / "a.txt")
    monkeypatch.setattr(stats_input, "_CHARACTERS", 1000)
    assert facts(tmp_path / "a.txt") == whole
    assert (whole["tokens"], whole["types"], whole["duplicates"]) == (9000, 702, 2300)


def test_composed_and_decomposed_words_are_one_word(tmp_path: Path) -> None:
    lines = [unicodedata.normalize(form, "한국 영화\n") for form in ("NFC", "NFD")]
    (tmp_path / "a.txt").write_text("".join(lines), encoding="utf-8")
    found = facts(tmp_path / "a.txt")
    assert (found["tokens"], found["types"], found["duplicates"], found["text_lengths"]["max"]) == (4, 2, 1, 5)


def test_rejects_are_not_all_held_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\n" * 3000)
    monkeypatch.setattr(stats_input, "_CHARACTERS", 1000)
    pieces = list(stats_input.open_file(tmp_path / "a.txt", Options(encoding="utf-8")).pieces())
    assert sum(len(piece.rejects) for piece in pieces) == 3000
    assert len(pieces) > 1
    with pytest.raises(InputError, match="no records; all 3,000 were rejected"):
        facts(tmp_path / "a.txt", Options(encoding="utf-8"))


def test_a_file_under_two_names_is_not_counted_twice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("밥\n", encoding="utf-8")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(UsageError, match=r"b\.txt is given twice, also as .*a\.txt$"):
        facts([tmp_path / "a.txt", tmp_path / "b.txt"])


def test_rows_with_columns(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("id\t글\t점수\n1\t밥 물\t10\n2\t밥\t1\n", encoding="utf-8")
    found = facts(tmp_path / "a.tsv", Options(text_col="글", label_col="점수"), keywords="10")
    assert (found["records"], found["tokens"], [row["label"] for row in found["labels"]]) == (2, 3, ["1", "10"])
    assert found["keywords"]["tokens"] == 2


def test_scripts_by_characters(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("한글 ㅋㅋ Ab1２ 漢字 かナー 👍🏽❤️ ★©.\n", encoding="utf-8")
    found = {row["script"]: row["characters"] for row in facts(tmp_path / "a.txt")["scripts"]}
    assert found == {"Hangul": 4, "Latin": 2, "Hanja": 2, "kana": 3, "digits": 2, "emoji": 4, "other": 3}


def test_several_files_are_one_corpus(tmp_path: Path) -> None:
    one, two = corpus(tmp_path, "a.parquet"), corpus(tmp_path, "b.parquet")
    both, alone = facts([one, two]), facts(one)
    for key in ("records", "tokens", "docs"):
        assert both[key] == 2 * alone[key]
    assert (both["types"], both["duplicates"]) == (alone["types"], 5)
    with pytest.raises(InputError, match=r"a\.tokens holds tokens without tags, but .*a\.parquet holds tagged tokens"):
        facts([one, corpus(tmp_path, "a.tokens")])


def test_unknown_words(tmp_path: Path) -> None:
    Vocab.of(["<unk>", "밥", "다", "이"]).write(tmp_path / "v.tsv")
    unknown = facts(corpus(tmp_path), vocab=tmp_path / "v.tsv", top=2)["unknown"]
    assert (unknown["tokens"], unknown["types"]) == (7, 4)
    assert unknown["top"] == [{"word": "먹", "count": 2}, {"word": "을", "count": 2}]
    build_vocab(str(corpus(tmp_path)), tmp_path / "t.tsv", with_tags=True, min_count=2)
    unknown = facts(corpus(tmp_path), vocab=tmp_path / "t.tsv")["unknown"]
    assert [row["word"] for row in unknown["top"]] == ["물/NNG", "이/MM"]
    with pytest.raises(UsageError, match=r"t\.tsv counts form/TAG, but .*a\.tokens has no tags"):
        facts(corpus(tmp_path, "a.tokens"), vocab=tmp_path / "t.tsv")


def test_keywords_of_a_label_and_of_a_file(tmp_path: Path) -> None:
    source = corpus(tmp_path)
    of_label = facts(source, keywords="가")["keywords"]
    assert (of_label["of"], of_label["against"]) == ("가", None)
    assert (of_label["tokens"], of_label["against_tokens"]) == (8, 9)
    assert {row["word"]: (row["count"], row["against"]) for row in of_label["by_g2"]} == {
        "먹/VV": (2, 0), "을/JKO": (2, 0), "밥/NNG": (2, 1), "다/EF": (2, 2),
    }  # fmt: skip
    lines = [made(labels=LABELS)[at] for at in (1, 2, 3)]
    rest = write(tmp_path / "rest.parquet", "parquet", TAGGED, [lines])
    against = facts(source, keywords="가", against=str(rest))["keywords"]
    assert against["against"] == "rest.parquet"
    assert [(row["word"], row["g2"]) for row in against["by_g2"]] == [
        (row["word"], row["g2"]) for row in of_label["by_g2"]
    ]
    first = of_label["by_tfidf"][0]
    assert first["word"] == "먹/VV"
    assert first["tfidf"] == pytest.approx(1000 * 2 / 8 * (np.log((1 + 5) / (1 + 2)) + 1))


def test_a_label_must_be_known(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--keywords 다: unknown; known: 가, 나"):
        facts(corpus(tmp_path), keywords="다")
    with pytest.raises(UsageError, match="--keywords 다: the records have no labels"):
        facts(corpus(tmp_path, labels=None), keywords="다")
    one = write(tmp_path / "one.parquet", "parquet", TAGGED, [made(labels=["가"] * 5)])
    with pytest.raises(InputError, match="--keywords 가: no other record to compare with; name a file, --against FILE"):
        facts(one, keywords="가")


def test_a_vocabulary_of_another_engine_is_told(tmp_path: Path) -> None:
    from koprep.recipe import Recipe

    tokens = write(tmp_path / "a.parquet", "parquet", TAGGED, [made()], Recipe("1", ("morphs",), {"kiwi": "0.24.1"}))
    vocab = Vocab.of(["밥"])
    Vocab(vocab.data, vocab.offsets, vocab.counts, Recipe("1", ("morphs", "vocab"), {"mecab": "1.3"})).write(
        tmp_path / "v.tsv"
    )
    told: list[str] = []
    stats([str(tokens)], Wanted(vocab=tmp_path / "v.tsv"), Options(), told.append)
    assert told == [f"{tmp_path / 'v.tsv'} was counted from tokens of mecab 1.3; here it is kiwi 0.24.1"]


@pytest.mark.parametrize(("content", "message"), [("", "no records"), ("\n\n", "2 records, all of them empty")])
@pytest.mark.parametrize("name", ["a.txt", "a.tokens", "a.tagged", "a.jsonl"])
def test_nothing_to_count(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    if name == "a.jsonl" and content:
        (tmp_path / name).write_text(2 * (json.dumps({"id": "a", "text": "", "tokens": []}) + "\n"))
    with pytest.raises(InputError, match=message):
        facts(tmp_path / name)


def test_a_tensor_whose_ids_are_not_in_its_vocabulary(tmp_path: Path) -> None:
    from koprep import artifact

    source = corpus(tmp_path)
    build_vocab(str(source), tmp_path / "v.tsv")
    build_tensor(str(source), tmp_path / "v.tsv", tmp_path / "x.safetensors")
    opened = artifact.read(tmp_path / "x.safetensors")
    ids = opened["ids"].copy()
    ids[3] = 999
    tensors = {name: artifact.of(ids if name == "ids" else opened[name]) for name in opened}
    info = {key: value for key, value in opened.info.items() if key != "sha256"}
    artifact.write(tmp_path / "y.safetensors", "ids", tensors, opened.recipe, info)
    with pytest.raises(InputError, match=r"y\.safetensors: id 999 is not in its vocabulary of 11; it is damaged"):
        facts(tmp_path / "y.safetensors")
    artifact.write(tmp_path / "z.safetensors", "counts", tensors, opened.recipe, info)
    with pytest.raises(InputError, match=r"z\.safetensors: counts holds no sequences of words"):
        facts(tmp_path / "z.safetensors")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"padded": np.zeros(3, np.int32)}, "padded is int32 in 1 dimension, not int32 in 2 dimensions"),
        ({"padded": np.zeros((2, 3))}, "padded is float64 in 2 dimensions, not int32 in 2 dimensions"),
        ({"lengths": np.zeros((2, 1), np.int32)}, "lengths is int32 in 2 dimensions, not int32 in 1 dimension"),
        ({"labels": np.zeros((2, 2), np.int32)}, "labels is int32 in 2 dimensions, not int32 in 1 dimension"),
        ({"labels": np.zeros(1, np.int32)}, "its labels don't fit its records"),
        ({"vocab": np.full(22, 255, np.uint8)}, "its vocab is not UTF-8 text"),
    ],
)
def test_a_damaged_tensor_is_refused_in_one_line(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    from koprep import artifact
    from tests.convert import made as tensors

    whole = tensors.write(
        tmp_path / "x.safetensors",
        "padded",
        {"padded": np.array([[2, 3, 0], [4, 0, 0]], np.int32), "lengths": np.array([2, 1], np.int32)},
        Vocab.of(tensors.WORDS),
        labels=True,
    )
    opened = artifact.read(whole)
    arrays = {name: artifact.of(array.copy()) for name, array in opened.tensors.items()}
    arrays |= {name: artifact.of(array) for name, array in change.items()}
    path = tmp_path / "y.safetensors"
    artifact.write(path, "padded", arrays, opened.recipe, {"classes": ["가", "나"]})
    with pytest.raises(InputError) as caught:
        facts(path)
    assert str(caught.value).startswith(f"{path}: {message}")


def test_a_vocabulary_is_no_corpus(tmp_path: Path) -> None:
    Vocab.of(["밥"]).write(tmp_path / "v.tsv")
    with pytest.raises(InputError, match=r"v\.tsv is a vocab file, not a corpus"):
        facts(tmp_path / "v.tsv")


def test_columns_of_token_files_are_not_to_be_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"tokens": [["밥", "물"]], "label": ["가"]}), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match=r"--label-col foo: .*a\.parquet is a token file, whose columns are known"):
        facts(tmp_path / "a.parquet", Options(label_col="foo"))
    (tmp_path / "a.tokens").write_text("밥 물\n", encoding="utf-8")
    build_vocab(str(tmp_path / "a.tokens"), tmp_path / "v.tsv")
    build_tensor(str(tmp_path / "a.tokens"), tmp_path / "v.tsv", tmp_path / "x.safetensors")
    with pytest.raises(UsageError, match=r"--text-col foo: .*x\.safetensors is a tensor, whose columns are known"):
        facts(tmp_path / "x.safetensors", Options(text_col="foo"))
    with pytest.raises(UsageError, match="Parquet can't be read from standard input"):
        facts(Path("-"), Options("parquet"))


def test_lines_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("밥\n".encode() * 50 + b"\xff\xfe\xff\n")
    found = stats([str(tmp_path / "a.txt")])
    assert (found.rejected, found.facts["rejected"], found.facts["records"]) == (1, 1, 50)
    assert found.first_reject is not None
    assert found.first_reject.id == "a.txt:51"


@given(st.lists(st.integers(0, 99), min_size=1), st.integers(1, 100))
def test_a_quantile_is_a_length_that_occurs(lengths: list[int], percent: int) -> None:
    found = quantile(Counter(lengths), percent)
    assert found in lengths
    assert sum(length <= found for length in lengths) * 100 >= percent * len(lengths)
    assert sum(length < found for length in lengths) * 100 < percent * len(lengths)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Wanted(top=0), "--top 0 is too small; use 1 or more"),
        (Wanted(max_len=-1), "--max-len -1 is too small; use 1 or more"),
        (Wanted(ngrams=1), "--ngrams 1 is too small; use 2 or more"),
        (Wanted(ngrams=100_000_000), "--ngrams 100000000 is too large; use 2 to 10"),
        (Wanted(ngrams=-2), "--ngrams -2 is too small; use 2 or more"),
    ],
)
def test_numbers_that_cannot_be_meant(wanted: Wanted, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        stats(["nowhere"], wanted)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for options in ({}, {"against": "nowhere.tokens"}, {"vocab": Path("nowhere.tsv")}):
        source = corpus(tmp_path) if options else Path("nowhere.tokens")
        with pytest.raises(InputError, match=r"nowhere\.t\w+: no such file"):
            facts(source, **options)
