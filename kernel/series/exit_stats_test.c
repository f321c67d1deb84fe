// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exit statistics of a vCPU: a guest makes known numbers of VM exits, and each
 * interface that the kernel has must show them exactly.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "kvm_util.h"
#include "processor.h"
#include "test_util.h"
#include "ucall_common.h"

#define NR_CPUID	1000
#define NR_SYNC		50	/* each is an exit for port I/O, and the end one more */
#define MAX_SLOTS	256

#define SLOTS_FILE	"/sys/module/kvm/exit_stats/slots"
#define DEBUGFS_DIR	"/sys/kernel/debug/kvm_exits"

/* A vCPU's statistics as they are at one moment. */
struct stats {
	uint64_t exits[MAX_SLOTS], kernel[MAX_SLOTS];
	uint64_t hist[64], guest, user, halted;
	uint64_t nr_exits, nr_hist;
	bool times;
};

static void guest_code(void)
{
	uint32_t eax, ebx, ecx, edx;
	int i;

	for (i = 0; i < NR_CPUID; i++)
		__cpuid(0, 0, &eax, &ebx, &ecx, &edx);
	for (i = 0; i < NR_SYNC; i++)
		GUEST_SYNC(i);
	GUEST_DONE();
}

/* Which bucket a reason has; the vendors name them differently. */
static unsigned int slot_of(const char *svm, const char *vmx)
{
	char line[128], nr[16], name[64];
	unsigned int slot, found = 0;
	FILE *file = fopen(SLOTS_FILE, "r");

	TEST_ASSERT(file, "Cannot open " SLOTS_FILE);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%u %15s %63s", &slot, nr, name) == 3 &&
		    (!strcmp(name, svm) || !strcmp(name, vmx)))
			found = slot;
	}
	fclose(file);
	TEST_ASSERT(found && found < MAX_SLOTS, "No bucket for %s", svm);

	return found;
}

/* Returns how many values statistic @name has, 0 if there is none. */
static size_t read_stat(int fd, struct kvm_stats_header *header,
			struct kvm_stats_desc *descs, const char *name,
			uint64_t *values, size_t max)
{
	struct kvm_stats_desc *desc;
	unsigned int i;

	for (i = 0; i < header->num_desc; i++) {
		desc = get_stats_descriptor(descs, i, header);
		if (strcmp(desc->name, name))
			continue;
		TEST_ASSERT(desc->size <= max, "%s has %u values", name,
			    desc->size);
		read_stat_data(fd, header, desc, values, desc->size);
		return desc->size;
	}

	return 0;
}

static bool read_stats(struct kvm_vcpu *vcpu, struct stats *stats)
{
	struct kvm_stats_header header;
	struct kvm_stats_desc *descs;
	int fd = vcpu_get_stats_fd(vcpu);
	size_t i, n;

	memset(stats, 0, sizeof(*stats));
	read_stats_header(fd, &header);
	descs = read_stats_descriptors(fd, &header);
	n = read_stat(fd, &header, descs, "exits_by_reason", stats->exits,
		      MAX_SLOTS);
	for (i = 0; i < n; i++)
		stats->nr_exits += stats->exits[i];
	stats->times = read_stat(fd, &header, descs, "kernel_cycles_by_reason",
				 stats->kernel, MAX_SLOTS);
	if (stats->times) {
		read_stat(fd, &header, descs, "kernel_cycles_hist",
			  stats->hist, ARRAY_SIZE(stats->hist));
		read_stat(fd, &header, descs, "guest_cycles", &stats->guest, 1);
		read_stat(fd, &header, descs, "user_cycles", &stats->user, 1);
		read_stat(fd, &header, descs, "halted_cycles", &stats->halted, 1);
		for (i = 0; i < ARRAY_SIZE(stats->hist); i++)
			stats->nr_hist += stats->hist[i];
	}
	free(descs);
	close(fd);

	return n;
}

