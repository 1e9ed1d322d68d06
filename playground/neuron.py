"""The lesson's neuron: logistic regression with gradient descent, in plain NumPy.

Shapes, for m pictures of n numbers each (n = 64 * 64 * 3 = 12,288 for the photos)::

    X (n, m)    one picture a column, pixels / 255       w (n, 1)    one weight a pixel
    Y (1, m)    1 = cat, 0 = not a cat                   b           the bias, one number

    Z = w.T X + b          A = sigmoid(Z)          J = -1/m sum(Y log A + (1 - Y) log(1 - A))
    dZ = A - Y             dw = X dZ.T / m         db = sum(dZ) / m
    w := w - learning_rate dw                      b := b - learning_rate db

(scikit-learn's shapes are the transpose: one picture a row.) Source: A. Ng, "Neural Networks and Deep
Learning", week 2, "Logistic Regression with a Neural Network mindset".
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(Z: Array) -> Array:
    """Return 1 / (1 + exp(-Z)), element by element, as an array of the shape of Z.

    exp() is only ever taken of numbers that are not positive, so it cannot overflow, however large Z is.
    """
    small = np.exp(-np.abs(Z))
    return np.where(np.greater_equal(Z, 0), 1.0, small) / (1.0 + small)


def initialize_with_zeros(n_features: int) -> tuple[Array, float]:
    """Return the weights w (n_features, 1) and the bias b before any learning: all zero."""
    return np.zeros((n_features, 1)), 0.0


def propagate(w: Array, b: float, X: Array, Y: Array) -> tuple[dict[str, Any], float]:
    """Return the gradients {"dw" (n, 1), "db"} and the cost at w (n, 1) and b, for X (n, m) and Y (1, m)."""
    m = X.shape[1]

    # Forward: from the pictures to the cost.
    Z = w.T @ X + b
    A = sigmoid(Z)
    # The lesson's J, with log(A) and log(1 - A) written in Z: -log(A) = log(1 + exp(-Z)) where Y is 1, and
    # -log(1 - A) = log(1 + exp(Z)) where Y is 0. log(0) cannot happen, and a tiny cost keeps its digits.
    cost = float(np.mean(np.logaddexp(0, (1 - 2 * Y) * Z)))

    # Backward: from the cost to the weights.
    dZ = A - Y
    dw = X @ dZ.T / m
    db = float(np.sum(dZ) / m)

    return {"dw": dw, "db": db}, cost


def optimize(
    w: Array, b: float, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> tuple[dict[str, Any], dict[str, Any], list[float]]:
    """Descend the gradient: return {"w", "b"}, the last gradients {"dw", "db"} and the cost at every 100th
    iteration.
    """
    grads: dict[str, Any] = {"dw": np.zeros_like(w), "db": 0.0}
    costs = []

    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)

    return {"w": w, "b": b}, grads, costs


def predict(w: Array, b: float, X: Array) -> Array:
    """Return the answers (1, m) for the pictures X (n, m): 1 where A > 0.5 (cat), else 0."""
    A = sigmoid(w.T @ X + b)
    return (A > 0.5).astype(np.float64)


def accuracy(Y_prediction: Array, Y: Array) -> float:
    """Return the share of right answers in percent, as the lesson computes it."""
    return float(100 - np.mean(np.abs(Y_prediction - Y)) * 100)


def model(
    X_train: Array,
    Y_train: Array,
    X_test: Array,
    Y_test: Array,
    num_iterations: int = 2000,
    learning_rate: float = 0.5,
) -> dict[str, Any]:
    """Train on (X_train, Y_train), answer for both sets, and return everything in one dict.

    Its keys are the lesson's: costs, Y_prediction_test, Y_prediction_train, w, b, learning_rate,
    num_iterations.
    """
    w, b = initialize_with_zeros(X_train.shape[0])
    params, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate)
    w, b = params["w"], params["b"]

    return {
        "costs": costs,
        "Y_prediction_test": predict(w, b, X_test),
        "Y_prediction_train": predict(w, b, X_train),
        "w": w,
        "b": b,
        "learning_rate": learning_rate,
        "num_iterations": num_iterations,
    }
