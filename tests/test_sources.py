"""Sources as a whole: formats found, lines, ids, documents, encodings, damage; what is written is read again."""

from __future__ import annotations

import gzip
import io
import os
import resource
import sys
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koprep import Vocab, encodings, files, streams
from koprep.engine.plan import Plan
from koprep.errors import InputError, UsageError
from koprep.flow import Shape
from koprep.pipeline import Pipeline
from koprep.recipe import Recipe
from koprep.record import Record, Reject, Token
from koprep.sources import Options, Source, open_all
from tests.datalayer import (
    IDS,
    SHAPES,
    TAGGED,
    TEXT,
    TOKENS,
    blocks,
    file,
    forms,
    items,
    made_records,
    open_one,
    records,
    rejects,
    texts,
    write,
)

RECIPE = Recipe().then(("normalize", "words"), {"kiwi": "0.24.1"}, {}, ("ab", None))
repeated = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)


def docs(path: Path, docs: str) -> list[str]:
    return [record.doc for record in records(path, docs=docs)]


def drain(source: Source, into: list[str]) -> None:
    """Read a source to its end, or to its damage."""
    for block in source.blocks():
        into += [item.text for item in (block.decode() if block else []) if isinstance(item, Record)]


# lines and ids


def test_line_k_is_record_k_blank_lines_included(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "첫째\n\n셋째\n")
    assert records(path) == [
        Record("a.txt:1", "첫째", "a.txt:1"),
        Record("a.txt:2", "", "a.txt:2"),
        Record("a.txt:3", "셋째", "a.txt:3"),
    ]


def test_the_last_line_needs_no_line_end(tmp_path: Path) -> None:
    assert texts(file(tmp_path, "a.txt", "가\n나")) == texts(file(tmp_path, "b.txt", "가\n나\n")) == ["가", "나"]


@pytest.mark.parametrize("name", ["a.txt", "a.tokens", "a.tagged", "a.jsonl", "a.tsv", "a.csv", "a"])
def test_an_empty_file_is_no_record_in_any_format(tmp_path: Path, name: str) -> None:
    assert items(file(tmp_path, name, "")) == []


@pytest.mark.parametrize("piece", [1, 2, 1 << 20])
def test_windows_line_ends_and_marks_disappear(tmp_path: Path, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "READ", piece)
    assert texts(file(tmp_path, "a.txt", "\ufeff가\r\n\r\n나\r\n")) == ["가", "", "나"]


def test_nothing_but_a_line_feed_splits_a_line(tmp_path: Path) -> None:
    line = "가\x85나\u2028다\u2029라\f마\x0b바\x1c사\x1e아\r자\0차 그리고 " + "제어 문자가 없는 긴 글 " * 9
    assert texts(file(tmp_path, "a.txt", f"{line}\n{line}\n")) == [line, line]


def test_the_texts_of_konlpy_are_read_line_by_line() -> None:
    for source in open_all(["konlpy:kolaw", "konlpy:kobill"], Options()):
        lines = source.path.read_bytes().decode().removesuffix("\n").split("\n")
        assert texts(source.path) == [line.removesuffix("\r") for line in lines]


def test_ids_carry_the_composed_base_name(tmp_path: Path) -> None:
    path = file(tmp_path, unicodedata.normalize("NFD", "리뷰.txt.gz"), gzip.compress("가\n".encode()))
    assert records(path)[0].id == "리뷰.txt.gz:1"


def test_the_text_itself_is_not_composed(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "한글 失敗率")
    assert texts(file(tmp_path, "a.txt", decomposed)) == [decomposed]


@pytest.mark.parametrize("prefix", ["", "a", "ab"])
def test_a_line_of_ten_megabytes_is_one_record(tmp_path: Path, prefix: str) -> None:
    line = prefix + "긴글 " * 1_500_000
    assert texts(file(tmp_path, "a.txt", f"{line}\n짧은 글\n")) == [line, "짧은 글"]


def test_a_line_over_the_cap_is_rejected_and_the_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 1000)
    monkeypatch.setattr(streams, "READ", 100)
    path = file(tmp_path, "a.txt", "앞\n" + "x" * 5000 + "\n뒤\n")
    before, long, after = items(path)
    assert (before, after) == (Record("a.txt:1", "앞", "a.txt:1"), Record("a.txt:3", "뒤", "a.txt:3"))
    assert isinstance(long, Reject)
    assert (long.line, long.reason, len(long.text) <= 200) == (2, streams.TOO_LONG, True)


