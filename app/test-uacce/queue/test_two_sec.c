/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Operations of uacce_sec for two threads on one queue pair. */

#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_task.h"
#include "two_lcores.h"

#define LEN		64u
#define AAD_LEN		12u
#define SEGS		40u	/* of a chain: more than a slot's own list has entries */

enum kind {
	CIPHER,
	GCM,
	TWO_DESCRIPTORS,	/* cipher and MAC, which take one each */
	CHAINS,		/* takes blocks of the list pool */
	SESSIONLESS,
	NB_KINDS,
};

static struct sec_session sessions[NB_KINDS];
static struct rte_crypto_sym_xform xforms[2];
static uint8_t aad[AAD_LEN] = "aad of all.";

static void
plug(const char *devargs, uint32_t depth)
{
	const struct sec_alg algs[NB_KINDS] = {
		[CIPHER] = sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16),
		[GCM] = sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, AAD_LEN),
		[TWO_DESCRIPTORS] = sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24,
				RTE_CRYPTO_AUTH_MD5_HMAC, 16, 16),
		[CHAINS] = sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 32),
		[SESSIONLESS] = sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 24),
	};
	unsigned int i;

	assert_int_equal(sec_plug(&sec_port, 0, devargs), 0);
	sec_bring_up(&sec_port, 1, depth - 1);
	for (i = 0; i < NB_KINDS; i++)
		sec_session_open(&sec_port, &algs[i], &sessions[i]);
	sec_xforms(&sessions[SESSIONLESS].alg, xforms);
}

static void
stop(void)
{
	if (sec_port.started)
		sec_stop(&sec_port);
}

static struct two_item **
item_at(struct rte_crypto_op *op)
{
	return (struct two_item **)(void *)sec_op_task(op);
}

static void
set_ranges(struct two_item *item, struct rte_crypto_sym_op *sym)
{
	if (item->kind == GCM) {
		sym->aead.data.length = LEN;
		sym->aead.digest.data = item->digest;
		sym->aead.aad.data = aad;
		return;
	}
	sym->cipher.data.length = LEN;
	sym->auth.data.length = LEN;
	sym->auth.digest.data = item->digest;
}

static void
make(struct two_item *item, unsigned int index)
{
	const uint32_t segs = item->kind == CHAINS ? SEGS : 1;
	struct rte_crypto_op *op = rte_crypto_op_alloc(sec_pools.ops,
			RTE_CRYPTO_OP_TYPE_SYMMETRIC);
	uint8_t data[LEN] = { 0 };

	assert_non_null(op);
	memcpy(data, &index, sizeof(index));
	test_chain_cut(&item->src, LEN, segs);
	test_chain_cut(&item->dst, LEN, segs);
	test_chain_write(&item->src, 0, data, LEN);
	/* The two IVs of an operation are before this pointer. */
	memset((uint8_t *)item_at(op) - 2 * SEC_MAX_IV, index, SEC_MAX_IV);
	op->sym->m_src = item->src.segs;
	op->sym->m_dst = item->dst.segs;
	set_ranges(item, op->sym);
	if (item->kind == SESSIONLESS) {
		op->sess_type = RTE_CRYPTO_OP_SESSIONLESS;
		op->sym->xform = xforms;
	} else {
		rte_crypto_op_attach_sym_session(op, sessions[item->kind].session);
	}
	*item_at(op) = item;
	item->op = op;
}

static void
free_item(struct two_item *item)
{
	rte_crypto_op_free(item->op);
	test_chain_free(&item->src);
	test_chain_free(&item->dst);
}

static uint16_t
enqueue(void **ops, uint16_t n)
{
	return rte_cryptodev_enqueue_burst(sec_port.id, 0, (struct rte_crypto_op **)ops, n);
}

static uint16_t
dequeue(void **ops, uint16_t n)
{
	return rte_cryptodev_dequeue_burst(sec_port.id, 0, (struct rte_crypto_op **)ops, n);
}

static struct two_item *
item_of(void *op)
{
	return *item_at(op);
}

static bool
is_good(void *op, uint32_t *len)
{
	*len = LEN;
	return ((const struct rte_crypto_op *)op)->status == RTE_CRYPTO_OP_STATUS_SUCCESS;
}

static void
rearm(void *op)
{
	((struct rte_crypto_op *)op)->status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
}

int
test_two_sec(void)
{
	static const struct two_driver driver = {
		.name = "uacce_sec",
		.nb_fast = TWO_DESCRIPTORS,
		.nb_kinds = NB_KINDS,
		.plug = plug,
		.stop = stop,
		.make = make,
		.free = free_item,
		.enqueue = enqueue,
		.dequeue = dequeue,
		.item_of = item_of,
		.is_good = is_good,
		.rearm = rearm,
		.setup = sec_setup,
		.teardown = sec_teardown,
	};

#ifndef UACCE_HAVE_SOFT
	if (strcmp(test_options.device, "soft") == 0)
		return test_no_soft("two lcores, uacce_sec");
#endif
	return two_lcores_run(&driver, "two lcores, uacce_sec");
}
