"""A first look at many files, in C: at git's list of them, at their names, and at their bytes, most of which do not say the word that
is looked for.

`answer.c`, `names.c`, `glance.c` what is looked at · `build.py` from sources to a library, when the package is installed ·
`compiled.py` its functions, or none · `tracked.py`, `by_names.py`, `first_look.py` what is made of them; `ahead.py` a look before it is
asked for. Without the library Python does the same, and `read.py` reads every file.
"""

from v4migrate.scan.files.glance.ahead import looked_ahead
from v4migrate.scan.files.glance.by_names import by_names
from v4migrate.scan.files.glance.compiled import Verdict
from v4migrate.scan.files.glance.first_look import first_look
from v4migrate.scan.files.glance.tracked import tracked

__all__ = ["Verdict", "by_names", "first_look", "looked_ahead", "tracked"]
