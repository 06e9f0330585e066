/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The crypto stage: ESP (RFC 4303) with AES-GCM (RFC 4106), by librte_ipsec. */

#include <rte_esp.h>
#include <rte_malloc.h>

#include "ipcomp_esp.h"

#define ICV_LEN		16
#define NONCE_LEN	12
#define NONCE_ROOM	16	/* what librte_ipsec writes */
#define NONCE_OFFSET	(sizeof(struct rte_crypto_op) + sizeof(struct rte_crypto_sym_op))

static void *
crypto_prepare(struct stage *s, struct rte_mbuf *m)
{
	struct flow *f = packet_of(m)->flow;
	const uint8_t *outer = rte_pktmbuf_mtod(m, const uint8_t *);
	const struct rte_esp_hdr *esp = (const void *)(outer + f->outer_len);
	struct rte_crypto_op *op;

	if (f->from == PROTECTED && (packet_of(m)->proto != f->outer_proto ||
			outer[f->outer_next] != IPPROTO_ESP ||
			m->pkt_len < f->outer_len + sizeof(*esp) ||
			esp->spi != rte_cpu_to_be_32(f->spi)))
		return packet_drop(s, m, COUNT_dropped_no_sa);
	op = rte_crypto_op_alloc(s->op_pool, RTE_CRYPTO_OP_TYPE_SYMMETRIC);
	m->tx_offload = rte_mbuf_tx_offload(0, f->outer_len, 0, 0, 0, 0, 0);
	if (op != NULL && rte_ipsec_pkt_crypto_prepare(&f->session, &m, &op, 1) == 1)
		return op;
	rte_crypto_op_free(op);
	return packet_drop(s, m, op == NULL ? COUNT_dropped_no_memory : COUNT_dropped_esp);
}

/* The window of RFC 4303; that of librte_ipsec forgets each number whose bit 5 is set. */
static bool
is_replayed(struct flow *f, uint32_t seq)
{
	const uint32_t ahead = seq > f->seq ? seq - f->seq : 0;
	uint64_t bit;

	f->seen = ahead < 64 ? f->seen << ahead : 0;
	f->seq += ahead;
	bit = f->seq - seq < 64 ? UINT64_C(1) << (f->seq - seq) : 0;
	if (seq == 0 || bit == 0 || (f->seen & bit) != 0)
		return true;
	f->seen |= bit;
	return false;
}

static void *
finish(struct stage *s, struct rte_crypto_op *op)
{
	struct rte_mbuf *m = op->sym->m_src;
	struct flow *f = packet_of(m)->flow;
	struct rte_ipv4_hdr *ipv4 = rte_pktmbuf_mtod(m, struct rte_ipv4_hdr *);
	struct rte_esp_hdr *esp = rte_pktmbuf_mtod_offset(m, void *, f->outer_len);
	uint8_t status = op->status;

	rte_crypto_op_free(op);
	if (status == RTE_CRYPTO_OP_STATUS_AUTH_FAILED)
		return packet_drop(s, m, COUNT_dropped_icv);
	if (status != RTE_CRYPTO_OP_STATUS_SUCCESS)
		return packet_drop(s, m, COUNT_dropped_esp);
	if (f->from == PROTECTED && is_replayed(f, rte_be_to_cpu_32(esp->seq)))
		return packet_drop(s, m, COUNT_dropped_replayed);
	if (rte_ipsec_pkt_process(&f->session, &m, 1) != 1)
		return packet_drop(s, m, COUNT_dropped_esp);
	if (f->from == CLEAR && f->outer_proto == IPPROTO_IPIP)
		ipv4->hdr_checksum = rte_ipv4_cksum(ipv4);
	return packet_done(s, m);
}

static uint16_t
crypto_poll(struct stage *s)
{
	struct rte_crypto_op *ops[BURST], **waiting = (struct rte_crypto_op **)s->ops;
	uint16_t i, n = rte_cryptodev_dequeue_burst(s->dev_id, 0, ops, BURST);

	for (i = 0; i < n; i++)
		finish(s, ops[i]);
	n = rte_cryptodev_enqueue_burst(s->dev_id, 0, waiting, s->nb_ops);
	if (n < s->nb_ops && waiting[n]->status != RTE_CRYPTO_OP_STATUS_NOT_PROCESSED)
		finish(s, waiting[n++]);
	return n;
}

