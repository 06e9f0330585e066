# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# The groups of tests that guest.sh runs.

# 1. Self-tests of the kernel's crypto interface

# Print "driver selftest" of each algorithm of the hisi drivers. While a test runs, the algorithm
# has a second entry that says passed; the entry that says unknown decides.
registered()
{
	awk '
		/^driver/ { driver = $3 }
		/^selftest/ && driver ~ /^hisi/ && state[driver] != "unknown" { state[driver] = $3 }
		END { for (driver in state) print driver, state[driver] }' /proc/crypto
}

# Print what the driver has to register for a generation, from its table of capabilities (1.4, 4.1).
expected_zip()
{
	[ "$uacce_generation" = v2 ] || say hisi-deflate-acomp
}

# The bitmaps 0x018050cb and 0x018670cf, with 0x395c above them (4.1).
expected_sec()
{
	printf 'hisi_sec_%s\n' 'ecb(aes)' 'cbc(aes)' 'xts(aes)' 'ccm(aes)' 'gcm(aes)' 'cbc(sm4)' \
		'xts(sm4)' 'ecb(des3_ede)' 'cbc(des3_ede)' 'authenc(hmac(sha1),cbc(aes))' \
		'authenc(hmac(sha256),cbc(aes))' 'authenc(hmac(sha512),cbc(aes))'
	[ "$uacce_generation" = v2 ] ||
		printf 'hisi_sec_%s\n' 'ctr(aes)' 'ctr(sm4)' 'ccm(sm4)' 'gcm(sm4)'
}

# Wait until a self-test has passed, has failed or has ended in an oops. wait_selftest DRIVER
wait_selftest()
{
	local i

	for i in $(seq 600); do
		registered | grep -Fqx "$1 passed" && return 0
		dmesg | grep -Fq -e "using $1 failed" -e 'Oops:' && return 1
		sleep 0.2
	done
	return 1
}

# Each expected algorithm must pass, and no other may be registered. selftests NAMES
selftests()
{
	local driver extra

	for driver in $1; do
		if wait_selftest "$driver"; then
			ok "self-test: $driver"
		else
			not_ok "self-test: $driver"
			dmesg | grep -F "$driver" >"$logs/selftest"
			remarks "$logs/selftest" 3
		fi
	done
	extra=$(registered | while read -r driver _; do
		grep -Fqx "$driver" <<<"$1" || say "$driver"
	done)
	if [ -z "$extra" ]; then
		ok "self-test: nothing else is registered"
	else
		not_ok "self-test: not expected: $extra"
	fi
}

group_selftest()
{
	must_load hisi_zip
	load hisi_sec2 || not_ok "insmod hisi_sec2"
	selftests "$(expected_zip; expected_sec)"
	check_log self-test
}

# Print the line of a driver's source that refuses a case. refused_by FILE PATTERN
refused_by()
{
	local line

	line=$(grep -n "$2" "$uacce_tree/drivers/crypto/hisilicon/$1" | sed -n 1p)
	[ -n "$line" ] && say "${1##*/}:${line%%:*}: $(sed 's/^[0-9]*:[ \t]*//' <<<"$line")"
}

# The extra tests give hisi_zip no destination, which it refuses. The kernel's test then calls a
# function that the driver does not have. Both are faults of the kernel, so the case is skipped.
extra_zip()
{
	local line

	load hisi_zip &
	if wait_selftest hisi-deflate-acomp; then
		ok "extra self-test: hisi-deflate-acomp"
		return
	fi
	dmesg >"$logs/dmesg"
	line=$(refused_by zip/zip_crypto.c '_req->dst || !') || :
	if grep -q 'compression failed on NULL dst buffer test .* hisi-deflate-acomp: ret=22' \
			"$logs/dmesg" && [ -n "$line" ]; then
		say "skipped - extra self-test: hisi-deflate-acomp with no destination: refused by $line"
	else
		not_ok "extra self-test: hisi-deflate-acomp"
		grep -E 'alg:|hisi_' "$logs/dmesg" >"$logs/selftest"
		remarks "$logs/selftest"
	fi
}

group_extra()
{
	load hisi_sec2 || not_ok "insmod hisi_sec2"
	selftests "$(expected_sec)"
	check_log "extra self-test"
	if [ "$uacce_generation" = v2 ]; then
		step "extra self-test: hisi_zip registers nothing" load hisi_zip
	else
		extra_zip
	fi
}

# 2, 4, 5. What the test program does

# Load both drivers. On QM v3 they have algorithms in the kernel as well, whose self-tests take
# queues for a while.
load_both()
{
	local driver

	must_load hisi_zip uacce_mode=1
	must_load hisi_sec2 uacce_mode=1
	[ "$uacce_generation" != v2 ] || return 0
	for driver in $(expected_zip; expected_sec); do
		wait_selftest "$driver" || not_ok "self-test: $driver"
	done
}

