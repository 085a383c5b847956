"""The tensor file, with the safetensors library as the authority on its format."""

from __future__ import annotations

import hashlib
import json
import struct
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from koprep import artifact
from koprep.errors import InputError
from koprep.recipe import Recipe, to_json

RECIPE = Recipe("1", ("words", "encode:vocab"), {"kiwi": "0.24"}, {"encode.vocab": "ab"}, (None, "cd"))
DTYPES = ["<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "i1", "u1", ">i4", ">f8"]
arrays = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(np.dtype(dtype), hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5))
)


def saved(path: Path, tensors: dict[str, np.ndarray[Any, Any]], **info: Any) -> Path:
    artifact.write(path, "ids", {name: artifact.of(array) for name, array in tensors.items()}, RECIPE, info)
    return path


def example(folder: Path) -> Path:
    return saved(folder / "a.safetensors", {"a": np.arange(6, dtype=np.int32).reshape(2, 3), "b": np.ones(3, np.uint8)})


@given(st.dictionaries(st.text(min_size=1, max_size=5).filter(lambda name: name != "__metadata__"), arrays, max_size=5))
def test_the_safetensors_library_reads_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, tensors: dict[str, np.ndarray[Any, Any]]
) -> None:
    path = saved(tmp_path_factory.mktemp("a") / "a.safetensors", tensors)
    theirs, ours = load_file(path), artifact.read(path)
    assert theirs.keys() == ours.tensors.keys() == tensors.keys()
    for name, array in tensors.items():
        assert theirs[name].dtype == array.dtype.newbyteorder("=") == ours[name].dtype.newbyteorder("=")
        assert theirs[name].shape == array.shape == ours[name].shape
        assert theirs[name].tobytes() == array.astype(array.dtype.newbyteorder("<")).tobytes() == ours[name].tobytes()
        assert ours[name].ctypes.data % ours[name].itemsize == 0


