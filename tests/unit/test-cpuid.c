// SPDX-License-Identifier: GPL-2.0-only
/*
 * How sums become registers, beyond 2^32 and in both numberings. In a guest it would
 * take a week to count that far, and a preset of counters is nothing that a kernel
 * should have; the addition and the encoding are the kernel's own file.
 */
#include "../../kernel/src/cpuid.c"

#include "../reader/tap.h"

#define VCPUS	3
#define CPUS	2

u64 tsc;
unsigned int tsc_khz = 2500000;
int cpus = CPUS;
struct kvm_vmexit_code kvm_vmexit_codes[KVM_VMEXIT_NR_CODES + 2];
unsigned int kvm_vmexit_nr_slots;
struct kvm_vmexit_cell *kvm_vmexit_cpu_cells;
struct kvm_vmexit_rare *kvm_vmexit_cpu_rare;
struct task_struct thread;
u64 clock_ns;
int cpl;

static struct kvm_vmexit_vm vm = { .leaves = -1, .instance = 4711 };
static struct kvm_vmexit_vcpu vcpus[VCPUS];
static struct kvm kvm = { .arch = { .vmexit = &vm } };
static struct kvm_vcpu the_vcpu = { .kvm = &kvm };
static struct kvm_vcpu *const vcpu = &the_vcpu;

u32 get_random_u32_above(u32 floor)
{
	return floor + 815;
}

int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max)
{
	return 0;
}

int param_get_uint(char *buffer, const struct kernel_param *kp)
{
	return 0;
}

static bool some_handled(u64 nr)
{
	return nr == SVM_EXIT_CPUID || nr == SVM_EXIT_HLT || nr == SVM_EXIT_NPF;
}

static void *zeroes(size_t bytes)
{
	void *memory = aligned_alloc(4096, (bytes + 4095) & ~4095UL);

	memset(memory, 0, bytes);
	return memory;
}

static void fill_cell(struct kvm_vmexit_cell *cell, u64 exits)
{
	cell->exits = exits;
	cell->kernel = 10 * exits;
}

/*
 * What nobody may see: the first slot, and what lies behind the last. @stride is the
 * distance of two cells, in cells.
 */
static void fill(struct kvm_vmexit_cell *cells, size_t stride, u64 cpuid, u64 last, u64 other)
{
	const u64 hidden = 1ULL << 62;

	fill_cell(&cells[0], hidden);
	fill_cell(&cells[kvm_vmexit_nr_slots * stride], hidden);
	fill_cell(&cells[KVM_VMEXIT_SLOT_OTHER * stride], other);
	fill_cell(&cells[kvm_vmexit_reason_slot(SVM_EXIT_CPUID) * stride], cpuid);
	fill_cell(&cells[(kvm_vmexit_nr_slots - 1) * stride], last);
}

static void setup(void)
{
	int i;

	kvm_vmexit_reasons_init(KVM_ISA_SVM, some_handled);
	kvm_vmexit_leaves_init();
	INIT_LIST_HEAD(&vm.vcpus);
	for (i = 0; i < VCPUS; i++) {
		vcpus[i].slots = zeroes(2 * KVM_VMEXIT_VCPU_BYTES);
		list_add_tail(&vcpus[i].node, &vm.vcpus);
		fill(&vcpus[i].slots->cell, KVM_VMEXIT_OFFSET_SCALE,
		     0xffffffffULL, 0x500000000ULL + i, 7);
	}
	kvm_vmexit_cpu_cells = zeroes((CPUS * KVM_VMEXIT_MAX_SLOTS + 1) *
				    sizeof(struct kvm_vmexit_cell));
	for (i = 0; i < CPUS; i++)
		fill(kvm_vmexit_cpu_cells + i * KVM_VMEXIT_MAX_SLOTS, 1, 1ULL << 40, 1, 0);
}

static void asks(u32 leaf, u32 nr, u32 a, u32 b, u32 c, u32 d, const char *name)
{
	u32 eax = leaf, ebx = 0x1111, ecx = nr, edx = 0x2222;
	const bool answered = kvm_vmexit_cpuid(vcpu, &eax, &ebx, &ecx, &edx);

	if (!tap_ok(answered && eax == a && ebx == b && ecx == c && edx == d, name))
		printf("# got %d: %#x %#x %#x %#x\n", answered, eax, ebx, ecx, edx);
}

/* One number in both of its encodings. */
static void counts(u32 leaf, u32 nr, u64 number, const char *name)
{
	asks(leaf, nr, number, number >> 32, 0, 0, name);
}

static void cycles(u32 leaf, u32 nr, u64 number, const char *name)
{
	asks(leaf, nr, 0, number >> 32, number, 0, name);
}

