/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what kernels name differently
 *
 * The other files are written for 6.12.  What a kernel has is looked for, here
 * or in Makefile.exit_stats, and not concluded from its version: distributions
 * carry some of the later names back.
 */
#ifndef __KVM_VMEXIT_COMPAT_H
#define __KVM_VMEXIT_COMPAT_H

#include <linux/kvm_types.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/syscore_ops.h>
#include <asm/msr.h>
#include <asm/vmx.h>

#ifdef KVM_VMEXIT_HAS_REGS_H
#include "regs.h"
#else
#include "kvm_cache_regs.h"
#endif

#ifdef KVM_VMEXIT_HAS_CPUID_API_H
#include <asm/cpuid/api.h>
#endif

/* Where KVM has it, its Makefile refuses any other word for it in all files. */
#ifndef EXPORT_SYMBOL_FOR_KVM_INTERNAL
#define EXPORT_SYMBOL_FOR_KVM_INTERNAL(symbol) \
	__PASTE(EXPORT_, SYMBOL_GPL)(symbol)
#endif

#ifndef DEFINE_SHOW_STORE_ATTRIBUTE
#define DEFINE_SHOW_STORE_ATTRIBUTE(name)				\
static int name ## _open(struct inode *inode, struct file *file)	\
{									\
	return single_open(file, name ## _show, inode->i_private);	\
}									\
									\
static const struct file_operations name ## _fops = {			\
	.owner		= THIS_MODULE,					\
	.open		= name ## _open,				\
	.read		= seq_read,					\
	.write		= name ## _write,				\
	.llseek		= seq_lseek,					\
	.release	= single_release,				\
}
#endif

/* The vendor module's answer, for a vCPU that is loaded: int f(vcpu). */
#ifdef kvm_x86_call
#define kvm_vmexit_get_cpl(vcpu) kvm_x86_call(get_cpl)(vcpu)
#else
#define kvm_vmexit_get_cpl(vcpu) static_call(kvm_x86_get_cpl)(vcpu)
#endif

#ifdef KVM_VMEXIT_HAS_RDMSRQ
#define rdmsrl_safe(msr, value) rdmsrq_safe(msr, value)
#endif

#ifndef KVM_VMEXIT_HAS_TASK_IS_RUNNABLE
#define task_is_runnable(task) ((task)->on_rq)
#endif

#ifndef EXIT_REASON_TDCALL
#define EXIT_REASON_TDCALL	77
#endif

#ifndef SECONDARY_EXEC_EPT_VIOLATION_VE
#define SECONDARY_EXEC_EPT_VIOLATION_VE	VMCS_CONTROL_BIT(EPT_VIOLATION_VE)
#endif

#ifndef SECONDARY_EXEC_ENABLE_XSAVES
#define SECONDARY_EXEC_ENABLE_XSAVES	VMCS_CONTROL_BIT(XSAVES)
#endif

/* What is called when the host is suspended, and when it goes on. */
#ifdef KVM_VMEXIT_HAS_SYSCORE
#define KVM_VMEXIT_DEFINE_SYSCORE(name, suspend_host, resume_host)	\
static int name ## _suspend(void *unused)				\
{									\
	return suspend_host();						\
}									\
									\
static void name ## _resume(void *unused)				\
{									\
	resume_host();							\
}									\
									\
static const struct syscore_ops name ## _ops = {			\
	.suspend	= name ## _suspend,				\
	.resume		= name ## _resume,				\
};									\
									\
static struct syscore name = {						\
	.ops		= &name ## _ops,				\
}
#else
#define KVM_VMEXIT_DEFINE_SYSCORE(name, suspend_host, resume_host)	\
static struct syscore_ops name = {					\
	.suspend	= suspend_host,					\
	.resume		= resume_host,					\
}

#define register_syscore(ops)	register_syscore_ops(ops)
#define unregister_syscore(ops)	unregister_syscore_ops(ops)
#endif

#endif /* __KVM_VMEXIT_COMPAT_H */
