"""Taking one file out of a zip archive."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

from koprep import files
from koprep.errors import InputError


def extract(archive: Path, member: str, target: Path) -> str:
    """Write the one member under ``target``, whatever its own name says, and give its SHA-256. Raises InputError."""
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(archive) as packed, packed.open(member) as inside, files.writing(target) as output:
            shutil.copyfileobj(inside, _Hashed(output, digest.update), 1 << 20)
    except KeyError:
        raise InputError(f"{archive}: there is no {member} in it") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{archive}: a damaged zip archive ({error})") from None
    return digest.hexdigest()


class _Hashed:
    """Hashes what it passes on."""

    def __init__(self, output: IO[bytes], update: Any) -> None:
        self._output, self._update = output, update

    def write(self, block: bytes) -> int:
        self._update(block)
        return self._output.write(block)
