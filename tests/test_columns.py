"""Token files of every format as columns: the same tokens whatever the format, and errors with the line."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Vocab, escapes, streams
from koprep.columns import lookup, rows
from koprep.columns.chunk import Chunk
from koprep.columns.opening import Tokens, open_tokens
from koprep.columns.text import split
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe, sha256, to_json

Lists = list[list[str]]
words = st.text(st.sampled_from("가나밥ab/\\ \t\n\r\u0085\u2028😀snt"), min_size=1, max_size=4)
lines = st.lists(st.lists(words, max_size=5), max_size=8)


def lists(tokens: Tokens) -> Lists:
    """The tokens of every record."""
    result = []
    for chunk in tokens.chunks:
        known = chunk.words.to_pylist()
        flat = iter(known if chunk.codes is None else [known[code] for code in chunk.codes.tolist()])
        result += [[next(flat) for _ in range(length)] for length in chunk.lengths.tolist()]
        assert chunk.tokens == chunk.lengths.sum()
        assert list(flat) == []
    return result


def file(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def as_text(folder: Path, tokens: Lists) -> str:
    return file(folder, "a.tokens", "".join(" ".join(map(escapes.escape, line)) + "\n" for line in tokens))


def as_tagged(folder: Path, tokens: Lists) -> str:
    return file(
        folder, "a.tagged", "".join(" ".join(f"{escapes.escape(word)}/NNG" for word in line) + "\n" for line in tokens)
    )


def as_jsonl(folder: Path, tokens: Lists) -> str:
    objects = [{"id": f"a:{n}", "doc": "d", "text": "", "tokens": line} for n, line in enumerate(tokens)]
    return file(folder, "a.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in objects))


def as_parquet(folder: Path, tokens: Lists, **columns: pa.Array) -> str:
    table = pa.table({"tokens": pa.array(tokens, pa.list_(pa.string())), **columns})
    pq.write_table(table, folder / "a.parquet", row_group_size=3)
    return str(folder / "a.parquet")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of a few lines only."""
    monkeypatch.setattr(streams, "READ", 8)
    monkeypatch.setattr(streams, "LINES", 2)
    monkeypatch.setattr(rows, "_ROWS", 2)
    monkeypatch.setattr(lookup, "_AT_ONCE", 3)


@pytest.mark.usefixtures("small")
@given(lines)
def test_every_format_gives_the_same_tokens(tmp_path_factory: pytest.TempPathFactory, tokens: Lists) -> None:
    folder = tmp_path_factory.mktemp("columns")
    assert lists(open_tokens(as_text(folder, tokens))) == tokens
    assert lists(open_tokens(as_tagged(folder, tokens))) == tokens
    assert lists(open_tokens(as_parquet(folder, tokens))) == tokens
    if tokens:
        assert lists(open_tokens(as_jsonl(folder, tokens))) == tokens


@pytest.mark.usefixtures("small")
@given(lines)
def test_every_format_gives_the_same_tagged_tokens(tmp_path_factory: pytest.TempPathFactory, tokens: Lists) -> None:
    folder = tmp_path_factory.mktemp("columns")
    tags = [["NNG" if number % 2 else "VV" for number in range(len(line))] for line in tokens]
    pairs = [[f"{word}/{tag}" for word, tag in zip(*both, strict=True)] for both in zip(tokens, tags, strict=True)]
    text = "".join(" ".join(map(escapes.escape, line)) + "\n" for line in pairs)
    assert lists(open_tokens(file(folder, "b.tagged", text), tags=True)) == pairs
    column = pa.array(tags, pa.list_(pa.string()))
    assert lists(open_tokens(as_parquet(folder, tokens, tags=column), tags=True)) == pairs
    objects = [{"id": "a", "text": "", "tokens": line, "tags": kinds} for line, kinds in zip(tokens, tags, strict=True)]
    if tokens:
        path = file(folder, "b.jsonl", "".join(json.dumps(row) + "\n" for row in objects))
        assert lists(open_tokens(path, tags=True)) == pairs


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", []),
        ("\n", [[]]),
        ("\n\n", [[], []]),
        ("밥", [["밥"]]),
        ("밥을 먹다\n\n좋다\n", [["밥을", "먹다"], [], ["좋다"]]),
        ("  밥   물 \n \n", [["밥", "물"], []]),
        ("밥\r\n\r\n물\r\n", [["밥"], [], ["물"]]),
        ("밥\r", [["밥"]]),
        ("a\\sb \\\\n \\x\n", [["a b", "\\n", "\\x"]]),
        ("a\tb \u3000 c\u0085d\x0c\u2028\n", [["a\tb", "\u3000", "c\u0085d\x0c\u2028"]]),
        ("\ufeff밥\n", [["밥"]]),
        ("밥 물\n".encode("utf-16"), [["밥", "물"]]),
        ("밥 물\n국\n".encode("cp949"), [["밥", "물"], ["국"]]),
    ],
)
def test_tokens_text(tmp_path: Path, content: str | bytes, expected: Lists) -> None:
    assert lists(open_tokens(file(tmp_path, "a.tokens", content))) == expected


