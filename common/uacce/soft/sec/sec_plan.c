/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "sec_key.h"
#include "sec_mb.h"
#include "sec_plan.h"

/* 4.10, of done_flag by enum sec_kind */
static const uint8_t flags[] = {
	[SEC_CIPHER] = HISI_SEC_FLAG_CIPHER,
	[SEC_DIGEST] = HISI_SEC_FLAG_AUTH,
	[SEC_CHAIN] = HISI_SEC_FLAG_AEAD,
	[SEC_AEAD] = HISI_SEC_FLAG_AEAD,
	[SEC_GCM_FIRST] = HISI_SEC_FLAG_AUTH,
	[SEC_GCM_MIDDLE] = HISI_SEC_FLAG_AEAD,
	[SEC_GCM_LAST] = HISI_SEC_FLAG_AEAD,
};

/* What check_c_len() is to go by. */
static void
set_c_rules(struct sec_shape *s)
{
	s->c_least = 1;
	switch (s->c_mode) {
	case HISI_SEC_C_MODE_ECB:
	case HISI_SEC_C_MODE_CBC:
		s->c_mask = (s->c_alg <= HISI_SEC_C_ALG_3DES ? 8 : SEC_BLOCK) - 1;
		break;
	case HISI_SEC_C_MODE_XTS:
		s->c_least = SEC_BLOCK;
		break;
	case HISI_SEC_C_MODE_CBC_CS:
		s->c_least = SEC_BLOCK + 1;
		break;
	default:
		break;
	}
}

/* What each request of a shape would work out again. */
void
soft_sec_plan(const struct soft_sec *sec, struct sec_shape *s)
{
	s->done = HISI_SEC_DONE | flags[s->kind] << HISI_SEC_FLAG_S;
	set_c_rules(s);
	s->at_once = sec->mb != NULL && s->kind == SEC_AEAD && s->c_alg == HISI_SEC_C_ALG_AES &&
		s->c_mode == HISI_SEC_C_MODE_GCM;
	if (s->kind == SEC_CHAIN && (s->src_type | s->dst_type) == HISI_SEC_ADDR_FLAT)
		s->quick = SEC_QUICK_CHAIN;
	else if (s->at_once && (s->src_type & s->dst_type) == HISI_SEC_ADDR_SGL)
		s->quick = SEC_QUICK_GCM;
	s->chain_hash = soft_sec_mb_chain_hash(s);
	if (s->alg != NULL)
		s->outer_at = sec_key_outer_at(s->alg);
	if (s->kind == SEC_CHAIN)
		s->verifies = s->auth == HISI_SEC_AUTH_VERIFY;
	else
		s->verifies = (s->kind == SEC_AEAD || s->kind == SEC_GCM_LAST) &&
			s->cipher == HISI_SEC_CIPHER_DECRYPT;
	s->key_id[SEC_USE_CIPHER] = (union sec_key_id){
		.use = SEC_USE_CIPHER, .alg = s->c_alg, .mode = s->c_mode, .len = s->c_key_len,
	};
	s->key_id[SEC_USE_AUTH] = (union sec_key_id){
		.use = SEC_USE_AUTH, .alg = s->a_alg, .len = s->a_key_len,
	};
}
