#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Run the tests of random data with many seeds, one seed on each CPU. Each failure is shown with the
# command that repeats it.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

log_dir=$build_dir/seed-logs
ops=1000
first=1
drivers=no
jobs=$(usable_cpus | wc -w)
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
	  --jobs N    seeds at a time (now: $jobs)

	Tests of threads draw nothing and measure time, so they are left out.

	The programs must be installed below UACCE_PREFIX (now: $(default_prefix)).
	END
}

# Run groups with a seed; keep the log of a failure only, and return 1.
# try SEED [OPTION|GROUP]...
try()
{
	local seed=$1 log=$log_dir/$1-${*: -1}.log

	shift
	if "$program" test --seed "$seed" "$@" >"$log" 2>&1 </dev/null; then
		rm "$log"
		return 0
	fi
	say "not ok - seed $seed"
	show_failures "$log"
	return 1
}

run_seed()
{
	local device=${devices[$1 % ${#devices[@]}]} status=0

	# shellcheck disable=SC2086 # a list of names
	try "$1" --ops "$ops" --skip 'test_*threads' $random_groups || status=1
	[ "$drivers" = no ] || try "$1" --device "$device" zip sec || status=1
	return "$status"
}

# Wait until a seed has ended, and count it if it failed.
wait_for_one()
{
	wait -n || failed=$((failed + 1))
	running=$((running - 1))
}

main()
{
	local seeds seed running=0

	while [ $# -gt 0 ]; do
		case $1 in
		--first) first=${2:?}; shift ;;
		--ops) ops=${2:?}; shift ;;
		--jobs) jobs=${2:?}; shift ;;
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
		[ "$running" -lt "$jobs" ] || wait_for_one
		run_seed "$seed" &
		running=$((running + 1))
		(((seed - first + 1) % 20)) || say "$((seed - first + 1)) of $seeds seeds begun, $failed failed"
	done
	while [ "$running" -gt 0 ]; do
		wait_for_one
	done
	say "$seeds seeds, $failed failed"
	[ "$failed" = 0 ]
}

main "$@"
