"""The one door to the file system: finding, opening and atomically writing files."""

from __future__ import annotations

import contextlib
import difflib
import glob
import os
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from koprep import compression
from koprep.errors import InputError, KoprepError, MissingError, UsageError, suggest

STDIN = Path("-")
FOLDER_ENDINGS = (".txt", ".tsv", ".csv", ".jsonl", ".parquet")
_DESCRIPTORS = (Path("/dev/fd"), Path("/proc/self/fd"))


def display_name(path: Path) -> str:
    """The base name as it appears in record ids: NFC, ``-`` for standard input and the shell's ``<(…)``."""
    return "-" if path == Path("/dev/stdin") or path.parent in _DESCRIPTORS else _nfc(_readable(path.name))


def _readable(name: str) -> str:
    """The name as text: one that is not UTF-8 on disk is CP949, as Korean zip files leave it, or has escapes."""
    with contextlib.suppress(UnicodeEncodeError):
        name.encode()
        return name
    raw = os.fsencode(name)
    with contextlib.suppress(UnicodeDecodeError):
        return raw.decode("cp949")
    return raw.decode("utf-8", "backslashreplace")


def ending(path: Path) -> str:
    """The ending that tells the format, below a compression's: ``.tsv`` for ``reviews.tsv.gz``."""
    return (Path(path.stem) if compression.suffix(path) else path).suffix.lower()


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
        return _matching(argument)
    files = _data_files(path)
    if not files:
        raise InputError(f"{path}: no {' '.join(FOLDER_ENDINGS)} files in this folder")
    return files


def find_all(arguments: Iterable[str]) -> list[Path]:
    """The files several arguments mean, in their order. Raises UsageError for one reached twice, by whatever name."""
    paths = [path for argument in arguments for path in find(argument)]
    seen: dict[object, Path] = {}
    for path in paths:
        first = seen.setdefault(_identity(0 if path == STDIN else path) or path, path)
        if first is not path:
            raise UsageError(f"{path} is given twice" + (f", also as {first}" if first != path else ""))
    return paths


def existing(argument: str) -> Path | None:
    """The path if there is one; each of its names may be composed on disk or decomposed."""
    path = Path(argument)
    if not argument or os.path.exists(path):
        return path if argument else None
    parent = existing(str(path.parent)) if path.parent != path else None
    if parent is None:
        return None
    with contextlib.suppress(OSError):
        return min((entry for entry in parent.iterdir() if _nfc(entry.name) == _nfc(path.name)), default=None)
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
    return path != STDIN and os.path.isfile(path)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Open a file or standard input for bytes, decompressed by its ending. Raises InputError."""
    try:
        with contextlib.ExitStack() as stack:
            raw = _standard_input() if path == STDIN else stack.enter_context(path.open("rb", buffering=0))
            yield compression.decompressed(raw, compression.suffix(path))
    except OSError as error:
        raise InputError(f"{path}: {reason(error)}") from None
    except compression.damages() as error:
        raise InputError(f"{path}: damaged compressed data ({error})") from None


def reason(error: OSError) -> str:
    """What the operating system said, in words."""
    return (error.strerror or str(error)).lower()


def check_output(output: Path, inputs: list[Path]) -> None:
    """Refuse an output that is also an input, a folder, or in a folder that can't be written.

    Raises UsageError or KoprepError before anything is read.
    """
    target = _identity(1 if output == STDIN else output)
    for path in inputs:
        if target is not None and target == _identity(0 if path == STDIN else path):
            raise UsageError(f"{path} is both input and output; write to another file")
    if output == STDIN or _is_special(output):
        return
    if output.is_dir():
        raise UsageError(f"-o {output} is a folder; name a file in it")
    folder = _folder(output)
    if not os.path.isdir(folder):
        raise UsageError(f"{output}: there is no folder {folder}; make it first (mkdir -p {output.parent})")
    if not os.access(folder, os.W_OK):
        raise KoprepError(f"{output}: the folder {output.parent} can't be written to; choose another -o")


def check_whole(output: Path, inputs: list[Path]) -> None:
    """As `check_output`, for what can't be written to a stream. Raises UsageError or KoprepError."""
    if output == STDIN:
        raise UsageError("-o -: this needs a file, since it is complete only at the end; name one")
    check_output(output, inputs)


def refuse_packed(output: Path) -> None:
    """Refuse to compress a format that must be read at any place. Raises UsageError."""
    if compression.suffix(output):
        plain = output.with_suffix("")
        raise UsageError(f"{output}: {plain.suffix} files can't be packed, they are mapped into memory; use -o {plain}")


