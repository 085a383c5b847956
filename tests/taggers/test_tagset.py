"""Tags, their groups, and what the analyzers' tags become."""

from __future__ import annotations

import pytest

from koprep.errors import UsageError
from koprep.record import Token
from koprep.tables import read
from koprep.taggers.tagset import choose, expand, groups, names_of, tag_map, tags


def test_groups_are_those_of_the_sejong_corpus() -> None:
    assert expand(["N"]) == {"NNG", "NNP", "NNB", "NR", "NP"}
    assert expand(["V"]) == {"VV", "VA", "VX", "VCP", "VCN"}
    assert expand(["J"]) == {"JKS", "JKC", "JKG", "JKO", "JKB", "JKV", "JKQ", "JX", "JC"}
    assert expand(["E"]) == {"EP", "EF", "EC", "ETN", "ETM"}
    assert expand(["M"]) == {"MM", "MAG", "MAJ"}
    assert expand(["S"]) == {"SF", "SP", "SS", "SE", "SO", "SW", "SL", "SH", "SN"}


def test_suffixes_and_roots_belong_to_no_group_of_one_letter() -> None:
    letters = expand(["N", "V", "J", "E", "M", "S"])
    assert not letters & {"XSV", "XSA", "XSN", "XPN", "XR"}


def test_content_is_what_carries_the_meaning_and_the_negations() -> None:
    plain = {"NNG", "NNP", "NR", "NP", "XR", "XPN", "VV", "VA", "VCN", "MAG", "SL", "SH"}
    assert expand(["content"]) == plain | {"않/VX", "못하/VX", "말/VX"}


def test_names_add_up_and_korean_names_are_names_too() -> None:
    assert expand(["NNG", "조사"]) == {"NNG"} | expand(["J"])
    assert expand([]) == frozenset()


@pytest.mark.parametrize(("name", "hint"), [("NNX", "did you mean NN[BGP]"), ("contents", "did you mean content")])
def test_an_unknown_name_is_an_error_that_names_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        expand([name])


def test_every_native_tag_becomes_one_of_koprep_s() -> None:
    for engine in ("kiwi", "mecab"):
        assert set(tag_map(engine).values()) <= set(tags())
        assert {row[0] for row in read(f"tags_{engine}.tsv")} <= set(tag_map(engine))


def test_kiwi_s_whole_tag_list_is_known() -> None:
    documented = (  # noqa: SIM905
        "NNG NNP NNB NR NP VV VA VX VCP VCN MM MAG MAJ IC JKS JKC JKG JKO JKB JKV JKQ JX JC EP EF EC ETN ETM "
        "XPN XSN XSV XSA XSM XR SF SP SS SSO SSC SE SO SW SL SH SN SB UN W_URL W_EMAIL W_HASHTAG W_MENTION W_SERIAL "
        "W_EMOJI Z_CODA Z_SIOT VV-I VV-R VA-I VA-R VX-I VX-R XSA-I XSA-R XSV-I XSV-R"
    ).split()
    assert [tag for tag in documented if tag not in tag_map("kiwi")] == []


def test_a_tag_no_table_knows_is_na_and_native_tags_stay() -> None:
    assert names_of("kiwi", native=False)["VV-I"] == "VV"
    assert names_of("kiwi", native=False)["Q_NEW"] == "NA"
    assert names_of("kiwi", native=True)["Q_NEW"] == "Q_NEW"


def test_native_groups_hold_every_tag_that_becomes_one_of_the_group() -> None:
    assert {"VV", "VV-I", "VV-R", "VCP"} <= expand(["V"], "kiwi")
    assert {"NNB", "NNBC"} <= expand(["N"], "mecab")
    assert {"않/VX", "않/VX-I"} <= expand(["content"], "kiwi")
    assert expand(["NNBC"], "mecab") == {"NNBC"}
    with pytest.raises(UsageError):
        expand(["NNBC"])


def test_choosing_keeps_and_drops() -> None:
    tokens = [Token("먹", "VV"), Token("지", "EC"), Token("않", "VX"), Token("주", "VX")]
    assert choose(tokens, expand(["content"]), frozenset()) == [tokens[0], tokens[2]]
    assert choose(tokens, frozenset(), expand(["content"])) == [tokens[1], tokens[3]]
    assert choose(tokens, expand(["V"]), expand(["VX"])) == [tokens[0]]
    assert choose(tokens, frozenset(), frozenset()) == tokens


def test_every_group_s_tags_exist() -> None:
    for entries in groups().values():
        assert {entry.rpartition("/")[2] for entry in entries} <= set(tags())
