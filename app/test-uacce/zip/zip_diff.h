/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_DIFF_H
#define TEST_UACCE_ZIP_DIFF_H

/** @file Devices, data and operations of the group that holds uacce_zip against zlib. */

#include "zip_flow.h"

/** Xforms of each direction and port, and streams of each port. */
#define ZIP_DIFF_XFORMS		24u
#define ZIP_DIFF_FLOWS		10u
/** Most operations of a burst. */
#define ZIP_DIFF_BATCH		48u
/** Bytes of each kind of data. */
#define ZIP_DIFF_POOL		(1u << 20)
/** Most data of an operation, bytes that hold any stream of it, and most bytes behind a stream. */
#define ZIP_DIFF_LEN		200000u
#define ZIP_DIFF_PACKED		(ZIP_DIFF_LEN + ZIP_DIFF_LEN / 4 + 1024)
#define ZIP_DIFF_BEHIND		40u
/** Most bytes that a damaged stream may decode to. */
#define ZIP_DIFF_DAMAGED	(1u << 20)

enum zip_kind {
	ZIP_KIND_COMPRESS,
	ZIP_KIND_DECOMPRESS,
	ZIP_KIND_DAMAGED,
	ZIP_KIND_COMPRESS_STREAM,
	ZIP_KIND_DECOMPRESS_STREAM,
	ZIP_NB_KINDS,
};

/** An xform, with what it was made of. */
struct zip_diff_xform {
	struct rte_comp_xform xform;
	enum rte_comp_checksum_type type;
	void *priv;
};

/** A device with one queue pair. */
struct zip_diff_port {
	struct zip_port port;
	struct zip_diff_xform xforms[2][ZIP_DIFF_XFORMS];
	struct zip_flow flows[ZIP_DIFF_FLOWS];
	uint8_t *streams[ZIP_DIFF_FLOWS];	/**< input of a decompressing flow */
};

/** One operation of a burst; its task is in an array of its own. */
struct zip_diff_op {
	enum zip_kind kind;
	const struct zip_diff_xform *xform;
	struct zip_flow *flow;
	const uint8_t *data;
	uint32_t data_len;
	uint32_t packed_len;	/**< of the stream, without what is behind it */
	uint32_t before;	/**< bytes before @c data that the checksum covers, too */
	uint8_t *packed;
	uint8_t *out;
};

/** All of the group. */
struct zip_diff {
	struct zip_diff_port ports[4];
	unsigned int nb_ports;
	uint8_t *pools[ZIP_NB_DATA];	/**< of each kind of data */
	struct zip_diff_op ops[ZIP_DIFF_BATCH];
	struct zip_task tasks[ZIP_DIFF_BATCH];	/**< of @c ops, in the same places */
	/** The operation that is looked at: the tear-down of a failed test describes it. */
	const struct zip_diff_op *current;
};

extern struct zip_diff zip_diff;

/** Of each kind, for messages. */
extern const char *const zip_diff_kind_names[ZIP_NB_KINDS];

/** cmocka fixtures: all devices with their xforms, streams and data. */
int zip_diff_setup(void **state);
int zip_diff_teardown(void **state);
/** True once in @p n times. */
bool zip_diff_one_in(uint32_t n);
/** Open a stream of a port, at random with one of the xforms of its direction. */
void zip_diff_make_flow(struct zip_diff_port *p, unsigned int i);
/** Flip bits, change bytes, and take some of the end away. */
void zip_diff_damage(uint8_t *stream, uint32_t *len);
/** Fill zip_diff.pools, which the tear-down frees. */
void zip_diff_make_pools(void);
/** Make the xforms and the streams of a port that is configured. */
void zip_diff_fill(struct zip_diff_port *p);
/**
 * Free the xforms and the streams of a port that has nothing in flight, and clear it.
 *
 * @return
 *   0, or another value if the library refused to free one.
 */
int zip_diff_clear(struct zip_diff_port *p);
/** Judge: a stateless operation on a damaged stream ended as zlib does, or with no success. */
const char *zip_diff_judge_damaged(const struct zip_task *t);
/** Assert the same. */
void zip_diff_check_damaged(const struct zip_task *t);

/* Groups; each returns the number of its failed tests. */
int test_zip_diff_random(void);
int test_zip_diff_damaged(void);

#endif /* TEST_UACCE_ZIP_DIFF_H */
