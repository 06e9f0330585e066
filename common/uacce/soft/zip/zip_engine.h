/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_H
#define SOFT_ZIP_H

/**
 * @file
 * Inside of the ZIP engine: what its files share.
 *
 * zip_engine.c takes a descriptor apart and writes its results, zip_buf.c
 * makes its buffers linear, zip_stateless.c serves stateless requests,
 * zip_stream.c keeps contexts of streams and compresses them,
 * zip_stream_inflate.c decompresses them. zip_pieces.c serves requests of lists
 * that are too large to be made linear.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../hw/hisi_zip_bd.h"
#include "../soft_mem.h"

struct inflate_state;
struct isal_zstream;
struct zip_stream;

/** Bytes of a list that are linear at one time, on either side. */
#define ZIP_PIECE	(1u << 20)

/** What a piece and the end of its stream may come to when it is compressed. */
#define ZIP_PIECE_OUT	(ZIP_PIECE + ZIP_PIECE / 8 + 4096)

/** Linear memory of a queue: grows on need, and is kept unless it is large. */
struct zip_scratch {
	uint8_t *mem;
	size_t size;
};

/** One queue's engine; a queue has one direction (2.7), so half of it is there. */
struct soft_zip {
	unsigned int qm;
	uint16_t qc_type;
	bool null_engine;
	struct isal_zstream *deflate;
	uint8_t *level_buf;
	void *lz4;
	struct inflate_state *inflate;
	struct zip_scratch gather;	/**< of sources */
	struct zip_scratch scatter;	/**< of destinations */
	struct zip_scratch tight;	/**< output that may not fit */
	struct zip_stream *stream;	/**< made for the first stream */
};

/** Words that a driver keeps from one request of a stream to the next (3.8, 3.9). */
struct zip_words {
	uint32_t ctx_dw0;
	uint32_t ctx_dw1;
	uint32_t ctx_dw2;
	uint32_t isize;
	uint32_t checksum;
};

/** One request. Its descriptor is read here and nowhere else: it is shared memory. */
struct zip_job {
	uint64_t src_addr;	/**< buffer or list */
	uint64_t dst_addr;	/**< buffer or list */
	uint64_t ctx_addr;
	uint32_t src_skip;	/**< bytes of the list before the data */
	uint32_t dst_skip;
	uint32_t src_len;
	uint32_t dst_len;	/**< room; less than asked for once the list proves short */
	uint8_t request;	/**< enum hisi_zip_request */
	uint8_t window;		/**< enum hisi_zip_window */
	uint8_t level;		/**< hint, 0 for the default */
	bool is_list;
	bool stateful;
	bool is_new;
	bool finish;
	struct zip_words before;	/**< what a request that fails leaves */
	/* zip_buf.c */
	const uint8_t *src;
	uint8_t *dst;
	const uint8_t *src_map;	/**< the buffer itself, or NULL */
	uint8_t *dst_map;
	uint32_t src_spare;	/**< zeros behind the data */
	uint32_t dst_spare;	/**< memory behind the room */
	bool dst_short;		/**< the list has less room than the descriptor says */
	bool in_pieces;		/**< for soft_zip_pieces(); src and dst only where there is one */
	/* results */
	bool last;
	bool more;		/**< decoded data waits for room */
	bool keep;		/**< the context is to be written */
	uint8_t status;		/**< enum hisi_zip_status */
	uint32_t consumed;
	uint32_t produced;
	struct zip_words words;
};

/** A request as it is at its start, and as one that failed leaves it. */
static inline void
zip_job_reset(struct zip_job *job, uint8_t status)
{
	job->status = status;
	job->last = false;
	job->more = false;
	job->keep = false;
	job->consumed = 0;
	job->produced = 0;
	job->words = job->before;
}

/**
 * Make source and destination linear: job->src and job->dst. Large lists are only
 * measured, see job->in_pieces: job->src is then NULL if it is the source that is large.
 *
 * @return
 *   Whether they are; if not, the status says why. Either way soft_zip_buf_put()
 *   is to be called.
 */
bool soft_zip_buf_get(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job);

/** End of use: what was produced goes to the list, unless that fails; see the status. */
void soft_zip_buf_put(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job);

/** Give back scratch memory that is more than a queue is to keep. */
void soft_zip_buf_trim(struct soft_zip *zip);

/**
 * Memory for a library to work in or to copy to; NULL if there is none.
 * It begins with a cache line: elsewhere copies take up to twice as long.
 */
void *soft_zip_alloc(size_t size);

