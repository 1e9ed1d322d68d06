"""The command line: ``python -m playground train | report | sweep | build | draw | fetch``."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from playground.app.session.choices import (
    AXES,
    ITERATION_STEP,
    LEARNING_RATE,
    LEARNING_RATES,
    LEAST_RATE,
    MAX_ITERATIONS,
    MOST_RATE,
    NUM_ITERATIONS,
    REACHES,
)
from playground.app.tuning.maps import choose_iterations
from playground.app.tuning.rows import leaves_out, list_rows
from playground.charts.parts import SCALES
from playground.charts.surface import VIEWS
from playground.collection import fetching
from playground.collection.finding import PROJECT_FOLDER, default_name, find_datasets, is_of_a_folder
from playground.collection.loading import get_dataset
from playground.command.build import add_build_options, build
from playground.command.terminal import make_bar, number_reader, print_written
from playground.command.ways import add_way_options, read_way
from playground.data.contents import Dataset
from playground.data.mistakes import MISTAKES, seed_of
from playground.data.writing import replacing
from playground.engine.landscape import PLANES
from playground.engine.threads import use_one_blas_thread
from playground.engine.training import TrainingRun, train
from playground.engine.ways import Scaling, Way
from playground.engine.yardstick import measure_depth
from playground.handin.tuning import build_map_table
from playground.study.diagnosis import LESSON_STEP
from playground.study.study import Study
from playground.study.telling import (
    explain_overflow,
    label_results,
    name_way,
    tell_depth,
    tell_mistake,
    tell_rounding,
    tell_way,
)
from playground.study.verdicts import THRESHOLD
from playground.words.catalogue import (
    LANGUAGES,
    ExplainedError,
    Message,
    Translator,
    terminal_language,
    translator,
)
from playground.words.numbers import read_number, write_at_most, write_cost, write_percent, write_seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0, 1 after an explained error, 130 after an interruption, 141
    where nobody reads what is printed any more.
    """
    options = _read_options(arguments)
    text = translator(options.language)
    use_one_blas_thread()
    try:
        options.run(options, text)
        sys.stdout.flush()
    except ExplainedError as error:
        print(text.text(error.message), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # What is still to be written goes nowhere, or Python would complain of it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    language = _asked_language(arguments)
    text = translator(language)
    parser = argparse.ArgumentParser(
        prog="python -m playground", description=text.text("command.description")
    )
    parser.add_argument(
        "--language", choices=tuple(LANGUAGES), default=language, help=text.text("command.language")
    )
    commands = parser.add_subparsers(required=True, metavar="train | report | sweep | build | draw | fetch")
    training = commands.add_parser("train", help=text.text("command.train.help"))
    _add_run_options(training, text)
    training.add_argument("--depth", action="store_true", help=text.text("command.train.depth"))
    training.set_defaults(run=_train)
    report = commands.add_parser("report", help=text.text("command.report.help"))
    _add_run_options(report, text)
    _add_report_options(report, text)
    report.set_defaults(run=_report)
    sweeping = commands.add_parser("sweep", help=text.text("command.sweep.help"))
    _add_sweep_options(sweeping, text)
    sweeping.set_defaults(run=_sweep)
    building = commands.add_parser("build", help=text.text("command.build.help"))
    add_build_options(building, text)
    building.set_defaults(run=build)
    drawing = commands.add_parser("draw", help=text.text("command.draw.help"))
    drawing.add_argument("--folder", type=Path, default=PROJECT_FOLDER, help=text.text("command.folder"))
    drawing.set_defaults(run=_draw)
    fetch = commands.add_parser("fetch", help=text.text("command.fetch.help"))
    fetch.add_argument("--folder", type=Path, default=PROJECT_FOLDER, help=text.text("command.folder"))
    fetch.set_defaults(run=_fetch)
    return parser.parse_args(arguments)


def _add_run_options(parser: argparse.ArgumentParser, text: Translator) -> None:
    """Let a command be told which run it is about."""
    _add_dataset(parser, text)
    parser.add_argument(
        "--learning-rate",
        type=_rate_reader(text),
        default=LEARNING_RATE.default,
        metavar="A",
        help=text.text("command.train.learning_rate"),
    )
    _add_iterations(parser, text, 0, NUM_ITERATIONS.default)
    add_way_options(parser, text, _rate_reader(text))


def _add_dataset(parser: argparse.ArgumentParser, text: Translator) -> None:
    parser.add_argument("--dataset", metavar="NAME", help=text.text("command.train.dataset"))


def _rate_reader(text: Translator) -> Callable[[str], float]:
    key = "command.train.bad_learning_rate"
    return number_reader(text, key, LEARNING_RATE.read, LEAST_RATE, MOST_RATE)


def _add_iterations(parser: argparse.ArgumentParser, text: Translator, least: int, default: int) -> None:
    key = "command.train.bad_iterations"
    reader = number_reader(text, key, NUM_ITERATIONS.read, least, MAX_ITERATIONS)
    parser.add_argument(
        "--iterations", type=reader, default=default, metavar="N", help=text.text("command.train.iterations")
    )


def _add_report_options(parser: argparse.ArgumentParser, text: Translator) -> None:
    """Let the report be told where it goes and how its charts are drawn."""
    parser.add_argument("--output", type=Path, metavar="FILE.html", help=text.text("command.report.output"))
    parser.add_argument("--script", type=Path, metavar="FILE.py", help=text.text("command.report.script"))
    threshold = number_reader(text, "command.report.bad_threshold", read_number, 0, 1)
    parser.add_argument(
        "--threshold",
        type=threshold,
        default=THRESHOLD,
        metavar="T",
        help=text.text("command.report.threshold"),
    )
    for option, choices in (("plane", PLANES), ("view", VIEWS), ("scale", SCALES)):
        parser.add_argument(
            f"--{option}",
            choices=choices,
            default=choices[0],
            help=text.text(f"command.report.options.{option}"),
        )


def _add_sweep_options(parser: argparse.ArgumentParser, text: Translator) -> None:
    """Let the map be told on which data set and way, how large it is, and where its numbers go."""
    rate = _rate_reader(text)
    _add_dataset(parser, text)
    parser.add_argument(
        "--learning-rates",
        type=lambda written: [rate(each) for each in written.split(",")],
        metavar="A,B,...",
        help=text.text("command.sweep.learning_rates"),
    )
    parser.add_argument("--axis", choices=AXES, default=AXES[0], help=text.text("command.sweep.axis"))
    _add_iterations(parser, text, 1, REACHES[0])
    add_way_options(parser, text, rate)
    parser.add_argument(
        "--output", type=Path, required=True, metavar="FILE.csv", help=text.text("command.sweep.output")
    )


def _asked_language(arguments: Sequence[str] | None) -> str:
    """Return the language before the other arguments are read, because their help is written in it."""
    reader = argparse.ArgumentParser(add_help=False)
    reader.add_argument("--language", choices=tuple(LANGUAGES), default=terminal_language())
    return str(reader.parse_known_args(arguments)[0].language)


def _train(options: argparse.Namespace, text: Translator) -> None:
    dataset = _asked_dataset(options, text)
    _print_shapes(dataset, text)
    run = _asked_run(options, dataset, text)
    _print_way(run, text)
    _print_costs(run, text)
    _print_accuracies(Study(dataset, run), text)
    if options.depth:
        print(tell_depth(measure_depth(dataset.prepared, run.way.l2), dataset.train_labels.size, text))


def _asked_dataset(options: argparse.Namespace, text: Translator) -> Dataset:
    """Return the data set that is asked for, and say what stands in the way of one that may be meant."""
    catalogue = find_datasets()
    name = options.dataset or default_name(catalogue)
    for problem in catalogue.problems:
        if is_of_a_folder(problem) or not options.dataset:
            print(text.text(problem), file=sys.stderr)
    others = [other for other in catalogue.names if other != name]
    if others and not options.dataset:
        told = text.text("command.train.not_asked", name=name, others=", ".join(others))
        print(told, file=sys.stderr)
    return get_dataset(name)


def _asked_run(options: argparse.Namespace, dataset: Dataset, text: Translator) -> TrainingRun:
    way = read_way(options)
    if way.overflows(options.learning_rate):
        raise ExplainedError(explain_overflow(way))
    return train(
        dataset.prepared,
        options.learning_rate,
        options.iterations,
        way=way,
        on_progress=make_bar(text.text("command.train.running")),
    )


def _print_shapes(dataset: Dataset, text: Translator) -> None:
    print(text.text("command.train.data", name=dataset.name, zero=dataset.classes[0], one=dataset.classes[1]))
    for note in (*tell_mistake(dataset, text), *map(text.text, dataset.notes)):
        print(note)
    print(text.text("command.train.train_count", count=dataset.train_labels.size))
    print(text.text("command.train.test_count", count=dataset.test_labels.size))
    for matrix in ("X_train", "Y_train", "X_test", "Y_test"):
        print(text.text("command.train.shape", matrix=matrix, shape=getattr(dataset, matrix).shape))


def _print_way(run: TrainingRun, text: Translator) -> None:
    """Say how this way differs from plain descent, if it does, and how long its steps may be."""
    told = tell_way(run, text)
    for sentence in told:
        print(sentence)
    if told and run.first_limit is not None:
        print(text.text("ways.limit", limit=write_at_most(run.first_limit, 4)))


def _print_costs(run: TrainingRun, text: Translator) -> None:
    print(text.text("command.train.costs", learning_rate=run.learning_rate, step=LESSON_STEP))
    for iteration in range(0, run.num_iterations, LESSON_STEP):
        print(f"{iteration}: {write_cost(run.costs[iteration], 2)}")
    print(text.text("command.train.final", count=run.num_iterations, cost=write_cost(run.costs[-1], 2)))


def _print_accuracies(study: Study, text: Translator) -> None:
    run, baseline = study.run, study.baseline
    print(text.text("command.train.train_accuracy", percent=study.train.accuracy))
    print(text.text("command.train.test_accuracy", percent=study.test.accuracy))
    print(
        text.text("command.train.baseline", name=baseline.class_name, percent=write_percent(baseline.percent))
    )
    _print_rounding(study, text)
    print(text.text("command.train.time", time=write_seconds(run.seconds), count=run.num_iterations))


def _print_rounding(study: Study, text: Translator) -> None:
    """Say in what ranges rounding alone lets the run end, where it does."""
    if study.rounding is None:
        return
    for label, told in zip(label_results(study.threshold, text), tell_rounding(study, text), strict=True):
        if told:
            print(text.text("command.train.rounding", label=label, told=told))
    print(text.text("headline.rounding_help"))


def _report(options: argparse.Namespace, text: Translator) -> None:
    # The report needs all of plotly.js; the other commands do not wait for it.
    from playground.handin import Look, file_name
    from playground.handin.report import build_report
    from playground.handin.script import build_script

    dataset = _asked_dataset(options, text)
    if options.script and seed_of(dataset.mistake) is not None:
        raise ExplainedError(Message("command.report.hidden", known=", ".join(MISTAKES)))
    study = Study(dataset, _asked_run(options, dataset, text), options.threshold)
    original = dataset.source
    right = Study(original, _asked_run(options, original, text), options.threshold) if original else None
    path = options.output or Path(file_name(study, "report", "html"))
    look = Look(options.plane, options.view, options.scale)
    _write(path, lambda: build_report(study, text, look, right=right), text)
    if options.script:
        _write(options.script, lambda: build_script(study, text), text)


def _sweep(options: argparse.Namespace, text: Translator) -> None:
    if options.output.exists():
        raise ExplainedError(Message("command.sweep.exists", path=str(options.output)))
    dataset = _asked_dataset(options, text)
    iterations, way = choose_iterations(options.iterations, ITERATION_STEP), read_way(options)
    if options.axis == "beta" and isinstance(way.rule, Scaling):
        raise ExplainedError(Message("command.sweep.no_momentum", rule=name_way(Way(way.rule), text)))
    if options.axis == AXES[0]:
        rows = [(rate, way) for rate in options.learning_rates or LEARNING_RATES]
    else:
        rates, count = options.learning_rates or [LEARNING_RATE.default], dataset.train_labels.size
        if any(leaves_out(options.axis, rate, way, count) for rate in rates):
            print(text.text("tuning.left_out"), file=sys.stderr)
        maps = [list_rows(options.axis, rate, way, count) for rate in rates]
        rows = [(row.learning_rate, row.way) for each in maps for row in each]
    for rate, each in rows:
        if each.overflows(rate):
            raise ExplainedError(explain_overflow(each))
    bar = make_bar(text.text("command.train.running"))
    _write(options.output, lambda: build_map_table(dataset, rows, iterations, bar, text), text)


def _write(path: Path, build: Callable[[], str], text: Translator) -> None:
    """Write what is built into a file; that it cannot be is said before anything is built."""
    try:
        with replacing(path) as new:
            new.touch()
            new.write_bytes(build().encode())
    except OSError as error:
        raise ExplainedError(Message("command.report.cannot_write", path=str(path))) from error
    print_written([path], text)


def _draw(options: argparse.Namespace, text: Translator) -> None:
    # Drawing needs Pillow and all its shapes; the other commands do not wait for them.
    from playground.data.drawings import write_drawn_cats

    print_written(write_drawn_cats(options.folder), text)


def _fetch(options: argparse.Namespace, text: Translator) -> None:
    bar = make_bar(text.text("command.fetch.running"))
    print_written(fetching.fetch_photos(options.folder, progress=bar), text)


if __name__ == "__main__":
    sys.exit(main())
