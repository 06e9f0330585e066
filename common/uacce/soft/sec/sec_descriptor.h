/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_DESCRIPTOR_H
#define SOFT_SEC_DESCRIPTOR_H

/**
 * @file
 * Descriptors of both types (4.2, 4.3) into one form: control words into a shape, and the rest
 * into a request.
 */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "sec_request.h"

/** Words that make a shape: all but addresses, lengths and tag. */
struct sec_words {
	uint64_t w[4];
};

/** Bits that are not part of a length, in both lengths of a descriptor. */
#define SEC_LEN_RESERVED(sqe)	(((sqe)->a_len | (sqe)->c_len) & ~HISI_SEC_LEN_MASK)

/**
 * Read the words that soft_sec_shape_read() looks at. Of reserved words it is only read whether
 * they are 0.
 */
static inline struct sec_words
sec_words_read(const void *desc, bool is_type2)
{
	struct sec_words words;

	memcpy(&words, desc, sizeof(words.w[0]));
	if (is_type2) {
		const struct hisi_sec_sqe2 *sqe = desc;

		memcpy(&words.w[1], (const uint8_t *)desc + 8, sizeof(words.w[1]));
		words.w[2] = sqe->rsvd28[0] | sqe->rsvd28[1] | sqe->rsvd28[2] |
			sqe->rsvd42[0] | sqe->rsvd42[1] | sqe->rsvd42[2];
		words.w[3] = SEC_LEN_RESERVED(sqe);
	} else {
		const struct hisi_sec_sqe3 *sqe = desc;

		words.w[1] = sqe->auth | (uint64_t)sqe->salt << 32;
		words.w[2] = sqe->rsvd40;
		words.w[3] = SEC_LEN_RESERVED(sqe) | sqe->stream;
	}
	return words;
}

static inline bool
sec_words_are_same(const struct sec_words *a, const struct sec_words *b)
{
	return ((a->w[0] ^ b->w[0]) | (a->w[1] ^ b->w[1]) | (a->w[2] ^ b->w[2]) |
		(a->w[3] ^ b->w[3])) == 0;
}

/* Both types have these fields under one name, at places of their own. */
#define SEC_READ_FIELDS(req, sqe) do { \
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

/**
 * Read addresses and lengths. Without a destination of its own a request has that of its source.
 */
static inline void
sec_fields_read(struct sec_req *req, const void *desc, bool is_type2)
{
	if (is_type2)
		SEC_READ_FIELDS(req, (const struct hisi_sec_sqe2 *)desc);
	else
		SEC_READ_FIELDS(req, (const struct hisi_sec_sqe3 *)desc);
	if (req->s->de == 0)
		req->dst_addr = req->src_addr;
}

/**
 * Read and check the control words of a descriptor.
 *
 * @param s
 *   Shape; its error says whether the descriptor is one that hardware takes. What sec_plan.c sets
 *   is 0.
 * @param qm
 *   Generation: 2, 3 or 5.
 * @param desc
 *   A copy of the descriptor, 128 bytes: the words in the ring could change meanwhile.
 * @param words
 *   Its words.
 */
void soft_sec_shape_read(struct sec_shape *s, unsigned int qm, const void *desc,
		const struct sec_words *words);

#endif /* SOFT_SEC_DESCRIPTOR_H */