@pytest.mark.parametrize("line", [1, 2, 3, 300, 600])
def test_bad_bytes_are_named_by_their_line(tmp_path: Path, line: int) -> None:
    good = "밥 물\n".encode()
    path = file(tmp_path, "a.tokens", good * (line - 1) + b"\xea\xb0 \x80\n" + good * 400)
    with pytest.raises(InputError, match=f"a.tokens:{line}: not utf-8 text"):
        lists(open_tokens(path))


@pytest.mark.usefixtures("small")
def test_bad_bytes_are_named_by_their_line_in_any_chunk(tmp_path: Path) -> None:
    for line in range(1, 12):
        path = file(tmp_path, "a.tokens", "밥\n".encode() * (line - 1) + b"\xff\n" + "밥\n".encode() * 400)
        with pytest.raises(InputError, match=f"a.tokens:{line}: not utf-8 text"):
            lists(open_tokens(path))


def test_tagged_text_that_is_not(tmp_path: Path) -> None:
    for bad in ("물", "/NNG", "/"):
        for line in (f"먹/VV {bad} 다/EF", f"{bad} 다/EF", f"다/EF {bad}"):
            path = file(tmp_path, "a.tagged", f"밥/NNG\n\n{line}\n\n다/EF\n")
            for tags in (False, True):
                with pytest.raises(InputError, match=f"a.tagged:3: '{bad}' is not form/TAG"):
                    lists(open_tokens(path, tags=tags))


def test_tagged_text_is_split_at_the_last_slash(tmp_path: Path) -> None:
    path = file(tmp_path, "a.tagged", "1/2/SN //SP a\\sb/NNG\n")
    assert lists(open_tokens(path)) == [["1/2", "/", "a b"]]
    assert lists(open_tokens(path, tags=True)) == [["1/2/SN", "//SP", "a b/NNG"]]


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ("{", ":2: "),
        ('{"id": "a"}', ":2: "),
        ('{"id": "a", "doc": "a", "text": "a", "tokens": "x"}', ":2: "),
        ('{"id": "a", "doc": "a", "text": "a", "tokens": ["x", ""]}', ":2: an empty token"),
        ('{"id": "a", "doc": "a", "text": "a", "tokens": ["x"], "tags": []}', ":2: 1 tokens but 0 tags"),
        ('{"id": "a", "doc": "a", "text": "a", "tokens": ["\\ud800"]}', ":2: "),
    ],
)
def test_bad_json_lines_are_named(tmp_path: Path, second: str, message: str) -> None:
    first = '{"id": "a", "doc": "a", "text": "a", "tokens": ["x"], "tags": ["NNG"]}'
    path = file(tmp_path, "a.jsonl", f"{first}\n{second}\n")
    for tags in (False, True):
        with pytest.raises(InputError) as caught:
            lists(open_tokens(path, tags=tags))
        assert f"{path}{message}" in str(caught.value)


def test_json_lines_without_a_doc_are_their_own(tmp_path: Path) -> None:
    objects = [{"id": f"a:{n}", "doc": "", "text": "", "tokens": []} for n in range(3)]
    [chunk] = open_tokens(file(tmp_path, "a.jsonl", "".join(json.dumps(row) + "\n" for row in objects))).chunks
    assert chunk.docs is not None
    assert chunk.docs.to_pylist() == ["a:0", "a:1", "a:2"]


