"""What every tagger is: texts in, morphemes or the reason why not out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from koprep.record import Token


class Fault(NamedTuple):
    """Why an analyzer has no answer for one text, as the reason of a reject."""

    reason: str


class Tagger(Protocol):
    """An analyzer behind koprep's conventions, as a module: Sejong tags, compatibility jamo, starts never decrease.

    ``tag`` takes many texts at once, because analyzers are fast only in batches, and answers in their order. Texts are
    expected in NFC; whatever they hold, it raises nothing because of them: a text it can't analyze gives a Fault.
    ``load`` and ``version`` raise MissingError where the engine is not installed.
    """

    def tag(
        self, texts: Sequence[str], allomorph: str = "merge", native: bool = False
    ) -> list[list[Token] | Fault]: ...
    def load(self) -> Any: ...
    def version(self) -> str: ...