@repeated
@given(st.lists(st.text(st.sampled_from("가a \r\f\x85\u2028"), max_size=5)), st.integers(1, 40))
def test_ids_are_line_numbers_however_the_file_is_cut(tmp_path: Path, lines: list[str], size: int) -> None:
    path = file(tmp_path, "a.txt", "".join(f"{line}\n" for line in lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "READ", size)
        found = records(path)
    assert [(record.id, record.text) for record in found] == [
        (f"a.txt:{number}", line.removesuffix("\r")) for number, line in enumerate(lines, 1)
    ]


# documents


def test_a_document_is_a_line_a_block_or_a_file(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "\n가\n나\n \t\n\n다\n")
    assert docs(path, "line") == [f"a.txt:{line}" for line in range(1, 7)]
    assert docs(path, "file") == ["a.txt"] * 6
    assert [(record.id, record.doc) for record in records(path, docs="blank")] == [
        ("a.txt:2", "a.txt:2"),
        ("a.txt:3", "a.txt:2"),
        ("a.txt:6", "a.txt:6"),
    ]


@repeated
@given(st.lists(st.sampled_from(["가", "나 다", "", " ", "\u3000", b"\xff\xff"]), max_size=20), st.integers(1, 9))
def test_blocks_between_blank_lines_are_documents_however_the_file_is_cut(
    tmp_path: Path, lines: list[str | bytes], size: int
) -> None:
    raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
    path = file(tmp_path, "a.txt", b"".join(line + b"\n" for line in raw))
    expected, doc = [], ""
    for number, line in enumerate(lines, 1):
        if isinstance(line, bytes):
            continue
        doc = (doc or f"a.txt:{number}") if line.strip() else ""
        if doc:
            expected.append(Record(f"a.txt:{number}", line, doc))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "READ", size)
        patch.setattr(streams, "LINES", 2)
        found = items(path, docs="blank", encoding="utf-8")
    assert [item for item in found if isinstance(item, Record)] == expected
    assert len(found) - len(expected) == lines.count(b"\xff\xff")


def test_blank_lines_end_documents_in_text_only(tmp_path: Path) -> None:
    write(tmp_path / "b.parquet", "parquet", TEXT, [])
    for path in (file(tmp_path, "a.tsv", "text\n가\n"), tmp_path / "b.parquet"):
        with pytest.raises(UsageError, match="--docs blank is for text"):
            open_one(path, docs="blank")


# encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp949"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_korean_text_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, end: str) -> None:
    lines = ["첫째 줄이다", "", "셋째 줄ㅋㅋ \u0a0a"[: 7 if encoding == "cp949" else None]]
    assert texts(file(tmp_path, "a.txt", end.join(lines).encode(encoding))) == lines


def test_a_few_bad_lines_are_rejected_with_their_bytes(tmp_path: Path) -> None:
    lines = [f"{number}번째 줄이다".encode("cp949") for number in range(1, 31)]
    lines[9] = b"\xff\xfe\xfd 10"
    path = file(tmp_path, "a.txt", b"\r\n".join(lines))
    source = open_one(path)
    assert source.encoding is not None
    assert source.encoding.name == "cp949"
    found = items(path)
    assert found[9] == Reject("a.txt:10", "source", "not cp949 text", b"\xff\xfe\xfd 10")
    good = [item.text for item in found if isinstance(item, Record)]
    assert good == [f"{number}번째 줄이다" for number in range(1, 31) if number != 10]


def test_half_broken_utf8_keeps_the_good_half(tmp_path: Path) -> None:
    lines = ["나쁜 줄".encode()[:-1], "좋은 줄".encode()] * 20
    found = items(file(tmp_path, "a.txt", b"\n".join(lines)))
    assert [isinstance(item, Record) for item in found] == [number % 2 == 1 for number in range(40)]
    assert found[0] == Reject("a.txt:1", "source", "not utf-8 text", lines[0])


