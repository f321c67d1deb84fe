// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock_text.h"
#include "base/fields.h"
#include "base/output.h"
#include "base/text.h"
#include "commands/help.h"
#include "commands/options.h"
#include "sources/debugfs.h"
#include "version.h"

#define TRY_HELP	"(try '" PROGRAM " --help')"

enum {
	OPT_DEBUGFS = 256, OPT_CYCLES, OPT_WITH_HALTED, OPT_ALL_REASONS, OPT_VM, OPT_VCPU,
	OPT_CPU, OPT_PER_VM, OPT_PER_VCPU, OPT_PER_CPU, OPT_SORT, OPT_TOP, OPT_REASON,
	OPT_JSON, OPT_CSV, OPT_UNTIL_HALTED, OPT_OUTPUT, OPT_FORCE,
	OPT_FROM, OPT_ISA, OPT_SAMPLES, OPT_SINCE, OPT_UNTIL, OPT_CHANGES,
	OPT_COLUMNS, OPT_PROMETHEUS, OPT_OPENMETRICS, OPT_HIST, OPT_CAUSES,
	OPT_SWITCH, OPT_NO_SWITCH, OPT_SOURCE,
};

static const struct option long_options[] = {
	{ "all-reasons",	no_argument,		NULL, OPT_ALL_REASONS },
	{ "causes",		no_argument,		NULL, OPT_CAUSES },
	{ "changes",		no_argument,		NULL, OPT_CHANGES },
	{ "columns",		required_argument,	NULL, OPT_COLUMNS },
	{ "cpu",		required_argument,	NULL, OPT_CPU },
	{ "csv",		no_argument,		NULL, OPT_CSV },
	{ "cycles",		no_argument,		NULL, OPT_CYCLES },
	{ "debugfs",		required_argument,	NULL, OPT_DEBUGFS },
	{ "force",		no_argument,		NULL, OPT_FORCE },
	{ "from",		required_argument,	NULL, OPT_FROM },
	{ "help",		no_argument,		NULL, 'h' },
	{ "hist",		required_argument,	NULL, OPT_HIST },
	{ "isa",		required_argument,	NULL, OPT_ISA },
	{ "json",		no_argument,		NULL, OPT_JSON },
	{ "no-switch",		no_argument,		NULL, OPT_NO_SWITCH },
	{ "openmetrics",	no_argument,		NULL, OPT_OPENMETRICS },
	{ "output",		required_argument,	NULL, OPT_OUTPUT },
	{ "per-cpu",		no_argument,		NULL, OPT_PER_CPU },
	{ "per-vcpu",		no_argument,		NULL, OPT_PER_VCPU },
	{ "per-vm",		no_argument,		NULL, OPT_PER_VM },
	{ "prometheus",		no_argument,		NULL, OPT_PROMETHEUS },
	{ "reason",		required_argument,	NULL, OPT_REASON },
	{ "samples",		no_argument,		NULL, OPT_SAMPLES },
	{ "since",		required_argument,	NULL, OPT_SINCE },
	{ "sort",		required_argument,	NULL, OPT_SORT },
	{ "source",		required_argument,	NULL, OPT_SOURCE },
	{ "switch",		no_argument,		NULL, OPT_SWITCH },
	{ "top",		required_argument,	NULL, OPT_TOP },
	{ "until",		required_argument,	NULL, OPT_UNTIL },
	{ "until-halted",	no_argument,		NULL, OPT_UNTIL_HALTED },
	{ "vcpu",		required_argument,	NULL, OPT_VCPU },
	{ "version",		no_argument,		NULL, 'V' },
	{ "vm",			required_argument,	NULL, OPT_VM },
	{ "with-halted",	no_argument,		NULL, OPT_WITH_HALTED },
	{ NULL, 0, NULL, 0 }
};

