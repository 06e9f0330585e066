/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Operations of the cryptodev driver: sessions of each kind, one of which takes two descriptors for
 * each operation. Operations come back in order.
 */

#include <rte_bus_vdev.h>
#include <rte_cryptodev.h>
#include <rte_mbuf.h>

#include "driver.h"

#define NB_SESSIONS	6u
#define BUF		1024u
#define IV_LEN		16u
#define TAG_LEN		16u
#define AAD_LEN		16u

struct item {
	struct rte_crypto_op op;
	struct rte_crypto_sym_op sym;	/* where the API looks for it */
	uint8_t iv[IV_LEN];
	struct rte_mbuf mbuf;
	uint8_t buf[BUF];
	uint8_t aad[AAD_LEN];
	uint64_t number;	/* in the order of enqueues */
};

struct port {
	uint8_t id;
	void *sessions[NB_SESSIONS];
};

static struct port ports[DRIVER_NB_PORTS];
static struct item items[DRIVER_NB_OPS];
static uint64_t enqueued, dequeued;

static const uint8_t key[32];

#define CIPHER(algorithm, direction) { .type = RTE_CRYPTO_SYM_XFORM_CIPHER, .cipher = { \
	.op = RTE_CRYPTO_CIPHER_OP_ ## direction, .algo = RTE_CRYPTO_CIPHER_ ## algorithm, \
	.key = { .data = key, .length = 16 }, \
	.iv = { .offset = offsetof(struct item, iv), .length = IV_LEN } } }
#define AUTH(direction) { .type = RTE_CRYPTO_SYM_XFORM_AUTH, .auth = { \
	.op = RTE_CRYPTO_AUTH_OP_ ## direction, .algo = RTE_CRYPTO_AUTH_SHA1_HMAC, \
	.key = { .data = key, .length = 20 }, .digest_length = 12 } }
#define GCM(direction) { .type = RTE_CRYPTO_SYM_XFORM_AEAD, .aead = { \
	.op = RTE_CRYPTO_AEAD_OP_ ## direction, .algo = RTE_CRYPTO_AEAD_AES_GCM, \
	.key = { .data = key, .length = 16 }, \
	.iv = { .offset = offsetof(struct item, iv), .length = 12 }, \
	.digest_length = TAG_LEN, .aad_length = AAD_LEN } }

/* One or two transforms of each session; CTR with a MAC takes two descriptors. */
static struct rte_crypto_sym_xform xforms[NB_SESSIONS][2] = {
	{ CIPHER(AES_CBC, ENCRYPT) },
	{ AUTH(VERIFY) },
	{ GCM(ENCRYPT) },
	{ GCM(DECRYPT) },
	{ CIPHER(AES_CBC, ENCRYPT), AUTH(GENERATE) },
	{ CIPHER(AES_CTR, ENCRYPT), AUTH(GENERATE) },
};

static void
make_port(unsigned int n)
{
	struct port *port = &ports[n];
	struct rte_cryptodev_config config = { .nb_queue_pairs = 1 };
	struct rte_cryptodev_qp_conf conf = { .nb_descriptors = DEVICE_DEPTH };
	char name[32];
	unsigned int i;

	snprintf(name, sizeof(name), "uacce_sec%u", n);
	FUZZ_CHECK(rte_vdev_init(name, device_args(fuzz_qm(n))) == 0);
	port->id = rte_cryptodev_get_dev_id(name);
	conf.mp_session = rte_cryptodev_sym_session_pool_create(name, 2 * NB_SESSIONS,
			rte_cryptodev_sym_get_private_session_size(port->id), 0, 0, 0);
	FUZZ_CHECK(conf.mp_session != NULL);
	FUZZ_CHECK(rte_cryptodev_configure(port->id, &config) == 0);
	FUZZ_CHECK(rte_cryptodev_queue_pair_setup(port->id, 0, &conf, 0) == 0);
	for (i = 0; i < NB_SESSIONS; i++) {
		xforms[i][0].next = i >= 4 ? &xforms[i][1] : NULL;
		port->sessions[i] = rte_cryptodev_sym_session_create(port->id, xforms[i],
				conf.mp_session);
		/* QM v2 has no CTR. */
		FUZZ_CHECK(port->sessions[i] != NULL || fuzz_qm(n) == 2);
	}
}

static int
start(unsigned int port)
{
	return rte_cryptodev_start(ports[port].id);
}

static void
stop(unsigned int port)
{
	rte_cryptodev_stop(ports[port].id);
}

static void *
make_op(unsigned int n, struct fuzz_input *in, unsigned int i)
{
	const struct port *port = &ports[n];
	struct item *item = &items[i];
	struct rte_crypto_sym_op *sym = &item->sym;
	uint8_t kind = fuzz_u8(in) % NB_SESSIONS;
	const uint8_t blocks = fuzz_u8(in) % 32;

	if (port->sessions[kind] == NULL)
		kind = 0;
	memset(item, 0, offsetof(struct item, buf));
	item->op.type = RTE_CRYPTO_OP_TYPE_SYMMETRIC;
	item->op.status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
	item->mbuf.buf_addr = item->buf;
	item->mbuf.buf_len = BUF;
	item->mbuf.data_len = item->mbuf.pkt_len = BUF;
	item->mbuf.nb_segs = item->mbuf.refcnt = 1;
	sym->m_src = &item->mbuf;
	rte_crypto_op_attach_sym_session(&item->op, port->sessions[kind]);
	if (xforms[kind][0].type == RTE_CRYPTO_SYM_XFORM_AEAD) {
		sym->aead.data.length = 16 * blocks;
		sym->aead.digest.data = item->buf + BUF - TAG_LEN;
		sym->aead.aad.data = item->aad;
		return &item->op;
	}
	sym->cipher.data.length = 16 * blocks;
	sym->auth.data.length = 16 * blocks;
	sym->auth.digest.data = item->buf + BUF - TAG_LEN;
	return &item->op;
}

static uint16_t
enqueue(unsigned int port, void **ops, uint16_t n)
{
	return rte_cryptodev_enqueue_burst(ports[port].id, 0, (struct rte_crypto_op **)ops, n);
}

static uint16_t
dequeue(unsigned int port, void **ops, uint16_t n)
{
	return rte_cryptodev_dequeue_burst(ports[port].id, 0, (struct rte_crypto_op **)ops, n);
}

static void
taken(unsigned int i)
{
	items[i].number = enqueued++;
}

static void
check(unsigned int i)
{
	FUZZ_CHECK(items[i].op.status != RTE_CRYPTO_OP_STATUS_NOT_PROCESSED);
	FUZZ_CHECK(items[i].number == dequeued++);
}

const struct fuzz_driver fuzz_driver = {
	.make_port = make_port,
	.start = start,
	.stop = stop,
	.make_op = make_op,
	.enqueue = enqueue,
	.dequeue = dequeue,
	.taken = taken,
	.check = check,
};
