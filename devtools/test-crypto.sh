# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# The part of test.sh that is about uacce_sec; sourced by it, not run.

# Fewest cases of DPDK's cryptodev suites that a generation of the hardware has to execute.
# What they skip asks for what is not offered: the guide of the driver has a table.
autotest_least_2=227
autotest_least_3=265
raw_least_2=192
raw_least_3=227

# The summary of a cryptodev suite; cases that ask for other algorithms are counted apart. Fewer
# executed than $least is a failure, or cases could go unnoticed.
parse_cryptodev()
{
	local p f s

	read -r p f s < <(suite_counts "$1") || return 1
	if [ $((p + f)) -lt "$least" ]; then
		printf '\n%s cases executed, less than %s\n' "$((p + f))" "$least" >>"$1"
		f=$((f + 1))
	fi
	echo "$p $f 0 $s"
}

# The suites do not know our driver: a preloaded library answers in place of crypto_qat. That of
# the raw data path does not wait for a thread of the device: another one does it for the suite.
# crypto_autotest SUITE LEAST GENERATION WORKERS
crypto_autotest()
{
	local libs=$build_dir/app/test-uacce preload

	least=$2
	preload=$libs/libuacce_test_alias.so
	[ "$4" = 0 ] || preload=$preload:$libs/libuacce_test_patience.so
	set_eal_args 1024 "$plugins"
	suite "${1/_qat/}, soft_qm=$3 soft_workers=$4" 180 parse_cryptodev \
		env LD_PRELOAD="$preload" DPDK_TEST="$1" \
		stdbuf -oL dpdk-test "${eal_args[@]}" \
		--vdev="uacce_sec0,device=soft,soft_qm=$3,soft_workers=$4"
}

run_crypto_autotests()
{
	local generation autotest raw

	for generation in 3 2; do
		autotest=autotest_least_$generation
		raw=raw_least_$generation
		crypto_autotest cryptodev_qat_autotest "${!autotest}" "$generation" 0
		crypto_autotest cryptodev_qat_raw_api_autotest "${!raw}" "$generation" 0
		[ "$quick" = no ] || return 0
		crypto_autotest cryptodev_qat_autotest "${!autotest}" "$generation" 1
		crypto_autotest cryptodev_qat_raw_api_autotest "${!raw}" "$generation" 1
	done
}

# Run dpdk-test-crypto-perf: crypto_perf PTEST KIND WAY BYTES [DEVARGS]
crypto_perf()
{
	local vector=$scratch/vector

	set_eal_args 512 "$plugins"
	set_crypto_args "$2" "$3"
	if [ "$1" = verify ]; then
		"$source_dir/devtools/oracle.py" "$2" "$4" >"$vector" || return 1
		crypto_args+=(--test-file "$vector")
		[ "$2" = cipher-only ] || crypto_args+=(--test-name case)
	fi
	limited stdbuf -oL dpdk-test-crypto-perf "${eal_args[@]}" \
		--vdev="uacce_sec0,${5:-device=soft}" -- --devtype uacce_sec --ptest "$1" \
		--total-ops 20000 --burst-sz 32 --buffer-sz "$4" "${crypto_args[@]}" || return 1
	crypto_log_is_good "$log" "$1" 20000
}

# A vector that is wrong must be noticed, or the others would prove nothing.
crypto_perf_notices()
{
	local vector=$scratch/vector

	set_eal_args 512 "$plugins"
	set_crypto_args aead encrypt
	"$source_dir/devtools/oracle.py" aead 64 |
		sed '/^digest/ { n; s/^0x\(.\)\(.\)/0x\2\1/; s/^0x\(.\)\1/0x5a/ }' >"$vector"
	limited stdbuf -oL dpdk-test-crypto-perf "${eal_args[@]}" --vdev=uacce_sec0,device=soft \
		-- --devtype uacce_sec --ptest verify --total-ops 100 --burst-sz 32 --buffer-sz 64 \
		"${crypto_args[@]}" --test-file "$vector" --test-name case
	! crypto_log_is_good "$log" verify 100
}

run_crypto_perf()
{
	local kind way bytes ptest workers

	for kind in cipher-only auth-only cipher-then-auth aead; do
		for way in encrypt decrypt; do
			for bytes in 64 2048; do
				step "crypto-perf verify, $kind, $way, $bytes bytes" 60 \
					crypto_perf verify "$kind" "$way" "$bytes"
			done
		done
		for ptest in throughput latency pmd-cyclecount; do
			step "crypto-perf $ptest, $kind" 60 crypto_perf "$ptest" "$kind" encrypt 1024
		done
	done
	for kind in cipher-then-auth aead; do
		step "crypto-perf verify, $kind, soft_qm=2 soft_workers=1" 60 \
			crypto_perf verify "$kind" encrypt 1024 device=soft,soft_qm=2,soft_workers=1
	done
	step "crypto-perf verify notices a wrong digest" 60 crypto_perf_notices
}

run_l2fwd_crypto()
{
	local case

	for case in cbc-encrypt cbc-decrypt gcm-encrypt gcm-decrypt; do
		step "l2fwd-crypto, $case" 90 \
			limited "$source_dir/devtools/test-l2fwd-crypto.sh" "$case"
	done
	step "l2fwd-crypto, cbc-twice, soft_qm=2 soft_workers=1" 90 \
		limited "$source_dir/devtools/test-l2fwd-crypto.sh" cbc-twice \
		device=soft,soft_qm=2,soft_workers=1
}

# As of the other driver, which has the same arguments but one.
run_crypto_refused()
{
	local args

	for args in queues=0 queues=many queues=99999 soft_qm=4 soft_qm=x soft_workers=65 \
			soft_workers=-1 soft_cpus=x soft_depth=1000 soft_engine=turbo soft_fault=nonsense; do
		step "uacce_sec refuses $args" 30 refused_by uacce_sec "device=soft,$args" \
			"${args%%=*}"
	done
	step "uacce_sec refuses v2_inflate" 30 refused_by uacce_sec device=soft,v2_inflate=soft \
		v2_inflate
	step "uacce_sec refuses an unknown key" 30 refused_by uacce_sec colour=red colour
	step "uacce_sec refuses a key without value" 30 refused_by uacce_sec queues= queues
	step "uacce_sec refuses a device of the other kind" 30 refused_by uacce_sec \
		device=hisi_zip-0 hisi_zip-0
}
