# SPDX-License-Identifier: GPL-2.0-only
#
# make demo [ISA=svm|vmx] [STOCK=1]	the whole way: a patched KVM, a real guest, a real
#				table; STOCK=1: with the kernel's own KVM, by BPF
# make test			all tests, on both ISAs
# make test-full [PHASES="..."]	an hour: also on kernels that watch themselves, KVM's own
#				tests, stress, fuzzing; PHASES as below, to select some
# make bench			what an exit costs, with this and with other tools
# make bench-native		what a record costs on this machine, in ns, warm and cold, and
#				how many cache lines it touches
# make bench-asm		the instructions of the hot path, with their source lines
# make install [PREFIX=/usr/local]	as root, on your own host: the reader, and KVM's modules for
#				the kernel that runs or KERNEL=RELEASE; SIGN="KEY CERTIFICATE"
#				signs them. With DESTDIR=DIR the reader only, below DIR. BPF=1: also
#				what counts by BPF; BPF=0: not; else where what builds it is there
# make uninstall		both away again: KVM as the kernel's own
# make deb			Debian packages of all three, in build/deb
# make series SERIES=6.12|newest OUT=DIR	the kernel side as commits for git am
# make check			checkpatch, sparse, W=1, clang, cppcheck, shellcheck
# make build			the programs, in build/

ISA	?= svm
# Relative, as make takes a path with a space for two. Below, it is each Makefile's default.
O	:= build

# The longest first, as two run at a time.
TESTS	:= $(addprefix tests/,lab-vmx-linux-guest.t lab-vmx.t lab-vmx-fast-reads.t \
	lab-svm-linux-guest.t unit reader scripts lab-svm.t lab-svm-fast-reads.t \
	lab-svm-instruction-clock.t lab-vmx-two-clocks.t selftests-vmx.t selftests-svm.t \
	lab-svm-lockdown.t lab-svm-both-modules.t bpf-short.t kernel-6.1.t kernel-newest.t selftests \
	object-code.t)

# Those of test-full, by phase. All selftests include the fast ones, ten minutes of
# fuzzing the one of `make test`.
PHASES	?= test selftests fuzz lives examples places kernel series bpf stress kasan lockdep kcsan \
	fresh install dkms rig prometheus
FAST	:= $(if $(filter selftests,$(PHASES)),tests/selftests-%.t) \
	$(if $(filter fuzz,$(PHASES)),tests/reader/fuzz.t)
FULL	:= $(foreach phase,$(PHASES),$(if $(filter test,$(phase)),$(filter-out $(FAST),$(TESTS)),\
	$(sort $(wildcard tests/full/$(phase)-*.t))))
DEBUG	:= $(filter kasan kcsan lockdep,$(PHASES))

build: $(O)/kvm-exitstat $(O)/exitgen test-tools $(O)/tools/ten-lines

$(O)/kvm-exitstat: FORCE
	@$(MAKE) -s -C userland

$(O)/exitgen: FORCE
	@$(MAKE) -s -C tests/exitgen

# Needs clang and bpftool: only where it is asked for.
$(O)/bpf-peer: FORCE
	@$(MAKE) -s -C userland/bpf

test-tools:
	@$(MAKE) -s -C tests/tools

# The program that userland/GUEST.md shows.
$(O)/tools/ten-lines: userland/GUEST.md
	@mkdir -p $(@D)
	@sed -n '/^```c$$/,/^```$$/p' $< | sed '1d;$$d' | \
		$(CC) -std=c11 -Wall -Wextra -Werror -O2 -static -x c -o $@ -

tools:
	@scripts/install-tools

demo:
	@scripts/install-tools $(strip $(filter svm vmx,$(ISA)) $(if $(filter-out 0,$(STOCK)),bpf))
	@scripts/demo $(if $(filter-out 0,$(STOCK)),--stock) $(ISA)

test-programs:
	@scripts/install-tools test
	@$(MAKE) -s build
	@$(MAKE) -s -C tests/reader all
	@$(MAKE) -s -C tests/unit all

test: test-programs
	@KVM_EXITS_BUILD="$(CURDIR)/$(O)" prove -j2 -f -o $(TESTS)

# What the tests boot is built before, as two builds at once are no faster.
test-full: test-programs
	@scripts/install-tools $(if $(filter fresh install dkms rig examples prometheus bpf series,$(PHASES)),full)
	@for kind in $(DEBUG); do scripts/lab --debug $$kind -- true || exit; done
	@KVM_EXITS_BUILD="$(CURDIR)/$(O)" prove -j2 -f -o --timer $(FULL)