# Print the first device of a driver; the kernel counts those of all drivers together.
first_of()
{
	local dir

	for dir in "/sys/class/uacce/$1"-*; do
		say "${dir##*/}"
		return
	done
}

# Run a group of the test program on a device of each driver, in parallel, as tests mostly wait.
judge()
{
	"$uacce_judge" "$1" -d "$(first_of hisi_sec2)" >"$logs/sec" 2>&1 &
	"$uacce_judge" "$1" -d "$(first_of hisi_zip)"
	wait
	cat "$logs/sec"
}

group_abi()
{
	load_both
	judge abi
	check_log abi
}

group_sva()
{
	load_both
	judge sva
	check_log sva
}

# These tests remove the functions, so they come last in a guest.
group_hostile()
{
	load_both
	judge hostile
	check_log hostile
}

# Check that the driver refuses a parameter. refused_parameter PARAMETER
refused_parameter()
{
	! load hisi_zip uacce_mode=1 "$1" || { rmmod hisi_zip; return 1; }
}

# Check that a device has N queues when its driver is loaded with pf_q_num=N. queues_are N
queues_are()
{
	load hisi_zip uacce_mode=1 "pf_q_num=$1" || return
	[ "$(cat /sys/class/uacce/hisi_zip-0/available_instances)" = "$1" ] &&
		"$uacce_judge" abi 'both directions'
	local status=$?
	rmmod hisi_zip && return "$status"
}

no_uacce()
{
	load hisi_zip uacce_mode=0 || return
	[ ! -e /dev/hisi_zip-0 ]
	local status=$?
	# While the self-test runs the module is in use.
	[ "$uacce_generation" = v2 ] || wait_selftest hisi-deflate-acomp || status=1
	rmmod hisi_zip && return "$status"
}

vfs_at_load()
{
	load hisi_zip uacce_mode=1 vfs_num=2 || return
	# Two PFs with two VFs each.
	[ "$(ls -d /sys/class/uacce/hisi_zip-* | wc -l)" = 6 ]
	local status=$?
	rmmod hisi_zip && return "$status"
}

# Both drivers of DPDK on a device that dies under load. hwlife DEVICE [COMMAND LOST]
hwlife()
{
	env UACCE_TEST_RESET="${2:-}" UACCE_TEST_LOST="${3:-0}" timeout -k 10 120 \
		"$uacce_prefix/bin/dpdk-test-uacce" test --pmd-path "$plugins" --device "$1" hwlife
}

# Both drivers under a load whose results are all checked, while their devices are reset at any
# time. stress SECONDS
stress()
{
	local reset pid status=0

	timeout -k 10 $((10 * $1)) "$uacce_prefix/bin/dpdk-test-uacce" stress --device hw \
		--time "$1" --pmd-path "$plugins" >"$logs/stress" 2>&1 &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		for reset in /sys/class/uacce/*/device/reset; do
			sleep 1
			echo 1 >"$reset" || status=1
		done
	done
	wait "$pid" || status=1
	# A reset that the load did not notice shows nothing.
	grep -q 'healed [1-9]' "$logs/stress" || status=1
	grep -v '^[A-Z]*: ' "$logs/stress"
	return "$status"
}

# Print the free queues of all devices.
free_queues()
{
	cat /sys/class/uacce/*/available_instances
}

# Kill both drivers under load. The kernel takes all queues back, so that the next start works, and
# so does the last one, which is not killed. killed TIMES
killed()
{
	local before pid i load=("$uacce_prefix/bin/dpdk-test-uacce" stress --device hw
		--pmd-path "$plugins")

	before=$(free_queues)
	for i in $(seq "$1"); do
		"${load[@]}" --time 50 >"$logs/load" 2>&1 &
		pid=$!
		# Once it has queues it is at work.
		until [ "$(free_queues)" != "$before" ]; do
			kill -0 "$pid" 2>/dev/null || { cat "$logs/load"; return 1; }
			sleep 0.1
		done
		sleep "0.$((i * 37 % 10))"
		kill -KILL "$pid"
		wait "$pid"
		[ "$(free_queues)" = "$before" ] || sleep 2
		[ "$(free_queues)" = "$before" ] || { free_queues; return 1; }
	done
	timeout -k 10 120 "${load[@]}" --ops 2000
}

# Print the memory that the kernel does not use, in KiB. Pages that it keeps at hand for each CPU,
# which may be many, are free as well, but no part of MemFree.
free_memory()
{
	echo 3 >/proc/sys/vm/drop_caches
	awk '$1 == "nr_free_pages" || $1 == "count:" { n += $2 } END { print 4 * n }' /proc/zoneinfo
}

