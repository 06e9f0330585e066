/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_ZIP_H
#define TEST_UACCE_TEST_ZIP_H

/**
 * @file
 * What the tests of the uacce_zip driver share: a device, operations, data and
 * zlib as the oracle. Everything asserts, so a helper that returns did its work.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_compressdev.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

#include "test.h"
#include "test_util.h"

/** Largest mbuf buffer there is, and so the largest data. */
#define ZIP_BUF		65535u
/** Bytes that hold any stream zlib makes of ZIP_BUF bytes. */
#define ZIP_STREAM_MAX	(ZIP_BUF + 4096)
/** Operations in flight that a queue pair is set up for. */
#define ZIP_INFLIGHT	256u
/** Most operations in flight of a queue of 1024 entries: one stays free. */
#define ZIP_INFLIGHT_MAX	1023u
/** Below this many bytes of room the driver works through a buffer of its own. */
#define ZIP_SMALL_OUT	200u
/** Bytes more that QM v2 needs to compress, for the zlib trailer (3.14). */
#define ZIP_V2_TRAILER	4u

/** How the device of a group of tests is plugged, and what it is. */
struct zip_variant {
	char devargs[192];
	bool soft;
	unsigned int qm;	/**< QM version, 2 and up */
};

extern struct zip_variant zip_variant;

/** A plugged device. */
struct zip_port {
	char name[32];
	uint8_t id;
	uint16_t nb_qps;
	bool plugged;
	bool started;
	void *compress;		/**< xform: window 15, default level */
	void *decompress;	/**< xform: window 15 */
};

/** Memory of a test: made by zip_setup(), freed by zip_teardown(). */
struct zip_pools {
	struct rte_mempool *ops;	/**< with ZIP_OP_PRIV bytes for the test */
	struct rte_mempool *large;	/**< mbufs of ZIP_BUF bytes */
	struct rte_mempool *small;	/**< mbufs of ZIP_SMALL_BUF bytes, no headroom */
};

#define ZIP_OP_PRIV	16
#define ZIP_SMALL_BUF	512u
#define ZIP_NB_OPS	8192u
#define ZIP_NB_LARGE	160u

extern struct zip_pools zip_pools;

/** Device that zip_setup_port() plugs and zip_teardown() unplugs. */
extern struct zip_port zip_port;

/** One operation with everything around it, for zip_flat_run(). */
struct zip_flat_op {
	bool decompress;
	const void *src;
	uint32_t len;
	uint32_t src_offset;	/**< of the operation, in the source mbuf */
	uint32_t dst_offset;
	uint32_t room;		/**< bytes of destination from dst_offset on */
	void *xform;		/**< NULL for the port's */
	uint8_t *out;		/**< where the output goes, or NULL */
	/* Results. */
	uint8_t status;
	uint32_t consumed;
	uint32_t produced;
};

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

/** Sizes worth testing, ascending; the last is ZIP_BUF. */
extern const uint32_t zip_sizes[];
extern const unsigned int zip_nb_sizes;

/* zip_zlib.c */

void zip_fill(enum zip_data kind, uint8_t *data, uint32_t len);
/** Like ZIP_PERIODIC with a period given. */
void zip_fill_period(uint8_t *data, uint32_t len, uint32_t period);

/** Raw DEFLATE stream by zlib. @return its length. */
uint32_t zip_zlib_deflate(const struct zip_zlib *params, const void *src, uint32_t len,
		uint8_t *out);
/**
 * Raw inflate by zlib, one byte at a time where @p window is below 15: only so
 * zlib refuses each distance beyond the window.
 *
 * @return
 *   zlib's code, Z_STREAM_END for a whole stream.
 */
int zip_zlib_inflate(int window, const void *src, uint32_t len, uint8_t *out,
		uint32_t room, uint32_t *consumed, uint32_t *produced);
/** Why zlib's last inflate failed, or "". */
const char *zip_zlib_why(void);
/** Set what zip_zlib_why() says; NULL for nothing. */
void zip_zlib_set_why(const char *why);
/**
 * Whether zlib's last inflate, of @p src, refused a set of codes for leaving some unused: a
 * decoder that reads such a stream as long as none of these turns up breaks no
 * rule of the format.
 */
