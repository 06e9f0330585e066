/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Memory that large lists take, and give back. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_large.h"
#include "soft_user.h"

/* Memory of this process in KiB, as /proc/self/status names it. */
static size_t
memory_of(const char *name)
{
	FILE *f = fopen("/proc/self/status", "r");
	size_t kib = 0, len = strlen(name);
	char line[256];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			kib = strtoul(line + len + 1, NULL, 10);
	fclose(f);
	assert_int_not_equal(kib, 0);
	return kib;
}

/* Begin to measure VmHWM, the most memory at any time, anew. */
static void
forget_peak(void)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "5", 1), 1);
	close(fd);
}

#define NB_ALIASES	64	/* entries, all of one buffer */
#define HUGE_LEN	((uint32_t)NB_ALIASES * HISI_SGL_MAX_ENTRY_LEN)

/* A list of 512 MiB whose entries share 8 MiB of memory. */
static void
make_huge(struct user_list *list, uint8_t *data)
{
	struct hisi_sge *entries;
	unsigned int i;

	memset(list, 0, sizeof(*list));
	list->head = aligned_alloc(HISI_SGL_ALIGN,
			sizeof(*list->head) + NB_ALIASES * sizeof(*entries));
	assert_non_null(list->head);
	memset(list->head, 0, sizeof(*list->head));
	list->head->entry_sum_in_sgl = NB_ALIASES;
	entries = hisi_sgl_entries(list->head);
	for (i = 0; i < NB_ALIASES; i++)
		entries[i] = (struct hisi_sge){
			.addr = (uintptr_t)data, .len = HISI_SGL_MAX_ENTRY_LEN,
		};
}

/* Most KiB that a request takes at any time, beyond those before it. */
static size_t
peak_of(struct user *u, const struct hisi_zip_sqe *sqe, struct hisi_zip_sqe *got)
{
	size_t before = memory_of("VmRSS"), peak;

	forget_peak();
	*got = user_serve(u, sqe);
	peak = memory_of("VmHWM");
	return peak > before ? peak - before : 0;
}

#define MAX_PEAK	(24u << 10)	/* KiB, with what sanitizers keep of it */

static void
test_large_memory(void **state __rte_unused)
{
	struct large *l = large_open(3);
	uint8_t *data = calloc(1, HISI_SGL_MAX_ENTRY_LEN), *one = malloc(LARGE_ROOM);
	struct user_list huge, small;
	struct hisi_zip_sqe sqe, got;

	assert_true(data != NULL && one != NULL);
	memset(data, 7, HISI_SGL_MAX_ENTRY_LEN);
	memset(one, 1, LARGE_ROOM);
	make_huge(&huge, data);
	user_list_make(&small, &l->rng, 20, LARGE_MAX, 100);
	sqe = large_lists(HISI_ZIP_REQ_GZIP, &huge, HUGE_LEN, &small, LARGE_MAX);
	assert_true(peak_of(&l->comp, &sqe, &got) < MAX_PEAK);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.consumed, HUGE_LEN);
	memset(data, 0, HISI_SGL_MAX_ENTRY_LEN);
	sqe = large_lists(HISI_ZIP_REQ_GZIP, &small, got.produced, &huge, HUGE_LEN);
	assert_true(peak_of(&l->decomp, &sqe, &got) < MAX_PEAK);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.produced, HUGE_LEN);
	assert_int_equal(data[HISI_SGL_MAX_ENTRY_LEN - 1], 7);
	/* As streams: the same lists, less of them. */
	sqe = large_stateful(l, large_lists(HISI_ZIP_REQ_ZLIB, &huge, HUGE_LEN / 8, &small,
			LARGE_MAX), NULL, true);
	assert_true(peak_of(&l->comp, &sqe, &got) < MAX_PEAK);
	assert_int_equal(got.dw3, 0);
	sqe = large_stateful(l, large_lists(HISI_ZIP_REQ_ZLIB, &small, got.produced, &huge,
			HUGE_LEN), NULL, true);
	assert_true(peak_of(&l->decomp, &sqe, &got) < MAX_PEAK);
	assert_int_equal(user_status(&got), HISI_ZIP_STREAM_END);
	assert_int_equal(got.produced, HUGE_LEN / 8);
	free(huge.head);
	user_list_free(&small);
	free(data);
	free(one);
	large_close(l);
}

#ifndef __SANITIZE_ADDRESS__
#define MAX_KEPT	(3u << 10)	/* KiB */

/* Memory of a large request is given back. AddressSanitizer keeps what is freed. */
static void
test_large_is_given_back(void **state __rte_unused)
{
	struct large *l = large_open(5);
	const uint32_t len = HISI_SGL_MAX_ENTRY_LEN;
	uint8_t *src = malloc(len), *dst = malloc(len);
	struct user_list from, to;
	struct hisi_zip_sqe sqe;
	uint64_t rng = 1;
	size_t before;
	uint32_t i;

	assert_true(src != NULL && dst != NULL);
	for (i = 0; i < len; i++)
		src[i] = rng_next(&rng);
	memset(dst, 1, len);
	large_make(l, &from, len);
	user_list_make(&to, &l->rng, 700, len + len / 100, 200);
	before = memory_of("VmRSS");
	/* A block of LZ4 is made at once. */
	user_list_write(&from, 0, src, len);
	sqe = large_lists(HISI_ZIP_REQ_LZ4, &from, len, &to, len + len / 100);
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, 0);
	assert_true(memory_of("VmRSS") < before + MAX_KEPT);
	/* Output that may just fit is made in memory with room to spare. */
	sqe = user_request(5, HISI_ZIP_REQ_DEFLATE, src, len, dst, len);
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_NO_SPACE);
	assert_true(memory_of("VmRSS") < before + MAX_KEPT);
	user_list_free(&from);
	user_list_free(&to);
	free(src);
	free(dst);
	large_close(l);
}
#endif

int
test_soft_large_memory(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_large_memory),
#ifndef __SANITIZE_ADDRESS__
		user_unit_test(test_large_is_given_back),
#endif
	};

	return TEST_RUN_GROUP("soft memory of large lists", tests, NULL, NULL);
}
