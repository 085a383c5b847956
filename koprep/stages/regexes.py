"""`sub`, `match`, `findall`: the user's own regular expressions, under a time limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from unicodedata import normalize

from koprep.errors import UsageError
from koprep.record import Record, Reject
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import composed, cut
from koprep.stages.userregex import compile_pattern


@dataclass(frozen=True)
class _Regex(Stage):
    """What the three share: the pattern, and rejects for texts on which it runs out of time."""

    pattern: str = option(help=r"a regular expression of the regex package, such as [가-힣]+ or \p{Han}")
    seconds: float = option(1.0, help="how long it may work on one text; one that takes longer is rejected")

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.pattern:
            raise UsageError(f"{self.name}: pattern= is empty; type what to look for, as in {self.example}")
        if not self.seconds > 0:
            raise UsageError(f"{self.name}: seconds={self.seconds:g} is not possible; type a time such as 1.0")
        self._compiled()

    def warm(self) -> None:
        self._compiled()

    def _compiled(self) -> Any:
        return compile_pattern(self.name, "pattern", self.pattern)

    def _each(self, batch: Batch, work: Callable[[Record], Record | None]) -> Output:
        """Work on every record; None leaves it out, a TimeoutError rejects it."""
        output: Output = []
        for record in composed(batch):
            try:
                result: Record | Reject | None = work(record)
            except TimeoutError:
                reason = f"pattern= took more than {self.seconds:g} s on this text"
                result = Reject(record.id, self.name, reason, record.text)
            if result is not None:
                output.append(result)
        return output


@dataclass(frozen=True)
class Sub(_Regex):
    r"""Replace what a regular expression matches; \1 or \g<name> in with= stands for a group.

    `sub:pattern=(\d+)\s*원,with=\1원` writes 500 원 as 500원.
    """

    name: ClassVar[str] = "sub"
    example: ClassVar[str] = r"sub:pattern=\d+,with=<num>"
    with_: str = option("", help="what to put in its place; nothing, unless given")

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_template(self.pattern, self.with_)

    def __call__(self, batch: Batch) -> Output:
        sub, template, seconds = self._compiled().sub, self.with_, self.seconds

        def work(record: Record) -> Record:
            text = sub(template, record.text, timeout=seconds)
            if text == record.text:
                return record
            return Record(record.id, normalize("NFC", text), record.doc, label=record.label)

        return self._each(batch, work)


@dataclass(frozen=True)
class Match(_Regex):
    """Keep the records in whose text a regular expression is found somewhere; the others count as filtered.

    ^ and $ tie it to the beginning and the end of the text.
    """

    name: ClassVar[str] = "match"
    example: ClassVar[str] = "match:pattern=영화|배우"
    invert: bool = option(False, help="yes: keep those in which it is not found")

    def __call__(self, batch: Batch) -> Output:
        search, invert, seconds = self._compiled().search, self.invert, self.seconds

        def work(record: Record) -> Record | None:
            return record if (search(record.text, timeout=seconds) is None) == invert else None

        return self._each(batch, work)

    def tally(self, before: Batch, after: Sequence[Record | Reject]) -> dict[str, int]:
        return {"records filtered out by match": len(before) - len(after)}


@dataclass(frozen=True)
class Findall(_Regex):
    r"""Make tokens of everything a regular expression matches, or of its first group, if it has one.

    `findall:pattern=#(\w+)` gives the hashtags without their #. Empty matches are no tokens.
    """

    name: ClassVar[str] = "findall"
    example: ClassVar[str] = "findall:pattern=[가-힣]+"

    @property
    def gives(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        pattern, seconds = self._compiled(), self.seconds
        group = min(pattern.groups, 1)

        def work(record: Record) -> Record:
            found = pattern.finditer(record.text, timeout=seconds)
            tokens = cut(record.text, sorted(match.span(group) for match in found))
            return Record(record.id, record.text, record.doc, tokens, None, record.label)

        return self._each(batch, work)


def _check_template(pattern: str, template: str) -> None:
    """Raise UsageError for a template that can't be filled in, such as one with a group the pattern doesn't have."""
    matches_nothing_too = compile_pattern("sub", "pattern", f"(?:{pattern}\n)?")  # a comment ends at the newline
    try:
        matches_nothing_too.sub(template, "")
    except Exception as error:  # an error of the regex package, or IndexError
        raise UsageError(
            f"sub: with={template[:80]} is not possible: {error}; "
            r"\1 is the first group, \\ a backslash"
        ) from None
