/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_MEMORY_H
#define SOFT_SEC_MEMORY_H

/** @file Memory of requests: how it is reached, and bounce memory. */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sec_queue.h"

#define PAGE		4096u		/* no system has smaller ones */
#define SHA1_LEN	20u
#define LINE		64u		/* bytes that prefetching asks for */
#define FIRST_LINES	8u		/* asked for early: caches then see a stream by themselves */

extern uint8_t soft_sec_nowhere[1];

static inline void
sec_touch_byte(volatile uint8_t *p, bool write)
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
sec_touch(uint8_t *p, size_t len, bool write)
{
	uint8_t *last = p + len - 1;

	sec_touch_byte(p, write);
	if ((((uintptr_t)p ^ (uintptr_t)last) & ~(uintptr_t)(PAGE - 1)) == 0)
		return;
	sec_touch_byte(last, write);
	for (p += PAGE; p < last; p += PAGE)
		sec_touch_byte(p, write);
}

/* The same for AAD and what is ciphered in place behind it: of AAD nothing may be written. */
static inline void
sec_touch_chain(uint8_t *aad, uint8_t *data, size_t len)
{
	sec_touch(data, len, true);
	/* AAD in the page where the data begins is reached as the data is. */
	if (((uintptr_t)aad ^ (uintptr_t)data) >= PAGE)
		sec_touch(aad, data - aad, false);
}

/*
 * What is touched now is read when all lanes have something to do. The touch ends what
 * the machine would have done by itself about a stream that begins there, so that the
 * lines behind are asked for, too. This never faults.
 */
static inline void
sec_ask_for(const uint8_t *p, size_t len)
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
sec_map_untouched(struct soft_sec *sec, struct sec_req *req, uint64_t addr, size_t len, bool write,
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
sec_map_touched(struct soft_sec *sec, struct sec_req *req, uint64_t addr, size_t len, bool write,
		uint8_t **ptr)
{
	int ret;

	*ptr = soft_sec_nowhere;
	if (SOFT_UNLIKELY(len == 0))
		return 0;
	ret = sec_map_untouched(sec, req, addr, len, write, ptr);
	if (ret == 0 && !req->s->at_once) {
		sec_ask_for(*ptr, len);
		sec_touch(*ptr, len, write);
	}
	return ret;
}

/* Most of what is small has the size of a block, of the IV of a GCM or of a whole SHA-1. */
static inline void
sec_copy_small(void *to, const void *from, size_t len)
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
 * Linear memory of a batch: taken in parts, all of which are wiped and given back at once.
 * It is of one size; larger is only what a mode asks for that goes in no pieces, and is
 * freed when that is done.
 */
#define SEC_BOUNCE_SIZE	(512u << 10)
/** Bytes of a request, AAD included, up to which lists are copied whole. */
#define SEC_MAX_LINEAR	(160u << 10)
/** Bytes of a piece, where they are not: whole blocks of any algorithm. */
#define SEC_PIECE	(64u << 10)

/** The part of soft_sec_unmap() for a request that has something to be unmapped. */
void soft_sec_unmap_all(const struct soft_sec *sec, struct sec_req *req);

/** End of use, served or not. */
static inline void
soft_sec_unmap(const struct soft_sec *sec, struct sec_req *req)
{
	if (SOFT_UNLIKELY(req->nb_maps != 0))
		soft_sec_unmap_all(sec, req);
}

int soft_sec_bounce_reserve(struct soft_sec *sec, size_t len);

uint8_t * soft_sec_bounce_part(struct sec_bounce *b, size_t len);

int soft_sec_bounce_take(struct soft_sec *sec, struct sec_req *req, size_t len, uint8_t **ptr);

/** All bounce memory is free again; some was used. */
void soft_sec_bounce_reset(struct soft_sec *sec);

/** Wipe and free bounce memory. */
void soft_sec_bounce_free(struct soft_sec *sec);

static inline bool
sec_is_bounce(const struct soft_sec *sec, const uint8_t *ptr)
{
	return (uintptr_t)ptr - (uintptr_t)sec->bounce.mem < sec->bounce.used;
}

int soft_sec_copy(const struct soft_sec *sec, uint64_t addr, uint8_t type, uint32_t skip, void *linear, 		uint32_t len, bool to_buffer);

/** enum hisi_sec_error for a negative errno. */
uint8_t soft_sec_error(int ret);

#endif /* SOFT_SEC_MEMORY_H */
