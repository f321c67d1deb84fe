// SPDX-License-Identifier: GPL-2.0-only
/* The files that kvm_exits has in debugfs, of what BPF has recorded. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "clocks.h"
#include "files.h"
#include "look.h"
#include "rows.h"
#include "store.h"

/* What a file is made of: rows of a kind. */
typedef void show_fn(const struct bpf_rows *rows, const char *prefix, struct bpf_sum *sum);

/* A read: what is printed, to where, and copies that it works with. */
struct work {
	struct bpf_exits *exits;
	struct bpf_look look;
	struct bpf_rows rows;
	show_fn *show;
	struct bpf_sum *vcpu, *vm, *host;
};

/* read_vm: the VM whose first place of the look is @i, in work->vm; its vCPUs are shown, if @head
 * is not NULL, with their number after it. Returns where the next VM is. */
static size_t read_vm(struct work *work, size_t i, const char *head)
{
	const struct bpf_look *look = &work->look;
	size_t next = bpf_look_next(look, i);
	char prefix[96];

	bpf_sum_clear(work->vm);
	for (; i < next; i++) {
		bpf_exits_read_vcpu(work->exits, look->places[i], work->vcpu);
		memcpy(work->vm->name, work->vcpu->name, sizeof(work->vm->name));
		work->vm->since = bpf_exits_since(work->exits, look->places[i], work->vm->name);
		if (head) {
			snprintf(prefix, sizeof(prefix), "%s%u\t", head, look->places[i]->id);
			work->show(&work->rows, prefix, work->vcpu);
		}
		bpf_sum_add(work->vm, work->vcpu);
	}
	return next;
}

/* read_idle: one that has nothing yet, in work->vm */
static void read_idle(struct work *work)
{
	bpf_sum_clear(work->vm);
	work->vm->since = work->exits->since;
}

/* read_past: what has ended, to work->host */
static void read_past(struct work *work)
{
	bpf_exits_read_older(work->exits, work->vm);
	bpf_sum_add(work->host, work->vm);
	for (unsigned int i = 0; i < work->exits->nr_departed; i++)
		bpf_sum_add(work->host, work->exits->departed[i]);
	work->host->since = work->exits->since;
}

static void show_host(struct work *work)
{
	for (size_t i = 0; i < work->look.n;) {
		i = read_vm(work, i, NULL);
		bpf_sum_add(work->host, work->vm);
	}
	read_past(work);
	work->show(&work->rows, "", work->host);
}

static void show_idle(struct work *work)
{
	const struct bpf_names *idle = &work->look.idle;
	char head[96];

	read_idle(work);
	for (size_t i = 0; i < idle->n; i++) {
		snprintf(head, sizeof(head), "vm\t%s\t-\t", idle->name[i]);
		work->show(&work->rows, head, work->vm);
	}
}

static void show_all(struct work *work)
{
	char head[96], name[BPF_NAME];

	for (size_t i = 0; i < work->look.n;) {
		bpf_exits_name(work->look.places[i], name);
		snprintf(head, sizeof(head), "vcpu\t%s\t", name);
		i = read_vm(work, i, head);
		bpf_sum_add(work->host, work->vm);
		snprintf(head, sizeof(head), "vm\t%s\t-\t", name);
		work->show(&work->rows, head, work->vm);
	}
	show_idle(work);
	read_past(work);
	work->show(&work->rows, "host\t-\t-\t", work->host);
}

static void show_departed(struct work *work)
{
	char head[96];

	for (unsigned int i = 0; i < work->exits->nr_departed; i++) {
		snprintf(head, sizeof(head), "%s\t", work->exits->departed[i]->name);
		work->show(&work->rows, head, work->exits->departed[i]);
	}
	bpf_exits_read_older(work->exits, work->vm);
	work->show(&work->rows, "older\t", work->vm);
}

