/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Descriptors of QM v3 and later: type 3. Source: hardware_interface.rst, section 4.3. */

#include "uacce_sec_fast.h"

static const struct uacce_sec_layout layout = {
	.lists = HISI_SEC_ADDR_SGL << HISI_SEC3_SRC_S | HISI_SEC_ADDR_SGL << HISI_SEC3_DST_S,
	.src_list = HISI_SEC_ADDR_SGL << HISI_SEC3_SRC_S,
	.invalid_at = offsetof(struct hisi_sec_sqe3, bd_param),
	.invalid = HISI_SEC3_INVALID,
	.tag = offsetof(struct hisi_sec_sqe3, tag),
	.offsets = offsetof(struct hisi_sec_sqe3, auth_src_offset),
	.lens = offsetof(struct hisi_sec_sqe3, a_len),
	.src = offsetof(struct hisi_sec_sqe3, data_src_addr),
	.dst = offsetof(struct hisi_sec_sqe3, data_dst_addr),
	.mac = offsetof(struct hisi_sec_sqe3, mac_addr),
	.c_iv = offsetof(struct hisi_sec_sqe3, c_ivin_addr),
	.a_iv = offsetof(struct hisi_sec_sqe3, a_ivin_addr),
	.c_key = offsetof(struct hisi_sec_sqe3, c_key_addr),
	.a_key = offsetof(struct hisi_sec_sqe3, a_key_addr),
};

const struct uacce_sec_layout *
uacce_sec_bd3_layout(void)
{
	RTE_BUILD_BUG_ON(offsetof(struct hisi_sec_sqe3, done_flag) != UACCE_SEC_DONE);
	return &layout;
}

/* The scene of a hash is that of streams, also in one shot (4.6). */
static uint32_t
bd_param(const struct uacce_sec_plan *plan)
{
	uint32_t scene = plan->stream ? HISI_SEC_SCENE_STREAM : HISI_SEC_SCENE_IPSEC;
	uint32_t param = HISI_SEC_TYPE3 | scene << HISI_SEC3_SCENE_S;

	/* The destination is always named, but for what has none (4.6, 4.13). */
	if (plan->cipher != HISI_SEC_CIPHER_NONE)
		param |= 1u << HISI_SEC3_DE_S;
	return param;
}

void
uacce_sec_bd3_encode(const struct uacce_sec_plan *plan, struct hisi_sec_sqe3 *sqe)
{
	memset(sqe, 0, sizeof(*sqe));
	sqe->bd_param = bd_param(plan);
	sqe->cipher = plan->cipher | plan->icv_len << HISI_SEC3_ICV_LEN_S |
		plan->c_key_code << HISI_SEC3_KEY_S;
	sqe->c_mode_alg = plan->c_mode | plan->c_alg << HISI_SEC3_C_ALG_S;
	if (plan->auth_first)
		sqe->seq = HISI_SEC3_SEQ;
	sqe->auth = plan->auth | (uint32_t)plan->ai_gen << HISI_SEC3_AI_GEN_S |
		(uint32_t)plan->mac_words << HISI_SEC3_MAC_LEN_S |
		(uint32_t)plan->a_key_words << HISI_SEC3_A_KEY_LEN_S |
		(uint32_t)plan->a_alg << HISI_SEC3_A_ALG_S |
		(uint32_t)plan->ctr_mode << HISI_SEC3_CTR_MODE_S;
	sqe->a_len = plan->aad_len;
	sqe->cipher_src_offset = plan->aad_len;
	sqe->c_key_addr = plan->c_key;
	sqe->a_key_addr = plan->a_key;
}

uint32_t
uacce_sec_bd3_batch(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_session *sess, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	return uacce_sec_batch_build(&layout, UACCE_SEC_BD3, ring, slot, sess, ops, nb_ops);
}
