"""MeCab with mecab-ko-dic (python-mecab-ko): the fast analyzer. The one module that knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from koprep.errors import MissingError
from koprep.hangul import to_compat
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers.base import Fault
from koprep.taggers.pieces import LIMIT, in_pieces
from koprep.taggers.shapes import compatible, has_conjoining
from koprep.taggers.tagset import tag_map

Part = tuple[str, str]
"""Form and tag of a morpheme; the form is empty where it is the surface."""
