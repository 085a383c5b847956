"""The file formats by name and by ending."""

from __future__ import annotations

RECORDS = ("text", "tokens", "tagged", "jsonl", "tsv", "csv", "parquet")
"""The formats that hold records, what ``--to`` takes."""

SOURCES = (*RECORDS, "kakaotalk", "xlsx")
"""What ``--from`` takes."""

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

SOURCE_ENDINGS = ENDINGS | {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls"}
"""What is read only, too."""
