"""How all tests run."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine makes an example slow, not wrong. The tests repeat the same examples, so that
# a change is judged by itself; `make fuzz` looks for new ones.
settings.register_profile("koprep", deadline=None, derandomize=True, max_examples=40)
settings.register_profile("fuzz", deadline=None, max_examples=200)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "koprep"))
