/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PLOT_H
#define KVM_EXITSTAT_PLOT_H

#include "model/view.h"

#define MAX_SERIES	40	/* more cannot be told apart; and one for all others */
#define USUAL_SERIES	8	/* ... at a glance */

/* Of one reason or scope, which is what it is known by: names may be the same. */
struct series {
	struct scope_key scope;
	u32 reason;
	bool is_other;
	char name[LABEL_TEXT + 16];
	double sum;
	/* One for each interval; of an average its cycles and the exits that they are of. */
	double *value, *exits;
	size_t room;
};

struct plot {
	const struct view_options *options;	/* its sort key is what is drawn */
	struct series *series;
	size_t nr_series, series_room;
	double *seconds;	/* that all intervals took, at the end of each */
	size_t nr, room;
	u64 elapsed_ns, tsc_khz;
};

/* "VM exits, host: HLT": whose, and of which reasons. */
#define PLOT_TITLE	(3 * LABEL_TEXT)
const char *plot_title(const struct view_options *o, char text[PLOT_TITLE]);

/* Whether the values are averages, which cannot be added. */
bool plot_is_average(const struct plot *p);

/* Whether they are events, not times. */
bool plot_is_count(const struct plot *p);

/* The first sample, then each interval, then what is to be drawn. */
void plot_begin(struct plot *p, const struct sample *first);
void plot_add(struct plot *p, const struct sample *difference);
void plot_finish(struct plot *p);
void plot_free(struct plot *p);

#endif
