"""One BLAS thread for the whole process.

The products here are small (209 x 209 for the photos), and the threads of a BLAS pool spend longer waiting
for one another than computing. On a machine with another busy process the textbook loop took 19 s with two
threads and 2.7 s with one. In what order sums are added depends on the threads too: with one of them in every
process, above the stability limit every process finds the same.
"""

from threadpoolctl import ThreadpoolController


def use_one_blas_thread() -> None:
    """Set the linear algebra libraries that are loaded to one thread, for the rest of the process."""
    ThreadpoolController().limit(limits=1, user_api="blas")
