#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Count the instructions per operation of a driver, enqueue and dequeue together, in bursts of 32 on
# a soft device that does no work; the soft device's own instructions are left out. Callgrind counts
# instructions and not time, so the figures do not depend on the load of the machine. For aarch64,
# whose programs valgrind cannot run under emulation, they are counted in qemu's log.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

bursts=500
burst=32
log=$build_dir/driver-cost.log
cases='zip_flat zip_sgl sec_cipher sec_chain sec_gcm sec_sgl sec_steps'

usage()
{
	cat <<-END
	Usage: ${0##*/} [--program FILE [--arm64 ROOT]] [CASE]...

	Print the instructions per operation of each CASE ($cases).
	Without --program the tree is built and installed first. With it, this
	dpdk-test-uacce runs, with the drivers that it finds. With --arm64 it is one for
	aarch64, whose libraries are below ROOT.
	END
}

# Print the inclusive instructions of a function, summed over its inlined copies. inclusive FILE FUNCTION
inclusive()
{
	callgrind_annotate --inclusive=yes --threshold=100 "$1" | tr -d , |
		awk -v f=":$2( |\$)" '$0 ~ f { n += $1 } END { print n + 0 }'
}

# Print a case and its instructions per operation. measure CASE
measure()
{
	local out=$scratch/$1.callgrind driver=uacce_${1%%_*} enqueue dequeue device ops

	logged "callgrind on $1" "$log" \
		valgrind --tool=callgrind --callgrind-out-file="$out" \
		"$program" cost "$1" "$bursts"
	enqueue=$(inclusive "$out" "${driver}_enqueue_burst")
	dequeue=$(inclusive "$out" "${driver}_dequeue_burst")
	device=$(inclusive "$out" soft_queue_serve)
	ops=$((bursts * burst))
	# If a function was renamed it is not found, which must not look like a faster driver.
	[ "$enqueue" -gt "$ops" ] && [ "$dequeue" -gt "$device" ] && [ "$device" -gt "$ops" ] ||
		die "$1: callgrind did not see the burst functions, see $log"
	awk -v n="$1" -v i="$((enqueue + dequeue - device))" -v ops="$ops" \
		'BEGIN { printf "%s %.1f\n", n, i / ops }'
}

# Set $ranges to the addresses of the queue layer and both drivers, which qemu loads to the same
# places in each run: START+LENGTH,... as its option -dfilter takes them.
set_ranges()
{
	ranges=$("${emulate[@]}" -E LD_DEBUG=files "$program" cost zip_flat 1 2>&1 </dev/null |
		awk '
			/generating link map/ {
				on = $2 ~ "librte_(common_uacce|[a-z]+_uacce_(zip|sec))[.]so"
				next
			}
			on && / base: / { sub(/.* base: */, ""); print $1 "+" $3; on = 0 }' |
		paste -sd ,)
	[[ $ranges =~ ^[^,]+,[^,]+,[^,]+$ ]] ||
		die "$program does not load the queue layer and both drivers, but: ${ranges:-nothing}"
}

# Print how many instructions in $ranges a number of bursts takes, with all that comes before and
# behind the bursts: qemu logs each one on a line of its own. count_traced CASE BURSTS
count_traced()
{
	"${emulate[@]}" -singlestep -d exec,nochain -dfilter "$ranges" -D "$scratch/trace" \
		"$program" cost "$1" "$2" >"$log" 2>&1 </dev/null ||
		die "$1 failed under qemu, see $log"
	wc -l <"$scratch/trace"
}

# Print a case and its instructions per operation on aarch64: those of the driver and the queue layer,
# without what they call in other libraries. The difference of two runs leaves the instructions of
# twenty bursts alone. measure_traced CASE
measure_traced()
{
	local few many

	few=$(count_traced "$1" 20)
	many=$(count_traced "$1" 40)
	[ $((many - few)) -gt $((20 * burst)) ] || die "$1: qemu logged no burst, see $log"
	awk -v n="$1" -v i=$((many - few)) -v ops=$((20 * burst)) \
		'BEGIN { printf "%s %.1f\n", n, i / ops }'
}

# Set $program to the one that is installed after a build.
build_program()
{
	local prefix plugins

	"$source_dir/devtools/setup.sh" >&2
	prefix=$(default_prefix)
	say "Building, and installing below $prefix" >&2
	build_and_install "$build_dir" "$build_dir/meson.log" "$prefix"
	plugins=$(plugin_dir "$prefix") || die "no drivers below $prefix"
	program=$prefix/bin/dpdk-test-uacce
	export UACCE_PMD_PATH=$plugins
}

program='' measure=measure emulate=(qemu-aarch64-static -L)
while [ $# -gt 0 ]; do
	case $1 in
	--program) program=${2:?}; shift ;;
	--arm64) emulate+=("${2:?}"); measure=measure_traced; shift ;;
	-h | --help) usage; exit 0 ;;
	-*) usage >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
# What is built here is not for aarch64.
[ "$measure" = measure ] || [ -n "$program" ] || { usage >&2; exit 2; }
mkdir -p "$build_dir"
[ -n "$program" ] || build_program
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck disable=SC2086 # a list of names
[ $# -gt 0 ] || set -- $cases
[ "$measure" = measure ] || set_ranges
for name in "$@"; do
	"$measure" "$name"
done
