/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Memory of a request. The libraries behind the engine want linear memory. A flat
 * buffer is that, and so is each part of a list that lies in one buffer; what does not
 * goes through bounce memory of the queue. The same memory serves where a MAC covers
 * AAD of the source and output at the destination, which no library takes at once.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "sec_engine.h"
#include "sec_key.h"
#include "sec_ssl.h"
#include "../soft_sgl.h"

#define PAGE		4096u		/* no system has smaller ones */
#define BOUNCE_ALIGN	64u
#define SHA1_LEN	20u
#define LINE		64u		/* bytes that prefetching asks for */
#define FIRST_LINES	8u		/* asked for early: caches then see a stream by themselves */

/* Where nothing is read or written: length 0 needs no address. */
static uint8_t nowhere[1];

uint8_t
soft_sec_error(int ret)
{
	switch (ret) {
	case 0:
		return HISI_SEC_OK;
	case -EFAULT:
		return HISI_SEC_BAD_ADDR;
	case -EINVAL:
		return HISI_SEC_BAD_LIST;
	case -EDOM:
		return HISI_SEC_BAD_IV;
	default:
		return HISI_SEC_INTERNAL;
	}
}

static inline void
touch_byte(volatile uint8_t *p, bool write)
{
	uint8_t byte = *p;

	/* What is there stays, but a page that is read-only is found out. */
	if (write)
		*p = byte;
}

/*
 * What faults is to do so now, as nothing may inside the multi-buffer manager: a byte of
 * each page.
 */
static inline void
touch(uint8_t *p, size_t len, bool write)
{
	uint8_t *last = p + len - 1;

	touch_byte(p, write);
	if ((((uintptr_t)p ^ (uintptr_t)last) & ~(uintptr_t)(PAGE - 1)) == 0)
		return;
	touch_byte(last, write);
	for (p += PAGE; p < last; p += PAGE)
		touch_byte(p, write);
}

/* The same for AAD and what is ciphered in place behind it: of AAD nothing may be written. */
static inline void
touch_chain(uint8_t *aad, uint8_t *data, size_t len)
{
	touch(data, len, true);
	/* AAD in the page where the data begins is reached as the data is. */
	if (((uintptr_t)aad ^ (uintptr_t)data) >= PAGE)
		touch(aad, data - aad, false);
}

/*
 * What is touched now is read when all lanes have something to do. The touch ends what
 * the machine would have done by itself about a stream that begins there, so that the
 * lines behind are asked for, too. This never faults.
 */
static inline void
ask_for(const uint8_t *p, size_t len)
{
	size_t i;

	len = len < FIRST_LINES * LINE ? len : FIRST_LINES * LINE;
	for (i = LINE; i < len; i += LINE)
		__builtin_prefetch(p + i);
}

/*
 * Reach a range without touching it, and keep it until the request is unmapped. It is
 * not empty.
 */
static inline int
map_untouched(struct soft_sec *sec, struct sec_req *req, uint64_t addr, size_t len, bool write,
		uint8_t **ptr)
{
	*ptr = soft_mem_map(sec->mem, addr, len, write);
	if (SOFT_UNLIKELY(*ptr == NULL))
		return -EFAULT;
	/* Pointers need no unmapping. */
	if (SOFT_UNLIKELY(!sec->mem->is_process)) {
		struct sec_map *m = &req->maps[req->nb_maps];

		m->ptr = *ptr;
		m->len = len;
		m->write = write;
		req->nb_maps++;
	}
	return 0;
}

/* Reach a range, and find out whether it faults unless it may do so later. */
static inline int
map(struct soft_sec *sec, struct sec_req *req, uint64_t addr, size_t len, bool write,
		uint8_t **ptr)
{
	int ret;

	*ptr = nowhere;
	if (SOFT_UNLIKELY(len == 0))
		return 0;
	ret = map_untouched(sec, req, addr, len, write, ptr);
	if (ret == 0 && !req->s->at_once) {
		ask_for(*ptr, len);
		touch(*ptr, len, write);
	}
	return ret;
}

