/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SOFT_STREAM_H
#define TEST_UACCE_SOFT_STREAM_H

/** @file A user of streams of the soft device: contexts, requests, and what zlib makes of data. */

#include "soft_user.h"

/** Byte around buffers, which no request changes. */
#define STREAM_CANARY	0xa5

/** A context: its head, its window, and all of it. */
#define CTX_HEAD	352
#define CTX_WINDOW	0xc00
#define CTX_END		(CTX_WINDOW + 32768 + 16)

/** All kinds of streams: enum hisi_zip_request. */
extern const uint8_t stream_types[3];

/** A stream as its owner keeps it between requests. */
struct stream {
	struct user *u;
	uint8_t type;
	uint8_t window;
	uint8_t level;
	uint8_t *ctx;		/* the whole buffer, HISI_ZIP_CTX_SIZE bytes */
	bool is_new;
	struct hisi_zip_sqe words;
	uint32_t total;		/* output (inflate) or input (deflate) so far */
	uint32_t sum;
};

/** Begin a new stream, whose context and words are garbage. */
void stream_begin(struct stream *s, struct user *u, uint8_t type);

/** Free its context. */
void stream_free(struct stream *s);

/** Move the context to another address, and overwrite the old one. */
void stream_move(struct stream *s);

/** A request of a stream, with the words that its owner kept. */
struct hisi_zip_sqe stream_request(const struct stream *s, const void *src, uint32_t len,
		void *dst, uint32_t room, bool finish);

/** Serve it, and keep its words. */
struct hisi_zip_sqe stream_serve(struct stream *s, const struct hisi_zip_sqe *sqe);

/**
 * Check isize and checksum, which run over all data of the stream (3.8). Raw DEFLATE has isize
 * alone (section 6, item 5).
 */
void stream_check_sums(struct stream *s, const struct hisi_zip_sqe *got, const uint8_t *data,
		uint32_t len);

/** Bits that the device keeps of a block that it did not begin (3.9). */
uint32_t stream_cached_bits(const struct hisi_zip_sqe *got);

/** Check a request that is no error by the table of 3.11. */
void stream_check_inflate(const struct hisi_zip_sqe *sqe, const struct hisi_zip_sqe *got);

/** A stream that zlib made with random parameters. */
struct packed {
	uint8_t *plain;
	uint32_t plain_len;
	uint8_t *data;		/* behind the header */
	uint32_t len;		/* trailer included */
	uint8_t *mem;
};

#define STREAM_GARBAGE	64	/* bytes behind a stream */

/** Make one of @p len random bytes. */
void stream_pack(struct packed *p, uint64_t *rng, uint8_t type, uint32_t len);

/** Free it. */
void stream_unpack(struct packed *p);

/** How a stream is cut; 0 is a random size up to the limit. */
struct stream_cuts {
	uint32_t in;
	uint32_t out;
	uint32_t in_max;
	uint32_t out_max;
	bool move;
	uint32_t behind;	/* bytes after the stream that are offered, too */
};

/** Decompress a stream in pieces, and check it. Returns the number of requests. */
uint32_t stream_inflate(struct stream *s, uint64_t *rng, const struct packed *p,
		const struct stream_cuts *c);

#endif /* TEST_UACCE_SOFT_STREAM_H */
