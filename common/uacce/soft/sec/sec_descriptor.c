/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Descriptors of both types into one form, and what hardware would not take out of it.
 * Source: hardware_interface.rst, section 4. What the documents leave open follows
 * section 6; each place names the item.
 */

#include <errno.h>
#include <string.h>

#include "../../hw/hisi_qm_hw.h"
#include "sec_engine.h"
#include "sec_key.h"
#include "sec_mb.h"

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
		sqe->rsvd28[0] | sqe->rsvd28[1] | sqe->rsvd28[2] |
		sqe->rsvd42[0] | sqe->rsvd42[1] | sqe->rsvd42[2];

	return any != 0;
}

static void
decode2(struct sec_shape *s, const struct hisi_sec_sqe2 *sqe)
{
	uint8_t kinds = sqe->type_cipher_auth, flags = sqe->flags, addrs = sqe->addr_type;
	uint32_t auth = sqe->auth;
	uint16_t cipher = sqe->cipher;

	s->cipher = GET(kinds, HISI_SEC2_CIPHER);
	s->auth = GET(kinds, HISI_SEC2_AUTH);
	s->seq = (flags & HISI_SEC2_SEQ) != 0;
	s->de = GET(flags, HISI_SEC2_DE);
	s->scene = GET(flags, HISI_SEC2_SCENE);
	s->src_type = (flags & HISI_SEC2_SRC_SGL) / HISI_SEC2_SRC_SGL |
		(addrs & HISI_SEC2_SRC_HIGH) << 1;
	s->dst_type = GET(addrs, HISI_SEC2_DST);
	s->mac_type = GET(addrs, HISI_SEC2_MAC);
	s->ci_gen = sqe->rsvd4 >> 6;
	s->ai_gen = sqe->icv_gen & HISI_SEC2_AI_GEN;
	s->pad = GET(sqe->icv_gen, HISI_SEC2_A_PAD);
	s->invalid = (sqe->invalid & HISI_SEC2_INVALID) != 0;
	s->mac_words = GET(auth, HISI_SEC2_MAC_LEN);
	s->a_key_words = GET(auth, HISI_SEC2_A_KEY_LEN);
	s->a_alg = GET(auth, HISI_SEC2_A_ALG);
	s->icv_len = cipher & HISI_SEC2_ICV_LEN;
	s->c_width = GET(cipher, HISI_SEC2_WIDTH);
	s->c_key_code = GET(cipher, HISI_SEC2_KEY);
	s->c_mode = GET(cipher, HISI_SEC2_MODE);
	s->c_alg = sqe->c_alg & 0xf;
	s->ctr_mode = 0;
	s->reserved = reserved2(sqe);
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
		(sqe->auth & ~auth) | sqe->salt;

	return any != 0 || sqe->rsvd40 != 0;
}

static void
decode3(struct sec_shape *s, const struct hisi_sec_sqe3 *sqe)
{
	uint32_t param = sqe->bd_param, auth = sqe->auth;
	uint16_t cipher = sqe->cipher;

	s->invalid = (param & HISI_SEC3_INVALID) != 0;
	s->scene = GET(param, HISI_SEC3_SCENE);
	s->de = GET(param, HISI_SEC3_DE);
	s->src_type = GET(param, HISI_SEC3_SRC);
	s->dst_type = GET(param, HISI_SEC3_DST);
	s->mac_type = GET(param, HISI_SEC3_MAC);
	s->cipher = cipher & HISI_SEC3_CIPHER;
	s->ci_gen = (cipher & HISI_SEC3_CI_GEN) >> 2;
	s->icv_len = GET(cipher, HISI_SEC3_ICV_LEN);
	s->c_width = GET(cipher, HISI_SEC3_WIDTH);
	s->c_key_code = GET(cipher, HISI_SEC3_KEY);
	s->c_mode = sqe->c_mode_alg & HISI_SEC3_MODE;
	s->c_alg = GET(sqe->c_mode_alg, HISI_SEC3_C_ALG);
	s->seq = (sqe->seq & HISI_SEC3_SEQ) != 0;
	s->auth = auth & HISI_SEC3_AUTH;
	s->ai_gen = GET(auth, HISI_SEC3_AI_GEN);
	s->mac_words = GET(auth, HISI_SEC3_MAC_LEN);
	s->a_key_words = GET(auth, HISI_SEC3_A_KEY_LEN);
	s->a_alg = GET(auth, HISI_SEC3_A_ALG);
	s->ctr_mode = GET(auth, HISI_SEC3_CTR_MODE);
	/* Recipe of 4.13, point 4. */
	s->pad = s->scene == HISI_SEC_SCENE_STREAM ? sqe->stream & HISI_SEC3_AUTH_PAD : 0;
	s->reserved = reserved3(sqe);
}

