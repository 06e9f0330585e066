# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# Builds the guest's kernel and QEMU for the kernel bench; sourced by kernel-bench.sh.
#
# Each build is kept in a folder whose name has a hash of its inputs, so that a change makes a new
# folder, and an interrupted build continues where it stopped.

# Print a short hash of files and words. content_key WORD... -- FILE...
content_key()
{
	{
		while [ "$1" != -- ]; do
			printf '%s\n' "$1"
			shift
		done
		shift
		cat -- "$@"
	} | sha256sum | cut -c 1-12
}

# Run a long build with its output in a log. Print its progress from time to time: the number of
# lines of the log that match PATTERN. progress WHAT LOG PATTERN TOTAL COMMAND...
progress()
{
	local what=$1 log=$2 pattern=$3 total=$4 start=$SECONDS pid done_lines status=0 next=20

	shift 4
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		sleep 1
		if [ $((SECONDS - start)) -ge "$next" ]; then
			done_lines=$(grep -c "$pattern" "$log") || :
			say "  $what: $((SECONDS - start)) s, $done_lines of about $total steps"
			next=$((next + 20))
		fi
	done
	wait "$pid" || status=$?
	if [ "$status" != 0 ]; then
		show_tail "$log"
		die "$what failed, full output in $log"
	fi
	say "  $what: done after $((SECONDS - start)) s"
}

# Remove the test that refuses SVA on x86 from a kernel tree, and change nothing else.
allow_sva()
{
	local file=$1/drivers/iommu/iommu-sva.c

	sed -i '/IS_ENABLED(CONFIG_X86)/{N;/EOPNOTSUPP/d}' "$file"
	! grep -q 'CONFIG_X86' "$file" ||
		die "$file: the test that refuses SVA on x86 looks different in this kernel"
}

# Check that each option of kernel.config is set in the configuration of this kernel.
check_config()
{
	local line missing=''

	while read -r line; do
		case $line in
		CONFIG_*) grep -qx "$line" "$1/.config" || missing="$missing ${line%%=*}" ;;
		esac
	done <"$bench_dir/kernel.config"
	[ -z "$missing" ] || die "this kernel does not take these options:$missing"
}

configure_linux()
{
	local tree=$1 out=$2

	logged "kernel configuration" "$out/config.log" make -C "$tree" O="$out" tinyconfig
	cat "$bench_dir/kernel.config" >>"$out/.config"
	logged "kernel configuration" "$out/config.log" make -C "$tree" O="$out" olddefconfig
	check_config "$out"
}

unpack_linux()
{
	local dir=$1

	say "Unpacking $(basename "$linux_deb")"
	rm -rf "$dir/tree" "$dir/unpack"
	mkdir -p "$dir/unpack" "$dir/tree"
	dpkg-deb --fsys-tarfile "$linux_deb" | tar xf - -C "$dir/unpack"
	tar xf "$dir/unpack/usr/src/$linux_package.tar.xz" -C "$dir/tree" --strip-components 1
	rm -rf "$dir/unpack"
	allow_sva "$dir/tree"
	touch "$dir/unpacked"
}

# Set linux_tree and linux_cache, the tree that is to be used and the folder of its builds.
find_linux_tree()
{
	if [ -n "$linux_dir" ]; then
		linux_tree=$linux_dir
		linux_cache=$cache/linux-$(content_key "$linux_dir" -- "$bench_dir/kernel.config")
		mkdir -p "$linux_cache"
		! grep -q 'IS_ENABLED(CONFIG_X86)' "$linux_tree/drivers/iommu/iommu-sva.c" ||
			die "$linux_tree refuses SVA on x86: remove the test of CONFIG_X86" \
				"in drivers/iommu/iommu-sva.c"
		# make finds out what changed.
		rm -f "$linux_cache/built" "$linux_cache/built-extra"
		return
	fi
	find_linux
	linux_cache=$cache/linux-$(content_key "$(basename "$linux_deb")" -- "$bench_dir/kernel.config")
	linux_tree=$linux_cache/tree
	mkdir -p "$linux_cache"
}

# Build in linux_cache/out, and copy kernel and modules to another folder. make_linux WHAT STEPS TO
make_linux()
{
	local out=$linux_cache/out

	logged "kernel configuration" "$linux_cache/config.log" \
		make -C "$linux_tree" O="$out" olddefconfig
	progress "$1" "$linux_cache/build.log" '^  [A-Z]' "$2" \
		make -C "$linux_tree" O="$out" -j "$(nproc)" bzImage modules
	mkdir -p "$3"
	cp "$out/arch/x86/boot/bzImage" "$out"/drivers/crypto/hisilicon/*.ko \
		"$out"/drivers/crypto/hisilicon/*/*.ko "$3"
}

