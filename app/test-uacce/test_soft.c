/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The soft device without a driver: descriptors written by hand, as a driver of
 * another make would, and results compared with hardware-interface.md and zlib.
 */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_soft.h"

/* 1.3: what the class directory shows, generation by generation. */
static void
test_attributes(void **state __rte_unused)
{
	static const struct {
		unsigned int qm;
		const char *name;
		const char *text;
	} want[] = {
		{ 2, "api", "hisi_qm_v2\n" },
		{ 3, "api", "hisi_qm_v3\n" },
		{ 5, "api", "hisi_qm_v5\n" },
		{ 2, "algorithms", "zlib\ngzip\n" },
		{ 3, "algorithms", "zlib\ngzip\ndeflate\n" },
		{ 5, "algorithms", "zlib\ngzip\ndeflate\nlz4\n" },
		{ 2, "flags", "1\n" },
		{ 3, "available_instances", "64\n" },
		{ 3, "region_mmio_size", "65536\n" },
		{ 3, "isolate", "0\n" },
		{ 3, "isolate_strategy", "0\n" },
		{ 3, "device/numa_node", "-1\n" },
	};
	char buf[384];
	unsigned int i;

	for (i = 0; i < RTE_DIM(want); i++) {
		struct soft_device *dev = user_device(want[i].qm, 0, NULL);

		assert_int_equal(soft_device_attr(dev, want[i].name, buf, sizeof(buf)), 0);
		assert_string_equal(buf, want[i].text);
		assert_int_equal(soft_device_attr(dev, "dev_usage", buf, sizeof(buf)), -ENOENT);
		assert_int_equal(soft_device_attr(dev, "api", buf, 4), -E2BIG);
		soft_device_destroy(dev);
	}
}

/* 1.5, for the page size of this machine. */
static void
test_region_sizes(void **state __rte_unused)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct soft_device *dev = user_device(2, 0, NULL);

	assert_int_equal(user_attr(dev, "region_dus_size"),
			page == 4096 ? 151552 : page == 16384 ? 163840 : 262144);
	assert_int_equal(user_attr(dev, "region_mmio_size"),
			page == 4096 ? 8192 : page == 16384 ? 16384 : 65536);
	soft_device_destroy(dev);
}

static void
test_config_refused(void **state __rte_unused)
{
	struct soft_config config = { .class = SOFT_CLASS_ZIP, .qm = 4 };
	struct soft_device *dev;

	assert_int_equal(soft_device_create(&config, &dev), -EINVAL);
	config.qm = 3;
	config.workers = SOFT_MAX_WORKERS + 1;
	assert_int_equal(soft_device_create(&config, &dev), -EINVAL);
	config.workers = 1;
	CPU_ZERO(&config.cpus);
	CPU_SET(CPU_SETSIZE - 1, &config.cpus);
	/* No machine that runs this has that many CPUs. */
	assert_int_equal(soft_device_create(&config, &dev), -EINVAL);
	config.workers = 0;
	config.class = SOFT_CLASS_SEC + 1;
	assert_int_equal(soft_device_create(&config, &dev), -ENOTSUP);
}

static void
test_open_until_busy(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	struct soft_queue *q[65];
	unsigned int i;

	for (i = 0; i < 64; i++)
		assert_int_equal(soft_queue_open(dev, &q[i]), 0);
	assert_int_equal(user_attr(dev, "available_instances"), 0);
	assert_int_equal(soft_queue_open(dev, &q[64]), -EBUSY);
	soft_queue_close(q[17]);
	assert_int_equal(user_attr(dev, "available_instances"), 1);
	assert_int_equal(soft_queue_open(dev, &q[17]), 0);
	for (i = 0; i < 64; i++)
		soft_queue_close(q[i]);
	assert_int_equal(user_attr(dev, "available_instances"), 64);
	soft_device_destroy(dev);
}

