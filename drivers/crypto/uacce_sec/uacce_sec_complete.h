/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_COMPLETE_H
#define UACCE_SEC_COMPLETE_H

/**
 * @file
 * Completion of a descriptor, for both paths of a dequeue. Only the consumer calls these.
 */

#include <rte_branch_prediction.h>

#include "uacce_sec_private.h"

/** Error field of the done word, which has the done flag and the other flags, too (4.10). */
#define UACCE_SEC_DONE_ERROR	(0xffu << 16)
/** The bits of the done word that decide about success. */
#define UACCE_SEC_DONE_DECIDES \
	(HISI_SEC_DONE | HISI_SEC_ICV | HISI_SEC_FLAG | UACCE_SEC_DONE_ERROR)

/** The done word of a descriptor, at the same place in either type. */
static inline uint32_t
uacce_sec_done_of(const uint8_t *sqe)
{
	uint32_t done;

	memcpy(&done, sqe + UACCE_SEC_DONE, sizeof(done));
	return done;
}

/** The error code of a done word; 0 for none, as where a MAC does not match. */
static inline uint8_t
uacce_sec_error_of(uint32_t done)
{
	return (done & UACCE_SEC_DONE_ERROR) >> 16;
}

/** Whether a done word is the one of a success. */
static inline bool
uacce_sec_is_success(uint32_t done, uint32_t wanted)
{
	return likely(((done ^ wanted) & UACCE_SEC_DONE_DECIDES) == 0);
}

/**
 * Status of a done word that is not the expected one of a success (4.10).
 *
 * Everything that is not known to mean success is an error: a flag that says that less was
 * done than the descriptor asks for, and a result of a MAC check that is neither good nor a
 * mismatch. The flag of a descriptor that only authenticates is not compared, because no
 * source says for sure what hardware leaves there. The driver compares those digests itself.
 */
static inline uint8_t
uacce_sec_status_of_word(uint32_t done, uint32_t wanted)
{
	if ((done & HISI_SEC_DONE) == 0 || (done & UACCE_SEC_DONE_ERROR) != 0)
		return RTE_CRYPTO_OP_STATUS_ERROR;
	if ((wanted & UACCE_SEC_VERIFIES) != 0 &&
			(done & HISI_SEC_ICV) >> HISI_SEC_ICV_S == HISI_SEC_ICV_MISMATCH)
		return RTE_CRYPTO_OP_STATUS_AUTH_FAILED;
	if ((wanted & HISI_SEC_FLAG) == HISI_SEC_FLAG_AUTH << HISI_SEC_FLAG_S &&
			uacce_sec_is_success(done & ~HISI_SEC_FLAG, wanted & ~HISI_SEC_FLAG))
		return RTE_CRYPTO_OP_STATUS_SUCCESS;
	return RTE_CRYPTO_OP_STATUS_ERROR;
}

/** The same, and count an error. */
static __rte_noinline uint8_t
uacce_sec_status_of_other(struct uacce_sec_qp *qp, uint32_t done, uint32_t wanted)
{
	const uint8_t status = uacce_sec_status_of_word(done, wanted);

	if (status != RTE_CRYPTO_OP_STATUS_SUCCESS)
		hisi_qp_count_error(&qp->base, uacce_sec_error_of(done));
	return status;
}

static inline uint8_t
uacce_sec_status_of(struct uacce_sec_qp *qp, uint32_t done, uint32_t wanted)
{
	return uacce_sec_is_success(done, wanted) ? RTE_CRYPTO_OP_STATUS_SUCCESS :
		uacce_sec_status_of_other(qp, done, wanted);
}

/** Release the list blocks of a slot, and zero its MAC and its session. */
static inline void
uacce_sec_clean_slot(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at)
{
	struct uacce_sec_slot *slot = &ring->slots[at];

	if ((slot->after & UACCE_SEC_AFTER_MAC) != 0)
		uacce_memzero_explicit(slot->mac, sizeof(slot->mac));
	if ((slot->after & UACCE_SEC_AFTER_LISTS) != 0)
		hisi_sgl_release(&ring->sgl, at);
	if ((slot->after & UACCE_SEC_AFTER_WIPE) != 0)
		uacce_memzero_explicit(&qp->sessions[at], sizeof(qp->sessions[at]));
}

/** Do what is left to do with a MAC that the device computed. @return status. */
static inline uint8_t
uacce_sec_complete_mac(struct uacce_sec_slot *slot)
{
	unsigned int i;

	if ((slot->after & UACCE_SEC_AFTER_XOR) != 0)
		for (i = 0; i < HISI_SEC_IV_LEN; i++)
			slot->mac[i] ^= slot->mac[HISI_SEC_IV_LEN + i];
	if ((slot->after & UACCE_SEC_AFTER_COPY) != 0)
		memcpy(slot->digest, slot->mac, slot->digest_len);
	if ((slot->after & UACCE_SEC_AFTER_COMPARE) != 0 &&
			!uacce_memeq_timingsafe(slot->mac, slot->digest, slot->digest_len))
		return RTE_CRYPTO_OP_STATUS_AUTH_FAILED;
	return RTE_CRYPTO_OP_STATUS_SUCCESS;
}

static inline bool
uacce_sec_is_slow(const struct uacce_sec_ring *ring, uint32_t at)
{
	return (ring->ops[at].op & UACCE_SEC_SLOW) != 0;
}

/** Whether the request in a slot of the first ring has a second descriptor to wait for. */
static inline bool
uacce_sec_has_step(const struct uacce_sec_ring *first, uint32_t at)
{
	return uacce_sec_is_slow(first, at) && (first->slots[at].after & UACCE_SEC_AFTER_STEP) != 0;
}

/** Complete a descriptor that the device is done with. @return status. */
static inline uint8_t
uacce_sec_complete(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at)
{
	const uint32_t done = uacce_sec_done_of(hisi_qm_sqe(&ring->qm, at));
	uint8_t status = uacce_sec_status_of(qp, done, ring->ops[at].done);

	if (uacce_sec_is_slow(ring, at) && status == RTE_CRYPTO_OP_STATUS_SUCCESS)
		status = uacce_sec_complete_mac(&ring->slots[at]);
	return status;
}

#endif /* UACCE_SEC_COMPLETE_H */
