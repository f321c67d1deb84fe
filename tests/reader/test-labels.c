// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "labels.h"
#include "names.h"
#include "tap.h"

#define NAMED(args)	is_named(args, sizeof(args))

/* "" where there is no name. @len has the last NUL. */
static const char *is_named(const char *args, size_t len)
{
	static char name[LABEL_TEXT];

	return qemu_name(args, len, name) ? name : "";
}

static void test_names(void)
{
	char longest[400] = "qemu\0-name\0";

	tap_is_text(NAMED("qemu\0-name\0web"), "web", "-name web");
	tap_is_text(NAMED("qemu\0-name\0guest=web,debug-threads=on"), "web", "libvirt's");
	tap_is_text(NAMED("qemu\0-name\0debug-threads=on,guest=db"), "db", "guest= later");
	tap_is_text(NAMED("qemu\0-name\0web,debug-threads=on"), "web", "-name web,...");
	tap_is_text(NAMED("qemu\0--name\0web"), "web", "--name web");
	tap_is_text(NAMED("qemu\0--name=web"), "web", "--name=web");
	tap_is_text(NAMED("qemu\0-name\0debug-threads=on"), "", "options without a name");
	tap_is_text(NAMED("qemu\0-name\0guest="), "", "an empty name");
	tap_is_text(NAMED("qemu\0-name"), "", "-name is the last argument");
	tap_is_text(NAMED("qemu\0-m\0" "1G"), "", "no -name");
	tap_is_text(is_named("", 0), "", "no arguments");
	tap_is_text(is_named("qemu\0-name\0we", 13), "", "cut in the middle");
	memset(longest + 11, 'x', 300);
	tap_is_u64(strlen(is_named(longest, sizeof(longest))), LABEL_TEXT - 1,
		   "a name of 300 characters is shortened");
}

static void write_file(const char *dir, const char *name, const char *text, size_t len)
{
	char path[300];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	if (!file || fwrite(text, 1, len, file) != len || fclose(file))
		abort();
}

static void make_process(const char *proc, const char *pid, const char *status, const char *args,
			 size_t len)
{
	char dir[200];

	snprintf(dir, sizeof(dir), "%s/%s", proc, pid);
	mkdir(dir, 0755);
	write_file(dir, "status", status, strlen(status));
	write_file(dir, "cmdline", args, len);
	write_file(dir, "comm", "qemu-system-x86\n", 16);
}

static void test_processes(void)
{
	char proc[] = "/tmp/kvm-exitstat-proc-XXXXXX", command[100];
	u32 named = name_intern("102-11", 6), plain = name_intern("200-9", 5);
	u32 gone = name_intern("300-9", 5);

	if (!mkdtemp(proc))
		abort();
	make_process(proc, "102", "Name:\tqemu\nTgid:\t100\nPid:\t102\nPPid:\t1\n", "", 0);
	make_process(proc, "100", "Name:\tqemu\nTgid:\t100\nPid:\t100\nPPid:\t1\n",
		     "qemu\0-name\0guest=web", 21);
	make_process(proc, "200", "Name:\tqemu\nTgid:\t200\nPid:\t200\nPPid:\t7\n", "qemu", 5);
	vm_find_label(named, proc);
	vm_find_label(plain, proc);
	vm_find_label(gone, proc);
	tap_is_text(vm_label(named), "web", "the name of the process of a thread");
	tap_is_text(vm_label(plain), "200 qemu-system-x86", "no name: pid and command");
	tap_is_text(vm_label(gone), "300-9", "no process: as the host calls it");
	tap_ok(!vm_has_label(gone), "which is not a label");
	tap_is_u64(process_parent(200, proc), 7, "parent");
	tap_ok(vm_matches(named, "web"), "by name");
	tap_ok(vm_matches(named, "102-11"), "as the host calls it");
	tap_ok(vm_matches(named, "102"), "by the thread");
	tap_ok(vm_matches(named, "100"), "by the process");
	tap_ok(!vm_matches(named, "10"), "not by half a number");
	tap_ok(!vm_matches(named, "we"), "not by half a name");
	tap_ok(!vm_matches(named, ""), "not by nothing");
	snprintf(command, sizeof(command), "rm -r %s", proc);
	if (system(command))
		abort();
}

int main(void)
{
	test_names();
	test_processes();
	return tap_done();
}
