/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Descriptors of both types into one form, and what hardware would not take out of it.
 * Source: hardware-interface.md, section 4. What the documents leave open follows
 * section 6; each place names the item.
 */

#include "soft_sec.h"

#define ARRAY_LEN(a)	(sizeof(a) / sizeof((a)[0]))

/* Type of descriptor that has a cipher in a mode first; 0: none has (4.1). */
static const uint8_t cipher_types[][HISI_SEC_C_MODE_CBC_CS + 1] = {
	[HISI_SEC_C_ALG_DES] = {
		[HISI_SEC_C_MODE_ECB] = 2, [HISI_SEC_C_MODE_CBC] = 2,
	},
	[HISI_SEC_C_ALG_3DES] = {
		[HISI_SEC_C_MODE_ECB] = 2, [HISI_SEC_C_MODE_CBC] = 2,
	},
	[HISI_SEC_C_ALG_AES] = {
		[HISI_SEC_C_MODE_ECB] = 2, [HISI_SEC_C_MODE_CBC] = 2, [HISI_SEC_C_MODE_CFB] = 3,
		[HISI_SEC_C_MODE_OFB] = 3, [HISI_SEC_C_MODE_CTR] = 3, [HISI_SEC_C_MODE_CCM] = 2,
		[HISI_SEC_C_MODE_GCM] = 2, [HISI_SEC_C_MODE_XTS] = 2, [HISI_SEC_C_MODE_CBC_CS] = 2,
	},
	[HISI_SEC_C_ALG_SM4] = {
		[HISI_SEC_C_MODE_ECB] = 2, [HISI_SEC_C_MODE_CBC] = 2, [HISI_SEC_C_MODE_CFB] = 3,
		[HISI_SEC_C_MODE_OFB] = 3, [HISI_SEC_C_MODE_CTR] = 2, [HISI_SEC_C_MODE_CCM] = 3,
		[HISI_SEC_C_MODE_GCM] = 3, [HISI_SEC_C_MODE_XTS] = 2, [HISI_SEC_C_MODE_CBC_CS] = 3,
	},
};

/* Key bytes by code (4.4); 0: no such key. */
static const uint8_t key_lens[][8] = {
	[HISI_SEC_C_ALG_DES] = { [HISI_SEC_KEY_DES] = 8 },
	[HISI_SEC_C_ALG_3DES] = { [HISI_SEC_KEY_3DES_3] = 24, [HISI_SEC_KEY_3DES_2] = 16 },
	[HISI_SEC_C_ALG_AES] = {
		[HISI_SEC_KEY_128] = 16, [HISI_SEC_KEY_192] = 24, [HISI_SEC_KEY_256] = 32,
	},
	[HISI_SEC_C_ALG_SM4] = { [HISI_SEC_KEY_128] = 16 },
};

