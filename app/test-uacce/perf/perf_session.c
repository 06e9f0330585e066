/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Sessions of a cryptodev, and which of them each operation uses.
 *
 * The order of sessions and directions is fixed before the load, as a table of steps. A step that
 * decrypts has the digest of its operation's data under the key of its session, by OpenSSL, so that
 * operations and sessions may meet in any way, and each one succeeds.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cryptodev.h>
#include <rte_errno.h>

#include "perf.h"
#include "sec_alg.h"
#include "test_util.h"

/* What has one key: a session for each direction. */
enum {
	ENCRYPT,
	DECRYPT,
};

static bool
is_offered(uint8_t dev, enum rte_crypto_sym_xform_type type, const struct sec_alg *alg)
{
	struct rte_cryptodev_sym_capability_idx index = { .type = type };
	const struct rte_cryptodev_symmetric_capability *cap;

	if (type == RTE_CRYPTO_SYM_XFORM_CIPHER)
		index.algo.cipher = alg->cipher;
	else if (type == RTE_CRYPTO_SYM_XFORM_AUTH)
		index.algo.auth = alg->auth;
	else
		index.algo.aead = alg->aead;
	cap = rte_cryptodev_sym_capability_get(dev, &index);
	if (cap == NULL)
		return false;
	if (type == RTE_CRYPTO_SYM_XFORM_CIPHER)
		return rte_cryptodev_sym_capability_check_cipher(cap, alg->key_len,
				alg->iv_len) == 0;
	if (type == RTE_CRYPTO_SYM_XFORM_AUTH)
		return rte_cryptodev_sym_capability_check_auth(cap, alg->auth_key_len,
				alg->digest_len, 0) == 0;
	return rte_cryptodev_sym_capability_check_aead(cap, alg->key_len, alg->digest_len,
			alg->aad_len, alg->iv_len) == 0;
}

bool
perf_sessions_offered(const struct perf *perf)
{
	const struct sec_alg *alg = &perf->options.alg;
	bool offered = true;

	if (alg->kind == SEC_AEAD)
		offered = is_offered(perf->dev, RTE_CRYPTO_SYM_XFORM_AEAD, alg);
	if (alg->kind == SEC_CIPHER || alg->kind == SEC_CHAIN)
		offered = is_offered(perf->dev, RTE_CRYPTO_SYM_XFORM_CIPHER, alg);
	if (alg->kind == SEC_AUTH || alg->kind == SEC_CHAIN)
		offered = offered && is_offered(perf->dev, RTE_CRYPTO_SYM_XFORM_AUTH, alg);
	if (!offered)
		fprintf(stderr, "perf: %s does not offer --algo %s\n", perf->options.device,
				perf->options.algo);
	return offered;
}

/* Whether any operation has a direction. */
static bool
has_direction(const struct perf_options *o, unsigned int direction)
{
	return direction == ENCRYPT ? o->forward != 0 : o->forward != 100;
}

bool
perf_sessions_pool(struct perf *perf)
{
	const struct perf_options *o = &perf->options;
	const uint32_t n = o->pairs * o->sessions * (has_direction(o, ENCRYPT) +
			has_direction(o, DECRYPT));

	perf->sessions.pool = rte_cryptodev_sym_session_pool_create("perf_sessions", n,
			rte_cryptodev_sym_get_private_session_size(perf->dev), 0, 0, SOCKET_ID_ANY);
	if (perf->sessions.pool == NULL)
		fprintf(stderr, "perf: no memory for %u sessions\n", n);
	return perf->sessions.pool != NULL;
}

/* Algorithm of a session, with a key that no other one has. */
static void
draw_alg(const struct perf_options *o, uint32_t index, unsigned int direction, struct sec_alg *alg)
{
	*alg = o->alg;
	alg->forward = direction == ENCRYPT;
	test_rand_start_at(o->seed + index * UINT64_C(0x9e3779b97f4a7c15));
	sec_draw_keys(alg);
	memcpy(alg->key, &index, sizeof(index));
	memcpy(alg->auth_key, &index, sizeof(index));
}

static void *
open_session(struct perf *perf, uint32_t index, unsigned int direction)
{
	struct rte_crypto_sym_xform xforms[2];
	struct sec_alg alg;

	draw_alg(&perf->options, index, direction, &alg);
	return rte_cryptodev_sym_session_create(perf->dev, sec_xforms(&alg, xforms),
			perf->sessions.pool);
}

