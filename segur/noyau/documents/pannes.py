"""What a storage or a disk that fails looks like to the rest of the portal."""

from collections.abc import Iterator
from contextlib import contextmanager


class RangementImpossible(OSError):
    """Nothing was kept of the file; the same request, sent again, may succeed."""


@contextmanager
def rangement() -> Iterator[None]:
    """Whatever a disk says (full, read-only, gone) becomes RangementImpossible."""
    try:
        yield
    except OSError as cause:
        raise RangementImpossible(str(cause)) from cause
