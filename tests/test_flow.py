"""Which orders of stages are possible, and what is said of those that aren't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from koprep import flow
from koprep.errors import UsageError
from koprep.flow import Shape
from koprep.stages.base import Stage


@dataclass(frozen=True)
class Fake(Stage):
    """Needs and gives what it is told."""

    name: ClassVar[str] = "fake"
    example: ClassVar[str] = "fake"
    wants: str = "text"
    makes: str = "same"

    def __post_init__(self) -> None:
        """No options to check."""

    @property
    def needs(self) -> str:
        return self.wants

    @property
    def gives(self) -> str:
        return self.makes


@pytest.mark.parametrize(
    ("wants", "makes", "before", "after"),
    [
        ("text", "same", Shape("text"), Shape("text")),
        ("text", "tokens", Shape("text"), Shape("tokens")),
        ("text", "tagged", Shape("text"), Shape("tagged", True)),
        ("tokens", "same", Shape("tokens"), Shape("tokens")),
        ("tokens", "same", Shape("tagged", True), Shape("tagged", True)),
        ("tokens", "tokens", Shape("tagged", True), Shape("tokens")),
        ("tagged", "same", Shape("tagged", True), Shape("tagged", True)),
        ("tokens", "ids", Shape("tokens"), Shape("ids")),
        ("tokens", "ids", Shape("tagged", True), Shape("ids", True)),
        ("ids", "same", Shape("ids", True), Shape("ids", True)),
    ],
)
def test_what_records_hold_after_a_stage(wants: str, makes: str, before: Shape, after: Shape) -> None:
    assert flow.after(Fake(wants, makes), before, "x") == after


@pytest.mark.parametrize(
    ("wants", "before", "message"),
    [
        ("tokens", "text", "fake needs tokens, but words gives text; put morphs or words before it"),
        ("tagged", "text", "fake needs tagged tokens, but words gives text; put morphs before it"),
        ("ids", "text", "fake needs ids, but words gives text; put encode:vocab=FILE before it"),
        ("text", "tokens", "fake needs text, but words gives tokens; put fake before the stage that makes tokens"),
        ("tagged", "tokens", "fake needs tagged tokens, but words gives tokens; only morphs gives tags"),
        ("ids", "tokens", "fake needs ids, but words gives tokens; put encode:vocab=FILE before it"),
        (
            "text",
            "tagged",
            "fake needs text, but words gives tagged tokens; put fake before the stage that makes tokens",
        ),
        ("ids", "tagged", "fake needs ids, but words gives tagged tokens; put encode:vocab=FILE before it"),
        ("text", "ids", "fake needs text, but words gives ids; put fake before encode"),
        ("tokens", "ids", "fake needs tokens, but words gives ids; put fake before encode"),
        ("tagged", "ids", "fake needs tagged tokens, but words gives ids; put fake before encode"),
    ],
)
def test_an_impossible_order_names_the_stage_what_it_needs_and_what_it_got(
    wants: str, before: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        flow.after(Fake(wants), flow.shape(before), "words")
    assert str(caught.value) == message


def test_a_chain_starts_with_what_its_first_stage_needs_unless_told() -> None:
    chain = [Fake("tokens"), Fake("tokens", "ids")]
    assert flow.through(chain, None, "the input") == Shape("ids")
    assert flow.through(chain, Shape("tagged", True), "the input") == Shape("ids", True)
    with pytest.raises(UsageError, match=r"fake needs tokens, but a\.txt gives text"):
        flow.through(chain, Shape("text"), "a.txt")


def test_a_chain_of_nothing_changes_nothing() -> None:
    assert flow.through([], None, "the input") == Shape("text")
    assert flow.through([], Shape("ids", True), "the input") == Shape("ids", True)


def test_the_stage_before_is_the_one_that_is_named() -> None:
    with pytest.raises(UsageError, match="fake needs text, but fake gives tokens"):
        flow.through([Fake("text", "tokens"), Fake("text")], None, "the input")
