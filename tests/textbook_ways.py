"""Every way down as a textbook writes it: a loop on w and b, slow, in another form than the engine's."""

import math
from collections.abc import Iterator

import numpy as np

from playground import neuron
from playground.engine.forms import Array
from playground.engine.ways import (
    AdaGrad,
    Adam,
    Cosine,
    Inverse,
    Momentum,
    Nesterov,
    Plain,
    RMSProp,
    Steps,
    Way,
)


def literal_gradient(w: Array, b: float, X: Array, Y: Array, l2: float) -> Array:
    """Return the gradient (n + 1,) of J + l2 / 2 (|w|^2 + b^2)."""
    grads, _ = neuron.propagate(w, b, X, Y)
    return np.append(grads["dw"][:, 0] + l2 * w[:, 0], grads["db"] + l2 * b)


def literal_rates(way: Way, learning_rate: float) -> Iterator[float]:
    """Return the rate of every iteration, written out case by case."""
    rate, i = learning_rate, 0
    while True:
        for fork in way.forks:
            rate = fork.learning_rate if fork.iteration == i else rate
        now = rate
        if isinstance(way.schedule, Steps):
            for _ in range(way.schedule.every, i + 1, way.schedule.every):
                now /= 2
        elif isinstance(way.schedule, Inverse):
            now *= way.schedule.half / (way.schedule.half + i)
        elif isinstance(way.schedule, Cosine):
            now *= math.cos(math.pi * min(i, way.schedule.length) / way.schedule.length / 2) ** 2
        yield now * (i + 1) / way.warm_up if i < way.warm_up else now
        i += 1


def literal_batches(way: Way, m: int) -> Iterator[list[int]]:
    """Return the pictures of every update: dealt out in a new order every epoch."""
    epoch = 0
    while True:
        order = np.random.default_rng([way.seed, epoch]).permutation(m).tolist()
        size = way.batch or m
        while order:
            yield order[:size]
            del order[:size]
        epoch += 1


def literal_descent(way: Way, X: Array, Y: Array, learning_rate: float, iterations: int) -> list[Array]:
    """Return (w, b) before every update and after the last, each rule in another form than the engine's."""
    p = np.zeros(X.shape[0] + 1)
    path, x, v, s, beta = [p], p, 0 * p, 0 * p, getattr(way.rule, "beta", 0.0)
    steps = zip(literal_rates(way, learning_rate), literal_batches(way, X.shape[1]), strict=False)
    for t, (alpha, batch) in zip(range(1, iterations + 1), steps, strict=False):
        # A copy of all pictures would make the loop slower than it is.
        some = (X[:, batch], Y[:, batch]) if len(batch) < X.shape[1] else (X, Y)
        g = literal_gradient(p[:-1, np.newaxis], p[-1], *some, way.l2)
        match way.rule:
            case Plain():
                p = p - alpha * g
            case Momentum():  # Polyak: the last difference, and no velocity
                p = p - alpha * g + beta * (p - (path[-2] if t > 1 else p))
            case Nesterov():  # Nesterov: x is the gradient step from p, p the place ahead of it
                p, x = (ahead := p - alpha * g) + beta * (ahead - x), ahead
            case AdaGrad():
                s = s + g * g
                p = p - alpha * g / (s**0.5 + 1e-8)
            case RMSProp(decay=decay):
                s = s + (1 - decay) * (g * g - s)
                p = p - alpha * g / (s**0.5 + 1e-8)
            case Adam(beta1=beta1, beta2=beta2):
                v, s = v + (1 - beta1) * (g - v), s + (1 - beta2) * (g * g - s)
                p = p - alpha * (v / (1 - beta1**t)) / ((s / (1 - beta2**t)) ** 0.5 + 1e-8)
        path.append(p)
    return path
