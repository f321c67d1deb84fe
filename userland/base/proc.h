/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PROC_H
#define KVM_EXITSTAT_PROC_H

#include <stddef.h>

/* Up to @room bytes of @proc/PID/FILE, where @proc is "/proc"; 0 where there is none. */
size_t proc_read(const char *proc, unsigned int pid, const char *file, char *buffer,
		 size_t room);

/* The process that a thread is of; 0: gone. */
unsigned int process_of(unsigned int thread, const char *proc);

/* The parent of a process; 0: gone. */
unsigned int process_parent(unsigned int pid, const char *proc);

#endif
