/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Hardware lists out of chains of mbufs: a list has exactly the bytes of the range, in order, or
 * the range is refused; the pool has all its blocks back in the end.
 *
 * Input: a sequence of actions on a pool of few slots. A list to be built has a chain, whose
 * segments are given by their number and pattern, and a range of it.
 */

#include <errno.h>
#include <stdbool.h>

#include <rte_mbuf.h>

#include "fuzz.h"
#include "hisi_sgl.h"

#define SLOTS		4u
#define MAX_SEGS	70000u
#define MAX_ACTIONS	64u

static struct rte_mbuf *segs;
static struct hisi_sgl_pool pool;

/* A chain of segments whose lengths follow a pattern; no data are behind their addresses. */
static uint64_t
make_chain(struct fuzz_input *in, uint32_t *nb)
{
	static const uint32_t numbers[] = { 1, 17, 18, 254, 255, 256, 272, 510 };
	const uint8_t how = fuzz_u8(in);
	uint16_t lens[4];
	uint64_t total = 0;
	uint32_t i;

	/* The last number makes a list that is too long for hardware, which takes a while. */
	*nb = how == 0x7f ? MAX_SEGS : numbers[how & 7] + (how >> 3 & 3);
	fuzz_bytes(in, lens, sizeof(lens));
	for (i = 0; i < *nb; i++) {
		memset(&segs[i], 0, sizeof(segs[i]));
		segs[i].buf_addr = (void *)(uintptr_t)(0x100000 + i * UINT64_C(0x20000));
		segs[i].data_off = i % 7;
		segs[i].data_len = lens[i % 4] >> (how >> 4);
		segs[i].next = i + 1 < *nb ? &segs[i + 1] : NULL;
		total += segs[i].data_len;
	}
	segs[0].nb_segs = *nb;
	segs[0].pkt_len = total;
	return total;
}

/* The list and the segments from an offset on have the same pieces. */
static void
check_list(uint32_t slot, enum hisi_sgl_buf which, uint32_t offset, uint32_t length)
{
	const struct hisi_sgl *list = hisi_sgl_of(&pool, slot, which);
	const struct rte_mbuf *seg = segs;
	uint32_t entry = 0, blocks = 1, len;
	const struct hisi_sge *sge;

	while (length > 0) {
		FUZZ_CHECK(seg != NULL);
		if (offset >= seg->data_len) {
			offset -= seg->data_len;
			seg = seg->next;
			continue;
		}
		while (entry == list->entry_sum_in_sgl) {
			FUZZ_CHECK(list->next != 0 && ++blocks <= HISI_SGL_MAX_BLOCKS);
			list = (const struct hisi_sgl *)(uintptr_t)list->next;
			entry = 0;
		}
		FUZZ_CHECK(list->entry_sum_in_sgl <= list->entry_length_in_sgl);
		sge = (const struct hisi_sge *)(list + 1) + entry++;
		len = RTE_MIN(length, seg->data_len - offset);
		FUZZ_CHECK(sge->len == len);
		FUZZ_CHECK(sge->addr == (uintptr_t)seg->buf_addr + seg->data_off + offset);
		length -= len;
		offset = 0;
		seg = seg->next;
	}
	FUZZ_CHECK(entry == list->entry_sum_in_sgl);
}

static void
build(struct fuzz_input *in, uint32_t slot, enum hisi_sgl_buf which, bool quick)
{
	uint32_t nb, offset, length;
	const uint64_t total = make_chain(in, &nb);
	int ret;

	offset = fuzz_u16(in) >> (fuzz_u8(in) & 15);
	length = total > offset ? total - offset : 1;
	/* From a little more than there is to a single byte. */
	length = RTE_MAX(1u, length - fuzz_u16(in) + 2 * (fuzz_u8(in) & 1));
	if (quick) {
		if (hisi_sgl_build_short(hisi_sgl_of(&pool, slot, which), segs, offset, length))
			check_list(slot, which, offset, length);
		return;
	}
	ret = hisi_sgl_build(&pool, slot, which, segs, offset, length);
	FUZZ_CHECK(ret == 0 || ret == -EAGAIN || ret == -E2BIG || ret == -EINVAL);
	FUZZ_CHECK((ret == -EINVAL) == ((uint64_t)offset + length > total));
	if (ret == 0)
		check_list(slot, which, offset, length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	bool used[SLOTS] = { false };
	unsigned int i;

	for (i = 0; i < MAX_ACTIONS && in.left != 0; i++) {
		const uint8_t action = fuzz_u8(&in);
		const uint32_t slot = action >> 2 & (SLOTS - 1);

		if ((action & 3) < 2 && !used[slot]) {
			build(&in, slot, HISI_SGL_SRC, (action & 0x20) != 0);
			build(&in, slot, HISI_SGL_DST, (action & 0x40) != 0);
			used[slot] = true;
		} else if ((action & 3) == 2) {
			hisi_sgl_release(&pool, slot);
			used[slot] = false;
		} else {
			hisi_sgl_cancel(&pool, slot);
			used[slot] = false;
		}
	}
	for (i = 0; i < SLOTS; i++)
		hisi_sgl_release(&pool, i);
	FUZZ_CHECK(pool.nb_free == HISI_SGL_POOL_BLOCKS);
	return 0;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	segs = calloc(MAX_SEGS, sizeof(*segs));
	return segs == NULL || hisi_sgl_pool_init(&pool, SLOTS) != 0;
}
