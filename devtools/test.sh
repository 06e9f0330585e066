#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Build the drivers and run every test there is. One line per test or suite, a log for each in
# build/test-logs, and the sums on the last line.

set -eu
# shellcheck source=devtools/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=devtools/test-crypto.sh
. "$(dirname "$0")/test-crypto.sh"

# What to run under the thread sanitizer, which is slow: the driver with soft workers alone.
tsan_device=soft,soft_workers=2

log_dir=$build_dir/test-logs
corpus=$build_dir/corpus/corpus
passed=0
failed=0
skipped=0
not_offered=0
limit=60

# The seed of random data, always the same so that two runs of one tree do the same. Besides,
# $random_groups run once with a seed that is drawn.
seed=1

usage()
{
	cat <<-END
	Usage: ${0##*/} [--quick] [--kernel-bench]

	Build the drivers and run all tests. --quick leaves out the sanitizer builds, the
	build variants and most generations of the soft device.

	Groups of devtools/kernel-bench.sh are run where its kernel and QEMU are built
	already; --kernel-bench builds them first.

	Environment:
	  UACCE_PREFIX       where to install (now: $(default_prefix)); sanitizer
	                     builds go next to it
	END
}

# Results

# Note the result of a program that counts its own tests. The last number are cases that ask
# for what the device does not offer, which a suite for all devices has many of.
# report NAME PASSED FAILED SKIPPED [NOT_OFFERED]
report()
{
	local detail=''

	passed=$((passed + $2))
	failed=$((failed + $3))
	skipped=$((skipped + $4))
	not_offered=$((not_offered + ${5:-0}))
	[ "$(($2 + $3 + $4))" = 1 ] || detail=" ($2 passed, $3 failed, $4 skipped)"
	[ "$#" -lt 5 ] || detail=" ($2 passed, $3 failed, $5 ask for what is not offered)"
	if [ "$3" = 0 ]; then
		say "ok - $1$detail"
	else
		say "not ok - $1$detail"
		show_failures "$log"
		show_command
	fi
}

# The command of the current test, unless its log told a better one.
show_command()
{
	[ -s "$scratch/command" ] && ! grep -q '^to repeat: ' "$log" || return 0
	sed 's/^ */    to repeat: /' "$scratch/command" >&2
}

skip()
{
	skipped=$((skipped + 1))
	say "skipped - $1: $2"
}

# Name the log of a test and set its time limit. begin NAME SECONDS
begin()
{
	log=$log_dir/$(printf '%s' "$1" | tr -cs 'A-Za-z0-9._\n' -).log
	limit=$2
	rm -f "$scratch/command"
}

# Run a command under the limit of the current test. Waiting for it, unlike running it in the
# foreground, lets an interrupt through, and cleanup ends it.
limited()
{
	local status=0

	print_command "$@" >"$scratch/command"
	timeout -k 10 "$limit" "$@" &
	child=$!
	wait "$child" || status=$?
	child=
	return "$status"
}

# Run one test: a command or a function that returns 0 on success. step NAME SECONDS COMMAND...
step()
{
	local name=$1

	begin "$1" "$2"
	shift 2
	if "$@" >"$log" 2>&1 </dev/null; then
		report "$name" 1 0 0
	else
		report "$name" 0 1 0
	fi
}

# Run a suite that counts its own tests; PARSER prints passed, failed and skipped from the log,
# and how many ask for what is not offered where these are many.
# A suite that ends badly, counts nothing or says nothing is a failure whatever it counted.
# suite NAME SECONDS PARSER COMMAND...
suite()
{
	local name=$1 parser=$3 status=0 counts

	begin "$1" "$2"
	shift 3
	limited "$@" >"$log" 2>&1 </dev/null || status=$?
	read -ra counts < <("$parser" "$log") || counts=(0 0 0)
	if [ "${counts[1]}" = 0 ] && { [ "$status" != 0 ] || [ "${counts[0]}" = 0 ]; }; then
		counts[1]=1
		printf '\n%s: ended with status %s\n' "$name" "$status" >>"$log"
	fi
	report "$name" "${counts[@]}"
}

# The end of dpdk-test-uacce: N passed, N failed; N skipped behind it or on a line before it.
parse_unit()
{
	awk '
		/^[0-9]+ skipped$/ { s = $1 }
		/^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ { p = $1; f = $3; s += $5 }
		END { if (p == "") exit 1; print p, f + 0, s + 0 }' "$1"
}

# Unit tests

# The program knows where its drivers are. unit NAME SECONDS PREFIX [OPTION|GROUP]...
unit()
{
	local name=$1 seconds=$2 prefix=$3

	shift 3
	suite "$name" "$seconds" parse_unit env -u UACCE_PMD_PATH "$prefix/bin/dpdk-test-uacce" \
		test "$@"
}

# A program that is not installed takes the drivers that were built with it, where EAL allows it.
finds_built_drivers()
{
	local dir

	dir=$(realpath "$build_dir")
	while [ "$dir" != / ]; do
		case $(stat -c %a "$dir") in
		*[2367]) break ;;
		esac
		dir=${dir%/*}
		dir=${dir:-/}
	done
	if [ "$dir" != / ]; then
		echo "$dir is world-writable, so this has to fail, and say why"
		! built_test || return 1
		grep -q "^install the drivers where no folder above is world-writable" "$log"
		return
	fi
	built_test && grep -qx '1 passed, 0 failed' "$log"
}

built_test()
{
	limited env -u UACCE_PMD_PATH "$build_dir/app/test-uacce/dpdk-test-uacce" test \
		--seed "$seed" --ops 1000 secdiff
}

# Without any driver the program says so, rather than fail in each test.
tells_missing_drivers()
{
	! limited "$prefix/bin/dpdk-test-uacce" test --pmd-path /nonexistent zip sec || return 1
	[ "$(grep -c "^no uacce driver could be loaded from /nonexistent$" "$log")" = 1 ] &&
		grep -qx '0 passed, 2 failed' "$log"
}

# A test that fails must be seen by its name and message, with the command that repeats it; here
# one that is made to fail by a device that is not there.
shows_failures()
{
	limited "$prefix/bin/dpdk-test-uacce" test --seed 7 --device hisi_zip-99 zipdiff &&
		return 1
	show_failures "$log" 2>"$scratch/shown"
	cat "$scratch/shown"
	grep -qx '    seed: 7' "$scratch/shown" &&
		grep -qx '    failed: test_random_operations' "$scratch/shown" &&
		grep -q ' \[   LINE   \] --- .*/zip_diff.c:' "$scratch/shown" &&
		grep -qx '    to repeat: .* test --seed 7 .*--device hisi_zip-99 zipdiff' "$scratch/shown"
}

# In a subshell, as it exits on failure. build_sanitized NAME SANITIZERS
build_sanitized()
(
	build_and_install "$build_dir/$1" "$log_dir/meson-$1.log" "$prefix-$1" \
		-Dbuildtype=debugoptimized -Db_sanitize="$2" -Db_lundef=false -Dwerror=true
)

# Build with a sanitizer and run unit tests. sanitized NAME SANITIZERS SECONDS [OPTION|GROUP]...
sanitized()
{
	local name=$1 sanitizers=$2 seconds=$3 failed_before=$failed

	shift 3
	step "builds with $name" 300 build_sanitized "$name" "$sanitizers"
	[ "$failed" = "$failed_before" ] || return 0
	unit "unit tests with $name" "$seconds" "$prefix-$name" "$@"
}

# In a subshell, as it exits on failure.
build_widened()
(
	build_and_install "$build_dir/wide" "$log_dir/meson-wide.log" "$prefix-wide" \
		"-Dc_args=-include $source_dir/app/test-uacce/harness/widen.h" -Dwerror=true
)

# Two threads on a queue pair that give their CPU away between two accesses to it.
run_widened()
{
	local failed_before=$failed

	step "builds with wide windows" 300 build_widened
	[ "$failed" = "$failed_before" ] || return 0
	unit "two threads with wide windows" 900 "$prefix-wide" --ops 50000 ring twozip twosec
}

# DPDK's own tests on our driver

# The suite gives up after ten tries, and then stumbles over what has not come back. On a busy
# machine a thread needs longer: a preloaded library waits for it.
# autotest GENERATION WORKERS [DEVARGS]
autotest()
{
	local vdev=uacce_zip0,device=soft,soft_qm=$1,soft_workers=$2${3:+,$3} preload=

	[ "$2" = 0 ] || preload=$build_dir/app/test-uacce/libuacce_test_patience.so
	# Some cases take buffers of many MiB.
	set_eal_args 2048 "$plugins"
	suite "compressdev_autotest, soft_qm=$1 soft_workers=$2${3:+ $3}" 120 suite_counts \
		env LD_PRELOAD="$preload" DPDK_TEST=compressdev_autotest stdbuf -oL \
		dpdk-test "${eal_args[@]}" --vdev="$vdev"
}

# Run dpdk-test-compress-perf --ptest verify. verify DEVARGS SEGMENT_SIZE [OPTION]...
verify()
{
	set_eal_args 1024 "$plugins"
	set_perf_args verify "$corpus" "$2" 1
	limited stdbuf -oL dpdk-test-compress-perf "${eal_args[@]}" --vdev="uacce_zip0,$1" \
		-- "${perf_args[@]}" "${@:3}" || return 1
	# What was printed so far is in the log.
	perf_log_is_good "$log"
}

# The tool must refuse, in a line with the given words, what the device does not advertise.
# not_verified WORDS DEVARGS SEGMENT_SIZE [OPTION]...
not_verified()
{
	local words=$1

	shift
	! verify "$@" && grep 'USER1:' "$log" | grep -Fq -- "$words"
}

run_verify()
{
	local generation workers segment chain option

	for generation in 2 3 5; do
		for workers in 0 1; do
			for segment in 64 2048 16384 59460; do
				for chain in 1 16; do
					step "verify, soft_qm=$generation soft_workers=$workers, $chain segments of $segment" \
						60 verify "device=soft,soft_qm=$generation,soft_workers=$workers" \
						"$segment" --max-num-sgl-segs "$chain"
				done
			done
		done
	done
	for option in '--compress-level 1:1:9' '--huffman-enc default' \
			'--window-sz 12' '--window-sz 13' '--window-sz 14' '--window-sz 15'; do
		# shellcheck disable=SC2086 # an option and its value
		step "verify, $option" 60 verify device=soft 8192 $option
	done
	# A memzone for each segment, of which EAL has no more than some thousand.
	step "verify, --external-mbufs" 60 verify device=soft 32768 --external-mbufs
	step "verify, --huffman-enc fixed is not offered" 60 not_verified 'Fixed Huffman' \
		device=soft 8192 --huffman-enc fixed
}

# What must fail

# True if a line that is not EAL's names both the device and something else.
driver_says()
{
	grep -F "$1" "$log" | grep -v '^EAL:\|^vdev_' | grep -Fq -- "$2"
}

# The driver must refuse these devargs in a line with the given words, and the application end
# with an error, not a crash. refused_by DRIVER DEVARGS WORDS
refused_by()
{
	local status=0 app=dpdk-test-compress-perf app_args

	set_eal_args 256 "$plugins"
	set_perf_args verify "$corpus" 2048 1
	app_args=("${perf_args[@]}")
	if [ "$1" = uacce_sec ]; then
		app=dpdk-test-crypto-perf
		app_args=(--devtype uacce_sec --ptest throughput --total-ops 1000)
	fi
	limited stdbuf -oL "$app" "${eal_args[@]}" --vdev="${1}0,$2" \
		-- "${app_args[@]}" || status=$?
	echo "ended with status $status, to be an error but no signal and no time-out"
	[ "$status" != 0 ] && [ "$status" -lt 124 ] || return 1
	echo "looking for a line of the driver with ${1}0 and $3"
	driver_says "${1}0" "$3"
}

refused()
{
	refused_by uacce_zip "$@"
}

run_refused()
{
	local args

	for args in queues=0 queues=many queues=99999 soft_qm=4 soft_qm=x soft_workers=65 \
			soft_workers=-1 soft_cpus=x soft_depth=1000 soft_engine=turbo soft_fault=nonsense v2_inflate=maybe; do
		step "refuses $args" 30 refused "device=soft,$args" "${args%%=*}"
	done
	step "refuses an unknown key" 30 refused colour=red colour
	step "refuses a key without value" 30 refused queues= queues
	step "refuses a device name with a slash" 30 refused device=../hisi_zip-0 hisi_zip-0
	step "refuses a device that is not there" 30 refused device=hisi_zip-99 hisi_zip-99
	if [ -n "$(ls -A /sys/class/uacce 2>/dev/null)" ]; then
		skip "refuses device=hw without accelerator" "this machine has uacce devices"
	else
		step "refuses device=hw without accelerator" 30 refused device=hw hw
	fi
}

# Secondary process

# Reserve hugepages, which is how processes share memory; undone at the end. The mount is our
# own, as a system need not have one.
reserve_hugepages()
{
	local wanted

	old_hugepages=$(cat /proc/sys/vm/nr_hugepages 2>/dev/null) || return 1
	wanted=$((old_hugepages + 64))
	{ echo "$wanted" >/proc/sys/vm/nr_hugepages; } 2>/dev/null || return 1
	hugepages_changed=yes
	[ "$(cat /proc/sys/vm/nr_hugepages)" -ge "$wanted" ] || return 1
	mkdir -p "$scratch/huge"
	mount -t hugetlbfs none "$scratch/huge" 2>/dev/null
}

release_hugepages()
{
	if mountpoint -q "$scratch/huge"; then
		umount "$scratch/huge"
	fi
	if [ -n "${hugepages_changed:-}" ]; then
		echo "$old_hugepages" >/proc/sys/vm/nr_hugepages
		hugepages_changed=
	fi
}

# Wait until a file holds some words, up to 20 seconds.
wait_for()
{
	local i

	for ((i = 0; i < 200; i++)); do
		grep -Fq -- "$2" "$1" 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}

# Start a primary, then a secondary that must be refused, and see that the primary survives.
# secondary DRIVER
secondary()
{
	local args=(--file-prefix uacce-test --huge-dir "$scratch/huge" --no-pci --no-telemetry
		-d "$plugins")
	local primary_log=$scratch/primary.log status=0 primary_status=0

	rm -f "$scratch/stdin" "$primary_log"
	mkfifo "$scratch/stdin"
	timeout -k 10 "$limit" dpdk-test "${args[@]}" --lcores "0@$(usable_cpus | head -n 1)" \
		--vdev="${1}0,device=soft" <>"$scratch/stdin" >"$primary_log" 2>&1 &
	primary=$!
	wait_for "$primary_log" 'RTE>>' || status=200
	limited env DPDK_TEST=version_autotest dpdk-test "${args[@]}" --proc-type=secondary \
		--lcores "1@$(usable_cpus | tail -n 1)" || status=$?
	# Opened for reading too, or this would wait for ever if the primary is gone.
	echo quit 1<>"$scratch/stdin"
	wait "$primary" || primary_status=$?
	primary=

	sed 's/^/primary: /' "$primary_log"
	echo "secondary ended with status $status, primary with $primary_status"
	[ "$status" -lt 124 ] && [ "$primary_status" = 0 ] || return 1
	grep -v '^primary:' "$log" | grep -v '^EAL:\|^vdev_' | grep -F "${1}0" |
		grep -iq 'secondary\|process'
}

run_secondary()
{
	local driver huge=yes

	reserve_hugepages || huge=no
	for driver in uacce_zip uacce_sec; do
		if [ "$huge" = no ]; then
			skip "$driver refuses a secondary process" \
				"no hugepages can be reserved or mounted"
		else
			step "$driver refuses a secondary process" 60 secondary "$driver"
		fi
	done
	release_hugepages
}

# The plugin as a file

# pmdinfo CLASS DRIVER KEYS
pmdinfo()
{
	# Debian's Python has the module that it needs, another may be found first.
	limited /usr/bin/python3 "$(command -v dpdk-pmdinfo.py)" \
		"$plugins/librte_$1_$2.so" >"$scratch/pmdinfo.json" || return 1
	cat "$scratch/pmdinfo.json"
	python3 - "$scratch/pmdinfo.json" "$2" "$3" <<-'END'
	import json, sys
	drivers = {d["name"]: d for d in json.load(open(sys.argv[1]))}
	params = drivers[sys.argv[2]]["params"]
	for key in sys.argv[3].split():
	    assert key + "=" in params, "no " + key + " in " + params
	assert params.count("=<") == len(sys.argv[3].split()), params
	END
}

# A plugin exports nothing; the libraries below it nothing without their prefix. Symbols of type
# A are version names.
exports()
{
	local lib stray

	for lib in compress_uacce_zip crypto_uacce_sec common_uacce common_uacce_soft; do
		stray=$(nm -D --defined-only "$plugins/librte_$lib.so") || return 1
		stray=$(printf '%s\n' "$stray" | awk -v lib="$lib" '
			NF == 0 || $2 == "A" { next }
			lib ~ /^common/ && $NF ~ /^(uacce|hisi|soft)_/ { next }
			{ print $NF }')
		if [ -n "$stray" ]; then
			printf 'librte_%s.so exports: %s\n' "$lib" "$stray"
			return 1
		fi
	done
}

# What the driver costs, in instructions per operation; a bound, so that it does not creep up.
# cost_at_most CASE INSTRUCTIONS
cost_at_most()
{
	limited "$source_dir/devtools/driver-cost.sh" "$1" | tee "$scratch/cost" || return 1
	awk -v name="$1" -v most="$2" '
		$1 == name { seen = 1; bad = $2 > most }
		END { exit !seen || bad }' "$scratch/cost"
}

# Build variants

# Configure and compile in a directory of its own. variant NAME [MESON OPTION]...
variant()
{
	local dir=$build_dir/$1

	shift
	rm -rf "$dir"
	limited meson setup "$dir" "$source_dir" -Dwerror=true "$@" && limited ninja -C "$dir"
}

with_clang()
{
	CC=clang variant clang
}

# Without the driver headers, meson must say how to get them.
without_headers()
{
	rm -rf "$build_dir/no-headers"
	if limited meson setup "$build_dir/no-headers" "$source_dir" -Ddriver_sdk=/nonexistent; then
		echo "configured without driver headers"
		return 1
	fi
	grep 'ERROR' "$log" | grep -Eq 'devtools/(setup|get-driver-sdk)\.sh'
}

# A copy of the tree as it is now, in a scratch directory. copy_tree DIR
copy_tree()
{
	mkdir "$1" || return 1
	tar -C "$source_dir" -c --exclude './build*' --exclude ./.git --exclude ./.cache . |
		tar -C "$1" -x
}

# A build directory must hold nothing that only set-up makes.
survives_wipe()
(
	copy_tree "$scratch/tree" && cd "$scratch/tree" || return 1
	unset UACCE_BUILD_DIR
	devtools/get-driver-sdk.sh && limited meson setup build &&
		limited meson setup --wipe build
)

# Pack a tree, then unpack, configure and build that.
makes_dist()
(
	copy_tree "$scratch/dist" && cd "$scratch/dist" || return 1
	git init -q && git add -A && git -c user.name=test -c user.email=test commit -qm test &&
		limited meson setup build -Dtests=disabled &&
		limited meson dist -C build --formats gztar &&
		ls build/meson-dist/uacce-pmds-*.tar.gz
)

run_source_tests()
{
	local status=0

	step "meson setup --wipe finds the driver headers" 60 survives_wipe
	if command -v git >/dev/null; then
		step "meson dist packs a tree that builds" 300 makes_dist
	else
		skip "meson dist packs a tree that builds" "git is not installed"
	fi
	begin "commits are signed off" 60
	"$source_dir/devtools/check-commits.sh" >"$log" 2>&1 || status=$?
	case $status in
	0) report "commits are signed off" 1 0 0 ;;
	2) skip "commits are signed off" "$(tail -n 1 "$log")" ;;
	*) report "commits are signed off" 0 1 0 ;;
	esac
}

