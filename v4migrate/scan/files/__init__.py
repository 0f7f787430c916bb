"""Which files are scanned, which are skipped and why, and how their bytes are read.

`listing.py` holds the answer, `find.py` makes it: `git_list.py` inside a git work tree, `walk.py` elsewhere; `skip.py` says what a name
or a content is not worth; `read.py` reads.
"""

from v4migrate.scan.files.find import list_files, project_root
from v4migrate.scan.files.listing import Listed, Listing
from v4migrate.scan.files.read import read_file, worth_scanning
from v4migrate.scan.files.skip import Skip

__all__ = ["Listed", "Listing", "Skip", "list_files", "project_root", "read_file", "worth_scanning"]
