// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>
#include "clocks.h"
#include "exits.skel.h"
#include "load.h"
#include "store.h"

const char *const bpf_exits_details[] = { "counts", "time", "full", "causes" };

static bool loaded(const char *module)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/module/%s", module);
	return access(path, F_OK) == 0;
}

/* lacks: what is missing before anything is tried, as a text that says what to do */
static const char *lacks(void)
{
	if (geteuid() != 0)
		return "only root may load programs: run it with sudo";
	if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		return "this kernel has no BTF: boot one with CONFIG_DEBUG_INFO_BTF, as Debian's are";
	if (!loaded("kvm_intel") && !loaded("kvm_amd"))
		return "KVM is not loaded: modprobe kvm_intel, or kvm_amd";
	if (access("/sys/kernel/btf/kvm", R_OK) != 0)
		return "this kernel's module kvm has no BTF, which the kernel's own has: load that one";
	return NULL;
}

/* locked_down: for confidentiality, as far as it can be seen */
static bool locked_down(void)
{
	FILE *file = fopen("/sys/kernel/security/lockdown", "re");
	char line[64] = "";
	bool is = file && fgets(line, sizeof(line), file) && strstr(line, "[confidentiality]");

	if (file)
		fclose(file);
	return is;
}

/* refused: what libbpf's error means, and what to do */
static void refused(int error, char *why, size_t size)
{
	if (locked_down())
		snprintf(why, size, "the kernel is locked down for confidentiality, and lets no "
			 "program read it: boot without 'lockdown=confidentiality'");
	else if (error == EPERM)
		snprintf(why, size, "the kernel refuses the programs: CAP_BPF and CAP_PERFMON are "
			 "missing, as in a container: run it on the host");
	else
		snprintf(why, size, "the kernel refuses the programs (%s)%s: BPF_EXITS_DEBUG=1 shows "
			 "why", strerror(error),
			 error == EINVAL ? ", as one that is locked down for confidentiality" : "");
}

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	return getenv("BPF_EXITS_DEBUG") ? vfprintf(stderr, format, args) : 0;
}

static bool has_function(const struct btf *btf, const char *name)
{
	return btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) > 0;
}

/* choose: which of the programs are loaded. What a kernel does not have is not told apart. */
static void choose(struct bpf_exits *exits, const struct btf *kvm, enum bpf_exits_detail detail)
{
	struct exits *skeleton = exits->skeleton;
	bool times = detail > BPF_EXITS_COUNTS, causes = detail >= BPF_EXITS_WITH_CAUSES;

	exits->has_halted = times && has_function(kvm, "kvm_vcpu_halt") &&
			    has_function(kvm, "kvm_vcpu_block");
	exits->has_sched = times && has_function(kvm, "kvm_sched_out") &&
			   has_function(kvm, "kvm_sched_in") &&
			   has_function(kvm, "kvm_arch_vcpu_put");
	bpf_program__set_autoload(skeleton->progs.exits_entry, times);
	bpf_program__set_autoload(skeleton->progs.exits_to_user, exits->has_sched);
	bpf_program__set_autoload(skeleton->progs.exits_from_user, exits->has_sched);
	bpf_program__set_autoload(skeleton->progs.exits_halt, exits->has_halted);
	bpf_program__set_autoload(skeleton->progs.exits_halted, exits->has_halted);
	bpf_program__set_autoload(skeleton->progs.exits_block, exits->has_halted);
	bpf_program__set_autoload(skeleton->progs.exits_blocked, exits->has_halted);
	bpf_program__set_autoload(skeleton->progs.exits_sched_out, exits->has_sched);
	bpf_program__set_autoload(skeleton->progs.exits_sched_in, exits->has_sched);
	bpf_program__set_autoload(skeleton->progs.exits_msr, causes);
	bpf_program__set_autoload(skeleton->progs.exits_pio, causes);
	bpf_program__set_autoload(skeleton->progs.exits_cpuid, causes);
	bpf_program__set_autoload(skeleton->progs.exits_hypercall, causes);
	bpf_program__set_autoload(skeleton->progs.exits_mmio, causes);
}

/* size_of_host: places for as many vCPUs as there may be; memory for them is taken at once */
static unsigned int size_of_host(void)
{
	unsigned int places = 1024, wanted = 16 * libbpf_num_possible_cpus();

	while (places < wanted && places < 8192)
		places *= 2;
	return places;
}

static void set_up(struct bpf_exits *exits, const struct btf *vmlinux,
		   enum bpf_exits_detail detail, enum bpf_exits_state state)
{
	struct exits *skeleton = exits->skeleton;

	exits->nr_places = size_of_host();
	exits->tsc_khz = bpf_tsc_khz();
	skeleton->rodata->on_vmx = exits->reasons.on_vmx;
	skeleton->rodata->can_cast = has_function(vmlinux, "bpf_rdonly_cast");
	skeleton->rodata->detail = detail;
	skeleton->rodata->state_kind = state;
	skeleton->rodata->cycles_per_ns = ((unsigned long long)exits->tsc_khz << BPF_EXITS_CYCLES_SHIFT) / 1000000;
	memcpy((void *)skeleton->rodata->slot_of, exits->reasons.slot_of, BPF_EXITS_CODES);
	bpf_map__set_max_entries(skeleton->maps.places, exits->nr_places);
	bpf_map__set_max_entries(skeleton->maps.free_places, exits->nr_places);
	bpf_map__set_max_entries(skeleton->maps.place_by_vcpu, exits->nr_places);
	bpf_map__set_max_entries(skeleton->maps.vms, exits->nr_places);
}

