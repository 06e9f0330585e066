/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Plans of sessions: everything that can be refused is refused here, once. A session is
 * planned in the hardware's words first, then encoded for each generation that
 * has what it needs.
 */

#include <errno.h>

#include "uacce_sec_private.h"

/* Refuse an algorithm, or for a reason that no value tells. */
static int
refuse(const struct uacce_sec_plan_for *req, int error, enum rte_crypto_sym_xform_type type, int algo,
		const char *what)
{
	memset(req->why, 0, sizeof(*req->why));
	req->why->type = type;
	req->why->algo = algo;
	req->why->what = what;
	return error;
}

/* Refuse a length of something. */
static int
refuse_length(const struct uacce_sec_plan_for *req, enum rte_crypto_sym_xform_type type, int algo,
		const char *what, uint32_t length, const struct rte_crypto_param_range *offered)
{
	refuse(req, -ENOTSUP, type, algo, what);
	req->why->is_length = true;
	req->why->length = length;
	req->why->offered = *offered;
	return -ENOTSUP;
}

/* Refuse an algorithm that there is none of, or not on this hardware. */
static int
refuse_algo(const struct uacce_sec_plan_for *req, enum rte_crypto_sym_xform_type type, int algo)
{
	refuse(req, -ENOTSUP, type, algo, NULL);
	req->why->gen = req->gen;
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

/* The code of a key length; NULL if there is none. */
static const struct uacce_sec_key *
find_key(const struct uacce_sec_key key[UACCE_SEC_NB_KEYS], uint16_t len)
{
	unsigned int i;

	for (i = 0; i < UACCE_SEC_NB_KEYS && key[i].len != 0; i++)
		if (key[i].len == len)
			return &key[i];
	return NULL;
}

/* A copy of a cipher key: descriptors point to it as long as the session lives. */
static int
plan_c_key(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct uacce_sec_key *keys, const uint8_t *data, uint16_t len,
		const struct uacce_sec_plan_for *req, enum rte_crypto_sym_xform_type type, int algo)
{
	const struct rte_crypto_param_range offered = uacce_sec_key_range(keys);
	const struct uacce_sec_key *key = find_key(keys, len);

	if (key == NULL)
		return refuse_length(req, type, algo, "key", len, &offered);
	if (data == NULL)
		return refuse(req, -EINVAL, type, algo, "no key");
	memcpy(sess->c_key, data, len);
	plan->c_key = (uintptr_t)sess->c_key;
	plan->c_key_code = key->code;
	return 0;
}

static int
plan_cipher(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct rte_crypto_cipher_xform *xform, const struct uacce_sec_plan_for *req)
{
	const struct uacce_sec_cipher *alg = uacce_sec_cipher_find(xform->algo);
	struct rte_crypto_param_range iv = { 0 };

	if (alg == NULL || (alg->gens & 1u << req->gen) == 0)
		return refuse_algo(req, CIPHER, xform->algo);
	if ((unsigned int)xform->op > RTE_CRYPTO_CIPHER_OP_DECRYPT)
		return refuse(req, -EINVAL, CIPHER, xform->algo, "neither encrypt nor decrypt");
	iv.min = alg->iv_len;
	iv.max = alg->iv_len;
	if (xform->iv.length != alg->iv_len)
		return refuse_length(req, CIPHER, xform->algo, "IV", xform->iv.length, &iv);
	/* Not so dataunit_len: without its feature flag the API has it not count. */
	plan->cipher = xform->op == RTE_CRYPTO_CIPHER_OP_ENCRYPT ?
		HISI_SEC_CIPHER_ENCRYPT : HISI_SEC_CIPHER_DECRYPT;
	plan->c_alg = alg->c_alg;
	plan->c_mode = alg->c_mode;
	plan->ctr_mode = alg->ctr_mode;
	sess->gens &= alg->gens;
	sess->iv_len = alg->iv_len;
	/* Without an IV its offset may be any, and an address made of it lead nowhere. */
	sess->iv_offset = alg->iv_len != 0 ? xform->iv.offset : 0;
	sess->block_mask = alg->multiple - 1;
	sess->min_len[UACCE_SEC_BD2] = alg->min_len;
	sess->min_len[UACCE_SEC_BD3] = alg->min_len;
	return plan_c_key(plan, sess, alg->key, xform->key.data, xform->key.length, req, CIPHER,
			xform->algo);
}

/*
 * Keys are counted in words; HMAC takes the zeros that fill the last one for its own (4.6).
 * A longer one than a block the API does not let an application give. What has no key is
 * not asked for one.
 */
static int
plan_a_key(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct uacce_sec_auth *alg, const struct rte_crypto_auth_xform *xform,
		const struct uacce_sec_plan_for *req)
{
	if (alg->key.max == 0)
		return 0;
	if (!is_in_range(xform->key.length, &alg->key))
		return refuse_length(req, AUTH, xform->algo, "key", xform->key.length, &alg->key);
	if (xform->key.data == NULL)
		return refuse(req, -EINVAL, AUTH, xform->algo, "no key");
	memcpy(sess->a_key, xform->key.data, xform->key.length);
	plan->a_key = (uintptr_t)sess->a_key;
	plan->a_key_words = (xform->key.length + 3) / 4;
	return 0;
}

/* What the device writes, which is whole words, and what becomes of it. */
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
		const struct rte_crypto_auth_xform *xform, const struct uacce_sec_plan_for *req)
{
	const struct uacce_sec_auth *alg = uacce_sec_auth_find(xform->algo);
	struct rte_crypto_param_range iv = { 0 };
	unsigned int gen;

	if (alg == NULL || (alg->gens & 1u << req->gen) == 0)
		return refuse_algo(req, AUTH, xform->algo);
	if ((unsigned int)xform->op > RTE_CRYPTO_AUTH_OP_GENERATE)
		return refuse(req, -EINVAL, AUTH, xform->algo, "neither verify nor generate");
	if (!is_in_range(xform->digest_length, &alg->digest))
		return refuse_length(req, AUTH, xform->algo, "digest", xform->digest_length,
				&alg->digest);
	iv.min = alg->iv_len;
	iv.max = alg->iv_len;
	/* Where there is none the API has the field not count. */
	if (alg->iv_len != 0 && xform->iv.length != alg->iv_len)
		return refuse_length(req, AUTH, xform->algo, "IV", xform->iv.length, &iv);
	plan->auth = HISI_SEC_AUTH_CALCULATE;
	plan->a_alg = alg->a_alg;
	sess->verify = xform->op == RTE_CRYPTO_AUTH_OP_VERIFY;
	sess->gens &= alg->gens;
	for (gen = 0; gen < UACCE_SEC_NB_GENS; gen++)
		sess->min_a_len[gen] = (alg->empty & 1u << gen) == 0;
	plan_mac(plan, sess, alg, xform->digest_length);
	return plan_a_key(plan, sess, alg, xform, req);
}

