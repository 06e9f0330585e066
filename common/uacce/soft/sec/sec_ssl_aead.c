/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include <openssl/crypto.h>

#include "sec_ssl_aead.h"

bool
soft_sec_ssl_gcm_tag(struct sec_ssl_op *op)
{
	uint8_t rest[SEC_BLOCK];
	int n;

	return EVP_CipherFinal_ex(op->cipher, rest, &n) == 1 &&
		EVP_CIPHER_CTX_ctrl(op->cipher, EVP_CTRL_AEAD_GET_TAG, SEC_BLOCK,
				op->req->mac) == 1;
}

/* OpenSSL does not return the tag when it decrypts. It compares, in constant time. */
bool
soft_sec_ssl_gcm_compare(struct sec_ssl_op *op)
{
	struct sec_req *req = op->req;
	uint8_t rest[SEC_BLOCK];
	int n;

	if (EVP_CIPHER_CTX_ctrl(op->cipher, EVP_CTRL_AEAD_SET_TAG, req->s->mac_len,
				req->want) != 1)
		return false;
	memcpy(req->mac, req->want, req->s->mac_len);
	if (EVP_CipherFinal_ex(op->cipher, rest, &n) != 1)
		req->mac[0] ^= 1;
	return true;
}

static void
xor_block(uint8_t *out, const uint8_t *mask)
{
	unsigned int i;

	for (i = 0; i < SEC_BLOCK; i++)
		out[i] ^= mask[i];
}

/* Increment the counter in the last four bytes, without a carry out of them (SP 800-38D, 6.2). */
static void
increment(uint8_t *block)
{
	unsigned int i;

	for (i = SEC_BLOCK; i-- > SEC_BLOCK - 4 && ++block[i] == 0; )
		;
}

/* Cipher in counter mode, beginning behind @p counter, and feed GHASH with the ciphertext. */
static bool
gcm_payload(EVP_CIPHER_CTX *ctr, struct sec_ghash *g, const uint8_t *counter, struct sec_req *req)
{
	bool decrypt = req->s->cipher == HISI_SEC_CIPHER_DECRYPT;
	uint8_t first[SEC_BLOCK];

	memcpy(first, counter, SEC_BLOCK);
	increment(first);
	if (decrypt)
		soft_sec_ghash_update(g, req->in, req->c_len);
	if (req->c_len != 0 && !soft_sec_evp(ctr, first, req->in, req->out, req->c_len))
		return false;
	if (!decrypt)
		soft_sec_ghash_update(g, req->out, req->c_len);
	return true;
}

static bool
gcm_begin(EVP_CIPHER_CTX *ctr, struct sec_ghash *g, const uint8_t *state)
{
	static const uint8_t zeros[SEC_BLOCK];
	uint8_t h[SEC_BLOCK];

	if (!soft_sec_ssl_encrypt_block(ctr, zeros, h))
		return false;
	soft_sec_ghash_init(g, h, state);
	return true;
}

static bool
gcm_end(EVP_CIPHER_CTX *ctr, struct sec_ghash *g, const uint8_t *counter, uint64_t aad_len,
		uint64_t len, struct sec_req *req)
{
	uint8_t mask[SEC_BLOCK];

	if (!soft_sec_ssl_encrypt_block(ctr, counter, mask))
		return false;
	soft_sec_ghash_lengths(g, aad_len, len);
	soft_sec_ghash_state(g, req->mac);
	xor_block(req->mac, mask);
	return true;
}

bool
soft_sec_ssl_hand_gcm(struct sec_req *req)
{
	EVP_CIPHER_CTX *ctr = soft_sec_ssl_ctx(req->c_key, SEC_CTX_OTHER, HISI_SEC_C_MODE_CTR,
			true);
	uint8_t counter[SEC_BLOCK] = { 0 };
	struct sec_ghash g;

	memcpy(counter, req->iv, HISI_SEC_GCM_IV_LEN);
	counter[SEC_BLOCK - 1] = 1;
	if (!gcm_begin(ctr, &g, NULL))
		return false;
	soft_sec_ghash_update(&g, req->aad, req->a_len);
	return gcm_payload(ctr, &g, counter, req) &&
		gcm_end(ctr, &g, counter, req->a_len, req->c_len, req);
}

