"""The one door to the file system: finding, opening, decompressing and atomically writing files."""

from __future__ import annotations

import contextlib
import difflib
import glob
import gzip
import io
import os
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from koprep.errors import InputError, KoprepError, UsageError

STDIN = Path("-")
COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
FOLDER_ENDINGS = (".txt", ".tsv", ".csv", ".jsonl", ".parquet")


def display_name(path: Path) -> str:
    """The base name as it appears in record ids: NFC, ``-`` for standard input."""
    return unicodedata.normalize("NFC", path.name)


def ending(path: Path) -> str:
    """The ending that tells the format, below a compression's: ``.tsv`` for ``reviews.tsv.gz``."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix in COMPRESSED else suffix


def find(argument: str) -> list[Path]:
    """The files an ``-i`` argument means: a file, a folder's data files, a glob, ``-``, or ``konlpy:NAME``.

    File names match in either Unicode composition, since macOS stores them decomposed. Raises InputError.
    """
    if argument == "-":
        return [STDIN]
    if argument.startswith("konlpy:"):
        return _konlpy_corpus(argument.removeprefix("konlpy:"))
    path = existing(argument)
    if path is None:
        matches = sorted(Path(name) for name in glob.glob(argument, recursive=True))
        if not matches:
            raise InputError(f"{argument}: no such file{_nearest(Path(argument))}")
        return [file for match in matches for file in _files_of(match)]
    return _files_of(path)


def existing(argument: str) -> Path | None:
    """The path if there is one, tried as given, composed and decomposed."""
    for form in (argument, unicodedata.normalize("NFC", argument), unicodedata.normalize("NFD", argument)):
        if os.path.exists(form):
            return Path(form)
    return None


def require_file(argument: str | Path) -> Path:
    """The one regular file an option names. Raises InputError that says what is there instead."""
    path = existing(str(argument))
    if path is None:
        raise InputError(f"{argument}: no such file{_nearest(Path(argument))}")
    if path.is_dir():
        raise InputError(f"{argument} is a folder; name one file")
    return path


def is_regular(path: Path) -> bool:
    """Whether the path is a regular file, not a pipe, a device or standard input."""
    return path != STDIN and path.is_file()


@contextlib.contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Open a file or standard input for bytes, decompressed by its ending. Raises InputError."""
    try:
        with contextlib.ExitStack() as stack:
            raw = sys.stdin.buffer if path == STDIN else stack.enter_context(path.open("rb", buffering=0))
            yield cast(BinaryIO, _decompress(raw, path.suffix.lower()))
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise InputError(f"{path}: {reason(error)}") from None
    except (EOFError, _lzma_error(), _zlib_error()) as error:
        raise InputError(f"{path}: damaged compressed data ({error})") from None


def reason(error: OSError) -> str:
    """What the operating system said, in words."""
    return (error.strerror or str(error)).lower()


