// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "base/index.h"
#include "base/text.h"
#include "model/names.h"

/* Compared as it came, shown clean: two that look alike stay two. */
struct name {
	size_t len;
	u64 hash;
	char *raw, *text;
};

struct reason {
	u32 nr, name, cause;
};

struct text_key {
	const char *text;
	size_t len;
};

static struct name *names;
static size_t nr_names, names_room;
static struct index names_index;

static struct reason *reasons;
static size_t nr_reasons, reasons_room;
static struct index reasons_index;

static bool same_name(const void *array, u32 position, const void *key)
{
	const struct name *n = (const struct name *)array + position;
	const struct text_key *k = key;

	return n->len == k->len && !memcmp(n->raw, k->text, k->len);
}

static u64 hash_name(const void *array, u32 position)
{
	return ((const struct name *)array)[position].hash;
}

u32 name_intern(const char *text, size_t len)
{
	struct text_key key = { text, len };
	u64 hash = hash_bytes(text, len, 0);
	u32 found = index_find(&names_index, hash, same_name, names, &key);
	struct name *n;

	if (found != INDEX_NONE)
		return found;
	names = grow(names, &names_room, nr_names, sizeof(*names));
	n = &names[nr_names];
	n->len = len;
	n->hash = hash;
	n->raw = xcopy(NULL, text, len, 1);
	n->text = xclean(text, len);
	index_add(&names_index, hash, nr_names, hash_name, names);
	return nr_names++;
}

const char *name_text(u32 name)
{
	return names[name].text;
}

static bool same_reason(const void *array, u32 position, const void *key)
{
	return !memcmp((const struct reason *)array + position, key, sizeof(struct reason));
}

static u64 hash_reason(const void *array, u32 position)
{
	return hash_bytes((const struct reason *)array + position, sizeof(struct reason), 0);
}

static u32 intern(struct reason key)
{
	u64 hash = hash_bytes(&key, sizeof(key), 0);
	u32 found = index_find(&reasons_index, hash, same_reason, reasons, &key);

	if (found != INDEX_NONE)
		return found;
	reasons = grow(reasons, &reasons_room, nr_reasons, sizeof(*reasons));
	reasons[nr_reasons] = key;
	index_add(&reasons_index, hash, nr_reasons, hash_reason, reasons);
	return nr_reasons++;
}

u32 reason_intern(const char *nr, size_t nr_len, const char *name, size_t name_len)
{
	return intern((struct reason){
		name_intern(nr, nr_len), name_intern(name, name_len), name_intern("", 0)
	});
}

u32 reason_with_cause(u32 reason, const char *cause, size_t len)
{
	struct reason key = reasons[reason];

	key.cause = name_intern(cause, len);
	return intern(key);
}

u32 reason_without_cause(u32 reason)
{
	return reason_with_cause(reason, "", 0);
}

bool reason_has(u32 reason, u32 with_cause)
{
	const struct reason *plain = &reasons[reason], *other = &reasons[with_cause];

	return plain->nr == other->nr && plain->name == other->name && !*reason_cause(reason);
}

u32 reasons_count(void)
{
	return nr_reasons;
}

const char *reason_nr(u32 reason)
{
	return name_text(reasons[reason].nr);
}

const char *reason_name(u32 reason)
{
	return name_text(reasons[reason].name);
}

const char *reason_cause(u32 reason)
{
	return name_text(reasons[reason].cause);
}

void names_free(void)
{
	for (size_t i = 0; i < nr_names; i++) {
		free(names[i].raw);
		free(names[i].text);
	}
	free(names);
	free(reasons);
	names = NULL;
	reasons = NULL;
	nr_names = 0;
	names_room = 0;
	nr_reasons = 0;
	reasons_room = 0;
	index_free(&names_index);
	index_free(&reasons_index);
}
