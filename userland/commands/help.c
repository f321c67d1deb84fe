// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "commands/help.h"
#include "model/columns.h"
#include "sources/debugfs.h"

static const char examples[] =
"Examples:\n"
"  kvm-exitstat                      all exits of this host's VMs, most frequent first\n"
"  kvm-exitstat 1                    the totals, then every second what has changed\n"
"  kvm-exitstat --per-vm --top 5 2   the five busiest VMs, every two seconds\n"
"  kvm-exitstat --vm web --per-vcpu  the vCPUs of the VM that QEMU calls 'web'\n"
"  kvm-exitstat --columns exits/s,avg --sort time 5\n"
"                                    these columns, the longest work first\n"
"  kvm-exitstat --reason CPUID 3 11  one reason, one line every 3 s for 30 s\n"
"  kvm-exitstat hist HLT             how long KVM takes for one reason\n"
"  kvm-exitstat hist -y 60           percentiles of every reason, each minute's own\n"
"  kvm-exitstat causes '*msr*'       which MSRs it was (after 'detail causes')\n"
"  kvm-exitstat --causes 5           what was behind each reason's exits, every 5 s\n"
"  kvm-exitstat slowest              the longest exits: when, where, what (likewise)\n"
"  kvm-exitstat explain HLT          what a reason is, what makes it, what lowers it\n"
"  kvm-exitstat check | tee report   does this host count right, what does an exit cost\n"
"  kvm-exitstat top                  a live screen: Enter goes down, ? helps\n"
"  kvm-exitstat run -- qemu-system-x86_64 -enable-kvm -m 1G disk.img\n"
"                                    the exits of a VM from its begin to its end\n"
"  kvm-exitstat run --vm web -- ssh guest make\n"
"                                    those of a running VM while a command runs\n"
"  kvm-exitstat record -o day 60     record every minute until Ctrl-C, then\n"
"  kvm-exitstat report day           what it was, altogether; --samples: each minute\n"
"  kvm-exitstat plot day -o day.svg  draw it\n"
"  kvm-exitstat plot --hist HLT day -o hlt.svg\n"
"                                    how long one reason took, over time\n"
"  kvm-exitstat guest                inside a guest: its own exits, through CPUID\n"
"  kvm-exitstat guest record -o day  ... recorded, for 'report', 'diff' and 'plot'\n";

static const char options[] =
"\n"
"Scope:\n"
"  --vm PID|NAME      one VM, by QEMU's -name, by its pid or as <pid>-<fd>; of --per-vm\n"
"                     and --per-vcpu several: --vm 'web*' --vm db\n"
"  --vcpu N           one vCPU of --vm\n"
"  --cpu N            what one physical CPU has handled\n"
"  --per-vm           a line for each VM\n"
"  --per-vcpu         a line for each vCPU (of --vm, or of all VMs)\n"
"  --per-cpu          a line for each physical CPU\n"
"Lines:\n"
"  --reason NAME|NR   this reason only; several: --reason 'EPT_*' --reason HLT\n"
"  --all-reasons      also the reasons without exits\n"
"  --sort KEY         by exits, or 'help' for the others; what 'plot' draws\n"
"  --top N            the first N lines only, and N causes of each\n"
"  --causes           below each line what was behind its exits: which MSR, port, leaf\n"
"  --columns LIST     these of the columns below, in this order: exits,avg,time%\n"
"Numbers:\n"
"  --cycles           times in TSC cycles, not in human units\n"
"  --with-halted      count halted time in the shares of time (TIME%)\n"
"  --json             one object for each sample, on one line\n"
"  --csv              comma-separated values with one header line\n"
"  --prometheus       metrics: totals of VMs for Prometheus, or of vCPUs (--per-vcpu)\n"
"  --openmetrics      the same as OpenMetrics\n"
"Time:\n"
"  -y, --changes      without the totals that come first\n"
"  --hist REASON      plot: how long KVM took for it, over time, as a heat map\n"
"  --samples          report: each sample, not all of them together\n"
"  --since TIME       report, plot: from then on, as '2026-11-21 03:29:37' or '03:29'\n"
"  --until TIME       ... and up to then\n"
"Other:\n"
"  -o, --output FILE  where record, run, plot and metrics go; '-' is standard output\n"
"  --force            overwrite that file if it is there already\n"
"  --isa vmx|svm      explain: the reasons of this vendor, on any machine\n"
"  --from FILE        explain, causes: of a recording, a copied directory or file\n"
"  --no-switch        check: leave out what changes what the host records\n"
"  --switch           check: change it, and back, also while other VMs run\n"
"  --until-halted     run: until the guest is at rest, then end it\n"
"  --debugfs DIR      read DIR, such as a copy, not " DEBUGFS_DIR "\n"
"  --source debugfs|bpf|auto\n"
"                     these files, or counts by BPF from now on (kvm-exitstat-bpf);\n"
"                     auto, if nothing is said: BPF where KVM has no files\n"
"  -h, --help         this text\n"
"  -V, --version      the version\n";

static const char end[] =
"More is in kvm-exitstat(1).\n"
"Exit status: 0 success, 1 failure, 2 wrong usage; run: that of the command.\n";

static void print_columns(void)
{
	fputs("\nColumns:\n", stdout);
	for (const struct shown_column *c = shown_columns; c->heading; c++)
		printf("  %-8s %s\n", c->heading, c->means);
}

static void print_usages(const struct command *const commands[])
{
	fputs("\nUsage:\n", stdout);
	for (size_t i = 0; commands[i]; i++)
		printf("  " PROGRAM " %s\n", commands[i]->usage);
	fputs("\nINTERVAL is in seconds (0.5 is half of one); COUNT includes the totals.\n", stdout);
}

void print_help(const struct command *const commands[])
{
	fputs(examples, stdout);
	print_usages(commands);
	fputs(options, stdout);
	print_columns();
	fputs(end, stdout);
}
