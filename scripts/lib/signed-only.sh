# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Sourced by scripts/host-modules, and by the live swap, which is packed with it in one
# file.

# signed_only [CONFIG]: says why this host loads signed modules only, now or with a kernel of
# that configuration; fails if it does not
signed_only() {
	if grep -qs Y /sys/module/module/parameters/sig_enforce || grep -qsx CONFIG_MODULE_SIG_FORCE=y "${1:-/dev/null}"; then
		echo "its kernel enforces it"
	elif grep -qsE '\[(integrity|confidentiality)\]' /sys/kernel/security/lockdown; then
		echo "its kernel is locked down, as with secure boot"
	else
		return 1
	fi
}
