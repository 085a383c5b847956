"""`koprep fetch` as a user runs it, against a server on loopback."""

from __future__ import annotations

import hashlib
import os
import pty
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetching.server import Server, closed_port, serving
from tests.helpers import COMMAND, ROOT, Ended, koprep, start

PLAIN = dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"), "")


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        rows = "".join(f"{number}\t영화가 재미있다\t{number % 2}\n" for number in range(20_000))
        server.body = f"id\tdocument\tlabel\n{rows}".encode()
        yield server


def catalogue(web: Server, folder: Path, digest: str | None = None, url: str = "") -> None:
    """A catalogue with one corpus, `reviews`."""
    digest = hashlib.sha256(web.body).hexdigest() if digest is None else digest
    (folder / "s.toml").write_text(
        f'[reviews]\ntitle = "영화평"\nlicence = "CC0"\nfile = "reviews.txt"\nurl = "{url or web.url}"\n'
        f'sha256 = "{digest}"\nrun = "words --from tsv --text-col document --label-col label"\n',
        encoding="utf-8",
    )


def fetch(folder: Path, *args: str | Path) -> Ended:
    return koprep("fetch", *args, "--sources", "s.toml", cwd=folder, **PLAIN)


def test_without_a_name_the_corpora_are_listed() -> None:
    listed = koprep("fetch")
    assert (listed.code, listed.err) == (0, "")
    header, *rows = listed.out.splitlines()
    assert header.split() == ["name", "size", "licence", "what"]
    assert rows[0].startswith("nsmc ")
    assert "14.6 MB  CC0 1.0 " in rows[0]
    assert len(rows) > 10


def test_a_corpus_is_fetched_read_and_not_fetched_again(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path)
    first = fetch(tmp_path, "reviews")
    assert (first.code, first.out) == (0, "")
    size = f"{len(web.body) / 1e6:.1f} MB"
    assert first.err == (
        f"koprep: reviews: in place, {size}: data/reviews.txt\n"
        "koprep: SHA-256 as published; licence: CC0\n"
        "koprep: next: koprep run words --from tsv --text-col document --label-col label "
        "-i data/reviews.txt -o reviews.parquet\n"
    )
    again = fetch(tmp_path, "reviews")
    assert again.err == f"koprep: reviews: already there, {size}: data/reviews.txt\n"
    printed = fetch(tmp_path, "reviews", "--print-run")
    assert printed.out == "words --from tsv --text-col document --label-col label -i data/reviews.txt\n"
    assert koprep("run", *printed.out.split(), "-o", "r.parquet", cwd=tmp_path).err.startswith("koprep: 20,000 records")
    assert len(web.seen) == 1


def test_quiet_is_quiet_and_a_folder_or_a_file_may_be_named(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path)
    (tmp_path / "in").mkdir()
    assert fetch(tmp_path, "reviews", "-q", "-o", "in") == (0, "", "")
    assert fetch(tmp_path, "reviews", "-q", "-o", "영화.tsv") == (0, "", "")
    assert (tmp_path / "in/reviews.txt").read_bytes() == (tmp_path / "영화.tsv").read_bytes() == web.body
    assert not (tmp_path / "corpora").exists()


def test_a_cut_connection_is_said_and_mended(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path)
    web.cuts = [100_000]
    ended = fetch(tmp_path, "reviews")
    assert ended.code == 0
    assert ended.err.startswith("koprep: the connection was cut; again from 100,000 bytes on\n")
    assert (tmp_path / "data/reviews.txt").read_bytes() == web.body


def test_an_interrupt_keeps_what_arrived_and_the_next_call_goes_on(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path)
    web.hold = threading.Event()
    part = tmp_path / "data/reviews.txt.part"
    with start("fetch", "reviews", "--sources", "s.toml", cwd=tmp_path, env=os.environ | PLAIN) as process:
        until = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr is not None
        assert process.stderr.read() == b"koprep: interrupted\n"
    arrived = part.stat().st_size
    assert web.body.startswith(part.read_bytes())
    web.hold.set()
    assert fetch(tmp_path, "reviews").code == 0
    assert web.seen[-1]["Range"] == f"bytes={arrived}-"
    assert sorted(path.name for path in part.parent.iterdir()) == ["reviews.txt"]
    assert (part.parent / "reviews.txt").read_bytes() == web.body


