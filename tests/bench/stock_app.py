"""The page as anybody would write it: `st.slider` and `st.plotly_chart`, with Streamlit's defaults.

It shows what moves on the playground (the numbers, the cost curve, the surface with the path, the pictures
with the neuron's answers) and computes it with the same functions. `browser.py` compares the two.
"""

import streamlit as st

from playground import figures
from playground.datasets import find_datasets, get_dataset
from playground.diagnosis import diagnose
from playground.i18n import translator
from playground.landscape import project
from playground.telling import format_cost
from playground.training import train
from playground.ui.live.frames import SURFACE_RESOLUTION
from playground.ui.settings import LEARNING_RATES
from playground.verdicts import compute_verdicts

text = translator("en")
dataset = get_dataset(find_datasets().names[0])
rate = st.sidebar.select_slider("Learning rate", LEARNING_RATES, 0.005)
count = st.sidebar.slider("Iterations", 0, 10000, 2000, 10)
run = train(dataset.prepared, rate, count)
w, b = run.weights_at(count)
on_train = compute_verdicts(w, b, dataset.X_train, dataset.train_labels)
on_test = compute_verdicts(w, b, dataset.X_test, dataset.test_labels)

numbers = st.columns(3)
numbers[0].metric("Final cost", format_cost(run.costs[-1]))
numbers[1].metric("Training accuracy", f"{on_train.accuracy:.1f} %")
numbers[2].metric("Test accuracy", f"{on_test.accuracy:.1f} %")
curve, surface = st.columns(2)
with curve:
    cost_figure = figures.build_cost_figure(run, diagnose(run), text, logarithmic=False)
    st.plotly_chart(cost_figure, key="cost_curve")
with surface:
    landscape = project(run, "path", SURFACE_RESOLUTION)
    surface_figure = figures.build_surface_figure(landscape, text, view="contour", logarithmic=False)
    st.plotly_chart(surface_figure, key="loss_surface")
st.image(
    list(dataset.test_pictures),
    [f"{'✓' if right else '✗'} {A:.2f}" for A, right in zip(on_test.A, on_test.right, strict=True)],
    width=100,
)
