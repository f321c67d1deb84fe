// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <string.h>

#include "base/lines.h"
#include "model/labels.h"
#include "model/names.h"
#include "sources/metrics_names.h"

#define BEGIN	"kvm_exits_vm_info{"

/*
 * The value of a label, as print/metric.c writes it, at @at: what follows it, or NULL
 * where there is no such label.
 */
static const char *take_label(const char *at, const char *end, const char *label,
			      char value[LABEL_TEXT])
{
	const size_t len = strlen(label);
	size_t used = 0;

	if (end - at < (ptrdiff_t)len + 2 || memcmp(at, label, len) || memcmp(at + len, "=\"", 2))
		return NULL;
	for (at += len + 2; at < end && *at != '"'; at++) {
		if (*at == '\\' && ++at == end)
			return NULL;
		if (used + 1 < LABEL_TEXT)
			value[used++] = *at;
	}
	value[used] = '\0';
	if (at == end)
		return NULL;
	at++;
	return at < end && *at == ',' ? at + 1 : at;
}

static void take_line(const char *at, const char *end)
{
	char label[LABEL_TEXT], id[LABEL_TEXT], uuid[LABEL_TEXT];
	u32 vm;

	at = take_label(at, end, "vm", label);
	at = at ? take_label(at, end, "id", id) : NULL;
	if (!at || !*label || !strcmp(label, id))
		return;
	vm = name_intern(id, strlen(id));
	if (vm_has_label(vm))
		return;
	vm_set_label(vm, label);
	if (take_label(at, end, "uuid", uuid))
		vm_set_uuid(vm, uuid);
}

void metrics_take_names(const char *file)
{
	const size_t begin = strlen(BEGIN);
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct failure ignored;
	const char *text;
	struct lines l;
	size_t len;

	if (fd < 0)
		return;
	lines_open(&l, fd, file);
	while (lines_next(&l, &text, &len, &ignored) == LINES_ONE)
		if (len > begin && !memcmp(text, BEGIN, begin))
			take_line(text + begin, text + len);
	lines_close(&l);
}
