import pytest

from koprep.errors import UsageError
from koprep.stages.userregex import compile_pattern


@pytest.mark.parametrize("pattern", ["(", "[가", r"\p{Nonsense}", "(" * 3000 + ")" * 3000, "a{3,2}"])
def test_a_bad_pattern_is_explained_in_one_line(pattern):
    with pytest.raises(UsageError) as error:
        compile_pattern("sub", "pattern", pattern)
    assert str(error.value).startswith("sub: pattern=")
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("pattern", ["a{2000000000}", "(?:ab{5000}){5000}", "a{9999999999999999999999}"])
def test_a_pattern_that_would_take_all_memory_is_refused(pattern):
    with pytest.raises(UsageError, match="repeats too often"):
        compile_pattern("match", "pattern", pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"\d{3}-\d{4}-\d{4}", "010-123-4567-8901"), (r"a{0}b{2}", "bb"), (r"\{9999999\}", "{9999999}")],
)
def test_ordinary_counts_work(pattern, text):
    assert compile_pattern("match", "pattern", pattern).search(text)
