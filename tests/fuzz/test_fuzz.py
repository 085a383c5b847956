"""Any bytes in, any stages: no traceback, every line accounted for. Slow, run by ``make fuzz``."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koprep import Pipeline
from koprep.engine.plan import Plan
from koprep.engine.run import execute
from koprep.errors import KoprepError
from koprep.sources import Options, open_all

pytestmark = pytest.mark.fuzz

KOREAN = st.text(st.sampled_from("가나다ㅋㅠ ㄱㅏᄀ韓a1.!?\t\n\r\0\u200b\u3000😀'\"\\/<>&#@:;,-"), max_size=60)
CP949 = KOREAN.map(lambda text: text.encode("cp949", "ignore"))
LINE = st.one_of(KOREAN.map(str.encode), CP949, st.binary(max_size=60))
CHAINS = st.sampled_from(
    [
        ["normalize"],
        ["clean:drop=url+emoji+punct"],
        ["clean:mask=pii"],
        ["sentences:engine=rule"],
        ["words"],
        ["penn"],
        ["chars"],
        ["jamo"],
        ["normalize", "morphs:engine=mecab"],
        ["morphs:engine=kiwi"],
        ["morphs", "lemma"],
        ["morphs", "stopwords"],
        ["words", "stem"],
        ["words", "ngrams"],
        ["normalize:form=nfkc,hanja=hangul,jamo=compose"],
    ]
)


@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINE, max_size=8), CHAINS, st.sampled_from(["text", "tsv", "csv", "jsonl", "tokens"]))
def test_every_line_comes_out_or_is_rejected(lines: list[bytes], chain: list[str], format: str) -> None:
    with TemporaryDirectory() as folder:
        source, output, rejects = (Path(folder, name) for name in ("in", "out.jsonl", "rejects.jsonl"))
        source.write_bytes(b"\n".join(lines))
        text_col = "1" if format in ("tsv", "csv") else "a" if format == "jsonl" else ""
        pipeline = Pipeline.parse([] if format == "tokens" else chain)
        try:
            sources = open_all([str(source)], Options(format=format, text_col=text_col))
            summary = execute(Plan(pipeline, sources, output, rejects=rejects))
        except KoprepError:
            return
        out = [json.loads(line)["id"] for line in output.read_text("utf-8").splitlines() if line]
        assert summary.rejected == rejects.read_bytes().count(b"\n")
        assert len(out) == summary.written
        assert len({id.split(":")[1].split(".")[0] for id in out}) + summary.rejected >= summary.read