static void run_guest(struct kvm_vcpu *vcpu)
{
	struct ucall uc;
	int i;

	for (i = 0; i < NR_SYNC; i++) {
		vcpu_run(vcpu);
		TEST_ASSERT_EQ(get_ucall(vcpu, &uc), UCALL_SYNC);
	}
	vcpu_run(vcpu);
	TEST_ASSERT_EQ(get_ucall(vcpu, &uc), UCALL_DONE);
}

/* Whether the host's switch @name is at @value; not, if there is none. */
static bool is_at(const char *name, const char *value)
{
	char path[128], word[16] = "";
	FILE *file;

	snprintf(path, sizeof(path), DEBUGFS_DIR "/%s", name);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (fscanf(file, "%15s", word) != 1)
		word[0] = '\0';
	fclose(file);

	return !strcmp(word, value);
}

/* The last exit has not been followed by an entry. */
static void check_times(const struct stats *stats, unsigned int cpuid,
			unsigned int io)
{
	TEST_ASSERT(stats->kernel[cpuid], "KVM took no time for CPUID");
	TEST_ASSERT(stats->kernel[io], "KVM took no time for port I/O");
	TEST_ASSERT(stats->guest, "The guest took no time");
	TEST_ASSERT(stats->user, "Userspace took no time");
	TEST_ASSERT_EQ(stats->halted, 0);
	TEST_ASSERT_EQ(stats->nr_hist,
		       is_at("detail", "time") ? 0 : stats->nr_exits - 1);
}

/* What debugfs has of the VM, in the column that is called exits. */
static void check_debugfs(struct kvm_vm *vm, const char *svm, const char *vmx,
			  uint64_t wanted)
{
	char path[128], line[512], nr[16], name[64];
	uint64_t exits = 0, got;
	FILE *file;

	snprintf(path, sizeof(path), DEBUGFS_DIR "/vm/%d-%d/exits", getpid(),
		 vm->fd);
	file = fopen(path, "r");
	TEST_ASSERT(file, "Cannot open %s", path);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%15s %63s %lu", nr, name, &got) == 3 &&
		    (!strcmp(name, svm) || !strcmp(name, vmx)))
			exits = got;
	}
	fclose(file);
	TEST_ASSERT_EQ(exits, wanted);
}

int main(int argc, char *argv[])
{
	struct stats stats, later;
	struct kvm_vcpu *vcpu;
	unsigned int cpuid, io;
	struct kvm_vm *vm;
	DIR *debugfs;

	TEST_REQUIRE(!is_at("enabled", "0") && !is_at("detail", "counts"));
	vm = vm_create_with_one_vcpu(&vcpu, guest_code);
	TEST_REQUIRE(read_stats(vcpu, &stats));
	/* A kernel that KVM is built into does not name the buckets. */
	TEST_REQUIRE(!access(SLOTS_FILE, R_OK));
	TEST_ASSERT_EQ(stats.nr_exits, 0);
	cpuid = slot_of("cpuid", "CPUID");
	io = slot_of("io", "IO_INSTRUCTION");

	run_guest(vcpu);
	read_stats(vcpu, &stats);
	TEST_ASSERT_EQ(stats.exits[cpuid], NR_CPUID);
	TEST_ASSERT_EQ(stats.exits[io], NR_SYNC + 1);
	if (stats.times)
		check_times(&stats, cpuid, io);
	else
		pr_info("This kernel does not account for times\n");

	debugfs = opendir(DEBUGFS_DIR);
	if (debugfs) {
		check_debugfs(vm, "cpuid", "CPUID", NR_CPUID);
		check_debugfs(vm, "io", "IO_INSTRUCTION", NR_SYNC + 1);
		closedir(debugfs);
	} else {
		pr_info("There is no " DEBUGFS_DIR "\n");
	}

	read_stats(vcpu, &later);
	TEST_ASSERT_EQ(later.nr_exits, stats.nr_exits);
	TEST_ASSERT(later.user >= stats.user, "Userspace took time back");

	kvm_vm_free(vm);
	return 0;
}
