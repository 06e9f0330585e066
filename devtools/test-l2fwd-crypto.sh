#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Run DPDK's example l2fwd-crypto, built from its unchanged source, on uacce_sec: packets out of
# a pcap file through the accelerator into another, and compare each with what OpenSSL makes of
# it. test-l2fwd-crypto.sh CASE [DEVARGS]; see l2fwd_packets.py for the cases.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

packets=$source_dir/devtools/l2fwd_packets.py
export PYTHONDONTWRITEBYTECODE=1

# The sources that came with the driver headers, or with libdpdk.
find_example()
{
	local dir

	for dir in "$(driver_sdk_dir)" \
			"$(pkg-config --variable=prefix libdpdk)/share/dpdk/examples"; do
		if [ -f "$dir/l2fwd-crypto/main.c" ]; then
			printf '%s\n' "$dir/l2fwd-crypto"
			return 0
		fi
	done
	die "no sources of l2fwd-crypto; devtools/get-driver-sdk.sh fetches them"
}

# With the example's own Makefile, in a copy; nothing is done if nothing changed.
build_example()
{
	local example

	example=$(find_example)
	app_dir=$build_dir/l2fwd-crypto
	mkdir -p "$app_dir"
	cp -u "$example"/main.c "$example"/Makefile "$app_dir"
	logged "building l2fwd-crypto" "$app_dir/build.log" make -C "$app_dir" shared
}

# Ports and crypto devices; each port has a crypto device of its own.
set_devices()
{
	devices=("--vdev=net_pcap0,rx_pcap=$work/in.pcap,tx_pcap=$work/out.pcap"
		"--vdev=uacce_sec0,$devargs")
	ports=1
	if [ "$1" = cbc-twice ]; then
		# Out of the file, through one device into the ring, and back through the other.
		devices+=(--vdev=net_ring0 "--vdev=uacce_sec1,$devargs")
		ports=3
	fi
}

# What the statistics say has been sent on port 0, in the last table.
sent()
{
	awk '/Statistics for port 0/ { seen = 1 }
		seen && /Packets sent:/ { n = $3; seen = 0 }
		END { print n + 0 }' "$work/log"
}

# It runs until it is told to stop, and writes the file only then.
run_example()
{
	local i args

	mapfile -t args < <("$packets" args "$1")
	set_eal_args 512 "$plugins"
	: >"$work/log"
	stdbuf -oL "$app_dir/build/l2fwd-crypto" "${eal_args[@]}" "${devices[@]}" -- \
		-p "$ports" -s -T 1 --no-mac-updating "${args[@]}" >"$work/log" 2>&1 </dev/null &
	child=$!
	for ((i = 0; i < 300 && $(sent) < 600; i++)); do
		kill -0 "$child" 2>/dev/null || break
		sleep 0.1
	done
	kill -INT "$child" 2>/dev/null || :
	wait "$child" || status=$?
	child=
}

cleanup()
{
	if [ -n "${child:-}" ]; then
		kill "$child" 2>/dev/null || :
		wait "$child" 2>/dev/null || :
	fi
	rm -rf "$work"
}

main()
{
	local status=0

	[ "$#" -ge 1 ] && [ "$#" -le 2 ] || die "usage: ${0##*/} CASE [DEVARGS]"
	devargs=${2:-device=soft}
	plugins=$(plugin_dir "$(default_prefix)") || die "no drivers below $(default_prefix)"
	build_example
	work=$(mktemp -d)
	trap cleanup EXIT
	trap 'exit 130' INT TERM
	"$packets" make "$1" "$work/in.pcap"
	set_devices "$1"
	run_example "$1"
	cat "$work/log"
	[ "$status" = 0 ] || die "l2fwd-crypto ended with status $status"
	"$packets" check "$1" "$work/out.pcap"
}

main "$@"
