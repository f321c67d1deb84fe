// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: exit reasons, their names and their slots
 *
 * A reason gets a slot if the vendor module's handler table has an entry for
 * it or if it is a failed VM entry, which KVM handles without the table.
 * Everything else that the hardware may report shares the slot OTHER.
 */
#include <linux/nospec.h>
#include <linux/trace_events.h>
#include <asm/kvm.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "cause.h"
#include "reason.h"
#include "record.h"
#include "trace.h"

struct kvm_vmexit_reason kvm_vmexit_reasons[KVM_VMEXIT_MAX_SLOTS];
unsigned int kvm_vmexit_isa;

static const struct trace_print_flags vmx_names[] = { VMX_EXIT_REASONS };
static const struct trace_print_flags svm_names[] = { SVM_EXIT_REASONS };

struct nr_range {
	u32 first, last;
};

/* Intel SDM, "VMX Basic Exit Reasons". */
static const struct nr_range vmx_defined[] = {
	{ 0, 34 }, { 36, 37 }, { 39, 41 }, { 43, 70 }, { 72, 81 }, { 84, 85 },
};

/* AMD APM, "SVM Intercept Exit Codes". */
static const struct nr_range svm_defined[] = {
	{ 0x00, 0xa6 }, { 0x400, 0x403 }, { (u32)-2, (u32)-1 },
};

static const char *name_of(u32 nr)
{
	const struct trace_print_flags *names = svm_names;
	size_t i, n = ARRAY_SIZE(svm_names);

	if (kvm_vmexit_isa == KVM_ISA_VMX) {
		names = vmx_names;
		n = ARRAY_SIZE(vmx_names);
	}

	for (i = 0; i < n; i++) {
		if ((u32)names[i].mask == nr)
			return names[i].name;
	}

	return NULL;
}

static bool is_failed_entry(u32 nr)
{
	if (kvm_vmexit_isa == KVM_ISA_VMX)
		return nr == EXIT_REASON_INVALID_STATE ||
		       nr == EXIT_REASON_MSR_LOAD_FAIL;

	return nr == (u32)SVM_EXIT_ERR;
}

static struct kvm_vmexit_code code_of(unsigned int slot)
{
	return (struct kvm_vmexit_code) {
		.offset = KVM_VMEXIT_OFFSET(slot),
		.slot_and_kind = slot,
	};
}

/* Returns what has the new slot, or OTHER when the slots are used up. */
static struct kvm_vmexit_code add_reason(u32 nr, bool handled)
{
	const unsigned int slot = kvm_vmexit_nr_slots;
	struct kvm_vmexit_reason *reason = &kvm_vmexit_reasons[slot];
	struct kvm_vmexit_code code = code_of(slot);
	const char *name = name_of(nr);

	if (WARN_ON_ONCE(slot == KVM_VMEXIT_MAX_SLOTS))
		return code_of(KVM_VMEXIT_SLOT_OTHER);

	snprintf(reason->nr, sizeof(reason->nr),
		 kvm_vmexit_isa == KVM_ISA_VMX ? "%u" : "0x%x", nr);
	reason->handled = handled;
	if (name)
		strscpy(reason->name, name, sizeof(reason->name));
	else	/* as the kvm_exit tracepoint prints it */
		snprintf(reason->name, sizeof(reason->name), "0x%x", nr);

	kvm_vmexit_nr_slots++;
	kvm_vmexit_set_code(&code, kvm_vmexit_isa, nr);
	kvm_vmexit_slot_codes[slot] = code;
	reason->keyed = code.source != KVM_VMEXIT_FROM_NOWHERE;

	return code;
}

/*
 * kvm_vmexit_reasons_init() - give slots to the vendor's exit reasons
 * @isa: KVM_ISA_VMX or KVM_ISA_SVM
 * @handled: whether the vendor module's handler table has an entry
 *
 * Before any vCPU exists.
 */
void kvm_vmexit_reasons_init(unsigned int isa, bool (*handled)(u64 nr))
{
	const struct kvm_vmexit_code other = code_of(KVM_VMEXIT_SLOT_OTHER);
	u32 nr;

	BUILD_BUG_ON(KVM_VMEXIT_OFFSET(KVM_VMEXIT_MAX_SLOTS) > U16_MAX);
	BUILD_BUG_ON(KVM_VMEXIT_OFFSET_SCALE != 4);
	BUILD_BUG_ON(sizeof(*kvm_vmexit_codes) != sizeof(u64));
	BUILD_BUG_ON(KVM_VMEXIT_MAX_SLOTS > KVM_VMEXIT_CAUSE_SLOTS);

	kvm_vmexit_isa = isa;
	kvm_vmexit_nr_slots = KVM_VMEXIT_SLOT_FIRST;
	kvm_vmexit_slot_codes[KVM_VMEXIT_SLOT_OTHER] = other;
	strscpy(kvm_vmexit_reasons[KVM_VMEXIT_SLOT_OTHER].nr, "-",
		sizeof(kvm_vmexit_reasons->nr));
	strscpy(kvm_vmexit_reasons[KVM_VMEXIT_SLOT_OTHER].name, "OTHER",
		sizeof(kvm_vmexit_reasons->name));

	for (nr = 0; nr < KVM_VMEXIT_NR_CODES; nr++) {
		if (handled(nr) || is_failed_entry(nr))
			kvm_vmexit_codes[nr] = add_reason(nr, handled(nr));
		else
			kvm_vmexit_codes[nr] = other;
	}

	nr = (u32)SVM_EXIT_ERR;
	kvm_vmexit_codes[KVM_VMEXIT_NR_CODES] =
		is_failed_entry(nr) ? add_reason(nr, false) : other;
	kvm_vmexit_codes[KVM_VMEXIT_NR_CODES + 1] = other;
}

/* Whether the vendor's manual defines exit reason @nr; any @nr will do. */
bool kvm_vmexit_reason_defined(u32 nr)
{
	const struct nr_range *defined = svm_defined;
	size_t i, n = ARRAY_SIZE(svm_defined);

	if (kvm_vmexit_isa == KVM_ISA_VMX) {
		defined = vmx_defined;
		n = ARRAY_SIZE(vmx_defined);
	}

	for (i = 0; i < n; i++) {
		if (nr >= defined[i].first && nr <= defined[i].last)
			return true;
	}

	return false;
}

/*
 * The slot of exit reason @nr if the vendor module handles it, or -1.
 * @nr may come from a guest: it indexes nothing before its bound is enforced
 * for speculation too.
 */
int kvm_vmexit_reason_slot(u32 nr)
{
	unsigned int slot;

	if (nr >= KVM_VMEXIT_NR_CODES)
		return -1;

	nr = array_index_nospec(nr, KVM_VMEXIT_NR_CODES);
	slot = kvm_vmexit_codes[nr].offset / sizeof(struct kvm_vmexit_cell);

	return kvm_vmexit_reasons[slot].handled ? slot : -1;
}