def test_the_choice_and_its_reason_can_be_reported(tmp_path: Path) -> None:
    assert open_one(file(tmp_path, "a.txt", "한국".encode("cp949"))).encoding == encodings.Encoding(
        "cp949", "100% of the non-ASCII lines decode"
    )


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.txt looks like a binary file"):
        open_one(file(tmp_path, "a.txt", os.urandom(5000)))


# damage


@pytest.mark.parametrize("ending", [".gz", ".xz", ".zst"])
@pytest.mark.parametrize(("number", "keep"), [(30_000, 0.9), (30_000, 0.4), (15_000, 0.9)])
def test_a_truncated_archive_gives_its_good_lines_first(tmp_path: Path, ending: str, number: int, keep: float) -> None:
    lines = [f"{line} {os.urandom(20).hex()}" for line in range(number)]
    path = tmp_path / f"a.txt{ending}"
    with files.writing(path) as out:
        out.write("\n".join(lines).encode())
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    got: list[str] = []
    with pytest.raises(InputError, match=rf"a\.txt\{ending}: "):
        drain(open_one(path), got)
    assert got == lines[: len(got)]
    assert len(got) > len(lines) * (keep - 0.2)


def test_an_archive_that_is_none_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.txt\.gz: not a gzipped file"):
        open_one(file(tmp_path, "a.txt.gz", "글이다\n"))


def test_a_truncated_archive_from_a_pipe_gives_its_good_lines_first(tmp_path: Path) -> None:
    path = tmp_path / "pipe.gz"
    os.mkfifo(path)
    lines = [f"{number} {os.urandom(20).hex()}" for number in range(3000)]
    packed = gzip.compress("\n".join(lines).encode())
    writer = threading.Thread(target=lambda: path.write_bytes(packed[:-1000]))
    writer.start()
    got: list[str] = []
    with pytest.raises(InputError, match=r"pipe\.gz: damaged compressed data"):
        drain(open_one(path), got)
    writer.join()
    assert got == lines[: len(got)]
    assert len(got) > 2000


def test_a_source_knows_how_much_there_is_to_read(tmp_path: Path) -> None:
    plain = open_one(file(tmp_path, "a.txt", "글\n"))
    packed = open_one(file(tmp_path, "a.txt.gz", gzip.compress(b"x")))
    table = open_one(write(tmp_path / "a.parquet", "parquet", TEXT, []))
    assert (plain.size, plain.packed, plain.line_based) == (4, False, True)
    assert (packed.packed, table.line_based) == (True, False)
    assert open_one(Path("/dev/null")).size is None


# formats


def own_json() -> bytes:
    return b'{"id":"x:1","text":"\xea\xb0\x80"}\n{"id":"x:2","text":"b"}\n'


@pytest.mark.parametrize(
    ("name", "needs", "content", "format", "shape"),
    [
        ("a.txt", "tokens", own_json(), "text", TEXT),
        ("a.log", "text", "글이다", "text", TEXT),
        ("a", "tokens", "글 이다", "tokens", TOKENS),
        ("a", "tagged", "글/NNG 이다/VCP", "tagged", TAGGED),
        ("a", "text", own_json(), "jsonl", TEXT),
        ("a", "ids", "글이다", "text", TEXT),
        ("a.tokens.gz", "text", gzip.compress("글".encode(), mtime=0), "tokens", TOKENS),
        ("a.NDJSON", "text", own_json(), "jsonl", TEXT),
    ],
)
def test_the_format_is_told_by_ending_then_first_line_then_need(
    tmp_path: Path, name: str, needs: str, content: str | bytes, format: str, shape: Shape
) -> None:
    source = open_one(file(tmp_path, name, content), needs=needs)
    assert (source.format, source.shape) == (format, shape)


def test_what_the_user_says_goes_before_the_ending(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "밥을 먹다")
    assert records(path, format="tokens")[0].tokens == (Token("밥을"), Token("먹다"))


def test_tokens_and_tags_are_read_line_by_line(tmp_path: Path) -> None:
    found = records(file(tmp_path, "a.tagged", "자연어\\s처리/NNG //SP 1/2/SN\n\n"))
    assert found[0] == Record(
        "a.tagged:1",
        "자연어 처리 / 1/2",
        "a.tagged:1",
        (Token("자연어 처리", "NNG"), Token("/", "SP"), Token("1/2", "SN")),
    )
    assert found[1].tokens == ()


