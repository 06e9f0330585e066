/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Devices, data and operations of the group that holds uacce_zip against zlib. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "zip_diff.h"
#include "zip_fixture.h"

struct zip_diff zip_diff;

const char *const zip_diff_kind_names[ZIP_NB_KINDS] = {
	"compress", "decompress", "damaged", "compress stream", "decompress stream",
};

static void
describe(const struct zip_diff_op *op)
{
	const struct zip_task *t = op->flow != NULL ? &op->flow->task :
		&zip_diff.tasks[op - zip_diff.ops];

	fprintf(stderr, "diff: seed %" PRIu64 ", %s, %u bytes of data, source %u in %u segments "
			"from %u, room %u in %u from %u: status %u, %u consumed, %u produced; "
			"zlib: '%s'\n",
			test_options.seed, zip_diff_kind_names[op->kind], op->data_len, t->len,
			t->src_segs, t->src_offset, t->room, t->dst_segs, t->dst_offset, t->status,
			t->consumed, t->produced, zip_zlib_error());
}

void
zip_diff_make_pools(void)
{
	enum zip_data kind;
	uint32_t at, n;

	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		zip_diff.pools[kind] = malloc(ZIP_DIFF_POOL);
		assert_non_null(zip_diff.pools[kind]);
		for (at = 0; at < ZIP_DIFF_POOL; at += n) {
			n = RTE_MIN(ZIP_DIFF_POOL - at, test_rand_range(20000, ZIP_BUF));
			zip_fill(kind, zip_diff.pools[kind] + at, n);
		}
	}
}

static void
make_xform(struct zip_diff_port *p, bool decompress, unsigned int i)
{
	struct zip_diff_xform *x = &p->xforms[decompress][i];

	x->type = i % 4;
	/* Decompression has the largest window, which all streams of zlib need at most. */
	x->xform = zip_xform_sum(decompress, x->type);
	if (!decompress) {
		x->xform.compress.window_size = test_rand_range(12, 15);
		x->xform.compress.level = test_rand_range(0, 9);
		x->xform.compress.deflate.huffman = (test_rand() & 1) != 0 ?
			RTE_COMP_HUFFMAN_DEFAULT : RTE_COMP_HUFFMAN_DYNAMIC;
		if (x->xform.compress.level == RTE_COMP_LEVEL_NONE)
			x->xform.compress.level = RTE_COMP_LEVEL_PMD_DEFAULT;
	}
	x->priv = zip_make_xform(&p->port, &x->xform);
}

void
zip_diff_make_flow(struct zip_diff_port *p, unsigned int i)
{
	zip_flow_open(&p->flows[i], &p->port,
			&p->xforms[i & 1][test_rand() % ZIP_DIFF_XFORMS].xform);
}

void
zip_diff_fill(struct zip_diff_port *p)
{
	unsigned int i;

	for (i = 0; i < 2 * ZIP_DIFF_XFORMS; i++)
		make_xform(p, i & 1, i / 2);
	for (i = 0; i < ZIP_DIFF_FLOWS; i++) {
		zip_diff_make_flow(p, i);
		p->flows[i].ended = true;
		p->streams[i] = malloc(ZIP_DIFF_PACKED + ZIP_DIFF_BEHIND);
		assert_non_null(p->streams[i]);
	}
}

static void
plug(const char *devargs)
{
	struct zip_diff_port *p = &zip_diff.ports[zip_diff.nb_ports];
	char name[sizeof(p->port.name)];

	snprintf(name, sizeof(name), "uacce_zip_t%u", zip_diff.nb_ports++);
	assert_int_equal(zip_plug(&p->port, name, devargs), 0);
	zip_bring_up(&p->port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&p->port);
	zip_diff_fill(p);
}

