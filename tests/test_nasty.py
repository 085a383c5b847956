"""The nasty lines through every engine: each comes out or is rejected, none is lost, nothing hangs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from unicodedata import normalize

import pytest

from koprep import sources
from koprep.engine.plan import Plan
from koprep.engine.run import Summary, execute
from koprep.errors import MissingError
from koprep.pipeline import Pipeline
from koprep.record import Record
from koprep.taggers import guard, jvm
from tests.datalayer import file
from tests.helpers import koprep
from tests.nasty_lines import BROKEN, GROUPS, LINES, SLOW

FAST = ("kiwi", "mecab", "konlpy-mecab")
JVM = ("okt", "komoran", "hannanum", "kkma")
LIMIT = 2.0
QUICK = [line for line in LINES if line not in {str(line).encode() for line in GROUPS[SLOW]}]


@pytest.fixture(scope="module", autouse=True)
def no_process_left() -> Iterator[None]:
    yield
    guard.stop_all()


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    return file(tmp_path, "nasty.txt", b"".join(line + b"\n" for line in LINES))


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    """Without the lines that cost the slow engines all their time."""
    return file(tmp_path, "quick.txt", b"".join(line + b"\n" for line in QUICK))


def java() -> None:
    try:
        jvm.runtime()
    except (MissingError, ImportError):
        pytest.skip("no Java; pip install 'koprep[jvm]'")


def through(spec: str, source: Path) -> tuple[Summary, list[Record], list[dict[str, object]]]:
    """What one stage makes of a file: the summary, the records, the rejects."""
    output, rejects = source.with_name("out.parquet"), source.with_name("rejects.jsonl")
    opened = sources.open_all([str(source)], sources.Options())
    summary = execute(Plan(Pipeline.parse([spec]), opened, output, rejects=rejects))
    records = [
        record
        for block in sources.open_all([str(output)], sources.Options())[0].blocks()
        if block is not None
        for record in block.decode()
        if isinstance(record, Record)
    ]
    return summary, records, [json.loads(line) for line in rejects.read_text(encoding="utf-8").split("\n")[:-1]]


def line_of(record: Record) -> int:
    return int(record.id.partition(":")[2].partition(".")[0])


def account(lines: list[bytes], spec: str, source: Path) -> tuple[Summary, list[Record], list[dict[str, object]]]:
    """Run, and assert that every line is a record or a reject with a reason, in order."""
    summary, records, rejects = through(spec, source)
    out = [line for line, _ in groupby(map(line_of, records))]
    rejected = [int(str(reject["line"])) for reject in rejects]
    assert out == sorted(out)
    assert sorted(out + rejected) == list(range(1, len(lines) + 1))
    assert summary.read == len(lines)
    assert summary.rejected == len(rejects)
    assert all(str(reject["reason"]).strip() and "\n" not in str(reject["reason"]) for reject in rejects)
    by_reading = [reject["line"] for reject in rejects if reject["stage"] == "source"]
    assert by_reading == [number for number, line in enumerate(lines, 1) if line in BROKEN]
    return summary, records, rejects


def well_formed(lines: list[bytes], records: list[Record]) -> None:
    """Every record has its line's text, and tokens that lie in it."""
    for record in records:
        assert record.text == normalize("NFC", lines[line_of(record) - 1].decode().removesuffix("\r"))
        assert record.tokens is not None
        starts = [token.start for token in record.tokens]
        assert starts == sorted(starts)
        assert all(0 <= token.start <= token.end <= len(record.text) for token in record.tokens)
        assert all(token.form and token.tag for token in record.tokens)


def test_there_are_enough_of_them_and_no_two_alike() -> None:
    assert len(LINES) >= 320
    assert len(set(LINES)) == len(LINES)
    assert not any(b"\n" in line for line in LINES)


@pytest.mark.parametrize("engine", FAST)
def test_every_line_passes_the_analyzers_in_this_process(engine: str, nasty: Path) -> None:
    _, records, rejects = account(LINES, f"morphs:engine={engine}", nasty)
    assert {reject["stage"] for reject in rejects} == {"source"}
    well_formed(LINES, records)


