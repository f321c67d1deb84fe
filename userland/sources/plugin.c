// SPDX-License-Identifier: GPL-2.0-only
#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/plugin.h"
#include "sources/plugin.h"

#define PACKAGE	"kvm-exitstat-bpf"
#define PROGRAM_LINK	"/proc/self/exe"

struct plugin {
	void *library;
	const struct kvm_exitstat_plugin *functions;
	void *source;
};

/* From the program's own directory: as it is built, and as it is installed. */
static const char *const places[] = { "kvm-exitstat-bpf.so", "../lib/kvm-exitstat/bpf.so" };

/* Where a path ends that is a directory's. */
static size_t directory_length(const char *path)
{
	const char *last = strrchr(path, '/');

	return last ? (size_t)(last - path) : 0;
}

/* Where this program is. */
static bool own_directory(char directory[PATH_MAX])
{
	const ssize_t len = readlink(PROGRAM_LINK, directory, PATH_MAX - 1);

	if (len < 0)
		return false;
	directory[len] = '\0';
	directory[directory_length(directory)] = '\0';
	return true;
}

/* What builds it for there. */
static const char *builder(void)
{
	char directory[PATH_MAX] = "";
	const char *name;

	own_directory(directory);
	name = strrchr(directory, '/');
	return name && !strcmp(name, "/bin") ? "make install-plugin" : "make -C userland/bpf";
}

static bool find(char path[PATH_MAX])
{
	char program[PATH_MAX], place[2 * PATH_MAX];

	if (!own_directory(program))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		snprintf(place, sizeof(place), "%s/%s", program, places[i]);
		if (realpath(place, path))
			return true;
	}
	return false;
}

/* Who has this program may have its plugin, too, and root whatever it is. */
static bool is_ours(uid_t owner)
{
	struct stat program;

	return !owner || owner == geteuid() ||
	       (!stat(PROGRAM_LINK, &program) && program.st_uid == owner);
}

/* What others can write they can make into any program. */
static int check_writers(const char *path, struct failure *f)
{
	struct stat st;

	if (stat(path, &st))
		return fail(f, "%s: it cannot be seen who may write it", path);
	if (st.st_mode & S_IWOTH)
		return fail(f, "%s: everybody may write it, so no plugin is loaded: run 'chmod o-w %s'",
			    path, path);
	if (!is_ours(st.st_uid))
		return fail(f, "%s: it is another user's, so no plugin is loaded: run 'chown root %s'",
			    path, path);
	return 0;
}

static int check_place(const char *path, struct failure *f)
{
	char directory[PATH_MAX];

	snprintf(directory, sizeof(directory), "%.*s", (int)directory_length(path), path);
	return check_writers(directory, f) || check_writers(path, f) ? -1 : 0;
}

static const struct kvm_exitstat_plugin *functions_of(void *library)
{
	void *symbol = dlsym(library, KVM_EXITSTAT_PLUGIN_SYMBOL);
	kvm_exitstat_plugin_function *function;

	if (!symbol)
		return NULL;
	/* C has no cast from the one to the other. */
	memcpy(&function, &symbol, sizeof(function));
	return function();
}

static int check_abi(const struct kvm_exitstat_plugin *functions, const char *path,
		     struct failure *f)
{
	if (!functions)
		return fail(f, "%s: this is no plugin of " PROGRAM ": install " PACKAGE
			    " anew, or build it by '%s'", path, builder());
	if (functions->abi != KVM_EXITSTAT_PLUGIN_ABI)
		return fail(f, "%s: of another version than this program (%u, not %u): install "
			    PROGRAM " and " PACKAGE " of the same version", path, functions->abi,
			    KVM_EXITSTAT_PLUGIN_ABI);
	return 0;
}

static int load(struct plugin *p, struct failure *f)
{
	char path[PATH_MAX];

	if (!find(path))
		return fail(f, "what counts by BPF is not here: install the package " PACKAGE
			    ", or build it by '%s'", builder());
	if (check_place(path, f))
		return -1;
	p->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!p->library)
		return fail(f, "%s: install what it depends on, or build it anew by '%s'", dlerror(),
			    builder());
	p->functions = functions_of(p->library);
	return check_abi(p->functions, path, f);
}

struct plugin *plugin_open(const char *detail, struct failure *f)
{
	struct plugin *p = xcalloc(1, sizeof(*p));
	char why[sizeof(f->text)] = "";

	if (!load(p, f)) {
		p->source = p->functions->open(detail, why, sizeof(why));
		if (p->source)
			return p;
		fail(f, "BPF: %s", why);
	}
	plugin_close(p);
	return NULL;
}

void plugin_close(struct plugin *p)
{
	if (!p)
		return;
	if (p->source)
		p->functions->close(p->source);
	if (p->library)
		dlclose(p->library);
	free(p);
}

int plugin_file(const struct plugin *p, const char *file)
{
	return p->functions->open_file(p->source, file);
}

const char *plugin_cost(const struct plugin *p)
{
	return p->functions->cost(p->source);
}
