"""Other ways down than plain gradient descent: momentum, L2, some of the pictures at a time, another rate.

A `Way` says how a descent goes on from its gradient; the neutral one, `PLAIN`, is the lesson's. Its rule is
one of the short classes below, each with its formula. Read ``alpha`` as the learning rate, ``dw`` as the
gradient in all of (w, b), which one array ``w`` holds here, and ``step`` as alpha dw.

Momentum and Nesterov add and scale whole steps, and so do L2, batches and schedules: weights that begin at
zero stay combinations of the pictures, and the descent runs on their coefficients (see `forms.py`), exactly.
AdaGrad, RMSProp and Adam divide every weight's gradient by a number of its own. That leads out of the span of
the pictures, so there is no shorter way to write it: they run on the weights themselves.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

import numpy as np

from playground.engine.curvature import compute_limits
from playground.engine.forms import Array, frozen

Moved = tuple[Array, ...]
"""The weights after an update, and what the rule remembers until the next."""

_EPSILON = 1e-8  # keeps a weight whose gradient has always been 0 from dividing 0 by 0


def _check_share(name: str, value: float) -> None:
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be a number from 0 to less than 1; found {value}")


def _check_count(name: str, value: int, least: int) -> None:
    if value < least:
        raise ValueError(f"{name} must be a whole number from {least} on; found {value}")


# --- Rules that stay in the span of the pictures: they are given the step, learning_rate * dw ------


@dataclass(frozen=True)
class Plain:
    """Gradient descent, as in the lesson.

    A. Cauchy, 1847::

        w := w - step
    """

    memories: ClassVar[int] = 0
    stretch: ClassVar[float] = 1.0

    def move(self, w: Array, _memory: Sequence[Array], step: Array) -> Moved:
        return (w - step,)


@dataclass(frozen=True)
class Momentum:
    """The heavy ball: a step goes on in the direction of the last.

    B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; in this form I.
    Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013, equations 1
    and 2::

        v := beta v - step          w := w + v

    It is stable below a rate of 2 (1 + beta) / lambda.
    """

    beta: float
    memories: ClassVar[int] = 1

    def __post_init__(self) -> None:
        _check_share("beta", self.beta)

    @property
    def stretch(self) -> float:
        """How many times longer than plain descent's its longest stable step is."""
        return 1.0 + self.beta

    def move(self, w: Array, memory: Sequence[Array], step: Array) -> Moved:
        (v,) = memory
        v = self.beta * v - step
        return w + v, v


@dataclass(frozen=True)
class Nesterov:
    """Momentum that looks ahead: the gradient is taken where the momentum alone would lead.

    Y. Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k^2)", 1983::

        v := beta v - step          w := w + beta v - step

    Here w is that place ahead, w + beta v of Sutskever et al. (2013, equations 3 and 4), as in Keras: so one
    gradient an update will do. It is stable below a rate of 2 (1 + beta) / ((1 + 2 beta) lambda), less than
    plain descent.
    """

    beta: float
    memories: ClassVar[int] = 1

    def __post_init__(self) -> None:
        _check_share("beta", self.beta)

    @property
    def stretch(self) -> float:
        """How many times longer than plain descent's its longest stable step is."""
        return (1.0 + self.beta) / (1.0 + 2.0 * self.beta)

    def move(self, w: Array, memory: Sequence[Array], step: Array) -> Moved:
        (v,) = memory
        v = self.beta * v - step
        return w + self.beta * v - step, v


# --- Rules with a rate for every weight: they are given the gradient dw, rates (k, 1) and t = 1, 2, ...


@dataclass(frozen=True)
class AdaGrad:
    """The more a weight has been pulled, the shorter its steps.

    J. Duchi, E. Hazan and Y. Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
    Optimization", 2011, section 1.1::

        s := s + dw^2               w := w - alpha dw / (sqrt(s) + 1e-8)
    """

    memories: ClassVar[int] = 1

    def move(self, w: Array, memory: Sequence[Array], dw: Array, rates: Array, _t: int) -> Moved:
        (s,) = memory
        s = s + dw**2
        return w - rates * dw / (np.sqrt(s) + _EPSILON), s


