"""The lines in which the script of a run goes down: plain descent as in the lesson, or another way."""

from dataclasses import asdict
from string import Template

from playground.engine.ways import Constant, Plain, Way

_PLAIN = """\
w = w - LEARNING_RATE * grads["dw"]
b = b - LEARNING_RATE * grads["db"]
"""

_STEPS = {
    "Plain": "W = W - rate * dW",
    "Momentum": "v = $beta * v - rate * dW\nW = W + v",
    "Nesterov": "v = $beta * v - rate * dW\nW = W + $beta * v - rate * dW",
    "AdaGrad": "s = s + dW**2\nW = W - rate * dW / (np.sqrt(s) + 1e-8)",
    "RMSProp": "s = $decay * s + (1 - $decay) * dW**2\nW = W - rate * dW / (np.sqrt(s) + 1e-8)",
    "Adam": """\
v = $beta1 * v + (1 - $beta1) * dW
s = $beta2 * s + (1 - $beta2) * dW**2
mean, square = v / (1 - $beta1 ** (i + 1)), s / (1 - $beta2 ** (i + 1))
W = W - rate * mean / (np.sqrt(square) + 1e-8)""",
}
"""Of each rule, the update of all parameters W (n + 1, 1), w and below it b; `playground.engine.ways` has the
sources.
"""

_FACTORS = {
    "Steps": "rate = rate * 0.5 ** (i // $every)",
    "Inverse": "rate = rate / (1 + i / $half)",
    "Cosine": "rate = rate * (1 + np.cos(np.pi * min(i / $length, 1))) / 2",
}

_BATCH = """\
m = X.shape[1]
epoch, turn = divmod(i, -(-m // $batch))
chosen = np.random.default_rng([$seed, epoch]).permutation(m)[turn * $batch : (turn + 1) * $batch]
grads, _ = propagate(w, b, X[:, chosen], Y[:, chosen])"""


def write_memory(way: Way) -> str:
    """Return the lines before the loop: what the rule of a way remembers."""
    step = _STEPS[type(way.rule).__name__]
    names = [name for name in ("v", "s") if f"{name} = " in step]
    return _indent([f"{name} = np.zeros((X.shape[0] + 1, 1))" for name in names], 4)


def write_update(way: Way, n_samples: int) -> str:
    """Return the lines of an update after the gradient over all pictures and the cost."""
    draws = way.draws(n_samples)
    rates = _write_rates(way)
    if isinstance(way.rule, Plain) and not (draws or way.l2 or rates):
        return _indent([_PLAIN], 8)
    lines = [_fill(_BATCH, batch=way.batch, seed=way.seed)] if draws else []
    lines += ['W, dW = np.vstack([w, [[b]]]), np.vstack([grads["dw"], [[grads["db"]]]])']
    lines += [f"dW = dW + {way.l2!r} * W"] if way.l2 else []
    lines += ["rate = LEARNING_RATE", *rates]
    lines += [_fill(_STEPS[type(way.rule).__name__], **asdict(way.rule))]
    return _indent([*lines, "w, b = W[:-1], float(W[-1, 0])"], 8)


def _write_rates(way: Way) -> list[str]:
    """Return the lines in which the rate of an iteration becomes another than the first."""
    lines = [f"if i >= {fork.iteration}:\n    rate = {fork.learning_rate!r}" for fork in way.forks]
    if not isinstance(way.schedule, Constant):
        lines.append(_fill(_FACTORS[type(way.schedule).__name__], **asdict(way.schedule)))
    if way.warm_up > 1:
        lines.append(f"rate = rate * min(1, (i + 1) / {way.warm_up})")
    return lines


def _fill(pattern: str, **values: object) -> str:
    return Template(pattern).substitute({name: repr(value) for name, value in values.items()})


def _indent(parts: list[str], width: int) -> str:
    lines = "\n".join(parts).splitlines()
    return "".join(f"{' ' * width}{line}\n" for line in lines)