/* Each errno of 1.6 that a device without a kernel can give. */
static void
test_calls_refused(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_qm_qp_ctx ctx = { .qc_type = 2 };
	struct hisi_qm_qp_info info = { 0 };
	size_t dus = user_attr(dev, "region_dus_size");
	struct soft_queue *q;
	void *addr;

	assert_int_equal(soft_queue_open(dev, &q), 0);
	assert_int_equal(soft_queue_ioctl(q, HISI_QM_CMD_SET_QP_CTX, &ctx), -EINVAL);
	assert_int_equal(soft_queue_ioctl(q, HISI_QM_CMD_SET_QP_CTX, NULL), -EFAULT);
	assert_int_equal(soft_queue_ioctl(q, HISI_QM_CMD_SET_QP_INFO, NULL), -EFAULT);
	assert_int_equal(soft_queue_ioctl(q, 0x1234, &ctx), -EINVAL);
	assert_int_equal(soft_queue_ioctl(q, HISI_QM_CMD_SET_QP_INFO, &info), 0);
	assert_int_equal(info.sqe_size, 128);
	assert_int_equal(info.sq_depth, 1024);
	assert_int_equal(info.cq_depth, 1024);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_DUS, dus - 1, &addr), -EINVAL);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_MMIO, 65537, &addr), -EINVAL);
	assert_int_equal(soft_queue_map(q, UACCE_NB_REGIONS, 4096, &addr), -EINVAL);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_DUS, dus, &addr), 0);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_DUS, dus, &addr), -EEXIST);
	soft_queue_unmap(q, UACCE_REGION_DUS);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_DUS, dus, &addr), 0);
	/* PUT_Q succeeds always, a second START_Q never. */
	assert_int_equal(soft_queue_ioctl(q, UACCE_CMD_PUT_Q, NULL), 0);
	assert_int_equal(soft_queue_ioctl(q, UACCE_CMD_START_Q, NULL), 0);
	assert_int_equal(soft_queue_ioctl(q, UACCE_CMD_START_Q, NULL), -EINVAL);
	soft_queue_close(q);
	soft_device_destroy(dev);
}

/* 3.7, to the word: zlib on v2. */
static void
test_worked_example_zlib(void **state __rte_unused)
{
	static const char input[] = "123456789";
	struct soft_device *dev = user_device(2, 0, NULL);
	struct hisi_zip_sqe want, got;
	uint8_t out[4096], back[16];
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	want = user_request(2, HISI_ZIP_REQ_ZLIB, input, 9, out, 4094);
	assert_int_equal(want.dw7, 0x0a000000);
	assert_int_equal(want.dw9, 0x00004002);
	got = user_serve(&u, &want);
	assert_int_equal(got.consumed, 9);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.isize, 9);
	assert_int_equal(got.checksum, 0x091e01de);
	assert_memory_equal(out + got.produced - 4, "\x09\x1e\x01\xde", 4);
	assert_int_equal(zlib_inflate_raw(out, got.produced - 4, back, sizeof(back)), 9);
	assert_memory_equal(back, input, 9);
	/* What is the driver's comes back as it was (3.2). */
	want.consumed = got.consumed;
	want.produced = got.produced;
	want.comp_data_length = got.comp_data_length;
	want.isize = got.isize;
	want.checksum = got.checksum;
	assert_memory_equal(&got, &want, sizeof(got));
	user_close(&u);
	soft_device_destroy(dev);
}

/* 3.7: the same as gzip on v3, and raw, where the checksum word stays 0 (item 5). */
static void
test_worked_example_gzip(void **state __rte_unused)
{
	static const char input[] = "123456789";
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe sqe, got;
	uint8_t out[4096];
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_GZIP, input, 9, out, 4086);
	got = user_serve(&u, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.checksum, 0x9b63d02c);
	assert_int_equal(got.isize, 9);
	assert_memory_equal(out + got.produced - 8, "\x26\x39\xf4\xcb\x09\x00\x00\x00", 8);
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, input, 9, out, 4096);
	got = user_serve(&u, &sqe);
	assert_int_equal(got.checksum, 0);
	assert_int_equal(got.isize, 9);
	assert_int_equal(got.dw26, UINT64_C(0x1122334455667788));
	user_close(&u);
	soft_device_destroy(dev);
}

/* A stream as zlib makes it, with or without its header and trailer. */
struct stream {
	uint8_t data[8192];
	uint8_t *payload;	/* behind the header */
	uint32_t len;		/* from there, trailer included */
	uint8_t plain[4096];
	uint32_t plain_len;
};

