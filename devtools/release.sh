#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Tag a release and make its source archive, if all places have the same version.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

out=$build_dir/release

usage()
{
	cat <<-END
	Usage: ${0##*/} [--dry-run]

	Check that the tree is ready for a release, tag the last commit, and make the source
	archive of the tag in $out. Nothing is published.
	--dry-run makes the same checks and the archive, but no tag.
	END
}

check_history()
{
	command -v git >/dev/null || die "git is missing"
	in_tree rev-parse -q --verify HEAD >/dev/null || die "$source_dir has no git history"
	[ -z "$(in_tree status --porcelain)" ] ||
		die "the work tree is not clean; commit or remove what git status shows"
	"$source_dir/devtools/check-commits.sh" >/dev/null || die "check-commits.sh refuses commits"
}

# The place FILE has to have the version. check_place FILE FOUND
check_place()
{
	[ "$2" = "$version" ] ||
		die "$1 has the version '$2', but meson.build has $version; make them the same"
}

check_versions()
{
	local page

	version=$(project_version)
	[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] ||
		die "meson.build has the version '$version', which is not of three numbers"
	check_place debian/changelog \
		"$(sed -n '1s/.*(\(.*\)).*/\1/p' "$source_dir/debian/changelog")"
	check_place packaging/uacce-pmds.spec \
		"$(sed -n 's/^Version: *//p' "$source_dir/packaging/uacce-pmds.spec")"
	check_place "the newest entry of %changelog in packaging/uacce-pmds.spec" \
		"$(sed -n '/^%changelog/,$s/^\* .* - \([^ ]*\)-[0-9]*$/\1/p' \
			"$source_dir/packaging/uacce-pmds.spec" | head -n 1)"
	page=release_${version%.*}
	page=${page//./_}
	[ -f "$source_dir/doc/guides/rel_notes/$page.rst" ] ||
		die "doc/guides/rel_notes/$page.rst is missing; write the notes of $version"
	grep -qx " *$page" "$source_dir/doc/guides/rel_notes/index.rst" ||
		die "doc/guides/rel_notes/index.rst does not list $page"
	! in_tree rev-parse -q --verify "refs/tags/v$version" >/dev/null ||
		die "the tag v$version exists; a new release needs a new version in meson.build"
}

# Make the archive of a commit, which is the same for each run. make_archive COMMIT
make_archive()
{
	local name=uacce-pmds-$version

	mkdir -p "$out"
	in_tree archive --format=tar --prefix="$name/" "$1" | gzip -9n >"$out/$name.tar.gz"
	(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
	say "$out/$name.tar.gz"
}

main()
{
	local dry=no

	case ${1:-} in
	'') ;;
	--dry-run) dry=yes ;;
	-h | --help) usage; exit 0 ;;
	*) usage >&2; exit 2 ;;
	esac
	[ $# -le 1 ] || { usage >&2; exit 2; }
	check_history
	check_versions
	if [ "$dry" = yes ]; then
		make_archive HEAD
		say "$version is ready; no tag was made"
		return
	fi
	in_tree tag -a -m "uacce-pmds $version" "v$version"
	make_archive "v$version"
	say "Tagged v$version. Test the tag, then publish it: git push REMOTE v$version"
}

main "$@"
