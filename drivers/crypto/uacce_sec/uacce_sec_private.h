/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_PRIVATE_H
#define UACCE_SEC_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_cryptodev.h>
#include <rte_mbuf.h>

#include <cryptodev_pmd.h>

#include "hisi_qm.h"
#include "hw/hisi_sec_bd.h"
#include "hisi_sgl.h"
#include "uacce_compat.h"
#include "uacce_device.h"
#include "uacce_devargs.h"
#include "uacce_spread.h"

#define UACCE_SEC_PMD_NAME	uacce_sec
#define UACCE_SEC_PMD_ALIAS	crypto_uacce_sec

extern int uacce_sec_logtype;
extern uint8_t uacce_sec_driver_id;

/** One line, with the name of the DPDK device in front. */
#define UACCE_SEC_LOG(level, name, ...) \
	UACCE_LOG_LINE_NAME(level, uacce_sec_logtype, name, __VA_ARGS__)

/**
 * Entries of the rings of a soft device that serves inline, unless the devargs say otherwise. It
 * does nothing while operations pile up; rings of hardware's depth only drive data out of caches.
 */
#define UACCE_SEC_INLINE_DEPTH	256

/** Longest a stop waits for all queue pairs to finish what they have, seconds. */
#define UACCE_SEC_DRAIN_S	5

/** Rings of a queue pair, a hardware queue each. */
enum uacce_sec_ring_id {
	UACCE_SEC_FIRST,	/**< all requests, and the first step of those with two */
	UACCE_SEC_SECOND,	/**< second steps */
	UACCE_SEC_NB_RINGS,
};

/** Generations of descriptors, newest first (section 4). */
enum uacce_sec_gen {
	UACCE_SEC_BD3,		/**< QM v3 and later */
	UACCE_SEC_BD2,		/**< QM v2 */
	UACCE_SEC_NB_GENS,
};

/** A set of generations is a mask of these. */
#define UACCE_SEC_V3		(1u << UACCE_SEC_BD3)
#define UACCE_SEC_V2		(1u << UACCE_SEC_BD2)
#define UACCE_SEC_ALL		(UACCE_SEC_V2 | UACCE_SEC_V3)

/**
 * Where the fields lie that each operation sets, in bytes into the descriptor;
 * the only thing the data path has to know of a generation.
 */
struct uacce_sec_layout {
	uint32_t lists;		/**< bits of the first word: both sides are lists */
	uint32_t src_list;	/**< the source alone */
	uint8_t invalid_at;	/**< byte of the bit that lets it be completed undone */
	uint8_t invalid;	/**< the bit */
	uint8_t tag;		/**< 16 bits */
	uint8_t offsets;	/**< 16 bits of authentication, 16 of cipher */
	uint8_t lens;		/**< 32 bits of authentication, 32 of cipher */
	uint8_t src;		/**< this and all below: 64-bit addresses */
	uint8_t dst;
	uint8_t mac;
	uint8_t c_iv;
	uint8_t a_iv;
	uint8_t c_key;
	uint8_t a_key;
};

/** Fields that both generations have at the same place (4.2, 4.3). */
#define UACCE_SEC_DONE		offsetof(struct hisi_sec_sqe3, done_flag)

/** Why an operation was refused at enqueue. */
enum uacce_sec_reject {
	UACCE_SEC_REJECT_TYPE,		/**< neither symmetric, nor with a session or an xform */
	UACCE_SEC_REJECT_SESSION,	/**< none, of another driver, or for other hardware */
	UACCE_SEC_REJECT_XFORM,		/**< session-less, and the xform is not offered */
	UACCE_SEC_REJECT_MBUF,		/**< no source */
	UACCE_SEC_REJECT_POINTER,	/**< no digest or no AAD */
	UACCE_SEC_REJECT_RANGE,		/**< offset or length outside the mbufs */
	UACCE_SEC_REJECT_LENGTH,	/**< a length that the algorithm does not take */
	UACCE_SEC_REJECT_LIST,		/**< more segments than a hardware list has */
	UACCE_SEC_NB_REJECTS,
	UACCE_SEC_TAKEN,		/**< not refused */
	UACCE_SEC_LATER,		/**< not refused, but there is no room for it now */
};

