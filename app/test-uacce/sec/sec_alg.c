/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Algorithms and sessions for the tests of uacce_sec. */

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "sec_alg.h"

#define IV_OFFSET	(sizeof(struct rte_crypto_op) + sizeof(struct rte_crypto_sym_op))

/*
 * Open sessions. The tear-down closes them if a failed test did not. Threads open and close
 * sessions at the same time, so that there is a lock.
 */
static pthread_mutex_t open_lock = PTHREAD_MUTEX_INITIALIZER;
static struct open_session {
	struct rte_cryptodev_sym_session *session;
	struct sec_oracle *oracle;
} open_sessions[SEC_MAX_SESSIONS];
static unsigned int nb_open;

static void
cipher_xform(const struct sec_alg *alg, struct rte_crypto_sym_xform *x)
{
	x->type = RTE_CRYPTO_SYM_XFORM_CIPHER;
	x->cipher.op = alg->forward ? RTE_CRYPTO_CIPHER_OP_ENCRYPT : RTE_CRYPTO_CIPHER_OP_DECRYPT;
	x->cipher.algo = alg->cipher;
	x->cipher.key.data = alg->key;
	x->cipher.key.length = alg->key_len;
	x->cipher.iv.offset = IV_OFFSET;
	x->cipher.iv.length = alg->iv_len;
}

static void
auth_xform(const struct sec_alg *alg, struct rte_crypto_sym_xform *x)
{
	x->type = RTE_CRYPTO_SYM_XFORM_AUTH;
	x->auth.op = alg->forward ? RTE_CRYPTO_AUTH_OP_GENERATE : RTE_CRYPTO_AUTH_OP_VERIFY;
	x->auth.algo = alg->auth;
	x->auth.key.data = alg->auth_key;
	x->auth.key.length = alg->auth_key_len;
	x->auth.iv.offset = IV_OFFSET + SEC_MAX_IV;
	x->auth.iv.length = alg->auth_iv_len;
	x->auth.digest_length = alg->digest_len;
}

static void
aead_xform(const struct sec_alg *alg, struct rte_crypto_sym_xform *x)
{
	x->type = RTE_CRYPTO_SYM_XFORM_AEAD;
	x->aead.op = alg->forward ? RTE_CRYPTO_AEAD_OP_ENCRYPT : RTE_CRYPTO_AEAD_OP_DECRYPT;
	x->aead.algo = alg->aead;
	x->aead.key.data = alg->key;
	x->aead.key.length = alg->key_len;
	x->aead.iv.offset = IV_OFFSET;
	x->aead.iv.length = alg->iv_len;
	x->aead.digest_length = alg->digest_len;
	x->aead.aad_length = alg->aad_len;
}

struct rte_crypto_sym_xform *
sec_xforms(const struct sec_alg *alg, struct rte_crypto_sym_xform xforms[2])
{
	memset(xforms, 0, 2 * sizeof(*xforms));
	switch (alg->kind) {
	case SEC_CIPHER:
		cipher_xform(alg, &xforms[0]);
		break;
	case SEC_AUTH:
		auth_xform(alg, &xforms[0]);
		break;
	case SEC_AEAD:
		aead_xform(alg, &xforms[0]);
		break;
	default:
		cipher_xform(alg, &xforms[alg->forward ? 0 : 1]);
		auth_xform(alg, &xforms[alg->forward ? 1 : 0]);
		xforms[0].next = &xforms[1];
		break;
	}
	return xforms;
}

static struct open_session *
find_open(const struct rte_cryptodev_sym_session *session)
{
	unsigned int i;

	for (i = nb_open; i > 0; i--)
		if (open_sessions[i - 1].session == session)
			return &open_sessions[i - 1];
	return NULL;
}

static void
note_open(struct sec_session *s)
{
	pthread_mutex_lock(&open_lock);
	assert_true(nb_open < RTE_DIM(open_sessions));
	open_sessions[nb_open++] = (struct open_session) { .session = s->session };
	pthread_mutex_unlock(&open_lock);
}

static void
note_oracle(struct sec_session *s)
{
	pthread_mutex_lock(&open_lock);
	find_open(s->session)->oracle = s->oracle;
	pthread_mutex_unlock(&open_lock);
}