def test_kind_recipe_and_info_are_kept(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.safetensors", {"a": np.zeros(2, np.float32)}, classes=["좋음", "나쁨"], sizes={"n": 1})
    opened = artifact.read(path)
    assert opened.kind == "ids"
    assert opened.recipe == RECIPE
    assert opened.info["classes"] == ["좋음", "나쁨"]
    assert opened.info["sizes"] == {"n": 1}
    with safe_open(path, "numpy") as file:
        metadata = file.metadata()
    assert list(metadata) == ["koprep"]
    assert json.loads(metadata["koprep"])["recipe"]["steps"] == ["words", "encode:vocab"]


def test_the_checksum_is_that_of_the_payload(tmp_path: Path) -> None:
    path = example(tmp_path)
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    assert artifact.read(path).info["sha256"] == hashlib.sha256(data[start:]).hexdigest()


def test_the_same_contents_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    tensors: dict[str, np.ndarray[Any, Any]] = {
        "a": np.arange(3, dtype=np.int32),
        "b": np.ones(2, np.int64),
        "c": np.zeros(1, np.uint8),
    }
    one = saved(tmp_path / "1.safetensors", tensors)
    two = saved(tmp_path / "2.safetensors", dict(reversed(tensors.items())))
    assert one.read_bytes() == two.read_bytes()


def test_pieces_of_a_tensor_are_written_one_after_another(tmp_path: Path) -> None:
    pieces = (np.full(2, number, np.int32) for number in range(3))
    tensors = {"a": artifact.Tensor("<i4", (3, 2), pieces)}
    artifact.write(tmp_path / "a.safetensors", "ids", tensors, Recipe(), {})
    assert artifact.read(tmp_path / "a.safetensors")["a"].tolist() == [[0, 0], [1, 1], [2, 2]]


def test_tensors_are_read_only_views_of_one_map(tmp_path: Path) -> None:
    opened = artifact.read(example(tmp_path))
    a, b = opened["a"], opened["b"]
    assert not a.flags.writeable
    assert not a.flags.owndata
    assert a.base is not None
    assert np.shares_memory(a, a.base)
    assert np.shares_memory(b, b.base)
    with pytest.raises(ValueError, match="read-only"):
        a[0, 0] = 7


def test_opening_a_large_file_copies_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.safetensors", {"a": np.zeros(8 << 20, np.int32)})
    artifact.read(path)
    tracemalloc.start()
    opened = artifact.read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(opened["a"]) == 8 << 20
    assert peak < 1 << 20


def test_pieces_that_do_not_add_up_to_the_shape(tmp_path: Path) -> None:
    for size in (1, 3):
        tensors = {"a": artifact.Tensor("<i4", (2,), [np.zeros(size, np.int32)])}
        with pytest.raises(ValueError, match=r"a: \d+ bytes, but its shape \(2,\) needs 8"):
            artifact.write(tmp_path / "a.safetensors", "ids", tensors, Recipe(), {})
    assert list(tmp_path.iterdir()) == []


def test_names_match_in_either_composition(tmp_path: Path) -> None:
    saved(tmp_path / unicodedata.normalize("NFD", "한글.safetensors"), {"a": np.ones(2)})
    assert artifact.read(tmp_path / "한글.safetensors")["a"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("info", "message"),
    [
        ({"classes": [1, 2]}, "its classes are no list of names"),
        ({"classes": 5}, "its classes are no list of names"),
        ({"sizes": 3}, "its sizes are no numbers"),
        ({"sizes": {"types": "5"}}, "its sizes are no numbers"),
        ({"sizes": {"types": True}}, "its sizes are no numbers"),
    ],
)
def test_information_of_the_wrong_type_is_damage(tmp_path: Path, info: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=rf"a\.safetensors: {message}"):
        artifact.read(saved(tmp_path / "a.safetensors", {"a": np.ones(2)}, **info))


def test_a_file_without_tensors(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.safetensors", {})
    assert artifact.read(path).tensors == {}
    assert load_file(path) == {}


def test_a_failing_write_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Any:
        yield np.zeros(2, np.int32)
        raise ValueError("here")

    with pytest.raises(ValueError, match="here"):
        artifact.write(tmp_path / "a.safetensors", "ids", {"a": artifact.Tensor("<i4", (4,), broken())}, Recipe(), {})
    assert list(tmp_path.iterdir()) == []


def test_another_tools_file(tmp_path: Path) -> None:
    save_file({"a": np.zeros(2)}, tmp_path / "a.safetensors")
    save_file({"a": np.zeros(2)}, tmp_path / "b.safetensors", metadata={"format": "np"})
    for name in ("a", "b"):
        with pytest.raises(InputError, match=f"{name}.safetensors: a safetensors file, but not one of koprep's"):
            artifact.read(tmp_path / f"{name}.safetensors")


def test_what_is_no_tensor_file(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    for content in (b"", b"{}", b"12345678", "밥\t3\n먹다\t1\n".encode(), bytes(200), b"\xff" * 200):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"a\.safetensors: no safetensors file"):
            artifact.read(path)
    with pytest.raises(InputError, match="no such file"):
        artifact.read(tmp_path / "no.safetensors")
    with pytest.raises(InputError, match="is a folder"):
        artifact.read(tmp_path)


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    data = example(tmp_path).read_bytes()
    path = tmp_path / "cut.safetensors"
    for size in range(len(data)):
        path.write_bytes(data[:size])
        with pytest.raises(InputError, match=r"cut\.safetensors: "):
            artifact.read(path)
    path.write_bytes(data + b"\0")
    with pytest.raises(InputError, match="damaged or cut off"):
        artifact.read(path)


def header(data: bytes) -> tuple[dict[str, Any], bytes]:
    size = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + size]), data[8 + size :]


def rebuilt(path: Path, change: Callable[[dict[str, Any]], object], payload: bytes = b"") -> Path:
    head, tail = header(path.read_bytes())
    change(head)
    text = json.dumps(head).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + tail + payload)
    return path


