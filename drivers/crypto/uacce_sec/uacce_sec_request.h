/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_REQUEST_H
#define UACCE_SEC_REQUEST_H

/**
 * @file
 * Requests of the slow path, of operations and of the raw data path, and the steps of requests:
 * a step is what one descriptor does. Nothing here allocates, locks, logs or waits.
 */

#include "uacce_sec_buf.h"

/**
 * A request, of an operation or of the raw data path. The fields that count depend on the kind
 * of its session; those of AEAD without AAD are the ones of a cipher.
 */
struct uacce_sec_request {
	struct uacce_sec_buf src;
	struct uacce_sec_buf dst;	/**< equal to @c src if in place */
	bool in_place;
	uint32_t a_start;	/**< first authenticated byte, from the start of the buffers */
	uint32_t a_len;		/**< authenticated bytes */
	uint32_t c_start;	/**< first ciphered byte, from the start of the buffers */
	uint32_t c_len;		/**< ciphered bytes */
	const uint8_t *aad;
	const uint8_t *iv;
	uint8_t *digest;
	uintptr_t op;		/**< operation with its marks, see struct uacce_sec_op */
	/** Session with copies of the keys, to be used instead of those of its session, or NULL. */
	const struct uacce_sec_session *keys;
	void *user;		/**< raw data path: what the application gets back */
};

/**
 * Check a request, and build its descriptors.
 *
 * @param slot
 *   Slot of the first ring.
 * @return
 *   UACCE_SEC_ACCEPTED when its descriptors are built and its slots are set; UACCE_SEC_LATER
 *   when there is no room now; or a reject reason.
 */
enum uacce_sec_verdict uacce_sec_request_build(struct uacce_sec_qp *qp, uint32_t slot,
		const struct uacce_sec_session *sess, const struct uacce_sec_request *req);

/**
 * The same with a session whose keys may change before the request is over: they are copied
 * to the session of the slot.
 */
enum uacce_sec_verdict uacce_sec_request_build_copy(struct uacce_sec_qp *qp, uint32_t slot,
		const struct uacce_sec_session *sess, struct uacce_sec_request *req);

/** Drop all requests of the raw data path that are not submitted. The producer calls it. */
void uacce_sec_drop_unsubmitted(struct uacce_sec_qp *qp);

/** As uacce_sec_request_build(), of an operation with or without a session. */
enum uacce_sec_verdict uacce_sec_op_build(struct uacce_sec_qp *qp, uint32_t slot,
		struct rte_crypto_op *op);

/**
 * Put AAD in front of the source or the destination: as an entry before contiguous data, or as
 * a block before the list of the data.
 *
 * @return
 *   Address for the descriptor.
 */
static inline uint64_t
uacce_sec_put_head(struct uacce_sec_head *head, uint64_t aad, uint32_t aad_len, uint64_t data,
		uint32_t len, bool chained)
{
	head->entry[0].addr = aad;
	head->entry[0].len = aad_len;
	head->entry[1].addr = data;
	head->entry[1].len = len;
	/* The capacity of the chain stays that of the block; no reader of it is known (2.8). */
	head->list.next = chained ? data : 0;
	head->list.entry_sum_in_sgl = chained ? 1 : RTE_DIM(head->entry);
	return (uintptr_t)head;
}

/**
 * Make the MAC of a slot differ from the digest until the device writes it.
 *
 * No flag is known that proves that a device authenticated (4.10), and an earlier request may
 * have left a MAC in the slot that is equal to the digest of this one.
 */
static inline void
uacce_sec_spoil_mac(struct uacce_sec_slot *slot)
{
	if ((slot->after & UACCE_SEC_AFTER_COMPARE) == 0)
		return;
	slot->mac[0] = ~*(const uint8_t *)slot->digest;
	/* UACCE_SEC_AFTER_XOR adds this byte to the first one. */
	slot->mac[HISI_SEC_IV_LEN] = 0;
}

/** One descriptor of a request. */
struct uacce_sec_step {
	const struct uacce_sec_session *sess;
	const uint8_t (*templates)[HISI_QM_SQE_SIZE];	/**< of the session, by generation */
	uint8_t kind;		/**< enum uacce_sec_kind */
	uint8_t after;		/**< UACCE_SEC_AFTER_* */
	uint32_t done;		/**< done word of a success */
	uint32_t start;		/**< first byte, from the start of the buffers */
	uint32_t len;		/**< bytes from there on, without AAD */
	uint32_t a_len;		/**< bytes to authenticate; of AEAD, those of AAD */
	uint32_t c_len;		/**< bytes to cipher */
	uint32_t c_off;		/**< first byte to cipher, from the first byte to authenticate */
	const struct uacce_sec_buf *src;
	const struct uacce_sec_buf *dst;	/**< the same pointer as @c src if in place */
	/** The source is the request's destination, which has room for data that come later. */
	bool reads_dst;
};

/**
 * Check that the buffers of a step have its bytes, and find their addresses, or build lists.
 * @return UACCE_SEC_ACCEPTED, UACCE_SEC_LATER or a reject reason.
 */
enum uacce_sec_verdict uacce_sec_step_data(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_step *step, struct uacce_sec_data *data);

/** Build the descriptor of a step, and set what its slot needs for the completion. */
void uacce_sec_step_build(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at,
		const struct uacce_sec_step *step, const struct uacce_sec_request *req,
		const struct uacce_sec_data *data);

#endif /* UACCE_SEC_REQUEST_H */
