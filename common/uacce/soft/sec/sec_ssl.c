/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The executor on OpenSSL: serves every request there is. */

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "sec_ssl.h"

struct evp_cipher {
	uint8_t alg;		/* enum hisi_sec_c_alg */
	uint8_t mode;		/* enum hisi_sec_c_mode */
	uint8_t key_len;	/* bytes */
	const EVP_CIPHER *(*get)(void);
};

static const struct evp_cipher evp_ciphers[] = {
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB, 16, EVP_aes_128_ecb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB, 24, EVP_aes_192_ecb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB, 32, EVP_aes_256_ecb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CBC, 16, EVP_aes_128_cbc },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CBC, 24, EVP_aes_192_cbc },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CBC, 32, EVP_aes_256_cbc },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CFB, 16, EVP_aes_128_cfb128 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CFB, 24, EVP_aes_192_cfb128 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CFB, 32, EVP_aes_256_cfb128 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_OFB, 16, EVP_aes_128_ofb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_OFB, 24, EVP_aes_192_ofb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_OFB, 32, EVP_aes_256_ofb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CTR, 16, EVP_aes_128_ctr },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CTR, 24, EVP_aes_192_ctr },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CTR, 32, EVP_aes_256_ctr },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_GCM, 16, EVP_aes_128_gcm },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_GCM, 24, EVP_aes_192_gcm },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_GCM, 32, EVP_aes_256_gcm },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_XTS, 32, EVP_aes_128_xts },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_XTS, 64, EVP_aes_256_xts },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_ECB, 16, EVP_sm4_ecb },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_CBC, 16, EVP_sm4_cbc },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_CFB, 16, EVP_sm4_cfb128 },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_OFB, 16, EVP_sm4_ofb },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_CTR, 16, EVP_sm4_ctr },
	{ HISI_SEC_C_ALG_3DES, HISI_SEC_C_MODE_ECB, 24, EVP_des_ede3_ecb },
	{ HISI_SEC_C_ALG_3DES, HISI_SEC_C_MODE_CBC, 24, EVP_des_ede3_cbc },
};

#define NB_CIPHERS	(sizeof(evp_ciphers) / sizeof(evp_ciphers[0]))

static const EVP_CIPHER *
find_cipher(uint8_t alg, uint8_t mode, uint8_t key_len)
{
	unsigned int i;

	for (i = 0; i < NB_CIPHERS; i++)
		if (evp_ciphers[i].alg == alg && evp_ciphers[i].mode == mode &&
				evp_ciphers[i].key_len == key_len)
			return evp_ciphers[i].get();
	return NULL;
}

/*
 * A context with its key, without padding; NULL if there is no such cipher, or no memory.
 */