bool zip_zlib_incomplete_set(const void *src, uint32_t len);
/**
 * Whether the header of the block that zlib stops in is cut short, and nothing that may follow
 * makes it valid: too many lengths, too many codes of a length, or no code for the end of the
 * block. A decoder may reject such a stream at once; zlib waits for the rest of the header, or
 * of the repeat that is one too many.
 */
bool zip_header_is_doomed(const void *src, uint32_t len);
/** Assert that a stream is whole, takes all @p len bytes and decodes to @p data. */
void zip_assert_decodes(int window, const void *stream, uint32_t len, const void *data,
		uint32_t data_len);

/** Lines of a level written by the driver or the queue layer, not by DPDK. */
unsigned int zip_log_own(const char *log, const char *level);

/* zip_port.c */

/**
 * cmocka fixtures: memory alone; memory and a started device of one queue pair. The tear-down
 * unplugs all devices that test_plug() plugged, whatever state they are in.
 */
int zip_setup(void **state);
int zip_setup_port(void **state);
int zip_teardown(void **state);
/** A test on a started device of one queue pair. */
#define ZIP_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_port, zip_teardown)

/** Devargs of the variant with more of them behind; valid until the next call. */
const char *zip_devargs(const char *more);

/** rte_vdev_init() and look up the device. @return what rte_vdev_init() said. */
int zip_plug(struct zip_port *port, const char *name, const char *devargs);
void zip_unplug(struct zip_port *port);
/** Configure without queue pair set-up. @return the library's code. */
int zip_configure(struct zip_port *port, uint16_t nb_qps);
int zip_qp_setup(struct zip_port *port, uint16_t qp, uint32_t inflight);
/** Configure, set up all queue pairs and start. */
void zip_bring_up(struct zip_port *port, uint16_t nb_qps, uint32_t inflight);
int zip_start(struct zip_port *port);
void zip_stop(struct zip_port *port);
/** Create the default xforms of a port. */
void zip_make_xforms(struct zip_port *port);
void zip_free_xforms(struct zip_port *port);
struct rte_comp_xform zip_xform(bool decompress, int window);

/** An mbuf of @p pool with all of its buffer as guard bytes and no data. */
struct rte_mbuf *zip_mbuf(struct rte_mempool *pool);
/** Small operation: stateless, FLUSH_FINAL, mbufs of the small pool, marked. */
struct rte_comp_op *zip_op(const struct zip_port *port, bool decompress, const void *src,
		uint32_t len, uint32_t room);
void zip_op_free(struct rte_comp_op *op);
/** Mark of an operation, for the test to use. */
uint32_t *zip_op_mark(struct rte_comp_op *op);

/** Enqueue once. */
uint16_t zip_enqueue(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops,
		uint16_t n);
/** Enqueue all @p n in one call, asserting that the queue takes them. */
void zip_enqueue_all(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops,
		uint16_t n);
/**
 * Dequeue until @p n came back, asserting that it does not take 20 s, and that
 * no further operation comes after.
 */
void zip_dequeue_all(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops,
		uint16_t n);

/**
 * Run jobs as operations of one or more bursts on queue pair 0: assert that each
 * comes back once, that no byte outside the destination's room is touched, and
 * that source and mbufs are as they were.
 */
void zip_flat_run_on(const struct zip_port *port, struct zip_flat_op *jobs, unsigned int n);
/** The same on zip_port. */
void zip_flat_run(struct zip_flat_op *jobs, unsigned int n);
/** Jobs run since the set-up of the test. */
unsigned int zip_flat_count(void);

/** Assert that small compress and decompress operations work on a port. */
void zip_assert_works(const struct zip_port *port, uint16_t qp);

/* zip_set.c */

/** Most operations of a set. */
#define ZIP_SET_MAX	8000u
/** Bytes of data of each, and of its destination. */
#define ZIP_SET_LEN	120u
#define ZIP_SET_ROOM	300u

