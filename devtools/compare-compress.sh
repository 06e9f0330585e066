#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Throughput of uacce_zip with the soft device inline, as a share of that of compress_isal and
# compress_zlib.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=devtools/comparison.sh
. "$(dirname "$0")/comparison.sh"

drivers=(uacce_zip compress_isal compress_zlib)
# Bytes of a segment, and most segments of an operation; 16 is the tool's default.
shapes='2048x16 16384x16 59460x16 2048x1 16384x1'
rounds=5
seconds=1

usage()
{
	cat <<-END
	Usage: ${0##*/} [ROUNDS [SECONDS]]

	Measure compression at level 1 and decompression of the corpus of the quick start on one
	lcore, ROUNDS times ($rounds) for at least SECONDS ($seconds) each, and print throughput,
	ratios, and the table of the guide (performance.rst).
	The drivers must be installed below UACCE_PREFIX (now: $(default_prefix)).
	END
}

# Run the tool once and print Gbit/s of compression and decompression. run DRIVER SHAPE ITERATIONS
run()
{
	local device=$1

	[ "$1" != uacce_zip ] || device=uacce_zip0,device=soft
	set_eal_args $((256 + bytes * 8 / 1048576)) "$plugins"
	set_perf_args throughput "$corpus" "${2%x*}" "$3" "$1"
	if ! stdbuf -oL dpdk-test-compress-perf "${eal_args[@]}" --vdev="$device" -- \
			"${perf_args[@]}" --max-num-sgl-segs "${2#*x}" >"$work/log" 2>&1 </dev/null ||
			! perf_log_is_good "$work/log"; then
		show_tail "$work/log"
		die "$1, segments of ${2/x/ bytes, at most }: the measurement failed"
	fi
	perf_result "$work/log" | awk '{ print $5, $6 }'
}

# Print the seconds that the faster direction took, from a number of iterations and, on stdin, the
# result of run(). took ITERATIONS
took()
{
	awk -v n="$1" -v bytes="$bytes" '{ print n * bytes * 8 / 1e9 / ($1 > $2 ? $1 : $2) }'
}

# Measure one driver, by a number of iterations that a first, short run shows to take long enough.
# measure DRIVER SHAPE
measure()
{
	local calibration=$work/$1-$2 n result

	if [ ! -s "$calibration" ]; then
		result=$(run "$@" 2) || exit 1
		runs_for 2 "$(took 2 <<<"$result")" >"$calibration"
	fi
	n=$(cat "$calibration")
	result=$(run "$@" "$n") || exit 1
	# Repeat it with more iterations if the machine was slower during the first run.
	if awk -v least="$seconds" '{ exit $1 >= least }' <<<"$(took "$n" <<<"$result")"; then
		runs_for "$n" "$(took "$n" <<<"$result")" >"$calibration"
		result=$(run "$@" "$(cat "$calibration")") || exit 1
	fi
	awk '{ print "compress", $1; print "decompress", $2 }' <<<"$result"
}

print_table()
{
	local shape driver way

	say
	printf '| bytes of a segment, segments of an operation |'
	for driver in "${drivers[@]:1}"; do
		for way in compress decompress; do
			# shellcheck disable=SC2016 # no command
			printf ' of `%s`, %s |' "$driver" "$way"
		done
	done
	printf '\n|---|---|---|---|---|\n'
	for shape in $shapes; do
		printf '| %s, up to %s |' "${shape%x*}" "${shape#*x}"
		for driver in "${drivers[@]:1}"; do
			for way in compress decompress; do
				printf ' %s |' "$(figures_of "$work/$shape" "$way" "${drivers[0]}" \
					"$driver")"
			done
		done
		printf '\n'
	done
}

main()
{
	local shape way

	case ${1:-} in
	-h | --help) usage; exit 0 ;;
	esac
	[[ "$# ${1:-1} ${2:-1}" =~ ^[012]\ [1-9][0-9]*\ [0-9.]+$ ]] || { usage >&2; exit 2; }
	rounds=${1:-$rounds}
	seconds=${2:-$seconds}
	plugins=$(plugin_dir "$(default_prefix)") || die "no drivers below $(default_prefix)"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	corpus=$build_dir/corpus/corpus
	[ -s "$corpus" ] || make_corpus "$corpus"
	bytes=$(stat -c %s "$corpus")

	print_machine "$@"
	for shape in $shapes; do
		by_turns "$work/$shape" measure "$shape"
		for way in compress decompress; do
			print_figures "$way, segments of ${shape%x*} bytes, at most ${shape#*x}" \
				"$work/$shape" "$way"
		done
	done
	print_table
}

main "$@"