static void
make_stream(struct stream *s, uint8_t type)
{
	int window = type == HISI_ZIP_REQ_ZLIB ? 15 : type == HISI_ZIP_REQ_GZIP ? 31 : -15;
	uint32_t header = type == HISI_ZIP_REQ_ZLIB ? 2 : type == HISI_ZIP_REQ_GZIP ? 10 : 0;
	uint32_t i;

	s->plain_len = sizeof(s->plain);
	for (i = 0; i < s->plain_len; i++)
		s->plain[i] = (i * 7 ^ i >> 5) & 0x3f;
	s->len = zlib_deflate(window, s->plain, s->plain_len, s->data, sizeof(s->data)) - header;
	s->payload = s->data + header;
}

static void
inflate_as(unsigned int qm, unsigned int workers, uint8_t type)
{
	struct soft_device *dev = user_device(qm, workers, NULL);
	struct stream s;
	uint8_t out[4096 + 1];
	struct hisi_zip_sqe sqe, got;
	struct user u;

	make_stream(&s, type);
	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	sqe = user_request(qm, type, s.payload, s.len, out, sizeof(out));
	got = user_serve(&u, &sqe);
	/* Not 0x13: the kernel takes that for a failure (3.10). */
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, s.len);
	assert_int_equal(got.produced, s.plain_len);
	assert_int_equal(got.isize, s.plain_len);
	assert_memory_equal(out, s.plain, s.plain_len);
	if (type == HISI_ZIP_REQ_ZLIB)
		assert_int_equal(got.checksum, adler32(1, s.plain, s.plain_len));

	/* Exactly fitting, then a byte short. */
	sqe.dest_avail_out = s.plain_len;
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	sqe.dest_avail_out = s.plain_len - 1;
	out[s.plain_len - 1] = 0xa5;
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_NO_SPACE);
	assert_int_equal(out[s.plain_len - 1], 0xa5);

	/* Input behind the end is not consumed (3.11). */
	sqe.dest_avail_out = sizeof(out);
	sqe.input_data_length = s.len + 5;
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, s.len);
	user_close(&u);
	soft_device_destroy(dev);
}

static void
test_inflate(void **state __rte_unused)
{
	inflate_as(2, 0, HISI_ZIP_REQ_ZLIB);
	inflate_as(2, 0, HISI_ZIP_REQ_GZIP);
	inflate_as(3, 0, HISI_ZIP_REQ_ZLIB);
	inflate_as(3, 0, HISI_ZIP_REQ_GZIP);
	inflate_as(3, 0, HISI_ZIP_REQ_DEFLATE);
	inflate_as(5, 1, HISI_ZIP_REQ_DEFLATE);
	inflate_as(3, 3, HISI_ZIP_REQ_GZIP);
}

static void
test_trailers(void **state __rte_unused)
{
	static const uint8_t types[] = { HISI_ZIP_REQ_ZLIB, HISI_ZIP_REQ_GZIP };
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe sqe, got;
	uint8_t out[4096];
	struct stream s;
	struct user u;
	unsigned int i, j;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < RTE_DIM(types); i++) {
		unsigned int size = types[i] == HISI_ZIP_REQ_ZLIB ? 4 : 8;

		make_stream(&s, types[i]);
		sqe = user_request(3, types[i], s.payload, s.len, out, sizeof(out));
		for (j = 1; j <= size; j++) {
			s.payload[s.len - j] ^= 1;
			got = user_serve(&u, &sqe);
			/* Checksum or length, any byte of it: one code (item 24). */
			assert_int_equal(user_status(&got), HISI_ZIP_BAD_TRAILER);
			s.payload[s.len - j] ^= 1;
		}
		for (j = 1; j <= size; j++) {
			sqe.input_data_length = s.len - j;
			got = user_serve(&u, &sqe);
			assert_int_equal(user_status(&got), HISI_ZIP_BAD_TRAILER);
			assert_int_not_equal(got.dw3 & HISI_ZIP_DW3_LAST, 0);
			assert_int_equal(got.ctx_dw0 & 0xf, 4);
		}
		sqe.input_data_length = s.len - size - 1;
		got = user_serve(&u, &sqe);
		assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	}
	user_close(&u);
	soft_device_destroy(dev);
}

