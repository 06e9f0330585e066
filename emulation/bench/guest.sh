#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Runs in the guest, with the host's files: the tests of one group, or a shell. One line per
# test, "ok", "not ok" or "skipped", and "the end" on the last.
#
# The kernel's command line says where things are: uacce_kernel, the folder with its modules;
# uacce_judge, the test program; uacce_tree, the source tree of the kernel; uacce_prefix, where
# the PMDs are installed; uacce_preload, where libraries for DPDK's suites are; uacce_generation,
# v2 or v3; uacce_compressdev and uacce_cryptodev, counts of suites on the soft device;
# uacce_faults, faults for the first ZIP function to have from the start.

here=$(cd "$(dirname "$0")" && pwd -P)
logs=/run/logs
mkdir -p "$logs"
# Messages about the emulated PC from the boot are no part of any test.
dmesg -c >"$logs/boot"

say()
{
	printf '%s\n' "$*"
}

ok()
{
	say "ok - $*"
}

not_ok()
{
	say "not ok - $*"
}

# Show the end of a file as remarks.
remarks()
{
	tail -n "${2:-15}" "$1" | sed 's/^/# /'
}

# Run one test: a command that returns 0 on success. step NAME COMMAND...
step()
{
	local name=$1

	shift
	if "$@" >"$logs/step" 2>&1; then
		ok "$name"
	else
		not_ok "$name"
		remarks "$logs/step"
	fi
}

# load NAME [PARAMETER]...
load()
{
	local name=$1

	shift
	[ -d /sys/module/hisi_qm ] || insmod "$uacce_kernel/hisi_qm.ko" || return
	insmod "$uacce_kernel/$name.ko" "$@"
}

# Load a module or end the guest. With faults a module is loaded already.
must_load()
{
	if [ -n "${uacce_faults:-}" ] && [ -d "/sys/module/$1" ]; then
		return
	fi
	load "$@" && return
	not_ok "insmod $*"
	say "the end"
	exit
}

# Print the names of the ZIP devices on a node. devices_on NODE
devices_on()
{
	local dir names=()

	for dir in /sys/class/uacce/hisi_zip-*; do
		[ "$(cat "$dir/device/numa_node")" != "$1" ] || names+=("${dir##*/}")
	done
	say "${names[*]}"
}

# Split the kernel's log in two files. known has the warnings of a known race: hisi_qm destroys
# its workqueue before it frees its interrupts, and on a slow CPU an interrupt comes in between.
# rest has everything else.
split_log()
{
	dmesg | awk -v known="$logs/known" -v rest="$logs/rest" '
		function flush() {
			printf "%s", block >(block ~ /__queue_work/ && block ~ /qm_eq_irq/ ? known : rest)
			block = ""
		}
		/cut here/ { flush(); inside = 1 }
		{ block = block $0 "\n" }
		/end trace/ { inside = 0 }
		!inside { flush() }
		END { flush() }'
	touch "$logs/known" "$logs/rest"
}

# The kernel's log must have no warning and no oops, also if all tests passed.
check_log()
{
	split_log
	[ ! -s "$logs/known" ] || say "skipped - $1: an interrupt after destroy_workqueue() in" \
		"hisi_qm_uninit(), which is the driver's own race (qm.c)"
	if grep -E 'BUG:|WARNING:|Oops:|general protection|Call Trace|blocked for more' \
			"$logs/rest" >"$logs/trouble"; then
		not_ok "$1: the kernel's log"
		remarks "$logs/trouble"
	else
		ok "$1: the kernel's log is clean"
	fi
}

# shellcheck source=emulation/bench/guest-groups.sh
. "$here/guest-groups.sh"

if [ -n "${uacce_faults:-}" ]; then
	must_load hisi_zip uacce_mode=1
	"$uacce_judge" fault hisi_zip-0 "$uacce_faults" || not_ok "faults: $uacce_faults"
fi
case $1 in
shell)
	[ -d /sys/module/hisi_zip ] || load hisi_zip uacce_mode=1
	load hisi_sec2 uacce_mode=1
	cd "$here" || exit
	PS1='guest# ' bash --norc -i
	exit
	;;
selftest | extra | abi | dpdk | sva | life | soak | hostile | numa)
	"group_$1"
	;;
*)
	not_ok "no such group: $1"
	;;
esac
say "the end"
