/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_REQUEST_H
#define UACCE_SEC_REQUEST_H

/**
 * @file
 * Requests of the slow path, whatever they come from: operations, or the raw data path.
 */

#include "uacce_sec_private.h"

/** One side of a request: an mbuf chain, or vectors of the raw data path. */
struct uacce_sec_side {
	const struct rte_mbuf *m;	/**< NULL: vectors */
	const struct rte_crypto_vec *vec;
	uint32_t nb_vecs;
};

/** What is asked for, whoever asks; without AAD of an AEAD session the ciphered range counts. */
struct uacce_sec_ask {
	struct uacce_sec_side src;
	struct uacce_sec_side dst;	/**< same as @c src: in place */
	bool in_place;
	uint32_t a_start;	/**< bytes from the start of a side */
	uint32_t a_len;
	uint32_t c_start;
	uint32_t c_len;
	const uint8_t *aad;
	const uint8_t *iv;
	uint8_t *digest;
	uintptr_t op;		/**< to be remembered while it is in flight, with its marks */
	/** Where the keys were copied to, if not those of its session are to be used, or NULL. */
	const struct uacce_sec_session *keys;
	void *user;		/**< raw data path */
};

/**
 * Take a request the long way, whatever it is.
 *
 * @param slot
 *   Slot of the first ring.
 * @return
 *   UACCE_SEC_TAKEN when its descriptors are built and it is held; UACCE_SEC_LATER
 *   when there is no room now; or why it is refused.
 */
enum uacce_sec_reject uacce_sec_take(struct uacce_sec_qp *qp, uint32_t slot,
		const struct uacce_sec_session *sess, const struct uacce_sec_ask *ask);

/**
 * The same with a session whose keys may be gone before the request is over: they are copied
 * to the slot.
 */
enum uacce_sec_reject uacce_sec_take_copy(struct uacce_sec_qp *qp, uint32_t slot,
		const struct uacce_sec_session *sess, struct uacce_sec_ask *ask);

/** Drop all requests of the raw data path that are not submitted. The producer's. */
void uacce_sec_drop_cached(struct uacce_sec_qp *qp);

/** As uacce_sec_take() an operation, with or without a session. */
enum uacce_sec_reject uacce_sec_take_op(struct uacce_sec_qp *qp, uint32_t slot,
		struct rte_crypto_op *op);

/**
 * Describe an operation's mbufs in the lists of a slot, where these are enough and
 * nothing is left to be released: the short way for chains.
 *
 * @param lists
 *   The source's list of the slot.
 * @return
 *   Whether that was done; if not, there is the long way.
 */
bool uacce_sec_short_lists(struct hisi_sgl *lists, const struct rte_crypto_sym_op *sym,
		uint32_t offset, uint32_t len, struct uacce_sec_data *data);

/**
 * Put AAD in front of one side: as an entry before the data, or as a block before
 * their list.
 *
 * @return
 *   Address of the list that is to be named.
 */
static inline uint64_t
uacce_sec_put_head(struct uacce_sec_head *head, uint64_t aad, uint32_t aad_len, uint64_t data,
		uint32_t len, bool chained)
{
	head->entry[0].addr = aad;
	head->entry[0].len = aad_len;
	head->entry[1].addr = data;
	head->entry[1].len = len;
	/* The capacity of the chain is the block's; nobody is known to read it (2.8). */
	head->list.next = chained ? data : 0;
	head->list.entry_sum_in_sgl = chained ? 1 : RTE_DIM(head->entry);
	return (uintptr_t)head;
}

/**
 * Make sure that a MAC to be compared is wrong until the device wrote it: no flag is known
 * to tell that a device authenticated (4.10), and what an earlier request left in the slot
 * may be the digest that comes with this one.
 */
static inline void
uacce_sec_spoil_mac(struct uacce_sec_slot *slot)
{
	if ((slot->after & UACCE_SEC_AFTER_COMPARE) == 0)
		return;
	slot->mac[0] = ~*(const uint8_t *)slot->digest;
	/* The byte that AFTER_XOR adds to it. */
	slot->mac[HISI_SEC_IV_LEN] = 0;
}

/** Whether a side other than a single mbuf holds data up to a byte. */
bool uacce_sec_side_holds(const struct uacce_sec_side *side, uint64_t end);

static inline bool
uacce_sec_side_is_mbuf(const struct uacce_sec_side *side)
{
	return likely(side->m != NULL && side->m->nb_segs == 1);
}

/** Whether a side can be read up to a byte. */
static inline bool
uacce_sec_side_reads(const struct uacce_sec_side *side, uint64_t end)
{
	return uacce_sec_side_is_mbuf(side) ? end <= side->m->data_len :
		uacce_sec_side_holds(side, end);
}

/** Whether it can be written: a single mbuf holds what its buffer has room for. */
static inline bool
uacce_sec_side_writes(const struct uacce_sec_side *side, uint64_t end)
{
	return uacce_sec_side_is_mbuf(side) ? end + side->m->data_off <= side->m->buf_len :
		uacce_sec_side_holds(side, end);
}

/** Address of a side that is contiguous; 0 if it is not. */
static inline uint64_t
uacce_sec_side_flat(const struct uacce_sec_side *side, uint32_t start)
{
	if (uacce_sec_side_is_mbuf(side))
		return (uintptr_t)side->m->buf_addr + side->m->data_off + start;
	return side->m == NULL && side->nb_vecs == 1 ? (uintptr_t)side->vec->base + start : 0;
}

/**
 * Describe part of a side, which holds it, in the list of a slot.
 *
 * @return
 *   UACCE_SEC_TAKEN, UACCE_SEC_LATER or UACCE_SEC_REJECT_LIST.
 */
enum uacce_sec_reject uacce_sec_side_list(struct uacce_sec_ring *ring, uint32_t slot,
		enum hisi_sgl_side which, const struct uacce_sec_side *side, uint32_t start,
		uint32_t len);

/** Copy a range from one side to the same range of another; both hold it. */
void uacce_sec_side_copy(const struct uacce_sec_side *dst, const struct uacce_sec_side *src,
		uint32_t start, uint32_t len);

/* One descriptor to be. */
struct uacce_sec_job {
	const struct uacce_sec_session *sess;
	const uint8_t (*templates)[HISI_QM_SQE_SIZE];	/* the session's, by generation */
	uint8_t kind;		/* enum uacce_sec_kind */
	uint8_t after;		/* UACCE_SEC_AFTER_* */
	uint32_t done;		/* done word of a success */
	uint32_t start;		/* first byte of the sides */
	uint32_t len;		/* bytes from there on; AAD is not among them */
	uint32_t a_len;		/* bytes to authenticate; AEAD: the AAD */
	uint32_t c_len;		/* bytes to cipher */
	uint32_t c_off;		/* of these, from the first byte of all */
	const struct uacce_sec_side *src;
	const struct uacce_sec_side *dst;	/* same as src: in place */
	bool reads_dst;		/* src is the request's destination: it holds what can be written */
};

/** Find the data of a job: two addresses, or lists. */
enum uacce_sec_reject uacce_sec_job_data(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_job *job, struct uacce_sec_data *data);

/** Build the descriptor of a job, and note what is left to do afterwards. */
void uacce_sec_job_put(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at,
		const struct uacce_sec_job *job, const struct uacce_sec_ask *ask,
		const struct uacce_sec_data *data);

#endif /* UACCE_SEC_REQUEST_H */
