# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Completion of dpdk-test-uacce for bash. Commands, options and the cases of `cost` are those of
# the program's own --help, so that a build without tests completes only what it has.

# Print the commands. _dpdk_test_uacce_commands PROGRAM
_dpdk_test_uacce_commands()
{
	"$1" --help 2>/dev/null | awk '
		/^(usage:)? *dpdk-test-uacce / {
			sub(/.*dpdk-test-uacce /, "")
			print $1, $1 ~ /^-/ ? $3 : "" }'
}

# Print the options of a command, or its words of the form a_b behind CASE.
# _dpdk_test_uacce_words PROGRAM COMMAND OPTIONS|CASES
_dpdk_test_uacce_words()
{
	"$1" --help 2>/dev/null | awk -v command="$2:" -v kind="$3" '
		/^[a-z]+: / { on = $1 == command; cases = 0 }
		!on { next }
		/^  [^ ]/ { cases = $1 == "CASE" }
		kind == "CASES" && cases { gsub(/,/, " "); for (i = 1; i <= NF; i++)
			if ($i ~ /_/) print $i }
		kind == "OPTIONS" && /^  --/ { print $1 }'
}

# Print the values of an option; nothing for one that takes a number or free text.
# _dpdk_test_uacce_values COMMAND OPTION
_dpdk_test_uacce_values()
{
	local node

	case $2 in
	--algo)
		printf '%s\n' aes-gcm-{128,256} aes-{cbc,ctr}-{128,256} sm4-cbc null \
			sha{1,256,512}-hmac aes-cbc-{128,256}+sha{1,256,512}-hmac ;;
	--device)
		[ "$1" != perf ] || return 0
		printf '%s\n' soft hw auto
		for node in /sys/class/uacce/*; do
			[ ! -e "$node" ] || printf '%s\n' "${node##*/}"
		done ;;
	--driver) printf '%s\n' uacce_sec ;;
	--faults) printf '%s\n' all none ;;
	--huffman) printf '%s\n' dynamic fixed ;;
	--order) printf '%s\n' turn random ;;
	--pretend) printf '%s\n' lost duplicated wrong ;;
	--size) printf '%s\n' imix ;;
	--threads) printf '%s\n' 1 2 ;;
	--vdev)
		printf '%s\n' uacce_{sec,zip}0 crypto_{aesni_mb,null,openssl}0 \
			compress_{isal,zlib}0 ;;
	esac
}

# Print what may stand behind the options of a command. _dpdk_test_uacce_operands PROGRAM COMMAND
_dpdk_test_uacce_operands()
{
	case $2 in
	cost) _dpdk_test_uacce_words "$1" cost CASES ;;
	dump) "$1" dump 2>/dev/null ;;
	test) "$1" test --list 2>/dev/null | awk '{ print $1 }' ;;
	esac
}

_dpdk_test_uacce()
{
	local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]:-}
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words

	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		words=$(_dpdk_test_uacce_commands "$program")
	elif [[ $before == --sysfs || $before == --dev || $before == --pmd-path ]]; then
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
	elif [[ $before == --input || $before == --pcap ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	elif [[ $before == --* && $before != --json && $before != --out-of-place ]]; then
		words=$(_dpdk_test_uacce_values "$command" "$before")
	elif [[ $word == -* ]]; then
		words=$(_dpdk_test_uacce_words "$program" "$command" OPTIONS)
	else
		words=$(_dpdk_test_uacce_operands "$program" "$command")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _dpdk_test_uacce dpdk-test-uacce