/* 4.13, points 3 and 4. */
static bool
classify(struct sec_shape *s)
{
	bool stream = s->scene == HISI_SEC_SCENE_STREAM;
	bool aead = s->c_mode == HISI_SEC_C_MODE_CCM || s->c_mode == HISI_SEC_C_MODE_GCM;

	if (s->cipher == HISI_SEC_CIPHER_COPY || s->auth > HISI_SEC_AUTH_VERIFY)
		return false;
	if (s->cipher == HISI_SEC_CIPHER_NONE) {
		/* To compare digests is left to software (4.6). */
		if (s->auth != HISI_SEC_AUTH_CALCULATE)
			return false;
		s->kind = stream && s->a_alg == HISI_SEC_A_ALG_AES_GMAC &&
			s->ai_gen == HISI_SEC_AI_GEN_INNER && s->pad == HISI_SEC_PAD_NONE ?
			SEC_GCM_FIRST : SEC_DIGEST;
	} else if (aead) {
		if (s->auth != HISI_SEC_AUTH_NONE)
			return false;
		if (stream && s->c_mode == HISI_SEC_C_MODE_GCM &&
				s->ai_gen == HISI_SEC_AI_GEN_ADDR)
			s->kind = s->pad == HISI_SEC_PAD_NONE ? SEC_GCM_MIDDLE : SEC_GCM_LAST;
		else
			s->kind = SEC_AEAD;
	} else {
		s->kind = s->auth != HISI_SEC_AUTH_NONE ? SEC_CHAIN : SEC_CIPHER;
	}
	return true;
}

static uint8_t
check_c_alg(struct sec_shape *s)
{
	uint8_t first;

	if (s->c_alg >= ARRAY_LEN(cipher_types) || s->c_mode >= ARRAY_LEN(cipher_types[0]))
		return HISI_SEC_BAD_C_ALG;
	first = cipher_types[s->c_alg][s->c_mode];
	if (first == 0 || s->type < first)
		return HISI_SEC_BAD_C_ALG;
	if (s->c_mode == HISI_SEC_C_MODE_CBC_CS && (s->c_width == 0 || s->c_width > 3))
		return HISI_SEC_BAD_C_ALG;
	/* Other ways to count are not known (section 6, item 16). */
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
	s->c_key_len = key_lens[s->c_alg][code];
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
		s->c_iv_len = s->c_alg <= HISI_SEC_C_ALG_3DES ? 8 : SEC_BLOCK;
	return error;
}

