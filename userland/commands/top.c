// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "base/tty.h"
#include "commands/options.h"
#include "commands/top.h"
#include "model/causes.h"
#include "model/difference.h"
#include "model/names.h"
#include "sources/debugfs_causes.h"
#include "sources/debugfs_hist.h"
#include "sources/debugfs_read.h"
#include "sources/debugfs_slowest.h"
#include "sources/debugfs_vms.h"
#include "sources/hist_fill.h"

#define SHORTEST_INTERVAL	250000000ULL
#define LONGEST_INTERVAL	64000000000ULL

static struct scope_key place(const struct top *t)
{
	struct scope_key key = HOST_SCOPE;

	if (t->level == TOP_HOST)
		return key;
	if (t->level == TOP_CPU) {
		key.kind = SCOPE_CPU;
		key.cpu = t->cpu;
		return key;
	}
	key.kind = t->level == TOP_VM ? SCOPE_VM : SCOPE_VCPU;
	key.vm = t->vm;
	if (t->level == TOP_VCPU)
		key.vcpu = t->vcpu;
	return key;
}

const struct sample *top_sample(const struct top *t)
{
	return t->totals || t->taken < 2 ? &t->samples[(t->taken + 1) % 2] : &t->difference;
}

/* The distribution is of all the time that the counters are running. */
static void read_distribution(struct top *t)
{
	struct scope_key key = place(t);
	struct failure f;

	if (!t->hist)
		return;
	if (!debugfs_read_hist(&t->debugfs, &key, &t->distribution, &f)) {
		sample_take_hist(&t->samples[(t->taken + 1) % 2], key, &t->distribution);
		return;
	}
	t->hist = false;
	t->message = f;
}

/* As the distribution; a vCPU's are among those of its VM. */
static void read_slowest(struct top *t)
{
	struct failure f;

	if (!t->slow)
		return;
	if (!debugfs_read_slowest(&t->debugfs, t->level == TOP_HOST ? HOST_SCOPE : VM_SCOPE(t->vm),
				  &t->slowest, &f)) {
		slowest_finish(&t->slowest, t->given.reasons);
		return;
	}
	t->slow = false;
	t->message = f;
}

/* The VM that one is looking at may have ended, and a CPU after a reset has nothing. */
static void leave_what_is_gone(struct top *t)
{
	char title[LABEL_TEXT + 32];
	struct scope_key key = place(t);

	if (t->level == TOP_HOST || sample_find(&t->samples[(t->taken + 1) % 2], key))
		return;
	fail(&t->message, "%s has %s", scope_title(&key, title),
	     t->level == TOP_CPU ? "no exits any more" : "ended");
	t->level = TOP_HOST;
	t->reasons = false;
	t->causes = false;
	t->hist = false;
	t->slow = false;
}

static void close_causes(struct top *t)
{
	t->causes = false;
	t->marked_reason = t->reason;
}

/* They may be looked for no longer. */
static void leave_what_is_unknown(struct top *t)
{
	if (!t->causes || t->samples[(t->taken + 1) % 2].causes)
		return;
	fail(&t->message, "what is behind exits is not looked for now");
	close_causes(t);
}

/* All that one can come to from here without another sample. */
static int read_sample(struct top *t, struct sample *s, struct failure *f)
{
	int result;

	if (!t->cpus)
		return debugfs_read_all(&t->debugfs, s, f);
	result = debugfs_read(&t->debugfs, "cpus", HOST_SCOPE, s, f);
	if (!result)
		sample_add_sum(s, HOST_SCOPE, 0);
	return result;
}

bool top_refresh(struct top *t)
{
	struct sample *now = &t->samples[t->taken % 2];
	struct failure f;
	int result = read_sample(t, now, &f);

	if (!result && choice_needs_distributions(&t->view.columns))
		result = hist_fill(&t->debugfs, now, &f);
	if (!result && !t->cpus)
		result = debugfs_add_causes_if_on(&t->debugfs, now, &f);
	if (result) {
		t->message = f;
		t->failed = true;
		return false;
	}
	if (t->failed)
		t->message.text[0] = '\0';
	t->failed = false;
	debugfs_label(&t->debugfs, now);
	if (t->taken)
		sample_difference(&t->samples[(t->taken + 1) % 2], now, &t->difference);
	t->taken++;
	leave_what_is_gone(t);
	leave_what_is_unknown(t);
	read_distribution(t);
	read_slowest(t);
	return true;
}

static void find_marked(struct top *t, const struct view *v)
{
	for (size_t i = 0; i < v->nr_lines; i++) {
		const struct view_line *line = &v->lines[i];

		if (t->reasons ? line->row->reason == t->marked_reason :
		    !memcmp(&line->scope->key, &t->marked_scope, sizeof(t->marked_scope))) {
			t->marked = i;
			return;
		}
	}
	if (t->marked >= v->nr_lines)
		t->marked = v->nr_lines ? v->nr_lines - 1 : 0;
}

