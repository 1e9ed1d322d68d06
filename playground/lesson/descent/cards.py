"""Gradient descent that can be touched: one weight, two weights, a rugged surface."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from playground.app.lesson.charts import Chart, Handle, show_chart, show_pulled_chart
from playground.app.lesson.following import current, follow_sliders
from playground.app.lesson.frame import fragment
from playground.app.session.choices import Between, Setting
from playground.charts.parts import Spec
from playground.engine.forms import Array
from playground.engine.ways import Momentum
from playground.lesson.descent.figures import (
    WEIGHT_WINDOW,
    build_bowl_figure,
    build_tangent_figure,
    build_valleys_figure,
    measure_window,
    measure_zoom,
)
from playground.lesson.descent.mathematics import (
    CASES,
    SLOW_STEPS,
    Bowl,
    Parabola,
    Rugged,
    compute_factor,
    descend,
    draw_starts,
    find_valleys,
    name_regime,
    number_valleys,
)
from playground.lesson.writing import choose_sign, write_rounded, write_rounded_latex
from playground.words.catalogue import Translator
from playground.words.numbers import write_apart, write_percent

_ROUND = Bowl(3.0)

_WEIGHT_STARTS, _CURVATURES = (-6.0, 8.0), (1.0, 3.0)
_BOWL_STARTS, _ELONGATIONS = ((-5.0, 5.0), (-3.0, 3.0)), (1, 30)
_START_STEP = 0.1  # of the sliders, and where a pulled start snaps
_MANY_STARTS = (2, 30)
_MOST_STEPS = {"one": 50, "two": 60, "many": 60}
_CASE_STEPS = 10
_RATES = {"one": (0.01, 2.4), "two": (0.02, 1.2), "many": (0.02, 0.4)}
_BETAS = (0.0, 0.95)
_VIEWS = ("contour", "3d")
STARTS = {"descent_one_start": -4.0, "descent_two_w": -4.0, "descent_two_b": -1.0}
CONTROLS = (
    Between("descent_one_start", _WEIGHT_STARTS, STARTS["descent_one_start"]),
    Between("descent_one_curvature", _CURVATURES, 2.0),
    Between("descent_one_rate", _RATES["one"], 0.1),
    Between("descent_one_steps", (0, _MOST_STEPS["one"]), 0),
    Setting("descent_two_view", _VIEWS, "contour"),
    Between("descent_two_elongation", _ELONGATIONS, 10),
    Between("descent_two_rate", _RATES["two"], 0.9),
    Between("descent_two_beta", _BETAS, 0.0),
    Between("descent_two_w", _BOWL_STARTS[0], STARTS["descent_two_w"]),
    Between("descent_two_b", _BOWL_STARTS[1], STARTS["descent_two_b"]),
    Between("descent_two_steps", (0, _MOST_STEPS["two"]), 10),
    Between("descent_many_starts", _MANY_STARTS, 12),
    Between("descent_many_rate", _RATES["many"], 0.1),
    Between("descent_many_steps", (0, _MOST_STEPS["many"]), 0),
    Between("descent_many_seed", (1, 10**6), 1),
)
"""Every control of these cards, with its value when the page is first opened."""

_ARRIVED = 0.1
_TICKS = {"one": "1/J″", "two": "2/J″"}
_ICONS = {
    "slow": ":material/hourglass_top: ",
    "good": ":material/check_circle: ",
    "exact": ":material/target: ",
    "oscillating": ":material/swap_horiz: ",
    "forever": ":material/all_inclusive: ",
    "diverging": ":material/warning: ",
    "resting": ":material/target: ",
}


# --- One weight ------------------------------------------------------------


@fragment
def show_weight_card(text: Translator) -> None:
    """Show the descent of one weight on a parabola, with tangent, step, and what the learning rate makes."""
    st.header(text.text("descent.one.title"), divider="gray", anchor=False)
    controls, chart = st.columns([1, 1.9], gap="medium")
    with controls:
        _show_weight_controls(text)
    parabola, rate = Parabola(current("descent_one_curvature")), current("descent_one_rate")
    start, steps = current("descent_one_start"), current("descent_one_steps")
    # One step more: where the next one goes.
    path = descend(parabola.slope, np.array(start), rate, steps + 1)
    with chart:
        with st.container(key="descent_one_said"):
            st.markdown(_tell_regime(parabola, rate, path, text))
        show_pulled_chart("descent_one", _draw_weight(parabola, rate, path, text), _start_weight)
        st.markdown(_write_step(parabola, rate, float(path[-2])))
    limits = {
        "descent_one_start": _WEIGHT_STARTS,
        "descent_one_rate": _RATES["one"],
        "descent_one_curvature": _CURVATURES,
        "descent_one_steps": (0, _MOST_STEPS["one"]),
    }
    follow_sliders("descent_one", limits, text)


def _show_weight_controls(text: Translator) -> None:
    _slider("descent_one_start", text.text("descent.one.start"), _WEIGHT_STARTS, _START_STEP, "%.1f")
    _slider("descent_one_curvature", text.text("descent.one.curvature"), _CURVATURES, 0.5, "%.1f")
    _slider("descent_one_rate", text.text("descent.rate"), _RATES["one"], 0.01, "%.2f")
    _show_ruler(current("descent_one_curvature"), text)
    with st.container(key="descent_cases", horizontal=True, gap="small"):
        for name in CASES:
            st.button(
                text.text(f"descent.one.cases.{name}"),
                key=f"descent_case_{name}",
                on_click=_choose_case,
                args=(name,),
            )
    _show_steps("one", text)


def _start_weight(w: float, _cost: float) -> None:
    st.session_state["descent_one_start"] = _nearest_start(w, _WEIGHT_STARTS)


def _nearest_start(place: float, limits: tuple[float, float]) -> float:
    """Return the place of a slider next to where a start was pulled."""
    return round(min(max(place, limits[0]), limits[1]), 1)


def _choose_case(name: str) -> None:
    """Set the learning rate that makes this case at the present curvature, with some steps to see it."""
    st.session_state["descent_one_rate"] = round(CASES[name] / st.session_state["descent_one_curvature"], 2)
    st.session_state["descent_one_steps"] = _CASE_STEPS


def _show_ruler(curvature: float, text: Translator) -> None:
    """Show under the slider of the learning rate which stretch of it makes which case."""
    low, high = _RATES["one"]
    slow = (1 - 0.5 ** (1 / SLOW_STEPS)) / curvature
    places = {"slow": slow, "one": 1 / curvature, "two": 2 / curvature}
    style = ";".join(f"--{name}:{(place - low) / (high - low):.2%}" for name, place in places.items())
    alt = text.text("descent.one.ruler", one=write_rounded(1 / curvature), two=write_rounded(2 / curvature))
    ticks = "".join(f'<span class="np-descent-{name}">{label}</span>' for name, label in _TICKS.items())
    st.html(f'<div class="np-descent-ruler" role="img" aria-label="{alt}" style="{style}">{ticks}</div>')


def _tell_regime(parabola: Parabola, rate: float, path: Array, text: Translator) -> str:
    """Return the sentences that name what the learning rate makes, and why."""
    factor = compute_factor(rate, parabola.curvature)
    limits = 1 / parabola.curvature, 2 / parabola.curvature
    compared = zip(("rate", "one", "two"), write_apart(write_rounded, rate, *limits), strict=True)
    values = {
        **dict(compared),
        "factor": _write_factor(factor),
        "percent": write_percent(100 * abs(1 - factor)),
        "left": write_percent(100 * abs(factor) ** SLOW_STEPS),
        "steps": SLOW_STEPS,
        "count": len(path) - 2,
        "w": write_rounded(float(path[-2])),
    }
    regime = name_regime(factor) if path[0] != parabola.bottom else "resting"
    return _ICONS[regime] + text.text(f"descent.one.regimes.{regime}", **values)


def _draw_weight(parabola: Parabola, rate: float, path: Array, text: Translator) -> Chart:
    now = float(path[-2])
    said = {
        "count": len(path) - 2,
        "w": write_rounded(now),
        "cost": write_rounded(float(parabola.cost(path[-2]))),
        "slope": write_rounded(float(parabola.slope(path[-2]))),
    }
    figure = build_tangent_figure(parabola, path, text)
    low, high = measure_window(path)
    times = (high - low) / (WEIGHT_WINDOW[1] - WEIGHT_WINDOW[0])
    if times > 1:
        caption = text.text("descent.one.followed", times=_write_times(times), **said)
    else:
        ending = "arrow" if figure["layout"]["annotations"] else "no_arrow"
        caption = text.text(f"descent.one.caption.{ending}", **said)
    start, title = float(path[0]), text.text("descent.pull")
    handle = Handle(start, float(parabola.cost(path[0])), (_WEIGHT_STARTS, None), title, along=True)
    return Chart(figure, text.text("descent.one.alt", **said), caption, handle)


def _write_step(parabola: Parabola, rate: float, w: float) -> str:
    slope = float(parabola.slope(np.array(w)))
    after = w - rate * slope
    about = choose_sign(w, slope, after, decimals=2)
    numbers = rf"{write_rounded_latex(w)} - {rate:.2f}\cdot({write_rounded_latex(slope)})"
    step = rf"w - \alpha\,\frac{{dJ}}{{dw}} {about} {numbers} {about} {write_rounded_latex(after)}"
    return rf"$\displaystyle w := {step}$"


# --- Two weights ------------------------------------------------------------


@fragment
def show_bowl_card(text: Translator) -> None:
    """Show the descent of w and b in a bowl that can be made longer, and why it then goes zigzag."""
    st.header(text.text("descent.two.title"), divider="gray", anchor=False)
    controls, chart = st.columns([1, 1.9], gap="medium")
    with controls:
        _show_bowl_controls(text)
    bowl, rate = Bowl(float(current("descent_two_elongation"))), current("descent_two_rate")
    start = np.array([current("descent_two_w"), current("descent_two_b")])
    steps, beta = current("descent_two_steps"), current("descent_two_beta")
    path = descend(bowl.gradient, start, rate, steps)
    rival = descend(bowl.gradient, start, rate, steps, Momentum(beta)) if beta else None
    told = _tell_bowl(bowl, rate, start, text)
    if rival is not None and start.any():
        told += f"\n\n{_tell_momentum(bowl, rate, beta, (path, rival), text)}"
    with chart:
        with st.container(key="descent_two_said"):
            st.markdown(told)
        show_pulled_chart("descent_two", _draw_bowl(bowl, rate, path, rival, text), _start_bowl)
    with st.container(key="aside_descent_two"):
        st.markdown(text.text("descent.two.formula", cost=_write_cost(bowl)))
    limits = {
        "descent_two_w": _BOWL_STARTS[0],
        "descent_two_b": _BOWL_STARTS[1],
        "descent_two_rate": _RATES["two"],
        "descent_two_beta": _BETAS,
        "descent_two_elongation": _ELONGATIONS,
        "descent_two_steps": (0, _MOST_STEPS["two"]),
    }
    follow_sliders("descent_two", limits, text)


def _show_bowl_controls(text: Translator) -> None:
    st.segmented_control(
        text.text("controls.view.label"),
        _VIEWS,
        required=True,
        format_func=lambda view: text.text(f"controls.view.options.{view}"),
        key="descent_two_view",
        persist_state="session",
        label_visibility="collapsed",
    )
    _slider("descent_two_elongation", text.text("descent.two.elongation"), _ELONGATIONS, 1, "%d")
    _slider("descent_two_rate", text.text("descent.rate"), _RATES["two"], 0.02, "%.2f")
    _slider("descent_two_beta", text.text("descent.two.beta"), _BETAS, 0.05, "%.2f")
    for name, limits, place in zip(("w", "b"), _BOWL_STARTS, st.columns(2), strict=True):
        with place:
            _slider(
                f"descent_two_{name}", text.text("descent.two.start", name=name), limits, _START_STEP, "%.1f"
            )
    _show_steps("two", text)


def _start_bowl(w: float, b: float) -> None:
    for key, place, limits in zip(("descent_two_w", "descent_two_b"), (w, b), _BOWL_STARTS, strict=True):
        st.session_state[key] = _nearest_start(place, limits)


def _tell_bowl(bowl: Bowl, rate: float, start: Array, text: Translator) -> str:
    """Return what a step does across the valley and along it, and why the path looks as it does."""
    steep, flat = bowl.factors(rate)
    curvatures = dict(
        zip(("steep_curvature", "flat_curvature"), map(write_rounded, bowl.curvatures), strict=True)
    )
    limits = (2 / bowl.curvatures).tolist()
    compared = zip(("rate", "limit", "flat_limit"), write_apart(write_rounded, rate, *limits), strict=True)
    values = {"steep": _write_factor(steep), "flat": _write_factor(flat), **dict(compared), **curvatures}
    if not start.any():
        return text.text("descent.two.resting")
    shape = "round" if bowl.elongation == 1 else "long"
    return text.text(f"descent.two.{shape}.{_name_story(steep)}", **values)


def _tell_momentum(bowl: Bowl, rate: float, beta: float, paths: tuple[Array, Array], text: Translator) -> str:
    """Return what momentum makes of the same steps, or that they are too long for it."""
    limit = 2 * (1 + beta) / float(bowl.curvatures[0])
    written, bound = write_apart(write_rounded, rate, limit)
    named = {"beta": f"{beta:.2f}", "limit": bound}
    if rate >= limit:
        return text.text("descent.two.momentum.diverging", rate=written, **named)
    costs = [float(bowl.cost(path[-1])) for path in paths]
    found = "lower" if costs[1] < costs[0] else "higher" if costs[1] > costs[0] else "same"
    plain, momentum = write_apart(write_rounded, *costs)
    count = len(paths[1]) - 1
    return text.text(f"descent.two.momentum.{found}", count=count, plain=plain, momentum=momentum, **named)


def _name_story(steep: float) -> str:
    if steep < -1:
        return "diverging"
    return "forever" if steep == -1 else "jumping" if steep < 0 else "straight"


def _draw_bowl(bowl: Bowl, rate: float, path: Array, rival: Array | None, text: Translator) -> Chart:
    steep, flat = map(_write_factor, bowl.factors(rate))
    view, (w, b) = st.session_state["descent_two_view"], path[-1].tolist()
    said = {
        "count": len(path) - 1,
        "w": write_rounded(w),
        "b": write_rounded(b),
        "cost": write_rounded(float(bowl.cost(path[-1]))),
    }
    zoom = measure_zoom(path if rival is None else np.concatenate([path, rival]))
    caption = (
        text.text("descent.two.followed", times=_write_times(zoom), **said)
        if zoom > 1
        else text.text("descent.two.caption", **said)
    )
    figure = build_bowl_figure(bowl, path, rival, (steep, flat), view, text)
    alt = text.text("descent.two.alt", steep=steep, flat=flat, **said)
    if rival is not None:
        cost = write_rounded(float(bowl.cost(rival[-1])))
        beside = text.text("descent.two.beside", count=len(rival) - 1, cost=cost)
        caption, alt = f"{caption} {beside}", f"{alt} {beside}"
    (w, b), title = path[0].tolist(), text.text("descent.pull")
    return Chart(figure, alt, caption, Handle(w, b, _BOWL_STARTS, title) if view == "contour" else None)


def _write_factor(factor: float) -> str:
    """Write by how much a step multiplies a distance: as 1 or −1 only where it is."""
    return write_apart(write_rounded, factor, 0.0, 1.0, -1.0)[0]


def _write_cost(bowl: Bowl) -> str:
    steep, flat = (f"{curvature:.3g}" for curvature in bowl.curvatures)
    return rf"J(w, b) = \tfrac12\left({steep}\,s^2 + {flat}\,f^2\right)"


# --- Many starts ------------------------------------------------------------


@fragment
def show_valleys_card(text: Translator) -> None:
    """Show one descent from many starts, in a convex bowl and on a rugged surface."""
    st.header(text.text("descent.many.title"), divider="gray", anchor=False)
    _show_many_controls(text)
    count, rate = current("descent_many_starts"), current("descent_many_rate")
    starts = draw_starts(count, st.session_state["descent_many_seed"])
    steps = current("descent_many_steps")
    with st.container(key="descent_many_charts"):
        left, right = st.columns(2, gap="medium")
        with left:
            _show_convex(starts, rate, steps, text)
        with right:
            _show_rugged(starts, rate, steps, text)
    limits = {
        "descent_many_starts": _MANY_STARTS,
        "descent_many_rate": _RATES["many"],
        "descent_many_steps": (0, _MOST_STEPS["many"]),
    }
    follow_sliders("descent_many", limits, text)


def _show_many_controls(text: Translator) -> None:
    starts, rate, steps = st.columns([1, 1, 1.5], gap="medium")
    with starts:
        _slider("descent_many_starts", text.text("descent.many.starts"), _MANY_STARTS, 1, "%d")
        st.button(text.text("descent.many.other"), key="descent_many_other", on_click=_draw_others)
    with rate:
        _slider("descent_many_rate", text.text("descent.rate"), _RATES["many"], 0.02, "%.2f")
    with steps:
        _show_steps("many", text)


def _draw_others() -> None:
    st.session_state["descent_many_seed"] += 1


def _show_convex(starts: Array, rate: float, steps: int, text: Translator) -> None:
    paths = descend(_ROUND.gradient, starts, rate, steps)
    arrived = np.linalg.norm(paths[-1], axis=1) < _ARRIVED
    said = text.text("descent.many.convex", arrived=int(arrived.sum()), total=len(starts))
    st.markdown(f"${_write_cost(_ROUND)}$")
    figure = build_valleys_figure(_ROUND, paths, ["1" if there else "" for there in arrived])
    show_told_chart("descent_convex", figure, said)


def _show_rugged(starts: Array, rate: float, steps: int, text: Translator) -> None:
    surface = Rugged()
    paths = descend(surface.gradient, starts, rate, steps)
    numbers = number_valleys(paths[-1])
    said = _tell_valleys(numbers[numbers > 0].tolist(), len(starts), text)
    st.markdown(r"$J = \tfrac{1}{10}(w^2 + b^2) + \sin(w + b) + \cos(2b - w)$")
    figure = build_valleys_figure(surface, paths, [str(number or "") for number in numbers])
    show_told_chart("descent_rugged", figure, said)


def _tell_valleys(reached: list[int], total: int, text: Translator) -> str:
    """Return how many descents have arrived in how many valleys, and how different these are."""
    if not reached:
        return text.text("descent.many.under_way", total=total)
    costs = Rugged().cost(find_valleys()[[min(reached) - 1, max(reached) - 1]])
    best, worst = map(write_rounded, costs.tolist())
    return text.text(
        "descent.many.rugged",
        arrived=len(reached),
        total=total,
        count=len(set(reached)),
        best=best,
        worst=worst,
    )


# --- What they share ------------------------------------------------------------


def show_told_chart(name: str, figure: Spec, said: str) -> None:
    """Show a chart, and below it in full size what it shows."""
    show_chart(name, Chart(figure, said))
    with st.container(key=f"descent_told_{name}"):
        st.markdown(said)


def _slider(key: str, label: str, limits: tuple[float, float], step: float, written: str) -> None:
    st.slider(label, *limits, step=step, format=written, key=key, persist_state="session")


def _show_steps(part: str, text: Translator) -> None:
    """Show how many steps are taken: a slider, and buttons that take one, ten, or all back."""
    key, most = f"descent_{part}_steps", _MOST_STEPS[part]
    _slider(key, text.text("descent.steps.label"), (0, most), 1, "%d")
    moves: Mapping[str, int] = {"back": -1, "one": 1, "ten": 10, "reset": -most}
    with st.container(key=f"descent_{part}_moves", horizontal=True, gap="small"):
        for name, by in moves.items():
            st.button(
                text.text(f"descent.steps.{name}"),
                key=f"descent_{part}_{name}",
                on_click=_move,
                args=(key, by, most),
            )


def _move(key: str, by: int, most: int) -> None:
    st.session_state[key] = min(max(0, st.session_state[key] + by), most)


def _write_times(times: float) -> str:
    return f"{times:.1f}" if times < 100 else f"{times:,.0f}" if times < 1e6 else write_rounded(times)
