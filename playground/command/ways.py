"""What the command line can be told of the way down: momentum, L2, batches, schedules, other rates."""

import argparse
from collections.abc import Callable

from playground.command.terminal import number_reader, read_whole
from playground.engine.ways import (
    AdaGrad,
    Adam,
    Constant,
    Cosine,
    Fork,
    Inverse,
    Momentum,
    Nesterov,
    Plain,
    RMSProp,
    Rule,
    Schedule,
    Steps,
    Way,
)
from playground.words.catalogue import Translator
from playground.words.numbers import read_number

_MOST_MOMENTUM, _MOST_L2, _MOST_COUNT, _MOST_SEED = 0.999, 100.0, 1_000_000, 2**32 - 1
_RULES: dict[str, Rule] = {"adagrad": AdaGrad(), "rmsprop": RMSProp(), "adam": Adam()}
_SCHEDULES: dict[str, Callable[[int], Schedule]] = {"steps": Steps, "inverse": Inverse, "cosine": Cosine}


def add_way_options(
    parser: argparse.ArgumentParser, text: Translator, read_rate: Callable[[str], float]
) -> None:
    """Let a command be told on which way it trains; a rate is read as that of the run."""
    share = number_reader(text, "command.ways.bad_momentum", read_number, 0, _MOST_MOMENTUM)
    l2 = number_reader(text, "command.ways.bad_l2", read_number, 0, _MOST_L2)
    count = number_reader(text, "command.ways.bad_count", read_whole, 1, _MOST_COUNT)
    seed = number_reader(text, "command.build.bad_seed", read_whole, 0, _MOST_SEED)
    rules = parser.add_mutually_exclusive_group()
    _add(rules, text, "momentum", share, "B")
    _add(rules, text, "nesterov", share, "B")
    rules.add_argument("--scaling", choices=tuple(_RULES), help=text.text("command.ways.options.scaling"))
    _add(parser, text, "l2", l2, "L", default=0.0)
    _add(parser, text, "batch", count, "N")
    _add(parser, text, "seed", seed, "N", default=0)
    schedules = parser.add_mutually_exclusive_group()
    for name in _SCHEDULES:
        _add(schedules, text, name, count, "N")
    _add(parser, text, "warm-up", count, "N", default=0)
    fork = _fork_reader(text, count, read_rate)
    _add(parser, text, "then", fork, "N=A", default=[], action="append")


def read_way(options: argparse.Namespace) -> Way:
    """Return the way that is asked for; of two other rates from one iteration on, the later counts."""
    schedules = [make(number) for name, make in _SCHEDULES.items() if (number := getattr(options, name))]
    return Way(
        rule=_read_rule(options),
        l2=options.l2,
        batch=options.batch,
        seed=options.seed,
        schedule=schedules[0] if schedules else Constant(),
        warm_up=options.warm_up,
        forks=tuple(Fork(*each) for each in sorted(dict(options.then).items())),
    )


def _read_rule(options: argparse.Namespace) -> Rule:
    if options.scaling:
        return _RULES[options.scaling]
    if options.momentum is not None:
        return Momentum(options.momentum)
    return Plain() if options.nesterov is None else Nesterov(options.nesterov)


def _add(
    parser: argparse._ActionsContainer,
    text: Translator,
    option: str,
    reader: Callable[[str], object],
    metavar: str,
    **settings: object,
) -> None:
    told = text.text(f"command.ways.options.{option}")
    parser.add_argument(f"--{option}", type=reader, metavar=metavar, help=told, **settings)  # type: ignore[arg-type]


def _fork_reader(
    text: Translator, read_count: Callable[[str], int], read_rate: Callable[[str], float]
) -> Callable[[str], tuple[int, float]]:
    """Return a reader for another rate from an iteration on, such as 500=0.001."""

    def reader(written: str) -> tuple[int, float]:
        iteration, equals, rate = written.partition("=")
        if not equals:
            raise argparse.ArgumentTypeError(text.text("command.ways.bad_then", found=written))
        return read_count(iteration), read_rate(rate)

    return reader