/* Which group of options a command must take for this one. */
static unsigned int group_of(int option)
{
	switch (option) {
	case OPT_VM: case OPT_VCPU:
		return TAKES_VM;
	case OPT_CPU:
		return TAKES_CPU;
	case OPT_PER_VCPU:
		return TAKES_VCPUS;
	case OPT_PER_VM: case OPT_PER_CPU:
		return TAKES_PLACES;
	case OPT_ALL_REASONS: case OPT_REASON: case OPT_SORT: case OPT_TOP:
		return TAKES_ROWS;
	case OPT_CYCLES:
		return TAKES_UNITS;
	case OPT_WITH_HALTED:
		return TAKES_HALTED;
	case OPT_JSON:
		return TAKES_FORMAT | TAKES_JSON;
	case OPT_CSV:
		return TAKES_FORMAT;
	case OPT_DEBUGFS: case OPT_SOURCE:
		return TAKES_DEBUGFS;
	case OPT_UNTIL_HALTED:
		return TAKES_UNTIL;
	case OPT_OUTPUT: case OPT_FORCE:
		return TAKES_FILE;
	case OPT_FROM:
		return TAKES_FROM;
	case OPT_ISA:
		return TAKES_ISA;
	case OPT_SAMPLES:
		return TAKES_SAMPLES;
	case OPT_SINCE: case OPT_UNTIL:
		return TAKES_CUT;
	case OPT_CHANGES:
		return TAKES_CHANGES;
	case OPT_COLUMNS:
		return TAKES_COLUMNS;
	case OPT_PROMETHEUS: case OPT_OPENMETRICS:
		return TAKES_METRICS;
	case OPT_HIST:
		return TAKES_HEAT;
	case OPT_CAUSES:
		return TAKES_CAUSES;
	case OPT_SWITCH: case OPT_NO_SWITCH:
		return TAKES_SWITCH;
	}
	return 0;
}

/* How many of the words, behind which is NULL, a command is called by; 0: another one. */
static int words_of(const struct command *c, char **words)
{
	const char *second = strchr(c->name, ' ');
	const size_t len = strcspn(c->name, " ");

	if (strlen(words[0]) != len || memcmp(words[0], c->name, len))
		return 0;
	if (!second)
		return 1;
	return words[1] && !strcmp(words[1], second + 1) ? 2 : 0;
}

/* The one that takes most of the words, and how many these are. */
static const struct command *find_command(const struct command *const commands[], char **words,
					  int *nr)
{
	const struct command *found = NULL;

	*nr = 0;
	for (size_t i = 1; commands[i]; i++) {
		if (words_of(commands[i], words) <= *nr)
			continue;
		found = commands[i];
		*nr = words_of(found, words);
	}
	return found;
}

static __noreturn void usage(const char *what, const char *argument)
{
	die(STATUS_USAGE, "%s '%s' " TRY_HELP, what, argument);
}

static u64 number_argument(const char *option, const char *text, u64 least, u64 most)
{
	u64 v;

	if (parse_u64(text, strlen(text), &v) || v < least || v > most)
		die(STATUS_USAGE, "--%s takes a number, not '%s' " TRY_HELP, option, text);
	return v;
}

/* All of them, a line each: completions ask, too. */
static __noreturn void list_sort_keys(void)
{
	for (enum sort_key key = 0; key < NR_SORT_KEYS; key++)
		if (is_sort_key(key))
			puts(sort_key_name(key));
	flush_output();
	exit(STATUS_OK);
}

static enum sort_key sort_argument(const char *text)
{
	enum sort_key key = sort_key_from_name(text);

	if (key < NR_SORT_KEYS)
		return key;
	if (!strcmp(text, "help"))
		list_sort_keys();
	die(STATUS_USAGE, "cannot sort by '%s': '%s --sort help' lists the keys", text, PROGRAM);
}

static __noreturn void list_columns(void)
{
	for (const struct shown_column *c = shown_columns; c->heading; c++)
		puts(c->heading);
	flush_output();
	exit(STATUS_OK);
}

static void columns_argument(struct column_choice *choice, const char *text)
{
	struct failure f;

	if (!strcmp(text, "help"))
		list_columns();
	if (choose_columns(choice, text, &f))
		die(STATUS_USAGE, "%s", f.text);
}

static const char *time_argument(const char *text)
{
	bool has_date;
	u64 ns;

	if (parse_local(text, 0, &ns, &has_date))
		die(STATUS_USAGE, "a time is '2026-11-21 03:29:37', or the date or the clock alone, not '%s' "
		    TRY_HELP, text);
	return text;
}

