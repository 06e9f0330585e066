/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Plans of sessions: xforms are checked here, once, and become codes and lengths of descriptors
 * that do not depend on the generation.
 */

#include <errno.h>

#include "uacce_sec_private.h"

/* Refuse an xform for a reason that has no value to compare. */
static int
refuse(const struct uacce_sec_plan_goal *goal, int error, enum rte_crypto_sym_xform_type type,
		int algo, const char *what)
{
	memset(goal->why, 0, sizeof(*goal->why));
	goal->why->type = type;
	goal->why->algo = algo;
	goal->why->what = what;
	return error;
}

/* Refuse an xform because of a length. */
static int
refuse_length(const struct uacce_sec_plan_goal *goal, enum rte_crypto_sym_xform_type type,
		int algo, const char *what, uint32_t length,
		const struct rte_crypto_param_range *offered)
{
	refuse(goal, -ENOTSUP, type, algo, what);
	goal->why->is_length = true;
	goal->why->length = length;
	goal->why->offered = *offered;
	return -ENOTSUP;
}

/* Refuse an algorithm that no hardware has, or that this generation does not have. */
static int
refuse_algo(const struct uacce_sec_plan_goal *goal, enum rte_crypto_sym_xform_type type, int algo)
{
	refuse(goal, -ENOTSUP, type, algo, NULL);
	goal->why->gen = goal->gen;
	return -ENOTSUP;
}

#define CIPHER	RTE_CRYPTO_SYM_XFORM_CIPHER
#define AUTH	RTE_CRYPTO_SYM_XFORM_AUTH
#define AEAD	RTE_CRYPTO_SYM_XFORM_AEAD

static bool
is_in_range(uint32_t n, const struct rte_crypto_param_range *range)
{
	if (n < range->min || n > range->max)
		return false;
	return range->increment == 0 ? n == range->min || n == range->max :
		(n - range->min) % range->increment == 0;
}

/* Find the code of a key length; NULL if it is not supported. */
static const struct uacce_sec_key *
find_key(const struct uacce_sec_key key[UACCE_SEC_NB_KEYS], uint16_t len)
{
	unsigned int i;

	for (i = 0; i < UACCE_SEC_NB_KEYS && key[i].len != 0; i++)
		if (key[i].len == len)
			return &key[i];
	return NULL;
}

/* Copy a cipher key to the session, for descriptors to point to. */
static int
plan_c_key(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct uacce_sec_key *keys, const uint8_t *data, uint16_t len,
		const struct uacce_sec_plan_goal *goal, enum rte_crypto_sym_xform_type type,
		int algo)
{
	const struct rte_crypto_param_range offered = uacce_sec_key_range(keys);
	const struct uacce_sec_key *key = find_key(keys, len);

	if (key == NULL)
		return refuse_length(goal, type, algo, "key", len, &offered);
	if (data == NULL)
		return refuse(goal, -EINVAL, type, algo, "no key");
	memcpy(sess->c_key, data, len);
	plan->c_key = (uintptr_t)sess->c_key;
	plan->c_key_code = key->code;
	return 0;
}

static int
plan_cipher(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct rte_crypto_cipher_xform *xform, const struct uacce_sec_plan_goal *goal)
{
	const struct uacce_sec_cipher *alg = uacce_sec_cipher_find(xform->algo);
	struct rte_crypto_param_range iv = { 0 };

	if (alg == NULL || (alg->gens & 1u << goal->gen) == 0)
		return refuse_algo(goal, CIPHER, xform->algo);
	if ((unsigned int)xform->op > RTE_CRYPTO_CIPHER_OP_DECRYPT)
		return refuse(goal, -EINVAL, CIPHER, xform->algo, "neither encrypt nor decrypt");
	iv.min = alg->iv_len;
	iv.max = alg->iv_len;
	if (xform->iv.length != alg->iv_len)
		return refuse_length(goal, CIPHER, xform->algo, "IV", xform->iv.length, &iv);
	/* The API ignores dataunit_len, as the driver does not have its feature flag. */
	plan->cipher = xform->op == RTE_CRYPTO_CIPHER_OP_ENCRYPT ?
		HISI_SEC_CIPHER_ENCRYPT : HISI_SEC_CIPHER_DECRYPT;
	plan->c_alg = alg->c_alg;
	plan->c_mode = alg->c_mode;
	plan->ctr_mode = alg->ctr_mode;
	sess->gens &= alg->gens;
	sess->iv_len = alg->iv_len;
	/* Without an IV the offset may be anything, and must not be used. */
	sess->iv_offset = alg->iv_len != 0 ? xform->iv.offset : 0;
	sess->block_mask = alg->multiple - 1;
	sess->min_len[UACCE_SEC_BD2] = alg->min_len;
	sess->min_len[UACCE_SEC_BD3] = alg->min_len;
	return plan_c_key(plan, sess, alg->key, xform->key.data, xform->key.length, goal, CIPHER,
			xform->algo);
}

