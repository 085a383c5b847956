"""A corpus by name: loaded once, checked, kept, taken from hand."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from koprep.errors import InputError, KoprepError, MissingError
from koprep.fetching import fetch, place
from koprep.fetching.catalogue import Corpus
from tests.fetching.server import Server, closed_port

TEXT = "경마장에 있는 말이 뛰고 있다\n가는 말이 고와야 오는 말이 곱다\n".encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def listed(web: Server, **changes: Any) -> Corpus:
    """An entry for what the server has."""
    facts = {"sha256": sha256(web.body), "url": web.url, "name": "reviews"}
    return Corpus(title="", licence="CC0", file="reviews.txt", **(facts | changes))


def archive(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, TEXT + name.encode())
    return data.getvalue()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_corpus_comes_once_and_needs_no_network_afterwards(web: Server, tmp_path: Path) -> None:
    target = tmp_path / "reviews.txt"
    first = fetch(listed(web), target)
    assert (first.new, first.first, first.sha256) == (True, False, sha256(web.body))
    assert target.read_bytes() == web.body
    second = fetch(listed(web, url=f"http://127.0.0.1:{closed_port()}/x"), target)
    assert (second.new, second.sha256) == (False, first.sha256)
    assert len(web.seen) == 1
    assert names(tmp_path) == ["reviews.txt"]


def test_a_wrong_hash_says_both_and_leaves_nothing(web: Server, tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        fetch(listed(web, sha256="0" * 64), tmp_path / "reviews.txt")
    assert raised.value.exit_code == 3
    assert f"its SHA-256 is {sha256(web.body)}, expected {'0' * 64}" in str(raised.value)
    assert names(tmp_path) == []


def test_a_wrong_size_leaves_nothing(web: Server, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"reviews: the server has .* bytes, where 7 are expected"):
        fetch(listed(web, size=7), tmp_path / "reviews.txt")
    assert names(tmp_path) == []


def test_a_half_file_with_a_wrong_beginning_is_found_out(web: Server, tmp_path: Path) -> None:
    (tmp_path / "reviews.txt.part").write_bytes(b"wrong")
    with pytest.raises(InputError, match="what was loaded is removed"):
        fetch(listed(web), tmp_path / "reviews.txt")
    assert fetch(listed(web), tmp_path / "reviews.txt").new
    assert "Range" not in web.seen[-1]


def test_a_half_file_that_is_whole_is_only_checked(web: Server, tmp_path: Path) -> None:
    (tmp_path / "reviews.txt.part").write_bytes(web.body)
    assert fetch(listed(web), tmp_path / "reviews.txt").new
    assert web.seen == []


def test_another_file_in_its_place_is_not_overwritten(web: Server, tmp_path: Path) -> None:
    (tmp_path / "reviews.txt").write_bytes(TEXT)
    with pytest.raises(InputError, match=r"reviews.txt is there, but it is not reviews: its SHA-256 is .*; remove it"):
        fetch(listed(web), tmp_path / "reviews.txt")
    assert (tmp_path / "reviews.txt").read_bytes() == TEXT


def test_where_no_hash_is_published_the_first_one_counts(web: Server, tmp_path: Path) -> None:
    corpus, target = listed(web, sha256=""), tmp_path / "reviews.txt"
    assert fetch(corpus, target).first
    assert subprocess.run(["sha256sum", "--check", "reviews.txt.sha256"], cwd=tmp_path, check=True, capture_output=True)
    again = fetch(corpus, target)
    assert (again.new, again.first) == (False, False)
    target.unlink()
    assert not fetch(corpus, target).first
    target.unlink()
    web.body += TEXT
    with pytest.raises(InputError, match=r"if the corpus was published anew, remove .*reviews.txt.sha256"):
        fetch(corpus, target)
    (tmp_path / "reviews.txt.sha256").unlink()
    assert fetch(corpus, target).first


def test_a_file_nobody_can_judge_is_adopted_only_when_told(web: Server, tmp_path: Path) -> None:
    corpus, target = listed(web, sha256=""), tmp_path / "reviews.txt"
    target.write_bytes(TEXT)
    with pytest.raises(InputError, match=f"remove it, or keep it with koprep fetch reviews --from {target}"):
        fetch(corpus, target)
    assert place(corpus, target, target).first
    assert fetch(corpus, target).sha256 == sha256(TEXT)
    assert web.seen == []


def test_what_is_kept_beside_it_must_be_a_hash(web: Server, tmp_path: Path) -> None:
    (tmp_path / "reviews.txt.sha256").write_text("?")
    with pytest.raises(InputError, match=r"reviews.txt.sha256: not a SHA-256 and a file name; remove it"):
        fetch(listed(web, sha256=""), tmp_path / "reviews.txt")


def test_one_member_is_taken_out_of_an_archive(web: Server, tmp_path: Path) -> None:
    web.body, target = archive("wiki/train", "wiki/test"), tmp_path / "wiki.txt"
    corpus = listed(web, member="wiki/test")
    assert fetch(corpus, target).sha256 == sha256(TEXT + b"wiki/test")
    assert target.read_bytes() == TEXT + b"wiki/test"
    assert names(tmp_path) == ["wiki.txt", "wiki.txt.sha256"]
    assert not fetch(corpus, target).new
    assert len(web.seen) == 1
    target.write_bytes(TEXT)
    with pytest.raises(InputError, match="it is not reviews"):
        fetch(corpus, target)


def test_a_member_lands_where_it_was_told_whatever_its_name_is(web: Server, tmp_path: Path) -> None:
    web.body = archive("../../escaped")
    (tmp_path / "in").mkdir()
    fetch(listed(web, member="../../escaped"), tmp_path / "in/wiki.txt")
    assert names(tmp_path) == ["in"]
    assert names(tmp_path / "in") == ["wiki.txt", "wiki.txt.sha256"]


def test_an_archive_that_is_none_or_lacks_the_member_is_said(web: Server, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a damaged zip archive"):
        fetch(listed(web, member="a"), tmp_path / "wiki.txt")
    web.body = archive("b")
    with pytest.raises(InputError, match="there is no a in it"):
        fetch(listed(web, member="a"), tmp_path / "other.txt")
    assert not (tmp_path / "wiki.txt").exists()


def test_a_damaged_member_leaves_no_file(web: Server, tmp_path: Path) -> None:
    data = bytearray(archive("a"))
    data[40] ^= 0xFF
    web.body = bytes(data)
    with pytest.raises(InputError, match="a damaged zip archive"):
        fetch(listed(web, member="a"), tmp_path / "wiki.txt")
    assert not (tmp_path / "wiki.txt").exists()


def test_a_file_got_by_hand_is_checked_and_copied(web: Server, tmp_path: Path) -> None:
    source, target = tmp_path / "downloaded.txt", tmp_path / "reviews.txt"
    source.write_bytes(web.body)
    assert place(listed(web), source, target).new
    assert target.read_bytes() == source.read_bytes() == web.body
    assert not place(listed(web), source, target).new
    assert not place(listed(web), target, target).new
    assert web.seen == []


def test_a_wrong_file_got_by_hand_is_refused_and_stays(web: Server, tmp_path: Path) -> None:
    source = tmp_path / "downloaded.txt"
    source.write_bytes(TEXT)
    with pytest.raises(InputError) as caught:
        place(listed(web), source, tmp_path / "reviews.txt")
    hashes = f"its SHA-256 is {sha256(TEXT)}, expected {sha256(web.body)}"
    assert str(caught.value) == f"{source} is not reviews: {hashes}"
    with pytest.raises(InputError, match="is not reviews"):
        place(listed(web), source, source)
    with pytest.raises(InputError, match="no such file"):
        place(listed(web), tmp_path / "no.txt", tmp_path / "reviews.txt")
    assert names(tmp_path) == ["downloaded.txt"]


def test_the_half_file_is_not_taken_for_the_whole(web: Server, tmp_path: Path) -> None:
    (tmp_path / "reviews.txt.part").write_bytes(b"half")
    with pytest.raises(InputError, match="is the half of a download; go on with koprep fetch reviews"):
        place(listed(web), tmp_path / "reviews.txt.part", tmp_path / "reviews.txt")
    assert (tmp_path / "reviews.txt.part").read_bytes() == b"half"


def test_an_archive_got_by_hand_is_unpacked_too(web: Server, tmp_path: Path) -> None:
    web.body = archive("a")
    (tmp_path / "a.zip").write_bytes(web.body)
    place(listed(web, member="a"), tmp_path / "a.zip", tmp_path / "wiki.txt")
    assert (tmp_path / "wiki.txt").read_bytes() == TEXT + b"a"
    assert (tmp_path / "a.zip").exists()


def test_without_network_the_way_by_hand_is_said(tmp_path: Path) -> None:
    web = Server(closed_port())
    with pytest.raises(MissingError) as raised:
        fetch(listed(web), tmp_path / "reviews.txt")
    assert raised.value.exit_code == 4
    assert str(raised.value).endswith(
        f"get {web.url} by other means, then: koprep fetch reviews --from 'ratings train.txt'"
    )
    assert names(tmp_path) == []


def test_an_address_that_is_gone_names_the_home_page(web: Server, tmp_path: Path) -> None:
    web.statuses = [404]
    with pytest.raises(KoprepError, match=r"404 Not Found; if it has moved, see https://a.kr") as raised:
        fetch(listed(web, homepage="https://a.kr"), tmp_path / "reviews.txt")
    assert raised.value.exit_code == 1


def test_a_corpus_without_address_says_how_to_bring_it(web: Server, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="reviews: buy it: koprep fetch reviews --from FILE"):
        fetch(listed(web, url="", how="buy it"), tmp_path / "reviews.txt")
