/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* What the tests of both drivers share: random numbers, chains of mbufs, the log. */

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_bus_vdev.h>
#include <rte_common.h>

#include "test.h"
#include "test_util.h"
#include "uacce_device.h"

#define MAX_PLUGGED	8
#define NAME_LEN	32

static __thread uint64_t rand_state;

/* Devices to unplug even when a test was left by a failed assertion. */
static char plugged[MAX_PLUGGED][NAME_LEN];

void
test_rand_start_at(uint64_t seed)
{
	/* Never zero, which the generator would not leave. */
	rand_state = seed * 2 + 1;
}

void
test_rand_start(void)
{
	test_rand_start_at(test_options.seed);
}

uint64_t
test_rand(void)
{
	/* xorshift64* */
	rand_state ^= rand_state >> 12;
	rand_state ^= rand_state << 25;
	rand_state ^= rand_state >> 27;
	return rand_state * UINT64_C(0x2545f4914f6cdd1d);
}

uint32_t
test_rand_range(uint32_t min, uint32_t max)
{
	return min + (test_rand() >> 32) % (max - min + 1);
}

bool
test_parse_number(const char *command, const char *option, const char *text, uint64_t min,
		uint64_t max, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 0);
	if (*text >= '0' && *text <= '9' && errno == 0 && *end == '\0' && *number >= min &&
			*number <= max)
		return true;
	fprintf(stderr, "%s: bad --%s '%s', a number from %" PRIu64 " to %" PRIu64
			" is needed\n", command, option, text, min, max);
	return false;
}

void
test_assert_same(const void *a, const void *b, size_t len)
{
	/* cmocka compares byte by byte, and only its report is worth that. */
	if (len != 0 && memcmp(a, b, len) != 0)
		assert_memory_equal(a, b, len);
}

bool
test_is_same(const void *a, const void *b, size_t len)
{
	const uint8_t *x = a, *y = b;
	size_t i = 0;

	if (len == 0 || memcmp(a, b, len) == 0)
		return true;
	while (x[i] == y[i])
		i++;
	fprintf(stderr, "byte %zu of %zu is 0x%02x, expected 0x%02x\n", i, len, x[i], y[i]);
	return false;
}

bool
test_is_guard(const uint8_t *at, uint32_t len)
{
	/* All bytes are guard bytes if the first one is, and each equals the byte before it. */
	if (len == 0 || (at[0] == TEST_GUARD && memcmp(at, at + 1, len - 1) == 0))
		return true;
	fprintf(stderr, "guard bytes were overwritten, %u bytes from 0x%02x on\n", len, at[0]);
	return false;
}

void
test_assert_right(const char *wrong)
{
	if (wrong != NULL)
		fail_msg("%s", wrong);
}

void
test_chain_make(struct test_chain *c, const uint32_t *lens, uint32_t n)
{
	uint8_t *at;
	uint32_t i;

	assert_true(n >= 1 && n <= UINT16_MAX);
	c->nb_segs = n;
	for (c->len = 0, i = 0; i < n; i++)
		c->len += lens[i];
	c->mem_len = c->len + (n + 1) * TEST_GAP;
	c->mem = malloc(c->mem_len);
	c->segs = aligned_alloc(RTE_CACHE_LINE_SIZE, n * sizeof(*c->segs));
	assert_true(c->mem != NULL && c->segs != NULL);
	memset(c->mem, TEST_GUARD, c->mem_len);
	memset(c->segs, 0, n * sizeof(*c->segs));
	for (at = c->mem, i = 0; i < n; at += TEST_GAP + lens[i], i++) {
		assert_true(lens[i] <= TEST_MAX_SEG);
		/* No room for headroom in the longest ones: lengths have 16 bits. */
		c->segs[i].data_off = RTE_MIN(TEST_GAP, TEST_MAX_SEG - lens[i]);
		c->segs[i].buf_addr = at + TEST_GAP - c->segs[i].data_off;
		c->segs[i].buf_len = lens[i] + c->segs[i].data_off;
		c->segs[i].data_len = lens[i];
		c->segs[i].nb_segs = 1;
		c->segs[i].next = i + 1 < n ? &c->segs[i + 1] : NULL;
	}
	c->segs[0].nb_segs = n;
	c->segs[0].pkt_len = c->len;
}