/* The device computes, whoever verifies compares (4.6). */
static int
plan_auth_only(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct rte_crypto_auth_xform *xform, const struct uacce_sec_plan_for *req)
{
	const struct uacce_sec_auth *alg = uacce_sec_auth_find(xform->algo);
	int ret;

	ret = plan_auth(plan, sess, xform, req);
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
		const struct rte_crypto_cipher_xform *xform, const struct uacce_sec_plan_for *req)
{
	sess->kind = UACCE_SEC_CIPHER;
	sess->max_len = HISI_SEC_MAX_LEN;
	return plan_cipher(plan, sess, xform, req);
}

/* The same request as two: for what one descriptor does not do. */
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
 * Encrypt, then authenticate what came out; or verify, then decrypt. In one descriptor
 * where the hardware has the pair, and takes the digest: the device verifies whole
 * words (4.7). The order over the plaintext is not known of hardware (section 6, item
 * 13).
 */
static int
plan_chain(struct uacce_sec_plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_cipher_xform *cipher,
		const struct rte_crypto_auth_xform *auth, const struct uacce_sec_plan_for *req)
{
	const uint8_t one = uacce_sec_chain_gens(cipher->algo, auth->algo);
	struct uacce_sec_plan *plan = &plans->whole;
	int ret;

	ret = plan_cipher(plan, sess, cipher, req);
	if (ret == 0)
		ret = plan_auth(plan, sess, auth, req);
	if (ret < 0)
		return ret;
	if (sess->verify != (plan->cipher == HISI_SEC_CIPHER_DECRYPT))
		return refuse(req, -ENOTSUP, AUTH, auth->algo, sess->verify ?
				"verify with encrypt, offered is generate" :
				"generate with decrypt, offered is verify");
	if (uacce_sec_auth_find(auth->algo)->iv_len != 0)
		return refuse(req, -ENOTSUP, AUTH, auth->algo, "in a chain, it is offered alone");
	plan_steps(plans);
	sess->kind = UACCE_SEC_STEPS;
	sess->max_len = HISI_SEC_MAX_LEN;
	if ((one & 1u << req->gen) == 0 || sess->after != 0)
		return 0;
	sess->gens &= one;
	sess->kind = UACCE_SEC_CHAIN;
	plan->auth_first = sess->verify;
	if (sess->verify)
		plan->auth = HISI_SEC_AUTH_VERIFY;
	return 0;
}

