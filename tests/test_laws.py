"""Laws every stage and every chain keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from koprep import Pipeline, Record, Reject, Token, Vocab, modelfile, spec
from koprep.encoders import JsonlEncoder
from koprep.fitting import subwords
from koprep.fitting.corpus import Corpus
from koprep.readers import Block, JsonlReader
from koprep.recipe import Recipe
from koprep.sources import Options
from koprep.stages import STAGES
from koprep.stages.base import Stage

NASTY = [
    "",
    " ",
    "한국어 글이다.",
    "  앞뒤 공백  ",
    "ㅋㅋㅋㅋㅋ ㅠㅠ 부엌ㅋㅋㅋ",
    "https://a.kr에서 <num>원 결제했다 :)",
    "첫 문장이다. 둘째 문장이에요! 셋째?",
    "탭\t과\u3000전각 공백",
    "👨‍👩‍👧‍👦 가족 ❤️",
    "\u1112\u1161\u11ab\u1100\u1173\u11af NFD 한글",
    "a\x00b NUL",
    "안 좋다 못 간다 먹지 않는다",
    "Don't stop, it's U.S. R&D!",
    "줄\n바꿈이 든 글",
    "大韓民國 失敗率",
    "번호는010-1234-5678이고 900101-1234567입니다",
    "<b>굵게</b>&nbsp;abc@gmail.com #태그 @누구",
    "ㄷ" * 16,
    "\\ 역빗금 \\s",
]


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[Stage]:
    """Every stage as its example shows it, with the files those examples name."""
    folder = tmp_path_factory.mktemp("laws")
    Vocab.count([["한국어", "글이다.", "밥"]]).write(folder / "vocab.tsv")
    (folder / "table.tsv").write_text("밥\t쌀밥\n한국어\t국어\n", encoding="utf-8")
    (folder / "stop.txt").write_text("이\n그\n", encoding="utf-8")
    (folder / "corpus.txt").write_text("\n".join(NASTY).replace("\x00", ""), encoding="utf-8")
    subwords.fit(Corpus.open([str(folder / "corpus.txt")], Options()), folder / "tokenizer.json", "bpe", 600)
    rows = [("못", "간다", "9", "20.5"), ("Don't", "stop,", "9", "11.0")]
    modelfile.write(folder / "phrases.tsv", "phrases", Recipe(), rows)
    files = {
        "encode": "encode:vocab=",
        "replace": "replace:table=",
        "phrases": "phrases:model=",
        "subwords": "subwords:model=",
    }
    names = {
        "encode": "vocab.tsv",
        "replace": "table.tsv",
        "phrases": "phrases.tsv",
        "subwords": "tokenizer.json",
    }
    return [
        spec.parse(files[name] + str(folder / names[name]) if name in files else stage.example, STAGES)
        for name, stage in STAGES.items()
    ]


def batch_for(stage: Stage) -> list[Record]:
    records = [Record(f"a:{line}", text, f"a:{line}") for line, text in enumerate(NASTY, 1)]
    if stage.needs == "text":
        return records
    before = {"tokens": ["words"], "tagged": ["morphs:engine=mecab"], "ids": ["words"]}[stage.needs]
    records = Pipeline.parse(before)(records)[0]
    if stage.needs == "ids":
        return [Record(record.id, record.text, record.doc, record.tokens, (1, 2, 3)) for record in records]
    return records


def results(stage: Stage, batch: list[Record]) -> list[Record | Reject]:
    return stage(batch) if batch else []


def test_stages_treat_records_independently(examples: list[Stage]) -> None:
    for stage in examples:
        batch = batch_for(stage)
        whole = results(stage, batch)
        assert results(stage, batch[:7]) + results(stage, batch[7:]) == whole, stage.name
        assert [item for record in batch for item in results(stage, [record])] == whole, stage.name


def test_no_record_is_lost(examples: list[Stage]) -> None:
    for stage in examples:
        if stage.name == "match":
            continue
        batch = batch_for(stage)
        out = [item.id for item in results(stage, batch)]
        for record in batch:
            assert any(id == record.id or id.startswith(record.id + ".") for id in out), (stage.name, record)


def test_documents_and_labels_stay(examples: list[Stage]) -> None:
    for stage in examples:
        batch = [Record(r.id, r.text, "doc", r.tokens, r.ids, "label") for r in batch_for(stage)]
        for item in results(stage, batch):
            if isinstance(item, Record):
                assert (item.doc, item.label) == ("doc", "label"), stage.name


def test_offsets_lie_in_the_text(examples: list[Stage]) -> None:
    for stage in examples:
        for item in results(stage, batch_for(stage)):
            if isinstance(item, Record):
                last = 0
                for token in item.tokens or ():
                    assert token.form, stage.name
                    if token.start >= 0:
                        assert last <= token.start <= token.end <= len(item.text), (stage.name, item)
                        last = token.start


def test_what_a_pipe_carries_is_what_went_in(examples: list[Stage]) -> None:
    for stage in examples:
        pipeline = Pipeline((stage,))
        records = [item for item in results(stage, batch_for(stage)) if isinstance(item, Record)]
        lines = JsonlEncoder(pipeline.shape())(records)
        assert JsonlReader("a").decode(Block(JsonlReader("a"), 1, lines.removesuffix(b"\n"))) == records, stage.name


def test_a_spelled_stage_parses_back(examples: list[Stage]) -> None:
    for stage in examples:
        assert spec.parse(spec.spell(stage), STAGES) == stage


def test_every_option_is_explained() -> None:
    from koprep.stages.base import keys

    for name, stage in STAGES.items():
        assert (stage.__doc__ or "").strip(), name
        for key, field in keys(stage).items():
            assert field.metadata.get("help"), f"{name}:{key}"


def test_a_token_without_offsets_stays_so() -> None:
    record = Record("a:1", "", "a:1", (Token("가"),))
    lines = JsonlEncoder(Pipeline.parse(["words"]).shape())([record])
    assert JsonlReader("a").decode(Block(JsonlReader("a"), 1, lines.removesuffix(b"\n"))) == [record]


def test_readme_of_stages_names_them_all() -> None:
    root = Path(__file__).parent.parent
    for file in ("README.md", "README.ko.md"):
        text = (root / file).read_text(encoding="utf-8")
        assert [name for name in STAGES if f"`{name}" not in text] == []
