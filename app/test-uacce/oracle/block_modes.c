/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include <openssl/modes.h>

#include "test.h"
#include "block_modes.h"

#define BLOCK	16u

void
mode_open(struct mode_key *k, const char *name, const uint8_t *key, bool encrypt)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);

	assert_non_null(cipher);
	k->ctx = EVP_CIPHER_CTX_new();
	assert_non_null(k->ctx);
	assert_int_equal(EVP_CipherInit_ex2(k->ctx, cipher, key, NULL, encrypt, NULL), 1);
	EVP_CIPHER_CTX_set_padding(k->ctx, 0);
	EVP_CIPHER_free(cipher);
}

void
mode_close(struct mode_key *k)
{
	EVP_CIPHER_CTX_free(k->ctx);
	k->ctx = NULL;
}

void
mode_block(const unsigned char in[16], unsigned char out[16], const void *key)
{
	const struct mode_key *k = key;
	int n;

	assert_int_equal(EVP_CipherUpdate(k->ctx, out, &n, in, BLOCK), 1);
	assert_int_equal(n, BLOCK);
}

/* Multiply by x: IEEE 1619, 5.2, or GB/T 17964, which has the order of bits of GCM. */
static void
next_tweak(uint8_t *t, bool gb)
{
	uint8_t carry, out;
	int i;

	if (gb) {
		out = t[15] & 1;
		for (i = 15; i > 0; i--)
			t[i] = t[i] >> 1 | t[i - 1] << 7;
		t[0] = t[0] >> 1 ^ (out ? 0xe1 : 0);
		return;
	}
	out = t[15] >> 7;
	for (i = 15; i > 0; i--)
		t[i] = t[i] << 1 | t[i - 1] >> 7;
	carry = out ? 0x87 : 0;
	t[0] = t[0] << 1 ^ carry;
}

static void
xts_block(const struct mode_key *k, const uint8_t *tweak, const uint8_t *in, uint8_t *out)
{
	uint8_t tmp[BLOCK];
	unsigned int i;

	for (i = 0; i < BLOCK; i++)
		tmp[i] = in[i] ^ tweak[i];
	mode_block(tmp, tmp, k);
	for (i = 0; i < BLOCK; i++)
		out[i] = tmp[i] ^ tweak[i];
}

/* IEEE 1619, 5.3.2 and 5.4.2, with the names of that text. */
void
mode_xts(const struct mode_key *data, const struct mode_key *tweak_key, bool encrypt, bool gb,
		const uint8_t *iv, const uint8_t *in, uint8_t *out, size_t len)
{
	uint8_t tweak[BLOCK], last[BLOCK], cc[BLOCK], pp[BLOCK];
	size_t m = len / BLOCK, b = len % BLOCK, j;

	mode_block(iv, tweak, tweak_key);
	for (j = 0; j + (b != 0) < m; j++) {
		xts_block(data, tweak, in + BLOCK * j, out + BLOCK * j);
		next_tweak(tweak, gb);
	}
	if (b == 0)
		return;
	memcpy(last, tweak, BLOCK);
	next_tweak(last, gb);
	xts_block(data, encrypt ? tweak : last, in + BLOCK * j, cc);
	memcpy(pp, in + BLOCK * m, b);
	memcpy(pp + b, cc + b, BLOCK - b);
	memcpy(out + BLOCK * m, cc, b);
	xts_block(data, encrypt ? last : tweak, pp, out + BLOCK * j);
}

void
mode_gcm(const struct mode_key *k, bool encrypt, const uint8_t *iv, const uint8_t *aad,
		size_t aad_len, const uint8_t *in, uint8_t *out, size_t len, uint8_t *tag)
{
	GCM128_CONTEXT *gcm = CRYPTO_gcm128_new((void *)(uintptr_t)k, mode_block);

	assert_non_null(gcm);
	CRYPTO_gcm128_setiv(gcm, iv, 12);
	assert_int_equal(CRYPTO_gcm128_aad(gcm, aad, aad_len), 0);
	if (encrypt)
		assert_int_equal(CRYPTO_gcm128_encrypt(gcm, in, out, len), 0);
	else
		assert_int_equal(CRYPTO_gcm128_decrypt(gcm, in, out, len), 0);
	CRYPTO_gcm128_tag(gcm, tag, BLOCK);
	CRYPTO_gcm128_release(gcm);
}

/* RFC 3566, section 4: derive three keys from one. */
void
mode_xcbc_open(struct mode_xcbc *x, const uint8_t *key)
{
	struct mode_key k;
	uint8_t k1[BLOCK];

	memset(k1, 1, sizeof(k1));
	memset(x->k2, 2, sizeof(x->k2));
	memset(x->k3, 3, sizeof(x->k3));
	mode_open(&k, "AES-128-ECB", key, true);
	mode_block(k1, k1, &k);
	mode_block(x->k2, x->k2, &k);
	mode_block(x->k3, x->k3, &k);
	mode_close(&k);
	mode_open(&x->k1, "AES-128-ECB", k1, true);
}

void
mode_xcbc(const struct mode_xcbc *x, const uint8_t *data, size_t len, uint8_t *mac)
{
	uint8_t block[BLOCK] = { 0 }, last[BLOCK] = { 0 };
	const uint8_t *key;
	unsigned int i;

	for (; len > BLOCK; data += BLOCK, len -= BLOCK) {
		for (i = 0; i < BLOCK; i++)
			block[i] ^= data[i];
		mode_block(block, block, &x->k1);
	}
	memcpy(last, data, len);
	if (len < BLOCK)
		last[len] = 0x80;
	key = len < BLOCK ? x->k3 : x->k2;
	for (i = 0; i < BLOCK; i++)
		block[i] ^= last[i] ^ key[i];
	mode_block(block, mac, &x->k1);
}
