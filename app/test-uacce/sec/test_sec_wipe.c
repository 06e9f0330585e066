/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * MACs that the device computed for the driver are wiped when the operation is returned, and keys
 * when the session is freed. The tests search all memory of DPDK; their own copies are elsewhere.
 */

#include <string.h>

#include <rte_common.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "sec_fixture.h"
#include "sec_task.h"
#include "test_sec.h"

#define PATTERN		8u

static uint8_t data[256];

struct search {
	uint8_t pattern[PATTERN];
	unsigned int found;
};

static int
search_segment(const struct rte_memseg_list *list __rte_unused, const struct rte_memseg *ms,
		void *arg)
{
	struct search *search = arg;
	const uint8_t *at = ms->addr, *end = at + ms->len - PATTERN;

	while (at <= end && (at = memchr(at, search->pattern[0], end - at + 1)) != NULL) {
		search->found += memcmp(at, search->pattern, PATTERN) == 0;
		at++;
	}
	return 0;
}

/* How often these bytes are in the memory of DPDK. */
static unsigned int
occurrences(const uint8_t *bytes)
{
	struct search search = { .found = 0 };

	memcpy(search.pattern, bytes, PATTERN);
	assert_int_equal(rte_memseg_walk(search_segment, &search), 0);
	return search.found;
}

static int
setup(void **state)
{
	sec_setup_port(state);
	sec_draw_bytes(data, sizeof(data));
	return 0;
}

static void
check_wiped(const struct sec_alg *alg, uint32_t len, bool sessionless)
{
	struct sec_session s;
	struct sec_task t;

	sec_session_open(&sec_port, alg, &s);
	t = (struct sec_task) { .s = &s, .src = data, .aad = data + 128, .len = len,
		.sessionless = sessionless };
	sec_task_run(&t, 1);
	if (occurrences(t.want_mac) != 0)
		fail_msg("a MAC of %s is still there", sec_alg_text(alg));
	sec_session_close(&sec_port, &s);
	/* The session was freed with its copy of the key. */
	if (occurrences(alg->kind == SEC_AUTH ? alg->auth_key : alg->key) != 0)
		fail_msg("a key of %s is still there", sec_alg_text(alg));
}

static void
test_wiped(void **state __rte_unused)
{
	const struct sec_alg algs[] = {
		/* The MAC is in memory of the queue pair; the driver shortens or compares it. */
		sec_auth(RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 31),
		sec_reverse(sec_auth(RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20)),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 11),
		sec_reverse(sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24, RTE_CRYPTO_AUTH_SHA384_HMAC,
				48, 48)),
		/* Without data the driver makes the tag of blocks of the cipher. */
		sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 0),
		sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 16, 0),
		sec_reverse(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 16, 0)),
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(algs); i++) {
		const uint32_t len = algs[i].kind == SEC_AEAD ? 0 : 96;

		check_wiped(&algs[i], len, false);
		check_wiped(&algs[i], len, true);
	}
}

/* The search finds bytes that are there. */
static void
test_search(void **state __rte_unused)
{
	uint8_t *there = rte_malloc(NULL, 64, 0);

	assert_non_null(there);
	assert_int_equal(occurrences(data), 0);
	memcpy(there + 5, data, PATTERN);
	assert_int_equal(occurrences(data), 1);
	memset(there, 0, 64);
	rte_free(there);
}

int
test_sec_wipe(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_search, setup, sec_teardown),
		cmocka_unit_test_setup_teardown(test_wiped, setup, sec_teardown),
	};

	return TEST_RUN_GROUP("sec wipe", tests, NULL, NULL);
}