def test_a_tagged_line_with_something_untagged_is_rejected(tmp_path: Path) -> None:
    found = items(file(tmp_path, "a.tagged", "밥/NNG 먹다\n밥/NNG\n/NNG\n"))
    assert [type(item) for item in found] == [Reject, Record, Reject]
    assert isinstance(found[0], Reject)
    assert found[0].reason == "'먹다' is not form/TAG"


def test_a_tensor_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="koprep inspect"):
        open_one(file(tmp_path, "a.safetensors", b"\0" * 99))


# what is written is read again


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@settings(repeated, max_examples=20)
@given(data=st.data())
def test_nothing_is_lost_on_the_way_through_a_file(
    tmp_path: Path, format: str, ending: str, shape: Shape, data: st.DataObject
) -> None:
    if format == "parquet" and ending:
        return
    made = [data.draw(made_records(shape)) for _ in range(data.draw(st.integers(0, 3)))]
    path = write(tmp_path / f"a.{format}{ending}", format, shape, made, RECIPE)
    flat = [record for batch in made for record in batch]
    assert records(path) == flat
    source = open_one(path)
    if flat or format == "parquet":
        assert (source.shape, source.recipe) == (shape, RECIPE)


@repeated
@given(made_records(TEXT, one_line=True))
def test_text_comes_back_line_by_line(tmp_path: Path, made: list[Record]) -> None:
    assert texts(write(tmp_path / "a.txt", "text", TEXT, [made]), encoding="utf-8") == [record.text for record in made]


@repeated
@given(st.lists(st.lists(forms, max_size=4)), st.sampled_from(["tokens", "tagged"]))
def test_tokens_come_back_whatever_they_hold(tmp_path: Path, lists: list[list[str]], format: str) -> None:
    tag = "NNG" if format == "tagged" else ""
    made = [Record("a", "", "a", tuple(Token(form, tag) for form in forms)) for forms in lists]
    path = write(tmp_path / f"a.{format}", format, TAGGED if tag else TOKENS, [made])
    assert [record.tokens for record in records(path, encoding="utf-8")] == [record.tokens for record in made]


@repeated
@given(made_records(TEXT))
def test_tsv_and_csv_come_back_with_text_and_label(tmp_path: Path, made: list[Record]) -> None:
    options = {"text_col": "text", "label_col": "label", "encoding": "utf-8"}
    found = records(write(tmp_path / "a.csv", "csv", TEXT, [made]), **options)
    assert [(item.text, item.label) for item in found] == [
        (item.text.replace("\r\n", "\n"), (item.label or "").replace("\r\n", "\n") or None) for item in made
    ]
    found = records(write(tmp_path / "a.tsv", "tsv", TEXT, [made]), **options)
    spaces = str.maketrans("\t\n\r", "   ")
    assert [(item.text, item.label) for item in found] == [
        (item.text.translate(spaces), (item.label or "").translate(spaces) or None) for item in made
    ]


# several sources


def test_several_files_are_read_in_the_order_given(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        file(tmp_path, name, name)
    opened = open_all([str(tmp_path / "b.txt"), str(tmp_path / "*a.txt")], Options())
    assert [source.path.name for source in opened] == ["b.txt", "a.txt"]


def test_a_file_given_twice_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "글")
    for other in (path, tmp_path):
        with pytest.raises(UsageError, match=r"a\.txt is given twice$"):
            open_all([str(path), str(other)], Options())


@pytest.mark.parametrize("name", ["a.jsonl", "z.jsonl", "a.txt", "a.jsonl.gz"])
def test_an_empty_file_holds_what_the_others_do(tmp_path: Path, name: str) -> None:
    empty = file(tmp_path, name, gzip.compress(b"") if name.endswith("gz") else b"")
    for shard in ("m.jsonl", "n.jsonl"):
        write(tmp_path / shard, "jsonl", TOKENS, [[Record("x:1", "밥", "x", (Token("밥"),))]], RECIPE)
    opened = open_all([str(empty), str(tmp_path / "m.jsonl"), str(tmp_path / "n.jsonl")], Options())
    assert {source.shape for source in opened} == {TOKENS}
    assert Plan(Pipeline.parse(["stopwords"]), opened, tmp_path / "o.jsonl").recipe().inputs == RECIPE.inputs * 2


