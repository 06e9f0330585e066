# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Functions that the scripts of this directory share. Scripts source this file.

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck disable=SC2034 # for the scripts that source this
build_dir=${UACCE_BUILD_DIR:-$source_dir/build}

# Groups of dpdk-test-uacce whose tests draw most of their data at random.
# shellcheck disable=SC2034 # for the scripts that source this
random_groups='device perf ring sgl soft softsec zipdiff secdiff'

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# Show the end of a log on stderr, indented, so that it differs from what the script says.
# show_tail LOG [LINES]
show_tail()
{
	[ -s "$1" ] || return 0
	printf 'Last lines of output:\n' >&2
	tail -n "${2:-20}" "$1" | sed 's/^/    /' >&2
}

# Show what failed in a log of dpdk-test-uacce, of one of DPDK's suites or of the kernel bench: the
# name of each failed test with the last lines that it wrote, the first report of a sanitizer, and
# the commands that repeat it. If the log has none of these, show its end. show_failures LOG
show_failures()
{
	local found

	found=$(awk '
		function show(what, i) {
			if (shown++ >= 20)
				return
			print what
			for (i = n > 12 ? n - 11 : 1; i <= n; i++)
				print "    " line[i]
		}
		report > 0 { print "    " $0; report-- }
		/ERROR: (Address|Leak)Sanitizer|WARNING: ThreadSanitizer|runtime error: / && !sanitized++ {
			print "sanitizer, in " (name == "" ? "no test" : name) ":\n    " $0
			report = 24
		}
		/^seed: / { print }
		/^\[==========\] Running / { listed = 0 }
		/^\[  (PASSED|FAILED)  \] [0-9]+ test/ { listed = 1 }
		/^\[ RUN      \] / { name = $4; n = 0; next }
		/^\[       OK \] / || /^\[  SKIPPED \] / { name = ""; n = 0; next }
		(/^\[  FAILED  \] / || /^\[  ERROR   \] [^-]/) && !listed {
			show("failed: " (name == "" ? substr($0, 14) : name))
			name = ""
			n = 0
			next
		}
		/^ \+ TestCase .* failed *$/ || /^not ok / || /^group .* cannot run$/ {
			if (shown++ < 20)
				print "failed: " $0
		}
		/^to repeat: / { repeat[++repeats] = $0; next }
		{ line[++n] = $0 }
		END {
			if (name != "")
				show("did not end: " name)
			for (i = 1; i <= repeats; i++)
				print repeat[i]
			exit shown + sanitized == 0
		}' "$1") || {
		show_tail "$1"
		return 0
	}
	printf '%s\n' "$found" | sed 's/^/    /' >&2
}

# Print a command so that it can be pasted into a shell.
print_command()
{
	local word line=''

	for word in "$@"; do
		case $word in
		'' | *[!A-Za-z0-9_./:=,@%+-]*) word="'${word//\'/\'\\\'\'}'" ;;
		esac
		line="$line $word"
	done
	printf '   %s\n' "$line"
}

# Run a command with its output in a log; on failure show the end of the log and give up.
# logged WHAT LOG COMMAND...
logged()
{
	local what=$1 log=$2

	shift 2
	if ! "$@" >"$log" 2>&1 </dev/null; then
		show_tail "$log"
		die "$what failed, full output in $log"
	fi
}

# Print the directory for what is fetched. It is not in a build directory, which may be wiped, and
# not in the source tree, so that several trees share it.
user_cache()
{
	local home=${HOME:-}

	[ -n "$home" ] || home=$(getent passwd "$(id -u)" | cut -d: -f6)
	printf '%s/uacce-pmd\n' "${XDG_CACHE_HOME:-$home/.cache}"
}

# Print the directory of the fetched driver headers of a DPDK version, by default the installed
# one. driver_sdk_dir [VERSION]
driver_sdk_dir()
{
	local version=${1:-}

	[ -n "$version" ] || version=$(pkg-config --modversion libdpdk)
	printf '%s/driver-sdk/%s\n' "$(user_cache)" "$version"
}

