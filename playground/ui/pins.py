"""Pinned runs: settings with a name, and how a link writes them."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from playground.i18n import Message
from playground.ui.plain import as_markdown, clean

MAX_PINS = 8
MAX_NAME = 40
MAX_WRITTEN = 4000
"""Characters of a link's pins that are read: eight of the longest names take less."""

_BETWEEN, _WITHIN = ";", ","
_SHOWN = 3
_SHOWN_LENGTH = 30


@dataclass(frozen=True)
class Pin:
    """A run that was pinned; without a name it is called by its settings."""

    dataset: str
    learning_rate: float
    num_iterations: int
    name: str = ""

    @property
    def run(self) -> tuple[str, float, int]:
        """What tells one pin from another."""
        return self.dataset, self.learning_rate, self.num_iterations

    @property
    def title(self) -> str:
        """Its name, or its settings."""
        return self.name or f"{self.learning_rate:g} · {self.num_iterations:,}"

    @property
    def key(self) -> str:
        """A name for the pin's controls, which stays when it is moved or renamed."""
        return f"{self.dataset}_{self.learning_rate:g}_{self.num_iterations}"


Pins = tuple[Pin, ...]


def clean_name(name: str) -> str:
    """Return a name as it is kept: on one line, not too long, without what separates pins in a link."""
    return clean(name.replace(_BETWEEN, _WITHIN), MAX_NAME)


def write_pins(pins: Pins) -> str:
    """Return how a link writes pins: ``dataset,rate,iterations,name`` with semicolons between them."""
    return _BETWEEN.join(
        _WITHIN.join((pin.dataset, f"{pin.learning_rate:g}", str(pin.num_iterations), pin.name))
        for pin in pins
    )


@dataclass(frozen=True)
class PinBoard:
    """The choice of pins, as a setting of the page beside the others (`settings.Setting`)."""

    datasets: Container[str]
    learning_rates: Sequence[float]
    iterations: Container[int]
    key: str = "pins"
    default: Pins = ()
    always_in_url: bool = False

    def write(self, pins: Pins) -> str:
        """Return how a link writes these pins."""
        return write_pins(pins)

    def adopt(self, written: str) -> tuple[Pins, list[Message]]:
        """Return the pins of a link, and a sentence for whatever was left out of it."""
        if len(written) > MAX_WRITTEN:
            return (), [Message("pins.too_long", count=len(written), limit=MAX_WRITTEN)]
        entries = [entry for entry in written.split(_BETWEEN) if entry.strip()]
        read = {entry: self._read(entry) for entry in entries}
        pins, complaints = self.check(tuple(pin for entry in entries if (pin := read[entry])))
        bad = [entry for entry in entries if read[entry] is None]
        return pins, [*complaints, *_left_out("pins.not_understood", bad)]

    def check(self, pins: Pins) -> tuple[Pins, list[Message]]:
        """Return the pins that can be shown, the first of any two of one run, and a sentence for the rest."""
        absent = [pin.dataset for pin in pins if pin.dataset not in self.datasets]
        here = {pin.run: pin for pin in reversed(pins) if pin.dataset in self.datasets}
        kept = [here[run] for run in dict.fromkeys(pin.run for pin in pins) if run in here]
        rest = [write_pins((pin,)) for pin in kept[MAX_PINS:]]
        complaints = [
            *_left_out("pins.absent", list(dict.fromkeys(absent))),
            *_left_out("pins.too_many", rest),
        ]
        return tuple(kept[:MAX_PINS]), complaints

    def _read(self, entry: str) -> Pin | None:
        """Return the pin that is written so, or none."""
        fields = entry.split(_WITHIN, 3)
        if len(fields) < 3:
            return None
        try:
            pin = Pin(fields[0], float(fields[1]), int(fields[2]), clean_name("".join(fields[3:])))
        except ValueError:
            return None
        on_sliders = pin.learning_rate in self.learning_rates and pin.num_iterations in self.iterations
        return pin if on_sliders else None


def _left_out(key: str, entries: Sequence[str]) -> list[Message]:
    """Return one sentence that names some of the entries that were left out; none where there are none."""
    if not entries:
        return []
    named = ", ".join(as_markdown(clean(entry, _SHOWN_LENGTH)) for entry in entries[:_SHOWN])
    return [Message(key, count=len(entries), found=named, limit=MAX_PINS)]