static void
test_corrupt_data(void **state __rte_unused)
{
	/* A block type that does not exist; a distance before the start. */
	static const uint8_t bad_type[] = { 0x07, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };
	static const uint8_t bad_distance[] = { 0x03, 0xc2, 0xff, 0xff, 0xff, 0xff };
	static const uint8_t empty[] = { 0x03, 0x00 };
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe sqe, got;
	uint8_t out[64];
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, bad_type, sizeof(bad_type), out, sizeof(out));
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, bad_distance, sizeof(bad_distance), out,
			sizeof(out));
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	assert_true(got.consumed <= sizeof(bad_distance));
	assert_true(got.produced <= sizeof(out));
	/* Cut before bits that are zero, as is what a decoder might find behind the end. */
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, empty, 1, out, sizeof(out));
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	assert_in_range(got.consumed, 0, 1);
	sqe.input_data_length = sizeof(empty);
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, sizeof(empty));
	assert_int_equal(got.produced, 0);
	user_close(&u);
	soft_device_destroy(dev);
}

static void
test_no_space(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t input[4096], out[8192];
	struct hisi_zip_sqe sqe, got;
	uint32_t i, size, x = 1;
	struct user u;

	for (i = 0; i < sizeof(input); i++)
		input[i] = (x = x * 1103515245 + 12345) >> 16;
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_GZIP, input, sizeof(input), out, sizeof(out));
	got = user_serve(&u, &sqe);
	/* Incompressible, so larger than the input: valid, and 0x0D is not made up (item 9). */
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_true(got.produced > sizeof(input));
	size = got.produced;
	sqe.dest_avail_out = size;
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	for (i = 0; i < size; i += 1 + i / 8) {
		memset(out + i, 0x5a, sizeof(out) - i);
		sqe.dest_avail_out = i;
		got = user_serve(&u, &sqe);
		assert_int_equal(user_status(&got), HISI_ZIP_NO_SPACE);
		assert_int_equal(out[i], 0x5a);
		assert_int_equal(out[i + 7], 0x5a);
	}
	user_close(&u);
	soft_device_destroy(dev);
}

/*
 * Rooms that end within symbols decoded together: what ISA-L then takes for a bad
 * look back is no bad data.
 */
static void
test_no_space_inflate(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t plain[300], packed[1024], out[32];
	uint32_t i, it, room, x = 7;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (it = 0; it < 500; it++) {
		z_stream z = { .next_in = plain, .avail_in = sizeof(plain),
			.next_out = packed, .avail_out = sizeof(packed) };

		for (i = 0; i < sizeof(plain); i++) {
			x = x * 1103515245 + 12345;
			plain[i] = (x >> 16) % 3 != 0 ? 'a' : 'a' + (x >> 16) % 20;
		}
		assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, -15, 1, Z_DEFAULT_STRATEGY), Z_OK);
		assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
		deflateEnd(&z);
		for (room = 1; room < 20; room++) {
			struct hisi_zip_sqe sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, packed,
					z.total_out, out, room), got;

			out[room] = 0x5a;
			got = user_serve(&u, &sqe);
			assert_int_equal(user_status(&got), HISI_ZIP_NO_SPACE);
			assert_int_equal(out[room], 0x5a);
		}
	}
	user_close(&u);
	soft_device_destroy(dev);
}

/* Descriptors the hardware would not take: error status, nothing consumed or produced. */
static void
test_malformed(void **state __rte_unused)
{
	uint8_t in[64] = { 1 }, out[64];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 64);
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe bad[14], got;
	struct user u;
	unsigned int i, n = 0;

	for (i = 0; i < RTE_DIM(bad); i++)
		bad[i] = good;
	bad[n++].dw7 = 0x0a000000;			/* type of v2 */
	bad[n++].dw7 = 0x4a000000;			/* no type at all */
	bad[n++].dw7 |= HISI_ZIP_DW7_STATEFUL;
	bad[n++].stream_ctx_addr = (uintptr_t)in;
	bad[n++].dw9 = 0x4000;				/* request 0 */
	bad[n++].dw9 = 0x4004;				/* LZ4 is of v5 */
	bad[n++].dw9 = 0x4043;				/* LZ77 for zstd neither */
	bad[n++].dw9 = 0x40ff;
	bad[n++].dw9 |= 2 << HISI_ZIP_DW9_BUF_S;	/* neither flat nor lists */
	bad[n++].dw9 |= 0xf << HISI_ZIP_DW9_BUF_S;
	bad[n++].dw9 = HISI_ZIP_REQ_DEFLATE | 5 << HISI_ZIP_DW9_WIN_S;
	bad[n++].input_data_length = 0;
	bad[n++].input_data_length = HISI_ZIP_MAX_LEN + 1;
	bad[n++].dest_avail_out = HISI_ZIP_MAX_LEN + 1;
	assert_int_equal(n, RTE_DIM(bad));

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < n; i++) {
		got = user_serve(&u, &bad[i]);
		assert_int_equal(user_status(&got), HISI_ZIP_BAD_SQE);
		assert_int_equal(got.consumed, 0);
		assert_int_equal(got.produced, 0);
	}
	/* And the queue goes on. */
	got = user_serve(&u, &good);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	user_close(&u);
	soft_device_destroy(dev);
}