META = '{"format":1,"kind":"ids","recipe":{}}'


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda head: head["a"].update(data_offsets=[0, 1 << 62]), id="huge end"),
        pytest.param(lambda head: head["a"].update(data_offsets=[-24, 0]), id="negative offset"),
        pytest.param(lambda head: head["a"].update(data_offsets=[24, 0]), id="end before start"),
        pytest.param(lambda head: head["a"].update(data_offsets=[1, 25]), id="hole"),
        pytest.param(lambda head: head["b"].update(data_offsets=[0, 3]), id="overlap"),
        pytest.param(lambda head: head["b"].update(data_offsets=[21, 24]), id="inside the other"),
        pytest.param(lambda head: head["a"].update(shape=[1 << 40, 1 << 40]), id="huge shape"),
        pytest.param(lambda head: head["a"].update(shape=[10**30]), id="shape beyond 64 bits"),
        pytest.param(lambda head: head["a"].update(shape=[-2, -3]), id="negative shape"),
        pytest.param(lambda head: head["a"].update(shape=[2.0, 3.0]), id="fractions"),
        pytest.param(lambda head: head["a"].update(shape="23"), id="shape no list"),
        pytest.param(lambda head: head["a"].update(shape=[2, 4]), id="shape too large"),
        pytest.param(lambda head: head["a"].update(dtype="BF16"), id="unknown dtype"),
        pytest.param(lambda head: head["a"].update(dtype=["I32"]), id="dtype no text"),
        pytest.param(lambda head: head["a"].pop("dtype"), id="no dtype"),
        pytest.param(lambda head: head["a"].pop("data_offsets"), id="no offsets"),
        pytest.param(lambda head: head.update(a=7), id="no entry"),
        pytest.param(lambda head: head.pop("b"), id="bytes of no tensor"),
        pytest.param(
            lambda head: head.update(c={"dtype": "U8", "shape": [0, 10**30], "data_offsets": [0, 0]}),
            id="empty but huge",
        ),
        pytest.param(
            lambda head: head.update(c={"dtype": "U8", "shape": [0] * 99, "data_offsets": [0, 0]}),
            id="too many dimensions",
        ),
        pytest.param(lambda head: head.pop("__metadata__"), id="no metadata"),
        pytest.param(lambda head: head.update(__metadata__=[]), id="metadata no object"),
        pytest.param(lambda head: head["__metadata__"].update(koprep=7), id="metadata no text"),
        pytest.param(lambda head: head["__metadata__"].update(koprep="{"), id="metadata no JSON"),
        pytest.param(lambda head: head["__metadata__"].update(koprep="[]"), id="metadata a list"),
        pytest.param(lambda head: head["__metadata__"].update(koprep="{}"), id="metadata empty"),
        pytest.param(lambda head: head["__metadata__"].update(koprep=META.replace("1", "2")), id="later format"),
        pytest.param(lambda head: head["__metadata__"].update(koprep=META.replace('"ids"', "3")), id="kind no text"),
        pytest.param(lambda head: head["__metadata__"].update(koprep=META.replace("{}", "[]")), id="recipe no object"),
        pytest.param(lambda head: head["__metadata__"].update(koprep=META.replace("recipe", "r")), id="no recipe"),
        pytest.param(lambda head: head["__metadata__"].update(koprep="[" * 100_000), id="deep metadata"),
    ],
)
def test_a_lying_header_is_an_input_error_and_allocates_nothing(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    path = rebuilt(example(tmp_path), change)
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        artifact.read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    assert peak < 4 << 20


@pytest.mark.parametrize("text", [b"[" * 200_000, b'{"a":' * 50_000, b"[]", b"7", b"\xff\xfe", b'{"a": nan'])
def test_a_header_that_is_no_object(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(struct.pack("<Q", len(text)) + text)
    with pytest.raises(InputError, match=r"a\.safetensors: no safetensors file, or damaged"):
        artifact.read(path)


@given(st.data())
def test_random_damage_to_the_header_is_an_input_error_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("a")
    good = bytearray(example(folder).read_bytes())
    end = 8 + int.from_bytes(good[:8], "little")
    for _ in range(data.draw(st.integers(1, 3))):
        good[data.draw(st.integers(0, end - 1))] = data.draw(st.integers(0, 255))
    path = folder / "b.safetensors"
    path.write_bytes(good)
    try:
        opened = artifact.read(path)
    except InputError:
        return
    for array in opened.tensors.values():
        assert array.sum() is not None


def test_what_begins_like_a_tensor_file_is_taken_for_one(tmp_path: Path) -> None:
    assert artifact.is_artifact(example(tmp_path))
    for content in (b"", b"1234567", "밥\t3\n".encode() * 9, to_json(RECIPE)):
        (tmp_path / "b").write_bytes(content)
        assert not artifact.is_artifact(tmp_path / "b")
