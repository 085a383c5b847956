from __future__ import annotations

import os
from pathlib import Path

import pytest

from koprep import artifact
from koprep.embed.opening import open_embedding
from tests.helpers import koprep

SENTENCES = """\
나 는 어제 영화 를 보 았 다 .
나 는 오늘 영화 를 보 았 다 .
나 는 오늘 드라마 를 보 았 다 .
친구 는 어제 드라마 를 보 았 다 .
친구 는 밥 을 먹 었 다 .
나 는 빵 을 먹 었 다 .
나 는 어제 밥 을 먹 었 다 .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tensors and counts of a few sentences; commands run in their folder."""
    folder = tmp_path_factory.mktemp("embed")
    (folder / "t.tokens").write_text(SENTENCES * 5, encoding="utf-8")
    (folder / "one.tokens").write_text("밥\n빵\n밥\n" * 5, encoding="utf-8")
    for args in (
        ("vocab", "t.tokens", "-o", "v.tsv"),
        ("tensor", "t.tokens", "--vocab", "v.tsv", "-o", "ids.safetensors"),
        ("tensor", "t.tokens", "--vocab", "v.tsv", "--as", "padded", "-o", "padded.safetensors"),
        ("tensor", "one.tokens", "--vocab", "v.tsv", "-o", "one.safetensors"),
        ("embed", "counts", "ids.safetensors", "-o", "c.safetensors", "--window", "3"),
    ):
        ended = koprep(*args, cwd=folder)
        assert ended.code == 0, ended.err
    return folder


def test_counts_say_what_they_are(folder: Path) -> None:
    ended = koprep("embed", "counts", "ids.safetensors", "-o", "w.safetensors", "--window", "2", cwd=folder)
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "koprep: 17 words, 305 tokens, window 2: 86 pairs: w.safetensors\n"
    assert koprep("inspect", "w.safetensors", cwd=folder).out.startswith("kind          counts\n")


def test_counts_are_the_same_in_little_memory_and_one_thread(folder: Path) -> None:
    ended = koprep(
        *("embed", "counts", "ids.safetensors", "-o", "d.safetensors", "--window", "3"),
        *("--max-memory", "256M", "--workers", "1", "-q"),
        cwd=folder,
    )
    assert ended == (0, "", "")
    assert (folder / "d.safetensors").read_bytes() == (folder / "c.safetensors").read_bytes()


def test_vectors_of_counts_are_those_of_the_ids(folder: Path) -> None:
    koprep("embed", "counts", "ids.safetensors", "-o", "e.safetensors", "--min-count", "1", cwd=folder)
    for source, target in (("e.safetensors", "x.safetensors"), ("ids.safetensors", "y.safetensors")):
        ended = koprep("embed", "ppmi", source, "-o", target, "--dim", "5", "--min-count", "5", cwd=folder)
        assert ended.code == 0, ended.err
        assert ended.err.endswith(f"17 words, 5 dimensions: {target}\n")
    assert (folder / "x.safetensors").read_bytes() == (folder / "y.safetensors").read_bytes()
    steps = artifact.read(folder / "y.safetensors").recipe.steps
    assert steps == ("encode:vocab", "embed.counts:window=10,min-count=1", "embed.ppmi:dim=5,min-count=5")


