"""How long a process has been at work, whatever its neighbours do meanwhile."""

import os
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100  # not on Windows


class WorkClock:
    """Counts the seconds in which a process works or waits for something, but not those in which it could
    work and others have the processor. Where the system does not tell (not Linux), all seconds count.
    """

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/stat")
        self._seen, self._worked, self._seconds = time.monotonic(), 0.0, 0.0

    def seconds(self) -> float:
        """Return the seconds until now; to be asked often."""
        now = time.monotonic()
        passed, self._seen = now - self._seen, now
        ready, worked = self._look()
        self._seconds += worked - self._worked if ready else passed
        self._worked = worked
        return self._seconds

    def _look(self) -> tuple[bool, float]:
        """Return whether the process works or could, and the seconds of the processor that it had (man 5
        proc_pid_stat: state, utime and stime).
        """
        try:
            fields = self._status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:  # another system, or it has ended
            return False, self._worked
        return fields[0] == "R", (int(fields[11]) + int(fields[12])) / _TICKS