def test_a_wrong_hash_is_three(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path, "0" * 64)
    ended = fetch(tmp_path, "reviews", "-o", "r.txt")
    assert (ended.code, ended.err.count("\n")) == (3, 1)
    assert hashlib.sha256(web.body).hexdigest() in ended.err
    assert "0" * 64 in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["s.toml"]


def test_the_first_download_of_an_unpublished_hash_says_so(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path, "")
    digest = hashlib.sha256(web.body).hexdigest()
    first = fetch(tmp_path, "reviews", "-o", "r.txt")
    assert f"nobody has published its SHA-256; from now on it has to be {digest}\n" in first.err
    (tmp_path / "r.txt").unlink()
    assert "SHA-256 of the first time" in fetch(tmp_path, "reviews", "-o", "r.txt").err
    (tmp_path / "r.txt").unlink()
    web.body += b"more"
    changed = fetch(tmp_path, "reviews", "-o", "r.txt")
    assert (changed.code, changed.err.count("\n")) == (3, 1)
    assert "remove r.txt.sha256" in changed.err


def test_no_network_is_four_and_the_way_by_hand_works(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path, url=f"http://127.0.0.1:{closed_port()}/r.txt")
    ended = fetch(tmp_path, "reviews")
    assert (ended.code, ended.err.count("\n")) == (4, 1)
    assert "no way to 127.0.0.1" in ended.err
    (tmp_path / "r.txt").write_bytes(web.body)
    by_hand = ended.err.rstrip("\n").rpartition("then: koprep fetch ")[2].split()
    assert by_hand == ["reviews", "--from", "r.txt"]
    assert fetch(tmp_path, *by_hand).code == 0
    assert fetch(tmp_path, "reviews").err.startswith("koprep: reviews: already there")


def test_a_default_folder_is_not_left_empty(tmp_path: Path) -> None:
    web = Server(closed_port())
    catalogue(web, tmp_path)
    assert fetch(tmp_path, "reviews").code == 4
    (tmp_path / "wrong.txt").write_bytes(b"wrong")
    assert fetch(tmp_path, "reviews", "--from", "wrong.txt").code == 3
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").mkdir()
    assert fetch(tmp_path, "reviews").code == 4
    assert (tmp_path / "data").is_dir(), "the user's own"


def test_a_missing_page_is_one(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path)
    web.statuses = [404]
    ended = fetch(tmp_path, "reviews", "-o", "r.txt")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "the server says 404 Not Found" in ended.err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["revews"], 2, "corpus revews: did you mean reviews?"),
        (["-o", "x.txt"], 2, "name a corpus; koprep fetch lists them"),
        (["--print-run"], 2, "name a corpus"),
        (["reviews", "-o", "-"], 2, "a corpus goes to a file"),
        (["reviews", "-o", "no/"], 2, "-o no/: there is no such folder; make it first (mkdir -p no/)"),
        (["reviews", "-o", "no/r.txt"], 2, "there is no folder"),
        (["reviews", "-o", "r.txt.gz"], 2, "-o r.txt.gz: it is kept as it comes, not packed"),
        (["reviews", "--from", "no.txt"], 3, "no.txt: no such file"),
        (["reviews", "--from", "."], 3, ". is a folder; name one file"),
        (["reviews", "--from", "s.toml", "-o", "r.txt"], 3, "its SHA-256 is "),
    ],
)
def test_a_mistake_is_one_line(args: list[str], code: int, says: str, web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path)
    ended = fetch(tmp_path, *args)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err
    assert ended.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["s.toml"]
    assert web.seen == []


def test_a_broken_catalogue_is_said(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("[reviews]\n")
    ended = fetch(tmp_path)
    assert (ended.code, ended.err.count("\n")) == (3, 1)
    assert "s.toml: [reviews]: Object missing required field" in ended.err


def test_a_folder_that_cannot_be_made_is_said(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path)
    (tmp_path / "data").write_text("")
    ended = fetch(tmp_path, "reviews")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "choose another place with -o" in ended.err


def test_on_a_terminal_there_is_a_bar(web: Server, tmp_path: Path) -> None:
    catalogue(web, tmp_path)
    ours, theirs = pty.openpty()
    command = [*COMMAND, "fetch", "reviews", "--sources", "s.toml"]
    environment = os.environ | PLAIN | {"TERM": "xterm", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b""
        while block := _read(ours):
            shown += block
        assert process.wait() == 0
    os.close(ours)
    assert "━".encode() in shown
    assert b"MB" in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # the other side has closed it
        return b""
