"""A first look at the bytes of many files, in C: most of them do not say the word that is looked for, and need no second look.

`glance.c` what is looked at · `build.py` from source to a library, when the package is installed · `compiled.py` its function, or
none · `first_look.py` a listing, some files at a time. Without the library every file is read by `read.py`, with the same results.
"""

from v4migrate.scan.files.glance.compiled import Verdict
from v4migrate.scan.files.glance.first_look import first_look

__all__ = ["Verdict", "first_look"]
