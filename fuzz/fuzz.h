/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FUZZ_H
#define FUZZ_H

/**
 * @file
 * What the fuzz targets share: taking values from the bytes that libFuzzer hands out, and ending
 * the program when a promise is broken.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** The bytes of one call that were not taken yet. Beyond their end all values are 0. */
struct fuzz_input {
	const uint8_t *at;
	size_t left;
};

/** Called by libFuzzer for each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/** Called by libFuzzer once. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/** End the program with a finding; libFuzzer keeps the input. */
#define FUZZ_CHECK(condition) do { \
	if (!(condition)) { \
		fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
		abort(); \
	} \
} while (0)

/** Take @p len bytes; what is not there is 0. */
static inline void
fuzz_bytes(struct fuzz_input *in, void *to, size_t len)
{
	const size_t there = len < in->left ? len : in->left;

	memset(to, 0, len);
	if (there != 0)
		memcpy(to, in->at, there);
	in->at += there;
	in->left -= there;
}

static inline uint8_t
fuzz_u8(struct fuzz_input *in)
{
	uint8_t value;

	fuzz_bytes(in, &value, sizeof(value));
	return value;
}

static inline uint16_t
fuzz_u16(struct fuzz_input *in)
{
	uint16_t value;

	fuzz_bytes(in, &value, sizeof(value));
	return value;
}

static inline uint64_t
fuzz_u64(struct fuzz_input *in)
{
	uint64_t value;

	fuzz_bytes(in, &value, sizeof(value));
	return value;
}

/** Generation of a QM: 2, 3 or 5. */
static inline unsigned int
fuzz_qm(uint8_t value)
{
	static const uint8_t generations[] = { 2, 3, 5, 3 };

	return generations[value & 3];
}

#endif /* FUZZ_H */