static enum isa isa_argument(const char *text)
{
	const enum isa isa = isa_from_name(text);

	if (isa == ISA_UNKNOWN)
		die(STATUS_USAGE, "--isa takes vmx or svm, not '%s' " TRY_HELP, text);
	return isa;
}

static enum ask_source source_argument(const char *text)
{
	static const char *const names[] = {
		[FROM_EITHER] = "auto", [FROM_DEBUGFS] = "debugfs", [FROM_BPF] = "bpf",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(text, names[i]))
			return i;
	die(STATUS_USAGE, "--source takes debugfs, bpf or auto, not '%s' " TRY_HELP, text);
}

static void choose_lines(struct options *o, enum lines_of lines)
{
	if (o->query.view.lines != LINES_REASONS && o->query.view.lines != lines)
		die(STATUS_USAGE, "only one of --per-vm, --per-vcpu and --per-cpu " TRY_HELP);
	o->query.view.lines = lines;
}

static void choose_output(struct options *o, enum output output)
{
	if (o->output != OUTPUT_TABLE && o->output != output)
		die(STATUS_USAGE, "only one of --json, --csv, --prometheus and --openmetrics "
		    TRY_HELP);
	o->output = output;
}

void choose_reason(struct options *o, const char *text)
{
	patterns_add(&o->query.reasons, text);
	o->query.view.reasons = &o->query.reasons;
}

void options_free(struct options *o)
{
	patterns_free(&o->query.reasons);
	patterns_free(&o->query.vms);
	o->query.view.reasons = NULL;
	o->query.view.vms = NULL;
}

static void take_option(struct options *o, const struct command *const commands[], int c)
{
	struct query *q = &o->query;

	switch (c) {
	case OPT_DEBUGFS:
		q->debugfs = optarg;
		break;
	case OPT_CYCLES:
		q->view.cycles = true;
		break;
	case OPT_WITH_HALTED:
		q->view.with_halted = true;
		break;
	case OPT_ALL_REASONS:
		q->view.zeroes = true;
		break;
	case OPT_VM:
		patterns_add(&q->vms, optarg);
		break;
	case OPT_VCPU:
		q->vcpu = number_argument("vcpu", optarg, 0, SCOPE_ANY - 1);
		break;
	case OPT_CPU:
		q->cpu = number_argument("cpu", optarg, 0, SCOPE_ANY - 1);
		break;
	case OPT_PER_VM:
		choose_lines(o, LINES_VMS);
		break;
	case OPT_PER_VCPU:
		choose_lines(o, LINES_VCPUS);
		break;
	case OPT_PER_CPU:
		choose_lines(o, LINES_CPUS);
		break;
	case OPT_SORT:
		q->view.sort = sort_argument(optarg);
		break;
	case OPT_COLUMNS:
		columns_argument(&q->view.columns, optarg);
		break;
	case OPT_TOP:
		q->view.top = number_argument("top", optarg, 1, UINT32_MAX);
		break;
	case OPT_REASON:
		choose_reason(o, optarg);
		break;
	case OPT_HIST:
		choose_reason(o, optarg);
		o->heat = true;
		break;
	case OPT_CAUSES:
		q->causes = CAUSES_ALWAYS;
		q->view.causes = true;
		break;
	case OPT_JSON:
		choose_output(o, OUTPUT_JSON);
		break;
	case OPT_CSV:
		choose_output(o, OUTPUT_CSV);
		break;
	case OPT_PROMETHEUS:
		choose_output(o, OUTPUT_PROMETHEUS);
		break;
	case OPT_OPENMETRICS:
		choose_output(o, OUTPUT_OPENMETRICS);
		break;
	case OPT_SWITCH:
		o->switching = SWITCH_BESIDE;
		break;
	case OPT_NO_SWITCH:
		o->switching = SWITCH_NEVER;
		break;
	case OPT_UNTIL_HALTED:
		o->until_halted = true;
		break;
	case 'o':
	case OPT_OUTPUT:
		o->file = optarg;
		break;
	case OPT_FORCE:
		o->force = true;
		break;
	case OPT_FROM:
		o->from = optarg;
		break;
	case OPT_ISA:
		o->isa = isa_argument(optarg);
		break;
	case OPT_SAMPLES:
		o->samples = true;
		break;
	case OPT_SOURCE:
		q->source = source_argument(optarg);
		break;
	case OPT_SINCE:
		o->since = time_argument(optarg);
		break;
	case OPT_UNTIL:
		o->until = time_argument(optarg);
		break;
	case 'y':
	case OPT_CHANGES:
		o->changes = true;
		break;
	case 'h':
		print_help(commands);
		flush_output();
		exit(STATUS_OK);
	case 'V':
		puts(PROGRAM " " VERSION);
		flush_output();
		exit(STATUS_OK);
	}
}

