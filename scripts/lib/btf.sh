# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # shared with scripts/lab
#
# BTF for our modules, so that BPF can be run beside the statistics. The kernel's build makes
# it where vmlinux is; ours has none, but the image has the kernel's own, to which that of
# a module only adds. A kernel refuses a module whose BTF is not for it.

# modules_with_btf: modules_dir becomes that of the same modules with BTF
modules_with_btf() {
	local of=$modules_dir
	need pahole
	modules_dir=$of-btf-$("$program" --version | hash_of "$lab_dir"/lib/{btf,modules}.sh)
	cached "$modules_dir" "Making BTF for the KVM modules" - make_btf "$program" "$of"
}

# make_btf PAHOLE MODULES DIR: from what the compiler says of them, which the strip takes away
make_btf() {
	local pahole=$1 of=$2 dir=$3 name
	find "$of" -maxdepth 1 -name '*.ko' -exec cp -t "$dir" {} + || return
	for name in kvm kvm-amd kvm-intel; do
		cp "$of/unstripped/$name.ko" "$dir/$name.debug" &&
			"$pahole" -J --btf_base "$image_dir/vmlinux" --btf_gen_floats "$dir/$name.debug" &&
			strip_module "$dir/$name.debug" "$dir/$name.ko" &&
			rm "$dir/$name.debug" || return
	done
}
