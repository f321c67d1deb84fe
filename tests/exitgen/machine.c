// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest-physical memory of a machine:
 *
 *	0		base: image, IDT, page tables, one program per vCPU, three special pages
 *	MMIO_GPA	nothing, one page per vCPU: stores go to userspace
 *	DOORBELL_GPA	nothing, one page per vCPU, a doorbell in each
 *	DEVICES_GPA	nothing, DEVICES_SIZE per vCPU, for first stores
 *	PAGES_GPA	memory that nobody has touched, for first touches
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "machine.h"

#define MMIO_GPA	(3 * VM_GIB)
#define DOORBELL_GPA	(MMIO_GPA + 0x1000000)
#define DOORBELL	0x40
#define DEVICES_GPA	(MMIO_GPA + 0x2000000)
#define DEVICES_SIZE	0x2000000ULL
#define PAGES_GPA	(4 * VM_GIB)
#define GPA_END		(512 * VM_GIB)

/* The special pages: a stack and what KVM writes; a VMCB; what VMRUN saves. */
#define SPECIAL_PAGES	3
#define SPECIAL_VMCB	VM_PAGE_SIZE
#define SPECIAL_SAVE	(2 * VM_PAGE_SIZE)

#define RFLAGS_IF	0x200

static uint64_t max(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Bytes of a vCPU's program: stamps, a spin and counts or the asks, and done. */
static uint64_t program_size(const struct request *request)
{
	uint64_t entries = max(3 + request->counts_used, request_asked(request)) + 1;
	uint64_t bytes = entries * sizeof(struct guest_entry);

	return (bytes + VM_PAGE_SIZE - 1) / VM_PAGE_SIZE * VM_PAGE_SIZE;
}

static uint64_t pages_size(const struct request *request, unsigned int rounds)
{
	return request_count_flags(request, KIND_PAGE) * request->vcpus * rounds * VM_PAGE_SIZE;
}

static int open_memory(struct machine *machine, unsigned int rounds)
{
	const struct request *request = machine->request;
	const uint64_t pages = pages_size(request, rounds);
	uint64_t base_size;
	int err;

	machine->stride = program_size(request);
	machine->programs = vm_base_end(PAGES_GPA + pages);
	machine->special = machine->programs + machine->stride * request->vcpus;
	base_size = machine->special + SPECIAL_PAGES * VM_PAGE_SIZE;

	if (pages > GPA_END - PAGES_GPA)
		return vm_fail(&machine->vm.error, 0, "page: more than %llu GiB in all",
			       (GPA_END - PAGES_GPA) / VM_GIB);
	if (base_size > MMIO_GPA)
		return vm_fail(&machine->vm.error, 0, "too much to ask for with so many vCPUs");

	err = vm_add_base(&machine->vm, base_size, PAGES_GPA + pages, guest_code,
			  guest_code_size);
	if (err || !pages)
		return err;
	err = vm_add_memory(&machine->vm, 1, PAGES_GPA, pages);
	if (err || !request->withhold_ms)
		return err;
	return withhold_start(&machine->withhold, machine->vm.slots[1].host, pages,
			      request->withhold_ms, &machine->vm.error);
}

enum guest_op machine_mmio_op(uint64_t gpa)
{
	return gpa >= DEVICES_GPA ? GUEST_OP_mmio_pages : GUEST_OP_mmio;
}

static uint64_t doorbell(unsigned int vcpu)
{
	return DOORBELL_GPA + vcpu * VM_PAGE_SIZE + DOORBELL;
}

static int open_event(struct machine *machine, uint64_t addr, uint32_t len, uint32_t flags)
{
	struct kvm_ioeventfd event = { .addr = addr, .len = len, .flags = flags };

	if (machine->event_fd < 0)
		machine->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	event.fd = machine->event_fd;
	if (machine->event_fd < 0 || ioctl(machine->vm.fd, KVM_IOEVENTFD, &event) < 0)
		return vm_fail(&machine->vm.error, errno, "ioeventfd");
	return 0;
}

/* What KVM handles without userspace. A doorbell of any length has KVM's fast way. */
static int open_events(struct machine *machine)
{
	const struct request *request = machine->request;
	unsigned int i;
	int err = 0;

	if (request_count(request, kind_find("io-kernel", 9)))
		err = open_event(machine, GUEST_PORT_KERNEL, 1, KVM_IOEVENTFD_FLAG_PIO);
	for (i = 0; i < request->vcpus && !err && request_count_flags(request, KIND_DOORBELL); i++)
		err = open_event(machine, doorbell(i), 0, 0);
	return err;
}

static int open_vm(struct machine *machine, unsigned int rounds)
{
	const struct request *request = machine->request;
	int err;

	err = vm_open(&machine->vm, request_count_flags(request, KIND_IRQCHIP) > 0 ||
				    request->withhold_as != WITHHOLD_SLEEP);
	if (!err)
		err = open_memory(machine, rounds);
	if (!err)
		err = open_events(machine);
	return err;
}

static struct kvm_regs start_registers(const struct machine *machine, const struct vcpu *vcpu)
{
	const struct request *request = machine->request;
	struct kvm_regs regs = {
		.rdi = machine->programs + vcpu->id * machine->stride,
		.rsi = VCPU_CR4,
		.r14 = machine->special,
		.rsp = machine->special + VM_PAGE_SIZE,
	};

	if (request->ask_by == ASK_BY_GUEST)
		regs.r14 += SPECIAL_VMCB;
	/*
	 * KVM halts a vCPU for a page only if an interrupt could be taken meanwhile. And a
	 * guest that makes no exits of its own is not left for the host's in Bochs 2.7 if it
	 * was entered with interrupts off.
	 */
	if (request->withhold_as == WITHHOLD_HALT || request->withhold_as == WITHHOLD_GUEST ||
	    request->spin)
		regs.rflags = RFLAGS_IF;
	return regs;
}

int machine_reset_vcpu(const struct machine *machine, struct vcpu *vcpu)
{
	const struct kvm_regs regs = start_registers(machine, vcpu);

	return vcpu_reset(vcpu, &regs);
}

static int open_vcpu(struct machine *machine, struct vcpu *vcpu, unsigned int id)
{
	int err;

	err = vcpu_open(&machine->vm, vcpu, id);
	if (!err)
		err = machine_reset_vcpu(machine, vcpu);
	if (!err && request_count_flags(machine->request, KIND_DEBUG))
		err = vcpu_trap_debug_registers(vcpu);
	if (!err && machine->request->withhold_as == WITHHOLD_GUEST)
		err = vcpu_take_async_faults(vcpu, machine->special, guest_async_fault);
	return err;
}

static int open_vcpus(struct machine *machine, struct vm_error *error)
{
	unsigned int i;
	int err = 0;

	machine->vcpus = calloc(machine->request->vcpus, sizeof(*machine->vcpus));
	if (!machine->vcpus)
		return vm_fail(error, ENOMEM, "list of vCPUs");

	for (i = 0; i < machine->request->vcpus && !err; i++) {
		err = open_vcpu(machine, &machine->vcpus[i], i);
		machine->vcpus_open++;
		if (err)
			*error = machine->vcpus[i].error;
	}
	return err;
}

/* Not possible everywhere; the exits are then reported as "at least". */
static int prefault(struct machine *machine, struct vm_error *error)
{
	int err;

	if (!machine->host->two_dimensional || !machine->host->accessed_bits)
		return 0;
	err = vcpu_prefault_base(&machine->vcpus[0]);
	machine->prefaulted = !err;
	*error = machine->vcpus[0].error;
	return err == -EOPNOTSUPP ? 0 : err;
}

/* Two files per vCPU, itself and perhaps its statistics, and a few others. */
static void raise_file_limit(const struct request *request)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = max(limit.rlim_cur, 2 * request->vcpus + 64);
	limit.rlim_max = max(limit.rlim_max, limit.rlim_cur);
	/* If this is refused, opening a vCPU says so. */
	setrlimit(RLIMIT_NOFILE, &limit);
}