# Install the named Debian packages where they are missing. ensure_packages NAME...
ensure_packages()
{
	local log=$build_dir/setup.log name missing=()

	for name in "$@"; do
		dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
			missing+=("$name")
	done
	[ "${#missing[@]}" -gt 0 ] || return 0
	[ "$(id -u)" = 0 ] || die "these packages are missing: ${missing[*]}
Run as root: apt-get install --no-install-recommends ${missing[*]}"
	mkdir -p "$build_dir"
	say "Installing: ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	logged "apt-get update" "$log" apt-get -o DPkg::Lock::Timeout=600 update
	logged "apt-get install" "$log" apt-get -y -o DPkg::Lock::Timeout=600 install \
		--no-install-recommends "${missing[@]}"
}

# Print where the drivers are installed for users and tests. It is not below build/, because EAL
# refuses a plugin with a world-writable directory anywhere above it, and a source tree may be in
# /tmp.
default_prefix()
{
	if [ -n "${UACCE_PREFIX:-}" ]; then
		printf '%s\n' "$UACCE_PREFIX"
	elif [ "$(id -u)" = 0 ]; then
		printf '%s\n' /opt/uacce-pmd
	else
		printf '%s\n' "$HOME/.local/uacce-pmd"
	fi
}

# Print the world-writable directory at or above this one, which need not exist yet, if there is one:
# EAL would refuse plugins below it. writable_dir DIRECTORY
writable_dir()
{
	local dir mode

	dir=$(realpath -m -- "$1")
	while :; do
		mode=$(stat -c %a -- "$dir" 2>/dev/null || echo 0)
		case ${mode: -1} in
		2 | 3 | 6 | 7)
			printf '%s\n' "$dir"
			return ;;
		esac
		[ "$dir" != / ] || return 0
		dir=$(dirname -- "$dir")
	done
}

