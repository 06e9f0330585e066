/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include "../soft_sgl.h"
#include "sec_memory.h"
#include "sec_piece.h"
#include "sec_ssl.h"

/* A place in the source or in the destination, which moves forward as bytes are copied. */
struct place {
	const struct soft_mem *mem;
	bool is_list;
	uint64_t addr;		/* of a flat buffer: the next byte */
	struct soft_sgl_cursor cursor;
};

static int
place_begin(struct place *at, const struct soft_mem *mem, uint64_t addr, uint8_t type,
		uint32_t skip)
{
	at->mem = mem;
	at->is_list = type == HISI_SEC_ADDR_SGL;
	at->addr = addr + skip;
	return at->is_list ? soft_sgl_begin(&at->cursor, mem, addr, skip) : 0;
}

/* Copy the next bytes of a place to or from linear memory. */
static int
place_move(struct place *at, uint8_t *linear, uint32_t len, bool write)
{
	uint8_t *ptr;

	if (at->is_list)
		return soft_sgl_move(&at->cursor, linear, len, write);
	ptr = soft_mem_map(at->mem, at->addr, len, write);
	if (ptr == NULL)
		return -EFAULT;
	memcpy(write ? ptr : linear, write ? linear : ptr, len);
	soft_mem_unmap(at->mem, ptr, len, write ? len : 0);
	at->addr += len;
	return 0;
}

static uint32_t
piece_of(uint32_t left)
{
	return left < SEC_PIECE ? left : SEC_PIECE;
}

/* Feed what is authenticated and not ciphered. */
static int
feed_aad(struct sec_ssl_op *op, struct place *src, uint8_t *piece)
{
	uint32_t n, left;
	int ret;

	for (left = sec_aad_len(op->req); left != 0; left -= n) {
		n = piece_of(left);
		ret = place_move(src, piece, n, false);
		if (ret < 0)
			return ret;
		if (!soft_sec_ssl_aad(op, piece, n))
			return -EIO;
	}
	return 0;
}

/* Feed what is ciphered, and store the result. */
static int
feed_payload(struct sec_ssl_op *op, struct place *src, struct place *dst, uint8_t *piece)
{
	uint32_t n, left;
	int ret;

	for (left = sec_payload_len(op->req); left != 0; left -= n) {
		n = piece_of(left);
		ret = place_move(src, piece, n, false);
		if (ret < 0)
			return ret;
		if (!soft_sec_ssl_payload(op, piece, piece, n))
			return -EIO;
		ret = place_move(dst, piece, n, true);
		if (ret < 0)
			return ret;
	}
	return 0;
}

int
soft_sec_pieces(struct soft_sec *sec, struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	struct place src, dst = { .mem = sec->mem };
	uint8_t *piece = req->out;
	struct sec_ssl_op op;
	int ret;

	/* One place serves for both: the payload begins where AAD ends. */
	ret = place_begin(&src, sec->mem, req->src_addr, s->src_type,
			s->kind == SEC_CIPHER ? req->c_off : req->a_off);
	if (ret == 0 && s->cipher != HISI_SEC_CIPHER_NONE)
		ret = place_begin(&dst, sec->mem, req->dst_addr, s->dst_type, req->c_off);
	if (ret < 0)
		return ret;
	if (!soft_sec_ssl_begin(&op, req))
		return -EIO;
	ret = feed_aad(&op, &src, piece);
	if (ret == 0)
		ret = feed_payload(&op, &src, &dst, piece);
	if (ret == 0 && !soft_sec_ssl_end(&op))
		ret = -EIO;
	return ret;
}