/* 4.1, 4.4, and 4.7 for chains. */
static const struct sec_auth_alg auth_algs[] = {
	[HISI_SEC_A_ALG_SHA1] = { &sec_hash_sha1, SEC_MAC_HASH, 20, 2, 0 },
	[HISI_SEC_A_ALG_SHA256] = { &sec_hash_sha256, SEC_MAC_HASH, 32, 2, 0 },
	[HISI_SEC_A_ALG_MD5] = { &sec_hash_md5, SEC_MAC_HASH, 16, 2, 0 },
	[HISI_SEC_A_ALG_SHA224] = { &sec_hash_sha224, SEC_MAC_HASH, 28, 2, 0 },
	[HISI_SEC_A_ALG_SHA384] = { &sec_hash_sha384, SEC_MAC_HASH, 48, 2, 0 },
	[HISI_SEC_A_ALG_SHA512] = { &sec_hash_sha512, SEC_MAC_HASH, 64, 2, 0 },
	[HISI_SEC_A_ALG_SHA512_224] = { &sec_hash_sha512_224, SEC_MAC_HASH, 28, 2, 0 },
	[HISI_SEC_A_ALG_SHA512_256] = { &sec_hash_sha512_256, SEC_MAC_HASH, 32, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA1] = { &sec_hash_sha1, SEC_MAC_HMAC, 20, 2, 2 },
	[HISI_SEC_A_ALG_HMAC_SHA256] = { &sec_hash_sha256, SEC_MAC_HMAC, 32, 2, 2 },
	[HISI_SEC_A_ALG_HMAC_MD5] = { &sec_hash_md5, SEC_MAC_HMAC, 16, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA224] = { &sec_hash_sha224, SEC_MAC_HMAC, 28, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA384] = { &sec_hash_sha384, SEC_MAC_HMAC, 48, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA512] = { &sec_hash_sha512, SEC_MAC_HMAC, 64, 2, 2 },
	[HISI_SEC_A_ALG_HMAC_SHA512_224] = { &sec_hash_sha512_224, SEC_MAC_HMAC, 28, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA512_256] = { &sec_hash_sha512_256, SEC_MAC_HMAC, 32, 2, 0 },
	[HISI_SEC_A_ALG_AES_XCBC] = { NULL, SEC_MAC_XCBC, 16, 3, 0 },
	[HISI_SEC_A_ALG_AES_CMAC] = { NULL, SEC_MAC_CMAC, 16, 3, 0 },
	[HISI_SEC_A_ALG_AES_GMAC] = { NULL, SEC_MAC_GMAC, 16, 3, 0 },
	[HISI_SEC_A_ALG_SM3] = { &sec_hash_sm3, SEC_MAC_HASH, 32, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SM3] = { &sec_hash_sm3, SEC_MAC_HMAC, 32, 2, 3 },
};

const struct sec_auth_alg *
soft_sec_auth_alg(uint8_t a_alg)
{
	if (a_alg >= ARRAY_LEN(auth_algs) || auth_algs[a_alg].len == 0)
		return NULL;
	return &auth_algs[a_alg];
}

#define GET(word, field)	(((word) & (field)) >> field##_S)

/* Both types have these under one name, at places of their own. */
#define TAKE_WHOLE_FIELDS(req, sqe) do { \
	(req)->a_off = (sqe)->auth_src_offset; \
	(req)->c_off = (sqe)->cipher_src_offset; \
	(req)->a_len = (sqe)->a_len & HISI_SEC_LEN_MASK; \
	(req)->c_len = (sqe)->c_len & HISI_SEC_LEN_MASK; \
	(req)->long_len = (sqe)->long_a_data_len; \
	(req)->src_addr = (sqe)->data_src_addr; \
	(req)->dst_addr = (sqe)->data_dst_addr; \
	(req)->mac_addr = (sqe)->mac_addr; \
	(req)->c_key_addr = (sqe)->c_key_addr; \
	(req)->a_key_addr = (sqe)->a_key_addr; \
	(req)->c_iv_addr = (sqe)->c_ivin_addr; \
	(req)->a_iv_addr = (sqe)->a_ivin_addr; \
} while (0)

/* Type 2, bits that are 0 in every request (4.2). */
static bool
reserved2(const struct hisi_sec_sqe2 *sqe)
{
	uint32_t any = sqe->rsvd3 | (sqe->rsvd4 & 0x3f) | sqe->rsvd6 | sqe->rsvd15 |
		(sqe->icv_gen & ~(HISI_SEC2_AI_GEN | HISI_SEC2_A_PAD)) |
		(sqe->invalid & ~HISI_SEC2_INVALID) |
		(sqe->auth & ~(HISI_SEC2_MAC_LEN | HISI_SEC2_A_KEY_LEN | HISI_SEC2_A_ALG)) |
		(sqe->c_alg & 0xf0) |
		((sqe->a_len | sqe->c_len) & ~HISI_SEC_LEN_MASK) |
		sqe->rsvd28[0] | sqe->rsvd28[1] | sqe->rsvd28[2] |
		sqe->rsvd42[0] | sqe->rsvd42[1] | sqe->rsvd42[2];

	return any != 0;
}

