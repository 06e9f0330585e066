#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Report which lines and branches of the queue layer and of the drivers the groups of
# dpdk-test-uacce reach.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

coverage_dir=$build_dir/coverage

usage()
{
	cat <<-END
	Usage: ${0##*/} [GROUP...]

	Build with -Db_coverage=true, run the groups (all), and report lines and branches of
	drivers/ and common/uacce, without the soft device. The places that are not reached
	are in $coverage_dir/coverage.txt and coverage.html.
	END
}

build_covered()
{
	command -v gcovr >/dev/null || die "gcovr is missing: run devtools/setup.sh --full"
	if [ ! -f "$coverage_dir/build.ninja" ]; then
		mkdir -p "$coverage_dir"
		logged Meson "$coverage_dir/setup.log" meson setup "$coverage_dir" "$source_dir" \
			-Db_coverage=true -Dbuildtype=debug
	fi
	logged "The build" "$coverage_dir/build.log" ninja -C "$coverage_dir"
	find "$coverage_dir" -name '*.gcda' -delete
}

# report OPTION...; branches of macros that only a broken compiler takes are none
report()
{
	gcovr --root "$source_dir" "$coverage_dir" --exclude-throw-branches \
		--exclude-unreachable-branches \
		--filter "$source_dir/drivers/" --filter "$source_dir/common/uacce/[^/]*\$" "$@"
}

main()
{
	local log=$coverage_dir/test.log status

	case ${1:-} in
	-h | --help) usage; exit 0 ;;
	esac
	build_covered
	# The drivers stand in the folders of the build, found from the program.
	status=0
	"$coverage_dir/app/test-uacce/dpdk-test-uacce" test --seed 1 --ops 2000 "$@" \
		>"$log" 2>&1 </dev/null || status=1
	[ "$status" = 0 ] || show_failures "$log"
	report --txt "$coverage_dir/coverage.txt" --html-details "$coverage_dir/coverage.html" \
		--print-summary
	# What a failed test did not reach counts as not reached.
	exit $status
}

main "$@"