bench:
	@scripts/install-tools bench
	@scripts/bench

bench-native: tools
	@scripts/install-tools bench
	@$(MAKE) -s -C tests/unit native
	@$(O)/tests/unit/native
	@tests/bench/lines.sh $(O)/tests/unit/native 5
	@echo 'With what is behind exits:'
	@tests/bench/lines.sh $(O)/tests/unit/native-causes 6

bench-asm: tools
	@scripts/bench-asm

check: tools
	@scripts/check

SERIES	?= newest
series: tools
	@scripts/series '$(SERIES)' '$(OUT)'

PREFIX	?= /usr/local
SHARE	 = $(DESTDIR)$(PREFIX)/share
READER	 = $(DESTDIR)$(PREFIX)/bin/kvm-exitstat $(SHARE)/man/man1/kvm-exitstat.1 \
	$(SHARE)/bash-completion/completions/kvm-exitstat $(SHARE)/zsh/site-functions/_kvm-exitstat

# What counts by BPF, where the reader looks for it
PLUGIN	 = $(DESTDIR)$(PREFIX)/lib/kvm-exitstat/bpf.so

# What Prometheus needs of it, and Grafana: userland/prometheus/README.md
UNITS	 = $(DESTDIR)$(PREFIX)/lib/systemd/system
PROMETHEUS = $(SHARE)/kvm-exits/prometheus

# The modules first: they may be refused, and bring a compiler.
install: $(if $(DESTDIR),,install-modules)
	@$(MAKE) -s install-reader install-plugin

uninstall: $(if $(DESTDIR),,uninstall-modules)
	@rm -f $(READER) $(PLUGIN) $(UNITS)/kvm-exits.service $(UNITS)/kvm-exits.timer
	@rm -rf $(SHARE)/kvm-exits
	@rmdir $(dir $(PLUGIN)) 2>/dev/null || :

install-reader: $(O)/kvm-exitstat
	@install -D -m 755 $(O)/kvm-exitstat $(word 1,$(READER))
	@install -D -m 644 userland/kvm-exitstat.1 $(word 2,$(READER))
	@install -D -m 644 userland/completions/kvm-exitstat.bash $(word 3,$(READER))
	@install -D -m 644 userland/completions/_kvm-exitstat $(word 4,$(READER))
	@install -D -m 644 -t $(UNITS) $(wildcard userland/prometheus/kvm-exits.*)
	@install -D -m 644 -t $(PROMETHEUS) $(wildcard userland/prometheus/*.yml userland/prometheus/*.json)

# What builds it is installed only where it is asked for.
install-plugin: lacks = $(if $(filter 0,$(BPF)),,$(shell $(MAKE) -s -C userland/bpf lacks))
install-plugin:
	$(if $(filter-out 0 1,$(BPF)),$(error BPF=$(BPF): it is 0 or 1))
	@case '$(BPF)$(lacks)' in \
	0) exit ;; \
	1?*) scripts/install-tools bpf || exit ;; \
	1 | '') ;; \
	*) echo 'left out: what counts by BPF, built with $(lacks), which BPF=1 installs' && exit ;; \
	esac && $(MAKE) -s -C userland/bpf plugin && install -D -m 644 $(O)/kvm-exitstat-bpf.so $(PLUGIN)

install-modules:
	@scripts/host-modules install $(if $(KERNEL),--kernel '$(KERNEL)') $(if $(SIGN),--sign $(SIGN))

uninstall-modules:
	@scripts/host-modules remove $(if $(KERNEL),--kernel '$(KERNEL)')

# In a copy, as debhelper works in the tree.
deb:
	@scripts/install-tools deb
	@rm -rf $(O)/deb
	@mkdir -p $(O)/deb/kvm-exits
	@tar -c --exclude=./build --exclude=./.git . | tar -x -C $(O)/deb/kvm-exits
	@cd $(O)/deb/kvm-exits && env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -b -us -uc >../log 2>&1 || \
		{ tail -n 20 ../log; exit 1; }
	@rm -rf $(O)/deb/kvm-exits
	@ls $(O)/deb/*.deb

clean:
	rm -rf build

FORCE:

.PHONY: deb series install uninstall install-reader install-plugin install-modules uninstall-modules build test-tools tools demo test test-programs test-full bench bench-native bench-asm check clean FORCE
