/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the version of KVM's modules, which the kernel's own
 * have none of, and of the reader.  DKMS replaces a module only by one of a
 * higher version.
 */
#ifndef __KVM_VMEXIT_VERSION_H
#define __KVM_VMEXIT_VERSION_H

#define KVM_VMEXIT_VERSION	"0.1.0"

#endif /* __KVM_VMEXIT_VERSION_H */
