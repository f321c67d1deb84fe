# SPDX-License-Identifier: GPL-2.0-only
"""What Debian's prometheus_client reads on standard input as OpenMetrics: a line for each
sample of a VM's counters, as numbers_of of lib.sh has them."""
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

for family in text_string_to_metric_families(sys.stdin.read()):
    for sample in family.samples:
        if sample.name in ("kvm_exits_total", "kvm_exit_seconds_total", "kvm_exit_causes_total"):
            labels = [sample.labels.get(label, "-") for label in ("id", "reason")]
            labels.append(sample.labels.get("phase") or sample.labels.get("cause", "-"))
            print(sample.name, *labels, "%.9f" % sample.value, sep="\t")
