#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What cannot be answered is an error that says what to do: nothing is ever answered
# with nothing and success.
. "$(dirname "$0")/lib.sh"

recording=$here/data/recording
tree=$scratch/tree
"$here/simulate-tree" "$tree" 2 2 1
cp -r "$tree" "$scratch/svm"
echo svm >"$scratch/svm/isa"
printf 'nr\tname\texits\tkernel\n0x48\tDF excp\t1\t1\n0x72\tcpuid\t5\t5\n0x4\tread_cr4\t2\t2\n-1\tinvalid\t3\t3\n-\tTOTAL\t11\t11\n' \
	>"$scratch/svm/exits"
svm() {
	"$reader" --debugfs "$scratch/svm" --csv "$@" 2>&1 | awk -F, '$12 == 11 { next } NR > 1 { print $11 }'
}
vmx() {
	"$reader" --debugfs "$tree" --csv "$@" 2>&1 | awk -F, '$11 == "TOTAL" { next } NR > 1 { print $11 }'
}

# Recordings of the host only.
for command in report "plot -o $scratch/x.svg"; do
	for list in "VM --per-vm" "vCPU --per-vcpu" "CPU --per-cpu"; do
		# shellcheck disable=SC2086 # words
		fails 1 "$recording: no ${list% *} in it: none had exits, or it was recorded without ${list#* }" \
			"${command%% *} ${list#* } of the host" $command "$recording" "${list#* }"
	done
	# shellcheck disable=SC2086
	fails 1 "$recording: no VM 'web' in it" "${command%% *} --vm" $command "$recording" --vm web
	# shellcheck disable=SC2086
	fails 1 "$recording: no exits of CPU 0 in it" "${command%% *} --cpu" $command "$recording" --cpu 0
	head -c 300 "$recording" >"$scratch/cut"
	# shellcheck disable=SC2086
	fails 1 "$scratch/cut: cut off in its first sample: nothing in it is whole" \
		"${command%% *} of a cut one" $command "$scratch/cut"
	head -1 "$recording" >"$scratch/empty"
	# shellcheck disable=SC2086
	fails 1 "$scratch/empty: no samples in it" "${command%% *} of an empty one" $command "$scratch/empty"
	# shellcheck disable=SC2086
	fails 1 "no exit reason 'nosuch' on vmx: --all-reasons lists them" \
		"${command%% *} --reason nosuch" $command "$recording" --reason nosuch
done
fails 1 "$scratch/cut: cut off in its first sample: nothing in it is whole" "diff of a cut one" \
	diff "$recording" "$scratch/cut"
"$reader" --debugfs "$tree" record --per-vm -o "$scratch/vms" 0.02 1 2>"$scratch/err"
fails 1 "$scratch/vms: no vCPU in it: none had exits, or it was recorded without --per-vcpu" \
	"the vCPUs of a VM of a recording of VMs" report "$scratch/vms" --vm 1002-10 --per-vcpu

# Numbers of reasons are as the table shows them.
for command in "" hist top "diff $scratch/svm $scratch/svm"; do
	case $command in
	hist) at="--debugfs $here/data/svm" ;;
	diff*) at= ;;
	*) at="--debugfs $scratch/svm" ;;
	esac
	# shellcheck disable=SC2086
	fails 1 "reasons of svm have hexadecimal numbers: '72' is 0x72 or 0x48?" \
		"'$command' --reason 72 on SVM" $command $at --reason 72
	# shellcheck disable=SC2086
	fails 1 "no exit reason '0x9999' on svm: --all-reasons lists them" \
		"'$command' --reason 0x9999 on SVM" $command $at --reason 0x9999