# Set linux_kernel and linux_extra, folders with a kernel and its modules, the second with the
# extra self-tests, and build there what is out of date.
build_linux()
{
	local config

	find_linux_tree
	[ -n "$linux_dir" ] || [ -e "$linux_cache/unpacked" ] || unpack_linux "$linux_cache"
	config=("$linux_tree/scripts/config" --file "$linux_cache/out/.config")
	linux_kernel=$linux_cache/kernel
	linux_extra=$linux_cache/kernel-extra
	if [ ! -e "$linux_cache/configured" ]; then
		mkdir -p "$linux_cache/out"
		configure_linux "$linux_tree" "$linux_cache/out"
		touch "$linux_cache/configured"
	fi
	if [ ! -e "$linux_cache/built" ]; then
		"${config[@]}" --disable CRYPTO_MANAGER_EXTRA_TESTS
		say "Building the guest's kernel (about 5 minutes with 2 CPUs)"
		make_linux "kernel" 2000 "$linux_kernel"
		touch "$linux_cache/built"
	fi
	if [ ! -e "$linux_cache/built-extra" ]; then
		"${config[@]}" --enable CRYPTO_MANAGER_EXTRA_TESTS
		say "Building the kernel with extra self-tests"
		make_linux "kernel with extra self-tests" 30 "$linux_extra"
		grep -qx CONFIG_CRYPTO_MANAGER_EXTRA_TESTS=y "$linux_cache/out/.config" ||
			die "this kernel has no CRYPTO_MANAGER_EXTRA_TESTS"
		touch "$linux_cache/built-extra"
	fi
}

# QEMU

qemu_options=(--target-list=x86_64-softmmu --without-default-features --without-default-devices
	--with-devices-x86_64=uacce --enable-system --enable-tcg --enable-virtfs --enable-attr
	--disable-werror --disable-docs --disable-download --disable-install-blobs)

# Change lines of a file of QEMU's; an edit that changes nothing is an error.
# edit_qemu FILE SED-SCRIPT
edit_qemu()
{
	cp "$qemu_tree/$1" "$qemu_tree/$1.orig"
	sed -i "$2" "$qemu_tree/$1"
	! cmp -s "$qemu_tree/$1" "$qemu_tree/$1.orig" ||
		die "QEMU $qemu_version: $1 has not the expected lines for: $2"
}

# What the emulated IOMMU lacks for SVA, behind its property x-sva: page requests (bit 29),
# draining of page requests (42) and coherent page walks (48) among its capabilities, the
# matching bit of the wait descriptor, and PASID together with a device TLB. A requested
# translation that fails is not reported as a fault, because the device then requests the page.
# Translations under a PASID are not cached: some outlived their address space, and results for a
# process that was killed were written to memory of the next one.
add_sva()
{
	local vtd=hw/i386/intel_iommu

	edit_qemu include/$vtd.h 's|^    bool pasid;.*|&\n    bool sva;|'
	edit_qemu ${vtd}_internal.h '/VTD_INV_DESC_WAIT_RSVD_LO/s/fffff180/fffff100/I'
	edit_qemu $vtd.c '/DEFINE_PROP_BOOL("x-pasid-mode"/a\
    DEFINE_PROP_BOOL("x-sva", IntelIOMMUState, sva, false),'
	edit_qemu $vtd.c '/s->ecap |= VTD_ECAP_PASID | VTD_ECAP_PSS;/a\
        if (s->sva) {\
            s->ecap |= VTD_ECAP_PRS | 1ULL << 42 | 1ULL << 48;\
        }'
	edit_qemu $vtd.c '/^static void vtd_report_fault(/,/^}/s/if (is_fpd_set &&/if ((is_fpd_set || (s->sva \&\& is_pasid)) \&\&/'
	edit_qemu $vtd.c 's/^    vtd_update_iotlb(s, source_id, vtd_get_domain_id/    if (!s->sva || rid2pasid) vtd_update_iotlb(s, source_id, vtd_get_domain_id/'
	edit_qemu $vtd.c 's/if (s->pasid && x86_iommu->dt_supported) {/if (!s->sva \&\& s->pasid \&\& x86_iommu->dt_supported) {/'
}

