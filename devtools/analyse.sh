#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Look for faults without running anything: clang-tidy over the queue layer, the soft device, the
# drivers and the examples, with .clang-tidy, and cppcheck over all code, with devtools/analyse.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

log_dir=$build_dir/analyse-logs

usage()
{
	cat <<-END
	Usage: ${0##*/} [tidy | cppcheck]

	Run clang-tidy, which needs a build in $build_dir, and cppcheck, or one of them.
	Findings are on stdout; the status is 0 if there is none.
	END
}

# Commands of the build folder name the compiler's own options, which clang-tidy need not know.
# shellcheck disable=SC2317 # called by name
run_tidy()
{
	local file status=0

	[ -f "$build_dir/compile_commands.json" ] ||
		die "no build in $build_dir: run meson setup $build_dir"
	cd "$source_dir"
	for file in common/uacce/*.c common/uacce/soft/*.c common/uacce/soft/*/*.c drivers/*/*/*.c \
		examples/*/*.c; do
		clang-tidy -p "$build_dir" --quiet "$file" 2>>"$log_dir/tidy.log" || status=1
	done
	return $status
}

# shellcheck disable=SC2317 # called by name
run_cppcheck()
{
	cd "$source_dir"
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppressions-list=devtools/analyse/cppcheck.suppressions \
		--library=devtools/analyse/dpdk.cfg \
		--template='{file}:{line}: {id}: {message}' \
		-D_GNU_SOURCE -D__x86_64__ -DUACCE_HAVE_SOFT -DSOFT_HAVE_IPSEC_MB \
		-I common/uacce -I common/uacce/soft -I app/test-uacce/harness \
		common drivers examples fuzz app/test-uacce 2>&1
}

# analyse NAME PROGRAM FUNCTION
analyse()
{
	command -v "$2" >/dev/null || die "$2 is missing: run devtools/setup.sh --full"
	if "$3"; then
		say "ok - $1 finds nothing"
	else
		say "not ok - $1 has findings"
		status=1
	fi
}

main()
{
	status=0
	case ${1:-} in
	-h | --help) usage; exit 0 ;;
	'' | tidy | cppcheck) ;;
	*) usage >&2; exit 2 ;;
	esac
	mkdir -p "$log_dir"
	: >"$log_dir/tidy.log"
	[ "${1:-cppcheck}" != cppcheck ] || analyse cppcheck cppcheck run_cppcheck
	[ "${1:-tidy}" != tidy ] || analyse clang-tidy clang-tidy run_tidy
	exit $status
}

main "$@"
