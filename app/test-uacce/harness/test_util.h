/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_UTIL_H
#define TEST_UACCE_TEST_UTIL_H

/**
 * @file
 * What the tests of both drivers share: random numbers, chains of mbufs with guard
 * bytes around them, and a look at the caught log.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_mbuf.h>

/** Byte that no output may change. */
#define TEST_GUARD	0xa5
/** Bytes of guard before, between and behind the segments of a chain. */
#define TEST_GAP	16u
/** Most bytes of a segment. */
#define TEST_MAX_SEG	65535u

/** Start the generator from the seed, as each set-up does. Each thread has its own generator. */
void test_rand_start(void);
/** Start the generator of this thread from another seed. */
void test_rand_start_at(uint64_t seed);
/** Next number of the seeded generator. */
uint64_t test_rand(void);
/** Number from @p min to @p max, both included. */
uint32_t test_rand_range(uint32_t min, uint32_t max);

/**
 * Parse the value of an option of a command, a number from @p min to @p max.
 *
 * @return
 *   False after a message that names command, option and value.
 */
bool test_parse_number(const char *command, const char *option, const char *text, uint64_t min,
		uint64_t max, uint64_t *number);

/** Assert that memory is equal; faster than assert_memory_equal() if it is. */
void test_assert_same(const void *a, const void *b, size_t len);
/** Whether memory is equal; prints the first difference. */
bool test_is_same(const void *a, const void *b, size_t len);
/** Whether @p len bytes are all TEST_GUARD. */
bool test_is_guard(const uint8_t *at, uint32_t len);

/*
 * A judge is a function that returns NULL, or text that says what is wrong. Tests assert that
 * there is no such text; the threads of `stress`, where cmocka's assertions would end the program,
 * count it.
 */

/** In a judge: return this condition and its place as what is wrong, unless it holds. */
#define TEST_EXPECT(condition) do { \
	if (!(condition)) \
		return __FILE__ ":" RTE_STR(__LINE__) ": " #condition; \
} while (0)

/** In a judge: return what another judge found. */
#define TEST_EXPECT_RIGHT(judge) do { \
	const char *test_wrong = (judge); \
	if (test_wrong != NULL) \
		return test_wrong; \
} while (0)

/** Assert that a judge found nothing. */
void test_assert_right(const char *wrong);

/**
 * Cut a length at random.
 *
 * @param lens
 *   Where the @p n lengths go, each from 0 to TEST_MAX_SEG.
 * @param len
 *   Their sum.
 */
void test_cut(uint32_t *lens, uint32_t len, uint32_t n);

/** mbufs over memory of the test, guard bytes around each segment. */
struct test_chain {
	struct rte_mbuf *segs;	/**< as an array; the first is the chain */
	uint8_t *mem;
	uint32_t mem_len;
	uint32_t nb_segs;
	uint32_t len;		/**< bytes of data of all segments */
};

/** Make a chain of segments of these lengths, at most 65535 each, all guard bytes. */
void test_chain_make(struct test_chain *c, const uint32_t *lens, uint32_t n);
/** Make a chain of @p len bytes cut at random, empty segments included. */
void test_chain_cut(struct test_chain *c, uint32_t len, uint32_t n);
void test_chain_free(struct test_chain *c);
void test_chain_write(struct test_chain *c, uint32_t offset, const void *data, uint32_t len);
void test_chain_read(const struct test_chain *c, uint32_t offset, void *data, uint32_t len);
/** Whether the chain has this data from @p offset on; prints the first difference. */
bool test_chain_is(const struct test_chain *c, uint32_t offset, const uint8_t *data,
		uint32_t len);
/** Judge: all is guard bytes but the data from @p from to before @p to. */
const char *test_chain_judge(const struct test_chain *c, uint32_t from, uint32_t to);
/** Assert that the chain holds this data from @p offset on. */
void test_chain_holds(const struct test_chain *c, uint32_t offset, const uint8_t *data,
		uint32_t len);
/** Assert that all is guard bytes but the data from @p from to before @p to. */
void test_chain_check(const struct test_chain *c, uint32_t from, uint32_t to);

/** Lines of caught log of a level that have a text in them. */
unsigned int test_log_lines(const char *log, const char *level, const char *text);
/** The same with either of two texts. */
unsigned int test_log_lines_or(const char *log, const char *level, const char *text,
		const char *or_text);

/** Call rte_vdev_init() and note the device for test_unplug_all(). @return its result. */
int test_plug(const char *name, const char *devargs);
/** Call rte_vdev_uninit(). @return its result. */
int test_unplug(const char *name);
/** Unplug all devices that a test left plugged. @return 0, or -1 if a device does not unplug. */
int test_unplug_all(void);
/**
 * A test of a device with faults, inline and with a worker thread: the state is what
 * test_fault_args() adds.
 */
#define TEST_INLINE(f, setup, teardown) \
	{ #f " (inline)", f, setup, teardown, (void *)(uintptr_t)"" }
#define TEST_WORKER(f, setup, teardown) \
	{ #f " (worker)", f, setup, teardown, (void *)(uintptr_t)",soft_workers=1" }
/** Devargs of a soft device with faults, `kind@n` joined by +; valid until the next call. */
const char *test_fault_args(void **state, unsigned int qm, const char *fault);

/** Whether the device of devargs that begin with "device=" is soft, and its QM version. */
void test_named_device(const char *devargs, bool *soft, unsigned int *qm);

/**
 * Run a group that has one test, which is skipped. It stands for a group that needs the soft
 * device, in a build without the soft device and without --device.
 *
 * @param name
 *   Name of the group, as printed.
 * @return
 *   0, the number of failed tests.
 */
int test_no_soft(const char *name);

#endif /* TEST_UACCE_TEST_UTIL_H */