static void
decode2(struct sec_req *req, const struct hisi_sec_sqe2 *sqe)
{
	uint8_t kinds = sqe->type_cipher_auth, flags = sqe->flags, addrs = sqe->addr_type;
	uint32_t auth = sqe->auth;
	uint16_t cipher = sqe->cipher;

	req->cipher = GET(kinds, HISI_SEC2_CIPHER);
	req->auth = GET(kinds, HISI_SEC2_AUTH);
	req->seq = (flags & HISI_SEC2_SEQ) != 0;
	req->de = GET(flags, HISI_SEC2_DE);
	req->scene = GET(flags, HISI_SEC2_SCENE);
	req->src_type = (flags & HISI_SEC2_SRC_SGL) / HISI_SEC2_SRC_SGL |
		(addrs & HISI_SEC2_SRC_HIGH) << 1;
	req->dst_type = GET(addrs, HISI_SEC2_DST);
	req->mac_type = GET(addrs, HISI_SEC2_MAC);
	req->ci_gen = sqe->rsvd4 >> 6;
	req->ai_gen = sqe->icv_gen & HISI_SEC2_AI_GEN;
	req->pad = GET(sqe->icv_gen, HISI_SEC2_A_PAD);
	req->invalid = (sqe->invalid & HISI_SEC2_INVALID) != 0;
	req->mac_words = GET(auth, HISI_SEC2_MAC_LEN);
	req->a_key_words = GET(auth, HISI_SEC2_A_KEY_LEN);
	req->a_alg = GET(auth, HISI_SEC2_A_ALG);
	req->icv_len = cipher & HISI_SEC2_ICV_LEN;
	req->c_width = GET(cipher, HISI_SEC2_WIDTH);
	req->c_key_code = GET(cipher, HISI_SEC2_KEY);
	req->c_mode = GET(cipher, HISI_SEC2_MODE);
	req->c_alg = sqe->c_alg & 0xf;
	req->ctr_mode = 0;
	TAKE_WHOLE_FIELDS(req, sqe);
	req->reserved = reserved2(sqe);
}

/*
 * Type 3, the same (4.3). Byte 108 and the long length mean something in one scene
 * alone, and are not looked at in others.
 */
static bool
reserved3(const struct hisi_sec_sqe3 *sqe)
{
	const uint32_t param = HISI_SEC_TYPE | HISI_SEC3_INVALID | HISI_SEC3_SCENE | HISI_SEC3_DE |
		HISI_SEC3_SRC | HISI_SEC3_DST | HISI_SEC3_MAC;
	const uint32_t auth = HISI_SEC3_AUTH | HISI_SEC3_AI_GEN | HISI_SEC3_MAC_LEN |
		HISI_SEC3_A_KEY_LEN | HISI_SEC3_A_ALG | HISI_SEC3_CTR_MODE | HISI_SEC3_PREFETCH;
	uint32_t any = (sqe->bd_param & ~param) | (sqe->seq & ~HISI_SEC3_SEQ) |
		(sqe->auth & ~auth) | sqe->salt | ((sqe->a_len | sqe->c_len) & ~HISI_SEC_LEN_MASK);

	return any != 0 || sqe->rsvd40 != 0;
}

static void
decode3(struct sec_req *req, const struct hisi_sec_sqe3 *sqe)
{
	uint32_t param = sqe->bd_param, auth = sqe->auth;
	uint16_t cipher = sqe->cipher;

	req->invalid = (param & HISI_SEC3_INVALID) != 0;
	req->scene = GET(param, HISI_SEC3_SCENE);
	req->de = GET(param, HISI_SEC3_DE);
	req->src_type = GET(param, HISI_SEC3_SRC);
	req->dst_type = GET(param, HISI_SEC3_DST);
	req->mac_type = GET(param, HISI_SEC3_MAC);
	req->cipher = cipher & HISI_SEC3_CIPHER;
	req->ci_gen = (cipher & HISI_SEC3_CI_GEN) >> 2;
	req->icv_len = GET(cipher, HISI_SEC3_ICV_LEN);
	req->c_width = GET(cipher, HISI_SEC3_WIDTH);
	req->c_key_code = GET(cipher, HISI_SEC3_KEY);
	req->c_mode = sqe->c_mode_alg & HISI_SEC3_MODE;
	req->c_alg = GET(sqe->c_mode_alg, HISI_SEC3_C_ALG);
	req->seq = (sqe->seq & HISI_SEC3_SEQ) != 0;
	req->auth = auth & HISI_SEC3_AUTH;
	req->ai_gen = GET(auth, HISI_SEC3_AI_GEN);
	req->mac_words = GET(auth, HISI_SEC3_MAC_LEN);
	req->a_key_words = GET(auth, HISI_SEC3_A_KEY_LEN);
	req->a_alg = GET(auth, HISI_SEC3_A_ALG);
	req->ctr_mode = GET(auth, HISI_SEC3_CTR_MODE);
	/* Recipe of 4.13, point 4. */
	req->pad = req->scene == HISI_SEC_SCENE_STREAM ? sqe->stream & HISI_SEC3_AUTH_PAD : 0;
	TAKE_WHOLE_FIELDS(req, sqe);
	req->reserved = reserved3(sqe);
}

