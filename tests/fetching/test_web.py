"""Downloads against a server that cuts, refuses, redirects and changes its mind."""

from __future__ import annotations

import hashlib
import io
import socket
import ssl
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request

import pytest

from koprep.errors import InputError, KoprepError
from koprep.fetching import web as downloads
from koprep.fetching.part import Part
from koprep.fetching.web import RefusedError, UnreachableError, load
from tests.fetching.server import Server, closed_port


def loaded(web: Server, target: Path, trusted: bool = True, size: int = 0, url: str = "") -> tuple[bytes, list[str]]:
    """What stands in the part after a download, and what was said on the way."""
    said: list[str] = []
    with Part(target) as part:
        load(url or web.url, part, size, trusted, lambda *_: None, said.append, pause=0)
        assert part.sha256 == hashlib.sha256(part.path.read_bytes()).hexdigest()
        return part.path.read_bytes(), said


def left(target: Path, data: bytes, tag: str = "") -> None:
    """What an earlier download left."""
    with Part(target) as part:
        part.restart(tag)
        part.append(data)


def test_a_whole_file_arrives_and_its_growth_is_shown(web: Server, tmp_path: Path) -> None:
    shown: list[tuple[int, int | None]] = []
    with Part(tmp_path / "a.txt") as part:
        load(web.url, part, len(web.body), True, lambda *both: shown.append(both), lambda _: None)
        assert part.path.read_bytes() == web.body
    assert shown[0] == (0, len(web.body))
    assert shown[-1] == (len(web.body), len(web.body))
    assert [done for done, _ in shown] == sorted(done for done, _ in shown)
    [headers] = web.seen
    assert headers["User-Agent"].startswith("koprep/")
    assert headers["Accept-Encoding"] == "identity"
    assert "Range" not in headers


def test_a_cut_connection_goes_on_where_it_was_cut(web: Server, tmp_path: Path) -> None:
    web.cuts = [100_000, 50_000]
    data, said = loaded(web, tmp_path / "a.txt", trusted=False)
    assert data == web.body
    assert [headers.get("Range") for headers in web.seen] == [None, "bytes=100000-", "bytes=150000-"]
    assert [headers.get("If-Range") for headers in web.seen] == [None, '"first"', '"first"']
    assert said == [
        "the connection was cut; again from 100,000 bytes on",
        "the connection was cut; again from 150,000 bytes on",
    ]


def test_cuts_without_end_do_not_matter_as_long_as_something_arrives(web: Server, tmp_path: Path) -> None:
    web.cuts = [1000] * 20
    assert loaded(web, tmp_path / "a.txt")[0] == web.body


def test_four_tries_without_a_byte_are_enough_and_what_arrived_is_kept(web: Server, tmp_path: Path) -> None:
    web.cuts = [1000, 0, 0, 0, 0, 0]
    with pytest.raises(KoprepError, match=r"the connection was cut; the 1,000 bytes that arrived are kept") as raised:
        loaded(web, tmp_path / "a.txt")
    assert raised.value.exit_code == 1
    assert len(web.seen) == 4
    web.cuts = []
    assert loaded(web, tmp_path / "a.txt")[0] == web.body
    assert web.seen[-1]["Range"] == "bytes=1000-"


def test_a_server_without_ranges_sends_all_again(web: Server, tmp_path: Path) -> None:
    web.ranges, web.cuts = False, [100_000]
    assert loaded(web, tmp_path / "a.txt")[0] == web.body
    assert web.seen[1]["Range"] == "bytes=100000-"


def test_a_file_that_changed_meanwhile_is_loaded_afresh(web: Server, tmp_path: Path) -> None:
    left(tmp_path / "a.txt", b"old " * 1000, f'{web.url}\n"before"')
    assert loaded(web, tmp_path / "a.txt")[0] == web.body
    assert web.seen[0]["If-Range"] == '"before"'


def test_bytes_of_another_address_are_not_mixed(web: Server, tmp_path: Path) -> None:
    left(tmp_path / "a.txt", web.body[:1000], f"{web.root}/other\n{web.etag}")
    assert loaded(web, tmp_path / "a.txt", trusted=False)[0] == web.body
    assert "Range" not in web.seen[0]


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_etag_only_a_known_hash_lets_it_go_on(etag: str, web: Server, tmp_path: Path) -> None:
    web.etag, web.cuts = etag, [1000]
    assert loaded(web, tmp_path / "a.txt", trusted=False)[0] == web.body
    assert "Range" not in web.seen[1]
    web.cuts = [1000]
    assert loaded(web, tmp_path / "b.txt", trusted=True)[0] == web.body
    assert web.seen[3]["Range"] == "bytes=1000-"
    assert "If-Range" not in web.seen[3]


def test_a_file_that_became_shorter_is_loaded_afresh(web: Server, tmp_path: Path) -> None:
    left(tmp_path / "a.txt", web.body + b"more", f"{web.url}\n{web.etag}")
    assert loaded(web, tmp_path / "a.txt")[0] == web.body


def test_a_server_that_does_not_say_the_length_is_believed(web: Server, tmp_path: Path) -> None:
    web.length = False
    assert loaded(web, tmp_path / "a.txt")[0] == web.body


def test_a_known_size_tells_a_cut_where_the_server_does_not_say_the_length(web: Server, tmp_path: Path) -> None:
    web.length, web.cuts = False, [1000, 2000]
    data, said = loaded(web, tmp_path / "a.txt", size=len(web.body))
    assert data == web.body
    assert [headers.get("Range") for headers in web.seen] == [None, "bytes=1000-", "bytes=3000-"]
    assert len(said) == 2


