"""What is learned from: the texts or the tokens of sources, one record after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from unicodedata import normalize

from koprep import files
from koprep.engine.plan import origin
from koprep.errors import UsageError
from koprep.recipe import Recipe
from koprep.record import Record, Reject
from koprep.sources import Options, Source, open_all

Show = Callable[[int, int], None]


class Corpus:
    """Opened sources, and what was seen of them: ``records`` read and ``rejected`` by the end of a pass."""

    def __init__(self, sources: list[Source], show: Show | None = None) -> None:
        self.sources = sources
        self.records = 0
        self.rejected = 0
        self.first_reject: Reject | None = None
        self._show = show

    @classmethod
    def open(cls, arguments: Iterable[str], options: Options, show: Show | None = None) -> Corpus:
        """Open what the arguments name, as ``koprep run -i`` does. Raises InputError or UsageError."""
        return cls(open_all(arguments, options), show)

    @property
    def recipe(self) -> Recipe:
        """Where the corpus comes from."""
        return origin(self.sources)

    @property
    def tokenized(self) -> bool:
        """Whether records come as tokens."""
        return self.sources[0].shape.level != "text"

    def texts(self) -> Iterator[str]:
        """The text of every record, in NFC."""
        return (normalize("NFC", record.text) for record in self._records())

    def tokens(self) -> Iterator[list[str]]:
        """The tokens of every record. Raises UsageError where there are none."""
        if not self.tokenized:
            where = self.sources[0].path
            raise UsageError(f"{where} holds text, not tokens; make some with koprep run … morphs -o tokens.parquet")
        return ([token.form for token in record.tokens or ()] for record in self._records())

    def check_output(self, output: Path) -> None:
        """See that a model can be written there. Raises UsageError or KoprepError."""
        if output == files.STDIN:
            raise UsageError("-o -: a model is a file, complete only at the end; name one")
        paths = [source.path for source in self.sources]
        files.check_output(output, [path for path in paths if path == files.STDIN or path.exists()])

    def _records(self) -> Iterator[Record]:
        self.records = self.rejected = done = 0
        for source in self.sources:
            for block in source.blocks():
                if block is None:
                    continue
                done += len(block.data) + 1 if isinstance(block.data, bytes) else 0
                for item in block.decode():
                    self.records += 1
                    if isinstance(item, Record):
                        yield item
                    else:
                        self.rejected += 1
                        self.first_reject = self.first_reject or item
                if self._show is not None:
                    self._show(done, self.records)