done
is "$(svm --reason 0x72)" cpuid "SVM: 0x72"
is "$(svm --reason 0X72)" cpuid "SVM: 0X72"
is "$(svm --reason 4)" read_cr4 "SVM: 4 is the same either way"
is "$(svm --reason -1)" invalid "SVM: -1"
is "$(svm --reason 0xffffffff)" invalid "SVM: the same as the hardware has it"
is "$(svm --reason SVM_EXIT_CPUID)" cpuid "SVM: the kernel's macro"
is "$(svm --reason svm_exit_read_cr4)" read_cr4 "SVM: in any case"
is "$(svm --reason SVM_EXIT_ERR)" invalid "SVM: the one that is negative"
fails 1 "no exit reason 'EXIT_REASON_CPUID' on svm: --all-reasons lists them" "SVM: VMX's macro" \
	--debugfs "$scratch/svm" --reason EXIT_REASON_CPUID
is "$(vmx --reason 10)" CPUID "VMX: 10"
is "$(vmx --reason 0xa)" CPUID "VMX: 0xa"
is "$(vmx --reason 010)" CPUID "VMX: 010 is no octal number"
is "$(vmx --reason EXIT_REASON_HLT)" HLT "VMX: the kernel's macro"
is "$(vmx --reason 8)" "" "VMX: one without exits"
fails 1 "no exit reason '0x' on vmx: --all-reasons lists them" "VMX: half a number" \
	--debugfs "$tree" --reason 0x
fails 1 "no exit reason '10x' on vmx: --all-reasons lists them" "VMX: no number" \
	--debugfs "$tree" --reason 10x
fails 1 "no exit reason '' on vmx: --all-reasons lists them" "no text" --debugfs "$tree" --reason ''
fails 1 "no exit reason '4294967306' on vmx: --all-reasons lists them" "VMX: no 32 bits" \
	--debugfs "$tree" --reason 4294967306

# Before anything is started or drawn.
fails 1 "no exit reason 'nosuch' on vmx: --all-reasons lists them" "top --reason nosuch" \
	--debugfs "$tree" top --reason nosuch
fails 1 "no exit reason 'nosuch' on vmx: --all-reasons lists them" "run --reason nosuch" \
	--debugfs "$tree" run --reason nosuch touch "$scratch/started"
[ ! -e "$scratch/started" ]
ok $? "nothing was started"
fails 1 "no exit reason 'nosuch' on vmx: --all-reasons lists them" "diff --reason nosuch" \
	diff "$tree" "$tree" --reason nosuch
fails 1 "nothing is known of 'user' here: choose another key than --sort user" "a column that is not there" \
	--debugfs "$scratch/svm" --sort user
fails 1 "nothing is known of 'time' here: choose another key than --sort time" "nor what is made of it" \
	--debugfs "$scratch/svm" --sort time

# CPUs and guests.
fails 1 "$tree/cpus: no exits of CPU 99 in it: --per-cpu lists those there are" "--cpu 99" \
	--debugfs "$tree" --cpu 99
fails 2 "a guest sees no 'user': sort by exits, kernel, avg, name or nr" "guest --sort user" guest --sort user
fails 2 "a guest sees no 'time': sort by exits, kernel, avg, name or nr" "guest --sort time" guest --sort time
fails 2 "--with-halted does not go with 'guest' (try 'kvm-exitstat --help')" "guest --with-halted" \
	guest --with-halted

# A name that means several VMs, anywhere.
for i in 1 2 3; do
	mkdir -p "$tree/vm/1002-1$i"
	cp "$tree/vm/1002-10/exits" "$tree/vm/1002-1$i"
done
out=$("$reader" --debugfs "$tree" --vm 1002 2>&1)
is "$?" 1 "four VMs of a process: status 1"
is "$(echo "$out" | grep -oE '1002-1[0-9]' | sort | xargs)" "1002-10 1002-11 1002-12 1002-13" "all are named"
sed 's/^\(vm	\)1001-10/\11002-9/; s/^\(vcpu	\)1001-10/\11002-9/' "$tree/all" >"$scratch/all"
mv "$scratch/all" "$tree/all"
"$reader" --debugfs "$tree" record --per-vm -o "$scratch/twins" 0.02 1 2>"$scratch/err"
out=$("$reader" report --samples "$scratch/twins" --vm 1002 2>&1)
is "$?" 1 "two in a recording: status 1"
is "$(echo "$out" | grep -oE '1002-[0-9]*' | sort | xargs)" "1002-10 1002-9" "both are named"

done_testing
