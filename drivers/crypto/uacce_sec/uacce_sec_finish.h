/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_FINISH_H
#define UACCE_SEC_FINISH_H

/**
 * @file
 * What both paths of a dequeue do with a ring: poll it, and finish descriptors. All are the
 * consumer's.
 */

#include <rte_branch_prediction.h>

#include "uacce_sec_private.h"

/** The error field, with the done flag and the warning field as one word (4.10). */
#define UACCE_SEC_DONE_ERROR	(0xffu << 16)
/** What of that word decides about success. */
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

/** Whether a done word is the one of a success. */
static inline bool
uacce_sec_is_success(uint32_t done, uint32_t wanted)
{
	return likely(((done ^ wanted) & UACCE_SEC_DONE_DECIDES) == 0);
}

/**
 * A done word that is not the one of a success in the API's words (4.10). Nothing that
 * is not known to be good is taken for good: not a flag that says less was done than asked
 * for, and no result of a check but the two that there are. Only of what a hash leaves as
 * flag no source tells for sure; its digests are compared by the driver.
 */
static __rte_noinline uint8_t
uacce_sec_status_of_other(uint32_t done, uint32_t wanted)
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

static inline uint8_t
uacce_sec_status_of(uint32_t done, uint32_t wanted)
{
	return uacce_sec_is_success(done, wanted) ? RTE_CRYPTO_OP_STATUS_SUCCESS :
		uacce_sec_status_of_other(done, wanted);
}

/** Give back what a slot took, and wipe what must not stay until its next use. */
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

/** What the device left to do about a MAC that it computed. */
static inline uint8_t
uacce_sec_finish_mac(struct uacce_sec_slot *slot)
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
uacce_sec_is_special(const struct uacce_sec_ring *ring, uint32_t at)
{
	return (ring->held[at].op & UACCE_SEC_SPECIAL) != 0;
}

/** Whether the request in a slot of the first ring waits for its second descriptor. */
static inline bool
uacce_sec_has_step(const struct uacce_sec_ring *first, uint32_t at)
{
	return uacce_sec_is_special(first, at) && (first->slots[at].after & UACCE_SEC_AFTER_STEP) != 0;
}

/** Finish a descriptor that completed; its status. */
static inline uint8_t
uacce_sec_finish(struct uacce_sec_ring *ring, uint32_t at)
{
	const uint32_t done = uacce_sec_done_of(hisi_qm_sqe(&ring->qm, at));
	uint8_t status = uacce_sec_status_of(done, ring->held[at].done);

	if (uacce_sec_is_special(ring, at) && status == RTE_CRYPTO_OP_STATUS_SUCCESS)
		status = uacce_sec_finish_mac(&ring->slots[at]);
	return status;
}

/**
 * Completions of a ring, behind those that were counted before, up to the end of the ring.
 * When fewer are there than are asked for, an inline device has its turn, or what waits for
 * it would pile up from burst to burst until the ring is full; but just one turn, as with
 * nothing new it finishes what it holds to fill its lanes.
 *
 * Of a ring that is dead those that never will complete, if there are no others before them,
 * and once the device is done with all of them. Nothing behind the first of them is trusted:
 * they stay failed when completions are found there.
 */
static inline uint32_t
uacce_sec_ring_poll(struct uacce_sec_ring *ring, uint32_t ahead, uint32_t max, bool *turn,
		bool *dead)
{
	struct hisi_qm *qm = &ring->qm;
	const uint32_t from = qm->completed + ahead;
	uint32_t n;

	*dead = false;
	/* Also keeps a closed ring, which has no memory, from being polled. */
	if (hisi_qm_outstanding(qm) == ahead)
		return 0;
	if (unlikely(qm->given_up)) {
		*dead = true;
		return hisi_qm_quiet(qm);
	}
	n = hisi_qm_poll_from(qm, from, max);
	if (likely(n == max) || !*turn)
		return n;
	/* Hardware needs no turn, and behind the end of the ring there may be more already. */
	if (n != 0 && (qm->queue.idle == NULL || hisi_qm_slot(qm, from + n) == 0))
		return n;
	*turn = false;
	hisi_qm_idle(qm, max - n);
	/* Asked before the second poll: what was completed before the end is valid. */
	*dead = ahead == 0 && hisi_qm_is_dead(qm);
	n = hisi_qm_poll_from(qm, from, max);
	if (n != 0)
		*dead = false;
	return likely(!*dead) ? n : hisi_qm_quiet(qm);
}

#endif /* UACCE_SEC_FINISH_H */
