/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include "sec_mode.h"

/* Bytes that one call of the cipher works on. */
#define CHUNK	(64 * SEC_BLOCK)

bool
soft_sec_evp(EVP_CIPHER_CTX *ctx, const uint8_t *iv, const uint8_t *in, uint8_t *out, size_t len)
{
	int n = 0;

	return ctx != NULL && EVP_CipherInit_ex(ctx, NULL, NULL, NULL, iv, -1) == 1 &&
		EVP_CipherUpdate(ctx, out, &n, in, (int)len) == 1 && (size_t)n == len;
}

static uint64_t
load_be64(const uint8_t *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof(x));
	return __builtin_bswap64(x);
}

static void
store_be64(uint8_t *p, uint64_t x)
{
	x = __builtin_bswap64(x);
	memcpy(p, &x, sizeof(x));
}

static void
xor_bytes(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		out[i] = a[i] ^ b[i];
}

static bool
is_gb(const struct sec_req *req)
{
	return req->s->c_alg == HISI_SEC_C_ALG_SM4 && req->s->ctr_mode == HISI_SEC3_XTS_GB;
}

/* Multiply a tweak by x. */
static void
next_tweak(uint8_t *tweak, bool gb)
{
	uint64_t first, second, carry;

	if (gb) {
		/* The first bit is the lowest power, as in GCM. */
		first = load_be64(tweak);
		second = load_be64(tweak + 8);
		carry = -(second & 1);
		store_be64(tweak, first >> 1 ^ (carry & UINT64_C(0xe1) << 56));
		store_be64(tweak + 8, second >> 1 | first << 63);
	} else {
		memcpy(&first, tweak, sizeof(first));
		memcpy(&second, tweak + 8, sizeof(second));
		carry = -(second >> 63);
		second = second << 1 | first >> 63;
		first = first << 1 ^ (carry & 0x87);
		memcpy(tweak, &first, sizeof(first));
		memcpy(tweak + 8, &second, sizeof(second));
	}
}

/* Cipher whole blocks. The tweak is then that of the block behind them. */
static bool
xts_blocks(EVP_CIPHER_CTX *ecb, uint8_t *tweak, bool gb, const uint8_t *in, uint8_t *out,
		size_t len)
{
	uint8_t tweaks[CHUNK], buf[CHUNK];
	size_t i, n;

	for (; len != 0; len -= n, in += n, out += n) {
		n = len < CHUNK ? len : CHUNK;
		for (i = 0; i < n; i += SEC_BLOCK) {
			memcpy(tweaks + i, tweak, SEC_BLOCK);
			next_tweak(tweak, gb);
		}
		xor_bytes(buf, in, tweaks, n);
		if (!soft_sec_evp(ecb, NULL, buf, buf, n))
			return false;
		xor_bytes(out, buf, tweaks, n);
	}
	return true;
}

/* Cipher the last whole block and the part of a block behind it, which change places. */
static bool
xts_steal(EVP_CIPHER_CTX *ecb, uint8_t *tweak, struct sec_req *req, size_t at, size_t part)
{
	bool gb = is_gb(req), decrypt = req->s->cipher == HISI_SEC_CIPHER_DECRYPT;
	uint8_t first[SEC_BLOCK], other[SEC_BLOCK], tail[SEC_BLOCK];
	const uint8_t *in = req->in + at;

	/* Decryption uses the two tweaks in reverse order. */
	memcpy(first, tweak, SEC_BLOCK);
	memcpy(other, tweak, SEC_BLOCK);
	next_tweak(decrypt ? first : other, gb);
	memcpy(tail, in + SEC_BLOCK, part);
	if (!xts_blocks(ecb, first, gb, in, req->out + at, SEC_BLOCK))
		return false;
	memcpy(tail + part, req->out + at + part, SEC_BLOCK - part);
	memcpy(req->out + at + SEC_BLOCK, req->out + at, part);
	return xts_blocks(ecb, other, gb, tail, req->out + at, SEC_BLOCK);
}

bool
soft_sec_xts(EVP_CIPHER_CTX *ecb, EVP_CIPHER_CTX *tweak_ctx, struct sec_req *req)
{
	bool gb = is_gb(req);
	size_t part = req->c_len % SEC_BLOCK;
	size_t whole = req->c_len - part - (part != 0 ? SEC_BLOCK : 0);
	uint8_t tweak[SEC_BLOCK];

	if (!soft_sec_evp(tweak_ctx, NULL, req->iv, tweak, SEC_BLOCK) ||
			!xts_blocks(ecb, tweak, gb, req->in, req->out, whole))
		return false;
	return part == 0 || xts_steal(ecb, tweak, req, whole, part);
}

