// SPDX-License-Identifier: GPL-2.0-only
/* Runs what the command line asks for and prints what was made. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "crew.h"
#include "machine.h"
#include "reader.h"
#include "request.h"
#include "statistics.h"
#include "vmm/host.h"
#include "vmm/longmode.h"

static void print_reasons(const char *name, const struct host *host, const struct tally *tally)
{
	unsigned int i;

	for (i = 0; i < tally->used; i++) {
		printf("%s\t", name);
		printf(host_reason_format(host), tally->rows[i].nr);
		printf("\t%s", host_reason_name(host, tally->rows[i].nr));
		if (!strcmp(name, "cpuid"))
			printf("\t%#llx", VM_CODE_GPA + guest_after_cpuid);
		putchar('\n');
	}
}

/* Two of each, as the first may have a reason of its own. */
static void print_kinds(const struct host *host)
{
	const struct kind *kind;
	struct tally tally;

	for (kind = kinds; kind->name; kind++) {
		tally = (struct tally) { .used = 0 };
		tally_kind(&tally, host, kind, 2, 1, 1);
		print_reasons(kind->name, host, &tally);
	}
	tally = (struct tally) { .used = 0 };
	tally_add(&tally, kind_done_reason(host), 1, 0);
	print_reasons("done", host, &tally);
}

static void print_ticks(const struct crew *crew)
{
	unsigned int i;

	for (i = 0; i < crew->started; i++) {
		const struct member *member = &crew->members[i];

		printf("tsc\t%u\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n", i,
		       member->first, member->last, member->begin, member->done);
	}
}

/* The CPUIDs that ask, and the OUT behind them. */
static void tally_asks(struct tally *tally, const struct machine *machine)
{
	const struct request *request = machine->request;
	const struct host *host = machine->host;
	uint32_t reason = kind_cpuid_reason(host);

	if (!request->asks_used || (request->ask_by == ASK_BY_REAL_MODE && !host->real_mode))
		return;
	if (request->ask_by == ASK_BY_PREFIX)
		reason = kind_prefix_reason(host);
	if (request->ask_by == ASK_BY_GUEST) {
		tally_add(tally, kind_vmrun_reason(host), request_asked(request), 0);
		tally_add(tally, kind_vmmcall_reason(host), request_asked(request), 0);
	}
	tally_add(tally, reason, request_asked(request), 0);
	tally_add(tally, kind_done_reason(host), 1, 0);
}

static void print_made(const struct machine *machine)
{
	const struct request *request = machine->request;
	struct tally tally = { .used = 0 };
	uint64_t done = request->vcpus;
	unsigned int i;

	for (i = 0; i < request->counts_used; i++)
		tally_kind(&tally, machine->host, request->counts[i].kind,
			   request->counts[i].count, request->vcpus, machine->prefaulted);
	/* The guest tells KVM of each page that it knows to have come, and of all before. */
	if (request->withhold_as == WITHHOLD_GUEST)
		tally_kind(&tally, machine->host, kind_find("msr-write", 9),
			   request_count_flags(request, KIND_PAGE) + 1, 1, 1);
	if (request_count_flags(request, KIND_LAST))
		done = 0;
	tally_asks(&tally, machine);
	tally_add(&tally, kind_done_reason(machine->host), done, 0);

	for (i = 0; i < tally.used; i++)
		printf("%s\t%s\t%" PRIu64 "\n", tally.rows[i].at_least ? "at-least" : "made",
		       host_reason_name(machine->host, tally.rows[i].nr), tally.rows[i].count);
}

static void print_answers(const struct machine *machine)
{
	const struct guest_entry *entry = machine_program(machine, 0);

	for (; entry->op != GUEST_OP_done; entry++)
		printf("ask\t0x%08x\t0x%x\t0x%08x\t0x%08x\t0x%08x\t0x%08x\n",
		       (uint32_t)entry->arg, (uint32_t)(entry->arg >> 32),
		       entry->out[0], entry->out[1], entry->out[2], entry->out[3]);
}

static int print_statistics(const struct machine *machine)
{
	unsigned int i;

	for (i = 0; i < machine->vcpus_open; i++) {
		if (statistics_print(&machine->vcpus[i]) < 0)
			return -1;
	}
	return 0;
}

/* Until a line or the end of standard input. */
static void hold(const struct machine *machine)
{
	int character;

	printf("ready\t%d\t%d\n", (int)getpid(), machine->vm.fd);
	fflush(stdout);
	do {
		character = getchar();
	} while (character != EOF && character != '\n');
}

static int run_counts(struct machine *machine, struct crew *crew)
{
	struct readers readers;
	int ret;

	if (readers_start(&readers, machine) < 0)
		return -1;
	ret = crew_round(crew, machine->request->vcpus, 1);
	readers_stop(&readers);
	return ret;
}

static int run_crew(struct machine *machine, struct crew *crew)
{
	const struct request *request = machine->request;

	machine_write_counts(machine, 0);
	if (run_counts(machine, crew) < 0)
		return -1;

	if (request->asks_used) {
		if (machine_prepare_asks(machine) < 0 || crew_round(crew, 1, 0) < 0)
			return -1;
	}

	print_ticks(crew);
	print_made(machine);
	if (request->asks_used)
		print_answers(machine);
	if (request->statistics && print_statistics(machine) < 0)
		return -1;
	if (request->hold)
		hold(machine);
	return 0;
}

static int run(const struct request *request, const struct host *host)
{
	struct machine machine;
	struct crew crew;
	int ret = -1;

	if (machine_open(&machine, request, host, 1) == 0 && crew_start(&crew, &machine) == 0) {
		ret = run_crew(&machine, &crew);
		crew_stop(&crew);
	}
	machine_close(&machine);
	return ret;
}

static void on_alarm(int signal)
{
	static const char text[] = "exitgen: not done in time (--timeout)\n";

	(void)signal;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

static int finish(int ret)
{
	if (fflush(stdout) || ferror(stdout)) {
		perror("exitgen: standard output");
		return 1;
	}
	return ret < 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct request request;
	struct host host;

	request_parse(&request, argc, argv);
	if (host_probe(&host) < 0) {
		fputs("exitgen: no VMX or SVM on this CPU: use the lab (scripts/lab)\n", stderr);
		return 1;
	}

	if (request.ask_by == ASK_BY_GUEST && host.isa != HOST_SVM) {
		fputs("exitgen: --ask-by guest needs SVM: on VMX no CPUID gets past a hypervisor\n",
		      stderr);
		return 1;
	}
	if (request.list) {
		print_kinds(&host);
		return finish(0);
	}

	signal(SIGALRM, on_alarm);
	alarm(request.timeout);
	return finish(request.bench ? bench(&request, &host) : run(&request, &host));
}