static void
test_v2_has_no_raw_deflate(void **state __rte_unused)
{
	struct soft_device *dev = user_device(2, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	struct hisi_zip_sqe sqe, got;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	sqe = user_request(2, HISI_ZIP_REQ_DEFLATE, in, sizeof(in), out, sizeof(out));
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_SQE);
	assert_int_equal(got.dw13, 0x12345678);
	user_close(&u);
	soft_device_destroy(dev);
}

static void
faults_as(unsigned int workers)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct soft_device *dev = user_device(3, workers, NULL);
	uint8_t in[64] = { 1 }, out[128];
	uint8_t *map = mmap(NULL, 2 * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct hisi_zip_sqe sqe, got;
	struct user u;
	unsigned int i;

	assert_ptr_not_equal(map, MAP_FAILED);
	/* Not munmap(): something else could move in. */
	assert_int_equal(mprotect(map + page, page, PROT_NONE), 0);
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 6; i++) {
		sqe = good;
		if (i == 0)
			sqe.source_addr = (uintptr_t)map + page;	/* no access */
		else if (i == 1)
			sqe.source_addr = (uintptr_t)map + page - 1;	/* half of it */
		else if (i == 2)
			sqe.dest_addr = (uintptr_t)map;			/* read-only */
		else if (i == 3)
			sqe.source_addr = 0;
		else if (i == 4)
			sqe.dest_addr = UINT64_C(0xdead000000000000);	/* not canonical */
		else
			sqe.source_addr = UINT64_MAX - 3;		/* wraps */
		got = user_serve(&u, &sqe);
		assert_int_equal(user_status(&got), HISI_ZIP_BAD_ADDR);
		assert_int_equal(got.produced, 0);
		got = user_serve(&u, &good);
		assert_int_equal(user_status(&got), HISI_ZIP_OK);
	}
	munmap(map, 2 * page);
	user_close(&u);
	soft_device_destroy(dev);
}

static void
test_addresses_that_fault(void **state __rte_unused)
{
	faults_as(0);
	faults_as(1);
}

static void
exit_42(int sig __rte_unused)
{
	_exit(42);
}

/* What a child process ends with that touches nothing's memory itself. */
static int
child_fault(bool own_handler)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct soft_device *dev;

		signal(SIGSEGV, own_handler ? exit_42 : SIG_DFL);
		signal(SIGBUS, own_handler ? exit_42 : SIG_DFL);
		dev = user_device(3, 0, NULL);
		raise(SIGSEGV);
		soft_device_destroy(dev);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Faults that are not the device's are still the application's. */
static void
test_other_faults_are_chained(void **state __rte_unused)
{
	int status = child_fault(true);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
	status = child_fault(false);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
}

static void
test_handlers_are_restored(void **state __rte_unused)
{
	struct sigaction before, during, after;

	assert_int_equal(sigaction(SIGSEGV, NULL, &before), 0);
	struct soft_device *a = user_device(3, 0, NULL);
	struct soft_device *b = user_device(3, 0, NULL);

	soft_device_destroy(a);
	assert_int_equal(sigaction(SIGSEGV, NULL, &during), 0);
	assert_ptr_not_equal(during.sa_sigaction, before.sa_sigaction);
	soft_device_destroy(b);
	assert_int_equal(sigaction(SIGSEGV, NULL, &after), 0);
	assert_ptr_equal(after.sa_sigaction, before.sa_sigaction);
}