/** Many small operations over the same data. */
struct zip_set {
	uint8_t plain[ZIP_SET_LEN];
	uint8_t packed[ZIP_STREAM_MAX];
	uint32_t packed_len;
	struct rte_comp_op *ops[ZIP_SET_MAX];	/**< to be enqueued */
	struct rte_comp_op *done[ZIP_SET_MAX];	/**< where the caller dequeues to */
};

extern struct zip_set zip_set;

/** Draw the data. */
void zip_set_draw(void);
/** cmocka fixture: as zip_setup_port(), with data, and as much in flight as can be asked for. */
int zip_setup_set(void **state);
/** One operation, with a mark. */
struct rte_comp_op *zip_set_op(const struct zip_port *port, bool decompress, uint32_t mark);
/** Make operations marked from 0; of mixed ones every other decompresses. */
void zip_set_make(const struct zip_port *port, unsigned int n, bool mixed);
/** Free the first @p n that were made. */
void zip_set_free(unsigned int n);
void zip_set_assert_right(struct rte_comp_op *op);
/**
 * Check the first @p n that came back: each of those marked below @p n came back once, and
 * is right or, if @p may_fail, has an error status and no result.
 *
 * @return
 *   Those with an error status.
 */
unsigned int zip_set_check(unsigned int n, bool may_fail);

/* zip_task.c: operations over chains */

/** Most tasks of one call. */
#define ZIP_MAX_TASKS	256u
/** In output_chksum of a task's operation before it is processed. */
#define ZIP_NO_CHKSUM	UINT64_C(0x5a5a5a5a5a5a5a5a)

/** One operation over chains, for zip_task_run(). */
struct zip_task {
	bool decompress;
	enum rte_comp_flush_flag flush;
	void *xform;		/**< NULL for the port's */
	void *stream;		/**< makes the operation stateful */
	const uint8_t *src;
	uint32_t len;
	uint32_t src_offset;
	uint32_t dst_offset;
	uint32_t room;		/**< bytes of destination from dst_offset on */
	uint32_t src_segs;	/**< segments; 0 is 1 */
	uint32_t dst_segs;
	const uint32_t *src_lens;	/**< of the segments; NULL for a random cut */
	const uint32_t *dst_lens;
	uint64_t input_chksum;
	uint8_t *out;		/**< where the output goes, or NULL */
	/* Results. */
	uint8_t status;
	uint32_t consumed;
	uint32_t produced;
	uint64_t chksum;
	/* While it runs. */
	struct rte_comp_op *op;
	struct test_chain in;
	struct test_chain to;
};

/** Make the operation of a task, in task->op. */
void zip_task_make(const struct zip_port *port, struct zip_task *t);
/** The task of an operation. */
struct zip_task **zip_op_task(struct rte_comp_op *op);
/** Check the memory of a task whose operation came back, set its results, free all. */
void zip_task_done(struct zip_task *t);
/** Free a task whose operation is not in flight. */
void zip_task_free(struct zip_task *t);
/**
 * Make tasks, run them on queue pair 0 in as many bursts as it takes, and check
 * all memory around them. None may be refused.
 */
void zip_task_run(const struct zip_port *port, struct zip_task *tasks, uint32_t n);
/** Tasks done since the program started. */
uint32_t zip_task_count(void);

/** Create an xform or a stream, asserting that it works. */
void *zip_make_xform(const struct zip_port *port, const struct rte_comp_xform *xform);
void *zip_make_stream(const struct zip_port *port, const struct rte_comp_xform *xform);
/** An xform with window 15 and a checksum. */
struct rte_comp_xform zip_xform_sum(bool decompress, enum rte_comp_checksum_type type);
/** Checksum by zlib; ZIP_NO_CHKSUM for type NONE. */
uint64_t zip_sum(enum rte_comp_checksum_type type, const void *data, uint32_t len);

/** As zip_zlib_deflate(), of any size and with zlib's memory kept. */
uint32_t zip_zlib_pack(const struct zip_zlib *params, const void *src, uint32_t len, uint8_t *out,
		uint32_t room);
