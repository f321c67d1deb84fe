// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/proc.h"
#include "model/labels.h"
#include "model/names.h"
#include "sources/vm_process.h"
#include "sources/vmm_args.h"
#include "tap.h"

#define NAMED(args)	is_named(args, sizeof(args))

/* "" where there is no name. @len has the last NUL. */
static const char *is_named(const char *args, size_t len)
{
	static struct vm_names n;

	return vm_names(args, len, &n) ? n.name : "";
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
	tap_is_text(NAMED("qemu\0-name\0guest=a,,b"), "a,b", "two commas are one");
	tap_is_text(NAMED("qemu\0-name\0a,,b,,,debug-threads=on"), "a,b,", "four are two, or an end");
	tap_is_text(NAMED("qemu\0-name\0debug-threads=on,guest=,,"), ",", "a comma alone");
	tap_is_text(NAMED("qemu\0-name\0guest=a=b,process=x"), "a=b", "an equals sign in a name");
	tap_is_text(NAMED("qemu\0-name"), "", "-name is the last argument");
	tap_is_text(NAMED("qemu\0-m\0" "1G"), "", "no -name");
	tap_is_text(is_named("", 0), "", "no arguments");
	tap_is_text(is_named("qemu\0-name\0we", 13), "", "cut in the middle");
	memset(longest + 11, 'x', 300);
	tap_is_u64(strlen(is_named(longest, sizeof(longest))), LABEL_TEXT - 1,
		   "a name of 300 characters is shortened");
}

static void test_other_vmms(void)
{
	static const char proxmox[] = "/usr/bin/kvm\0-id\0" "100\0-name\0web,debug-threads=on\0";
	struct vm_names n;

	vm_names(proxmox, sizeof(proxmox), &n);
	tap_is_text(n.name, "web", "Proxmox: -name");
	tap_is_text(n.id, "100", "and -id");
	tap_is_text(NAMED("/usr/bin/kvm\0-id\0" "100"), "100", "Proxmox: -id alone");
	tap_is_text(NAMED("/firecracker\0--id\0web-1\0--api-sock\0/run/a.sock"), "web-1",
		    "Firecracker");
	tap_is_text(NAMED("firecracker\0--id=web,1"), "web,1", "Firecracker: --id=");
	tap_is_text(NAMED("crosvm\0run\0--name\0a,,b\0kernel"), "a,,b", "crosvm: --name");
	tap_is_text(NAMED("crosvm\0run\0-s\0/run/vm/web/crosvm.sock\0kernel"), "web",
		    "crosvm: a directory for each VM");
	tap_is_text(NAMED("crosvm\0run\0--socket=/run/web.sock\0--name=db"), "db",
		    "crosvm: a name is better");
	tap_is_text(NAMED("cloud-hypervisor\0--api-socket\0/run/web.sock"), "web",
		    "cloud-hypervisor: a path");
	tap_is_text(NAMED("/usr/bin/cloud-hypervisor\0--api-socket\0path=/run/ch/web.socket,x=y"),
		    "web", "cloud-hypervisor: path=");
	tap_is_text(NAMED("cloud-hypervisor\0--api-socket=/run/vc/vm/f00/clh-api.sock"), "f00",
		    "cloud-hypervisor: Kata's");
	tap_is_text(NAMED("cloud-hypervisor\0--api-socket\0fd=3"), "", "cloud-hypervisor: fd=");
	tap_is_text(NAMED("cloud-hypervisor\0--api-socket\0/api.sock"), "api", "nothing above it");
	tap_is_text(NAMED("lkvm\0run\0-n\0web"), "web", "lkvm");
	tap_is_text(NAMED("qemu\0-n\0web"), "", "qemu has no -n");
	tap_is_text(NAMED("--name\0web\0x"), "", "a program of that name");
	tap_is_text(NAMED("qemu\0-name\0\033]0;x\a\302\233"), "?]0;x??", "clean");
}

#define NAMES(args)	names_of(args, sizeof(args))

/* "NAME ID UUID" */
static const char *names_of(const char *args, size_t len)
{
	static char text[3 * LABEL_TEXT];
	struct vm_names n;

	vm_names(args, len, &n);
	snprintf(text, sizeof(text), "%s %s %s", n.name, n.id, n.uuid);
	return text;
}

