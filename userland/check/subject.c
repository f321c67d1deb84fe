// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "check/subject.h"
#include "model/names.h"
#include "vmm/longmode.h"
#include "vmm/ticks.h"

#define RFLAGS_IF	0x200
#define MAPPED		(SUBJECT_MEMORY + SUBJECT_PAGES * VM_PAGE_SIZE)

static_assert((SUBJECT_STEPS + 1) * sizeof(struct guest_entry) <= VM_PAGE_SIZE, "a page each");

static int open_memory(struct subject *s)
{
	int err;

	s->programs = vm_base_end(MAPPED);
	err = vm_add_base(&s->vm, s->programs + SUBJECT_VCPUS * VM_PAGE_SIZE, MAPPED, guest_code,
			  guest_code_size);
	if (!err)
		err = vm_add_memory(&s->vm, 1, SUBJECT_MEMORY, SUBJECT_PAGES * VM_PAGE_SIZE);
	return err;
}

static int open_kernel_port(struct subject *s)
{
	struct kvm_ioeventfd port = {
		.addr = GUEST_PORT_KERNEL,
		.len = 1,
		.flags = KVM_IOEVENTFD_FLAG_PIO,
	};

	s->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	port.fd = s->event_fd;
	if (s->event_fd < 0 || ioctl(s->vm.fd, KVM_IOEVENTFD, &port) < 0)
		return vm_fail(&s->vm.error, errno, "ioeventfd");
	return 0;
}

/*
 * Interrupts are on, though none comes: Bochs 2.7 leaves no guest for the host's
 * interrupts that has them off.
 */
static int open_vcpu(struct subject *s, unsigned int id)
{
	const struct kvm_regs regs = {
		.rdi = s->programs + id * VM_PAGE_SIZE,
		.rsi = VCPU_CR4,
		.rflags = RFLAGS_IF,
	};
	int err = vcpu_open(&s->vm, &s->vcpus[id], id);

	s->open++;
	return err ? err : vcpu_reset(&s->vcpus[id], &regs);
}

static int fail_vm(const struct vm_error *error, struct failure *f)
{
	return fail(f, "no VM to check with: %s", error->text);
}

/* A guest's first instruction is where its life has begun for sure. */
static int begin_life(struct subject *s, unsigned int vcpu, struct failure *f)
{
	static const struct step first = { GUEST_OP_stamp, 1, 0 };

	s->begin[vcpu] = ticks_now();
	if (subject_pass(s, vcpu, &first, 1, NULL, f))
		return -1;
	s->first[vcpu] = subject_stamp(s, vcpu, 0);
	return 0;
}

int subject_open(struct subject *s, struct failure *f)
{
	char name[32];
	int len;

	*s = (struct subject) { .vm = { .kvm_fd = -1, .fd = -1 }, .event_fd = -1 };
	if (host_probe(&s->host) < 0)
		return fail(f, "this processor has neither VMX nor SVM");
	if (vm_open(&s->vm, 1) || open_memory(s) || open_kernel_port(s))
		return fail_vm(&s->vm.error, f);
	len = snprintf(name, sizeof(name), "%d-%d", (int)getpid(), s->vm.fd);
	s->name = name_intern(name, len);
	for (unsigned int i = 0; i < SUBJECT_VCPUS; i++)
		if (open_vcpu(s, i))
			return fail_vm(&s->vcpus[i].error, f);
	for (unsigned int i = 0; i < SUBJECT_VCPUS; i++)
		if (begin_life(s, i, f))
			return -1;
	return 0;
}

void subject_close(struct subject *s)
{
	while (s->open)
		vcpu_close(&s->vcpus[--s->open]);
	if (s->event_fd >= 0)
		close(s->event_fd);
	s->event_fd = -1;
	vm_close(&s->vm);
}

struct guest_entry *subject_entry(const struct subject *s, unsigned int vcpu, unsigned int i)
{
	return (struct guest_entry *)(s->vm.memory + s->programs + vcpu * VM_PAGE_SIZE) + i;
}

u64 subject_stamp(const struct subject *s, unsigned int vcpu, unsigned int i)
{
	const struct guest_entry *entry = subject_entry(s, vcpu, i);

	return entry->out[0] | (u64)entry->out[1] << 32;
}

u64 sleep_cycles(u64 ns)
{
	struct timespec left = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
	const u64 begin = ticks_now();

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
	return ticks_now() - begin;
}

/* 1 when the guest is done, 0 to go on, -1 for what it was not to do. */
static int handle_exit(const struct vcpu *vcpu, struct pass *p)
{
	if (vcpu->run->exit_reason == KVM_EXIT_MMIO)
		return 0;
	if (vcpu->run->exit_reason != KVM_EXIT_IO)
		return -1;
	switch (vcpu->run->io.port) {
	case GUEST_PORT_DONE:
		return 1;
	case GUEST_PORT_OUT:
	case GUEST_PORT_IN:
		if (p && p->sleep_ns && !p->slept)
			p->slept = sleep_cycles(p->sleep_ns);
		return 0;
	default:
		return -1;
	}
}

int subject_pass(struct subject *s, unsigned int vcpu, const struct step *steps,
		 unsigned int nr, struct pass *p, struct failure *f)
{
	struct vcpu *v = &s->vcpus[vcpu];
	int done, err;

	for (unsigned int i = 0; i < nr; i++)
		*subject_entry(s, vcpu, i) = (struct guest_entry) {
			.op = steps[i].op, .count = steps[i].count, .arg = steps[i].arg,
		};
	*subject_entry(s, vcpu, nr) = (struct guest_entry) { .op = GUEST_OP_done, .count = 1 };
	do {
		err = vcpu_run(v);
		done = err ? -1 : handle_exit(v, p);
	} while (!done);
	if (done > 0)
		return 0;
	vcpu_describe_exit(v, err);
	return fail(f, "the guest did not do what it should: %s", v->error.text);
}