/** What a session does; says which fields of an operation count. */
enum uacce_sec_kind {
	UACCE_SEC_NONE,		/**< no session of this driver */
	UACCE_SEC_CIPHER,
	UACCE_SEC_AUTH,
	UACCE_SEC_CHAIN,	/**< CBC and HMAC over the ciphertext, in one descriptor (4.7) */
	UACCE_SEC_AEAD,
	UACCE_SEC_STEPS,	/**< cipher and MAC of the ciphertext, a descriptor each */
};

/** What is left to do when an operation completed; flags. */
#define UACCE_SEC_AFTER_COMPARE	(1u << 0)	/**< the MAC computed with the digest given */
#define UACCE_SEC_AFTER_COPY	(1u << 1)	/**< part of the MAC to the digest */
#define UACCE_SEC_AFTER_LISTS	(1u << 2)	/**< what its lists took */
#define UACCE_SEC_AFTER_WIPE	(1u << 3)	/**< the session that was the slot's own */
#define UACCE_SEC_AFTER_XOR	(1u << 4)	/**< the MAC's first two blocks with one another */
#define UACCE_SEC_AFTER_STEP	(1u << 5)	/**< the second step, in the second ring */
#define UACCE_SEC_AFTER_LOST	(1u << 6)	/**< nothing: the second step never started */

/** Those that leave a MAC, or what one is made of, in the slot. */
#define UACCE_SEC_AFTER_MAC \
	(UACCE_SEC_AFTER_COMPARE | UACCE_SEC_AFTER_COPY | UACCE_SEC_AFTER_XOR)

/** Largest key, bytes: AES-256-XTS, and a block of SHA-512. */
#define UACCE_SEC_MAX_C_KEY	64
#define UACCE_SEC_MAX_A_KEY	128

/** Bytes in front of a CCM nonce and of CCM's AAD that the API leaves to drivers. */
#define UACCE_SEC_CCM_NONCE_AT	1
#define UACCE_SEC_CCM_AAD_AT	18

/** A session in the hardware's words, whatever the generation (4.4). */
struct uacce_sec_plan {
	uint8_t cipher;		/**< enum hisi_sec_cipher */
	uint8_t auth;		/**< enum hisi_sec_auth */
	bool auth_first;	/**< authenticate or verify, then cipher */
	bool stream;		/**< scene of hashes in type 3 (4.6) */
	uint8_t ai_gen;		/**< enum hisi_sec_ai_gen */
	uint8_t c_alg;
	uint8_t c_mode;
	uint8_t c_key_code;
	uint8_t ctr_mode;
	uint8_t icv_len;	/**< bytes of an AEAD tag */
	uint8_t a_alg;
	uint8_t mac_words;
	uint8_t a_key_words;
	uint16_t aad_len;	/**< AEAD: bytes in front of the payload */
	uint64_t c_key;		/**< address, 0 for none */
	uint64_t a_key;
};

/**
 * Session: validated descriptor templates and the keys they point to. Read-only
 * once created, so that any number of operations, lcores, queue pairs and devices
 * of this driver may share it; one that hardware of both generations can serve
 * has a template for either.
 */
