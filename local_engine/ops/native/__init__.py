"""Kernels in C++ for what decoding does at every token, compiled at first use; torch does the same where they are missing.

`kernels.cpp` what is computed (`numbers.h` the stored forms, `threads.h` how it is shared out) · `build.py` from source to a
library · `compiled.py` its functions, or why there are none · `calls.py` registers them with the operators.
"""

from local_engine.ops.native import calls
from local_engine.ops.native.compiled import loaded, status

__all__ = ["calls", "loaded", "status"]