run_variants()
{
	step "builds without soft device" 180 variant nosoft -Dsoft=disabled
	step "builds without ipsec-mb" 180 variant noipsecmb -Dipsec_mb=disabled
	if command -v clang >/dev/null; then
		step "builds with clang" 180 with_clang
	else
		skip "builds with clang" "clang is not installed"
	fi
	step "tells how to get missing driver headers" 60 without_headers
}

# The guides, which are built without a warning or not at all.
run_docs()
{
	local name="guides build without a warning"

	if command -v sphinx-build >/dev/null || [ "$(id -u)" = 0 ]; then
		step "$name" 300 limited env UACCE_BUILD_DIR="$scratch" "$source_dir/devtools/docs.sh"
	else
		skip "$name" "sphinx-build is missing; devtools/docs.sh installs it as root"
	fi
}

# Everything

cleanup()
{
	local pid

	for pid in ${child:-} ${primary:-}; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	release_hugepages
	rm -rf "$scratch"
}

prepare()
{
	prefix=$(default_prefix)
	check_prefix "$prefix"
	"$source_dir/devtools/setup.sh" --quiet
	rm -rf "$log_dir"
	mkdir -p "$log_dir"
	scratch=$(mktemp -d)
	trap cleanup EXIT
	trap 'exit 130' INT TERM
	# EAL leaves files in its runtime directory; these go with the scratch directory.
	export RUNTIME_DIRECTORY=$scratch
	# Undefined behaviour is only reported by default, and the run goes on as if it were fine.
	export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}

	say "Building, and installing below $prefix"
	build_and_install "$build_dir" "$log_dir/meson.log" "$prefix" \
		-Dwarning_level=3 -Dwerror=true
	plugins=$(plugin_dir "$prefix") || die "no librte_compress_uacce_zip.so below $prefix"
	make_corpus "$corpus"
}