static void
note_closed(const struct sec_session *s)
{
	struct open_session *open;

	pthread_mutex_lock(&open_lock);
	open = find_open(s->session);
	if (open != NULL)
		*open = open_sessions[--nb_open];
	pthread_mutex_unlock(&open_lock);
}

static int
create_session(const struct sec_port *port, const struct sec_alg *alg,
		struct rte_crypto_sym_xform *xforms, struct sec_session *s)
{
	memset(s, 0, sizeof(*s));
	s->alg = *alg;
	rte_errno = 0;
	s->session = rte_cryptodev_sym_session_create(port->id, xforms, sec_pools.sessions);
	if (s->session == NULL)
		return rte_errno == 0 ? -1 : -rte_errno;
	note_open(s);
	return 0;
}

int
sec_session_try(const struct sec_port *port, const struct sec_alg *alg, struct sec_session *s)
{
	struct rte_crypto_sym_xform xforms[2];

	return create_session(port, alg, sec_xforms(alg, xforms), s);
}

void
sec_session_open(const struct sec_port *port, const struct sec_alg *alg, struct sec_session *s)
{
	struct rte_crypto_sym_xform xforms[2];

	sec_session_open_xforms(port, alg, sec_xforms(alg, xforms), s);
}

void
sec_session_open_xforms(const struct sec_port *port, const struct sec_alg *alg,
		struct rte_crypto_sym_xform *xforms, struct sec_session *s)
{
	int ret = create_session(port, alg, xforms, s);

	if (ret != 0)
		fprintf(stderr, "sec: no session for %s: %d\n", sec_alg_text(alg), ret);
	assert_int_equal(ret, 0);
	s->oracle = sec_oracle_open(alg);
	note_oracle(s);
}

int
sec_session_open_try(const struct sec_port *port, const struct sec_alg *alg,
		struct sec_session *s)
{
	struct rte_crypto_sym_xform xforms[2];
	int ret = create_session(port, alg, sec_xforms(alg, xforms), s);

	if (ret != 0)
		return ret;
	s->oracle = sec_oracle_open(alg);
	note_oracle(s);
	return 0;
}

void
sec_session_close(const struct sec_port *port, struct sec_session *s)
{
	struct rte_cryptodev_sym_session *session = s->session;

	note_closed(s);
	sec_oracle_close(s->oracle);
	memset(s, 0, sizeof(*s));
	if (session != NULL)
		assert_int_equal(rte_cryptodev_sym_session_free(port->id, session), 0);
}

int
sec_sessions_close_all(int dev)
{
	int ret = 0;

	while (nb_open > 0) {
		const struct open_session *open = &open_sessions[--nb_open];

		sec_oracle_close(open->oracle);
		/* Without a device the memory of the session goes with its pool. */
		if (dev >= 0 && rte_cryptodev_sym_session_free(dev, open->session) != 0)
			ret = -1;
	}
	return ret;
}

static bool
cap_matches(const struct rte_cryptodev_symmetric_capability *cap, const struct sec_alg *alg)
{
	switch (cap->xform_type) {
	case RTE_CRYPTO_SYM_XFORM_CIPHER:
		return alg->kind == SEC_CIPHER && cap->cipher.algo == alg->cipher;
	case RTE_CRYPTO_SYM_XFORM_AUTH:
		return alg->kind == SEC_AUTH && cap->auth.algo == alg->auth;
	case RTE_CRYPTO_SYM_XFORM_AEAD:
		return alg->kind == SEC_AEAD && cap->aead.algo == alg->aead;
	default:
		return false;
	}
}

const struct rte_cryptodev_symmetric_capability *
sec_cap(const struct sec_port *port, const struct sec_alg *alg)
{
	const struct rte_cryptodev_capabilities *cap;
	struct rte_cryptodev_info info;

	rte_cryptodev_info_get(port->id, &info);
	for (cap = info.capabilities; cap->op != RTE_CRYPTO_OP_TYPE_UNDEFINED; cap++)
		if (cap->op == RTE_CRYPTO_OP_TYPE_SYMMETRIC && cap_matches(&cap->sym, alg))
			return &cap->sym;
	return NULL;
}

