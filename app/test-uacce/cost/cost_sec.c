/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Instruction cost of crypto operations, which are in place with the digest behind the data. */

#include <string.h>

#include <rte_common.h>
#include <rte_crypto.h>
#include <rte_cryptodev.h>
#include <rte_mbuf.h>

#include <bus_vdev_driver.h>

#include "cost.h"

#define NAME		"uacce_sec_cost"
#define IV_OFFSET	(sizeof(struct rte_crypto_op) + sizeof(struct rte_crypto_sym_op))
#define IV_LEN		16
#define AAD_LEN		16
#define DIGEST_LEN	16

struct shape {
	struct rte_crypto_sym_xform *xform;
	unsigned int segs;
};

static struct {
	struct rte_crypto_op *burst[COST_BURST];
	void *session;
	uint8_t dev;
} cost;

static const uint8_t key[20] = "key of a cost case";
static uint8_t aad[COST_BURST][AAD_LEN];

/* Members of a transform that encrypts. */
#define CIPHER(alg) \
	.type = RTE_CRYPTO_SYM_XFORM_CIPHER, \
	.cipher = { \
		.op = RTE_CRYPTO_CIPHER_OP_ENCRYPT, \
		.algo = (alg), \
		.key = { .data = key, .length = 16 }, \
		.iv = { .offset = IV_OFFSET, .length = IV_LEN }, \
	}

static struct rte_crypto_sym_xform cipher_only = {
	CIPHER(RTE_CRYPTO_CIPHER_AES_CBC),
};

static struct rte_crypto_sym_xform behind_cipher = {
	.type = RTE_CRYPTO_SYM_XFORM_AUTH,
	.auth = {
		.op = RTE_CRYPTO_AUTH_OP_GENERATE,
		.algo = RTE_CRYPTO_AUTH_SHA1_HMAC,
		.key = { .data = key, .length = 20 },
		.digest_length = 12,
	},
};

static struct rte_crypto_sym_xform chain = {
	.next = &behind_cipher,
	CIPHER(RTE_CRYPTO_CIPHER_AES_CBC),
};

/* A chain for which the hardware has no request, so that it takes two descriptors. */
static struct rte_crypto_sym_xform two_steps = {
	.next = &behind_cipher,
	CIPHER(RTE_CRYPTO_CIPHER_AES_CTR),
};

static struct rte_crypto_sym_xform gcm = {
	.type = RTE_CRYPTO_SYM_XFORM_AEAD,
	.aead = {
		.op = RTE_CRYPTO_AEAD_OP_ENCRYPT,
		.algo = RTE_CRYPTO_AEAD_AES_GCM,
		.key = { .data = key, .length = 16 },
		.iv = { .offset = IV_OFFSET, .length = 12 },
		.digest_length = DIGEST_LEN,
		.aad_length = AAD_LEN,
	},
};

static bool
start_device(struct rte_crypto_sym_xform *xform)
{
	struct rte_cryptodev_config config = { .nb_queue_pairs = 1 };
	struct rte_cryptodev_qp_conf qp_conf = { .nb_descriptors = 128 };
	int id;

	if (rte_vdev_init(NAME, "device=soft,soft_engine=null") < 0)
		return false;
	id = rte_cryptodev_get_dev_id(NAME);
	if (id < 0)
		return false;
	cost.dev = id;
	qp_conf.mp_session = rte_cryptodev_sym_session_pool_create("cost_sessions", 3,
			rte_cryptodev_sym_get_private_session_size(cost.dev), 0, 0, 0);
	/* Bursts divide the ring, so that none goes beyond its end and all cost the same. */
	if (qp_conf.mp_session == NULL || rte_cryptodev_configure(cost.dev, &config) < 0 ||
			rte_cryptodev_queue_pair_setup(cost.dev, 0, &qp_conf, 0) < 0 ||
			rte_cryptodev_start(cost.dev) < 0)
		return false;
	cost.session = rte_cryptodev_sym_session_create(cost.dev, xform, qp_conf.mp_session);
	return cost.session != NULL;
}

/* Set the fields that a session of this type reads; other types read others of the same union. */
static void
set_ranges(struct rte_crypto_sym_op *sym, const struct rte_crypto_sym_xform *xform, uint8_t *op_aad)
{
	struct rte_mbuf *last = rte_pktmbuf_lastseg(sym->m_src);
	uint8_t *digest = rte_pktmbuf_mtod_offset(last, uint8_t *, last->data_len - DIGEST_LEN);

	if (xform->type == RTE_CRYPTO_SYM_XFORM_AEAD) {
		sym->aead.data.length = COST_LEN - DIGEST_LEN;
		sym->aead.digest.data = digest;
		sym->aead.aad.data = op_aad;
		return;
	}
	sym->cipher.data.length = COST_LEN - DIGEST_LEN;
	sym->auth.data.length = COST_LEN - DIGEST_LEN;
	sym->auth.digest.data = digest;
}

static bool
sec_set_up(const void *arg, struct rte_mempool *mbufs)
{
	const struct shape *shape = arg;
	struct rte_mempool *ops;
	unsigned int i;

	ops = rte_crypto_op_pool_create("cost_ops", RTE_CRYPTO_OP_TYPE_SYMMETRIC, 63, 0, IV_LEN, 0);
	if (ops == NULL || !start_device(shape->xform))
		return false;
	for (i = 0; i < COST_BURST; i++) {
		struct rte_crypto_op *op = rte_crypto_op_alloc(ops, RTE_CRYPTO_OP_TYPE_SYMMETRIC);

		if (op == NULL)
			return false;
		op->sym->m_src = cost_make_chain(mbufs, shape->segs);
		if (op->sym->m_src == NULL)
			return false;
		set_ranges(op->sym, shape->xform, aad[i]);
		rte_crypto_op_attach_sym_session(op, cost.session);
		cost.burst[i] = op;
	}
	return true;
}

static bool
sec_turn(void)
{
	struct rte_crypto_op *done[COST_BURST];

	return rte_cryptodev_enqueue_burst(cost.dev, 0, cost.burst, COST_BURST) == COST_BURST &&
		rte_cryptodev_dequeue_burst(cost.dev, 0, done, COST_BURST) == COST_BURST &&
		memcmp(done, cost.burst, sizeof(done)) == 0 &&
		done[0]->status == RTE_CRYPTO_OP_STATUS_SUCCESS;
}

static const struct shape flat_cipher = { &cipher_only, 1 };
static const struct shape flat_chain = { &chain, 1 };
static const struct shape flat_gcm = { &gcm, 1 };
static const struct shape chained_gcm = { &gcm, 4 };
static const struct shape flat_steps = { &two_steps, 1 };

const struct cost_case cost_sec_cases[] = {
	{ "sec_cipher", &flat_cipher, sec_set_up, sec_turn },
	{ "sec_chain", &flat_chain, sec_set_up, sec_turn },
	{ "sec_gcm", &flat_gcm, sec_set_up, sec_turn },
	{ "sec_sgl", &chained_gcm, sec_set_up, sec_turn },
	{ "sec_steps", &flat_steps, sec_set_up, sec_turn },
	{ .name = NULL },
};
