/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * An engine of the soft device, ZIP or SEC by FUZZ_IS_SEC, as a host behind an emulated PCI
 * function uses it: descriptors and memory are those of an enemy, and change while requests are
 * served. Each range that the engine maps is a copy of its own, so that the address sanitizer
 * finds each access outside of it.
 *
 * Input: generation, queue type and engine; how memory changes; number of descriptors; the
 * descriptors; the beginning of memory.
 */

#include <stdbool.h>

#include "fuzz.h"
#include "hw/hisi_sec_bd.h"
#include "hw/hisi_zip_bd.h"
#include "soft_engine.h"

#define SQE_SIZE	128u
#define MAX_SQES	8u
/* All addresses whose top byte is even lead into memory of this size, a power of two. */
#define MEMORY		(256u * 1024)
#define MAX_RANGES	8192u

struct range {
	uint8_t *copy;
	uint64_t at;
	size_t len;
	bool write;
};

static struct {
	struct soft_mem mem;
	uint8_t bytes[MEMORY];
	struct range ranges[MAX_RANGES];
	unsigned int nb_ranges;
	uint8_t *sqes;
	size_t sqes_len;
	uint32_t changes;	/* random state; 0: nothing changes */
} host;

static const bool is_sec = FUZZ_IS_SEC;

/* Somebody else writes to memory, and now and then to the ring. */
static void
change(void)
{
	if (host.changes == 0)
		return;
	host.changes = host.changes * 1664525 + 1013904223;
	host.bytes[(host.changes >> 8) % 4096] ^= host.changes >> 24;
	if (host.changes >> 30 == 0)
		host.sqes[(host.changes >> 8) % host.sqes_len] ^= host.changes >> 22;
}

static void *
map(const struct soft_mem *mem, uint64_t addr, size_t len, bool write)
{
	const uint64_t at = addr % MEMORY;
	struct range *range;

	(void)mem;
	change();
	if (addr == 0 || (addr >> 56 & 1) != 0 || len > MEMORY - at ||
			host.nb_ranges == MAX_RANGES)
		return NULL;
	range = &host.ranges[host.nb_ranges++];
	*range = (struct range) { malloc(len), at, len, write };
	FUZZ_CHECK(range->copy != NULL);
	memcpy(range->copy, host.bytes + at, len);
	return range->copy;
}

static void
unmap(const struct soft_mem *mem, void *ptr, size_t len, size_t used)
{
	unsigned int i = host.nb_ranges;

	(void)mem;
	while (i > 0 && host.ranges[i - 1].copy != ptr)
		i--;
	FUZZ_CHECK(i > 0);
	i--;
	FUZZ_CHECK(host.ranges[i].len == len && used <= len);
	FUZZ_CHECK(used == 0 || host.ranges[i].write);
	memcpy(host.bytes + host.ranges[i].at, ptr, used);
	free(ptr);
	host.ranges[i] = host.ranges[--host.nb_ranges];
}

/*
 * What the soft device must have left in a descriptor that it completed: drivers rely on that. The
 * target must not have changed the descriptor while the device served it.
 */
static void
check_zip(const struct hisi_zip_sqe *before, const struct hisi_zip_sqe *after)
{
	const uint32_t status = after->dw3 & HISI_ZIP_DW3_STATUS;

	FUZZ_CHECK(status != HISI_ZIP_NOT_WRITTEN);
	FUZZ_CHECK(after->source_addr == before->source_addr);
	FUZZ_CHECK(after->dest_addr == before->dest_addr);
	FUZZ_CHECK(after->dw26 == before->dw26);
	if (status != HISI_ZIP_OK && status != HISI_ZIP_STREAM_END)
		return;
	FUZZ_CHECK(after->consumed <= before->input_data_length);
	FUZZ_CHECK(after->produced <= before->dest_avail_out);
}

static void
check_sec(const struct hisi_sec_sqe3 *before, const struct hisi_sec_sqe3 *after)
{
	(void)before;
	FUZZ_CHECK((after->done_flag & HISI_SEC_DONE) != 0);
}

static void
serve(const struct soft_engine_ops *engine, void *state, unsigned int n)
{
	uint8_t before[MAX_SQES * SQE_SIZE];
	unsigned int at, batch, i;

	for (at = 0; at < n; at += batch) {
		batch = n - at < engine->batch ? n - at : engine->batch;
		memcpy(before, host.sqes + at * SQE_SIZE, batch * SQE_SIZE);
		engine->run(state, &host.mem, host.sqes + at * SQE_SIZE, batch);
		FUZZ_CHECK(host.nb_ranges == 0);
		for (i = 0; i < batch && host.changes == 0; i++) {
			const void *old = before + i * SQE_SIZE;
			const void *new = host.sqes + (at + i) * SQE_SIZE;

			if (is_sec)
				check_sec(old, new);
			else
				check_zip(old, new);
		}
	}
}

/* A state as a queue has it, which lives for many requests; to open one takes milliseconds. */
static void *
state_of(const struct soft_engine_ops *engine, uint8_t qm, uint16_t qc_type,
		enum soft_engine work)
{
	static void *states[4][2][SOFT_ENGINE_PLAIN + 1];
	void **state = &states[qm][qc_type][work];

	if (*state == NULL)
		*state = engine->open(fuzz_qm(qm), qc_type, work);
	FUZZ_CHECK(*state != NULL);
	return *state;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct soft_engine_ops *engine = is_sec ? &soft_sec_engine : &soft_zip_engine;
	struct fuzz_input in = { data, size };
	const uint8_t how = fuzz_u8(&in);
	const uint8_t changes = fuzz_u8(&in);
	const unsigned int n = 1 + fuzz_u8(&in) % MAX_SQES;
	const enum soft_engine work = (how & 8) != 0 ? SOFT_ENGINE_PLAIN : SOFT_ENGINE_FAST;

	host.mem = (struct soft_mem) { .map = map, .unmap = unmap };
	host.changes = changes;
	host.sqes_len = n * SQE_SIZE;
	host.sqes = aligned_alloc(SQE_SIZE, host.sqes_len);
	FUZZ_CHECK(host.sqes != NULL);
	fuzz_bytes(&in, host.sqes, host.sqes_len);
	fuzz_bytes(&in, host.bytes, sizeof(host.bytes));
	serve(engine, state_of(engine, how & 3, how >> 2 & 1, work), n);
	free(host.sqes);
	return 0;
}