static void show_cpus(struct work *work)
{
	int n = libbpf_num_possible_cpus();
	struct bpf_exits_cpu *cpus = calloc(n, sizeof(*cpus));
	char head[16];

	if (cpus && bpf_exits_read_cpus(work->exits, cpus))
		for (int cpu = 0; cpu < n; cpu++) {
			bpf_sum_clear(work->host);
			for (unsigned int i = 0; i < BPF_EXITS_SLOTS; i++)
				work->host->slots[i].cell = cpus[cpu].cells[i];
			work->host->since = work->exits->since;
			snprintf(head, sizeof(head), "%d\t", cpu);
			work->show(&work->rows, head, work->host);
		}
	free(cpus);
}

static void show_vms(struct work *work)
{
	const struct bpf_look *look = &work->look;
	char name[BPF_NAME];

	for (size_t i = 0; i < look->n; i = bpf_look_next(look, i)) {
		bpf_exits_name(look->places[i], name);
		fprintf(work->rows.out, "%s\n", name);
	}
	for (size_t i = 0; i < look->idle.n; i++)
		fprintf(work->rows.out, "%s\n", look->idle.name[i]);
}

static void show_tsc_khz(struct work *work)
{
	fprintf(work->rows.out, "%u\n", work->exits->tsc_khz);
}

static void show_now(struct work *work)
{
	fprintf(work->rows.out, "%llu\t%llu\n", bpf_clock_ns(CLOCK_BOOTTIME),
		bpf_clock_ns(CLOCK_REALTIME));
}

static void show_isa(struct work *work)
{
	fputs(work->exits->reasons.on_vmx ? "vmx\n" : "svm\n", work->rows.out);
}

static void show_format(struct work *work) { fputs("2\n", work->rows.out); }
static void show_enabled(struct work *work) { fputs("1\n", work->rows.out); }

static void show_detail(struct work *work)
{
	fprintf(work->rows.out, "%s\n", bpf_exits_details[work->exits->detail]);
}

/* A file of one line, which no VM changes. */
static const struct fact {
	const char *name;
	void (*show)(struct work *work);
} facts[] = {
	{ "format", show_format },
	{ "isa", show_isa },
	{ "tsc_khz", show_tsc_khz },
	{ "now", show_now },
	{ "enabled", show_enabled },
	{ "detail", show_detail },
	{ NULL, NULL },
};

/* show_fact: false if there is no such */
static bool show_fact(struct work *work, const char *name)
{
	const struct fact *fact = facts;

	while (fact->name && strcmp(fact->name, name))
		fact++;
	if (fact->name)
		fact->show(work);
	return fact->name;
}

/* A file of the host. Its rows are of @show, with @columns before theirs. */
struct file {
	const char *name;
	void (*make)(struct work *work);
	show_fn *show;
	void (*header)(const struct bpf_rows *rows, const char *columns);
	const char *columns;
	unsigned int which;
};

#define SCOPE "scope\tvm\tvcpu\t"

static const struct file files[] = {
	{ "vm", show_vms, NULL, NULL, NULL, 0 },
	{ "exits", show_host, bpf_rows_exits, bpf_rows_exits_header, "",
	  BPF_ROWS_ALL | BPF_ROWS_RUNNING },
	{ "hist", show_host, bpf_rows_hist, bpf_rows_hist_header, "", BPF_ROWS_ALL },
	{ "causes", show_host, bpf_rows_causes, bpf_rows_causes_header, "", 0 },
	{ "all", show_all, bpf_rows_exits, bpf_rows_exits_header, SCOPE, BPF_ROWS_RUNNING },
	{ "all_hist", show_all, bpf_rows_hist, bpf_rows_hist_header, SCOPE, 0 },
	{ "all_causes", show_all, bpf_rows_causes, bpf_rows_causes_header, SCOPE, 0 },
	{ "cpus", show_cpus, bpf_rows_exits, bpf_rows_exits_header, "cpu\t", 0 },
	{ "departed", show_departed, bpf_rows_exits, bpf_rows_exits_header, "vm\t",
	  BPF_ROWS_ENDED },
	{ NULL, NULL, NULL, NULL, NULL, 0 },
};

