#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Throughput of uacce_sec with the soft device inline, as a share of that of crypto_aesni_mb and
# crypto_openssl. The drivers take turns, the best of several runs counts: load of a machine comes
# and goes, and it only ever makes a run slower.
#
# dpdk-test-crypto-perf does not fill the buffers of a throughput test. To decrypt means for all
# drivers to find each digest wrong, therefore, which takes no less work than a right one.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

usage()
{
	cat <<-END
	Usage: ${0##*/} [ROUNDS]

	Measure AES-128-CBC with HMAC-SHA1 and AES-128-GCM, both ways, 64, 1024 and 8192 bytes,
	in bursts of 32 on one lcore, ROUNDS times (4), and print throughput and ratios.
	The drivers must be installed below UACCE_PREFIX (now: $(default_prefix)).
	END
}

drivers='uacce_sec crypto_aesni_mb crypto_openssl'

# Operations that take some tenths of a second.
operations()
{
	case $1 in
	64) echo 1000000 ;;
	1024) echo 400000 ;;
	*) echo 60000 ;;
	esac
}

# Print Gbit/s of one run. measure DRIVER KIND WAY BYTES
measure()
{
	local device=$1 ops

	[ "$1" != uacce_sec ] || device=uacce_sec0,device=soft
	ops=$(operations "$4")
	set_eal_args 512 "$plugins"
	set_crypto_args "$2" "$3"
	# It verifies the digest of a chain only with a vector at hand.
	if [ "$2 $3" = 'cipher-then-auth decrypt' ]; then
		"$source_dir/devtools/oracle.py" "$2" "$4" >"$work/vector" ||
			die "no vector for $2, $4 bytes"
		crypto_args+=(--test-file "$work/vector" --test-name case)
	fi
	dpdk-test-crypto-perf "${eal_args[@]}" --vdev="$device" -- --devtype "$1" \
		--ptest throughput --total-ops "$ops" --burst-sz 32 --buffer-sz "$4" \
		"${crypto_args[@]}" >"$work/log" 2>&1 </dev/null || {
		show_tail "$work/log"
		die "$1, $2, $3, $4 bytes: the measurement failed"
	}
	crypto_log_is_good "$work/log" throughput "$ops" ||
		die "$1, $2, $3, $4 bytes: $(tail -n 3 "$work/log")"
	crypto_result "$work/log" | awk '{ print $9 }'
}

# Best of all rounds for each driver, as "DRIVER GBITS" lines. compare KIND WAY BYTES
compare()
{
	local round driver

	for ((round = 0; round < rounds; round++)); do
		for driver in $drivers; do
			printf '%s %s\n' "$driver" "$(measure "$driver" "$@")"
		done
	done | awk '$2 > best[$1] { best[$1] = $2 } END { for (d in best) print d, best[d] }'
}

print_row()
{
	awk -v what="$1" '
		{ gbits[$1] = $2 }
		END {
			ours = gbits["uacce_sec"]
			printf "%-34s %8.2f %8.2f %8.2f %8.2f %8.2f\n", what, ours,
				gbits["crypto_aesni_mb"], gbits["crypto_openssl"],
				ours / gbits["crypto_aesni_mb"], ours / gbits["crypto_openssl"]
		}' "$2"
}

main()
{
	local kind way bytes

	case ${1:-} in
	-h | --help) usage; exit 0 ;;
	'' | [1-9] | [1-9][0-9]) ;;
	*) usage >&2; exit 2 ;;
	esac
	rounds=${1:-4}
	plugins=$(plugin_dir "$(default_prefix)") || die "no drivers below $(default_prefix)"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT

	say "Gbit/s, best of $rounds; ratios of uacce_sec to the others"
	printf '%-34s %8s %8s %8s %8s %8s\n' '' uacce_sec aesni_mb openssl /aesni_mb /openssl
	for kind in cipher-then-auth aead; do
		for way in encrypt decrypt; do
			for bytes in 64 1024 8192; do
				compare "$kind" "$way" "$bytes" >"$work/best"
				print_row "$kind, $way, $bytes bytes" "$work/best"
			done
		done
	done
}

main "$@"
