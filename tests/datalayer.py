"""What the tests of the data layer share: reading a source to its end, writing records, and made-up records."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from koprep import sources
from koprep.encoders import ENCODERS
from koprep.flow import Shape
from koprep.readers import Block
from koprep.recipe import Recipe
from koprep.record import Record, Reject, Token
from koprep.sinks import BytesSink, ParquetSink, Sink

TEXT, TOKENS, TAGGED = Shape("text"), Shape("tokens"), Shape("tagged", True)
IDS, TAGGED_IDS = Shape("ids"), Shape("ids", True)
SHAPES = (TEXT, TOKENS, TAGGED, IDS, TAGGED_IDS)


def open_one(path: Path, **options: str) -> sources.Source:
    return sources.open_one(path, sources.Options(**options))


def blocks(source: sources.Source) -> list[Block]:
    return [block for block in source.blocks() if block is not None]


def items(path: Path, **options: str) -> list[Record | Reject]:
    """Everything a source gives, records and rejects, in order."""
    return [item for block in blocks(open_one(path, **options)) for item in block.decode()]


def records(path: Path, **options: str) -> list[Record]:
    """The records of a source without rejects."""
    found = items(path, **options)
    assert all(isinstance(item, Record) for item in found), found
    return [item for item in found if isinstance(item, Record)]


def texts(path: Path, **options: str) -> list[str]:
    return [record.text for record in records(path, **options)]


def rejects(path: Path, **options: str) -> list[Reject]:
    return [item for item in items(path, **options) if isinstance(item, Reject)]


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def sink(path: Path, format: str, shape: Shape, recipe: Recipe | None = None) -> Sink:
    if format == "parquet":
        return ParquetSink(path, shape, recipe or Recipe())
    return BytesSink(path, format, shape, recipe or Recipe())


def write(path: Path, format: str, shape: Shape, batches: list[list[Record]], recipe: Recipe | None = None) -> Path:
    """Write batches of records as the engine does."""
    encode = ENCODERS[format](shape)
    with sink(path, format, shape, recipe) as out:
        for batch in batches:
            out.write(encode(batch))
    return path


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
korean = st.text(st.sampled_from('가힣ㅋ각 a1,"\\/\t\n\r\x00\x0b\x0c\x1c\x85\u2028\u3000😀'), max_size=12)
any_text = plain | korean
forms = any_text.filter(bool)
tags = st.sampled_from(["NNG", "JKS", "W_URL", "SW", ""])
numbers = st.integers(-(2**31), 2**31 - 1)


@st.composite
def made_records(draw: st.DrawFn, shape: Shape, one_line: bool = False) -> list[Record]:
    """Records that hold what the shape says, and nothing it doesn't."""
    text = any_text.map(lambda text: text.replace("\n", " ").rstrip("\r")) if one_line else any_text
    made = []
    for number in range(draw(st.integers(0, 6))):
        tokens = ids = None
        if shape.level != "text":
            places = draw(st.booleans())
            tokens = tuple(
                Token(form, draw(tags) if shape.tagged else "", *((draw(numbers), draw(numbers)) if places else ()))
                for form in draw(st.lists(forms, max_size=4))
            )
            tokens = tuple(token if token.start >= 0 else Token(*token[:2]) for token in tokens)
        if shape.level == "ids":
            ids = tuple(draw(st.lists(numbers, max_size=4)))
        id = f"{draw(any_text)}:{number}"
        made.append(Record(id, draw(text), draw(forms), tokens, ids, draw(st.none() | any_text)))
    return made