/** Wipe and free memory of soft_zip_alloc() or the heap; NULL is nothing. */
void soft_zip_wipe(void *mem, size_t size);

/** Make scratch memory at least so large; what was in it is lost. @return 0 or -ENOMEM. */
int soft_zip_scratch_grow(struct zip_scratch *s, size_t size);

/** Free what lists and tight outputs needed. */
void soft_zip_buf_free(struct soft_zip *zip);

/** Memory of a queue for stateless requests; false if there is none. */
bool soft_zip_once_alloc(struct soft_zip *zip);

void soft_zip_once_free(struct soft_zip *zip);

/** Serve a stateless request. */
void soft_zip_once(struct soft_zip *zip, struct zip_job *job);

/** Serve a request that is not linear, see struct zip_job; results are in the list. */
void soft_zip_pieces(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job);

/**
 * Compress a piece of a stateless request. It ends with a byte and knows nothing of
 * other pieces; what it adds to the stream is complete but for headers and trailers.
 *
 * @return
 *   Bytes written; 0 if the room does not suffice or the library fails.
 */
uint32_t soft_zip_deflate_piece(struct soft_zip *zip, const struct zip_job *job,
		const uint8_t *src, uint32_t src_len, bool is_last, uint8_t *dst, uint32_t dst_len);

/**
 * Check the trailer of a stateless request against isize and checksum word (3.6). A
 * short one counts as missing, and all differences are one status (3.14, item 24).
 *
 * @param job
 *   Request; consumed, status and ctx_dw0 change.
 * @param trailer
 *   What follows the payload.
 * @param have
 *   Bytes of it.
 */
void soft_zip_check_trailer(struct zip_job *job, const uint8_t *trailer, uint32_t have);

/**
 * Fetch the context of a stream, or begin a new one.
 *
 * @return
 *   Whether there is one; if not, the status says why.
 */
bool soft_zip_stream_load(struct soft_zip *zip, const struct soft_mem *mem,
		struct zip_job *job);

/** Serve a stateful request; results and the copy of the context change. */
void soft_zip_stream_run(struct soft_zip *zip, struct zip_job *job);

/** Write the context back, as the last step: until here a request may fail. */
void soft_zip_stream_store(struct soft_zip *zip, const struct soft_mem *mem,
		struct zip_job *job);

void soft_zip_stream_free(struct soft_zip *zip);

/** Levels of ISA-L for the hint, the window for the code; shared with stateless requests. */
void soft_zip_deflate_setup(const struct soft_zip *zip, const struct zip_job *job,
		struct isal_zstream *strm);

/** Take data into isize and checksum word of a request. */
void soft_zip_sum(struct zip_job *job, const uint8_t *data, uint32_t len);

/** Trailer for isize and checksum word; its size. */
uint32_t soft_zip_trailer(const struct zip_job *job, uint8_t trailer[8]);

/** Bytes of the trailer that the device writes and checks (3.6). */
static inline uint32_t
zip_trailer_size(uint8_t request)
{
	switch (request) {
	case HISI_ZIP_REQ_ZLIB:
		return HISI_ZIP_ZLIB_TRAILER;
	case HISI_ZIP_REQ_GZIP:
		return HISI_ZIP_GZIP_TRAILER;
	default:
		return 0;
	}
}

static inline uint32_t
zip_bit_reverse(uint32_t r)
{
	r = (r >> 1 & 0x55555555) | (r & 0x55555555) << 1;
	r = (r >> 2 & 0x33333333) | (r & 0x33333333) << 2;
	r = (r >> 4 & 0x0f0f0f0f) | (r & 0x0f0f0f0f) << 4;
	return __builtin_bswap32(r);
}

/** CRC-32 to the register that the hardware shows: not inverted, not reflected (3.8). */
static inline uint32_t
zip_crc_register(uint32_t crc32)
{
	return ~zip_bit_reverse(crc32);
}

static inline uint32_t
zip_crc_value(uint32_t reg)
{
	return zip_bit_reverse(~reg);
}

/**
 * Checksum word of no data (3.8). Of raw DEFLATE nobody knows the word, and no driver looks
 * at it (section 6, item 5): it stays 0, which saves a pass over the data.
 */
static inline uint32_t
zip_sum_start(uint8_t request)
{
	switch (request) {
	case HISI_ZIP_REQ_ZLIB:
		return 1;
	case HISI_ZIP_REQ_GZIP:
		return zip_crc_register(0);
	default:
		return 0;
	}
}

static inline uint32_t
zip_load_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint32_t
zip_load_le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

#endif /* SOFT_ZIP_H */
