"""What the neuron says of a visitor's own pictures, as plain data. Nothing here knows Streamlit."""

from collections.abc import Mapping

import numpy as np

from playground.app.browser.payloads import Asked
from playground.app.session.choices import Question
from playground.engine.forms import Array
from playground.engine.training import TrainingRun
from playground.neuron import sigmoid

CHANNELS = 3
"""Numbers of a pixel, next to each other in a column of X."""


def build_asked(own: Mapping[str, Array], run: TrainingRun, question: Question) -> Asked:
    """Return the answers to pictures (n, 1), by their keys: A, and what the pixels add to z and take from it,
    each with its three colours together, as the pictures of the reasons show them.
    """
    w, b = run.weights_at(run.num_iterations)
    added = w * np.hstack([*own.values()])
    pixels = added.reshape(-1, CHANNELS, len(own)).sum(axis=1)
    for_it, against = np.maximum(pixels, 0.0).sum(axis=0), np.minimum(pixels, 0.0).sum(axis=0)
    A = sigmoid(added.sum(axis=0) + b)
    return {
        "keys": list(own),
        "probabilities": A.tolist(),
        "answers": np.greater(A, question.threshold).astype(int).tolist(),
        "for": for_it.tolist(),
        "against": against.tolist(),
        "b": b,
    }
