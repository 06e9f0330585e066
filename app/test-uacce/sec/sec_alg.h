/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_ALG_H
#define TEST_UACCE_SEC_ALG_H

/** @file Algorithms and sessions for the tests of uacce_sec. */

#include "sec_openssl.h"
#include "sec_port.h"

/** A session, and OpenSSL with the same keys. */
struct sec_session {
	struct sec_alg alg;
	struct rte_cryptodev_sym_session *session;
	struct sec_oracle *oracle;
};

/** Transforms of an algorithm. @return the first of @p xforms. */
struct rte_crypto_sym_xform *sec_xforms(const struct sec_alg *alg,
		struct rte_crypto_sym_xform xforms[2]);
/** Create a session. @return 0, or the library's error with no session. */
int sec_session_try(const struct sec_port *port, const struct sec_alg *alg,
		struct sec_session *s);
/** Create a session and its oracle. @return 0, or the library's error with neither of them. */
int sec_session_open_try(const struct sec_port *port, const struct sec_alg *alg,
		struct sec_session *s);
/** Create a session, asserting that it works, and its oracle. */
void sec_session_open(const struct sec_port *port, const struct sec_alg *alg,
		struct sec_session *s);
/** The same with other transforms than sec_xforms() makes of @p alg. */
void sec_session_open_xforms(const struct sec_port *port, const struct sec_alg *alg,
		struct rte_crypto_sym_xform *xforms, struct sec_session *s);
void sec_session_close(const struct sec_port *port, struct sec_session *s);
/**
 * For sec_teardown(): close the sessions that a test left open.
 *
 * @param dev
 *   A device of the driver, or below 0 if there is none.
 * @return
 *   Below 0 if the library refuses to free one.
 */
int sec_sessions_close_all(int dev);
/** Capability of an algorithm as the device reports it, or NULL. */
const struct rte_cryptodev_symmetric_capability *sec_cap(const struct sec_port *port,
		const struct sec_alg *alg);
/** Fill memory at random. */
void sec_draw_bytes(uint8_t *data, uint32_t len);
/** Fill keys at random. */
void sec_draw_keys(struct sec_alg *alg);
/** Algorithms that encrypt or generate, with random keys and IVs of the usual size. */
struct sec_alg sec_chain(enum rte_crypto_cipher_algorithm cipher, uint16_t key_len,
		enum rte_crypto_auth_algorithm auth, uint16_t auth_key_len, uint16_t digest_len);
struct sec_alg sec_cipher(enum rte_crypto_cipher_algorithm cipher, uint16_t key_len);
struct sec_alg sec_auth(enum rte_crypto_auth_algorithm auth, uint16_t key_len,
		uint16_t digest_len);
struct sec_alg sec_aead(enum rte_crypto_aead_algorithm aead, uint16_t key_len, uint16_t iv_len,
		uint16_t digest_len, uint16_t aad_len);
/** The same in the other direction: decrypt, verify. */
struct sec_alg sec_reverse(struct sec_alg alg);
/** What it is, for messages; valid until the next call. */
const char *sec_alg_text(const struct sec_alg *alg);

#endif /* TEST_UACCE_SEC_ALG_H */
