// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include "look.h"
#include "store.h"

static int compare(const void *one, const void *other)
{
	const struct bpf_exits_vcpu *a = *(const struct bpf_exits_vcpu *const *)one;
	const struct bpf_exits_vcpu *b = *(const struct bpf_exits_vcpu *const *)other;

	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static void find_places(const struct bpf_exits *exits, struct bpf_look *look)
{
	const struct bpf_exits_vcpu *place;

	for (unsigned int nr = 1; nr < exits->nr_places; nr++) {
		place = bpf_exits_place(exits, nr);
		if (bpf_exits_is_used(place))
			look->places[look->n++] = place;
	}
	qsort(look->places, look->n, sizeof(*look->places), compare);
}

/* find_idle: after the places, so that a VM is not missing that gets its first one meanwhile */
static void find_idle(const struct bpf_exits *exits, struct bpf_look *look)
{
	struct bpf_names *idle = &look->idle;
	char name[BPF_NAME];

	bpf_names_read(idle);
	for (size_t i = 0; i < look->n; i = bpf_look_next(look, i)) {
		bpf_exits_name(look->places[i], name);
		bpf_names_drop(idle, name);
	}
	for (size_t i = idle->n; i--;)
		if (!bpf_names_has(&exits->before, idle->name[i]))
			bpf_names_drop(idle, idle->name[i]);
}

int bpf_look(const struct bpf_exits *exits, struct bpf_look *look)
{
	*look = (struct bpf_look) {};
	look->places = calloc(exits->nr_places, sizeof(*look->places));
	if (!look->places)
		return -1;
	find_places(exits, look);
	find_idle(exits, look);
	return 0;
}

void bpf_look_free(struct bpf_look *look)
{
	free(look->places);
	bpf_names_free(&look->idle);
}

size_t bpf_look_next(const struct bpf_look *look, size_t i)
{
	unsigned long long vm = look->places[i]->vm;

	while (i < look->n && look->places[i]->vm == vm)
		i++;
	return i;
}

size_t bpf_look_for(const struct bpf_look *look, const char *vm)
{
	char name[BPF_NAME];
	size_t i = 0;

	for (; i < look->n; i = bpf_look_next(look, i)) {
		bpf_exits_name(look->places[i], name);
		if (!strcmp(name, vm))
			break;
	}
	return i;
}
