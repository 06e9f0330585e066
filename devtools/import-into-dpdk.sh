#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Copy the drivers and their guides into a DPDK tree, in the form that DPDK wants, as commits.
# The sources stay as they are; build files, exports of symbols and links of guides are made.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

in_tree_dir=$source_dir/devtools/in-tree
# Guides of doc/guides/prog_guide that come along.
pages="setup devargs data_path failures telemetry threads soft_device soft_zip soft_sec uacce
	hardware_interface"

usage()
{
	cat <<-END
	Usage: ${0##*/} TREE

	Add the drivers to the DPDK source tree TREE, a clone without uncommitted changes: four
	commits on its current branch, whose author and sign-off are those of git's settings
	user.name and user.email. git format-patch -4 makes patches of them.

	    drivers/common/uacce            queue layer
	    drivers/common/uacce/soft       soft device, off unless enable_drivers names it
	    drivers/compress/uacce_zip      compression driver
	    drivers/crypto/uacce_sec        crypto driver
	    doc/guides                      guides of the drivers, and platform/uacce
	    MAINTAINERS, release notes, lists of drivers and of guides

	TREE is DPDK 22.11.3 or later. doc/guides/prog_guide/in_tree.rst tells how to build it.
	END
}

git_in()
{
	git -C "$tree" "$@"
}

# Stop unless the drivers can be added to the tree.
check_tree()
{
	local dir

	[ -f "$tree/VERSION" ] && [ -f "$tree/drivers/compress/meson.build" ] &&
		[ -f "$tree/lib/eal/meson.build" ] || die "$tree is no DPDK source tree"
	git_in rev-parse -q --verify HEAD >/dev/null 2>&1 ||
		die "$tree is no git clone with a commit, so nothing can be committed there"
	for dir in common/uacce compress/uacce_zip crypto/uacce_sec; do
		[ ! -e "$tree/drivers/$dir" ] || die "$tree has drivers/$dir already"
	done
	[ -z "$(git_in status --porcelain)" ] ||
		die "$tree has uncommitted changes: commit them, or use another clone"
	git_in config user.name >/dev/null && git_in config user.email >/dev/null ||
		die "git has no user.name and user.email for $tree, which author and sign-off need"
	author="$(git_in config user.name) <$(git_in config user.email)>"
	notes=$tree/doc/guides/rel_notes/release_$(sed -E 's/^([0-9]+)\.([0-9]+).*/\1_\2/' \
		"$tree/VERSION").rst
	[ -f "$notes" ] || die "$tree has no release notes ${notes##*/} for its VERSION"
}

# Copy files of a folder, without version.map and meson.build. copy_folder FROM TO
copy_folder()
{
	mkdir -p "$tree/$2"
	find "$source_dir/$1" -maxdepth 1 -name '*.[ch]' -exec cp -t "$tree/$2" {} +
	# With -z a file is one line. What pmdinfogen makes in a DPDK tree is at the end of a file.
	sed -i -z -e 's,doc/guides/prog_guide/,doc/guides/platform/uacce/,g' \
		-e 's,a build with -Dsoft=disabled,a build without common/uacce/soft,g' \
		-e 's,\n/\* In a DPDK tree pmdinfogen adds.*,,' "$tree/$2"/*.[ch]
}

# Make the header that Meson makes in our tree.
make_version()
{
	local version

	version=$(project_version)
	[ -n "$version" ] || die "$source_dir/meson.build names no version"
	sed -e "s/@VERSION@/$version/" \
		-e 's/Made by Meson out of the version in meson.build/The version that was imported/' \
		"$source_dir/common/uacce/uacce_version.h.in" \
		>"$tree/drivers/common/uacce/uacce_version.h"
}

# Print the entries of a list in meson.build. sources_of FOLDER PATTERN WITHOUT-PATTERN
sources_of()
{
	(cd "$tree/$1" && find . -name '*.c' -path "$2" ! -path "$3" -printf '%P\n') |
		LC_ALL=C sort | sed "s/.*/        '&',/"
}

# Make the meson.build of a folder. make_meson FOLDER TEMPLATE [WITHOUT-PATTERN]
make_meson()
{
	sources=$(sources_of "$1" '*' "${3:-none}") \
	sources_mb=$(sources_of "$1" '*/sec_mb*' none) awk '
		/^@SOURCES@$/ { print ENVIRON["sources"]; next }
		/^@SOURCES_MB@$/ { gsub(/^|\n/, "&    ", ENVIRON["sources_mb"])
			print ENVIRON["sources_mb"]; next }
		{ print }' "$in_tree_dir/$2" >"$tree/$1/meson.build"
}

# Export the symbols of a version.map as the tree wants it. export_symbols MAP FOLDER
export_symbols()
{
	if [ -f "$tree/buildtools/gen-version-map.py" ]; then
		"$in_tree_dir/convert.py" export "$1" "$tree/$2"
	else
		cp "$1" "$tree/$2/version.map"
	fi
}

# Add a name to a sorted list in a file. add_to_list FILE START-PATTERN LINE
add_to_list()
{
	"$in_tree_dir/convert.py" list "$tree/$1" "$2" "$3"
}

# Add files to an entry in MAINTAINERS, which is made if it is not there.
# add_maintained SECTION TITLE FILE...
add_maintained()
{
	local section=$1 title=$2

	shift 2
	"$in_tree_dir/convert.py" maintain "$tree/MAINTAINERS" "$section" "$title" "$author" "$@"
}

# Add the item of our release notes with that title to the tree's. add_note TITLE
add_note()
{
	"$in_tree_dir/convert.py" note "$source_dir/doc/guides/rel_notes/release_0_1.rst" \
		"$1" "$notes"
}

# Copy guides with links to what is there. add_guide FROM TO
add_guide()
{
	mkdir -p "$(dirname "$tree/$2")"
	# shellcheck disable=SC2086 # names without blanks
	"$in_tree_dir/convert.py" guide "$source_dir/$1" "$tree/$2" $pages
}

# Commit all changes. commit SUBJECT, with the body on stdin
commit()
{
	git_in add -A
	{ printf '%s\n\n' "$1"; cat; } | git_in commit -q -s -F -
}

import_common()
{
	local page

	copy_folder common/uacce drivers/common/uacce
	copy_folder common/uacce/hw drivers/common/uacce/hw
	make_version
	export_symbols "$source_dir/common/uacce/version.map" drivers/common/uacce
	make_meson drivers/common/uacce common_uacce.meson
	add_to_list drivers/common/meson.build 'drivers = \[' "        'uacce',"
	for page in $pages; do
		add_guide "doc/guides/prog_guide/$page.rst" "doc/guides/platform/uacce/$page.rst"
	done
	# shellcheck disable=SC2086 # names without blanks
	"$in_tree_dir/convert.py" index "$tree/doc/guides/platform/uacce.rst" $pages
	add_to_list doc/guides/platform/index.rst ':maxdepth:' '    uacce'
	add_maintained 'Crypto Drivers' 'HiSilicon uacce' drivers/common/uacce/ \
		doc/guides/platform/uacce.rst doc/guides/platform/uacce/
	[ ! -f "$tree/.mailmap" ] || "$in_tree_dir/convert.py" mailmap "$tree/.mailmap" "$author"
	add_note 'Added the uacce queue layer'
	commit 'common/uacce: add queue layer of HiSilicon accelerators' <<-END
	Linux hands the queues of HiSilicon Kunpeng accelerators to a process as
	uacce character devices. Find such devices, open their queues, and run
	the rings of the queue manager (QM) on virtual addresses, without a
	library of the vendor. A compression and a crypto driver use it.
	END
}

import_soft()
{
	local folder

	for folder in . zip sec; do
		copy_folder "common/uacce/soft/$folder" "drivers/common/uacce/soft/$folder"
	done
	"$in_tree_dir/convert.py" internal "$source_dir/common/uacce/soft/version.map" \
		"$tree/drivers/common/uacce/soft"
	export_symbols "$source_dir/common/uacce/soft/version.map" drivers/common/uacce/soft
	make_meson drivers/common/uacce/soft common_uacce_soft.meson '*/sec_mb*'
	cat "$in_tree_dir/soft.meson" >>"$tree/drivers/common/uacce/meson.build"
	sed -i "s|^        'uacce',|        'uacce/soft', # before uacce, which links it\n&|" \
		"$tree/drivers/common/meson.build"
	add_note 'Added the soft device'
	commit 'drivers/common: add soft device for uacce' <<-END
	Serve the rings and descriptors of the accelerators in software, so that
	the drivers can be tested on any machine, and made to meet failures on
	purpose. The soft device is a library of its own, which is built only if
	enable_drivers names common/uacce/soft.
	END
}

# import_driver CLASS DRIVER SECTION TITLE NOTE SUBJECT, with the body on stdin
import_driver()
{
	local folder=drivers/$1/$2 guides=doc/guides/$1devs

	copy_folder "$folder" "$folder"
	make_meson "$folder" "$1_$2.meson" '*_bus.c'
	add_to_list "drivers/$1/meson.build" 'drivers = \[' "        '$2',"
	add_guide "$guides/$2.rst" "$guides/$2.rst"
	"$in_tree_dir/convert.py" features "$source_dir/$guides/features/$2.ini" \
		"$tree/$guides/features"
	add_to_list "$guides/index.rst" ' overview$' "    $2"
	add_maintained "$3" "$4" "$folder/" "$guides/$2.rst" "$guides/features/$2.ini"
	add_note "$5"
	commit "$6"
}

main()
{
	case ${1:-} in
	-h | --help) usage; exit 0 ;;
	'' | -*) usage >&2; exit 2 ;;
	esac
	[ $# = 1 ] || { usage >&2; exit 2; }
	[ -d "$1" ] || die "$1 is no folder"
	command -v git >/dev/null || die "git is missing"
	tree=$(cd "$1" && pwd -P)
	check_tree
	import_common
	import_soft
	import_driver compress uacce_zip 'Compression Drivers' 'HiSilicon uacce ZIP' \
		'Added the uacce_zip' 'compress/uacce_zip: add HiSilicon ZIP driver' <<-END
	Compress and decompress DEFLATE, stateless and in streams, and compress
	LZ4 blocks on HiSilicon Kunpeng ZIP accelerators, either as virtual
	device or on the uacce bus.
	END
	import_driver crypto uacce_sec 'Crypto Drivers' 'HiSilicon uacce' \
		'Added the uacce_sec' 'crypto/uacce_sec: add HiSilicon SEC driver' <<-END
	Encrypt and authenticate on HiSilicon Kunpeng SEC accelerators, either as
	virtual device or on the uacce bus.
	END
	say "Four commits in $tree: git -C $tree log -4"
}

main "$@"
