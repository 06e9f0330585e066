#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Runs in the guest, with the host's files: the tests of one group, or a shell.
# The kernel's command line says where things are: uacce_kernel, the build folder of the
# kernel; uacce_judge, the test program; uacce_faults, faults to inject at the start.

modules=$uacce_kernel

say()
{
	printf '%s\n' "$*"
}

# load NAME [PARAMETER]...
load()
{
	local name=$1 path

	shift
	path=$modules/$name.ko
	[ -d /sys/module/hisi_qm ] || insmod "$modules/hisi_qm.ko" || return
	insmod "$path" "$@"
}

case $1 in
shell)
	load hisi_zip uacce_mode=1
	cd "$(dirname "$0")" || exit
	bash -i
	;;
try)
	load hisi_zip uacce_mode=1
	ls /dev/hisi* /sys/class/uacce
	"$uacce_judge" abi
	"$uacce_judge" sva
	dmesg | tail -50
	;;
dbg)
	load hisi_zip uacce_mode=1
	D=$(readlink -f /sys/class/uacce/hisi_zip-0/device)
	echo 2 >$D/sriov_numvfs
	od -A x -t x4 -j 0x160 -N 64 $D/config
	od -A x -t x4 -N 64 $D/virtfn0/config
	echo 1 >$D/reset
	od -A x -t x4 -j 0x160 -N 64 $D/config
	od -A x -t x4 -N 64 $D/virtfn0/config
	cat $D/virtfn0/resource
	dmesg | tail -20
	;;
life)
	load hisi_zip uacce_mode=1
	"$uacce_judge" life
	;;
esac
say "the end"