def test_a_file_that_is_always_shorter_than_expected_is_given_up(web: Server, tmp_path: Path) -> None:
    web.length = web.ranges = False
    with pytest.raises(KoprepError, match="the connection was cut; the"):
        loaded(web, tmp_path / "a.txt", size=len(web.body) + 5)
    assert len(web.seen) == 4


def test_a_redirect_is_followed(web: Server, tmp_path: Path) -> None:
    assert loaded(web, tmp_path / "a.txt", url=f"{web.root}/moved")[0] == web.body
    assert web.paths == ["/moved", "/file"]


def test_a_redirect_in_a_circle_ends(web: Server, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="/loop: the server says 302 Found"):
        loaded(web, tmp_path / "a.txt", url=f"{web.root}/loop")


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ("https://a.kr/x", "https://b.kr/x", True),
        ("http://a.kr/x", "https://a.kr/x", True),
        ("http://a.kr/x", "http://b.kr/x", True),
        ("https://a.kr/x", "http://a.kr/x", False),
        ("http://a.kr/x", "ftp://a.kr/x", False),
        ("https://a.kr/x", "file:///etc/passwd", False),
    ],
)
def test_a_redirect_never_leaves_https_nor_the_web(old: str, new: str, allowed: bool) -> None:
    request = Request(old, headers={"Range": "bytes=5-"})
    arguments: Any = (request, io.BytesIO(), 302, "Found", HTTPMessage(), new)
    if allowed:
        followed = downloads._Redirects().redirect_request(*arguments)
        assert followed is not None
        assert (followed.full_url, followed.get_header("Range")) == (new, "bytes=5-")
    else:
        with pytest.raises(RefusedError, match="which is not safe"):
            downloads._Redirects().redirect_request(*arguments)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_the_server_refuses_is_not_asked_again(status: int, web: Server, tmp_path: Path) -> None:
    web.statuses = [status]
    with pytest.raises(RefusedError, match=f"the server says {status} "):
        loaded(web, tmp_path / "a.txt")
    assert len(web.seen) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_busy_server_is_asked_again(web: Server, tmp_path: Path) -> None:
    web.statuses = [503, 429]
    data, said = loaded(web, tmp_path / "a.txt")
    assert data == web.body
    assert said[0] == "the server says 503 Service Unavailable; again from 0 bytes on"


def test_the_pauses_grow_and_begin_anew_when_something_arrives(
    web: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(downloads.time, "sleep", pauses.append)
    web.cuts = [0, 0, 10, 0, 10]
    with Part(tmp_path / "a.txt") as part:
        load(web.url, part, 0, True, lambda *_: None, lambda _: None)
    assert pauses == [1, 2, 1, 2, 1]


def test_another_size_is_refused_before_it_is_loaded(web: Server, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"the server has {len(web.body):,} bytes, where 5 are expected"):
        loaded(web, tmp_path / "a.txt", size=5)
    web.length = False
    with pytest.raises(InputError, match="more than the 5 bytes"):
        loaded(web, tmp_path / "a.txt", size=5)


def test_nobody_there_is_no_network(tmp_path: Path) -> None:
    port = closed_port()
    with pytest.raises(UnreachableError, match=rf"no way to 127.0.0.1:{port} \(connection refused\)") as raised:
        loaded(Server(port), tmp_path / "a.txt")
    assert raised.value.exit_code == 4
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_nobody_knows_is_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnreachableError, match=r"no way to corpora.kr \(name or service not known\)"):
        loaded(Server(1), tmp_path / "a.txt", url="http://corpora.kr/x")


def test_a_network_that_goes_away_in_the_middle_is_waited_for(
    web: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.cuts = [1000]
    real, calls = socket.getaddrinfo, iter([True, False, False, True])

    def sometimes(*arguments: Any, **more: Any) -> Any:
        if not next(calls):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(*arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", sometimes)
    data, said = loaded(web, tmp_path / "a.txt")
    assert data == web.body
    assert said[1:] == ["temporary failure in name resolution; again from 1,000 bytes on"] * 2


def test_a_server_that_falls_silent_is_left(web: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr(downloads, "_TIMEOUT", 0.05)
    web.hold = threading.Event()
    with pytest.raises(KoprepError, match="no answer in time; the"):
        loaded(web, tmp_path / "a.txt")


def test_a_certificate_that_is_not_valid_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Opener:
        def open(self, *_: object, **__: object) -> None:
            error = ssl.SSLCertVerificationError("bad")
            error.verify_message = "self-signed certificate"
            raise URLError(error)

    monkeypatch.setattr(downloads, "build_opener", lambda *_: Opener())
    with pytest.raises(RefusedError, match=r"its certificate is not valid \(self-signed certificate\)"):
        loaded(Server(1), tmp_path / "a.txt", url="https://a.kr/x")


def test_a_host_name_that_cannot_be_one_is_said(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="label"):
        loaded(Server(1), tmp_path / "a.txt", url=f"http://{'a' * 70}.kr/x")


def test_a_proxy_of_the_environment_is_asked(web: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", web.root)
    assert loaded(web, tmp_path / "a.txt", url="http://corpora.invalid/a.txt")[0] == web.body
    assert web.paths == ["http://corpora.invalid/a.txt"]
