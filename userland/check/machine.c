// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/text.h"
#include "check/machine.h"
#include "check/sysfs.h"
#include "version.h"

#define LINE	16384		/* of /proc/cpuinfo: flags are a long one */

/* The value of a line "NAME : VALUE" of the first processor; "" without. */
static void cpuinfo(const char *name, char *value, size_t room)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	static char line[LINE];
	const size_t len = strlen(name);
	char *at;

	*value = '\0';
	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, len) || !(at = strchr(line, ':')))
			continue;
		if (strspn(line + len, " \t") != (size_t)(at - line) - len)
			continue;
		at += strspn(at, ": \t");
		snprintf(value, room, "%.*s", (int)strcspn(at, "\n"), at);
		break;
	}
	if (file)
		fclose(file);
}

static bool has_word(const char *words, const char *word)
{
	const size_t len = strlen(word);

	for (const char *at = words; (at = strstr(at, word)); at += len)
		if ((at == words || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

static void add_processor(struct findings *f, const char *flags)
{
	char text[256], family[16], model[16], stepping[16];

	cpuinfo("model name", text, sizeof(text));
	cpuinfo("cpu family", family, sizeof(family));
	cpuinfo("model", model, sizeof(model));
	cpuinfo("stepping", stepping, sizeof(stepping));
	add_fact(f, "processor", "%s (family %s, model %s, stepping %s), %ld CPUs%s", text, family,
		 model, stepping, sysconf(_SC_NPROCESSORS_ONLN),
		 has_word(flags, "hypervisor") ? ", in a VM" : "");
	cpuinfo("microcode", text, sizeof(text));
	add_fact(f, "microcode", "%s", *text ? text : "unknown");
}

/* Where modprobe finds a module, below /lib/modules/RELEASE; "" where it does not. */
static void module_path(const char *release, const char *module, char *path, size_t room)
{
	char line[4096], name[64];
	FILE *file;

	*path = '\0';
	snprintf(line, sizeof(line), "/lib/modules/%s/modules.dep", release);
	snprintf(name, sizeof(name), "/%s.ko", module);
	file = fopen(line, "re");
	while (file && fgets(line, sizeof(line), file)) {
		const size_t end = strcspn(line, ":\n");
		const char *at;

		line[end] = '\0';
		at = strstr(line, name);
		if (at && strcspn(at + 1, "/") == strlen(at + 1)) {
			text_clean(path, room, line, strlen(line));
			break;
		}
	}
	if (file)
		fclose(file);
}

static void add_kernel(struct findings *f)
{
	char version[64], path[256];
	struct utsname name;

	if (uname(&name))
		return;
	add_fact(f, "kernel", "%s %s, %s", name.sysname, name.release, name.version);
	sysfs_text("/sys/module/kvm/version", version, sizeof(version));
	module_path(name.release, "kvm", path, sizeof(path));
	add_fact(f, "modules", "%s, of %s%s", *version ? version : "of no version",
		 *path ? path : "no place that modprobe knows",
		 strstr(path, "updates/dkms/") ? " (DKMS)" :
		 strstr(path, "updates/kvm-exits/") ? " (make install)" : "");
}

/* What decides which exits there are, as far as the modules have it. */
static void add_parameters(struct findings *f, enum isa isa)
{
	static const char *const names[] = {
		"nested", "ept", "npt", "unrestricted_guest", "enable_apicv", "avic", "vls", "pml",
	};
	const char *module = isa == ISA_VMX ? "kvm_intel" : "kvm_amd";
	char path[128], value[16], text[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "/sys/module/%s/parameters/%s", module, names[i]);
		if (sysfs_text(path, value, sizeof(value)) && used < sizeof(text))
			used += snprintf(text + used, sizeof(text) - used, " %s=%s", names[i], value);
	}
	add_fact(f, "kvm", "%s, %s%s", isa_name(isa), module, text);
}

static void add_clock(struct findings *f, const char *flags)
{
	static const char *const names[] = {
		"constant_tsc", "nonstop_tsc", "tsc_known_freq", "tsc_scale", "tsc_deadline_timer",
	};
	char source[32], text[160] = "";
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (has_word(flags, names[i]))
			used += snprintf(text + used, sizeof(text) - used, " %s", names[i]);
	sysfs_text("/sys/devices/system/clocksource/clocksource0/current_clocksource", source,
		   sizeof(source));
	add_fact(f, "TSC", "%llu kHz,%s; clock source %s", f->tsc_khz, *text ? text : " not invariant",
		 source);
}

/* Those that take time at an exit or an entry, where the processor is affected. */
static void add_mitigations(struct findings *f)
{
	static const char *const names[] = {
		"indirect_target_selection", "itlb_multihit", "l1tf", "mds", "mmio_stale_data",
		"reg_file_data_sampling", "retbleed", "spec_rstack_overflow", "spec_store_bypass",
		"spectre_v2", "tsa", "tsx_async_abort", "vmscape",
	};
	char path[128], text[220];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/vulnerabilities/%s", names[i]);
		if (sysfs_text(path, text, sizeof(text)) && strcmp(text, "Not affected"))
			add_fact(f, "mitigation", "%s: %s", names[i], text);
	}
}

void add_machine(struct findings *f, const struct debugfs *d)
{
	static char flags[LINE];

	cpuinfo("flags", flags, sizeof(flags));
	add_processor(f, flags);
	add_kernel(f);
	add_parameters(f, d->isa);
	add_clock(f, flags);
	add_mitigations(f);
	add_fact(f, PROGRAM, "%s", VERSION);
	add_fact(f, "recording", "%s", detail_name(debugfs_detail(d)));
}