# After many killed processes the kernel must have its memory back: 16 MiB are 64 KiB for each,
# which is little for a process with queues, mappings and page tables of its own. It frees those of
# the last one some time after that has ended.
given_back()
{
	local before now i

	killed 1 || return
	sleep 10
	before=$(free_memory)
	killed 250 || return
	for i in $(seq 30); do
		now=$(free_memory)
		[ $((before - now)) -ge 16384 ] || break
		sleep 1
	done
	say "free memory: $before KiB before, $now KiB after, $i seconds later"
	[ $((before - now)) -lt 16384 ]
}

# Long runs: a load with resets, and many processes that are killed under load.
group_soak()
{
	load_both
	plugins=$(plugin_dir "$uacce_prefix")
	step "soak: both drivers under load, FLR of all devices, 10 minutes" stress 600
	remarks "$logs/step"
	step "soak: both drivers under load, 250 times kill -9, all given back" given_back
	remarks "$logs/step"
	check_log soak
	step "soak: module hisi_sec2 removed" rmmod hisi_sec2
	step "soak: module hisi_zip removed" rmmod hisi_zip
}

group_life()
{
	local name

	load_both
	plugins=$(plugin_dir "$uacce_prefix")
	for name in $(first_of hisi_zip) $(first_of hisi_sec2); do
		step "life: drivers of DPDK, FLR of $name in bursts" hwlife "$name"
		step "life: drivers of DPDK, error and controller reset of $name in bursts" \
			hwlife "$name" "$uacce_judge fault $name reset@1" 1
	done
	step "life: both drivers under load, FLR of all devices" stress 15
	step "life: both drivers under load, kill -9" killed 5
	judge life
	check_log life
	step "life: module hisi_sec2 removed" rmmod hisi_sec2
	step "life: module hisi_zip removed" rmmod hisi_zip
	for n in 2 64 1000 1024; do
		step "life: pf_q_num=$n" queues_are $n
	done
	for n in 0 1 1025 x; do
		step "life: pf_q_num=$n is refused" refused_parameter pf_q_num=$n
	done
	step "life: uacce_mode=2 is refused" refused_parameter uacce_mode=2
	step "life: uacce_mode=0 has no device" no_uacce
	step "life: vfs_num=2" vfs_at_load
}

# 3, 6. DPDK's tests and our drivers

# shellcheck source=devtools/lib.sh
. "$here/../../devtools/lib.sh"

# Run a DPDK application on a CPU. on_cpu CPU COMMAND...
on_cpu()
{
	taskset -c "$1" "${@:2}"
}

