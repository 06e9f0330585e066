#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Set up, build, install and run every test there is: the groups of dpdk-test-uacce through
# Meson, and whole programs through pytest (devtools/tests). Logs are in build/test-logs. The
# last line has the sums of all single cases.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

log_dir=$build_dir/test-logs

usage()
{
	cat <<-END
	Usage: ${0##*/} [--quick] [--arm64] [--kernel-bench] [PYTEST OPTION]...

	Build the drivers and run all tests. --quick leaves out the sanitizer builds, the
	build variants and most generations of the soft device.

	Groups of devtools/kernel-bench.sh are run where its kernel and QEMU are built
	already; --kernel-bench builds them first. --arm64 runs devtools/test-arm64.sh, too.

	Other options are for pytest: -k PATTERN runs tests whose name matches, -x ends at
	the first failure.

	Environment:
	  UACCE_PREFIX         where to install (now: $(default_prefix))
	  UACCE_TEST_PATIENCE  whole number that multiplies all limits in time, for a machine
	                       that is slow or busy (now: ${UACCE_TEST_PATIENCE:-1})
	END
}

# Debian's program runs Debian's Python, while another Python may be found first.
find_pytest()
{
	command -v pytest-3 || command -v pytest || die "pytest is missing: run devtools/setup.sh"
}

prepare()
{
	prefix=$(default_prefix)
	check_prefix "$prefix"
	# Without root missing packages cannot be installed, and a few tests are skipped.
	if [ "$quick" = no ] && [ "$(id -u)" = 0 ]; then
		"$source_dir/devtools/setup.sh" --quiet --full
	else
		"$source_dir/devtools/setup.sh" --quiet
	fi
	pytest=$(find_pytest)
	rm -rf "$log_dir"
	mkdir -p "$log_dir"
	say "Building, and installing below $prefix"
	build_and_install "$build_dir" "$log_dir/meson.log" "$prefix" \
		-Dwarning_level=3 -Dwerror=true
}

main()
{
	local option status=0

	quick=no
	for option in "$@"; do
		case $option in
		--quick) quick=yes ;;
		-h | --help) usage; exit 0 ;;
		esac
	done
	prepare
	export PYTHONDONTWRITEBYTECODE=1
	"$pytest" -c "$source_dir/devtools/tests/pytest.ini" --build="$build_dir" \
		--installed="$prefix" "$@" "$source_dir/devtools/tests" </dev/null || status=$?
	# 77 is for a run in which every test was skipped, which shows nothing.
	[ "$status" = 0 ] || exit 1
}

main "$@"
