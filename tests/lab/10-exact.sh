# SPDX-License-Identifier: GPL-2.0-only
# Every exit that exitgen makes is counted, under its reason, in both stores.
. ./tap.sh

# exact NAME ARG...: run exitgen, compare each reason's number three ways.
exact() {
	name=$1
	shift
	cat $d/exits > "$tmp/before"
	exitgen "$@" > "$tmp/out" 2>&1 || {
		verdict 1 "$name: exitgen"
		sed 's/^/# /' "$tmp/out"
		return
	}
	cat $d/exits > "$tmp/after"
	cat $d/departed > "$tmp/departed"
	vm=$(tail -n 1 "$tmp/departed" | cut -f 1)

	sed -n 's/^made\t\([^\t]*\)\t.*/\1/p' "$tmp/out" > "$tmp/reasons"
	while read -r reason; do
		wanted=$(made "$tmp/out" "$reason")
		got=$(($(sum "$tmp/after" exits "$reason") -
		       $(sum "$tmp/before" exits "$reason")))
		is "$got" "$wanted" "$name: the CPUs counted $wanted $reason"
		is "$(sum "$tmp/departed" exits "$reason" "vm=$vm")" "$wanted" \
			"$name: the vCPUs counted $wanted $reason"
	done < "$tmp/reasons"
}

exact "an example" cpuid=1000 hlt=10 io=500

# Every kind there is, a number of its own for each.
n=100
exitgen --list | cut -f 1 > "$tmp/kinds"
while read -r kind; do
	n=$((n + 1))
	case $kind in
	done)				continue ;;
	shutdown | fail-entry)		exact "$kind" "$kind=1" ;;
	halt-wake)			exact "$kind" "$kind=5" ;;
	*)				exact "$kind" "$kind=$n" ;;
	esac
done < "$tmp/kinds"

exact "4 vCPUs on 2 CPUs" --vcpus 4 cpuid=1000 io=100 vmcall=100

finish
