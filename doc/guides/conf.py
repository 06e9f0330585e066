# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Sphinx settings of the guides; devtools/docs.sh builds them."""

import pathlib
import re

project = "uacce poll-mode drivers for DPDK"
author = "The uacce PMD authors"
project_copyright = "2026 The uacce PMD authors"

_meson = pathlib.Path(__file__).resolve().parents[2] / "meson.build"
release = re.search(r"^\s*version: '([^']+)'", _meson.read_text(encoding="utf-8"),
                    re.MULTILINE).group(1)
version = release

highlight_language = "none"
nitpicky = True
smartquotes = False

# meson.build makes the manual page of the program's guide.
man_pages = [("tools/test-uacce", "dpdk-test-uacce",
              "list accelerators of Linux uacce and test their drivers for DPDK", [author], 1)]

html_title = f"{project} {release}"
html_copy_source = False
html_show_sphinx = False
html_theme = "alabaster"
html_theme_options = {
    "fixed_sidebar": True,
    "page_width": "1200px",
    "sidebar_collapse": False,
    "sidebar_width": "260px",
}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}