int machine_open(struct machine *machine, const struct request *request, const struct host *host,
		 unsigned int rounds)
{
	struct vm_error error = { 0 };
	int err;

	*machine = (struct machine) {
		.request = request, .host = host, .event_fd = -1, .withhold.fd = -1,
	};

	raise_file_limit(request);
	err = open_vm(machine, rounds);
	if (err)
		error = machine->vm.error;
	if (!err)
		err = open_vcpus(machine, &error);
	if (!err)
		err = prefault(machine, &error);
	if (!err)
		return 0;

	fprintf(stderr, "exitgen: %s\n", error.text);
	return -1;
}

void machine_close(struct machine *machine)
{
	unsigned int i;

	for (i = 0; i < machine->vcpus_open; i++)
		vcpu_close(&machine->vcpus[i]);
	free(machine->vcpus);
	withhold_stop(&machine->withhold);
	if (machine->event_fd >= 0)
		close(machine->event_fd);
	vm_close(&machine->vm);
}

struct guest_entry *machine_program(const struct machine *machine, unsigned int vcpu)
{
	return (struct guest_entry *)(machine->vm.memory + machine->programs +
				      vcpu * machine->stride);
}

/* Where @kind's operation works; each vCPU and each round has its own pages. */
static uint64_t argument(const struct machine *machine, const struct request_count *count,
			 unsigned int vcpu, unsigned int round)
{
	const uint64_t area = (uint64_t)round * machine->request->vcpus + vcpu;

	if (count->kind->flags & KIND_PAGE)
		return PAGES_GPA + area * count->count * VM_PAGE_SIZE;
	if (count->kind->flags & KIND_DEVICES)
		return DEVICES_GPA + vcpu * DEVICES_SIZE;
	if (count->kind->flags & KIND_DOORBELL)
		return doorbell(vcpu);
	if (count->kind->flags & KIND_MMIO)
		return MMIO_GPA + vcpu * VM_PAGE_SIZE;
	return 0;
}

