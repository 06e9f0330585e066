# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Comparison of drivers. The scripts compare-*.sh source this file behind lib.sh. The drivers take
# turns, because the load of a machine changes, and every second round is in the opposite order. The
# caller sets the array $drivers, our driver first, and $rounds. Its function measures one driver for
# about $seconds and prints a line "WAY GBITS" for each figure.

# shellcheck disable=SC2154 # of the caller

# Append "WAY DRIVER GBITS" lines of all rounds to a file. by_turns FILE FUNCTION [ARGUMENT]...
by_turns()
{
	local file=$1 measure=$2 round i n=${#drivers[@]} driver figures

	shift 2
	for ((round = 0; round < rounds; round++)); do
		for ((i = 0; i < n; i++)); do
			driver=${drivers[round % 2 ? n - 1 - i : i]}
			figures=$("$measure" "$driver" "$@") || exit 1
			awk -v driver="$driver" '{ print $1, driver, $2 }' <<<"$figures" >>"$file"
		done
	done
}

# Print median, least and most of a driver's figures. With OTHER they are of the ratios between
# both drivers' figures of the same round. figures_of FILE WAY DRIVER [OTHER]
figures_of()
{
	awk -v way="$2" -v us="$3" -v other="${4:-}" '
		$1 == way && $2 == us { a[++n] = $3 }
		$1 == way && $2 == other { b[++m] = $3 }
		END {
			if (n == 0 || (other != "" && n != m))
				exit 1
			for (i = 1; i <= n; i++)
				print other == "" ? a[i] : a[i] / b[i]
		}' "$1" | sort -g | awk '
		{ v[NR] = $1 }
		END {
			if (NR == 0)
				exit 1
			median = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
			printf "%.2f (%.2f-%.2f)\n", median, v[1], v[NR]
		}'
}

# Print the throughput of each driver for a way, then the ratios of ours to each other driver.
# print_figures WHAT FILE WAY
print_figures()
{
	local driver

	printf '%s\n' "$1"
	for driver in "${drivers[@]}"; do
		printf '    %-18s %s Gbit/s\n' "$driver" "$(figures_of "$2" "$3" "$driver")"
	done
	for driver in "${drivers[@]:1}"; do
		printf '    %-18s %s\n' "/ $driver" "$(figures_of "$2" "$3" "${drivers[0]}" "$driver")"
	done
}

# Print how many runs take $seconds and a fifth more, by the time that a few runs took.
# runs_for RUNS SECONDS_THEY_TOOK
runs_for()
{
	awk -v n="$1" -v took="$2" -v seconds="$seconds" 'BEGIN {
		runs = n * seconds * 1.2 / took
		printf "%d\n", runs < n ? n : runs + 1
	}'
}

# Print what the figures depend on: machine, system, commit and command.
print_machine()
{
	say "Machine   $(awk -F': *' '/^model name/ { print $2; exit }' /proc/cpuinfo)," \
		"$(usable_cpus | wc -l) CPUs, load $(cut -d' ' -f1 /proc/loadavg)"
	say "System    $(. /etc/os-release; echo "$PRETTY_NAME"), Linux $(uname -r)," \
		"DPDK $(pkg-config --modversion libdpdk)"
	say "Commit    $(in_tree log -1 --format=%h 2>/dev/null || echo unknown)"
	say "Command   $0 $*"
	say "Each figure is the median of $rounds runs of at least $seconds s, and the range of them;"
	say "each ratio is the median of the ratios of single rounds."
}
