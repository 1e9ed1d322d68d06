"""A process beside the server: it gives the answers of the routes, without a network (`serving.helpers`), for
data sets that the server gives it: reading them again would take a second.
"""

from collections import OrderedDict

from playground.app import routes
from playground.app.serving.helpers import serve
from playground.app.session.choices import Question, read_question
from playground.app.session.runs import run_shelf
from playground.app.session.shelf import HELPER_SHELF_BYTES, shared_shelf
from playground.app.session.visitors import Visitor
from playground.data.contents import Dataset, DatasetError
from playground.data.mistakes import make_mistake, split_name
from playground.engine.threads import use_one_blas_thread
from playground.words.catalogue import Message

_MOST_DATASETS = 4  # as many as the server keeps


def main() -> None:
    """Answer the server until it ends."""
    use_one_blas_thread()
    shared_shelf().most_bytes = HELPER_SHELF_BYTES
    server = Server()
    serve(server.answer)


class Server(Visitor):
    """Whoever asks a helper: with the data sets that came last, also with a mistake."""

    def __init__(self) -> None:
        super().__init__()
        self._given: OrderedDict[str, Dataset] = OrderedDict()

    def find_dataset(self, name: str) -> Dataset:
        original, mistake = split_name(name)
        if original not in self._given:
            raise DatasetError(Message("datasets.errors.unknown_name", name=name, known=""))
        dataset = self._given[original]
        return make_mistake(dataset, mistake) if mistake else dataset

    def answer(self, asked: Dataset | routes.Asking) -> routes.Given | None:
        """Keep a data set; or return the answer to written choices and how long the training took, nothing
        where their data set, of this fingerprint, has not come.
        """
        if isinstance(asked, Dataset):
            self._given[asked.name] = asked
            self._given.move_to_end(asked.name)
            while len(self._given) > _MOST_DATASETS:
                self._given.popitem(last=False)
            return None
        fingerprint, kind, written, clock = asked
        try:
            question = read_question(Question, written)
            dataset = self.find_dataset(question.dataset)
        except (KeyError, ValueError, DatasetError):
            return None
        if dataset.fingerprint != fingerprint:
            return None
        run, shelf = (dataset, question.learning_rate, question.way), run_shelf()
        if clock is not None:
            shelf.learn_clock(*run, clock)
        return routes.work_out(kind, written, self), shelf.find_clock(*run)