static void
open_session(uint8_t dev_id, const char *name, struct flow *f, struct rte_mempool *pool)
{
	const struct rte_cryptodev_sym_capability_idx gcm = {
		.type = RTE_CRYPTO_SYM_XFORM_AEAD, .algo.aead = RTE_CRYPTO_AEAD_AES_GCM };
	const struct rte_cryptodev_symmetric_capability *cap =
		rte_cryptodev_sym_capability_get(dev_id, &gcm);
	struct rte_crypto_sym_xform xform = { .type = RTE_CRYPTO_SYM_XFORM_AEAD, .aead = {
		.op = f->from == CLEAR ? RTE_CRYPTO_AEAD_OP_ENCRYPT : RTE_CRYPTO_AEAD_OP_DECRYPT,
		.algo = RTE_CRYPTO_AEAD_AES_GCM, .key = { f->key, f->key_len },
		.iv = { NONCE_OFFSET, NONCE_LEN }, .digest_length = ICV_LEN,
		.aad_length = sizeof(struct rte_esp_hdr),
	} };
	struct rte_ipsec_sa_prm prm = {
		.ipsec_xform = {
			.spi = f->spi, .proto = RTE_SECURITY_IPSEC_SA_PROTO_ESP,
			.mode = RTE_SECURITY_IPSEC_SA_MODE_TRANSPORT,
			.direction = f->from == CLEAR ? RTE_SECURITY_IPSEC_SA_DIR_EGRESS :
				RTE_SECURITY_IPSEC_SA_DIR_INGRESS,
		}, .crypto_xform = &xform, .trs.proto = f->outer_proto };
	const int size = rte_ipsec_sa_size(&prm);

	REQUIRE(cap != NULL && rte_cryptodev_sym_capability_check_aead(cap, f->key_len, ICV_LEN,
			xform.aead.aad_length, NONCE_LEN) == 0, "cryptodev '%s' has no AES-GCM "
			"for RFC 4106 with a key of %u bytes\n", name, f->key_len);
	memcpy(&prm.ipsec_xform.salt, &f->key[f->key_len], sizeof(prm.ipsec_xform.salt));
	f->session.type = RTE_SECURITY_ACTION_TYPE_NONE;
	f->session.sa = rte_zmalloc(NULL, size, RTE_CACHE_LINE_SIZE);
	f->session.crypto.dev_id = dev_id;
	f->session.crypto.ses = rte_cryptodev_sym_session_create(dev_id, &xform, pool);
	REQUIRE(f->session.sa != NULL && f->session.crypto.ses != NULL &&
			rte_ipsec_sa_init(f->session.sa, &prm, size) >= 0 &&
			rte_ipsec_session_prepare(&f->session) == 0,
			"cryptodev '%s' refuses a session for SPI %u\n", name, f->spi);
	uacce_memzero_explicit(f->key, sizeof(f->key));
}

void
crypto_open(struct stage *s, const char *name)
{
	struct rte_cryptodev_config config = { rte_socket_id(), .nb_queue_pairs = 1 };
	struct rte_cryptodev_qp_conf qp_conf = { .nb_descriptors = WINDOW };
	int id = rte_cryptodev_get_dev_id(name);
	unsigned int i;

	REQUIRE(id >= 0, "there is no cryptodev '%s'\n", name);
	s->dev_id = id;
	s->prepare = crypto_prepare;
	s->poll = crypto_poll;
	s->op_pool = rte_crypto_op_pool_create("crypto_ops", RTE_CRYPTO_OP_TYPE_SYMMETRIC, NB_OPS,
			CACHE, NONCE_ROOM, rte_socket_id());
	qp_conf.mp_session = rte_cryptodev_sym_session_pool_create("sessions", gw.nb_flows,
			rte_cryptodev_sym_get_private_session_size(id), 0, 0, rte_socket_id());
	REQUIRE(s->op_pool != NULL && qp_conf.mp_session != NULL &&
			rte_cryptodev_configure(id, &config) == 0 &&
			rte_cryptodev_queue_pair_setup(id, 0, &qp_conf, rte_socket_id()) == 0 &&
			rte_cryptodev_start(id) == 0,
			"cryptodev '%s' does not start with %u operations\n", name, WINDOW);
	for (i = 0; i < gw.nb_flows; i++)
		open_session(id, name, &gw.flows[i], qp_conf.mp_session);
}

void
crypto_close(struct stage *s)
{
	unsigned int i;

	for (i = 0; i < gw.nb_flows; i++) {
		rte_cryptodev_sym_session_free(s->dev_id, gw.flows[i].session.crypto.ses);
		rte_free(gw.flows[i].session.sa);
	}
	rte_cryptodev_stop(s->dev_id);
	rte_cryptodev_close(s->dev_id);
}