/*
 * Copy an authentication key to the session. Its length is in words, and HMAC fills a key with
 * zeros itself, so that those in the last word change nothing (4.6). The capabilities have no
 * key longer than a block. The key of an algorithm without one is ignored.
 */
static int
plan_a_key(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct uacce_sec_auth *alg, const struct rte_crypto_auth_xform *xform,
		const struct uacce_sec_plan_goal *goal)
{
	if (alg->key.max == 0)
		return 0;
	if (!is_in_range(xform->key.length, &alg->key))
		return refuse_length(goal, AUTH, xform->algo, "key", xform->key.length, &alg->key);
	if (xform->key.data == NULL)
		return refuse(goal, -EINVAL, AUTH, xform->algo, "no key");
	memcpy(sess->a_key, xform->key.data, xform->key.length);
	plan->a_key = (uintptr_t)sess->a_key;
	plan->a_key_words = (xform->key.length + 3) / 4;
	return 0;
}

/* Plan a MAC: the device writes whole words, of which the digest may be a part. */
static void
plan_mac(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct uacce_sec_auth *alg, uint16_t digest_len)
{
	uint8_t mac_len = alg->mac_len != 0 ? alg->mac_len : RTE_ALIGN_CEIL(digest_len, 4);

	plan->mac_words = mac_len / 4;
	sess->digest_len = digest_len;
	if (mac_len != digest_len)
		sess->after = UACCE_SEC_AFTER_COPY;
}

static int
plan_auth(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct rte_crypto_auth_xform *xform, const struct uacce_sec_plan_goal *goal)
{
	const struct uacce_sec_auth *alg = uacce_sec_auth_find(xform->algo);
	struct rte_crypto_param_range iv = { 0 };
	unsigned int gen;

	if (alg == NULL || (alg->gens & 1u << goal->gen) == 0)
		return refuse_algo(goal, AUTH, xform->algo);
	if ((unsigned int)xform->op > RTE_CRYPTO_AUTH_OP_GENERATE)
		return refuse(goal, -EINVAL, AUTH, xform->algo, "neither verify nor generate");
	if (!is_in_range(xform->digest_length, &alg->digest))
		return refuse_length(goal, AUTH, xform->algo, "digest", xform->digest_length,
				&alg->digest);
	iv.min = alg->iv_len;
	iv.max = alg->iv_len;
	/* The API ignores the field where the algorithm has no IV. */
	if (alg->iv_len != 0 && xform->iv.length != alg->iv_len)
		return refuse_length(goal, AUTH, xform->algo, "IV", xform->iv.length, &iv);
	plan->auth = HISI_SEC_AUTH_CALCULATE;
	plan->a_alg = alg->a_alg;
	sess->verify = xform->op == RTE_CRYPTO_AUTH_OP_VERIFY;
	sess->gens &= alg->gens;
	for (gen = 0; gen < UACCE_SEC_NB_GENS; gen++)
		sess->min_a_len[gen] = (alg->empty & 1u << gen) == 0;
	plan_mac(plan, sess, alg, xform->digest_length);
	return plan_a_key(plan, sess, alg, xform, goal);
}

/* Plan an authentication alone: the device computes the MAC, and the driver compares (4.6). */
static int
plan_auth_only(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct rte_crypto_auth_xform *xform, const struct uacce_sec_plan_goal *goal)
{
	const struct uacce_sec_auth *alg = uacce_sec_auth_find(xform->algo);
	int ret;

	ret = plan_auth(plan, sess, xform, goal);
	if (ret < 0)
		return ret;
	sess->kind = UACCE_SEC_AUTH;
	sess->max_len = HISI_SEC_MAX_LEN;
	memcpy(sess->min_len, sess->min_a_len, sizeof(sess->min_len));
	if (sess->verify)
		sess->after = UACCE_SEC_AFTER_COMPARE;
	plan->stream = alg->iv_len == 0;
	if (alg->iv_len != 0) {
		plan->ai_gen = HISI_SEC_AI_GEN_ADDR;
		sess->a_iv = true;
		sess->iv_len = alg->iv_len;
		sess->iv_offset = xform->iv.offset;
	}
	return 0;
}

