# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""What the drivers cost, in instructions per operation: a bound, so that it does not creep up."""

import pytest
import shell
from program import Program
from tree import Tree

# The most instructions of enqueue and dequeue of one operation.
MOST = {
    "zip_flat": 120,
    "zip_sgl": 160,
    "sec_cipher": 120,
    "sec_chain": 170,
    "sec_gcm": 200,
    "sec_sgl": 320,
}


@pytest.mark.parametrize("case", MOST)
def test_driver_cost(program: Program, tree: Tree, case: str) -> None:
    """Callgrind counts instructions, so the figure does not depend on the machine's load."""
    program.run_good([shell.DEVTOOLS / "driver-cost.sh", "--program", tree.test_uacce, case],
                     120, env={"UACCE_PMD_PATH": str(tree.plugins),
                               "UACCE_BUILD_DIR": str(tree.build)})
    figures = dict(line.split() for line in program.output().splitlines()
                   if len(line.split()) == 2)
    assert 0 < float(figures[case]) <= MOST[case]
