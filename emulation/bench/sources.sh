# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Where the kernel bench gets its source packages from; sourced by kernel-bench.sh.

# Packages that are needed, best first. QEMU before 10.2 has no page requests (PRI).
linux_package=linux-source-6.12
qemu_versions='10\.2\.2 1[0-9]\.[0-9.]+'

# Run an apt command on a suite of the system's own mirror that the system may not have
# configured, leaving the system's lists alone. apt_suite SUITE COMMAND [OPTION]...
apt_suite()
{
	local dir=$cache/apt/$1 command=$2

	shift 2
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	"$command" -o APT::Sandbox::User="$(id -un)" -o Dir::Etc::sourcelist="$dir/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$dir/lists" \
		-o Dir::Cache::archives="$dir/archives" -o Dir::Cache::pkgcache= \
		-o Dir::Cache::srcpkgcache= "$@"
}

# Print the mirror of the running release.
debian_mirror()
{
	local codename

	# shellcheck source=/dev/null
	codename=$(. /etc/os-release && printf '%s\n' "$VERSION_CODENAME")
	# The words in $() are apt's.
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 2>/dev/null |
		sed -n "s/^$codename //p" | sed -n 1p
}

# Make the private configuration of a suite and read its lists once a day.
# prepare_suite SUITE deb|deb-src
prepare_suite()
{
	local dir=$cache/apt/$1 mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg

	[ -z "$(find "$dir/updated" -mmin -1440 2>/dev/null)" ] || return 0
	mirror=$(debian_mirror)
	[ -n "$mirror" ] || return 1
	mkdir -p "$dir"
	printf '%s [signed-by=%s] %s %s main\n' "$2" "$keyring" "$mirror" "$1" >"$dir/sources.list"
	apt_suite "$1" apt-get -q update >"$dir/update.log" 2>&1 || return 1
	touch "$dir/updated"
}

# Print the newest file whose name matches in the folders of sources at hand. at_hand REGEX
at_hand()
{
	local dir

	for dir in "${source_dirs[@]}"; do
		find "$dir" -maxdepth 1 -type f -regextype posix-extended -regex ".*/$1" 2>/dev/null
	done | sort -V | tail -n 1
}

no_source()
{
	die "the source package $1 cannot be had: it is in none of these folders:
    ${source_dirs[*]}
and the package mirror does not serve it ($2).
Put $3 there, or name its folder with --sources."
}

# Set linux_deb to a Debian package of kernel sources.
find_linux()
{
	local suite

	linux_deb=$(at_hand "${linux_package}_[^/]*\.deb")
	[ -z "$linux_deb" ] || return 0
	# shellcheck source=/dev/null
	suite=$(. /etc/os-release && printf '%s\n' "$VERSION_CODENAME")-backports
	say "Fetching $linux_package from $suite"
	if ! prepare_suite "$suite" deb || ! (cd "$cache/sources" &&
		apt_suite "$suite" apt-get -q download "$linux_package" >"$cache/fetch.log" 2>&1); then
		no_source "$linux_package" "suite $suite" "its .deb"
	fi
	linux_deb=$(at_hand "${linux_package}_[^/]*\.deb")
}

# Set meson_deb to a meson that QEMU accepts.
find_meson()
{
	local suite

	meson_deb=$(at_hand 'meson_1\.([5-9]|[1-9][0-9])[^/]*\.deb')
	[ -z "$meson_deb" ] || return 0
	# shellcheck source=/dev/null
	suite=$(. /etc/os-release && printf '%s\n' "$VERSION_CODENAME")-backports
	if ! prepare_suite "$suite" deb || ! (cd "$cache/sources" &&
		apt_suite "$suite" apt-get -q download meson >"$cache/fetch.log" 2>&1); then
		no_source "meson (1.5 or later)" "suite $suite" "its .deb"
	fi
	meson_deb=$(at_hand 'meson_1\.([5-9]|[1-9][0-9])[^/]*\.deb')
}

# Set qemu_dsc and qemu_version: a folder's before the mirror's, the version that was tried
# before newer ones.
find_qemu()
{
	local pattern suite=sid version

	for pattern in $qemu_versions; do
		qemu_dsc=$(at_hand "qemu_$pattern(\+ds)?-[^/]*\.dsc")
		[ -z "$qemu_dsc" ] || break
	done
	if [ -z "$qemu_dsc" ]; then
		say "Fetching the source package of QEMU from $suite"
		prepare_suite "$suite" deb-src || no_source qemu "suite $suite" "its .dsc and tar files"
		for pattern in $qemu_versions; do
			version=$(apt_suite "$suite" apt-cache showsrc qemu 2>/dev/null |
				sed -n 's/^Version: 1://p' | sort -V | grep -E "^$pattern[+-]" | tail -n 1)
			[ -z "$version" ] || break
		done
		[ -n "$version" ] || no_source "qemu 10.2.2 or later" "suite $suite" "its .dsc and tar files"
		(cd "$cache/sources" && apt_suite "$suite" apt-get -q source --download-only \
			"qemu=1:$version" >"$cache/fetch.log" 2>&1) ||
			no_source "qemu $version" "suite $suite" "its .dsc and tar files"
		qemu_dsc=$(at_hand "qemu_${version//+/\\+}\.dsc")
	fi
	qemu_version=$(sed -n 's/^Version: \([0-9]*:\)\?//p' "$qemu_dsc" | sed -n 1p)
}
