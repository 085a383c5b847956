"""How all tests run."""

from __future__ import annotations

from hypothesis import settings

# A machine that is busy with something else makes an example slow, not wrong.
settings.register_profile("koprep", deadline=None)
settings.load_profile("koprep")
