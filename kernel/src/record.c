// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what every exit and entry looks at, in the vendor modules
 *
 * reason.c fills the tables, switch.c sets the keys.
 */
#include <linux/export.h>
#include <linux/jump_label.h>

#include "record.h"

struct kvm_vmexit_code kvm_vmexit_codes[KVM_VMEXIT_NR_CODES + 2];
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_codes);

DEFINE_STATIC_KEY_TRUE(kvm_vmexit_enabled);
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_enabled);

DEFINE_STATIC_KEY_TRUE(kvm_vmexit_closing);
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_closing);

DEFINE_STATIC_KEY_TRUE(kvm_vmexit_phases);
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_phases);

DEFINE_STATIC_KEY_TRUE(kvm_vmexit_time);
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_time);

DEFINE_STATIC_KEY_TRUE(kvm_vmexit_hist);
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_hist);

DEFINE_STATIC_KEY_FALSE(kvm_vmexit_causes);
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_causes);

DEFINE_STATIC_KEY_FALSE(kvm_vmexit_causes_enabled);
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_causes_enabled);

DEFINE_STATIC_KEY_FALSE(kvm_vmexit_causes_closing);
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_causes_closing);
