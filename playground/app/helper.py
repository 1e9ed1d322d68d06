"""A process beside the server: it gives the answers of the routes, without a network (`serving.helpers`)."""

from playground.app import routes
from playground.app.serving.desk import Answer
from playground.app.serving.helpers import serve
from playground.app.session.shelf import HELPER_SHELF_BYTES, shared_shelf
from playground.app.session.visitors import STRANGER
from playground.data.contents import DatasetError
from playground.engine.threads import use_one_blas_thread


def main() -> None:
    """Answer the server until it ends."""
    use_one_blas_thread()
    shared_shelf().most_bytes = HELPER_SHELF_BYTES
    serve(answer)


def answer(asked: tuple[str, str, routes.Asked]) -> Answer | None:
    """Return the answer to written choices; nothing where the pictures are others than the server's."""
    fingerprint, kind, written = asked
    try:
        known = STRANGER.find_dataset(written["dataset"]).fingerprint == fingerprint
    except DatasetError:
        return None
    return routes.work_out(kind, written) if known else None
