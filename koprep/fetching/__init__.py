"""Public corpora by name: loaded when asked, checked against the hash that was published, put in place at once."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from koprep import files
from koprep.errors import InputError, KoprepError, MissingError
from koprep.fetching import pin, unpack, web
from koprep.fetching.catalogue import Corpus
from koprep.fetching.part import Part
from koprep.fetching.web import Say, Show

_BLOCK = 1 << 20


class Fetched(NamedTuple):
    """A corpus in its place: the file and its SHA-256.

    ``new``: it was not there before. ``first``: nobody has published its hash, so that from now on this one counts.
    """

    path: Path
    sha256: str
    new: bool = True
    first: bool = False


def nothing(*_: object) -> None:
    """Show and say nothing."""


def fetch(corpus: Corpus, target: Path, show: Show = nothing, say: Say = nothing, pause: float = 1.0) -> Fetched:
    """Load a corpus to ``target``, unless it is there and right.

    ``show`` gets the bytes that have arrived and how many there will be, ``say`` a line before a new try. What has
    arrived is kept in ``target``.part when it ends early. Raises InputError for a wrong hash, and where something else
    stands at ``target``; MissingError, with the way to do it by hand, without network or address; KoprepError.
    """
    there = _there(corpus, target)
    if there is not None:
        return there
    if not corpus.url:
        raise MissingError(f"{corpus.name}: {corpus.how}: koprep fetch {corpus.name} --from FILE")
    with Part(target) as part:
        expected = _expected(corpus, target)
        if not (part.size and part.sha256 == expected):
            with _explained(corpus, part):
                web.load(corpus.url, part, corpus.size, bool(expected), show, say, pause)
        return _put(corpus, part, target)


def place(corpus: Corpus, source: Path, target: Path) -> Fetched:
    """Check a file that was got by hand, the very one that the address gives, and put a copy of it at ``target``.

    Raises InputError for a wrong hash or a missing file, KoprepError.
    """
    source = files.require_file(source)
    if not corpus.member and os.path.exists(target) and os.path.samefile(source, target):
        return _adopt(corpus, target)
    there = _there(corpus, target)
    if there is not None:
        return there
    with Part(target) as part:
        if os.path.samefile(source, part.path):
            raise InputError(f"{source} is the half of a download; go on with koprep fetch {corpus.name}")
        part.restart("")
        for block in _blocks(source):
            part.append(block)
        return _put(corpus, part, target, source)


def _expected(corpus: Corpus, target: Path) -> str:
    """The hash of what is loaded: the published one, else that of the first time; "" before that."""
    return corpus.sha256 or pin.read(target)


def _there(corpus: Corpus, target: Path) -> Fetched | None:
    """What stands at ``target`` already, if it is right. Raises InputError if it is not, or nobody can tell."""
    if not os.path.exists(target):
        return None
    expected = pin.read(target) if corpus.member else _expected(corpus, target)
    if not expected:
        adopt = "" if corpus.member else f", or keep it with koprep fetch {corpus.name} --from {target}"
        raise InputError(f"{target} is there, but nothing tells whether it is {corpus.name}; remove it{adopt}")
    got = pin.sha256(target)
    if got != expected:
        raise InputError(f"{target} is there, but it is not {corpus.name}: {_differs(got, expected)}; remove it")
    return Fetched(target, got, new=False)


def _adopt(corpus: Corpus, target: Path) -> Fetched:
    """Take the file that stands at ``target`` as it is, if no hash speaks against it."""
    got, expected = pin.sha256(target), _expected(corpus, target)
    if expected and got != expected:
        raise InputError(f"{target} is not {corpus.name}: {_differs(got, expected)}")
    if not expected:
        pin.write(target, got)
    return Fetched(target, got, new=False, first=not expected)


def _put(corpus: Corpus, part: Part, target: Path, source: Path | None = None) -> Fetched:
    """Check the hash, then put the file, or its member, in place; ``source`` is where it came from if not loaded."""
    expected = _expected(corpus, target)
    got = part.sha256
    if expected and got != expected:
        part.discard()
        if source is not None:
            raise InputError(f"{source} is not {corpus.name}: {_differs(got, expected)}{_changed(corpus, target)}")
        raise InputError(
            f"{corpus.name}: {_differs(got, expected)}; what was loaded is removed{_changed(corpus, target)}"
        )
    if corpus.member:
        got = unpack.extract(part.path, corpus.member, target)
        pin.write(target, got)
        part.discard()
        return Fetched(target, got)
    if not corpus.sha256:
        pin.write(target, got)
    part.finish(target)
    return Fetched(target, got, first=not expected)


def _changed(corpus: Corpus, target: Path) -> str:
    """What to do where the hash is only that of the first time."""
    return "" if corpus.sha256 else f"; if the corpus was published anew, remove {pin.beside(target)}"


def _differs(got: str, expected: str) -> str:
    return f"its SHA-256 is {got}, expected {expected}"


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        raise InputError(f"{path}: {files.reason(error)}") from None


@contextlib.contextmanager
def _explained(corpus: Corpus, part: Part) -> Iterator[None]:
    """Say which corpus it is, and how to do by hand what the network didn't."""
    by_hand = (
        f"get {corpus.url} by other means, then: koprep fetch {corpus.name} --from {shlex.quote(corpus.published)}"
    )
    try:
        yield
    except web.UnreachableError as error:
        raise MissingError(f"{corpus.name}: {error}; {by_hand}") from None
    except web.RefusedError as error:
        raise KoprepError(f"{corpus.name}: {error}; if it has moved, see {corpus.homepage or corpus.url}") from None
    except InputError as error:
        part.discard()
        raise InputError(f"{corpus.name}: {error}; what was loaded is removed") from None
