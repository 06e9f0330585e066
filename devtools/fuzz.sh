#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Build the fuzz targets of fuzz/ with clang, and run them one after the other, for some seconds
# each. New inputs are kept in the build folder and are the start of the next run.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

fuzz_dir=$build_dir/fuzz-build
log_dir=$build_dir/fuzz-logs
seconds=10

usage()
{
	cat <<-END
	Usage: ${0##*/} [SECONDS [TARGET...]]

	Build the fuzz targets and run them, SECONDS each ($seconds); 0: on the inputs of the
	source tree alone, which is the same each time. Without a TARGET all run:
	$(targets | xargs)

	A target ends at its first finding. The input that leads there is then in
	$log_dir; the target repeats it if it gets the file as its argument.
	END
}

targets()
{
	local folder

	for folder in "$source_dir"/fuzz/corpus/*/; do
		basename "$folder"
	done
}

build_targets()
{
	mkdir -p "$log_dir"
	command -v clang >/dev/null || die "clang is missing: run devtools/setup.sh --full"
	if [ ! -f "$fuzz_dir/build.ninja" ]; then
		CC=clang logged "Meson" "$log_dir/setup.log" meson setup "$fuzz_dir" "$source_dir" \
			-Dfuzz=true -Dtests=disabled -Dbuildtype=debugoptimized \
			-Db_sanitize=address,undefined -Db_lundef=false
	fi
	logged "The build of fuzz targets" "$log_dir/build.log" ninja -C "$fuzz_dir" fuzz-targets
}

# The last line of libFuzzer with figures: executions per second, edges and features reached.
figures()
{
	awk -v target="$1" '
		/ cov: / {
			for (i = 1; i < NF; i++)
				value[$i] = $(i + 1)
			runs = substr($1, 2)
		}
		/Loaded 1 modules/ { match($0, /\([0-9]+/); all = substr($0, RSTART + 1, RLENGTH - 1) }
		END {
			printf "ok - %s: %d inputs, %d a second, %d of %d edges\n", target, runs,
				value["exec/s:"], value["cov:"], all
		}' "$2"
}

# run_target TARGET
run_target()
{
	local log=$log_dir/$1.log found=$fuzz_dir/corpus/$1 options="" limit

	[ "$seconds" != 0 ] || found=$fuzz_dir/nothing
	mkdir -p "$found"
	[ "$seconds" = 0 ] && limit=-runs=0 || limit=-max_total_time=$seconds
	[ ! -f "$source_dir/fuzz/$1.dict" ] || options="-dict=$source_dir/fuzz/$1.dict"
	# shellcheck disable=SC2086 # no option or one
	if "$fuzz_dir/fuzz/fuzz_$1" "$limit" -timeout=60 -len_control=0 \
			-max_len=4096 -artifact_prefix="$log_dir/$1-" $options "$found" \
			"$source_dir/fuzz/corpus/$1" >"$log" 2>&1; then
		figures "$1" "$log"
		return
	fi
	say "not ok - $1: a finding, see $log"
	grep -E 'ERROR: |runtime error: |broken: |Test unit written' "$log" | sed 's/^/    /' || :
	return 1
}

main()
{
	local target status=0

	case ${1:-} in
	-h | --help) usage; exit 0 ;;
	esac
	[ $# -eq 0 ] || { seconds=$1; shift; }
	[[ $seconds =~ ^(0|[1-9][0-9]*)$ ]] || { usage >&2; exit 2; }
	for target in "$@"; do
		targets | grep -qx -- "$target" || die "there is no target $target"
	done
	[ $# -gt 0 ] || read -ra all <<<"$(targets | xargs)"
	build_targets
	export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
	for target in "${@:-${all[@]}}"; do
		run_target "$target" || status=1
	done
	return $status
}

main "$@"