def check_output(output: Path, inputs: list[Path]) -> None:
    """Refuse an output that is also an input, a folder, or in a folder that can't be written.

    Raises UsageError or KoprepError before anything is read.
    """
    if output == STDIN:
        for path in inputs:
            if is_regular(path) and _is_stdout(path):
                raise UsageError(f"{path} is both input and output; write to another file")
        return
    if output.is_dir():
        raise UsageError(f"-o {output} is a folder; name a file in it")
    for path in inputs:
        if path != STDIN and output.exists() and os.path.samefile(path, output):
            raise UsageError(f"{output} is both input and output; write to another file")
    folder = output.resolve().parent
    if not folder.is_dir():
        raise UsageError(f"{output}: there is no folder {folder}; make it first (mkdir -p {output.parent})")
    if not os.access(folder, os.W_OK):
        raise KoprepError(f"{output}: the folder {output.parent} can't be written to; choose another -o")


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for bytes; it appears under its name only when it is complete.

    The bytes go to a temporary file in the same folder, which is fsynced and renamed at the end, or removed when an
    error or an interrupt comes up. Compressed by its ending, without times or names inside. Pipes and devices are
    written directly.
    """
    path = path.resolve()
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        with path.open("wb") as direct:
            yield direct
        return
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise KoprepError(f"{path}: {reason(error)}") from None
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with _compressing(file, path.suffix.lower()) as target:
                yield target
            file.flush()
            os.fsync(descriptor)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException as error:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise KoprepError(f"{path}: {reason(error)}") from None
        raise


@contextlib.contextmanager
def scratch(beside: Path) -> Iterator[BinaryIO]:
    """An unnamed temporary file in the folder of ``beside``, gone when closed, also after a crash."""
    folder = beside.resolve().parent
    with tempfile.TemporaryFile(dir=folder) as file:
        yield cast(BinaryIO, file)


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*")
                   if file.is_file() and ending(file) in FOLDER_ENDINGS and not _hidden(file, path))
    if not files:
        raise InputError(f"{path}: no {' '.join(FOLDER_ENDINGS)} files in this folder")
    return files


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _konlpy_corpus(name: str) -> list[Path]:
    """The texts konlpy ships, found without importing konlpy (which would look for Java)."""
    import importlib.util

    package = importlib.util.find_spec("konlpy")
    if package is None or not package.submodule_search_locations:
        raise InputError("konlpy is not installed; pip install konlpy")
    root = Path(package.submodule_search_locations[0], "data", "corpus")
    corpus, _, file = name.partition("/")
    known = sorted(folder.name for folder in root.iterdir() if folder.is_dir())
    if corpus not in known:
        from koprep.errors import suggest

        raise InputError(f"konlpy:{corpus}: no such corpus; {suggest(corpus, known)}")
    files = sorted(path for path in (root / corpus).iterdir() if not file or path.name == file)
    if not files:
        raise InputError(f"konlpy:{name}: no such file in the corpus {corpus}")
    return files


def _nearest(path: Path) -> str:
    try:
        names = [unicodedata.normalize("NFC", entry.name) for entry in path.parent.iterdir()]
    except OSError:
        return f", and no folder {path.parent}" if str(path.parent) != "." else ""
    near = difflib.get_close_matches(display_name(path), names, n=1)
    return f"; did you mean {path.parent / near[0]}?" if near else ""


def _decompress(raw: Any, suffix: str) -> IO[bytes]:
    if suffix == ".gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw, mode="rb"))
    if suffix == ".bz2":
        import bz2

        return bz2.BZ2File(raw)
    if suffix == ".xz":
        import lzma

        return lzma.LZMAFile(raw)
    if suffix == ".zst":
        import pyarrow

        return cast(IO[bytes], pyarrow.CompressedInputStream(raw, "zstd"))
    return cast(IO[bytes], raw)


@contextlib.contextmanager
def _compressing(file: BinaryIO, suffix: str) -> Iterator[BinaryIO]:
    if suffix == ".gz":
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
            yield cast(BinaryIO, packed)
    elif suffix == ".bz2":
        import bz2

        with bz2.BZ2File(file, "wb") as packed:
            yield cast(BinaryIO, packed)
    elif suffix == ".xz":
        import lzma

        with lzma.LZMAFile(file, "wb") as packed:
            yield cast(BinaryIO, packed)
    elif suffix == ".zst":
        import pyarrow

        with pyarrow.CompressedOutputStream(io.BufferedWriter(_Unclosed(file)), "zstd") as packed:
            yield cast(BinaryIO, packed)
    else:
        yield file


class _Unclosed(io.RawIOBase):
    """Passes writes on, but keeps the file open when Arrow closes its stream."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._file.write(data)


def _is_stdout(path: Path) -> bool:
    try:
        out = os.fstat(1)
    except OSError:
        return False
    there = path.stat()
    return stat.S_ISREG(out.st_mode) and (out.st_dev, out.st_ino) == (there.st_dev, there.st_ino)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _lzma_error() -> type[Exception]:
    import lzma

    return lzma.LZMAError


def _zlib_error() -> type[Exception]:
    import zlib

    return zlib.error