void
soft_sec_unmap_all(const struct soft_sec *sec, struct sec_req *req)
{
	while (req->nb_maps > 0) {
		struct sec_map *m = &req->maps[--req->nb_maps];

		soft_mem_unmap(sec->mem, m->ptr, m->len, m->write ? m->len : 0);
	}
}

/* Most of what is small has the size of a block, of the IV of a GCM or of a whole SHA-1. */
static inline void
copy_small(void *to, const void *from, size_t len)
{
	if (len == SEC_BLOCK)
		memcpy(to, from, SEC_BLOCK);
	else if (len == HISI_SEC_GCM_IV_LEN)
		memcpy(to, from, HISI_SEC_GCM_IV_LEN);
	else if (len == SHA1_LEN)
		memcpy(to, from, SHA1_LEN);
	else
		memcpy(to, from, len);
}

static inline int
read_small(const struct soft_sec *sec, uint64_t addr, void *to, size_t len)
{
	void *from = soft_mem_map(sec->mem, addr, len, false);

	if (SOFT_UNLIKELY(from == NULL))
		return -EFAULT;
	copy_small(to, from, len);
	soft_mem_unmap(sec->mem, from, len, 0);
	return 0;
}

static size_t
align(size_t len)
{
	return (len + BOUNCE_ALIGN - 1) & ~(size_t)(BOUNCE_ALIGN - 1);
}

/* Make sure of so much bounce memory, which is only replaced while none of it is in use. */
static int
reserve(struct soft_sec *sec, size_t len)
{
	struct sec_bounce *b = &sec->bounce;

	if (b->size - b->used >= len)
		return 0;
	if (b->used != 0)
		return -EAGAIN;
	soft_sec_bounce_free(sec);
	if (len < SEC_BOUNCE_SIZE)
		len = SEC_BOUNCE_SIZE;
	b->mem = aligned_alloc(BOUNCE_ALIGN, len);
	if (b->mem == NULL)
		return -ENOMEM;
	memset(b->mem, 0, len);
	b->size = len;
	return 0;
}

static uint8_t *
take_part(struct sec_bounce *b, size_t len)
{
	uint8_t *ptr = b->mem + b->used;

	b->used += align(len);
	return ptr;
}

/* The first part that a request takes makes sure of all it could ask for. */
static int __attribute__((noinline))
take_bounce(struct soft_sec *sec, struct sec_req *req, size_t len, uint8_t **ptr)
{
	int ret = 0;

	if (!req->bounced)
		ret = reserve(sec, align(sec_aad_len(req)) + align(sec_payload_len(req)));
	if (ret < 0)
		return ret;
	req->bounced = true;
	*ptr = take_part(&sec->bounce, len);
	return 0;
}

void
soft_sec_bounce_reset(struct soft_sec *sec)
{
	struct sec_bounce *b = &sec->bounce;

	OPENSSL_cleanse(b->mem, b->used);
	b->used = 0;
	/* What a single request asked for. */
	if (b->size > SEC_BOUNCE_SIZE)
		soft_sec_bounce_free(sec);
}

void
soft_sec_bounce_free(struct soft_sec *sec)
{
	if (sec->bounce.mem != NULL)
		OPENSSL_cleanse(sec->bounce.mem, sec->bounce.used);
	free(sec->bounce.mem);
	memset(&sec->bounce, 0, sizeof(sec->bounce));
}

static bool
is_bounce(const struct soft_sec *sec, const uint8_t *ptr)
{
	return (uintptr_t)ptr - (uintptr_t)sec->bounce.mem < sec->bounce.used;
}

