"""Finding files, refusing impossible outputs, and writing so that a file is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from koprep import files
from koprep.errors import InputError, KoprepError, MissingError, UsageError
from tests.datalayer import file

NOBODY = 65534
NAME = "영화리뷰.txt"


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def write_and_fail(path: Path, error: BaseException) -> None:
    with files.writing(path) as out:
        out.write(b"half")
        raise error


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder nobody may write to, and somebody without root's rights to try it."""
    folder = Path(tempfile.mkdtemp())
    file(folder, "old.txt", "옛것")
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield folder
    finally:
        if root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


# finding


def test_a_dash_is_standard_input_and_a_file_is_itself(tmp_path: Path) -> None:
    path = file(tmp_path, "a.log", "x")
    assert files.find("-") == [files.STDIN]
    assert files.find(str(path)) == [path]


def test_a_folder_means_its_data_files_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a.tsv.gz", "c.jsonl", "d.csv", "e.PARQUET", ".hidden.txt", "README.md", "f.safetensors"):
        file(tmp_path, name, "x")
    for folder in ("sub", ".git"):
        (tmp_path / folder).mkdir()
        file(tmp_path / folder, "z.txt", "x")
    names = ["a.tsv.gz", "b.txt", "c.jsonl", "d.csv", "e.PARQUET", "sub/z.txt"]
    assert files.find(str(tmp_path)) == [tmp_path / name for name in names]


def test_a_folder_without_data_files_says_which_endings_count(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.txt \.tsv \.csv \.jsonl \.parquet files in this folder"):
        files.find(str(tmp_path))


def test_a_glob_means_its_matches_sorted_each_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "empty").mkdir()
    wanted = [file(tmp_path, "1.txt", "x"), file(tmp_path, "2.txt", "x"), file(tmp_path / "sub", "3.txt", "x")]
    file(tmp_path, ".0.txt", "x")
    assert files.find(f"{tmp_path}/*.txt") == wanted[:2]
    assert sorted(files.find(f"{tmp_path}/**")) == wanted


def test_a_file_reached_twice_is_refused_under_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other, link = file(tmp_path, "a.txt", "x"), file(tmp_path, "b.txt", "x"), tmp_path / "link.txt"
    link.symlink_to(path)
    monkeypatch.chdir(tmp_path)
    assert files.find_all([str(other), "a.txt", "-"]) == [other, Path("a.txt"), files.STDIN]
    for argument, says in (
        ("a.txt", "a.txt is given twice"),
        (path, "also as a.txt"),
        (link, "link.txt is given twice, also as"),
    ):
        with pytest.raises(UsageError, match=says):
            files.find_all(["a.txt", str(other), str(argument)])
    with pytest.raises(UsageError, match=r"link\.txt is given twice"):
        files.find_all([str(tmp_path)])


def test_a_file_whose_name_looks_like_a_glob_is_itself(tmp_path: Path) -> None:
    path = file(tmp_path, "a[1].txt", "x")
    file(tmp_path, "a1.txt", "x")
    assert files.find(str(path)) == [path]


def test_a_name_is_found_however_it_is_composed(tmp_path: Path) -> None:
    composed, decomposed = tmp_path / NAME, tmp_path / nfd(f"가족{NAME}")
    for path in (composed, decomposed):
        path.write_text("x")
    assert files.find(str(tmp_path / nfd(NAME))) == [composed]
    assert files.find(str(tmp_path / f"가족{NAME}")) == [decomposed]
    assert files.find(f"{tmp_path}/가족*") == [decomposed]
    assert files.require_file(str(tmp_path / nfd(NAME))) == composed
    assert files.display_name(decomposed) == f"가족{NAME}"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("한.txt".encode("cp949"), "한.txt"),
        (b"a\xff.txt", "a\\xff.txt"),
        ("한.txt".encode(), "한.txt"),
    ],
)
def test_a_name_that_is_not_utf8_is_shown_as_text(raw: bytes, shown: str) -> None:
    assert files.display_name(Path(os.fsdecode(raw))) == shown


def test_each_folder_on_the_way_may_be_composed_differently(tmp_path: Path) -> None:
    folder = tmp_path / nfd("말뭉치")
    folder.mkdir()
    path = file(folder, NAME, "x")
    assert files.find(str(tmp_path / "말뭉치" / NAME)) == [path]


