"""What pictures are drawn from: words, tags and lengths, counted in token files, vocabularies and tensors."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from koprep import counting, files, modelfile
from koprep.columns import lookup
from koprep.columns.chunk import Array
from koprep.columns.opening import open_tokens
from koprep.counting import Counts
from koprep.errors import InputError, UsageError, suggest
from koprep.taggers import tagset
from koprep.view.plots.wording import number
from koprep.vocab import SPECIALS, Vocab, special_tokens


class Words(NamedTuple):
    """Words (types,) from the most frequent on, and how often each occurs, (types,) int64.

    ``tags`` (types,) are the words' tags where they were asked for; ``left_out`` counts the tokens a vocabulary cut.
    """

    forms: pa.Array
    counts: Array
    tags: pa.Array | None = None
    left_out: int = 0

    @property
    def tokens(self) -> int:
        return int(self.counts.sum())

    @property
    def note(self) -> str:
        """Their number, in words."""
        beyond = f" · {number(self.left_out, 'token')} outside the vocabulary" if self.left_out else ""
        return f"{number(self.tokens, 'token')} · {number(len(self.counts), 'type')}{beyond}"

    def first(self, most: int) -> list[tuple[str, int]]:
        """The most frequent words with their counts."""
        return list(zip(self.forms[:most].to_pylist(), self.counts[:most].tolist(), strict=True))


def words(argument: str, format: str = "", tags: bool = False) -> Words:
    """Count the words of a token file, or take a vocabulary's; with ``tags``, words with different tags apart.

    Raises InputError where there are none, UsageError where there are no tags.
    """
    vocab = vocab_in(argument, format)
    if vocab is not None:
        counts, left_out = _of_vocab(vocab, argument)
    else:
        counts, left_out = counting.count(open_tokens(argument, format, tags, documents=False).chunks), 0
        if not counts.tokens:
            raise nothing(argument, counts.records)
    if tags and vocab is not None and not vocab.tagged:
        raise UsageError(
            f"{argument} was counted without tags; count with koprep vocab --with-tags, or name the tokens"
        )
    ranked = _ranked(counts, left_out)
    if not tags:
        return ranked
    forms, kinds = _parted(ranked.forms)
    if not pc.any(pc.not_equal(kinds, "")).as_py():
        raise UsageError(f"{argument} has no tags; make them with morphs and --to tagged, jsonl or parquet")
    return ranked._replace(forms=forms, tags=kinds)


def tags(counted: Words) -> list[tuple[str, int]]:
    """The tags of words counted with them, and how many tokens each has, from the most frequent on."""
    table = pa.table({"tag": counted.tags, "count": counted.counts})
    rows = table.group_by("tag").aggregate([("count", "sum")]).to_pylist()
    return sorted(((row["tag"], row["count_sum"]) for row in rows), key=lambda item: (-item[1], item[0]))


def of_tag(counted: Words, name: str, where: str) -> Words:
    """The words of one tag or group (``NNG``, ``V``, ``content``, ``조사``), those of equal form added up.

    Raises UsageError for a name that neither koprep nor the file ``where`` knows, InputError where it has no such word.
    """
    there = [tag for tag, _ in tags(counted)]
    if name not in there and name not in tagset.groups() and name not in tagset.tags():
        raise UsageError(f"--tags {name}: {suggest(name, [*there, *tagset.groups()])}")
    entries = tagset.groups().get(name, (name,))
    pairs = pc.binary_join_element_wise(counted.forms, counted.tags, "/")
    wanted = pc.or_(pc.is_in(counted.tags, pa.array(entries)), pc.is_in(pairs, pa.array(entries)))
    table = pa.table({"token": counted.forms, "count": counted.counts}).filter(wanted)
    if not len(table):
        raise InputError(f"{where}: no words tagged {name}")
    return _added(table)


def together(parts: list[Words]) -> Words:
    """The words of several, their counts added up."""
    if len(parts) == 1:
        return parts[0]
    return _added(pa.concat_tables(pa.table({"token": part.forms, "count": part.counts}) for part in parts))


def vocab_in(argument: str, format: str) -> Vocab | None:
    """The vocabulary, if that is what a file is; ``None`` for token files. Raises InputError for other kinds."""
    if format or argument == "-":
        return None
    if is_file(argument, ".safetensors"):
        raise InputError(f"{argument} holds numbers; words come from the token file, or from vocab.tsv")
    found = files.find(argument)
    if len(found) != 1 or not files.is_regular(found[0]) or files.ending(found[0]) in (".parquet", ".jsonl"):
        return None
    path = found[0]
    modelfile.refuse_other(path, "vocab")
    if modelfile.kind_of(path) != "vocab" and files.ending(path) != ".tsv":
        return None
    try:
        return Vocab.read(path)
    except InputError as error:
        if modelfile.kind_of(path):
            raise
        make = f"koprep run normalize morphs -i {path} -o tokens.parquet"
        raise InputError(f"{error}; no vocabulary, and a .tsv file holds no tokens: make some with {make}") from None


def _of_vocab(vocab: Vocab, argument: str) -> tuple[Counts, int]:
    """Its words with their counts, without the special tokens; and what its ``<unk>`` counted."""
    table = pa.table({"token": lookup.strings(vocab), "count": vocab.counts})
    specials = special_tokens(SPECIALS)
    kept = table.filter(pc.invert(pc.is_in(table["token"], pa.array(specials))))
    kept = kept.filter(pc.greater(kept["count"], 0))
    if not len(kept):
        raise InputError(f"{argument}: a vocabulary without counts" if len(vocab) else f"{argument}: no words in it")
    left_out = 0 if vocab.unknown is None else int(vocab.counts[vocab.unknown])
    return Counts(kept, int(pc.sum(kept["count"]).as_py()), 0), left_out


def _added(table: pa.Table) -> Words:
    added = table.group_by("token").aggregate([("count", "sum")]).rename_columns(["token", "count"])
    return _ranked(Counts(added, int(pc.sum(added["count"]).as_py()), 0))


def _ranked(counts: Counts, left_out: int = 0) -> Words:
    """By (-count, word)."""
    rows = counting.select(counts, 1, 0, ()).rows.combine_chunks()
    return Words(rows["token"].combine_chunks(), rows["count"].to_numpy(), None, left_out)


def _parted(words: pa.Array) -> tuple[pa.Array, pa.Array]:
    """``form/TAG`` as forms and tags."""
    parts = pc.split_pattern(words, "/", max_splits=1, reverse=True)
    return pc.list_element(parts, 0), pc.list_element(parts, 1)


def is_file(argument: str, ending: str) -> bool:
    return argument.lower().endswith(ending)


def nothing(argument: str, records: int) -> InputError:
    many = f"{records:,} records, all empty" if records else "no record in it"
    return InputError(f"{argument}: nothing to draw ({many})")
