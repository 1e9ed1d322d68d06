"""The shipped handwriting, against scikit-learn's own copy of the UCI digits."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from playground.collection.finding import PROJECT_FOLDER
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from playground.data.digits import write_digits
from playground.engine.forms import DirectForm
from playground.engine.training import train
from tests.support import compute_verdicts


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return get_dataset("digits")


def test_every_picture_is_a_one_or_an_eight_of_the_source(digits: Dataset) -> None:
    source = load_digits()
    known = {
        np.rint(image * 255 / 16).astype(np.uint8).tobytes(): int(target)
        for image, target in zip(source.images, source.target, strict=True)
    }
    pictures = np.concatenate([digits.train_pictures, digits.test_pictures])
    labels = np.concatenate([digits.train_labels[0], digits.test_labels[0]])
    assert (pictures == pictures[..., :1]).all()
    assert [known[picture[..., 0].tobytes()] for picture in pictures] == [
        1 + 7 * int(label) for label in labels
    ]
    assert len(pictures) == np.isin(source.target, (1, 8)).sum()


def test_there_are_more_training_pictures_than_numbers_in_a_picture(digits: Dataset) -> None:
    assert digits.train_labels.size > digits.n_features == 192
    assert isinstance(digits.prepared.form, DirectForm)


def test_files_are_the_same_bytes_as_the_shipped_ones(tmp_path: Path) -> None:
    for path in write_digits(tmp_path):
        assert path.read_bytes() == (PROJECT_FOLDER / path.name).read_bytes()


def test_the_neuron_reads_digits_as_well_as_scikit_learn(digits: Dataset) -> None:
    run = train(digits.prepared, 0.05, 4000)
    ours = compute_verdicts(run.w, run.b, digits.X_test, digits.test_labels).accuracy
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit(digits.X_train.T, digits.train_labels[0])
    theirs = 100 * fitted.score(digits.X_test.T, digits.test_labels[0])
    assert ours == pytest.approx(theirs, abs=3.2)
    assert 90 < ours < 100