/* 4.13, points 3 and 4. */
static bool
classify(struct sec_req *req)
{
	bool stream = req->scene == HISI_SEC_SCENE_STREAM;
	bool aead = req->c_mode == HISI_SEC_C_MODE_CCM || req->c_mode == HISI_SEC_C_MODE_GCM;

	if (req->cipher == HISI_SEC_CIPHER_COPY || req->auth > HISI_SEC_AUTH_VERIFY)
		return false;
	if (req->cipher == HISI_SEC_CIPHER_NONE) {
		/* To compare digests is left to software (4.6). */
		if (req->auth != HISI_SEC_AUTH_CALCULATE)
			return false;
		req->kind = stream && req->a_alg == HISI_SEC_A_ALG_AES_GMAC &&
			req->ai_gen == HISI_SEC_AI_GEN_INNER && req->pad == HISI_SEC_PAD_NONE ?
			SEC_GCM_FIRST : SEC_DIGEST;
	} else if (aead) {
		if (req->auth != HISI_SEC_AUTH_NONE)
			return false;
		if (stream && req->c_mode == HISI_SEC_C_MODE_GCM &&
				req->ai_gen == HISI_SEC_AI_GEN_ADDR)
			req->kind = req->pad == HISI_SEC_PAD_NONE ? SEC_GCM_MIDDLE : SEC_GCM_LAST;
		else
			req->kind = SEC_AEAD;
	} else {
		req->kind = req->auth != HISI_SEC_AUTH_NONE ? SEC_CHAIN : SEC_CIPHER;
	}
	return true;
}

static uint8_t
check_c_alg(struct sec_req *req)
{
	uint8_t first;

	if (req->c_alg >= ARRAY_LEN(cipher_types) || req->c_mode >= ARRAY_LEN(cipher_types[0]))
		return HISI_SEC_BAD_C_ALG;
	first = cipher_types[req->c_alg][req->c_mode];
	if (first == 0 || req->type < first)
		return HISI_SEC_BAD_C_ALG;
	if (req->c_mode == HISI_SEC_C_MODE_CBC_CS && (req->c_width == 0 || req->c_width > 3))
		return HISI_SEC_BAD_C_ALG;
	/* Other ways to count are not known (section 6, item 16). */
	if (req->c_mode == HISI_SEC_C_MODE_CTR && req->type == HISI_SEC_TYPE3 &&
			req->ctr_mode != HISI_SEC3_CTR_128)
		return HISI_SEC_BAD_C_ALG;
	return req->ci_gen != 0 ? HISI_SEC_BAD_IV : HISI_SEC_OK;
}

static uint8_t
check_c_key(struct sec_req *req)
{
	uint8_t code = req->c_key_code;

	/* UADK leaves 0 there in type 2 (section 6, item 31). */
	if (req->c_alg == HISI_SEC_C_ALG_DES && req->type == HISI_SEC_TYPE2 && code == 0)
		code = HISI_SEC_KEY_DES;
	req->c_key_len = key_lens[req->c_alg][code];
	if (req->c_key_len == 0)
		return HISI_SEC_BAD_C_KEY;
	if (req->c_mode == HISI_SEC_C_MODE_XTS)
		req->c_key_len *= 2;
	return HISI_SEC_OK;
}

