"""The parts of the playground page, each drawn from finished results."""

import numpy as np
import streamlit as st

from playground import figures
from playground.datasets import Dataset
from playground.diagnosis import Diagnosis, choose_drawn_iterations
from playground.i18n import Message, Translator
from playground.landscape import Landscape, project
from playground.stability import Stability
from playground.training import Indices, TrainingRun
from playground.ui import gallery, runs, settings
from playground.ui.live.chart import show_chart
from playground.verdicts import Verdicts

SURFACE_RESOLUTION = 61
POLL_SECONDS = 0.25
_CALM_MILLISECONDS = 400  # the stability chart leaves the time to the other two while a thumb moves
_SHORTEST_ENDING = 2  # iterations in the last tenth of a run: of a shorter one nothing can be said

_WEIGHTS_SCALE = """
<div class="np-scale" aria-hidden="true"></div>
<div class="np-scale-names"><span>−{scale:.2g}</span><span>0</span><span>+{scale:.2g}</span></div>"""


def format_cost(cost: float) -> str:
    """Return a cost with four decimals, or with three digits where these would hide it."""
    return f"{cost:.4f}" if cost >= 0.001 or cost == 0 else f"{cost:.2e}"


def show_headline(
    dataset: Dataset,
    run: TrainingRun,
    diagnosis: Diagnosis,
    train: Verdicts,
    test: Verdicts,
    text: Translator,
) -> None:
    """Show the four numbers of a run, and in one sentence how it went."""
    baseline = dataset.test_baseline
    with st.container(key="headline"):
        numbers = st.grid(4, min_column_width=150)
        numbers.metric(
            text.text("headline.cost"), format_cost(run.costs[-1]), help=text.text("headline.cost_help")
        )
        numbers.metric(
            text.text("headline.train_accuracy"),
            f"{train.accuracy:.1f} %",
            help=text.text("headline.train_accuracy_help", right=int(train.right.sum()), count=len(train.A)),
        )
        numbers.metric(
            text.text("headline.test_accuracy"),
            f"{test.accuracy:.1f} %",
            delta=text.text("headline.points", points=round(test.accuracy - baseline.percent, 1)),
            delta_description=text.text(
                "headline.baseline",
                name=gallery.class_name(baseline.class_name, text),
                percent=baseline.percent,
            ),
            help=text.text("headline.test_accuracy_help", right=int(test.right.sum()), count=len(test.A)),
        )
        numbers.metric(
            text.text("headline.time"),
            text.text("headline.milliseconds", milliseconds=1000 * run.seconds),
            help=text.text("headline.time_help", count=run.timed_iterations),
        )
        st.markdown(text.text(story(run, diagnosis)))


def story(run: TrainingRun, diagnosis: Diagnosis) -> Message:
    """Return the sentence that says how a run went."""
    journey = Message(
        f"headline.journey.{diagnosis.journey}",
        count=diagnosis.rises,
        total=run.num_iterations,
        start=run.costs[0],
        peak=diagnosis.peak,
        peak_iteration=diagnosis.peak_iteration,
        last_rise=diagnosis.last_rise,
        final=format_cost(run.costs[-1]),
    )
    if diagnosis.late_iterations < _SHORTEST_ENDING:
        return journey
    ending = Message(
        f"headline.ending.{diagnosis.ending}",
        late=diagnosis.late_iterations,
        percent=100 * abs(diagnosis.late_change),
    )
    return Message("headline.story", journey=journey, ending=ending)


def show_stopped_note(run: TrainingRun, text: Translator) -> None:
    """Say that a training was stopped early, and offer to run it to the end."""
    with st.container(key="stopped", horizontal=True, vertical_alignment="center"):
        st.warning(
            text.text("training.stopped", done=run.num_iterations, total=run.requested_iterations),
            icon=":material/pause_circle:",
        )
        st.button(text.text("training.finish"), on_click=runs.forget_stopped_run, key="finish")


def show_behind_note(run: TrainingRun, text: Translator) -> None:
    """Say which run is still shown while another is being trained."""
    st.caption(text.text("training.behind", learning_rate=run.learning_rate, count=run.num_iterations))


