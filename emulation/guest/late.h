/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef LATE_H
#define LATE_H

/**
 * @file
 * A page of memory that is not present until the test provides it: a page of a file in a file
 * system that the program serves. An access to the page, also by a device, waits for it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct late {
	const uint8_t *page;	/**< a page of the file, mapped for reading */
	char path[32];
	pid_t server;
	int requested;		/**< has a byte to read when an access waits for the page */
	int answer;		/**< a byte written here provides the page */
};

/** Create the page; its content is that of fill_text() with a seed. */
void late_make(struct late *late, unsigned int seed);

/** Wait until an access waits for the page, at most seconds. */
bool late_is_requested(struct late *late, unsigned int seconds);

/** Provide the page. */
void late_answer(struct late *late);

void late_free(struct late *late);

#endif /* LATE_H */