def test_many_shards_are_not_all_open_at_once(tmp_path: Path) -> None:
    for number in range(60):
        write(tmp_path / f"{number:02}.parquet", "parquet", TEXT, [[Record("x:1", "글", "x")]])
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) + 30, limits[1]))
    try:
        found = [item for source in open_all([str(tmp_path)], Options()) for item in decoded(source)]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert len(found) == 60


def test_files_that_hold_different_things_are_refused(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", "글")
    write(tmp_path / "b.parquet", "parquet", TAGGED, [], RECIPE)
    with pytest.raises(InputError, match=r"b\.parquet holds tagged tokens, but .*a\.txt holds text; run them apart"):
        open_all([str(tmp_path)], Options())


def test_files_made_by_different_steps_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", "parquet", TOKENS, [], RECIPE)
    write(tmp_path / "b.parquet", "parquet", TOKENS, [], RECIPE.then(("length",)))
    write(tmp_path / "c.parquet", "parquet", TOKENS, [], Recipe().then(RECIPE.steps, RECIPE.engines, {}, ("cd",)))
    assert len(open_all([str(tmp_path / "a.parquet"), str(tmp_path / "c.parquet")], Options())) == 2
    with pytest.raises(InputError, match=r"b\.parquet and .*a\.parquet were made by different steps"):
        open_all([str(tmp_path)], Options())


# standard input and pipes


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], Source]:
    def opened(data: bytes, **options: str) -> Source:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return open_all(["-"], Options(**options))[0]

    return opened


def decoded(source: Source) -> list[Record | Reject]:
    return [item for block in blocks(source) for item in block.decode()]


def test_standard_input_is_named_a_dash(stdin: Callable[[bytes], Source]) -> None:
    assert decoded(stdin("가\n나".encode())) == [Record("-:1", "가", "-:1"), Record("-:2", "나", "-:2")]


def test_standard_input_may_be_records(stdin: Callable[[bytes], Source]) -> None:
    source = stdin(own_json())
    assert (source.format, decoded(source)[1]) == ("jsonl", Record("x:2", "b", "x:2"))


@pytest.mark.parametrize("size", [0, 3 << 20])
def test_a_first_record_of_any_length_is_recognized(
    stdin: Callable[[bytes], Source], tmp_path: Path, size: int
) -> None:
    record = Record("x:1", "긴" * size, "x", (Token("a"),))
    path = write(tmp_path / "a.jsonl", "jsonl", TOKENS, [[record]], RECIPE)
    for source in (open_one(path), stdin(path.read_bytes())):
        assert (source.shape, source.recipe, decoded(source)) == (TOKENS, RECIPE, [record])


def test_files_koprep_learned_are_no_corpus(tmp_path: Path) -> None:
    Vocab.of(["밥"]).write(tmp_path / "v.tsv")
    with pytest.raises(InputError, match=r"v\.tsv is a vocab file, not a corpus; koprep inspect"):
        open_one(tmp_path / "v.tsv")


def test_parquet_does_not_come_through_a_pipe(stdin: Callable[[bytes], Source]) -> None:
    with pytest.raises(UsageError, match="name the file"):
        stdin(b"PAR1", format="parquet")  # type: ignore[call-arg]


def test_a_named_pipe_gives_its_first_line_while_it_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    done = threading.Event()

    def feed() -> None:
        with path.open("wb", buffering=0) as pipe:
            pipe.write(b'{"id":"x:1",')  # a line that comes in two pieces is still recognized
            done.wait(0.3)
            pipe.write(b'"text":"one"}\n')
            done.wait(10)
            pipe.write(b'{"id":"x:2","text":"two"}\n')

    writer = threading.Thread(target=feed)
    writer.start()
    source = open_one(path)
    stream = source.blocks()
    first = next(block for block in stream if block is not None)
    assert first.decode() == [Record("x:1", "one", "x:1")]
    assert next(stream) is None
    done.set()
    assert [item for block in stream if block for item in block.decode()] == [Record("x:2", "two", "x:2")]
    writer.join()


