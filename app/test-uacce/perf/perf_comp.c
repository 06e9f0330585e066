/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* A compressdev under load, and its operations: DEFLATE, each with a destination of its own. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_comp.h>
#include <rte_compressdev.h>
#include <rte_errno.h>

#include "perf.h"
#include "test_util.h"
#include "zip_zlib.h"

#define WINDOW	15
/* Bytes of text that are made if no file is given. */
#define TEXT_LEN	(1u << 20)

static const char *const status_names[PERF_STATUSES] = {
	[RTE_COMP_OP_STATUS_NOT_PROCESSED] = "not_processed",
	[RTE_COMP_OP_STATUS_INVALID_ARGS] = "invalid_args",
	[RTE_COMP_OP_STATUS_ERROR] = "error",
	[RTE_COMP_OP_STATUS_INVALID_STATE] = "invalid_state",
	[RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED] = "out_of_space",
	[RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE] = "out_of_space_recoverable",
	[PERF_STATUSES - 1] = "unknown",
};

/* Data of all pairs, and xforms: one of each direction, or one of each operation. */
static struct {
	uint8_t *data;
	size_t len;
	void **xforms;
	uint32_t nb_xforms;
	bool shared;
} comp;

static const char *
driver_of(uint8_t dev)
{
	struct rte_compressdev_info info;

	rte_compressdev_info_get(dev, &info);
	return info.driver_name;
}

/* Room for the output of any data, compressed or not. */
static uint32_t
room_of(uint32_t len)
{
	return len + len / 8 + 512;
}

static bool
check_features(struct perf *perf)
{
	const struct perf_options *o = &perf->options;
	const uint64_t huffman = o->fixed ? RTE_COMP_FF_HUFFMAN_FIXED : RTE_COMP_FF_HUFFMAN_DYNAMIC;
	const struct rte_compressdev_capabilities *cap;
	uint64_t flags = huffman;

	if (o->segments > 1)
		flags |= RTE_COMP_FF_OOP_SGL_IN_SGL_OUT;
	cap = rte_compressdev_capability_get(perf->dev, RTE_COMP_ALGO_DEFLATE);
	if (cap == NULL) {
		fprintf(stderr, "perf: %s does not offer DEFLATE\n", o->device);
		return false;
	}
	comp.shared = (cap->comp_feature_flags & RTE_COMP_FF_SHAREABLE_PRIV_XFORM) != 0;
	flags &= ~cap->comp_feature_flags;
	if (flags != 0)
		fprintf(stderr, "perf: %s lacks the feature %s\n", o->device,
				rte_comp_get_feature_name(flags & -flags));
	return flags == 0;
}

static bool
start_device(struct perf *perf)
{
	const struct perf_options *o = &perf->options;
	struct rte_compressdev_config config = {
		.socket_id = rte_compressdev_socket_id(perf->dev),
		.nb_queue_pairs = o->pairs,
		.max_nb_priv_xforms = comp.nb_xforms,
	};
	/* Drivers in software make a ring of it, which has room for one less. */
	const uint32_t depth = RTE_MAX(128u, rte_align32pow2(o->inflight + 1));
	unsigned int i;
	int ret;

	ret = rte_compressdev_configure(perf->dev, &config);
	for (i = 0; i < o->pairs && ret == 0; i++)
		ret = rte_compressdev_queue_pair_setup(perf->dev, i, depth, config.socket_id);
	if (ret == 0)
		ret = rte_compressdev_start(perf->dev);
	if (ret != 0)
		fprintf(stderr, "perf: cannot start %s with --pairs %u: %s\n", o->device, o->pairs,
				rte_strerror(-ret));
	return ret == 0;
}

/* Read a file that can be sought. Returns whether there is data in it. */
static bool
read_file(FILE *f)
{
	long len = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;

	if (len <= 0)
		return false;
	comp.len = len;
	comp.data = malloc(comp.len);
	rewind(f);
	return comp.data != NULL && fread(comp.data, comp.len, 1, f) == 1;
}

