/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Sessions: everything that can be refused is refused here, once. A session is
 * planned in the hardware's words first, then encoded for each generation that
 * has what it needs.
 */

#include <errno.h>

#include <openssl/evp.h>

#include "uacce_sec_private.h"

/* All descriptors of a session, to be; those of steps only where there are any. */
struct plans {
	struct uacce_sec_plan whole;
	struct uacce_sec_plan c_step;
	struct uacce_sec_plan a_step;
};

/* Refuse with a reason for the log. */
static int
refuse(const char **why, int error, const char *reason)
{
	*why = reason;
	return error;
}

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
		const char **why)
{
	const struct uacce_sec_key *key = find_key(keys, len);

	if (key == NULL)
		return refuse(why, -ENOTSUP, "key length is not supported");
	if (data == NULL)
		return refuse(why, -EINVAL, "no key");
	memcpy(sess->c_key, data, len);
	plan->c_key = (uintptr_t)sess->c_key;
	plan->c_key_code = key->code;
	return 0;
}

static int
plan_cipher(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct rte_crypto_cipher_xform *xform, const char **why)
{
	const struct uacce_sec_cipher *alg = uacce_sec_cipher_find(xform->algo);

	if (alg == NULL)
		return refuse(why, -ENOTSUP, "cipher algorithm is not supported");
	if ((unsigned int)xform->op > RTE_CRYPTO_CIPHER_OP_DECRYPT)
		return refuse(why, -EINVAL, "cipher operation does not exist");
	if (xform->iv.length != alg->iv_len)
		return refuse(why, -ENOTSUP, "length of the cipher IV is not supported");
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
	return plan_c_key(plan, sess, alg->key, xform->key.data, xform->key.length, why);
}

/* Keys are counted in words; HMAC takes the zeros that fill the last one for its own (4.6). */
static int
plan_a_key(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct uacce_sec_auth *alg, const struct rte_crypto_auth_xform *xform,
		const char **why)
{
	if (alg->key.max == 0)
		return 0;
	if (!is_in_range(xform->key.length, &alg->key))
		return refuse(why, -ENOTSUP, "length of the authentication key is not supported");
	if (xform->key.data == NULL)
		return refuse(why, -EINVAL, "no authentication key");
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
		const struct rte_crypto_auth_xform *xform, const char **why)
{
	const struct uacce_sec_auth *alg = uacce_sec_auth_find(xform->algo);
	unsigned int gen;

	if (alg == NULL)
		return refuse(why, -ENOTSUP, "authentication algorithm is not supported");
	if ((unsigned int)xform->op > RTE_CRYPTO_AUTH_OP_GENERATE)
		return refuse(why, -EINVAL, "authentication operation does not exist");
	if (!is_in_range(xform->digest_length, &alg->digest))
		return refuse(why, -ENOTSUP, "digest length is not supported");
	if (alg->iv_len != 0 && xform->iv.length != alg->iv_len)
		return refuse(why, -ENOTSUP, "length of the authentication IV is not supported");
	plan->auth = HISI_SEC_AUTH_CALCULATE;
	plan->a_alg = alg->a_alg;
	sess->verify = xform->op == RTE_CRYPTO_AUTH_OP_VERIFY;
	sess->gens &= alg->gens;
	for (gen = 0; gen < UACCE_SEC_NB_GENS; gen++)
		sess->min_a_len[gen] = (alg->empty & 1u << gen) == 0;
	plan_mac(plan, sess, alg, xform->digest_length);
	return plan_a_key(plan, sess, alg, xform, why);
}

/* The device computes, whoever verifies compares (4.6). */
static int
plan_auth_only(struct uacce_sec_plan *plan, struct uacce_sec_session *sess,
		const struct rte_crypto_auth_xform *xform, const char **why)
{
	const struct uacce_sec_auth *alg = uacce_sec_auth_find(xform->algo);
	int ret;

	ret = plan_auth(plan, sess, xform, why);
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
		const struct rte_crypto_cipher_xform *xform, const char **why)
{
	sess->kind = UACCE_SEC_CIPHER;
	sess->max_len = HISI_SEC_MAX_LEN;
	return plan_cipher(plan, sess, xform, why);
}

