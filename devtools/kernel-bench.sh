#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# The real kernel as judge: boot a guest whose mainline hisi drivers find an emulated Kunpeng
# that is made of the soft device's engines, and run tests there.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"
bench_dir=$source_dir/devtools/kernel-bench
# shellcheck source=devtools/kernel-bench/sources.sh
. "$bench_dir/sources.sh"
# shellcheck source=devtools/kernel-bench/build.sh
. "$bench_dir/build.sh"
# shellcheck source=devtools/kernel-bench/counts.sh
. "$bench_dir/counts.sh"
# shellcheck source=devtools/kernel-bench/run.sh
. "$bench_dir/run.sh"

packages="
	bc
	bison
	busybox-static
	cpio
	flex
	libattr1-dev
	libelf-dev
	libglib2.0-dev
	python3-venv
	qemu-system-data
	seabios
	xz-utils
"

all_groups='selftest extra abi dpdk sva life numa'
cache=${UACCE_BENCH_CACHE:-$HOME/.cache/uacce-bench}
log_dir=$build_dir/bench-logs
generations='v2 v3'
linux_dir=
faults=
source_dirs=()
declare -A zip_counts=() sec_counts=()
crypto_alias=
passed=0
failed=0
skipped=0

usage()
{
	cat <<-END
	Usage: ${0##*/} [OPTION]... [GROUP]...
	       ${0##*/} [OPTION]... build|shell|cached

	Build a kernel and QEMU, boot a guest per group and generation, and run tests.
	Groups, all by default:
	  selftest  self-tests of the kernel's crypto interface
	  extra     the same with the kernel's extra tests
	  abi       the character device
	  dpdk      DPDK's test applications on our drivers
	  sva       memory of all kinds
	  life      kill, reset, unbind, SR-IOV, module parameters
	  numa      two accelerators on two nodes
	build builds only; shell gives a prompt in the guest; cached says by its exit
	status whether nothing has to be built.

	  --generation v2|v3  one generation instead of both; shell has v3 by default
	  --linux DIR         build this kernel tree; it must allow SVA on x86
	  --sources DIR       look there first for Debian's packages of sources
	  --faults TEXT       have the first ZIP function inject faults, as soft_fault=

	Environment:
	  UACCE_BENCH_CACHE   where builds are kept (now: $cache)
	  UACCE_PREFIX        where the drivers are installed (now: $(default_prefix))
	END
}

# What devtools/setup.sh does for the drivers, for what the bench needs beyond.
install_missing()
{
	local name missing=() log=$cache/setup.log

	for name in $packages; do
		dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
			missing+=("$name")
	done
	[ "${#missing[@]}" -gt 0 ] || return 0
	[ "$(id -u)" = 0 ] || die "these packages are missing: ${missing[*]}
Run as root: apt-get install --no-install-recommends ${missing[*]}"
	say "Installing: ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	logged "apt-get update" "$log" apt-get -o DPkg::Lock::Timeout=120 update
	logged "apt-get install" "$log" apt-get -y -o DPkg::Lock::Timeout=120 install \
		--no-install-recommends "${missing[@]}"
}

# Run a suite of DPDK's on the soft device and print its counts, joined by commas.
# soft_suite SUITE VDEV [PRELOAD]
soft_suite()
{
	local log=$log_dir/soft-$1-${2##*=}.log

	env ${3:+LD_PRELOAD="$3"} DPDK_TEST="$1" timeout -k 10 180 stdbuf -oL dpdk-test \
		"${eal_args[@]}" --vdev="$2" >"$log" 2>&1 </dev/null || :
	suite_counts "$log" | tr ' ' , | grep . ||
		die "$1 on the soft device has no summary, see $log"
}

# DPDK's groups need the drivers, and what the soft device makes of the same suites. The crypto
# suite does not know our driver: a library that the tests have answers for the one it is named
# for.
prepare_dpdk()
{
	local generation qm plugins

	"$source_dir/devtools/setup.sh" --quiet
	build_and_install "$build_dir" "$log_dir/meson.log" "$prefix"
	plugins=$(plugin_dir "$prefix")
	crypto_alias=$build_dir/app/test-uacce/libuacce_test_alias.so
	[ -e "$plugins/librte_crypto_uacce_sec.so" ] && [ -e "$crypto_alias" ] || crypto_alias=
	set_eal_args 1536 "$plugins"
	for generation in $generations; do
		qm=soft_qm=${generation#v}
		zip_counts[$generation]=$(soft_suite compressdev_autotest \
			"uacce_zip0,device=soft,$qm")
		[ -z "$crypto_alias" ] || sec_counts[$generation]=$(soft_suite \
			cryptodev_qat_autotest "uacce_sec0,device=soft,$qm" "$crypto_alias")
	done
}

# Seconds after which a group counts as hung.
limit_of()
{
	case $1 in
	dpdk | life) say 600 ;;
	*) say 300 ;;
	esac
}

# Run a group in a guest and note its results; what failed is shown. run_group GROUP GENERATION
run_group()
{
	local group=$1 generation=$2 log=$log_dir/$1-$2.log kernel=$linux_kernel
	local start=$SECONDS p f s status=0

	[ "$group" = extra ] && kernel=$linux_extra
	boot "$group" "$generation" "$kernel" "$log" "$(limit_of "$group")" || status=$?
	p=$(grep -c '^ok - ' "$log") || :
	f=$(grep -c '^not ok - ' "$log") || :
	s=$(grep -c '^skipped - ' "$log") || :
	if ! grep -qx 'the end' "$log"; then
		f=$((f + 1))
		say "not ok - $generation $group: the guest stopped early or hung (status $status)"
		show_tail "$log.console" 15
	fi
	grep -E '^(#|not ok|skipped)' "$log" | sed "s/^\(not ok\|skipped\) - /\1 - $generation /" || :
	passed=$((passed + p))
	failed=$((failed + f))
	skipped=$((skipped + s))
	printf '%-10s %-4s %7d %7d %8d %6d s\n' "$group" "$generation" "$p" "$f" "$s" \
		$((SECONDS - start))
}

wants()
{
	case " $groups " in
	*" $1 "*) return 0 ;;
	esac
	return 1
}

run_groups()
{
	local group generation

	if wants dpdk || wants numa; then
		prepare_dpdk
	fi
	printf '%-10s %-4s %7s %7s %8s %8s\n' group qm passed failed skipped time
	for generation in $generations; do
		for group in $groups; do
			run_group "$group" "$generation"
		done
	done
	say "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
}

# Whether the builds of this state of the tree are there; nothing is fetched to find out.
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
			[[ " $all_groups " = *" $group "* ]] || die "no such group: $group"
		done
		;;
	esac
	exec 9>"$cache/lock"
	flock 9
	install_missing
	build_linux
	build_qemu
	build_judge
	build_initrd
	exec 9>&-
	case $groups in
	' build') exit ;;
	' shell') boot shell "${generations##* }" "$linux_kernel" "$log_dir/shell" 86400 ;;
	*) run_groups ;;
	esac
}

main "$@"
