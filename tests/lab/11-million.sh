# SPDX-License-Identifier: GPL-2.0-only
# 4 vCPUs at once: not one of 1,000,000 exits may be missing.
. ./tap.sh

each=$((250000 / fewer))
all=$((4 * each))

cat $d/exits > "$tmp/before"
cat $d/cpus > "$tmp/cpus.before"
exitgen --vcpus 4 cpuid=$each > "$tmp/out" || cat "$tmp/out"
cat $d/exits > "$tmp/after"
cat $d/cpus > "$tmp/cpus.after"
last_departed

reason=$(sed -n 's/^made\t\([Cc][^\t]*\)\t.*/\1/p' "$tmp/out")
is "$(($(sum "$tmp/after" exits "$reason") - $(sum "$tmp/before" exits "$reason")))" \
	$all "the host counted $all"
is "$(($(sum "$tmp/cpus.after" exits "$reason") - $(sum "$tmp/cpus.before" exits "$reason")))" \
	$all "the CPUs counted $all"
is "$(sum "$tmp/departed" exits "$reason" "vm=$vm")" $all \
	"the vCPUs counted $all"
finish
