// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/hist.h"
#include "model/labels.h"
#include "model/names.h"
#include "sources/recorder.h"
#include "sources/recording.h"
#include "lines_of.h"
#include "tap.h"

#define MAGIC	"kvm-exitstat recording 2\n"
#define BEGIN	"sample\t5\t7\tsvm\t2000000\t2\tcounts\n"
#define HEADER	"scope\tvm\tvcpu\tcpu\tnr\tname\texits\tkernel\n"
#define ROWS	"host\t-\t-\t-\t0x72\tcpuid\t3\t9\nhost\t-\t-\t-\t-\tTOTAL\t3\t9\n"
#define END	"end\t2\n"
#define WHOLE	BEGIN HEADER ROWS END

static struct sample sample;
static struct recording recording;
static struct failure failure;

/* Read all samples; the number of them, -1 after a failure. */
static int read_text(const char *text)
{
	struct lines lines;
	int nr = 0, got;

	lines_of(&lines, text, strlen(text), "file");
	failure.text[0] = '\0';
	got = recording_open(&recording, &lines, &failure);
	while (!got && (got = recording_next(&recording, &sample, &failure)) == RECORDING_SAMPLE) {
		nr++;
		got = 0;
		if (recording.lines.start == recording.lines.end)
			break;
	}
	recording_close(&recording);
	return got < 0 ? -1 : nr;
}

static void fails(const char *text, const char *wanted)
{
	tap_ok(read_text(text) == -1, "refused");
	tap_is_text(failure.text, wanted, wanted);
}

static void test_reading(void)
{
	tap_is_u64(read_text(MAGIC WHOLE), 1, "one sample");
	tap_is_u64(sample.boot_ns, 5, "time since boot");
	tap_is_u64(sample.wall_ns, 7, "wall clock");
	tap_is_u64(sample.isa, ISA_SVM, "instruction set");
	tap_is_u64(sample.tsc_khz, 2000000, "frequency");
	tap_is_u64(sample.detail, DETAIL_COUNTS, "what was on");
	tap_is_u64(sample.rows[0].value[COL_KERNEL], 9, "a number");
	tap_is_text(reason_name(sample.rows[0].reason), "cpuid", "a reason");
	tap_is_u64(read_text(MAGIC WHOLE WHOLE), 2, "two samples");
	tap_is_u64(recording.cut, 0, "not cut");
	tap_is_u64(read_text(MAGIC BEGIN "label\t12-3\tweb 1\n" HEADER
			     "vm\t12-3\t-\t-\t0x72\tcpuid\t3\t9\n"
			     "vm\t12-3\t-\t-\t-\tTOTAL\t3\t9\n" END), 1, "a VM with a label");
	tap_is_text(vm_label(sample.scopes[0].key.vm), "web 1", "its label");
	tap_is_u64(read_text(MAGIC BEGIN "scope\tvm\tvcpu\tcpu\tnr\tname\texits\tsince\n"
			     "vm\t12-3\t-\t-\t0x72\tcpuid\t3\t5\n"
			     "vm\t12-3\t-\t-\t0x72\tcpuid\t4\t6\n"
			     "end\t2\n"), 1, "VMs that had the same name");
	tap_is_u64(sample.nr_scopes, 2, "are two");
	tap_is_u64(sample.epoch, 0, "no number of a guest's counters");
	tap_is_u64(read_text(MAGIC "sample\t5\t7\tsvm\t2000000\t2\tunknown\t4711\n" HEADER ROWS END), 1,
		   "of a guest");
	tap_is_u64(sample.epoch, 4711, "the number of its counters");
	tap_is_u64(read_text(MAGIC), 0, "no samples");
}

#define HIST_HEADER	"scope\tvm\tvcpu\tcpu\tnr\tname\texits\tclosed,256,512,1024\n"
#define HIST(field)	MAGIC BEGIN HIST_HEADER "host\t-\t-\t-\t0x72\tcpuid\t9\t" field "\n" \
			"host\t-\t-\t-\t-\tTOTAL\t9\t-\n" END

static struct distribution *read_distribution(const char *text)
{
	return read_text(text) == 1 ? row_distribution(&sample, &sample.rows[0]) : NULL;
}

