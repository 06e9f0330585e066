# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Boots the guest of the kernel bench; sourced by kernel-bench.sh.

# The initramfs: busybox and the script that shows the host's files.
build_initrd()
{
	local dir=$cache/initrd

	rm -rf "$dir"
	mkdir -p "$dir"/{bin,proc,sys,dev,host}
	cp "$(command -v busybox)" "$dir/bin/busybox"
	ln -s busybox "$dir/bin/sh"
	cp "$bench_dir/init" "$dir/init"
	(cd "$dir" && find . | LC_ALL=C sort | cpio --quiet -o -H newc | gzip -1) >"$cache/initrd.gz"
}

# The test program, of plain C.
build_judge()
{
	judge=$cache/uacce-judge
	logged "compiling the test program" "$cache/judge.log" gcc -std=gnu11 -O2 -g -Wall -Wextra \
		-Werror -o "$judge" "$source_dir"/emulation/guest/*.c -lz
}

# Set the array machine: two nodes with a CPU each, and the functions on them, behind expander
# bridges as these have nodes; one more where placement is the question.
# set_machine REVISION GROUP
set_machine()
{
	machine=(-L /usr/share/seabios -L /usr/share/qemu
		-accel tcg,thread=multi -cpu max,la57=off -M q35 -smp 2 -m 4G -nodefaults
		-display none -no-reboot
		-object memory-backend-ram,id=m0,size=2G -object memory-backend-ram,id=m1,size=2G
		-numa node,nodeid=0,memdev=m0,cpus=0 -numa node,nodeid=1,memdev=m1,cpus=1
		-device "intel-iommu,x-scalable-mode=on,x-flts=on,x-pasid-mode=on,device-iotlb=on,intremap=on,x-sva=on"
		-fsdev "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap"
		-device virtio-9p-pci,fsdev=host,mount_tag=host
		-device pxb-pcie,id=node1,bus_nr=64,numa_node=1,bus=pcie.0
		-device pxb-pcie,id=node0,bus_nr=32,numa_node=0,bus=pcie.0
		-device pcie-root-port,id=port0,bus=node0,chassis=1,slot=1,pref64-reserve=1G
		-device pcie-root-port,id=port1,bus=node1,chassis=2,slot=2,pref64-reserve=1G
		-device "hisi-zip,bus=port0,revision=$1" -device "hisi-zip,bus=port1,revision=$1"
		-device pcie-root-port,id=port3,bus=node0,chassis=4,slot=4,pref64-reserve=1G
		-device "hisi-sec,bus=port3,revision=$1")
	[ "$2" = numa ] || return 0
	machine+=(-device pcie-root-port,id=port2,bus=node1,chassis=3,slot=3,pref64-reserve=1G
		-device "hisi-zip,bus=port2,revision=$1")
}

# Boot and run a group, or a shell. boot GROUP GENERATION KERNEL LOG SECONDS
boot()
{
	local group=$1 generation=$2 kernel=$3 log=$4 seconds=$5 serial args

	set_machine "$([ "$generation" = v2 ] && echo 0x21 || echo 0x30)" "$group"
	if [ "$group" = shell ]; then
		serial=(-serial mon:stdio)
		args="loglevel=4"
	else
		serial=(-serial "file:$log.console" -serial "file:$log")
		args="loglevel=7"
	fi
	args="$args console=ttyS0 panic=-1 no_timer_check log_buf_len=16M intel_iommu=on,sm_on
		uacce_run=$group uacce_generation=$generation uacce_guest=$bench_dir/guest.sh
		uacce_kernel=$kernel uacce_judge=$judge uacce_tree=$linux_tree
		uacce_prefix=$prefix uacce_compressdev=${zip_counts[$generation]:-}
		uacce_cryptodev=${sec_counts[$generation]:-} uacce_alias=$crypto_alias
		${faults:+uacce_faults=$faults}"
	timeout -k 5 "$seconds" "$qemu" "${machine[@]}" "${serial[@]}" \
		-kernel "$kernel/bzImage" -initrd "$cache/initrd.gz" \
		-append "$(tr -s '\n\t ' ' ' <<<"$args")" 2>"$log.qemu"
}
