/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The parts of `perf` that need no device: its histogram, lengths, and names of algorithms. */

#include <byteswap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "perf_algo.h"
#include "perf_hist.h"
#include "perf_size.h"
#include "test.h"
#include "test_util.h"

#define NB_VALUES	20000u
#define NB_LENS	1200u

static int
compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Each percentile is in [exact, exact * 65/64], where the exact one is that of a sorted array. */
static void
check_percentiles(const uint64_t *values, uint32_t n)
{
	static const unsigned int shares[] = { 1, 100, 5000, 9000, 9900, 9990, 9999, 10000 };
	static struct perf_hist h, half, sum;
	uint64_t sorted[NB_VALUES], exact, got, last = 0;
	unsigned int i;

	memset(&h, 0, sizeof(h));
	memset(&half, 0, sizeof(half));
	memset(&sum, 0, sizeof(sum));
	memcpy(sorted, values, n * sizeof(*values));
	qsort(sorted, n, sizeof(*sorted), compare);
	for (i = 0; i < n; i++)
		perf_hist_add(i % 2 == 0 ? &h : &half, values[i]);
	perf_hist_merge(&sum, &h);
	perf_hist_merge(&sum, &half);
	for (i = 0; i < RTE_DIM(shares); i++) {
		exact = sorted[((uint64_t)n * shares[i] + 9999) / 10000 - 1];
		got = perf_hist_percentile(&sum, shares[i]);
		assert_true(got >= exact && got - exact <= exact / 64);
		assert_true(got >= last);
		last = got;
	}
	assert_int_equal(got, sorted[n - 1]);
}

static void
test_histogram(void **state __rte_unused)
{
	static uint64_t values[NB_VALUES];
	unsigned int round, i;
	uint32_t n;

	for (round = 0; round < 40; round++) {
		n = round == 0 ? 1 : test_rand_range(1, NB_VALUES);
		for (i = 0; i < n; i++) {
			values[i] = test_rand();
			/* All magnitudes; small numbers; a few magnitudes; one value. */
			if (round % 4 == 0)
				values[i] >>= test_rand_range(0, 63);
			else if (round % 4 == 1)
				values[i] %= 200;
			else if (round % 4 == 2)
				values[i] = 1000 + (values[i] >> test_rand_range(40, 50));
			else
				values[i] = values[0];
		}
		check_percentiles(values, n);
	}
}

/* Buckets are next to each other, and neither end of the range is outside. */
static void
test_histogram_edges(void **state __rte_unused)
{
	static struct perf_hist h;
	unsigned int shift, last = 0, b;
	uint64_t value;

	assert_int_equal(perf_hist_percentile(&h, 5000), 0);
	for (value = 0; value < 100000; value++) {
		b = perf_hist_bucket(value);
		assert_true(b == last || b == last + 1);
		last = b;
	}
	for (shift = 17; shift < 64; shift++) {
		value = UINT64_C(1) << shift;
		assert_int_equal(perf_hist_bucket(value), perf_hist_bucket(value - 1) + 1);
	}
	assert_int_equal(perf_hist_bucket(UINT64_MAX), PERF_HIST_BUCKETS - 1);
	perf_hist_add(&h, UINT64_MAX);
	assert_true(perf_hist_percentile(&h, 1) == UINT64_MAX);
}

static void
test_sizes(void **state __rte_unused)
{
	static const char *const bad[] = {
		"", "0", "-1", "64-", "64-63", "64-1048577", "1048577", "imax", "64 ", "x", "1-2-3",
	};
	struct perf_sizes s = { 0 };
	uint32_t lens[NB_LENS], count[3] = { 0 }, min = UINT32_MAX, max = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++)
		assert_false(perf_sizes_parse(&s, bad[i]));
	assert_true(perf_sizes_parse(&s, "1000"));
	perf_sizes_make(&s, lens, NB_LENS, 16);
	assert_true(lens[0] == 1008 && lens[NB_LENS - 1] == 1008);
	assert_true(perf_sizes_parse(&s, "5-9"));
	perf_sizes_make(&s, lens, NB_LENS, 1);
	for (i = 0; i < NB_LENS; i++) {
		min = RTE_MIN(min, lens[i]);
		max = RTE_MAX(max, lens[i]);
	}
	assert_true(min == 5 && max == 9);
	assert_true(perf_sizes_parse(&s, "imix"));
	assert_true(s.min == 64 && s.max == 1518);
	perf_sizes_make(&s, lens, NB_LENS, 1);
	for (i = 0; i < NB_LENS; i++)
		count[lens[i] == 64 ? 0 : lens[i] == 570 ? 1 : 2] += 1;
	assert_int_equal(count[0], NB_LENS * 7 / 12);
	assert_int_equal(count[1], NB_LENS * 4 / 12);
	assert_int_equal(count[2], NB_LENS / 12);
	perf_sizes_free(&s);
}

