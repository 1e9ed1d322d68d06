"""What comes from outside: read in a limited process, checked there and once more here.

Both halves are needed. Checks alone do not hold a library that crashes or runs in circles, and cost time and
memory in the server while they look. A limited process alone lets through whatever its reader makes of the
file: other files' bytes, memory that was never written. `server` starts that process and checks what it
sends; `worker` is what runs in it. What a file may cost is `playground.intake.limits.Limits`; which attack is
stopped by what stands in `playground.intake.worker.hdf5` for HDF5 files.
"""