/* The address of a part of a buffer, or 0 if it lies in several pieces. */
static inline int
find(const struct soft_sec *sec, uint64_t addr, uint8_t type, uint32_t skip, uint32_t len,
		uint64_t *at)
{
	size_t have;
	int ret;

	*at = addr + skip;
	if (type == HISI_SEC_ADDR_FLAT || len == 0)
		return *at < addr ? -EFAULT : 0;
	if (soft_sgl_find_quick(sec->mem, addr, skip, len, at))
		return 0;
	ret = soft_sgl_find(sec->mem, addr, skip, len, at, &have);
	if (ret == 0 && have < len)
		ret = -EINVAL;
	return ret;
}

/* Copy between a part of a buffer, of either kind, and linear memory. */
static int __attribute__((noinline))
copy(const struct soft_sec *sec, uint64_t addr, uint8_t type, uint32_t skip, void *linear,
		uint32_t len, bool to_buffer)
{
	uint8_t *ptr;

	if (type == HISI_SEC_ADDR_SGL)
		return soft_sgl_copy(sec->mem, addr, skip, linear, len, to_buffer);
	if (!to_buffer)
		return read_small(sec, addr + skip, linear, len);
	ptr = soft_mem_map(sec->mem, addr + skip, len, true);
	if (ptr == NULL)
		return -EFAULT;
	memcpy(ptr, linear, len);
	soft_mem_unmap(sec->mem, ptr, len, len);
	return 0;
}

/* A part of the source, linear: where it is, or copied if that is 0. */
static inline int
gather_at(struct soft_sec *sec, struct sec_req *req, uint64_t at, uint32_t skip, uint32_t len,
		bool in_place, uint8_t **ptr)
{
	int ret;

	if (!SOFT_UNLIKELY(at == 0 && len != 0))
		return map(sec, req, at, len, in_place, ptr);
	ret = take_bounce(sec, req, len, ptr);
	if (ret < 0)
		return ret;
	req->scatter = in_place;
	return copy(sec, req->src_addr, req->s->src_type, skip, *ptr, len, false);
}

/* The same, to be found; it is written to if the result goes there. */
static inline int
gather(struct soft_sec *sec, struct sec_req *req, uint32_t skip, uint32_t len, bool in_place,
		uint8_t **ptr)
{
	uint64_t at;
	int ret;

	*ptr = nowhere;
	ret = find(sec, req->src_addr, req->s->src_type, skip, len, &at);
	return ret < 0 ? ret : gather_at(sec, req, at, skip, len, in_place, ptr);
}

