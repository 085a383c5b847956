"""A download on its way: the bytes that have arrived, beside the place where the whole file will stand."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from koprep import files
from koprep.errors import KoprepError

_BLOCK = 1 << 20


class Part:
    """``NAME.part``, with the hash of what is in it; ``NAME.part.tag`` holds what the server calls that version.

    As a context it locks the file against a second `koprep fetch` and reads what an earlier one left. Whatever ends the
    context, the bytes stay, so that the next one goes on from there; `finish` and `discard` are the ways out.
    """

    def __init__(self, target: Path) -> None:
        self.path = Path(f"{target}.part")
        self._tag = Path(f"{target}.part.tag")
        self.size = 0

    def __enter__(self) -> Part:
        try:
            self._file = cast(BinaryIO, self.path.open("a+b", buffering=0))
        except OSError as error:
            raise KoprepError(f"{self.path}: {files.reason(error)}") from None
        if not self._alone():
            self._file.close()
            raise KoprepError(f"{self.path}: another koprep fetch is loading it; wait for that one")
        self._hash = hashlib.sha256()
        self._file.seek(0)
        while block := self._file.read(_BLOCK):
            self._hash.update(block)
            self.size += len(block)
        return self

    def __exit__(self, *exc: object) -> None:
        if not self.size:
            self.discard()
        self._file.close()

    @property
    def sha256(self) -> str:
        """The SHA-256 of all bytes so far."""
        return self._hash.hexdigest()

    @property
    def tag(self) -> str:
        """The version these bytes are of, as told to `restart`; "" if nobody knows."""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return self._tag.read_text(encoding="utf-8")
        return ""

    def restart(self, tag: str) -> None:
        """Begin again with an empty file, of this version."""
        self._file.truncate(0)
        self._hash, self.size = hashlib.sha256(), 0
        with self._explained():
            self._tag.write_text(tag, encoding="utf-8")

    def append(self, block: bytes) -> None:
        """Add what has arrived. Raises KoprepError where the disk is full."""
        with self._explained():
            rest = memoryview(block)
            while rest:
                written = self._file.write(rest)
                self._hash.update(rest[:written])
                self.size += written
                rest = rest[written:]

    def finish(self, target: Path) -> None:
        """Put the file in place: on disk first, then under its name at once."""
        with self._explained():
            os.fsync(self._file.fileno())
            os.replace(self.path, os.path.realpath(target))
        self._tag.unlink(missing_ok=True)

    def discard(self) -> None:
        """Throw it away."""
        self.path.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)

    def _alone(self) -> bool:
        """Lock the file; it may just have been put in place by the one who had the lock before."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.path.samestat(os.fstat(self._file.fileno()), os.stat(self.path))
        except (BlockingIOError, FileNotFoundError):
            return False
        except OSError:  # a file system without locks
            return True

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise KoprepError(
                f"{self.path}: {files.reason(error)}; the {self.size:,} bytes that arrived are kept"
            ) from None