@pytest.mark.parametrize("engine", JVM)
def test_every_line_comes_out_of_konlpy_s_analyzers_or_is_rejected(engine: str, tmp_path: Path) -> None:
    java()
    lines = QUICK[:: 2 if engine == "kkma" else 1]  # it is by far the slowest
    path = file(tmp_path, "lines.txt", b"".join(line + b"\n" for line in lines))
    summary, records, rejects = account(lines, f"morphs:engine={engine},limit={LIMIT:g}", path)
    well_formed(lines, records)
    assert len(rejects) < len(lines) / 10
    assert all(str(reject["reason"]).startswith(engine) for reject in rejects if reject["stage"] == "morphs")
    assert f"letters swallowed by {engine}" in summary.tally


@pytest.mark.faults
@pytest.mark.parametrize("engine", JVM)
def test_lines_that_take_exponential_time_cost_their_limit_and_no_other_line(engine: str, nasty: Path) -> None:
    java()
    _, records, _ = account(LINES, f"morphs:engine={engine},limit={LIMIT:g}", nasty)
    well_formed(LINES, records)


@pytest.mark.parametrize("engine", ["kiwi", "auto", "rule", "kss", "punkt"])
def test_every_line_becomes_sentences_with_all_its_text(engine: str, quick: Path) -> None:
    model = quick.with_name("punkt.tsv")
    if engine == "punkt":
        ended = koprep("fit", "punkt", file(quick.parent, "learn.txt", "그는 왔다. 비가 온다.\n" * 20), "-o", model)
        assert ended.code == 0, ended.err
    spec = f"sentences:engine={engine}" + (f",model={model}" if engine == "punkt" else "")
    _, records, _ = account(QUICK, spec, quick)
    for line, parts in groupby(records, line_of):
        together = "".join(part.text for part in parts)
        text = normalize("NFC", QUICK[line - 1].decode())
        assert "".join(together.split()) == "".join(text.split())


@pytest.mark.parametrize("engine", FAST)
def test_a_hundred_thousand_characters_without_a_space_pass_in_bounded_time(engine: str, tmp_path: Path) -> None:
    lines = [("나는밥을먹었다" * 14_286)[:100_000].encode(), b"ab" * 50_000, "ㅋ".encode() * 100_000, "끝".encode()]
    source = file(tmp_path, "long.txt", b"".join(line + b"\n" for line in lines))
    begin = time.process_time()
    _, records, rejects = account(lines, f"morphs:engine={engine}", source)
    assert time.process_time() - begin < 30
    assert rejects == []
    well_formed(lines, records)
    assert [record.tokens[-1].end for record in records if record.tokens] == [100_000, 100_000, 100_000, 1]


@pytest.mark.parametrize("engine", ["okt", "komoran", "hannanum"])
def test_a_hundred_thousand_characters_cost_konlpy_s_analyzers_no_more_than_their_limit(
    engine: str, tmp_path: Path
) -> None:
    java()
    lines = [("나는밥을먹었다" * 14_286)[:100_000].encode(), "끝".encode()]
    source = file(tmp_path, "long.txt", b"".join(line + b"\n" for line in lines))
    _, records, _ = account(lines, f"morphs:engine={engine},limit={LIMIT:g}", source)
    well_formed(lines, records)
    assert records[-1].text == "끝"


def test_the_command_ends_with_0_and_with_5_where_rejects_are_forbidden(quick: Path) -> None:
    output = quick.with_name("out.tokens")
    ended = koprep("run", "normalize", "morphs:engine=mecab", "-i", quick, "-o", output)
    assert ended.code == 0, ended.err
    assert output.read_bytes().count(b"\n") == len(QUICK) - len(BROKEN)
    ended = koprep("run", "normalize", "morphs:engine=mecab", "-i", quick, "-o", output, "--max-rejects", "0")
    assert ended.code == 5, ended.err
    assert output.read_bytes().count(b"\n") == len(QUICK) - len(BROKEN)


def test_swallowed_letters_are_counted(tmp_path: Path) -> None:
    java()
    source = file(tmp_path, "one.txt", "하느ㄹ\n밥을 먹었다\n")
    summary, [loose, korean], _ = through(f"morphs:engine=komoran,limit={LIMIT:g}", source)
    assert [token[:3] for token in loose.tokens or ()] == [("하늘", "NNG", 0)]  # it joins loose jamo, one place is left
    assert summary.tally["letters swallowed by komoran"] == 1
    assert [token.form for token in korean.tokens or ()] == ["밥", "을", "먹", "었", "다"]
