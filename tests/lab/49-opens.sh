# SPDX-License-Identifier: GPL-2.0-only
# What kvm-exitstat touches: debugfs, /proc/PID, its recording, and nothing else, as
# strace sees it; no socket, and no process but the one that it is asked to run.
. ./tap.sh
. ./held.sh

cd "$tmp" || exit
hold --vcpus 2 cpuid=100

# touches NAME ARG...: what a command names to the kernel, and that is out of place. The
# loader and libc open the libraries and the time zone; a name without a slash is one in
# debugfs, after the directory was opened, or the recording.
touches() {
	name=$1
	shift
	strace -f -qq -o "$tmp/trace" \
		-e trace=%file,%network,%ipc,clone,clone3,fork,vfork,kill,memfd_create,ptrace,process_vm_readv,io_uring_setup,bpf,perf_event_open \
		kvm-exitstat "$@" > "$tmp/shown" 2> "$tmp/err"
	is $? 0 "$name: runs under strace"
	sed 's/^[0-9]* *//' "$tmp/trace" > "$tmp/calls"
	grep -v '^[a-z0-9]*([^"]*"' "$tmp/calls" > "$tmp/other"
	sed -n 's/^[a-z0-9]*([^"]*"\([^"]*\)".*/\1/p' "$tmp/calls" |
		grep -vE -e "^$d(/|$)" -e '^/proc/([0-9]+|self)/' -e '^[^/]*$' \
			-e '^/lib(64)?/' -e '^/etc/(ld\.so\.(cache|preload)|localtime)$' \
			-e '^/lab/bin/kvm-exitstat$' >> "$tmp/other"
	is "$(cat "$tmp/other")" "" "$name: nothing else is opened, no socket, no process"
	within "$(grep -c '^openat.* = [0-9]' "$tmp/calls")" 2 100000 "$name: strace has seen what it opens"
}

touches show
touches per-vm --per-vm --json
touches per-vcpu --vm "$vm" --per-vcpu --csv 0.2 3
touches per-cpu --per-cpu
touches hist hist
touches caps caps
touches record record -o recording 0.2 3
touches report report recording
touches diff diff recording recording
release

# A file for each process: in one file a call stands in two parts where they take turns.
mkdir "$tmp/traces"
strace -ff -qq -o "$tmp/traces/of" -e trace=clone,clone3,fork,vfork,%network,execve \
	kvm-exitstat run -- true > /dev/null 2>&1
is "$(sed -n 's/^\([a-z0-9]*\)(.* = [0-9].*/\1/p' "$tmp"/traces/of.* | sed 's/^v*fork$\|^clone3*$/clone/' | sort | xargs)" \
	"clone execve execve" "run: one process is started, which becomes the command"
finish
