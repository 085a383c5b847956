"""The file formats by name and by ending, the same for reading and writing."""

from __future__ import annotations

RECORDS = ("text", "tokens", "tagged", "jsonl", "tsv", "csv", "parquet")
"""The formats that hold records, what ``--from`` and ``--to`` take."""

ENDINGS = {
    ".txt": "text",
    ".tokens": "tokens",
    ".tagged": "tagged",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".tsv": "tsv",
    ".csv": "csv",
    ".parquet": "parquet",
    ".safetensors": "safetensors",
}