def show_running_job(job: runs.TrainingJob, text: Translator) -> None:
    """Show how far a training is, with a button that stops it; the page is drawn again when it ends."""

    @st.fragment(run_every=POLL_SECONDS)
    def follow() -> None:
        if job.wait(0):
            st.rerun()
        total = job.asked[2]
        with st.container(key="training", border=True):
            st.progress(job.done / max(1, total), text.text("training.running", done=job.done, total=total))
            st.button(
                text.text("training.stop"), on_click=job.stop, icon=":material/stop_circle:", key="stop"
            )

    follow()


def show_stability_card(run: TrainingRun, stability: Stability, text: Translator) -> None:
    """Show the stability limit under the cost curve, on the same iterations, and what it says of this run."""
    with st.container(key="stability"):
        st.markdown(f"**{text.text('stability.title')}**")
        show_chart(
            figures.build_stability_figure(run, stability, text),
            key="stability_chart",
            wait=_CALM_MILLISECONDS,
            alt=text.text(
                "stability.alt",
                start=stability.limits[0],
                end=stability.limits[-1],
                rate=run.learning_rate,
            ),
        )


def show_stability_story(
    run: TrainingRun, diagnosis: Diagnosis, stability: Stability, text: Translator
) -> None:
    """Tell with the run's own numbers why it oscillated, or why it did not."""
    with st.container(key="stability_story"):
        st.markdown(f"**{text.text('stability.why')}**")
        values = {
            "rate": run.learning_rate,
            "limit": stability.limits[0],
            "curvature": stability.curvatures[0],
            "end_limit": stability.limits[-1],
            "caught_at": stability.caught_at,
            "count": diagnosis.rises,
            "total": run.num_iterations,
            "peak": diagnosis.peak,
        }
        st.markdown(text.text("stability.rule", **values))
        st.markdown(text.text(f"stability.story.{stability.kind}", **values))
        hidden = run.costs[:: figures.LESSON_STEP]
        if diagnosis.rises and diagnosis.peak > hidden.max():
            st.markdown(text.text("stability.hidden", step=figures.LESSON_STEP, seen=hidden.max(), **values))
        st.caption(text.text("stability.points", count=len(stability.iterations)))


def show_cost_card(run: TrainingRun, diagnosis: Diagnosis, text: Translator) -> None:
    """Show the cost of every iteration."""
    with st.container(key="cost_curve"):
        st.markdown(f"**{text.text('cost_card.title')}**")
        figure = figures.build_cost_figure(
            run, diagnosis, text, logarithmic=settings.chosen("scale") == "log"
        )
        show_chart(
            figure,
            key="cost_chart",
            alt=text.text(
                "cost_card.alt",
                start=run.costs[0],
                final=format_cost(run.costs[-1]),
                total=run.num_iterations,
            ),
        )
        drawn = len(choose_drawn_iterations(run.costs))
        caption = text.text("cost_card.caption")
        if drawn < len(run.costs):
            caption += " " + text.text("cost_card.thinned", drawn=drawn, total=len(run.costs))
        st.caption(caption)


