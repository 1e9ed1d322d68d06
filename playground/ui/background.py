"""Work in threads of its own: a page shows how far it is, answers all the while, and can stop it."""

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field


@dataclass(eq=False)
class Background(ABC):
    """One piece of work in a thread of its own, and what ended it if that was an error."""

    error: BaseException | None = field(default=None, init=False)
    _stop: threading.Event = field(default_factory=threading.Event, init=False)
    _finished: threading.Event = field(default_factory=threading.Event, init=False)

    @property
    def running(self) -> bool:
        """Whether it is not at its end."""
        return not self._finished.is_set()

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, daemon=True, name=type(self).__name__).start()

    def stop(self) -> None:
        """End it soon; what was done by then stays."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Return whether it ended within so many seconds."""
        return self._finished.wait(seconds)

    def check(self) -> None:
        """Raise the error that ended it, if any."""
        if self.error is not None:
            raise self.error

    @abstractmethod
    def _work(self) -> None:
        """Do the work, and look now and then whether to stop."""

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # a thread has nobody to raise to: the session that asks raises it
            self.error = error
        finally:
            self._finished.set()