def test_files_without_tokens_or_tags_are_refused(tmp_path: Path) -> None:
    text = file(tmp_path, "a.txt", "밥을 먹다\n")
    with pytest.raises(InputError, match=r"a\.txt holds no tokens; make some: koprep run .*\(or say --from tokens\)"):
        open_tokens(text)
    assert lists(open_tokens(text, "tokens")) == [["밥을", "먹다"]]
    with pytest.raises(InputError, match="holds no tokens"):
        open_tokens(file(tmp_path, "t.jsonl", '{"id": "a", "doc": "a", "text": "밥"}\n'))
    for name, text in (("a.tsv", "평점\t리뷰\n1\t밥\n"), ("a.csv", "평점,리뷰\n1,밥\n"), ("f.jsonl", '{"글": "밥"}\n')):
        with pytest.raises(InputError, match=f"{name} holds no tokens; make some: koprep run"):
            open_tokens(file(tmp_path, name, text))
    with pytest.raises(UsageError, match="Parquet can't be read from standard input; name the file"):
        open_tokens("-", "parquet")
    for path in (as_text(tmp_path, [["밥"]]), as_jsonl(tmp_path, [["밥"]]), as_parquet(tmp_path, [["밥"]])):
        with pytest.raises(UsageError, match="has no tags; make them with morphs"):
            open_tokens(path, tags=True)
    pq.write_table(pa.table({"text": ["밥"]}), tmp_path / "t.parquet")
    pq.write_table(pa.table({"tokens": ["밥"]}), tmp_path / "s.parquet")
    for name in ("t.parquet", "s.parquet"):
        with pytest.raises(InputError, match="holds no tokens"):
            open_tokens(str(tmp_path / name))


