#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Boot a guest in which the mainline kernel's hisi drivers find an emulated Kunpeng, and run tests
# there. The engines of the emulated devices are those of the soft device.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"
bench_dir=$source_dir/emulation/bench
# shellcheck source=emulation/bench/sources.sh
. "$bench_dir/sources.sh"
# shellcheck source=emulation/bench/build.sh
. "$bench_dir/build.sh"
# shellcheck source=emulation/bench/run.sh
. "$bench_dir/run.sh"

packages="
	bc
	bison
	busybox-static
	cpio
	flex
	kmod
	libattr1-dev
	libelf-dev
	libglib2.0-dev
	python3-venv
	qemu-system-data
	seabios
	xz-utils
"

all_groups='selftest extra abi dpdk sva life hostile numa'
cache=${UACCE_BENCH_CACHE:-$HOME/.cache/uacce-bench}
run_dir=$build_dir/bench
log_dir=$build_dir/bench-logs
generations='v2 v3'
linux_dir=
faults=
source_dirs=()
# Counts of DPDK's suites on the soft device, joined by commas; each lane sets its own.
zip_counts=
sec_counts=
preload_dir=$build_dir/app/test-uacce
lanes=()

usage()
{
	cat <<-END
	Usage: ${0##*/} [OPTION]... [GROUP]...
	       ${0##*/} [OPTION]... build|shell|cached

	Build a kernel and QEMU, boot a guest per group and generation, and run tests.
	Groups, all but soak by default:
	  selftest  self-tests of the kernel's crypto interface
	  extra     the same with the kernel's extra tests
	  abi       the character device
	  dpdk      DPDK's test applications on our drivers
	  sva       memory of all kinds
	  life      kill, reset, unbind, SR-IOV, module parameters
	  soak      ten minutes of load with resets, 250 killed processes
	  hostile   a guest driver that tries to harm the host; migration
	  numa      two accelerators on two nodes
	build only builds; shell gives a prompt in the guest; cached has exit status 0 if
	nothing has to be built.

	  --generation v2|v3  one generation instead of both; shell has v3 by default
	  --linux DIR         build this kernel tree; it must allow SVA on x86
	  --sources DIR       look there first for Debian's packages of sources
	  --faults TEXT       have the first ZIP function inject faults: kind@n, joined by +,
	                      of start, status, order, stall and reset

	Environment:
	  UACCE_BENCH_CACHE   where builds are kept (now: $cache)
	  UACCE_PREFIX        where the drivers are installed (now: $(default_prefix))
	END
}

# Install packages. QEMU needs those of the drivers as well, for the engines of the soft device.
install_missing()
{
	"$source_dir/devtools/setup.sh" --quiet
	# shellcheck disable=SC2086 # a list of names
	ensure_packages $packages
}

# Build and install the drivers, which some groups need.
prepare_drivers()
{
	build_and_install "$build_dir" "$log_dir/meson.log" "$prefix"
	plugins=$(plugin_dir "$prefix") || die "no librte_compress_uacce_zip.so below $prefix"
}

# Run a suite of DPDK on the soft device and print its counts, joined by commas. The crypto suite
# is for crypto_qat alone: a preloaded library makes it take our driver for that one.
# soft_suite SUITE VDEV
soft_suite()
{
	local log=$log_dir/soft-$1-${2##*=}.log

	set_eal_args 1536 "$plugins"
	env LD_PRELOAD="$preload_dir/libuacce_test_alias.so" DPDK_TEST="$1" \
		timeout -k 10 180 stdbuf -oL dpdk-test "${eal_args[@]}" --vdev="$2" \
		>"$log" 2>&1 </dev/null || :
	suite_counts "$log" | tr ' ' , | grep . ||
		die "$1 on the soft device has no summary, see $log"
}

# Set zip_counts and sec_counts for a generation.
soft_counts()
{
	local qm=soft_qm=${1#v}

	zip_counts=$(soft_suite compressdev_autotest "uacce_zip0,device=soft,$qm")
	sec_counts=$(soft_suite cryptodev_qat_autotest "uacce_sec0,device=soft,$qm")
}

# Print the seconds after which a group counts as hung. limit_of GROUP
limit_of()
{
	case $1 in
	dpdk | life) say 600 ;;
	soak) say 7200 ;;
	*) say 300 ;;
	esac
}

# Print the results of a group, failures first, and append its counts to the file of sums.
# report_group GROUP GENERATION LOG STATUS SECONDS
report_group()
{
	local group=$1 generation=$2 log=$3 p f s

	p=$(grep -c '^ok - ' "$log") || :
	f=$(grep -c '^not ok - ' "$log") || :
	s=$(grep -c '^skipped - ' "$log") || :
	if ! grep -qx 'the end' "$log"; then
		f=$((f + 1))
		say "not ok - $generation $group: the guest stopped early or hung (status $4)"
		show_tail "$log.console" 15
	fi
	grep -E '^(#|not ok|skipped)' "$log" | sed "s/^\(not ok\|skipped\) - /\1 - $generation /" || :
	printf '%-10s %-4s %7d %7d %8d %6d s\n' "$group" "$generation" "$p" "$f" "$s" "$5"
	say "$p $f $s" >>"$log_dir/sums"
}

# A part of the state of an emulated device is in threads of QEMU and cannot be saved, so the
# device must refuse to migrate.
# check_migration GENERATION LOG
check_migration()
{
	local device command

	for device in hisi-zip hisi-sec; do
		set_idle_command "$1" "$device"
		if timeout -k 5 60 "${command[@]}" >"$2.migration" 2>&1 \
				<<<$'migrate file:/dev/null\nquit' &&
				grep -q 'non-migratable device' "$2.migration"; then
			say "ok - hostile: $device refuses to migrate"
		else
			say "not ok - hostile: $device refuses to migrate"
			sed 's/^/# /' "$2.migration"
		fi
	done >>"$2"
}

# Run a group in a guest. run_group GROUP GENERATION
run_group()
{
	local group=$1 generation=$2 log=$log_dir/$1-$2.log kernel=$linux_kernel
	local start=$SECONDS status=0

	[ "$group" = extra ] && kernel=$linux_extra
	[ "$group" = dpdk ] && soft_counts "$generation"
	: >"$log"
	boot "$group" "$generation" "$kernel" "$log" "$(limit_of "$group")" || status=$?
	[ "$group" = hostile ] && check_migration "$generation" "$log"
	# Printed by one cat, because the other lane prints at the same time.
	report_group "$group" "$generation" "$log" "$status" $((SECONDS - start)) \
		>"$log.report" 2>&1
	cat "$log.report"
}

# Run all groups on one generation, one guest after the other. run_lane GENERATION
run_lane()
{
	local group

	guest=
	trap '[ -z "$guest" ] || kill "$guest" 2>/dev/null; exit 1' TERM
	for group in $groups; do
		run_group "$group" "$1"
	done
}

wants()
{
	case " $groups " in
	*" $1 "*) return 0 ;;
	esac
	return 1
}

