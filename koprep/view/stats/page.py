"""Statistics as tables to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple


class Section(NamedTuple):
    """A table: its title, the names of its columns, and its rows of as many cells.

    Columns named in ``numbers`` stand at the right. ``named`` tells whether the names are worth a line.
    """

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numbers: frozenset[str] = frozenset({"tokens", "records", "types", "share", "count", "value", "G²", "TF-IDF"})
    named: bool = True


def sections(facts: dict[str, Any]) -> Iterator[Section]:
    """The tables of what ``stats`` found."""
    yield Section("corpus", ("", "value"), list(_corpus(facts)), named=False)
    yield _lengths(facts)
    if "labels" in facts:
        rows = [(_name(row["label"]), f"{row['records']:,}", percent(row["share"])) for row in facts["labels"]]
        yield Section("labels", ("label", "records", "share"), rows)
    rows = [(row["script"], f"{row['characters']:,}", percent(row["share"])) for row in facts["scripts"]]
    yield Section("scripts, by characters", ("script", "count", "share"), rows)
    if "tags" in facts:
        yield Section("tags", ("tag", "tokens", "share", "types", "words"), [_tag(row) for row in facts["tags"]])
    yield Section("words", ("word", "count", "share"), _counted(facts["top"], "word", facts["tokens"]))
    if "ngrams" in facts:
        found = facts["ngrams"]
        title = f"{found['n']}-grams: {found['types']:,} different ones of {found['tokens']:,}"
        yield Section(title, ("words", "count", "share"), _counted(found["top"], "ngram", found["tokens"]))
    if "unknown" in facts:
        unknown = _counted(facts["unknown"]["top"], "word", facts["tokens"])
        yield Section("words that are not in the vocabulary", ("word", "count", "share"), unknown)
    if "keywords" in facts:
        yield from _keywords(facts["keywords"])


def percent(share: float) -> str:
    """A share as text: ``12.3 %``."""
    return f"{100 * share:.1f} %"


def _corpus(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "format", ", ".join([*facts["formats"], *facts["encodings"]])
    for name in ("records", "docs"):
        yield name, f"{facts[name]:,}"
    yield "empty records", f"{facts['empty']:,}"
    yield "records equal to an earlier one", f"{facts['duplicates']:,}"
    if facts["rejected"]:
        yield "lines that can't be read", f"{facts['rejected']:,}"
    yield "tokens" if facts["words"] == "tokens" else "words between white space", f"{facts['tokens']:,}"
    yield "types", f"{facts['types']:,}"
    yield "type/token ratio", f"{facts['type_token_ratio']:.4f}"
    yield "hapaxes (types seen once)", f"{facts['hapaxes']:,} ({percent(facts['hapax_share'])} of the types)"
    if "unknown" in facts:
        unknown = facts["unknown"]
        yield "unknown tokens", f"{unknown['tokens']:,} ({percent(unknown['share'])})"
        yield "unknown types", f"{unknown['types']:,}"
    if "cut" in facts:
        cut = facts["cut"]
        yield f"records longer than {cut['max_len']:,}", f"{cut['records']:,} ({percent(cut['record_share'])})"
        yield f"tokens cut at {cut['max_len']:,}", f"{cut['tokens']:,} ({percent(cut['token_share'])})"


def _lengths(facts: dict[str, Any]) -> Section:
    units = {"lengths": "tokens" if facts["words"] == "tokens" else "words", "text_lengths": "characters"}
    named = {unit: facts[key] for key, unit in units.items() if key in facts}
    names = {name: f"{name[1:]} % of the records have at most" for name in facts["lengths"] if name.startswith("p")}
    rows = [
        (
            names.get(name, name),
            *(f"{row[name]:,.1f}" if name == "mean" else f"{row[name]:,}" for row in named.values()),
        )
        for name in facts["lengths"]
    ]
    return Section("lengths", ("", *named), rows, frozenset(named))


def _tag(row: dict[str, Any]) -> tuple[str, ...]:
    words = ", ".join(f"{visible(item['word'])} {item['count']}" for item in row["top"])
    return visible(row["tag"]) or "none", f"{row['tokens']:,}", percent(row["share"]), f"{row['types']:,}", words


def _counted(rows: list[dict[str, Any]], name: str, total: int) -> list[tuple[str, ...]]:
    return [(visible(row[name]), f"{row['count']:,}", percent(row["count"] / max(1, total))) for row in rows]


def _keywords(found: dict[str, Any]) -> Iterator[Section]:
    of = "keywords" if found["of"] is None else f"keywords of {visible(found['of'])}"
    against = visible(found["against"] or "the other records")
    for key, name in (("by_g2", "log-likelihood"), ("by_tfidf", "TF-IDF")):
        rows = [
            (
                visible(row["word"]),
                f"{row['count']:,}",
                f"{row['against']:,}",
                f"{row['g2']:,.1f}",
                f"{row['tfidf']:,.2f}",
            )
            for row in found[key]
        ]
        header = ("word", "count", "count there", "G²", "TF-IDF")
        numbers = frozenset(header[1:])
        yield Section(f"{of} against {against}, by {name}", header, rows, numbers)


def _name(label: str | None) -> str:
    return "none" if label is None else visible(label)


def visible(text: str) -> str:
    """The text with what a terminal would obey, or not show, spelled out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