/* The same request as two: for what one descriptor does not do. */
static void
plan_steps(struct plans *plans)
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
plan_chain(struct plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_cipher_xform *cipher,
		const struct rte_crypto_auth_xform *auth, enum uacce_sec_gen gen, const char **why)
{
	const uint8_t one = uacce_sec_chain_gens(cipher->algo, auth->algo);
	struct uacce_sec_plan *plan = &plans->whole;
	int ret;

	ret = plan_cipher(plan, sess, cipher, why);
	if (ret == 0)
		ret = plan_auth(plan, sess, auth, why);
	if (ret < 0)
		return ret;
	if (sess->verify != (plan->cipher == HISI_SEC_CIPHER_DECRYPT))
		return refuse(why, -ENOTSUP, "authentication of plaintext is not supported");
	if (uacce_sec_auth_find(auth->algo)->iv_len != 0)
		return refuse(why, -ENOTSUP, "GMAC is not supported in a chain");
	plan_steps(plans);
	sess->kind = UACCE_SEC_STEPS;
	sess->max_len = HISI_SEC_MAX_LEN;
	if ((one & 1u << gen) == 0 || sess->after != 0)
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
plan_empty(struct plans *plans)
{
	plans->c_step.cipher = HISI_SEC_CIPHER_ENCRYPT;
	plans->c_step.c_alg = plans->whole.c_alg;
	plans->c_step.c_mode = HISI_SEC_C_MODE_ECB;
	plans->c_step.c_key_code = plans->whole.c_key_code;
	plans->c_step.c_key = plans->whole.c_key;
}

static int
plan_aead(struct plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_aead_xform *xform, const char **why)
{
	const struct uacce_sec_aead *alg = uacce_sec_aead_find(xform->algo);
	struct uacce_sec_plan *plan = &plans->whole;
	int ret;

	if (alg == NULL)
		return refuse(why, -ENOTSUP, "AEAD algorithm is not supported");
	if ((unsigned int)xform->op > RTE_CRYPTO_AEAD_OP_DECRYPT)
		return refuse(why, -EINVAL, "AEAD operation does not exist");
	if (!is_in_range(xform->iv.length, &alg->iv))
		return refuse(why, -ENOTSUP, "length of the IV is not supported");
	if (!is_in_range(xform->digest_length, &alg->digest))
		return refuse(why, -ENOTSUP, "digest length is not supported");
	if (!is_in_range(xform->aad_length, &alg->aad))
		return refuse(why, -ENOTSUP, "AAD length is not supported");
	ret = plan_c_key(plan, sess, alg->key, xform->key.data, xform->key.length, why);
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

static int
plan_xforms(struct plans *plans, struct uacce_sec_session *sess,
		const struct rte_crypto_sym_xform *xform, enum uacce_sec_gen gen, const char **why)
{
	const struct rte_crypto_sym_xform *next = xform->next;

	if (next == NULL) {
		switch (xform->type) {
		case RTE_CRYPTO_SYM_XFORM_CIPHER:
			return plan_cipher_only(&plans->whole, sess, &xform->cipher, why);
		case RTE_CRYPTO_SYM_XFORM_AUTH:
			return plan_auth_only(&plans->whole, sess, &xform->auth, why);
		case RTE_CRYPTO_SYM_XFORM_AEAD:
			return plan_aead(plans, sess, &xform->aead, why);
		default:
			return refuse(why, -EINVAL, "xform type does not exist");
		}
	}
	if (next->next != NULL)
		return refuse(why, -ENOTSUP, "more than two xforms are not supported");
	if (xform->type == RTE_CRYPTO_SYM_XFORM_CIPHER && next->type == RTE_CRYPTO_SYM_XFORM_AUTH &&
			xform->cipher.op == RTE_CRYPTO_CIPHER_OP_ENCRYPT)
		return plan_chain(plans, sess, &xform->cipher, &next->auth, gen, why);
	if (xform->type == RTE_CRYPTO_SYM_XFORM_AUTH && next->type == RTE_CRYPTO_SYM_XFORM_CIPHER &&
			next->cipher.op == RTE_CRYPTO_CIPHER_OP_DECRYPT)
		return plan_chain(plans, sess, &next->cipher, &xform->auth, gen, why);
	return refuse(why, -ENOTSUP, "this order of xforms is not supported");
}

static void
encode(const struct uacce_sec_plan *plan, uint8_t sqe[UACCE_SEC_NB_GENS][HISI_QM_SQE_SIZE])
{
	uacce_sec_bd2_encode(plan, (struct hisi_sec_sqe2 *)sqe[UACCE_SEC_BD2]);
	uacce_sec_bd3_encode(plan, (struct hisi_sec_sqe3 *)sqe[UACCE_SEC_BD3]);
}

/*
 * What the device says of a success (4.10): the flags are those that the kernel demands of
 * ciphers and of AEAD. A device that verifies has to say so; one that did nothing does not.
 */
static uint32_t
done_of_success(const struct uacce_sec_plan *plan)
{
	const bool is_aead = plan->icv_len != 0;

	if (plan->cipher == HISI_SEC_CIPHER_NONE)
		return UACCE_SEC_SUCCESS(HISI_SEC_FLAG_AUTH);
	if (plan->auth == HISI_SEC_AUTH_NONE && !is_aead)
		return UACCE_SEC_SUCCESS(HISI_SEC_FLAG_CIPHER);
	return UACCE_SEC_SUCCESS(HISI_SEC_FLAG_AEAD) |
		(plan->auth_first ? UACCE_SEC_VERIFIES : 0);
}

int
uacce_sec_session_fill(enum uacce_sec_gen gen, const struct rte_crypto_sym_xform *xform,
		struct uacce_sec_session *sess, const char **why)
{
	struct plans plans;
	int ret;

	memset(&plans, 0, sizeof(plans));
	memset(sess, 0, sizeof(*sess));
	sess->gens = UACCE_SEC_ALL;
	ret = plan_xforms(&plans, sess, xform, gen, why);
	if (ret < 0) {
		sess->gens = 0;
		return ret;
	}
	if ((sess->gens & 1u << gen) == 0) {
		sess->gens = 0;
		return refuse(why, -ENOTSUP, "hisi_qm_v2 does not have it");
	}
	sess->done = done_of_success(&plans.whole);
	encode(&plans.whole, sess->sqe);
	if (plans.c_step.cipher != HISI_SEC_CIPHER_NONE)
		encode(&plans.c_step, sess->c_step);
	if (plans.a_step.auth != HISI_SEC_AUTH_NONE)
		encode(&plans.a_step, sess->a_step);
	return 0;
}

unsigned int
uacce_sec_session_size(struct rte_cryptodev *dev __rte_unused)
{
	return sizeof(struct uacce_sec_session);
}

/* Xforms of a session, with an HMAC key in place of the given one. */
struct shortened {
	struct rte_crypto_sym_xform xform[2];
	uint8_t key[EVP_MAX_MD_SIZE];
};

/*
 * HMAC hashes a key that is longer than a block; the hardware takes none (4.6). False
 * if that cannot be done.
 */
static bool
shorten_key(struct shortened *s, struct rte_crypto_auth_xform *xform)
{
	const struct uacce_sec_auth *alg = uacce_sec_auth_find(xform->algo);
	unsigned int len;

	if (alg == NULL || alg->hash == NULL || xform->key.length <= alg->key.max ||
			xform->key.data == NULL)
		return true;
	if (EVP_Digest(xform->key.data, xform->key.length, s->key, &len,
				EVP_get_digestbyname(alg->hash), NULL) != 1)
		return false;
	xform->key.data = s->key;
	xform->key.length = len;
	return true;
}

static int
fill_shortened(enum uacce_sec_gen gen, const struct rte_crypto_sym_xform *xform,
		struct uacce_sec_session *sess, const char **why)
{
	struct shortened s;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < RTE_DIM(s.xform) && xform != NULL && ret == 0; i++, xform = xform->next) {
		s.xform[i] = *xform;
		if (i > 0)
			s.xform[i - 1].next = &s.xform[i];
		if (xform->type == RTE_CRYPTO_SYM_XFORM_AUTH &&
				!shorten_key(&s, &s.xform[i].auth))
			ret = refuse(why, -ENOTSUP, "OpenSSL cannot hash the key");
	}
	/* Of more than two the last copy still has the rest behind it. */
	if (ret == 0)
		ret = uacce_sec_session_fill(gen, s.xform, sess, why);
	uacce_memzero_explicit(&s, sizeof(s));
	return ret;
}

int
uacce_sec_session_configure(struct rte_cryptodev *dev, struct rte_crypto_sym_xform *xform,
		struct rte_cryptodev_sym_session *session)
{
	const struct uacce_sec_dev *sec = dev->data->dev_private;
	struct uacce_sec_session *sess = CRYPTODEV_GET_SYM_SESS_PRIV(session);
	const char *why;
	int ret;

	ret = fill_shortened(sec->gen, xform, sess, &why);
	if (ret < 0) {
		uacce_memzero_explicit(sess, sizeof(*sess));
		UACCE_SEC_LOG(ERR, sec->name, "no session: %s", why);
	}
	return ret;
}

void
uacce_sec_session_clear(struct rte_cryptodev *dev __rte_unused,
		struct rte_cryptodev_sym_session *session)
{
	uacce_memzero_explicit(CRYPTODEV_GET_SYM_SESS_PRIV(session),
			sizeof(struct uacce_sec_session));
}
