/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include "soft_sgl.h"

/* Begin a block of a list: read its header. */
static inline int
enter_block(struct soft_sgl_walk *w, uint64_t block)
{
	const volatile struct hisi_sgl *head;
	void *ptr;

	if (block % HISI_SGL_ALIGN != 0 || ++w->blocks > HISI_SGL_MAX_BLOCKS)
		return -EINVAL;
	ptr = soft_mem_map(w->mem, block, sizeof(*head), false);
	if (ptr == NULL)
		return -EFAULT;
	head = ptr;
	w->next = head->next;
	/* The sum over the chain is not looked at (section 6, item 28). */
	w->left = head->entry_sum_in_sgl;
	w->entries = block + sizeof(*head);
	soft_mem_unmap(w->mem, ptr, sizeof(*head), 0);
	return w->left > HISI_SGL_MAX_ENTRIES ? -EINVAL : 0;
}

static inline int
walk_start(struct soft_sgl_walk *w, const struct soft_mem *mem, uint64_t list)
{
	w->mem = mem;
	w->blocks = 0;
	return enter_block(w, list);
}

/*
 * Take the next entry; -ENODATA behind the last. Blocks without entries are passed (section 6,
 * item 27).
 */
static inline int
next_entry(struct soft_sgl_walk *w, struct soft_sgl_piece *piece)
{
	const volatile struct hisi_sge *sge;
	void *ptr;
	int ret;

	while (w->left == 0) {
		if (w->next == 0)
			return -ENODATA;
		ret = enter_block(w, w->next);
		if (ret < 0)
			return ret;
	}
	ptr = soft_mem_map(w->mem, w->entries, sizeof(*sge), false);
	if (ptr == NULL)
		return -EFAULT;
	sge = ptr;
	piece->addr = sge->addr;
	piece->len = sge->len;
	soft_mem_unmap(w->mem, ptr, sizeof(*sge), 0);
	w->entries += sizeof(*sge);
	w->left--;
	return piece->len == 0 || piece->len > HISI_SGL_MAX_ENTRY_LEN ? -EINVAL : 0;
}

/* Take entries until one reaches beyond *skip bytes; *entry is what it has behind them. */
static inline int
next_data(struct soft_sgl_walk *w, uint64_t *skip, struct soft_sgl_piece *entry)
{
	int ret;

	for (;;) {
		ret = next_entry(w, entry);
		if (ret < 0)
			return ret;
		if (entry->len > *skip)
			break;
		*skip -= entry->len;
	}
	entry->addr += *skip;
	entry->len -= *skip;
	*skip = 0;
	return 0;
}

int
soft_sgl_begin(struct soft_sgl_cursor *cursor, const struct soft_mem *mem, uint64_t list,
		uint64_t skip)
{
	cursor->skip = skip;
	cursor->rest.len = 0;
	return walk_start(&cursor->walk, mem, list);
}

int
soft_sgl_move(struct soft_sgl_cursor *cursor, void *linear, size_t len, bool to_list)
{
	const struct soft_mem *mem = cursor->walk.mem;
	struct soft_sgl_piece *rest = &cursor->rest;
	uint8_t *at = linear;
	size_t n;
	void *buf;
	int ret;

	for (; len != 0; len -= n) {
		if (rest->len == 0) {
			ret = next_data(&cursor->walk, &cursor->skip, rest);
			if (ret < 0)
				return ret == -ENODATA ? -EINVAL : ret;
		}
		n = rest->len < len ? rest->len : len;
		buf = soft_mem_map(mem, rest->addr, n, to_list);
		if (buf == NULL)
			return -EFAULT;
		if (to_list)
			memcpy(buf, at, n);
		else
			memcpy(at, buf, n);
		soft_mem_unmap(mem, buf, n, to_list ? n : 0);
		rest->addr += n;
		rest->len -= n;
		at += n;
	}
	return 0;
}

int
soft_sgl_copy(const struct soft_mem *mem, uint64_t list, uint64_t skip, void *linear,
		size_t len, bool to_list)
{
	struct soft_sgl_cursor cursor;
	int ret = soft_sgl_begin(&cursor, mem, list, skip);

	return ret < 0 ? ret : soft_sgl_move(&cursor, linear, len, to_list);
}

/*
 * Find the next len bytes of a walk: their address, or 0 if they lie in several buffers, and how
 * many of them the list has. *rest is what is left of the entry in which they end.
 */
static inline int
find_part(struct soft_sgl_walk *w, uint64_t *skip, struct soft_sgl_piece *rest, size_t len,
		uint64_t *addr, size_t *have)
{
	size_t n;
	int ret;

	*addr = 0;
	for (*have = 0; *have < len; *have += n) {
		if (rest->len == 0) {
			ret = next_data(w, skip, rest);
			if (ret < 0)
				return ret;
		}
		n = rest->len < len - *have ? rest->len : len - *have;
		*addr = *have == 0 ? rest->addr : 0;
		rest->addr += n;
		rest->len -= n;
	}
	return 0;
}

int
soft_sgl_walk_find(const struct soft_mem *mem, uint64_t list, uint32_t skip, size_t len,
		uint64_t *addr, size_t *have)
{
	struct soft_sgl_piece rest = { .len = 0 };
	struct soft_sgl_walk w;
	uint64_t before = skip;
	int ret;

	*addr = 0;
	*have = 0;
	ret = walk_start(&w, mem, list);
	if (ret == 0)
		ret = find_part(&w, &before, &rest, len, addr, have);
	return ret == -ENODATA ? 0 : ret;
}

int
soft_sgl_walk_find_two(const struct soft_mem *mem, uint64_t list, uint32_t skip,
		const uint32_t len[2], uint64_t addr[2])
{
	struct soft_sgl_piece rest = { .len = 0 };
	struct soft_sgl_walk w;
	uint64_t before = skip;
	size_t have;
	int ret;

	ret = walk_start(&w, mem, list);
	if (ret == 0)
		ret = find_part(&w, &before, &rest, len[0], &addr[0], &have);
	if (ret == 0)
		ret = find_part(&w, &before, &rest, len[1], &addr[1], &have);
	return ret == -ENODATA ? -EINVAL : ret;
}