# JSON Lines


def test_broken_lines_are_rejected_and_the_rest_comes_through(tmp_path: Path) -> None:
    lines = [
        '{"id":"x:1","text":',
        '{"id":"x:2","text":"둘"}',
        "",
        "no json",
        '{"id":"x:5","text":"\\ud800"}',
        "[" * 99_999,
        '{"id":"x:7","text":"칠","tokens":["칠"]}',
    ]
    found = items(file(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [(item.id, isinstance(item, Record)) for item in found] == [
        ("a.jsonl:1", False),
        ("x:2", True),
        ("a.jsonl:4", False),
        ("a.jsonl:5", False),
        ("a.jsonl:6", False),
        ("x:7", True),
    ]
    assert all(reject.text == lines[(reject.line or 0) - 1] for reject in found if isinstance(reject, Reject))


def test_records_without_documents_are_their_own(tmp_path: Path) -> None:
    assert records(file(tmp_path, "a.jsonl", own_json()))[0] == Record("x:1", "가", "x:1")


@pytest.mark.parametrize(
    ("line", "text_col", "label_col", "expected"),
    [
        ('{"id": 9976970, "document": "아 더빙..", "label": 0}', "document", "label", ("아 더빙..", "0")),
        (
            '{"guid": "ynat-v1_1", "title": "유튜브 내달 2일까지", "annotations": {"annotators": ["13", "7"]}}',
            "title",
            "annotations.annotators.1",
            ("유튜브 내달 2일까지", "7"),
        ),
        (
            '{"named_entity": [{"content": [{"sentence": "한국어 문장"}]}], "type": "뉴스"}',
            "named_entity.0.content.0.sentence",
            "type",
            ("한국어 문장", "뉴스"),
        ),
        ('{"id": "a", "text": "글", "label": 1}', "", "label", ("글", "1")),
        ('{"id": "a", "text": "글", "label": "긍정"}', "", "label", ("글", "긍정")),
        ('{"text": "글", "ok": true}', "", "ok", ("글", "true")),
        ('{"id": "a", "text": "글", "url": "https://a.kr"}', "", "", ("글", None)),
        ('{"text": "글", "who": null}', "", "who", ("글", None)),
    ],
)
def test_other_peoples_json_lines_are_read_by_dotted_paths(
    tmp_path: Path, line: str, text_col: str, label_col: str, expected: tuple[str, str | None]
) -> None:
    found = records(file(tmp_path, "a.jsonl", f"{line}\n"), text_col=text_col, label_col=label_col)
    assert found == [Record("a.jsonl:1", expected[0], "a.jsonl:1", label=expected[1])]


def test_a_line_without_the_column_is_rejected(tmp_path: Path) -> None:
    lines = '{"t": "글"}\n{"x": 1}\n{"t": 3}\n\n{"t": "글", "l": 1}\n'
    found = rejects(file(tmp_path, "a.jsonl", lines), text_col="t")
    assert [(reject.line, reject.reason) for reject in found] == [(2, "no column t"), (3, "t is no string")]
    assert [reject.line for reject in rejects(tmp_path / "a.jsonl", text_col="t", label_col="l")] == [1, 2, 3]


def test_json_with_an_unknown_text_column_lists_its_keys(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has the keys guid, title; say which holds the text: --text-col KEY"):
        open_one(file(tmp_path, "a.jsonl", '{"guid": 1, "title": "제목"}\n'))


@pytest.mark.parametrize("content", ['[\n  {"text": "글"}\n]\n', '[{"text": "글"}]', "그냥 글\n", "3\n"])
def test_json_that_is_no_json_lines_is_told_how_to_become_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"a\.json:1: not JSON Lines; one object a line is needed \(jq -c"):
        open_one(file(tmp_path, "a.json", content))


def test_a_damaged_recipe_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.jsonl: its recipe can't be read"):
        open_one(file(tmp_path, "a.jsonl", '{"id":"a","text":"b","recipe":{"steps":3}}\n'))


def test_ids_are_records_that_were_encoded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", "jsonl", IDS, [[Record("a:1", "글", "a", (Token("글"),), (4,))]])
    assert open_one(path, needs="ids").shape == IDS