/*
 * Whether the last whole block of ciphertext comes before the part of the block before it (4.4). In
 * CS1 it is the last. In CS2 it comes first if the last block of the message is a part, in CS3
 * always.
 */
static bool
is_swapped(const struct sec_req *req)
{
	return req->s->c_width == 3 || (req->s->c_width == 2 && req->c_len % SEC_BLOCK != 0);
}

/* Bytes of the last block of a message, from 1 to a whole block. */
static size_t
last_len(const struct sec_req *req)
{
	return (req->c_len - 1) % SEC_BLOCK + 1;
}

static bool
cbc_cs_encrypt(EVP_CIPHER_CTX *cbc, struct sec_req *req)
{
	size_t part = last_len(req), at = req->c_len - part - SEC_BLOCK;
	uint8_t last[SEC_BLOCK] = { 0 }, prev[SEC_BLOCK];
	int n;

	memcpy(last, req->in + at + SEC_BLOCK, part);
	if (!soft_sec_evp(cbc, req->iv, req->in, req->out, at + SEC_BLOCK))
		return false;
	memcpy(prev, req->out + at, SEC_BLOCK);
	/* The context goes on with the rest of the message, padded with zeros. */
	if (EVP_CipherUpdate(cbc, last, &n, last, SEC_BLOCK) != 1 || n != SEC_BLOCK)
		return false;
	if (is_swapped(req)) {
		memcpy(req->out + at, last, SEC_BLOCK);
		memcpy(req->out + at + SEC_BLOCK, prev, part);
	} else {
		memcpy(req->out + at, prev, part);
		memcpy(req->out + at + part, last, SEC_BLOCK);
	}
	return true;
}

static bool
cbc_cs_decrypt(EVP_CIPHER_CTX *cbc, struct sec_req *req)
{
	static const uint8_t zeros[SEC_BLOCK];
	size_t part = last_len(req), at = req->c_len - part - SEC_BLOCK;
	const uint8_t *end = req->in + at;
	uint8_t last[SEC_BLOCK], prev[SEC_BLOCK], plain[SEC_BLOCK];
	int n;

	memcpy(last, is_swapped(req) ? end : end + part, SEC_BLOCK);
	memcpy(prev, is_swapped(req) ? end + SEC_BLOCK : end, part);
	/* Where the plaintext was padded with zeros, its block is the ciphertext before it. */
	if (!soft_sec_evp(cbc, zeros, last, plain, SEC_BLOCK))
		return false;
	memcpy(prev + part, plain + part, SEC_BLOCK - part);
	xor_bytes(plain, plain, prev, part);
	if (!soft_sec_evp(cbc, req->iv, req->in, req->out, at) ||
			EVP_CipherUpdate(cbc, req->out + at, &n, prev, SEC_BLOCK) != 1 ||
			n != SEC_BLOCK)
		return false;
	memcpy(req->out + at + SEC_BLOCK, plain, part);
	return true;
}

bool
soft_sec_cbc_cs(EVP_CIPHER_CTX *cbc, struct sec_req *req)
{
	if (req->s->cipher == HISI_SEC_CIPHER_ENCRYPT)
		return cbc_cs_encrypt(cbc, req);
	return cbc_cs_decrypt(cbc, req);
}

bool
soft_sec_cbc_mac_init(struct sec_cbc_mac *mac, EVP_CIPHER_CTX *cbc)
{
	static const uint8_t zeros[SEC_BLOCK];

	mac->cbc = cbc;
	mac->bytes = 0;
	memset(mac->last, 0, sizeof(mac->last));
	return cbc != NULL && EVP_CipherInit_ex(cbc, NULL, NULL, NULL, zeros, -1) == 1;
}

bool
soft_sec_cbc_mac_update(struct sec_cbc_mac *mac, const uint8_t *data, size_t len)
{
	uint8_t out[CHUNK + SEC_BLOCK];
	size_t n;
	int got;

	for (; len != 0; len -= n, data += n) {
		n = len < CHUNK ? len : CHUNK;
		/* The context keeps a part of a block until more comes. */
		if (EVP_CipherUpdate(mac->cbc, out, &got, data, (int)n) != 1)
			return false;
		if (got != 0)
			memcpy(mac->last, out + got - SEC_BLOCK, SEC_BLOCK);
		mac->bytes += n;
	}
	return true;
}

