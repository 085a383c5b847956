"""What all stages share: options, their checks, and mapping over texts."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from typing import ClassVar

import pytest

from koprep import Record, Token
from koprep.errors import UsageError
from koprep.stages.base import Stage, field_types, keys, map_texts, option


@dataclass(frozen=True)
class Sample(Stage):
    """A stage with choices."""

    name: ClassVar[str] = "sample"
    example: ClassVar[str] = "sample"
    from_: str = option("", help="one of two", choices=("pre", "post"))
    keep_tags: tuple[str, ...] = option((), help="some of two", choices=("N", "V"))
    table: str = option("", help="a file", file=True)


def test_options_have_the_names_they_have_in_a_spec() -> None:
    assert list(keys(Sample)) == ["from", "keep-tags", "table"]
    assert [field.metadata["file"] for field in keys(Sample).values()] == [False, False, True]
    assert field_types(Sample)["keep_tags"] == tuple[str, ...]


def test_choices_are_checked_when_a_stage_is_made() -> None:
    assert Sample("pre", ("N", "V")).from_ == "pre"
    with pytest.raises(UsageError) as caught:
        Sample("prae")
    assert str(caught.value) == "sample: from=prae: did you mean pre? (known: pre, post)"
    with pytest.raises(UsageError, match="sample: keep-tags=X: "):
        Sample(keep_tags=("N", "X"))


def test_a_text_in_the_place_of_names_is_refused() -> None:
    with pytest.raises(UsageError, match=r"sample: keep_tags is a tuple of names, such as \('N',\)"):
        Sample(keep_tags="N")  # type: ignore[arg-type]


def test_stages_are_values_that_do_not_change() -> None:
    assert Sample("pre") == Sample("pre")
    assert hash(Sample("pre")) == hash(Sample("pre"))
    assert Sample("pre") != Sample("post")
    with pytest.raises(FrozenInstanceError):
        Sample("pre").from_ = "post"  # type: ignore[misc]


def test_what_a_stage_is_unless_it_says_otherwise() -> None:
    stage = Sample()
    assert (stage.needs, stage.gives, stage.threads) == ("text", "same", False)
    assert (stage.engines(), stage.tally([], []), stage.warnings(False)) == ({}, {}, [])
    stage.warm()
    with pytest.raises(NotImplementedError):
        stage([])


def test_mapping_texts_keeps_records_that_do_not_change() -> None:
    tokens = (Token("a"),)
    batch = [Record("a:1", "Ab", "a", tokens, (1,), "x"), Record("a:2", "ab", "a", tokens, (1,), "y")]
    changed = map_texts(batch, lambda texts: [text.lower() for text in texts])
    assert changed[0] == Record("a:1", "ab", "a", label="x")
    assert changed[1] is batch[1]
