# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Sourced after lib.sh: the reader with a plugin beside it that has the files of $tree, where
# the real one counts by BPF. tests/bpf has that, and a KVM.

chmod 755 "$scratch"
installed=$scratch/usr
mkdir -p "$installed/bin" "$installed/lib/kvm-exitstat"
cp "$reader" "$installed/bin/kvm-exitstat"
reader=$installed/bin/kvm-exitstat
plugin=$installed/lib/kvm-exitstat/bpf.so
# shellcheck disable=SC2154 # lib.sh
cp "$build/tests/reader/plugin.so" "$plugin"
tree=$scratch/tree
ended=$scratch/ended
PLUGIN_FILES=$tree PLUGIN_ENDED=$ended
export PLUGIN_FILES PLUGIN_ENDED

# by_bpf ARG...
by_bpf() { "$reader" --source bpf "$@"; }
