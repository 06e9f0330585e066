/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "../soft_sgl.h"
#include "sec_memory.h"

#define BOUNCE_ALIGN	64u	/* bytes, of bounce memory and of its parts */

uint8_t soft_sec_nowhere[1];

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

void
soft_sec_unmap_all(const struct soft_sec *sec, struct sec_req *req)
{
	while (req->nb_maps > 0) {
		struct sec_map *m = &req->maps[--req->nb_maps];

		soft_mem_unmap(sec->mem, m->ptr, m->len, m->write ? m->len : 0);
	}
}

int
soft_sec_copy(const struct soft_sec *sec, uint64_t addr, uint8_t type, uint32_t skip,
		void *linear, uint32_t len, bool to_buffer)
{
	uint8_t *ptr;

	if (type == HISI_SEC_ADDR_SGL)
		return soft_sgl_copy(sec->mem, addr, skip, linear, len, to_buffer);
	if (!to_buffer)
		return sec_read_small(sec, addr + skip, linear, len);
	ptr = soft_mem_map(sec->mem, addr + skip, len, true);
	if (ptr == NULL)
		return -EFAULT;
	memcpy(ptr, linear, len);
	soft_mem_unmap(sec->mem, ptr, len, len);
	return 0;
}

static size_t
align(size_t len)
{
	return (len + BOUNCE_ALIGN - 1) & ~(size_t)(BOUNCE_ALIGN - 1);
}

int
soft_sec_bounce_reserve(struct soft_sec *sec, size_t len)
{
	struct sec_bounce *b = &sec->bounce;

	/* A length of 0 needs memory, too: a part of it has an address. */
	if (b->mem != NULL && b->size - b->used >= len)
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

/* The part counts as used before it is written (rule 5 of soft_guard.h). */
uint8_t *
soft_sec_bounce_part(struct sec_bounce *b, size_t len)
{
	uint8_t *ptr = b->mem + b->used;

	b->used += align(len);
	return ptr;
}

int
soft_sec_bounce_take(struct soft_sec *sec, struct sec_req *req, size_t len, uint8_t **ptr)
{
	int ret = 0;

	if (!req->bounced)
		ret = soft_sec_bounce_reserve(sec, align(sec_aad_len(req)) +
				align(sec_payload_len(req)));
	if (ret < 0)
		return ret;
	req->bounced = true;
	*ptr = soft_sec_bounce_part(&sec->bounce, len);
	return 0;
}

void
soft_sec_bounce_reset(struct soft_sec *sec)
{
	struct sec_bounce *b = &sec->bounce;

	OPENSSL_cleanse(b->mem, b->used);
	b->used = 0;
	/* A single request needed more than is kept. */
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