/* 4.5, data rules */
static uint8_t
check_c_len(const struct sec_req *req)
{
	uint32_t block = req->c_alg <= HISI_SEC_C_ALG_3DES ? 8 : SEC_BLOCK;
	uint32_t least = 1;

	switch (req->c_mode) {
	case HISI_SEC_C_MODE_ECB:
	case HISI_SEC_C_MODE_CBC:
		if (req->c_len % block != 0)
			return HISI_SEC_BAD_C_LEN;
		break;
	case HISI_SEC_C_MODE_XTS:
		least = SEC_BLOCK;
		break;
	case HISI_SEC_C_MODE_CBC_CS:
		least = SEC_BLOCK + 1;
		break;
	default:
		break;
	}
	return req->c_len < least || req->c_len > HISI_SEC_MAX_LEN ?
		HISI_SEC_BAD_C_LEN : HISI_SEC_OK;
}

static uint8_t
check_cipher(struct sec_req *req)
{
	uint8_t error = check_c_alg(req);

	if (error == HISI_SEC_OK)
		error = check_c_key(req);
	if (error == HISI_SEC_OK && req->kind <= SEC_CHAIN)
		error = check_c_len(req);
	if (req->c_mode != HISI_SEC_C_MODE_ECB)
		req->c_iv_len = req->c_alg <= HISI_SEC_C_ALG_3DES ? 8 : SEC_BLOCK;
	return error;
}

/* Words of a MAC; 0 stands for all of it, but not for SM3 nor for MACs of AES (4.2, 4.6). */
static uint8_t
check_mac_len(struct sec_req *req)
{
	bool whole = req->alg->hash != NULL && req->alg->hash != &sec_hash_sm3;

	req->mac_len = req->mac_words * 4;
	if (req->mac_len == 0 && whole)
		req->mac_len = req->alg->len;
	return req->mac_len == 0 || req->mac_len > req->alg->len ?
		HISI_SEC_BAD_MAC_LEN : HISI_SEC_OK;
}

static uint8_t
check_a_key(struct sec_req *req)
{
	uint8_t words = req->a_key_words;
	bool good = true;

	switch (req->alg->mac) {
	case SEC_MAC_HASH:
		words = 0;
		break;
	case SEC_MAC_HMAC:
		good = words != 0 && words * 4 <= req->alg->hash->family->block_len;
		break;
	case SEC_MAC_GMAC:
		good = words == 4 || words == 6 || words == 8;
		break;
	default:
		good = words == 4;
		break;
	}
	req->a_key_len = words * 4;
	return good ? HISI_SEC_OK : HISI_SEC_BAD_A_KEY;
}

/* Parts of a hash, 4.6: the table, and empty input. */
static uint8_t
check_parts(struct sec_req *req)
{
	const struct sec_hash *hash = req->alg->hash;
	bool empty_is_good;

	if (req->pad > HISI_SEC_PAD_NONE)
		return HISI_SEC_BAD_RESERVED;
	if (req->ai_gen > HISI_SEC_AI_GEN_ADDR)
		return HISI_SEC_BAD_IV;
	if (hash == NULL) {
		/* GMAC takes its IV from there; the others have nothing to take. */
		if (req->ai_gen != (req->alg->mac == SEC_MAC_GMAC))
			return HISI_SEC_BAD_IV;
		req->a_iv_len = req->ai_gen != 0 ? HISI_SEC_GCM_IV_LEN : 0;
		if (req->pad != HISI_SEC_PAD_FINAL)
			return HISI_SEC_BAD_OPERATION;
		return req->a_len == 0 ? HISI_SEC_BAD_A_LEN : HISI_SEC_OK;
	}
	if (req->ai_gen == HISI_SEC_AI_GEN_ADDR) {
		req->part |= SEC_PART_FROM_STATE;
		req->a_iv_len = hash->family->state_len;
	}
	if (req->pad == HISI_SEC_PAD_NONE) {
		req->part |= SEC_PART_TO_STATE;
		return req->a_len == 0 || req->a_len % hash->family->block_len != 0 ?
			HISI_SEC_BAD_A_LEN : HISI_SEC_OK;
	}
	empty_is_good = req->part == SEC_PART_FROM_STATE || req->type >= HISI_SEC_TYPE3;
	return req->a_len == 0 && !empty_is_good ? HISI_SEC_BAD_A_LEN : HISI_SEC_OK;
}

