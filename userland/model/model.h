/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_MODEL_H
#define KVM_EXITSTAT_MODEL_H

#include <stdbool.h>

#include "base/index.h"
#include "base/util.h"
#include "model/columns.h"

/*
 * The one model of the data. Every source (debugfs, CPUID, a recording) fills a
 * struct sample; every printer reads one. Times are TSC cycles.
 */
enum isa { ISA_UNKNOWN, ISA_VMX, ISA_SVM };

const char *isa_name(enum isa isa);
enum isa isa_from_name(const char *name);

/* How much the host records at the moment of a sample. */
enum detail { DETAIL_UNKNOWN, DETAIL_OFF, DETAIL_COUNTS, DETAIL_TIME, DETAIL_FULL, DETAIL_CAUSES };

const char *detail_name(enum detail detail);
enum detail detail_from_name(const char *name);

enum scope_kind {
	SCOPE_HOST, SCOPE_CPU, SCOPE_VM, SCOPE_VCPU, SCOPE_GUEST,
	SCOPE_DEPARTED,		/* a VM that has ended, or "older": all before those */
	NR_SCOPE_KINDS
};

const char *scope_kind_name(enum scope_kind kind);

/* Who was counted. A field that does not apply is SCOPE_ANY. */
#define SCOPE_ANY	UINT32_MAX

struct scope_key {
	u32 kind;
	u32 vm;			/* name_text(): "<pid>-<fd>" */
	u32 vcpu;
	u32 cpu;
	u64 since;		/* where VMs share a name, and of SCOPE_DEPARTED; else 0 */
};

#define HOST_SCOPE	((struct scope_key){ SCOPE_HOST, SCOPE_ANY, SCOPE_ANY, SCOPE_ANY, 0 })
#define VM_SCOPE(vm)	((struct scope_key){ SCOPE_VM, vm, SCOPE_ANY, SCOPE_ANY, 0 })
#define VCPU_SCOPE(vm, vcpu)	((struct scope_key){ SCOPE_VCPU, vm, vcpu, SCOPE_ANY, 0 })

/*
 * The buckets of distributions: bucket i counts the exits whose kernel phase took from
 * lower[i] to lower[i + 1] cycles, the first one also all that took less, the last one all
 * that took longer. The lower bounds are the names of the columns.
 */
#define MAX_BUCKETS	64

struct bounds {
	unsigned int nr;
	u64 lower[MAX_BUCKETS];
};

/* Of one distribution: the exits that it is of, and the buckets. */
static inline size_t distribution_size(const struct bounds *b)
{
	return (1 + b->nr) * sizeof(u64);
}

struct row {
	u32 reason;
	u32 scope;		/* index into sample.scopes */
	u32 distribution;	/* 0: none; see hist.h */
	u64 value[NR_COLUMNS];
};

struct scope {
	struct scope_key key;
	u32 first_row, nr_rows;	/* valid after sample_finish() */
	bool has_total;		/* the source gave a TOTAL of its own */
	bool restarted;		/* in a difference: the counters began anew */
	u64 since;		/* when they began at zero, as boot_ns; 0: not known */
	u64 ended;		/* of SCOPE_DEPARTED: when the VM ended; else 0 */
	u64 duration_ns;	/* in a difference: what it covers; 0: not known */
	bool has_running;	/* the source tells the guest time that no exit ended yet */
	s64 running;		/* that time; in a difference it may be negative */
	u64 total[NR_COLUMNS];
};

struct sample {
	enum isa isa;
	u64 tsc_khz;		/* 0: not known */
	u64 format;		/* of the source; above KNOWN_FORMAT it may hold more */
	u64 boot_ns;		/* when it was taken, CLOCK_BOOTTIME and CLOCK_REALTIME */
	u64 wall_ns;
	bool is_difference;	/* not totals: what happened in interval_ns */
	bool is_sum;		/* of several differences */
	u64 interval_ns;
	u64 epoch;		/* of a guest's counters: with another one they began anew */
	u64 backwards;		/* negative differences of the TSC, which count as 0 */
	u64 own_exits;		/* exits that taking this sample itself caused */
	unsigned int columns;	/* COLUMN_BIT()s that the source has */
	bool cut;		/* the source ended early */
	enum detail detail;
	bool untimed_known;
	u64 untimed;		/* exits of the whole host that are in no distribution */
	struct scope *scopes;
	size_t nr_scopes, scopes_room;
	struct index scope_index;
	struct row *rows;
	size_t nr_rows, rows_room;
	struct bounds bounds;	/* of its distributions; without buckets it has none */
	u64 *distributions;	/* one after the other, as hist.h says */
	size_t nr_distributions, distributions_room;	/* the room in bytes */
	bool are_causes;	/* its rows are what was behind exits, as sample.causes' are */
	struct sample *causes;	/* of the same scopes, as causes.h says; NULL: not known */
};

#define KNOWN_FORMAT	2

/* Empty a sample for the next filling and keep its memory. */
void sample_clear(struct sample *s);
void sample_copy(struct sample *to, const struct sample *from);
void sample_free(struct sample *s);

/* Give it causes without scopes and rows, of the same moment, or take them away. */
void sample_add_causes(struct sample *s);
void sample_drop_causes(struct sample *s);

/* The scope with this key, added if it is new, as its index. */
u32 sample_scope(struct sample *s, struct scope_key key);
struct scope *sample_find(const struct sample *s, struct scope_key key);

/* The one with this key that began at @since: VMs of one name are two scopes. */
struct scope *sample_find_since(const struct sample *s, struct scope_key key, u64 since);
struct row *sample_add_row(struct sample *s, u32 scope, u32 reason);

/* Leave out all scopes but this one; false (and nothing done) where there is no such. */
bool sample_keep(struct sample *s, struct scope_key key);

/* Give the only scope another key. */
void sample_rename(struct sample *s, struct scope_key key);

/* A scope more, the sum of all others, that began at @since. */
void sample_add_sum(struct sample *s, struct scope_key key, u64 since);

/* After the last row: group rows by scope, add up what has no TOTAL. */
void sample_finish(struct sample *s);

static inline bool column_known(const u64 value[NR_COLUMNS], enum column c)
{
	return c != COL_TIMED || value[c] != NOT_KNOWN;
}

static inline struct row *scope_rows(const struct sample *s, const struct scope *scope)
{
	return s->rows ? s->rows + scope->first_row : NULL;
}

/* total += value, column by column (the maximum of max, no overflow). */
void add_values(u64 total[NR_COLUMNS], const u64 value[NR_COLUMNS]);

#endif
