// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "base/index.h"

/* FNV-1a with a final mix: the keys are short and the tables small. */
u64 hash_bytes(const void *bytes, size_t len, u64 seed)
{
	const unsigned char *p = bytes;
	u64 hash = 0xcbf29ce484222325ULL ^ seed;

	while (len--)
		hash = (hash ^ *p++) * 0x100000001b3ULL;
	return hash ^ hash >> 32;
}

u32 index_find(const struct index *ix, u64 hash, index_same same, const void *array,
	       const void *key)
{
	size_t i;

	if (!ix->room)
		return INDEX_NONE;
	for (i = hash & (ix->room - 1); ix->slots[i]; i = (i + 1) & (ix->room - 1))
		if (same(array, ix->slots[i] - 1, key))
			return ix->slots[i] - 1;
	return INDEX_NONE;
}

static void put(struct index *ix, u64 hash, u32 slot)
{
	size_t i = hash & (ix->room - 1);

	while (ix->slots[i])
		i = (i + 1) & (ix->room - 1);
	ix->slots[i] = slot;
}

static void enlarge(struct index *ix, index_hash rehash, const void *array)
{
	size_t i, old_room = ix->room;
	u32 *old = ix->slots;

	ix->room = old_room ? old_room * 2 : 64;
	ix->slots = xcalloc(ix->room, sizeof(*ix->slots));
	for (i = 0; i < old_room; i++)
		if (old[i])
			put(ix, rehash(array, old[i] - 1), old[i]);
	free(old);
}

void index_add(struct index *ix, u64 hash, u32 position, index_hash rehash, const void *array)
{
	if (ix->used * 2 >= ix->room)
		enlarge(ix, rehash, array);
	put(ix, hash, position + 1);
	ix->used++;
}

void index_copy(struct index *to, const struct index *from)
{
	to->slots = xcopy(to->slots, from->slots, from->room, sizeof(*to->slots));
	to->room = from->room;
	to->used = from->used;
}

void index_clear(struct index *ix)
{
	if (ix->room)
		memset(ix->slots, 0, ix->room * sizeof(*ix->slots));
	ix->used = 0;
}

void index_free(struct index *ix)
{
	free(ix->slots);
	memset(ix, 0, sizeof(*ix));
}
