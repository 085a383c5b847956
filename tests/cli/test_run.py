"""koprep run as a user meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers import COMMAND, ROOT, koprep, start


def test_help_and_version_import_neither_numpy_nor_an_analyzer() -> None:
    heavy = {"numpy", "pyarrow", "kiwipiepy", "mecab", "kss", "nltk", "gensim", "soynlp", "konlpy", "msgspec"}
    for argument in ("--version", "--help"):
        script = (
            f"import sys\nsys.argv = ['koprep', {argument!r}]\nfrom koprep.cli.app import main\ntry:\n    main()\n"
            "except SystemExit:\n    print(sorted(sys.modules), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("koprep 0.") or "Usage: koprep" in done.stdout
        assert heavy.isdisjoint(json.loads(done.stderr.strip().replace("'", '"')))


def test_records_carry_everything_through_a_pipe(tmp_path: Path) -> None:
    text = "한국어 글\n\n두 번째 줄이다\n"
    piped = koprep("run", "length:min=2", input=koprep("run", "words", "--to", "jsonl", input=text).out)
    assert piped.out == koprep("run", "words", "length:min=2", input=text).out


@pytest.mark.parametrize("ending", [".jsonl", ".parquet", ".tokens", ".csv", ".tsv.gz"])
def test_the_number_of_workers_changes_no_byte(ending: str, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("".join(f"문장 번호 {number} 입니다\n" for number in range(3000)))
    for workers in (1, 2, 3):
        ended = koprep("run", "words", "-i", source, "-o", tmp_path / f"{workers}{ending}", "--workers", str(workers))
        assert ended.code == 0, ended.err
    first, *others = ((tmp_path / f"{workers}{ending}").read_bytes() for workers in (1, 2, 3))
    assert all(other == first for other in others)


def test_an_endless_input_yields_its_first_record_at_once() -> None:
    with start("run", "words", "--to", "tokens") as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("첫 줄\n".encode())
        process.stdin.flush()
        before = time.monotonic()
        assert process.stdout.readline().decode() == "첫 줄\n"
        assert time.monotonic() - before < 20
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reader_that_goes_away_ends_it_without_a_word(workers: str, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("한국어 문장 하나\n" * 100_000)
    with start("run", "words", "-i", source, "--workers", workers) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(30) == 0
        assert process.stderr.read() == b""


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_leaves_no_half_file(signal_number: int, workers: str, tmp_path: Path) -> None:
    with start("run", "words", "-o", tmp_path / "out.tokens", "--workers", workers, start_new_session=True) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write("한국어 문장\n".encode() * 10_000)
        process.stdin.flush()
        time.sleep(1.5)
        os.kill(process.pid, signal_number)
        assert process.wait(30) == 130
        assert process.stderr.read().decode() == "koprep: interrupted\n"
    assert list(tmp_path.iterdir()) == []


def test_a_failed_run_leaves_the_old_output_alone(tmp_path: Path) -> None:
    source, output = tmp_path / "a.txt.gz", tmp_path / "out.tokens"
    import gzip

    source.write_bytes(gzip.compress("한국어 문장\n".encode() * 100_000)[:-20])
    output.write_text("old\n")
    ended = koprep("run", "words", "-i", source, "-o", output)
    assert ended.code == 3
    assert "damaged compressed data" in ended.err
    assert output.read_text() == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt.gz", "out.tokens"]


def test_a_saved_recipe_runs_again(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    first = koprep("run", "words", "length:min=2", "--save-recipe", recipe, input="가 나다 라마바\n")
    assert first.out == "나다 라마바\n"
    assert koprep("run", "--recipe", recipe, input="가 나다 라마바\n").out == first.out
    assert koprep("run", "--recipe", recipe, "length:max=2", input="가 나다 라마바\n").out == "나다\n"


def test_a_users_function_tokenizes(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def halves(text):\n    print('noise')\n    return text.split('|')\n")
    ended = koprep("run", "words:engine=mine.halves", input="가|나 다\n", cwd=tmp_path)
    assert ended.out == "가 나\\s다\n"
    assert "noise" in ended.err


def test_another_encoding_is_reported(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("한글 문서입니다\n".encode("cp949"))
    ended = koprep("run", "words", "-i", tmp_path / "old.txt")
    assert ended.out == "한글 문서입니다\n"
    assert "read as cp949" in ended.err


def test_output_is_utf8_in_any_locale() -> None:
    assert koprep("run", "words", input="한글\n", LC_ALL="C", PYTHONUTF8="0").out == "한글\n"


def test_a_killed_worker_loses_no_line_and_doubles_none(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    lines = "".join(f"문장 번호 {number} 입니다\n" for number in range(60_000))
    with subprocess.Popen(
        [*COMMAND, "run", "words", "--workers", "2", "-o", str(tmp_path / "out.tokens")],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        data = lines.encode()
        process.stdin.write(data[: len(data) // 2])
        process.stdin.flush()
        time.sleep(2)
        children = psutil.Process(process.pid).children()
        workers = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
        assert workers
        workers[0].kill()
        process.stdin.write(data[len(data) // 2 :])
        process.stdin.close()
        assert process.wait(60) == 0
    assert (tmp_path / "out.tokens").read_text() == lines


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
@pytest.mark.parametrize("kind", ["parquet", "safetensors"])
def test_analyzers_and_tensors_give_the_same_bytes_from_any_number_of_workers(
    engine: str, kind: str, tmp_path: Path
) -> None:
    lines = (ROOT / "corpora/reviews.txt").read_text(encoding="utf-8").splitlines()
    (tmp_path / "a.txt").write_text("\n".join(lines * 12), encoding="utf-8")
    chain = ["run", "normalize", f"morphs:engine={engine}"]
    assert koprep(*chain, "-i", tmp_path / "a.txt", "-o", tmp_path / "a.parquet").code == 0
    assert koprep("vocab", tmp_path / "a.parquet", "-o", tmp_path / "v.tsv").code == 0
    if kind == "safetensors":
        chain += [f"encode:vocab={tmp_path / 'v.tsv'}", "pad:max-len=20"]
    outputs = [tmp_path / f"{workers}.{kind}" for workers in (1, 2)]
    for workers, output in enumerate(outputs, 1):
        assert koprep(*chain, "-i", tmp_path / "a.txt", "-o", output, "--workers", str(workers)).code == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


def test_the_padded_tensor_is_the_same_from_run_and_from_tensor(tmp_path: Path) -> None:
    source, tokens, vocab = ROOT / "corpora/law.txt", tmp_path / "t.parquet", tmp_path / "v.tsv"
    assert koprep("run", "normalize", "words", "-i", source, "-o", tokens).code == 0
    assert koprep("vocab", tokens, "-o", vocab).code == 0
    koprep("tensor", tokens, "--vocab", vocab, "--as", "padded", "--max-len", "9", "-o", tmp_path / "a.safetensors")
    chain = ["normalize", "words", f"encode:vocab={vocab}", "pad:max-len=9"]
    ended = koprep("run", *chain, "-i", source, "-o", tmp_path / "b.safetensors")
    assert "tokens cut" in ended.err
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def test_no_output_may_be_another_file_the_run_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("한국어 글\n")
    assert koprep("run", "words", "-o", "t.tokens", "-i", "a.txt", cwd=tmp_path).code == 0
    assert koprep("vocab", "t.tokens", "-o", "v.tsv", cwd=tmp_path).code == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for args in (
        ["-o", "o", "--rejects", "a.txt"],
        ["-o", "o", "--rejects", "o"],
        ["-o", "o", "--save-recipe", "a.txt"],
        ["encode:vocab=v.tsv", "-o", "v.tsv"],
    ):
        ended = koprep("run", "words", *args, "-i", "a.txt", cwd=tmp_path)
        assert ended.code == 2, ended.err
        assert "write to another file" in ended.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_tensor_without_its_vocabulary_is_refused(tmp_path: Path) -> None:
    line = '{"id":"a:1","text":"가","tokens":["가"],"ids":[4]}\n'
    ended = koprep("run", "pad:max-len=2", "-o", tmp_path / "x.safetensors", input=line)
    assert ended.code == 2
    assert "put encode:vocab=FILE into the same run" in ended.err


def test_records_match_drops_are_counted() -> None:
    ended = koprep("run", "match:pattern=영화", input="영화다\n책이다\n")
    assert ended.out == "영화다\n"
    assert "1 records filtered out by match" in ended.err


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_bug(closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, "run", "words"],
        input="가 나\n".encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