bool
perf_sessions_open(struct perf *perf)
{
	const struct perf_options *o = &perf->options;
	const uint32_t n = o->pairs * o->sessions;
	unsigned int direction;
	uint32_t i = 0;
	void **of;

	for (direction = ENCRYPT; direction <= DECRYPT; direction++) {
		if (!has_direction(o, direction))
			continue;
		of = perf->sessions.of[direction] = calloc(n, sizeof(*of));
		for (i = 0; of != NULL && i < n; i++) {
			of[i] = open_session(perf, i, direction);
			if (of[i] == NULL)
				break;
		}
		if (i < n)
			break;
	}
	if (i < n)
		fprintf(stderr, "perf: %s has no session %u of %u for --algo %s: %s\n", o->device,
				i + 1, n, o->algo, rte_strerror(rte_errno));
	return i == n;
}

void
perf_sessions_close(struct perf *perf)
{
	const uint32_t n = perf->options.pairs * perf->options.sessions;
	unsigned int direction;
	uint32_t i;

	for (direction = ENCRYPT; direction <= DECRYPT; direction++) {
		void **of = perf->sessions.of[direction];

		for (i = 0; of != NULL && i < n && of[i] != NULL; i++)
			rte_cryptodev_sym_session_free(perf->dev, of[i]);
		free(of);
	}
	rte_mempool_free(perf->sessions.pool);
}

/* The right digest of the data that a step decrypts. */
static void
make_digest(const struct perf_options *o, const struct perf_pair *p, uint32_t item, uint32_t index,
		uint8_t *out, uint8_t *digest)
{
	const struct perf_item *it = perf_item_of(p->class, p->ops[item]);
	const uint8_t *data = p->data + (size_t)item * p->stride;
	struct sec_oracle *oracle;
	struct sec_alg alg;

	draw_alg(o, index, DECRYPT, &alg);
	oracle = sec_oracle_open(&alg);
	if (alg.kind == SEC_CHAIN)
		sec_oracle_mac(oracle, NULL, data, it->len, digest);
	else
		sec_oracle_run(oracle, it->iv, NULL, it->aad, data, it->len, out, digest);
	sec_oracle_close(oracle);
}

/* Draw the session and the direction of each step. Returns how many steps decrypt. */
static uint32_t
draw_steps(struct perf *perf, struct perf_pair *p, uint32_t *indices)
{
	const struct perf_options *o = &perf->options;
	uint32_t decrypts = (uint64_t)p->nb_steps * (100 - o->forward) / 100, left = decrypts, i;
	unsigned int direction;

	for (i = 0; i < p->nb_steps; i++) {
		indices[i] = p->qp * o->sessions + (o->random ?
				test_rand_range(0, o->sessions - 1) : i % o->sessions);
		/* Of the steps that are left, so many decrypt, and each may be one of them. */
		direction = test_rand_range(1, p->nb_steps - i) <= left ? DECRYPT : ENCRYPT;
		left -= direction;
		p->steps[i].session = perf->sessions.of[direction][indices[i]];
		p->steps[i].digest = direction == DECRYPT ? p->data : NULL;
	}
	return decrypts;
}

bool
perf_sessions_steps(struct perf *perf, struct perf_pair *p)
{
	const struct perf_options *o = &perf->options;
	uint32_t *indices, i, n;
	uint8_t *out, *digest;

	/* Each session is used, in turn or, if they are drawn, twice on the average. */
	p->nb_steps = RTE_ALIGN_MUL_CEIL(RTE_MAX(p->nb_items, o->sessions * (1 + o->random)),
			p->nb_items);
	p->steps = calloc(p->nb_steps, sizeof(*p->steps));
	indices = calloc(p->nb_steps, sizeof(*indices));
	out = malloc(p->stride);
	if (p->steps == NULL || indices == NULL || out == NULL)
		return false;
	n = draw_steps(perf, p, indices);
	p->digests = digest = calloc(RTE_MAX(n, 1u), PERF_DIGEST);
	for (i = 0; i < p->nb_steps && digest != NULL; i++) {
		if (p->steps[i].digest == NULL)
			continue;
		p->steps[i].digest = digest;
		if (p->has_digest)
			make_digest(o, p, i % p->nb_items, indices[i], out, digest);
		digest += PERF_DIGEST;
	}
	free(indices);
	free(out);
	return p->digests != NULL;
}
