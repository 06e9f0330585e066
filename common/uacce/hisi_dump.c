/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_telemetry.h>

#include "hisi_dump.h"
#include "hw/hisi_sec_bd.h"

/* A field of a descriptor, which is little endian. */
struct field {
	const char *name;	/* as in the headers in hw/, without the prefix */
	uint16_t first;		/* first bit of the descriptor */
	uint16_t nb_bits;	/* 1 to 64 */
};

/* A field that begins so many bits behind a byte. */
#define FIELD(name, byte, bit, nb_bits)	{ name, 8 * (byte) + (bit), nb_bits }

/* hardware_interface.rst, 3.2, 3.3 and 3.9 */
static const struct field zip_fields[] = {
	FIELD("consumed", 0, 0, 32),
	FIELD("produced", 4, 0, 32),
	FIELD("comp_data_length", 8, 0, 32),
	FIELD("status", 12, 0, 8),
	FIELD("last_block", 12, 8, 1),
	FIELD("input_data_length", 16, 0, 32),
	FIELD("source_skip", 28, 0, 24),
	FIELD("finish", 28, 25, 1),
	FIELD("stateful", 28, 26, 1),
	FIELD("new", 28, 27, 1),
	FIELD("sqe_type", 28, 28, 4),
	FIELD("dest_skip", 32, 0, 24),
	FIELD("request_type", 36, 0, 8),
	FIELD("buffer_type", 36, 8, 4),
	FIELD("window", 36, 12, 4),
	FIELD("soft_level", 40, 0, 4),
	FIELD("tag_of_type_0", 52, 0, 32),
	FIELD("dest_avail_out", 56, 0, 32),
	FIELD("ctx_st", 60, 0, 4),
	FIELD("ctx_final", 60, 7, 1),
	FIELD("ctx_cached", 60, 10, 6),
	FIELD("source_addr", 72, 0, 64),
	FIELD("dest_addr", 80, 0, 64),
	FIELD("stream_ctx_addr", 88, 0, 64),
	FIELD("literals_addr", 96, 0, 64),
	FIELD("tag_of_type_3", 104, 0, 64),
	FIELD("ctx_pending", 112, 0, 19),
	FIELD("ctx_history", 116, 0, 16),
	FIELD("isize", 120, 0, 32),
	FIELD("checksum", 124, 0, 32),
};

/* hardware_interface.rst, 4.2 */
static const struct field sec2_fields[] = {
	FIELD("type", 0, 0, 4),
	FIELD("cipher", 0, 4, 2),
	FIELD("auth", 0, 6, 2),
	FIELD("seq", 1, 0, 1),
	FIELD("de", 1, 1, 2),
	FIELD("scene", 1, 3, 4),
	FIELD("src_addr_type", 1, 7, 3),
	FIELD("dst_addr_type", 2, 2, 3),
	FIELD("mac_addr_type", 2, 5, 3),
	FIELD("ai_gen", 5, 0, 2),
	FIELD("a_pad", 5, 2, 2),
	FIELD("invalid", 7, 7, 1),
	FIELD("mac_len", 8, 0, 5),
	FIELD("a_key_len", 8, 5, 6),
	FIELD("a_alg", 8, 11, 6),
	FIELD("icv_len", 12, 0, 6),
	FIELD("c_width", 12, 6, 3),
	FIELD("c_key_len", 12, 9, 3),
	FIELD("c_mode", 12, 12, 4),
	FIELD("c_alg", 14, 0, 4),
	FIELD("a_len", 16, 0, 24),
	FIELD("c_len", 20, 0, 24),
	FIELD("auth_src_offset", 24, 0, 16),
	FIELD("cipher_src_offset", 26, 0, 16),
	FIELD("tag", 40, 0, 16),
	FIELD("long_a_data_len", 48, 0, 64),
	FIELD("a_ivin_addr", 56, 0, 64),
	FIELD("a_key_addr", 64, 0, 64),
	FIELD("mac_addr", 72, 0, 64),
	FIELD("c_ivin_addr", 80, 0, 64),
	FIELD("c_key_addr", 88, 0, 64),
	FIELD("data_src_addr", 96, 0, 64),
	FIELD("data_dst_addr", 104, 0, 64),
	FIELD("done", 112, 0, 1),
	FIELD("icv", 112, 1, 3),
	FIELD("flag", 112, 7, 4),
	FIELD("error_type", 114, 0, 8),
	FIELD("warning_type", 115, 0, 8),
};