static __noreturn void bad_option(char **argv, int c)
{
	const char *arg = argv[optind - 1];

	if (c == ':')
		usage("an argument is missing after", arg);
	if (strncmp(arg, "--", 2))
		die(STATUS_USAGE, "there is no option '-%c' " TRY_HELP, optopt);
	usage(strchr(arg, '=') && optopt ? "no argument is allowed in" : "there is no option", arg);
}

/* The options that were given, as bits. */
static u32 option_bit(int c)
{
	return c >= OPT_DEBUGFS ? 1u << (c - OPT_DEBUGFS) : 0;
}

/*
 * Take options up to the end or, with '+' in @short_options, the first operand.
 * argv[0] is passed over.
 */
static u32 take_options(int argc, char **argv, const char *short_options,
			const struct command *const commands[], struct options *o)
{
	u32 given = 0;
	int c;

	optind = 0;
	opterr = 0;
	while ((c = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
		if (c == '?' || c == ':')
			bad_option(argv, c);
		given |= option_bit(c == 'o' ? OPT_OUTPUT : c == 'y' ? OPT_CHANGES : c);
		take_option(o, commands, c);
	}
	return given;
}

static void check_options(const struct command *c, u32 given)
{
	for (size_t i = 0; i + 1 < ARRAY_SIZE(long_options); i++) {
		int option = long_options[i].val;

		if (!(option_bit(option) & given) || (group_of(option) & c->takes))
			continue;
		if (c->name)
			die(STATUS_USAGE, "--%s does not go with '%s' " TRY_HELP,
			    long_options[i].name, c->name);
		die(STATUS_USAGE, "--%s needs a command " TRY_HELP, long_options[i].name);
	}
}

u64 parse_interval(const char *text)
{
	const u64 day = 24 * 3600 * 1000ULL;
	size_t whole = strcspn(text, "."), fraction = 0;
	u64 seconds = 0, ms = 0;

	if (text[whole] == '.')
		fraction = strlen(text + whole + 1);
	if (parse_u64(text, whole, &seconds) || seconds > day / 1000 || fraction > 3 ||
	    (text[whole] == '.' && parse_u64(text + whole + 1, fraction, &ms)))
		return 0;
	for (size_t i = fraction; i < 3; i++)
		ms *= 10;
	ms += seconds * 1000;
	return ms >= 10 && ms <= day ? ms * 1000000 : 0;
}

static void take_interval(struct options *o, char **arguments, int nr)
{
	if (nr > 0) {
		o->interval_ns = parse_interval(arguments[0]);
		if (!o->interval_ns)
			usage("an interval is seconds from 0.01 to 86400, not", arguments[0]);
	}
	if (nr > 1 && (parse_u64(arguments[1], strlen(arguments[1]), &o->count) || !o->count))
		usage("a count is a number above 0, not", arguments[1]);
}

/* "2" and ".5", but not 0x78, which is a reason. */
static bool is_interval(const char *text)
{
	return strspn(text, "0123456789.") > 0 && strncmp(text, "0x", 2) && strncmp(text, "0X", 2);
}

/* What comes before an INTERVAL: what may be missing is where a number comes first. */
static int operands_before_interval(const struct command *c, int nr, char **operands)
{
	if (nr > c->min_operands && is_interval(operands[c->min_operands]))
		return c->min_operands;
	return nr < c->max_operands ? nr : c->max_operands;
}

static void take_operands(struct options *o, const struct command *c, int nr, char **operands)
{
	o->operands = operands;
	o->nr_operands = nr;
	if (nr < c->min_operands)
		die(STATUS_USAGE, "'%s' needs %s " TRY_HELP, c->name, c->operands);
	if (c->program)
		return;
	if (c->interval)
		o->nr_operands = operands_before_interval(c, nr, operands);
	if (nr > (c->interval ? o->nr_operands + 2 : c->max_operands))
		usage("one argument too many:", operands[nr - 1]);
	if (c->interval)
		take_interval(o, operands + o->nr_operands, nr - o->nr_operands);
}

/* Lists may be of some VMs; what has one scope is of one, and so is what runs a command. */
static bool may_be_several(const struct query *q, const struct command *c)
{
	return c->takes & TAKES_PLACES && q->view.lines != LINES_REASONS;
}

static void check_vms(const struct query *q, const struct command *c)
{
	if (q->vms.nr && q->view.lines == LINES_CPUS)
		die(STATUS_USAGE, "--vm does not go with --per-cpu: CPUs are not a VM's " TRY_HELP);
	if (q->vms.nr < 2 || may_be_several(q, c))
		return;
	if (q->vcpu != SCOPE_ANY)
		die(STATUS_USAGE, "--vcpu is of one --vm " TRY_HELP);
	if (c->takes & TAKES_PLACES)
		die(STATUS_USAGE, "more than one --vm needs --per-vm or --per-vcpu " TRY_HELP);
	die(STATUS_USAGE, "'%s' takes one --vm " TRY_HELP, c->name);
}

static void check_scope(const struct query *q, const struct command *c)
{
	if (q->vcpu != SCOPE_ANY && !q->vms.nr)
		die(STATUS_USAGE, "--vcpu needs --vm " TRY_HELP);
	if (q->cpu != SCOPE_ANY && (q->vms.nr || q->view.lines != LINES_REASONS))
		die(STATUS_USAGE, "--cpu goes with no other scope " TRY_HELP);
	check_vms(q, c);
	if (q->vcpu != SCOPE_ANY && q->view.lines == LINES_VMS)
		die(STATUS_USAGE, "only one of --vcpu and --per-vm " TRY_HELP);
	if (q->vcpu != SCOPE_ANY && q->view.lines == LINES_VCPUS)
		die(STATUS_USAGE, "only one of --vcpu and --per-vcpu " TRY_HELP);
}

/* Where a list may be of several VMs it is made of all there are. */
static void choose_vms(struct query *q, const struct command *c)
{
	if (!may_be_several(q, c))
		return;
	if (q->view.lines == LINES_VMS || !patterns_is_one_name(&q->vms))
		q->view.vms = q->vms.nr ? &q->vms : NULL;
}

/* The machine formats have the same columns always. */
static void check_columns(const struct options *o)
{
	if (o->query.view.columns.nr && o->output != OUTPUT_TABLE)
		die(STATUS_USAGE, "--columns is of the tables: --json and --csv have all " TRY_HELP);
}

static bool is_metrics(enum output output)
{
	return output == OUTPUT_PROMETHEUS || output == OUTPUT_OPENMETRICS;
}

/* What a scrape is of is always the same, or its counters would come and go. */
static void check_metrics(const struct options *o, const struct command *c, u32 given)
{
	const u32 allowed = option_bit(OPT_PROMETHEUS) | option_bit(OPT_OPENMETRICS) |
			    option_bit(OPT_PER_VM) | option_bit(OPT_PER_VCPU) |
			    option_bit(OPT_TOP) | option_bit(OPT_OUTPUT) |
			    option_bit(OPT_FORCE) | option_bit(OPT_DEBUGFS) |
			    option_bit(OPT_SOURCE);

	if (is_metrics(o->output)) {
		if (given & ~allowed || o->interval_ns)
			die(STATUS_USAGE, "--prometheus and --openmetrics take --per-vcpu, --top, "
			    "-o and --force only " TRY_HELP);
	} else if (c->takes & TAKES_METRICS && o->file) {
		die(STATUS_USAGE, "--output needs a command, --prometheus or --openmetrics " TRY_HELP);
	}
}

/* Its samples after the first one are differences, which have no maximum. */
static void check_sort_of_intervals(const struct options *o, const struct command *c)
{
	if (o->query.view.sort == (enum sort_key)COL_MAX &&
	    (o->interval_ns || c->differences))
		die(STATUS_USAGE, "--sort max is of totals: no interval's longest exit is known "
		    TRY_HELP);
}

/* A heat map is of one distribution over time: nothing in it is sorted, nor one of several. */
static void check_heat(const struct options *o, u32 given)
{
	static const struct {
		int option;
		const char *name;
	} others[] = {
		{ OPT_PER_VM, "per-vm" }, { OPT_PER_VCPU, "per-vcpu" }, { OPT_PER_CPU, "per-cpu" },
		{ OPT_CPU, "cpu" }, { OPT_REASON, "reason" }, { OPT_ALL_REASONS, "all-reasons" },
		{ OPT_SORT, "sort" }, { OPT_TOP, "top" }, { OPT_WITH_HALTED, "with-halted" },
	};

	for (size_t i = 0; o->heat && i < ARRAY_SIZE(others); i++)
		if (option_bit(others[i].option) & given)
			die(STATUS_USAGE, "--%s does not go with --hist " TRY_HELP, others[i].name);
}

/* The host tells them of itself, VMs and vCPUs. */
static void check_causes(const struct query *q)
{
	if (q->view.causes && (q->cpu != SCOPE_ANY || q->view.lines == LINES_CPUS))
		die(STATUS_USAGE, "there are no causes by CPU: use --vm and --vcpu " TRY_HELP);
}

/* What BPF cannot answer is known before anything is counted. */
static void check_source(struct options *o, const struct command *c)
{
	struct query *q = &o->query;

	if (is_metrics(o->output))
		fail(&q->not_by_bpf, "metrics do not work by BPF, which has no totals to scrape");
	else if (c->not_by_bpf)
		fail(&q->not_by_bpf, "'%s' does not work by BPF, which %s", c->name, c->not_by_bpf);
	if (q->source != FROM_BPF)
		return;
	if (o->from || strcmp(q->debugfs, DEBUGFS_DIR))
		die(STATUS_USAGE, "--source bpf is of this host: not with --from and --debugfs " TRY_HELP);
	if (q->not_by_bpf.text[0])
		die(STATUS_USAGE, "%s: load the kvm modules of kvm-exits", q->not_by_bpf.text);
}

/* A VM that runs already goes on when the command has ended. */
static void check_until_halted(const struct options *o)
{
	if (o->until_halted && o->query.vms.nr)
		die(STATUS_USAGE, "--until-halted does not go with --vm " TRY_HELP);
}

static bool is_command(int argc, char **argv)
{
	return optind < argc && !(argv[optind][0] >= '0' && argv[optind][0] <= '9');
}

const struct command *parse_command_line(int argc, char **argv,
					 const struct command *const commands[],
					 struct options *o)
{
	const struct command *c = commands[0];
	u32 given;
	int skip, words;

	memset(o, 0, sizeof(*o));
	o->query.debugfs = DEBUGFS_DIR;
	o->query.vcpu = SCOPE_ANY;
	o->query.cpu = SCOPE_ANY;
	given = take_options(argc, argv, "+:ho:Vy", commands, o);
	skip = optind - 1;
	if (is_command(argc, argv)) {
		c = find_command(commands, argv + optind, &words);
		if (!c)
			usage("there is no command", argv[optind]);
		skip = optind + words - 1;
	}
	argc -= skip;
	argv += skip;
	given |= take_options(argc, argv, c->program ? "+:ho:Vy" : ":ho:Vy",
			      commands, o);
	check_options(c, given);
	take_operands(o, c, argc - optind, argv + optind);
	check_scope(&o->query, c);
	choose_vms(&o->query, c);
	o->query.hists = choice_needs_distributions(&o->query.view.columns);
	check_sort_of_intervals(o, c);
	check_columns(o);
	check_metrics(o, c, given);
	check_heat(o, given);
	check_until_halted(o);
	check_causes(&o->query);
	check_source(o, c);
	return c;
}
