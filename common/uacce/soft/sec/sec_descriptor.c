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
#include "sec_check.h"
#include "sec_descriptor.h"
#include "sec_plan.h"

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
	s->error = soft_sec_check_shape(sec->qm, s);
	soft_sec_plan(sec, s);
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
	req->error = soft_sec_check_lengths(req);
	return req->error == HISI_SEC_OK;
}