/* Section 6 item 34: a doorbell that makes no sense is no doorbell. */
static void
test_wild_doorbells(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct hisi_zip_sqe got;
	struct user u;
	unsigned int i;
	uint64_t wild[5];

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 3; i++)
		user_serve(&u, &good);
	wild[0] = u.ctx.id | (uint64_t)DEPTH << 32;		/* index out of range */
	wild[1] = u.ctx.id | UINT64_C(0xffff) << 32;
	wild[2] = (u.ctx.id ^ 1) | UINT64_C(5) << 32;		/* another queue */
	wild[3] = u.ctx.id | 2 << 12 | UINT64_C(5) << 32;	/* EQ: the kernel's alone */
	wild[4] = u.ctx.id | 15 << 12 | UINT64_C(5) << 32;
	for (i = 0; i < RTE_DIM(wild); i++) {
		*u.sq_db = wild[i];
		assert_int_equal(soft_queue_serve(u.q, DEPTH), 0);
		*u.cq_db = wild[i] | 1 << 12;
		assert_int_equal(soft_queue_serve(u.q, DEPTH), 0);
	}
	got = user_serve(&u, &good);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(u.status[HISI_QM_STATUS_TX], 0);
	user_close(&u);
	soft_device_destroy(dev);
}

/* A tail behind descriptors already announced does not take them back. */
static void
test_tail_does_not_go_back(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 4; i++)
		u.sq[i] = good;
	u.tail = 4;
	user_ring_sq(&u);
	assert_int_equal(soft_queue_serve(u.q, 1), 1);
	u.tail = 2;
	user_ring_sq(&u);
	assert_int_equal(soft_queue_serve(u.q, DEPTH), 3);
	user_close(&u);
	soft_device_destroy(dev);
}

/* 2.5: completions never acknowledged fill the ring, and that ends the queue (1.8). */
static void
test_completion_overflow(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < DEPTH - 1; i++) {
		u.sq[u.tail++ % DEPTH] = good;
		user_ring_sq(&u);
		assert_int_equal(soft_queue_serve(u.q, 8), 1);
		assert_int_equal(u.status[HISI_QM_STATUS_RX], 0);
	}
	u.sq[u.tail++ % DEPTH] = good;
	user_ring_sq(&u);
	soft_queue_serve(u.q, 8);
	assert_int_equal(u.status[HISI_QM_STATUS_TX], 1);
	assert_int_equal(u.status[HISI_QM_STATUS_RX], 1);
	/* Dead: doorbells are ignored, START_Q is refused as the file is not in INIT. */
	user_ring_cq(&u);
	assert_int_equal(soft_queue_serve(u.q, 8), 0);
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_START_Q, NULL), -EINVAL);
	user_close(&u);
	/* A new open clears the words. */
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	assert_int_equal(u.status[HISI_QM_STATUS_TX], 0);
	assert_int_equal(u.status[HISI_QM_STATUS_RX], 0);
	assert_int_equal(user_serve(&u, &good).dw3, 0);
	user_close(&u);
	soft_device_destroy(dev);
}

/* 1.6: after PUT_Q the queue starts again, its indices at zero and nothing cleared. */
static void
test_put_and_start(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct hisi_zip_sqe got;
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 5; i++)
		user_serve(&u, &good);
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_PUT_Q, NULL), 0);
	/* Stopped: nothing is served. */
	u.sq[5] = good;
	u.tail = 6;
	user_ring_sq(&u);
	assert_int_equal(soft_queue_serve(u.q, 8), 0);
	assert_int_equal(u.cq[0].hi & HISI_QM_CQE_PHASE, HISI_QM_CQE_PHASE);
	memset(u.cq, 0, DEPTH * sizeof(*u.cq));
	u.tail = 0;
	u.head = 0;
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_START_Q, NULL), 0);
	for (i = 0; i < 6; i++) {
		got = user_serve(&u, &good);
		assert_int_equal(user_status(&got), HISI_ZIP_OK);
	}
	user_close(&u);
	soft_device_destroy(dev);
}

/* What was rung before PUT_Q is finished first, as the kernel drains a queue. */
static void
test_put_drains(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 10; i++)
		u.sq[u.tail++] = good;
	user_ring_sq(&u);
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_PUT_Q, NULL), 0);
	for (i = 0; i < 10; i++) {
		assert_true(user_cqe_is_valid(&u));
		u.head++;
	}
	assert_false(user_cqe_is_valid(&u));
	user_close(&u);
	soft_device_destroy(dev);
}

