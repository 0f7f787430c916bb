"""Compiles the C of `v4migrate/scan/files/glance/` when a wheel is built or the checkout is installed.

Without a compiler, or with V4MIGRATE_PURE set, the wheel is one for all machines, and a scan reads every file in Python.
"""

from __future__ import annotations

import runpy
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileGlance(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the library beside its source, and into a wheel, which then is one for this kind of machine."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it gathers the files. `version`: "standard", or "editable" for a checkout."""
        root = Path(self.root)
        builder = runpy.run_path(str(root / "v4migrate" / "scan" / "files" / "glance" / "build.py"))
        try:
            library: Path = builder["build"]()
        except builder["NotBuilt"] as reason:
            self.app.display_info(f"scan goes without its compiled part: {reason}")
            return
        if version == "editable":
            return  # it is used where it lies
        build_data["force_include"][str(library)] = library.relative_to(root).as_posix()
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