stop_lanes()
{
	local lane

	for lane in "${lanes[@]}"; do
		kill "$lane" 2>/dev/null || :
	done
	wait
}

# Run each generation in a lane, a process of its own, so that both use the CPUs.
run_groups()
{
	local generation lane broken=0

	if wants dpdk || wants life || wants soak || wants numa; then
		prepare_drivers
	fi
	: >"$log_dir/sums"
	printf '%-10s %-4s %7s %7s %8s %8s\n' group qm passed failed skipped time
	trap stop_lanes EXIT
	trap 'exit 130' INT TERM
	for generation in $generations; do
		run_lane "$generation" &
		lanes+=($!)
	done
	for lane in "${lanes[@]}"; do
		wait "$lane" || broken=$((broken + 1))
	done
	trap - EXIT
	awk -v broken="$broken" '
		{ p += $1; f += $2; s += $3 }
		END {
			f += broken
			printf "%d passed, %d failed, %d skipped\n", p, f, s
			exit f != 0 || p == 0
		}' "$log_dir/sums"
}

# True if the builds for this state of the tree exist; fetches nothing.
is_cached()
{
	[ -n "$(at_hand "${linux_package}_[^/]*\.deb")" ] && [ -n "$(at_hand 'qemu_[^/]*\.dsc')" ] ||
		return 1
	find_linux_tree
	find_qemu
	set_qemu_dir
	[ -e "$linux_cache/built-extra" ] && [ -e "$qemu_cache/built" ]
}

parse_options()
{
	while [ $# -gt 0 ]; do
		case $1 in
		--generation) generations=${2:?}; shift ;;
		--linux) linux_dir=$(realpath -- "${2:?}"); shift ;;
		--sources) source_dirs+=("$(realpath -- "${2:?}")"); shift ;;
		--faults) faults=${2:?}; shift ;;
		-h | --help) usage; exit 0 ;;
		-*) usage >&2; exit 2 ;;
		*) groups="$groups $1" ;;
		esac
		shift
	done
	[[ $faults != *open@* ]] ||
		die "faults '$faults': no device can refuse to open a queue, only the driver"
	case $generations in
	'v2 v3' | v2 | v3) ;;
	*) die "generation '$generations': v2 or v3" ;;
	esac
}

main()
{
	local group

	groups=
	parse_options "$@"
	mkdir -p "$cache/sources" "$log_dir"
	source_dirs+=("$cache/sources")
	if [ -d "$source_dir/../shared/kernel-bench/sources" ]; then
		source_dirs+=("$(realpath "$source_dir/../shared/kernel-bench/sources")")
	fi
	prefix=$(default_prefix)
	case $groups in
	' cached') is_cached; exit ;;
	' build' | ' shell') ;;
	'') groups=$all_groups ;;
	*)
		for group in $groups; do
			[[ " $all_groups soak " = *" $group "* ]] || die "no such group: $group"
		done
		;;
	esac
	exec 9>"$cache/lock"
	flock 9
	install_missing
	build_linux
	build_qemu
	build_run_dir
	exec 9>&-
	case $groups in
	' build') exit ;;
	' shell') boot_shell "${generations##* }" ;;
	*) run_groups ;;
	esac
}

main "$@"