static void write_entry(struct guest_entry *entry, enum guest_op op, uint64_t count, uint64_t arg)
{
	*entry = (struct guest_entry) { .op = op, .count = count, .arg = arg };
}

static void write_counts(struct machine *machine, unsigned int vcpu, unsigned int round)
{
	const struct request *request = machine->request;
	struct guest_entry *entry = machine_program(machine, vcpu);
	enum guest_op last = GUEST_OP_done;
	unsigned int i;

	if (!round)
		write_entry(entry++, GUEST_OP_stamp, 1, 0);
	if (!round && request->spin)
		write_entry(entry++, GUEST_OP_stamp, request->spin, 0);
	for (i = 0; i < request->counts_used; i++) {
		const struct request_count *count = &request->counts[i];

		if (count->kind->flags & KIND_LAST)
			last = count->kind->op[machine->host->isa];
		else if (!(count->kind->flags & KIND_ENTRY))
			write_entry(entry++, count->kind->op[machine->host->isa], count->count,
				    argument(machine, count, vcpu, round));
	}
	if (!round)
		write_entry(entry++, GUEST_OP_stamp, 1, 0);
	write_entry(entry, last, 1, 0);
}

void machine_write_counts(struct machine *machine, unsigned int round)
{
	unsigned int i;

	for (i = 0; i < machine->request->vcpus; i++)
		write_counts(machine, i, round);
}

/* Write vCPU 0's program that executes CPUID for every ask. */
static void write_asks(struct machine *machine)
{
	const struct request *request = machine->request;
	static const enum guest_op ops[] = {
		[ASK_BY_EXIT] = GUEST_OP_ask, [ASK_BY_PREFIX] = GUEST_OP_ask_prefixed,
		[ASK_BY_REAL_MODE] = GUEST_OP_ask, [ASK_BY_GUEST] = GUEST_OP_ask_nested,
	};
	const enum guest_op op = ops[request->ask_by];
	struct guest_entry *entry = machine_program(machine, 0);
	unsigned int i;
	uint64_t index;

	for (i = 0; i < request->asks_used; i++) {
		const struct request_ask *ask = &request->asks[i];

		for (index = ask->first; index <= ask->last; index++)
			write_entry(entry++, op, 1, ask->leaf | index << 32);
	}
	write_entry(entry, GUEST_OP_done, 1, 0);
}

int machine_prepare_asks(struct machine *machine)
{
	struct vcpu *vcpu = &machine->vcpus[0];
	const struct kvm_regs regs = start_registers(machine, vcpu);
	int err = 0;

	write_asks(machine);
	if (machine->request->ask_by == ASK_BY_REAL_MODE)
		err = vcpu_reset_real_mode(vcpu, &regs, guest_real_mode);
	else if (machine->request->ask_by == ASK_BY_GUEST)
		err = vcpu_give_guest(vcpu, machine->special + SPECIAL_VMCB,
				      machine->special + SPECIAL_SAVE);
	if (!err)
		return 0;

	fprintf(stderr, "exitgen: %s\n", vcpu->error.text);
	return -1;
}