static void test_distributions(void)
{
	struct distribution *d = read_distribution(HIST("8,1,2,4"));

	tap_is_u64(sample.bounds.nr, 3, "buckets");
	tap_is_u64(sample.bounds.lower[2], 1024, "where one begins");
	tap_ok(d && d->closed == 8, "closed");
	tap_ok(d && d->bucket[0] == 1 && d->bucket[1] == 2 && d->bucket[2] == 4, "in buckets");
	d = read_distribution(HIST("8,1"));
	tap_ok(d && d->bucket[0] == 1 && !d->bucket[1] && !d->bucket[2], "zeroes at the end are not written");
	d = read_distribution(HIST("8"));
	tap_ok(d && d->closed == 8 && !d->bucket[0], "without a time");
	tap_ok(!read_distribution(HIST("-")), "a row without one");
	tap_is_u64(read_text(MAGIC WHOLE), 1, "a recording without");
	tap_is_u64(sample.bounds.nr, 0, "has no buckets");
	tap_is_u64(read_text(HIST("8,1") WHOLE), 2, "a sample with and one without");
	tap_is_u64(sample.bounds.nr, 0, "of which the second has none");
}

/* Wherever it is cut, what is whole before is read and nothing else: how often it is not. */
static int wrong_cuts(const char *text, size_t first)
{
	int wrong = 0;

	for (size_t len = strlen(MAGIC); len < strlen(text); len++) {
		char *part = strndup(text, len);
		int got = read_text(part);

		if (got != (len >= first) || (len > first && !recording.cut))
			wrong++;
		free(part);
	}
	return wrong;
}

static void test_cuts(void)
{
	tap_is_u64(wrong_cuts(MAGIC WHOLE WHOLE, strlen(MAGIC WHOLE)), 0, "cut at every byte");
	tap_is_u64(wrong_cuts(HIST("8,1,2,4") WHOLE, strlen(HIST("8,1,2,4"))), 0,
		   "cut at every byte of one with distributions");
}

static void test_damage(void)
{
	fails("", "file: not a recording of kvm-exitstat");
	fails("nr\tname\texits\n", "file: not a recording of kvm-exitstat");
	fails("kvm-exitstat recording x\n", "file: not a recording of kvm-exitstat");
	fails("kvm-exitstat recording 3\n",
	      "file: a recording of version 3, this program reads 2 only");
	fails("kvm-exitstat recording 1\n",
	      "file: a recording of version 1, this program reads 2 only");
	fails(MAGIC "hello\n", "file:2: damaged: reading stops after sample 0");
	fails(MAGIC WHOLE "sample\tx\t7\tsvm\t2000000\t1\tfull\n",
	      "file:7: damaged: reading stops after sample 1");
	fails(MAGIC "sample\t5\t7\tsvm\t2000000\t2\tunknown\tx\n" HEADER ROWS END,
	      "file:2: damaged: reading stops after sample 0");
	fails(MAGIC BEGIN HEADER ROWS "end\t3\n", "file:6: damaged: reading stops after sample 0");
	fails(MAGIC BEGIN HEADER ROWS "end\n",
	      "file:6: damaged: fewer than the header's 8 columns");
	fails(MAGIC BEGIN HEADER "host\t-\t-\t-\t0x72\tcpuid\t3\tx\n",
	      "file:4: damaged: column 'kernel' cannot be 'x'");
	fails(HIST("8,1,2,4,0"), "file:4: damaged: column 'distribution' cannot be '8,1,2,4,0'");
	fails(HIST("8,1,,4"), "file:4: damaged: column 'distribution' cannot be '8,1,,4'");
	fails(HIST(""), "file:4: damaged: column 'distribution' cannot be ''");
	fails(HIST("8,-1"), "file:4: damaged: column 'distribution' cannot be '8,-1'");
	fails(HIST("8,99999999999999999999"),
	      "file:4: damaged: column 'distribution' cannot be '8,99999999999999999999'");
	fails(MAGIC BEGIN "scope\tvm\tvcpu\tcpu\tnr\tname\texits\tclosed,256,256\n" END,
	      "file:3: damaged: column 'distribution' cannot be 'closed,256,256'");
	fails(MAGIC BEGIN "scope\tvm\tvcpu\tcpu\tnr\tname\texits\tclosed,\n" END,
	      "file:3: damaged: column 'distribution' cannot be 'closed,'");
	fails(MAGIC BEGIN "scope\tvm\tvcpu\tcpu\tnr\tname\texits\tclosed,1\tclosed,1\n" END,
	      "file: two columns are called 'closed,1'");
}

