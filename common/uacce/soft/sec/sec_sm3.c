/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* SM3 of GB/T 32905-2016, also in draft-sca-cfrg-sm3. Names are those of the standard. */

#include <string.h>

#include "sec_sm3.h"

static inline uint32_t
rol(uint32_t x, unsigned int n)
{
	return x << (n & 31) | x >> (-n & 31);
}

static inline uint32_t
load_be32(const uint8_t *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof(x));
	return __builtin_bswap32(x);
}

static inline uint32_t
p1(uint32_t x)
{
	return x ^ rol(x, 15) ^ rol(x, 23);
}

/* One step of the compression. The caller rotates the names of the words, not the words. */
#define STEP(a, b, c, d, e, f, g, h, t, ff, gg, w, w4) do { \
	uint32_t a12 = rol(a, 12); \
	uint32_t ss1 = rol((a12 + (t)) + e, 7); \
	uint32_t tt1 = ((ff) + d + ((w) ^ (w4))) + (ss1 ^ a12); \
	uint32_t tt2 = ((gg) + h + (w)) + ss1; \
	b = rol(b, 9); \
	d = tt1; \
	f = rol(f, 19); \
	h = tt2 ^ rol(tt2, 9) ^ rol(tt2, 17); \
} while (0)

#define XOR3(x, y, z)	((x) ^ (y) ^ (z))
#define MAJ(x, y, z)	(((x) & (y)) | (((x) | (y)) & (z)))
#define SEL(x, y, z)	((((y) ^ (z)) & (x)) ^ (z))

#define STEP_A(j, a, b, c, d, e, f, g, h) \
	STEP(a, b, c, d, e, f, g, h, rol(0x79cc4519, j), XOR3(a, b, c), XOR3(e, f, g), \
			w[j], w[(j) + 4])
#define STEP_B(j, a, b, c, d, e, f, g, h) \
	STEP(a, b, c, d, e, f, g, h, rol(0x7a879d8a, j), MAJ(a, b, c), SEL(e, f, g), \
			w[j], w[(j) + 4])

#define FOUR(step, j) do { \
	step(j, a, b, c, d, e, f, g, h); \
	step((j) + 1, d, a, b, c, h, e, f, g); \
	step((j) + 2, c, d, a, b, g, h, e, f); \
	step((j) + 3, b, c, d, a, f, g, h, e); \
} while (0)

static void
sm3_block(uint32_t *v, const uint8_t *p)
{
	uint32_t a = v[0], b = v[1], c = v[2], d = v[3];
	uint32_t e = v[4], f = v[5], g = v[6], h = v[7];
	uint32_t w[68];
	unsigned int j;

	for (j = 0; j < 16; j++)
		w[j] = load_be32(p + 4 * j);
	/* Unrolled, w[] stays in registers; through memory a block takes twice as long. */
#pragma GCC unroll 52
	for (j = 16; j < 68; j++)
		w[j] = p1(w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)) ^ rol(w[j - 13], 7) ^ w[j - 6];
#pragma GCC unroll 4
	for (j = 0; j < 16; j += 4)
		FOUR(STEP_A, j);
#pragma GCC unroll 12
	for (j = 16; j < 64; j += 4)
		FOUR(STEP_B, j);
	v[0] ^= a;
	v[1] ^= b;
	v[2] ^= c;
	v[3] ^= d;
	v[4] ^= e;
	v[5] ^= f;
	v[6] ^= g;
	v[7] ^= h;
}

void
soft_sec_sm3_init(struct sec_sm3 *ctx)
{
	static const uint32_t iv[8] = {
		0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
		0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
	};

	memcpy(ctx->h, iv, sizeof(iv));
	ctx->bits = 0;
	ctx->num = 0;
}

void
soft_sec_sm3_update(struct sec_sm3 *ctx, const void *data, size_t len)
{
	const uint8_t *p = data;
	size_t n;

	ctx->bits += (uint64_t)len * 8;
	if (ctx->num != 0) {
		n = sizeof(ctx->data) - ctx->num;
		if (n > len)
			n = len;
		memcpy(ctx->data + ctx->num, p, n);
		ctx->num += n;
		p += n;
		len -= n;
		if (ctx->num < sizeof(ctx->data))
			return;
		sm3_block(ctx->h, ctx->data);
	}
	for (; len >= sizeof(ctx->data); len -= sizeof(ctx->data), p += sizeof(ctx->data))
		sm3_block(ctx->h, p);
	memcpy(ctx->data, p, len);
	ctx->num = len;
}

void
soft_sec_sm3_final(uint8_t *digest, struct sec_sm3 *ctx)
{
	uint64_t bits = __builtin_bswap64(ctx->bits);
	unsigned int i;
	uint32_t word;

	ctx->data[ctx->num++] = 0x80;
	if (ctx->num > sizeof(ctx->data) - sizeof(bits)) {
		memset(ctx->data + ctx->num, 0, sizeof(ctx->data) - ctx->num);
		sm3_block(ctx->h, ctx->data);
		ctx->num = 0;
	}
	memset(ctx->data + ctx->num, 0, sizeof(ctx->data) - sizeof(bits) - ctx->num);
	memcpy(ctx->data + sizeof(ctx->data) - sizeof(bits), &bits, sizeof(bits));
	sm3_block(ctx->h, ctx->data);
	for (i = 0; i < 8; i++) {
		word = __builtin_bswap32(ctx->h[i]);
		memcpy(digest + 4 * i, &word, sizeof(word));
	}
}