static void keep_mark(struct top *t, const struct view *v)
{
	if (t->marked >= v->nr_lines)
		return;
	if (t->reasons)
		t->marked_reason = v->lines[t->marked].row->reason;
	else
		t->marked_scope = v->lines[t->marked].scope->key;
}

static void scroll(struct top *t)
{
	if (t->marked < t->first)
		t->first = t->marked;
	if (t->page && t->marked >= t->first + t->page)
		t->first = t->marked - t->page + 1;
}

static enum lines_of lines_of(const struct top *t)
{
	if (t->reasons)
		return LINES_REASONS;
	if (t->level != TOP_HOST)
		return LINES_VCPUS;
	return t->cpus ? LINES_CPUS : LINES_VMS;
}

const char *top_lines_name(const struct top *t)
{
	static const char *const names[] = {
		[LINES_REASONS] = "reasons", [LINES_VMS] = "VMs", [LINES_VCPUS] = "vCPUs",
		[LINES_CPUS] = "CPUs",
	};

	return t->causes ? "causes" : names[lines_of(t)];
}

const struct patterns *top_filter(const struct top *t)
{
	const struct patterns *p = &t->only[lines_of(t)];

	return p->nr && !t->causes ? p : NULL;
}

/* The causes of one reason are all shown; of an interval that has a begin only none are. */
static const struct sample *sample_of_lines(struct top *t)
{
	static const struct sample nothing = { .are_causes = true };
	const struct sample *s = top_sample(t);

	if (!t->causes)
		return s;
	sample_causes_of(&t->below, s->causes ? s->causes : &nothing, place(t), t->reason);
	return &t->below;
}

void top_view(struct top *t, struct view *v)
{
	const struct patterns *filter = top_filter(t);

	t->view.scope = place(t);
	t->view.lines = lines_of(t);
	t->view.reasons = t->reasons && filter ? filter : t->given.reasons;
	t->view.vms = !t->reasons && filter ? filter : NULL;
	if (t->causes)
		t->view.reasons = NULL;
	view_make(v, sample_of_lines(t), &t->view);
	find_marked(t, v);
	keep_mark(t, v);
	scroll(t);
}

static void go_to_top(struct top *t)
{
	t->marked = 0;
	t->first = 0;
	t->marked_scope.kind = SCOPE_ANY;
	t->marked_reason = SCOPE_ANY;
}

static void open_distribution(struct top *t)
{
	t->hist = true;
	read_distribution(t);
}

/* To what was behind its exits; where that is not known, to its distribution. */
static void open_reason(struct top *t, u32 reason)
{
	const struct sample *s = top_sample(t);

	t->reason = reason;
	t->causes = s->causes && has_causes(s->causes, place(t), reason);
	if (t->causes)
		go_to_top(t);
	else
		open_distribution(t);
}

/* Enter: one level down, at a reason to its causes, and from these to its distribution. */
static void down(struct top *t)
{
	struct view v;

	top_view(t, &v);
	if (t->hist || t->slow || t->marked >= v.nr_lines) {
		view_free(&v);
		return;
	}
	if (t->level == TOP_CPU) {
		fail(&t->message, "distributions are of VMs and vCPUs, not of CPUs");
	} else if (t->causes) {
		open_distribution(t);
	} else if (t->reasons) {
		open_reason(t, v.lines[t->marked].row->reason);
	} else if (v.lines[t->marked].scope->key.kind == SCOPE_DEPARTED) {
		fail(&t->message, "this VM has ended");
	} else if (t->cpus) {
		t->level = TOP_CPU;
		t->cpu = v.lines[t->marked].scope->key.cpu;
		t->reasons = true;
		go_to_top(t);
	} else if (t->level == TOP_HOST) {
		t->level = TOP_VM;
		t->vm = v.lines[t->marked].scope->key.vm;
		go_to_top(t);
	} else {
		t->level = TOP_VCPU;
		t->vcpu = v.lines[t->marked].scope->key.vcpu;
		t->reasons = true;
		go_to_top(t);
	}
	view_free(&v);
}

static void up(struct top *t)
{
	if (t->slow) {
		t->slow = false;
		return;
	}
	if (t->hist) {
		t->hist = false;
		return;
	}
	if (t->causes) {
		close_causes(t);
		return;
	}
	if (t->level == TOP_HOST)
		return;
	t->marked_scope = place(t);
	t->level = t->level == TOP_VCPU ? TOP_VM : TOP_HOST;
	t->reasons = false;
}

static void toggle_reasons(struct top *t)
{
	if (t->level == TOP_VCPU || t->level == TOP_CPU || t->causes || t->hist || t->slow)
		return;
	t->reasons = !t->reasons;
	go_to_top(t);
}

static void toggle_slowest(struct top *t)
{
	if (t->level == TOP_CPU) {
		fail(&t->message, "the slowest exits are of the host and of VMs, not of CPUs");
		return;
	}
	t->slow = !t->slow;
	read_slowest(t);
}

