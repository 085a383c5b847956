"""Tables: TSV and CSV with and without a header, and the rows that don't fit."""

from __future__ import annotations

import csv
import io
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koprep import csvrows, streams
from koprep.errors import InputError, UsageError
from koprep.record import Record, Reject
from tests.datalayer import blocks, file, items, open_one, records, rejects

NSMC = 'id\tdocument\tlabel\n9976970\t아 더빙.. 진짜 짜증나네요\t0\n3819312\t\t1\n10265843\t"너무재밓었다"\t0\n'
cells = st.text(st.sampled_from('가a ",\n'), max_size=4)


def rows(path: Path, **options: str) -> list[tuple[str, str, str | None]]:
    return [(record.id, record.text, record.label) for record in records(path, **options)]


def test_columns_are_named_by_the_header(tmp_path: Path) -> None:
    path = file(tmp_path, "ratings.tsv", NSMC)
    assert rows(path, text_col="document", label_col="label") == [
        ("ratings.tsv:2", "아 더빙.. 진짜 짜증나네요", "0"),
        ("ratings.tsv:3", "", "1"),
        ("ratings.tsv:4", '"너무재밓었다"', "0"),
    ]
    assert rows(path, text_col="document")[1] == ("ratings.tsv:3", "", None)
    assert {record.doc for record in records(path, text_col="document", docs="file")} == {"ratings.tsv"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
def test_a_table_may_come_from_windows(tmp_path: Path, encoding: str) -> None:
    content = '번호,리뷰\r\n1,"좋다,\r\n정말"\r\n2,별로\r\n'.encode(encoding)
    assert rows(file(tmp_path, "a.csv", content), text_col="리뷰") == [
        ("a.csv:2", "좋다,\n정말", None),
        ("a.csv:4", "별로", None),
    ]


def test_a_number_counts_from_one_and_means_that_there_is_no_header(tmp_path: Path) -> None:
    path = file(tmp_path, "a.tsv", "0\t첫 줄\n1\t둘째 줄\t남는 열\n")
    assert rows(path, text_col="2", label_col="1") == [("a.tsv:1", "첫 줄", "0"), ("a.tsv:2", "둘째 줄", "1")]
    assert rows(file(tmp_path, "b.csv", "글 하나\n\n글 둘"), text_col="1") == [
        ("b.csv:1", "글 하나", None),
        ("b.csv:2", "", None),
        ("b.csv:3", "글 둘", None),
    ]


def test_a_column_called_text_needs_no_naming(tmp_path: Path) -> None:
    assert rows(file(tmp_path, "a.csv", "n,text\n1,글\n")) == [("a.csv:2", "글", None)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, r"has the columns id, document, label; say which holds the text, as in --text-col label"),
        ({"text_col": "documents"}, r"--text-col documents: did you mean document\? \(known: id, doc"),
        ({"text_col": "document", "label_col": "rating"}, r"--label-col rating: "),
        ({"text_col": "2", "label_col": "label"}, r"means no header, so --label-col must be a number too"),
        ({"text_col": "0"}, r"columns are counted from 1"),
    ],
)
def test_a_column_that_is_not_there_is_said_with_those_that_are(
    tmp_path: Path, options: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        open_one(file(tmp_path, "ratings.tsv", NSMC), **options)


def test_header_names_match_in_either_composition(tmp_path: Path) -> None:
    assert rows(file(tmp_path, "a.tsv", "\u1105\u1175\u1107\u1172\n글\n"), text_col="리뷰") == [("a.tsv:2", "글", None)]


def test_ragged_rows_are_rejected_whole(tmp_path: Path) -> None:
    path = file(tmp_path, "a.tsv", "text\tlabel\n글\t1\n짧다\n길\t1\t2\n\n끝\t0\n")
    assert [item.text for item in items(path) if isinstance(item, Record)] == ["글", "끝"]
    assert rejects(path) == [
        Reject("a.tsv:3", "source", "1 columns, not 2", "짧다"),
        Reject("a.tsv:4", "source", "3 columns, not 2", "길\t1\t2"),
    ]


@pytest.mark.parametrize("name", ["a.tsv", "a.csv"])
def test_an_empty_cell_is_no_label(tmp_path: Path, name: str) -> None:
    path = file(tmp_path, name, "글,1\n말,\n".replace(",", "\t" if name == "a.tsv" else ","))
    assert [label for _, _, label in rows(path, text_col="1", label_col="2")] == ["1", None]


@pytest.mark.parametrize("option", ["text_col", "label_col"])
@pytest.mark.parametrize(
    ("name", "options", "format"),
    [
        ("a.txt", {}, "text"),
        ("a.tsv", {"format": "tokens"}, "tokens"),
        ("a", {}, "text"),
        ("a", {"needs": "tagged"}, "tagged"),
    ],
)
def test_a_format_without_columns_takes_no_names_of_columns(
    tmp_path: Path, name: str, options: dict[str, str], format: str, option: str
) -> None:
    message = f"^--{option.replace('_', '-')} is for tsv, .* is read as {format}; add --from tsv$"
    with pytest.raises(UsageError, match=message):
        open_one(file(tmp_path, name, "1\t글/NNG\n"), **options, **{option: "2"})


def test_a_header_alone_is_no_record(tmp_path: Path) -> None:
    for content in ("text\n", "text", '"text"\r\n', "text\n\n"[:5]):
        assert items(file(tmp_path, "a.csv", content)) == []


def test_a_header_field_may_span_lines(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", '"리뷰\n본문",별점\n좋다,5\n')
    assert rows(path, text_col="리뷰\n본문", label_col="별점") == [("a.csv:3", "좋다", "5")]


def test_tsv_knows_no_quotes(tmp_path: Path) -> None:
    assert rows(file(tmp_path, "a.tsv", 'text\tn\n"열린 따옴표\t1\n"글"\t2\n')) == [
        ("a.tsv:2", '"열린 따옴표', None),
        ("a.tsv:3", '"글"', None),
    ]


def test_a_quote_never_closed_costs_its_row_only(tmp_path: Path) -> None:
    plain = [f"{number}번,3" for number in range(2000)]
    lines = ["text,n", "가,1", '"열린 따옴표,2', *plain, '"쉼표, 있다",4', '"두\n줄",5']
    path = file(tmp_path, "a.csv", "\n".join(lines))
    found = items(path)
    assert [(item.id, item.reason) for item in found if isinstance(item, Reject)] == [("a.csv:3", csvrows.NEVER_CLOSED)]
    assert [item.text for item in found if isinstance(item, Record)] == [
        "가",
        *(f"{number}번" for number in range(2000)),
        "쉼표, 있다",
        "두\n줄",
    ]
    assert found[-1].id == "a.csv:2005"


@pytest.mark.parametrize("line", ['두 번 ""인용"",2', '","'])
def test_what_does_not_end_a_row_is_not_looked_at_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    looked: list[int] = []
    search = csvrows.open_row

    def counted(data: bytes, at: int = 0) -> int | None:
        looked.append(len(data) - at)
        return search(data, at)

    monkeypatch.setattr(csvrows, "open_row", counted)
    content = 'text,n\n"열린 따옴표,1\n' + f"{line}\n" * 50_000
    source = open_one(file(tmp_path, "a.csv", content))
    assert sum(len(block.data) for block in blocks(source)) > 200_000
    assert sum(looked) < 2 * len(content.encode())


def test_a_quote_that_stays_open_longer_than_a_row_may_be_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvrows, "LONGEST", 300)
    monkeypatch.setattr(streams, "READ", 50)
    lines = ["text,n", '"열린 따옴표,1', *(f"{number},2" for number in range(200)), '"두\n줄",3']
    source = open_one(file(tmp_path, "a.csv", "\n".join(lines)))
    assert max(len(block.data) for block in blocks(source)) < 700
    found = items(source.path)
    assert [item.id for item in found if isinstance(item, Reject)] == ["a.csv:2"]
    assert [item.text for item in found if isinstance(item, Record)] == [*map(str, range(200)), "두\n줄"]


def test_a_line_over_the_cap_inside_a_quoted_field_comes_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 300)
    monkeypatch.setattr(streams, "READ", 50)
    found = items(file(tmp_path, "a.csv", 'text,n\n"열린,1\n' + "x" * 900 + "\n끝,2\n"), encoding="utf-8")
    assert [(item.id, type(item)) for item in found] == [("a.csv:2", Reject), ("a.csv:3", Reject), ("a.csv:4", Record)]