def test_words_that_keep_the_same_company_are_neighbours(folder: Path) -> None:
    for more in (["--dim", "6"], ["--no-svd"], ["--dim", "6", "--svd", "arpack"]):
        ended = koprep("embed", "ppmi", "c.safetensors", "-o", "n.safetensors", "--min-count", "5", *more, cwd=folder)
        assert ended.code == 0, ended.err
        opened = open_embedding(folder / "n.safetensors")
        assert "드라마" in [found.word for found in opened.similar("영화", 3)], more
        assert "빵" in [found.word for found in opened.similar("밥", 3)], more


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["counts", "ids.safetensors", "--window", "0"], 2, "--window 0: use 1 to 100,000"),
        (["counts", "ids.safetensors", "--weight", "linear"], 2, "--weight linear: "),
        (["counts", "ids.safetensors", "--contexts", "position"], 2, "did you mean positions?"),
        (["counts", "ids.safetensors", "--subsample", "-1"], 2, "--subsample -1: use a small number"),
        (["counts", "ids.safetensors", "--min-count", "0"], 2, "--min-count 0: use 1 or more"),
        (["counts", "ids.safetensors", "--min-count", "999"], 3, "none of its 305 tokens is seen 999 times"),
        (["counts", "ids.safetensors", "--max-memory", "100M"], 2, "--max-memory 100M: too little; at least 256M"),
        (["counts", "ids.safetensors", "--max-memory", "much"], 2, "--max-memory much: no size; type 500M or 2G"),
        (["counts", "ids.safetensors", "--workers", "0"], 2, "--workers 0: use 1 or more"),
        (["counts", "padded.safetensors"], 3, "embeddings need ragged ids"),
        (["counts", "one.safetensors"], 3, "no two of the 2 words stand in one record within 10 places"),
        (["counts", "c.safetensors"], 3, "c.safetensors holds counts, not ids"),
        (["counts", "nowhere.safetensors"], 3, "nowhere.safetensors: no such file"),
        (["counts", "v.tsv"], 3, "v.tsv: no safetensors file"),
        (
            ["ppmi", "ids.safetensors", "--dim", "100", "--min-count", "5"],
            2,
            "--dim 100: there are only 17 words; use --dim 17 or less",
        ),
        (["ppmi", "ids.safetensors", "--dim", "0"], 2, "--dim 0: use 1 or more"),
        (["ppmi", "ids.safetensors", "--neg", "0"], 2, "--neg 0: use 1"),
        (["ppmi", "ids.safetensors", "--cds", "2"], 2, "--cds 2: use a power above 0"),
        (["ppmi", "ids.safetensors", "--power", "2"], 2, "--power 2: use 0, 0.5 or 1"),
        (["ppmi", "ids.safetensors", "--svd", "fast"], 2, "--svd fast: unknown; known: krylov, arpack"),
        (["ppmi", "ids.safetensors", "--seed", "-1"], 2, "--seed -1: use 0 or more"),
        (["ppmi", "ids.safetensors", "--fold-in", "0"], 2, "--fold-in 0: use 1 or more"),
        (["ppmi", "ids.safetensors", "--no-svd", "--dim", "9"], 2, "--dim is for the SVD, not for --no-svd"),
        (["ppmi", "ids.safetensors", "--no-svd", "--add-context"], 2, "--add-context is for the SVD"),
        (["ppmi", "ids.safetensors", "--contexts", "directional", "--add-context", "--dim", "3"], 2, "--add-context: "),
        (["ppmi", "c.safetensors", "--window", "3"], 2, "--window 3: c.safetensors holds counts, made with their own"),
        (["ppmi", "c.safetensors", "--clean"], 2, "--clean: c.safetensors holds counts"),
        (["ppmi", "c.safetensors", "--min-count", "9999"], 3, "none of 17 words is seen 9999 times"),
        (["ppmi", "one.safetensors"], 3, "no two of the 2 words"),
        (["ppmi", "padded.safetensors"], 3, "embeddings need ragged ids"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_line_and_writes_nothing(folder: Path, args: list[str], code: int, says: str) -> None:
    before = sorted(os.listdir(folder))
    ended = koprep("embed", *args, "-o", "wrong.safetensors", cwd=folder)
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1), ended.err
    assert says in ended.err
    assert sorted(os.listdir(folder)) == before


@pytest.mark.parametrize("command", ["counts", "ppmi"])
def test_an_output_that_cannot_be_is_refused(folder: Path, command: str) -> None:
    for output, says in (
        ("ids.safetensors", "is both input and output"),
        ("-", "so it needs a file"),
        ("nowhere/x.safetensors", "there is no folder"),
        ("x.safetensors.gz", "can't be packed"),
    ):
        ended = koprep("embed", command, "ids.safetensors", "-o", output, cwd=folder)
        assert (ended.code, ended.err.count("\n")) == (2, 1)
        assert says in ended.err
