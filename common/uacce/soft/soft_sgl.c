/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include "../hisi_sgl_hw.h"
#include "soft_sgl.h"

/* Where a walk is: a copy of the block's header, so that it cannot change on the way. */
struct walk {
	const struct soft_mem *mem;
	struct hisi_sgl head;
	uint64_t block;		/* address of the block */
	uint32_t blocks;	/* walked so far: a chain may bite its tail */
	uint32_t entry;		/* next of the block */
};

static int
enter_block(struct walk *w, uint64_t block)
{
	void *head;

	if (block % HISI_SGL_ALIGN != 0 || ++w->blocks > HISI_SGL_MAX_BLOCKS)
		return -EINVAL;
	head = soft_mem_map(w->mem, block, sizeof(w->head), false);
	if (head == NULL)
		return -EFAULT;
	memcpy(&w->head, head, sizeof(w->head));
	soft_mem_unmap(w->mem, head, sizeof(w->head), 0);
	/* The sum of the chain is nobody's business (section 6, item 28). */
	if (w->head.entry_sum_in_sgl > HISI_SGL_MAX_ENTRIES)
		return -EINVAL;
	w->block = block;
	w->entry = 0;
	return 0;
}

static int
walk_start(struct walk *w, const struct soft_mem *mem, uint64_t list)
{
	w->mem = mem;
	w->blocks = 0;
	return enter_block(w, list);
}

/*
 * The next entry, or -ENODATA behind the last; blocks without any are tolerated
 * (section 6, item 27).
 */
static int
next_entry(struct walk *w, struct hisi_sge *entry)
{
	uint64_t addr;
	void *sge;
	int ret;

	while (w->entry == w->head.entry_sum_in_sgl) {
		if (w->head.next == 0)
			return -ENODATA;
		ret = enter_block(w, w->head.next);
		if (ret < 0)
			return ret;
	}
	addr = w->block + sizeof(w->head) + w->entry++ * sizeof(*entry);
	sge = soft_mem_map(w->mem, addr, sizeof(*entry), false);
	if (sge == NULL)
		return -EFAULT;
	memcpy(entry, sge, sizeof(*entry));
	soft_mem_unmap(w->mem, sge, sizeof(*entry), 0);
	return entry->len == 0 || entry->len > HISI_SGL_MAX_ENTRY_LEN ? -EINVAL : 0;
}

/* The next entry with data behind skip bytes, cut to what is behind them. */
static int
next_data(struct walk *w, uint32_t *skip, struct hisi_sge *entry)
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
soft_sgl_copy(const struct soft_mem *mem, uint64_t list, uint32_t skip, void *linear,
		size_t len, bool to_list)
{
	struct hisi_sge entry;
	uint8_t *at = linear;
	struct walk w;
	void *buf;
	int ret;

	ret = walk_start(&w, mem, list);
	while (ret == 0 && len != 0) {
		ret = next_data(&w, &skip, &entry);
		if (ret < 0)
			break;
		if (entry.len > len)
			entry.len = len;
		buf = soft_mem_map(mem, entry.addr, entry.len, to_list);
		if (buf == NULL)
			return -EFAULT;
		if (to_list)
			memcpy(buf, at, entry.len);
		else
			memcpy(at, buf, entry.len);
		soft_mem_unmap(mem, buf, entry.len, to_list ? entry.len : 0);
		at += entry.len;
		len -= entry.len;
	}
	return ret == -ENODATA ? -EINVAL : ret;
}

/*
 * The next len bytes of a walk: where they are, or 0 if in several buffers. What is left
 * of the entry they end in stays in *rest.
 */
static int
find_part(struct walk *w, uint32_t *skip, struct hisi_sge *rest, size_t len, uint64_t *addr,
		size_t *have)
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
soft_sgl_find(const struct soft_mem *mem, uint64_t list, uint32_t skip, size_t len,
		uint64_t *addr, size_t *have)
{
	struct hisi_sge rest = { .len = 0 };
	struct walk w;
	int ret;

	*addr = 0;
	*have = 0;
	ret = walk_start(&w, mem, list);
	if (ret == 0)
		ret = find_part(&w, &skip, &rest, len, addr, have);
	return ret == -ENODATA ? 0 : ret;
}

int
soft_sgl_find_two(const struct soft_mem *mem, uint64_t list, uint32_t skip, const uint32_t len[2],
		uint64_t addr[2])
{
	struct hisi_sge rest = { .len = 0 };
	struct walk w;
	size_t have;
	int ret;

	ret = walk_start(&w, mem, list);
	if (ret == 0)
		ret = find_part(&w, &skip, &rest, len[0], &addr[0], &have);
	if (ret == 0)
		ret = find_part(&w, &skip, &rest, len[1], &addr[1], &have);
	return ret == -ENODATA ? -EINVAL : ret;
}
