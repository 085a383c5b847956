"""Tensors of many records, written in pieces: ragged ids, padded rows, one-hot, bags, TF-IDF, prefixes, labels."""

from __future__ import annotations

from koprep.tensors.collector import Collector
from koprep.tensors.labels import sort_classes
from koprep.tensors.padding import Padding, pad

__all__ = ["Collector", "Padding", "pad", "sort_classes"]