/* AAD and payload of an AEAD, of which a list often has each in one buffer. */
static inline int
find_two(const struct soft_sec *sec, const struct sec_req *req, uint64_t at[2])
{
	const uint32_t len[2] = { req->a_len, req->c_len };

	if (req->s->src_type == HISI_SEC_ADDR_SGL) {
		if (req->a_off == 0 && soft_sgl_find_two_quick(sec->mem, req->src_addr, len, at))
			return 0;
		return soft_sgl_find_two(sec->mem, req->src_addr, req->a_off, len, at);
	}
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

/* Where the output is made; @p from is memory of ours that may be overwritten, or NULL. */
static inline int
find_output(struct soft_sec *sec, struct sec_req *req, uint8_t *from)
{
	uint64_t at;
	int ret;

	ret = find(sec, req->dst_addr, req->s->dst_type, req->c_off, req->c_len, &at);
	if (SOFT_UNLIKELY(ret < 0))
		return ret;
	if (!SOFT_UNLIKELY(at == 0))
		return map(sec, req, at, req->c_len, true, &req->out);
	req->scatter = true;
	req->out = from;
	return from != NULL ? 0 : take_bounce(sec, req, req->c_len, &req->out);
}

static bool
is_in_place(const struct sec_req *req)
{
	return req->dst_addr == req->src_addr && req->s->dst_type == req->s->src_type;
}

/* Source and destination of a cipher, AAD of its own before it. */
static int
map_cipher(struct soft_sec *sec, struct sec_req *req)
{
	uint8_t *aad = nowhere, *in = nowhere;
	bool in_place = is_in_place(req);
	int ret;

	if (req->s->kind == SEC_AEAD)
		ret = gather_two(sec, req, in_place, &aad, &in);
	else
		ret = gather(sec, req, req->c_off, req->c_len, in_place, &in);
	req->aad = aad;
	req->in = in;
	req->out = in;
	if (SOFT_UNLIKELY(ret < 0) || in_place)
		return ret;
	return find_output(sec, req, is_bounce(sec, in) ? in : NULL);
}

/*
 * A chain whose MAC covers AAD of the source and what is written elsewhere; or what is
 * written where AAD is read, in a memory of which one range is mapped either to be read
 * or to be written.
 */
static bool
is_apart(const struct soft_sec *sec, const struct sec_req *req)
{
	if (req->s->kind != SEC_CHAIN || req->a_len == req->c_len)
		return false;
	return is_in_place(req) ? !sec->mem->is_process : !req->s->seq;
}

/* Both come together in bounce memory. */
static int __attribute__((noinline))
map_chain_apart(struct soft_sec *sec, struct sec_req *req)
{
	uint8_t *ptr;
	int ret;

	ret = take_bounce(sec, req, req->a_len, &ptr);
	if (ret < 0)
		return ret;
	req->aad = ptr;
	req->out = ptr + req->a_len - req->c_len;
	req->in = req->out;
	req->scatter = true;
	return copy(sec, req->src_addr, req->s->src_type, req->a_off, ptr, req->a_len, false);
}

/* A chain in place, in memory of the process: AAD is read and the rest is written. */
static int
map_chain_in_place(struct soft_sec *sec, struct sec_req *req, uint32_t aad_len)
{
	uint64_t at;
	uint8_t *ptr;
	int ret;

	ret = find(sec, req->src_addr, req->s->src_type, req->a_off, req->a_len, &at);
	if (ret < 0)
		return ret;
	if (at == 0)
		return map_chain_apart(sec, req);
	ret = map_untouched(sec, req, at, req->a_len, true, &ptr);
	if (ret < 0)
		return ret;
	req->aad = ptr;
	req->in = ptr + aad_len;
	req->out = ptr + aad_len;
	ask_for(ptr, req->a_len);
	touch_chain(ptr, req->out, req->c_len);
	return 0;
}

/* What is authenticated ends with what is ciphered, see check_chain(). */
static int
map_chain(struct soft_sec *sec, struct sec_req *req)
{
	uint32_t aad_len = req->a_len - req->c_len;
	bool in_place = is_in_place(req);
	uint8_t *ptr;
	int ret;

	if (is_apart(sec, req))
		return map_chain_apart(sec, req);
	if (in_place)
		return map_chain_in_place(sec, req, aad_len);
	ret = gather(sec, req, req->a_off, req->a_len, false, &ptr);
	if (ret < 0)
		return ret;
	req->aad = ptr;
	req->in = ptr + aad_len;
	req->out = ptr + aad_len;
	ret = find_output(sec, req, is_bounce(sec, req->out) ? req->out : NULL);
	if (!req->s->seq)
		req->aad = req->out;
	return ret;
}

/* Whether a request needs a copy of some of its memory, which is there; negative errno. */
static int
is_scattered(const struct soft_sec *sec, const struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	/* What is not asked for is in one piece. */
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
	/* What is empty is nowhere, but needs no copy. */
	if (s->kind == SEC_AEAD && req->a_len == 0)
		at[0] = 1;
	if (s->kind == SEC_AEAD && req->c_len == 0)
		at[1] = 1;
	return at[0] == 0 || at[1] == 0 || at[2] == 0 || is_apart(sec, req);
}

/* A large request whose lists are copied piece by piece: 1; or not: 0. */
static int __attribute__((noinline))
map_pieces(struct soft_sec *sec, struct sec_req *req)
{
	int ret = is_scattered(sec, req);

	if (ret <= 0)
		return ret;
	ret = reserve(sec, SEC_PIECE);
	if (ret < 0)
		return ret;
	req->out = take_part(&sec->bounce, SEC_PIECE);
	return 1;
}

static int
map_buffers(struct soft_sec *sec, struct sec_req *req)
{
	uint8_t *ptr;
	int ret;

	req->bounced = false;
	if (SOFT_UNLIKELY(sec_aad_len(req) + sec_payload_len(req) > SEC_MAX_LINEAR) &&
			soft_sec_ssl_has_pieces(req->s)) {
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

/* The MAC: fetched to be compared, or its place touched. */
static int
map_mac(const struct soft_sec *sec, struct sec_req *req)
{
	void *ptr;

	req->mac_at = NULL;
	/* There is nothing to be stored for these. */
	req->mac_is_placed = req->s->mac_len == 0 || req->s->verifies;
	if (req->s->mac_len == 0)
		return 0;
	if (req->s->verifies)
		return read_small(sec, req->mac_addr, req->want, req->s->mac_len);
	ptr = soft_mem_map(sec->mem, req->mac_addr, req->s->mac_len, true);
	if (SOFT_UNLIKELY(ptr == NULL))
		return -EFAULT;
	if (!req->s->at_once)
		touch(ptr, req->s->mac_len, true);
	if (sec->mem->is_process)
		req->mac_at = ptr;
	soft_mem_unmap(sec->mem, ptr, req->s->mac_len, 0);
	return 0;
}

static int
map_ivs(const struct soft_sec *sec, struct sec_req *req)
{
	int ret = 0;

	if (req->s->c_iv_len != 0)
		ret = read_small(sec, req->c_iv_addr, req->iv, req->s->c_iv_len);
	if (ret == 0 && req->s->a_iv_len != 0)
		ret = read_small(sec, req->a_iv_addr, req->a_iv, req->s->a_iv_len);
	/* Bytes of the length field of CCM, less one: 2 to 8 are legal (4.8). */
	if (ret == 0 && req->s->kind == SEC_AEAD && req->s->c_mode == HISI_SEC_C_MODE_CCM &&
			(req->iv[0] & 7) == 0)
		ret = -EDOM;
	return ret;
}

static inline void *
pointer(uint64_t addr)
{
	return (void *)(uintptr_t)addr;
}

/* Buffers of a GCM, see SEC_QUICK_GCM. */
static inline bool
locate_gcm(const struct soft_sec *sec, struct sec_req *req)
{
	const uint32_t len[2] = { req->a_len, req->c_len };
	uint64_t in[2], out;

	if (req->a_off != 0 ||
			!soft_sgl_find_two_quick(sec->mem, req->src_addr, len, in) ||
			!soft_sgl_find_quick(sec->mem, req->dst_addr, len[0], len[1], &out) ||
			!soft_mem_is_range(in[0], len[0]) ||
			!soft_mem_is_range(in[1], len[1]) || !soft_mem_is_range(out, len[1]))
		return false;
	req->aad = pointer(in[0]);
	req->in = pointer(in[1]);
	req->out = pointer(out);
	return true;
}

/* The buffer of a chain that is in place; see check_chain() about its end. */
static inline bool
locate_chain(struct sec_req *req)
{
	const uint64_t at = req->src_addr + req->a_off;

	if (req->dst_addr != req->src_addr || at < req->src_addr ||
			!soft_mem_is_range(at, req->a_len))
		return false;
	req->aad = pointer(at);
	req->out = (uint8_t *)pointer(at) + (req->a_len - req->c_len);
	req->in = req->out;
	touch_chain(pointer(at), req->out, req->c_len);
	return true;
}

/* The MAC of either, see map_mac(). */
static inline void
locate_mac(struct sec_req *req)
{
	uint8_t *mac = pointer(req->mac_addr);
	const struct sec_shape *s = req->s;

	req->mac_is_placed = s->verifies;
	req->mac_at = s->verifies ? NULL : mac;
	if (s->verifies)
		copy_small(req->want, mac, s->mac_len);
	else if (!s->at_once)
		touch(mac, s->mac_len, true);
}

/* The key that a request names, see soft_sec_key_get(). */
static inline bool
locate_key(struct soft_sec *sec, const struct sec_req *req, enum sec_key_use use, uint64_t addr,
		struct sec_key **key)
{
	const union sec_key_id id = req->s->key_id[use];

	return soft_mem_is_range(addr, id.len) &&
		soft_sec_key_of(sec, id, addr, pointer(addr), key) == 0;
}

/*
 * What is served most, with memory of the process: all is found in one go. A request of
 * another form, or with an error, goes the long way, which begins anew.
 */
static inline bool
map_quick(struct soft_sec *sec, struct sec_req *req)
{
	const struct sec_shape *s = req->s;

	if (s->quick == SEC_QUICK_NONE || !sec->mem->is_process ||
			!soft_mem_is_range(req->c_iv_addr, s->c_iv_len) ||
			!soft_mem_is_range(req->mac_addr, s->mac_len) ||
			!locate_key(sec, req, SEC_USE_CIPHER, req->c_key_addr, &req->c_key))
		return false;
	if (s->quick == SEC_QUICK_GCM) {
		if (!locate_gcm(sec, req))
			return false;
	} else if (!locate_key(sec, req, SEC_USE_AUTH, req->a_key_addr, &req->a_key) ||
			!locate_chain(req)) {
		return false;
	}
	copy_small(req->iv, pointer(req->c_iv_addr), s->c_iv_len);
	locate_mac(req);
	return true;
}

/* Any request, step by step. */
static int __attribute__((noinline))
map_any(struct soft_sec *sec, struct sec_req *req)
{
	int ret = map_ivs(sec, req);

	if (ret == 0 && req->s->c_key_len != 0)
		ret = soft_sec_key_get(sec, req->s->key_id[SEC_USE_CIPHER], req->c_key_addr,
				&req->c_key);
	if (ret == 0 && req->s->a_key_len != 0)
		ret = soft_sec_key_get(sec, req->s->key_id[SEC_USE_AUTH], req->a_key_addr,
				&req->a_key);
	if (ret == 0)
		ret = map_mac(sec, req);
	if (ret == 0)
		ret = map_buffers(sec, req);
	return ret;
}

int
soft_sec_map(struct soft_sec *sec, struct sec_req *req)
{
	return map_quick(sec, req) ? 0 : map_any(sec, req);
}

int
soft_sec_refetch(struct soft_sec *sec, const struct sec_req *req)
{
	const struct sec_shape *s = req->s;

	if (!is_bounce(sec, req->in))
		return -EINVAL;
	/* Of a chain all that is authenticated is in one piece. */
	if (s->kind == SEC_CHAIN)
		return copy(sec, req->src_addr, s->src_type, req->a_off,
				(uint8_t *)(uintptr_t)req->aad, req->a_len, false);
	return copy(sec, req->src_addr, s->src_type, req->c_off, req->out, req->c_len, false);
}

int
soft_sec_store_all(const struct soft_sec *sec, struct sec_req *req)
{
	void *mac;
	int ret = 0;

	if (req->scatter)
		ret = copy(sec, req->dst_addr, req->s->dst_type, req->c_off, req->out, req->c_len,
				true);
	if (ret < 0 || req->mac_is_placed)
		return ret;
	mac = soft_mem_map(sec->mem, req->mac_addr, req->s->mac_len, true);
	if (mac == NULL)
		return -EFAULT;
	copy_small(mac, req->mac, req->s->mac_len);
	soft_mem_unmap(sec->mem, mac, req->s->mac_len, req->s->mac_len);
	return 0;
}
