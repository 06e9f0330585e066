/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_PERF_SIZE_H
#define TEST_UACCE_PERF_SIZE_H

/** @file Lengths of the operations of `perf`: one, a range, IMIX, or those of captured packets. */

#include <stdbool.h>
#include <stdint.h>

/** Most bytes of an operation. */
#define PERF_MAX_SIZE	(1u << 20)

/** Where lengths come from; perf_sizes_parse() or perf_sizes_read() sets it. */
struct perf_sizes {
	uint32_t min;
	uint32_t max;
	/** Lengths of packets or of IMIX; NULL if lengths are drawn from @c min to @c max. */
	uint32_t *lens;
	uint32_t nb_lens;
	bool shuffled;		/**< lengths go in random order */
};

/**
 * Parse `N`, `MIN-MAX` or `imix`.
 *
 * @return
 *   False after a message that names the text.
 */
bool perf_sizes_parse(struct perf_sizes *s, const char *text);

/**
 * Read the lengths that packets had on the wire from a capture in the classic format of pcap, in
 * either byte order: those of the first 1048576 packets.
 *
 * @return
 *   False after a message that names the file.
 */
bool perf_sizes_read(struct perf_sizes *s, const char *path);

/**
 * Make lengths, in the order of the operations.
 *
 * IMIX keeps its shares, in random order. Packets keep their order; if there are more of them than
 * lengths wanted, each k-th is taken, so that all parts of the capture count.
 *
 * @param block
 *   Each length is rounded up to a multiple of this.
 */
void perf_sizes_make(const struct perf_sizes *s, uint32_t *lens, uint32_t n, uint32_t block);

void perf_sizes_free(struct perf_sizes *s);

#endif /* TEST_UACCE_PERF_SIZE_H */