static uint8_t
check_digest(struct sec_req *req)
{
	uint8_t error;

	req->alg = soft_sec_auth_alg(req->a_alg);
	if (req->alg == NULL || req->type < req->alg->first_type)
		return HISI_SEC_BAD_A_ALG;
	if (req->a_len > HISI_SEC_MAX_LEN)
		return HISI_SEC_BAD_A_LEN;
	error = check_a_key(req);
	if (error == HISI_SEC_OK)
		error = check_parts(req);
	if (error != HISI_SEC_OK)
		return error;
	if (req->part & SEC_PART_TO_STATE) {
		/* In full, whatever the length says (4.6, section 6, item 14). */
		req->mac_len = req->alg->hash->family->state_len;
		return HISI_SEC_OK;
	}
	return check_mac_len(req);
}

/* 4.7; the order is done as seq says it (section 6, item 13). */
static uint8_t
check_chain(struct sec_req *req)
{
	uint8_t error;

	if (req->c_mode != HISI_SEC_C_MODE_CBC || req->c_alg < HISI_SEC_C_ALG_AES ||
			(req->c_alg == HISI_SEC_C_ALG_SM4 && req->type < HISI_SEC_TYPE3))
		return HISI_SEC_BAD_OPERATION;
	error = check_cipher(req);
	if (error != HISI_SEC_OK)
		return error;
	req->alg = soft_sec_auth_alg(req->a_alg);
	if (req->alg == NULL)
		return HISI_SEC_BAD_A_ALG;
	if (req->alg->chain_type == 0 || req->type < req->alg->chain_type)
		return HISI_SEC_BAD_OPERATION;
	/* What is authenticated begins with the AAD and ends with the payload. */
	if (req->a_off > req->c_off || req->a_off + req->a_len != req->c_off + req->c_len ||
			req->a_len > HISI_SEC_MAX_LEN)
		return HISI_SEC_BAD_A_LEN;
	if (req->ai_gen != HISI_SEC_AI_GEN_INNER)
		return HISI_SEC_BAD_IV;
	if (req->pad != HISI_SEC_PAD_FINAL)
		return HISI_SEC_BAD_RESERVED;
	error = check_a_key(req);
	return error != HISI_SEC_OK ? error : check_mac_len(req);
}

/* 4.8, tag lengths */
static uint8_t
check_tag_len(struct sec_req *req)
{
	uint8_t len = req->icv_len;
	bool good = len <= SEC_BLOCK;

	if (req->c_mode == HISI_SEC_C_MODE_CCM)
		good = good && len >= 4 && len % 2 == 0;
	else
		good = good && len >= 8;
	req->mac_len = len;
	return good ? HISI_SEC_OK : HISI_SEC_BAD_MAC_LEN;
}

static uint8_t
check_aead(struct sec_req *req)
{
	bool ccm = req->c_mode == HISI_SEC_C_MODE_CCM;
	uint8_t error = check_cipher(req);

	if (error != HISI_SEC_OK)
		return error;
	if (req->seq != (req->cipher == HISI_SEC_CIPHER_DECRYPT))
		return HISI_SEC_BAD_OPERATION;
	if (req->a_off + req->a_len != req->c_off ||
			(ccm && req->a_len > HISI_SEC_MAX_CCM_AAD))
		return HISI_SEC_BAD_A_LEN;
	/* An empty payload needs a descriptor of type 3, and AAD (section 6, item 19). */
	if (req->a_len + req->c_len > HISI_SEC_MAX_LEN ||
			(req->c_len == 0 && (req->type < HISI_SEC_TYPE3 || req->a_len == 0)))
		return HISI_SEC_BAD_C_LEN;
	if (ccm)
		req->a_iv_len = SEC_BLOCK;
	else
		req->c_iv_len = HISI_SEC_GCM_IV_LEN;
	return check_tag_len(req);
}

