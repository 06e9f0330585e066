/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_SESSION_H
#define UACCE_SEC_SESSION_H

/**
 * @file
 * Sessions, and the algorithms and layouts of descriptors that they are made of.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_cryptodev.h>

#include <cryptodev_pmd.h>

#include "hisi_qm.h"
#include "hw/hisi_sec_bd.h"
#include "uacce_compat.h"

extern uint8_t uacce_sec_driver_id;

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

/** What a session does; says which fields of an operation count. */
enum uacce_sec_kind {
	UACCE_SEC_NONE,		/**< no session of this driver */
	UACCE_SEC_CIPHER,
	UACCE_SEC_AUTH,
	UACCE_SEC_CHAIN,	/**< CBC and HMAC over the ciphertext, in one descriptor (4.7) */
	UACCE_SEC_AEAD,
	UACCE_SEC_STEPS,	/**< cipher and MAC of the ciphertext, a descriptor each */
};

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

/** Most capabilities of a device, with the one that ends them. */
#define UACCE_SEC_MAX_CAPS	48

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

/* All descriptors of a session, to be; those of steps only where there are any. */
struct uacce_sec_plans {
	struct uacce_sec_plan whole;
	struct uacce_sec_plan c_step;
	struct uacce_sec_plan a_step;
};

/* What a session is made for, and where a reason for the log goes. */
struct uacce_sec_plan_for {
	enum uacce_sec_gen gen;
	struct uacce_sec_refusal *why;
};

/** Plan a session of xforms; as uacce_sec_session_fill(). */
int uacce_sec_plan_xforms(struct uacce_sec_plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_sym_xform *xform, const struct uacce_sec_plan_for *req);

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

#endif /* UACCE_SEC_SESSION_H */
