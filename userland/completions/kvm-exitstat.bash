# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# bash completion for kvm-exitstat; goes to /usr/share/bash-completion/completions.

_kvm_exitstat_vms() {
	local dir=${1:-/sys/kernel/debug/kvm_exits} vm

	# KVM has a directory of each of its own, of the same name.
	[[ -n $1 || -d $dir ]] && dir+=/vm || dir=/sys/kernel/debug/kvm
	for vm in "$dir"/*-*; do
		[[ -d $vm ]] && printf '%s\n' "${vm##*/}"
	done
}

_kvm_exitstat_reasons() {
	local dir=${1:-/sys/kernel/debug/kvm_exits}

	[[ -r $dir/exits ]] || return
	cut -f2 "$dir/exits" | grep -vE '^(name|RUNNING|TOTAL)$| '
}

# The lines of standard input that begin with $1. compgen -W would run what is in a
# name between backquotes.
_kvm_exitstat_begin() {
	local line

	while IFS= read -r line; do
		[[ $line == "$1"* ]] && printf '%q\n' "$line"
	done
}

# The columns behind the last comma of $1, with what is in front of it.
_kvm_exitstat_columns() {
	local before="" column

	[[ $1 == *,* ]] && before=${1%,*},
	"${COMP_WORDS[0]}" --columns help 2>/dev/null |
		while IFS= read -r column; do
			[[ $before$column == "$1"* ]] && printf '%s\n' "$before$column"
		done
}

_kvm_exitstat() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local commands="top run hist causes slowest record report plot diff caps check explain departed enable disable reset detail guest"
	local scope="--vm --vcpu --cpu" lists="--per-vm --per-vcpu --per-cpu"
	local rows="--all-reasons --reason --sort --top" units="--cycles --with-halted"
	local columns="--columns" formats="--json --csv" metrics="--prometheus --openmetrics" words="" command="" dir="" i
	local IFS=$' \t\n'

	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == --debugfs ]] && dir=${COMP_WORDS[i + 1]}
		[[ -z $command && " $commands " == *" ${COMP_WORDS[i]} "* ]] &&
			command=${COMP_WORDS[i]}
		[[ ${COMP_WORDS[i - 1]} == guest && ${COMP_WORDS[i]} == record ]] && command="guest record"
	done
	case $prev in
	--vm)
		mapfile -t COMPREPLY < <(_kvm_exitstat_vms "$dir" | _kvm_exitstat_begin "$cur")
		return
		;;
	--reason | --hist)
		mapfile -t COMPREPLY < <(_kvm_exitstat_reasons "$dir" | _kvm_exitstat_begin "$cur")
		return
		;;
	--sort)
		words=$("${COMP_WORDS[0]}" --sort help 2>/dev/null)
		;;
	--columns)
		mapfile -t COMPREPLY < <(_kvm_exitstat_columns "$cur")
		return
		;;
	--debugfs)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
		;;
	-o | --output | --from)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--isa)
		words="vmx svm"
		;;
	--source)
		words="auto debugfs bpf"
		;;
	--vcpu | --cpu | --top | --since | --until)
		return
		;;
	esac
	if [[ -z $words ]]; then
		case $command in
		"") words="$commands $scope $lists $rows $columns $units $formats $metrics --causes --output --force --changes --debugfs --source --help --version" ;;
		top) words="--causes $rows $columns $units --debugfs --source" ;;
		run) words="--vm --vcpu --per-vcpu --causes $rows $columns $units $formats --until-halted --output --force --debugfs --source" ;;
		hist | causes | slowest | explain)
			words="$scope --debugfs"
			[[ $command == slowest ]] && words="--vm --per-vm $units $formats --debugfs"
			[[ $command == hist ]] && words+=" $rows $units $formats --changes --source"
			[[ $command == causes ]] && words+=" $rows $columns $units $formats --changes --from --source"
			[[ $command == explain ]] && words+=" --isa --from"
			if [[ $cur != -* ]]; then
				mapfile -t COMPREPLY < <(_kvm_exitstat_reasons "$dir" |
					_kvm_exitstat_begin "$cur")
				return
			fi
			;;
		record) words="--causes $scope $lists --output --force --debugfs --source" ;;
		report) words="--causes $scope $lists $rows $columns $units $formats --samples --since --until --changes" ;;
		plot) words="--hist $scope $lists $rows $units --output --force --since --until" ;;
		diff) words="--causes $scope $rows $units $formats" ;;
		caps) words="$formats --debugfs" ;;
		check) words="--json --switch --no-switch --debugfs" ;;
		departed) words="$rows $columns $units $formats --debugfs" ;;
		enable | disable | reset) words="--debugfs" ;;
		detail) words="counts time full causes --debugfs" ;;
		guest) words="record $rows $columns --cycles $formats --changes" ;;
		"guest record") words="--output --force" ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	if [[ $cur != -* ]]; then
		case $command in
		report | plot | diff)
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
			;;
		run)
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -c -- "$cur")
			;;
		esac
	fi
}
complete -F _kvm_exitstat kvm-exitstat