/* 4.9: only these fields matter. */
static uint8_t
check_gcm_first(struct sec_req *req)
{
	req->alg = soft_sec_auth_alg(req->a_alg);
	req->mac_len = SEC_BLOCK;
	if (req->a_len == 0 || req->a_len > HISI_SEC_MAX_OFFSET)
		return HISI_SEC_BAD_A_LEN;
	return check_a_key(req);
}

static uint8_t
check_gcm_part(struct sec_req *req)
{
	uint8_t error = check_cipher(req);

	if (error != HISI_SEC_OK)
		return error;
	if (req->c_alg != HISI_SEC_C_ALG_AES)
		return HISI_SEC_BAD_C_ALG;
	if (req->a_len != 0)
		return HISI_SEC_BAD_A_LEN;
	if (req->c_len == 0 || req->c_len > HISI_SEC_MAX_LEN)
		return HISI_SEC_BAD_C_LEN;
	if (req->pad > HISI_SEC_PAD_NONE)
		return HISI_SEC_BAD_RESERVED;
	if (req->kind == SEC_GCM_LAST) {
		req->a_iv_len = SEC_MAX_STATE;
		return check_tag_len(req);
	}
	if (req->c_len % SEC_BLOCK != 0)
		return HISI_SEC_BAD_C_LEN;
	req->a_iv_len = SEC_BLOCK;
	req->mac_len = SEC_BLOCK;
	return HISI_SEC_OK;
}

/* Buffers: where they are said to be, and what kind they are. */
static uint8_t
check_addrs(struct sec_req *req)
{
	if (req->src_type > HISI_SEC_ADDR_SGL || req->mac_type != HISI_SEC_ADDR_FLAT)
		return HISI_SEC_BAD_ADDR_TYPE;
	if (req->cipher != HISI_SEC_CIPHER_NONE) {
		if (req->de > 1)
			return HISI_SEC_BAD_RESERVED;
		if (req->de == 0) {
			/* Over the source (4.13, point 5). */
			req->dst_addr = req->src_addr;
			req->dst_type = req->src_type;
		}
		if (req->dst_type > HISI_SEC_ADDR_SGL)
			return HISI_SEC_BAD_ADDR_TYPE;
	}
	/* Never 0, even if there is no data (4.6). */
	return req->src_addr == 0 ? HISI_SEC_BAD_ADDR : HISI_SEC_OK;
}

static uint8_t
check(const struct soft_sec *sec, struct sec_req *req)
{
	uint8_t error;

	if (req->reserved)
		return HISI_SEC_BAD_RESERVED;
	if (!classify(req) || (req->kind == SEC_GCM_LAST && sec->qm < 5))
		return HISI_SEC_BAD_OPERATION;
	error = check_addrs(req);
	if (error != HISI_SEC_OK)
		return error;
	switch (req->kind) {
	case SEC_CIPHER:
		return check_cipher(req);
	case SEC_DIGEST:
		return check_digest(req);
	case SEC_CHAIN:
		return check_chain(req);
	case SEC_AEAD:
		return check_aead(req);
	case SEC_GCM_FIRST:
		return check_gcm_first(req);
	default:
		return check_gcm_part(req);
	}
}

bool
soft_sec_decode(const struct soft_sec *sec, struct sec_req *req, const void *sqe)
{
	const uint8_t type = *(const uint8_t *)sqe & HISI_SEC_TYPE;

	req->kind = SEC_NOTHING;
	req->error = HISI_SEC_OK;
	req->icv = 0;
	req->pending = false;
	req->type = type;
	req->c_key_len = 0;
	req->c_iv_len = 0;
	req->a_iv_len = 0;
	req->a_key_len = 0;
	req->mac_len = 0;
	req->part = 0;
	req->alg = NULL;
	req->scatter = false;
	req->nb_maps = 0;
	req->c_key = NULL;
	req->a_key = NULL;
	if (type != (sec->qm >= 3 ? HISI_SEC_TYPE3 : HISI_SEC_TYPE2)) {
		req->error = HISI_SEC_BAD_TYPE;
		return false;
	}
	if (type == HISI_SEC_TYPE2)
		decode2(req, sqe);
	else
		decode3(req, sqe);
	if (!req->invalid)
		req->error = check(sec, req);
	return req->error == HISI_SEC_OK;
}