void
sec_draw_bytes(uint8_t *data, uint32_t len)
{
	while (len-- > 0)
		*data++ = test_rand() >> 56;
}

void
sec_draw_keys(struct sec_alg *alg)
{
	sec_draw_bytes(alg->key, sizeof(alg->key));
	sec_draw_bytes(alg->auth_key, sizeof(alg->auth_key));
}

static uint16_t
usual_iv(enum rte_crypto_cipher_algorithm cipher)
{
	switch (cipher) {
	case RTE_CRYPTO_CIPHER_3DES_CBC:
	case RTE_CRYPTO_CIPHER_DES_CBC:
		return 8;
	case RTE_CRYPTO_CIPHER_AES_ECB:
	case RTE_CRYPTO_CIPHER_3DES_ECB:
	case RTE_CRYPTO_CIPHER_SM4_ECB:
		return 0;
	default:
		return 16;
	}
}

struct sec_alg
sec_cipher(enum rte_crypto_cipher_algorithm cipher, uint16_t key_len)
{
	struct sec_alg alg = {
		.kind = SEC_CIPHER,
		.forward = true,
		.cipher = cipher,
		.key_len = key_len,
		.iv_len = usual_iv(cipher),
	};

	sec_draw_keys(&alg);
	return alg;
}

struct sec_alg
sec_auth(enum rte_crypto_auth_algorithm auth, uint16_t key_len, uint16_t digest_len)
{
	struct sec_alg alg = {
		.kind = SEC_AUTH,
		.forward = true,
		.auth = auth,
		.auth_key_len = key_len,
		.auth_iv_len = auth == RTE_CRYPTO_AUTH_AES_GMAC ? 12 : 0,
		.digest_len = digest_len,
	};

	sec_draw_keys(&alg);
	return alg;
}

struct sec_alg
sec_chain(enum rte_crypto_cipher_algorithm cipher, uint16_t key_len,
		enum rte_crypto_auth_algorithm auth, uint16_t auth_key_len, uint16_t digest_len)
{
	struct sec_alg alg = sec_cipher(cipher, key_len);

	alg.kind = SEC_CHAIN;
	alg.auth = auth;
	alg.auth_key_len = auth_key_len;
	alg.digest_len = digest_len;
	return alg;
}

struct sec_alg
sec_aead(enum rte_crypto_aead_algorithm aead, uint16_t key_len, uint16_t iv_len,
		uint16_t digest_len, uint16_t aad_len)
{
	struct sec_alg alg = {
		.kind = SEC_AEAD,
		.forward = true,
		.aead = aead,
		.key_len = key_len,
		.iv_len = iv_len,
		.digest_len = digest_len,
		.aad_len = aad_len,
	};

	sec_draw_keys(&alg);
	return alg;
}

struct sec_alg
sec_reverse(struct sec_alg alg)
{
	alg.forward = !alg.forward;
	return alg;
}

const char *
sec_alg_text(const struct sec_alg *alg)
{
	static char text[160];
	const char *way = alg->forward ? "forward" : "backward";

	switch (alg->kind) {
	case SEC_CIPHER:
		snprintf(text, sizeof(text), "%s, %s, key %u, IV %u",
				UACCE_CIPHER_NAME(alg->cipher), way,
				alg->key_len, alg->iv_len);
		break;
	case SEC_AUTH:
		snprintf(text, sizeof(text), "%s, %s, key %u, IV %u, digest %u",
				UACCE_AUTH_NAME(alg->auth), way,
				alg->auth_key_len, alg->auth_iv_len, alg->digest_len);
		break;
	case SEC_AEAD:
		snprintf(text, sizeof(text), "%s, %s, key %u, IV %u, digest %u, AAD %u",
				UACCE_AEAD_NAME(alg->aead), way,
				alg->key_len, alg->iv_len, alg->digest_len, alg->aad_len);
		break;
	default:
		snprintf(text, sizeof(text), "%s key %u and %s key %u, %s, digest %u",
				UACCE_CIPHER_NAME(alg->cipher), alg->key_len,
				UACCE_AUTH_NAME(alg->auth), alg->auth_key_len,
				way, alg->digest_len);
		break;
	}
	return text;
}