static int
plan_cipher_only(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct rte_crypto_cipher_xform *xform, const struct uacce_sec_plan_goal *goal)
{
	sess->kind = UACCE_SEC_CIPHER;
	sess->max_len = HISI_SEC_MAX_LEN;
	return plan_cipher(plan, sess, xform, goal);
}

/* Plan the two steps of a chain, for requests that one descriptor cannot do. */
static void
plan_steps(struct uacce_sec_plans *plans)
{
	const struct uacce_sec_plan *plan = &plans->whole;

	plans->c_step = *plan;
	plans->c_step.auth = HISI_SEC_AUTH_NONE;
	plans->c_step.auth_first = false;
	plans->c_step.a_alg = 0;
	plans->c_step.mac_words = 0;
	plans->c_step.a_key_words = 0;
	plans->c_step.a_key = 0;
	plans->a_step.auth = HISI_SEC_AUTH_CALCULATE;
	plans->a_step.stream = true;
	plans->a_step.a_alg = plan->a_alg;
	plans->a_step.mac_words = plan->mac_words;
	plans->a_step.a_key_words = plan->a_key_words;
	plans->a_step.a_key = plan->a_key;
}

/*
 * Plan a chain: encrypt, then authenticate the ciphertext; or verify, then decrypt. One
 * descriptor does it where the hardware has the pair of algorithms and the digest has whole
 * words, which the device verifies (4.7). It is not known whether hardware can authenticate the
 * plaintext (section 6, item 13).
 */
static int
plan_chain(struct uacce_sec_plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_cipher_xform *cipher,
		const struct rte_crypto_auth_xform *auth, const struct uacce_sec_plan_goal *goal)
{
	const uint8_t one = uacce_sec_chain_gens(cipher->algo, auth->algo);
	struct uacce_sec_plan *plan = &plans->whole;
	int ret;

	ret = plan_cipher(plan, sess, cipher, goal);
	if (ret == 0)
		ret = plan_auth(plan, sess, auth, goal);
	if (ret < 0)
		return ret;
	if (sess->verify != (plan->cipher == HISI_SEC_CIPHER_DECRYPT))
		return refuse(goal, -ENOTSUP, AUTH, auth->algo, sess->verify ?
				"verify with encrypt, offered is generate" :
				"generate with decrypt, offered is verify");
	if (uacce_sec_auth_find(auth->algo)->iv_len != 0)
		return refuse(goal, -ENOTSUP, AUTH, auth->algo, "in a chain, it is offered alone");
	plan_steps(plans);
	sess->kind = UACCE_SEC_STEPS;
	sess->max_len = HISI_SEC_MAX_LEN;
	if ((one & 1u << goal->gen) == 0 || sess->after != 0)
		return 0;
	sess->gens &= one;
	sess->kind = UACCE_SEC_CHAIN;
	plan->auth_first = sess->verify;
	if (sess->verify)
		plan->auth = HISI_SEC_AUTH_VERIFY;
	return 0;
}

/* Most bytes of CCM: its length field has the bytes of 15 that the nonce leaves. */
static uint32_t
ccm_max_len(uint8_t nonce_len)
{
	uint32_t bytes = 15 - nonce_len;

	return bytes >= 4 ? UINT32_MAX : (1u << 8 * bytes) - 1;
}

static void
plan_aead_lens(struct uacce_sec_session *sess, const struct rte_crypto_aead_xform *xform)
{
	sess->max_len = HISI_SEC_MAX_LEN - xform->aad_length;
	/* v2 takes no AAD without payload (4.8). With neither of them, see plan_empty(). */
	sess->min_len[UACCE_SEC_BD2] = xform->aad_length != 0;
	if (xform->algo != RTE_CRYPTO_AEAD_AES_CCM)
		return;
	sess->nonce_len = xform->iv.length;
	sess->aad_at = UACCE_SEC_CCM_AAD_AT;
	sess->max_len = RTE_MIN(sess->max_len, ccm_max_len(xform->iv.length));
}

/*
 * Plan AEAD of neither AAD nor payload, which the hardware does not take (4.8; section 6, item
 * 19): the tag is the cipher of one block in GCM, and the sum of the ciphers of two in CCM.
 */
