/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>

#include "../soft_sgl.h"
#include "sec_access.h"
#include "sec_buffer.h"
#include "sec_key.h"
#include "sec_memory.h"

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
		return sec_read_small(sec, req->mac_addr, req->want, req->s->mac_len);
	ptr = soft_mem_map(sec->mem, req->mac_addr, req->s->mac_len, true);
	if (SOFT_UNLIKELY(ptr == NULL))
		return -EFAULT;
	if (!req->s->at_once)
		sec_touch(ptr, req->s->mac_len, true);
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
		ret = sec_read_small(sec, req->c_iv_addr, req->iv, req->s->c_iv_len);
	if (ret == 0 && req->s->a_iv_len != 0)
		ret = sec_read_small(sec, req->a_iv_addr, req->a_iv, req->s->a_iv_len);
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
	sec_touch_chain(pointer(at), req->out, req->c_len);
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
		sec_copy_small(req->want, mac, s->mac_len);
	else if (!s->at_once)
		sec_touch(mac, s->mac_len, true);
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
	sec_copy_small(req->iv, pointer(req->c_iv_addr), s->c_iv_len);
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
		ret = soft_sec_map_buffers(sec, req);
	return ret;
}

int
soft_sec_map(struct soft_sec *sec, struct sec_req *req)
{
	return map_quick(sec, req) ? 0 : map_any(sec, req);
}

int
soft_sec_store_all(const struct soft_sec *sec, struct sec_req *req)
{
	void *mac;
	int ret = 0;

	if (req->scatter)
		ret = soft_sec_copy(sec, req->dst_addr, req->s->dst_type, req->c_off, req->out, req->c_len,
				true);
	if (ret < 0 || req->mac_is_placed)
		return ret;
	mac = soft_mem_map(sec->mem, req->mac_addr, req->s->mac_len, true);
	if (mac == NULL)
		return -EFAULT;
	sec_copy_small(mac, req->mac, req->s->mac_len);
	soft_mem_unmap(sec->mem, mac, req->s->mac_len, req->s->mac_len);
	return 0;
}
