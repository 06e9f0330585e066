#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Refuse commits that their author has not signed off, or whose subject is too long.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"

# The last commit before sign-off was required.
base=78da95ae0debcb41e5d00f41aeb32a4bb76446b3

usage()
{
	cat <<-END
	Usage: ${0##*/} [BASE]

	Check the commits behind BASE (${base:0:12}), merges left out. The exit status is 0 if
	all are good, 2 if there is no history to check.
	END
}

case ${1:-} in
-h | --help) usage; exit 0 ;;
-*) usage >&2; exit 2 ;;
'') ;;
*) base=$1 ;;
esac
command -v git >/dev/null || { say "git is not installed"; exit 2; }
if [ ! -e "$source_dir/.git" ] ||
		! in_tree rev-parse -q --verify "$base^{commit}" >/dev/null; then
	say "no git history, or none with $base"
	exit 2
fi
bad=0
while IFS=$'\x1f' read -r commit author signed subject; do
	if [[ ",$signed," != *",$author,"* ]]; then
		say "$commit has no Signed-off-by of $author: $subject"
		bad=$((bad + 1))
	elif [ "${#subject}" -gt 60 ]; then
		say "$commit has a subject of ${#subject} characters, 60 are allowed: $subject"
		bad=$((bad + 1))
	fi
done < <(in_tree log --no-merges --format='%h%x1f%an <%ae>%x1f%(trailers:key=Signed-off-by,valueonly,separator=%x2C)%x1f%s' "$base..HEAD")
[ "$bad" = 0 ] || die "$bad commits to mend: git commit --amend -s, git rebase --signoff"
say "$(in_tree rev-list --count --no-merges "$base..HEAD") commits are signed off"
