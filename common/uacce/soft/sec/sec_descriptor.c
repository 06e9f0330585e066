/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include "sec_check.h"
#include "sec_descriptor.h"

#define GET(word, field)	(((word) & (field)) >> field##_S)

/* Whether a bit of a descriptor of type 2 is set that is 0 in every request (4.2). */
static bool
has_reserved2(const struct hisi_sec_sqe2 *sqe)
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
read2(struct sec_shape *s, const struct hisi_sec_sqe2 *sqe)
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
	s->reserved = has_reserved2(sqe);
}

/*
 * The same for type 3 (4.3). Byte 108 and the long length have a meaning in one scene alone, and
 * are not checked in the others.
 */
static bool
has_reserved3(const struct hisi_sec_sqe3 *sqe)
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
read3(struct sec_shape *s, const struct hisi_sec_sqe3 *sqe)
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
	/* The padding counts in streams alone (4.13, point 4). */
	s->pad = s->scene == HISI_SEC_SCENE_STREAM ? sqe->stream & HISI_SEC3_AUTH_PAD : 0;
	s->reserved = has_reserved3(sqe);
}

/* Set the kind of a request (4.13, points 3 and 4); false if there is no such kind. */
static bool
classify(struct sec_shape *s)
{
	bool stream = s->scene == HISI_SEC_SCENE_STREAM;
	bool aead = s->c_mode == HISI_SEC_C_MODE_CCM || s->c_mode == HISI_SEC_C_MODE_GCM;

	if (s->cipher == HISI_SEC_CIPHER_COPY || s->auth > HISI_SEC_AUTH_VERIFY)
		return false;
	if (s->cipher == HISI_SEC_CIPHER_NONE) {
		/* The device verifies no MAC without a cipher (4.6). */
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

void
soft_sec_shape_read(struct sec_shape *s, unsigned int qm, const void *desc,
		const struct sec_words *words)
{
	memset(s, 0, sizeof(*s));
	s->type = *(const uint8_t *)desc & HISI_SEC_TYPE;
	s->kind = SEC_NOTHING;
	if (s->type != (qm >= 3 ? HISI_SEC_TYPE3 : HISI_SEC_TYPE2)) {
		s->error = HISI_SEC_BAD_TYPE;
		return;
	}
	if (s->type == HISI_SEC_TYPE2)
		read2(s, desc);
	else
		read3(s, desc);
	/* The lowest byte of the last word is that of streams, see sec_words_read(). */
	if ((words->w[3] & ~(uint64_t)UINT8_MAX) != 0)
		s->reserved = true;
	if (s->invalid)
		return;
	if (s->reserved)
		s->error = HISI_SEC_BAD_RESERVED;
	else if (!classify(s))
		s->error = HISI_SEC_BAD_OPERATION;
	else
		s->error = soft_sec_check_shape(qm, s);
}
