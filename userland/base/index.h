/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_INDEX_H
#define KVM_EXITSTAT_INDEX_H

#include <stdbool.h>

#include "base/util.h"

/*
 * A hash index over an array that somebody else owns: it stores positions and
 * asks @same whether the element at a position has the key.
 */
struct index {
	u32 *slots;		/* position + 1, 0 is free */
	size_t room, used;
};

#define INDEX_NONE	UINT32_MAX

typedef bool (*index_same)(const void *array, u32 position, const void *key);
typedef u64 (*index_hash)(const void *array, u32 position);

u32 index_find(const struct index *ix, u64 hash, index_same same, const void *array,
	       const void *key);
void index_add(struct index *ix, u64 hash, u32 position, index_hash rehash, const void *array);
void index_copy(struct index *to, const struct index *from);
void index_clear(struct index *ix);
void index_free(struct index *ix);

u64 hash_bytes(const void *bytes, size_t len, u64 seed);

#endif