/* Words of a MAC; 0 stands for all of it, but not for SM3 nor for MACs of AES (4.2, 4.6). */
static uint8_t
check_mac_len(struct sec_shape *s)
{
	bool whole = s->alg->hash != NULL && s->alg->hash != &sec_hash_sm3;

	s->mac_len = s->mac_words * 4;
	if (s->mac_len == 0 && whole)
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

/* Parts of a hash, 4.6: the table. */
static uint8_t
check_parts(struct sec_shape *s)
{
	const struct sec_hash *hash = s->alg->hash;

	if (s->pad > HISI_SEC_PAD_NONE)
		return HISI_SEC_BAD_RESERVED;
	if (s->ai_gen > HISI_SEC_AI_GEN_ADDR)
		return HISI_SEC_BAD_IV;
	if (hash == NULL) {
		/* GMAC takes its IV from there; the others have nothing to take. */
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
		/* In full, whatever the length says (4.6, section 6, item 14). */
		s->mac_len = s->alg->hash->family->state_len;
		return HISI_SEC_OK;
	}
	return check_mac_len(s);
}

/* 4.7; the order is done as seq says it (section 6, item 13). */
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

/* 4.8, tag lengths; the kernel has the device make GCM tags of 4 bytes and up. */
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

/* 4.9: only these fields matter. */
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

/* Kinds of buffers. */
static uint8_t
check_addr_types(struct sec_shape *s)
{
	if (s->src_type > HISI_SEC_ADDR_SGL || s->mac_type != HISI_SEC_ADDR_FLAT)
		return HISI_SEC_BAD_ADDR_TYPE;
	if (s->cipher == HISI_SEC_CIPHER_NONE)
		return HISI_SEC_OK;
	if (s->de > 1)
		return HISI_SEC_BAD_RESERVED;
	/* Over the source (4.13, point 5). */
	if (s->de == 0)
		s->dst_type = s->src_type;
	return s->dst_type > HISI_SEC_ADDR_SGL ? HISI_SEC_BAD_ADDR_TYPE : HISI_SEC_OK;
}

static uint8_t
check_shape(const struct soft_sec *sec, struct sec_shape *s)
{
	uint8_t error;

	if (s->reserved)
		return HISI_SEC_BAD_RESERVED;
	if (!classify(s) || (s->kind == SEC_GCM_LAST && sec->qm < 5))
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

/* 4.5, data rules */
static uint8_t
check_c_len(const struct sec_req *req)
{
	return req->c_len < req->s->c_least || req->c_len > HISI_SEC_MAX_LEN ||
		(req->c_len & req->s->c_mask) != 0 ? HISI_SEC_BAD_C_LEN : HISI_SEC_OK;
}

/* 4.6, empty input and parts */
static uint8_t
check_digest_len(const struct sec_req *req)
{
	const struct sec_hash *hash = req->s->alg->hash;
	bool empty_is_good;

	if (req->a_len > HISI_SEC_MAX_LEN)
		return HISI_SEC_BAD_A_LEN;
	if ((req->s->part & SEC_PART_TO_STATE) && req->a_len % hash->family->block_len != 0)
		return HISI_SEC_BAD_A_LEN;
	empty_is_good = req->s->part == SEC_PART_FROM_STATE ||
		(req->s->part == 0 && hash != NULL && req->s->type >= HISI_SEC_TYPE3);
	return req->a_len == 0 && !empty_is_good ? HISI_SEC_BAD_A_LEN : HISI_SEC_OK;
}

/* 4.7: what is authenticated begins with the AAD and ends with the payload. */
static uint8_t
check_chain_len(const struct sec_req *req)
{
	uint8_t error = check_c_len(req);

	if (error != HISI_SEC_OK)
		return error;
	return req->a_off > req->c_off || req->a_off + req->a_len != req->c_off + req->c_len ||
		req->a_len > HISI_SEC_MAX_LEN ? HISI_SEC_BAD_A_LEN : HISI_SEC_OK;
}

/* 4.8 */
static uint8_t
check_aead_len(const struct sec_req *req)
{
	if (req->a_off + req->a_len != req->c_off ||
			(req->s->c_mode == HISI_SEC_C_MODE_CCM &&
			 req->a_len > HISI_SEC_MAX_CCM_AAD))
		return HISI_SEC_BAD_A_LEN;
	/*
	 * An empty payload needs a descriptor of type 3. AAD may be empty as well: the
	 * kernel's self-tests of hisi_sec2 send such requests to QM v3.
	 */
	return req->a_len + req->c_len > HISI_SEC_MAX_LEN ||
		(req->c_len == 0 && req->s->type < HISI_SEC_TYPE3) ?
		HISI_SEC_BAD_C_LEN : HISI_SEC_OK;
}

/* 4.9 */
static uint8_t
check_part_len(const struct sec_req *req)
{
	if (req->s->kind == SEC_GCM_FIRST)
		return req->a_len == 0 || req->a_len > HISI_SEC_MAX_OFFSET ?
			HISI_SEC_BAD_A_LEN : HISI_SEC_OK;
	if (req->a_len != 0)
		return HISI_SEC_BAD_A_LEN;
	return req->c_len == 0 || req->c_len > HISI_SEC_MAX_LEN ||
		(req->s->kind == SEC_GCM_MIDDLE && req->c_len % SEC_BLOCK != 0) ?
		HISI_SEC_BAD_C_LEN : HISI_SEC_OK;
}

static uint8_t
check_lengths(const struct sec_req *req)
{
	/* Never 0, even if there is no data (4.6). */
	if (req->src_addr == 0)
		return HISI_SEC_BAD_ADDR;
	switch (req->s->kind) {
	case SEC_CIPHER:
		return check_c_len(req);
	case SEC_DIGEST:
		return check_digest_len(req);
	case SEC_CHAIN:
		return check_chain_len(req);
	case SEC_AEAD:
		return check_aead_len(req);
	default:
		return check_part_len(req);
	}
}

/* The words that decode2() and decode3() look at; of what is reserved only whether it is 0. */
static struct sec_words
take_words(const void *desc, bool is_type2)
{
	struct sec_words words;

	memcpy(&words, desc, sizeof(words.w[0]));
	if (is_type2) {
		const struct hisi_sec_sqe2 *sqe = desc;

		memcpy(&words.w[1], (const uint8_t *)desc + 8, sizeof(words.w[1]));
		words.w[2] = sqe->rsvd28[0] | sqe->rsvd28[1] | sqe->rsvd28[2] |
			sqe->rsvd42[0] | sqe->rsvd42[1] | sqe->rsvd42[2];
		words.w[3] = (sqe->a_len | sqe->c_len) & ~HISI_SEC_LEN_MASK;
	} else {
		const struct hisi_sec_sqe3 *sqe = desc;

		words.w[1] = sqe->auth | (uint64_t)sqe->salt << 32;
		words.w[2] = sqe->rsvd40;
		words.w[3] = ((sqe->a_len | sqe->c_len) & ~HISI_SEC_LEN_MASK) | sqe->stream;
	}
	return words;
}

static bool
are_same(const struct sec_words *a, const struct sec_words *b)
{
	return ((a->w[0] ^ b->w[0]) | (a->w[1] ^ b->w[1]) | (a->w[2] ^ b->w[2]) |
		(a->w[3] ^ b->w[3])) == 0;
}

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
static void
conclude(const struct soft_sec *sec, struct sec_shape *s)
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

static void
make_shape(const struct soft_sec *sec, struct sec_shape *s, const void *sqe, uint64_t lengths)
{
	memset(s, 0, sizeof(*s));
	s->done = HISI_SEC_DONE;
	s->type = *(const uint8_t *)sqe & HISI_SEC_TYPE;
	s->kind = SEC_NOTHING;
	if (s->type != (sec->qm >= 3 ? HISI_SEC_TYPE3 : HISI_SEC_TYPE2)) {
		s->error = HISI_SEC_BAD_TYPE;
		return;
	}
	if (s->type == HISI_SEC_TYPE2)
		decode2(s, sqe);
	else
		decode3(s, sqe);
	if ((lengths & ~(uint64_t)UINT8_MAX) != 0)
		s->reserved = true;
	if (s->invalid)
		return;
	s->error = check_shape(sec, s);
	conclude(sec, s);
}

/* No descriptor of a type has such words; one of no type gets the error it should. */
static const struct sec_words no_words = {
	{ UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX },
};

void
soft_sec_decode_init(struct soft_sec *sec)
{
	unsigned int i;

	for (i = 0; i < SEC_NB_SHAPES; i++) {
		sec->shapes[i].words = no_words;
		sec->shapes[i].shape.error = HISI_SEC_BAD_TYPE;
	}
	sec->nb_shapes = 0;
}

/* Where the search for a shape begins: the highest bits of a product know all others. */
static inline unsigned int
first_place(const struct sec_words *words)
{
	return (words->w[0] ^ words->w[1] << 7) * UINT64_C(0x9e3779b97f4a7c15) >> 57;
}

_Static_assert(UINT64_MAX >> 57 == SEC_NB_SHAPES - 1, "a place for each value of a hash");

/*
 * The shape of a descriptor that is not at its first place: it is at one behind it, or
 * is made there. It is made of a copy: what is kept must be what its words say. When too
 * many are kept all are forgotten. NULL: a request that waits may use one of these.
 */
static const struct sec_shape * __attribute__((noinline))
search_shape(struct soft_sec *sec, const void *sqe)
{
	uint8_t copy[HISI_QM_SQE_SIZE];
	struct sec_words words;
	unsigned int i;

	memcpy(copy, sqe, sizeof(copy));
	words = take_words(copy, sec->qm < 3);
	i = first_place(&words);
	while (!are_same(&sec->shapes[i].words, &words)) {
		if (!are_same(&sec->shapes[i].words, &no_words)) {
			i = (i + 1) % SEC_NB_SHAPES;
			continue;
		}
		if (sec->nb_shapes == SEC_MAX_SHAPES) {
			if (sec_waits(sec))
				return NULL;
			soft_sec_decode_init(sec);
			i = first_place(&words);
		}
		sec->nb_shapes++;
		sec->shapes_made++;
		sec->shapes[i].words = words;
		make_shape(sec, &sec->shapes[i].shape, copy, words.w[3]);
		break;
	}
	return &sec->shapes[i].shape;
}

/* The shape of a descriptor, out of those kept where it is among them. */
static inline const struct sec_shape *
find_shape(struct soft_sec *sec, const void *sqe)
{
	struct sec_words words = take_words(sqe, sec->qm < 3);
	unsigned int i = first_place(&words);

	if (SOFT_UNLIKELY(!are_same(&sec->shapes[i].words, &words)))
		return search_shape(sec, sqe);
	return &sec->shapes[i].shape;
}

int
soft_sec_decode(struct soft_sec *sec, struct sec_req *req, const void *sqe)
{
	const struct sec_shape *s = find_shape(sec, sqe);

	if (s == NULL)
		return -EAGAIN;
	req->s = s;
	req->error = s->error;
	req->icv = 0;
	req->pending = false;
	req->bounced = false;
	req->scatter = false;
	req->nb_maps = 0;
	if (s->error != HISI_SEC_OK || s->kind == SEC_NOTHING)
		return 0;
	if (sec->qm < 3)
		TAKE_WHOLE_FIELDS(req, (const struct hisi_sec_sqe2 *)sqe);
	else
		TAKE_WHOLE_FIELDS(req, (const struct hisi_sec_sqe3 *)sqe);
	if (s->de == 0)
		req->dst_addr = req->src_addr;
	req->error = check_lengths(req);
	return req->error == HISI_SEC_OK;
}