/* as_of_vm: how a VM's file is made; NULL: it has none of that name */
static const struct file *as_of_vm(const char *name)
{
	static const struct file vcpus = {
		"vcpus", show_all, bpf_rows_exits, bpf_rows_exits_header, "vcpu\t",
		BPF_ROWS_RUNNING
	};
	const struct file *as = files;

	if (!strcmp(name, vcpus.name))
		return &vcpus;
	while (as->name && strcmp(as->name, name))
		as++;
	return as->make == show_host ? as : NULL;
}

/* make_of_vm: of a VM's file; false if there is no such */
static bool make_of_vm(struct work *work, const char *vm, const char *file)
{
	const struct file *as = as_of_vm(file);
	size_t i = bpf_look_for(&work->look, vm);
	bool vcpus;

	if (!as || (i == work->look.n && !bpf_names_has(&work->look.idle, vm)))
		return false;
	vcpus = as->make == show_all;
	work->show = as->show;
	work->rows.which = as->which;
	as->header(&work->rows, as->columns);
	if (i < work->look.n)
		read_vm(work, i, vcpus ? "" : NULL);
	else
		read_idle(work);
	if (!vcpus)
		as->show(&work->rows, "", work->vm);
	return true;
}

/* make: false if there is no such file */
static bool make(struct work *work, const char *file)
{
	const struct file *each = files;
	char vm[BPF_NAME];
	int end = 0;

	_Static_assert(BPF_NAME == 47 + 1, "as long as what is scanned, and its end");
	if (sscanf(file, "vm/%47[^/]/%n", vm, &end) == 1 && end)
		return make_of_vm(work, vm, file + end);
	while (each->name && strcmp(each->name, file))
		each++;
	if (!each->name)
		return false;
	work->show = each->show;
	work->rows.which = each->which;
	if (each->header)
		each->header(&work->rows, each->columns);
	each->make(work);
	return true;
}

/* make_of_look: as make(), of one look at the VMs; 0 or an error's number */
static int make_of_look(struct work *work, const char *file)
{
	int error = 0;

	pthread_mutex_lock(&work->exits->lock);
	bpf_exits_fold(work->exits);
	if (bpf_look(work->exits, &work->look))
		error = errno;
	else if (!make(work, file))
		error = ENOENT;
	bpf_look_free(&work->look);
	pthread_mutex_unlock(&work->exits->lock);
	return error;
}

/* written: the text as a descriptor */
static int written(struct work *work, const char *file)
{
	int fd = memfd_create("kvm_exits", MFD_CLOEXEC), kept = -1;
	int error;

	if (fd < 0)
		return -1;
	work->rows.out = fdopen(fd, "w");
	if (!work->rows.out) {
		close(fd);
		return -1;
	}
	error = show_fact(work, file) ? 0 : make_of_look(work, file);
	if (!error && !fflush(work->rows.out))
		kept = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	fclose(work->rows.out);
	if (error)
		errno = error;
	return kept;
}

int bpf_exits_open_file(struct bpf_exits *exits, const char *file)
{
	struct work work = {
		.exits = exits,
		.rows = { .exits = exits },
		.vcpu = calloc(1, sizeof(struct bpf_sum)),
		.vm = calloc(1, sizeof(struct bpf_sum)),
		.host = calloc(1, sizeof(struct bpf_sum)),
	};
	int fd = -1, error;

	errno = ENOMEM;
	if (work.vcpu && work.vm && work.host)
		fd = written(&work, file);
	error = errno;
	bpf_sum_free(work.vcpu);
	bpf_sum_free(work.vm);
	bpf_sum_free(work.host);
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	errno = error;
	return fd;
}