/* The CPUs are in a file of their own: what changes is known from the next sample on. */
static void toggle_cpus(struct top *t)
{
	t->cpus = !t->cpus;
	t->level = TOP_HOST;
	t->reasons = false;
	t->causes = false;
	t->hist = false;
	t->slow = false;
	t->taken = 0;
	go_to_top(t);
	top_refresh(t);
}

static void take_filter(struct top *t, const char *text)
{
	struct patterns *filter = &t->only[lines_of(t)];
	char part[PROMPT_TEXT + 2];

	patterns_free(filter);
	snprintf(part, sizeof(part), is_pattern(text) ? "%s" : "*%s*", text);
	if (*text)
		patterns_add(filter, part);
	go_to_top(t);
}

static void take_interval(struct top *t, const char *text)
{
	u64 interval_ns = parse_interval(text);

	if (interval_ns)
		t->interval_ns = interval_ns;
	else
		fail(&t->message, "an interval is seconds from 0.01 to 86400, not '%s'", text);
}

static void ask(struct top *t, const char *question,
		void (*answered)(struct top *t, const char *text))
{
	prompt_open(&t->prompt, question);
	t->answered = answered;
}

static void ask_filter(struct top *t)
{
	if (t->causes || t->hist || t->slow || (lines_of(t) != LINES_VMS && lines_of(t) != LINES_REASONS))
		fail(&t->message, "only VMs and reasons have names to look for");
	else
		ask(t, t->reasons ? "reasons with:" : "VMs with:", take_filter);
}

static void move(struct top *t, long by)
{
	struct view v;

	top_view(t, &v);
	if (by < 0 && t->marked < (size_t)-by)
		t->marked = 0;
	else
		t->marked += by;
	if (t->marked >= v.nr_lines)
		t->marked = v.nr_lines ? v.nr_lines - 1 : 0;
	keep_mark(t, &v);
	view_free(&v);
}

/* The longest exit of an interval is not known. */
static bool can_sort(const struct top *t)
{
	return is_sort_key(t->view.sort) &&
	       (t->totals || t->view.sort != (enum sort_key)COL_MAX);
}

static void change_sort(struct top *t, int by)
{
	do {
		t->view.sort = (t->view.sort + NR_SORT_KEYS + by) % NR_SORT_KEYS;
	} while (!can_sort(t));
}

/* Keys that move; false for any other. */
static bool move_key(struct top *t, int key)
{
	switch (key) {
	case KEY_UP: case 'k':
		move(t, -1);
		return true;
	case KEY_DOWN: case 'j':
		move(t, 1);
		return true;
	case KEY_PAGE_UP:
		move(t, -(long)t->page);
		return true;
	case KEY_PAGE_DOWN:
		move(t, t->page);
		return true;
	case KEY_HOME: case 'g':
		move(t, -1000000000);
		return true;
	case KEY_END: case 'G':
		move(t, 1000000000);
		return true;
	case KEY_RIGHT: case '\r': case '\n':
		down(t);
		return true;
	case KEY_LEFT: case KEY_ESCAPE: case 127: case '\b':
		up(t);
		return true;
	case '\t':
		toggle_reasons(t);
		return true;
	}
	return false;
}

/* Keys that change what is shown. */
static void show_key(struct top *t, int key)
{
	switch (key) {
	case 'p': case ' ':
		t->paused = !t->paused;
		break;
	case 's':
		change_sort(t, 1);
		break;
	case 'S':
		change_sort(t, -1);
		break;
	case 't':
		t->totals = !t->totals;
		if (!can_sort(t))
			t->view.sort = (enum sort_key)COL_EXITS;
		break;
	case 'c':
		t->view.cycles = !t->view.cycles;
		break;
	case 'i':
		t->view.with_halted = !t->view.with_halted;
		break;
	case 'z':
		t->view.zeroes = !t->view.zeroes;
		break;
	case 'C':
		toggle_cpus(t);
		break;
	case 'l':
		toggle_slowest(t);
		break;
	case '/':
		ask_filter(t);
		break;
	case 'd':
		ask(t, "seconds:", take_interval);
		break;
	case '+':
		if (t->interval_ns < LONGEST_INTERVAL)
			t->interval_ns *= 2;
		break;
	case '-':
		if (t->interval_ns > SHORTEST_INTERVAL)
			t->interval_ns /= 2;
		break;
	}
}

bool top_key(struct top *t, int key)
{
	if (key == KEY_RESIZED)
		return true;
	if (!t->failed)
		t->message.text[0] = '\0';
	if (t->prompt.question) {
		if (prompt_key(&t->prompt, key) == PROMPT_DONE)
			t->answered(t, t->prompt.text);
		return true;
	}
	if (t->help || key == '?' || key == 'h') {
		t->help = !t->help;
		return true;
	}
	if (key == 'q')
		return false;
	if (!move_key(t, key))
		show_key(t, key);
	return true;
}