/* Read the file to compress; without one make text, in which DEFLATE finds words again. */
static bool
get_data(const char *path)
{
	bool good;
	FILE *f;

	if (path == NULL) {
		comp.len = TEXT_LEN;
		comp.data = malloc(comp.len);
		if (comp.data != NULL)
			zip_fill(ZIP_TEXT, comp.data, comp.len);
		return comp.data != NULL;
	}
	errno = 0;
	f = fopen(path, "rb");
	good = f != NULL && read_file(f);
	if (!good)
		fprintf(stderr, "perf: cannot use --input '%s': %s\n", path,
				errno == 0 ? "it is empty" : strerror(errno));
	if (f != NULL)
		fclose(f);
	return good;
}

static bool
open_device(struct perf *perf)
{
	struct perf_options *o = &perf->options;

	if (!check_features(perf) || !get_data(o->input))
		return false;
	/* An xform that is not shared takes much memory, so that there are few operations. */
	if (!comp.shared && !o->pool_given)
		o->pool = o->inflight;
	comp.nb_xforms = comp.shared ? 2 : o->pairs * o->pool;
	comp.xforms = calloc(comp.nb_xforms, sizeof(*comp.xforms));
	perf->ops = rte_comp_op_pool_create("perf_ops", o->pairs * o->pool, 0,
			sizeof(struct perf_item), SOCKET_ID_ANY);
	if (comp.xforms == NULL || perf->ops == NULL) {
		fprintf(stderr, "perf: no memory for %u operations\n", o->pairs * o->pool);
		return false;
	}
	return start_device(perf) && perf_chain_pool(perf, room_of(o->sizes.max), 0, 2);
}

static void *
get_xform(struct perf *perf, bool compress, uint32_t index)
{
	const struct perf_options *o = &perf->options;
	struct rte_comp_xform xform = {
		.type = compress ? RTE_COMP_COMPRESS : RTE_COMP_DECOMPRESS,
	};
	void **at = &comp.xforms[comp.shared ? compress : index];
	int ret;

	if (*at != NULL)
		return *at;
	if (compress) {
		xform.compress.algo = RTE_COMP_ALGO_DEFLATE;
		xform.compress.deflate.huffman = o->fixed ? RTE_COMP_HUFFMAN_FIXED :
			RTE_COMP_HUFFMAN_DYNAMIC;
		xform.compress.level = o->level;
		xform.compress.window_size = WINDOW;
	} else {
		xform.decompress.algo = RTE_COMP_ALGO_DEFLATE;
		xform.decompress.window_size = WINDOW;
	}
	ret = rte_compressdev_private_xform_create(perf->dev, &xform, at);
	if (ret != 0)
		fprintf(stderr, "perf: %s has no xform for this, with --level %d: %s\n", o->device,
				o->level, rte_strerror(-ret));
	return *at;
}

/* Copy a part of the data, which begins again behind its end. */
static void
copy_data(uint8_t *to, size_t from, uint32_t len)
{
	uint32_t n;

	for (; len > 0; to += n, len -= n, from += n) {
		n = RTE_MIN((size_t)len, comp.len - from % comp.len);
		memcpy(to, comp.data + from % comp.len, n);
	}
}

/* Have zlib make the input of a decompression. Returns its length. */
static uint32_t
pack(const struct perf_options *o, const uint8_t *data, uint32_t len, uint8_t *out)
{
	const struct zip_zlib params = {
		.level = o->level,
		.window = WINDOW,
		.mem_level = 8,
		.strategy = o->fixed ? Z_FIXED : Z_DEFAULT_STRATEGY,
	};

	return zip_zlib_pack(&params, data, len, out, room_of(len));
}

static bool
make_op(struct perf *perf, struct perf_pair *p, unsigned int i, const uint8_t *src,
		uint32_t src_len, const struct perf_item *what)
{
	struct rte_comp_op *op = rte_comp_op_alloc(perf->ops);

	if (op == NULL)
		return false;
	p->ops[i] = op;
	*perf_item_of(&perf_compress, op) = *what;
	op->m_src = perf_chain_alloc(perf, src_len, 0);
	op->m_dst = perf_chain_alloc(perf, room_of(what->len), 0);
	op->private_xform = get_xform(perf, what->compress, p->qp * p->nb_items + i);
	if (op->m_src == NULL || op->m_dst == NULL || op->private_xform == NULL)
		return false;
	perf_chain_write(op->m_src, src, src_len);
	op->src.length = src_len;
	op->flush_flag = RTE_COMP_FLUSH_FINAL;
	return true;
}