/* hardware_interface.rst, 4.3 */
static const struct field sec3_fields[] = {
	FIELD("type", 0, 0, 4),
	FIELD("invalid", 0, 4, 1),
	FIELD("scene", 0, 5, 4),
	FIELD("de", 0, 9, 2),
	FIELD("src_addr_type", 0, 11, 3),
	FIELD("dst_addr_type", 0, 14, 3),
	FIELD("mac_addr_type", 0, 17, 3),
	FIELD("cipher", 4, 0, 2),
	FIELD("ci_gen", 4, 2, 2),
	FIELD("icv_len", 4, 4, 6),
	FIELD("c_width", 4, 10, 3),
	FIELD("c_key_len", 4, 13, 3),
	FIELD("c_mode", 6, 0, 4),
	FIELD("c_alg", 6, 4, 4),
	FIELD("seq", 7, 6, 1),
	FIELD("tag", 8, 0, 64),
	FIELD("data_src_addr", 16, 0, 64),
	FIELD("a_key_addr", 24, 0, 64),
	FIELD("a_ivin_addr", 32, 0, 64),
	FIELD("c_key_addr", 48, 0, 64),
	FIELD("auth", 56, 0, 2),
	FIELD("ai_gen", 56, 2, 2),
	FIELD("mac_len", 56, 4, 5),
	FIELD("a_key_len", 56, 9, 6),
	FIELD("a_alg", 56, 15, 6),
	FIELD("ctr_mode", 56, 25, 2),
	FIELD("prefetch", 56, 27, 1),
	FIELD("salt", 60, 0, 32),
	FIELD("auth_src_offset", 64, 0, 16),
	FIELD("cipher_src_offset", 66, 0, 16),
	FIELD("a_len", 68, 0, 24),
	FIELD("c_len", 72, 0, 24),
	FIELD("data_dst_addr", 76, 0, 64),
	FIELD("mac_addr", 84, 0, 64),
	FIELD("c_ivin_addr", 92, 0, 64),
	FIELD("long_a_data_len", 100, 0, 64),
	FIELD("auth_pad", 108, 0, 2),
	FIELD("mac_sel", 108, 5, 1),
	FIELD("done", 112, 0, 1),
	FIELD("icv", 112, 1, 3),
	FIELD("flag", 112, 7, 4),
	FIELD("error_type", 114, 0, 8),
	FIELD("warning_type", 115, 0, 8),
	FIELD("hac_sva_status", 121, 0, 8),
};

static uint64_t
get_field(const uint8_t *sqe, const struct field *f)
{
	uint64_t value = 0;
	unsigned int i, bit;

	for (i = 0; i < f->nb_bits; i++) {
		bit = f->first + i;
		value |= (uint64_t)(sqe[bit / 8] >> bit % 8 & 1) << i;
	}
	return value;
}

static void
add_hex(struct rte_tel_data *d, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	rte_tel_data_add_dict_string(d, name, text);
}

/* Words of 64 bits are addresses and tags, which are read in hexadecimal. */
static void
add_fields(struct rte_tel_data *d, const uint8_t *sqe, const struct field *fields, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (fields[i].nb_bits == 64)
			add_hex(d, fields[i].name, get_field(sqe, &fields[i]));
		else
			uacce_tel_add_uint(d, fields[i].name, get_field(sqe, &fields[i]));
}

static void
add_descriptor(struct rte_tel_data *d, const void *memory, enum hisi_bd bd)
{
	uint8_t sqe[HISI_QM_SQE_SIZE];

	memcpy(sqe, memory, sizeof(sqe));
	if (bd == HISI_BD_ZIP)
		add_fields(d, sqe, zip_fields, RTE_DIM(zip_fields));
	else if ((sqe[0] & HISI_SEC_TYPE) == HISI_SEC_TYPE2)
		add_fields(d, sqe, sec2_fields, RTE_DIM(sec2_fields));
	else
		add_fields(d, sqe, sec3_fields, RTE_DIM(sec3_fields));
}

/* Counters of a ring. The acquire load comes first, so that submitted is not behind it. */
static void
load_counters(const struct hisi_qm *qm, uint32_t *completed, uint32_t *submitted)
{
	*completed = rte_atomic_load_explicit(&qm->completed, rte_memory_order_acquire);
	*submitted = rte_atomic_load_explicit(&qm->submitted, rte_memory_order_relaxed);
}

