"""Real scanned handwriting: the ones and the eights of the UCI digits, as a data set in the lesson's layout.

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", 1998, UCI Machine Learning
Repository, https://doi.org/10.24432/C50P49, CC BY 4.0. The copy that scikit-learn carries has 1,797 digits of
8 x 8 with values from 0 to 16.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.data.checking import build_dataset
from playground.data.writing import write_pair

NAME = "digits"
DIGITS = (1, 8)
CLASSES = ("one", "eight")
# More training pictures than the 192 numbers in a picture: the other form of the descent is met for real.
TRAIN_COUNT = 260
SEED = 7

_BRIGHTEST = 16


def write_digits(folder: Path) -> tuple[Path, Path]:
    """Write ``train_digits.h5`` and ``test_digits.h5`` into `folder`, the same bytes every time.

    Returns
    -------
    tuple of two Path
        The training file and the test file.
    """
    # Only making the files needs scikit-learn, running the app does not, so it is not among its requirements.
    from sklearn.datasets import load_digits

    digits = load_digits()
    chosen = np.flatnonzero(np.isin(digits.target, DIGITS))
    shuffled = np.random.default_rng(SEED).permutation(chosen)
    train, test = shuffled[:TRAIN_COUNT], shuffled[TRAIN_COUNT:]
    dataset = build_dataset(
        NAME,
        train_pictures=_as_pictures(digits.images[train]),
        train_labels=(digits.target[train] == DIGITS[1]).astype(np.int64),
        test_pictures=_as_pictures(digits.images[test]),
        test_labels=(digits.target[test] == DIGITS[1]).astype(np.int64),
        classes=CLASSES,
    )
    return write_pair(folder, dataset)


def _as_pictures(images: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return grey images (m, 8, 8) with values 0 to 16 as RGB pictures (m, 8, 8, 3) with values 0 to 255."""
    grey = np.rint(images * (255 / _BRIGHTEST)).astype(np.uint8)
    return np.repeat(grey[..., np.newaxis], 3, axis=3)