struct uacce_sec_session {
	uint8_t sqe[UACCE_SEC_NB_GENS][HISI_QM_SQE_SIZE];	/**< all that no operation changes */
	/** The same of steps: cipher alone; of AEAD a block of nothing, in ECB mode. */
	uint8_t c_step[UACCE_SEC_NB_GENS][HISI_QM_SQE_SIZE];
	uint8_t a_step[UACCE_SEC_NB_GENS][HISI_QM_SQE_SIZE];	/**< authentication alone */
	uint8_t gens;		/**< generations that can serve it */
	uint8_t kind;		/**< enum uacce_sec_kind */
	uint8_t after;		/**< UACCE_SEC_AFTER_*, of each operation, or of the step of its MAC */
	uint8_t digest_len;	/**< bytes the application asked for */
	uint8_t block_mask;	/**< ciphered bytes are a multiple of this plus 1 */
	uint8_t nonce_len;	/**< CCM: bytes; 0: no CCM */
	uint8_t aad_at;		/**< first byte of AAD in its buffer */
	uint8_t iv_len;		/**< bytes; 0: none is read */
	bool a_iv;		/**< the IV is that of an authentication, too */
	uint16_t iv_offset;	/**< of the IV, from the start of the operation */
	uint16_t aad_len;
	/** Bytes of an operation: authenticated ones, or ciphered where there are no others. */
	uint32_t min_len[UACCE_SEC_NB_GENS];
	uint32_t max_len;
	uint32_t min_a_len[UACCE_SEC_NB_GENS];	/**< the same of the MAC of a request with steps */
	bool verify;			/**< a digest is given, not asked for */
	uint32_t done;			/**< done word of a success of @c sqe, see uacce_sec_held */
	uint8_t c_key[UACCE_SEC_MAX_C_KEY];
	uint8_t a_key[UACCE_SEC_MAX_A_KEY];
} __rte_cache_aligned;

/** One side of an operation with AAD: a block of two entries, or of one and the rest behind. */
struct uacce_sec_head {
	struct hisi_sgl list;
	struct hisi_sge entry[2];	/**< AAD, or where it could be written; data */
};

/** Where the data of an operation are: two addresses, or two of the slot's lists. */
struct uacce_sec_data {
	uint64_t src;
	uint64_t dst;
	uint32_t len;		/**< bytes */
	bool in_place;
	bool chained;
};

/** What a slot of the ring has for the operation in it. */
struct uacce_sec_slot {
	struct uacce_sec_head src;
	struct uacce_sec_head dst;
	uint8_t mac[HISI_SEC_MAX_MAC_LEN];	/**< written by the device, see @c after */
	uint8_t c_iv[HISI_SEC_IV_LEN];		/**< CCM: counter block */
	uint8_t a_iv[HISI_SEC_IV_LEN];		/**< CCM: first block */
	void *digest;		/**< where the operation has its digest */
	void *user;		/**< raw data path: what the application gets back */
	uint8_t after;		/**< UACCE_SEC_AFTER_* */
	uint8_t digest_len;
	uint8_t status;		/**< request with two steps: what came of the first */
} __rte_cache_aligned;

/**
 * What the driver remembers of the descriptor in a slot, in memory that the device does not
 * write: the result is compared with it.
 */
struct uacce_sec_held {
	uintptr_t op;		/**< operation with its marks */
	uint32_t done;		/**< done word of a success (4.10), and UACCE_SEC_VERIFIES */
};

/** The device verifies a MAC: a bit that no done word has. */
#define UACCE_SEC_VERIFIES	(1u << 31)

/** Done word of a success, by HISI_SEC_FLAG_* of what was asked for. */
#define UACCE_SEC_SUCCESS(flag) \
	(HISI_SEC_DONE | HISI_SEC_ICV_GOOD << HISI_SEC_ICV_S | (flag) << HISI_SEC_FLAG_S)

/** Marks in the low bits of the operation held for a slot. */
#define UACCE_SEC_SPECIAL	((uintptr_t)1)	/**< completion takes the long way */
#define UACCE_SEC_RAW		((uintptr_t)2)	/**< no operation; of the raw data path */
#define UACCE_SEC_MARKS		(UACCE_SEC_SPECIAL | UACCE_SEC_RAW)

/** What came out of a queue pair. */
struct uacce_sec_result {
	uintptr_t op;		/**< as in uacce_sec_held */
	void *user;
	uint8_t status;		/**< enum rte_crypto_op_status */
};

/** A hardware queue and all there is per slot of it. */
struct uacce_sec_ring {
	struct hisi_qm qm;
	struct uacce_sec_held *held;	/**< one for each slot */
	struct uacce_sec_slot *slots;
	/**
	 * Second ring: descriptors built, free-running. They are built together with
	 * the first step, and the device is told of them when that is done, in order.
	 */
	uint32_t built;
	struct hisi_sgl_pool sgl;
	uint32_t nb_slots;		/**< what all of this was made for */
} __rte_cache_aligned;