void
test_cut(uint32_t *lens, uint32_t len, uint32_t n)
{
	uint32_t i, min, max, left = len;

	assert_true(n >= 1 && n <= UINT16_MAX && len <= (uint64_t)n * TEST_MAX_SEG);
	for (i = 0; i < n; i++, left -= lens[i - 1]) {
		/*
		 * At least what the other segments cannot hold, and at most twice an even share, so
		 * that some is left for them.
		 */
		max = RTE_MIN(left, TEST_MAX_SEG);
		min = left - RTE_MIN(left, (uint64_t)TEST_MAX_SEG * (n - i - 1));
		max = RTE_MIN(max, RTE_MAX(min, 2 * (left / (n - i)) + 1));
		lens[i] = test_rand() >> 61 == 0 ? min : test_rand_range(min, max);
	}
}

void
test_chain_cut(struct test_chain *c, uint32_t len, uint32_t n)
{
	static __thread uint32_t lens[UINT16_MAX];

	test_cut(lens, len, n);
	test_chain_make(c, lens, n);
}

void
test_chain_free(struct test_chain *c)
{
	free(c->mem);
	free(c->segs);
	memset(c, 0, sizeof(*c));
}

/* One piece of a chain: where, and how long; the number of the segment moves on. */
static uint8_t *
chain_piece(const struct test_chain *c, uint32_t *seg, uint32_t *offset, uint32_t *len)
{
	uint8_t *at;

	while (*offset >= c->segs[*seg].data_len)
		*offset -= c->segs[(*seg)++].data_len;
	*len = RTE_MIN(*len, c->segs[*seg].data_len - *offset);
	at = rte_pktmbuf_mtod_offset(&c->segs[*seg], uint8_t *, *offset);
	*offset += *len;
	return at;
}

void
test_chain_write(struct test_chain *c, uint32_t offset, const void *data, uint32_t len)
{
	const uint8_t *from = data;
	uint32_t seg = 0, n;

	assert_true(offset + len <= c->len);
	for (; len != 0; len -= n, from += n) {
		uint8_t *at;

		n = len;
		at = chain_piece(c, &seg, &offset, &n);
		memcpy(at, from, n);
	}
}

void
test_chain_read(const struct test_chain *c, uint32_t offset, void *data, uint32_t len)
{
	uint8_t *to = data;
	uint32_t seg = 0, n;

	assert_true(offset + len <= c->len);
	for (; len != 0; len -= n, to += n) {
		const uint8_t *at;

		n = len;
		at = chain_piece(c, &seg, &offset, &n);
		memcpy(to, at, n);
	}
}

bool
test_chain_is(const struct test_chain *c, uint32_t offset, const uint8_t *data, uint32_t len)
{
	uint32_t seg = 0, n;

	for (; len != 0; len -= n, data += n) {
		const uint8_t *at;

		n = len;
		at = chain_piece(c, &seg, &offset, &n);
		if (!test_is_same(at, data, n))
			return false;
	}
	return true;
}

const char *
test_chain_judge(const struct test_chain *c, uint32_t from, uint32_t to)
{
	uint32_t i, pos = 0, len, a, b;
	const uint8_t *data;

	TEST_EXPECT(c->segs[0].pkt_len == c->len);
	TEST_EXPECT(c->segs[0].nb_segs == c->nb_segs);
	for (i = 0; i < c->nb_segs; i++, pos += len) {
		len = c->segs[i].data_len;
		data = rte_pktmbuf_mtod(&c->segs[i], uint8_t *);
		TEST_EXPECT(test_is_guard(data - TEST_GAP, TEST_GAP));
		/* Of this segment, what is before and what is behind the range. */
		a = RTE_MIN(RTE_MAX(from, pos) - pos, len);
		b = RTE_MIN(RTE_MAX(to, pos) - pos, len);
		TEST_EXPECT(test_is_guard(data, a));
		TEST_EXPECT(test_is_guard(data + b, len - b));
	}
	TEST_EXPECT(pos == c->len);
	TEST_EXPECT(test_is_guard(c->mem + c->mem_len - TEST_GAP, TEST_GAP));
	return NULL;
}

