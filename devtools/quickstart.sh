#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# From nothing to a first result: set up, build, install below a private prefix, then compress
# and decompress a file with DPDK's own tool, first to verify and then to measure.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

vdev=${UACCE_VDEV:-uacce_zip0}
log=$build_dir/quickstart.log
max_input=$((64 * 1048576))

usage()
{
	cat <<-END
	Usage: ${0##*/} [FILE]

	Build the drivers, then compress and decompress FILE with them; without FILE a
	corpus of files found on this machine. Of a large FILE the first 64 MiB are used.

	Environment:
	  UACCE_VDEV    device and its arguments, e.g. uacce_zip0,soft_workers=1
	                (now: $vdev)
	  UACCE_PREFIX  where to install (now: $(default_prefix))
	END
}

check_file()
{
	[ -e "$1" ] || die "no such file: $1"
	[ ! -d "$1" ] || die "$1 is a directory; name a file"
	[ -f "$1" ] || die "$1 is not a regular file"
	[ -r "$1" ] || die "no permission to read $1"
	[ -s "$1" ] || die "$1 is empty, there is nothing to compress"
}

# Set $input to the file for the tool, which copies all of it into DPDK's memory several times, so
# that a large file has to be cut.
prepare_input()
{
	if [ -z "$1" ]; then
		input=$build_dir/corpus/corpus
		make_corpus "$input"
		return
	fi
	input=$1
	[ "$(stat -Lc %s -- "$input")" -gt "$max_input" ] || return 0
	say "$input has $(mebibytes "$input"); using the first 64 MiB"
	input=$build_dir/quickstart.input
	head -c "$max_input" -- "$1" >"$input"
}

# Run dpdk-test-compress-perf for a --ptest, and set $command to its command line.
# run_perf PTEST ITERATIONS
run_perf()
{
	set_perf_args "$1" "$input" 16384 "$2"
	# At level info the drivers log which device they chose.
	command=(dpdk-test-compress-perf "${eal_args[@]}" --log-level=pmd.common.uacce:info
		--vdev="$vdev" -- "${perf_args[@]}")
	# Line buffering keeps results and messages on lines of their own.
	if ! RUNTIME_DIRECTORY=$runtime_dir stdbuf -oL "${command[@]}" >"$log" 2>&1 </dev/null ||
			! perf_log_is_good "$log"; then
		show_tail "$log"
		die "dpdk-test-compress-perf --ptest $1 failed, full output in $log"
	fi
}

summary()
{
	local name=${vdev%%,*} result

	read -ra result < <(perf_result "$log")
	say ""
	# The drivers' log lines say which device they chose, and why.
	say "Device      $(grep -v '^EAL:' "$log" | grep -F "$name: " | sed '2,$s/^/            /')"
	say "Input       $input, $(mebibytes "$input")"
	say "Compressed  to ${result[3]} % of that, level 1, dynamic Huffman; decompressed to the same"
	say "Compress    ${result[4]} Gbit/s"
	say "Decompress  ${result[5]} Gbit/s"
	say "Log         $log"
	say ""
	say "The same again:"
	print_command "${command[@]}"
	say "In any DPDK application: -d $plugins --vdev=$vdev"
}

main()
{
	local file=${1:-} prefix size

	case $file in
	-h | --help) usage; exit 0 ;;
	-*) usage >&2; exit 2 ;;
	esac
	[ "$#" -le 1 ] || { usage >&2; exit 2; }
	if [ "$#" = 1 ]; then
		check_file "$file"
		file=$(realpath -- "$file")
	fi

	prefix=$(default_prefix)
	check_prefix "$prefix"
	"$source_dir/devtools/setup.sh" --quiet
	say "Building, and installing below $prefix"
	build_and_install "$build_dir" "$build_dir/quickstart-build.log" "$prefix"
	plugins=$(plugin_dir "$prefix") || die "no librte_compress_uacce_zip.so below $prefix"
	prepare_input "$file"

	runtime_dir=$(mktemp -d)
	trap 'rm -rf "$runtime_dir"' EXIT
	size=$(stat -Lc %s -- "$input")
	# The tool holds the file about seven times: as read, in mbufs and as results.
	set_eal_args $((256 + size * 8 / 1048576)) "$plugins"

	say "Verifying that what was compressed decompresses to the same"
	run_perf verify 1
	say "Measuring"
	# Enough rounds for some seconds at the speed of software on one core.
	run_perf throughput $((1 + 700000000 / (size + 65536)))
	summary
}

main "$@"
