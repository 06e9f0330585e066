#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Build the drivers against another DPDK than the system's, and run all tests with its libraries
# and its own test applications.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

usage()
{
	cat <<-END
	Usage: ${0##*/} PREFIX [--quick]

	Run devtools/test.sh against the DPDK installed below PREFIX: shared libraries, with
	driver headers (-Denable_driver_sdk=true), dpdk-test, dpdk-test-compress-perf and
	dpdk-test-crypto-perf, and the drivers net/null, net/pcap and net/ring.
	The build folder is build/dpdk-VERSION, and the drivers are installed inside.
	END
}

case ${1:-} in
-h | --help) usage; exit 0 ;;
'' | -*) usage >&2; exit 2 ;;
esac
dpdk=$(realpath -e -- "$1") || die "$1 is not there"
shift
pc=$(find "$dpdk" -name libdpdk.pc | head -n 1)
[ -n "$pc" ] || die "no libdpdk.pc below $dpdk"
# A plugin brings shared libraries along. Next to static ones there would be two copies of EAL, and
# the application would end in a panic.
for tool in dpdk-test dpdk-test-compress-perf dpdk-test-crypto-perf; do
	[ -x "$dpdk/bin/$tool" ] || die "no $tool in $dpdk/bin"
	LD_LIBRARY_PATH=$dpdk/lib ldd "$dpdk/bin/$tool" | grep -q librte_eal.so ||
		die "$dpdk/bin/$tool contains static libraries of DPDK and can load no driver;" \
			"build DPDK with -Ddefault_library=shared"
done
for driver in null pcap ring; do
	[ -n "$(find "$dpdk" -name "librte_net_$driver.so")" ] || die "no net/$driver below $dpdk"
done
PKG_CONFIG_PATH=$(dirname "$pc")${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH
LD_LIBRARY_PATH=$(pkg-config --variable=libdir libdpdk)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
export PATH="$dpdk/bin:$PATH"
version=$(pkg-config --modversion libdpdk)
export UACCE_BUILD_DIR=$source_dir/build/dpdk-$version
UACCE_PREFIX=$(side_prefix "$UACCE_BUILD_DIR" "dpdk-$version")
export UACCE_PREFIX
say "DPDK $version below $dpdk"
exec "$source_dir/devtools/test.sh" "$@"