bool
soft_sec_ssl_gcm_first(struct sec_req *req)
{
	EVP_CIPHER_CTX *ctr = soft_sec_ssl_ctx(req->a_key, SEC_CTX_OTHER, HISI_SEC_C_MODE_CTR,
			true);
	struct sec_ghash g;

	if (!gcm_begin(ctr, &g, NULL))
		return false;
	soft_sec_ghash_update(&g, req->aad, req->a_len);
	soft_sec_ghash_state(&g, req->mac);
	return true;
}

/* A last part brings four blocks as its IV: the first is the counter, the third the state (4.9). */
bool
soft_sec_ssl_gcm_part(struct sec_req *req)
{
	EVP_CIPHER_CTX *ctr = soft_sec_ssl_ctx(req->c_key, SEC_CTX_OTHER, HISI_SEC_C_MODE_CTR,
			true);
	bool last = req->s->kind == SEC_GCM_LAST;
	struct sec_ghash g;

	if (!gcm_begin(ctr, &g, last ? req->a_iv + 2 * SEC_BLOCK : req->a_iv) ||
			!gcm_payload(ctr, &g, req->iv, req))
		return false;
	if (last)
		return gcm_end(ctr, &g, req->a_iv, req->long_len & 0xffffff, req->long_len >> 24,
				req);
	soft_sec_ghash_state(&g, req->mac);
	return true;
}

/* The MAC is of B0 as the request has it, and of the length of AAD in two bytes (4.8). */
bool
soft_sec_ssl_ccm_begin(struct sec_ssl_op *op)
{
	const struct sec_req *req = op->req;
	const uint8_t len[2] = { req->a_len >> 8, req->a_len & 0xff };
	EVP_CIPHER_CTX *cbc = soft_sec_ssl_ctx(req->c_key, SEC_CTX_OTHER, HISI_SEC_C_MODE_CBC,
			true);

	return soft_sec_cbc_mac_init(&op->mac, cbc) &&
		soft_sec_cbc_mac_update(&op->mac, req->a_iv, SEC_BLOCK) &&
		(req->a_len == 0 || soft_sec_cbc_mac_update(&op->mac, len, sizeof(len)));
}

/* The MAC is of the plaintext. Zeros fill up the last block of AAD. */
bool
soft_sec_ssl_ccm_payload(struct sec_ssl_op *op, const uint8_t *in, uint8_t *out, uint32_t len)
{
	bool encrypt = op->req->s->cipher == HISI_SEC_CIPHER_ENCRYPT;

	return soft_sec_cbc_mac_pad(&op->mac) &&
		(!encrypt || soft_sec_cbc_mac_update(&op->mac, in, len)) &&
		soft_sec_ssl_evp_update(op, in, out, len) &&
		(encrypt || soft_sec_cbc_mac_update(&op->mac, out, len));
}

/* The tag is the MAC encrypted with counter 0, for which the context of the cipher begins anew. */
bool
soft_sec_ssl_ccm_end(struct sec_ssl_op *op)
{
	struct sec_req *req = op->req;
	EVP_CIPHER_CTX *ctr = soft_sec_ssl_ctx(req->c_key, SEC_CTX_ENCRYPT, HISI_SEC_C_MODE_CTR,
			true);
	uint8_t zeroth[SEC_BLOCK] = { 0 }, mask[SEC_BLOCK];
	uint32_t l = (req->iv[0] & 7) + 1;

	memcpy(zeroth, req->iv, SEC_BLOCK - l);
	if (!soft_sec_cbc_mac_pad(&op->mac) || !soft_sec_ssl_encrypt_block(ctr, zeroth, mask))
		return false;
	memcpy(req->mac, op->mac.last, SEC_BLOCK);
	xor_block(req->mac, mask);
	/* Whoever has the mask and a tag can make tags of other messages with this nonce. */
	OPENSSL_cleanse(mask, sizeof(mask));
	return true;
}
