/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A stream of the ZIP engine whose owner damages what it keeps between two requests: the context,
 * with or without a seal that is right again, and the words of the descriptor. All buffers have
 * exactly the bytes that a request names, so that the address sanitizer finds each access outside.
 *
 * Input: direction and kind of stream; actions of the owner.
 */

#include <stdbool.h>

#include <zlib.h>

#include "fuzz.h"
#include "hw/hisi_qm_hw.h"
#include "hw/hisi_zip_bd.h"
#include "soft_engine.h"
#include "zip/zip_context.h"

#define MAX_ACTIONS	64u
#define MAX_DATA	1024u
#define MAX_ROOM	8192u

/* What the owner of the stream has. */
static struct {
	struct zip_ctx *ctx, *old;
	struct hisi_zip_sqe words, old_words;
	uint16_t qc_type;
	uint8_t kind;
	bool is_new;
} owner;

static void *
bytes(size_t len)
{
	void *at = malloc(len);

	FUZZ_CHECK(at != NULL);
	return at;
}

/* One state of each direction lives for all inputs, as that of a queue lives for many streams. */
static void *
state_of(uint16_t qc_type)
{
	static void *states[2];

	if (states[qc_type] == NULL)
		states[qc_type] = soft_zip_engine.open(3, qc_type, SOFT_ENGINE_FAST);
	FUZZ_CHECK(states[qc_type] != NULL);
	return states[qc_type];
}

static void
request(struct fuzz_input *in)
{
	const uint16_t how = fuzz_u16(in);
	const uint32_t len = how % MAX_DATA, room = fuzz_u16(in) % MAX_ROOM;
	const bool finish = (how >> 15) != 0;
	uint8_t *src = bytes(len), *dst = bytes(room);
	struct hisi_zip_sqe sqe = owner.words;

	fuzz_bytes(in, src, len);
	sqe.dw3 = HISI_ZIP_NOT_WRITTEN;
	sqe.consumed = 0;
	sqe.produced = 0;
	sqe.source_addr = (uintptr_t)src;
	sqe.dest_addr = (uintptr_t)dst;
	sqe.input_data_length = len;
	sqe.dest_avail_out = room;
	sqe.stream_ctx_addr = (uintptr_t)owner.ctx;
	sqe.dw7 = HISI_ZIP_SQE_TYPE_V3 << HISI_ZIP_DW7_TYPE_S | HISI_ZIP_DW7_STATEFUL |
		(finish ? HISI_ZIP_DW7_FINISH : 0) | (owner.is_new ? HISI_ZIP_DW7_NEW : 0);
	sqe.dw9 = owner.kind | HISI_ZIP_WIN_32K << HISI_ZIP_DW9_WIN_S;
	soft_zip_engine.run(state_of(owner.qc_type), &soft_mem_process, &sqe, 1);
	FUZZ_CHECK((sqe.dw3 & HISI_ZIP_DW3_STATUS) != HISI_ZIP_NOT_WRITTEN);
	FUZZ_CHECK(sqe.consumed <= len && sqe.produced <= room);
	owner.words = sqe;
	owner.is_new = false;
	free(src);
	free(dst);
}

/* Change bytes, mostly of the head, which has all but the window. */
static void
damage(struct fuzz_input *in)
{
	const uint16_t where = fuzz_u16(in);
	const size_t size = (where & 0x8000) != 0 ? sizeof(*owner.ctx) : ZIP_CTX_HEAD;

	((uint8_t *)owner.ctx)[(where & 0x7fff) % size] ^= fuzz_u8(in);
}

/* Make the seal right, and have the words agree with the lengths in the context. */
static void
reseal(void)
{
	struct zip_ctx *ctx = owner.ctx;
	const uint8_t *head = (const uint8_t *)ctx;
	const size_t sealed_from = offsetof(struct zip_ctx, version);

	owner.words.ctx_dw1 = (owner.words.ctx_dw1 & ~0xffffu) | ctx->pend_len;
	owner.words.ctx_dw2 = (owner.words.ctx_dw2 & ~0xffffu) | ctx->win_len;
	if (ctx->win_len > ZIP_CTX_WINDOW)
		return;
	ctx->seal = crc32(0, head + sealed_from, ZIP_CTX_HEAD - sealed_from);
	ctx->seal = crc32(ctx->seal, ctx->window, ctx->win_len);
}

static void
change_word(struct fuzz_input *in)
{
	uint32_t *const words[] = {
		&owner.words.ctx_dw0, &owner.words.ctx_dw1, &owner.words.ctx_dw2,
		&owner.words.isize, &owner.words.checksum, &owner.words.dw10,
	};
	uint32_t *word = words[fuzz_u8(in) % (sizeof(words) / sizeof(words[0]))];

	*word = fuzz_u16(in) | (uint32_t)fuzz_u16(in) << 16;
}

static void
act(struct fuzz_input *in)
{
	switch (fuzz_u8(in) % 8) {
	case 0:
		damage(in);
		break;
	case 1:
		reseal();
		break;
	case 2:
		change_word(in);
		break;
	case 3:
		*owner.old = *owner.ctx;
		owner.old_words = owner.words;
		break;
	case 4:
		*owner.ctx = *owner.old;
		owner.words = owner.old_words;
		break;
	default:
		request(in);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	const uint8_t how = fuzz_u8(&in);
	unsigned int i;

	memset(&owner, 0, sizeof(owner));
	owner.qc_type = how & 1;
	owner.kind = HISI_ZIP_REQ_DEFLATE + (how >> 1) % 3;
	owner.is_new = true;
	owner.ctx = bytes(sizeof(*owner.ctx));
	owner.old = bytes(sizeof(*owner.old));
	memset(owner.ctx, 0xee, sizeof(*owner.ctx));
	memset(owner.old, 0xee, sizeof(*owner.old));
	for (i = 0; i < MAX_ACTIONS && in.left != 0; i++)
		act(&in);
	free(owner.ctx);
	free(owner.old);
	return 0;
}
