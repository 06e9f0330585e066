/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>

#include "../soft_sgl.h"
#include "sec_buffer.h"
#include "sec_memory.h"

/* The address of a part of a buffer in *at, or 0 if the part lies in several pieces. */
static inline int
find(const struct soft_sec *sec, uint64_t addr, uint8_t type, uint32_t skip, uint32_t len,
		uint64_t *at)
{
	size_t have;
	int ret;

	*at = addr + skip;
	if (type == HISI_SEC_ADDR_FLAT || len == 0)
		return *at < addr ? -EFAULT : 0;
	ret = soft_sgl_find(sec->mem, addr, skip, len, at, &have);
	if (ret == 0 && have < len)
		ret = -EINVAL;
	return ret;
}

/*
 * Reach a part of the source that was found at an address, or copy it if that is 0. The result of
 * a cipher is written to it if it is in place.
 */
static inline int
gather_at(struct soft_sec *sec, struct sec_req *req, uint64_t at, uint32_t skip, uint32_t len,
		bool in_place, uint8_t **ptr)
{
	int ret;

	if (at != 0 || len == 0)
		return sec_map_touched(sec, req, at, len, in_place, ptr);
	ret = soft_sec_bounce_take(sec, req, len, ptr);
	if (ret < 0)
		return ret;
	req->scatter = in_place;
	return soft_sec_copy(sec, req->src_addr, req->s->src_type, skip, *ptr, len, false);
}

static inline int
gather(struct soft_sec *sec, struct sec_req *req, uint32_t skip, uint32_t len, bool in_place,
		uint8_t **ptr)
{
	uint64_t at;
	int ret;

	*ptr = soft_sec_nowhere;
	ret = find(sec, req->src_addr, req->s->src_type, skip, len, &at);
	return ret < 0 ? ret : gather_at(sec, req, at, skip, len, in_place, ptr);
}

/* AAD and payload of an AEAD; a list often has each in a buffer of its own. */
static inline int
find_two(const struct soft_sec *sec, const struct sec_req *req, uint64_t at[2])
{
	const uint32_t len[2] = { req->a_len, req->c_len };

	if (req->s->src_type == HISI_SEC_ADDR_SGL)
		return soft_sgl_find_two(sec->mem, req->src_addr, req->a_off, len, at);
	at[0] = req->src_addr + req->a_off;
	at[1] = req->src_addr + req->c_off;
	return at[1] < req->src_addr ? -EFAULT : 0;
}

static inline int
gather_two(struct soft_sec *sec, struct sec_req *req, bool in_place, uint8_t **aad, uint8_t **in)
{
	uint64_t at[2];
	int ret;

	ret = find_two(sec, req, at);
	if (ret == 0)
		ret = gather_at(sec, req, at[0], req->a_off, req->a_len, false, aad);
	if (ret == 0)
		ret = gather_at(sec, req, at[1], req->c_off, req->c_len, in_place, in);
	return ret;
}

/*
 * Find where the output is made. @p bounce is bounce memory of the request that may be
 * overwritten, or NULL.
 */
static inline int
find_output(struct soft_sec *sec, struct sec_req *req, uint8_t *bounce)
{
	uint64_t at;
	int ret;

	ret = find(sec, req->dst_addr, req->s->dst_type, req->c_off, req->c_len, &at);
	if (ret < 0)
		return ret;
	if (at != 0)
		return sec_map_touched(sec, req, at, req->c_len, true, &req->out);
	req->scatter = true;
	req->out = bounce;
	return bounce != NULL ? 0 : soft_sec_bounce_take(sec, req, req->c_len, &req->out);
}

static bool
is_in_place(const struct sec_req *req)
{
	return req->dst_addr == req->src_addr && req->s->dst_type == req->s->src_type;
}

/* Ciphers and AEADs. */
static int
map_cipher(struct soft_sec *sec, struct sec_req *req)
{
	uint8_t *aad = soft_sec_nowhere, *in = soft_sec_nowhere;
	bool in_place = is_in_place(req);
	int ret;

	if (req->s->kind == SEC_AEAD)
		ret = gather_two(sec, req, in_place, &aad, &in);
	else
		ret = gather(sec, req, req->c_off, req->c_len, in_place, &in);
	req->aad = aad;
	req->in = in;
	req->out = in;
	if (ret < 0 || in_place)
		return ret;
	return find_output(sec, req, sec_is_bounce(sec, in) ? in : NULL);
}

/*
 * Whether the MAC of a chain covers AAD of the source and output that is elsewhere. In memory
 * that is not of the process it is also so in place, as one range is mapped either to be read,
 * as AAD is, or to be written.
 */
static bool
is_apart(const struct soft_sec *sec, const struct sec_req *req)
{
	if (req->s->kind != SEC_CHAIN || req->a_len == req->c_len)
		return false;
	return is_in_place(req) ? !sec->mem->is_process : !req->s->seq;
}