static bool
fill(struct perf *perf, struct perf_pair *p, const uint32_t *lens)
{
	const struct perf_options *o = &perf->options;
	uint32_t left = (uint64_t)p->nb_items * o->forward / 100, packed_len, i;
	uint8_t *plain = malloc(o->sizes.max), *packed = malloc(room_of(o->sizes.max));
	bool good = plain != NULL && packed != NULL;
	size_t at = 0;

	p->nb_steps = p->nb_items;
	for (i = 0; i < p->nb_items && good; i++) {
		struct perf_item what = { .len = lens[i] };

		copy_data(plain, at, lens[i]);
		at += lens[i];
		/* Of the operations that are left, so many compress. */
		what.compress = test_rand_range(1, p->nb_items - i) <= left;
		left -= what.compress;
		packed_len = what.compress ? 0 : pack(o, plain, lens[i], packed);
		good = make_op(perf, p, i, what.compress ? plain : packed,
				what.compress ? lens[i] : packed_len, &what);
	}
	free(plain);
	free(packed);
	return good;
}

static void
close_device(struct perf *perf)
{
	uint32_t i;

	rte_compressdev_stop(perf->dev);
	for (i = 0; i < comp.nb_xforms; i++)
		if (comp.xforms[i] != NULL)
			rte_compressdev_private_xform_free(perf->dev, comp.xforms[i]);
	free(comp.xforms);
	free(comp.data);
}

static int
stats(uint8_t dev, struct perf_stats *s)
{
	struct rte_compressdev_stats from;
	int ret = rte_compressdev_stats_get(dev, &from);

	if (ret == 0)
		*s = (struct perf_stats) { from.enqueued_count, from.dequeued_count,
			from.enqueue_err_count, from.dequeue_err_count };
	return ret;
}

static void
prepare(struct perf_pair *p __rte_unused, void **ops, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct rte_comp_op *op = ops[i];

		op->status = RTE_COMP_OP_STATUS_NOT_PROCESSED;
		op->consumed = 0;
		op->produced = 0;
	}
}

static uint16_t
enqueue(struct perf_pair *p, void **ops, uint16_t n)
{
	return rte_compressdev_enqueue_burst(p->dev, p->qp, (struct rte_comp_op **)ops, n);
}

static uint16_t
dequeue(struct perf_pair *p, void **ops, uint16_t n)
{
	return rte_compressdev_dequeue_burst(p->dev, p->qp, (struct rte_comp_op **)ops, n);
}

static bool
is_rejected(void *op, unsigned int *status)
{
	*status = RTE_MIN(((struct rte_comp_op *)op)->status, PERF_STATUSES - 1);
	return *status != RTE_COMP_OP_STATUS_NOT_PROCESSED &&
		*status != RTE_COMP_OP_STATUS_SUCCESS;
}

/* Note an operation that succeeded. */
static void
note_success(struct perf_pair *p, struct perf_figures *f, const struct rte_comp_op *op,
		const struct perf_item *item)
{
	if (op->consumed != op->src.length || (!item->compress && op->produced != item->len)) {
		p->wrong++;
		return;
	}
	f->ops++;
	f->bytes += item->len;
	if (item->compress) {
		f->consumed += op->consumed;
		f->produced += op->produced;
	}
}

static unsigned int
take_back(struct perf_pair *p, struct perf_figures *f, void **ops, unsigned int n, uint64_t now)
{
	unsigned int i, back = 0;

	for (i = 0; i < n; i++) {
		struct rte_comp_op *op = ops[i];
		struct perf_item *item = perf_item_of(&perf_compress, op);

		if (!perf_item_is_in_flight(item)) {
			p->duplicated++;
			continue;
		}
		back++;
		if (likely(op->status == RTE_COMP_OP_STATUS_SUCCESS))
			note_success(p, f, op, item);
		else
			p->failed[RTE_MIN(op->status, PERF_STATUSES - 1)]++;
		perf_item_is_back(item, f, now);
	}
	return back;
}

const struct perf_class perf_compress = {
	.name = "compress",
	.item_offset = sizeof(struct rte_comp_op),
	.status_names = status_names,
	.find = rte_compressdev_get_dev_id,
	.driver_of = driver_of,
	.open = open_device,
	.fill = fill,
	.close = close_device,
	.stats = stats,
	.prepare = prepare,
	.enqueue = enqueue,
	.dequeue = dequeue,
	.is_rejected = is_rejected,
	.take_back = take_back,
};
