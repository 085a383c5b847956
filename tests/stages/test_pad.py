"""``pad``: ids to one length."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Pipeline, Record, Token, tensors
from koprep.errors import UsageError
from koprep.stages.pad import Pad


def record(*ids: int) -> Record:
    return Record("a:1", "글", "a", (Token("글"),), ids, "1")


def padded(stage: Pad, *rows: tuple[int, ...]) -> list[tuple[int, ...] | None]:
    return [item.ids for item in stage([record(*row) for row in rows]) if isinstance(item, Record)]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Pad(4), [(1, 2, 3, 0), (1, 2, 3, 4), (0, 0, 0, 0)]),
        (Pad(4, side="pre"), [(0, 1, 2, 3), (1, 2, 3, 4), (0, 0, 0, 0)]),
        (Pad(4, truncate="pre"), [(1, 2, 3, 0), (3, 4, 5, 6), (0, 0, 0, 0)]),
        (Pad(4, "pre", "pre", 9), [(9, 1, 2, 3), (3, 4, 5, 6), (9, 9, 9, 9)]),
        (Pad(1), [(1,), (1,), (0,)]),
    ],
)
def test_padding_and_cutting_at_either_side(stage: Pad, expected: list[tuple[int, ...]]) -> None:
    assert padded(stage, (1, 2, 3), (1, 2, 3, 4, 5, 6), ()) == expected


@given(
    st.lists(st.lists(st.integers(0, 99), max_size=9).map(tuple), max_size=6),
    st.builds(
        Pad, st.integers(1, 8), st.sampled_from(["pre", "post"]), st.sampled_from(["pre", "post"]), st.integers(0, 5)
    ),
)
def test_it_is_what_the_tensor_file_does(rows: list[tuple[int, ...]], stage: Pad) -> None:
    ids = np.array([id for row in rows for id in row], np.int32)
    padding = tensors.Padding(stage.max_len, stage.side, stage.truncate, stage.value)
    matrix = tensors.pad(ids, np.cumsum([0, *map(len, rows)]), padding)
    assert padded(stage, *rows) == list(map(tuple, matrix.tolist()))


def test_everything_else_of_a_record_stays_and_a_record_without_ids_is_empty() -> None:
    assert Pad(2)([record(1)]) == [Record("a:1", "글", "a", (Token("글"),), (1, 0), "1")]
    assert padded(Pad(2)) == []
    [result] = Pad(2)([Record("a:1", "글")])
    assert isinstance(result, Record)
    assert result.ids == (0, 0)


def test_tokens_that_were_cut_are_told() -> None:
    _, _, tally = Pipeline((Pad(3),))([record(1, 2, 3, 4, 5), record(1), record(1, 2, 3, 4)])
    assert tally == {"tokens cut": 3}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("pad", "pad: max-len= is missing, as in pad:max-len=40"),
        ("pad:max-len=0", "pad: max-len=0 is too small; use 1 or more"),
        ("pad:max-len=3,value=-1", "pad: value=-1 is no id; use 0 or more"),
        ("pad:max-len=3,value=2147483648", "pad: value=2147483648 is no id; use 0 or more"),
        ("pad:max-len=3,side=left", "pad: side=left: unknown; known: pre, post"),
        (
            "pad:max-len=3,trunc=pre",
            "pad: no option 'trunc': did you mean truncate? "
            "(known: max-len, side, truncate, value); if the comma belongs to the value, write \\,",
        ),
    ],
)
def test_options_that_cannot_be(spec: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Pipeline.parse([spec])
    assert str(caught.value) == message
