"""Room in memory for what is on its way from one thread to another."""

from __future__ import annotations

import threading


class Room:
    """So many bytes may be on their way at once; what would not fit waits, but for one thing that is alone."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._taken = 0
        self._changed = threading.Condition()

    def take(self, size: int, timeout_s: float) -> bool:
        """Take room for so many bytes; False where there was none in time."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: not self._taken or self._taken + size <= self._most, timeout_s
            ):
                return False
            self._taken += size
            return True

    def give_back(self, size: int) -> None:
        """Give room back that was taken, in one piece or in many."""
        with self._changed:
            self._taken -= size
            self._changed.notify_all()
