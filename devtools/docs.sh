#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Build the guides as HTML. A warning is an error.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

html_dir=$build_dir/doc
log=$build_dir/doc.log

usage()
{
	cat <<-END
	Usage: ${0##*/}

	Build the guides in doc/guides as HTML, below $html_dir.
	Any warning fails the build, and so does a citation of a section of the hardware
	interface that does not exist. Sphinx is installed if it is missing (Debian, as root).

	Environment:
	  UACCE_BUILD_DIR    directory for what is built (now: $build_dir)
	END
}

main()
{
	case ${1:-} in
	'') ;;
	-h | --help) usage; exit 0 ;;
	*) usage >&2; exit 2 ;;
	esac
	command -v sphinx-build >/dev/null || ensure_packages python3-sphinx
	"$source_dir/devtools/check-citations.py"

	# The folder is removed first, so that no page of a removed guide stays.
	rm -rf "$html_dir"
	mkdir -p "$build_dir"
	# With -n a reference without a target is a warning.
	logged "sphinx-build" "$log" \
		sphinx-build -W --keep-going -n -q -b html -d "$html_dir/.doctrees" \
		"$source_dir/doc/guides" "$html_dir"
	say "Guides: $html_dir/index.html"
}

main "$@"
