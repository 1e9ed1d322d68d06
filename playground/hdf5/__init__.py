"""A reader for the part of HDF5 that the lesson's layout needs, in Python and NumPy.

libhdf5 is written for files one trusts: a file can make it open other files, hand out memory that was never
written, or work without end (``tests/hostile/hdf5.py`` makes such files). A check that runs before it would
have to read the same structures a second time, and agree with it in everything. So bytes from outside never
reach it. This reader knows a short list:

- superblocks 0 to 3, a group of symbol tables or of link messages, hard links only;
- whole numbers, floats, h5py's bools, text of fixed length, and h5py's text of any length;
- values in the header, in one piece, or in a complete grid of chunks, whose index is a B-tree, a single
  chunk, implicit or a fixed array;
- gzip and shuffle.

Everything else is refused by name. Whatever the bytes, each of them is used at most once, all counts are
bounded before they are believed, and what is declared must be there in full. Memory and time are so
bounded by the length of the file and by `Entry.unpacked_bytes`, which can be asked before reading.

Only what is asked for is read. Other names in the same group are listed and never followed.
"""

from playground.hdf5.faults import Elsewhere, NoArray, NotHdf5, Unreadable
from playground.hdf5.reader import Entry, File
from playground.hdf5.store import BytesSource, FileSource, Source, opened

__all__ = [
    "BytesSource",
    "Elsewhere",
    "Entry",
    "File",
    "FileSource",
    "NoArray",
    "NotHdf5",
    "Source",
    "Unreadable",
    "opened",
]