bool
soft_sec_cbc_mac_pad(struct sec_cbc_mac *mac)
{
	static const uint8_t zeros[SEC_BLOCK];

	return soft_sec_cbc_mac_update(mac, zeros, -mac->bytes % SEC_BLOCK);
}

/*
 * Low half of a product without carries. Each factor is split into four with three bits of 0
 * between its bits, which leaves room for the sums of integer multiplications. There is no table
 * and no branch, whose index or condition would be a secret.
 */
static uint64_t
multiply_low(uint64_t x, uint64_t y)
{
	const uint64_t every4 = UINT64_C(0x1111111111111111);
	uint64_t xs[4], ys[4], z = 0, sum;
	unsigned int i, j;

	for (i = 0; i < 4; i++) {
		xs[i] = x & every4 << i;
		ys[i] = y & every4 << i;
	}
	for (i = 0; i < 4; i++) {
		sum = 0;
		for (j = 0; j < 4; j++)
			sum ^= xs[j] * ys[(i - j) & 3];
		z |= sum & every4 << i;
	}
	return z;
}

static uint64_t
reverse_bits(uint64_t x)
{
	const uint64_t m1 = UINT64_C(0x5555555555555555), m2 = UINT64_C(0x3333333333333333);
	const uint64_t m4 = UINT64_C(0x0f0f0f0f0f0f0f0f);

	x = (x >> 1 & m1) | (x & m1) << 1;
	x = (x >> 2 & m2) | (x & m2) << 2;
	x = (x >> 4 & m4) | (x & m4) << 4;
	return __builtin_bswap64(x);
}

/* All 127 bits of a product of two words. */
static void
multiply(uint64_t x, uint64_t y, uint64_t *hi, uint64_t *lo)
{
	*lo = multiply_low(x, y);
	*hi = reverse_bits(multiply_low(reverse_bits(x), reverse_bits(y))) >> 1;
}

/*
 * y * h modulo x^128 + x^7 + x^2 + x + 1. Bits are in the order of GCM, the lowest power first. The
 * product of reversed factors is the reversed product, shifted by one place, which the loop undoes.
 */
static void
ghash_multiply(struct sec_ghash *g)
{
	uint64_t a1, a0, b1, b0, c1, c0, z[4];
	unsigned int i;

	multiply(g->y[0], g->h[0], &a1, &a0);
	multiply(g->y[1], g->h[1], &b1, &b0);
	multiply(g->y[0] ^ g->y[1], g->h[0] ^ g->h[1], &c1, &c0);
	c1 ^= a1 ^ b1;
	c0 ^= a0 ^ b0;
	z[0] = a1;
	z[1] = a0 ^ c1;
	z[2] = b1 ^ c0;
	z[3] = b0;
	for (i = 0; i < 3; i++)
		z[i] = z[i] << 1 | z[i + 1] >> 63;
	z[3] <<= 1;
	/* Reduce powers of 128 and more, the highest first. */
	for (i = 3; i > 1; i--) {
		z[i - 2] ^= z[i] ^ z[i] >> 1 ^ z[i] >> 2 ^ z[i] >> 7;
		z[i - 1] ^= z[i] << 63 ^ z[i] << 62 ^ z[i] << 57;
	}
	g->y[0] = z[0];
	g->y[1] = z[1];
}

void
soft_sec_ghash_init(struct sec_ghash *g, const uint8_t *h, const uint8_t *state)
{
	g->h[0] = load_be64(h);
	g->h[1] = load_be64(h + 8);
	g->y[0] = state == NULL ? 0 : load_be64(state);
	g->y[1] = state == NULL ? 0 : load_be64(state + 8);
}

void
soft_sec_ghash_update(struct sec_ghash *g, const uint8_t *data, size_t len)
{
	uint8_t block[SEC_BLOCK] = { 0 };

	for (; len >= SEC_BLOCK; len -= SEC_BLOCK, data += SEC_BLOCK) {
		g->y[0] ^= load_be64(data);
		g->y[1] ^= load_be64(data + 8);
		ghash_multiply(g);
	}
	if (len == 0)
		return;
	memcpy(block, data, len);
	soft_sec_ghash_update(g, block, SEC_BLOCK);
}

void
soft_sec_ghash_lengths(struct sec_ghash *g, uint64_t aad_len, uint64_t len)
{
	g->y[0] ^= aad_len * 8;
	g->y[1] ^= len * 8;
	ghash_multiply(g);
}

void
soft_sec_ghash_state(const struct sec_ghash *g, uint8_t *state)
{
	store_be64(state, g->y[0]);
	store_be64(state + 8, g->y[1]);
}
