# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Boots the guest of the kernel bench; sourced by kernel-bench.sh.

# Copy what a run needs out of the cache, because another tree may build in the cache meanwhile.
build_run_dir()
{
	mkdir -p "$run_dir"
	build_judge
	build_vectors
	build_initrd
	copy_changed "$qemu" "$run_dir/$(basename "$qemu")"
	qemu=$run_dir/$(basename "$qemu")
}

# The initramfs: busybox and the script that shows the host's files.
build_initrd()
{
	local dir=$run_dir/initrd

	rm -rf "$dir"
	mkdir -p "$dir"/{bin,proc,sys,dev,host}
	cp "$(command -v busybox)" "$dir/bin/busybox"
	ln -s busybox "$dir/bin/sh"
	cp "$bench_dir/init" "$dir/init"
	(cd "$dir" && find . | LC_ALL=C sort | cpio --quiet -o -H newc | gzip -1) >"$run_dir/initrd.gz"
}

# The test program, which needs neither DPDK nor Meson.
build_judge()
{
	judge=$run_dir/uacce-judge
	logged "compiling the test program" "$run_dir/judge.log" gcc -std=gnu11 -O2 -g -Wall -Wextra \
		-Werror -o "$judge" "$source_dir"/emulation/guest/*.c -lcrypto -lz
}

# Vectors for dpdk-test-crypto-perf; a guest would take long to compute them.
build_vectors()
{
	local kind

	for kind in cipher-only auth-only cipher-then-auth aead; do
		"$source_dir/devtools/oracle.py" "$kind" 1024 >"$run_dir/vector-$kind"
	done
}

# Set the array machine: two NUMA nodes with a CPU each, and functions behind expander bridges,
# which give them a node. The group numa has one more ZIP function, for tests of placement. The
# groups life, soak and hostile have one more SEC function: when the last function goes, the kernel
# unregisters its algorithms, which must not be in use.
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
		-device "hisi-sec,bus=port3,revision=$1"
		-device pcie-root-port,id=port2,bus=node1,chassis=3,slot=3,pref64-reserve=1G)
	case $2 in
	numa) machine+=(-device "hisi-zip,bus=port2,revision=$1") ;;
	life | soak | hostile) machine+=(-device "hisi-sec,bus=port2,revision=$1") ;;
	esac
}

# The revision of a generation's functions.
revision_of()
{
	case $1 in
	v2) say 0x21 ;;
	*) say 0x30 ;;
	esac
}

# Set the array command to a machine with a device that runs nothing, and its monitor.
# set_idle_command GENERATION DEVICE
set_idle_command()
{
	command=("$qemu" -L /usr/share/seabios -L /usr/share/qemu -accel tcg -M q35 -nodefaults
		-display none -S -monitor stdio -device "$2,revision=$(revision_of "$1")")
}

# Set the array command to what boots a guest. set_command GROUP GENERATION KERNEL LOG
set_command()
{
	local group=$1 generation=$2 kernel=$3 log=$4 serial args

	set_machine "$(revision_of "$generation")" "$group"
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
		uacce_prefix=$prefix uacce_compressdev=$zip_counts
		uacce_cryptodev=$sec_counts uacce_preload=$preload_dir
		${faults:+uacce_faults=$faults}"
	command=("$qemu" "${machine[@]}" "${serial[@]}" -kernel "$kernel/bzImage"
		-initrd "$run_dir/initrd.gz" -append "$(tr -s '\n\t ' ' ' <<<"$args")")
}

# Boot, run a group and wait for its end, at most SECONDS. The trap of run_lane ends the guest
# with the shell. boot GROUP GENERATION KERNEL LOG SECONDS
boot()
{
	local command

	set_command "${@:1:4}"
	# Memory that QEMU frees is overwritten, so that a later use of it fails.
	MALLOC_PERTURB_=219 timeout -k 5 "$5" "${command[@]}" 2>"$4.qemu" </dev/null &
	guest=$!
	wait "$guest"
}

# A prompt in the guest, without a time limit.
boot_shell()
{
	local command

	set_command shell "$1" "$linux_kernel" "$log_dir/shell"
	"${command[@]}"
}
