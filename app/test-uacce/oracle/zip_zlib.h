/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_ZLIB_H
#define TEST_UACCE_ZIP_ZLIB_H

/** @file Data for the tests of uacce_zip, and zlib as their oracle. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_comp.h>

/** Largest mbuf buffer there is, and so the largest data of one. */
#define ZIP_BUF		65535u
/** Bytes that hold any stream zlib makes of ZIP_BUF bytes. */
#define ZIP_STREAM_MAX	(ZIP_BUF + 4096)
/** What zip_sum() returns for no checksum; in output_chksum before an operation is processed. */
#define ZIP_NO_CHKSUM	UINT64_C(0x5a5a5a5a5a5a5a5a)

/** Kinds of data. */
enum zip_data {
	ZIP_ZEROS,
	ZIP_ONES,
	ZIP_RANDOM,
	ZIP_TEXT,
	ZIP_PERIODIC,		/**< random period of up to 32 KiB, repeated */
	ZIP_COMPRESSED,		/**< what zlib made of text */
	ZIP_NB_DATA,
};

/** Parameters of deflateInit2() for raw DEFLATE. */
struct zip_zlib {
	int level;
	int window;		/**< log2, 9 to 15 */
	int mem_level;
	int strategy;
};

/** Sizes on both sides of each border, ascending; the last is ZIP_BUF. */
extern const uint32_t zip_sizes[];
extern const unsigned int zip_nb_sizes;

void zip_fill(enum zip_data kind, uint8_t *data, uint32_t len);
/** Like ZIP_PERIODIC with a period given. */
void zip_fill_period(uint8_t *data, uint32_t len, uint32_t period);

/** Raw DEFLATE stream by zlib. @return its length. */
uint32_t zip_zlib_deflate(const struct zip_zlib *params, const void *src, uint32_t len,
		uint8_t *out);
/**
 * Raw inflate by zlib, one byte at a time where @p window is below 15, as only then zlib
 * refuses each distance beyond the window.
 *
 * @return
 *   zlib's code, Z_STREAM_END for a whole stream.
 */
int zip_zlib_inflate(int window, const void *src, uint32_t len, uint8_t *out,
		uint32_t room, uint32_t *consumed, uint32_t *produced);
/** zlib's message of the last inflate that failed, or "". */
const char *zip_zlib_error(void);
/** Set what zip_zlib_error() returns; NULL for "". */
void zip_zlib_set_error(const char *message);
/**
 * Find the block in which zlib stops.
 *
 * @param before
 *   Where to store the bytes that the blocks before it make.
 * @return
 *   Its first bit.
 */
uint64_t zip_zlib_last_block(const void *src, uint32_t len, uint32_t *before);
/**
 * Whether the last inflate, which was of @p src, failed because a set of codes leaves some
 * unused. A decoder may read such a stream until it meets one of the unused codes.
 */
bool zip_zlib_incomplete_set(const void *src, uint32_t len);
/**
 * Whether the stream ends within the header of a block, and the header is invalid whatever
 * follows: too many lengths, too many codes of a length, or no code for the end of the block. A
 * decoder may fail at once; zlib waits for the rest of the header.
 */
bool zip_header_is_invalid(const void *src, uint32_t len);
/** Judge: a stream is whole, takes all @p len bytes and decodes to @p data. */
const char *zip_judge_decodes(int window, const void *stream, uint32_t len, const void *data,
		uint32_t data_len);
/** Assert the same. */
void zip_assert_decodes(int window, const void *stream, uint32_t len, const void *data,
		uint32_t data_len);

/** Checksum by zlib; ZIP_NO_CHKSUM for type NONE. */
uint64_t zip_sum(enum rte_comp_checksum_type type, const void *data, uint32_t len);

/** Free what zlib keeps for the calls below, in a thread that makes none of them any more. */
void zip_zlib_end_thread(void);
/** As zip_zlib_deflate(), of any size and with zlib's memory kept. */
uint32_t zip_zlib_pack(const struct zip_zlib *params, const void *src, uint32_t len, uint8_t *out,
		uint32_t room);
/** As zip_zlib_inflate() with window 15; Z_OK or Z_BUF_ERROR where input or room end first. */
int zip_zlib_unpack(const void *src, uint32_t len, uint8_t *out, uint32_t room, uint32_t *consumed,
		uint32_t *produced);
/** Judge: as zip_judge_decodes() with window 15, of any size. */
const char *zip_judge_unpacks(const void *stream, uint32_t len, const void *data,
		uint32_t data_len);
/** Assert the same. */
void zip_assert_unpacks(const void *stream, uint32_t len, const void *data, uint32_t data_len);

#endif /* TEST_UACCE_ZIP_ZLIB_H */