static void
plan_empty(struct uacce_sec_plans *plans)
{
	plans->c_step.cipher = HISI_SEC_CIPHER_ENCRYPT;
	plans->c_step.c_alg = plans->whole.c_alg;
	plans->c_step.c_mode = HISI_SEC_C_MODE_ECB;
	plans->c_step.c_key_code = plans->whole.c_key_code;
	plans->c_step.c_key = plans->whole.c_key;
}

static int
plan_aead(struct uacce_sec_plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_aead_xform *xform, const struct uacce_sec_plan_goal *goal)
{
	const struct uacce_sec_aead *alg = uacce_sec_aead_find(xform->algo);
	struct uacce_sec_plan *plan = &plans->whole;
	int ret;

	if (alg == NULL || (alg->gens & 1u << goal->gen) == 0)
		return refuse_algo(goal, AEAD, xform->algo);
	if ((unsigned int)xform->op > RTE_CRYPTO_AEAD_OP_DECRYPT)
		return refuse(goal, -EINVAL, AEAD, xform->algo, "neither encrypt nor decrypt");
	if (!is_in_range(xform->iv.length, &alg->iv))
		return refuse_length(goal, AEAD, xform->algo, "IV", xform->iv.length, &alg->iv);
	if (!is_in_range(xform->digest_length, &alg->digest))
		return refuse_length(goal, AEAD, xform->algo, "digest", xform->digest_length,
				&alg->digest);
	if (!is_in_range(xform->aad_length, &alg->aad))
		return refuse_length(goal, AEAD, xform->algo, "AAD", xform->aad_length, &alg->aad);
	ret = plan_c_key(plan, sess, alg->key, xform->key.data, xform->key.length, goal, AEAD,
			xform->algo);
	if (ret < 0)
		return ret;
	plan->cipher = xform->op == RTE_CRYPTO_AEAD_OP_ENCRYPT ?
		HISI_SEC_CIPHER_ENCRYPT : HISI_SEC_CIPHER_DECRYPT;
	plan->auth_first = xform->op == RTE_CRYPTO_AEAD_OP_DECRYPT;
	plan->c_alg = alg->c_alg;
	plan->c_mode = alg->c_mode;
	plan->icv_len = xform->digest_length;
	plan->aad_len = xform->aad_length;
	plan->a_key = plan->c_key;
	sess->kind = UACCE_SEC_AEAD;
	sess->gens &= alg->gens;
	sess->digest_len = xform->digest_length;
	sess->aad_len = xform->aad_length;
	sess->iv_len = xform->iv.length;
	sess->iv_offset = xform->iv.offset;
	sess->a_iv = true;
	sess->verify = xform->op == RTE_CRYPTO_AEAD_OP_DECRYPT;
	plan_aead_lens(sess, xform);
	plan_empty(plans);
	return 0;
}

/* The algorithm of an xform. */
static int
algo_of(const struct rte_crypto_sym_xform *xform)
{
	switch (xform->type) {
	case CIPHER:
		return xform->cipher.algo;
	case AUTH:
		return xform->auth.algo;
	case AEAD:
		return xform->aead.algo;
	default:
		return 0;
	}
}

int
uacce_sec_plan_xforms(struct uacce_sec_plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_sym_xform *xform, const struct uacce_sec_plan_goal *goal)
{
	const struct rte_crypto_sym_xform *next = xform->next;

	if (next == NULL) {
		switch (xform->type) {
		case CIPHER:
			return plan_cipher_only(&plans->whole, sess, &xform->cipher, goal);
		case AUTH:
			return plan_auth_only(&plans->whole, sess, &xform->auth, goal);
		case AEAD:
			return plan_aead(plans, sess, &xform->aead, goal);
		default:
			return refuse(goal, -EINVAL, xform->type, 0, "no such type of xform");
		}
	}
	if (next->next != NULL)
		return refuse(goal, -ENOTSUP, xform->type, algo_of(xform),
				"first of more than two xforms, offered are two");
	if (xform->type == CIPHER && next->type == AUTH &&
			xform->cipher.op == RTE_CRYPTO_CIPHER_OP_ENCRYPT)
		return plan_chain(plans, sess, &xform->cipher, &next->auth, goal);
	if (xform->type == AUTH && next->type == CIPHER &&
			next->cipher.op == RTE_CRYPTO_CIPHER_OP_DECRYPT)
		return plan_chain(plans, sess, &next->cipher, &xform->auth, goal);
	return refuse(goal, -ENOTSUP, xform->type, algo_of(xform), "first of these two xforms, "
			"offered are encrypt and generate, and verify and decrypt");
}