static void
test_null_engine(void **state __rte_unused)
{
	struct soft_config config = {
		.class = SOFT_CLASS_ZIP, .qm = 3, .engine = SOFT_ENGINE_NULL,
	};
	struct soft_device *dev;
	struct hisi_zip_sqe sqe, got;
	struct user u;

	assert_int_equal(soft_device_create(&config, &dev), 0);
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	/* Addresses that nobody may touch: they are not. */
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, (void *)1, 100, (void *)1, 60);
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, 100);
	assert_int_equal(got.produced, 60);
	user_close(&u);
	soft_device_destroy(dev);
}

/* Windows bound the distances: a decoder with just that window gets along (3.3). */
static void
test_windows(void **state __rte_unused)
{
	static const struct {
		uint8_t code;
		int bits;
	} windows[] = { { 0, 12 }, { 1, 13 }, { 2, 14 }, { 3, 15 }, { 4, 15 } };
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t *in = malloc(1 << 18), *out = malloc(1 << 18), *back = malloc(1 << 18);
	uint32_t i, w, level, x = 7;
	struct user u;

	assert_true(in != NULL && out != NULL && back != NULL);
	/* Repeats at any distance up to 64 KiB. */
	for (i = 0; i < 1 << 18; i++)
		in[i] = i < 1 << 12 || i % 64 != 0 ? (x = x * 1103515245 + 12345) >> 20 & 3 : 0;
	for (i = 1 << 16; i < 1 << 18; i++)
		in[i] = in[i - (1 << (9 + i / 4096 % 8)) + 1];
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (w = 0; w < RTE_DIM(windows); w++) {
		for (level = 0; level < 10; level++) {
			struct hisi_zip_sqe sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 1 << 18,
					out, 1 << 18), got;
			z_stream z = { .next_in = out, .next_out = back, .avail_out = 1 << 18 };

			sqe.dw9 = HISI_ZIP_REQ_DEFLATE | windows[w].code << HISI_ZIP_DW9_WIN_S;
			sqe.dw10 = level;
			got = user_serve(&u, &sqe);
			assert_int_equal(user_status(&got), HISI_ZIP_OK);
			z.avail_in = got.produced;
			assert_int_equal(inflateInit2(&z, -windows[w].bits), Z_OK);
			assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
			inflateEnd(&z);
			assert_memory_equal(in, back, 1 << 18);
		}
	}
	free(in);
	free(out);
	free(back);
	user_close(&u);
	soft_device_destroy(dev);
}

static void
test_largest_request(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint32_t len = HISI_ZIP_MAX_LEN;
	uint8_t *in = malloc(len), *out = malloc(len), *back = malloc(len);
	struct hisi_zip_sqe sqe, got;
	struct user u, d;
	uint32_t i;

	assert_true(in != NULL && out != NULL && back != NULL);
	for (i = 0; i < len; i++)
		in[i] = i >> 6 ^ i;
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	user_open(&d, dev, HISI_ZIP_QC_DECOMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_ZLIB, in, len, out, len);
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	sqe = user_request(3, HISI_ZIP_REQ_ZLIB, out, got.produced, back, len);
	got = user_serve(&d, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.produced, len);
	assert_memory_equal(in, back, len);
	free(in);
	free(out);
	free(back);
	user_close(&d);
	user_close(&u);
	soft_device_destroy(dev);
}

static void
test_injected_faults(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, "open@1+start@2+status@2+reset@5");
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct soft_queue *q;
	struct user a, b;

	assert_int_equal(soft_queue_open(dev, &q), -EBUSY);
	user_open(&a, dev, HISI_ZIP_QC_COMPRESS);
	assert_int_equal(soft_queue_open(dev, &q), 0);
	assert_int_equal(soft_queue_ioctl(q, UACCE_CMD_START_Q, NULL), -EIO);
	soft_queue_close(q);
	user_open(&b, dev, HISI_ZIP_QC_COMPRESS);
	assert_int_equal(user_serve(&a, &good).dw3, 0);
	assert_int_equal(user_serve(&b, &good).dw3, HISI_ZIP_BAD_ADDR);
	assert_int_equal(user_serve(&b, &good).dw3, 0);
	assert_int_equal(user_serve(&a, &good).dw3, 0);
	/* The fifth takes the whole device along, the other queue too. */
	a.sq[a.tail++] = good;
	user_ring_sq(&a);
	soft_queue_serve(a.q, 1);
	soft_queue_serve(b.q, 1);
	assert_int_equal(a.status[HISI_QM_STATUS_RX], 1);
	assert_int_equal(b.status[HISI_QM_STATUS_RX], 1);
	assert_false(user_cqe_is_valid(&a));
	user_close(&a);
	user_close(&b);
	/* Queues opened afterwards work. */
	user_open(&a, dev, HISI_ZIP_QC_COMPRESS);
	assert_int_equal(user_serve(&a, &good).dw3, 0);
	user_close(&a);
	soft_device_destroy(dev);
}