static struct failure f;

static void add(struct sample *s, const char *name, u64 exits)
{
	struct row *row = sample_add_row(s, sample_scope(s, HOST_SCOPE),
					 reason_intern("1", 1, name, strlen(name)));

	row->value[COL_EXITS] = exits;
}

/* A sample as a recording, up to the next one. */
static const char *written(const struct sample *s)
{
	char path[] = "/tmp/kvm-exitstat-recording-XXXXXX";
	static char text[1000];
	struct recorder r;
	int fd = mkstemp(path);

	memset(text, 0, sizeof(text));
	tap_ok(!recorder_open(&r, path, true, &f) && !recorder_write(&r, s, &f), "written");
	tap_is_u64(r.samples, 1, "one sample");
	tap_ok(!recorder_close(&r, &f), "closed");
	close(fd);
	fd = open(path, O_RDONLY);
	if (read(fd, text, sizeof(text) - 1) < 0)
		abort();
	tap_is_u64(r.bytes, strlen(text), "bytes");
	close(fd);
	unlink(path);
	return text;
}

static void test_writing(void)
{
	struct sample s = {
		.boot_ns = 11, .wall_ns = 12, .isa = ISA_VMX, .tsc_khz = 13, .format = 2,
		.columns = COLUMN_BIT(COL_EXITS),
	};
	const struct hist_row row = { .closed = 7, .bucket = { 0, UINT64_MAX } };

	add(&s, "HLT", UINT64_MAX);
	add(&s, "IDLE", 0);
	s.scopes[0].since = 9;
	s.scopes[0].has_running = true;
	sample_finish(&s);
	tap_is_text(written(&s), MAGIC "sample\t11\t12\tvmx\t13\t2\tunknown\n"
		    "scope\tvm\tvcpu\tcpu\tnr\tname\texits\tsince\tended\n"
		    "host\t-\t-\t-\t1\tHLT\t18446744073709551615\t9\t-\n"
		    "host\t-\t-\t-\t-\tRUNNING\t0\t9\t-\n"
		    "host\t-\t-\t-\t-\tTOTAL\t18446744073709551615\t9\t-\nend\t3\n",
		    "rows without exits are left out");
	row_set_distribution(&s, &s.rows[0], &(struct bounds){ 3, { 256, 512, 1024 } }, &row);
	tap_is_text(written(&s), MAGIC "sample\t11\t12\tvmx\t13\t2\tunknown\n"
		    "scope\tvm\tvcpu\tcpu\tnr\tname\texits\tsince\tended\tclosed,256,512,1024\n"
		    "host\t-\t-\t-\t1\tHLT\t18446744073709551615\t9\t-\t7,0,18446744073709551615\n"
		    "host\t-\t-\t-\t-\tRUNNING\t0\t9\t-\t-\n"
		    "host\t-\t-\t-\t-\tTOTAL\t18446744073709551615\t9\t-\t-\nend\t3\n",
		    "a distribution, zeroes at its end left out");
	sample_free(&s);
}

/* A guest's sample comes back as it was. */
static void test_guest(void)
{
	const struct scope_key key = { SCOPE_GUEST, SCOPE_ANY, SCOPE_ANY, SCOPE_ANY, 0 };
	struct sample s = { .isa = ISA_SVM, .tsc_khz = 13, .epoch = 77, .columns = COLUMN_BIT(COL_EXITS) };

	sample_add_row(&s, sample_scope(&s, key), reason_intern("0x72", 4, "cpuid", 5))->value[COL_EXITS] = 9;
	sample_finish(&s);
	tap_is_u64(read_text(written(&s)), 1, "a guest's sample");
	tap_is_u64(sample.epoch, 77, "the number of its counters, written and read");
	tap_ok(sample_find(&sample, key) && sample_find(&sample, key)->total[COL_EXITS] == 9, "its exits");
	sample_free(&s);
}

int main(void)
{
	test_reading();
	test_distributions();
	test_cuts();
	test_damage();
	test_writing();
	test_guest();
	sample_free(&sample);
	return tap_done();
}
