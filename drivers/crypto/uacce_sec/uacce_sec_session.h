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
 * Offsets in bytes of the fields of a descriptor that differ between operations. The data path
 * needs to know no more of a generation.
 */
struct uacce_sec_layout {
	uint32_t lists;		/**< bits of the first word: source and destination are lists */
	uint32_t src_list;	/**< bits of the first word: the source is a list */
	uint8_t invalid_at;	/**< byte with the bit @c invalid */
	uint8_t invalid;	/**< bit: the device completes the descriptor without work */
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

/** Offset of the done word, the same in both generations (4.2, 4.3). */
#define UACCE_SEC_DONE		offsetof(struct hisi_sec_sqe3, done_flag)

/** What a session does, which decides about the fields of an operation that count. */
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

/** Bytes that the API has in front of a CCM nonce and of CCM's AAD, for drivers to use. */
#define UACCE_SEC_CCM_NONCE_AT	1
#define UACCE_SEC_CCM_AAD_AT	18

/** Codes and lengths of a descriptor template, for either generation (4.4). */
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
 * Session: templates of descriptors, made of xforms that were checked, and the keys that they
 * point to. It is not changed any more, so any number of operations, lcores, queue pairs and
 * devices of this driver may share it. It has a template for each generation that can serve it.
 */
struct __rte_cache_aligned uacce_sec_session {
	/** Templates of the only descriptor of a request. */
	uint8_t sqe[UACCE_SEC_NB_GENS][HISI_QM_SQE_SIZE];
	/** Templates of a step that ciphers; of AEAD, of a block in ECB mode, see plan_empty(). */
	uint8_t c_step[UACCE_SEC_NB_GENS][HISI_QM_SQE_SIZE];
	uint8_t a_step[UACCE_SEC_NB_GENS][HISI_QM_SQE_SIZE];	/**< a step that authenticates */
	uint8_t gens;		/**< generations that can serve it */
	uint8_t kind;		/**< enum uacce_sec_kind */
	uint8_t after;		/**< UACCE_SEC_AFTER_*, of the descriptor that makes the MAC */
	uint8_t digest_len;	/**< bytes of the digest of an operation */
	uint8_t block_mask;	/**< the number of ciphered bytes has none of these bits */
	uint8_t nonce_len;	/**< bytes of the nonce of CCM; 0: not CCM */
	uint8_t aad_at;		/**< first byte of AAD in its buffer */
	uint8_t iv_len;		/**< bytes; 0: no IV is read */
	bool a_iv;		/**< the IV is also that of the authentication */
	uint16_t iv_offset;	/**< of the IV, from the start of the operation */
	uint16_t aad_len;
	/** Limits of the bytes that are authenticated; of those ciphered, if a cipher is used. */
	uint32_t min_len[UACCE_SEC_NB_GENS];
	uint32_t max_len;
	uint32_t min_a_len[UACCE_SEC_NB_GENS];	/**< least bytes of a step that authenticates */
	bool verify;			/**< the digest is compared, not generated */
	uint32_t done;			/**< of @c sqe, see struct uacce_sec_op */
	uint8_t c_key[UACCE_SEC_MAX_C_KEY];
	uint8_t a_key[UACCE_SEC_MAX_A_KEY];
};

/** Most capabilities of a device, with the end mark. */
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
	uint8_t mac_len;		/**< bytes of the MAC; 0: whole words of the digest */
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

/** Why no session can be made of xforms, for the log. */
struct uacce_sec_refusal {
	enum rte_crypto_sym_xform_type type;	/**< of the xform that is not supported */
	int algo;		/**< algorithm of this type; 0 for none */
	/** What is wrong with it, or which part has a wrong length; NULL: the algorithm. */
	const char *what;
	bool is_length;
	uint32_t length;	/**< bytes in the xform */
	struct rte_crypto_param_range offered;	/**< bytes that are supported */
	enum uacce_sec_gen gen;	/**< generation that does not have the algorithm */
};

/** Log one ERR line: what cannot be made, of which algorithm, why, and what is supported. */
void uacce_sec_refusal_log(const char *dev_name, const char *there_is,
		const struct uacce_sec_refusal *why);

/** Plans of all templates of a session; those of steps are zero where there are none. */
struct uacce_sec_plans {
	struct uacce_sec_plan whole;
	struct uacce_sec_plan c_step;
	struct uacce_sec_plan a_step;
};

/** Generation that must serve a session, and where the reason goes if it cannot. */
struct uacce_sec_plan_goal {
	enum uacce_sec_gen gen;
	struct uacce_sec_refusal *why;
};

/** Plan a session of xforms; as uacce_sec_session_fill(). */
int uacce_sec_plan_xforms(struct uacce_sec_plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_sym_xform *xform, const struct uacce_sec_plan_goal *goal);

/**
 * Make a session of xforms. It allocates and logs nothing, so that the data path may call it for
 * a session-less operation.
 *
 * @param gen
 *   Generation that must be able to serve it.
 * @param[out] sess
 *   Session, to be wiped by the caller also after an error.
 * @param[out] why
 *   Set after an error alone.
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
