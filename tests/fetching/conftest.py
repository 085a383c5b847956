"""What the tests of downloads share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fetching.server import Server, serving


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is never behind a proxy."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def web() -> Iterator[Server]:
    """A server with a film review file of some length."""
    with serving() as server:
        server.body = "".join(
            f"{number}\t영화가 재미있다 {number}\t{number % 2}\n" for number in range(20_000)
        ).encode()
        yield server
