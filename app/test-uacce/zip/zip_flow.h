/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_FLOW_H
#define TEST_UACCE_ZIP_FLOW_H

/** @file A stream of stateful operations, checked operation by operation against zlib. */

#include "zip_task.h"

/** Set of flush flags. */
#define ZIP_FLOW_ALL	0xfu

/** A stream under test. The sizes of each operation are drawn at random. */
struct zip_flow {
	/* To be changed by the test after zip_flow_open(). */
	uint32_t min_room;	/**< bytes of room of an operation */
	uint32_t max_room;
	uint32_t max_piece;	/**< bytes of input of an operation, at least 0 */
	uint32_t max_segs;
	uint32_t flushes;	/**< set of flags to draw from; FINAL takes all the input */
	/* Set when a stream begins. */
	const struct zip_port *port;
	bool decompress;
	enum rte_comp_checksum_type type;
	void *stream;
	const uint8_t *data;	/**< not compressed */
	uint32_t data_len;
	const uint8_t *in;	/**< of the operations */
	uint32_t in_len;
	uint32_t in_end;	/**< end of the stream in it */
	/* State of the stream. */
	uint32_t at;		/**< input consumed */
	uint32_t piece_end;	/**< input offered */
	enum rte_comp_flush_flag flush;
	bool out_of_space;	/**< the operation before was: the next one has the same flush */
	bool ended;
	bool broken;		/**< an operation failed: another stream has to follow */
	uint8_t *out;		/**< all output so far */
	uint32_t out_len;
	uint32_t ops;		/**< operations of all streams so far */
	uint32_t idle;
	struct zip_task task;	/**< the next or the last operation */
	/* zlib decodes the output as a whole, and again from the last full flush on. */
	struct z_stream_s *whole;
	struct z_stream_s *part;
	uint32_t decoded;
	uint32_t part_from;
	uint32_t part_decoded;
};

void zip_flow_open(struct zip_flow *f, const struct zip_port *port,
		const struct rte_comp_xform *xform);
/** The same on zip_port with an xform of window 15. */
void zip_flow_open_port(struct zip_flow *f, bool decompress);
/** Free the stream and all memory. */
void zip_flow_close(struct zip_flow *f);
/** Free the memory of a flow, also of one that is all zero; the stream stays. */
void zip_flow_free(struct zip_flow *f);
/** Begin a stream; the data must stay until it has ended. */
void zip_flow_compress(struct zip_flow *f, const void *data, uint32_t len);
/** The same; @p behind bytes after the @p packed_len of the stream are not part of it. */
void zip_flow_decompress(struct zip_flow *f, const void *packed, uint32_t packed_len,
		uint32_t behind, const void *data, uint32_t len);
/** Set f->task to the next operation. @return false once the stream ended. */
bool zip_flow_next(struct zip_flow *f);
/** Judge the result of f->task by zlib, and update the state. */
const char *zip_flow_judge(struct zip_flow *f);
/** Assert that the result of f->task is right, and update the state. */
void zip_flow_check(struct zip_flow *f);
/** Run one operation over the next @p len bytes of input. */
void zip_flow_step(struct zip_flow *f, uint32_t len, enum rte_comp_flush_flag flush, uint32_t room);
/** All operations of the stream, one at a time. */
void zip_flow_run(struct zip_flow *f);

#endif /* TEST_UACCE_ZIP_FLOW_H */