def test_of_two_files_that_differ_in_composition_the_one_spelled_so_is_taken(tmp_path: Path) -> None:
    for name in (NAME, nfd(NAME)):
        file(tmp_path, name, "x")
        assert files.find(str(tmp_path / name)) == [tmp_path / name]


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    file(tmp_path, nfd("리뷰모음.txt"), "x")
    with pytest.raises(InputError, match=r"리뷰모움\.txt: no such file; did you mean .*/리뷰모음\.txt\?"):
        files.find(str(tmp_path / "리뷰모움.txt"))
    with pytest.raises(InputError, match=r"no such file$"):
        files.find(str(tmp_path / "전혀다른이름"))
    with pytest.raises(InputError, match=r"no such file, and no folder .*nowhere$"):
        files.find(str(tmp_path / "nowhere" / "a.txt"))


def test_an_empty_argument_is_no_folder() -> None:
    with pytest.raises(InputError, match="'': no such file"):
        files.find("")


def test_an_option_that_names_nothing_or_a_folder_is_told_so(tmp_path: Path) -> None:
    file(tmp_path, "vocab.tsv", "x")
    with pytest.raises(InputError, match=r"vocap\.tsv: no such file; did you mean .*/vocab\.tsv\?"):
        files.require_file(tmp_path / "vocap.tsv")
    with pytest.raises(InputError, match="is a folder; name one file"):
        files.require_file(tmp_path)


def test_a_folder_that_may_not_be_read_holds_nothing(read_only_folder: Path) -> None:
    os.setresuid(-1, os.getresuid()[2], -1)
    read_only_folder.chmod(0)
    os.setresuid(-1, os.getresuid()[0], -1)
    with pytest.raises(InputError, match="no such file"):
        files.find(str(read_only_folder / "old.txt"))


def test_konlpy_texts_are_sources_by_name() -> None:
    assert [path.name for path in files.find("konlpy:kolaw")] == ["constitution.txt"]
    assert [path.name for path in files.find("konlpy:kobill")] == [f"180989{number}.txt" for number in range(10)]
    assert files.find("konlpy:kobill/1809893.txt") == files.find("konlpy:kobill")[3:4]


def test_an_unknown_konlpy_text_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"konlpy:kolow: did you mean kolaw\?"):
        files.find("konlpy:kolow")
    with pytest.raises(InputError, match=r"konlpy:kolaw/a.txt: unknown; known: .*constitution\.txt"):
        files.find("konlpy:kolaw/a.txt")


def test_without_konlpy_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingError, match="pip install konlpy"):
        files.find("konlpy:kolaw")


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.tsv", ".tsv"),
        ("a.TSV.GZ", ".tsv"),
        ("a.b.jsonl.zst", ".jsonl"),
        ("a.gz", ""),
        ("리뷰", ""),
        ("a.txt.old", ".old"),
    ],
)
def test_the_format_ending_stands_below_a_compression(name: str, ending: str) -> None:
    assert files.ending(Path(name)) == ending


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/63", "/proc/self/fd/0"])
def test_nameless_inputs_are_a_dash_in_ids(name: str) -> None:
    assert files.display_name(Path(name)) == "-"


# reading


def test_what_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a directory"), files.reading(tmp_path) as opened:
        opened.read()
    with pytest.raises(InputError, match="no such file or directory"), files.reading(tmp_path / "a") as opened:
        opened.read()


def test_closed_standard_input_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="standard input is closed"), files.reading(files.STDIN):
        pass


# outputs that can't be


def test_an_output_that_is_an_input_is_refused_under_any_name(tmp_path: Path) -> None:
    path, link, hard = file(tmp_path, "a.txt", "x"), tmp_path / "link.txt", tmp_path / "hard.txt"
    link.symlink_to(path)
    hard.hardlink_to(path)
    for output in (path, link, hard):
        with pytest.raises(UsageError, match="both input and output; write to another file"):
            files.check_output(output, [files.STDIN, path])
    files.check_output(tmp_path / "b.txt", [path])


def test_standard_output_that_is_an_input_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "x")
    keep = os.dup(1)
    try:
        with path.open("ab") as out:
            os.dup2(out.fileno(), 1)
        with pytest.raises(UsageError, match="both input and output"):
            files.check_output(files.STDIN, [path])
    finally:
        os.dup2(keep, 1)
        os.close(keep)


