"""A first look at many files, in C: at their names, and at their bytes, most of which do not say the word that is looked for.

`names.c`, `glance.c` what is looked at · `build.py` from sources to a library, when the package is installed · `compiled.py` its
functions, or none · `by_names.py`, `first_look.py` the paths of a listing. Without the library `skip.py` judges every name and
`read.py` reads every file, with the same results.
"""

from v4migrate.scan.files.glance.by_names import by_names
from v4migrate.scan.files.glance.compiled import Verdict
from v4migrate.scan.files.glance.first_look import first_look

__all__ = ["Verdict", "by_names", "first_look"]
