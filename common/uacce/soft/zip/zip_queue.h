/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_QUEUE_H
#define SOFT_ZIP_QUEUE_H

/** @file State of one queue of the ZIP engine: what each of its files keeps there. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inflate_state;
struct isal_zstream;
struct zip_stream;

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

#endif /* SOFT_ZIP_QUEUE_H */