static void
test_fault_text(void **state __rte_unused)
{
	static const char *const bad[] = {
		"", "reset", "reset@", "reset@0", "reset@-1", "reset@4294967296", "reset@1x",
		"reset@1+", "+reset@1", "reset@1+reset@2", "rest@1", "reset@ 1",
	};
	struct soft_faults faults;
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++)
		assert_int_equal(soft_fault_parse(bad[i], &faults), -EINVAL);
	assert_int_equal(soft_fault_parse("reset@4294967295+order@7", &faults), 0);
	assert_int_equal(faults.at[SOFT_FAULT_RESET], UINT32_MAX);
	assert_int_equal(faults.at[SOFT_FAULT_ORDER], 7);
	assert_int_equal(faults.at[SOFT_FAULT_STALL], 0);
}

#define BUSY_OPS	20000

/* A thread with a queue of its own, in bursts, and a close while the workers serve. */
static void *
busy_user(void *arg)
{
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	unsigned int done = 0, i;
	struct user u;

	user_open(&u, arg, HISI_ZIP_QC_COMPRESS);
	while (done < BUSY_OPS) {
		for (i = 0; i < 16; i++)
			u.sq[u.tail++ % DEPTH] = good;
		user_ring_sq(&u);
		for (i = 0; i < 16; i++) {
			while (!user_cqe_is_valid(&u))
				sched_yield();
			done += u.sq[u.head % DEPTH].dw3 == 0;
			u.head++;
		}
		user_ring_cq(&u);
	}
	for (i = 0; i < 200; i++)
		u.sq[u.tail++ % DEPTH] = good;
	user_ring_sq(&u);
	user_close(&u);
	return (void *)(uintptr_t)done;
}

static void
test_threads(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 2, NULL);
	pthread_t threads[4];
	unsigned int i;
	void *done;

	for (i = 0; i < RTE_DIM(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, busy_user, dev), 0);
	for (i = 0; i < RTE_DIM(threads); i++) {
		assert_int_equal(pthread_join(threads[i], &done), 0);
		assert_int_equal((uintptr_t)done, BUSY_OPS);
	}
	assert_int_equal(user_attr(dev, "available_instances"), 64);
	soft_device_destroy(dev);
}

int
test_soft(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_region_sizes),
		cmocka_unit_test(test_config_refused),
		cmocka_unit_test(test_open_until_busy),
		cmocka_unit_test(test_calls_refused),
		cmocka_unit_test(test_worked_example_zlib),
		cmocka_unit_test(test_worked_example_gzip),
		cmocka_unit_test(test_inflate),
		cmocka_unit_test(test_trailers),
		cmocka_unit_test(test_corrupt_data),
		cmocka_unit_test(test_no_space),
		cmocka_unit_test(test_no_space_inflate),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_v2_has_no_raw_deflate),
		cmocka_unit_test(test_addresses_that_fault),
		cmocka_unit_test(test_other_faults_are_chained),
		cmocka_unit_test(test_handlers_are_restored),
		cmocka_unit_test(test_wild_doorbells),
		cmocka_unit_test(test_tail_does_not_go_back),
		cmocka_unit_test(test_completion_overflow),
		cmocka_unit_test(test_put_and_start),
		cmocka_unit_test(test_put_drains),
		cmocka_unit_test(test_null_engine),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_largest_request),
		cmocka_unit_test(test_injected_faults),
		cmocka_unit_test(test_fault_text),
		cmocka_unit_test(test_threads),
	};

	return TEST_RUN_GROUP("soft", tests, NULL, NULL) + test_soft_lz4() +
		test_soft_sgl() + test_soft_stream();
}