# The mainline kernel drivers on an emulated accelerator, in a guest.
run_kernel_bench()
{
	local limit=1200

	if [ "$kernel_bench" = yes ]; then
		limit=4800
	elif ! "$source_dir/devtools/kernel-bench.sh" cached >/dev/null 2>&1; then
		skip "kernel bench" "not built; --kernel-bench, or devtools/kernel-bench.sh build"
		return
	fi
	suite "kernel bench" "$limit" parse_unit env UACCE_PREFIX="$prefix" \
		"$source_dir/devtools/kernel-bench.sh" selftest dpdk sva
}

run_tests()
{
	local generation workers

	unit "unit tests" 1200 "$prefix" --seed "$seed"
	# shellcheck disable=SC2086 # a list of names
	unit "unit tests of random data, with a seed of its own" 600 "$prefix" --ops 20000 \
		$random_groups
	step "finds the drivers of a build folder" 60 finds_built_drivers
	step "tells that drivers are missing" 60 tells_missing_drivers
	step "shows what failed" 60 shows_failures
	run_source_tests
	if [ "$quick" = yes ]; then
		autotest 3 0
	else
		for generation in 2 3 5; do
			for workers in 0 1; do
				autotest "$generation" "$workers"
			done
		done
		autotest 2 0 v2_inflate=hw
	fi
	run_verify
	run_refused
	run_crypto_autotests
	run_crypto_perf
	run_l2fwd_crypto
	run_crypto_refused
	run_secondary
	step "pmdinfo shows name and parameters of uacce_zip" 30 pmdinfo compress uacce_zip \
		"device queues v2_inflate soft_qm soft_workers soft_cpus soft_depth soft_engine soft_fault"
	step "pmdinfo shows name and parameters of uacce_sec" 30 pmdinfo crypto uacce_sec \
		"device queues soft_qm soft_workers soft_cpus soft_depth soft_engine soft_fault"
	step "exports no stray symbols" 30 exports
	step "cited sections and files exist" 30 \
		"$source_dir/devtools/check-citations.py"
	step "driver cost, contiguous mbufs" 120 cost_at_most zip_flat 120
	step "driver cost, chained mbufs" 120 cost_at_most zip_sgl 160
	step "driver cost, cipher" 120 cost_at_most sec_cipher 120
	step "driver cost, cipher and HMAC" 120 cost_at_most sec_chain 170
	step "driver cost, GCM with AAD" 120 cost_at_most sec_gcm 200
	step "driver cost, GCM with chained mbufs" 120 cost_at_most sec_sgl 320
	[ "$quick" = yes ] && [ "$kernel_bench" = no ] || run_kernel_bench
	[ "$quick" = no ] || return 0
	run_docs
	sanitized asan address,undefined 1800 --seed "$seed" --ops 20000
	sanitized tsan thread 1800 --seed "$seed" --device "$tsan_device" --ops 5000 \
		ring soft softsec zip sec secdiff twozip twosec
	run_widened
	run_variants
}

main()
{
	quick=no
	kernel_bench=no
	while [ $# -gt 0 ]; do
		case $1 in
		--quick) quick=yes ;;
		--kernel-bench) kernel_bench=yes ;;
		-h | --help) usage; exit 0 ;;
		*) usage >&2; exit 2 ;;
		esac
		shift
	done

	prepare
	run_tests
	[ "$not_offered" = 0 ] ||
		say "$not_offered cases of DPDK's suites ask for what the devices do not offer"
	if [ "$skipped" = 0 ]; then
		say "$passed passed, $failed failed"
	else
		say "$passed passed, $failed failed, $skipped skipped"
	fi
	[ "$failed" = 0 ]
}

main "$@"
