#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Make a system ready to build and test: install the packages that are missing, with apt or with
# dnf, and fetch the DPDK driver headers.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

# gcc only recommends libc6-dev, and scapy python3-cryptography. The tests need binutils, gzip,
# make, pyelftools, pytest, scapy and valgrind.
packages="
	binutils
	dpdk
	dpdk-dev
	dpkg-dev
	gcc
	gzip
	libc6-dev
	libcmocka-dev
	libdpdk-dev
	libisal-dev
	liblz4-dev
	libnuma-dev
	libssl-dev
	make
	meson
	nettle-dev
	ninja-build
	pkg-config
	python3-cryptography
	python3-pyelftools
	python3-pytest
	python3-scapy
	valgrind
	zlib1g-dev
"

# ipsec-mb is for x86-64 alone; elsewhere the soft device uses OpenSSL.
if [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ]; then
	packages="$packages libipsec-mb-dev"
fi

# Packages for devtools/test.sh without --quick alone. Without them it skips a few tests. clang only
# recommends libclang-rt-dev, which has libFuzzer. The fuzz target of the emulated function is
# built with GLib, as QEMU is. libdpdk-dev needs libsystemd-dev to be linked as static libraries.
full_packages='clang clang-tidy cppcheck gcovr git libclang-rt-dev libglib2.0-dev libsystemd-dev
	python3-scapy python3-sphinx'

# The same for systems with dnf, such as openEuler and Fedora. Libraries go by what their packages
# provide, as distributions do not agree on names. rpm-build unpacks the source package of DPDK.
rpm_packages="
	binutils
	dpdk
	dnf-plugins-core
	gcc
	gzip
	make
	meson
	ninja-build
	numactl-devel
	pkgconf-pkg-config
	python3-pyelftools
	python3-pytest
	rpm-build
	valgrind
	pkgconfig(cmocka)
	pkgconfig(libcrypto)
	pkgconfig(libdpdk)
	pkgconfig(libisal)
	pkgconfig(liblz4)
	pkgconfig(nettle)
	pkgconfig(zlib)
"
rpm_full_packages='clang clang-tools-extra compiler-rt cppcheck git glib2-devel python3-scapy
	python3-sphinx'

usage()
{
	cat <<-END
	Usage: ${0##*/} [--quiet] [--full] [--no-install]

	Install the packages that are missing and fetch the DPDK driver headers.
	--full adds those that only some tests need:
	$(printf '%s ' $full_packages)
	--no-install takes the system as it is and fetches the headers alone.
	--quiet leaves out the hint at what to do next.
	END
}

# Do what ensure_packages does on a system with dnf; a name may also be what a package provides.
# ensure_rpms NAME...
ensure_rpms()
{
	local log=$build_dir/setup.log name missing=()

	for name in "$@"; do
		rpm -q --quiet --whatprovides "$name" || missing+=("$name")
	done
	[ "${#missing[@]}" -gt 0 ] || return 0
	[ "$(id -u)" = 0 ] || die "these packages are missing: ${missing[*]}
Run as root: dnf install$(printf " '%s'" "${missing[@]}")"
	mkdir -p "$build_dir"
	say "Installing: ${missing[*]}"
	logged "dnf install" "$log" dnf -y install "${missing[@]}"
}

install_packages()
{
	if command -v apt-get >/dev/null; then
		[ "$full" = no ] || packages="$packages $full_packages"
		# shellcheck disable=SC2086 # a list of names
		ensure_packages $packages
	elif command -v dnf >/dev/null; then
		[ "$full" = no ] || rpm_packages="$rpm_packages $rpm_full_packages"
		# shellcheck disable=SC2086 # a list of names
		ensure_rpms $rpm_packages
	else
		die "there is neither apt-get nor dnf; install the equivalents of these packages of" \
			"Debian, then run ${0##*/} --no-install:$packages"
	fi
	[ "$quiet" = yes ] || say "All packages are installed."
}

main()
{
	local install=yes

	quiet=no
	full=no
	while [ $# -gt 0 ]; do
		case $1 in
		--quiet) quiet=yes ;;
		--full) full=yes ;;
		--no-install) install=no ;;
		-h | --help) usage; exit 0 ;;
		*) usage >&2; exit 2 ;;
		esac
		shift
	done
	[ "$install" = no ] || install_packages
	"$source_dir/devtools/get-driver-sdk.sh"
	[ "$quiet" = yes ] || cat <<-END

	Ready. Next, in $source_dir:
	    meson setup build && ninja -C build     to build
	    meson test -C build --suite unit        to run the unit tests of the build
	    devtools/quickstart.sh [FILE]           to build and see it compress
	    devtools/test.sh                        to build and run all tests
	END
}

main "$@"
