#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Throughput of uacce_sec with the soft device inline, as a share of that of crypto_aesni_mb and
# crypto_openssl.
#
# dpdk-test-crypto-perf does not fill the buffers of a throughput test. All drivers therefore find
# each digest wrong when they decrypt, which takes as much work as finding it right.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=devtools/comparison.sh
. "$(dirname "$0")/comparison.sh"

drivers=(uacce_sec crypto_aesni_mb crypto_openssl)
kinds='cipher-then-auth aead'
sizes='64 1024 8192'
rounds=5
seconds=1

usage()
{
	cat <<-END
	Usage: ${0##*/} [ROUNDS [SECONDS]]

	Measure AES-128-CBC with HMAC-SHA1 and AES-128-GCM, both ways, 64, 1024 and 8192 bytes,
	in bursts of 32 on one lcore, ROUNDS times ($rounds) for at least SECONDS ($seconds) each, and
	print throughput, ratios, and the table of the guide (performance.rst).
	The drivers must be installed below UACCE_PREFIX (now: $(default_prefix)).
	END
}

# Run the tool once and print the columns of its result. run DRIVER KIND WAY BYTES OPERATIONS
run()
{
	local device=$1

	[ "$1" != uacce_sec ] || device=uacce_sec0,device=soft
	set_eal_args 512 "$plugins"
	set_crypto_args "$2" "$3"
	# The tool verifies the digest of a chain only if it has a test vector.
	if [ "$2 $3" = 'cipher-then-auth decrypt' ]; then
		"$source_dir/devtools/oracle.py" "$2" "$4" >"$work/vector" ||
			die "no vector for $2, $4 bytes"
		crypto_args+=(--test-file "$work/vector" --test-name case)
	fi
	dpdk-test-crypto-perf "${eal_args[@]}" --vdev="$device" -- --devtype "$1" \
		--ptest throughput --total-ops "$5" --burst-sz 32 --buffer-sz "$4" \
		"${crypto_args[@]}" >"$work/log" 2>&1 </dev/null || {
		show_tail "$work/log"
		die "$1, $2, $3, $4 bytes: the measurement failed"
	}
	crypto_log_is_good "$work/log" throughput "$5" ||
		die "$1, $2, $3, $4 bytes: $(tail -n 3 "$work/log")"
	crypto_result "$work/log"
}

# Measure one driver, by a number of operations that a first, short run shows to take long enough.
# measure DRIVER KIND WAY BYTES
measure()
{
	local calibration=$work/$1-$2-$3-$4 ops result

	if [ ! -s "$calibration" ]; then
		result=$(run "$@" 20000) || exit 1
		runs_for 20000 "$(awk '{ print $5 / $8 / 1e6 }' <<<"$result")" >"$calibration"
	fi
	ops=$(cat "$calibration")
	result=$(run "$@" "$ops") || exit 1
	# Repeat it with more operations if the machine was slower during the first run.
	if awk -v least="$seconds" '{ exit $5 / $8 / 1e6 >= least }' <<<"$result"; then
		runs_for "$ops" "$(awk '{ print $5 / $8 / 1e6 }' <<<"$result")" >"$calibration"
		result=$(run "$@" "$(cat "$calibration")") || exit 1
	fi
	awk '{ print "all", $9 }' <<<"$result"
}

# name_of KIND WAY
name_of()
{
	case "$1 $2" in
	'cipher-then-auth encrypt') say "AES-128-CBC, then HMAC-SHA1" ;;
	'cipher-then-auth decrypt') say "HMAC-SHA1 verified, then AES-128-CBC decrypted" ;;
	*) say "AES-128-GCM, $2" ;;
	esac
}

print_table()
{
	local kind way bytes driver

	say
	printf '| bytes of an operation |'
	for driver in "${drivers[@]:1}"; do
		for bytes in $sizes; do
			# shellcheck disable=SC2016 # no command
			printf ' of `%s`, %s |' "$driver" "$bytes"
		done
	done
	printf '\n|%s\n' "$(printf -- '---|%.0s' {0..6})"
	for kind in $kinds; do
		for way in encrypt decrypt; do
			printf '| %s |' "$(name_of "$kind" "$way")"
			for driver in "${drivers[@]:1}"; do
				for bytes in $sizes; do
					printf ' %s |' "$(figures_of "$work/$kind-$way-$bytes" all \
						"${drivers[0]}" "$driver")"
				done
			done
			printf '\n'
		done
	done
}

main()
{
	local kind way bytes

	case ${1:-} in
	-h | --help) usage; exit 0 ;;
	esac
	[[ "$# ${1:-1} ${2:-1}" =~ ^[012]\ [1-9][0-9]*\ [0-9.]+$ ]] || { usage >&2; exit 2; }
	rounds=${1:-$rounds}
	seconds=${2:-$seconds}
	plugins=$(plugin_dir "$(default_prefix)") || die "no drivers below $(default_prefix)"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT

	print_machine "$@"
	for kind in $kinds; do
		for way in encrypt decrypt; do
			for bytes in $sizes; do
				by_turns "$work/$kind-$way-$bytes" measure "$kind" "$way" "$bytes"
				print_figures "$(name_of "$kind" "$way"), $bytes bytes" "$work/$kind-$way-$bytes" all
			done
		done
	done
	print_table
}

main "$@"
