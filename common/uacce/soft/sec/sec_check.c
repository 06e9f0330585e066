/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Descriptors that hardware does not take. Source: hardware_interface.rst, section 4. What the
 * documents leave open follows section 6; each place names the item. Each check returns enum
 * hisi_sec_error, and sets the lengths of what it checked.
 */

#include "sec_check.h"

static uint8_t
check_c_alg(struct sec_shape *s)
{
	uint8_t first = soft_sec_cipher_type(s->c_alg, s->c_mode);

	if (first == 0 || s->type < first)
		return HISI_SEC_BAD_C_ALG;
	if (s->c_mode == HISI_SEC_C_MODE_CBC_CS && (s->c_width == 0 || s->c_width > 3))
		return HISI_SEC_BAD_C_ALG;
	/* What other values of the field mean is not known (section 6, item 16). */
	if (s->c_mode == HISI_SEC_C_MODE_CTR && s->type == HISI_SEC_TYPE3 &&
			s->ctr_mode != HISI_SEC3_CTR_128)
		return HISI_SEC_BAD_C_ALG;
	return s->ci_gen != 0 ? HISI_SEC_BAD_IV : HISI_SEC_OK;
}

static uint8_t
check_c_key(struct sec_shape *s)
{
	uint8_t code = s->c_key_code;

	/* UADK leaves 0 there in type 2 (section 6, item 31). */
	if (s->c_alg == HISI_SEC_C_ALG_DES && s->type == HISI_SEC_TYPE2 && code == 0)
		code = HISI_SEC_KEY_DES;
	s->c_key_len = soft_sec_key_len(s->c_alg, code);
	if (s->c_key_len == 0)
		return HISI_SEC_BAD_C_KEY;
	if (s->c_mode == HISI_SEC_C_MODE_XTS)
		s->c_key_len *= 2;
	return HISI_SEC_OK;
}

static uint8_t
check_cipher(struct sec_shape *s)
{
	uint8_t error = check_c_alg(s);

	if (error == HISI_SEC_OK)
		error = check_c_key(s);
	if (s->c_mode != HISI_SEC_C_MODE_ECB)
		s->c_iv_len = s->c_alg <= HISI_SEC_C_ALG_3DES ? SEC_DES_BLOCK : SEC_BLOCK;
	return error;
}

/*
 * The length of a MAC comes in words. 0 stands for the whole MAC, but not with SM3 and not with
 * MACs made of AES (4.2, 4.6).
 */
static uint8_t
check_mac_len(struct sec_shape *s)
{
	bool zero_is_whole = s->alg->hash != NULL && s->alg->hash != &sec_hash_sm3;

	s->mac_len = s->mac_words * 4;
	if (s->mac_len == 0 && zero_is_whole)
		s->mac_len = s->alg->len;
	return s->mac_len == 0 || s->mac_len > s->alg->len ?
		HISI_SEC_BAD_MAC_LEN : HISI_SEC_OK;
}

static uint8_t
check_a_key(struct sec_shape *s)
{
	uint8_t words = s->a_key_words;
	bool good = true;

	switch (s->alg->mac) {
	case SEC_MAC_HASH:
		words = 0;
		break;
	case SEC_MAC_HMAC:
		good = words != 0 && words * 4 <= s->alg->hash->family->block_len;
		break;
	case SEC_MAC_GMAC:
		good = words == 4 || words == 6 || words == 8;
		break;
	default:
		good = words == 4;
		break;
	}
	s->a_key_len = words * 4;
	return good ? HISI_SEC_OK : HISI_SEC_BAD_A_KEY;
}

/* Where a digest begins and how it ends: the table of 4.6. */
static uint8_t
check_parts(struct sec_shape *s)
{
	const struct sec_hash *hash = s->alg->hash;

	if (s->pad > HISI_SEC_PAD_NONE)
		return HISI_SEC_BAD_RESERVED;
	if (s->ai_gen > HISI_SEC_AI_GEN_ADDR)
		return HISI_SEC_BAD_IV;
	if (hash == NULL) {
		/* GMAC takes its IV from that address; the other MACs take nothing. */
		if (s->ai_gen != (s->alg->mac == SEC_MAC_GMAC))
			return HISI_SEC_BAD_IV;
		s->a_iv_len = s->ai_gen != 0 ? HISI_SEC_GCM_IV_LEN : 0;
		return s->pad != HISI_SEC_PAD_FINAL ? HISI_SEC_BAD_OPERATION : HISI_SEC_OK;
	}
	if (s->ai_gen == HISI_SEC_AI_GEN_ADDR) {
		s->part |= SEC_PART_FROM_STATE;
		s->a_iv_len = hash->family->state_len;
	}
	if (s->pad == HISI_SEC_PAD_NONE)
		s->part |= SEC_PART_TO_STATE;
	return HISI_SEC_OK;
}