# Check that a suite has the counts that the host found on the soft device, joined by commas.
# same_counts SUITE WANTED LIBRARY VDEV
same_counts()
{
	local suite=$1 wanted=${2//,/ } got

	set_eal_args 1536 "$plugins"
	env LD_PRELOAD="$uacce_preload/$3" DPDK_TEST="$suite" timeout -k 10 300 stdbuf -oL \
		dpdk-test "${eal_args[@]}" --vdev="$4" >"$logs/suite" 2>&1
	got=$(suite_counts "$logs/suite")
	if [ "$got" = "$wanted" ]; then
		ok "dpdk: $suite on hardware: as on the soft device: $got"
	else
		not_ok "dpdk: $suite on hardware: '$got', not '$wanted' (passed failed skipped)"
		grep -E 'FAILED|failed|ERR' "$logs/suite" >"$logs/failed"
		remarks "$logs/failed"
		remarks "$logs/suite"
	fi
}

# verify DEVARGS SEGMENT CHAIN
verify()
{
	set_eal_args 512 "$plugins"
	set_perf_args verify "$corpus" "$2" 1
	timeout -k 10 120 stdbuf -oL dpdk-test-compress-perf "${eal_args[@]}" \
		--vdev="uacce_zip0,$1" -- "${perf_args[@]}" --max-num-sgl-segs "$3" \
		>"$logs/perf" 2>&1 || { cat "$logs/perf"; return 1; }
	perf_log_is_good "$logs/perf" || { cat "$logs/perf"; return 1; }
}

# verify_crypto KIND encrypt|decrypt
verify_crypto()
{
	set_eal_args 512 "$plugins"
	set_crypto_args "$1" "$2"
	[ "$1" = cipher-only ] || crypto_args+=(--test-name case)
	timeout -k 10 120 stdbuf -oL dpdk-test-crypto-perf "${eal_args[@]}" \
		--vdev=uacce_sec0,device=hw -- --devtype uacce_sec --ptest verify --total-ops 2000 \
		--burst-sz 32 --buffer-sz 1024 "${crypto_args[@]}" \
		--test-file "${uacce_judge%/*}/vector-$1" >"$logs/perf" 2>&1 &&
		crypto_log_is_good "$logs/perf" verify 2000 || { cat "$logs/perf"; return 1; }
}

# Load the drivers, and make a corpus that the emulated device compresses in seconds.
dpdk_setup()
{
	load_both
	plugins=$(plugin_dir "$uacce_prefix")
	corpus=/run/corpus
	head -c 400000 "$(command -v bash)" >"$corpus"
	head -c 200000 /usr/share/common-licenses/GPL-3 >>"$corpus"
}

group_dpdk()
{
	local segment chain kind way

	dpdk_setup
	same_counts compressdev_autotest "$uacce_compressdev" libuacce_test_patience.so \
		uacce_zip0,device=hw
	for segment in 2048 16384 59460; do
		for chain in 1 16; do
			step "dpdk: verify, $chain segments of $segment" \
				verify device=hw "$segment" "$chain"
		done
	done
	for kind in cipher-only auth-only cipher-then-auth aead; do
		for way in encrypt decrypt; do
			step "dpdk: verify, $kind, $way" verify_crypto "$kind" "$way"
		done
	done
	step "dpdk: dpdk-test-uacce info names both" info_names_both
	same_counts cryptodev_qat_autotest "$uacce_cryptodev" libuacce_test_alias.so \
		uacce_sec0,device=hw
	check_log dpdk
}

info_names_both()
{
	"$uacce_prefix/bin/dpdk-test-uacce" info >"$logs/info" 2>&1
	cat "$logs/info"
	grep -q hisi_zip-0 "$logs/info" && grep -q hisi_zip-1 "$logs/info"
}

# Run with a main lcore on a CPU and see which devices the driver took. takes CPU DEVARGS NAME...
takes()
{
	local cpu=$1 devargs=$2 name

	shift 2
	eal_args=(-d "$plugins" --no-huge -m 512 --no-shconf --no-telemetry --no-pci
		--lcores "(0,1)@$cpu" --log-level=pmd.common.uacce:info)
	set_perf_args verify "$corpus" 16384 1
	timeout -k 10 120 stdbuf -oL dpdk-test-compress-perf "${eal_args[@]}" \
		--vdev="uacce_zip0,$devargs" -- "${perf_args[@]}" >"$logs/perf" 2>&1
	cat "$logs/perf"
	perf_log_is_good "$logs/perf" || return
	for name in "$@"; do
		grep -q "using $name," "$logs/perf" || return
	done
	[ "$(grep -c 'using hisi_zip' "$logs/perf")" = $# ]
}

# Queue pairs take functions near their NUMA node, and equally near ones in turn. One function is
# on node 0 and two are on node 1.
group_numa()
{
	local near0 near1 other1

	dpdk_setup
	near0=$(devices_on 0)
	read -r near1 other1 <<<"$(devices_on 1)"
	if [ -z "$near0" ] || [ -z "$other1" ]; then
		not_ok "numa: on node 0 is '$near0', on node 1 '$near1' and '$other1'"
		return
	fi
	ok "numa: $near0 is on node 0, $near1 and $other1 on node 1"
	step "numa: device=auto on node 0 takes $near0" takes 0 device=auto "$near0"
	step "numa: device=hw on node 0 takes $near0" takes 0 device=hw "$near0"
	step "numa: device=auto on node 1 takes $near1" takes 1 device=auto "$near1"
	step "numa: device=$near0+$near1 takes both" takes 0 "device=$near0+$near1" \
		"$near0" "$near1"
	step "numa: device=$near1+$other1 takes both" takes 0 "device=$near1+$other1" \
		"$near1" "$other1"
	step "numa: device=$near1+$other1 spreads two queue pairs" spreads "$near1" "$other1"
	check_log numa
}

# Check that queues of both devices are in use. spreads NAME NAME
spreads()
{
	local free0 free1 pid least0=9999 least1=9999 n

	free0=$(cat "/sys/class/uacce/$1/available_instances")
	free1=$(cat "/sys/class/uacce/$2/available_instances")
	set_perf_args throughput "$corpus" 16384 5
	timeout -k 10 120 dpdk-test-compress-perf -d "$plugins" --no-huge -m 512 --no-shconf \
		--no-telemetry --no-pci --lcores '(0,1,2)@0-1' \
		--vdev="uacce_zip0,device=$1+$2" -- "${perf_args[@]}" >"$logs/perf" 2>&1 &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		n=$(cat "/sys/class/uacce/$1/available_instances")
		[ "$n" -ge "$least0" ] || least0=$n
		n=$(cat "/sys/class/uacce/$2/available_instances")
		[ "$n" -ge "$least1" ] || least1=$n
		sleep 0.1
	done
	wait $pid || { cat "$logs/perf"; return 1; }
	say "free queues of $1: $free0, at least $least0; of $2: $free1, at least $least1"
	[ "$least0" -lt "$free0" ] && [ "$least1" -lt "$free1" ]
}
