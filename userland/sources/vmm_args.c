// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/text.h"
#include "sources/vmm_args.h"

/*
 * One part of QEMU's option list, up to a comma; two commas are one that is meant.
 * What follows the part, NULL after the last one.
 */
static const char *take_part(const char *list, char *part, size_t room)
{
	size_t used = 0;

	for (; *list && (*list != ',' || list[1] == ','); list++) {
		list += *list == ',';
		if (used + 1 < room)
			part[used++] = *list;
	}
	part[used] = '\0';
	return *list ? list + 1 : NULL;
}

/* The value of QEMU's -name: "web" or a list that has "guest=web" in it. */
static void qemu_name(const char *value, char name[LABEL_TEXT])
{
	char part[4 * LABEL_TEXT];
	const char *rest = take_part(value, part, sizeof(part));

	/* The first one may come without its key. */
	if (!strchr(part, '='))
		text_clean(name, LABEL_TEXT, part, strlen(part));
	for (;;) {
		if (!strncmp(part, "guest=", 6))
			text_clean(name, LABEL_TEXT, part + 6, strlen(part + 6));
		if (!rest)
			return;
		rest = take_part(rest, part, sizeof(part));
	}
}

/* The value of a VMM's plain option. */
static void plain_name(const char *value, char name[LABEL_TEXT])
{
	text_clean(name, LABEL_TEXT, value, strlen(value));
}

static size_t without_suffix(const char *text, size_t len)
{
	static const char *const suffixes[] = { ".sock", ".socket" };

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t suffix = strlen(suffixes[i]);

		if (len > suffix && !memcmp(text + len - suffix, suffixes[i], suffix))
			return len - suffix;
	}
	return len;
}

/* What every VM of a VMM may have in a directory of its own. */
static bool is_common(const char *base, size_t len)
{
	static const char *const common[] = { "api", "ch", "clh-api", "crosvm", "control" };

	for (size_t i = 0; i < ARRAY_SIZE(common); i++)
		if (strlen(common[i]) == len && !memcmp(common[i], base, len))
			return true;
	return false;
}

/* "/run/web.sock", "path=/run/web/api.sock": the VM is web. */
static void socket_name(const char *value, char name[LABEL_TEXT])
{
	const char *path = strncmp(value, "path=", 5) ? value : value + 5, *base, *dir;
	size_t len = strcspn(path, ",");

	if (!strncmp(value, "fd=", 3))
		return;
	base = memrchr(path, '/', len);
	base = base ? base + 1 : path;
	len = without_suffix(base, path + len - base);
	if (is_common(base, len) && base > path + 1) {
		dir = memrchr(path, '/', base - 1 - path);
		dir = dir ? dir + 1 : path;
		len = base - 1 - dir;
		base = dir;
	}
	text_clean(name, LABEL_TEXT, base, len);
}

enum use { USE_NAME, USE_ID, USE_SOCKET, USE_UUID, NR_USES };

struct form {
	const char *program;	/* begin of the program's name; NULL: of any */
	const char *option;
	enum use use;
	void (*read)(const char *value, char name[LABEL_TEXT]);
};

/* The first that fits is taken. */
static const struct form forms[] = {
	{ "crosvm", "--name", USE_NAME, plain_name },
	{ "crosvm", "--socket", USE_SOCKET, socket_name },
	{ "crosvm", "-s", USE_SOCKET, socket_name },
	{ "lkvm", "--name", USE_NAME, plain_name },
	{ "lkvm", "-n", USE_NAME, plain_name },
	{ "cloud-hypervisor", "--api-socket", USE_SOCKET, socket_name },
	{ NULL, "-name", USE_NAME, qemu_name },
	{ NULL, "--name", USE_NAME, qemu_name },
	{ NULL, "-uuid", USE_UUID, plain_name },
	{ NULL, "-id", USE_ID, plain_name },
	{ NULL, "--id", USE_ID, plain_name },
};

/* The option's value: behind '=' or the next argument; NULL where it is not this one. */
static const char *value_of(const char *arg, const char *next, const char *option)
{
	const size_t len = strlen(option);

	if (strncmp(arg, option, len))
		return NULL;
	if (!arg[len])
		return next;
	return arg[len] == '=' && option[1] == '-' ? arg + len + 1 : NULL;
}

static void take_argument(const char *program, const char *arg, const char *next,
			  char found[NR_USES][LABEL_TEXT])
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *f = &forms[i];
		const char *value = value_of(arg, next, f->option);

		if (!value || (f->program && strncmp(program, f->program, strlen(f->program))))
			continue;
		if (!found[f->use][0])
			f->read(value, found[f->use]);
		return;
	}
}

static const char *program_of(const char *args)
{
	const char *slash = strrchr(args, '/');

	return slash ? slash + 1 : args;
}

bool vm_names(const char *args, size_t len, struct vm_names *names)
{
	const char *end = args + len, *program = NULL;
	char found[NR_USES][LABEL_TEXT] = { "" };
	const char *best = found[USE_SOCKET];

	while (args < end && memchr(args, '\0', end - args)) {
		const char *next = args + strlen(args) + 1;
		bool more = next < end && memchr(next, '\0', end - next);

		if (program)
			take_argument(program, args, more ? next : NULL, found);
		else
			program = program_of(args);
		args = next;
	}
	if (found[USE_ID][0])
		best = found[USE_ID];
	if (found[USE_NAME][0])
		best = found[USE_NAME];
	memcpy(names->name, best, LABEL_TEXT);
	memcpy(names->id, found[USE_ID], LABEL_TEXT);
	memcpy(names->uuid, found[USE_UUID], LABEL_TEXT);
	return names->name[0];
}