@dataclass(frozen=True)
class RMSProp:
    """AdaGrad that forgets.

    T. Tieleman and G. Hinton, "Neural Networks for Machine Learning", lecture 6.5, 2012::

        s := decay s + (1 - decay) dw^2         w := w - alpha dw / (sqrt(s) + 1e-8)
    """

    decay: float = 0.9
    memories: ClassVar[int] = 1

    def __post_init__(self) -> None:
        _check_share("decay", self.decay)

    def move(self, w: Array, memory: Sequence[Array], dw: Array, rates: Array, _t: int) -> Moved:
        (s,) = memory
        s = self.decay * s + (1 - self.decay) * dw**2
        return w - rates * dw / (np.sqrt(s) + _EPSILON), s


@dataclass(frozen=True)
class Adam:
    """RMSProp with momentum, and both means corrected for beginning at zero.

    D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1::

        v := beta1 v + (1 - beta1) dw           s := beta2 s + (1 - beta2) dw^2
        w := w - alpha v / (1 - beta1^t) / (sqrt(s / (1 - beta2^t)) + 1e-8)
    """

    beta1: float = 0.9
    beta2: float = 0.999
    memories: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _check_share("beta1", self.beta1)
        _check_share("beta2", self.beta2)

    def move(self, w: Array, memory: Sequence[Array], dw: Array, rates: Array, t: int) -> Moved:
        v, s = memory
        v = self.beta1 * v + (1 - self.beta1) * dw
        s = self.beta2 * s + (1 - self.beta2) * dw**2
        mean, square = v / (1 - self.beta1**t), s / (1 - self.beta2**t)
        return w - rates * mean / (np.sqrt(square) + _EPSILON), v, s


Spanning = Plain | Momentum | Nesterov
Scaling = AdaGrad | RMSProp | Adam
Rule = Spanning | Scaling

# --- Schedules: by what the learning rate is multiplied at an iteration -----------------------------


@dataclass(frozen=True)
class Constant:
    """The same rate all along."""

    def factor(self, _iteration: int) -> float:
        return 1.0


