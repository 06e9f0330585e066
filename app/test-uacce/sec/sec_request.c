/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Contexts and single requests of the raw data path for the tests of uacce_sec. */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec_request.h"

/* Memory of the context of the test, freed by its tear-down. */
static struct rte_crypto_raw_dp_ctx *context;

size_t
sec_context_size(const struct sec_port *port)
{
	int len = rte_cryptodev_get_raw_dp_ctx_size(port->id);

	assert_true(len >= (int)sizeof(struct rte_crypto_raw_dp_ctx));
	return RTE_ALIGN_CEIL(len, RTE_CACHE_LINE_SIZE);
}

struct rte_crypto_raw_dp_ctx *
sec_context_new(const struct sec_port *port)
{
	sec_context_free();
	context = aligned_alloc(RTE_CACHE_LINE_SIZE, sec_context_size(port));
	assert_non_null(context);
	/* An application need not clear it, so it holds anything. */
	memset(context, 0x77, sec_context_size(port));
	return context;
}

void
sec_context_free(void)
{
	free(context);
	context = NULL;
}

int
sec_context_set_on(const struct sec_port *port, uint16_t qp, struct rte_crypto_raw_dp_ctx *ctx,
		const struct sec_session *s, bool update)
{
	union rte_cryptodev_session_ctx session = { .crypto_sess = s->session };

	return rte_cryptodev_configure_raw_dp_ctx(port->id, qp, ctx, RTE_CRYPTO_OP_WITH_SESSION,
			session, update);
}

int
sec_context_set(const struct sec_port *port, struct rte_crypto_raw_dp_ctx *ctx,
		const struct sec_session *s, bool update)
{
	return sec_context_set_on(port, 0, ctx, s, update);
}

int
sec_context_set_alg(const struct sec_port *port, struct rte_crypto_raw_dp_ctx *ctx,
		const struct sec_alg *alg, bool update)
{
	struct rte_crypto_sym_xform xforms[2];
	union rte_cryptodev_session_ctx session = { .xform = sec_xforms(alg, xforms) };

	return rte_cryptodev_configure_raw_dp_ctx(port->id, 0, ctx, RTE_CRYPTO_OP_SESSIONLESS,
			session, update);
}

bool
sec_request_enqueue_as(struct rte_crypto_raw_dp_ctx *ctx, struct sec_task *t, void *user)
{
	const union rte_crypto_sym_ofs ofs = { .raw = 0 };
	struct rte_crypto_va_iova_ptr iv = { 0 }, digest = { .va = t->mac_at }, aad = { 0 };
	struct rte_crypto_vec vec[SEC_REQUEST_MAX_SEGS];
	uint32_t i;

	assert_true(!t->out_of_place && t->place == SEC_OUTSIDE &&
			t->offset + t->tail + t->head + t->behind == 0);
	/* The IVs of a task are behind its operation; that of a MAC is given as AAD is. */
	iv.va = rte_crypto_op_ctod_offset(t->op, void *, sizeof(*t->op) + sizeof(*t->op->sym));
	aad.va = t->s->alg.kind == SEC_AEAD ? (void *)t->op->sym->aead.aad.data :
		RTE_PTR_ADD(iv.va, SEC_MAX_IV);
	assert_true(t->in.nb_segs <= RTE_DIM(vec));
	for (i = 0; i < t->in.nb_segs; i++)
		vec[i] = (struct rte_crypto_vec) {
			.base = rte_pktmbuf_mtod(&t->in.segs[i], void *),
			.len = t->in.segs[i].data_len,
		};
	return rte_cryptodev_raw_enqueue(ctx, vec, i, ofs, &iv, &digest, &aad, user) >= 0;
}

bool
sec_request_enqueue(struct rte_crypto_raw_dp_ctx *ctx, struct sec_task *t)
{
	return sec_request_enqueue_as(ctx, t, t);
}