void
test_chain_holds(const struct test_chain *c, uint32_t offset, const uint8_t *data, uint32_t len)
{
	assert_true(test_chain_is(c, offset, data, len));
}

void
test_chain_check(const struct test_chain *c, uint32_t from, uint32_t to)
{
	test_assert_right(test_chain_judge(c, from, to));
}

static bool
line_has(const char *line, size_t len, const char *text)
{
	return memmem(line, len, text, strlen(text)) != NULL;
}

unsigned int
test_log_lines_or(const char *log, const char *level, const char *text, const char *or_text)
{
	size_t len, level_len = strlen(level);
	unsigned int n = 0;

	for (; *log != '\0'; log += len + (log[len] == '\n')) {
		len = strcspn(log, "\n");
		if (strncmp(log, level, level_len) == 0 && log[level_len] == ' ')
			n += line_has(log, len, text) ||
				(or_text != NULL && line_has(log, len, or_text));
	}
	return n;
}

unsigned int
test_log_lines(const char *log, const char *level, const char *text)
{
	return test_log_lines_or(log, level, text, NULL);
}

int
test_plug(const char *name, const char *devargs)
{
	unsigned int i;
	int ret;

	ret = rte_vdev_init(name, devargs);
	if (ret != 0)
		return ret;
	for (i = 0; i < MAX_PLUGGED && plugged[i][0] != '\0'; i++)
		;
	assert_true(i < MAX_PLUGGED);
	snprintf(plugged[i], sizeof(plugged[i]), "%s", name);
	return 0;
}

int
test_unplug(const char *name)
{
	unsigned int i;

	for (i = 0; i < MAX_PLUGGED; i++)
		if (strcmp(plugged[i], name) == 0)
			plugged[i][0] = '\0';
	return rte_vdev_uninit(name);
}

int
test_unplug_all(void)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < MAX_PLUGGED; i++) {
		if (plugged[i][0] != '\0' && rte_vdev_uninit(plugged[i]) != 0)
			ret = -1;
		plugged[i][0] = '\0';
	}
	return ret;
}

const char *
test_fault_args(void **state, unsigned int qm, const char *fault)
{
	static char args[256];

	snprintf(args, sizeof(args), "device=soft,soft_depth=1024,soft_qm=%u,soft_fault=%s%s", qm,
			fault, (const char *)*state);
	return args;
}

/*
 * QM version of a device by its name, or what soft_qm says; 3 when unknown. Where the driver chooses
 * among all accelerators, it is the oldest version of any.
 */
static unsigned int
version_of(const char *name, const char *devargs)
{
	const char *soft_qm = strstr(devargs, "soft_qm=");
	const bool any = strcmp(name, "hw") == 0 || strcmp(name, "auto") == 0;
	struct uacce_device *devices;
	unsigned int version = UINT_MAX;
	int i, n;

	if (strcmp(name, "soft") == 0)
		return soft_qm == NULL ? 3 : strtoul(soft_qm + strlen("soft_qm="), NULL, 10);
	n = uacce_device_scan(NULL, 0, &devices);
	for (i = 0; i < n; i++)
		if (any || strcmp(devices[i].name, name) == 0)
			version = RTE_MIN(version, devices[i].api_version);
	free(devices);
	return version == UINT_MAX ? 3 : version;
}

void
test_named_device(const char *devargs, bool *soft, unsigned int *qm)
{
	const char *device = devargs + strlen("device=");
	char name[UACCE_NAME_LEN];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(device, ",+"), device);
	*soft = strcmp(name, "soft") == 0;
	*qm = version_of(name, devargs);
}

static void
test_no_soft_device(void **state __rte_unused)
{
	skip();
}

int
test_no_soft(const char *name)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(test_no_soft_device) };

	return TEST_RUN_GROUP(name, tests, NULL, NULL);
}
