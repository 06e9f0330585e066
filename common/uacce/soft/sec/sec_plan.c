/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include "../../hw/hisi_qm_hw.h"
#include "sec_check.h"
#include "sec_plan.h"

/* What done_flag says of a success (4.10), by enum sec_kind. */
static const uint8_t flags[] = {
	[SEC_CIPHER] = HISI_SEC_FLAG_CIPHER,
	[SEC_DIGEST] = HISI_SEC_FLAG_AUTH,
	[SEC_CHAIN] = HISI_SEC_FLAG_AEAD,
	[SEC_AEAD] = HISI_SEC_FLAG_AEAD,
	[SEC_GCM_FIRST] = HISI_SEC_FLAG_AUTH,
	[SEC_GCM_MIDDLE] = HISI_SEC_FLAG_AEAD,
	[SEC_GCM_LAST] = HISI_SEC_FLAG_AEAD,
};

/* Which numbers of bytes a cipher takes (4.5). */
static void
plan_lengths(struct sec_shape *s)
{
	s->c_least = 1;
	switch (s->c_mode) {
	case HISI_SEC_C_MODE_ECB:
	case HISI_SEC_C_MODE_CBC:
		s->c_mask = (s->c_alg <= HISI_SEC_C_ALG_3DES ? SEC_DES_BLOCK : SEC_BLOCK) - 1;
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

/*
 * XTS and ciphertext stealing need their last two blocks together, GCM of SM4 and parts of a GCM
 * stream are put together of calls for a whole message.
 */
static bool
has_pieces(const struct sec_shape *s)
{
	switch (s->kind) {
	case SEC_CIPHER:
		return s->c_mode != HISI_SEC_C_MODE_XTS && s->c_mode != HISI_SEC_C_MODE_CBC_CS;
	case SEC_AEAD:
		return s->c_mode == HISI_SEC_C_MODE_CCM || s->c_alg == HISI_SEC_C_ALG_AES;
	default:
		return s->kind == SEC_DIGEST || s->kind == SEC_CHAIN;
	}
}

static bool
verifies(const struct sec_shape *s)
{
	if (s->kind == SEC_CHAIN)
		return s->auth == HISI_SEC_AUTH_VERIFY;
	return (s->kind == SEC_AEAD || s->kind == SEC_GCM_LAST) &&
		s->cipher == HISI_SEC_CIPHER_DECRYPT;
}

/* Whether map_direct() may reach what requests of a shape point to. */
static enum sec_direct
direct(const struct sec_shape *s)
{
	bool flat = s->src_type == HISI_SEC_ADDR_FLAT && s->dst_type == HISI_SEC_ADDR_FLAT;
	bool lists = s->src_type == HISI_SEC_ADDR_SGL && s->dst_type == HISI_SEC_ADDR_SGL;

	if (s->kind == SEC_CIPHER && flat && s->c_iv_len != 0)
		return SEC_DIRECT_CIPHER;
	if (s->kind == SEC_CHAIN && flat)
		return SEC_DIRECT_CHAIN;
	return s->service == SEC_SERVE_CALL && lists ? SEC_DIRECT_GCM : SEC_DIRECT_NONE;
}

/* Complete a shape that was read: what each request of it would work out again. */
static void
plan(const struct soft_sec *sec, struct sec_shape *s)
{
	s->done = HISI_SEC_DONE | flags[s->kind] << HISI_SEC_FLAG_S;
	if (s->error != HISI_SEC_OK || s->kind == SEC_NOTHING)
		return;
	plan_lengths(s);
	s->has_pieces = has_pieces(s);
	s->verifies = verifies(s);
	if (s->alg != NULL)
		s->outer_at = sec_auth_outer_at(s->alg);
	s->key_id[SEC_USE_CIPHER] = (union sec_key_id){
		.use = SEC_USE_CIPHER, .alg = s->c_alg, .mode = s->c_mode, .len = s->c_key_len,
	};
	s->key_id[SEC_USE_AUTH] = (union sec_key_id){
		.use = SEC_USE_AUTH, .alg = s->a_alg, .len = s->a_key_len,
	};
	s->service = SEC_SERVE_SSL;
	if (sec->jobs != NULL)
		sec->jobs->plan(s);
	s->direct = direct(s);
}

/* The words of an empty place. No descriptor with such words has a known type. */
static const struct sec_words no_words = {
	{ UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX },
};

void
soft_sec_plan_reset(struct soft_sec *sec)
{
	unsigned int i;

	for (i = 0; i < SEC_NB_SHAPES; i++) {
		sec->shapes[i].words = no_words;
		/* The right answer for a descriptor that has the words of an empty place. */
		sec->shapes[i].shape.error = HISI_SEC_BAD_TYPE;
	}
	sec->nb_shapes = 0;
}

/*
 * The place where the search for a shape begins: the highest bits of a product, on which all bits
 * of the factor have an influence.
 */
static inline unsigned int
first_place(const struct sec_words *words)
{
	return (words->w[0] ^ words->w[1] << 7) * UINT64_C(0x9e3779b97f4a7c15) >> 57;
}

_Static_assert(UINT64_MAX >> 57 == SEC_NB_SHAPES - 1, "a place for each value of a hash");

/* The place of these words, or the empty one where they belong; there always is an empty one. */
static unsigned int
find_place(const struct soft_sec *sec, const struct sec_words *words)
{
	unsigned int i = first_place(words);

	while (!sec_words_are_same(&sec->shapes[i].words, words) &&
			!sec_words_are_same(&sec->shapes[i].words, &no_words))
		i = (i + 1) % SEC_NB_SHAPES;
	return i;
}

/*
 * The shape of a descriptor that is not at its first place: it is found behind it, or made and put
 * there. It is made of a copy, as what is kept must be what its words say. A full table is emptied
 * first. NULL: it cannot be, as requests that wait use it.
 */
static const struct sec_shape * __attribute__((noinline))
search_shape(struct soft_sec *sec, const void *desc)
{
	uint8_t copy[HISI_QM_SQE_SIZE];
	struct sec_words words;
	unsigned int i;

	memcpy(copy, desc, sizeof(copy));
	words = sec_words_read(copy, sec->qm < 3);
	i = find_place(sec, &words);
	if (sec_words_are_same(&sec->shapes[i].words, &words))
		return &sec->shapes[i].shape;
	if (sec->nb_shapes == SEC_MAX_SHAPES) {
		if (sec_waits(sec))
			return NULL;
		soft_sec_plan_reset(sec);
		i = first_place(&words);
	}
	sec->nb_shapes++;
	sec->shapes_made++;
	sec->shapes[i].words = words;
	soft_sec_shape_read(&sec->shapes[i].shape, sec->qm, copy, &words);
	plan(sec, &sec->shapes[i].shape);
	return &sec->shapes[i].shape;
}

static inline const struct sec_shape *
find_shape(struct soft_sec *sec, const void *desc)
{
	struct sec_words words = sec_words_read(desc, sec->qm < 3);
	unsigned int i = first_place(&words);

	if (SOFT_UNLIKELY(!sec_words_are_same(&sec->shapes[i].words, &words)))
		return search_shape(sec, desc);
	return &sec->shapes[i].shape;
}

/* Number of bytes to cipher (4.5). */
static uint8_t
check_c_len(const struct sec_req *req)
{
	return req->c_len < req->s->c_least || req->c_len > HISI_SEC_MAX_LEN ||
		(req->c_len & req->s->c_mask) != 0 ? HISI_SEC_BAD_C_LEN : HISI_SEC_OK;
}

/* Number of bytes to hash, which depends on the part (4.6). */
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

/* A chain authenticates a range that begins with AAD and ends where the payload ends (4.7). */
static uint8_t
check_chain_len(const struct sec_req *req)
{
	uint8_t error = check_c_len(req);

	if (error != HISI_SEC_OK)
		return error;
	return req->a_off > req->c_off || req->a_off + req->a_len != req->c_off + req->c_len ||
		req->a_len > HISI_SEC_MAX_LEN ? HISI_SEC_BAD_A_LEN : HISI_SEC_OK;
}

/* AAD comes right before the payload (4.8). */
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

/* Parts of a GCM stream (4.9). */
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

/* Lengths, offsets and the source of a request; enum hisi_sec_error. */
static inline uint8_t
check_lengths(const struct sec_req *req)
{
	/* The address is never 0, even if there is no data (4.6). */
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

int
soft_sec_plan_request(struct soft_sec *sec, struct sec_req *req, const void *desc)
{
	const struct sec_shape *s = find_shape(sec, desc);

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
	sec_fields_read(req, desc, sec->qm < 3);
	req->error = check_lengths(req);
	return req->error == HISI_SEC_OK;
}