/* A capture of packets of 60, 61, ... bytes, of which 20 are captured; in either byte order. */
static void
write_capture(const char *path, uint32_t magic, uint32_t n, bool swapped, long cut)
{
	uint32_t file[6] = { magic, 0x00040002, 0, 0, 65535, 1 }, packet[4] = { 1, 2, 20, 0 }, i, k;
	static const uint8_t data[20];
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	for (k = 0; k < RTE_DIM(file) && swapped; k++)
		file[k] = bswap_32(file[k]);
	assert_int_equal(fwrite(file, sizeof(file), 1, f), 1);
	for (i = 0; i < n; i++) {
		packet[2] = swapped ? bswap_32(20) : 20;
		packet[3] = swapped ? bswap_32(60 + i) : 60 + i;
		assert_int_equal(fwrite(packet, sizeof(packet), 1, f), 1);
		assert_int_equal(fwrite(data, sizeof(data), 1, f), 1);
	}
	assert_int_equal(ftell(f) - cut >= 0, 1);
	assert_int_equal(fflush(f), 0);
	assert_int_equal(ftruncate(fileno(f), ftell(f) - cut), 0);
	assert_int_equal(fclose(f), 0);
}

static void
test_capture(void **state __rte_unused)
{
	static const uint32_t magics[] = { 0xa1b2c3d4, 0xa1b23c4d };
	char path[] = "/tmp/uacce-perf-XXXXXX";
	struct perf_sizes s = { 0 };
	uint32_t lens[10], i, k;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	for (i = 0; i < 2 * RTE_DIM(magics); i++) {
		write_capture(path, magics[i / 2], 20, i % 2 != 0, 0);
		assert_true(perf_sizes_read(&s, path));
		assert_true(s.nb_lens == 20 && s.min == 60 && s.max == 79);
		perf_sizes_make(&s, lens, 10, 1);
		for (k = 0; k < 10; k++)
			assert_int_equal(lens[k], 60 + 2 * k);
	}
	/* Cut in the data of a packet, in its header, in that of the file; with no packet. */
	write_capture(path, magics[0], 2, false, 1);
	assert_false(perf_sizes_read(&s, path));
	write_capture(path, magics[0], 2, false, 21);
	assert_false(perf_sizes_read(&s, path));
	write_capture(path, magics[0], 0, false, 1);
	assert_false(perf_sizes_read(&s, path));
	write_capture(path, magics[0], 0, false, 0);
	assert_false(perf_sizes_read(&s, path));
	write_capture(path, 0x0a0d0d0a, 1, false, 0);
	assert_false(perf_sizes_read(&s, path));
	unlink(path);
	assert_false(perf_sizes_read(&s, path));
	perf_sizes_free(&s);
}

static void
test_algorithms(void **state __rte_unused)
{
	static const char *const bad[] = {
		"", "aes", "aes-gcm-", "aes-gcm-129", "aes-gcm-1280", "sha1-hmac-128",
		"aes-gcm+sha1-hmac", "aes-cbc+", "aes-cbc+aes-ctr", "sha1-hmac+sha1-hmac",
		"null+sha1-hmac", "aes-cbc+sha1-hmac+sha1-hmac", "sm4-cbc-256",
	};
	struct sec_alg alg;
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++)
		assert_false(perf_algo_parse(bad[i], &alg));
	assert_true(perf_algo_parse("aes-gcm-256", &alg));
	assert_true(alg.kind == SEC_AEAD && alg.key_len == 32 && alg.iv_len == 12 && alg.forward);
	assert_true(perf_algo_parse("aes-ctr", &alg));
	assert_true(alg.kind == SEC_CIPHER && alg.key_len == 16 && alg.forward);
	assert_true(perf_algo_parse("sha256-hmac", &alg));
	assert_true(alg.kind == SEC_AUTH && alg.digest_len == 16 && alg.forward);
	assert_true(perf_algo_parse("aes-cbc-192+sha1-hmac", &alg));
	assert_true(alg.kind == SEC_CHAIN && alg.key_len == 24 && alg.auth_key_len == 20 &&
			alg.auth == RTE_CRYPTO_AUTH_SHA1_HMAC && alg.forward);
}

int
test_perf(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_histogram),
		cmocka_unit_test(test_histogram_edges),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_capture),
		cmocka_unit_test(test_algorithms),
	};

	test_rand_start();
	return TEST_RUN_GROUP("perf", tests, NULL, NULL);
}
