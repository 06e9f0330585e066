#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Build the drivers for aarch64 and run tests under qemu's user emulation. The packages of that
# architecture are unpacked below build/arm64; none of them is installed.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

triplet=aarch64-linux-gnu
packages="dpdk-dev libcmocka-dev libdpdk-dev libisal-dev liblz4-dev libnuma-dev nettle-dev zlib1g-dev"
work=$source_dir/build/arm64
root=$work/root
emulate=(qemu-aarch64-static -L "$root")

usage()
{
	cat <<-END
	Usage: ${0##*/}

	Build for aarch64 with Debian's cross compiler, and run dpdk-test-uacce and DPDK's
	compressdev_autotest under qemu.

	Environment:
	  UACCE_PREFIX       the drivers go next to it, with -arm64 behind
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

unit()
{
	say "dpdk-test-uacce: $*"
	"${emulate[@]}" "$prefix/bin/dpdk-test-uacce" test "$@" \
		>"$work/unit.log" 2>&1 </dev/null || {
		show_failures "$work/unit.log"
		die "failed, full output in $work/unit.log"
	}
	grep -E "^[0-9]+ (passed|skipped)" "$work/unit.log"
}

# The exit status tells whether a case failed, the summary which.
autotest()
{
	local log=$work/autotest.log

	say "compressdev_autotest"
	set_eal_args 2048 "$plugins"
	DPDK_TEST=compressdev_autotest "${emulate[@]}" "$root/usr/bin/dpdk-test" \
		"${eal_args[@]}" --vdev=uacce_zip0,device=soft >"$log" 2>&1 </dev/null || {
		show_tail "$log" 40
		die "failed, full output in $log"
	}
	grep -q '^ + Tests Passed' "$log" || die "no summary in $log"
	grep '^ + Tests \(Executed\|Passed\|Failed\|Unsupported\)' "$log"
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
	prefix=$(default_prefix)-arm64
	check_prefix "$prefix"
	mkdir -p "$work"
	make_root
	cross_file
	say "Building for aarch64, and installing below $prefix"
	build "$prefix"
	plugins=$(plugin_dir "$prefix") || die "no drivers below $prefix"
	unit device devargs ring sgl soft
	# Emulation is slow: one generation, and few random operations.
	unit --device soft,soft_qm=3 --ops 2000 zip
	unit --device soft,soft_qm=2,soft_workers=1 --ops 500 zip
	unit --device soft,soft_qm=3 sec
	unit --device soft,soft_qm=2,soft_workers=1 sec
	unit --ops 10000 secdiff
	autotest
}

main "$@"
