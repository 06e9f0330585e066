#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Build the drivers for aarch64 and run tests under qemu's user emulation. The packages of that
# architecture are unpacked in the user's cache; none of them is installed.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

triplet=aarch64-linux-gnu
packages="dpdk-dev libcmocka-dev libdpdk-dev libisal-dev liblz4-dev libnuma-dev nettle-dev zlib1g-dev"
work=$build_dir/arm64
root=$(user_cache)/arm64-root
emulate=(qemu-aarch64-static -L "$root")
log=$work/test.log
passed=0 failed=0 skipped=0

# The most instructions of an operation on aarch64, for each on x86-64.
most_instructions=1.2

usage()
{
	cat <<-END
	Usage: ${0##*/}

	Build for aarch64 with Debian's cross compiler, and run dpdk-test-uacce, with pages of
	4 and 64 KiB, and DPDK's compressdev and cryptodev suites under qemu. Then compare the
	instructions of the drivers with those on x86-64, where valgrind is installed. Emulation
	is slow: random groups do fewer operations than on a machine of their own.
	END
}

# Configure an apt for arm64 that has the system's sources and finds no package installed.
private_apt()
{
	mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/apt/state"
	: >"$work/apt/state/status"
	cat >"$work/apt/apt.conf" <<-END
	APT::Architecture "arm64";
	APT::Architectures { "arm64"; };
	Dir::State "$work/apt/state";
	Dir::State::Lists "$work/apt/lists";
	Dir::State::status "$work/apt/state/status";
	Dir::Cache "$work/apt/cache";
	END
	export APT_CONFIG=$work/apt/apt.conf
}

# Unpack the packages and their dependencies, unless those of the installed DPDK are unpacked.
make_root()
(
	version=$(dpkg-query -W -f '${Version}' libdpdk-dev)
	[ "$(cat "$root/version" 2>/dev/null)" != "$version $packages" ] || return 0
	say "Unpacking arm64 packages below $root"
	private_apt
	logged "apt-get update" "$work/apt.log" apt-get update
	# shellcheck disable=SC2086 # a list of names
	logged "apt-get download" "$work/apt.log" apt-get -y install --download-only \
		--no-install-recommends $packages
	rm -rf "$root"
	mkdir -p "$root"
	for deb in "$work"/apt/cache/archives/*.deb; do
		logged "unpacking $deb" "$work/unpack.log" dpkg-deb -x "$deb" "$root"
	done
	found=$(PKG_CONFIG_LIBDIR=$root/usr/lib/$triplet/pkgconfig pkg-config --modversion libdpdk)
	# The driver headers are those of the DPDK that is installed.
	[ "$found" = "$(pkg-config --modversion libdpdk)" ] ||
		die "arm64 has DPDK $found, this system has another"
	rm -rf "$work/apt/cache"
	printf '%s\n' "$version $packages" >"$root/version"
)

cross_file()
{
	cat >"$work/cross.ini" <<-END
	[binaries]
	c = ['$triplet-gcc', '--sysroot=$root']
	ar = '$triplet-ar'
	strip = '$triplet-strip'
	pkgconfig = 'pkg-config'
	exe_wrapper = ['${emulate[0]}', '${emulate[1]}', '${emulate[2]}']

	[properties]
	sys_root = '$root'
	pkg_config_libdir = '$root/usr/lib/$triplet/pkgconfig:$root/usr/share/pkgconfig'

	[host_machine]
	system = 'linux'
	cpu_family = 'aarch64'
	cpu = 'armv8-a'
	endian = 'little'
	END
}

# Meson takes a cross file only when it configures a folder for the first time. build PREFIX
build()
{
	local options=(-Dlibdir="lib/$triplet" -Dwarning_level=3 -Dwerror=true)

	[ -f "$work/build/meson-private/coredata.dat" ] || options+=("--cross-file=$work/cross.ini")
	build_and_install "$work/build" "$work/meson.log" "$1" "${options[@]}"
}

# Keep the log of a run that failed, which the next run would overwrite. keep_log
keep_log()
{
	local kept=$work/failed-$failed.log

	cp "$log" "$kept"
	say "not ok - full output in $kept"
}

# Add up cases and print them. A run that counted none has broken off.
# add_counts PASSED FAILED SKIPPED
add_counts()
{
	[ $(($1 + $2)) -gt 0 ] || die "no case was run, full output in $log"
	say "    $1 passed, $2 failed, $3 skipped"
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# Run groups of dpdk-test-uacce on pages of 4 or 64 KiB. unit KIB ARGUMENT...
unit()
{
	local kib=$1 status=0 counts

	shift
	say "dpdk-test-uacce, pages of $kib KiB: $*"
	"${emulate[@]}" -p $((kib * 1024)) "$prefix/bin/dpdk-test-uacce" test "$@" \
		>"$log" 2>&1 </dev/null || status=$?
	counts=$(awk '
		/^[0-9]+ passed, [0-9]+ failed/ { p = $1; f = $3 }
		/^[0-9]+ skipped$/ { s = $1 }
		END { print p + 0, f + 0, s + 0 }' "$log")
	# A group that ended badly has failed, whatever it counted.
	if [ "$status" != 0 ]; then
		show_failures "$log"
		keep_log
		[[ $counts =~ ^[0-9]+\ [1-9] ]] || counts="0 1 0"
	fi
	# shellcheck disable=SC2086 # three numbers
	add_counts $counts
}

# Run a suite of DPDK's own for a device, which has to execute some number of cases. What it skips
# needs what the device does not offer. suite NAME LEAST VDEV [LIBRARY_TO_PRELOAD]
suite()
{
	local status=0 counts

	say "$1"
	set_eal_args 1024 "$plugins"
	DPDK_TEST=$1 "${emulate[@]}" -E LD_PRELOAD="${4:-}" "$root/usr/bin/dpdk-test" \
		"${eal_args[@]}" --vdev="$3" >"$log" 2>&1 </dev/null || status=$?
	read -ra counts <<<"$(suite_counts "$log")"
	if [ "$status" != 0 ] || [ "${#counts[@]}" != 3 ] || [ "${counts[0]}" -lt "$2" ]; then
		show_tail "$log" 40
		keep_log
		[ "${counts[1]:-0}" -gt 0 ] || counts=(0 1)
	fi
	add_counts "${counts[0]}" "${counts[1]}" 0
}

# Compare instructions of the drivers with those on x86-64.
cost()
{
	local name here there good

	if [ "$(uname -m)" != x86_64 ] || ! command -v valgrind >/dev/null; then
		say "Instructions are not compared without valgrind on x86-64"
		skipped=$((skipped + 1))
		return
	fi
	say "Instructions of an operation, aarch64 and x86-64:"
	"$source_dir/devtools/driver-cost.sh" >"$work/cost.x86-64"
	UACCE_PMD_PATH=$plugins "$source_dir/devtools/driver-cost.sh" \
		--program "$prefix/bin/dpdk-test-uacce" --arm64 "$root" >"$work/cost.arm64"
	while read -r name here there; do
		good=$(awk -v h="$here" -v t="$there" -v most="$most_instructions" \
			'BEGIN { print (h > 0 && h <= t * most) }')
		say "    $name $here $there"
		[ "$good" = 1 ] || say "not ok - $name takes more than $most_instructions times as many"
		passed=$((passed + good)) failed=$((failed + !good))
	done < <(join <(sort "$work/cost.arm64") <(sort "$work/cost.x86-64"))
}

main()
{
	case ${1:-} in
	'') ;;
	-h | --help) usage; exit 0 ;;
	*) usage >&2; exit 2 ;;
	esac
	"$source_dir/devtools/setup.sh" --quiet
	ensure_packages gcc-aarch64-linux-gnu qemu-user-static
	prefix=$(side_prefix "$build_dir" arm64)
	check_prefix "$prefix"
	mkdir -p "$work"
	rm -f "$work"/failed-*.log
	make_root
	cross_file
	say "Building for aarch64, and installing below $prefix"
	build "$prefix"
	plugins=$(plugin_dir "$prefix") || die "no drivers below $prefix"

	unit 4 device devargs kernel perf queue ring sgl soft stress
	unit 4 --ops 2000 softsec
	unit 4 --ops 200 zipdiff
	unit 4 --ops 10000 secdiff
	unit 4 --ops 2000 twozip twosec
	# One generation of hardware in each way that a device serves.
	unit 4 --device soft,soft_qm=3 --ops 2000 zip
	unit 4 --device soft,soft_qm=2,soft_workers=1 --ops 500 zip
	unit 4 --device soft,soft_qm=3 sec
	unit 4 --device soft,soft_qm=2,soft_workers=1 sec
	# Qemu plays larger pages on a machine of 4 KiB: EAL does not start on it, and a file that is
	# mapped behind its end has memory, so that two tests wait in vain for SIGBUS.
	unit 64 device devargs kernel perf ring sgl stress
	unit 64 --skip 'test_[fo]*_fault*' queue
	suite compressdev_autotest 24 uacce_zip0,device=soft
	suite cryptodev_qat_autotest 265 uacce_sec0,device=soft,soft_depth=4096 \
		"$work/build/app/test-uacce/libuacce_test_alias.so"
	cost
	say "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
}

main "$@"
