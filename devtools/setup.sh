#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Make a Debian system ready to build and test: install the packages that are missing and
# fetch the DPDK driver headers.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

# gcc only recommends libc6-dev. The tests need binutils, gzip, make, pyelftools, pytest and
# valgrind.
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
	python3-pyelftools
	python3-pytest
	valgrind
	zlib1g-dev
"

# ipsec-mb is for x86-64 alone; elsewhere the soft device uses OpenSSL.
if [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ]; then
	packages="$packages libipsec-mb-dev"
fi

# Packages for devtools/test.sh without --quick alone. Without them it skips a few tests. clang only
# recommends libclang-rt-dev, which has libFuzzer.
full_packages='clang clang-tidy cppcheck gcovr git libclang-rt-dev python3-sphinx'

usage()
{
	cat <<-END
	Usage: ${0##*/} [--quiet] [--full]

	Install the Debian packages that are missing and fetch the DPDK driver headers.
	--full adds those that only some tests need ($full_packages).
	--quiet leaves out the hint at what to do next.
	END
}

main()
{
	local quiet=no

	while [ $# -gt 0 ]; do
		case $1 in
		--quiet) quiet=yes ;;
		--full) packages="$packages $full_packages" ;;
		-h | --help) usage; exit 0 ;;
		*) usage >&2; exit 2 ;;
		esac
		shift
	done
	command -v apt-get >/dev/null ||
		die "this is not a Debian system; install the equivalents of:$packages"

	# shellcheck disable=SC2086 # a list of names
	ensure_packages $packages
	[ "$quiet" = yes ] || say "All packages are installed."
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