def test_a_bad_line_inside_a_quoted_field_costs_that_row(tmp_path: Path) -> None:
    content = b'text,n\n\xea\xb0\x80,1\n"a\n\xff\nb",2\n\xeb\x82\x98,3\n'
    found = items(file(tmp_path, "a.csv", content), encoding="utf-8")
    assert found == [
        Record("a.csv:2", "가", "a.csv:2"),
        Reject("a.csv:3", "source", "not utf-8 text", b'"a\n\xff\nb",2'),
        Record("a.csv:6", "나", "a.csv:6"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1), st.integers(1, 30), st.integers(1, 3))
def test_quoted_fields_are_whole_however_the_file_is_cut(
    tmp_path: Path, table: list[tuple[str, str]], size: int, lines: int
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([("text", "label"), *table])
    path = file(tmp_path, "a.csv", out.getvalue())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "READ", size)
        patch.setattr(streams, "LINES", lines)
        found = records(path, label_col="label", encoding="utf-8")
    assert [(record.text, record.label) for record in found] == [(text, label or None) for text, label in table]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.sampled_from('",\na'), max_size=40), st.integers(1, 20), st.integers(1, 3))
def test_bad_quotes_mean_the_same_however_the_file_is_cut(tmp_path: Path, content: str, size: int, lines: int) -> None:
    path = file(tmp_path, "a.csv", content)
    whole = items(path, text_col="1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "READ", size)
        patch.setattr(streams, "LINES", lines)
        assert items(path, text_col="1") == whole


def test_a_column_of_text_may_be_missing_in_an_empty_file(tmp_path: Path) -> None:
    assert items(file(tmp_path, "a.tsv", ""), text_col="review", label_col="rating") == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "가\n"),
        ("a.csv", "text\n가\n"),
        ("a.jsonl", '{"text":"가"}\n'),
    ],
)
def test_blocks_travel_to_workers(tmp_path: Path, name: str, content: str) -> None:
    [block] = blocks(open_one(file(tmp_path, name, content)))
    assert pickle.loads(pickle.dumps(block)).decode() == block.decode()


def test_an_unreadable_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such encoding"):
        open_one(file(tmp_path, "a.tsv", NSMC), encoding="utf-88", text_col="document")
