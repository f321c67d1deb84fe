# SPDX-License-Identifier: GPL-2.0-only
#
# make demo [ISA=svm|vmx]	the whole way: a patched KVM, a real guest, a real table
# make test			all tests, on both ISAs
# make check			checkpatch, sparse, cppcheck, shellcheck
# make build			the programs, in build/

ISA	?= svm
O	:= $(CURDIR)/build

build: $(O)/kvm-exitstat $(O)/exitgen $(O)/hostwatch

$(O)/kvm-exitstat: FORCE
	@$(MAKE) -s -C userland O=$(O)

$(O)/exitgen: FORCE
	@$(MAKE) -s -C tests/exitgen O=$(O)

$(O)/hostwatch: FORCE
	@$(MAKE) -s -C tests/hostwatch O=$(O)

tools:
	@scripts/install-tools

demo: tools
	@scripts/demo $(ISA)

test: tools
	@$(MAKE) -s build
	@$(MAKE) -s -C tests/reader O=$(O) all
	@$(MAKE) -s -C tests/unit O=$(O) all
	@KVM_EXITS_BUILD=$(O) prove -j2 tests/lab-vmx.t tests/lab-vmx-linux.t tests/unit tests/reader tests/lab-svm.t tests/lab-svm-linux.t

check: tools
	@scripts/check

clean:
	rm -rf build

FORCE:

.PHONY: build tools demo test check clean FORCE