/* map_places: into this process, and gives them to the programs; 0 or an error's number */
static int map_places(struct bpf_exits *exits)
{
	struct bpf_map *places = exits->skeleton->maps.places;
	int queue = bpf_map__fd(exits->skeleton->maps.free_places);

	exits->place_bytes = (sizeof(struct bpf_exits_vcpu) + 7) & ~7ull;
	exits->places = mmap(NULL, exits->nr_places * exits->place_bytes, PROT_READ | PROT_WRITE,
			     MAP_SHARED, bpf_map__fd(places), 0);
	if (exits->places == MAP_FAILED) {
		exits->places = NULL;
		return errno;
	}
	for (unsigned int nr = 1; nr < exits->nr_places; nr++)
		if (bpf_map_update_elem(queue, NULL, &nr, BPF_ANY))
			return errno;
	return 0;
}

static int ended(void *context, void *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 0;
}

/* free_places: whenever a vCPU has ended, until it is told to stop */
static void *free_places(void *context)
{
	struct bpf_exits *exits = context;
	struct pollfd fds[] = {
		{ .fd = ring_buffer__epoll_fd(exits->ring), .events = POLLIN },
		{ .fd = exits->stop, .events = POLLIN },
	};

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return NULL;
		if (fds[1].revents)
			return NULL;
		ring_buffer__consume(exits->ring);
		pthread_mutex_lock(&exits->lock);
		bpf_exits_fold(exits);
		pthread_mutex_unlock(&exits->lock);
	}
}

/* start: the thread, which gets none of the process's signals; 0 or an error's number */
static int start(struct bpf_exits *exits)
{
	sigset_t all, kept;
	int error;

	exits->ring = ring_buffer__new(bpf_map__fd(exits->skeleton->maps.ended), ended, NULL, NULL);
	if (!exits->ring)
		return errno;
	exits->stop = eventfd(0, EFD_CLOEXEC);
	if (exits->stop < 0)
		return errno;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &kept);
	error = pthread_create(&exits->thread, NULL, free_places, exits);
	pthread_sigmask(SIG_SETMASK, &kept, NULL);
	if (error) {
		close(exits->stop);
		exits->stop = -1;
	}
	return error;
}

/* load: 0 or an error's number */
static int load(struct bpf_exits *exits, enum bpf_exits_detail detail, enum bpf_exits_state state)
{
	struct btf *vmlinux = btf__load_vmlinux_btf();
	struct btf *kvm = vmlinux ? btf__load_module_btf("kvm", vmlinux) : NULL;
	int error = kvm ? 0 : errno;

	exits->skeleton = exits__open();
	exits->older = calloc(1, sizeof(*exits->older));
	if (!error && (!exits->skeleton || !exits->older))
		error = errno;
	if (!error) {
		set_up(exits, vmlinux, detail, state);
		choose(exits, kvm, detail);
		error = -exits__load(exits->skeleton);
	}
	btf__free(kvm);
	btf__free(vmlinux);
	return error;
}

struct bpf_exits *bpf_exits_open(enum bpf_exits_detail detail, enum bpf_exits_state state,
				 char *why, size_t size)
{
	const char *missing = lacks();
	struct bpf_exits *exits;
	int error;

	if (missing) {
		snprintf(why, size, "%s", missing);
		return NULL;
	}
	libbpf_set_print(quiet);
	exits = calloc(1, sizeof(*exits));
	if (!exits) {
		snprintf(why, size, "%s", strerror(errno));
		return NULL;
	}
	exits->stop = -1;
	exits->detail = detail;
	pthread_mutex_init(&exits->lock, NULL);
	bpf_reasons_init(&exits->reasons, loaded("kvm_intel"));
	error = load(exits, detail, state);
	if (!error)
		error = map_places(exits);
	if (!error)
		error = start(exits);
	exits->since = bpf_clock_ns(CLOCK_BOOTTIME);
	bpf_names_read(&exits->before);
	if (!error)
		error = -exits__attach(exits->skeleton);
	if (error) {
		refused(error, why, size);
		bpf_exits_close(exits);
		return NULL;
	}
	return exits;
}

void bpf_exits_close(struct bpf_exits *exits)
{
	if (exits->stop >= 0) {
		eventfd_write(exits->stop, 1);
		pthread_join(exits->thread, NULL);
		close(exits->stop);
	}
	ring_buffer__free(exits->ring);
	if (exits->places)
		munmap(exits->places, exits->nr_places * exits->place_bytes);
	exits__destroy(exits->skeleton);
	for (unsigned int i = 0; i < exits->nr_departed; i++)
		bpf_sum_free(exits->departed[i]);
	bpf_sum_free(exits->older);
	bpf_names_free(&exits->before);
	pthread_mutex_destroy(&exits->lock);
	free(exits);
}