static EVP_CIPHER_CTX *
new_ctx(uint8_t alg, uint8_t mode, const uint8_t *bytes, uint8_t len, bool encrypt)
{
	const EVP_CIPHER *cipher = find_cipher(alg, mode, len);
	EVP_CIPHER_CTX *ctx;

	if (cipher == NULL)
		return NULL;
	ctx = EVP_CIPHER_CTX_new();
	if (ctx == NULL)
		return NULL;
	if (EVP_CipherInit_ex(ctx, cipher, NULL, bytes, NULL, encrypt) != 1 ||
			EVP_CIPHER_CTX_set_padding(ctx, 0) != 1) {
		ERR_clear_error();
		EVP_CIPHER_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

/* Triple DES takes all: DES as three equal keys, and the first of two keys again. */
static EVP_CIPHER_CTX *
new_des_ctx(const struct sec_key *key, uint8_t mode, bool encrypt)
{
	uint8_t bytes[24];
	EVP_CIPHER_CTX *ctx;

	memcpy(bytes, key->bytes, 8);
	memcpy(bytes + 8, key->bytes + (key->id.len > 8 ? 8 : 0), 8);
	memcpy(bytes + 16, key->bytes + (key->id.len > 16 ? 16 : 0), 8);
	ctx = new_ctx(HISI_SEC_C_ALG_3DES, mode, bytes, sizeof(bytes), encrypt);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return ctx;
}

/* A context of a key over part of its bytes, made when first asked for. */
static EVP_CIPHER_CTX *
part_ctx(struct sec_key *key, enum sec_ctx which, uint8_t mode, bool encrypt, uint8_t skip,
		uint8_t len)
{
	uint8_t alg = key->id.use == SEC_USE_AUTH ? HISI_SEC_C_ALG_AES : key->id.alg;

	if (key->ctx[which] != NULL)
		return key->ctx[which];
	if (alg == HISI_SEC_C_ALG_DES || alg == HISI_SEC_C_ALG_3DES)
		key->ctx[which] = new_des_ctx(key, mode, encrypt);
	else
		key->ctx[which] = new_ctx(alg, mode, key->bytes + skip, len, encrypt);
	return key->ctx[which];
}

static EVP_CIPHER_CTX *
get_ctx(struct sec_key *key, enum sec_ctx which, uint8_t mode, bool encrypt)
{
	return part_ctx(key, which, mode, encrypt, 0, key->id.len);
}

/* The one for a request's direction. */
static EVP_CIPHER_CTX *
direction_ctx(const struct sec_req *req, uint8_t mode)
{
	bool encrypt = req->s->cipher == HISI_SEC_CIPHER_ENCRYPT;

	return get_ctx(req->c_key, encrypt ? SEC_CTX_ENCRYPT : SEC_CTX_DECRYPT, mode, encrypt);
}

/*
 * Who does XTS with a key. OpenSSL has no XTS of SM4 or AES-192, and refuses two equal
 * halves when it encrypts, but not when it decrypts. The way must not depend on the
 * direction, as the contexts of a key are kept from one request to the next.
 */
static enum sec_xts
xts_way(struct sec_key *key)
{
	const size_t half = key->id.len / 2;

	if (key->xts != SEC_XTS_UNKNOWN)
		return key->xts;
	if (find_cipher(key->id.alg, HISI_SEC_C_MODE_XTS, key->id.len) == NULL ||
			sec_is_same(key->bytes, key->bytes + half, half))
		key->xts = SEC_XTS_BY_HAND;
	else
		key->xts = SEC_XTS_LIBRARY;
	return key->xts;
}

static bool
xts(struct sec_req *req)
{
	bool encrypt = req->s->cipher == HISI_SEC_CIPHER_ENCRYPT;
	enum sec_ctx which = encrypt ? SEC_CTX_ENCRYPT : SEC_CTX_DECRYPT;
	struct sec_key *key = req->c_key;
	uint8_t half = key->id.len / 2;
	EVP_CIPHER_CTX *blocks, *tweak;

	if (xts_way(key) == SEC_XTS_LIBRARY)
		return soft_sec_evp(direction_ctx(req, HISI_SEC_C_MODE_XTS), req->iv, req->in,
				req->out, req->c_len);
	blocks = part_ctx(key, which, HISI_SEC_C_MODE_ECB, encrypt, 0, half);
	tweak = part_ctx(key, SEC_CTX_OTHER, HISI_SEC_C_MODE_ECB, true, half, half);
	return soft_sec_xts(blocks, tweak, req);
}

/* Parts as in 4.6: a state before, a state behind, and the padding for all of the message. */
static bool
hash_begin(struct sec_run *run)
{
	const struct sec_req *req = run->req;
	const struct sec_hash *h = req->s->alg->hash;
	bool hmac = req->s->alg->mac == SEC_MAC_HMAC;
	uint64_t key_bits = hmac ? h->family->block_len * 8 : 0;

	if (req->s->part & SEC_PART_FROM_STATE)
		soft_sec_hash_load(h, &run->hash, req->a_iv,
				req->long_len + key_bits - (uint64_t)req->a_len * 8);
	else if (hmac)
		soft_sec_hash_load(h, &run->hash, sec_key_inner(req->a_key), key_bits);
	else
		soft_sec_hash_init(h, &run->hash);
	return true;
}

static bool
hash_update(struct sec_run *run, const uint8_t *data, uint32_t len)
{
	run->req->s->alg->hash->family->update(&run->hash, data, len);
	return true;
}

static bool
hash_end(struct sec_run *run)
{
	struct sec_req *req = run->req;
	const struct sec_hash *h = req->s->alg->hash;

	if (req->s->part & SEC_PART_TO_STATE)
		memcpy(req->mac, run->hash.state, h->family->state_len);
	else if (req->s->alg->mac == SEC_MAC_HMAC)
		soft_sec_hmac_final(h, &run->hash, sec_key_outer(req->a_key, req->s->outer_at),
				req->mac);
	else
		h->family->final(&run->hash, req->mac);
	return true;
}

/* Multiply by x in the order of CMAC (SP 800-38B, 6.1). */
static void
double_block(uint8_t *out, const uint8_t *in)
{
	uint8_t carry = -(in[0] >> 7) & 0x87;
	unsigned int i;

	for (i = 0; i < SEC_BLOCK - 1; i++)
		out[i] = in[i] << 1 | in[i + 1] >> 7;
	out[i] = in[i] << 1 ^ carry;
}

static bool
cmac_subkeys(struct sec_key *key)
{
	static const uint8_t zeros[SEC_BLOCK];
	EVP_CIPHER_CTX *ctx = get_ctx(key, SEC_CTX_ENCRYPT, HISI_SEC_C_MODE_CBC, true);
	uint8_t l[SEC_BLOCK];

	if (!soft_sec_evp(ctx, zeros, zeros, l, SEC_BLOCK))
		return false;
	double_block(sec_key_inner(key), l);
	double_block(sec_key_outer(key, SEC_KEY_STATE), sec_key_inner(key));
	OPENSSL_cleanse(l, sizeof(l));
	return true;
}

/* RFC 3566, 4: three keys, of which the first takes the place of the one given. */
static bool
xcbc_subkeys(struct sec_key *key)
{
	EVP_CIPHER_CTX *ctx = new_ctx(HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB, key->bytes,
			key->id.len, true);
	uint8_t k[3][SEC_BLOCK];
	bool good;

	memset(k[0], 1, SEC_BLOCK);
	memset(k[1], 2, SEC_BLOCK);
	memset(k[2], 3, SEC_BLOCK);
	good = soft_sec_evp(ctx, NULL, k[0], k[0], sizeof(k));
	EVP_CIPHER_CTX_free(ctx);
	if (good) {
		memcpy(sec_key_inner(key), k[1], SEC_BLOCK);
		memcpy(sec_key_outer(key, SEC_KEY_STATE), k[2], SEC_BLOCK);
		key->ctx[SEC_CTX_ENCRYPT] = new_ctx(HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CBC, k[0],
				SEC_BLOCK, true);
	}
	OPENSSL_cleanse(k, sizeof(k));
	return key->ctx[SEC_CTX_ENCRYPT] != NULL;
}

/* CMAC and XCBC: they differ in how keys come from the key. */
static bool
block_mac_begin(struct sec_run *run)
{
	struct sec_key *key = run->req->a_key;

	if (!key->has_subkeys)
		key->has_subkeys = run->req->s->alg->mac == SEC_MAC_XCBC ? xcbc_subkeys(key) :
			cmac_subkeys(key);
	run->left = run->req->a_len;
	memset(run->last, 0, sizeof(run->last));
	return key->has_subkeys && soft_sec_cbc_mac_init(&run->mac, key->ctx[SEC_CTX_ENCRYPT]);
}

/* The last block, of which there is a byte at least, is another matter than those before. */
static bool
block_mac_update(struct sec_run *run, const uint8_t *data, uint32_t len)
{
	uint32_t tail = (run->req->a_len - 1) % SEC_BLOCK + 1;
	uint32_t body = run->left <= tail ? 0 : run->left - tail;

	if (body > len)
		body = len;
	if (!soft_sec_cbc_mac_update(&run->mac, data, body))
		return false;
	run->left -= body;
	len -= body;
	memcpy(run->last + tail - run->left, data + body, len);
	run->left -= len;
	return true;
}

static bool
block_mac_end(struct sec_run *run)
{
	struct sec_req *req = run->req;
	uint32_t tail = (req->a_len - 1) % SEC_BLOCK + 1;
	const uint8_t *subkey = tail == SEC_BLOCK ? sec_key_inner(req->a_key) :
		sec_key_outer(req->a_key, SEC_KEY_STATE);
	unsigned int i;

	if (tail != SEC_BLOCK)
		run->last[tail] = 0x80;
	for (i = 0; i < SEC_BLOCK; i++)
		run->last[i] ^= subkey[i];
	if (!soft_sec_cbc_mac_update(&run->mac, run->last, SEC_BLOCK))
		return false;
	memcpy(req->mac, run->mac.last, SEC_BLOCK);
	return true;
}

/* Begin a message; no IV for ECB. */
static bool
evp_begin(struct sec_run *run, EVP_CIPHER_CTX *ctx, const uint8_t *iv)
{
	run->cipher = ctx;
	return ctx != NULL && EVP_CipherInit_ex(ctx, NULL, NULL, NULL, iv, -1) == 1;
}

/* AAD of a GCM where there is no output. */
static bool
evp_update(struct sec_run *run, const uint8_t *in, uint8_t *out, uint32_t len)
{
	int n = 0;

	return EVP_CipherUpdate(run->cipher, out, &n, in, (int)len) == 1 &&
		(out == NULL || (uint32_t)n == len);
}

static bool
gcm_tag(struct sec_run *run)
{
	uint8_t rest[SEC_BLOCK];
	int n;

	return EVP_CipherFinal_ex(run->cipher, rest, &n) == 1 &&
		EVP_CIPHER_CTX_ctrl(run->cipher, EVP_CTRL_AEAD_GET_TAG, SEC_BLOCK,
				run->req->mac) == 1;
}

/* OpenSSL tells no tag when it decrypts, but compares, in constant time. */
static bool
gcm_compare(struct sec_run *run)
{
	struct sec_req *req = run->req;
	uint8_t rest[SEC_BLOCK];
	int n;

	if (EVP_CIPHER_CTX_ctrl(run->cipher, EVP_CTRL_AEAD_SET_TAG, req->s->mac_len,
				req->want) != 1)
		return false;
	memcpy(req->mac, req->want, req->s->mac_len);
	if (EVP_CipherFinal_ex(run->cipher, rest, &n) != 1)
		req->mac[0] ^= 1;
	return true;
}

/* Encrypt one block: a counter mode does it with the block for counter. */
static bool
encrypt_block(EVP_CIPHER_CTX *ctr, const uint8_t *block, uint8_t *out)
{
	static const uint8_t zeros[SEC_BLOCK];

	return soft_sec_evp(ctr, block, zeros, out, SEC_BLOCK);
}

static void
xor_block(uint8_t *out, const uint8_t *mask)
{
	unsigned int i;

	for (i = 0; i < SEC_BLOCK; i++)
		out[i] ^= mask[i];
}

/* The counter in the last four bytes, with no carry out of them (SP 800-38D, 6.2). */
static void
increment(uint8_t *block)
{
	unsigned int i;

	for (i = SEC_BLOCK; i-- > SEC_BLOCK - 4 && ++block[i] == 0; )
		;
}

/* Counter mode from the block behind @p counter on, with GHASH of the ciphertext. */
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

	if (!encrypt_block(ctr, zeros, h))
		return false;
	soft_sec_ghash_init(g, h, state);
	return true;
}

static bool
gcm_end(EVP_CIPHER_CTX *ctr, struct sec_ghash *g, const uint8_t *counter, uint64_t aad_len,
		uint64_t len, struct sec_req *req)
{
	uint8_t mask[SEC_BLOCK];

	if (!encrypt_block(ctr, counter, mask))
		return false;
	soft_sec_ghash_lengths(g, aad_len, len);
	soft_sec_ghash_state(g, req->mac);
	xor_block(req->mac, mask);
	return true;
}

/* GCM of ciphers that OpenSSL has without: SM4. */
static bool
hand_gcm(struct sec_req *req)
{
	EVP_CIPHER_CTX *ctr = get_ctx(req->c_key, SEC_CTX_OTHER, HISI_SEC_C_MODE_CTR, true);
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

/* Parts of a GCM stream (4.9). */
static bool
gcm_first(struct sec_req *req)
{
	EVP_CIPHER_CTX *ctr = get_ctx(req->a_key, SEC_CTX_OTHER, HISI_SEC_C_MODE_CTR, true);
	struct sec_ghash g;

	if (!gcm_begin(ctr, &g, NULL))
		return false;
	soft_sec_ghash_update(&g, req->aad, req->a_len);
	soft_sec_ghash_state(&g, req->mac);
	return true;
}

/* The last block of four that a last part brings is IV and counter, the third a state. */
static bool
gcm_part(struct sec_req *req)
{
	EVP_CIPHER_CTX *ctr = get_ctx(req->c_key, SEC_CTX_OTHER, HISI_SEC_C_MODE_CTR, true);
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

/* B0 as it is given, then the length of the AAD in the two-byte form (4.8). */
static bool
ccm_begin(struct sec_run *run)
{
	const struct sec_req *req = run->req;
	const uint8_t len[2] = { req->a_len >> 8, req->a_len & 0xff };
	EVP_CIPHER_CTX *cbc = get_ctx(req->c_key, SEC_CTX_OTHER, HISI_SEC_C_MODE_CBC, true);

	return soft_sec_cbc_mac_init(&run->mac, cbc) &&
		soft_sec_cbc_mac_update(&run->mac, req->a_iv, SEC_BLOCK) &&
		(req->a_len == 0 || soft_sec_cbc_mac_update(&run->mac, len, sizeof(len)));
}

/* The MAC is of the plaintext. AAD ends with a whole block, of zeros if need be. */
static bool
ccm_payload(struct sec_run *run, const uint8_t *in, uint8_t *out, uint32_t len)
{
	bool encrypt = run->req->s->cipher == HISI_SEC_CIPHER_ENCRYPT;

	return soft_sec_cbc_mac_pad(&run->mac) &&
		(!encrypt || soft_sec_cbc_mac_update(&run->mac, in, len)) &&
		evp_update(run, in, out, len) &&
		(encrypt || soft_sec_cbc_mac_update(&run->mac, out, len));
}

/* Encrypted with counter 0, with which the context for counters begins anew. */
static bool
ccm_end(struct sec_run *run)
{
	struct sec_req *req = run->req;
	EVP_CIPHER_CTX *ctr = get_ctx(req->c_key, SEC_CTX_ENCRYPT, HISI_SEC_C_MODE_CTR, true);
	uint8_t zeroth[SEC_BLOCK] = { 0 }, mask[SEC_BLOCK];
	uint32_t l = (req->iv[0] & 7) + 1;

	memcpy(zeroth, req->iv, SEC_BLOCK - l);
	if (!soft_sec_cbc_mac_pad(&run->mac) || !encrypt_block(ctr, zeroth, mask))
		return false;
	memcpy(req->mac, run->mac.last, SEC_BLOCK);
	xor_block(req->mac, mask);
	/* With it and a tag anyone can make tags of other messages with this nonce. */
	OPENSSL_cleanse(mask, sizeof(mask));
	return true;
}

bool
soft_sec_ssl_has_pieces(const struct sec_shape *s)
{
	switch (s->kind) {
	case SEC_CIPHER:
		return s->c_mode != HISI_SEC_C_MODE_XTS && s->c_mode != HISI_SEC_C_MODE_CBC_CS;
	case SEC_AEAD:
		return s->c_mode == HISI_SEC_C_MODE_CCM || s->c_alg == HISI_SEC_C_ALG_AES;
	default:
		return s->kind == SEC_DIGEST || s->kind == SEC_CHAIN;
	}
}

static bool
digest_begin(struct sec_run *run)
{
	struct sec_req *req = run->req;

	switch (req->s->alg->mac) {
	case SEC_MAC_GMAC:
		return evp_begin(run, get_ctx(req->a_key, SEC_CTX_ENCRYPT, HISI_SEC_C_MODE_GCM,
				true), req->a_iv);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return block_mac_begin(run);
	default:
		return hash_begin(run);
	}
}

static bool
cipher_begin(struct sec_run *run)
{
	struct sec_req *req = run->req;

	return evp_begin(run, direction_ctx(req, req->s->c_mode),
			req->s->c_mode == HISI_SEC_C_MODE_ECB ? NULL : req->iv);
}

bool
soft_sec_ssl_begin(struct sec_run *run, struct sec_req *req)
{
	run->req = req;
	switch (req->s->kind) {
	case SEC_DIGEST:
		return digest_begin(run);
	case SEC_CHAIN:
		return hash_begin(run) && cipher_begin(run);
	case SEC_AEAD:
		if (req->s->c_mode != HISI_SEC_C_MODE_CCM)
			return cipher_begin(run);
		return ccm_begin(run) && evp_begin(run, get_ctx(req->c_key, SEC_CTX_ENCRYPT,
				HISI_SEC_C_MODE_CTR, true), req->iv);
	default:
		return cipher_begin(run);
	}
}

bool
soft_sec_ssl_aad(struct sec_run *run, const uint8_t *data, uint32_t len)
{
	const struct sec_shape *s = run->req->s;

	if (s->kind == SEC_AEAD)
		return s->c_mode == HISI_SEC_C_MODE_CCM ?
			soft_sec_cbc_mac_update(&run->mac, data, len) :
			evp_update(run, data, NULL, len);
	switch (s->alg->mac) {
	case SEC_MAC_GMAC:
		return evp_update(run, data, NULL, len);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return block_mac_update(run, data, len);
	default:
		return hash_update(run, data, len);
	}
}

bool
soft_sec_ssl_payload(struct sec_run *run, const uint8_t *in, uint8_t *out, uint32_t len)
{
	const struct sec_shape *s = run->req->s;

	if (s->kind == SEC_CHAIN && s->seq)
		return hash_update(run, in, len) && evp_update(run, in, out, len);
	if (s->kind == SEC_CHAIN)
		return evp_update(run, in, out, len) && hash_update(run, out, len);
	if (s->kind == SEC_AEAD && s->c_mode == HISI_SEC_C_MODE_CCM)
		return ccm_payload(run, in, out, len);
	return evp_update(run, in, out, len);
}

static bool
digest_end(struct sec_run *run)
{
	switch (run->req->s->alg->mac) {
	case SEC_MAC_GMAC:
		return gcm_tag(run);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return block_mac_end(run);
	default:
		return hash_end(run);
	}
}

bool
soft_sec_ssl_end(struct sec_run *run)
{
	const struct sec_shape *s = run->req->s;

	switch (s->kind) {
	case SEC_CIPHER:
		return true;
	case SEC_AEAD:
		if (s->c_mode == HISI_SEC_C_MODE_CCM)
			return ccm_end(run);
		return s->cipher == HISI_SEC_CIPHER_DECRYPT ? gcm_compare(run) : gcm_tag(run);
	default:
		return digest_end(run);
	}
}

/* One piece. */
static bool
run_linear(struct sec_req *req)
{
	uint32_t aad_len = sec_aad_len(req), len = sec_payload_len(req);
	struct sec_run run;

	return soft_sec_ssl_begin(&run, req) &&
		(aad_len == 0 || soft_sec_ssl_aad(&run, req->aad, aad_len)) &&
		(len == 0 || soft_sec_ssl_payload(&run, req->in, req->out, len)) &&
		soft_sec_ssl_end(&run);
}

bool
soft_sec_ssl(struct sec_req *req)
{
	switch (req->s->kind) {
	case SEC_GCM_FIRST:
		return gcm_first(req);
	case SEC_GCM_MIDDLE:
	case SEC_GCM_LAST:
		return gcm_part(req);
	default:
		break;
	}
	if (soft_sec_ssl_has_pieces(req->s))
		return run_linear(req);
	if (req->s->kind == SEC_AEAD)
		return hand_gcm(req);
	if (req->s->c_mode == HISI_SEC_C_MODE_XTS)
		return xts(req);
	return soft_sec_cbc_cs(direction_ctx(req, HISI_SEC_C_MODE_CBC), req);
}

bool
soft_sec_ssl_mac(struct sec_req *req)
{
	struct sec_run run = { .req = req };

	/* AAD and what was ciphered are in one piece, and are hashed as one. */
	if (req->s->kind == SEC_CHAIN)
		return hash_begin(&run) && hash_update(&run, req->aad, req->a_len) &&
			hash_end(&run);
	return ccm_begin(&run) && (req->a_len == 0 || (
			soft_sec_cbc_mac_update(&run.mac, req->aad, req->a_len) &&
			soft_sec_cbc_mac_pad(&run.mac))) &&
		soft_sec_cbc_mac_update(&run.mac, req->out, req->c_len) && ccm_end(&run);
}
