#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# The real kernel as judge: boot a guest whose mainline hisi drivers find an emulated Kunpeng
# that is made of the soft device's engines, and run tests there.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"
bench_dir=$source_dir/devtools/kernel-bench
# shellcheck source=devtools/kernel-bench/sources.sh
. "$bench_dir/sources.sh"
# shellcheck source=devtools/kernel-bench/build.sh
. "$bench_dir/build.sh"

cache=${UACCE_BENCH_CACHE:-$HOME/.cache/uacce-bench}
linux_dir=
source_dirs=("$cache/sources")
mkdir -p "$cache/sources"
[ -d "$source_dir/../shared/kernel-bench/sources" ] && source_dirs+=("$source_dir/../shared/kernel-bench/sources")
build_linux