static uint8_t
check_digest(struct sec_shape *s)
{
	uint8_t error;

	s->alg = soft_sec_auth_alg(s->a_alg);
	if (s->alg == NULL || s->type < s->alg->first_type)
		return HISI_SEC_BAD_A_ALG;
	error = check_a_key(s);
	if (error == HISI_SEC_OK)
		error = check_parts(s);
	if (error != HISI_SEC_OK)
		return error;
	if (s->part & SEC_PART_TO_STATE) {
		/*
		 * A state is written in full, whatever the length says (4.6, section 6, item 14).
		 */
		s->mac_len = s->alg->hash->family->state_len;
		return HISI_SEC_OK;
	}
	return check_mac_len(s);
}

/* Chains (4.7). Both values of seq are served, in the order they say (section 6, item 13). */
static uint8_t
check_chain(struct sec_shape *s)
{
	uint8_t error;

	if (s->c_mode != HISI_SEC_C_MODE_CBC || s->c_alg < HISI_SEC_C_ALG_AES ||
			(s->c_alg == HISI_SEC_C_ALG_SM4 && s->type < HISI_SEC_TYPE3))
		return HISI_SEC_BAD_OPERATION;
	error = check_cipher(s);
	if (error != HISI_SEC_OK)
		return error;
	s->alg = soft_sec_auth_alg(s->a_alg);
	if (s->alg == NULL)
		return HISI_SEC_BAD_A_ALG;
	if (s->alg->chain_type == 0 || s->type < s->alg->chain_type)
		return HISI_SEC_BAD_OPERATION;
	if (s->ai_gen != HISI_SEC_AI_GEN_INNER)
		return HISI_SEC_BAD_IV;
	if (s->pad != HISI_SEC_PAD_FINAL)
		return HISI_SEC_BAD_RESERVED;
	error = check_a_key(s);
	return error != HISI_SEC_OK ? error : check_mac_len(s);
}

/* Tag lengths of AEADs (4.8). The kernel has the device make GCM tags of 4 bytes and more. */
static uint8_t
check_tag_len(struct sec_shape *s)
{
	uint8_t len = s->icv_len;
	bool good = len >= 4 && len <= SEC_BLOCK;

	if (s->c_mode == HISI_SEC_C_MODE_CCM)
		good = good && len % 2 == 0;
	s->mac_len = len;
	return good ? HISI_SEC_OK : HISI_SEC_BAD_MAC_LEN;
}

static uint8_t
check_aead(struct sec_shape *s)
{
	uint8_t error = check_cipher(s);

	if (error != HISI_SEC_OK)
		return error;
	if (s->seq != (s->cipher == HISI_SEC_CIPHER_DECRYPT))
		return HISI_SEC_BAD_OPERATION;
	if (s->c_mode == HISI_SEC_C_MODE_CCM)
		s->a_iv_len = SEC_BLOCK;
	else
		s->c_iv_len = HISI_SEC_GCM_IV_LEN;
	return check_tag_len(s);
}

/* The first part of a GCM stream (4.9): no other field has a meaning. */
static uint8_t
check_gcm_first(struct sec_shape *s)
{
	s->alg = soft_sec_auth_alg(s->a_alg);
	s->mac_len = SEC_BLOCK;
	return check_a_key(s);
}

static uint8_t
check_gcm_part(struct sec_shape *s)
{
	uint8_t error = check_cipher(s);

	if (error != HISI_SEC_OK)
		return error;
	if (s->c_alg != HISI_SEC_C_ALG_AES)
		return HISI_SEC_BAD_C_ALG;
	if (s->pad > HISI_SEC_PAD_NONE)
		return HISI_SEC_BAD_RESERVED;
	if (s->kind == SEC_GCM_LAST) {
		s->a_iv_len = SEC_MAX_STATE;
		return check_tag_len(s);
	}
	s->a_iv_len = SEC_BLOCK;
	s->mac_len = SEC_BLOCK;
	return HISI_SEC_OK;
}

static uint8_t
check_addr_types(struct sec_shape *s)
{
	if (s->src_type > HISI_SEC_ADDR_SGL || s->mac_type != HISI_SEC_ADDR_FLAT)
		return HISI_SEC_BAD_ADDR_TYPE;
	if (s->cipher == HISI_SEC_CIPHER_NONE)
		return HISI_SEC_OK;
	if (s->de > 1)
		return HISI_SEC_BAD_RESERVED;
	/* The destination is the source (4.13, point 5). */
	if (s->de == 0)
		s->dst_type = s->src_type;
	return s->dst_type > HISI_SEC_ADDR_SGL ? HISI_SEC_BAD_ADDR_TYPE : HISI_SEC_OK;
}

uint8_t
soft_sec_check_shape(unsigned int qm, struct sec_shape *s)
{
	uint8_t error;

	if (s->kind == SEC_GCM_LAST && qm < 5)
		return HISI_SEC_BAD_OPERATION;
	error = check_addr_types(s);
	if (error != HISI_SEC_OK)
		return error;
	switch (s->kind) {
	case SEC_CIPHER:
		return check_cipher(s);
	case SEC_DIGEST:
		return check_digest(s);
	case SEC_CHAIN:
		return check_chain(s);
	case SEC_AEAD:
		return check_aead(s);
	case SEC_GCM_FIRST:
		return check_gcm_first(s);
	default:
		return check_gcm_part(s);
	}
}
