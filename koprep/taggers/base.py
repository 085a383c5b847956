"""What every tagger is: texts in, morphemes or the reason why not out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from koprep.errors import MissingError
from koprep.record import Token


class Fault(NamedTuple):
    """Why an analyzer has no answer for one text, as the reason of a reject."""

    reason: str


@dataclass(frozen=True)
class Settings:
    """How an analyzer is to work; each looks at those of its own.

    ``allomorph`` is "merge" (았, 였 → 었) or "surface"; ``native`` keeps the engine's own tags; ``dictionary`` is the
    path of a user dictionary; ``typos`` is one of Kiwi's ways to forgive misspellings; ``norm`` and ``stem`` are Okt's;
    ``limit`` is how many seconds a fragile engine may take for a text, or for each piece of a long one,
    and ``workers`` how many of it work at once.
    """

    allomorph: str = "merge"
    native: bool = False
    dictionary: str = ""
    typos: str = ""
    norm: bool = False
    stem: bool = False
    limit: float = 10.0
    workers: int = 1


DEFAULT = Settings()


class Tagger(Protocol):
    """An analyzer behind koprep's conventions, as a module: Sejong tags, compatibility jamo, starts never decrease.

    ``tag`` takes many texts at once, because analyzers are fast only in batches, and answers in their order. Texts are
    expected in NFC; whatever they hold, it raises nothing because of them: a text it can't analyze gives a Fault.
    ``load`` makes ready what ``tag`` will use; it and ``version`` raise MissingError where the engine is not installed.
    """

    def tag(self, texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]: ...
    def load(self, settings: Settings = DEFAULT) -> Any: ...
    def version(self) -> str: ...


def installed(package: str, missing: MissingError) -> str:
    """The version of an installed package. Raises the given error if there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        raise missing from None
