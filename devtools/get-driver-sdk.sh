#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Distributions package DPDK without driver headers, though its libraries export what they declare.
# Take the headers from the source package of exactly the installed version: they describe
# structures that drivers and libraries share, so those of another version would not do.
# The examples that tests run come along.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

headers="
	bus_driver.h
	bus_vdev_driver.h
	cryptodev_pmd.h
	dev_driver.h
	rte_compressdev_internal.h
	rte_compressdev_pmd.h
"
# Folders of examples; common has headers for all of them.
examples='common ipsec-secgw l2fwd-crypto'
by_hand="
Or put the headers of exactly that version into a directory of their own and configure with
-Ddriver_sdk=DIR; a DPDK source tree holds them as
    drivers/bus/vdev/bus_vdev_driver.h
    lib/compressdev/rte_compressdev_{pmd,internal}.h
    lib/cryptodev/cryptodev_pmd.h
    lib/eal/include/{bus,dev}_driver.h"

usage()
{
	cat <<-END
	Usage: ${0##*/} [DIRECTORY]
	       ${0##*/} --where [DPDK-VERSION]

	Put the DPDK driver headers that match the installed libdpdk into DIRECTORY, and the
	sources of some examples next to them: $examples.
	Does nothing where the headers are installed, or all is there already. Default is a
	directory per version of DPDK in the user's cache, where Meson looks for them;
	--where prints its name.
	END
}

# True if libdpdk was installed together with its driver headers (-Denable_driver_sdk=true).
have_installed_sdk()
{
	local dir dirs

	dirs=$(pkg-config --variable=includedir libdpdk)
	dirs="$dirs $(pkg-config --cflags-only-I libdpdk | sed 's/-I//g')"
	for dir in $dirs; do
		if [ -f "$dir/bus_vdev_driver.h" ]; then
			say "The driver headers are installed in $dir, nothing to fetch."
			return 0
		fi
	done
	return 1
}

# Set $package and $version of the source that the installed libdpdk was built from, and $kind.
find_source_package()
{
	if command -v dpkg-source >/dev/null && dpkg-query -W libdpdk-dev >/dev/null 2>&1; then
		kind=deb
		find_deb
	else
		kind=rpm
		find_rpm
	fi
}

# The package whose file pkg-config reads is libdpdk's; its source is dpdk-VERSION-RELEASE.src.rpm.
find_rpm()
{
	local pc source

	pc=$(pkg-config --variable=pcfiledir libdpdk)/libdpdk.pc
	if ! source=$(rpm -qf --qf '%{SOURCERPM}\n' "$pc" 2>/dev/null); then
		die "$pc belongs to no package; install DPDK with -Denable_driver_sdk=true.$by_hand"
	fi
	version=${source%.src.rpm}
	package=dpdk
}

find_deb()
{
	local found upstream

	found=$(dpkg-query -W -f '${db:Status-Status} ${source:Package} ${source:Version}\n' \
		libdpdk-dev 2>/dev/null | awk '$1 == "installed" { print $2, $3; exit }')
	[ -n "$found" ] || die "this libdpdk is not Debian's libdpdk-dev;" \
		"install DPDK with -Denable_driver_sdk=true.$by_hand"
	package=${found% *}
	version=${found#* }

	# Another DPDK may shadow Debian's in pkg-config's search path.
	upstream=$(pkg-config --modversion libdpdk)
	case $version in
	"$upstream"-* | *:"$upstream"-*) ;;
	*) die "pkg-config finds libdpdk $upstream, but libdpdk-dev is $version;" \
		"install DPDK $upstream with -Denable_driver_sdk=true.$by_hand" ;;
	esac
}

is_complete()
{
	local name

	[ -f "$1/version" ] && [ "$(cat "$1/version")" = "$version" ] || return 1
	for name in $headers; do
		[ -s "$1/$name" ] || return 1
	done
	for name in $examples; do
		[ -d "$1/$name" ] || return 1
	done
}

# One-line sources: every deb line as deb-src, options kept. No CD-ROM, it would be asked for.
convert_list()
{
	awk '
		$1 != "deb" && $1 != "deb-src" { next }
		/^[^#]*[ \t]cdrom:/ { next }
		{ sub(/^[ \t]*deb(-src)?[ \t]/, "deb-src "); if (!seen[$0]++) print }
	' "$@"
}

# Deb822 sources: every stanza with Types: deb-src alone, all other fields kept.
convert_sources()
{
	awk '
		tolower($0) ~ /^types[ \t]*:/ { print "Types: deb-src"; skip = 1; next }
		skip && /^[ \t]/ { next }
		{ skip = 0; print }
	' "$1"
}

# Write source entries made from the system's own to a directory. derive_sources DIRECTORY
derive_sources()
{
	local list='' parts='' file lists=()

	eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
	for file in "$list" "$parts"/*.list; do
		[ -f "$file" ] && lists+=("$file")
	done
	if [ "${#lists[@]}" -gt 0 ]; then
		convert_list "${lists[@]}" >"$1/derived.list"
	fi
	for file in "$parts"/*.sources; do
		[ -f "$file" ] && convert_sources "$file" >"$1/${file##*/}"
	done
	cat "$1"/* 2>/dev/null | grep -q deb-src ||
		die "no package source found in $list and $parts; add one for this Debian release.$by_hand"
}

# Make the private apt state: the system's lists, caches and hooks stay as they are.
prepare_apt()
{
	mkdir -p "$1/sources" "$1/lists/partial" "$1/cache/archives/partial" "$1/download"
	cat >"$1/apt.conf" <<-END
	Dir::Etc::SourceList "/dev/null";
	Dir::Etc::SourceParts "$1/sources";
	Dir::State::Lists "$1/lists";
	Dir::Cache "$1/cache";
	APT::Sandbox::User "root";
	#clear APT::Update::Pre-Invoke;
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	END
	derive_sources "$1/sources"
}

# Download the source package and unpack it with the distribution's patches applied.
# get_source WORK
get_source()
{
	if [ "$kind" = rpm ]; then
		get_rpm_source "$1"
		return
	fi
	prepare_apt "$1"
	download_deb_source "$1"
	dpkg-source -x "$1"/download/*.dsc "$1/tree" >>"$1/log" 2>&1 || cannot_unpack "$1"
}

cannot_unpack()
{
	show_tail "$1/log"
	die "the source package $package $version could not be unpacked"
}

# rpmbuild's first stage unpacks and patches; what the later stages need is not wanted here.
get_rpm_source()
{
	mkdir -p "$1/download"
	if ! dnf -q download --source --destdir "$1/download" "$version" >"$1/log" 2>&1; then
		show_tail "$1/log" 8
		die "the source package $version could not be downloaded; check the network and that" \
			"the source repository of this system is there.$by_hand"
	fi
	rpmbuild -rp --nodeps --define "_topdir $1/tree" "$1"/download/*.src.rpm \
		>>"$1/log" 2>&1 || cannot_unpack "$1"
}

# apt checks the package against the signed index.
download_deb_source()
{
	# One unreachable or binary-only source must not spoil the rest, so only the next
	# command decides.
	apt-get -c "$1/apt.conf" -q update >"$1/log" 2>&1 || :
	(cd "$1/download" && apt-get -c "$1/apt.conf" -q source --only-source --download-only \
		"$package=$version") >>"$1/log" 2>&1 && return 0

	show_tail "$1/log" 8
	if grep -q "find version '" "$1/log"; then
		die "the package sources no longer hold $package $version;" \
			"upgrade libdpdk-dev and run this again.$by_hand"
	fi
	die "the source package $package $version could not be downloaded;" \
		"check the network and the package sources.$by_hand"
}

# Copy the headers, and the examples. extract_headers WORK DESTINATION
extract_headers()
{
	local name found

	mkdir -p "$2"
	rm -f "$2/version"
	for name in $headers; do
		found=$(find "$1/tree" \( -path '*/lib/*' -o -path '*/drivers/*' \) \
			-name "$name" -type f)
		[ -f "$found" ] || die "expected one $name in $package $version, found: ${found:-none}"
		cp "$found" "$2/$name"
	done
	for name in $examples; do
		found=$(find "$1/tree" -path "*/examples/$name" -type d)
		[ -d "$found" ] || die "expected one example $name in $package $version," \
			"found: ${found:-none}"
		rm -rf "${2:?}/$name"
		cp -r "$found" "$2/$name"
	done
	# Last, so that an interrupted run is not taken for a complete one.
	printf '%s\n' "$version" >"$2/version"
}

tools_for()
{
	if [ "$1" = deb ]; then
		echo apt-get dpkg-source
	else
		echo dnf rpmbuild
	fi
}

main()
{
	local dest tool

	case ${1:-} in
	-h | --help) usage; exit 0 ;;
	--where) driver_sdk_dir "${2:-}"; exit 0 ;;
	-*) usage >&2; exit 2 ;;
	esac
	command -v pkg-config >/dev/null || die "pkg-config not found; devtools/setup.sh installs it"
	pkg-config --exists libdpdk || die "libdpdk not found; devtools/setup.sh installs it"

	dest=${1:-$(driver_sdk_dir)}
	have_installed_sdk && exit 0
	find_source_package
	for tool in $(tools_for "$kind"); do
		command -v "$tool" >/dev/null || die "$tool not found; devtools/setup.sh installs it"
	done
	if is_complete "$dest"; then
		say "The driver headers of DPDK $version are in $dest already."
		exit 0
	fi
	say "Fetching the source package of DPDK $version for its driver headers and examples"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	get_source "$work"
	extract_headers "$work" "$dest"
	say "The driver headers of DPDK $version are in $dest."
}

main "$@"
