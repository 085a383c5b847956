"""The catalogue of public corpora: what each is, where it is, and the hash it must have."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files as resources
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from koprep import compression, files, tables
from koprep.errors import InputError, UsageError, suggest

FOLDER = Path("data")
"""Where a corpus goes if nothing else is said."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._-]+(:\d{1,5})?(/[!-~]*)?")
_HASH = re.compile(r"([0-9a-f]{64})?")


class Corpus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the catalogue; `corpora/sources.toml` says what its fields mean."""

    title: str
    licence: str
    file: str
    sha256: str
    name: str = ""
    homepage: str = ""
    url: str = ""
    member: str = ""
    size: int = 0
    encoding: str = ""
    format: str = ""
    columns: tuple[str, ...] = ()
    run: str = ""
    how: str = ""
    checked: str = ""

    @property
    def published(self) -> str:
        """The name of what is loaded: `ratings_train.txt` of `https://…/ratings_train.txt`."""
        return Path(unquote(urlsplit(self.url).path)).name if self.url else self.file


def read(path: Path | None = None) -> dict[str, Corpus]:
    """The corpora of a catalogue by their names, in its order; koprep's own without a path. Raises InputError."""
    where = str(path or "sources.toml")
    try:
        text = _own() if path is None else files.require_file(path).read_text(encoding="utf-8")
        entries = tomllib.loads(text)
    except OSError as error:
        raise InputError(f"{where}: {files.reason(error)}") from None
    except ValueError as error:  # not TOML, not UTF-8
        raise InputError(f"{where}: not a catalogue of corpora ({error})") from None
    return {name: _corpus(name, entry, where) for name, entry in entries.items()}


def find(name: str, corpora: dict[str, Corpus]) -> Corpus:
    """The corpus of that name. Raises UsageError that says which was meant."""
    if name not in corpora:
        raise UsageError(f"corpus {name}: {suggest(name, corpora)}")
    return corpora[name]


def _own() -> str:
    return resources(tables).joinpath("sources.toml").read_text(encoding="utf-8")


def _corpus(name: str, entry: object, where: str) -> Corpus:
    try:
        corpus = msgspec.structs.replace(msgspec.convert(entry, Corpus), name=name)
    except msgspec.ValidationError as error:
        raise InputError(f"{where}: [{name}]: {str(error).removesuffix(' - at `$`')}") from None
    fault = _fault(corpus)
    if fault:
        raise InputError(f"{where}: [{name}]: {fault}")
    return corpus


def _fault(corpus: Corpus) -> str:
    """What is wrong with an entry; "" if nothing."""
    if not _NAME.fullmatch(corpus.name):
        return "a name is made of a-z, 0-9 and -"
    if corpus.file in ("", ".", "..") or "/" in corpus.file:
        return f"file {corpus.file!r} is no file name"
    if not _HASH.fullmatch(corpus.sha256):
        return 'sha256 is 64 hexadecimal digits in lower case, or "" if nobody has published it'
    if corpus.url and not _ADDRESS.fullmatch(corpus.url):
        return f"url {corpus.url} is no address that begins with https:// or http://"
    if not corpus.url and not corpus.how:
        return "it needs an url, or how to come by the file"
    if corpus.member and not corpus.sha256:
        return "a member needs the sha256 of its archive"
    if corpus.member and compression.suffix(Path(corpus.file)):
        return f"file {corpus.file}: what comes out of an archive is not packed again"
    return ""
