/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The end of a raw stream among bits that the device has cached (hardware_interface.rst 3.9,
 * state 3). This only finds where each block ends; the device decodes them. RFC 1951, 3.2.
 */

#include "uacce_zip_private.h"

enum block_type {
	BLOCK_STORED = 0,
	BLOCK_FIXED = 1,
	BLOCK_DYNAMIC = 2,
};

/* Result of a walk over a block. */
enum walk {
	WALK_END,	/* the block ends within the bits */
	WALK_SHORT,	/* the block does not end within the bits */
	WALK_INVALID,	/* the bits are not a block */
};

/* Bits, of which the lowest is the next. */
struct bits {
	uint64_t data;
	uint32_t left;
	bool is_short;	/* a walk needed more bits than there are */
};

static uint32_t
take(struct bits *b, uint32_t n)
{
	uint32_t value = b->data & ((UINT64_C(1) << n) - 1);

	if (n > b->left) {
		b->is_short = true;
		return 0;
	}
	b->data >>= n;
	b->left -= n;
	return value;
}

/* Codes begin with their most significant bit. */
static uint32_t
take_code(struct bits *b, uint32_t code, uint32_t n)
{
	while (n-- > 0)
		code = code << 1 | take(b, 1);
	return code;
}

static enum walk
skip_stored(struct bits *b)
{
	uint32_t len, inverse;

	/* The bits end with a byte, so their number says where the next byte begins. */
	take(b, b->left % 8);
	len = take(b, 16);
	inverse = take(b, 16);
	if (b->is_short)
		return WALK_SHORT;
	if ((len ^ inverse) != UINT16_MAX)
		return WALK_INVALID;
	/* Bits that begin with a header are too few for a byte of data behind it. */
	return len == 0 ? WALK_END : WALK_SHORT;
}

/* Take the next symbol of the fixed literal and length code (3.2.6). */
static uint32_t
take_symbol(struct bits *b)
{
	uint32_t code = take_code(b, 0, 7);

	if (code < 24)
		return 256 + code;
	code = take_code(b, code, 1);
	if (code < 192)
		return code - 48;
	if (code < 200)
		return 280 + code - 192;
	return 144 + take_code(b, code, 1) - 400;
}

static enum walk
skip_fixed(struct bits *b)
{
	uint32_t symbol, distance;

	do {
		symbol = take_symbol(b);
		if (symbol > 285 && !b->is_short)
			return WALK_INVALID;
		if (symbol <= 256)
			continue;
		/* Skip the extra bits of the length, the distance and its extra bits (3.2.5). */
		take(b, symbol < 265 || symbol == 285 ? 0 : (symbol - 261) / 4);
		distance = take_code(b, 0, 5);
		if (distance > 29 && !b->is_short)
			return WALK_INVALID;
		take(b, distance < 4 ? 0 : distance / 2 - 1);
	} while (symbol != 256 && !b->is_short);
	return b->is_short ? WALK_SHORT : WALK_END;
}

uint32_t
uacce_zip_end_in(uint64_t data, uint32_t nb_bits)
{
	struct bits b = { .data = data, .left = nb_bits };
	enum walk walk;
	uint32_t final;

	do {
		final = take(&b, 1);
		switch (take(&b, 2)) {
		case BLOCK_STORED:
			walk = skip_stored(&b);
			break;
		case BLOCK_FIXED:
			walk = skip_fixed(&b);
			break;
		case BLOCK_DYNAMIC:
			walk = WALK_SHORT;
			break;
		default:
			walk = b.is_short ? WALK_SHORT : WALK_INVALID;
			break;
		}
		if (b.is_short || walk == WALK_SHORT)
			return 0;
		/* The device gets all bits, and reports the error. */
		if (walk == WALK_INVALID)
			return nb_bits;
	} while (final == 0);
	return nb_bits - b.left;
}