void
hisi_dump_ring(struct rte_tel_data *d, const struct hisi_qm *qm)
{
	uint32_t completed, submitted;

	load_counters(qm, &completed, &submitted);
	uacce_tel_add_uint(d, "hardware_queue", qm->id);
	uacce_tel_add_uint(d, "type", qm->qc_type);
	uacce_tel_add_uint(d, "sq_depth", qm->sq_mask + UINT64_C(1));
	uacce_tel_add_uint(d, "cq_depth", qm->cq_mask + UINT64_C(1));
	uacce_tel_add_uint(d, "submitted", submitted);
	uacce_tel_add_uint(d, "completed", completed);
	uacce_tel_add_uint(d, "oldest_slot", hisi_qm_slot(qm, completed));
	uacce_tel_add_uint(d, "next_slot", hisi_qm_slot(qm, submitted));
	uacce_tel_add_uint(d, "status_rx", hisi_qm_load32(&qm->status[HISI_QM_STATUS_RX],
			rte_memory_order_relaxed));
	uacce_tel_add_uint(d, "status_tx", hisi_qm_load32(&qm->status[HISI_QM_STATUS_TX],
			rte_memory_order_relaxed));
	uacce_tel_add_uint(d, "failed",
			rte_atomic_load_explicit(&qm->failed, rte_memory_order_relaxed));
	uacce_tel_add_uint(d, "stopped",
			rte_atomic_load_explicit(&qm->stopped, rte_memory_order_relaxed));
	add_hex(d, "sq", (uintptr_t)qm->sq);
	add_hex(d, "cq", (uintptr_t)qm->cq);
	/* A doorbell register cannot be read. This is what the last submission wrote. */
	add_hex(d, "sq_doorbell", qm->sq_db_base |
			(uint64_t)hisi_qm_slot(qm, submitted) << HISI_QM_DB_INDEX_S);
}

/* The word of a completion entry that has its phase. */
static uint64_t
load_entry(const struct hisi_qm *qm, uint32_t counter)
{
	return hisi_qm_load64(&qm->cq[counter & qm->cq_mask].hi, rte_memory_order_relaxed);
}

static unsigned int
phase_of(uint64_t entry)
{
	return entry >> HISI_QM_CQE_PHASE_S & 1;
}

/* The phase that makes the completion entry of a descriptor valid. */
static unsigned int
phase_due(const struct hisi_qm *qm, uint32_t counter)
{
	return (counter >> qm->cq_shift & 1) ^ 1;
}

static void
add_completion(struct rte_tel_data *d, const struct hisi_qm *qm, uint32_t counter)
{
	const uint64_t entry = load_entry(qm, counter);

	uacce_tel_add_uint(d, "sq_head", HISI_QM_CQE_SQ_HEAD(entry));
	uacce_tel_add_uint(d, "sq_num", entry >> HISI_QM_CQE_SQ_NUM_S & UINT16_MAX);
	uacce_tel_add_uint(d, "phase", phase_of(entry));
	uacce_tel_add_uint(d, "phase_due", phase_due(qm, counter));
}

static void
add_container(struct rte_tel_data *d, const char *name, struct rte_tel_data *inner)
{
	if (inner != NULL)
		rte_tel_data_add_dict_container(d, name, inner, 0);
}

struct rte_tel_data *
hisi_dump_start(void)
{
	struct rte_tel_data *d = rte_tel_data_alloc();

	if (d != NULL)
		rte_tel_data_start_dict(d);
	return d;
}

void
hisi_dump_slot(struct rte_tel_data *d, const struct hisi_qm *qm, enum hisi_bd bd, uint32_t slot)
{
	struct rte_tel_data *descriptor = hisi_dump_start(), *completion = hisi_dump_start();
	uint32_t completed, submitted, counter;
	const char *state = "free";

	load_counters(qm, &completed, &submitted);
	/* The use of the slot in flight, or else the next one; the last one is a lap before. */
	counter = completed + hisi_qm_slot(qm, slot - completed);
	if (counter - completed < submitted - completed)
		state = phase_of(load_entry(qm, counter)) == phase_due(qm, counter) ?
			"completed" : "in flight";
	else
		counter -= qm->sq_mask + 1;
	uacce_tel_add_uint(d, "slot", slot);
	rte_tel_data_add_dict_string(d, "state", state);
	if (descriptor != NULL)
		add_descriptor(descriptor, hisi_qm_sqe(qm, slot), bd);
	add_container(d, "descriptor", descriptor);
	if (completion != NULL)
		add_completion(completion, qm, counter);
	add_container(d, "completion", completion);
}
