/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Capabilities of a device, and random algorithms out of them. */

#include <string.h>

#include <rte_common.h>

#include "sec_offer.h"

/* Other drivers may open sessions for chains that they cannot do, so one kind alone is tried. */
static bool
may_chain(const struct rte_cryptodev_symmetric_capability *cipher,
		const struct rte_cryptodev_symmetric_capability *auth)
{
	if (cipher->xform_type != RTE_CRYPTO_SYM_XFORM_CIPHER ||
			auth->xform_type != RTE_CRYPTO_SYM_XFORM_AUTH)
		return false;
	return !sec_variant.foreign ||
		(cipher->cipher.algo == RTE_CRYPTO_CIPHER_AES_CBC && sec_is_hmac(auth->auth.algo));
}

/* Capabilities do not say which chains there are, so that opening a session has to show it. */
static void
try_chain(const struct sec_port *port, struct sec_offer *o,
		const struct rte_cryptodev_symmetric_capability *cipher,
		const struct rte_cryptodev_symmetric_capability *auth)
{
	struct sec_alg alg = sec_chain(cipher->cipher.algo, cipher->cipher.key_size.min,
			auth->auth.algo, auth->auth.key_size.min, auth->auth.digest_size.max);
	struct sec_session s;

	alg.auth_iv_len = auth->auth.iv_size.max;
	if (sec_session_try(port, &alg, &s) != 0)
		return;
	sec_session_close(port, &s);
	assert_true(o->nb_chains < RTE_DIM(o->chains));
	o->chains[o->nb_chains].cipher = *cipher;
	o->chains[o->nb_chains++].auth = *auth;
}

void
sec_offer_read(const struct sec_port *port, struct sec_offer *o)
{
	const struct rte_cryptodev_capabilities *cap;
	struct rte_cryptodev_info info;
	unsigned int i, k;

	memset(o, 0, sizeof(*o));
	rte_cryptodev_info_get(port->id, &info);
	for (cap = info.capabilities; cap->op != RTE_CRYPTO_OP_TYPE_UNDEFINED; cap++) {
		if (cap->op != RTE_CRYPTO_OP_TYPE_SYMMETRIC || !sec_cap_is_known(&cap->sym))
			continue;
		assert_true(o->nb_caps < RTE_DIM(o->caps));
		o->caps[o->nb_caps++] = cap->sym;
	}
	for (i = 0; i < o->nb_caps; i++)
		for (k = 0; k < o->nb_caps; k++)
			if (may_chain(&o->caps[i], &o->caps[k]))
				try_chain(port, o, &o->caps[i], &o->caps[k]);
}

/* A size of a range, at most @p most; both ends come more often than what is between them. */
static uint16_t
draw_size(const struct rte_crypto_param_range *range, uint16_t most)
{
	uint16_t step = range->increment, max = RTE_MIN(range->max, most);
	uint32_t r = test_rand_range(0, 7);

	if (max <= range->min || r == 0)
		return range->min;
	if (step == 0 || r == 1)
		return step == 0 ? max : range->min + (max - range->min) / step * step;
	return range->min + test_rand_range(0, (max - range->min) / step) * step;
}

static void
draw_cipher(const struct rte_cryptodev_symmetric_capability *cap, struct sec_alg *alg)
{
	alg->cipher = cap->cipher.algo;
	alg->key_len = draw_size(&cap->cipher.key_size, SEC_MAX_KEY);
	alg->iv_len = draw_size(&cap->cipher.iv_size, SEC_MAX_IV);
}

static void
draw_auth(const struct rte_cryptodev_symmetric_capability *cap, struct sec_alg *alg)
{
	alg->auth = cap->auth.algo;
	alg->auth_key_len = draw_size(&cap->auth.key_size, SEC_MAX_AUTH_KEY);
	alg->auth_iv_len = draw_size(&cap->auth.iv_size, SEC_MAX_IV);
	alg->digest_len = draw_size(&cap->auth.digest_size, SEC_MAX_MAC);
}

