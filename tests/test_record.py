"""Where a rejected line stood."""

from __future__ import annotations

import pickle

import pytest

from koprep.record import Record, Reject, Token


@pytest.mark.parametrize(
    ("id", "source", "line"),
    [
        ("a.txt:12", "a.txt", 12),
        ("-:3.1.2", "-", 3),
        ("a:b.txt:7", "a:b.txt", 7),
        ("리뷰 1", "리뷰 1", None),
        ("12", "12", None),
        ("a:b", "a:b", None),
        ("", "", None),
    ],
)
def test_a_reject_tells_source_and_line_of_its_id(id: str, source: str, line: int | None) -> None:
    reject = Reject(id, "source", "왜", "글")
    assert (reject.source, reject.line) == (source, line)


def test_records_travel_between_processes() -> None:
    record = Record("a:1", "했다", "a", (Token("하", "XSV", 0, 1),), (4,), "1")
    assert pickle.loads(pickle.dumps(record)) == record
