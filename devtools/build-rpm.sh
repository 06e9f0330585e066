#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Build RPM packages in a copy of the tree.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

out=$build_dir/rpm
driver_sdk=

usage()
{
	cat <<-END
	Usage: ${0##*/} [OPTION]...

	Build RPM packages of the tree as it is now, out of packaging/uacce-pmds.spec.

	On Debian this shows that the specification builds and which files the packages have.
	Such packages fit no system: they need Debian's libraries. Missing packages are
	installed there, as root; elsewhere devtools/setup.sh installs rpmbuild.

	  --output DIR        where all of rpmbuild goes (now: $out)
	  --driver-sdk DIR    driver headers of the installed DPDK; needed where dpdk-devel has
	                      none. On Debian they are fetched
	  --source-only       build only the source package
	END
}

# Make a tar file of the tree as rpmbuild wants it. make_source NAME-VERSION
make_source()
{
	mkdir -p "$out/SOURCES" "$out/SPECS"
	copy_tree "$out/$1"
	tar -C "$out" --owner=0 --group=0 -czf "$out/SOURCES/$1.tar.gz" "$1"
	rm -rf "${out:?}/$1"
	cp "$source_dir/packaging/uacce-pmds.spec" "$out/SPECS/"
}

# Set options for Debian, whose packages rpm does not know, and which has no macros of Meson and
# systemd.
set_debian_options()
{
	local libdir

	libdir=$(pkg-config --variable=libdir libdpdk)
	cat >"$out/macros" <<-'END'
		%meson meson setup build --prefix=/usr --libdir=%{_libdir} --buildtype=plain
		%meson_build meson compile -C build -j %{_smp_build_ncpus}
		%meson_install DESTDIR=%{buildroot} meson install -C build --no-rebuild
		%meson_test meson test -C build --no-rebuild --print-errorlogs
		%_udevrulesdir /usr/lib/udev/rules.d
		%_sysusersdir /usr/lib/sysusers.d
		%_modprobedir /usr/lib/modprobe.d
	END
	options+=(--nodeps --load "$out/macros" --define "_libdir $libdir"
		--define 'debug_package %{nil}')
}

build()
{
	local version options=(--define "_topdir $out")

	version=$(sed -n 's/^Version: *//p' "$source_dir/packaging/uacce-pmds.spec")
	rm -rf "$out"
	make_source "uacce-pmds-$version"
	if command -v dpkg-query >/dev/null; then
		[ -n "$driver_sdk" ] || {
			driver_sdk=$out/driver-sdk
			"$source_dir/devtools/get-driver-sdk.sh" "$driver_sdk"
		}
		set_debian_options
	fi
	[ -z "$driver_sdk" ] || options+=(--define "driver_sdk $driver_sdk")
	say "Building packages of version $version"
	logged "rpmbuild" "$out/build.log" \
		rpmbuild "${options[@]}" "$what" "$out/SPECS/uacce-pmds.spec"
	say "Packages:"
	find "$out/RPMS" "$out/SRPMS" -name '*.rpm' | sort
}

main()
{
	what=-ba
	while [ $# -gt 0 ]; do
		case $1 in
		--output | --driver-sdk) [ $# -ge 2 ] || { usage >&2; exit 2; } ;;&
		--output) out=$(realpath -m -- "$2"); shift ;;
		--driver-sdk) driver_sdk=$(realpath -- "$2"); shift ;;
		--source-only) what=-bs ;;
		-h | --help) usage; exit 0 ;;
		*) usage >&2; exit 2 ;;
		esac
		shift
	done
	if command -v dpkg-query >/dev/null; then
		"$source_dir/devtools/setup.sh" --quiet
		ensure_packages rpm python3-sphinx cpp
	fi
	command -v rpmbuild >/dev/null || die "rpmbuild is missing: run devtools/setup.sh"
	build
}

main "$@"
