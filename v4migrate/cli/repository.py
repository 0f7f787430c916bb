"""Where the repository begins, around the folder in which a command was started."""

from __future__ import annotations

import os
from pathlib import Path

from v4migrate.scan.files.git_list import work_tree_top


def repository_root() -> Path | None:
    """The root of the repository around the working directory: as GitLab says, by git, or where the CI says that its files are.

    In a submodule it is GitLab's that counts; with `path:` of actions/checkout git's, since the workspace is then above it.
    """
    here = Path(os.path.realpath("."))
    told = (os.environ.get("CI_PROJECT_DIR"), work_tree_top(here), os.environ.get("GITHUB_WORKSPACE"))
    roots = [Path(os.path.realpath(root)) for root in told if root]
    return next((root for root in roots if here.is_relative_to(root)), None)