/* Whole command lines, as each VMM is started by what starts most of its VMs. */
static void test_command_lines(void)
{
	tap_is_text(NAMES("/usr/bin/qemu-system-x86_64\0-name\0guest=web,debug-threads=on\0-S\0-object\0"
			  "{\"qom-type\":\"secret\",\"id\":\"masterKey0\",\"format\":\"raw\"}\0-machine\0"
			  "pc-q35-7.2,usb=off,dump-guest-core=off\0-accel\0kvm\0-cpu\0host,migratable=on\0"
			  "-m\0" "2048\0-smp\0" "2,sockets=2,cores=1,threads=1\0-uuid\0"
			  "4dea22b3-1d52-d8f3-2516-782e98ab3fa0\0-display\0none\0-no-user-config\0"
			  "-chardev\0socket,id=charmonitor,fd=29,server=on,wait=off\0-mon\0"
			  "chardev=charmonitor,id=monitor,mode=control"),
		    "web  4dea22b3-1d52-d8f3-2516-782e98ab3fa0", "libvirt: all of it");
	/* In a host's log: github.com/TheGrandWazoo/freenas-proxmox/issues/7 */
	tap_is_text(NAMES("/usr/bin/kvm\0-id\0" "102\0-name\0test102\0-chardev\0"
			  "socket,id=qmp,path=/var/run/qemu-server/102.qmp,server,nowait\0-mon\0"
			  "chardev=qmp,mode=control\0-pidfile\0/var/run/qemu-server/102.pid\0-daemonize\0"
			  "-smbios\0type=1,uuid=5e6d2afd-29bc-4ae3-a12c-8584ba9c905d\0-smp\0"
			  "1,sockets=1,cores=1,maxcpus=1\0-nodefaults\0-vga\0std"),
		    "test102 102 ", "Proxmox: all of it");
	/* As the jailer's exec_command() makes it, with its documentation's socket */
	tap_is_text(NAMES("/firecracker\0--id\0" "551e7604-e35c-42b3-b825-416853441234\0--start-time-us\0"
			  "68371925\0--start-time-cpu-us\0" "5107\0--parent-cpu-time-us\0" "4520\0"
			  "--api-sock\0/run/firecracker.socket"),
		    "551e7604-e35c-42b3-b825-416853441234 551e7604-e35c-42b3-b825-416853441234 ",
		    "Firecracker's jailer: all of it");
	/* Of the sandbox in github.com/kata-containers/kata-containers/issues/3270 */
	tap_is_text(NAMES("/opt/kata/bin/cloud-hypervisor\0--api-socket\0/run/vc/vm/hello1/clh-api.sock\0-v"),
		    "hello1  ", "cloud-hypervisor in Kata: all of it");
	/* Of the processes in github.com/olvaffe/olv-notes, distros/cros/crostini.md */
	tap_is_text(NAMES("crosvm\0run\0--cpus\0" "4\0--mem\0" "5901\0--root\0/run/imageloader/...\0"
			  "--tap-fd\0" "16\0--cid\0" "3\0--socket\0/run/vm/vm.Ucaif1/crosvm.sock\0"
			  "--wayland-sock\0/run/chrome/wayland-0\0--wayland-dmabuf\0--gpu"),
		    "vm.Ucaif1  ", "crosvm in ChromeOS: all of it");
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
	u32 gone = name_intern("300-9", 5), proxmox = name_intern("400-9", 5);
	u32 evil = name_intern("500-9", 5);

	if (!mkdtemp(proc))
		abort();
	make_process(proc, "102", "Name:\tqemu\nTgid:\t100\nPid:\t102\nPPid:\t1\n", "", 0);
	make_process(proc, "100", "Name:\tqemu\nTgid:\t100\nPid:\t100\nPPid:\t1\n",
		     "qemu\0-name\0guest=web", 21);
	make_process(proc, "200", "Name:\tqemu\nTgid:\t200\nPid:\t200\nPPid:\t7\n", "qemu", 5);
	vm_find_label(named, proc);
	vm_find_label(plain, proc);
	vm_find_label(gone, proc);
	make_process(proc, "400", "Name:\tkvm\nTgid:\t400\nPid:\t400\nPPid:\t7\n",
		     "kvm\0-id\0" "555\0-name\0db", 21);
	vm_find_label(proxmox, proc);
	make_process(proc, "500", "Name:\tx\nTgid:\t500\nPid:\t500\nPPid:\t7\n", "x", 2);
	snprintf(command, sizeof(command), "%s/500", proc);
	write_file(command, "comm", "a\033[31m`\233\n", 10);
	vm_find_label(evil, proc);
	tap_is_text(vm_label(evil), "500 a?[31m`?", "a command that is not clean");
	tap_ok(vm_matches(evil, "500 a\033[31m`\233"), "is found by what it is");
	tap_is_text(vm_label(proxmox), "db", "a name beside an id");
	tap_ok(vm_matches(proxmox, "555"), "by the id");
	tap_ok(vm_matches(proxmox, "db"), "by the name");
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
	test_other_vmms();
	test_command_lines();
	test_processes();
	return tap_done();
}
