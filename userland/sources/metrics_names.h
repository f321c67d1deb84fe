/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_METRICS_NAMES_H
#define KVM_EXITSTAT_METRICS_NAMES_H

/*
 * What VMs are called in a file that --prometheus has written: those that have ended have
 * no command line any more, and their counters are to go on under the labels that they
 * had. VMs that have a label keep it. Whatever else is in the file, or that there is none, is no
 * matter.
 */
void metrics_take_names(const char *file);

#endif
