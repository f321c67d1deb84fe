// SPDX-License-Identifier: GPL-2.0-only
#include "model/difference.h"
#include "sources/source_file.h"
#include "sources/whole.h"

int read_whole(struct source *src, struct sample *all, struct failure *f)
{
	struct sample samples[2] = { 0 }, difference = { 0 };
	int nr = 0, got;

	while ((got = src->next(src, &samples[nr % 2], f)) == SOURCE_SAMPLE) {
		if (nr) {
			sample_difference(&samples[(nr + 1) % 2], &samples[nr % 2], &difference);
			sample_accumulate(all, &difference);
		}
		nr++;
	}
	if (nr == 1)
		sample_copy(all, &samples[0]);
	sample_free(&samples[0]);
	sample_free(&samples[1]);
	sample_free(&difference);
	return got < 0 ? -1 : nr;
}

int read_whole_file(struct query *q, const char *path, struct sample *all, struct failure *f)
{
	struct source *src = open_any(q, path, f);
	int nr;

	if (!src)
		return -1;
	nr = read_whole(src, all, f);
	src->close(src);
	if (!nr)
		return fail(f, "%s: no samples in it", path);
	return nr < 0 ? -1 : 0;
}
