#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Make a Debian system ready to build and test: install the packages that are missing and
# fetch the DPDK driver headers.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

# libc6-dev is only recommended by gcc; binutils, gzip, make and pyelftools are for the tests.
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
	ninja-build
	pkg-config
	python3-pyelftools
	python3-pytest
	valgrind
	zlib1g-dev
"

# Vector code for x86-64 alone; the soft device does without.
if [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ]; then
	packages="$packages libipsec-mb-dev"
fi

usage()
{
	cat <<-END
	Usage: ${0##*/} [--quiet]

	Install the Debian packages that are missing and fetch the DPDK driver headers.
	--quiet leaves out the hint at what to do next.
	END
}

main()
{
	case ${1:-} in
	'' | --quiet) ;;
	-h | --help) usage; exit 0 ;;
	*) usage >&2; exit 2 ;;
	esac
	command -v apt-get >/dev/null ||
		die "this is not a Debian system; install the equivalents of:$packages"

	# shellcheck disable=SC2086 # a list of names
	ensure_packages $packages
	[ "${1:-}" = --quiet ] || say "All packages are installed."
	"$source_dir/devtools/get-driver-sdk.sh"

	[ "${1:-}" = --quiet ] || cat <<-END

	Ready. Next, in $source_dir:
	    meson setup build && ninja -C build     to build
	    devtools/quickstart.sh [FILE]           to build and see it compress
	    devtools/test.sh                        to build and run all tests
	END
}

main "$@"