def show_surface_card(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Show the cost on the chosen plane, with the descent on it."""
    plane = settings.chosen("plane")
    landscape = _landscape(dataset.fingerprint, run.learning_rate, run.num_iterations, plane, run)
    with st.container(key="loss_surface"):
        st.markdown(f"**{text.text('surface_card.title')}**")
        figure = figures.build_surface_figure(
            landscape, text, view=settings.chosen("view"), logarithmic=settings.chosen("scale") == "log"
        )
        show_chart(
            figure,
            key="surface_chart",
            alt=text.text(
                "surface_card.alt",
                plane=text.text(f"controls.plane.options.{plane}"),
                start=landscape.path_costs[0],
                final=format_cost(landscape.path_costs[-1]),
                low=landscape.costs.min(),
                high=landscape.costs.max(),
            ),
        )
        st.caption(_surface_caption(landscape, run, text))


@st.cache_resource(max_entries=32, show_spinner=False)
def _landscape(
    fingerprint: str, learning_rate: float, num_iterations: int, plane: str, _run: TrainingRun
) -> Landscape:
    return project(_run, plane, SURFACE_RESOLUTION)


def _surface_caption(landscape: Landscape, run: TrainingRun, text: Translator) -> str:
    first, second = 100 * landscape.explained
    sentences = [
        text.text(f"surface_card.planes.{landscape.plane}"),
        text.text("surface_card.explained", first=first, second=second, gap=landscape.gap),
    ]
    if settings.chosen("view") == "3d":
        alpha, beta = figures.axis_names(landscape, text)
        sentences.append(text.text("surface_card.axes", alpha=alpha, beta=beta))
    if landscape.clipped:
        sentences.append(text.text("surface_card.clipped"))
    if run.thinned:
        sentences.append(text.text("surface_card.thinned", drawn=len(run.recorded), total=len(run.costs)))
    return " ".join(sentences)


def show_predictions(dataset: Dataset, verdicts: Verdicts, text: Translator) -> None:
    """Show the test pictures with the neuron's answers."""
    with st.container(key="predictions"):
        st.markdown(f"#### {text.text('predictions.title')}", anchors=False)
        with st.container(horizontal=True):
            for key in ("order", "show"):
                st.segmented_control(
                    text.text(f"predictions.{key}.label"),
                    settings.options_of(key),
                    required=True,
                    format_func=lambda option, key=key: _option_name(key, option, dataset, text),
                    key=key,
                    persist_state="session",
                )
        chosen = verdicts.select(settings.chosen("show"), settings.chosen("order"))
        st.caption(
            text.text(
                "predictions.count",
                shown=len(chosen),
                total=len(verdicts.A),
                right=int(verdicts.right.sum()),
                name=gallery.class_name(dataset.classes[1], text),
            )
        )
        if len(chosen) == 0:
            st.info(text.text("predictions.none"))
            return
        gallery.show_gallery(dataset, verdicts, _one_page(chosen, text), text)


def _one_page(chosen: Indices, text: Translator) -> Indices:
    """Return the pictures of the page turned to, and offer to turn it where there are several."""
    size = gallery.PAGE_SIZE
    pages = -(-len(chosen) // size)
    if pages == 1:
        return chosen
    with st.container(horizontal=True, vertical_alignment="center"):
        page = min(st.pagination(pages, key="gallery_page"), pages)
        shown = chosen[(page - 1) * size : page * size]
        first = (page - 1) * size + 1
        st.caption(text.text("predictions.page", first=first, last=first + len(shown) - 1, count=len(chosen)))
    return shown


def _option_name(key: str, option: str, dataset: Dataset, text: Translator) -> str:
    if option in ("class0", "class1"):
        return text.text(
            "predictions.only_class", name=gallery.class_name(dataset.classes[int(option[-1])], text)
        )
    return text.text(f"predictions.{key}.options.{option}")


def show_confusion_card(dataset: Dataset, verdicts: Verdicts, text: Translator) -> None:
    """Show the confusion matrix."""
    with st.container(key="confusion"):
        st.markdown(f"#### {text.text('predictions.confusion')}", anchors=False)
        gallery.show_confusion(dataset, verdicts, text)


def show_weights_card(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Show the learned weights as pictures."""
    w, _ = run.weights_at(run.num_iterations)
    weights = w.reshape(dataset.picture_shape)
    mean = weights.mean(axis=2)
    scale, channel_scale = figures.largest_size(mean), figures.largest_size(weights)
    names = {
        "name": gallery.class_name(dataset.classes[1], text),
        "other": gallery.class_name(dataset.classes[0], text),
    }
    with st.container(key="weights"):
        st.markdown(f"#### {text.text('weights.title')}", anchors=False)
        st.image(
            gallery.data_url(figures.build_weights_picture([mean], scale)),
            width="stretch",
            alt=text.text("weights.alt", scale=scale, **names),
        )
        st.html(_WEIGHTS_SCALE.format(scale=scale))
        st.caption(text.text("weights.caption", **names))
        st.image(
            gallery.data_url(figures.build_weights_picture([*np.moveaxis(weights, 2, 0)], channel_scale)),
            width="stretch",
            alt=text.text("weights.channels_alt", scale=channel_scale),
        )
        st.caption(text.text("weights.channels_caption", scale=channel_scale))
