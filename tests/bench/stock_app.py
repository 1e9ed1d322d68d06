"""The page as anybody would write it: `st.slider` and `st.plotly_chart`, with Streamlit's defaults.

It shows what moves on the playground (the numbers, the cost curve, the surface with the path, the pictures
with the neuron's answers) and computes it with the same functions. `browser.py` compares the two.
"""

import streamlit as st

from playground.app.session.choices import LEARNING_RATES
from playground.app.stage.frames import SURFACE_RESOLUTION
from playground.charts.curves import build_cost_figure
from playground.charts.surface import build_surface_figure
from playground.collection.finding import find_datasets
from playground.collection.loading import get_dataset
from playground.engine.training import train
from playground.study.study import Study
from playground.words.catalogue import translator
from playground.words.numbers import write_cost

text = translator("en")
dataset = get_dataset(find_datasets().names[0])
rate = st.sidebar.select_slider("Learning rate", LEARNING_RATES, 0.005)
count = st.sidebar.slider("Iterations", 0, 10000, 2000, 10)
run = train(dataset.prepared, rate, count)
study = Study(dataset, run)

numbers = st.columns(3)
numbers[0].metric("Final cost", write_cost(study.cost))
numbers[1].metric("Training accuracy", f"{study.train.accuracy:.1f}%")
numbers[2].metric("Test accuracy", f"{study.test.accuracy:.1f}%")
curve, surface = st.columns(2)
with curve:
    cost_figure = build_cost_figure(run, study.diagnosis, text, logarithmic=False)
    st.plotly_chart(cost_figure, key="cost_curve")
with surface:
    landscape = study.landscape("path", SURFACE_RESOLUTION)
    surface_figure = build_surface_figure(landscape, text, view="contour", logarithmic=False)
    st.plotly_chart(surface_figure, key="loss_surface")
st.image(
    list(dataset.test_pictures),
    [f"{'✓' if right else '✗'} {A:.2f}" for A, right in zip(study.test.A, study.test.right, strict=True)],
    width=100,
)
