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

/** Linear memory of a queue. It grows as needed, and is kept unless it is large. */
struct zip_scratch {
	uint8_t *mem;
	size_t size;
};

/**
 * The engine of one queue. A queue has one direction (2.7), and the state of the other is missing.
 */
struct soft_zip {
	unsigned int qm;		/**< generation: 2, 3 or 5 */
	uint16_t qc_type;		/**< HISI_ZIP_QC_COMPRESS or HISI_ZIP_QC_DECOMPRESS */
	bool null_engine;		/**< no work is done */
	struct isal_zstream *deflate;	/**< stateless compression */
	uint8_t *level_buf;		/**< tables of ISA-L, for all levels */
	void *lz4;			/**< tables of LZ4 */
	struct inflate_state *inflate;	/**< stateless decompression */
	struct zip_scratch gather;	/**< copies of sources */
	struct zip_scratch scatter;	/**< output for destinations that are no buffer */
	struct zip_scratch tight;	/**< output that may not fit into its destination */
	struct zip_stream *stream;	/**< NULL until the first stream */
};

#endif /* SOFT_ZIP_QUEUE_H */
