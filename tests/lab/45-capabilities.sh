# SPDX-License-Identifier: GPL-2.0-only
# capabilities against the processor itself: on VMX each row against the MSRs, on
# SVM against the kernel's own reading of CPUID.
. ./tap.sh
. ./msr.sh

vmx() {
	read -r _ high <<-END
		$(msr_read 0 0x480 u4)
	END
	# Bit 55 of IA32_VMX_BASIC: the "true" MSRs exist.
	true_msrs=$((high >> 23 & 1))
	for group in pin_based:0x481:0x48d primary:0x482:0x48e secondary:0x48b:0x48b \
		     vm_exit:0x483:0x48f vm_entry:0x484:0x490; do
		msr=${group#*:}
		[ $true_msrs = 1 ] && msr=${msr#*:}
		msr=${msr%:*}
		read -r low high <<-END
			$(msr_read 0 "$msr" u4)
		END
		rows "${group%%:*}" "$low" "$high"
	done
	is "$(grep -c '^tertiary	' $d/capabilities)" 1 "tertiary controls: the one that there is"
}

# rows GROUP LOW HIGH: a bit may be clear if LOW lacks it, and set if HIGH has it.
rows() {
	wrong=$(awk -F '\t' -v group="$1" '$1 == group { print $2, $3, $4, $5 }' $d/capabilities |
		while read -r name bit set clear; do
			wanted=no
			[ $(($3 >> bit & 1)) = 1 ] && wanted=yes
			[ "$set" = $wanted ] || echo "$name: set: $set"
			wanted=yes
			[ $(($2 >> bit & 1)) = 1 ] && wanted=no
			[ "$clear" = $wanted ] || echo "$name: clear: $clear"
		done)
	is "$wrong" "" "$1: each control as its MSR says"
	within "$(grep -c "^$1	" $d/capabilities)" 5 32 "$1: the group is there"
}

svm() {
	while read -r name flag; do
		wanted=no
		grep -q "^flags.* $flag\( \|$\)" /proc/cpuinfo && wanted=yes
		is "$(awk -F '\t' -v name="$name" '$2 == name { print $4 }' $d/capabilities)" $wanted \
			"$name: $wanted, as the kernel says"
	done <<-END
		NPT npt
		LBRV lbrv
		SVML svm_lock
		NRIPS nrip_save
		TSCRATEMSR tsc_scale
		VMCBCLEAN vmcb_clean
		FLUSHBYASID flushbyasid
		DECODEASSISTS decodeassists
		PAUSEFILTER pausefilter
		PFTHRESHOLD pfthreshold
		AVIC avic
		V_VMSAVE_VMLOAD v_vmsave_vmload
		VGIF vgif
		X2AVIC x2avic
		V_SPEC_CTRL v_spec_ctrl
		VNMI vnmi
	END
	is "$(sed 1d $d/capabilities | wc -l)" 16 "no others"
}

is "$(head -n 1 $d/capabilities)" "group	name	bit	set	clear" "columns"
$isa
finish