/* AAD and output of such a chain come together in bounce memory. */
static int __attribute__((noinline))
map_chain_apart(struct soft_sec *sec, struct sec_req *req)
{
	uint8_t *ptr;
	int ret;

	ret = soft_sec_bounce_take(sec, req, req->a_len, &ptr);
	if (ret < 0)
		return ret;
	req->aad = ptr;
	req->out = ptr + req->a_len - req->c_len;
	req->in = req->out;
	req->scatter = true;
	return soft_sec_copy(sec, req->src_addr, req->s->src_type, req->a_off, ptr, req->a_len,
			false);
}

/* A chain in place, in memory of the process: AAD is read and the rest is written. */
static int
map_chain_in_place(struct soft_sec *sec, struct sec_req *req)
{
	uint64_t at;
	uint8_t *ptr;
	int ret;

	ret = find(sec, req->src_addr, req->s->src_type, req->a_off, req->a_len, &at);
	if (ret < 0)
		return ret;
	if (at == 0)
		return map_chain_apart(sec, req);
	ret = sec_map_untouched(sec, req, at, req->a_len, true, &ptr);
	if (ret < 0)
		return ret;
	req->aad = ptr;
	req->out = ptr + req->a_len - req->c_len;
	req->in = req->out;
	sec_touch_chain(ptr, req->out, req->c_len);
	return 0;
}

/* Chains: what is authenticated ends where the payload ends, see sec_check.c. */
static int
map_chain(struct soft_sec *sec, struct sec_req *req)
{
	uint8_t *ptr;
	int ret;

	if (is_apart(sec, req))
		return map_chain_apart(sec, req);
	if (is_in_place(req))
		return map_chain_in_place(sec, req);
	ret = gather(sec, req, req->a_off, req->a_len, false, &ptr);
	if (ret < 0)
		return ret;
	req->aad = ptr;
	req->out = ptr + req->a_len - req->c_len;
	req->in = req->out;
	ret = find_output(sec, req, sec_is_bounce(sec, req->out) ? req->out : NULL);
	/* The MAC then covers the output alone, see is_apart(). */
	if (!req->s->seq)
		req->aad = req->out;
	return ret;
}

/* Whether a request needs a copy of some of its buffers: 1, 0 or a negative errno. */
static int
is_scattered(const struct soft_sec *sec, const struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	/* AAD, what is read and what is written; what a request lacks counts as one piece. */
	uint64_t at[3] = { 1, 1, 1 };
	int ret;

	if (s->kind == SEC_AEAD)
		ret = find_two(sec, req, at);
	else if (s->kind == SEC_CIPHER)
		ret = find(sec, req->src_addr, s->src_type, req->c_off, req->c_len, &at[0]);
	else
		ret = find(sec, req->src_addr, s->src_type, req->a_off, req->a_len, &at[0]);
	if (ret == 0 && s->cipher != HISI_SEC_CIPHER_NONE)
		ret = find(sec, req->dst_addr, s->dst_type, req->c_off, req->c_len, &at[2]);
	if (ret < 0)
		return ret;
	/* An empty part has no address, and needs no copy. */
	if (s->kind == SEC_AEAD && req->a_len == 0)
		at[0] = 1;
	if (s->kind == SEC_AEAD && req->c_len == 0)
		at[1] = 1;
	return at[0] == 0 || at[1] == 0 || at[2] == 0 || is_apart(sec, req);
}

/* A large request: 1 if it is served in pieces, out being memory for a piece; 0 if not. */
static int __attribute__((noinline))
map_pieces(struct soft_sec *sec, struct sec_req *req)
{
	int ret = is_scattered(sec, req);

	if (ret <= 0)
		return ret;
	ret = soft_sec_bounce_reserve(sec, SEC_PIECE);
	if (ret < 0)
		return ret;
	req->out = soft_sec_bounce_part(&sec->bounce, SEC_PIECE);
	return 1;
}

int
soft_sec_map_buffers(struct soft_sec *sec, struct sec_req *req)
{
	uint8_t *ptr;
	int ret;

	req->bounced = false;
	if (SOFT_UNLIKELY(sec_aad_len(req) + sec_payload_len(req) > SEC_MAX_LINEAR) &&
			req->s->has_pieces) {
		ret = map_pieces(sec, req);
		if (ret != 0)
			return ret;
	}
	switch (req->s->kind) {
	case SEC_CHAIN:
		return map_chain(sec, req);
	case SEC_DIGEST:
	case SEC_GCM_FIRST:
		ret = gather(sec, req, req->a_off, req->a_len, false, &ptr);
		req->aad = ptr;
		return ret;
	default:
		return map_cipher(sec, req);
	}
}

int
soft_sec_refetch(struct soft_sec *sec, const struct sec_req *req)
{
	const struct sec_shape *s = req->s;

	if (!sec_is_bounce(sec, req->in))
		return -EINVAL;
	/* All that a chain authenticates is one range of bounce memory. */
	if (s->kind == SEC_CHAIN)
		return soft_sec_copy(sec, req->src_addr, s->src_type, req->a_off,
				(uint8_t *)(uintptr_t)req->aad, req->a_len, false);
	return soft_sec_copy(sec, req->src_addr, s->src_type, req->c_off, req->out, req->c_len,
			false);
}