def refuse_special(output: Path) -> None:
    """Refuse a pipe or a device where a file is put in place when it is complete. Raises UsageError."""
    if _is_special(output):
        raise UsageError(f"-o {output}: a pipe or a device; this needs a file, since it is complete only at the end")


@contextlib.contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for bytes; it appears under its name only when it is complete.

    The bytes go to a temporary file in the same folder, which is fsynced and renamed at the end, or removed when an
    error or an interrupt comes up. Compressed by its ending, without times or names inside. Pipes and devices are
    written directly. Raises KoprepError.
    """
    with _explained(path):
        if _is_special(path):
            with path.open("wb") as pipe, compression.compressed(pipe, compression.suffix(path)) as target:
                yield target
            return
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=_folder(path))
        try:
            with os.fdopen(descriptor, "w+b") as file:
                with compression.compressed(cast(BinaryIO, file), compression.suffix(path)) as target:
                    yield target
                file.flush()
                os.fsync(descriptor)
            replace(Path(name), path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
            raise


def replace(complete: Path, path: Path) -> None:
    """Put a complete file of the same file system in the place of another, or where a link leads, and keep its mode."""
    os.chmod(complete, _mode(path))
    os.replace(complete, os.path.realpath(path))


@contextlib.contextmanager
def scratch(beside: Path) -> Iterator[BinaryIO]:
    """An unnamed temporary file in the folder of ``beside``, gone when closed, also after a crash."""
    with _explained(beside), tempfile.TemporaryFile(dir=None if _is_special(beside) else _folder(beside)) as file:
        yield cast(BinaryIO, file)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Name the file in what goes wrong with it, a full disk for example; a closed pipe is no error."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise KoprepError(f"{path}: {reason(error)}") from None


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _matching(pattern: str) -> list[Path]:
    """The data files a glob means, each once, sorted. Raises InputError where there are none."""
    spellings = {pattern, *(unicodedata.normalize(form, pattern) for form in ("NFC", "NFD"))}
    matches = sorted({Path(name) for spelling in spellings for name in glob.glob(spelling, recursive=True)})
    files = list(dict.fromkeys(file for match in matches for file in _data_files(match)))
    if not files:
        raise InputError(f"{pattern or repr(pattern)}: no such file{_nearest(Path(pattern))}")
    return files


def _data_files(path: Path) -> list[Path]:
    """A folder's data files, sorted, hidden ones left out; anything else is itself."""
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and ending(file) in FOLDER_ENDINGS and not _hidden(file, path)
    )


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _konlpy_corpus(name: str) -> list[Path]:
    """The texts konlpy ships, found without importing konlpy (which would look for Java)."""
    import importlib.util

    package = importlib.util.find_spec("konlpy")
    if package is None or not package.submodule_search_locations:
        raise MissingError("konlpy: sources need a package; pip install konlpy")
    root = Path(package.submodule_search_locations[0], "data", "corpus")
    corpus, _, file = name.partition("/")
    known = sorted(folder.name for folder in root.iterdir() if folder.is_dir())
    if corpus not in known:
        raise InputError(f"konlpy:{corpus}: {suggest(corpus, known)}")
    paths = {path.name: path for path in sorted((root / corpus).glob("*.txt"))}
    if file and file not in paths:
        raise InputError(f"konlpy:{name}: {suggest(file, paths)}")
    return [paths[file]] if file else list(paths.values())


def _nearest(path: Path) -> str:
    try:
        names = [_nfc(entry.name) for entry in path.parent.iterdir()]
    except OSError:
        return f", and no folder {path.parent}" if not os.path.isdir(path.parent) else ""
    near = difflib.get_close_matches(display_name(path), names, n=1)
    return f"; did you mean {path.parent / near[0]}?" if near else ""


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file with -i")
    return sys.stdin.buffer


def _is_special(path: Path) -> bool:
    """A pipe or a device, which is written directly."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _folder(path: Path) -> str:
    """Where the file really is: behind symbolic links."""
    return os.path.dirname(os.path.realpath(path))


def _identity(file: Path | int) -> tuple[int, int] | None:
    """What tells two regular files apart, whatever their names."""
    try:
        there = os.stat(file)
    except OSError:
        return None
    return (there.st_dev, there.st_ino) if stat.S_ISREG(there.st_mode) else None


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those of a new one."""
    with contextlib.suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
