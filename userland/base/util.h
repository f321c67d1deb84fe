/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_UTIL_H
#define KVM_EXITSTAT_UTIL_H

#include <stddef.h>
#include <stdint.h>

#define PROGRAM		"kvm-exitstat"
#define __noreturn	__attribute__((noreturn))
#define __printf(f, a)	__attribute__((format(printf, f, a)))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

typedef unsigned long long u64;
typedef long long s64;
typedef unsigned int u32;
typedef __uint128_t u128;

/* Numbers of a file may be any: a sum that is too large is the largest. */
static inline u64 saturating_add(u64 a, u64 b)
{
	return __builtin_add_overflow(a, b, &a) ? UINT64_MAX : a;
}

/* Exit statuses, as the manual page lists them. */
enum status { STATUS_OK = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

/*
 * Text of one failure: what is wrong and what to do about it, one line, no
 * newline. Functions that can fail return 0, or -1 with the text filled in. It is
 * clean, as text.h says, whatever it quotes.
 */
struct failure {
	char text[512];
};

int fail(struct failure *f, const char *fmt, ...) __printf(2, 3);

/* Print "kvm-exitstat: TEXT" on standard error; die() then exits. */
void warn(const char *fmt, ...) __printf(1, 2);
__noreturn void die(enum status status, const char *fmt, ...) __printf(2, 3);

/* Allocate or die. grow() makes room for one more than @used elements. */
void *xcalloc(size_t nr, size_t size);
void *xrealloc(void *p, size_t nr, size_t size);
/* @to, made @nr elements large and filled with those of @from. */
void *xcopy(void *to, const void *from, size_t nr, size_t size);
char *xstrdup(const char *s);
/* Clean, as text.h says. */
char *xclean(const char *from, size_t len);
void *grow(void *p, size_t *room, size_t used, size_t size);

#endif
