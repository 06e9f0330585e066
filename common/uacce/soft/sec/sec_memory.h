/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_MEMORY_H
#define SOFT_SEC_MEMORY_H

/**
 * @file
 * How memory of requests is reached, and bounce memory.
 *
 * Nothing may fault inside a job of ipsec-mb, so what a request points to is touched, a byte of
 * each page, before the request is handed over; a page that is read-only is found out by writing
 * the byte that was read.
 */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sec_queue.h"

#define SEC_PAGE	4096u	/**< bytes; no system has smaller pages */

/** Bytes of bounce memory. One request that cannot be served in pieces may need more. */
#define SEC_BOUNCE_SIZE	(512u << 10)
/** Bytes of a request, AAD included, up to which lists are copied whole. */
#define SEC_MAX_LINEAR	(160u << 10)
/** Bytes of a piece of a larger request: whole blocks of any algorithm. */
#define SEC_PIECE	(64u << 10)

/** A place for empty data, which may have any address. Nothing is read or written there. */
extern uint8_t soft_sec_nowhere[1];

static inline void
sec_touch_byte(volatile uint8_t *p, bool write)
{
	uint8_t byte = *p;

	if (write)
		*p = byte;
}

/** Touch a byte of each page of a range that is not empty. */
static inline void
sec_touch(uint8_t *p, size_t len, bool write)
{
	uint8_t *last = p + len - 1;

	sec_touch_byte(p, write);
	if ((((uintptr_t)p ^ (uintptr_t)last) & ~(uintptr_t)(SEC_PAGE - 1)) == 0)
		return;
	sec_touch_byte(last, write);
	for (p += SEC_PAGE; p < last; p += SEC_PAGE)
		sec_touch_byte(p, write);
}

/** Touch AAD, of which nothing may be written, and behind it data that is ciphered in place. */
static inline void
sec_touch_chain(uint8_t *aad, uint8_t *data, size_t len)
{
	sec_touch(data, len, true);
	/* AAD in the page where the data begins was reached with the data. */
	if (((uintptr_t)aad ^ (uintptr_t)data) >= SEC_PAGE)
		sec_touch(aad, data - aad, false);
}

/**
 * Reach a range that is not empty, without touching it, until soft_sec_unmap().
 *
 * @return
 *   0 or -EFAULT.
 */
static inline int
sec_map_untouched(struct soft_sec *sec, struct sec_req *req, uint64_t addr, size_t len, bool write,
		uint8_t **ptr)
{
	*ptr = soft_mem_map(sec->mem, addr, len, write);
	if (SOFT_UNLIKELY(*ptr == NULL))
		return -EFAULT;
	/* Memory of the process needs no unmapping. */
	if (SOFT_UNLIKELY(!sec->mem->is_process)) {
		struct sec_map *m = &req->maps[req->nb_maps];

		m->ptr = *ptr;
		m->len = len;
		m->write = write;
		req->nb_maps++;
	}
	return 0;
}

/** Reach a range, which may be empty, and touch it unless the executor may fault on it. */
static inline int
sec_map_touched(struct soft_sec *sec, struct sec_req *req, uint64_t addr, size_t len, bool write,
		uint8_t **ptr)
{
	int ret;

	*ptr = soft_sec_nowhere;
	if (SOFT_UNLIKELY(len == 0))
		return 0;
	ret = sec_map_untouched(sec, req, addr, len, write, ptr);
	if (ret == 0 && !sec_may_fault(req->s))
		sec_touch(*ptr, len, write);
	return ret;
}

/** The part of soft_sec_unmap() for a request that has something to be unmapped. */
void soft_sec_unmap_all(const struct soft_sec *sec, struct sec_req *req);

/** End the use of what a request reached, be it served or not. */
static inline void
soft_sec_unmap(const struct soft_sec *sec, struct sec_req *req)
{
	if (SOFT_UNLIKELY(req->nb_maps != 0))
		soft_sec_unmap_all(sec, req);
}

/** Copy an IV or a MAC. Most have one of two sizes, and a constant size needs no call. */
static inline void
sec_copy_small(void *to, const void *from, size_t len)
{
	if (len == SEC_BLOCK)
		memcpy(to, from, SEC_BLOCK);
	else if (len == HISI_SEC_GCM_IV_LEN)
		memcpy(to, from, HISI_SEC_GCM_IV_LEN);
	else
		memcpy(to, from, len);
}

/** Copy out of memory that is mapped for that; 0 or -EFAULT. */
static inline int
sec_read_small(const struct soft_sec *sec, uint64_t addr, void *to, size_t len)
{
	void *from = soft_mem_map(sec->mem, addr, len, false);

	if (SOFT_UNLIKELY(from == NULL))
		return -EFAULT;
	sec_copy_small(to, from, len);
	soft_mem_unmap(sec->mem, from, len, 0);
	return 0;
}

/**
 * Copy between a part of a buffer and linear memory.
 *
 * @param sec
 *   Engine.
 * @param addr
 *   Address of the buffer or of its list.
 * @param type
 *   Which of these: enum hisi_sec_addr.
 * @param skip
 *   Bytes of the buffer before the part.
 * @param linear
 *   Linear memory.
 * @param len
 *   Bytes.
 * @param to_buffer
 *   Direction.
 * @return
 *   0; -EINVAL for a malformed list; -EFAULT for an address that cannot be reached.
 */
int soft_sec_copy(const struct soft_sec *sec, uint64_t addr, uint8_t type, uint32_t skip,
		void *linear, uint32_t len, bool to_buffer);

/**
 * Make sure that so many bytes of bounce memory are free.
 *
 * @return
 *   0; -ENOMEM; -EAGAIN: requests that wait use it, and it is only replaced while none does.
 */
int soft_sec_bounce_reserve(struct soft_sec *sec, size_t len);

/** Take a part of bounce memory that was reserved. */
uint8_t *soft_sec_bounce_part(struct sec_bounce *b, size_t len);

/**
 * Take a part of bounce memory for a request. The first part that a request takes reserves all
 * that the request could take. Returns as soft_sec_bounce_reserve().
 */
int soft_sec_bounce_take(struct soft_sec *sec, struct sec_req *req, size_t len, uint8_t **ptr);

/** Wipe what was used of bounce memory; all of it is free again. */
void soft_sec_bounce_reset(struct soft_sec *sec);

/** Wipe and free bounce memory. */
void soft_sec_bounce_free(struct soft_sec *sec);

/** Whether a pointer is one to bounce memory that is in use. */
static inline bool
sec_is_bounce(const struct soft_sec *sec, const uint8_t *ptr)
{
	return (uintptr_t)ptr - (uintptr_t)sec->bounce.mem < sec->bounce.used;
}

/** enum hisi_sec_error for 0 or a negative errno. */
uint8_t soft_sec_error(int ret);

#endif /* SOFT_SEC_MEMORY_H */