def test_a_device_may_be_input_and_output() -> None:
    files.check_output(Path("/dev/null"), [Path("/dev/null")])


def test_a_folder_is_no_output(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder; name a file in it"):
        files.check_output(tmp_path, [])


def test_a_missing_folder_is_named_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no folder .*; make it first \(mkdir -p .*/build\)"):
        files.check_output(tmp_path / "build" / "a.txt", [])


def test_a_read_only_folder_is_refused_before_anything_is_read(read_only_folder: Path) -> None:
    for name in ("new.txt", "old.txt"):
        with pytest.raises(KoprepError, match="can't be written to; choose another -o"):
            files.check_output(read_only_folder / name, [])
        with pytest.raises(KoprepError, match="permission denied"), files.writing(read_only_folder / name):
            pass


def test_a_device_in_a_read_only_folder_is_an_output(read_only_folder: Path) -> None:
    files.check_output(Path("/dev/null"), [])


# writing


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with files.writing(path) as out:
        out.write("가".encode())
        out.flush()
        assert not path.exists()
    assert path.read_text() == "가"
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, MemoryError])
@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.txt.zst"])
def test_an_error_leaves_neither_file_nor_temporary_file(tmp_path: Path, name: str, error: type[BaseException]) -> None:
    with pytest.raises(error):
        write_and_fail(tmp_path / name, error())
    assert not list(tmp_path.iterdir())


def test_a_failing_run_keeps_the_file_that_was_there(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "old")
    with pytest.raises(ValueError, match="x"):
        write_and_fail(path, ValueError("x"))
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_is_one_line_with_the_name(tmp_path: Path) -> None:
    with pytest.raises(KoprepError, match=r"^.*a\.txt: no space left on device$"), files.writing(tmp_path / "a.txt"):
        raise OSError(28, "No space left on device")
    with pytest.raises(KoprepError, match="/dev/full: no space left"), files.writing(Path("/dev/full")) as out:
        out.write(b"x" * 100_000)


def test_a_reader_that_went_away_stays_a_broken_pipe(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), files.writing(tmp_path / "a.txt"):
        raise BrokenPipeError
    assert not list(tmp_path.iterdir())


def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = file(tmp_path / "real", "data.txt", "old"), tmp_path / "link.txt"
    link.symlink_to(target)
    with files.writing(link) as out:
        out.write(b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "target.txt")
    files.check_output(link, [])
    with files.writing(link) as out:
        out.write(b"new")
    assert (tmp_path / "target.txt").read_text() == "new"


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    old = file(tmp_path, "old.txt", "x")
    old.chmod(0o600)
    usual = stat.S_IMODE(file(tmp_path, "usual.txt", "x").stat().st_mode)
    for path, mode in ((tmp_path / "new.txt", usual), (old, 0o600)):
        with files.writing(path) as out:
            out.write(b"y")
        assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("name", ["😀" * 60, "가" * 80, "긴" + "x" * 250])
def test_very_long_names_work(tmp_path: Path, name: str) -> None:
    with files.writing(tmp_path / name) as out:
        out.write(b"x")
    assert (tmp_path / name).read_bytes() == b"x"


def test_a_device_is_written_directly() -> None:
    with files.writing(Path("/dev/null")) as out:
        out.write(b"x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize("name", ["pipe", "pipe.gz"])
def test_a_named_pipe_is_written_directly_and_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    got: list[bytes] = []

    def read() -> None:
        with files.reading(path) as opened:
            got.append(opened.read())

    reader = threading.Thread(target=read)
    reader.start()
    with files.writing(path) as out:
        out.write("흐르는 글".encode())
    reader.join(10)
    assert got == ["흐르는 글".encode()]
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_scratch_file_leaves_nothing_behind(tmp_path: Path) -> None:
    with contextlib.suppress(ValueError), files.scratch(tmp_path / "x.safetensors") as out:
        out.write(b"x")
        assert not list(tmp_path.iterdir())
        raise ValueError
    assert not list(tmp_path.iterdir())


def test_a_scratch_file_beside_a_device_goes_elsewhere(read_only_folder: Path) -> None:
    with files.scratch(Path("/dev/null")) as out:
        out.write(b"x")


def test_a_scratch_file_that_cannot_be_made_is_one_line(read_only_folder: Path) -> None:
    with pytest.raises(KoprepError, match=r"x\.safetensors: "), files.scratch(read_only_folder / "x.safetensors"):
        pass