static void test_vm(u32 all_exits, u32 all_cycles, u32 exits_of, u32 cycles_of)
{
	const u64 cpuid = VCPUS * 0xffffffffULL;
	const u64 last = VCPUS * 0x500000000ULL + 3;
	const u64 all = cpuid + last + VCPUS * 7;

	counts(all_exits, 0, all, "all exits: all slots but the first, of all vCPUs");
	cycles(all_cycles, 0, 10 * all, "all cycles");
	counts(exits_of, SVM_EXIT_CPUID, cpuid, "exits of a reason: the carry is in EBX");
	cycles(cycles_of, SVM_EXIT_CPUID, 10 * cpuid, "cycles of a reason: the carry is in EBX");
	counts(exits_of, SVM_EXIT_HLT, 0, "exits of a handled reason that there are none of");
	asks(exits_of, 0x12345678, 0, 0, 0, U32_MAX, "an undefined reason");
	asks(cycles_of, U32_MAX - 2, 0, 0, 0, U32_MAX, "an undefined reason near the end");
	asks(cycles_of, SVM_EXIT_INVD, 0, 0, 0, 0, "a reason that is not handled");
}

/* Both totals in the last leaf, of which the exits have 32 bits. */
static void test_2020(void)
{
	const u64 cpuid = VCPUS * 0xffffffffULL;
	const u64 all = cpuid + VCPUS * 0x500000000ULL + 3 + VCPUS * 7;

	asks(0x4fffffff, 0, (u32)all, 10 * all >> 32, (u32)(10 * all), 0, "2020: FF has exits and cycles");
	counts(0x4ffffffe, SVM_EXIT_CPUID, cpuid, "2020: FE has the exits of a reason");
	counts(0x4ffffffd, SVM_EXIT_CPUID, cpuid, "2020: FD too");
	cycles(0x4ffffffc, SVM_EXIT_CPUID, 10 * cpuid, "2020: FC has the cycles of a reason");
	asks(0x4ffffffe, 0x12345678, 0, 0, 0, U32_MAX, "2020: an undefined reason");
	asks(0x4ffffffe, SVM_EXIT_INVD, 0, 0, 0, 0, "2020: a reason that is not handled");
	asks(0x4ffffffb, 99, 0x20401, 0x454d564b, 0x53746978, 0x73746174, "2020: FB says so");
}

/* Every bit of ECX; the sanitizers see to it that none reaches too far. */
static void test_sweep(void)
{
	unsigned long long defined = 0, nr;
	u32 eax, ebx, ecx, edx;

	for (nr = 0; nr <= U32_MAX; nr += nr < 0x20000 || nr > U32_MAX - 0x20000 ? 1 : 4093) {
		eax = 0x4ffffffd;
		ecx = nr;
		kvm_vmexit_cpuid(vcpu, &eax, &ebx, &ecx, &edx);
		defined += edx == 0;
	}
	tap_is_u64(defined, 167 + 4 + 2, "a sweep of ECX: the manual's 173 reasons are defined");
}

int main(void)
{
	u32 eax = 0x4ffffff9, ebx = 1, ecx = 2, edx = 3;

	setup();
	test_vm(0x4fffffff, 0x4ffffffe, 0x4ffffffd, 0x4ffffffc);
	numbering = 2022;
	test_vm(0x4ffffffc, 0x4ffffffd, 0x4ffffffe, 0x4fffffff);
	asks(0x4ffffffb, 99, 0x20201, 0x454d564b, 0x53746978, 0x73746174, "2022: FB says so");
	numbering = 2021;
	asks(0x4ffffffb, 99, 0x20001, 0x454d564b, 0x53746978, 0x73746174, "2021: FB says so");
	asks(0x4ffffffa, 99, 2500000, 0, 0, 4711, "FA: the frequency, and a number of the VM's own");
	test_sweep();
	numbering = 2020;
	test_2020();
	numbering = 2021;
	scope = KVM_VMEXIT_LEAVES_HOST;
	asks(0x4ffffffa, 99, 2500000, 0, 0, 815, "scope 2: FA: the module's number");
	counts(0x4fffffff, 0, CPUS * ((1ULL << 40) + 1), "scope 2: all exits of all CPUs");
	asks(0x4ffffffb, 0, 0x20101, 0x454d564b, 0x53746978, 0x73746174, "scope 2: FB says so");
	tap_ok(!kvm_vmexit_cpuid(vcpu, &eax, &ebx, &ecx, &edx) &&
	       eax == 0x4ffffff9 && ebx == 1 && ecx == 2 && edx == 3,
	       "0x4ffffff9 is not answered, and nothing changes");
	vm.leaves = KVM_VMEXIT_LEAVES_VM;
	asks(0x4ffffffb, 0, 0x20001, 0x454d564b, 0x53746978, 0x73746174, "a VM with a scope of its own");
	vcpu->guest_mode = true;
	eax = 0x4fffffff;
	tap_ok(!kvm_vmexit_cpuid(vcpu, &eax, &ebx, &ecx, &edx) && eax == 0x4fffffff,
	       "a guest's guest gets no answer");
	vcpu->guest_mode = false;
	vm.leaves = -1;
	scope = KVM_VMEXIT_LEAVES_OFF;
	tap_ok(!kvm_vmexit_cpuid(vcpu, &eax, &ebx, &ecx, &edx) &&
	       eax == 0x4fffffff && ebx == 1 && ecx == 2 && edx == 3,
	       "scope 0: no leaf is answered, and nothing changes");
	return tap_done();
}