# Have ACPI describe the devices behind expander bridges, which give a function its NUMA node: the
# kernel has to find the method there that resets the device.
describe_expanders()
{
	edit_qemu hw/i386/acpi-build.c '/crs = build_crs(PCI_HOST_BRIDGE(BUS(bus)->parent), &crs_range_set,/,/aml_append(scope, dev);/s/aml_append(dev, aml_name_decl("_CRS", crs));/&\n            build_append_pci_bus_devices(dev, bus);/'
}

# The machine and the devices that the guest has.
qemu_devices()
{
	cat <<-END
	CONFIG_Q35=y
	CONFIG_VTD=y
	CONFIG_PCIE_PORT=y
	CONFIG_PXB=y
	CONFIG_CXL=y
	CONFIG_CXL_MEM_DEVICE=y
	CONFIG_VIRTIO_PCI=y
	CONFIG_VIRTIO_9P=y
	END
}

unpack_qemu()
{
	local dir=$1

	say "Unpacking $(basename "$qemu_dsc")"
	rm -rf "$dir/tree" "$dir/build"
	logged "unpacking QEMU" "$dir/unpack.log" \
		dpkg-source --no-check --extract "$qemu_dsc" "$dir/tree"
	qemu_tree=$dir/tree
	add_sva
	describe_expanders
	qemu_devices >"$qemu_tree/configs/devices/x86_64-softmmu/uacce.mak"
	edit_qemu hw/meson.build '$a subdir('\''uacce'\'')'
	touch "$dir/unpacked"
}

# Copy a file if its content differs, so that make and ninja see changes and nothing else.
copy_changed()
{
	cmp -s "$1" "$2" || cp "$1" "$2"
}

# Copy the sources of a folder whose content differs. copy_folder FROM TO
copy_folder()
{
	local file

	for file in "$1"/*.[ch]; do
		copy_changed "$file" "$2/$(basename "$file")"
	done
}

# Copy the device, the engines and the layout headers to QEMU's tree. The folders have the same
# relative positions as in this tree, because the files include each other by relative path.
place_device()
{
	local to=$qemu_tree/hw/uacce folder

	mkdir -p "$to/hw" "$to/soft/sec" "$to/soft/zip" "$to/emulation"
	for folder in hw soft soft/sec soft/zip; do
		copy_folder "$source_dir/common/uacce/$folder" "$to/$folder"
	done
	copy_folder "$source_dir/emulation/qemu" "$to/emulation"
	copy_changed "$source_dir/emulation/qemu/meson.build" "$to/meson.build"
}

# QEMU's configure needs a newer meson than Debian 12 has; use one without installing it.
configure_qemu()
{
	local dir=$1

	if [ ! -e "$dir/meson/usr/bin/meson" ]; then
		find_meson
		mkdir -p "$dir/meson"
		dpkg-deb -x "$meson_deb" "$dir/meson"
	fi
	mkdir -p "$dir/build"
	say "Configuring QEMU $qemu_version"
	(cd "$dir/build" && PYTHONPATH=$dir/meson/usr/lib/python3/dist-packages \
		logged "QEMU's configure" "$dir/configure.log" \
		"$qemu_tree/configure" "${qemu_options[@]}")
	touch "$dir/configured"
}

# Set qemu_cache to the folder of this version with these edits.
set_qemu_dir()
{
	qemu_cache=$cache/qemu-$(content_key "$qemu_version" "${qemu_options[@]}" \
		"$(declare -f add_sva describe_expanders qemu_devices)" -- /dev/null)
}

# Build QEMU with the device as it is in this tree, and set qemu to the program.
build_qemu()
{
	local dir

	find_qemu
	set_qemu_dir
	dir=$qemu_cache
	mkdir -p "$dir"
	qemu_tree=$dir/tree
	[ -e "$dir/unpacked" ] || unpack_qemu "$dir"
	place_device
	[ -e "$dir/configured" ] || configure_qemu "$dir"
	qemu=$dir/build/qemu-system-x86_64
	if [ -e "$dir/built" ]; then
		PYTHONPATH=$dir/meson/usr/lib/python3/dist-packages \
			logged "QEMU" "$dir/build.log" ninja -C "$dir/build" qemu-system-x86_64
		return
	fi
	say "Building QEMU $qemu_version (about 4 minutes with 2 CPUs)"
	PYTHONPATH=$dir/meson/usr/lib/python3/dist-packages \
		progress "QEMU" "$dir/build.log" '^\[' 1600 \
		ninja -v -C "$dir/build" qemu-system-x86_64
	touch "$dir/built"
}