/** As zip_zlib_inflate() with window 15; Z_OK or Z_BUF_ERROR when a side ends. */
int zip_zlib_unpack(const void *src, uint32_t len, uint8_t *out, uint32_t room, uint32_t *consumed,
		uint32_t *produced);
/** As zip_assert_decodes() with window 15, of any size. */
void zip_assert_unpacks(const void *stream, uint32_t len, const void *data, uint32_t data_len);

/* zip_flow.c: streams */

/** Set of flush flags. */
#define ZIP_FLOW_ALL	0xfu

/** A stream under test. Sizes are drawn anew for each operation. */
struct zip_flow {
	/* To be changed by the test after zip_flow_open(). */
	uint32_t min_room;	/**< bytes of room of an operation */
	uint32_t max_room;
	uint32_t max_piece;	/**< bytes of input of an operation, at least 0 */
	uint32_t max_segs;
	uint32_t flushes;	/**< set of flags to draw from; FINAL takes what is left */
	/* What it is. */
	const struct zip_port *port;
	bool decompress;
	enum rte_comp_checksum_type type;
	void *stream;
	const uint8_t *data;	/**< not compressed */
	uint32_t data_len;
	const uint8_t *in;	/**< of the operations */
	uint32_t in_len;
	uint32_t in_end;	/**< end of the stream in it */
	/* Where it is. */
	uint32_t at;		/**< input consumed */
	uint32_t piece_end;	/**< input offered */
	enum rte_comp_flush_flag flush;
	bool goes_on;		/**< the operation before was short of room */
	bool ended;
	uint8_t *out;		/**< all output so far */
	uint32_t out_len;
	uint32_t ops;		/**< operations of all streams so far */
	uint32_t idle;
	struct zip_task task;	/**< the next or the last operation */
	/* zlib decoding what comes, as a whole and from the last full flush on. */
	struct z_stream_s *whole;
	struct z_stream_s *part;
	uint32_t decoded;
	uint32_t part_from;
	uint32_t part_decoded;
};

void zip_flow_open(struct zip_flow *f, const struct zip_port *port,
		const struct rte_comp_xform *xform);
/** Free the stream and all memory. */
void zip_flow_close(struct zip_flow *f);
/** Free the memory of a flow, also of one that is all zero; the stream stays. */
void zip_flow_free(struct zip_flow *f);
/** Begin a stream; the memory has to stay until it ended. */
void zip_flow_compress(struct zip_flow *f, const void *data, uint32_t len);
/** The same; @p behind bytes after the @p packed_len of the stream are not part of it. */
void zip_flow_decompress(struct zip_flow *f, const void *packed, uint32_t packed_len,
		uint32_t behind, const void *data, uint32_t len);
/** Set f->task to the next operation. @return false once the stream ended. */
bool zip_flow_next(struct zip_flow *f);
/** Check what came of f->task, against zlib and exactly. */
void zip_flow_check(struct zip_flow *f);
/** All operations of the stream, one at a time. */
void zip_flow_run(struct zip_flow *f);

/* Groups; each returns its failed tests. */
int test_zip_data(void);	/* test_zip_data.c */
int test_zip_limits(void);	/* test_zip_limits.c: rooms, damage, xforms */
int test_zip_burst(void);	/* test_zip_burst.c */
int test_zip_life(void);	/* test_zip_life.c */
int test_zip_probe(void);	/* test_zip_probe.c */
int test_zip_fault(void);	/* test_zip_fault.c; soft device only */
int test_zip_tamper(void);	/* test_zip_tamper.c: results that lie; soft device only */
int test_zip_chain(void);	/* test_zip_chain.c */
int test_zip_sum(void);		/* test_zip_sum.c: checksums */
int test_zip_stream(void);	/* test_zip_stream.c */
int test_zip_stream_life(void);	/* test_zip_stream_life.c */
int test_zip_stream_fault(void);	/* test_zip_stream_life.c; soft device only */
int test_zip_lz4(void);		/* test_zip_lz4.c; builds with soft device only */
int test_zip_memory(void);	/* test_zip_memory.c: addresses, null engine; soft device only */

#endif /* TEST_UACCE_TEST_ZIP_H */
