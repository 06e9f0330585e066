#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Run the tests of random data with many seeds, one after the other. Each failure is shown with the
# command that repeats it.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

log_dir=$build_dir/seed-logs
ops=1000
first=1
drivers=no
failed=0

# Devices for the groups zip and sec; each seed takes the next one.
# shellcheck disable=SC2054 # commas within elements
devices=(soft,soft_qm=3 soft,soft_qm=2 soft,soft_qm=3,soft_workers=1 soft,soft_qm=2,soft_workers=1)

usage()
{
	cat <<-END
	Usage: ${0##*/} [OPTION]... [SEEDS]

	Run the groups of tests that draw random data with SEEDS seeds (200):
	$random_groups
	  --first N   the first seed (1); the others follow it
	  --ops N     operations of the groups zipdiff and secdiff for each seed ($ops)
	  --drivers   the groups zip and sec, too, which take longer; each seed on one
	              of ${#devices[@]} devices

	The programs must be installed below UACCE_PREFIX (now: $(default_prefix)).
	END
}

# Run groups with a seed; keep the log of a failure only. try SEED [OPTION|GROUP]...
try()
{
	local seed=$1 log=$log_dir/$1-${*: -1}.log

	shift
	if "$program" test --seed "$seed" "$@" >"$log" 2>&1 </dev/null; then
		rm "$log"
		return 0
	fi
	failed=$((failed + 1))
	say "not ok - seed $seed"
	show_failures "$log"
}

run_seed()
{
	local device=${devices[$1 % ${#devices[@]}]}

	# shellcheck disable=SC2086 # a list of names
	try "$1" --ops "$ops" --skip test_threads $random_groups
	[ "$drivers" = no ] || try "$1" --device "$device" zip sec
}

main()
{
	local seeds seed

	while [ $# -gt 0 ]; do
		case $1 in
		--first) first=${2:?}; shift ;;
		--ops) ops=${2:?}; shift ;;
		--drivers) drivers=yes ;;
		-h | --help) usage; exit 0 ;;
		*[!0-9]*) usage >&2; exit 2 ;;
		*) break ;;
		esac
		shift
	done
	seeds=${1:-200}
	program=$(default_prefix)/bin/dpdk-test-uacce
	[ -x "$program" ] || die "no $program; devtools/test.sh and meson install put it there"
	mkdir -p "$log_dir"
	export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}
	for ((seed = first; seed < first + seeds; seed++)); do
		run_seed "$seed"
		(((seed - first + 1) % 20)) || say "$((seed - first + 1)) of $seeds seeds, $failed failed"
	done
	say "$seeds seeds, $failed runs failed"
	[ "$failed" = 0 ]
}

main "$@"