@dataclass(frozen=True)
class Steps:
    """Half the rate after every so many iterations: 1, 1/2, 1/4, ..."""

    every: int

    def __post_init__(self) -> None:
        _check_count("every", self.every, 1)

    def factor(self, iteration: int) -> float:
        return 0.5 ** (iteration // self.every)


@dataclass(frozen=True)
class Inverse:
    """A rate that falls like 1/t, half of it after `half` iterations: 1 / (1 + i / half). So slowly that all
    steps together reach anywhere, yet their noise dies out (H. Robbins and S. Monro, "A Stochastic
    Approximation Method", 1951).
    """

    half: int

    def __post_init__(self) -> None:
        _check_count("half", self.half, 1)

    def factor(self, iteration: int) -> float:
        return 1.0 / (1.0 + iteration / self.half)


@dataclass(frozen=True)
class Cosine:
    """From the whole rate to none within `length` iterations, along half a wave: (1 + cos(pi i / length)) / 2
    (I. Loshchilov and F. Hutter, "SGDR", 2017, equation 5).
    """

    length: int

    def __post_init__(self) -> None:
        _check_count("length", self.length, 1)

    def factor(self, iteration: int) -> float:
        return 0.5 * (1.0 + math.cos(math.pi * min(iteration / self.length, 1.0)))


Schedule = Constant | Steps | Inverse | Cosine


@dataclass(frozen=True)
class Fork:
    """From this iteration on the learning rate is another."""

    iteration: int
    learning_rate: float

    def __post_init__(self) -> None:
        _check_count("iteration", self.iteration, 0)
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise ValueError(f"the learning rates must be positive numbers; found {self.learning_rate}")


# --- The way ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """How a descent goes on from its gradient; as it is made, it is plain descent.

    Attributes
    ----------
    rule
        What an update makes of the gradient.
    l2
        The descent is on J + l2 / 2 (|w|^2 + b^2): l2 (w, b) is added to the gradient (A. Hoerl and R.
        Kennard, "Ridge Regression", 1970). b is drawn to zero with the weights, as by the ``weight_decay`` of
        PyTorch; in the lesson's second course l2 is written lambda / m, in scikit-learn 1 / (m C).
    batch
        The pictures whose gradient makes an update; all, if None or not fewer than there are. They take
        turns: all are dealt out in a new order before one comes again, and the last batch may be smaller.
    seed
        Chooses these orders.
    schedule, warm_up
        By what the rate is multiplied; in the first `warm_up` iterations also by 1 / warm_up, 2 / warm_up,
        ... (P. Goyal et al., "Accurate, Large Minibatch SGD", 2017, section 2.2).
    forks
        Other rates from later iterations on, ascending.
    """

    rule: Rule = field(default_factory=Plain)
    l2: float = 0.0
    batch: int | None = None
    seed: int = 0
    schedule: Schedule = field(default_factory=Constant)
    warm_up: int = 0
    forks: tuple[Fork, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.l2) and self.l2 >= 0):
            raise ValueError(f"l2 must be 0 or a positive number; found {self.l2}")
        if self.batch is not None:
            _check_count("batch", self.batch, 1)
        _check_count("seed", self.seed, 0)
        _check_count("warm_up", self.warm_up, 0)
        iterations = [fork.iteration for fork in self.forks]
        if iterations != sorted(set(iterations)):
            raise ValueError(f"forks must be at ascending iterations; found {iterations}")

    def first_rate(self, learning_rate: float) -> float:
        """Return the rate with which a descent begins: the one given, unless it forks at once."""
        return next((fork.learning_rate for fork in self.forks if fork.iteration == 0), learning_rate)

    def rate_at(self, first_rate: float, iteration: int) -> float:
        """Return the rate, without schedule and warm-up, of a descent that began with `first_rate`."""
        later = [fork.learning_rate for fork in self.forks if 0 < fork.iteration <= iteration]
        return later[-1] if later else first_rate

    def factor(self, iteration: int) -> float:
        """Return by what the rate is multiplied at an iteration, from 0 to 1."""
        warm = min(1.0, (iteration + 1) / self.warm_up) if self.warm_up else 1.0
        return warm * self.schedule.factor(iteration)

    def legs(self, first: int, end: int) -> list[tuple[int, int]]:
        """Return the iterations from `first` to `end` in parts (begin, end) without a fork in between."""
        within = [fork.iteration for fork in self.forks if first < fork.iteration < end]
        return list(zip([first, *within], [*within, end], strict=True))

    def draws(self, n_samples: int) -> bool:
        """Return whether an update looks at only some of so many pictures."""
        return self.batch is not None and self.batch < n_samples

    def weigh(self, iteration: int, n_samples: int) -> Array:
        """Return by what each picture's part (n_samples,) in the mean over all is multiplied, to be its part
        in the mean over the batch; 0 for those of no batch.
        """
        size = n_samples if self.batch is None else min(self.batch, n_samples)
        epoch, turn = divmod(iteration, -(-n_samples // size))
        chosen = _shuffle(n_samples, self.seed, epoch)[turn * size : (turn + 1) * size]
        weights = np.zeros(n_samples)
        weights[chosen] = n_samples / len(chosen)
        return weights

    def limits(self, curvatures: Array, n_samples: int) -> Array | None:
        """Return the longest stable rates (k,) where the cost bends by at most curvatures (k,); none where
        theory gives none: for batches, whose surface is another at every update, and rates of every weight.
        """
        if isinstance(self.rule, Scaling) or self.draws(n_samples):
            return None
        return self.rule.stretch * compute_limits(curvatures + self.l2)

    @property
    def most_decay(self) -> float:
        """Up to where a rate times l2 is stable on a cost that is flat but for L2."""
        return math.inf if isinstance(self.rule, Scaling) else 2.0 * self.rule.stretch

    def overflows(self, first_rate: float) -> bool:
        """Return whether L2 alone makes the weights longer at every update of a descent that begins with
        `first_rate`, by a constant factor, so that soon no float64 holds them.
        """
        highest = max([first_rate, *(fork.learning_rate for fork in self.forks)])
        return highest * self.l2 > self.most_decay

    def can_part(self, first_rate: float, curvature: float, n_samples: int) -> bool:
        """Return whether an update may lengthen the distance of two descents (see `twins.py`), on a surface
        that bends by at most `curvature`: below the limit plain steps do not, nor those with L2.
        """
        if not isinstance(self.rule, Plain) or self.draws(n_samples):
            return True
        highest = max([first_rate, *(fork.learning_rate for fork in self.forks)])
        return bool(highest >= compute_limits(np.array([curvature + self.l2]))[0])


PLAIN = Way()


@lru_cache(maxsize=16)
def _shuffle(count: int, seed: int, epoch: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the order (count,) in which pictures take turns in an epoch."""
    return frozen(np.random.default_rng([seed, epoch]).permutation(count))
