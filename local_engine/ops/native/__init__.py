"""Kernels in C++ for products with packed weights, compiled at first use; torch does the same where they are missing.

`kernels.cpp` what is computed (`few.h` for a token, `many.h` and `experts.h` for a prompt, `numbers.h` the stored forms,
`threads.h` how it is shared out) · `build.py` from source to a library · `compiled.py` its functions, or why there are none ·
`calls.py` registers them with the operators.
"""

from local_engine.ops.native import calls
from local_engine.ops.native.compiled import loaded, status

__all__ = ["calls", "loaded", "status"]
