#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Build Debian packages in a copy of the tree, for the release of Debian that this machine has.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

# What only the packages need, besides what devtools/setup.sh installs.
packages='debhelper dpkg-dev fakeroot lintian pkg-config python3-sphinx sphinx-common'
out=$build_dir/deb
suffix=~$(. /etc/os-release && printf '%s%s' "${ID:-}" "${VERSION_ID:-}")
suffix=${suffix/#\~debian/\~deb}
lint=yes

usage()
{
	cat <<-END
	Usage: ${0##*/} [OPTION]...

	Build Debian packages of the tree as it is now, in a copy of it, and check them with
	lintian. Missing packages are installed (as root), driver headers fetched.

	  --output DIR    where the copy and the packages go (now: $out)
	  --suffix TEXT   behind the version, so that packages for several releases of Debian
	                  differ and an upgrade of Debian upgrades them (now: $suffix)
	  --no-lintian    leave out lintian
	END
}

build()
{
	local version tree

	version=$(sed -n '1s/.*(\(.*\)).*/\1/p' "$source_dir/debian/changelog")$suffix
	tree=$out/uacce-pmds-$version
	rm -rf "$tree" "$out"/*_"$version"_*
	copy_tree "$tree"
	sed -i "1s/(.*)/($version)/" "$tree/debian/changelog"
	"$source_dir/devtools/get-driver-sdk.sh" "$tree/debian/driver-sdk"
	make -s -C "$tree" -f debian/rules control
	say "Building packages of version $version"
	(cd "$tree" && logged "dpkg-buildpackage" "$out/build.log" \
		dpkg-buildpackage -us -uc -b)
	[ "$lint" = no ] || logged "lintian" "$out/lintian.log" \
		lintian --fail-on error,warning --pedantic --allow-root "$out"/*_"$version"_*.changes
	say "Packages:"
	ls -- "$out"/*_"$version"_*.deb
	rm -rf "$tree"
}

main()
{
	while [ $# -gt 0 ]; do
		case $1 in
		--output | --suffix) [ $# -ge 2 ] || { usage >&2; exit 2; } ;;&
		--output) out=$(realpath -m -- "$2"); shift ;;
		--suffix) suffix=$2; shift ;;
		--no-lintian) lint=no ;;
		-h | --help) usage; exit 0 ;;
		*) usage >&2; exit 2 ;;
		esac
		shift
	done
	[[ $suffix =~ ^[A-Za-z0-9.+~]*$ ]] || die "--suffix takes letters, digits and .+~ only"
	"$source_dir/devtools/setup.sh" --quiet
	# shellcheck disable=SC2086 # a list of names
	ensure_packages $packages
	build
}

main "$@"