/**
 * Queue pair.
 *
 * A request with two steps has a slot of either ring from its enqueue until it is returned.
 * The dequeue that sees the first step complete lets the device have the second; if the
 * first failed, as a descriptor that is only to be completed (4.2, 4.3), so that
 * second steps stay in order. Requests are returned in the order of the first ring.
 */
struct uacce_sec_qp {
	struct uacce_sec_ring ring[UACCE_SEC_NB_RINGS];
	const struct uacce_sec_layout *layout;
	enum uacce_sec_gen gen;
	uint32_t cached;		/**< raw data path: built and not told of; producer */
	/* The consumer's. */
	uint32_t ahead;			/**< completions of the first ring seen and not released */
	uint32_t ready;			/**< the same of the second ring */
	uint32_t passed;		/**< second steps that may start and were not told of */
	uint32_t lost;			/**< second steps behind these that never will */
	uint32_t parked_head;		/**< consumer */
	uint32_t parked_tail;		/**< stop; the two are equal when nothing is parked */
	struct rte_cryptodev_stats stats;
	uint64_t rejects[UACCE_SEC_NB_REJECTS];
	/* Control path. */
	/** Finished when the rings were closed, until dequeued; as many as the first has slots. */
	struct uacce_sec_result *parked;
	uint32_t parked_mask;
	/** Of session-less operations, and copies of keys; one for each slot of the first ring. */
	struct uacce_sec_session *sessions;
	uint8_t *sink;			/**< where AAD may go; nobody reads it */
	uint16_t id;
	const struct uacce_device *device;
	const char *name;		/**< of the DPDK device */
} __rte_cache_aligned;

/** Bytes of the sink: the longest AAD. */
#define UACCE_SEC_SINK_SIZE	(HISI_SEC_MAX_OFFSET + 1)

/** Most capabilities of a device, with the one that ends them. */
#define UACCE_SEC_MAX_CAPS	48

/** Private data of a device. */
struct uacce_sec_dev {
	const char *name;		/**< of the DPDK device; the bus keeps it */
	enum uacce_sec_gen gen;
	struct uacce_spread spread;	/**< queue pairs spread over its accelerators */
	struct rte_cryptodev_capabilities caps[UACCE_SEC_MAX_CAPS];
};

extern struct rte_cryptodev_ops uacce_sec_ops;

/** A key length and the hardware's code for it. */
struct uacce_sec_key {
	uint8_t len;	/**< bytes; 0 behind the last */
	uint8_t code;	/**< HISI_SEC_KEY_* */
};

#define UACCE_SEC_NB_KEYS	3

/** A cipher that some generation has (4.1, 4.4). */
struct uacce_sec_cipher {
	enum rte_crypto_cipher_algorithm algo;
	struct uacce_sec_key key[UACCE_SEC_NB_KEYS];	/**< shortest first, in equal steps */
	uint8_t c_alg;		/**< enum hisi_sec_c_alg */
	uint8_t c_mode;		/**< enum hisi_sec_c_mode */
	uint8_t ctr_mode;	/**< HISI_SEC3_CTR_* */
	uint8_t block;		/**< bytes */
	uint8_t multiple;	/**< bytes that a length is a multiple of */
	uint8_t min_len;	/**< bytes */
	uint8_t iv_len;		/**< bytes */
	uint8_t gens;
};

/** A hash or MAC that some generation has (4.1, 4.6). */
struct uacce_sec_auth {
	enum rte_crypto_auth_algorithm algo;
	uint8_t a_alg;			/**< enum hisi_sec_a_alg */
	uint8_t block;			/**< bytes */
	struct rte_crypto_param_range key;
	struct rte_crypto_param_range digest;
	uint8_t mac_len;		/**< bytes that a digest of less is cut from; 0: words of it */
	uint8_t iv_len;
	uint8_t gens;
	uint8_t empty;			/**< generations that take no data at all */
};

/** An AEAD algorithm that some generation has (4.1, 4.8). */
struct uacce_sec_aead {
	enum rte_crypto_aead_algorithm algo;
	struct uacce_sec_key key[UACCE_SEC_NB_KEYS];
	uint8_t c_alg;
	uint8_t c_mode;
	struct rte_crypto_param_range digest;
	struct rte_crypto_param_range aad;
	struct rte_crypto_param_range iv;
	uint8_t gens;
};