/* CCM's length field has what the nonce leaves of 15 bytes. */
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
	/* There is nothing without payload on v2 (4.8); without AAD, too, see plan_empty(). */
	sess->min_len[UACCE_SEC_BD2] = xform->aad_length != 0;
	if (xform->algo != RTE_CRYPTO_AEAD_AES_CCM)
		return;
	sess->nonce_len = xform->iv.length;
	sess->aad_at = UACCE_SEC_CCM_AAD_AT;
	sess->max_len = RTE_MIN(sess->max_len, ccm_max_len(xform->iv.length));
}

/*
 * With neither AAD nor payload, which the hardware does not take (4.8; section 6, item
 * 19), a tag is the cipher of one block in GCM, and the sum of two in CCM.
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
		const struct rte_crypto_aead_xform *xform, const struct uacce_sec_plan_for *req)
{
	const struct uacce_sec_aead *alg = uacce_sec_aead_find(xform->algo);
	struct uacce_sec_plan *plan = &plans->whole;
	int ret;

	if (alg == NULL || (alg->gens & 1u << req->gen) == 0)
		return refuse_algo(req, AEAD, xform->algo);
	if ((unsigned int)xform->op > RTE_CRYPTO_AEAD_OP_DECRYPT)
		return refuse(req, -EINVAL, AEAD, xform->algo, "neither encrypt nor decrypt");
	if (!is_in_range(xform->iv.length, &alg->iv))
		return refuse_length(req, AEAD, xform->algo, "IV", xform->iv.length, &alg->iv);
	if (!is_in_range(xform->digest_length, &alg->digest))
		return refuse_length(req, AEAD, xform->algo, "digest", xform->digest_length,
				&alg->digest);
	if (!is_in_range(xform->aad_length, &alg->aad))
		return refuse_length(req, AEAD, xform->algo, "AAD", xform->aad_length, &alg->aad);
	ret = plan_c_key(plan, sess, alg->key, xform->key.data, xform->key.length, req, AEAD,
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
		const struct rte_crypto_sym_xform *xform, const struct uacce_sec_plan_for *req)
{
	const struct rte_crypto_sym_xform *next = xform->next;

	if (next == NULL) {
		switch (xform->type) {
		case CIPHER:
			return plan_cipher_only(&plans->whole, sess, &xform->cipher, req);
		case AUTH:
			return plan_auth_only(&plans->whole, sess, &xform->auth, req);
		case AEAD:
			return plan_aead(plans, sess, &xform->aead, req);
		default:
			return refuse(req, -EINVAL, xform->type, 0, "no such type of xform");
		}
	}
	if (next->next != NULL)
		return refuse(req, -ENOTSUP, xform->type, algo_of(xform),
				"first of more than two xforms, offered are two");
	if (xform->type == CIPHER && next->type == AUTH &&
			xform->cipher.op == RTE_CRYPTO_CIPHER_OP_ENCRYPT)
		return plan_chain(plans, sess, &xform->cipher, &next->auth, req);
	if (xform->type == AUTH && next->type == CIPHER &&
			next->cipher.op == RTE_CRYPTO_CIPHER_OP_DECRYPT)
		return plan_chain(plans, sess, &next->cipher, &xform->auth, req);
	return refuse(req, -ENOTSUP, xform->type, algo_of(xform), "first of these two xforms, "
			"offered are encrypt and generate, and verify and decrypt");
}
