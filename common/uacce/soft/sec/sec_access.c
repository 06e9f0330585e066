/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>

#include "sec_access.h"
#include "sec_buffer.h"
#include "sec_key.h"
#include "sec_memory.h"

/* The MAC: read to be compared with, or its place touched. */
static inline int
map_mac(const struct soft_sec *sec, struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	void *ptr;

	req->mac_at = NULL;
	req->mac_is_placed = s->mac_len == 0 || s->verifies;
	if (s->mac_len == 0)
		return 0;
	if (s->verifies)
		return sec_read_small(sec, req->mac_addr, req->want, s->mac_len);
	ptr = soft_mem_map(sec->mem, req->mac_addr, s->mac_len, true);
	if (SOFT_UNLIKELY(ptr == NULL))
		return -EFAULT;
	if (!sec_may_fault(s))
		sec_touch(ptr, s->mac_len, true);
	if (sec->mem->is_process)
		req->mac_at = ptr;
	soft_mem_unmap(sec->mem, ptr, s->mac_len, 0);
	return 0;
}

static inline int
map_ivs(const struct soft_sec *sec, struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	int ret = 0;

	if (s->c_iv_len != 0)
		ret = sec_read_small(sec, req->c_iv_addr, req->iv, s->c_iv_len);
	if (ret == 0 && s->a_iv_len != 0)
		ret = sec_read_small(sec, req->a_iv_addr, req->a_iv, s->a_iv_len);
	/* The length field of CCM has 2 to 8 bytes, of which one less is encoded (4.8). */
	if (ret == 0 && s->kind == SEC_AEAD && s->c_mode == HISI_SEC_C_MODE_CCM &&
			(req->iv[0] & 7) == 0)
		ret = -EDOM;
	return ret;
}

static inline int
map_keys(struct soft_sec *sec, struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	int ret = 0;

	if (s->c_key_len != 0)
		ret = soft_sec_key_get(sec, s->key_id[SEC_USE_CIPHER], req->c_key_addr,
				&req->c_key);
	if (ret == 0 && s->a_key_len != 0)
		ret = soft_sec_key_get(sec, s->key_id[SEC_USE_AUTH], req->a_key_addr,
				&req->a_key);
	return ret;
}

int
soft_sec_map(struct soft_sec *sec, struct sec_req *req)
{
	int ret = map_ivs(sec, req);

	if (ret == 0)
		ret = map_keys(sec, req);
	if (ret == 0)
		ret = map_mac(sec, req);
	if (ret == 0)
		ret = soft_sec_map_buffers(sec, req);
	return ret;
}

int
soft_sec_store_all(const struct soft_sec *sec, struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	void *mac;
	int ret = 0;

	if (req->scatter)
		ret = soft_sec_copy(sec, req->dst_addr, s->dst_type, req->c_off, req->out,
				req->c_len, true);
	if (ret < 0 || req->mac_is_placed)
		return ret;
	mac = soft_mem_map(sec->mem, req->mac_addr, s->mac_len, true);
	if (mac == NULL)
		return -EFAULT;
	sec_copy_small(mac, req->mac, s->mac_len);
	soft_mem_unmap(sec->mem, mac, s->mac_len, s->mac_len);
	return 0;
}