/** Find an algorithm; NULL where no generation has it. */
const struct uacce_sec_cipher *uacce_sec_cipher_find(enum rte_crypto_cipher_algorithm algo);
const struct uacce_sec_auth *uacce_sec_auth_find(enum rte_crypto_auth_algorithm algo);
const struct uacce_sec_aead *uacce_sec_aead_find(enum rte_crypto_aead_algorithm algo);

/** Generations that chain the two in one descriptor (4.1). */
uint8_t uacce_sec_chain_gens(enum rte_crypto_cipher_algorithm cipher,
		enum rte_crypto_auth_algorithm auth);

/** Key lengths as a range; tables keep them in equal steps. */
struct rte_crypto_param_range uacce_sec_key_range(
		const struct uacce_sec_key key[UACCE_SEC_NB_KEYS]);

/** Write the capabilities of a generation, ended. */
void uacce_sec_caps_fill(enum uacce_sec_gen gen,
		struct rte_cryptodev_capabilities caps[UACCE_SEC_MAX_CAPS]);

/** Layout of a generation. */
const struct uacce_sec_layout *uacce_sec_bd2_layout(void);
const struct uacce_sec_layout *uacce_sec_bd3_layout(void);

/** Encode a template. */
void uacce_sec_bd2_encode(const struct uacce_sec_plan *plan, struct hisi_sec_sqe2 *sqe);
void uacce_sec_bd3_encode(const struct uacce_sec_plan *plan, struct hisi_sec_sqe3 *sqe);

/**
 * Build descriptors up to the first operation that is not plain or not of the
 * session; the run ends with the ring at the latest.
 *
 * @param slot
 *   First slot; @p nb_ops slots follow it before the end of the ring.
 * @return
 *   Descriptors built.
 */
uint32_t uacce_sec_bd2_run(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_session *sess, struct rte_crypto_op **ops, uint32_t nb_ops);
uint32_t uacce_sec_bd3_run(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_session *sess, struct rte_crypto_op **ops, uint32_t nb_ops);

/** Why there is no session of xforms, for the log. */
struct uacce_sec_refusal {
	enum rte_crypto_sym_xform_type type;	/**< of the xform that is at fault */
	int algo;		/**< algorithm of its kind; 0 for none */
	/** What is wrong, or has the wrong length; NULL: the algorithm itself. */
	const char *what;
	bool is_length;
	uint32_t length;	/**< bytes that were asked for */
	struct rte_crypto_param_range offered;	/**< those that there are */
	enum uacce_sec_gen gen;	/**< generation that does not have the algorithm */
};

/** Write one ERR line: what there is not, of which algorithm, and what is offered. */
void uacce_sec_refusal_log(const char *dev_name, const char *there_is,
		const struct uacce_sec_refusal *why);

/**
 * Make a session of xforms. Allocates and logs nothing, so that the data path may
 * do it for a session-less operation.
 *
 * @param gen
 *   Generation that must be able to serve it.
 * @param[out] sess
 *   Session, to be wiped by the caller also after an error.
 * @param[out] why
 *   After an error, what is wrong; else untouched.
 * @return
 *   0; -ENOTSUP for what the capabilities do not list, -EINVAL for malformed.
 */
int uacce_sec_session_fill(enum uacce_sec_gen gen, const struct rte_crypto_sym_xform *xform,
		struct uacce_sec_session *sess, struct uacce_sec_refusal *why);

/** cryptodev ops: sessions. */
unsigned int uacce_sec_session_size(struct rte_cryptodev *dev);
int uacce_sec_session_configure(struct rte_cryptodev *dev, struct rte_crypto_sym_xform *xform,
		struct rte_cryptodev_sym_session *session);
void uacce_sec_session_clear(struct rte_cryptodev *dev,
		struct rte_cryptodev_sym_session *session);

/**
 * The driver's part of a session.
 *
 * @return
 *   NULL for none, for one of another driver, and for one that the generation
 *   cannot serve.
 */
