#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# From nothing to a first result: set up, build, install below a private prefix, then compress and
# encrypt a file with DPDK's own tools, first to verify and then to measure.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

vdev=${UACCE_VDEV:-uacce_zip0}
crypto_vdev=${UACCE_CRYPTO_VDEV:-uacce_sec0}
log=$build_dir/quickstart.log
crypto_log=$build_dir/quickstart-crypto.log
vector=$build_dir/quickstart.vector
max_input=$((64 * 1048576))
max_message=8192

usage()
{
	cat <<-END
	Usage: ${0##*/} [FILE]

	Build the drivers. Compress and decompress FILE with them, or a corpus of files found
	on this machine; of a large FILE the first 64 MiB. Then encrypt and decrypt the first
	$max_message bytes of it with AES-128-GCM, and compare with what OpenSSL makes of them.

	Environment:
	  UACCE_VDEV         device that compresses, with its arguments, for example
	                     uacce_zip0,soft_workers=1 (now: $vdev)
	  UACCE_CRYPTO_VDEV  device that encrypts (now: $crypto_vdev)
	  UACCE_PREFIX       where to install (now: $(default_prefix))
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

# Run a tool of DPDK with its output in a log; the command GOOD [ARGUMENT]... says whether the log is
# good. run_tool LOG COMMAND_ARRAY GOOD [ARGUMENT]...
run_tool()
{
	local log=$1
	local -n tool=$2

	shift 2
	# Line buffering keeps results and messages on lines of their own.
	if ! RUNTIME_DIRECTORY=$runtime_dir stdbuf -oL "${tool[@]}" >"$log" 2>&1 </dev/null ||
			! "$@"; then
		show_tail "$log"
		die "${tool[0]} failed, full output in $log"
	fi
}

# Run dpdk-test-compress-perf for a --ptest, and set $command to its command line.
# run_perf PTEST ITERATIONS
run_perf()
{
	set_perf_args "$1" "$input" 16384 "$2"
	# At level info the drivers log which device they chose.
	command=(dpdk-test-compress-perf "${eal_args[@]}" --log-level=pmd.common.uacce:info
		--vdev="$vdev" -- "${perf_args[@]}")
	run_tool "$log" command perf_log_is_good "$log"
}

# Run dpdk-test-crypto-perf on messages of $message bytes, set $crypto_command to its command line,
# and print the throughput in Gbit/s if that is what was measured.
# run_crypto_perf PTEST encrypt|decrypt OPERATIONS
run_crypto_perf()
{
	local vectors=()

	[ "$1" != verify ] || vectors=(--test-file "$vector" --test-name case)
	set_crypto_args aead "$2"
	crypto_command=(dpdk-test-crypto-perf "${eal_args[@]}"
		--log-level=pmd.common.uacce:info --vdev="$crypto_vdev" -- --devtype uacce_sec
		--ptest "$1" --total-ops "$3" --burst-sz 32 --buffer-sz "$message"
		"${crypto_args[@]}" "${vectors[@]}")
	run_tool "$crypto_log" crypto_command crypto_log_is_good "$crypto_log" "$1" "$3"
}

# Encrypt and decrypt the beginning of the input.
run_crypto()
{
	local way

	message=$(stat -Lc %s -- "$input")
	[ "$message" -le "$max_message" ] || message=$max_message
	"$source_dir/devtools/oracle.py" aead "$message" "$input" >"$vector" ||
		die "OpenSSL made no test vector of $input"
	set_eal_args 512 "$plugins"
	for way in encrypt decrypt; do
		run_crypto_perf verify "$way" 1000
	done
	say "Measuring"
	# Some seconds at the speed of software on one core, whatever the size.
	run_crypto_perf throughput encrypt $((1 + 6000000000 / (message + 1000)))
}

# Print which device a driver chose and why, as its log lines say it. device_lines LOG NAME
device_lines()
{
	say "Device      $(grep -v '^EAL:' "$1" | grep -F "$2: " | sed '2,$s/^/            /')"
}

summary()
{
	local result crypto_result

	read -ra result < <(perf_result "$log")
	read -ra crypto_result < <(crypto_result "$crypto_log")
	say ""
	say "Input       $input, $(mebibytes "$input")"
	device_lines "$log" "${vdev%%,*}"
	say "Compressed  to ${result[3]} % of that, level 1, dynamic Huffman; decompressed to the same"
	say "Compress    ${result[4]} Gbit/s"
	say "Decompress  ${result[5]} Gbit/s"
	device_lines "$crypto_log" "${crypto_vdev%%,*}"
	say "Encrypted   its first $message bytes with AES-128-GCM as OpenSSL does; decrypted to the same"
	say "Encrypt     $(printf '%.2f' "${crypto_result[8]}") Gbit/s"
	say "Logs        $log"
	say "            $crypto_log"
	say ""
	say "The same again:"
	print_command "${command[@]}"
	print_command "${crypto_command[@]}"
	say "In any DPDK application: -d $plugins --vdev=$vdev --vdev=$crypto_vdev"
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
	say "Verifying that encryption gives what OpenSSL gives"
	run_crypto
	summary
}

main "$@"
