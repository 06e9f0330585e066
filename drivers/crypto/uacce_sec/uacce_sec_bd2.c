/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Descriptors of QM v2: type 2. Source: hardware_interface.rst, section 4.2. */

#include "uacce_sec_fast.h"

static const struct uacce_sec_layout layout = {
	/* Bytes 1 and 2, seen as bits of the first word. */
	.lists = HISI_SEC2_SRC_SGL << 8 | HISI_SEC_ADDR_SGL << (16 + HISI_SEC2_DST_S),
	.src_list = HISI_SEC2_SRC_SGL << 8,
	.invalid_at = offsetof(struct hisi_sec_sqe2, invalid),
	.invalid = HISI_SEC2_INVALID,
	.tag = offsetof(struct hisi_sec_sqe2, tag),
	.offsets = offsetof(struct hisi_sec_sqe2, auth_src_offset),
	.lens = offsetof(struct hisi_sec_sqe2, a_len),
	.src = offsetof(struct hisi_sec_sqe2, data_src_addr),
	.dst = offsetof(struct hisi_sec_sqe2, data_dst_addr),
	.mac = offsetof(struct hisi_sec_sqe2, mac_addr),
	.c_iv = offsetof(struct hisi_sec_sqe2, c_ivin_addr),
	.a_iv = offsetof(struct hisi_sec_sqe2, a_ivin_addr),
	.c_key = offsetof(struct hisi_sec_sqe2, c_key_addr),
	.a_key = offsetof(struct hisi_sec_sqe2, a_key_addr),
};

const struct uacce_sec_layout *
uacce_sec_bd2_layout(void)
{
	RTE_BUILD_BUG_ON(offsetof(struct hisi_sec_sqe2, done_flag) != UACCE_SEC_DONE);
	return &layout;
}

static uint8_t
cipher_auth(const struct uacce_sec_plan *plan)
{
	return HISI_SEC_TYPE2 | plan->cipher << HISI_SEC2_CIPHER_S |
		plan->auth << HISI_SEC2_AUTH_S;
}

void
uacce_sec_bd2_encode(const struct uacce_sec_plan *plan, struct hisi_sec_sqe2 *sqe)
{
	memset(sqe, 0, sizeof(*sqe));
	sqe->type_cipher_auth = cipher_auth(plan);
	sqe->flags = HISI_SEC_SCENE_IPSEC << HISI_SEC2_SCENE_S;
	if (plan->auth_first)
		sqe->flags |= HISI_SEC2_SEQ;
	/* The destination is always named, but for what has none (4.6, 4.13). */
	if (plan->cipher != HISI_SEC_CIPHER_NONE)
		sqe->flags |= 1u << HISI_SEC2_DE_S;
	sqe->icv_gen = plan->ai_gen;
	sqe->auth = plan->mac_words << HISI_SEC2_MAC_LEN_S |
		plan->a_key_words << HISI_SEC2_A_KEY_LEN_S |
		(uint32_t)plan->a_alg << HISI_SEC2_A_ALG_S;
	sqe->cipher = plan->icv_len | plan->c_key_code << HISI_SEC2_KEY_S |
		plan->c_mode << HISI_SEC2_MODE_S;
	sqe->c_alg = plan->c_alg;
	sqe->a_len = plan->aad_len;
	sqe->cipher_src_offset = plan->aad_len;
	sqe->c_key_addr = plan->c_key;
	sqe->a_key_addr = plan->a_key;
}

uint32_t
uacce_sec_bd2_batch(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_session *sess, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	return uacce_sec_batch_build(&layout, UACCE_SEC_BD2, ring, slot, sess, ops, nb_ops);
}