int
zip_diff_setup(void **state)
{
	unsigned int i;
	char devargs[192];

	/* cmocka runs no tear-down after a set-up that failed. */
	zip_diff_teardown(state);
	zip_setup(state);
	zip_diff_make_pools();
	for (i = 0; i < ZIP_DIFF_BATCH; i++) {
		zip_diff.ops[i].packed = malloc(ZIP_DIFF_PACKED + ZIP_DIFF_BEHIND);
		zip_diff.ops[i].out = malloc(ZIP_DIFF_PACKED + 1000);
		assert_true(zip_diff.ops[i].packed != NULL && zip_diff.ops[i].out != NULL);
	}
	zip_diff.nb_ports = 0;
	if (strcmp(test_options.device, "soft") == 0) {
		plug("device=soft,soft_qm=2");
		plug("device=soft,soft_qm=3");
		plug("device=soft,soft_qm=2,soft_workers=1");
		plug("device=soft,soft_qm=3,soft_workers=1");
	} else {
		snprintf(devargs, sizeof(devargs), "device=%s", test_options.device);
		plug(devargs);
	}
	return 0;
}

int
zip_diff_clear(struct zip_diff_port *p)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < ZIP_DIFF_FLOWS; i++) {
		if (p->flows[i].stream != NULL)
			ret |= rte_compressdev_stream_free(p->port.id, p->flows[i].stream);
		zip_flow_free(&p->flows[i]);
		free(p->streams[i]);
	}
	for (i = 0; i < 2 * ZIP_DIFF_XFORMS; i++)
		if (p->xforms[i & 1][i / 2].priv != NULL)
			ret |= rte_compressdev_private_xform_free(p->port.id,
					p->xforms[i & 1][i / 2].priv);
	memset(p, 0, sizeof(*p));
	return ret;
}

/* All memory of a port; streams and xforms that are in use go with the device. */
static int
free_port(struct zip_diff_port *p)
{
	/* So that nothing is read or written any more. */
	if (p->port.started)
		zip_stop(&p->port);
	return zip_diff_clear(p);
}

int
zip_diff_teardown(void **state)
{
	unsigned int i;
	int ret = 0;

	if (zip_diff.current != NULL)
		describe(zip_diff.current);
	zip_diff.current = NULL;
	for (i = 0; i < zip_diff.nb_ports; i++)
		ret |= free_port(&zip_diff.ports[i]);
	ret |= zip_teardown(state);
	/* After the devices, as the soft device may still work on what is in flight. */
	for (i = 0; i < ZIP_DIFF_BATCH; i++) {
		free(zip_diff.ops[i].packed);
		free(zip_diff.ops[i].out);
		memset(&zip_diff.ops[i], 0, sizeof(zip_diff.ops[i]));
	}
	for (i = 0; i < ZIP_NB_DATA; i++) {
		free(zip_diff.pools[i]);
		zip_diff.pools[i] = NULL;
	}
	return ret;
}

bool
zip_diff_one_in(uint32_t n)
{
	return test_rand_range(1, n) == 1;
}

void
zip_diff_damage(uint8_t *stream, uint32_t *len)
{
	uint32_t n = test_rand_range(1, 3);

	while (n-- > 0) {
		uint32_t end = zip_diff_one_in(2) ? RTE_MIN(*len, 60u) : *len;
		uint32_t at = test_rand_range(0, end - 1);

		if (zip_diff_one_in(3))
			stream[at] = test_rand();
		else
			stream[at] ^= 1 << test_rand_range(0, 7);
	}
	if (zip_diff_one_in(4))
		*len = test_rand_range(1, *len);
}

const char *
zip_diff_judge_damaged(const struct zip_task *t)
{
	static __thread uint8_t expected[ZIP_DIFF_DAMAGED];
	uint32_t consumed, produced;
	int ret;

	assert_true(t->room <= sizeof(expected));
	ret = zip_zlib_unpack(t->src, t->len, expected, t->room, &consumed, &produced);
	if (ret != Z_STREAM_END) {
		if (t->status == RTE_COMP_OP_STATUS_SUCCESS &&
				zip_zlib_incomplete_set(t->src, t->len))
			return NULL;
		/* The output may be full before the decoder reaches the damage. */
		TEST_EXPECT(t->status == RTE_COMP_OP_STATUS_ERROR ||
			t->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return NULL;
	}
	TEST_EXPECT(t->status == RTE_COMP_OP_STATUS_SUCCESS);
	TEST_EXPECT(t->consumed == consumed);
	TEST_EXPECT(t->produced == produced);
	TEST_EXPECT(test_is_same(t->out, expected, produced));
	return NULL;
}

void
zip_diff_check_damaged(const struct zip_task *t)
{
	test_assert_right(zip_diff_judge_damaged(t));
}
