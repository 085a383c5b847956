"""The catalogue that ships, and others in its form."""

from __future__ import annotations

import shlex
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer

from koprep import sources
from koprep.cli.run import run
from koprep.errors import InputError, UsageError
from koprep.fetching import catalogue
from koprep.fetching.catalogue import Corpus
from koprep.pipeline import Pipeline
from tests.helpers import ROOT

OWN = catalogue.read()
ENTRY = '[a]\ntitle = "t"\nlicence = "l"\nfile = "a.txt"\nurl = "https://a.kr/a.txt"\nsha256 = ""\n'


def options(corpus: Corpus) -> tuple[list[str], dict[str, str]]:
    """The stages and the options that `run` names."""
    words = shlex.split(corpus.run)
    cut = next(place for place, word in enumerate(words) if word.startswith("--"))
    return words[:cut], dict(zip(words[cut::2], words[cut + 1 :: 2], strict=True))


def sample(corpus: Corpus, folder: Path) -> Path:
    """A file with two records in the form that the catalogue tells of."""
    path = folder / corpus.file
    headless = "no header" in " ".join(corpus.columns)
    row = ["영화가 좋다" if number else "1" for number in range(len(corpus.columns))]
    if corpus.format == "parquet":
        pq.write_table(pa.table({name: [cell] * 2 for name, cell in zip(corpus.columns, row, strict=True)}), path)
    elif corpus.columns:
        between = "," if corpus.format == "csv" else "\t"
        lines = [row, row] if headless else [list(corpus.columns), row, row]
        path.write_text("".join(between.join(line) + "\n" for line in lines), encoding="utf-8")
    else:
        path.write_text(" = 제목 = \n 영화 가 좋다 \n", encoding="utf-8")
    return path


def test_the_file_beside_the_small_corpora_is_the_one_that_ships() -> None:
    assert (ROOT / "corpora/sources.toml").samefile(ROOT / "koprep/tables/sources.toml")
    assert catalogue.read(ROOT / "corpora/sources.toml") == OWN


def test_the_corpora_of_the_courses_are_there() -> None:
    assert {"nsmc", "nsmc-test", "kowiki", "klue-ynat", "wikitext-2", "wikitext-103", "ptb"} <= OWN.keys()
    assert not OWN["ptb"].url


@pytest.mark.parametrize("corpus", OWN.values(), ids=OWN)
def test_every_entry_says_what_a_reader_needs(corpus: Corpus) -> None:
    assert all((corpus.title, corpus.licence, corpus.homepage, corpus.encoding, corpus.format, corpus.run))
    assert corpus.url.startswith("https://") or corpus.how
    assert corpus.file.startswith(corpus.name)
    assert Path(corpus.file).suffix in (".txt", ".tsv", ".csv", ".parquet", ".tokens")


def test_no_two_entries_share_a_file_and_one_address_has_one_hash() -> None:
    assert len({corpus.file for corpus in OWN.values()}) == len(OWN)
    hashes: dict[str, set[str]] = {}
    for corpus in OWN.values():
        hashes.setdefault(corpus.url or corpus.name, set()).add(corpus.sha256)
    assert all(len(found) == 1 for found in hashes.values())
    known = [next(iter(found)) for found in hashes.values() if found != {""}]
    assert len(known) == len(set(known))


@pytest.mark.parametrize("corpus", OWN.values(), ids=OWN)
def test_every_corpus_is_read_by_the_options_it_names(corpus: Corpus, tmp_path: Path) -> None:
    stages, given = options(corpus)
    command = typer.main.get_command(_command())
    assert given.keys() <= {name for parameter in command.params for name in parameter.opts}
    pipeline = Pipeline.parse(stages)
    wanted = sources.Options(
        given["--from"], given.get("--text-col", ""), given.get("--label-col", ""), "auto", "line", needs="text"
    )
    [source] = sources.open_all([str(sample(corpus, tmp_path))], wanted)
    assert source.format == corpus.format
    assert pipeline.shape(source.shape).level in ("tokens", "tagged")


def _command() -> typer.Typer:
    app = typer.Typer()
    app.command()(run)
    return app


def test_a_catalogue_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(ENTRY, encoding="utf-8")
    [corpus] = catalogue.read(path).values()
    assert (corpus.name, corpus.published) == ("a", "a.txt")


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"corpus nmsc: did you mean nsmc\?"):
        catalogue.find("nmsc", OWN)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[a]", "[a", "not a catalogue of corpora"),
        ("[a]", "[A]", r"\[A\]: a name is made of a-z, 0-9 and -"),
        ('title = "t"\n', "", r"\[a\]: Object missing required field `title`"),
        ('title = "t"', "title = 1", r"\[a\]: Expected `str`, got `int` - at `\$.title`"),
        ('title = "t"', 'title = "t"\nlicense = "x"', "unknown field `license`"),
        ("https://a.kr/a.txt", "ftp://a.kr/a.txt", "url ftp://a.kr/a.txt is no address that begins with https://"),
        ("https://a.kr/a.txt", "https:///a.txt", "is no address"),
        ("https://a.kr/a.txt", "https://a.kr/a b", "is no address"),
        ("https://a.kr/a.txt", "https://a.kr/한글", "is no address"),
        ("https://a.kr/a.txt", "https://a.kr:x/", "is no address"),
        ('url = "https://a.kr/a.txt"', "", "it needs an url, or how to come by the file"),
        ('sha256 = ""', 'sha256 = "ABC"', "sha256 is 64 hexadecimal digits"),
        ('"a.txt"', '"../a.txt"', "file '../a.txt' is no file name"),
        ('sha256 = ""', 'sha256 = ""\nmember = "x"', "a member needs the sha256 of its archive"),
        ("[a]", "a = 1\n[b]", r"\[a\]: Expected `object`, got `int`"),
    ],
)
def test_a_mistake_in_a_catalogue_names_file_and_entry(old: str, new: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(ENTRY.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=f"mine.toml: .*{says}") as raised:
        catalogue.read(path)
    assert "\n" not in str(raised.value)


def test_a_catalogue_that_is_missing_or_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        catalogue.read(tmp_path / "no.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not a catalogue of corpora"):
        catalogue.read(tmp_path / "b.toml")


def test_a_packed_member_is_not_packed_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    entry = ENTRY.replace('sha256 = ""', f'sha256 = "{"0" * 64}"\nmember = "x"').replace('"a.txt"', '"a.txt.gz"')
    path.write_text(entry, encoding="utf-8")
    with pytest.raises(InputError, match=r"file a.txt.gz: what comes out of an archive is not packed again"):
        catalogue.read(path)


def test_names_in_addresses_are_read_as_browsers_save_them() -> None:
    corpus = Corpus("t", "l", "a.csv", "", url="https://a.kr/x/Chatbot%20Data.csv?raw=true")
    assert corpus.published == "Chatbot Data.csv"
