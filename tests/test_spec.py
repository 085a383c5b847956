"""The grammar of stage specs, over a stage with an option of every type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import spec
from koprep.errors import UsageError
from koprep.stages.base import Stage, option


@dataclass(frozen=True)
class Every(Stage):
    """A stage with an option of every type."""

    name: ClassVar[str] = "every"
    example: ClassVar[str] = "every:word=x"
    word: str = option("", help="any text")
    max_len: int = option(0, help="a number")
    rate: float = option(0.5, help="a share")
    gaps: bool = option(False, help="a switch")
    keep: tuple[str, ...] = option(("NNG",), help="names")
    from_: str = option("a", help="a keyword of Python", choices=("a", "b"))
    table: str = option("", help="a file", file=True)


@dataclass(frozen=True)
class Needy(Stage):
    """A stage with an option it can't do without."""

    name: ClassVar[str] = "needy"
    example: ClassVar[str] = "needy:size=40"
    size: int = option(help="a number")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.size < 1:
            raise UsageError(f"needy: size={self.size} is too small; use 1 or more")


@dataclass(frozen=True)
class Bare(Stage):
    """A stage without options."""

    name: ClassVar[str] = "bare"
    example: ClassVar[str] = "bare"


STAGES: dict[str, type[Stage]] = {stage.name: stage for stage in (Every, Needy, Bare)}


def parse(text: str) -> Stage:
    return spec.parse(text, STAGES)


def error(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# texts that are made of what the grammar uses
pieces = [",", "\\", "=", "+", ":", "word", "word=", ",word=", ",wrod=", ",keep=", "a-b=", " ", "\n", "가", "[a,b]"]
hostile = st.lists(st.sampled_from(pieces)).map("".join)
texts = st.one_of(st.text(), hostile)
items = texts.map(lambda text: text.replace("+", "")).filter(bool)


@given(
    word=texts,
    table=texts,
    keep=st.lists(items).map(tuple),
    max_len=st.integers(),
    gaps=st.booleans(),
    rate=st.floats(allow_nan=False),
    from_=st.sampled_from("ab"),
)
def test_what_is_spelled_parses_back(
    word: str, table: str, keep: tuple[str, ...], max_len: int, gaps: bool, rate: float, from_: str
) -> None:
    stage = Every(word, max_len, rate, gaps, keep, from_, table)
    if sum(value.endswith("\\") for value in (word, table, "+".join(keep))) > 1:
        with pytest.raises(UsageError, match="only one option can end in a backslash"):
            spec.spell(stage)
        return
    text = spec.spell(stage)
    assert parse(text) == stage
    assert spec.spell(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("every", Every()),
        ("every:word=밥", Every("밥")),
        ("every:word=a,max-len=3", Every("a", 3)),
        ("every:max-len=3,word=a", Every("a", 3)),
        ("every:from=b", Every(from_="b")),
        ("every:keep=NNG+NNP", Every(keep=("NNG", "NNP"))),
        ("every:keep=", Every(keep=())),
        ("every:keep=NNG++NNP+", Every(keep=("NNG", "NNP"))),
        ("every:word=a+b", Every("a+b")),
        ("every:gaps=yes,rate=1e-3", Every(gaps=True, rate=0.001)),
        ("every:max-len=-7", Every(max_len=-7)),
        ("every:word=1,000원", Every("1,000원")),
        ("every:word=[,;:]=", Every("[,;:]=")),
        (r"every:word=a\,keep=b", Every("a,keep=b")),
        (r"every:word=a\,b", Every("a,b")),
        (r"every:word=\d+\s", Every(r"\d+\s")),
        ("every:word=a=b", Every("a=b")),
        ("every:word=", Every("")),
        ("every:word=https://a.kr:80/x", Every("https://a.kr:80/x")),
        ("bare", Bare()),
        ("needy:size=1", Needy(1)),
    ],
)
def test_specs_and_what_they_mean(text: str, stage: Stage) -> None:
    assert parse(text) == stage


def test_defaults_are_left_out_and_the_rest_stands_in_the_order_of_the_fields() -> None:
    assert spec.spell(Every()) == "every"
    assert spec.spell(Every(gaps=True, word="a")) == "every:word=a,gaps=yes"
    assert spec.spell(Every("a,keep=b")) == r"every:word=a\,keep=b"
    assert spec.spell(Every("끝\\", 3)) == "every:max-len=3,word=끝\\"


def test_a_list_item_no_spec_can_hold_is_refused() -> None:
    for keep in (("a+b",), ("",), ("a", "")):
        with pytest.raises(UsageError, match="an item of keep can't be empty or hold a"):
            spec.spell(Every(keep=keep))


def test_unknown_names_list_the_known_and_the_nearest() -> None:
    assert error("evry:word=a") == "no stage 'evry': did you mean every? (known: every, needy, bare)"
    assert error("zzz") == "no stage 'zzz': unknown; known: every, needy, bare"
    assert error("") == "no stage '': unknown; known: every, needy, bare"
    assert error("every:max_len=3") == (
        "every: no option 'max_len': did you mean max-len? (known: word, max-len, rate, gaps, keep, from, table)"
    )
    assert error("every:from_=a").startswith("every: no option 'from_': did you mean from?")


def test_an_option_without_a_value() -> None:
    assert error("every:word") == (
        "every: 'word' is no option, write key=value (known: word, max-len, rate, gaps, keep, from, table)"
    )
    assert error("every:").startswith("every: '' is no option")
    assert error("bare:x=1") == "bare has no options, but got 'x=1'"


def test_a_near_miss_inside_a_value_is_an_error_not_a_text() -> None:
    assert error("every:word=a,max_len=3") == (
        "every: no option 'max_len': did you mean max-len? (known: word, max-len, rate, gaps, keep, from, table); "
        "if the comma belongs to the value, write \\,"
    )
    assert parse(r"every:word=a\,max_len=3") == Every("a,max_len=3")
    assert parse("every:word=a,zzz=3") == Every("a,zzz=3")


def test_an_unknown_option_behind_a_value_of_the_wrong_kind_is_named() -> None:
    assert error("every:max-len=3,zzz=4") == (
        "every: max-len=3,zzz=4 is not a whole number; there is no option 'zzz': "
        "unknown; known: word, max-len, rate, gaps, keep, from, table"
    )
    assert "there is no option 'zzz'" in error("every:from=a,zzz=4")


def test_values_of_the_wrong_kind() -> None:
    assert error("every:max-len=3.5") == "every: max-len=3.5 is not a whole number"
    assert error("every:rate=x") == "every: rate=x is not a number"
    assert error("every:rate=nan") == "every: rate=nan is not a number"
    assert error("every:gaps=true") == "every: gaps=true is not yes or no"
    assert error("every:from=c") == "every: from=c: unknown; known: a, b"


def test_missing_and_doubled_options() -> None:
    assert error("needy") == "needy: size= is missing, as in needy:size=40"
    assert error("needy:size=1,size=2") == "needy: size is given twice"


def test_checks_of_the_stage_itself_come_through() -> None:
    assert error("needy:size=0") == "needy: size=0 is too small; use 1 or more"


def test_a_recipe_step_has_no_paths() -> None:
    assert spec.recipe_step(Every("a", table="/home/me/table.tsv", from_="b")) == "every:word=a,from=b,table"
    assert spec.recipe_step(Every()) == "every"