# Stop if EAL would refuse plugins in this directory, which need not exist yet.
check_prefix()
{
	local dir

	case $1 in
	/*) ;;
	*) die "UACCE_PREFIX must be an absolute path, not '$1'" ;;
	esac
	dir=$(writable_dir "$1")
	[ -z "$dir" ] || die "$dir is world-writable, so EAL refuses plugins in $1;" \
		"set UACCE_PREFIX to a directory with safe parents"
}

# Print where a build for tests alone is installed: in the build directory, or next to the usual
# prefix if EAL would refuse plugins there. side_prefix BUILD_DIRECTORY NAME
side_prefix()
{
	if [ -z "$(writable_dir "$1")" ]; then
		printf '%s/prefix-%s\n' "$1" "$2"
	else
		printf '%s-%s\n' "$(default_prefix)" "$2"
	fi
}

# Configure a build directory or change the options of a configured one, compile, install.
# build_and_install DIR LOG PREFIX [MESON OPTION]...
build_and_install()
{
	local dir=$1 log=$2 prefix=$3
	local again=()

	shift 3
	check_prefix "$prefix"
	mkdir -p "$dir"
	if [ -f "$dir/meson-private/coredata.dat" ]; then
		again=(--reconfigure)
	fi
	logged "meson setup" "$log" \
		meson setup "${again[@]}" "$dir" "$source_dir" --prefix="$prefix" "$@"
	logged "compiling" "$log" ninja -C "$dir"
	logged "meson install" "$log" meson install -C "$dir" --no-rebuild
}

# Run git on the tree, which may belong to another user: git refuses that without this setting.
# in_tree ARGUMENT...
in_tree()
{
	git -c safe.directory="$source_dir" -C "$source_dir" "$@"
}

# Copy what belongs to the tree: no history and nothing that was built. copy_tree DIRECTORY
copy_tree()
{
	mkdir -p "$1"
	if [ -e "$source_dir/.git" ] && command -v git >/dev/null; then
		# A file may be removed and that not committed yet.
		in_tree ls-files -z --cached --others --exclude-standard |
			(cd "$source_dir" && { xargs -0 ls -d 2>/dev/null || :; }) |
			tar -C "$source_dir" -c -T - | tar -C "$1" -x --no-same-owner
	else
		tar -C "$source_dir" --exclude='./build*' --exclude=./.cache -c . |
			tar -C "$1" -x --no-same-owner
	fi
}

# Print the version of the drivers, which meson.build has.
project_version()
{
	sed -n "s/^ *version: '\([^']*\)',\$/\1/p" "$source_dir/meson.build"
}

# Print the directory below a prefix that has the drivers. If it was installed with several
# versions of DPDK, this is the newest directory. plugin_dir PREFIX
plugin_dir()
{
	local dir

	dir=$(find "$1" -name librte_compress_uacce_zip.so -printf '%T@ %h\n' 2>/dev/null |
		sort -rn | sed -n '1s/^[^ ]* //p')
	[ -n "$dir" ] || return 1
	printf '%s\n' "$dir"
}

# Print the CPUs this process may use, one per line.
usable_cpus()
{
	awk '/^Cpus_allowed_list:/ { print $2 }' /proc/self/status | tr , '\n' |
		while IFS=- read -r first last; do
			seq "$first" "${last:-$first}"
		done
}

# Print the --lcores argument for a main and one worker lcore. The main lcore of DPDK's test
# applications polls while the worker lcore works, so each gets a CPU if there are two.
lcores_arg()
{
	local cpus

	mapfile -t cpus < <(usable_cpus)
	if [ "${#cpus[@]}" -ge 2 ]; then
		printf '0@%s,1@%s\n' "${cpus[0]}" "${cpus[1]}"
	else
		printf '(0,1)@%s\n' "${cpus[0]}"
	fi
}

# Append the files whose names are on stdin, each ended by a NUL, to a file, at most MAX bytes of
# them. The names are sorted, so that one machine always makes the same corpus.
# append_files FILE MAX
append_files()
{
	LC_ALL=C sort -z | xargs -0 -r cat 2>/dev/null | head -c "$2" >>"$1" || :
}

# Print passed, failed and skipped cases from the last summary in the log of a suite of DPDK; the
# summaries before it are those of its parts. Unsupported cases count as skipped.
# suite_counts LOG
suite_counts()
{
	awk -F: '
		/^ \+ Tests Total/ { p = f = s = 0 }
		/^ \+ Tests Passed/ { p = $2 + 0; seen = 1 }
		/^ \+ Tests Failed/ { f = $2 + 0 }
		/^ \+ Tests (Skipped|Unsupported)/ { s += $2 }
		END { if (!seen) exit 1; print p, f, s + 0 }' "$1"
}

# Print the names of the regular files in directories. Files above 1 MiB are left out, so that no
# single file fills the corpus. list_files "NAME..." DIRECTORY...
list_files()
{
	local names=$1 expr=() name dirs=() dir

	shift
	for name in $names; do
		expr+=(-o -name "$name")
	done
	for dir in "$@"; do
		[ -d "$dir" ] && dirs+=("$dir")
	done
	[ "${#dirs[@]}" -gt 0 ] || return 0
	find "${dirs[@]}" -type f -readable -size -2048 \( "${expr[@]:1}" \) -print0 2>/dev/null || :
}

# Make a corpus of at most 12 MiB from files of this machine, and say what is in it.
# make_corpus FILE
make_corpus()
{
	local out=$1 tmp=$1.tmp mib=1048576 multiarch

	mkdir -p "$(dirname "$out")"
	multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null) || multiarch=$(uname -m)-linux-gnu
	: >"$tmp"
	set -f
	list_files '*' /usr/share/common-licenses | append_files "$tmp" $((mib))
	list_files 'changelog*.gz' /usr/share/doc | append_files "$tmp" $((mib))
	list_files '*.h' /usr/include | append_files "$tmp" $((4 * mib))
	list_files '*.py *.pm *.pl' /usr/share/perl /usr/lib/python3 /usr/share/perl5 |
		append_files "$tmp" $((2 * mib))
	list_files '*' /usr/bin | append_files "$tmp" $((2 * mib))
	list_files '*.so.*' "/usr/lib/$multiarch" | append_files "$tmp" $((2 * mib))
	set +f
	[ -s "$tmp" ] || die "no file found to make a corpus of; name one"
	mv "$tmp" "$out"
	say "Corpus: $(mebibytes "$out") of licenses, changelogs (.gz), C headers, scripts," \
		"programs and libraries of this machine"
}

# Print the size of a file with a unit that suits it. mebibytes FILE
mebibytes()
{
	stat -Lc %s -- "$1" | awk '{
		if ($1 < 1024) printf "%d bytes\n", $1
		else if ($1 < 1048576) printf "%.1f KiB\n", $1 / 1024
		else printf "%.1f MiB\n", $1 / 1048576
	}'
}

# Set the array eal_args for an application of DPDK that needs MB mebibytes of memory and our
# drivers. The drivers work without hugepages, so nothing has to be reserved or cleaned up.
# set_eal_args MB PLUGIN_DIR
# shellcheck disable=SC2034 # for the scripts that source this
set_eal_args()
{
	eal_args=(-d "$2" --no-huge -m "$1" --no-shconf --no-telemetry --no-pci
		--lcores "$(lcores_arg)")
}

# Set the array perf_args for dpdk-test-compress-perf.
# set_perf_args PTEST FILE SEGMENT ITERATIONS [DRIVER]
# shellcheck disable=SC2034 # for the scripts that source this
set_perf_args()
{
	perf_args=(--ptest "$1" --driver-name "${5:-uacce_zip}" --input-file "$2" --seg-sz "$3"
		--compress-level 1 --huffman-enc dynamic --num-iter "$4")
}

# True if the log of dpdk-test-compress-perf has a result and no error: after some errors its exit
# status is 0. Errors and remarks have the same prefix, so the known remarks are left out.
# perf_log_is_good LOG
perf_log_is_good()
{
	local remarks='bytes read from file|Dictionary file not specified'

	remarks="$remarks|does not support chained mbufs|more available devices"
	! grep 'USER1:' "$1" | grep -Evq "$remarks" && perf_result "$1" >/dev/null
}

# Print the columns of the last result of dpdk-test-compress-perf: lcore, level, size, ratio, and
# with --ptest throughput Gbit/s of compression and decompression. perf_result LOG
perf_result()
{
	awk '/^ *[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+\.[0-9]+/ { line = $0 }
		END { if (line == "") exit 1; $0 = line; $1 = $1; print }' "$1"
}

# Set the array crypto_args for dpdk-test-crypto-perf. The kind is cipher-only (AES-128-CBC),
# auth-only (HMAC-SHA1), cipher-then-auth (both) or aead (AES-128-GCM).
# set_crypto_args KIND encrypt|decrypt
# shellcheck disable=SC2034 # for the scripts that source this
set_crypto_args()
{
	local optype=$1 cipher auth op=generate

	[ "$2" = encrypt ] || op=verify
	[ "$1 $2" = 'cipher-then-auth decrypt' ] && optype=auth-then-cipher
	cipher=(--cipher-algo aes-cbc --cipher-op "$2" --cipher-key-sz 16 --cipher-iv-sz 16)
	auth=(--auth-algo sha1-hmac --auth-op "$op" --auth-key-sz 20 --digest-sz 20)
	crypto_args=(--optype "$optype")
	case $1 in
	cipher-only) crypto_args+=("${cipher[@]}") ;;
	auth-only) crypto_args+=("${auth[@]}") ;;
	cipher-then-auth) crypto_args+=("${cipher[@]}" "${auth[@]}") ;;
	aead) crypto_args+=(--aead-algo aes-gcm --aead-op "$2" --aead-key-sz 16 --aead-iv-sz 12
		--aead-aad-sz 16 --digest-sz 16) ;;
	*) die "no such kind of operation: $1" ;;
	esac
}

# Print the columns of the last result of dpdk-test-crypto-perf: lcore, bytes, burst, enqueued,
# dequeued, and those of the kind of test. crypto_result LOG
crypto_result()
{
	awk '/^ *[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]/ { line = $0 }
		END { if (line == "") exit 1; $0 = line; $1 = $1; print }' "$1"
}

# True if the log of dpdk-test-crypto-perf has no error, and a result with all operations
# dequeued, none failed, and no figure of 0. crypto_log_is_good LOG PTEST OPERATIONS
crypto_log_is_good()
{
	! grep -Eq 'USER1:|failed|Error' "$1" || return 1
	if [ "$2" = latency ]; then
		awk -v ops="$3" '
			$2 == "enqueued" { in_ok = $3 == ops }
			$2 == "dequeued" { out_ok = $3 == ops }
			$2 == "cycles" { good = $4 > 0 && $6 > 0 && $6 <= $5 }
			END { exit !(in_ok && out_ok && good) }' "$1"
		return
	fi
	crypto_result "$1" | awk -v ptest="$2" -v ops="$3" '
		{ good = $4 == ops && $5 == ops }
		# A failed enqueue is a burst that found no room, a failed dequeue found no operation.
		ptest == "verify" { good = good && $8 == 0 }
		ptest == "throughput" { good = good && $8 > 0 && $9 > 0 && $10 > 0 }
		ptest == "pmd-cyclecount" { good = good && $8 > 0 && $9 > 0 && $10 > 0 }
		END { exit !good }'
}
