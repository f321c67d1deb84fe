// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include "load.h"
#include "exits.skel.h"

/* has_function: whether BPF programs may call it in this kernel */
static bool has_function(const char *name)
{
	struct btf *btf = btf__load_vmlinux_btf();
	bool has = btf && btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) > 0;

	btf__free(btf);
	return has;
}

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
		return "BPF programs are loaded by root only: run it with sudo";
	if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		return "this kernel has no BTF: BPF needs one with CONFIG_DEBUG_INFO_BTF, as Debian's are";
	if (!loaded("kvm_intel") && !loaded("kvm_amd"))
		return "KVM is not loaded: modprobe kvm_intel, or kvm_amd";
	if (access("/sys/kernel/btf/kvm", R_OK) != 0)
		return "this kernel's module kvm has no BTF, which the kernel's own has: load that one";
	return NULL;
}

/* refused: what libbpf's error means */
static const char *refused(int error)
{
	if (error == EPERM)
		return "the kernel refuses BPF: it is locked down, or CAP_BPF is missing";
	return strerror(error);
}

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	return getenv("BPF_EXITS_DEBUG") ? vfprintf(stderr, format, args) : 0;
}

struct exits *bpf_exits_open(enum bpf_exits_detail detail, enum bpf_exits_state state,
			     char *why, size_t size)
{
	const char *missing = lacks();
	struct exits *exits;
	int error;

	if (missing) {
		snprintf(why, size, "%s", missing);
		return NULL;
	}
	libbpf_set_print(quiet);
	exits = exits__open();
	if (!exits) {
		snprintf(why, size, "%s", refused(errno));
		return NULL;
	}
	exits->rodata->on_vmx = loaded("kvm_intel");
	exits->rodata->can_cast = has_function("bpf_rdonly_cast");
	exits->rodata->detail = detail;
	exits->rodata->state_kind = state;
	bpf_program__set_autoload(exits->progs.exits_entry, detail != BPF_EXITS_COUNTS);
	error = exits__load(exits);
	if (!error)
		error = exits__attach(exits);
	if (error) {
		snprintf(why, size, "%s", refused(-error));
		exits__destroy(exits);
		return NULL;
	}
	return exits;
}

void bpf_exits_close(struct exits *exits)
{
	exits__destroy(exits);
}

/* add: what a CPU has to the sum */
static void add(struct bpf_exits_cell *sum, const struct bpf_exits_cell *cell)
{
	sum->exits += cell->exits;
	sum->closed += cell->closed;
	sum->ns += cell->ns;
	if (cell->max_ns > sum->max_ns)
		sum->max_ns = cell->max_ns;
	for (unsigned int i = 0; i < BPF_EXITS_BUCKETS; i++)
		sum->hist[i] += cell->hist[i];
}

bool bpf_exits_read(struct exits *exits, unsigned int cell, struct bpf_exits_cell *sum)
{
	int cpus = libbpf_num_possible_cpus();
	struct bpf_exits_cell *each;
	bool read;

	memset(sum, 0, sizeof(*sum));
	if (cpus <= 0)
		return false;
	each = calloc(cpus, sizeof(*each));
	read = each && bpf_map__lookup_elem(exits->maps.cells, &cell, sizeof(cell), each,
					    cpus * sizeof(*each), 0) == 0;
	for (int cpu = 0; read && cpu < cpus; cpu++)
		add(sum, &each[cpu]);
	free(each);
	return read;
}