static void
draw_aead(const struct rte_cryptodev_symmetric_capability *cap, struct sec_alg *alg)
{
	/* Most AAD is short. */
	uint32_t r = test_rand_range(0, 99);
	uint16_t most = r == 0 ? UINT16_MAX : r < 10 ? 1000 : 40;

	alg->aead = cap->aead.algo;
	alg->key_len = draw_size(&cap->aead.key_size, SEC_MAX_KEY);
	alg->iv_len = draw_size(&cap->aead.iv_size, SEC_MAX_IV);
	alg->digest_len = draw_size(&cap->aead.digest_size, SEC_MAX_MAC);
	alg->aad_len = draw_size(&cap->aead.aad_size, most);
}

void
sec_draw_sizes(const struct rte_cryptodev_symmetric_capability *cap, struct sec_alg *alg)
{
	memset(alg, 0, sizeof(*alg));
	alg->forward = test_rand() >> 63;
	sec_draw_keys(alg);
	switch (cap->xform_type) {
	case RTE_CRYPTO_SYM_XFORM_CIPHER:
		alg->kind = SEC_CIPHER;
		draw_cipher(cap, alg);
		break;
	case RTE_CRYPTO_SYM_XFORM_AUTH:
		alg->kind = SEC_AUTH;
		draw_auth(cap, alg);
		break;
	default:
		alg->kind = SEC_AEAD;
		draw_aead(cap, alg);
		break;
	}
}

/*
 * Ciphers, hashes and AEADs equally often, although there are few AEADs. A driver may have none of
 * a type, so the search for one ends.
 */
static const struct rte_cryptodev_symmetric_capability *
draw_cap(const struct sec_offer *o)
{
	static const enum rte_crypto_sym_xform_type types[] = {
		RTE_CRYPTO_SYM_XFORM_CIPHER, RTE_CRYPTO_SYM_XFORM_AUTH, RTE_CRYPTO_SYM_XFORM_AEAD,
	};
	enum rte_crypto_sym_xform_type type = types[test_rand_range(0, RTE_DIM(types) - 1)];
	const struct rte_cryptodev_symmetric_capability *cap;
	unsigned int tries = 0;

	do
		cap = &o->caps[test_rand_range(0, o->nb_caps - 1)];
	while (cap->xform_type != type && ++tries < 100);
	return cap;
}

void
sec_draw_alg(const struct sec_offer *o, struct sec_alg *alg)
{
	const struct sec_offer_chain *chain;

	if (o->nb_chains == 0 || test_rand_range(0, 3) != 0) {
		sec_draw_sizes(draw_cap(o), alg);
		return;
	}
	chain = &o->chains[test_rand_range(0, o->nb_chains - 1)];
	memset(alg, 0, sizeof(*alg));
	alg->kind = SEC_CHAIN;
	alg->forward = test_rand() >> 63;
	sec_draw_keys(alg);
	draw_cipher(&chain->cipher, alg);
	draw_auth(&chain->auth, alg);
}

static bool
is_xts(enum rte_crypto_cipher_algorithm cipher)
{
#ifdef UACCE_HAVE_SM4_XTS
	if (cipher == RTE_CRYPTO_CIPHER_SM4_XTS)
		return true;
#endif
	return cipher == RTE_CRYPTO_CIPHER_AES_XTS;
}

uint32_t
sec_least_len(const struct sec_alg *alg)
{
	if (alg->kind == SEC_CIPHER || alg->kind == SEC_CHAIN)
		return is_xts(alg->cipher) ? 16 : sec_block(alg);
	/*
	 * QM v2 has no AEAD without data. The driver computes one without AAD out of cipher blocks,
	 * and rejects one with AAD.
	 */
	if (alg->kind == SEC_AEAD)
		return sec_variant.qm < 3 && alg->aad_len != 0;
	if (sec_variant.qm < 3)
		return 1;
	return alg->auth == RTE_CRYPTO_AUTH_AES_XCBC_MAC || alg->auth == RTE_CRYPTO_AUTH_AES_CMAC ||
		alg->auth == RTE_CRYPTO_AUTH_AES_GMAC;
}
