"""Find, read, check and write the data sets the neuron is trained on.

A data set is a pair of HDF5 files in the layout of the lesson, ``train_NAME.h5`` and ``test_NAME.h5``, in one
of the `dataset_folders`. Whatever is wrong with a pair is raised as a `DatasetError`: one sentence that names
the file, the key in it, what was found and what was expected.
"""

from playground.datasets.checking import MAX_CLASS_NAME, MAX_PICTURE_BYTES, build_dataset
from playground.datasets.contents import (
    LESSON_SIDE,
    Baseline,
    Dataset,
    DatasetError,
    Labels,
    Matrix,
    Pictures,
)
from playground.datasets.finding import (
    FOLDERS_VARIABLE,
    PREFERRED_NAMES,
    PROJECT_FOLDER,
    Catalogue,
    dataset_folders,
    default_name,
    find_datasets,
)
from playground.datasets.loading import LessonArrays, compute_file_sums, get_dataset, load_dataset
from playground.datasets.writing import pack_pair, replacing, write_pair

__all__ = [
    "FOLDERS_VARIABLE",
    "LESSON_SIDE",
    "MAX_CLASS_NAME",
    "MAX_PICTURE_BYTES",
    "PREFERRED_NAMES",
    "PROJECT_FOLDER",
    "Baseline",
    "Catalogue",
    "Dataset",
    "DatasetError",
    "Labels",
    "LessonArrays",
    "Matrix",
    "Pictures",
    "build_dataset",
    "compute_file_sums",
    "dataset_folders",
    "default_name",
    "find_datasets",
    "get_dataset",
    "load_dataset",
    "pack_pair",
    "replacing",
    "write_pair",
]