def test_several_files_are_refused(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", "밥\n")
    file(tmp_path, "b.txt", "밥\n")
    with pytest.raises(UsageError, match="2 files; join them with koprep run -i"):
        open_tokens(str(tmp_path))


@pytest.mark.parametrize(
    "kind",
    [
        pa.list_(pa.string()),
        pa.large_list(pa.large_string()),
        pa.list_(pa.large_string()),
        pa.list_(pa.field("e", pa.dictionary(pa.int32(), pa.string()))),
    ],
)
def test_parquet_of_other_tools(tmp_path: Path, kind: pa.DataType) -> None:
    tokens = [["밥", "물", "밥"], [], None, ["국"]]
    pq.write_table(pa.table({"tokens": pa.array(tokens, kind), "extra": [1, 2, 3, 4]}), tmp_path / "a.parquet")
    opened = open_tokens(str(tmp_path / "a.parquet"))
    assert opened.recipe.inputs == (sha256(tmp_path / "a.parquet"),)
    assert lists(opened) == [["밥", "물", "밥"], [], [], ["국"]]


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    path = Path(as_parquet(tmp_path, [[f"낱말{n}", "밥"] for n in range(1000)]))
    data = bytearray(path.read_bytes())
    data[4:400] = bytes(396)
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.parquet: damaged \("):
        lists(open_tokens(str(path)))
    path.write_bytes(data[:100])
    with pytest.raises(InputError, match=r"a\.parquet: no Parquet file"):
        open_tokens(str(path))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO("밥 물\n국\n".encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    opened = open_tokens("-")
    assert opened.recipe.inputs == (None,)
    assert lists(opened) == [["밥", "물"], ["국"]]


def test_docs_and_labels_come_along_when_wanted(tmp_path: Path) -> None:
    tokens, docs, labels = [["a"], ["b"], ["c"]], ["x", "x", "y"], ["1", None, "2"]
    parquet = as_parquet(tmp_path, tokens, doc=pa.array(docs), label=pa.array(labels))
    objects = [
        {"id": "i", "doc": doc, "text": "", "label": label, "tokens": line}
        for line, doc, label in zip(tokens, docs, labels, strict=True)
    ]
    jsonl = file(tmp_path, "l.jsonl", "".join(json.dumps(row) + "\n" for row in objects))
    for path in (parquet, jsonl):
        [chunk] = open_tokens(path).chunks
        assert chunk.docs is not None
        assert chunk.docs.to_pylist() == docs
        assert chunk.labels == labels
    [chunk] = open_tokens(parquet, documents=False).chunks
    assert chunk.docs is None
    assert chunk.labels is None


def test_a_column_of_no_labels_is_none(tmp_path: Path) -> None:
    [chunk] = open_tokens(as_parquet(tmp_path, [["a"], ["b"]], label=pa.array([None, None], pa.string()))).chunks
    assert chunk.labels is None


@pytest.mark.parametrize("strings", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())], ids=str)
@pytest.mark.parametrize("lists_of", [pa.list_, pa.large_list])
def test_other_peoples_tokens_come_in_any_list_and_without_nulls_and_empty_strings(
    tmp_path: Path, strings: pa.DataType, lists_of: Callable[[pa.DataType], pa.DataType]
) -> None:
    kind = lists_of(strings)
    tokens = pa.array([["밥", None, "을"], None, ["", "밥", ""], [], [None], ["국"]], kind)
    tags = pa.array([["NNG", "SW", None], None, ["SW", "NNG", "SW"], [], ["SW"], ["NNG"]], kind)
    pq.write_table(pa.table({"tokens": tokens, "tags": tags}), tmp_path / "a.parquet")
    path = str(tmp_path / "a.parquet")
    assert lists(open_tokens(path)) == [["밥", "을"], [], ["밥"], [], [], ["국"]]
    assert lists(open_tokens(path, tags=True)) == [["밥/NNG", "을/"], [], ["밥/NNG"], [], [], ["국/NNG"]]


def test_tags_that_do_not_fit_the_tokens_are_said(tmp_path: Path) -> None:
    path = as_parquet(tmp_path, [["a", "b"]], tags=pa.array([["NNG"]]))
    with pytest.raises(InputError, match=r"a\.parquet: damaged \(a row has more tokens than tags, or fewer\)"):
        lists(open_tokens(path, tags=True))


def test_the_recipe_of_a_file(tmp_path: Path) -> None:
    recipe = Recipe("1", ("words",), {"kiwi": "0.24"}, {}, ("abc",))
    table = pa.table({"tokens": pa.array([["a"]])}).replace_schema_metadata({"koprep": to_json(recipe)})
    pq.write_table(table, tmp_path / "r.parquet")
    row = b'{"id": "a", "doc": "a", "text": "", "tokens": ["a"], "recipe": ' + to_json(recipe) + b"}\n"
    assert open_tokens(str(tmp_path / "r.parquet")).recipe == recipe
    assert open_tokens(file(tmp_path, "r.jsonl", row)).recipe == recipe
    text = as_text(tmp_path, [["a"]])
    assert open_tokens(text).recipe == Recipe().then(inputs=(sha256(Path(text)),))


def test_new_documents_across_chunks() -> None:
    def chunk(*docs: str) -> Chunk:
        return Chunk(pa.array([], pa.string()), None, np.zeros(len(docs), np.int64), pa.array(docs, pa.string()))

    last, found = None, []
    for docs in (["a", "a", "b"], [], ["b", "c"], ["a"]):
        new, last = chunk(*docs).new_docs(last)
        found.append(new.tolist())
    assert found == [[True, False, True], [], [False, True], [True]]
    alone = Chunk(pa.array([], pa.string()), None, np.zeros(3, np.int64))
    assert alone.new_docs("a")[0].tolist() == [True, True, True]


@given(lines)
def test_splitting_text_is_what_the_escapes_module_does(tokens: Lists) -> None:
    text = [escapes.join(line) if line else "" for line in tokens]
    found, lengths = split("".join(f"{line}\n" for line in text).encode())
    flat = iter(map(escapes.unescape, found.to_pylist()))
    assert [[next(flat) for _ in range(length)] for length in lengths.tolist()] == list(map(escapes.split, text))


def test_a_batch_of_rows_of_a_parquet_file_is_not_tied_to_its_row_groups(tmp_path: Path) -> None:
    tokens = [[f"낱말{n % 50}", f"{n}"] for n in range(1000)]
    pq.write_table(pa.table({"tokens": tokens}), tmp_path / "a.parquet", row_group_size=70)
    assert lists(open_tokens(str(tmp_path / "a.parquet"))) == tokens


@pytest.mark.usefixtures("small")
@given(lines, st.booleans())
def test_looking_words_up_is_what_the_vocabulary_does(
    tmp_path_factory: pytest.TempPathFactory, tokens: Lists, with_unknown: bool
) -> None:
    folder = tmp_path_factory.mktemp("lookup")
    vocab = Vocab.of(["<pad>", *(["<unk>"] if with_unknown else []), "가", "밥", "a b", "\\"])
    expected = [vocab.encode(line) for line in tokens]
    for path in (as_text(folder, tokens), as_parquet(folder, tokens)):
        ids, lengths = [], []
        for _, some, sizes in lookup.encode(open_tokens(path).chunks, vocab):
            assert some.dtype == np.int32
            ids += some.tolist()
            lengths += sizes.tolist()
        flat = iter(ids)
        assert [[next(flat) for _ in range(length)] for length in lengths] == expected


def test_an_error_in_the_middle_of_looking_up_is_still_an_input_error(tmp_path: Path) -> None:
    path = file(tmp_path, "a.tokens", "밥 물\n".encode() * 500_000 + b"\xff\n")
    with pytest.raises(InputError, match=r"a\.tokens:500001: not utf-8 text"):
        for _ in lookup.encode(open_tokens(path).chunks, Vocab.of(["밥"])):
            pass