static inline const struct uacce_sec_session *
uacce_sec_session_of(const void *session, enum uacce_sec_gen gen)
{
	const struct rte_cryptodev_sym_session *s = session;
	const struct uacce_sec_session *sess;

	if (unlikely(s == NULL || s->driver_id != uacce_sec_driver_id))
		return NULL;
	sess = (const struct uacce_sec_session *)s->driver_priv_data;
	return likely((sess->gens & 1u << gen) != 0) ? sess : NULL;
}

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

/** What one call of a dequeue function knows. */
struct uacce_sec_visit {
	bool turn[UACCE_SEC_NB_RINGS];	/**< an inline device may still have one for a ring */
	bool looked;			/**< for completions ahead of the oldest request */
	/** Oldest requests of a ring that will never complete, see uacce_sec_ring_poll(). */
	uint32_t dead[UACCE_SEC_NB_RINGS];
};

/** A visit that begins. */
#define UACCE_SEC_VISIT	((struct uacce_sec_visit){ .turn = { true, true } })

/**
 * Dequeue operations on the slow path, which takes all.
 *
 * @param turn
 *   Whether an inline device may have a turn for the first ring.
 * @return
 *   Operations; they end before a request of the raw data path.
 */
uint32_t uacce_sec_dequeue_in_order(struct uacce_sec_qp *qp, struct rte_crypto_op **ops,
		uint32_t nb_ops, bool turn);

/**
 * The oldest request, if it is over.
 *
 * @param visit
 *   The call that asks, which may ask for more.
 * @param raw
 *   Whether it is to be of the raw data path; those of another kind in front of it
 *   hide it.
 * @return
 *   Whether there is one.
 */
bool uacce_sec_next(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit, bool raw,
		struct uacce_sec_result *result);

/** Burst functions; contract in the guide. */
uint16_t uacce_sec_enqueue_burst(void *qp, struct rte_crypto_op **ops, uint16_t nb_ops);
uint16_t uacce_sec_dequeue_burst(void *qp, struct rte_crypto_op **ops, uint16_t nb_ops);

/**
 * Release a queue pair and what it holds; operations not dequeued are dropped
 * with a WARNING. @return 0.
 */
int uacce_sec_qp_release(struct rte_cryptodev *dev, uint16_t qp_id);

/**
 * Park what the rings have completed, from where the next dequeues return it. Does not wait;
 * an inline device has its turns.
 *
 * @return
 *   Descriptors that the device still has.
 */
uint32_t uacce_sec_drain(struct uacce_sec_qp *qp);

/**
 * Park what the device still has, with an error status. The rings are to be closed before
 * that is dequeued. One ERR line names a queue pair that had any.
 */
void uacce_sec_give_up(struct uacce_sec_qp *qp);

/** cryptodev ops: raw data path. */
int uacce_sec_raw_ctx_size(struct rte_cryptodev *dev);
int uacce_sec_raw_configure(struct rte_cryptodev *dev, uint16_t qp_id,
		struct rte_crypto_raw_dp_ctx *ctx, enum rte_crypto_op_sess_type sess_type,
		union rte_cryptodev_session_ctx session_ctx, uint8_t is_update);

/** Operations parked, as either side sees them. */
static inline uint32_t
uacce_sec_nb_parked(const struct uacce_sec_qp *qp)
{
	return __atomic_load_n(&qp->parked_tail, __ATOMIC_ACQUIRE) -
		__atomic_load_n(&qp->parked_head, __ATOMIC_ACQUIRE);
}

/**
 * Descriptors that may be built now. None while something is parked: what the ring
 * takes must find room there when it is closed again. None when either ring is dead:
 * the queue pair is, then.
 */
static inline uint32_t
uacce_sec_room(const struct uacce_sec_qp *qp)
{
	const struct hisi_qm *qm = &qp->ring[UACCE_SEC_FIRST].qm;
	uint32_t room = hisi_qm_free(qm);

	return likely(uacce_sec_nb_parked(qp) == 0 && hisi_qm_can_submit(qm) &&
			hisi_qm_can_submit(&qp->ring[UACCE_SEC_SECOND].qm)) ? room : 0;
}

#endif /* UACCE_SEC_PRIVATE_H */
