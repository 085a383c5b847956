"""The only module that opens a connection: a download by HTTP that goes on where it was cut.

By RFC 9110: a Range with If-Range gets the rest (206) if the file is still the same one, and the whole (200) if not.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import koprep
from koprep.errors import InputError, KoprepError, MissingError
from koprep.fetching.part import Part

Show = Callable[[int, int | None], None]
Say = Callable[[str], None]

_TRIES = 4
_TIMEOUT = 30.0
_BLOCK = 1 << 18
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class UnreachableError(MissingError):
    """There is no way to the server: no network, no such name, nobody answers."""


class RefusedError(KoprepError):
    """The server doesn't give the file, or not in a way that is safe."""


class _CutError(Exception):
    """It may work if tried again; ``unreachable`` where no connection came about."""

    def __init__(self, why: str, unreachable: bool = False) -> None:
        super().__init__(why)
        self.unreachable = unreachable


class _Redirects(HTTPRedirectHandler):
    """Follows redirects, but not away from https, nor to anything but http."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        old, new = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        if new not in ("http", "https") or (old == "https" and new == "http"):
            raise RefusedError(f"{req.full_url} leads to {newurl}, which is not safe")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def load(url: str, part: Part, size: int, trusted: bool, show: Show, say: Say, pause: float = 1.0) -> None:
    """Fill ``part`` with the file at ``url``, from what is there on.

    ``size`` is how many bytes it has to have, 0 if nobody knows. ``trusted``: its hash is checked afterwards, so
    that a rest may be added without asking the server whether it is of the same version. A cut connection is tried
    again, four times without a byte more, with pauses of ``pause`` seconds, twice as long each time. Proxies come from
    the environment. Raises UnreachableError, RefusedError, InputError for another size, KoprepError for a connection
    that is cut again and again.
    """
    failures, most = 0, part.size
    arrived = False
    while True:
        before = part.size
        try:
            return _load_once(url, part, size, trusted, show)
        except _CutError as cut:
            arrived = arrived or part.size != before
            failures = 1 if part.size > most else failures + 1  # a file that is loaded anew has to come further
            most = max(most, part.size)
            if failures == _TRIES or (cut.unreachable and not arrived):
                raise _given_up(url, part, cut) from None
            say(f"{cut}; again from {part.size:,} bytes on")
            time.sleep(pause * 2 ** (failures - 1))


def _given_up(url: str, part: Part, cut: _CutError) -> KoprepError:
    kept = f"; the {part.size:,} bytes that arrived are kept, the same command goes on from there" if part.size else ""
    host = urlsplit(url).netloc
    if cut.unreachable:
        return UnreachableError(f"no way to {host} ({cut}){kept}")
    return KoprepError(f"{host}: {cut}{kept}")


def _load_once(url: str, part: Part, size: int, trusted: bool, show: Show) -> None:
    with _answer(url, part, trusted) as response:
        total = _begin(response, url, part)
        if size and total is not None and total != size:
            raise InputError(f"the server has {total:,} bytes, where {size:,} are expected")
        show(part.size, total or size or None)
        while total is None or part.size < total:
            block = _read(response)
            if not block:
                break
            part.append(block)
            show(part.size, total or size or None)
            if size and part.size > size:
                raise InputError(f"the server has more than the {size:,} bytes that are expected")
    if part.size < (total or size):
        raise _CutError("the connection was cut")


def _answer(url: str, part: Part, trusted: bool) -> HTTPResponse:
    """Ask for the file, or for the rest of it."""
    headers = {"User-Agent": f"koprep/{koprep.__version__}", "Accept-Encoding": "identity"}
    version = _version(url, part)
    if part.size and (version or trusted):
        headers["Range"] = f"bytes={part.size}-"
        if version:
            headers["If-Range"] = version
    try:
        return cast(HTTPResponse, build_opener(_Redirects).open(Request(url, headers=headers), timeout=_TIMEOUT))
    except HTTPError as error:
        error.close()
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and part.size:
            part.restart("")
            raise _CutError("the file has become shorter") from None
        what = f"the server says {error.code} {_phrase(error.code)}"
        raise (_CutError(what) if error.code in _PASSING else RefusedError(f"{url}: {what}")) from None
    except URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise RefusedError(f"{url}: its certificate is not valid ({error.reason.verify_message})") from None
        raise _CutError(_words(error.reason), unreachable=True) from None
    except (HTTPException, OSError) as error:
        raise _CutError(_words(error)) from None
    except ValueError as error:  # a host name that can't be one
        raise RefusedError(f"{url}: {_words(error)}") from None


def _begin(response: HTTPResponse, url: str, part: Part) -> int | None:
    """Take the headers: go on, or begin again. How many bytes there will be in the end, if the server says so."""
    if response.status == HTTPStatus.PARTIAL_CONTENT:
        place = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if place is None or int(place[1]) != part.size:
            part.restart("")
            raise _CutError("the server sent another part than it was asked for")
        return None if place[2] == "*" else int(place[2])
    part.restart(f"{url}\n{_validator(response)}")
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None


def _read(response: HTTPResponse) -> bytes:
    try:
        return response.read1(_BLOCK)
    except (HTTPException, OSError) as error:
        raise _CutError(_words(error)) from None


def _validator(response: HTTPResponse) -> str:
    """What If-Range takes: a strong ETag, else the date of the last change."""
    etag = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else response.headers.get("Last-Modified", "")


def _version(url: str, part: Part) -> str:
    """The validator of the bytes that are there, if they came from this address."""
    there, _, validator = part.tag.partition("\n")
    return validator if there == url else ""


def _words(error: object) -> str:
    """What the system said, in one line."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).lower().split())


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""
